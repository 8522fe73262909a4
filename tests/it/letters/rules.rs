//! Validation of letters, cover notes, signatures, languages and names; and the excerpt of a letter.

use commend::letters::rules::{
    CoverNote, EXCERPT, LanguageTag, LetterText, PersonName, Strokes, StrokesProblem, TextProblem, excerpt,
};
use proptest::prelude::*;

#[test]
fn lengths_are_counted_after_trimming_in_characters() {
    assert_eq!(LetterText::parse("  \n ").unwrap_err(), TextProblem::Empty);
    let longest = "ж".repeat(20_000);
    assert_eq!(LetterText::parse(&format!("  {longest}\n")).unwrap().as_str(), longest);
    assert_eq!(
        LetterText::parse(&format!("{longest}ж")).unwrap_err(),
        TextProblem::TooLong { count: 20_001, most: 20_000 }
    );
    assert!(CoverNote::parse(&"x".repeat(4_000)).is_ok());
    assert_eq!(
        CoverNote::parse(&"x".repeat(4_002)).unwrap_err().phrase().english(),
        "This has 4,002 characters and may have 4,000. Shorten it by 2."
    );
}

#[test]
fn the_clients_line_breaks_stay_and_control_characters_do_not() {
    assert_eq!(LetterText::parse("Dear bank,\r\n\tthank you").unwrap().as_str(), "Dear bank,\r\n\tthank you");
    let pasted = "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f";
    assert_eq!(LetterText::parse(pasted).unwrap().as_str(), "a\nb\nc\nd\ne\nf");
    assert_eq!(LetterText::parse("ab\0c").unwrap_err(), TextProblem::ControlCharacter { code: 0, position: 3 });
    assert!(PersonName::parse("Ana\nRuiz").is_err());
    assert!(PersonName::parse(" Ana Ruiz ").is_ok());
}

#[test]
fn a_text_with_nothing_to_see_is_empty() {
    for unseen in ["\u{200b}\u{2060}", "\u{202e}\u{202c}", "\u{3164}", "\u{ad}\u{ad}", "\u{e0041} \u{feff}"] {
        assert_eq!(LetterText::parse(unseen).unwrap_err(), TextProblem::Empty, "{unseen:?}");
        assert_eq!(PersonName::parse(unseen).unwrap_err(), TextProblem::Empty, "{unseen:?}");
    }
    assert!(LetterText::parse("\u{200b}🙏").is_ok());
}

#[test]
fn what_would_turn_the_words_around_a_name_is_no_part_of_it() {
    assert_eq!(PersonName::parse("Ev\u{202e}il na\u{202c}me\u{2067}").unwrap().as_str(), "Evil name");
    assert_eq!(LetterText::parse("He said \u{2067}שלום\u{2069}.").unwrap().as_str(), "He said \u{2067}שלום\u{2069}.");
}

#[test]
fn strokes_are_finite_and_bounded() {
    assert!(Strokes::parse(vec![vec![[12.0, 30.0], [14.0, 33.0]]]).is_ok());
    let problems =
        Strokes::parse(vec![vec![], vec![[0.0, 0.0], [f64::NAN, 0.0]], vec![[0.0, f64::INFINITY]]]).unwrap_err();
    assert_eq!(
        problems,
        [
            StrokesProblem::EmptyStroke { stroke: 1 },
            StrokesProblem::NotAPoint { stroke: 2, point: 2 },
            StrokesProblem::NotAPoint { stroke: 3, point: 1 },
        ]
    );
    assert_eq!(Strokes::parse(vec![vec![[0.0; 2]]; 501]).unwrap_err(), [StrokesProblem::TooManyStrokes]);
    assert_eq!(Strokes::parse(vec![vec![[0.0; 2]; 20_001]]).unwrap_err(), [StrokesProblem::TooManyPoints]);
}

#[test]
fn language_tags_have_the_shape_of_the_standard() {
    for good in ["en", "pt-BR", "zh-Hant-HK", "sr-Latn", "de-1996", "en-u-ca-gregory", "x-bank", "de-x-a", "gsw"] {
        assert!(LanguageTag::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "e", "a-language", "en_GB", "en-", "-en", "12", "en-u", "en-x", "x", "a-b", "en--GB", "français"] {
        assert!(LanguageTag::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_excerpt_ends_with_a_sentence_or_a_word() {
    assert_eq!(excerpt(" Thank you.\n\nAll of you. "), "Thank you. All of you.");
    let sentence = "The letter was long and warm. ".repeat(20);
    assert!(excerpt(&sentence).ends_with("warm. …"));
    let words = "word ".repeat(100);
    assert_eq!(excerpt(&words).chars().count(), 55 * 5 - 1 + 2);
    assert!(excerpt(&words).ends_with("word …"));
    assert!(excerpt(&"。".repeat(300)).ends_with("。 …"));
    // A first sentence that is too short does not end the excerpt.
    assert!(excerpt(&format!("Hello. {}", "word ".repeat(100))).len() > 200);
    // Without a word boundary, the cut still does not split a flag or a family emoji.
    assert!(!excerpt(&"👩‍👩‍👧".repeat(100)).trim_end_matches(" …").ends_with('\u{200d}'));
    let mask = format!("{} ••••\u{a0}1111 more", "x".repeat(272));
    assert!(excerpt(&mask).ends_with("x …"), "{}", excerpt(&mask));
}

proptest! {
    #[test]
    fn an_excerpt_is_never_too_long(text in "(?s).{0,600}") {
        prop_assert!(excerpt(&text).chars().count() <= EXCERPT);
    }
}
