//! The bank's own logo on letters: its place, its description for screen readers, and its small cost.

use std::process::Command;

use commend::documents::Rendered;
use commend::documents::circulated_copy::{CopyContent, Paper};
use commend::documents::images::Images;
use commend::documents::logo::LogoFile;
use lopdf::Document;

use super::extracted_text::kept;
use super::sample;
use super::standards::{Nesting, dictionary, held, name, operations, parent_tree, text};
use crate::support::tool;

pub const WIDE: &[u8] = include_bytes!("logos/wide.svg");
pub const TALL: &[u8] = include_bytes!("logos/tall.svg");

/// A PNG with half-transparent edges and a transparent background: a ring with a dot.
pub fn ring() -> Vec<u8> {
    let side = 512.0;
    let ring = image::RgbaImage::from_fn(1024, 512, |x, y| {
        let [x, y] = [x as f32 + 0.5, y as f32 + 0.5];
        let of_ring = 60.0 - ((x - side / 2.0).hypot(y - side / 2.0) - 180.0).abs();
        let of_dot = 100.0 - (x - 760.0).hypot(y - side / 2.0);
        let cover = of_ring.max(of_dot).clamp(0.0, 1.0);
        let [r, g, b] = if of_ring > of_dot { [18, 53, 91] } else { [224, 165, 38] };
        image::Rgba([r, g, b, (cover * 255.0) as u8])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    ring.write_to(&mut file, image::ImageFormat::Png).expect("a picture");
    file.into_inner()
}

/// The sample letter with a logo.
pub fn with(file: &[u8], has_name: bool) -> (CopyContent, Images) {
    let file = LogoFile::read(file, has_name).expect("a logo");
    let mut letter = sample::letter();
    let mut images = Images::default();
    images.insert(file.logo.picture.sha256.clone(), &file.bytes);
    letter.letterhead.logo = Some(file.logo);
    (letter, images)
}

/// Letters with every kind of logo.
pub fn cases() -> Vec<(&'static str, CopyContent, Images)> {
    let mut cases = vec![
        ("logo-wide", with(WIDE, false)),
        ("logo-wide-alone", with(WIDE, true)),
        ("logo-tall", with(TALL, false)),
        ("logo-tall-alone", with(TALL, true)),
        ("logo-pixels", with(&ring(), false)),
        ("logo-long", with(WIDE, true)),
    ];
    let long = &mut cases[5].1.0;
    long.letterhead.paper = Paper::UsLetter;
    long.letterhead.branch_line =
        Some("Winston-Salem Innovation Quarter branch, 1200 North Patterson Avenue, Winston-Salem".into());
    sample::words(long).text = sample::long_text(4_000).as_str().into();
    cases.into_iter().map(|(name, (letter, images))| (name, letter, images)).collect()
}

fn render((letter, images): &(CopyContent, Images)) -> Rendered {
    sample::renderer().letter_with(letter, images).expect("a letter")
}

/// The bounding box and description of the logo, which must be drawn once, on the first page, in a figure of its own.
fn drawn_once(rendered: &Rendered) -> ([f32; 4], String) {
    let document = Document::load_mem(&rendered.bytes).expect("a PDF");
    let mut found = Vec::new();
    for (number, id) in document.get_pages() {
        let mut nesting = Nesting::default();
        let mut matrix = [0.0; 6];
        for operation in operations(&document, id) {
            nesting.follow(&operation, &mut Vec::new());
            match operation.operator.as_str() {
                "cm" => {
                    let its = [0, 1, 2, 3, 4, 5].map(|at| operation.operands[at].as_float().expect("a number"));
                    if its != [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] {
                        matrix = its;
                    }
                }
                "Do" => found.push((number, nesting.element().expect("an element"), matrix)),
                _ => {}
            }
        }
    }
    let [(1, mcid, matrix)] = found[..] else { panic!("not once, on the first page: {found:?}") };
    let parents = parent_tree(&document);
    let element = parents[&0].as_array().expect("elements")[usize::try_from(mcid).expect("a number")].clone();
    let element = document.get_dictionary(element.as_reference().expect("an element")).expect("an element");
    assert_eq!(name(&document, element, "S"), Some("Figure"));
    let layout = dictionary(&document, element, "A").expect("a layout");
    let bounds = held(&document, layout, "BBox").and_then(|bounds| bounds.as_array().ok()).expect("a box");
    let bounds = [0, 1, 2, 3].map(|at| bounds[at].as_float().expect("a number"));
    // The matrix maps the origin to a corner of the bounding box: for pixels the lower left one, for a drawing the upper left
    // one.
    let corner = if matrix[3] < 0.0 { bounds[3] } else { bounds[1] };
    assert!((matrix[4] - bounds[0]).abs() < 0.02 && (matrix[5] - corner).abs() < 0.02, "{matrix:?} {bounds:?}");
    (bounds, held(&document, element, "Alt").and_then(text).expect("words for it"))
}

#[test]
fn a_logo_is_fitted_into_its_place_and_named() {
    const MM: f32 = 72.0 / 25.4;
    // The expected width of each; all are at most as high as the head.
    for (name, file, has_name, width) in [
        ("wide", WIDE, false, 36.0),
        ("wide alone", WIDE, true, 54.7),
        ("tall", TALL, false, 4.46),
        ("pixels", &ring(), false, 22.1),
    ] {
        let (letter, images) = with(file, has_name);
        let (bounds, alt) = drawn_once(&render(&(letter, images)));
        let [left, bottom, right, top] = bounds.map(|side| side / MM);
        assert!((left - 22.0).abs() < 0.01, "{name}: at {left}");
        assert!((right - left - width).abs() < 0.3, "{name}: {} wide", right - left);
        // The logo is vertically centred between 21 and 34 mm from the upper edge.
        assert!(((top + bottom) / 2.0 - (297.0 - 27.41)).abs() < 0.1 && top - bottom < 12.8, "{name}: {bounds:?}");
        assert_eq!(alt, if has_name { "Meridian Community Bank" } else { "Logo of Meridian Community Bank" }, "{name}");
    }
}

#[test]
fn a_logo_with_the_name_in_it_stands_alone() {
    let said = |has_name| written_on_the_first_page(&render(&with(WIDE, has_name)));
    let name = "Meridian Community Bank\n";
    assert_eq!(said(false).matches(name).count(), 1);
    assert_eq!(said(true).matches(name).count(), 0);
    assert!(said(true).contains("Oak Street branch, 118 Oak Street, Asheville"));
}

fn written_on_the_first_page(rendered: &Rendered) -> String {
    let path = kept("logo-read", rendered);
    tool(Command::new("pdftotext").args(["-raw", "-l", "1", "-enc", "UTF-8"]).arg(path).arg("-"))
}

#[test]
fn a_logo_adds_what_it_says_it_does() {
    let without = sample::renderer().letter(&sample::letter()).expect("a letter").bytes.len();
    for (name, file, most) in [("wide", WIDE, 2_600), ("tall", TALL, 600), ("pixels", &ring(), 6_000)] {
        let adds = LogoFile::read(file, false).expect("a logo").adds();
        let added = render(&with(file, false)).bytes.len() - without;
        assert!(added.abs_diff(adds) < 150 && added < most, "{name}: it says {adds} and adds {added}");
    }
}

#[test]
fn a_letter_whose_logo_is_lost_is_not_drawn() {
    let (letter, _) = with(WIDE, false);
    let lost = sample::renderer().letter_with(&letter, &Images::default()).expect_err("no logo");
    assert!(lost.to_string().contains(&letter.letterhead.logo.expect("a logo").picture.sha256));
}

#[test]
fn what_was_frozen_before_there_were_logos_is_read_and_is_the_same_text_still() {
    let frozen = serde_json::to_value(sample::letter()).expect("JSON");
    assert!(frozen["letterhead"].get("logo").is_none());
    assert_eq!(serde_json::from_value::<CopyContent>(frozen).expect("a letter"), sample::letter());
    let (with_logo, _) = with(WIDE, true);
    let frozen = serde_json::to_string(&with_logo).expect("JSON");
    assert_eq!(serde_json::from_str::<CopyContent>(&frozen).expect("a letter"), with_logo);
}
