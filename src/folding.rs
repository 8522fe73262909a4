//! Folding of text to one form for comparison: for the search for a client's name in a letter and the search for a colleague.
//! Pure.
//!
//! Folded text is in lower case, without marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters, with one apostrophe (`'`)
//! and one hyphen (`-`) for all their variants, hiragana for katakana, and no invisible characters. Vowel signs of the scripts of
//! India and South-East Asia stay, because they tell words apart. Both sides of a comparison must be folded here, so that the
//! result does not depend on which apostrophe somebody typed. Invariant: folding twice changes nothing.
//!
//! A letter with two spellings in ASCII (`ü` is `u` or `ue`) folds to the shorter one; [`is_respelled`] recognises such letters,
//! [`extra_letters`] gives the rest of the longer spelling, and [`spellings`] gives a word in both.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::invisible_characters::is_invisible;

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, |c| folded.push(c)));
    folded
}

/// Passes on the folding of one character: nothing, one character, or several (`ß` gives `s` and `s`).
pub fn fold_char(c: char, mut push: impl FnMut(char)) {
    // Tested first, because some apostrophes decompose into a space and an accent.
    if is_apostrophe(c) {
        push('\'');
        return;
    }
    if c.is_ascii() {
        push(c.to_ascii_lowercase());
        return;
    }
    decompose_compatible(c, |part| part.to_lowercase().for_each(|lower| fold_lower(lower, &mut push)));
}

fn fold_lower(c: char, push: &mut impl FnMut(char)) {
    let spelled = match c {
        _ if is_apostrophe(c) => "'",
        _ if is_hyphen(c) => "-",
        // Letters that Unicode does not decompose, although people leave out their strokes and ligatures when they type.
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' | 'ɔ' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɗ' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ŋ' => "n",
        'ə' => "a",
        'ɛ' => "e",
        'ɓ' => "b",
        'ƙ' => "k",
        'ƴ' => "y",
        // Variants of one letter: the form at the end of a word, or that of another keyboard.
        'ς' => "σ",
        'ך' => "כ",
        'ם' => "מ",
        'ן' => "נ",
        'ף' => "פ",
        'ץ' => "צ",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ٱ' => "ا",
        _ if is_dropped(c) => "",
        'ァ'..='ヶ' => {
            // Katakana are 0x60 above the same hiragana.
            push(char::from_u32(u32::from(c) - 0x60).unwrap_or(c));
            return;
        }
        _ => {
            push(c);
            return;
        }
    };
    spelled.chars().for_each(push);
}

/// True for characters that folding leaves out: invisible ones, the stretching of Arabic words (tatweel), and combining marks,
/// except marks that are the vowels of their script.
#[must_use]
pub fn is_dropped(c: char) -> bool {
    let vowel = c >= '\u{900}'
        && c.is_alphabetic()
        && !matches!(c, '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{2de0}'..='\u{2dff}');
    is_invisible(c) || c == '\u{640}' || matches!(c, '\u{115f}' | '\u{1160}') || (is_combining_mark(c) && !vowel)
}

/// True for characters that people type as an apostrophe within a name, and for letters that look like one.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '\u{384}' | '\u{2b9}' | '\u{2bb}'
            ..='\u{2bf}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}' | '\u{55a}'
    ) || matches!(c, '׳' | '\u{7f4}' | '\u{7f5}' | '\u{1fbd}' | '\u{1fbf}' | '\u{1fef}' | '\u{1ffd}' | '\u{1ffe}')
        || matches!(c, '‘' | '’' | '‛' | '′' | '‵' | '❛' | '❜' | '\u{a78b}' | '\u{a78c}' | '＇' | '｀')
}

/// True for hyphens and dashes of every length.
#[must_use]
pub fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '֊' | '־' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '−' | '\u{2e3a}' | '\u{2e3b}' | '﹘' | '﹣' | '－'
    )
}

/// True for characters, folded or not, of scripts that put the family name first and no space between names: Han, kana, Hangul,
/// bopomofo.
#[must_use]
pub fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3040..=0x318f | 0x31a0..=0x31bf
        | 0x31f0..=0x31ff | 0x3400..=0x9fff | 0xa960..=0xa97f | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xff66..=0xffdc
        | 0x1b000..=0x1b16f | 0x20000..=0x3ffff)
}

/// True for characters, folded or not, of scripts without spaces between words: those of East Asia, Thai, Lao, Khmer, Myanmar.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    is_east_asian(c) || matches!(u32::from(c), 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff)
}

