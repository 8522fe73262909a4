//! Hostile text in letters breaks no page and no standard: no panic, no lost file, no endless work.

use commend::documents::Renderer;
use commend::documents::circulated_copy::{Client, CopyContent, Passage, Praised, Run, Signature, Withheld};
use commend::documents::packet::LetterAuthor;
use proptest::prelude::*;

use super::extracted_text::kept;
use super::{sample, scripts, standards};
use crate::support::tool;

/// A letter with every field that a person can fill in set to the same text.
fn filled_with(text: &str) -> CopyContent {
    let mut letter = sample::letter();
    let passage = Passage {
        runs: vec![
            Run::Text(text.into()),
            Run::Withheld(Withheld { what: text.into(), last4: Some(text.into()) }),
            Run::Text(text.into()),
        ],
    };
    letter.letterhead.bank = text.into();
    letter.letterhead.branch_line = Some(text.into());
    letter.letterhead.language = text.into();
    letter.reference = text.into();
    letter.praised =
        Praised::Helpers(vec![sample::helper(text, text, text, text), sample::helper(text, text, text, text)]);
    letter.to = vec![sample::named(text, text); 3];
    letter.copies_to = vec![sample::named(text, text); 3];
    letter.strengths = vec![text.into(); 5];
    if let Some(note) = &mut letter.cover_note {
        note.text = passage.clone();
        (note.banker, note.role, note.branch) = (text.into(), Some(text.into()), Some(text.into()));
    }
    if let Some(proof) = &mut letter.proof {
        (proof.code, proof.typed_at) = (text.into(), text.into());
    }
    let words = sample::words(&mut letter);
    words.text = passage.clone();
    words.language = Some(text.into());
    words.client = Client::Named { name: passage, client_since: Some(i32::MIN), signature: None };
    (words.how_signed, words.invited_by) = (Some(text.into()), Some(text.into()));
    letter
}

fn is_sound(letter: &CopyContent) {
    is_sound_with(sample::renderer(), letter);
}

fn is_sound_with(renderer: &Renderer, letter: &CopyContent) {
    let rendered = renderer.letter(letter).expect("a letter");
    assert_eq!(renderer.letter(letter).expect("a letter"), rendered);
    let links = usize::from(letter.proof.is_some() && !letter.draft);
    standards::assert_keeps_all(letter, rendered.bytes, links, 0);
}

#[test]
fn hostile_texts_in_a_packet_are_set_like_any_other() {
    let letter = sample::letter();
    let file = sample::renderer().letter(&letter).expect("a letter").bytes;
    for text in
        ["", " ", "\u{0}\u{fffe}", "\u{202e}x", "<&>\"'\\()", "\u{fffc}\u{e000}", "שלום", "👩‍👩‍👧", &"W".repeat(400)]
    {
        let enclosed = [0, 1].map(|at| {
            let mut enclosed = sample::enclosed(at, &letter, file.clone());
            enclosed.reference = text.into();
            enclosed.who = LetterAuthor::Client { name: Some(text.into()), banker: text.into(), branch: text.into() };
            (enclosed.first_words, enclosed.language) = (Some(text.into()), Some(text.into()));
            (enclosed.branch, enclosed.strengths) = (text.into(), vec![text.into(); 2]);
            enclosed.acknowledgements.iter_mut().for_each(|given| given.by = text.into());
            enclosed
        });
        let mut packet = sample::packet_of(enclosed.into());
        packet.letterhead = filled_with(text).letterhead;
        packet.subject.name = text.into();
        (packet.subject.title, packet.subject.place) = (Some(text.into()), Some(text.into()));
        (packet.issue.reference, packet.issue.by) = (text.into(), Some(text.into()));
        (packet.issue.proof.code, packet.issue.proof.typed_at) = (text.into(), text.into());
        let bytes = sample::renderer().packet(&packet, &|_| {}).expect("a packet").bytes;
        standards::assert_keeps_all(&text, bytes, 6, 2);
    }
}

