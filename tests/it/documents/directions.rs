//! Mixed directions on one page: the place of each text, and that no name reorders the text around it.

use commend::documents::circulated_copy::{Client, CopyContent};

use super::extracted_text::{Word, words_of};
use super::sample;

/// The left and right edge of the text column, in points.
const COLUMN: [f32; 2] = [187.1, 527.2];

fn set(name: &str, letter: &CopyContent) -> Vec<Word> {
    words_of(name, &sample::renderer().letter(letter).expect("a letter"))
}

#[track_caller]
fn find<'a>(words: &'a [Word], text: &str) -> &'a Word {
    let turned: String = text.chars().rev().collect();
    let found = words.iter().find(|word| word.text.contains(text) || word.text.contains(&turned));
    found.unwrap_or_else(|| panic!("{text} is not in {:?}", words.iter().map(|word| &word.text).collect::<Vec<_>>()))
}

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() < 1.5
}

#[test]
fn a_note_that_begins_with_a_name_from_the_right_runs_from_the_left() {
    let mut letter = sample::letter();
    letter.cover_note.as_mut().expect("a note").text =
        "יעל כהן stayed until midnight, and explained the whole matter to \
        our client in her own language, twice."
            .into();
    let words = set("note-turned", &letter);
    let [name, stayed, midnight] = ["יעל", "until", "midnight"].map(|text| find(&words, text));
    assert!(close(name.y, stayed.y) && name.left < stayed.left && stayed.left < midnight.left);
    let first = words.iter().filter(|word| close(word.y, stayed.y) && word.left > COLUMN[0] - 2.0);
    assert!(close(first.map(|word| word.left).fold(f32::INFINITY, f32::min), COLUMN[0]), "at the left of the column");
}

#[test]
fn a_letter_that_begins_with_a_name_from_the_left_runs_from_the_right() {
    let words = set("letter-turned", &sample::saying("Samira Haddad נשארה איתי על הקו שעה שלמה.", "he"));
    let (name, stayed) = (find(&words, "Haddad"), find(&words, "נשארה"));
    assert!(close(name.y, stayed.y) && close(name.right, COLUMN[1]) && stayed.right < name.left);
}

#[test]
fn a_name_stands_below_its_signature_and_a_banker_below_the_label_whatever_the_script() {
    for drawn in [true, false] {
        let signature = drawn.then(sample::strokes);
        let named =
            |name: &str| Client::Named { name: name.into(), client_since: Some(2014), signature: signature.clone() };
        let mut letter = sample::letter();
        sample::words(&mut letter).client = named("אברהם לוי");
        letter.to = vec![sample::named("יעל כהן", "")];
        letter.cover_note.as_mut().expect("a note").banker = "שרה גולן".into();
        let words = set("hebrew-name", &letter);
        assert!(close(find(&words, "לוי").left, COLUMN[0]), "{:?}", find(&words, "לוי"));
        assert!(close(find(&words, "2014").y, find(&words, "since").y));
        // The margin is 22 mm from the edge.
        for name in ["כהן", "גולן"] {
            assert!(close(find(&words, name).left, 62.4), "{:?}", find(&words, name));
        }
        let mut letter = sample::saying("תודה רבה לפריה על הסבלנות.", "he");
        sample::words(&mut letter).client = named("Miriam Katz");
        let words = set("latin-name", &letter);
        assert!(close(find(&words, "Katz").right, COLUMN[1]), "{:?}", find(&words, "Katz"));
        assert!(close(find(&words, "2014").right, COLUMN[1]));
    }
}

#[test]
fn a_note_from_the_right_is_signed_at_the_right() {
    let mut letter = sample::letter();
    letter.client_letter = None;
    letter.cover_note.as_mut().expect("a note").text = "פריה נשארה על הקו שעה שלמה, עד שהכסף הגיע.".into();
    let words = set("note-right", &letter);
    let name = words.iter().find(|word| word.text == "Lee" && word.left > COLUMN[0]).expect("the banker");
    assert!(close(name.right, COLUMN[1]), "{name:?}");
}

#[test]
fn a_bank_with_a_name_from_the_right_does_not_turn_its_foot() {
    let mut letter = sample::letter();
    letter.letterhead.bank = "בנק העיר".into();
    let words = set("bank-turned", &letter);
    let foot = find(&words, "original");
    let bank = words.iter().find(|word| close(word.y, foot.y) && close(word.left, 62.4)).expect("the first word");
    assert!(bank.text.chars().any(|c| ('א'..='ת').contains(&c)), "{bank:?}");
}
