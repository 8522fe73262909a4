//! The text of a letter can be extracted from its PDF as it was written, whatever its shape and script.

use std::path::PathBuf;
use std::process::Command;

use commend::documents::circulated_copy::CopyContent;
use commend::documents::{Folders, Rendered, Renderer};

use super::sample;
use crate::support::{squeezed, tool};

fn render(letter: &CopyContent) -> Rendered {
    sample::renderer().letter(letter).expect("a letter")
}

/// Writes the file where a person can look at it.
pub fn kept(name: &str, rendered: &Rendered) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("letter-{name}.pdf"));
    std::fs::write(&path, &rendered.bytes).expect("the target folder can be written");
    path
}

/// The text of a PDF in reading order, with white space collapsed to single spaces.
pub fn text_of(name: &str, rendered: &Rendered) -> String {
    squeezed(&tool(Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(kept(name, rendered)).arg("-")))
}

/// The text of a PDF in layout order, in which right-to-left words are found.
pub fn text_as_it_stands(name: &str, rendered: &Rendered) -> String {
    squeezed(&tool(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(kept(name, rendered)).arg("-")))
}

/// A word on the first page, in points from the upper left corner.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    pub left: f32,
    pub right: f32,
    /// The middle of its height.
    pub y: f32,
}

/// The words of the first page, as pdftotext finds them.
pub fn words_of(name: &str, rendered: &Rendered) -> Vec<Word> {
    let mut command = Command::new("pdftotext");
    command.args(["-bbox", "-l", "1", "-enc", "UTF-8"]).arg(kept(name, rendered)).arg("-");
    let page = tool(&mut command);
    let number = |line: &str, key: &str| -> f32 {
        let value = line.split(key).nth(1).and_then(|rest| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).expect("a number")
    };
    let word = |line: &str| Word {
        text: line.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned(),
        left: number(line, "xMin=\""),
        right: number(line, "xMax=\""),
        y: f32::midpoint(number(line, "yMin=\""), number(line, "yMax=\"")),
    };
    page.lines().filter(|line| line.trim_start().starts_with("<word ")).map(word).collect()
}

pub fn assert_says(text: &str, expected: &str) {
    assert!(text.contains(expected), "{expected:?} is not in {text:?}");
}

#[test]
fn every_shape_of_letter_is_a_sound_file_of_the_promised_size() {
    let renderer = sample::renderer();
    for (name, letter) in sample::cases() {
        let rendered = renderer.letter(&letter).unwrap_or_else(|error| panic!("{name}: {error}"));
        let path = kept(name, &rendered);
        let check = tool(Command::new("qpdf").arg("--check").arg(&path));
        assert!(check.contains("No syntax or stream encoding errors found"), "{name}: {check}");
        for line in tool(Command::new("pdffonts").arg(&path)).lines().skip(2) {
            assert!(line.contains("+LibertinusSerif") && line.contains(" yes yes yes "), "{name}: {line}");
        }
        let images = tool(Command::new("pdfimages").arg("-list").arg(&path));
        assert_eq!(images.lines().count(), 2, "{name}: the mark, the signature and the QR code are vectors");
        assert!(rendered.without_font.is_empty(), "{name}: {:?}", rendered.without_font);
        // The signature has some sixty curves; longer letters have more words and more glyphs to embed.
        let promised = if name == "plain" { 25_000 } else { 36_000 + 6_000 * rendered.pages };
        assert!(rendered.bytes.len() <= promised, "{name}: {} bytes", rendered.bytes.len());
    }
}

#[test]
fn the_plain_letter_says_all_it_should_in_reading_order() {
    let text = text_of("plain", &render(&sample::letter()));
    let mut rest = text.as_str();
    for expected in [
        "Meridian Community Bank Oak Street branch, 118 Oak Street, Asheville",
        "In praise of Priya Raman Wire Operations, Charlotte",
        "Date 21 November 2026 Reference C-2026-000123",
        "To Tom Okafor Wire Operations lead Copies to Priya Raman Dana Whitfield Sam Lee",
        &squeezed(sample::TEXT),
        "Maria Delgado Client since 2014",
        "Signed at 10:44 on the client’s own phone, at Oak Street. Invited to write by Sam Lee.",
        "Cover note Sam Lee Banker, Oak Street Priya did not hand us a ticket number.",
        "Thanked Priya Raman, Wire Operations specialist, for calm under pressure and for explaining clearly, on 20 \
         November 2026.",
        "7KQ4-M2XD-9VTN-0C1E Scan, or type the code at commend.meridian.example/verify, to see that this copy is genuine \
         and unaltered.",
        "Meridian Community Bank. For use inside the bank. The signed original is kept.",
        "C-2026-000123, page 1 of 1",
    ] {
        assert_says(rest, expected);
        rest = &rest[rest.find(expected).map_or(0, |at| at + expected.len())..];
    }
}

#[test]
fn latin_vietnamese_greek_and_cyrillic_come_back_as_written() {
    for (name, written, language) in [
        ("latin", sample::LATIN, "cs"),
        ("vietnamese", sample::VIETNAMESE, "vi"),
        ("greek", sample::GREEK, "el"),
        ("cyrillic", sample::CYRILLIC, "ru"),
    ] {
        let rendered = render(&sample::saying(written, language));
        assert_says(&text_of(name, &rendered), &squeezed(written));
    }
}