#[test]
fn hostile_texts_are_set_like_any_other() {
    let words = "a".repeat(10_000);
    let towers = format!("Z{}", "\u{300}\u{338}\u{489}".repeat(2_000));
    let isolates = format!("{}name{}", "\u{2067}".repeat(500), "\u{2069}".repeat(3));
    for text in [
        "",
        " ",
        "\n\n\n",
        "\u{0}\u{1}\u{7f}\u{80}\u{9f}\r\n\t",
        "<script>alert('&amp;')</script>) Tj ET (\\( \\) <</Type/Catalog>> endstream endobj %%EOF",
        "\u{202e}reversed\u{202d} and \u{2066}\u{2067}isolated",
        "\u{fffd}\u{fffe}\u{ffff}\u{10ffff}\u{e000}\u{fff9}\u{fffc}",
        "مرحبا بالعالم שלום नमस्ते สวัสดี 你好 こんにちは 안녕 👩‍👩‍👧‍👦🏳️‍🌈",
        "\u{200b}\u{200d}\u{2060}\u{ad}\u{feff}",
        &"\u{200b}".repeat(20_000),
        &" ".repeat(20_000),
        &"x\n".repeat(2_000),
        &"\u{ad}-\u{2011}".repeat(500),
        &isolates,
        &towers,
        &words,
    ] {
        is_sound(&sample::saying(text, "en"));
    }
    for text in ["", "\u{0}", "\u{202e}x", "<&>\"'", "\u{fffc}", "שלום", "👩‍👩‍👧", &"W".repeat(400), &"\u{301}".repeat(99)]
    {
        is_sound(&filled_with(text));
    }
}

#[test]
fn a_line_never_leaves_its_column() {
    // The widest words, in the title, the margin and the letter, stay inside the page's margins.
    let letter = filled_with(&"WWWW-MMMM".repeat(60));
    let renderer = sample::renderer();
    let rendered = renderer.letter(&letter).expect("a letter");
    let boxes = tool(std::process::Command::new("pdftotext").arg("-bbox").arg(kept("wide", &rendered)).arg("-"));
    let right_edges = boxes.split("xMax=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f32>().ok());
    let widest = right_edges.fold(0.0, f32::max);
    assert!(widest > 400.0 && widest < 186.0 * 72.0 / 25.4 + 1.0, "text reaches to {widest} pt");
}

#[test]
fn hostile_strokes_are_fitted_or_left_out() {
    let big = f32::MAX;
    for strokes in [
        vec![],
        vec![vec![]],
        vec![vec![[0.0, 0.0]]],
        vec![vec![[5.0, 5.0]; 1_000]],
        vec![vec![[f32::NAN, f32::INFINITY], [big, -big], [1.0, 2.0], [3.0, 9.0]]],
        vec![(0..100_000).map(|i| [(i % 317) as f32, (i % 211) as f32]).collect()],
    ] {
        let mut letter = sample::letter();
        sample::words(&mut letter).client =
            Client::Named { name: "Maria".into(), client_since: None, signature: Some(Signature { strokes }) };
        is_sound(&letter);
    }
}

#[test]
fn an_address_too_long_for_a_qr_code_is_an_error_and_not_a_panic() {
    let mut letter = sample::letter();
    if let Some(proof) = &mut letter.proof {
        proof.url = "x".repeat(5_000);
    }
    let error = sample::renderer().letter(&letter).expect_err("too long");
    assert!(error.to_string().contains("5000 bytes"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_gives_a_sound_file(text in any::<String>()) {
        is_sound(&filled_with(&text));
    }

    #[test]
    fn any_mixture_of_scripts_and_controls_gives_a_sound_file(
        text in "[a-zA-Z ěščřž\n\u{590}-\u{6ff}\u{900}-\u{97f}\u{e00}-\u{e7f}\u{1100}-\u{11ff}\u{2000}-\u{2070}\u{300}-\u{36f}]{0,400}"
    ) {
        is_sound(&sample::saying(&text, "en"));
        // The fonts of the machine have outlines and marks of every kind.
        is_sound_with(scripts::renderer(), &sample::saying(&text, "en"));
    }
}

/// The levels of one word differ (UAX 9, W2: a European digit after an Arabic letter), so its letters are shown one by one.
#[test]
fn a_digit_between_letters_from_the_right_gives_a_sound_file() {
    for text in ["غ۳ۇ", "غ۳\u{6dd}ۇ", "اب۳جد", "א3ב", "אב12גד"] {
        is_sound_with(scripts::renderer(), &sample::saying(text, "en"));
    }
}
