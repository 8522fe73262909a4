//! The intake: turns filled-in fields into the input of an operation, or reports all their problems at once.
//!
//! It knows no HTTP and no JSON. An edge (the API, a page, the command line) makes an input, and renders each [`FieldFault`] in its
//! own way: the API as a JSON pointer, a page as a label with a link. Pure: `operations::intake` looks up people, assists and
//! uploads.
//!
//! Invariant: an input with an unreadable field is always refused, whether or not the edge has reported it.

mod fields;
mod letter;
mod mended;
mod order;
mod withheld_places;

use serde::{Deserialize, Serialize};

use crate::language::{Explanation, Phrase, phrase};
use crate::letters::rules::{CoverNote, TextProblem, checked};

pub use fields::{Field, FieldFault, Text, WithheldFrom};
pub use letter::{LetterInput, RegionInput, SignatureInput};
pub use mended::mended;
pub use order::{ClientInput, CorrectionInput, Input, WorkaroundInput, note_text};
pub use withheld_places::PlaceInput;

pub(super) use letter::{ScanAsked, UNKNOWN_UPLOAD};
pub(super) use order::{Checked, check, helpers};

use super::order::ByHand;

/// The most characters of a reply, and of the way around a process that failed.
const LONG: usize = 4_000;

/// A field as it came in. It can be stored and read back unchanged, also when its value cannot be taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Submitted<T> {
    /// It was left out, or left empty.
    #[default]
    Absent,
    /// The field was sent and could not be read; the edge has reported the reason. It holds the text as typed, where the edge keeps it.
    Unread(String),
    /// It was read.
    Value(T),
}

impl<T> Submitted<T> {
    /// True when it was left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if it was read.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Unread(_) => None,
        }
    }

    /// The same field with its value changed, if it was read.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Submitted<U> {
        match self {
            Self::Absent => Submitted::Absent,
            Self::Unread(text) => Submitted::Unread(text),
            Self::Value(value) => Submitted::Value(change(value)),
        }
    }
}

impl<T> From<T> for Submitted<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Everything that is wrong with an input so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    wrong: Vec<FieldFault>,
    unread: bool,
}

impl Findings {
    /// Notes what is wrong with a field.
    pub fn note(&mut self, field: Field, code: &'static str, words: impl Into<Explanation>) {
        self.wrong.push(FieldFault { field, code, words: words.into() });
    }

    /// The value of a field, and a mark where it could not be read.
    pub fn take<T>(&mut self, given: Submitted<T>) -> Option<T> {
        self.unread |= matches!(given, Submitted::Unread(_));
        match given {
            Submitted::Value(value) => Some(value),
            Submitted::Absent | Submitted::Unread(_) => None,
        }
    }

    /// The value of a field that has to be there; that it is not is noted with `words`.
    pub fn required<T>(&mut self, field: Field, given: Submitted<T>, words: &str) -> Option<T> {
        if given.is_absent() {
            self.note(field, "required", words);
        }
        self.take(given)
    }

    /// The first `most` elements that were read, each with its place. Of more it is noted that they are too many.
    pub fn at_most<T>(
        &mut self,
        list: Submitted<Vec<Submitted<T>>>,
        most: usize,
        field: &Field,
        words: &str,
    ) -> Vec<(usize, T)> {
        let list = self.take(list).unwrap_or_default();
        if list.len() > most {
            self.note(field.clone(), "too_many", words);
        }
        let numbered = list.into_iter().take(most).enumerate();
        numbered.filter_map(|(place, given)| Some((place, self.take(given)?))).collect()
    }

    /// A text of at most `most` characters after trimming, as a letter may hold it; a text without visible characters counts as
    /// none.
    pub fn short_text(&mut self, field: Field, given: Submitted<String>, most: usize) -> Option<String> {
        match checked(&self.take(given)?, most) {
            Ok(text) => Some(text),
            Err(TextProblem::Empty) => None,
            Err(problem) => {
                self.note(field, problem.code(), problem.phrase());
                None
            }
        }
    }

    /// A cover note, and the places withheld in it.
    pub fn cover_note(
        &mut self,
        text: Submitted<String>,
        places: Submitted<Vec<Submitted<PlaceInput>>>,
    ) -> (Option<CoverNote>, ByHand) {
        let text = self.take(text);
        let by_hand = withheld_places::places(text.as_deref(), places, WithheldFrom::CoverNote, self);
        let note = text.and_then(|text| {
            let note = CoverNote::parse(&text);
            note.map_err(|why| self.note(Field::CoverNote, why.code(), why.phrase())).ok()
        });
        (note, by_hand)
    }

    /// Goes on when nothing is wrong.
    ///
    /// # Errors
    /// Everything that is; nothing where only a field could not be read.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldFault>> {
        match value {
            Some(value) if self.wrong.is_empty() && !self.unread => Ok(value),
            _ => Err(self.wrong),
        }
    }
}

/// The text of a reply (an acknowledgement's note, thanks), as it was typed.
///
/// # Errors
/// The problems of the text.
pub fn reply(field: Field, given: Submitted<String>) -> Result<Option<String>, Vec<FieldFault>> {
    let mut findings = Findings::default();
    let text = findings.short_text(field, given, LONG);
    findings.finish(Some(text))
}

/// The reason of a withdrawal or a correction, which has to be there.
pub(super) fn reason(
    given: Submitted<String>,
    (most, why): (usize, Phrase),
    findings: &mut Findings,
) -> Option<String> {
    let unread = matches!(given, Submitted::Unread(_));
    let wrong = findings.wrong.len();
    let reason = findings.short_text(Field::Reason, given, most);
    if reason.is_none() && !unread && findings.wrong.len() == wrong {
        findings.note(Field::Reason, "required", why);
    }
    reason
}

/// The reason of a withdrawal.
///
/// # Errors
/// The problems of the text.
pub fn withdrawal(given: Submitted<String>) -> Result<String, Vec<FieldFault>> {
    let mut findings = Findings::default();
    let reason = reason(given, (1_000, phrase("field-withdrawal-reason")), &mut findings);
    findings.finish(reason)
}

/// The reason for which a draft is closed.
///
/// # Errors
/// The problems of the text.
pub fn closing(given: Submitted<String>) -> Result<String, Vec<FieldFault>> {
    let mut findings = Findings::default();
    let reason = reason(given, (1_000, phrase("field-closing-reason")), &mut findings);
    findings.finish(reason)
}

#[cfg(test)]
mod tests;
