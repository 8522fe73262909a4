//! Golden images: pages drawn by poppler are compared with the pictures in `goldens/`, which a person has checked.
//!
//! After an intended change, run with `COMMEND_GOLDENS=write` and check the new pictures before they are committed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use commend::documents::Rendered;
use commend::documents::circulated_copy::{Client, CopyContent};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object};

use super::extracted_text::kept;
use super::pictures::{Difference, Picture, page, page_by_mupdf};
use super::{logos, sample, scans, scripts};

/// The largest accepted difference of two drawings of one page: the mean of the page, and the mean of its worst block.
/// Poppler and MuPDF differ by at most 0.4 and 6.6; a thin letter moved by two points makes 11 in a block. The tests below
/// check both ends.
const ON_THE_WHOLE: f32 = 0.8;
const IN_A_BLOCK: f32 = 9.0;
/// The same for fonts of the machine, whose outlines change a little between releases of Debian.
const IN_A_BLOCK_OF_FOREIGN_FONTS: f32 = 16.0;

/// Letters on paper, other settings, and the pages that a packet adds to its letters.
fn more_cases() -> Vec<Case> {
    let case = |name, rendered, page| Case { name, rendered, page, limit: IN_A_BLOCK };
    let letters: BTreeMap<_, _> = sample::cases().into_iter().collect();
    let built_in = |name| sample::renderer().letter(&letters[name]).expect("a letter");
    let (_, letter, images) = scans::cases().into_iter().find(|(name, ..)| *name == "scan-portrait").expect("a scan");
    let on_paper = sample::renderer().letter_with(&letter, &images).expect("a letter");
    // The digest page shows digests of files, so the enclosed file is a constant.
    let enclosed = ["plain", "hebrew", "corrected", "no-letter", "withheld"].iter().enumerate();
    let enclosed = enclosed.map(|(at, name)| sample::enclosed(at, &letters[name], ENCLOSED.to_vec())).collect();
    let packet = sample::renderer().packet(&sample::packet_of(enclosed), &|_| {}).expect("a packet");
    let last = packet.pages;
    vec![
        case("justified", built_in("justified"), 1),
        case("us-letter", built_in("us-letter"), 1),
        case("scan", on_paper, 1),
        case("packet-cover", packet.clone(), 1),
        case("packet-index", packet.clone(), 2),
        case("packet-digest", packet, last),
    ]
}

/// A letter as it was once sent.
const ENCLOSED: &[u8] = include_bytes!("goldens/enclosed.pdf");

/// A page that is compared with its golden image.
struct Case {
    name: &'static str,
    rendered: Rendered,
    page: usize,
    limit: f32,
}

/// A case as a file, and its page as poppler draws it: made once for all tests that compare it.
struct Drawn {
    name: &'static str,
    pdf: PathBuf,
    page: usize,
    limit: f32,
    picture: Picture,
}

static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let draw = |Case { name, rendered, page: number, limit }| {
        let pdf = kept(&format!("golden-{name}"), &rendered);
        Drawn { name, picture: page(&pdf, number), pdf, page: number, limit }
    };
    cases().into_iter().chain(more_cases()).map(draw).collect()
});

fn cases() -> Vec<Case> {
    let built_in = |letter: &CopyContent| sample::renderer().letter(letter).expect("a letter");
    let with = |change: &dyn Fn(&mut CopyContent)| {
        let mut letter = sample::letter();
        change(&mut letter);
        built_in(&letter)
    };
    let script = |language: &str| {
        let (_, words) = scripts::LETTERS.iter().find(|(its, _)| *its == language).expect("a language of the list");
        scripts::renderer().letter(&sample::saying(words, language)).expect("a letter")
    };
    let long = built_in(&sample::saying(&sample::long_text(5_500), "en"));
    assert_eq!(long.pages, 3);
    let (with_logo, images) = logos::with(logos::WIDE, true);
    let logo = sample::renderer().letter_with(&with_logo, &images).expect("a letter");
    let case = |name, rendered, page| Case { name, rendered, page, limit: IN_A_BLOCK };
    let foreign = |name, rendered| Case { name, rendered, page: 1, limit: IN_A_BLOCK_OF_FOREIGN_FONTS };
    let not_shared = Client::NotShared { branch: "Oak Street".into() };
    vec![
        case("short", built_in(&sample::letter()), 1),
        case("long-first", long.clone(), 1),
        case("long-last", long, 3),
        foreign("right-to-left", script("ar")),
        foreign("chinese", script("zh-Hans")),
        case("logo", logo, 1),
        case("note-only", with(&|letter| letter.client_letter = None), 1),
        case("no-consent", with(&|letter| sample::words(letter).client = not_shared.clone()), 1),
    ]
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/documents/goldens").join(format!("{name}.png"))
}

/// The difference of two pictures, if it is above the limits.
fn too_far(actual: &Picture, expected: &Picture, limit: f32) -> Option<Difference> {
    let difference = actual.difference(expected).expect("pictures of one size");
    (difference.mean > ON_THE_WHOLE || difference.worst > limit).then_some(difference)
}

