//! Splits a client's names into the parts that are searched for: words, pieces of them, words written together, initials.
//!
//! Everything is folded (see [`crate::folding`]). A part that occurs twice, in one name or in two names of one client, is kept
//! once.

use super::super::glyphs::{self, Glyph, GlyphKind};
use super::super::vocabulary::{PARTICLES, SUFFIXES, TITLES_ON_RECORD};
use super::script::{Script, script_of};

/// The most words of a name that are also searched for written together; longer names are searched word by word.
const MOST_JOINED: usize = 8;
/// The most parts of a name, to bound the work.
pub(super) const MOST_PARTS: usize = 64;

/// A folded letter; `respelled` is true when it also has a longer spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub c: char,
    pub respelled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One whole word of the name: `o'brien`, `nowak-zielińska`.
    Word,
    /// A piece of such a word: `brien`, `nowak`.
    Piece,
    /// Several words together: `siobhan o'brien`, `vanderberg`, also with the last word first.
    Words,
    /// The first letter of a word.
    Initial,
    /// All first letters: `so`.
    Monogram,
}

/// A sequence of letters to search for in scripts that put spaces between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub kind: Kind,
    pub letters: Vec<Letter>,
    pub spelled: String,
    /// Positions after which the name itself has a space, an apostrophe or a hyphen, as numbers of letters.
    pub joints: Vec<usize>,
    /// The words of the name in this part, a bit for each.
    pub words: u64,
}

/// A word of the name.
#[derive(Clone, Debug)]
pub(super) struct NameWord {
    pub letters: Vec<Letter>,
    pub spelled: String,
    joints: Vec<usize>,
}

impl NameWord {
    pub fn is_particle(&self) -> bool {
        PARTICLES.contains(&self.spelled.as_str())
    }

    fn pieces(&self) -> impl Iterator<Item = &[Letter]> {
        let starts = std::iter::once(0).chain(self.joints.iter().copied());
        let ends = self.joints.iter().copied().chain(std::iter::once(self.letters.len()));
        starts.zip(ends).map(|(start, end)| &self.letters[start..end])
    }
}

pub(super) fn spelled(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.c).collect()
}

/// The words of a name in a spaced script, without titles and suffixes. Words of other scripts are left out.
pub(super) fn words_of(name: &str) -> Vec<NameWord> {
    let mut words = Vec::new();
    for written in name.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '/' | '"' | '“' | '”'))
    {
        for part in at_camels(written) {
            words.extend(word(&glyphs::read(part)));
        }
    }
    while words.len() > 1 && TITLES_ON_RECORD.contains(&words[0].spelled.as_str()) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| SUFFIXES.contains(&word.spelled.as_str())) {
        words.pop();
    }
    words
}

fn word(glyphs: &[Glyph]) -> Option<NameWord> {
    let mut word = NameWord { letters: Vec::new(), spelled: String::new(), joints: Vec::new() };
    let mut apart = false;
    for glyph in glyphs {
        match glyph.sort {
            GlyphKind::Letter(c) if script_of(c) == Script::Spaced => {
                if apart && !word.letters.is_empty() {
                    word.joints.push(word.letters.len());
                }
                apart = false;
                word.letters.push(Letter { c, respelled: glyph.respelled });
            }
            _ => apart = true,
        }
    }
    word.spelled = spelled(&word.letters);
    (!word.letters.is_empty()).then_some(word)
}

/// Splits camel case: `SiobhanOBrien` is two words, `McDonald` and `DeSouza` are one.
fn at_camels(written: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in written.char_indices() {
        let head = &written[from..at];
        if before.is_some_and(char::is_lowercase) && c.is_uppercase() && head.chars().count() > 3 {
            parts.push(head);
            from = at;
        }
        before = Some(c);
    }
    parts.push(&written[from..]);
    parts
}

/// Collects parts, each once.
#[derive(Default)]
pub(super) struct Parts {
    pub all: Vec<Part>,
    /// The words so far, by their bit. The same word in another name has the same bit.
    known: Vec<String>,
}

impl Parts {
    /// Adds all parts of one name of the client.
    pub fn add_name(&mut self, words: &[NameWord]) {
        let bits: Vec<u64> = words.iter().map(|word| self.bit(&word.spelled)).collect();
        for (word, bit) in words.iter().zip(&bits) {
            self.add(Kind::Word, &word.letters, word.joints.clone(), *bit);
            if !word.joints.is_empty() {
                word.pieces().for_each(|piece| self.add(Kind::Piece, piece, Vec::new(), *bit));
            }
        }
        let close = words.len().min(MOST_JOINED);
        for first in 0..close {
            for last in first + 1..close {
                self.add_joined((first..=last).map(|at| (&words[at], bits[at])));
            }
        }
        if let [first, .., last] = words
            && words.len() <= MOST_JOINED
        {
            let (first_bit, last_bit) = (bits[0], bits[bits.len() - 1]);
            self.add_joined([(last, last_bit), (first, first_bit)].into_iter());
            let rest = words[..words.len() - 1].iter().zip(bits.iter().copied());
            self.add_joined(std::iter::once((last, last_bit)).chain(rest));
        }
        if words.len() > 1 {
            let mut monogram = Vec::new();
            for (word, bit) in words.iter().zip(&bits) {
                self.add(Kind::Initial, &word.letters[..1], Vec::new(), *bit);
                if !word.is_particle() {
                    monogram.push(word.letters[0]);
                }
            }
            if monogram.len() > 1 {
                self.add(Kind::Monogram, &monogram, Vec::new(), bits.iter().fold(0, |all, bit| all | bit));
            }
        }
    }

    fn add_joined<'a>(&mut self, words: impl Iterator<Item = (&'a NameWord, u64)>) {
        let (mut letters, mut joints, mut bits, mut particles) = (Vec::new(), Vec::new(), 0, true);
        for (word, bit) in words {
            if !letters.is_empty() {
                joints.push(letters.len());
            }
            joints.extend(word.joints.iter().map(|joint| joint + letters.len()));
            letters.extend_from_slice(&word.letters);
            particles &= word.is_particle();
            bits |= bit;
        }
        if !particles {
            self.add(Kind::Words, &letters, joints, bits);
        }
    }

    fn add(&mut self, kind: Kind, letters: &[Letter], joints: Vec<usize>, words: u64) {
        let spelled = spelled(letters);
        let known = self.all.iter().any(|part| part.spelled == spelled && part.kind == kind && part.joints == joints);
        // The words themselves are always searched for, however many other parts there are.
        if !known && (kind == Kind::Word || self.all.len() < MOST_PARTS * 2) {
            self.all.push(Part { kind, letters: letters.to_vec(), spelled, joints, words });
        }
    }

    fn bit(&mut self, word: &str) -> u64 {
        let at = self.known.iter().position(|known| known == word).unwrap_or_else(|| {
            self.known.push(word.to_owned());
            self.known.len() - 1
        });
        1 << at.min(MOST_PARTS - 1)
    }
}
