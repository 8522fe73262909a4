//! Finds the name by which a mail addresses a person, in the directory's full name. Pure.
//!
//! Invariants: the result is the full name, or one word of it that is no title, no suffix, no initial and no particle of a
//! family name. When in doubt it is the full name: "Hello Dr. Obi," is stiff, "Hello Obi," or "Hello Dr.," is wrong.

use super::name_words::{ABBREVIATED, FAMILY_NAMES, LETTERS, PARTICLES, SUFFIXES, TITLES};
use crate::folding::{fold, is_east_asian};

/// The name to address a person by: `Priya` for `Priya Raman`, `Raman, Dr. Priya` and `Prof. Priya Raman, MBA`; otherwise the
/// full name.
pub fn given(name: &str) -> &str {
    let name = name.trim_matches(|c: char| c.is_whitespace() || COMMAS.contains(&c));
    sure(name).unwrap_or(name)
}

const COMMAS: [char; 3] = [',', '،', '，'];

fn sure(name: &str) -> Option<&str> {
    // In East Asia the family name comes first, and the given name alone is not a form of address. No name holds a digit.
    if name.chars().any(|c| is_east_asian(c) || c.is_numeric()) {
        return None;
    }
    let is_mixed = name.chars().any(char::is_lowercase);
    let parts: Vec<Vec<&str>> = name.split(COMMAS).zip(0..).map(|(part, at)| bare(part, is_mixed && at > 0)).collect();
    let mut parts = parts.iter().zip(0..).filter(|(words, _)| !words.is_empty());
    let (first, at) = parts.next()?;
    let (words, after_comma) = match (parts.next(), parts.next()) {
        // "Dr., Amara" is too unclear to use.
        (None, _) if at > 0 => return None,
        (None, _) => (first, false),
        (Some((second, _)), None) => (second, true),
        (Some(_), Some(_)) => return None,
    };
    let &word = words.first()?;
    // A single word beside a title may as well be the family name.
    let alone = words.len() == 1 && !after_comma && word.len() != name.len();
    let family_first = !after_comma && is_family_first(words);
    // "Obi Dr. Amara" may begin with either.
    let parted = words.iter().any(|word| is_affix(word));
    (!alone && !family_first && !parted && is_name(word, is_mixed)).then_some(word)
}

/// The words of a part of a name without the titles and suffixes at its ends.
fn bare(part: &str, after_small_letters: bool) -> Vec<&str> {
    let words: Vec<&str> = part.split_whitespace().collect();
    // "Robert Smith, CAIA": letters of an order or an exam that no list knows. "Ph. D." is two words.
    let unknown = |word: &str| after_small_letters && is_capitals(word) && word.chars().count() <= LONGEST_LETTERS;
    if is_affix(part) || matches!(words[..], [word] if unknown(word)) {
        return Vec::new();
    }
    let mut rest = &words[..];
    while let [first, after @ ..] = rest
        && is_affix(first)
    {
        // "Dr. h. c. Max": letters that belong to the title.
        rest = match after {
            [h, c, after @ ..] if letters(h) == "h" && letters(c) == "c" => after,
            _ => after,
        };
    }
    while let [before @ .., last] = rest
        && is_affix(last)
    {
        rest = before;
    }
    rest.to_vec()
}

/// Letters behind a name are seldom longer.
const LONGEST_LETTERS: usize = 6;

/// Tells whether this word can be a form of address: at least two letters, not only capitals in a name that has small letters
/// too, and neither a particle of a family name nor a dependent part of a given name.
fn is_name(word: &str, is_mixed: bool) -> bool {
    let inner =
        |c: char| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) || "-‐‑'’ʼʻ".contains(c);
    let parts = || word.split(['-', '‐', '‑']);
    word.chars().next().is_some_and(char::is_alphabetic)
        && word.chars().all(inner)
        && !parts().any(|part| part.chars().filter(|c| c.is_alphabetic()).count() < 2)
        && !(is_capitals(word) && (is_mixed || word.chars().count() < 3))
        && !is_affix(word)
        && !parts().next().is_some_and(|part| PARTICLES.contains(&letters(part).as_str()))
}

