//! Properties of the masking of names: no spelling of the name remains anywhere in the text, and other words stay.

use commend::folding::{fold, spellings};
use commend::letters::screening::{ClientName, NAME_WITHHELD, mask, mask_in_doubt, withhold};
use proptest::prelude::*;

const APOSTROPHES: [&str; 9] = ["'", "’", "‘", "ʼ", "`", "´", "＇", "ʻ", ""];
const JOINTS: [&str; 6] = ["-", "\u{2011}", "–", " ", "", "\u{ad}"];
const UNSEEN: [&str; 5] = ["", "\u{200b}", "\u{ad}", "\u{2060}", "\u{feff}"];
/// Words around a name. None of them, and no two in a row, equals a name below.
const AROUND: [&str; 24] = [
    "thank",
    "you",
    "for",
    "everything",
    "the",
    "lady",
    "at",
    "desk",
    "was",
    "kind",
    "and",
    "patient",
    "my",
    "card",
    "works",
    "again",
    "möchte",
    "danke",
    "gracias",
    "señora",
    "спасибо",
    "merci",
    "bank",
    "account",
];

/// A name in plain letters. No everyday word is like it: it has a `z` between two syllables.
fn word() -> impl Strategy<Value = String> {
    "[bdfgklmnprst][aeiou][lmnrs]z[aeiou][bdgklmnprst]"
}

/// Spellings of a word: marks, longer spellings, case, invisible characters.
fn spelled(word: String) -> impl Strategy<Value = String> {
    let letters: Vec<char> = word.chars().collect();
    let each = prop::collection::vec((0..6_usize, prop::sample::select(UNSEEN.to_vec())), letters.len());
    (each, 0..3_usize).prop_map(move |(ways, case)| {
        let mut text = String::new();
        for (c, (way, unseen)) in letters.iter().zip(ways) {
            let written: &str = match (c, way) {
                ('a', 0) => "ä",
                ('a', 1) => "ae",
                ('a', 2) => "á",
                ('a', 3) => "å",
                ('o', 0) => "ö",
                ('o', 1) => "oe",
                ('o', 2) => "ø",
                ('u', 0) => "ü",
                ('u', 1) => "ue",
                ('u', 2) => "u\u{308}",
                ('e', 0) => "é",
                ('i', 0) => "ı",
                ('l', 0) => "ł",
                ('d', 0) => "đ",
                (plain, _) => {
                    text.push(*plain);
                    continue;
                }
            };
            text.push_str(written);
            text.push_str(unseen);
        }
        match case {
            0 => text.to_uppercase(),
            1 => text,
            _ => {
                let mut letters = text.chars();
                letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
            }
        }
    })
}

/// The letters of a text, folded, in the shortest spelling.
fn bare(text: &str) -> String {
    let folded = fold(&text.replace(NAME_WITHHELD, "|"));
    let mut bare = String::new();
    for c in folded.chars().filter(|c| c.is_alphabetic() || *c == '|') {
        match (bare.chars().last(), c) {
            (Some('a' | 'o' | 'u'), 'e') | (Some('a'), 'a') => {}
            _ => bare.push(c),
        }
    }
    bare
}

fn around() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(AROUND.to_vec()), 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_word_of_the_name_is_withheld_however_it_is_spelled(
        (first, last, written) in (word(), word()).prop_flat_map(|(first, last)| {
            (Just(first), Just(last.clone()), spelled(last))
        }),
        tail in prop::sample::select(vec!["", "'s", "’s", "s", "."]),
        before in around(),
        after in around(),
    ) {
        let name = ClientName::new(&format!("{first} {last}"));
        let masked = mask(&format!("{before} {written}{tail} {after}"), Some(&name)).text;
        prop_assert!(!bare(&masked).contains(&bare(&last)), "{last} in {masked:?}");
        prop_assert!(masked.starts_with(&before) && masked.ends_with(&after), "{masked:?}");
    }

    #[test]
    fn a_word_with_an_apostrophe_or_a_hyphen_is_withheld_with_any_other_or_none(
        (left, right) in (word(), word()),
        (written, recorded) in (prop::sample::select([APOSTROPHES.as_slice(), JOINTS.as_slice()].concat()),
            prop::sample::select(vec!["'", "’", "-", " ", ""])),
        shouted in any::<bool>(),
        before in around(),
    ) {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let (left, right) = (capital(&left), capital(&right));
        let name = ClientName::new(&format!("Wim {left}{recorded}{right}"));
        let mut text = format!("{left}{written}{right}");
        if shouted {
            text = text.to_uppercase();
        }
        let masked = mask(&format!("{before} {text}"), Some(&name)).text;
        prop_assert_eq!(masked, format!("{before} {NAME_WITHHELD}"));
    }

    #[test]
    fn an_address_with_the_name_is_withheld_whole(
        (first, last) in (word(), word()),
        form in 0..6_usize,
        host in prop::sample::select(vec!["mail.test", "post.example.org"]),
        before in around(),
    ) {
        let initial = &first[..1];
        let long = spellings(&last.replace('u', "ü")).pop().unwrap();
        let local = match form {
            0 => format!("{first}.{last}"),
            1 => format!("{initial}{last}"),
            2 => format!("{last}_{initial}77"),
            3 => format!("{first}{last}1980"),
            4 => format!("{initial}.{long}"),
            _ => format!("x-{last}"),
        };
        let name = ClientName::new(&format!("{first} {last}"));
        let masked = mask(&format!("{before} {local}@{host}, thanks"), Some(&name)).text;
        prop_assert_eq!(masked, format!("{before} {NAME_WITHHELD}, thanks"));
    }

    /// Limits over-masking: unrelated words in lower case are never masked and never left to the banker.
    #[test]
    fn other_words_stay((first, last) in (word(), word()), text in around(), lines in around()) {
        let name = ClientName::new(&format!("{first} {last}"));
        let text = format!("{text}, {lines}.\n{text}");
        let withheld = withhold(&text, Some(&name), &[]);
        prop_assert_eq!(&withheld.masked.text, &text);
        prop_assert_eq!(withheld.maybe, Vec::<std::ops::Range<usize>>::new());
    }

    #[test]
    fn any_text_and_any_name_are_taken_and_places_are_whole_and_apart(
        name in "\\PC{0,24}",
        text in "\\PC{0,60}",
        glued in any::<bool>(),
    ) {
        let whole = if glued { format!("{text}{name}{text}") } else { format!("{text} {name}. {text}") };
        let client = ClientName::new(&name);
        let withheld = withhold(&whole, Some(&client), &[]);
        for place in &withheld.maybe {
            prop_assert!(whole.get(place.clone()).is_some_and(|part| !part.is_empty()));
        }
        for spans in withheld.masked.spans.windows(2) {
            prop_assert!(spans[0].end <= spans[1].start);
        }
        let once = mask_in_doubt(&whole, Some(&client)).text;
        prop_assert!(once.is_char_boundary(once.len()));
    }
}
