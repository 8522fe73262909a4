//! Letters on paper: the place of the sheet, the transcript beside it, and pictures embedded unchanged.

use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use commend::documents::circulated_copy::{
    Client, Coding, CopyContent, Paper, Passage, Replaces, Run, Scan, Sheet, Withheld,
};
use commend::documents::images::Images;
use commend::documents::{DocumentError, Rendered};
use commend::files::digest;
use commend::letters::scans::{Limits, PageCoding, PageImage, read};
use lopdf::content::Content;
use lopdf::{Document, Object};

use super::extracted_text::{assert_says, kept, text_of};
use super::sample;
use crate::support::{squeezed, tool};

const MM: f32 = 72.0 / 25.4;

/// The transcript of the fixture's page.
const TRANSCRIPT: &str = "Dear Sir or Madam,\n\nI have banked here for thirty one years. This is the first letter I have \
    written about anyone.\n\nShe found the money and she rang me at home at six to say it was there.\n\nIt is well earned.";

fn pages_of(file: &[u8]) -> Vec<PageImage> {
    let limits = Limits { pixels: 64_000_000, pages: 20, time: Duration::from_secs(60) };
    read(file, limits).expect("a readable file").1
}

fn photo() -> Vec<PageImage> {
    static PHOTO: LazyLock<Vec<PageImage>> =
        LazyLock::new(|| pages_of(include_bytes!("../../fixtures/scans/colour.jpg")));
    PHOTO.clone()
}

fn fax() -> Vec<PageImage> {
    static FAX: LazyLock<Vec<PageImage>> =
        LazyLock::new(|| pages_of(include_bytes!("../../fixtures/scans/three-pages-g4.tif")));
    FAX.clone()
}

/// A card in landscape format.
fn card() -> Vec<PageImage> {
    static CARD: LazyLock<Vec<PageImage>> = LazyLock::new(|| {
        let card = image::GrayImage::from_fn(900, 600, |x, y| {
            image::Luma([if (100..700).contains(&x) && y % 60 > 45 && (100..500).contains(&y) { 60 } else { 235 }])
        });
        let mut file = std::io::Cursor::new(Vec::new());
        card.write_to(&mut file, image::ImageFormat::Png).expect("a picture");
        pages_of(&file.into_inner())
    });
    CARD.clone()
}

/// A letter on the given scanned pages.
fn on_paper(pages: &[PageImage], text: impl Into<Passage>) -> (CopyContent, Images) {
    let mut letter = sample::letter();
    let mut images = Images::default();
    let coding = |coding| match coding {
        PageCoding::JpegColour => Coding::JpegColour,
        PageCoding::JpegGrey => Coding::JpegGrey,
        PageCoding::PngBilevel => Coding::PngBilevel,
    };
    let sheets = pages.iter().map(|page| {
        let sha256 = digest(&page.bytes);
        images.insert(sha256.clone(), &page.bytes);
        Sheet { sha256, width: page.width, height: page.height, coding: coding(page.coding) }
    });
    let scan = Scan { pages: sheets.collect() };
    letter.strengths = vec!["explaining clearly".into()];
    if let Some(note) = &mut letter.cover_note {
        note.text =
            "Mr. Pike asked for paper and a pen, and wrote this at my desk without stopping. Priya had closed the \
            case by five."
                .into();
    }
    let words = sample::words(&mut letter);
    words.text = text.into();
    words.client = Client::Named { name: "Harold Pike".into(), client_since: Some(1995), signature: None };
    words.how_signed =
        Some("Written on paper at Hill Road, scanned and typed by Ana Brandt on 11\u{a0}November\u{a0}2026.".into());
    words.invited_by = None;
    words.scan = Some(scan);
    (letter, images)
}

