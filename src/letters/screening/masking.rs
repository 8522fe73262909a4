//! The form in which a text circulates: what was found is replaced by a mark that shows at most the last four
//! characters.
//!
//! A number becomes four bullets, a no-break space and its last four (`•••• 1111`); a name becomes [`NAME_WITHHELD`], and
//! what the banker withheld by hand [`WITHHELD`].
//! Masking a masked text changes nothing: a mark is read as one thing that no number and no name reaches across. A PDF
//! draws a bar instead of the bullets; it takes the text apart with [`MaskedText::pieces`].

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::glyphs::{self, BULLET, MASK_SPACE};
use super::names::{self, ClientName};
use super::{Kind, screen};

/// Stands where the client's name stood.
pub const NAME_WITHHELD: &str = "[name withheld]";
/// Stands where somebody withheld something by hand.
pub const WITHHELD: &str = "[withheld]";

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

/// A text as it may circulate, and what of it only a reader can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    pub masked: MaskedText,
    /// Where the client's name may stand and was not withheld, as bytes of the text that was handed in.
    pub maybe: Vec<Range<usize>>,
}

/// The text as it may circulate: numbers masked, and the client's name too if there is one to withhold.
#[must_use]
pub fn mask(text: &str, name: Option<&ClientName>) -> MaskedText {
    withhold(text, name, &[]).masked
}

/// The same, with the places withheld that somebody marked: ranges of bytes, in any order, each of whole characters.
#[must_use]
pub fn withhold(text: &str, name: Option<&ClientName>, by_hand: &[Range<usize>]) -> Withheld {
    let (mut cuts, mut maybe) = found(text, name);
    cuts.extend(by_hand.iter().filter(|range| !range.is_empty()).map(|range| Cut::of(range.clone(), Kind::Passage)));
    let cuts = united(cuts);
    maybe.retain(|range| !cuts.iter().any(|cut| cut.overlaps(range)));
    Withheld { masked: cut_out(text, cuts), maybe }
}

/// The text as it may circulate where nobody is asked before: in doubt a name is withheld.
#[must_use]
pub fn mask_in_doubt(text: &str, name: Option<&ClientName>) -> MaskedText {
    let (mut cuts, maybe) = found(text, name);
    cuts.extend(maybe.into_iter().map(|range| Cut::of(range, Kind::Name)));
    cut_out(text, united(cuts))
}

/// A place that is cut out.
#[derive(Debug)]
struct Cut {
    range: Range<usize>,
    kind: Kind,
    last4: Option<String>,
}

impl Cut {
    fn of(range: Range<usize>, kind: Kind) -> Self {
        Self { range, kind, last4: None }
    }

    fn overlaps(&self, range: &Range<usize>) -> bool {
        range.start < self.range.end && self.range.start < range.end
    }

    /// Takes in what overlaps. A number still shows its last digits where it is all that is withheld; what somebody marked by hand
    /// shows nothing.
    fn unite(&mut self, other: Self) {
        let range = self.range.start..self.range.end.max(other.range.end);
        let wider = if other.range == range && self.range != range { &other } else { &*self };
        let shown = self.kind != Kind::Passage && other.kind != Kind::Passage && wider.range == range;
        let kind = self.kind.max(other.kind);
        (self.kind, self.last4) = if shown { (wider.kind, wider.last4.clone()) } else { (kind.max(Kind::Name), None) };
        self.range = range;
    }
}

/// What is to be cut out, and where the name may stand.
fn found(text: &str, name: Option<&ClientName>) -> (Vec<Cut>, Vec<Range<usize>>) {
    let numbers = screen(text);
    let mut cuts: Vec<Cut> = numbers
        .into_iter()
        .map(|finding| Cut { range: finding.range, kind: finding.kind, last4: Some(finding.last4) })
        .collect();
    let mut maybe = Vec::new();
    if let Some(name) = name {
        let glyphs = glyphs::read(text);
        for place in names::find(text, &glyphs, name) {
            let range = glyphs[place.range.start].start..glyphs[place.range.end - 1].end;
            if place.sure {
                cuts.push(Cut::of(range, Kind::Name));
            } else {
                maybe.push(range);
            }
        }
    }
    (cuts, maybe)
}

/// In the order of the text, none within another.
fn united(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.range.start, cut.range.end));
    let mut united: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match united.last_mut() {
            Some(before) if before.overlaps(&cut.range) => before.unite(cut),
            _ => united.push(cut),
        }
    }
    united
}

fn cut_out(text: &str, cuts: Vec<Cut>) -> MaskedText {
    let mut masked = MaskedText::default();
    let mut from = 0;
    for Cut { range, kind, last4 } in cuts {
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
