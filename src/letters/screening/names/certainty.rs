//! Decides how certain a match of the client's name is, from its spelling and its position.
//!
//! It searches nothing: [`super::matching`] finds the matches, and this file knows sentences, capitals, titles and everyday words.

use std::ops::Range;

use super::super::glyphs::{Glyph, GlyphKind};
use super::super::vocabulary::{CALENDAR, EVERYDAY, HONORIFICS, HONORIFICS_BEHIND, PARTICLES};
use super::matching::Walk;
use super::name_parts::{Kind, Part};

/// The longest abbreviation: a full stop after more letters ends the sentence. "J.", "Mrs.", "Prof." do not.
const LONGEST_ABBREVIATION: usize = 4;
/// The most characters between two words of one name: "Núñez, María".
const WIDEST_GAP: usize = 2;
/// Parts of the name from this length on are masked when they stand alone.
const SHORTEST_ALONE: usize = 3;
/// From this length on, words of the name written together cannot be another word.
const SHORTEST_TOGETHER: usize = 5;
/// The fewest letters of a name that is spelled with separate letters.
const FEWEST_LETTERS_APART: usize = 4;

/// Confidence of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Confidence {
    /// Counts only beside another part of the name: "de", "J.", "will".
    Quiet,
    /// Only a reader can decide.
    Maybe,
    Sure,
}

/// A text, split into glyphs and words.
pub(super) struct SplitText<'a> {
    pub text: &'a str,
    pub glyphs: &'a [Glyph],
    /// Unbroken sequences of letters of one kind of script.
    pub words: &'a [Range<usize>],
    /// False when the text is all in lower case, or its script has no capitals.
    pub has_capitals: bool,
}

