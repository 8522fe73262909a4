//! Finds International Bank Account Numbers (ISO 13616): a country code, two check digits (ISO 7064, mod 97-10), and an account
//! of that country's length and structure.
//!
//! The countries come from the `iban_validate` crate, which follows the SWIFT registry. Other country codes are not accepted,
//! because arbitrary words after "in 20" pass the check digits once in a hundred times.

use iban::Iban;

use super::glyphs::{Glyph, GlyphKind};
use super::{FoundRange, Kind};

/// The shortest IBAN is Norway's; the longest is the standard's limit.
const SHORTEST: usize = 15;
const LONGEST: usize = 34;
/// The most other characters between two groups.
const WIDEST_GAP: usize = 3;

pub(super) fn find(glyphs: &[Glyph], claims: &mut Vec<FoundRange>) {
    for start in 0..glyphs.len() {
        if is_country(&glyphs[start..]) && may_begin(&glyphs[..start]) {
            claims.extend(iban_at(glyphs, start));
        }
    }
}

/// True for two letters without a third: this rules out most words.
fn is_country(glyphs: &[Glyph]) -> bool {
    let letter = |glyph: &Glyph| matches!(glyph.sort, GlyphKind::Letter('a'..='z'));
    matches!(glyphs, [first, second, third, ..] if letter(first) && letter(second) && !letter(third))
}

/// False inside a word, except directly after the word "IBAN".
fn may_begin(before: &[Glyph]) -> bool {
    before.last().is_none_or(|glyph| !glyph.is_wordlike()) || ends_with(before, "iban")
}

fn ends_with(glyphs: &[Glyph], word: &str) -> bool {
    let mut before = glyphs.iter().rev();
    word.chars().rev().all(|c| before.next().is_some_and(|glyph| glyph.sort == GlyphKind::Letter(c)))
}

/// The longest IBAN that begins at `start` and ends where a group of characters ends.
fn iban_at(glyphs: &[Glyph], start: usize) -> Option<FoundRange> {
    let mut number = String::with_capacity(LONGEST);
    let mut gap = 0;
    let mut found = None;
    for (index, glyph) in glyphs.iter().enumerate().skip(start) {
        let Some(c) = glyph.alphanumeric().filter(char::is_ascii) else {
            gap += 1;
            if gap > WIDEST_GAP || !matches!(glyph.sort, GlyphKind::Other(_)) {
                break;
            }
            continue;
        };
        gap = 0;
        number.push(c.to_ascii_uppercase());
        if number.len() == 4 && !begins_like_one(&number) {
            return None;
        }
        let ends = glyphs.get(index + 1).is_none_or(|next| !next.is_wordlike());
        if ends && number.len() >= SHORTEST && number.parse::<Iban>().is_ok() {
            found = Some(FoundRange { kind: Kind::Iban, first: start, last: index });
        }
        if number.len() == LONGEST {
            break;
        }
    }
    found
}

/// True for two letters and two digits.
fn begins_like_one(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes[..2].iter().all(u8::is_ascii_alphabetic) && bytes[2..].iter().all(u8::is_ascii_digit)
}
