//! How a page is set: justified or ragged, with words divided where the language allows it, on the bank's paper.

use commend::documents::letter::{Alignment, Letter, Paper};

use super::sample;
use super::written::{assert_says, kept, squeezed, text_of, tool};

const GERMAN: &str = "Sehr geehrte Damen und Herren,\n\nwegen einer Auslandsüberweisung saß ich in Ihrer Geschäftsstelle und \
wusste nicht weiter. Ihre Mitarbeiterin in der Zahlungsverkehrsabteilung hat sich außergewöhnlich verantwortungsbewusst um \
meine Angelegenheit gekümmert: Sie rief die Empfängerbank an, ließ sich von Unzuständigkeitserklärungen nicht abschrecken und \
hielt mich währenddessen zuverlässig auf dem Laufenden.\n\nDafür möchte ich mich ausdrücklich bedanken. Freundlichkeit und \
Sachverstand sind keine Selbstverständlichkeit.";

fn german(alignment: Alignment, paper: Paper) -> Letter {
    let mut letter = sample::saying(GERMAN, "de");
    letter.letterhead.alignment = alignment;
    letter.letterhead.paper = paper;
    letter.letterhead.footer = Some("Meridian Community Bank, member of a deposit scheme".into());
    letter
}

/// The right edges of the lines that hold any of the letter's words, in points, as pdftotext finds them.
fn right_edges(name: &str, letter: &Letter) -> Vec<f32> {
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
fn a_language_that_is_not_known_divides_nothing() {
    let mut letter = german(Alignment::Justified, Paper::A4);
    letter.client_letter.as_mut().expect("a letter").language = None;
    let rendered = sample::renderer().letter(&letter).expect("a letter");
    assert!(!text_of("unknown-language", &rendered).contains('\u{ad}'));
}
