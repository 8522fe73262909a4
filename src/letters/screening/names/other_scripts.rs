//! Finds a name written in another script: Ольга as "Olga", 小明 as "Xiaoming", Papadopoulos as Παπαδόπουλος.
//!
//! No transliteration is the only one, so every match is left to a reader. Words are compared by their ASCII transliteration,
//! with spellings that differ between systems made equal.

use deunicode::deunicode;

use super::super::vocabulary::EVERYDAY;

/// Shorter transliterations are also words of some language.
const SHORTEST: usize = 4;

/// The phonetic key of a word, or nothing when the word is too short or too common to compare.
pub(super) fn sound(word: &str) -> Option<String> {
    let mut ascii: String = deunicode(word).to_ascii_lowercase();
    ascii.retain(|c| c.is_ascii_alphanumeric());
    if ascii.len() < SHORTEST || EVERYDAY.contains(ascii.as_str()) {
        return None;
    }
    for (spelled, sound) in
        [("kh", "h"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("w", "v"), ("j", "i"), ("y", "i"), ("ou", "u")]
    {
        ascii = ascii.replace(spelled, sound);
    }
    let mut sound = String::with_capacity(ascii.len());
    for c in ascii.chars() {
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    Some(sound)
}

/// The alphabet of a word, as coarsely as the comparison needs.
pub(super) fn alphabet(word: &str) -> Option<u8> {
    word.chars().find(|c| c.is_alphabetic()).map(|c| match u32::from(c) {
        0..0x370 | 0x1e00..0x1f00 => 0,
        0x370..0x400 | 0x1f00..0x2000 => 1,
        0x400..0x530 => 2,
        0x530..0x590 => 3,
        0x590..0x600 => 4,
        0x600..0x780 => 5,
        0x900..0x1100 => 6,
        _ => 7,
    })
}