/// True for letters that ASCII spells in two ways, and for the marks that make such letters: `ü` (`u`, `ue`), `å` (`a`, `aa`),
/// `ø` (`o`, `oe`), `đ` (`d`, `dj`).
#[must_use]
pub fn is_respelled(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let mut found = matches!(c, 'ø' | 'Ø' | 'đ' | 'Đ');
    // Diaeresis, ring, double acute.
    decompose_compatible(c, |part| found |= matches!(part, '\u{308}' | '\u{30a}' | '\u{30b}'));
    found
}

/// Letters that may follow a folded letter in its longer spelling.
#[must_use]
pub fn extra_letters(folded: char) -> &'static [char] {
    match folded {
        'a' => &['e', 'a'],
        'o' | 'u' => &['e'],
        'd' => &['j'],
        _ => &[],
    }
}

/// Spellings that people type without the letters of a language: `Müller` is `muller` and `mueller`, `Håkon` is `hakon`, `haakon`
/// and `haekon`. The shortest comes first; a word of plain letters has only that one.
#[must_use]
pub fn spellings(word: &str) -> Vec<String> {
    let mut short = String::with_capacity(word.len());
    // The longer spellings, with the first and with the last extra letter; only `a` has two.
    let mut long = [String::with_capacity(word.len()), String::with_capacity(word.len())];
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let from = short.len();
        fold_char(c, |c| short.push(c));
        let base = short[from..].to_owned();
        long.iter_mut().for_each(|long| long.push_str(&base));
        let respelled =
            is_respelled(c) || chars.peek().is_some_and(|next| is_combining_mark(*next) && is_respelled(*next));
        if let (true, Some(last)) = (respelled, base.chars().last()) {
            let extra = extra_letters(last);
            long[0].extend(extra.first());
            long[1].extend(extra.last());
        }
    }
    let mut all = vec![short];
    for long in long {
        if !all.contains(&long) {
            all.push(long);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_stubborn_letters_and_keyboards_make_no_difference() {
        for (written, folded) in [
            ("Ångström", "angstrom"),
            ("Łódź", "lodz"),
            ("Søren Kjær", "soren kjaer"),
            ("Đặng Thị Ánh", "dang thi anh"),
            ("GROẞ Straße", "gross strasse"),
            ("Ελένη Παππάς", "ελενη παππασ"),
            ("İbrahim Işık", "ibrahim isik"),
            ("Ɗangote", "dangote"),
            ("Əliyev", "aliyev"),
            ("Йордан", "иордан"),
            ("ﬁnn ĳssel", "finn ijssel"),
            ("ﾀﾅｶ タナカ たなか", "たなか たなか たなか"),
            ("Ｍａｒｉａ", "maria"),
            ("فـاطمة", "فاطمه"),
            ("אברהם", "אברהמ"),
            ("Sio\u{ad}bh\u{200b}án", "siobhan"),
        ] {
            assert_eq!(fold(written), folded);
        }
        assert_ne!(fold("राम"), fold("रमा"), "vowels tell words apart");
    }

    #[test]
    fn every_apostrophe_and_every_hyphen_is_one() {
        for apostrophe in "'`´‘’‛′ʹʻʼʽʾʿˈ՚׳ߴ᾽᾿`´＇｀ꞌ΄".chars() {
            assert_eq!(fold(&format!("O{apostrophe}Brien")), "o'brien", "U+{:04X}", u32::from(apostrophe));
        }
        for hyphen in "-‐‑‒–—―−⁃﹣－־".chars() {
            assert_eq!(fold(&format!("Ann{hyphen}Lee")), "ann-lee", "U+{:04X}", u32::from(hyphen));
        }
    }

    #[test]
    fn letters_with_two_spellings_have_both() {
        assert_eq!(spellings("Müller"), ["muller", "mueller"]);
        assert_eq!(spellings("Mu\u{308}ller"), ["muller", "mueller"]);
        assert_eq!(spellings("Håkon"), ["hakon", "haekon", "haakon"]);
        assert_eq!(spellings("SØREN"), ["soren", "soeren"]);
        assert_eq!(spellings("Đoković"), ["dokovic", "djokovic"]);
        assert_eq!(spellings("Weiß"), ["weiss"]);
        assert_eq!(spellings("Maria"), ["maria"]);
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!("王たタ김ㄅー々㐀".chars().chain(fold("김민수").chars()).all(|c| is_east_asian(c) && is_unspaced(c)));
        assert!("aяαأक1 '".chars().all(|c| !is_unspaced(c)));
        assert!("กສខမ".chars().all(|c| is_unspaced(c) && !is_east_asian(c)));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
