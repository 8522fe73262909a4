//! Decodes the bytes of a directory file to text.
//!
//! Invariant: no file is read in a guessed encoding. Every byte has a meaning in every single-byte encoding, so a wrong guess
//! would rename people without an error. UTF-8 is certain, UTF-16 has a byte order mark, Windows-1252 is accepted when nothing in
//! the file contradicts it, and everything else must be named by the profile.

use std::borrow::Cow;

use crate::language::{Phrase, phrase};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file's text, without its byte order mark.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, with U+FFFD for bytes without a meaning.
    pub text: Cow<'a, str>,
    /// The encoding in which the bytes were read.
    pub encoding: &'static Encoding,
    /// The line, from 1, and the reason why the text must not be trusted.
    pub doubt: Option<(u64, Phrase)>,
}

/// Decodes a file. `named` is the encoding in the profile; a byte order mark takes precedence.
pub fn decode<'a>(bytes: &'a [u8], named: Option<&'static Encoding>) -> Decoded<'a> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[mark..]).0;
        return Decoded { text, encoding, doubt: None };
    }
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let (encoding, doubt) = match named {
        Some(encoding) if encoding != UTF_8 && utf8 && !bytes.is_ascii() => (UTF_8, Some(is_utf8(bytes, encoding))),
        Some(encoding) => (encoding, None),
        None if utf8 && bytes.iter().filter(|byte| **byte == 0).count() > bytes.len() / 4 => wide(bytes),
        None if utf8 => (UTF_8, None),
        None => mixed_or_legacy(bytes),
    };
    Decoded { text: encoding.decode_without_bom_handling(bytes).0, encoding, doubt }
}

/// UTF-16 without a byte order mark: every second byte of Latin letters is zero.
fn wide(bytes: &[u8]) -> (&'static Encoding, Option<(u64, Phrase)>) {
    let encoding = if bytes.first() == Some(&0) { UTF_16BE } else { UTF_16LE };
    (encoding, Some((1, phrase("import-fault-no-mark").with("encoding", encoding.name()))))
}

fn is_utf8(bytes: &[u8], named: &'static Encoding) -> (u64, Phrase) {
    (line_of_first_foreign(bytes), phrase("import-fault-is-utf8").with("encoding", named.name()))
}

/// Classifies bytes that are not valid UTF-8: UTF-8 with some wrong bytes, Windows-1252, or another encoding.
fn mixed_or_legacy(bytes: &[u8]) -> (&'static Encoding, Option<(u64, Phrase)>) {
    let (good, bad) = sequences(bytes);
    // In another encoding, only few bytes form valid UTF-8 sequences by chance.
    if good >= bad {
        return (UTF_8, None);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let plain = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let strange = plain.lines().zip(1..).find(|(line, _)| !is_plain(line));
    if good == 0 && guess == WINDOWS_1252 && strange.is_none() {
        return (WINDOWS_1252, None);
    }
    let line = strange.map_or_else(|| line_of_first_foreign(bytes), |(_, line)| line);
    let shown = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling(bytes).0;
        let foreign = text.lines().nth(usize::try_from(line - 1).unwrap_or(0)).unwrap_or_default();
        let word = foreign.split([',', ';', '\t', '"']).find(|field| !field.is_ascii()).unwrap_or_default();
        word.trim().chars().take(40).collect::<String>()
    };
    let word = format!("{:?}", shown(WINDOWS_1252));
    let message = match guess == WINDOWS_1252 {
        true => phrase("import-fault-encoding"),
        false => phrase("import-fault-encoding-or").with("other", format!("{:?}", shown(guess))),
    };
    (guess, Some((line, message.with("word", word).with("encoding", guess.name()))))
}

/// The number of valid multi-byte characters and of invalid sequences.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let foreign = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + foreign, bad + usize::from(!chunk.invalid().is_empty()))
    })
}

fn line_of_first_foreign(bytes: &[u8]) -> u64 {
    let before = bytes.iter().take_while(|byte| byte.is_ascii());
    before.filter(|byte| **byte == b'\n').zip(2..).last().map_or(1, |(_, line)| line)
}

