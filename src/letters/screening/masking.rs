//! The form in which a text circulates: what was found is replaced by a mark that shows at most the last four
//! characters.
//!
//! A number becomes four bullets, a no-break space and its last four (`•••• 1111`); a name becomes [`NAME_WITHHELD`].
//! Masking a masked text changes nothing: a mark is read as one thing that no number and no name reaches across. A PDF
//! draws a bar instead of the bullets; it takes the text apart with [`MaskedText::pieces`].

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::glyphs::{self, BULLET, MASK_SPACE};
use super::names::{self, ClientName};
use super::{Kind, screen};

/// Stands where the client's name stood.
pub const NAME_WITHHELD: &str = "[name withheld]";

/// A text that may circulate. It serializes as it stands, for the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedText {
    /// The words with the marks in them, fit for mail, history and search.
    pub text: String,
    /// The marks, in the order of the text, none within another.
    pub spans: Vec<Span>,
}

/// One mark in a [`MaskedText`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Bytes of the masked text.
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// What is still shown; a name shows nothing.
    pub last4: Option<String>,
}

/// A stretch of a [`MaskedText`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Withheld(&'a Span),
}

impl MaskedText {
    /// Words and marks in turn; no empty words.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let starts = std::iter::once(0).chain(self.spans.iter().map(|span| span.end));
        let ends = self.spans.iter().map(|span| span.start).chain(std::iter::once(self.text.len()));
        let marks = self.spans.iter().map(Some).chain(std::iter::once(None));
        starts.zip(ends).zip(marks).flat_map(|((start, end), mark)| {
            let words = Some(&self.text[start..end]).filter(|words| !words.is_empty()).map(Piece::Text);
            [words, mark.map(Piece::Withheld)].into_iter().flatten()
        })
    }
}

/// The text as it may circulate: numbers masked, and the client's name too if there is one to withhold.
#[must_use]
pub fn mask(text: &str, withhold: Option<&ClientName>) -> MaskedText {
    let mut cuts: Vec<(Range<usize>, Kind, Option<String>)> =
        screen(text).into_iter().map(|finding| (finding.range, finding.kind, Some(finding.last4))).collect();
    if let Some(name) = withhold {
        let glyphs = glyphs::read(text);
        let numbers = cuts.len();
        for found in names::find(text, &glyphs, name) {
            let range = glyphs[found.start].start..glyphs[found.end - 1].end;
            if !cuts[..numbers].iter().any(|(cut, ..)| range.start < cut.end && cut.start < range.end) {
                cuts.push((range, Kind::Name, None));
            }
        }
        cuts.sort_by_key(|(range, ..)| range.start);
    }
    cut_out(text, cuts)
}

fn cut_out(text: &str, cuts: Vec<(Range<usize>, Kind, Option<String>)>) -> MaskedText {
    let mut masked = MaskedText::default();
    let mut from = 0;
    for (range, kind, last4) in cuts {
        masked.text.push_str(&text[from..range.start]);
        from = range.end;
        let start = masked.text.len();
        match &last4 {
            Some(last4) => {
                masked.text.extend(std::iter::repeat_n(BULLET, 4));
                masked.text.push(MASK_SPACE);
                masked.text.push_str(last4);
            }
            None => masked.text.push_str(NAME_WITHHELD),
        }
        masked.spans.push(Span { start, end: masked.text.len(), kind, last4 });
    }
    masked.text.push_str(&text[from..]);
    masked
}