/// Letters on paper in every shape.
pub fn cases() -> Vec<(&'static str, CopyContent, Images)> {
    let masked = Passage {
        runs: vec![
            Run::Text("On Monday my pension did not come. It had been sent to my old account ".into()),
            Run::Withheld(Withheld { what: "account number".into(), last4: None }),
            Run::Text(" at another bank.\n\nIt is well earned.".into()),
        ],
    };
    let mut cases: Vec<(&'static str, (CopyContent, Images))> = vec![
        ("scan-portrait", on_paper(&photo(), TRANSCRIPT)),
        ("scan-landscape", on_paper(&card(), TRANSCRIPT)),
        ("scan-alone", on_paper(&photo(), Passage::default())),
        ("scan-fax", on_paper(&fax(), masked)),
        ("scan-long", on_paper(&photo(), sample::long_text(9_000).as_str())),
        ("scan-us-letter", on_paper(&photo(), TRANSCRIPT)),
        ("scan-corrected", on_paper(&fax(), TRANSCRIPT)),
    ];
    cases[5].1.0.letterhead.paper = Paper::UsLetter;
    cases[6].1.0.replaces = Some(Replaces { version: 2, copy_of: sample::day(2026, 11, 18) });
    cases.into_iter().map(|(name, (letter, images))| (name, letter, images)).collect()
}

fn render((letter, images): &(CopyContent, Images)) -> Rendered {
    sample::renderer().letter_with(letter, images).expect("a letter")
}

/// The places of pictures on a page: left, top, width and height in millimetres.
fn places(rendered: &Rendered, page: u32) -> Vec<[f32; 4]> {
    let document = Document::load_mem(&rendered.bytes).expect("a PDF");
    let id = document.get_pages()[&page];
    let height = document.get_dictionary(id).and_then(|page| page.get(b"MediaBox")).and_then(Object::as_array);
    let height = height.expect("a page")[3].as_float().expect("a number");
    let operations = Content::decode(&document.get_page_content(id)).expect("operators").operations;
    let mut places = Vec::new();
    let mut last = [0.0; 6];
    for operation in operations {
        match operation.operator.as_str() {
            "cm" => {
                let matrix: Vec<f32> = operation.operands.iter().map(|v| v.as_float().expect("a number")).collect();
                if matrix != [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] {
                    last.copy_from_slice(&matrix);
                }
            }
            "Do" => places.push([last[4], height - last[5] - last[3], last[0], last[3]].map(|v| v / MM)),
            _ => {}
        }
    }
    places
}

fn close(found: [f32; 4], expected: [f32; 4]) -> bool {
    found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.5)
}

#[test]
fn every_shape_holds_each_picture_once_and_is_the_same_each_time() {
    for (name, letter, images) in cases() {
        let rendered = sample::renderer().letter_with(&letter, &images).expect("a letter");
        let path = kept(name, &rendered);
        let again = sample::renderer().letter_with(&letter, &images).expect("a letter");
        assert!(again == rendered, "{name}: the same letter gives the same bytes");
        let scan = letter.client_letter.expect("a letter").scan.expect("a scan");
        let listed = tool(Command::new("pdfimages").arg("-list").arg(&path));
        // The first sheet is drawn in the letter and at full size, but is in the file once.
        assert_eq!(listed.lines().count(), 2 + 1 + scan.pages.len(), "{name}: {listed}");
        for line in listed.lines().skip(2) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let (interpolated, form) = (cells[9], (cells[5], cells[7], cells[8]));
            assert_eq!(interpolated, "no", "{name}: {line}");
            assert!(
                [("rgb", "8", "jpeg"), ("gray", "8", "jpeg"), ("gray", "1", "image")].contains(&form),
                "{name}: {line}"
            );
        }
        assert!(rendered.without_font.is_empty());
    }
}

