//! National identifiers that can be told by their form: check digits, or a form and exclusions nobody meets by chance.
//!
//! A handful of well-defined ones, not every country's. Identifiers that are nothing but digits (a Canadian SIN, a
//! Dutch BSN, a bare US SSN) look like telephone numbers; those are found beside a word that names them, in
//! [`super::labelled`].

use super::cards::luhn;
use super::glyphs::{Glyph, Sort, is_tight};
use super::{Claim, Kind};

/// A form and its test. In the form `A` is a letter, `9` a digit, `*` either, and `-` one separator; without any `-`
/// single separators may stand anywhere.
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

/// The most characters a form has, its separators not counted.
const LONGEST: usize = 18;

pub(super) fn find(glyphs: &[Glyph], claims: &mut Vec<Claim>) {
    for start in 0..glyphs.len() {
        if glyphs[start].alphanumeric().is_none() || continues_before(glyphs, start) {
            continue;
        }
        for (form, test) in FORMS {
            if let Some((value, last)) = matches_form(glyphs, start, form)
                && test(&value.characters[..value.length])
            {
                claims.push(Claim { kind: Kind::NationalId, first: start, last });
            }
        }
    }
}

/// Whether the word or number at `start` began earlier.
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
    matches!(glyph.sort, Sort::Digit(_) | Sort::Mask)
}

/// A separator that makes one number of two, as a space does not.
fn joins(glyph: &Glyph) -> bool {
    matches!(glyph.sort, Sort::Other(c) if is_tight(c) && !c.is_whitespace())
}

/// The characters of an identifier, in ASCII capitals.
struct Value {
    characters: [u8; LONGEST],
    length: usize,
}

/// An identifier of this form that begins at `start`, and the index of its last glyph.
fn matches_form(glyphs: &[Glyph], start: usize, form: &str) -> Option<(Value, usize)> {
    let strict = form.contains('-');
    let separator = |at: usize| matches!(glyphs.get(at), Some(Glyph { sort: Sort::Other(c), .. }) if is_tight(*c));
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

/// Numbers the Social Security Administration issues: no area 000, 666 or 9xx, no group 00, no serial 0000. An area of
/// 9xx with a group from 50 is a taxpayer number (ITIN).
fn is_us_ssn_or_itin(id: &[u8]) -> bool {
    let (area, group, serial) = (number(&id[..3]), number(&id[3..5]), number(&id[5..]));
    let ssn = !matches!(area, 0 | 666 | 900..) && group != 0 && serial != 0;
    let itin = area >= 900 && group >= 50;
    ssn || itin
}

/// HMRC, NIM39110: letters that are never used, prefixes that are never allocated, a suffix from A to D.
fn is_uk_nino(id: &[u8]) -> bool {
    let unused = |c: u8| b"DFIQUV".contains(&c);
    let prefix = &id[..2];
    !unused(id[0])
        && !unused(id[1])
        && id[1] != b'O'
        && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].iter().any(|never| prefix == never.as_slice())
        && (b'A'..=b'D').contains(&id[8])
}

/// Sex, year, month, place (2A and 2B are Corsica), serial, and a key of 97 less the rest by 97.
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

/// Eight digits and the letter that their remainder by 23 picks.
fn is_spanish_dni(id: &[u8]) -> bool {
    let rest = id[..8].iter().fold(0, |rest, c| (rest * 10 + usize::from(c - b'0')) % 23);
    SPANISH_LETTERS[rest] == id[8]
}

/// A foreigner's number: X, Y and Z stand for 0, 1 and 2.
fn is_spanish_nie(id: &[u8]) -> bool {
    matches!(id[0], b'X'..=b'Z') && is_spanish_dni(&[&[id[0] - b'X' + b'0'], &id[1..]].concat())
}

/// Codice fiscale (decree of 23 December 1976): letters of the name, date and place of birth, a check letter. Where two
/// people would share one, letters stand for some of the digits.
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

/// Two check digits, each 11 less a weighted sum; numbers of one repeated digit pass but are not issued.
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

/// Year, month, day (plus 60 for a coordination number), serial and a Luhn digit.
fn is_swedish_personal_number(id: &[u8]) -> bool {
    let (month, day) = (number(&id[2..4]), number(&id[4..6]));
    matches!(month, 1..=12) && matches!(day, 1..=31 | 61..=91) && luhn(id.iter().map(|c| c - b'0'))
}

/// GB 11643: place, date of birth, serial, and a check character by ISO 7064 mod 11-2.
fn is_chinese_resident_number(id: &[u8]) -> bool {
    let (year, month, day) = (number(&id[6..10]), number(&id[10..12]), number(&id[12..14]));
    let rest = id[..17].iter().fold(0, |rest, c| (rest + (c - b'0')) * 2 % 11);
    let check = match (12 - rest) % 11 {
        10 => b'X',
        digit => b'0' + digit,
    };
    matches!(year, 1880..=2100) && matches!(month, 1..=12) && matches!(day, 1..=31) && id[17] == check
}
