//! The request bodies, by name and type. `inputs` turns them into the input of the intake.

use chrono::NaiveDate;

use crate::commendations::LetterKind;
use crate::ids::{AssistId, PersonId, UploadId};
use crate::web::{Elements, body};

body! {
    /// A commendation to be sent. The people and one of `letter` and `cover_note` are required.
    pub struct SendBody {
        /// 1 to 10 people, none twice, never oneself; none only with the assist of a helper not known yet.
        #[schema(value_type = Option<Vec<PersonId>>, max_items = 10)]
        helper_ids: Option<Elements<PersonId>>,
        /// The day of service; today when absent, never later.
        served_on: Option<NaiveDate>,
        /// The client praised the banker too.
        include_banker: Option<bool>,
        /// Required with a letter.
        client: Option<ClientBody>,
        /// The client's letter.
        letter: Option<LetterBody>,
        /// The banker's own paragraph, up to 4,000 characters.
        #[schema(min_length = 1, max_length = 4_000)]
        cover_note: Option<String>,
        /// Places of the cover note that are withheld by hand, such as a place that preview gives in `maybe_names`; none overlaps another.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        cover_note_withheld: Option<Elements<PlaceBody>>,
        /// The assist that it came of.
        assist_id: Option<AssistId>,
        /// The obstacle that the helper went around; never part of the letter.
        workaround: Option<WorkaroundBody>,
        /// Up to 5 codes of GET /api/v1/vocabulary.
        #[schema(value_type = Option<Vec<String>>, max_items = 5)]
        strengths: Option<Elements<String>>,
    }
}

body! {
    /// The client and what the client agreed to.
    pub struct ClientBody {
        /// For the record; it travels only with consent.
        #[schema(min_length = 1, max_length = 200)]
        name: Option<String>,
        /// For the bank's reply, never for a letter.
        email: Option<String>,
        /// True when the name may go with the letter; false when absent.
        consent_to_share_name: Option<bool>,
        /// True when the client was invited to write, false when the client offered.
        invited: Option<bool>,
    }
}

body! {
    /// The client's letter.
    pub struct LetterBody {
        /// `typed` or `scan`.
        #[schema(value_type = LetterKind)]
        kind: String,
        /// Typed letters only: 1 to 20,000 characters.
        #[schema(min_length = 1, max_length = 20_000)]
        text: Option<String>,
        /// A BCP 47 tag such as `en` or `pt-BR`.
        #[schema(min_length = 1, max_length = 35)]
        language: Option<String>,
        /// Typed letters only.
        signature: Option<SignatureBody>,
        /// Scans only: the id that POST /api/v1/uploads answered.
        #[schema(value_type = Option<UploadId>)]
        upload_id: Option<String>,
        /// Scans only: the words on the page, 1 to 20,000 characters. Without the client's consent to share the name only they
        /// circulate, and then they are required.
        #[schema(min_length = 1, max_length = 20_000)]
        transcript: Option<String>,
        /// Scans only: the regions to be covered on its pages, up to 200 regions. While fewer places are covered than are masked in the
        /// transcript, only the transcript circulates.
        #[schema(value_type = Option<Vec<RedactionBody>>, max_items = 200)]
        redactions: Option<Elements<RedactionBody>>,
        /// Scans only: true says that you looked at its pages and that nothing else on them has to be covered.
        pages_checked: Option<bool>,
        /// Places of the text or transcript that are withheld by hand, such as a nickname or a place that preview gives in `maybe_names`; none
        /// overlaps another. An empty list says that nothing is.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        withheld: Option<Elements<PlaceBody>>,
    }
}

body! {
    /// A place of a text, in characters (Unicode scalar values) of the text as it is sent here, from 0.
    pub struct PlaceBody {
        /// The first character.
        #[schema(value_type = u32)]
        start: f64,
        /// The first character behind the place.
        #[schema(value_type = u32)]
        end: f64,
    }
}

body! {
    /// A region of a page that circulates as a black bar with nothing below it. Its unit is the page: fractions from 0 to 1 of the
    /// width and height of the straightened page, as GET /api/v1/uploads/{id}/pages/{number} shows it, from its upper left corner.
    /// A region that reaches beyond the page ends at its edge.
    pub struct RedactionBody {
        /// The number of the page, from 1.
        #[schema(value_type = u32, minimum = 1)]
        page: f64,
        /// Left edge: 0.25 is a quarter of the page's width from its left.
        #[schema(minimum = 0, maximum = 1)]
        x: f64,
        /// Upper edge, as a fraction of the page's height from its top.
        #[schema(minimum = 0, maximum = 1)]
        y: f64,
        /// Width, as a fraction of the page's width.
        #[schema(exclusive_minimum = 0, maximum = 1)]
        w: f64,
        /// Height, as a fraction of the page's height.
        #[schema(exclusive_minimum = 0, maximum = 1)]
        h: f64,
    }
}

body! {
    /// The client's name under the letter, and what was drawn.
    pub struct SignatureBody {
        /// Typed.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// Strokes of points `[x, y]`, any unit, y downwards.
        #[schema(max_items = 500)]
        strokes: Option<Vec<Vec<Vec<f64>>>>,
    }
}

body! {
    /// A process that needed a hero.
    pub struct WorkaroundBody {
        /// Which process failed; up to 100 characters.
        #[schema(max_length = 100)]
        process: Option<String>,
        /// The way around it; up to 4,000 characters.
        #[schema(max_length = 4_000)]
        detail: Option<String>,
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
        #[schema(min_length = 1, max_length = 4_000)]
        cover_note: Option<String>,
        /// Places of the new cover note that are withheld by hand; none overlaps another.
        #[schema(value_type = Option<Vec<PlaceBody>>, max_items = 500)]
        cover_note_withheld: Option<Elements<PlaceBody>>,
        /// Everyone who is praised, 1 to 10 people; as it is when absent.
        #[schema(value_type = Option<Vec<PersonId>>, min_items = 1, max_items = 10)]
        helper_ids: Option<Elements<PersonId>>,
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