/// Tells whether the family name comes first: Vietnamese, Chinese and Korean family names that are hardly ever given names
/// elsewhere, and given names in two parts behind one: `Nguyễn Thị Ánh`, `Wang Xiaoming`, `Kim Min-su`.
fn is_family_first(words: &[&str]) -> bool {
    let [first, second, ..] = words else { return false };
    let of_two_parts =
        second.split_once(['-', '‐', '‑']).is_some_and(|(_, after)| after.chars().all(char::is_lowercase));
    of_two_parts || FAMILY_NAMES.contains(&letters(first).as_str()) && !is_affix(first)
}

fn is_capitals(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// The folded letters of a word: `Dipl.-Ing.` is `dipling`.
fn letters(word: &str) -> String {
    fold(word).chars().filter(|c| c.is_alphabetic()).collect()
}

/// Tells whether a word at either end is a title or suffix, in any spelling.
fn is_affix(word: &str) -> bool {
    let letters = letters(word);
    let letters = letters.as_str();
    if TITLES.contains(&letters) || SUFFIXES.contains(&letters) {
        return true;
    }
    // "Gen. Lee" has a rank and "Gen Tanaka" a name, "MA" is a degree and "Ma" a name.
    let dotted = word.contains('.');
    (dotted && ABBREVIATED.contains(&letters))
        || ((dotted || word.chars().filter(|c| c.is_uppercase()).count() > 1) && LETTERS.contains(&letters))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_colleague_is_called_by_the_given_name() {
        for (name, called) in [
            ("Priya Raman", "Priya"),
            ("Raman, Priya", "Priya"),
            ("Priya", "Priya"),
            ("  Priya   Raman ", "Priya"),
            ("Robert Smith, Jr.", "Robert"),
            ("Robert Smith Jr.", "Robert"),
            ("Smith Jr., Robert", "Robert"),
            ("Smith, Robert, Jr.", "Robert"),
            ("Smith, Jr., Robert", "Robert"),
            ("Smith, Robert Jr", "Robert"),
            ("Robert Smith III", "Robert"),
            ("Jane Doe, MBA, CFA", "Jane"),
            ("Jane Doe MBA", "Jane"),
            ("Jane Doe, Ph.D.", "Jane"),
            ("Jane Doe, Ph. D.", "Jane"),
            ("Jane Doe, ACSM", "Jane"),
            ("Dr. Amara Obi", "Amara"),
            ("Dr Amara Obi, OBE", "Amara"),
            ("Obi, Dr. Amara", "Amara"),
            ("Obi, Amara, Dr.", "Amara"),
            ("Obi Dr., Amara", "Amara"),
            ("Mr Sean Poole", "Sean"),
            ("MR. SEAN POOLE", "SEAN"),
            ("Prof. Dr. Dr. h. c. Max Weber", "Max"),
            ("Prof. Dr. Dr. h.c. mult. Max Weber", "Max"),
            ("Robert Smith,", "Robert"),
            ("Univ.-Prof. Dipl.-Ing. Dr. techn. Eva Huber", "Eva"),
            ("Dr.-Ing. Eva Huber", "Eva"),
            ("Herr Jürgen Müller", "Jürgen"),
            ("Señora Núñez, María", "María"),
            ("Mme Aïcha Benali", "Aïcha"),
            ("The Rev. Dr. Martin Luther King, Jr.", "Martin"),
            ("Don Draper", "Don"),
            ("Gen Tanaka", "Gen"),
            ("Gen. Robert Lee", "Robert"),
            ("Jack Ma", "Jack"),
            ("Anne-Marie D’Arcy", "Anne-Marie"),
            ("D'Angelo Russell", "D'Angelo"),
            ("Kaʻahumanu Kealoha", "Kaʻahumanu"),
            ("Оксана Демʼяненко", "Оксана"),
            ("de la Cruz, Juan", "Juan"),
            ("Vincent van Gogh", "Vincent"),
            ("Omar bin Said", "Omar"),
            ("MdRafiq Islam", "MdRafiq"),
            ("Md. Rafiq Islam", "Rafiq"),
            ("Priya R.", "Priya"),
        ] {
            assert_eq!(given(name), called, "{name}");
        }
    }

    #[test]
    fn where_nothing_is_sure_the_whole_name_is_used() {
        for name in [
            "Dr. Obi",
            "Obi, Dr.",
            "Herr Müller",
            "Smith Jr.",
            "Dr.",
            "Jr.",
            "MBA",
            "Dr., Jr.",
            "J. R. Smith",
            "J.R. Smith",
            "J Smith",
            "J. Edgar Hoover",
            "J.-P. Dupont",
            "J-P Dupont",
            "Smith, J.",
            "Smith, J. Edgar",
            "JP Morgan",
            "van der Berg",
            "de la Cruz",
            "Van Morrison",
            "al-Hassan Ibrahim",
            "Al-Hassan Ibrahim",
            "Abdul Rahman",
            "bin Said Omar",
            "St. John Smith",
            "王小明",
            "王 小明",
            "田中 太郎",
            "김민수",
            "김 민수",
            "たなか さくら",
            "Nguyễn Thị Ánh",
            "Nguyễn, Thị Ánh",
            "Tran Van Minh",
            "Wang Xiaoming",
            "Kim Min-su",
            "DUPONT Jean",
            "\"Bob\" Smith",
            "bob@bank.example",
            "4711",
            "Branch 12",
            "Doe, Jane, Head of Cards",
            "",
            "Obi Dr. Amara",
            "Smith",
        ] {
            assert_eq!(given(name), name.trim(), "{name}");
        }
    }

    fn word() -> impl Strategy<Value = &'static str> {
        let names = [
            "Amara",
            "Smith",
            "O’Brien",
            "Jürgen",
            "van",
            "der",
            "J.",
            "R",
            "al-Said",
            "小明",
            "Müller",
            "Anne-Marie",
            ",",
        ];
        let affixes = [TITLES, SUFFIXES, ABBREVIATED, LETTERS].concat();
        prop_oneof![proptest::sample::select(names.to_vec()), proptest::sample::select(affixes)]
    }

    proptest! {
        #[test]
        fn nobody_is_called_by_a_title_a_suffix_an_initial_or_nothing(
            words in proptest::collection::vec((word(), 0..4u8), 1..7)
        ) {
            let words = words.into_iter().map(|(word, form)| match form {
                0 => word.to_owned(),
                1 => format!("{word}."),
                2 => word.to_uppercase(),
                _ => format!("{}{}", word[..word.chars().next().map_or(0, char::len_utf8)].to_uppercase(), &word[word.chars().next().map_or(0, char::len_utf8)..]),
            });
            let name = words.collect::<Vec<_>>().join(" ");
            let called = given(&name);
            if called != name.trim_matches([' ', ',']) {
                prop_assert!(!is_affix(called), "{called:?} of {name:?}");
                prop_assert!(called.chars().filter(|c| c.is_alphabetic()).count() > 1, "{called:?} of {name:?}");
                prop_assert!(name.split([' ', ',']).any(|word| word == called), "{called:?} of {name:?}");
                prop_assert!(!PARTICLES.contains(&letters(called).as_str()), "{called:?} of {name:?}");
            }
        }

        #[test]
        fn what_stands_around_a_name_does_not_matter(
            title in proptest::sample::select(TITLES), suffix in proptest::sample::select(SUFFIXES), order in 0..4u8
        ) {
            let name = match order {
                0 => format!("{title} Amara Obi {suffix}"),
                1 => format!("Obi, {title}. Amara, {suffix}."),
                2 => format!("Amara Obi, {suffix}, {title}"),
                _ => format!("Obi {suffix}, {title} Amara"),
            };
            prop_assert_eq!(given(&name), "Amara");
        }

        #[test]
        fn whatever_a_name_is_something_is_said(name in "\\PC{0,40}") {
            let called = given(&name);
            prop_assert_eq!(called.is_empty(), name.chars().all(|c| c.is_whitespace() || COMMAS.contains(&c)));
            prop_assert!(name.contains(called));
        }
    }
}
