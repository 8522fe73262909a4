//! An order: a commendation to be sent, checked and complete. Made by `operations::intake`, consumed by the operations.

use std::ops::Range;

use chrono::NaiveDate;

use super::intake::Text;
use super::{Strength, WrittenOn};
use crate::clock::Timestamp;
use crate::directory::Person;
use crate::ids::{AssistId, DraftId, PersonId, UploadId};
use crate::letters::rules::{CoverNote, LanguageTag, LetterText, PersonName, Strokes};
use crate::letters::uploads::{PageRegion, Upload};

/// A commendation to be sent: every person known, every text within its bounds.
#[derive(Debug, Clone)]
pub struct Order {
    /// The sender.
    pub banker: Person,
    /// The people who are praised, in the banker's order; empty only with `unknown`.
    pub helpers: Vec<Person>,
    /// A helper whom nobody could name yet.
    pub unknown: Option<UnknownHelper>,
    /// The assist that it was made from.
    pub assist: Option<AssistId>,
    /// The draft that it was.
    pub draft: Option<FromDraft>,
    /// The day of service, in the bank's time zone.
    pub served_on: NaiveDate,
    /// The client praised the banker too.
    pub include_banker: bool,
    /// There whenever there is a letter.
    pub client: Option<ClientOrder>,
    /// The client's letter.
    pub letter: Option<LetterOrder>,
    /// The banker's own paragraph.
    pub cover_note: Option<CoverNote>,
    /// Places of it that are withheld by hand.
    pub cover_note_withheld: ByHand,
    /// The obstacle that the helper went around; for insights, never in a mail of praise.
    pub workaround: Option<Workaround>,
    /// The strengths that they are praised for.
    pub strengths: Vec<Strength>,
}

impl Order {
    /// The client's signing by a hand-off; none for a letter that the banker typed or scanned.
    pub fn signed(&self) -> Option<SignedBefore> {
        self.draft.and_then(|draft| draft.signed)
    }

    /// True when the banker was asked about names in a text and answered.
    pub fn is_answered(&self, text: Text) -> bool {
        match text {
            Text::CoverNote => self.cover_note_withheld.answered,
            _ => self.letter.as_ref().is_some_and(|letter| letter.withheld.answered),
        }
    }
}

/// The draft that a commendation was until it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FromDraft {
    /// Also the id of the commendation.
    pub id: DraftId,
    /// The revision that was checked; no other is sent.
    pub revision: i64,
    /// The upload that it holds.
    pub upload: Option<UploadId>,
    /// The banker, or the person who had to settle the draft.
    pub sent_by: PersonId,
    /// The client's signing by a hand-off; none for a letter that the banker typed or scanned.
    pub signed: Option<SignedBefore>,
}

/// The signing of a letter by its client, before it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedBefore {
    /// On what it was written.
    pub written_on: WrittenOn,
    /// The moment at which the client was given the way to write.
    pub invited_at: Timestamp,
    /// The moment of signing.
    pub signed_at: Timestamp,
}

/// The banker's knowledge of a helper who is not in the directory by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownHelper {
    /// The assist that holds the hint.
    pub assist: AssistId,
    /// As heard on the telephone.
    pub name: String,
    /// As the banker wrote it.
    pub department: String,
    /// If it was seen.
    pub extension: Option<String>,
}

/// The client and what the client agreed to.
#[derive(Debug, Clone)]
pub struct ClientOrder {
    /// For the record; it travels only with consent.
    pub name: Option<PersonName>,
    /// For the bank's reply, never for a letter.
    pub email: Option<String>,
    /// True when the name may go with the letter.
    pub share_name: bool,
    /// True when the client was invited to write, false when the client offered; absent when not said.
    pub invited: Option<bool>,
}

/// The client's letter, as typed or on paper.
#[derive(Debug, Clone)]
pub struct LetterOrder {
    /// The words; of a scan what was typed from it, if anything.
    pub text: Option<LetterText>,
    /// Places of them that are withheld by hand.
    pub withheld: ByHand,
    /// The pages, where it was written on paper.
    pub scan: Option<ScanOrder>,
    /// Their language, if known.
    pub language: Option<LanguageTag>,
    /// The name under it.
    pub signature_name: Option<PersonName>,
    /// The strokes, if any were drawn.
    pub strokes: Option<Strokes>,
}

/// A letter on paper.
#[derive(Debug, Clone)]
pub struct ScanOrder {
    /// The banker's own, not used before.
    pub upload: Upload,
    /// The regions to be covered.
    pub regions: Vec<PageRegion>,
    /// The banker has looked at the pages and says that nothing else on them has to be.
    pub checked: bool,
}

/// The places of a text that the banker withholds by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByHand {
    /// Bytes of the text; none overlaps another.
    pub places: Vec<Range<usize>>,
    /// The banker was asked, and this is the answer, an empty one too.
    pub answered: bool,
    /// Characters that stood before the text as it was sent and are not kept. Callers count from there.
    pub trimmed: usize,
}

/// A process that needed a hero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workaround {
    /// The process that failed.
    pub process: Option<String>,
    /// The workaround.
    pub detail: Option<String>,
}

impl Workaround {
    /// True when every field is empty.
    pub fn is_empty(&self) -> bool {
        self.process.is_none() && self.detail.is_none()
    }
}
