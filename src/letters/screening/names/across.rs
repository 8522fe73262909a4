//! A name in the letters of another script: Ольга as "Olga", 小明 as "Xiaoming", Papadopoulos as Παπαδόπουλος.
//!
//! There is no one way to write a name in another script, so what is found here is for a reader to decide. Words are compared by
//! their ASCII transliteration, and sounds that systems of transliteration spell differently count as one.

use deunicode::deunicode;

use super::super::vocabulary::EVERYDAY;

/// Shorter transliterations are words of some language.
const SHORTEST: usize = 4;

/// A word by its sound, if it is long enough to be compared.
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

/// A word's script, as far as it matters here.
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
