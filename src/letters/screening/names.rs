//! Masks the client's name where the text holds it, for a client who did not let the name go along.
//!
//! The name is compared word by word, folded, never inside another word; the whole name, and each part of at least
//! three letters by itself, so the family name alone or the first name alone is masked too. Words of the name that
//! stand together are masked as one. Scripts that put no space between words are searched for the parts as they stand.

use std::ops::Range;

use super::glyphs::{self, Glyph, Sort};
use super::vocabulary::{EVERYDAY, HONORIFICS, PARTICLES};

/// Parts from this length on are masked by themselves.
const SHORTEST_ALONE: usize = 3;
/// At most so many characters stand between two words of one name: "Núñez, María".
const WIDEST_GAP: usize = 2;
/// A full stop after at most so many letters does not end a sentence: "J.", "Mrs.", "Prof.".
const LONGEST_ABBREVIATION: usize = 4;

/// A client's name, ready to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientName {
    /// Folded words, the particles too.
    parts: Vec<String>,
}

impl ClientName {
    /// Any text will do: a name of nothing but spaces is found nowhere.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let glyphs = glyphs::read(name);
        Self { parts: words(&glyphs).into_iter().map(|word| spelling(&glyphs[word])).collect() }
    }
}

/// A word of the text that is a word of the name.
struct Hit {
    range: Range<usize>,
    /// Enough to be masked without another word of the name beside it.
    alone: bool,
}

/// Where the name stands, as ranges of glyphs in the order of the text.
pub(super) fn find(text: &str, glyphs: &[Glyph], name: &ClientName) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut pending: Vec<Hit> = Vec::new();
    let mut before = 0..0;
    for word in words(glyphs) {
        let titled = close(glyphs, &before, &word) && HONORIFICS.contains(&&*spelling(&glyphs[before]));
        for hit in hits_in(text, glyphs, &word, titled, name) {
            if pending.last().is_some_and(|last| !close(glyphs, &last.range, &hit.range)) {
                found.extend(settle(&mut pending));
            }
            pending.push(hit);
        }
        if pending.last().is_some_and(|last| last.range.end < word.start) {
            found.extend(settle(&mut pending));
        }
        before = word;
    }
    found.extend(settle(&mut pending));
    found
}

/// The range of the words that stand together, if they make a name.
fn settle(pending: &mut Vec<Hit>) -> Option<Range<usize>> {
    let hits = std::mem::take(pending);
    let (first, last) = (hits.first()?, hits.last()?);
    (hits.len() > 1 || first.alone).then_some(first.range.start..last.range.end)
}

/// Whether two words stand as in a name: a space, a hyphen, an apostrophe, "Núñez, María", "J. R.".
fn close(glyphs: &[Glyph], before: &Range<usize>, after: &Range<usize>) -> bool {
    let between = &glyphs[before.end..after.start];
    between.len() <= WIDEST_GAP
        && between.iter().all(|glyph| match glyph.sort {
            Sort::Other('\n' | '!' | '?' | ';' | ':') => false,
            Sort::Other('.') => before.len() <= LONGEST_ABBREVIATION,
            Sort::Other(_) => true,
            _ => false,
        })
}

/// The words of the name in one word of the text: that word itself or, in a script without spaces, parts of it.
fn hits_in(text: &str, glyphs: &[Glyph], word: &Range<usize>, titled: bool, name: &ClientName) -> Vec<Hit> {
    let folded = spelling(&glyphs[word.clone()]);
    let unspaced = is_unspaced(&folded);
    if touches_mark(glyphs, word) {
        return Vec::new();
    }
    if name.parts.contains(&folded) {
        let word_of_its_own = PARTICLES.contains(&&*folded)
            || (EVERYDAY.contains(&&*folded) && is_small(text, &glyphs[word.clone()]))
            || (folded.chars().count() < SHORTEST_ALONE && !unspaced);
        return vec![Hit { range: word.clone(), alone: titled || !word_of_its_own }];
    }
    if !unspaced {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for part in name.parts.iter().filter(|part| part.chars().count() > 1 && is_unspaced(part)) {
        for (at, found) in folded.match_indices(part.as_str()) {
            let start = word.start + folded[..at].chars().count();
            hits.push(Hit { range: start..start + found.chars().count(), alone: true });
        }
    }
    hits.sort_by_key(|hit| hit.range.start);
    hits.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    hits
}

/// What is left of a word that was cut is no word.
fn touches_mark(glyphs: &[Glyph], word: &Range<usize>) -> bool {
    let is_mark = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.sort == Sort::Mask);
    is_mark(word.end) || word.start.checked_sub(1).is_some_and(is_mark)
}

/// Unbroken stretches of letters.
fn words(glyphs: &[Glyph]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (index, glyph) in glyphs.iter().enumerate() {
        if !matches!(glyph.sort, Sort::Letter(_)) {
            continue;
        }
        match words.last_mut() {
            Some(word) if word.end == index => word.end += 1,
            _ => words.push(index..index + 1),
        }
    }
    words
}

fn spelling(word: &[Glyph]) -> String {
    word.iter().filter_map(Glyph::alphanumeric).collect()
}

fn is_small(text: &str, word: &[Glyph]) -> bool {
    word.first().is_some_and(|glyph| text[glyph.start..].starts_with(char::is_lowercase))
}

/// Scripts without spaces between words: Han, kana, Thai, Lao, Khmer, Myanmar.
fn is_unspaced(word: &str) -> bool {
    word.chars().any(|c| {
        matches!(
            u32::from(c),
            0xe00..=0xeff
                | 0x1000..=0x109f
                | 0x1780..=0x17ff
                | 0x3040..=0x30ff
                | 0x3400..=0x9fff
                | 0xf900..=0xfaff
                | 0x20000..=0x3ffff
        )
    })
}