#[test]
fn a_decomposed_letter_comes_back_composed() {
    let text = text_of(
        "decomposed",
        &render(&sample::saying("Nguye\u{302}\u{303}n Thi\u{323} Hu\u{31b}o\u{31b}\u{300}ng", "vi")),
    );
    assert_says(&text, "Nguyễn Thị Hường");
}

#[test]
fn letters_of_one_look_come_back_as_what_was_written() {
    // The ohm sign is canonically equivalent to omega; the others share glyphs in many fonts and must stay distinct.
    let written = "Δ ∆ µ μ - \u{2010} \u{2011} ﬁ fi";
    assert_says(&text_of("alike", &render(&sample::saying(written, "en"))), written);
}

#[test]
fn hebrew_words_come_back_in_reading_order() {
    let letter = sample::cases().into_iter().find(|(name, _)| *name == "hebrew").expect("a case").1;
    let text = text_of("hebrew", &render(&letter));
    for word in ["שלום", "רציתי", "להודות", "סבלנות", "הסבירה", "Priya Raman", "45"] {
        assert_says(&text, word);
    }
}

#[test]
fn the_longest_letter_takes_the_pages_it_needs_and_loses_no_word() {
    let written = sample::long_text(20_000);
    let rendered = render(&sample::saying(&written, "en"));
    let text = text_of("longest", &rendered);
    assert!(rendered.pages > 4, "{} pages", rendered.pages);
    for page in 1..=rendered.pages {
        assert_says(&text, &format!("C-2026-000123, page {page} of {}", rendered.pages));
    }
    for sentence in written.split_inclusive(". ") {
        // A page's foot may stand between two words of a sentence, so words are searched for one by one.
        for word in sentence.split_whitespace().filter(|word| word.chars().all(|c| c.is_ascii_digit())) {
            assert_says(&text, word);
        }
    }
    let count = |text: &str| text.matches(" she ").count() + text.matches(" called ").count();
    assert_eq!(count(&text), count(&squeezed(&written)));
}

#[test]
fn what_is_withheld_is_a_bar_that_is_spoken_and_nothing_else() {
    let mut letter = sample::letter();
    sample::withheld(&mut letter);
    let text = text_of("withheld", &render(&letter));
    assert_says(&text, "my old account account number withheld, ending in 4821 at another bank.");
    assert_says(&text, "card number withheld, ending in 0044, and name withheld is grateful.");
}

#[test]
fn without_consent_nothing_tells_the_name() {
    let letter = sample::cases().into_iter().find(|(name, _)| *name == "no-consent").expect("a case").1;
    let rendered = render(&letter);
    let text = text_of("no-consent", &rendered);
    assert_says(&text, "A client of Oak Street branch Name not shared, as the client asked");
    assert!(!text.contains("Maria") && !text.contains("Client since"));
    let document = lopdf::Document::load_mem(&rendered.bytes).expect("a PDF");
    let told = |object: &lopdf::Object| format!("{object:?}").contains("Signature of");
    assert!(!document.objects.values().any(told), "a signature is described");
}

#[test]
fn a_draft_says_so_on_every_page_and_shows_no_code() {
    let mut letter = sample::saying(&sample::long_text(6_000), "en");
    letter.draft = true;
    let rendered = render(&letter);
    let text = text_of("draft-long", &rendered);
    assert_eq!(text.matches("Draft, not sent").count(), rendered.pages);
    assert!(!text.contains("7KQ4"));
}

#[test]
fn many_recipients_leave_the_margin_for_a_row_of_their_own() {
    let mut letter = sample::letter();
    letter.copies_to = (1..=12).map(|number| sample::named(&format!("Reader Number{number}"), "")).collect();
    let text = text_of("many-recipients", &render(&letter));
    assert_says(&text, "Sent to Tom Okafor, with copies to Reader Number1,");
    assert!(!text.contains("Copies to Reader"));
}

#[test]
fn the_same_letter_gives_the_same_bytes_in_any_renderer_thread_and_after_storage() {
    // A separate renderer with a differently filled cache, used by several threads at once.
    let shared = Renderer::new(Folders::none()).expect("the built-in fonts parse");
    for (name, letter) in sample::cases().into_iter().rev() {
        let first = render(&letter);
        let stored = serde_json::to_string(&letter).expect("a letter is stored as JSON");
        let read: CopyContent = serde_json::from_str(&stored).expect("and read again");
        assert_eq!(read, letter, "{name}");
        let again: Vec<Rendered> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| shared.letter(&read).expect("a letter"))).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(again.iter().all(|other| *other == first), "{name} differs");
    }
}

#[test]
fn another_word_gives_another_identifier() {
    let id = |letter: &CopyContent| {
        let document = lopdf::Document::load_mem(&render(letter).bytes).expect("a PDF");
        format!("{:?}", document.trailer.get(b"ID").expect("an identifier"))
    };
    assert_ne!(id(&sample::letter()), id(&sample::saying("Thank you.", "en")));
}

#[test]
fn a_character_that_no_font_has_is_reported_and_still_comes_back() {
    let rendered = render(&sample::saying("Priya 谢谢 𓀀 and again 谢", "en"));
    assert_eq!(rendered.without_font, ['谢', '𓀀']);
    let renderer = sample::renderer();
    assert_eq!(renderer.without_font("Priya 谢谢 𓀀\u{200d} tab\t"), ['谢', '𓀀']);
    // A filler is an invisible letter, and none of the built-in fonts has it.
    assert_eq!(renderer.without_font("a\u{3164}b"), ['\u{3164}']);
    assert_says(&text_of("no-font", &rendered), "谢谢 𓀀 and again 谢");
}
