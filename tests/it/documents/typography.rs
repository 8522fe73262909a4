//! Typesetting of pages: justified or ragged text, hyphenation where the language allows it, and the bank's paper size.

use commend::documents::circulated_copy::{Alignment, CopyContent, Paper};

use super::extracted_text::{Word, assert_says, kept, text_of, words_of};
use super::sample;
use crate::support::{squeezed, tool};

const GERMAN: &str = "Sehr geehrte Damen und Herren,\n\nwegen einer Auslandsüberweisung saß ich in Ihrer Geschäftsstelle und \
wusste nicht weiter. Ihre Mitarbeiterin in der Zahlungsverkehrsabteilung hat sich außergewöhnlich verantwortungsbewusst um \
meine Angelegenheit gekümmert: Sie rief die Empfängerbank an, ließ sich von Unzuständigkeitserklärungen nicht abschrecken und \
hielt mich währenddessen zuverlässig auf dem Laufenden.\n\nDafür möchte ich mich ausdrücklich bedanken. Freundlichkeit und \
Sachverstand sind keine Selbstverständlichkeit.";

fn german(alignment: Alignment, paper: Paper) -> CopyContent {
    let mut letter = sample::saying(GERMAN, "de");
    letter.letterhead.alignment = alignment;
    letter.letterhead.paper = paper;
    letter.letterhead.footer = Some("Meridian Community Bank, member of a deposit scheme".into());
    letter
}

/// The right edges of all lines of the letter's words, in points, as pdftotext finds them.
fn right_edges(name: &str, letter: &CopyContent) -> Vec<f32> {
    let rendered = sample::renderer().letter(letter).expect("a letter");
    let page = tool(std::process::Command::new("pdftotext").arg("-bbox-layout").arg(kept(name, &rendered)).arg("-"));
    let number = |line: &str, key: &str| -> f32 {
        let from = line.find(key).expect(key) + key.len();
        line[from..].split('"').next().and_then(|text| text.parse().ok()).expect("a number")
    };
    let lines = page.lines().filter(|line| line.trim_start().starts_with("<line "));
    let in_column = lines.filter(|line| (number(line, "xMin=\"") - 187.1).abs() < 1.0);
    let in_letter = in_column.filter(|line| (230.0..400.0).contains(&number(line, "yMin=\"")));
    in_letter.map(|line| number(line, "xMax=\"")).collect()
}

#[test]
fn words_are_divided_and_come_back_whole() {
    for (name, alignment) in [("justified", Alignment::Justified), ("ragged", Alignment::Ragged)] {
        let rendered = sample::renderer().letter(&german(alignment, Paper::A4)).expect("a letter");
        let raw = tool(
            std::process::Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(kept(name, &rendered)).arg("-"),
        );
        let whole = squeezed(&raw.replace("\u{ad}\n", "").replace('\u{ad}', ""));
        for sentence in GERMAN.split("\n\n") {
            assert_says(&whole, sentence);
        }
        if alignment == Alignment::Justified {
            assert!(raw.contains('\u{ad}'), "a hyphen that was added is U+00AD: {raw}");
        }
    }
}

#[test]
fn justified_lines_end_together_and_ragged_ones_do_not() {
    let at_the_edge = |edges: &[f32]| edges.iter().filter(|edge| (*edge - 527.2).abs() < 0.8).count();
    let justified = right_edges("edges-justified", &german(Alignment::Justified, Paper::A4));
    assert!(justified.len() >= 7, "{justified:?}");
    assert!(at_the_edge(&justified) >= justified.len() - 4, "{justified:?}");
    let ragged = right_edges("edges-ragged", &german(Alignment::Ragged, Paper::A4));
    assert!(at_the_edge(&ragged) <= 2, "{ragged:?}");
}

#[test]
fn the_bank_has_its_paper_and_its_footer() {
    let rendered = sample::renderer().letter(&german(Alignment::Justified, Paper::UsLetter)).expect("a letter");
    assert_says(&text_of("us-paper", &rendered), "Meridian Community Bank, member of a deposit scheme");
    let info = tool(std::process::Command::new("pdfinfo").arg(kept("us-paper", &rendered)));
    assert_says(&info, "612 x 792 pts (letter)");
}

