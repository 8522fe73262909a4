//! Reads a text into glyphs, the form that all finders search: digits of every script as digits, letters folded, invisible
//! characters dropped.
//!
//! Every glyph keeps the byte range that it came from, so that a finding can be cut out of the original text. A letter may give
//! several glyphs (ß gives two s), which then share one range. A digit is always one glyph.

use unicode_normalization::char::decompose_compatible;

use crate::folding::{fold_char, is_dropped, is_respelled};

/// Replaces the client's name.
pub const NAME_WITHHELD: &str = "[name withheld]";
/// Replaces a passage that somebody withheld by hand.
pub const WITHHELD: &str = "[withheld]";

/// The character that masks consist of; see [`super::masking`].
pub(super) const BULLET: char = '•';
/// The no-break space in a mask: it keeps bullets and last digits on one line and distinguishes a mask from bullets that a client
/// typed.
pub(super) const MASK_SPACE: char = '\u{a0}';

/// The most other characters between two digits of one number: "4111 - 1111".
const WIDEST_GAP: usize = 3;

/// The zero of every script with decimal digits, in order (Unicode category Nd). Compatibility forms such as full-width or
/// mathematical digits are absent, because decomposition has already made them ASCII.
const ZEROS: [u32; 59] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0,
    0x16b50, 0x1e140, 0x1e2f0, 0x1e950,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GlyphKind {
    Digit(u8),
    /// A folded letter; see [`crate::folding`].
    Letter(char),
    /// Spaces, punctuation, symbols.
    Other(char),
    /// A mark left by an earlier masking: a number with the digits it still shows, or a name.
    Mask,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub sort: GlyphKind,
    pub start: usize,
    pub end: usize,
    /// True when the letter also has a longer spelling; see [`crate::folding::is_respelled`].
    pub respelled: bool,
}

impl Glyph {
    pub fn digit(&self) -> Option<u8> {
        if let GlyphKind::Digit(value) = self.sort { Some(value) } else { None }
    }

    /// True for a part of a word or a number, masked or not.
    pub fn is_wordlike(&self) -> bool {
        !matches!(self.sort, GlyphKind::Other(_))
    }

    /// The digit or the folded letter.
    pub fn alphanumeric(&self) -> Option<char> {
        match self.sort {
            GlyphKind::Digit(value) => Some(char::from(b'0' + value)),
            GlyphKind::Letter(letter) => Some(letter),
            GlyphKind::Other(_) | GlyphKind::Mask => None,
        }
    }
}

/// Reads a text into glyphs, in one pass.
pub(super) fn read(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some(length) = mark_length(&text[at..]) {
            glyphs.push(Glyph { sort: GlyphKind::Mask, start: at, end: at + length, respelled: false });
            at += length;
            continue;
        }
        let end = at + c.len_utf8();
        if is_dropped(c) {
            // A combining mark belongs to its base character and is cut out with it.
            if let Some(before) = glyphs.last_mut() {
                before.end = end;
                before.respelled |= is_respelled(c);
            }
        } else {
            read_char(c, |sort| glyphs.push(Glyph { sort, start: at, end, respelled: is_respelled(c) }));
        }
        at = end;
    }
    glyphs
}

/// The length in bytes of a mark made by [`super::mask`] at the start of `text`, if there is one.
fn mark_length(text: &str) -> Option<usize> {
    if let Some(mark) = [NAME_WITHHELD, WITHHELD].into_iter().find(|mark| text.starts_with(mark)) {
        return Some(mark.len());
    }
    const HEAD: &str = "••••\u{a0}";
    let rest = text.strip_prefix(HEAD)?;
    let shown = rest.bytes().take(4).take_while(u8::is_ascii_alphanumeric).count();
    let goes_on = rest.as_bytes().get(shown).is_some_and(u8::is_ascii_digit);
    (!goes_on).then_some(HEAD.len() + shown)
}

/// Passes on the glyphs of one character. A character for several digits (½, ⑳) counts as a symbol.
fn read_char(c: char, mut push: impl FnMut(GlyphKind)) {
    if !c.is_ascii() {
        let (mut parts, mut digits) = (0, 0);
        decompose_compatible(c, |part| {
            parts += 1;
            digits += u32::from(part.is_ascii_digit());
        });
        if parts > 1 && digits > 0 {
            push(GlyphKind::Other(c));
            return;
        }
    }
    fold_char(c, |c| push(sort_of(c)));
}

fn sort_of(c: char) -> GlyphKind {
    if let Some(value) = digit_value(c) {
        GlyphKind::Digit(value)
    } else if c.is_alphabetic() {
        GlyphKind::Letter(c)
    } else {
        GlyphKind::Other(c)
    }
}

fn digit_value(c: char) -> Option<u8> {
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// The text folded for the comparison of words: lower case, no marks, digits as ASCII, everything else as one space.
pub(super) fn words(glyphs: &[Glyph]) -> String {
    let mut folded = String::from(" ");
    for glyph in glyphs {
        match glyph.alphanumeric() {
            Some(c) => folded.push(c),
            None if folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// The separation of a digit from the previous digit of the same run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Adjacent: both are in the same group of digits.
    None,
    /// One space, dash, dot or slash, as inside one number.
    Tight,
    /// Anything else without a letter.
    Wide,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RunDigit {
    pub value: u8,
    /// The index of its glyph.
    pub glyph: usize,
    pub gap: Gap,
}

/// Runs of digits. Between two digits of a run are only a few other characters: no letter, no mask and no empty line.
pub(super) fn digit_runs(glyphs: &[Glyph]) -> Vec<Vec<RunDigit>> {
    let mut runs: Vec<Vec<RunDigit>> = Vec::new();
    let mut previous: Option<usize> = None;
    for (index, glyph) in glyphs.iter().enumerate() {
        let Some(value) = glyph.digit() else { continue };
        let gap = previous.and_then(|previous| gap(&glyphs[previous + 1..index]));
        match (gap, runs.last_mut()) {
            (Some(gap), Some(run)) => run.push(RunDigit { value, glyph: index, gap }),
            _ => runs.push(vec![RunDigit { value, glyph: index, gap: Gap::Wide }]),
        }
        previous = Some(index);
    }
    runs
}

fn gap(between: &[Glyph]) -> Option<Gap> {
    let mut lines = 0;
    for glyph in between {
        match glyph.sort {
            GlyphKind::Other('\n') => lines += 1,
            GlyphKind::Other(c) if c != BULLET => {}
            _ => return None,
        }
    }
    match between {
        [] => Some(Gap::None),
        [Glyph { sort: GlyphKind::Other(c), .. }] if is_tight(*c) => Some(Gap::Tight),
        _ if lines > 1 || between.len() > WIDEST_GAP => None,
        _ => Some(Gap::Wide),
    }
}

/// True for separators that people put inside a number (space, hyphen, dot).
pub(super) fn is_tight(c: char) -> bool {
    matches!(c, ' ' | '\t' | '-' | '.' | '/' | '_' | '·' | '−' | '‧' | '・')
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{3000}')
}
