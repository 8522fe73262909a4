//! Finds the client's name in mail addresses, handles, hashtags and web addresses: `siobhan.obrien@…`, `@jmueller`.
//!
//! An address belongs to one person, so it is withheld whole. Words in an address have no spaces between them, so the name is
//! searched within them; a short or everyday word is left to a reader.

use std::ops::Range;

use super::super::glyphs::{Glyph, GlyphKind};
use super::super::vocabulary::{EVERYDAY, PARTICLES};
use super::certainty::{Confidence, SplitText};
use super::name_parts::{Kind, NameWord, Part};
use super::script::{Script, script_of};
use crate::folding::extra_letters;

/// From this length on, a word of the name is certain even within other letters.
const LONG_WITHIN: usize = 5;
/// From this length on, it is possible.
const SHORT_WITHIN: usize = 4;
/// The shortest word of the name that counts between punctuation or digits.
const SHORTEST_BETWEEN: usize = 3;

/// The parts of a name that are searched in addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct InAddresses {
    /// Words in short spelling; see [`shortened`].
    words: Vec<String>,
    /// Initials with the rest of the name, in both orders: `jmueller`, `muellerj`.
    logins: Vec<String>,
    /// Letters and digits of the local part of the client's own address.
    own: Vec<String>,
}

impl InAddresses {
    pub fn add_name(&mut self, words: &[NameWord]) {
        let initials: String = words.iter().filter_map(|word| word.spelled.chars().next()).collect();
        if words.len() > 1 {
            self.logins.push(initials);
        }
        for (at, one) in words.iter().enumerate() {
            for other in words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other) {
                let Some(initial) = one.spelled.chars().next() else { continue };
                if !other.is_particle() {
                    self.logins.push(shortened(&format!("{initial}{}", other.spelled)));
                    self.logins.push(shortened(&format!("{}{initial}", other.spelled)));
                }
            }
        }
    }

    pub fn add_parts(&mut self, parts: &[Part]) {
        let whole = parts.iter().filter(|part| matches!(part.kind, Kind::Word | Kind::Piece | Kind::Words));
        self.words.extend(
            whole.filter(|part| !PARTICLES.contains(&part.spelled.as_str())).map(|part| shortened(&part.spelled)),
        );
        self.words.sort_unstable();
        self.words.dedup();
    }

    pub fn add_own(&mut self, address: &str) {
        let own = address.split('@').next().unwrap_or_default();
        let own: String = crate::folding::fold(own).chars().filter(|c| c.is_alphanumeric()).collect();
        if own.chars().count() >= SHORTEST_BETWEEN {
            self.own.push(own);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.own.is_empty()
    }
}

/// Drops the extra letters of longer spellings, so that `mueller` equals `muller`.
fn shortened(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    let mut before = None;
    for c in word.chars() {
        if before.is_some_and(|before| extra_letters(before).contains(&c)) {
            before = None;
        } else {
            short.push(c);
            before = Some(c);
        }
    }
    short
}

/// The addresses that hold the name, each whole.
pub(super) fn find(scene: &SplitText<'_>, name: &InAddresses, staff: &[String]) -> Vec<(Range<usize>, Confidence)> {
    if name.is_empty() {
        return Vec::new();
    }
    addresses(scene.glyphs).filter_map(|range| Some((range.clone(), weigh(scene, &range, name, staff)?))).collect()
}

/// Sequences with an `@`, a `#` or the beginning of a web address, without the punctuation around them.
fn addresses(glyphs: &[Glyph]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < glyphs.len() {
            let start = from + glyphs[from..].iter().position(belongs)?;
            let mut end = start + glyphs[start..].iter().take_while(|glyph| belongs(glyph)).count();
            from = end;
            while end > start && matches!(glyphs[end - 1].sort, GlyphKind::Other(c) if c != '@') {
                end -= 1;
            }
            let mut first = start;
            while first < end && matches!(glyphs[first].sort, GlyphKind::Other(c) if !matches!(c, '@' | '#')) {
                first += 1;
            }
            if is_address(&glyphs[first..end]) {
                return Some(first..end);
            }
        }
        None
    })
}

fn belongs(glyph: &Glyph) -> bool {
    match glyph.sort {
        GlyphKind::Letter(c) => script_of(c) == Script::Spaced,
        GlyphKind::Digit(_) => true,
        GlyphKind::Other(c) => {
            c.is_ascii_punctuation()
                && !matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}' | '"' | '|')
        }
        GlyphKind::Mask => false,
    }
}

fn is_address(glyphs: &[Glyph]) -> bool {
    let sign = |at: usize, wanted: char| glyphs.get(at).is_some_and(|glyph| glyph.sort == GlyphKind::Other(wanted));
    let letter = |at: usize| glyphs.get(at).and_then(Glyph::alphanumeric);
    (0..glyphs.len()).any(|at| {
        (sign(at, '@') && glyphs.len() > 1)
            || (at == 0 && sign(at, '#') && glyphs.len() > 1)
            || (sign(at, ':') && sign(at + 1, '/') && sign(at + 2, '/'))
            || (at == 0 && (0..3).all(|at| letter(at) == Some('w')) && sign(3, '.'))
    })
}

fn weigh(scene: &SplitText<'_>, range: &Range<usize>, name: &InAddresses, staff: &[String]) -> Option<Confidence> {
    let glyphs = &scene.glyphs[range.clone()];
    let all: String = glyphs.iter().filter_map(Glyph::alphanumeric).collect();
    let letters: String = glyphs
        .iter()
        .filter(|glyph| matches!(glyph.sort, GlyphKind::Letter(_)))
        .filter_map(Glyph::alphanumeric)
        .collect();
    let short = shortened(&letters);
    if name
        .own
        .iter()
        .any(|own| if own.len() < LONG_WITHIN { all.starts_with(own.as_str()) } else { all.contains(own.as_str()) })
    {
        return Some(Confidence::Sure);
    }
    let between: Vec<String> = glyphs
        .split(|glyph| !matches!(glyph.sort, GlyphKind::Letter(_)))
        .map(|run| shortened(&run.iter().filter_map(Glyph::alphanumeric).collect::<String>()))
        .filter(|run| !run.is_empty())
        .collect();
    let common = |word: &str| EVERYDAY.contains(word) || staff.iter().any(|name| shortened(name) == word);
    let is_between = |word: &String| between.contains(word);
    let logins = name.logins.iter().filter(|login| is_between(login)).map(|login| {
        if login.len() >= SHORTEST_BETWEEN && !common(login) { Confidence::Sure } else { Confidence::Maybe }
    });
    let words = name.words.iter().filter_map(|word| {
        let length = word.chars().count();
        match () {
            () if is_between(word) && length >= SHORTEST_BETWEEN && !common(word) => Some(Confidence::Sure),
            // The local part is exactly the name: will@….
            () if between.first() == Some(word) && length >= SHORTEST_BETWEEN && !staff.contains(word) => {
                Some(Confidence::Sure)
            }
            () if is_between(word) && length > 1 => Some(Confidence::Maybe),
            () if !short.contains(word.as_str()) => None,
            () if length >= LONG_WITHIN && !common(word) => Some(Confidence::Sure),
            () if length >= SHORT_WITHIN => Some(Confidence::Maybe),
            () => None,
        }
    });
    logins.chain(words).max()
}