#[test]
fn a_long_footer_wraps_and_stays_on_the_page_whole() {
    let words = "Member of the deposit guarantee scheme. Equal housing lender. Registered in Springfield under number 4471, \
                 supervised by the Bank of the Region.";
    let widest = "預".repeat(160);
    for (name, footer, paper) in
        [("foot-a4", words, Paper::A4), ("foot-us", words, Paper::UsLetter), ("foot-wide", &widest, Paper::A4)]
    {
        let mut letter = german(Alignment::Ragged, paper);
        letter.letterhead.footer = Some(footer.into());
        let rendered = sample::renderer().letter(&letter).expect("a letter");
        let said = text_of(name, &rendered);
        assert_says(&said, "page 1 of 1");
        if footer == words {
            assert_says(&said, footer);
        }
        let boxes = tool(std::process::Command::new("pdftotext").arg("-bbox").arg(kept(name, &rendered)).arg("-"));
        let lowest = boxes.split("yMax=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f32>().ok());
        let lowest = lowest.fold(0.0, f32::max);
        let height = if paper == Paper::A4 { 841.9 } else { 792.0 };
        assert!(lowest < height - 8.0, "{name}: {lowest} of {height}");
        assert!(lowest > height - 24.0, "{name}: more than one line, {lowest} of {height}");
    }
}

#[test]
fn a_language_that_is_not_known_divides_nothing() {
    let mut letter = german(Alignment::Justified, Paper::A4);
    letter.client_letter.as_mut().expect("a letter").language = None;
    let rendered = sample::renderer().letter(&letter).expect("a letter");
    assert!(!text_of("unknown-language", &rendered).contains('\u{ad}'));
}

/// True if two words follow each other on one line.
fn together(words: &[Word], pair: [&str; 2]) -> bool {
    words
        .windows(2)
        .any(|two| two[0].text.contains(pair[0]) && two[1].text.contains(pair[1]) && (two[0].y - two[1].y).abs() < 1.0)
}

#[test]
fn dates_and_names_stay_on_one_line_wherever_the_line_ends() {
    for more in 0..24 {
        let mut letter = sample::letter();
        let place = commend::documents::unbroken("Oak Street branch");
        let filling = "x".repeat(more);
        sample::words(&mut letter).how_signed = Some(format!(
            "Written {filling} on paper at {place}, scanned and typed on 27\u{a0}November\u{a0}2026, with\u{202f}care."
        ));
        sample::words(&mut letter).invited_by = Some("Samantha Lee".into());
        letter.cover_note.as_mut().expect("a note").role = Some(format!("Banker {filling}"));
        let words = words_of("unbroken", &sample::renderer().letter(&letter).expect("a letter"));
        for pair in
            [["27", "November"], ["November", "2026"], ["Oak", "Street"], ["Street", "branch,"], ["Samantha", "Lee."]]
        {
            assert!(together(&words, pair), "{pair:?} is broken with {more} more");
        }
        let streets = words.iter().filter(|word| word.text.contains("Street")).count();
        let whole = words.windows(2).filter(|two| two[0].text == "Oak" && (two[0].y - two[1].y).abs() < 1.0).count();
        assert_eq!(whole, streets, "Oak Street is broken somewhere with {more} more");
    }
}

#[test]
fn what_is_tied_together_gives_way_at_its_spaces_before_its_letters() {
    let mut letter = sample::letter();
    let name = "the Department of Cross-Border Correspondence and Reconciliation";
    letter.cover_note.as_mut().expect("a note").branch = Some(name.into());
    sample::words(&mut letter).text = "a\u{a0}very\u{a0}long\u{a0}word\u{a0}".repeat(30).into();
    let words = words_of("tied", &sample::renderer().letter(&letter).expect("a letter"));
    for whole in ["Department", "Correspondence", "Reconciliation"] {
        assert!(words.iter().any(|word| word.text.contains(whole)), "{whole} is broken: {words:?}");
    }
    let long = words.iter().filter(|word| word.text == "long" && word.left > 187.0).count();
    assert_eq!(long, 30);
}

/// The codes of the regular face that stand for a digit on the first page. Old-style and lining figures are different glyphs.
fn codes_of(letter: &CopyContent, digit: char) -> std::collections::BTreeSet<u16> {
    let rendered = sample::renderer().letter(letter).expect("a letter");
    let document = lopdf::Document::load_mem(&rendered.bytes).expect("a PDF");
    super::text_rules::codes_of(&document, "LibertinusSerif-Regular", digit)
}

#[test]
fn figures_that_are_typed_or_compared_are_lining() {
    let mut letter = sample::letter();
    letter.reference = "C-2026-000999".into();
    // The foot and the reference have lining figures.
    let lining = codes_of(&letter, '9');
    assert_eq!(lining.len(), 1);
    letter.proof.as_mut().expect("a proof").typed_at = "bank9.example:9443/verify".into();
    assert_eq!(codes_of(&letter, '9'), lining, "an address");
    let mut street = letter.clone();
    street.letterhead.branch_line = Some("Oak Street branch, 9 Oak Street, Asheville".into());
    assert_eq!(codes_of(&street, '9').len(), 1, "a street has the figures of the reference");
    sample::withheld(&mut letter);
    for run in &mut sample::words(&mut letter).text.runs {
        if let commend::documents::circulated_copy::Run::Withheld(withheld) = run {
            withheld.last4 = Some("9999".into());
        }
    }
    assert_eq!(codes_of(&letter, '9'), lining, "last digits");
    sample::words(&mut letter).text = "It was 9 in the evening.".into();
    assert_eq!(codes_of(&letter, '9').len(), 2, "running text has its own figures");
}
