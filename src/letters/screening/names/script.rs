//! Classifies letters by the way their script separates words: with spaces, without them, or with particles attached to the word.

use unicode_normalization::char::is_combining_mark;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Spaces between words: Latin, Cyrillic, Arabic, Devanagari and most others.
    Spaced,
    /// Han and kana: no spaces, and a character is at least a syllable.
    EastAsian,
    /// Hangul: spaces between words, but particles are attached to the name.
    Korean,
    /// Thai, Lao, Khmer, Myanmar: no spaces.
    SouthEastAsian,
}

/// The script of a folded letter.
pub(super) fn script_of(c: char) -> Script {
    match u32::from(c) {
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff => Script::SouthEastAsian,
        0x1100..=0x11ff | 0xa960..=0xa97f | 0xac00..=0xd7ff => Script::Korean,
        0x3005..=0x3007 | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => Script::EastAsian,
        _ => Script::Spaced,
    }
}

/// True for the letters that Arabic and Hebrew attach to the next word as "and", "to", "by" or "the".
pub(super) fn is_written_onto(c: char) -> bool {
    matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'ا' | 'ו' | 'ב' | 'ל' | 'מ' | 'ה' | 'ש' | 'כ')
}

/// True for a vowel sign or mark that belongs to the letter before it.
pub(super) fn belongs_to_letter_before(c: char) -> bool {
    is_combining_mark(c)
}
