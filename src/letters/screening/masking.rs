//! Makes the text that circulates: every finding is replaced by a mark that shows at most its last four characters.
//!
//! A number becomes four bullets, a no-break space and its last four characters (`•••• 1111`). A name becomes [`NAME_WITHHELD`],
//! and a passage that the banker withheld by hand becomes [`WITHHELD`].
//! Masking is idempotent: an existing mark is read as one glyph, which no number and no name extends across. A PDF draws a bar
//! instead of the bullets and uses [`MaskedText::pieces`] for that.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::glyphs::{self, BULLET, MASK_SPACE, NAME_WITHHELD, WITHHELD};
use super::names::{self, ClientName};
use super::{Kind, screen};

/// A text that may circulate. Its JSON form is stored in the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedText {
    /// The words with the marks in them, fit for mails, history and search.
    pub text: String,
    /// The marks, in text order, without overlaps.
    pub spans: Vec<Span>,
}

/// One mark in a [`MaskedText`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Start, in bytes of the masked text.
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// The characters that stay visible; a name has none.
    pub last4: Option<String>,
}

/// A part of a [`MaskedText`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Withheld(&'a Span),
}

impl MaskedText {
    /// Words and marks alternately, without empty words.
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

/// A masked text, and the uncertain places that only a reader can decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    pub masked: MaskedText,
    /// Possible occurrences of the client's name that were not masked, as byte ranges of the original text.
    pub maybe: Vec<Range<usize>>,
}

/// Masks the numbers in a text, and the client's name if one is given.
#[must_use]
pub fn mask(text: &str, name: Option<&ClientName>) -> MaskedText {
    withhold(text, name, &[]).masked
}

/// Masks a text and also withholds the passages that somebody marked: byte ranges in any order, on character boundaries.
#[must_use]
pub fn withhold(text: &str, name: Option<&ClientName>, by_hand: &[Range<usize>]) -> Withheld {
    let (mut cuts, mut maybe) = found(text, name);
    cuts.extend(
        by_hand.iter().filter(|range| !range.is_empty()).map(|range| MaskedRange::of(range.clone(), Kind::Passage)),
    );
    let cuts = united(cuts);
    maybe.retain(|range| !cuts.iter().any(|cut| cut.overlaps(range)));
    Withheld { masked: cut_out(text, cuts), maybe }
}

/// Masks a text that no person checks before it circulates: uncertain names are withheld too.
#[must_use]
pub fn mask_in_doubt(text: &str, name: Option<&ClientName>) -> MaskedText {
    let (mut cuts, maybe) = found(text, name);
    cuts.extend(maybe.into_iter().map(|range| MaskedRange::of(range, Kind::Name)));
    cut_out(text, united(cuts))
}

/// A range to be replaced by a mark.
#[derive(Debug)]
struct MaskedRange {
    range: Range<usize>,
    kind: Kind,
    last4: Option<String>,
}

impl MaskedRange {
    fn of(range: Range<usize>, kind: Kind) -> Self {
        Self { range, kind, last4: None }
    }

    fn overlaps(&self, range: &Range<usize>) -> bool {
        range.start < self.range.end && self.range.start < range.end
    }

    /// Takes in an overlapping cut. Last digits stay visible only if the united range is exactly one number; a passage marked by
    /// hand shows nothing.
    fn unite(&mut self, other: Self) {
        let range = self.range.start..self.range.end.max(other.range.end);
        let wider = if other.range == range && self.range != range { &other } else { &*self };
        let shown = self.kind != Kind::Passage && other.kind != Kind::Passage && wider.range == range;
        let kind = self.kind.max(other.kind);
        (self.kind, self.last4) = if shown { (wider.kind, wider.last4.clone()) } else { (kind.max(Kind::Name), None) };
        self.range = range;
    }
}

/// The ranges to replace, and the ranges where the name is uncertain.
fn found(text: &str, name: Option<&ClientName>) -> (Vec<MaskedRange>, Vec<Range<usize>>) {
    let numbers = screen(text);
    let mut cuts: Vec<MaskedRange> = numbers
        .into_iter()
        .map(|finding| MaskedRange { range: finding.range, kind: finding.kind, last4: Some(finding.last4) })
        .collect();
    let mut maybe = Vec::new();
    if let Some(name) = name {
        let glyphs = glyphs::read(text);
        for place in names::find(text, &glyphs, name) {
            let range = glyphs[place.range.start].start..glyphs[place.range.end - 1].end;
            if place.sure {
                cuts.push(MaskedRange::of(range, Kind::Name));
            } else {
                maybe.push(range);
            }
        }
    }
    (cuts, maybe)
}

/// Sorts the cuts in text order and unites those that overlap.
fn united(mut cuts: Vec<MaskedRange>) -> Vec<MaskedRange> {
    cuts.sort_by_key(|cut| (cut.range.start, cut.range.end));
    let mut united: Vec<MaskedRange> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match united.last_mut() {
            Some(before) if before.overlaps(&cut.range) => before.unite(cut),
            _ => united.push(cut),
        }
    }
    united
}

fn cut_out(text: &str, cuts: Vec<MaskedRange>) -> MaskedText {
    let mut masked = MaskedText::default();
    let mut from = 0;
    for MaskedRange { range, kind, last4 } in cuts {
        masked.text.push_str(&text[from..range.start]);
        from = range.end;
        let start = masked.text.len();
        match &last4 {
            Some(last4) => {
                masked.text.extend(std::iter::repeat_n(BULLET, 4));
                masked.text.push(MASK_SPACE);
                masked.text.push_str(last4);
            }
            None if kind == Kind::Passage => masked.text.push_str(WITHHELD),
            None => masked.text.push_str(NAME_WITHHELD),
        }
        masked.spans.push(Span { start, end: masked.text.len(), kind, last4 });
    }
    masked.text.push_str(&text[from..]);
    masked
}
