//! Compares a part of the name with a text, letter by letter, from the start of a word.
//!
//! Tolerated differences: apostrophes, hyphens and spaces between letters, the longer spelling of a letter (`ue` for `ü`), an `s`
//! at the end. A match within another word is never accepted.

use std::ops::Range;

use super::super::glyphs::{Glyph, GlyphKind};
use super::name_parts::{Letter, Part};
use crate::folding::extra_letters;

/// From this length on, letters without a mark are also compared in both spellings: "Muller" is "Mueller", but "Do" is not "Doe".
const LONG: usize = 4;
/// The most characters between two letters of a name that is written apart: "O ' Brien".
const WIDEST_GAP: usize = 3;

/// The separation of two words of a text, as it matters for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// One apostrophe, hyphen or similar sign, or a hyphen at the end of a line.
    Joined,
    /// One full stop.
    Stop,
    /// Spaces, with or without an apostrophe or a hyphen among them.
    Spaced,
    /// Anything else.
    Wide,
}

/// A match of a part of the name.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    pub range: Range<usize>,
    /// The first and the last word of the text in it.
    pub words: std::ops::RangeInclusive<usize>,
    /// True when the text separates what is one word in the name.
    pub split: bool,
    /// True when one of those separations is a full stop.
    pub stopped: bool,
    /// True when an `s` follows that is not a letter of the name.
    pub possessive: bool,
}

/// Finds `part` at the start of word `first` of the text, or `skip` letters later.
pub(super) fn walk(glyphs: &[Glyph], words: &[Range<usize>], first: usize, skip: usize, part: &Part) -> Option<Walk> {
    let long = part.letters.len() >= LONG;
    let start = words[first].start + skip;
    let mut found = Walk { range: start..start, words: first..=first, split: false, stopped: false, possessive: false };
    let (mut word, mut at, mut next) = (first, start, 0);
    while let Some(letter) = part.letters.get(next) {
        let before = next.checked_sub(1).map(|before| (part.letters[before], glyphs[at - 1]));
        let seen = if at < words[word].end { glyphs[at].alphanumeric() } else { None };
        if seen == Some(letter.c) {
            (at, next) = (at + 1, next + 1);
        } else if seen.is_some_and(|seen| before.is_some_and(|(mine, _)| is_extra(mine, seen, long))) {
            at += 1;
        } else if before.is_some_and(|(mine, theirs)| is_extra_of(theirs, mine, letter.c, long)) {
            next += 1;
        } else if seen.is_none() {
            word += 1;
            let gap = gap(glyphs, words[word - 1].end..words.get(word)?.start);
            let natural = part.joints.contains(&next);
            if gap == Gap::Wide || (!natural && !long && gap != Gap::Spaced) {
                return None;
            }
            found.split |= !natural && gap != Gap::Joined;
            found.stopped |= !natural && gap == Gap::Stop;
            at = words[word].start;
            if glyphs[at].alphanumeric() != Some(letter.c) {
                return None;
            }
        } else {
            return None;
        }
    }
    let rest: Vec<char> = glyphs[at..words[word].end].iter().filter_map(Glyph::alphanumeric).collect();
    let last = part.letters.last()?;
    match rest.as_slice() {
        [] => {}
        [extra] if is_extra(*last, *extra, long) => at += 1,
        ['s'] => {
            at += 1;
            found.possessive = true;
        }
        _ => return None,
    }
    found.range.end = at;
    found.words = first..=word;
    Some(found)
}

/// True when `seen` is an extra letter of the text: it belongs to a longer spelling that the name does not use.
fn is_extra(mine: Letter, seen: char, long: bool) -> bool {
    (mine.respelled || long) && extra_letters(mine.c).contains(&seen)
}

/// True when `next` is an extra letter of the name, which the text does without: "Mueller" is found in "Müller".
fn is_extra_of(theirs: Glyph, mine: Letter, next: char, long: bool) -> bool {
    theirs.alphanumeric() == Some(mine.c) && (theirs.respelled || long) && extra_letters(mine.c).contains(&next)
}

/// Classifies the separation of two words.
pub(super) fn gap(glyphs: &[Glyph], between: Range<usize>) -> Gap {
    let others: Option<Vec<char>> = glyphs[between]
        .iter()
        .map(|glyph| match glyph.sort {
            GlyphKind::Other(c) => Some(c),
            _ => None,
        })
        .collect();
    let Some(others) = others else { return Gap::Wide };
    let is_joint = |c: &char| matches!(c, '\'' | '-' | '_' | '·' | '‧' | '・');
    let is_space =
        |c: &char| matches!(c, ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}');
    match others.as_slice() {
        [c] if is_joint(c) && !is_space(c) => Gap::Joined,
        ['-', '\n'] | ['-', '\r', '\n'] => Gap::Joined,
        ['.'] => Gap::Stop,
        [_, ..] if others.len() <= WIDEST_GAP && others.iter().all(|c| is_space(c) || is_joint(c) || *c == '.') => {
            Gap::Spaced
        }
        _ => Gap::Wide,
    }
}