impl SplitText<'_> {
    pub fn spelled(&self, word: &Range<usize>) -> String {
        self.glyphs[word.clone()].iter().filter_map(Glyph::alphanumeric).collect()
    }

    pub fn as_written(&self, range: &Range<usize>) -> &str {
        match (self.glyphs.get(range.start), range.end.checked_sub(1).and_then(|last| self.glyphs.get(last))) {
            (Some(first), Some(last)) => self.text.get(first.start..last.end).unwrap_or_default(),
            _ => "",
        }
    }

    pub fn is_capital(&self, word: &Range<usize>) -> bool {
        self.as_written(word).starts_with(char::is_uppercase)
    }

    fn is_small(&self, word: &Range<usize>) -> bool {
        self.as_written(word).starts_with(char::is_lowercase)
    }

    fn is_shouted(&self, word: &Range<usize>) -> bool {
        word.len() > 1 && !self.as_written(word).contains(char::is_lowercase) && self.is_capital(word)
    }

    /// True when nothing else is on the line.
    pub fn is_alone(&self, range: &Range<usize>) -> bool {
        let blank = |glyph: &&Glyph| !glyph.is_wordlike();
        let line = |glyph: &&Glyph| glyph.sort != GlyphKind::Other('\n');
        self.glyphs[..range.start].iter().rev().take_while(line).all(|glyph| blank(&glyph))
            && self.glyphs[range.end..].iter().take_while(line).all(|glyph| blank(&glyph))
    }

    fn begins_sentence(&self, at: usize) -> bool {
        let opening = |glyph: &&Glyph| {
            matches!(glyph.sort, GlyphKind::Other(' ' | '\t' | '\'' | '"' | '“' | '«' | '(' | '-' | '¿' | '¡'))
        };
        match self.glyphs[..at].iter().rev().find(|glyph| !opening(glyph)).map(|glyph| glyph.sort) {
            None => true,
            Some(GlyphKind::Other(c)) => matches!(c, '\n' | '.' | '!' | '?' | ':' | '…' | '¶' | '*'),
            Some(_) => false,
        }
    }

    /// True when two words are separated as within a name: by a space, a hyphen, an apostrophe, as in "Núñez, María" or "J. R.".
    pub fn is_close(&self, before: &Range<usize>, after: &Range<usize>) -> bool {
        let Some(between) = self.glyphs.get(before.end..after.start) else { return false };
        between.len() <= WIDEST_GAP
            && between.iter().all(|glyph| match glyph.sort {
                GlyphKind::Other('\n' | '!' | '?' | ';' | ':') => false,
                GlyphKind::Other('.') => before.len() <= LONGEST_ABBREVIATION,
                GlyphKind::Other(_) => true,
                _ => false,
            })
    }

    /// True when a title is before or after the words: "Mrs Li", "Li-san".
    fn has_title(&self, words: &std::ops::RangeInclusive<usize>) -> bool {
        let before = words.start().checked_sub(1).map(|before| &self.words[before]);
        let after = self.words.get(words.end() + 1);
        before.is_some_and(|title| {
            self.is_close(title, &self.words[*words.start()]) && HONORIFICS.contains(&self.spelled(title).as_str())
        }) || after.is_some_and(|title| {
            self.is_close(&self.words[*words.end()], title) && HONORIFICS_BEHIND.contains(&self.spelled(title).as_str())
        })
    }

    /// The confidence that a match is the name, or nothing when it is something else. `staff` are words of colleagues' names.
    pub fn weigh(&self, walk: &Walk, part: &Part, staff: &[String]) -> Option<Confidence> {
        let words = &self.words[walk.words.clone()];
        if walk.split {
            return self.weigh_split(words, walk.stopped);
        }
        match part.kind {
            Kind::Initial => (self.is_capital(&walk.range) && !walk.possessive).then_some(Confidence::Quiet),
            Kind::Monogram if walk.possessive || !self.is_shouted(&walk.range) => None,
            Kind::Monogram if self.is_alone(&walk.range) => Some(Confidence::Sure),
            Kind::Monogram => Some(Confidence::Maybe),
            Kind::Words if words.len() > 1 || part.letters.len() >= SHORTEST_TOGETHER => Some(Confidence::Sure),
            Kind::Words if self.is_small(&walk.range) => None,
            Kind::Words => Some(Confidence::Maybe),
            Kind::Word | Kind::Piece => self.weigh_word(walk, part, staff),
        }
    }

    /// The confidence of words that are one word in the name: "Mc Donald" is possible, "as her" is not Asher, "S i o b h a n" is
    /// certain.
    fn weigh_split(&self, words: &[Range<usize>], stopped: bool) -> Option<Confidence> {
        if words.iter().all(|word| word.len() == 1) {
            return (words.len() >= FEWEST_LETTERS_APART).then_some(Confidence::Sure);
        }
        let is_word = |word: &Range<usize>| {
            let spelled = self.spelled(word);
            word.len() < SHORTEST_ALONE || EVERYDAY.contains(spelled.as_str())
        };
        let is_particle = |word: &Range<usize>| PARTICLES.contains(&self.spelled(word).as_str());
        let capital = |word: &Range<usize>| self.is_capital(word);
        let [first, rest @ ..] = words else { return None };
        if stopped {
            return None;
        }
        if (capital(first) || is_particle(first)) && rest.iter().all(capital) {
            return Some(if words.iter().all(is_word) { Confidence::Maybe } else { Confidence::Sure });
        }
        if words.iter().any(|word| is_word(word) && !is_particle(word)) { None } else { Some(Confidence::Maybe) }
    }

    fn weigh_word(&self, walk: &Walk, part: &Part, staff: &[String]) -> Option<Confidence> {
        let spelled = part.spelled.as_str();
        let whole = if walk.possessive { format!("{spelled}s") } else { spelled.to_owned() };
        let (capital, small) = (self.is_capital(&walk.range), self.is_small(&walk.range));
        let everyday = EVERYDAY.contains(spelled) || EVERYDAY.contains(whole.as_str());
        let tail = part.letters.len() == 1 || part.kind == Kind::Piece && part.letters.len() < SHORTEST_ALONE;
        if walk.possessive && (part.letters.len() < SHORTEST_ALONE || small && part.letters.len() == SHORTEST_ALONE) {
            return None;
        }
        Some(match () {
            () if self.has_title(&walk.words) => Confidence::Sure,
            () if tail || PARTICLES.contains(&spelled) => Confidence::Quiet,
            () if part.letters.len() < SHORTEST_ALONE || everyday => {
                // Clients who write without capitals also sign without them.
                let signed = self.is_alone(&walk.range) || (!self.has_capitals && self.ends(&walk.range));
                match () {
                    () if small => {
                        if signed {
                            Confidence::Maybe
                        } else {
                            Confidence::Quiet
                        }
                    }
                    () if !capital => Confidence::Maybe,
                    () if part.letters.len() < SHORTEST_ALONE || walk.possessive => Confidence::Maybe,
                    () if self.is_alone(&walk.range) => Confidence::Sure,
                    () if CALENDAR.contains(&spelled)
                        || self.begins_sentence(walk.range.start)
                        || self.is_among_shouts(walk) =>
                    {
                        Confidence::Maybe
                    }
                    () => Confidence::Sure,
                }
            }
            () if staff.iter().any(|word| word == spelled) => Confidence::Maybe,
            () => Confidence::Sure,
        })
    }

    /// True in a passage in capitals, where a word and a name look alike.
    fn is_among_shouts(&self, walk: &Walk) -> bool {
        let beside = [walk.words.start().checked_sub(1), walk.words.end().checked_add(1)];
        self.is_shouted(&walk.range)
            && beside.into_iter().flatten().filter_map(|at| self.words.get(at)).any(|word| self.is_shouted(word))
    }

    /// True for the last word of the text or of its line, as in a signature: "thanks, rose".
    fn ends(&self, range: &Range<usize>) -> bool {
        let mut after = self.glyphs[range.end..].iter().take_while(|glyph| glyph.sort != GlyphKind::Other('\n'));
        after.all(|glyph| !glyph.is_wordlike())
    }

    /// True when a word of the text is a word of the name with another ending: "Nowaka", "Ольги".
    pub fn is_inflected(&self, word: &Range<usize>, part: &Part) -> bool {
        const SHORTEST_STEM: usize = 4;
        const LONGEST_ENDING: usize = 3;
        const VOWELS: &[char] =
            &['a', 'e', 'i', 'o', 'u', 'y', 'а', 'о', 'у', 'и', 'е', 'я', 'ю', 'ь', 'α', 'η', 'ο', 'σ'];
        let mut stem = part.spelled.as_str();
        if stem.chars().count() > SHORTEST_STEM || !stem.is_ascii() {
            stem = stem.strip_suffix(VOWELS).unwrap_or(stem);
        }
        let least = if stem.is_ascii() { SHORTEST_STEM } else { SHORTEST_STEM - 1 };
        part.kind == Kind::Word
            && stem.chars().count() >= least
            && self.is_capital(word)
            && word.len() <= part.letters.len() + LONGEST_ENDING
            && self.spelled(word).starts_with(stem)
            && !EVERYDAY.contains(self.spelled(word).as_str())
    }
}