/// Writes the pictures that a person needs to judge a difference, and returns a message with their paths.
fn told(name: &str, actual: &Picture, expected: &Picture, difference: &Difference) -> String {
    let at = |what: &str| Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("golden-{name}-{what}.png"));
    for (what, picture) in [("actual", actual), ("expected", expected), ("difference", &expected.marked(difference))] {
        picture.write(&at(what));
    }
    let Difference { mean, worst, at: [x, y], .. } = difference;
    let [actual, expected, difference] = ["actual", "expected", "difference"].map(at);
    format!(
        "{name}: differs by {mean:.2} on the whole and by {worst:.1} near x {x}, y {y}\n  actual     {}\n  expected   {}\n  \
         difference {}",
        actual.display(),
        expected.display(),
        difference.display(),
    )
}

#[test]
fn letters_look_as_they_did() {
    #[expect(clippy::disallowed_methods, reason = "who runs the tests says whether the pictures are renewed")]
    let write = std::env::var("COMMEND_GOLDENS").is_ok_and(|value| value == "write");
    let mut wrong = Vec::new();
    for Drawn { name, picture: actual, limit, .. } in DRAWN.iter() {
        if write {
            actual.write(&golden(name));
            continue;
        }
        let expected = Picture::read(&golden(name));
        let [is, was] = [actual, &expected].map(|picture| (picture.width, picture.height));
        if is != was {
            wrong.push(format!("{name}: {is:?} pixels, and {was:?} before"));
        } else if let Some(difference) = too_far(actual, &expected, *limit) {
            wrong.push(told(name, actual, &expected, &difference));
        }
    }
    let renew = "If this is meant: COMMEND_GOLDENS=write cargo test --test it goldens, then look at the new pictures.";
    assert!(wrong.is_empty(), "{}\n{renew}", wrong.join("\n"));
}

#[test]
fn another_program_draws_the_same_pages() {
    for Drawn { name, pdf, page, picture: poppler, .. } in DRAWN.iter().filter(|drawn| drawn.name != "long-first") {
        let mupdf = page_by_mupdf(pdf, *page);
        // The narrow limit holds for all, because both programs use the same fonts.
        if let Some(difference) = too_far(&mupdf, poppler, IN_A_BLOCK) {
            panic!("{}", told(&format!("mupdf-{name}"), &mupdf, poppler, &difference));
        }
    }
}

/// The sample letter's first page after `change` to its operations.
fn redrawn(name: &str, change: impl Fn(&mut Vec<Operation>)) -> Picture {
    let rendered = sample::renderer().letter(&sample::letter()).expect("a letter");
    let mut document = Document::load_mem(&rendered.bytes).expect("a PDF");
    let id = document.get_pages()[&1];
    let mut content = Content::decode(&document.get_page_content(id)).expect("operators");
    change(&mut content.operations);
    document.change_page_content(id, content.encode().expect("operators")).expect("a page");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("golden-changed-{name}.pdf"));
    document.save(&path).expect("the target folder can be written");
    page(&path, 1)
}

/// The indices of the operations that show text of 12 pt, the client's words.
fn shown(operations: &[Operation]) -> Vec<usize> {
    let mut size = 0.0;
    let mut found = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        match operation.operator.as_str() {
            "Tf" => size = operation.operands[1].as_float().expect("a size"),
            "TJ" if size == 12.0 => found.push(at),
            _ => {}
        }
    }
    found
}

/// Moves one letter of a line of the client's words by two points.
fn move_glyph(operations: &mut [Operation], line: usize, glyph: usize) {
    let at = shown(operations)[line];
    let Object::Array(items) = &mut operations[at].operands[0] else { panic!("TJ takes a list") };
    let two_points = 2.0 * 1000.0 / 12.0;
    let mut moved = Vec::new();
    let mut number = 0;
    for item in std::mem::take(items) {
        let Object::String(codes, format) = item else {
            moved.push(item);
            continue;
        };
        for code in codes.chunks(2) {
            let code = Object::String(code.to_vec(), format);
            if number == glyph {
                moved.extend([Object::Real(-two_points), code, Object::Real(two_points)]);
            } else {
                moved.push(code);
            }
            number += 1;
        }
    }
    assert!(number > glyph, "the line has {number} glyphs");
    *items = moved;
}

#[test]
fn a_moved_letter_another_word_and_another_colour_are_found() {
    let as_it_is = redrawn("nothing", |_| {});
    for (line, glyph) in [(1, 5), (2, 9), (3, 2)] {
        let moved = redrawn("letter", |operations| move_glyph(operations, line, glyph));
        assert!(too_far(&moved, &as_it_is, IN_A_BLOCK).is_some(), "letter {glyph} of line {line} moved unseen");
    }
    let drawn =
        |letter: &CopyContent| page(&kept("golden-changed", &sample::renderer().letter(letter).expect("a letter")), 1);
    for (word, other) in [("noon", "four"), ("keys", "kegs")] {
        let changed = drawn(&sample::saying(&sample::TEXT.replacen(word, other, 1), "en"));
        assert!(too_far(&changed, &as_it_is, IN_A_BLOCK).is_some(), "{word} became {other} unseen");
    }
    let mut letter = sample::letter();
    letter.letterhead.colours.brand.0 ^= 0x40_0000;
    assert!(too_far(&drawn(&letter), &as_it_is, IN_A_BLOCK).is_some(), "the colour of the bank changed unseen");
}
