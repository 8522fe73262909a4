//! The request bodies, by name and type. `inputs` turns them into the input of the intake. A field of a commendation or a draft is a
//! [`Submitted`], so that the text of a value that cannot be read is kept.

use chrono::NaiveDate;
use serde_json::Value;

use crate::commendations::LetterKind;
use crate::commendations::intake::Submitted;
use crate::ids::{AssistId, PersonId, UploadId};
use crate::web::{FromJson, Pointer, Problems, body};
use crate::worklist::matter::Objection;

body! {
    /// A commendation to be sent. The people and one of `letter` and `cover_note` are required.
    pub struct SendBody {
        /// 1 to 10 people, none twice, never oneself; none only with the assist of a helper not known yet.
        #[schema(value_type = Option<Vec<PersonId>>, max_items = 10)]
        helper_ids: Submitted<Vec<Submitted<PersonId>>>,
        /// The day of service; today when absent, never later.
        #[schema(value_type = Option<NaiveDate>)]
        served_on: Submitted<NaiveDate>,
        /// The client praised the banker too.
        #[schema(value_type = Option<bool>)]
        include_banker: Submitted<bool>,
        /// Required with a letter.
        #[schema(value_type = Option<ClientBody>)]
        client: Submitted<ClientBody>,
        /// The client's letter.
        #[schema(value_type = Option<LetterBody>)]
        letter: Submitted<LetterBody>,
        /// The helpers' deed in a sentence or two, up to 1,000 characters. It circulates as the first paragraph of the cover note.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 1_000)]
        what_they_did: Submitted<String>,
        /// The banker's own paragraph; with what_they_did up to 4,000 characters.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 4_000)]
        cover_note: Submitted<String>,
        /// Places of the cover note, counted from its first paragraph on, that are withheld by hand, such as a place that preview gives in
        /// `maybe_names`; none overlaps another.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        cover_note_withheld: Submitted<Vec<Submitted<PlaceBody>>>,
        /// The assist that it was made from.
        #[schema(value_type = Option<AssistId>)]
        assist_id: Submitted<AssistId>,
        /// The obstacle that the helper went around; never part of the letter.
        #[schema(value_type = Option<WorkaroundBody>)]
        workaround: Submitted<WorkaroundBody>,
        /// Up to 5 codes of GET /api/v1/vocabulary.
        #[schema(value_type = Option<Vec<String>>, max_items = 5)]
        strengths: Submitted<Vec<Submitted<String>>>,
    }
}

body! {
    /// The client and what the client agreed to.
    pub struct ClientBody {
        /// For the record; it travels only with consent.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
        name: Submitted<String>,
        /// For the bank's reply, never for a letter.
        #[schema(value_type = Option<String>)]
        email: Submitted<String>,
        /// True when the name may go with the letter; false when absent.
        #[schema(value_type = Option<bool>)]
        consent_to_share_name: Submitted<bool>,
        /// True when the client was invited to write, false when the client offered.
        #[schema(value_type = Option<bool>)]
        invited: Submitted<bool>,
    }
}

body! {
    /// The client's letter.
    pub struct LetterBody {
        /// `typed` or `scan`; `none` for a letter that does not go, of which a draft keeps what was filled in.
        #[schema(value_type = LetterKind)]
        kind: Submitted<String>,
        /// Typed letters only: 1 to 20,000 characters.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 20_000)]
        text: Submitted<String>,
        /// A BCP 47 tag such as `en` or `pt-BR`.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 35)]
        language: Submitted<String>,
        /// Typed letters only.
        #[schema(value_type = Option<SignatureBody>)]
        signature: Submitted<SignatureBody>,
        /// Scans only: the id that POST /api/v1/uploads answered.
        #[schema(value_type = Option<UploadId>)]
        upload_id: Submitted<String>,
        /// Scans only: the words on the page, 1 to 20,000 characters. Without the client's consent to share the name only they
        /// circulate, and then they are required.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 20_000)]
        transcript: Submitted<String>,
        /// Scans only: the regions to be covered on its pages, up to 200 regions. While fewer places are covered than are masked in the
        /// transcript, only the transcript circulates.
        #[schema(value_type = Option<Vec<RedactionBody>>, max_items = 200)]
        redactions: Submitted<Vec<Submitted<RedactionBody>>>,
        /// Scans only: true says that you looked at its pages and that nothing else on them has to be covered.
        #[schema(value_type = Option<bool>)]
        pages_checked: Submitted<bool>,
        /// Places of the text or transcript that are withheld by hand, such as a nickname or a place that preview gives in `maybe_names`; none
        /// overlaps another. An empty list says that nothing is.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        withheld: Submitted<Vec<Submitted<PlaceBody>>>,
    }
}

body! {
    /// A place of a text, in characters (Unicode scalar values) of the text as it is sent here, from 0.
    pub struct PlaceBody {
        /// The first character.
        #[schema(value_type = u32)]
        start: Submitted<f64>,
        /// The first character behind the place.
        #[schema(value_type = u32)]
        end: Submitted<f64>,
    }
}