#[test]
fn a_portrait_sheet_stands_beside_its_words_and_again_at_full_size() {
    let rendered = render(&on_paper(&photo(), TRANSCRIPT));
    assert_eq!(rendered.pages, 2);
    let [beside] = places(&rendered, 1)[..] else { panic!("one picture on the first page") };
    let high: f32 = 80.0 * 877.0 / 620.0;
    assert!(close(beside, [22.0, beside[1], 79.9, high.min(113.0)]), "{beside:?}");
    assert!((beside[1] - 77.5).abs() < 0.5, "22 pt below the title: {beside:?}");
    let [full] = places(&rendered, 2)[..] else { panic!("one picture on the second page") };
    assert!(close(full, [22.0, 30.9, 164.0, 232.0]), "{full:?}");
    let text = text_of("scan-portrait", &rendered);
    let mut rest = text.as_str();
    for expected in [
        "In praise of Priya Raman",
        "Typed from the page, word for word",
        &squeezed(TRANSCRIPT),
        "Harold Pike Client since 1995",
        "Written on paper at Hill Road, scanned and typed by Ana Brandt on 11 November 2026. The page follows at full size.",
        "Cover note Sam Lee",
        "Thanked",
        "Sent to Tom Okafor, with copies to Priya Raman, Dana Whitfield and Sam Lee.",
        "7KQ4-M2XD-9VTN-0C1E",
    ] {
        let at = rest.find(expected).unwrap_or_else(|| panic!("{expected:?} is not in {rest:?}"));
        rest = &rest[at + expected.len()..];
    }
    assert_says(&text, "page 2 of 2");
}

#[test]
fn a_card_stands_above_its_words_and_a_page_without_words_alone() {
    let card = render(&on_paper(&card(), TRANSCRIPT));
    let [above] = places(&card, 1)[..] else { panic!("one picture") };
    assert!(close(above, [66.0, above[1], 120.0, 80.0]), "{above:?}");
    assert_says(&text_of("scan-landscape", &card), &squeezed(TRANSCRIPT));

    let alone = render(&on_paper(&photo(), Passage::default()));
    let [sheet] = places(&alone, 1)[..] else { panic!("one picture") };
    assert!(close(sheet, [66.0, sheet[1], 120.0, 120.0 * 877.0 / 620.0]), "{sheet:?}");
    let text = text_of("scan-alone", &alone);
    assert!(!text.contains("Typed from the page"), "{text}");
    assert_says(&text, "Harold Pike");
}

#[test]
fn a_long_transcript_goes_on_below_the_sheet_and_over_pages() {
    let text = sample::long_text(9_000);
    let rendered = render(&on_paper(&photo(), text.as_str()));
    assert!(rendered.pages >= 4, "{} pages", rendered.pages);
    assert_eq!(places(&rendered, 1).len(), 1);
    assert_eq!(places(&rendered, rendered.pages as u32).len(), 1, "the sheet at full size is last");
    let found = text_of("scan-long", &rendered);
    assert_says(&found, "On day 1 she called back at ten");
    let last = text.trim().rsplit(". ").next().expect("a sentence");
    assert_says(&found, &squeezed(last));
}

#[test]
fn every_page_follows_and_is_described() {
    let (letter, images) = on_paper(&fax(), TRANSCRIPT);
    let rendered = render(&(letter, images));
    assert_eq!(rendered.pages, 4);
    let document = Document::load_mem(&rendered.bytes).expect("a PDF");
    let alternatives: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|element| element.get(b"S").and_then(Object::as_name).is_ok_and(|role| role == b"Figure"))
        .filter_map(|figure| lopdf::decode_text_string(figure.get(b"Alt").expect("words")).ok())
        .collect();
    for expected in [
        "Scan of the client’s letter, page 1 of 3. Its words are typed out here.",
        "Scan of the client’s letter at full size, page 3 of 3. Its words are typed out on page 1.",
    ] {
        assert!(alternatives.iter().any(|alternative| alternative == expected), "{alternatives:?}");
    }
    assert_says(&text_of("scan-fax-typed", &rendered), "Its 3 pages follow at full size.");
}

#[test]
fn a_jpeg_goes_in_as_it_is_and_a_picture_that_is_not_there_is_an_error() {
    let page = &photo()[0];
    let rendered = render(&on_paper(&photo(), TRANSCRIPT));
    assert!(rendered.bytes.windows(page.bytes.len()).any(|window| window == page.bytes));
    let (letter, _) = on_paper(&photo(), TRANSCRIPT);
    let error = sample::renderer().letter(&letter).expect_err("no picture");
    assert!(matches!(error, DocumentError::Image { sha256 } if sha256 == digest(&page.bytes)));
}
