//! Finds national identifiers that are recognisable by their form alone: by check digits, or by a format with exclusions that is
//! unlikely by chance.
//!
//! The list is a selection of well-defined identifiers, not every country's. Identifiers of digits alone (a Canadian SIN, a Dutch
//! BSN, a US SSN without hyphens) look like telephone numbers; [`super::labelled_numbers`] finds those beside a word that names them.

use super::cards::luhn;
use super::glyphs::{Glyph, GlyphKind, is_tight};
use super::{FoundRange, Kind};

/// A pattern and its test. In a pattern `A` is a letter, `9` a digit, `*` either of them, and `-` one separator. A pattern
/// without `-` allows single separators anywhere.
type Form = (&'static str, fn(&[u8]) -> bool);

const FORMS: [Form; 9] = [
    ("999-99-9999", is_us_ssn_or_itin),
    ("AA999999A", is_uk_nino),
    ("999999*99999999", is_french_nir),
    ("99999999A", is_spanish_dni),
    ("A9999999A", is_spanish_nie),
    ("AAAAAA**A**A***A", is_italian_fiscal_code),
    ("999-999-999-99", is_brazilian_cpf),
    ("999999-9999", is_swedish_personal_number),
    ("99999999999999999*", is_chinese_resident_number),
];

/// The most characters of a pattern, without separators.
const LONGEST: usize = 18;

pub(super) fn find(glyphs: &[Glyph], claims: &mut Vec<FoundRange>) {
    for start in 0..glyphs.len() {
        if glyphs[start].alphanumeric().is_none() || continues_before(glyphs, start) {
            continue;
        }
        for (form, test) in FORMS {
            if let Some((value, last)) = matches_form(glyphs, start, form)
                && test(&value.characters[..value.length])
            {
                claims.push(FoundRange { kind: Kind::NationalId, first: start, last });
            }
        }
    }
}

/// True when the word or number at `start` begins before it.
fn continues_before(glyphs: &[Glyph], start: usize) -> bool {
    match &glyphs[..start] {
        [.., before] if before.is_wordlike() => true,
        [.., digit, dash] => joins(dash) && is_number(digit),
        _ => false,
    }
}

fn continues_after(glyphs: &[Glyph], last: usize) -> bool {
    match &glyphs[last + 1..] {
        [after, ..] if after.is_wordlike() => true,
        [dash, digit, ..] => joins(dash) && is_number(digit),
        _ => false,
    }
}

fn is_number(glyph: &Glyph) -> bool {
    matches!(glyph.sort, GlyphKind::Digit(_) | GlyphKind::Mask)
}

/// True for a separator that makes one number of two. A space does not.
fn joins(glyph: &Glyph) -> bool {
    matches!(glyph.sort, GlyphKind::Other(c) if is_tight(c) && !c.is_whitespace())
}

/// The characters of an identifier, as ASCII capitals.
struct Value {
    characters: [u8; LONGEST],
    length: usize,
}

/// The identifier of this pattern that begins at `start`, with the index of its last glyph.
fn matches_form(glyphs: &[Glyph], start: usize, form: &str) -> Option<(Value, usize)> {
    let strict = form.contains('-');
    let separator = |at: usize| matches!(glyphs.get(at), Some(Glyph { sort: GlyphKind::Other(c), .. }) if is_tight(*c));
    let mut value = Value { characters: [0; LONGEST], length: 0 };
    let mut at = start;
    for wanted in form.bytes() {
        if wanted == b'-' || (!strict && separator(at)) {
            if !separator(at) {
                return None;
            }
            at += 1;
            if strict {
                continue;
            }
        }
        let c = glyphs.get(at)?.alphanumeric().filter(char::is_ascii)?;
        if wanted != b'*' && (wanted == b'A') != c.is_ascii_alphabetic() {
            return None;
        }
        value.characters[value.length] = c.to_ascii_uppercase() as u8;
        value.length += 1;
        at += 1;
    }
    (!continues_after(glyphs, at - 1)).then_some((value, at - 1))
}

fn number(digits: &[u8]) -> u64 {
    digits.iter().filter(|c| c.is_ascii_digit()).fold(0, |number, c| number * 10 + u64::from(c - b'0'))
}

/// US Social Security numbers exclude the areas 000, 666 and 9xx, the group 00 and the serial 0000. An area of 9xx with a group
/// from 50 is a taxpayer number (ITIN).
fn is_us_ssn_or_itin(id: &[u8]) -> bool {
    let (area, group, serial) = (number(&id[..3]), number(&id[3..5]), number(&id[5..]));
    let ssn = !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0;
    let itin = area >= 900 && group >= 50;
    ssn || itin
}

/// UK National Insurance number (HMRC, NIM39110): letters never used, prefixes never allocated, a suffix from A to D.
fn is_uk_nino(id: &[u8]) -> bool {
    let unused = |c: u8| b"DFIQUV".contains(&c);
    let prefix = &id[..2];
    !unused(id[0])
        && !unused(id[1])
        && id[1] != b'O'
        && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].iter().any(|never| prefix == never.as_slice())
        && (b'A'..=b'D').contains(&id[8])
}