body! {
    /// A region of a page that circulates as a black bar with nothing below it. Its unit is the page: fractions from 0 to 1 of the
    /// width and height of the straightened page, as GET /api/v1/uploads/{id}/pages/{number} shows it, from its upper left corner.
    /// A region that reaches beyond the page ends at its edge.
    pub struct RedactionBody {
        /// The number of the page, from 1.
        #[schema(value_type = u32, minimum = 1)]
        page: Submitted<f64>,
        /// Left edge: 0.25 is a quarter of the page's width from its left.
        #[schema(value_type = f64, minimum = 0, maximum = 1)]
        x: Submitted<f64>,
        /// Upper edge, as a fraction of the page's height from its top.
        #[schema(value_type = f64, minimum = 0, maximum = 1)]
        y: Submitted<f64>,
        /// Width, as a fraction of the page's width.
        #[schema(value_type = f64, exclusive_minimum = 0, maximum = 1)]
        w: Submitted<f64>,
        /// Height, as a fraction of the page's height.
        #[schema(value_type = f64, exclusive_minimum = 0, maximum = 1)]
        h: Submitted<f64>,
    }
}

body! {
    /// The client's name under the letter, and what was drawn.
    pub struct SignatureBody {
        /// Typed.
        #[schema(value_type = String, min_length = 1, max_length = 200)]
        name: Submitted<String>,
        /// Strokes of points `[x, y]`, any unit, y downwards.
        #[schema(value_type = Option<Vec<Vec<Vec<f64>>>>, max_items = 500)]
        strokes: Submitted<Vec<Vec<Vec<f64>>>>,
    }
}

body! {
    /// A process that needed a hero.
    pub struct WorkaroundBody {
        /// The process that failed; up to 100 characters.
        #[schema(value_type = Option<String>, max_length = 100)]
        process: Submitted<String>,
        /// The way around it; up to 4,000 characters.
        #[schema(value_type = Option<String>, max_length = 4_000)]
        detail: Submitted<String>,
    }
}

body! {
    /// A supervisor's acknowledgement.
    pub struct AcknowledgementBody {
        /// In the supervisor's own words, up to 4,000 characters.
        #[schema(max_length = 4_000)]
        note: Option<String>,
        /// The employee was told in person.
        told_employee: Option<bool>,
        /// It was put into the personal file.
        filed: Option<bool>,
    }
}

body! {
    /// A helper's reply.
    pub struct ThanksBody {
        /// Up to 4,000 characters; without it the thanks stand alone.
        #[schema(max_length = 4_000)]
        text: Option<String>,
        /// True when the client may be told them: once, by mail, if the client left an address.
        share_with_client: Option<bool>,
    }
}

body! {
    /// An objection of somebody who received it.
    pub struct DisputeBody {
        /// The letter is not about the caller, or about somebody whom the caller does not supervise.
        kind: Objection,
        /// In the caller's own words, up to 4,000 characters.
        #[schema(max_length = 4_000)]
        note: Option<String>,
    }
}

body! {
    /// The name of the helper, once somebody knows it.
    pub struct AssignmentBody {
        /// The helper.
        helper_id: PersonId,
    }
}

body! {
    /// A correction. The client's letter is never corrected: it was signed.
    pub struct CorrectionBody {
        /// The banker's own paragraph, up to 4,000 characters; as it is when absent.
        #[schema(value_type = Option<String>, min_length = 1, max_length = 4_000)]
        cover_note: Submitted<String>,
        /// Places of the new cover note that are withheld by hand; none overlaps another.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        cover_note_withheld: Submitted<Vec<Submitted<PlaceBody>>>,
        /// Everyone who is praised, 1 to 10 people; as it is when absent.
        #[schema(value_type = Option<Vec<PersonId>>, min_items = 1, max_items = 10)]
        helper_ids: Submitted<Vec<Submitted<PersonId>>>,
        /// Told to everyone who has a copy; up to 500 characters.
        #[schema(min_length = 1, max_length = 500)]
        reason: String,
    }
}

body! {
    /// The reason for a withdrawal.
    pub struct WithdrawalBody {
        /// Told to everyone who got it; up to 1,000 characters.
        #[schema(min_length = 1, max_length = 1_000)]
        reason: String,
    }
}

body! {
    /// The reason for a version without the client's name.
    pub struct ConsentWithdrawalBody {
        /// Told to everyone who has a copy; up to 1,000 characters.
        #[schema(min_length = 1, max_length = 1_000)]
        reason: String,
    }
}

impl FromJson for Objection {
    fn from_json(value: &Value, at: &Pointer, problems: &mut Problems) -> Option<Self> {
        let text = String::from_json(value, at, problems)?;
        text.parse().ok().or_else(|| {
            problems.at(at, "invalid", format!("This has to be one of {}.", Self::WORDS.join(", ")));
            None
        })
    }
}