/// True when a line is plausible Windows-1252. Characters that other encodings (1250, 1251, 1254, 1257, Mac, the code pages of
/// DOS) often produce are rejected, even where a language could have them: the profile can name the encoding.
fn is_plain(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    chars.iter().enumerate().all(|(at, &c)| {
        let before = at.checked_sub(1).map(|before| chars[before]).filter(|c| c.is_alphabetic());
        let after = chars.get(at + 1).copied().filter(|c| c.is_alphabetic());
        let is_vowel = |c: char| "aeiouyAEIOUY".contains(c);
        match c {
            '\0'..='\u{7f}'
            | '\u{a0}'
            | '’'
            | '‘'
            | '“'
            | '”'
            | '„'
            | '–'
            | '—'
            | '…'
            | '«'
            | '»'
            | '´'
            | 'ª'
            | 'º' => true,
            // Icelandic letters in Windows-1252; Turkish, Baltic and Czech letters in its neighbours.
            'Ð' | 'ð' | 'Þ' | 'þ' | 'Ý' | 'ý' => false,
            'ß' => before.is_some(),
            'ñ' | 'Ñ' => after.is_none_or(|c| is_vowel(c) || !c.is_ascii()),
            'è' | 'È' => !after.is_some_and(is_vowel),
            'æ' => after.is_some() || before.is_none_or(|c| c != 'i'),
            c if c.is_alphabetic() => !(c.is_uppercase() && before.is_some_and(char::is_lowercase)),
            // Signs of currency or measure stand alone; inside a word they are letters of another encoding.
            '€' | '£' | '°' | '·' | '•' | '§' | '®' | '™' | '²' | '½' => {
                before.is_none() && after.is_none()
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_KR, GBK, ISO_8859_2, KOI8_R, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
        WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    };

    use super::*;

    fn file(encoding: &'static Encoding, names: &[&str]) -> Vec<u8> {
        let rows: String = names.iter().map(|name| format!("7,{name},z@bank.example,Clerk\n")).collect();
        encoding.encode(&format!("employee_number,name,email,title\n1,Ann Lee,a@bank.example,\n{rows}")).0.into_owned()
    }

    #[test]
    fn windows_1252_is_taken_where_it_is_plain() {
        for names in [
            &["José Prado"][..],
            &["Muñoz"],
            &["Søren Kjær", "Åse Bjørn"],
            &["François Lefèvre"],
            &["Jürgen Müller", "Groß"],
            &["João Simões"],
            &["Chef d’équipe"],
            &["Zoë Ångström"],
            &["Niccolò Libertà"],
            &["O’Brien – Cards"],
            &["Müller"],
        ] {
            let bytes = file(WINDOWS_1252, names);
            let decoded = decode(&bytes, None);
            assert_eq!((decoded.encoding, decoded.doubt), (WINDOWS_1252, None), "{names:?}");
            assert!(names.iter().all(|name| decoded.text.contains(name)));
        }
    }

    #[test]
    fn every_other_encoding_is_refused_and_taken_when_it_is_named() {
        for (encoding, name) in [
            (WINDOWS_1250, "Żółć"),
            (WINDOWS_1250, "Łódź"),
            (WINDOWS_1250, "Dvořák"),
            (WINDOWS_1250, "Kovačević"),
            (WINDOWS_1250, "Petrović"),
            (WINDOWS_1250, "Erdős"),
            (WINDOWS_1250, "Čapek"),
            (WINDOWS_1250, "Kopeńska"),
            (WINDOWS_1250, "Małgorzata"),
            (ISO_8859_2, "Šťastný"),
            (WINDOWS_1251, "Дмитрий"),
            (WINDOWS_1251, "Ян"),
            (WINDOWS_1253, "Ελένη"),
            (WINDOWS_1254, "Işık"),
            (WINDOWS_1254, "Ağaoğlu"),
            (WINDOWS_1255, "יעל"),
            (WINDOWS_1256, "محمد"),
            (WINDOWS_1257, "Bērziņš"),
            (WINDOWS_1257, "Šarūnas"),
            (WINDOWS_874, "สมชาย"),
            (MACINTOSH, "José Müller"),
            (KOI8_R, "Дмитрий"),
            (SHIFT_JIS, "田中太郎"),
            (GBK, "王小明"),
            (BIG5, "王小明"),
            (EUC_KR, "김민수"),
        ] {
            let bytes = file(encoding, &[name]);
            let doubt = decode(&bytes, None).doubt;
            assert!(
                matches!(&doubt, Some((3, message)) if message.english().contains("encoding = ")),
                "{name}: {doubt:?}"
            );
            let named = decode(&bytes, Some(encoding));
            assert!(named.doubt.is_none() && named.text.contains(name), "{name}");
        }
    }

    #[test]
    fn utf8_stays_utf8_whatever_else_is_in_it() {
        let mut bytes = file(UTF_8, &["Søren Ångström", "Åse"]);
        bytes.extend(b"8,Jos\xe9,j@bank.example,\n");
        for named in [None, Some(UTF_8)] {
            let decoded = decode(&bytes, named);
            assert_eq!((decoded.encoding, decoded.doubt), (UTF_8, None));
            assert!(decoded.text.contains("Søren Ångström") && decoded.text.contains("Jos\u{fffd}"));
        }
        let bytes = file(UTF_8, &["Søren"]);
        assert!(decode(&bytes, Some(WINDOWS_1252)).doubt.is_some_and(|(line, _)| line == 3));
    }

    #[test]
    fn utf16_is_known_by_its_mark() {
        let text = "employee_number\n7 Zoë 王\n";
        for (encoding, units) in [
            (UTF_16LE, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            (UTF_16BE, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ] {
            let mark: &[u8] = if encoding == UTF_16LE { &[0xff, 0xfe] } else { &[0xfe, 0xff] };
            let marked = [mark, &units].concat();
            let decoded = decode(&marked, None);
            assert_eq!((decoded.text.as_ref(), decoded.encoding, decoded.doubt), (text, encoding, None));
            assert_eq!(decode(&units, Some(encoding)).text, text);
        }
        let bare: Vec<u8> = "employee_number\n7\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decode(&bare, None).doubt.is_some_and(|(_, message)| message.english().contains("UTF-16LE")));
    }
}
