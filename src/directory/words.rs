//! Words as people type them: folding, the words a person is found by, and what a query matches.
//!
//! The same function folds what is stored and what is asked, so a match never depends on who typed the accent. Stored
//! tokens come from [`tokens`]; a change here asks for a new import of everyone, which is why it has tests of its own.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Person;

/// More words than this in one query, or for one person, are not looked at; it bounds the work of a hostile query.
const MOST_WORDS: usize = 24;
/// Longer words are cut, in queries and in tokens alike.
const LONGEST_WORD: usize = 40;

/// Folds case, marks and the letters that Unicode does not take apart: `Ångström` becomes `angstrom`, `Łódź` `lodz`,
/// `Straße` `strasse`, `Søren` `soren`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in plain.filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ŧ' => folded.push('t'),
            'ŋ' => folded.push('n'),
            'ς' => folded.push('σ'),
            _ => folded.push(c),
        }
    }
    folded
}

/// The folded words of a text, each once, in order. Anything but letters and digits parts two words.
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.chars().take(LONGEST_WORD).collect();
        if !found.contains(&word) {
            found.push(word);
        }
        if found.len() == MOST_WORDS {
            break;
        }
    }
    found
}

/// What a person is found by: the words of name, address, extension and department, sorted, each once.
pub fn tokens(person: &Person) -> Vec<String> {
    tokens_of([&person.name, &person.email, &person.extension, &person.department])
}

/// A name with an apostrophe or a hyphen is also found written together, because people type `obrien`.
pub(super) fn tokens_of([name, email, extension, department]: [&str; 4]) -> Vec<String> {
    let mut found = words(name);
    for part in name.split_whitespace().filter(|part| part.contains(['\'', '’', 'ʼ', '-', '‐'])) {
        let joined: String = fold(part).chars().filter(|c| c.is_alphanumeric()).take(LONGEST_WORD).collect();
        found.push(joined);
    }
    for text in [email, extension, department] {
        found.extend(words(text));
    }
    found.retain(|word| !word.is_empty());
    found.sort_unstable();
    found.dedup();
    found
}

/// What stands in the index for a person: the tokens, and for each two words of the name a pair.
///
/// Common names alone lead to thousands of people and together to a few; a pair leads to those few at once, so that the work
/// of a query stays the same in a bank of any size. Those who have left stand apart, because after some years they are the
/// most. No token begins with the sign of a pair or of a leaver.
pub(super) fn index_entries(texts: [&str; 4], active: bool) -> Vec<String> {
    let mut entries = tokens_of(texts);
    let mut name = words(texts[0]);
    name.truncate(PAIRED_WORDS);
    for first in &name {
        entries.extend(name.iter().filter(|second| *second != first).filter_map(|second| pair(first, second)));
    }
    if !active {
        entries.iter_mut().for_each(|entry| entry.insert_str(0, LEFT));
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// Stands before each entry of somebody who has left.
pub(super) const LEFT: &str = "-";

/// More words of a name than this stand in no pair.
const PAIRED_WORDS: usize = 4;

/// Two words as one key: the first letters of one and the whole of the other. Nothing when the first word is too short to
/// narrow anything down; the words may then be tried the other way round.
pub(super) fn pair(first: &str, second: &str) -> Option<String> {
    let mut letters = first.char_indices();
    let end = letters.nth(2).map(|(at, letter)| at + letter.len_utf8())?;
    Some(format!("+{} {second}", &first[..end]))
}

/// Whether every word of the query begins one of the tokens.
pub fn matches(query: &[String], tokens: &[String]) -> bool {
    query.iter().all(|word| tokens.iter().any(|token| token.starts_with(word.as_str())))
}

/// What an address is compared by: two people who are active may not have the same.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_takes_marks_and_stubborn_letters_off() {
        for (written, typed) in [
            ("Ångström", "angstrom"),
            ("Łódź", "lodz"),
            ("Søren Kjær", "soren kjaer"),
            ("Đặng Thị Ánh", "dang thi anh"),
            ("GROẞ Straße", "gross strasse"),
            ("Ελένη Παππάς", "ελενη παππασ"),
            ("İbrahim Işık", "ibrahim isik"),
            ("Йордан", "иордан"),
        ] {
            assert_eq!(fold(written), typed);
        }
    }

    #[test]
    fn a_person_is_found_by_name_address_extension_and_department() {
        let tokens = tokens_of(["Róisín O’Brien-Nowak", "r.obrien@meridian.example", "x 4417", "Wire Operations"]);
        for query in
            ["roi", "o'brien", "obriennow", "nowak", "r.ob", "4417", "wire op", "operations wire roisin", "mer"]
        {
            assert!(matches(&words(query), &tokens), "{query} in {tokens:?}");
        }
        for query in ["brie oisin", "417", "wires", "rob"] {
            assert!(!matches(&words(query), &tokens), "{query} in {tokens:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn what_is_written_finds_itself(name in "\\PC{1,40}") {
            let tokens = tokens_of([&name, "", "", ""]);
            prop_assert!(matches(&words(&name), &tokens));
        }
    }
}
