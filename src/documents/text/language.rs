//! Typographic choices that depend on the language.

use harfrust::Language;

/// The regional forms of Han characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Han {
    #[default]
    Simplified,
    Traditional,
    HongKong,
    Japanese,
    Korean,
}

/// The parts of a language that typography depends on: the primary subtag of a BCP 47 tag, all zero if there is none, and the
/// forms of Han characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LanguageCode {
    primary: [u8; 3],
    han: Han,
}

impl LanguageCode {
    pub fn of(tag: &str) -> Self {
        let mut subtags = tag.split(['-', '_']).map(str::to_ascii_lowercase);
        let first = subtags.next().unwrap_or_default();
        let mut primary = [0; 3];
        if (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()) {
            primary[..first.len()].copy_from_slice(first.as_bytes());
        }
        let others: Vec<String> = subtags.collect();
        let says = |subtag: &str| others.iter().any(|other| other == subtag);
        let han = match first.as_str() {
            "ja" => Han::Japanese,
            "ko" => Han::Korean,
            "yue" => Han::HongKong,
            "zh" if says("hk") || says("mo") => Han::HongKong,
            "zh" if says("hant") || says("tw") => Han::Traditional,
            _ => Han::Simplified,
        };
        Self { primary, han }
    }

    /// The same language, with Han forms from `text`: if the language does not determine them, kana make them Japanese and
    /// Hangul makes them Korean.
    pub fn for_text(self, text: &str) -> Self {
        if text.is_ascii() || matches!(&self.primary, b"ja\0" | b"ko\0" | b"zh\0" | b"yue") {
            return self;
        }
        let kana = |c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}');
        let hangul = |c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}');
        match text.chars().find(|&c| kana(c) || hangul(c)) {
            Some(c) if kana(c) => Self { han: Han::Japanese, ..self },
            Some(_) => Self { han: Han::Korean, ..self },
            None => self,
        }
    }

    pub fn han(self) -> Han {
        self.han
    }

    /// The primary subtag, lower case; empty when there is none.
    pub fn primary(&self) -> &[u8] {
        self.primary.split(|&b| b == 0).next().unwrap_or_default()
    }

    /// The hyphenation language, if there are patterns for it.
    pub fn hyphens(&self) -> Option<hypher::Lang> {
        let code: [u8; 2] = self.primary().try_into().ok()?;
        hypher::Lang::from_iso(code)
    }

    /// The language as the shaper's type.
    pub fn shaped(self) -> Option<Language> {
        let tag: &[u8] = match (self.primary(), self.han) {
            (b"zh", Han::Simplified) => b"zh-hans",
            (b"zh", Han::Traditional) => b"zh-hant",
            (b"zh", Han::HongKong) => b"zh-hk",
            (primary, _) => return Language::new(primary),
        };
        Language::new(tag)
    }
}

/// `tag` if it has the form of a language tag in RFC 5646; PDF readers can use no other.
pub fn tag(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && is_alphabetic(part));
    let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (primary && rest).then(|| tag.to_owned())
}

fn is_alphabetic(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}