/// French NIR: sex, year, month, place (2A and 2B are Corsica), serial, and the key 97 - (number mod 97).
fn is_french_nir(id: &[u8]) -> bool {
    let (body, key) = (&id[..13], number(&id[13..]));
    let body = match &id[5..7] {
        b"2A" => number(&[&body[..5], b"19", &body[7..]].concat()),
        b"2B" => number(&[&body[..5], b"18", &body[7..]].concat()),
        place if place[1].is_ascii_digit() => number(body),
        _ => return false,
    };
    let month = number(&id[3..5]);
    matches!(id[0], b'1' | b'2') && matches!(month, 1..=12 | 20 | 30..=42 | 50..) && key == 97 - body % 97
}

const SPANISH_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// Spanish DNI: eight digits, and the letter that their remainder mod 23 selects.
fn is_spanish_dni(id: &[u8]) -> bool {
    let rest = id[..8].iter().fold(0, |rest, c| (rest * 10 + usize::from(c - b'0')) % 23);
    SPANISH_LETTERS[rest] == id[8]
}

/// Spanish NIE, for foreigners: X, Y and Z stand for 0, 1 and 2; the rest is as in a DNI.
fn is_spanish_nie(id: &[u8]) -> bool {
    matches!(id[0], b'X'..=b'Z') && is_spanish_dni(&[&[id[0] - b'X' + b'0'], &id[1..]].concat())
}

/// Italian codice fiscale (decree of 23 December 1976): letters of the name, date and place of birth, a check letter. If two
/// people would share a code, letters replace some of its digits.
fn is_italian_fiscal_code(id: &[u8]) -> bool {
    const MONTHS: &[u8] = b"ABCDEHLMPRST";
    const SWAPPED: &[u8] = b"LMNPQRSTUV";
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let digit = |c: u8| c.is_ascii_digit() || SWAPPED.contains(&c);
    let digits = [6, 7, 9, 10, 12, 13, 14];
    let sum: u32 = id[..15]
        .iter()
        .enumerate()
        .map(|(place, c)| {
            let value = if c.is_ascii_digit() { c - b'0' } else { c - b'A' };
            if place % 2 == 0 { ODD[usize::from(value)] } else { u32::from(value) }
        })
        .sum();
    digits.iter().all(|place| digit(id[*place])) && MONTHS.contains(&id[8]) && u32::from(id[15] - b'A') == sum % 26
}

/// Brazilian CPF: two check digits by weighted sums mod 11. Numbers of one repeated digit pass the check but are never issued.
fn is_brazilian_cpf(id: &[u8]) -> bool {
    let check = |length: usize| {
        let sum: u64 = id[..length]
            .iter()
            .zip((2..=length as u64 + 1).rev())
            .map(|(c, weight)| u64::from(c - b'0') * weight)
            .sum();
        let rest = sum * 10 % 11 % 10;
        u64::from(id[length] - b'0') == rest
    };
    id.iter().any(|c| *c != id[0]) && check(9) && check(10)
}

/// Swedish personal number: year, month, day (plus 60 in a coordination number), serial and a Luhn digit.
fn is_swedish_personal_number(id: &[u8]) -> bool {
    let (month, day) = (number(&id[2..4]), number(&id[4..6]));
    matches!(month, 1..=12) && matches!(day, 1..=31 | 61..=91) && luhn(id.iter().map(|c| c - b'0'))
}

/// Chinese resident number (GB 11643): place, date of birth, serial, and a check character by ISO 7064 mod 11-2.
fn is_chinese_resident_number(id: &[u8]) -> bool {
    let (year, month, day) = (number(&id[6..10]), number(&id[10..12]), number(&id[12..14]));
    let rest = id[..17].iter().fold(0, |rest, c| (rest + (c - b'0')) * 2 % 11);
    let check = match (12 - rest) % 11 {
        10 => b'X',
        digit => b'0' + digit,
    };
    matches!(year, 1880..=2100) && matches!(month, 1..=12) && matches!(day, 1..=31) && id[17] == check
}
