//! Converts positions in a text between the callers' unit and bytes. Callers count characters (Unicode scalar values) of the text
//! as sent, from 0, the end excluded; stored texts are trimmed and cut in bytes.
//!
//! No other module converts between the two.

use std::ops::Range;

use thiserror::Error;
use unicode_segmentation::GraphemeCursor;

/// The most places that may be marked in one text.
pub const MOST_PLACES: usize = 500;

/// A problem with a marked place, in words for the person who marked it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlaceProblem {
    #[error("This has to be a whole number of characters from 0 to {most}, the length of the text.")]
    Beyond { most: usize },
    #[error("The end has to be greater than the start; it is the number of the first character after the place.")]
    Nothing,
    #[error(
        "This position splits a character, such as a letter and its accent. Move it before or after the whole character."
    )]
    InsideCharacter,
    #[error("This place overlaps another one. Combine the two into one.")]
    Overlapping,
}

impl PlaceProblem {
    /// A stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Beyond { .. } => "out_of_range",
            Self::Nothing => "empty_place",
            Self::InsideCharacter => "inside_character",
            Self::Overlapping => "overlapping",
        }
    }
}

/// The text as sent, with an index of its characters.
#[derive(Clone, Debug)]
pub struct Counted<'a> {
    sent: &'a str,
    /// The byte position of each character, and of the end.
    starts: Vec<usize>,
}

impl<'a> Counted<'a> {
    #[must_use]
    pub fn new(sent: &'a str) -> Self {
        let starts = sent.char_indices().map(|(at, _)| at).chain(std::iter::once(sent.len())).collect();
        Self { sent, starts }
    }

    /// The byte range in the trimmed text. Surrounding white space is cut off, so the range may be empty.
    ///
    /// # Errors
    /// Names the field, `start` or `end`, and its first problem.
    pub fn bytes(&self, start: f64, end: f64) -> Result<Range<usize>, (&'static str, PlaceProblem)> {
        let from = self.byte(start).map_err(|why| ("start", why))?;
        let to = self.byte(end).map_err(|why| ("end", why))?;
        if to <= from {
            return Err(("end", PlaceProblem::Nothing));
        }
        let front = self.before();
        let within = |at: usize| at.clamp(front, front + self.sent.trim().len()) - front;
        Ok(within(from)..within(to))
    }

    fn byte(&self, at: f64) -> Result<usize, PlaceProblem> {
        let most = self.starts.len() - 1;
        // A text is far shorter than the largest integer that a float holds exactly.
        #[allow(clippy::cast_precision_loss, reason = "see above")]
        let within = at.fract() == 0.0 && (0.0..=most as f64).contains(&at);
        if !within {
            return Err(PlaceProblem::Beyond { most });
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        let byte = self.starts[at as usize];
        let whole = GraphemeCursor::new(byte, self.sent.len(), true).is_boundary(self.sent, 0).unwrap_or(false);
        if whole { Ok(byte) } else { Err(PlaceProblem::InsideCharacter) }
    }

    /// The number of characters trimmed from the front.
    #[must_use]
    pub fn trimmed(&self) -> usize {
        self.sent[..self.before()].chars().count()
    }

    fn before(&self) -> usize {
        self.sent.len() - self.sent.trim_start().len()
    }
}

/// Converts a byte range of a trimmed text to characters of the text as sent, which had `trimmed` characters before it.
#[must_use]
pub fn characters(text: &str, trimmed: usize, bytes: &Range<usize>) -> Range<usize> {
    let count = |at: usize| trimmed + text.get(..at).map_or(0, |before| before.chars().count());
    count(bytes.start)..count(bytes.end)
}

/// The numbers of the places that overlap an earlier one.
#[must_use]
pub fn overlapping(places: &[(usize, Range<usize>)]) -> Vec<usize> {
    let mut sorted: Vec<&(usize, Range<usize>)> = places.iter().filter(|(_, place)| !place.is_empty()).collect();
    sorted.sort_by_key(|(index, place)| (place.start, *index));
    let mut end = 0;
    let mut found = Vec::new();
    for (index, place) in sorted {
        if place.start < end {
            found.push(*index);
        }
        end = end.max(place.end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_of_what_was_sent_are_bytes_of_what_is_kept() {
        let counted = Counted::new(" \nЯ, Zoë👩‍👧!");
        assert_eq!(counted.bytes(2.0, 3.0), Ok(0..2));
        assert_eq!(counted.bytes(0.0, 3.0), Ok(0..2), "the space around the text is not kept");
        assert_eq!(counted.bytes(8.0, 11.0), Ok(8..19));
        assert_eq!(characters("Я, Zoë👩‍👧!", counted.trimmed(), &(8..19)), 8..11);
        assert_eq!(counted.bytes(9.0, 11.0), Err(("start", PlaceProblem::InsideCharacter)));
        assert_eq!(counted.bytes(3.0, 3.0), Err(("end", PlaceProblem::Nothing)));
        for (start, end, wrong) in
            [(-1.0, 3.0, "start"), (0.5, 3.0, "start"), (0.0, 13.0, "end"), (f64::NAN, 1.0, "start")]
        {
            assert_eq!(counted.bytes(start, end).expect_err("a problem").0, wrong);
        }
    }

    #[test]
    fn places_that_overlap_are_named_and_those_that_touch_are_not() {
        assert_eq!(overlapping(&[(0, 5..9), (1, 0..5), (2, 8..10), (4, 9..9)]), [2]);
        assert_eq!(overlapping(&[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same(sent in "[ \n]{0,2}[a-zé☃王]{1,12}[ ]{0,2}", start in 0usize..12, length in 1usize..12) {
            let counted = Counted::new(&sent);
            let kept: Vec<(usize, char)> = sent.trim().char_indices().collect();
            let start = start % kept.len();
            let end = (start + length).min(kept.len());
            let bytes = kept[start].0..kept.get(end).map_or(sent.trim().len(), |(at, _)| *at);
            let characters = characters(sent.trim(), counted.trimmed(), &bytes);
            #[allow(clippy::cast_precision_loss, reason = "short texts")]
            let again = counted.bytes(characters.start as f64, characters.end as f64);
            prop_assert_eq!(again, Ok(bytes));
        }
    }
}
