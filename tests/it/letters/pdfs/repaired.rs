//! Damaged PDFs: damage that every viewer repairs is repaired alike; a file with lost content is refused.

use commend::letters::scans::{Kind, Refused, read};

use super::super::scans::{LIMITS, fixture};
use super::{CATALOG, FONT, WORDS, deflated, file, letter, page, pages, refused, stream};

fn replaced(file: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let at = file.windows(what.len()).rposition(|window| window == what).expect("it is there");
    [&file[..at], with, &file[at + what.len()..]].concat()
}

fn without(file: &[u8], what: &[u8]) -> Vec<u8> {
    replaced(file, what, b"")
}

#[test]
fn what_every_viewer_repairs_is_the_same_page() {
    // A small page: it is drawn many times.
    let page = page("").replace("[0 0 595 842]", "[60 690 300 730]");
    let sound = letter(CATALOG, &page, &[(4, stream("/Filter /FlateDecode", deflated(WORDS.as_bytes())))]);
    let expected = pages(&sound);
    let text = String::from_utf8_lossy(&sound).into_owned();
    let at: usize = text
        .rsplit("startxref\n")
        .next()
        .and_then(|tail| tail.lines().next())
        .expect("a place")
        .parse()
        .expect("a number");
    let table = sound.windows(6).position(|word| word == b"\nxref\n").expect("a table") + 1;
    let start = |at: usize| {
        replaced(&sound, format!("startxref\n{at}", at = table).as_bytes(), format!("startxref\n{at}").as_bytes())
    };
    assert_eq!(at, table);
    let length = deflated(WORDS.as_bytes()).len();
    let says = |length: String| {
        replaced(&sound, format!("/Length {}", deflated(WORDS.as_bytes()).len()).as_bytes(), length.as_bytes())
    };
    let entries = String::from_utf8_lossy(&sound[table..]).replace(" n \n", " n\n").replace(" f \n", " f\n");
    let short = [&sound[..table], entries.as_bytes()].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("one too early", start(at - 1)),
        ("one too late", start(at + 1)),
        ("at nothing", start(0)),
        ("far beyond the end", start(99_999_999)),
        ("a number below zero", replaced(&sound, format!("startxref\n{at}").as_bytes(), b"startxref\n-5")),
        ("no place of the table", sound[..sound.len() - b"startxref\n123\n%%EOF\n".len()].to_vec()),
        ("no table at all", [&sound[..table], b"trailer\n<< /Root 1 0 R >>\n%%EOF"].concat()),
        ("no trailer", sound[..table].to_vec()),
        ("no end", without(&sound, b"%%EOF\n")),
        ("a tail that was cut off", sound[..table + 40].to_vec()),
        ("entries that are off by some", replaced(&sound, b"0000000009 00000 n", b"0000000016 00000 n")),
        ("entries of 19 bytes", short),
        ("a table that counts from one", replaced(&sound, b"xref\n0 6", b"xref\n1 6")),
        ("a length too short", says(format!("/Length {}", length - 9))),
        ("a length too long", says("/Length 99999".to_owned())),
        ("no length", says(String::new())),
        ("a length that is not there", says("/Length 77 0 R".to_owned())),
        ("objects that do not end", without(&without(&sound, b"endobj\n"), b"endobj\n")),
        ("lines before it", [b"\r\nX-Mailer: gateway\r\n\r\n".as_slice(), &sound].concat()),
        ("bytes behind it", [&sound, [0; 4000].as_slice()].concat()),
        ("ends of lines of a Macintosh", replaced(&sound, b"%PDF-1.7\n", b"%PDF-1.7\r")),
        ("a version that nobody knows", replaced(&sound, b"%PDF-1.7", b"%PDF-9.9")),
    ];
    for (what, damaged) in cases {
        let found = read(&damaged, LIMITS).unwrap_or_else(|refused| panic!("{what}: {refused}")).1;
        assert_eq!(found, expected, "{what}");
    }
    for file in [fixture!("photo.pdf"), fixture!("typed.pdf")] {
        let place = file.windows(9).rposition(|word| word == b"startxref").expect("a place");
        let (cut, whole) = (&file[..place], pages(file));
        assert_eq!(pages(cut), whole, "without its end");
        let off = [cut, b"startxref\n17\n%%EOF"].concat();
        assert_eq!(pages(&off), whole, "with another place of the table");
    }
}

/// As word processors write it for old viewers: the table says that the page does not exist, and only a cross-reference stream
/// beside it says where it is.
#[test]
fn a_page_that_only_the_stream_of_a_hybrid_file_names_is_read() {
    let hybrid = fixture!("hybrid.pdf");
    let shown = "/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>";
    let plain = file(&[
        (1, CATALOG.into()),
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
        (3, format!("<< /Type /Page /Parent 2 0 R {shown} >>").into_bytes()),
        (4, stream("", "BT /F 18 Tf 60 700 Td (Thank you, Priya.) Tj ET 60 600 200 40 re f")),
        (5, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into()),
    ]);
    assert_eq!(pages(hybrid), pages(&plain));
}

#[test]
fn a_page_or_a_picture_that_was_lost_is_not_passed_over() {
    let two = |kids: &str, count: usize| {
        file(&[
            (1, CATALOG.into()),
            (2, format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>").into_bytes()),
            (3, page("").into_bytes()),
            (4, stream("", WORDS)),
            (5, FONT.into()),
        ])
    };
    for count in [0, 1, 2, 99] {
        assert_eq!(pages(&two("3 0 R", count)).len(), 1, "a number of pages that is wrong is no loss");
    }
    assert_eq!(refused(&two("3 0 R 6 0 R", 2)), Refused::Damaged(Kind::Pdf), "a page that is not there");
    let missing = page("").replace("/Contents 4 0 R", "/Contents 44 0 R");
    assert_eq!(refused(&letter(CATALOG, &missing, &[])), Refused::Damaged(Kind::Pdf), "content that is not there");
    let missing = page("").replace("/Contents 4 0 R", "/Contents [4 0 R 44 0 R]");
    assert_eq!(refused(&letter(CATALOG, &missing, &[])), Refused::Damaged(Kind::Pdf), "a part of it");
    let picture = page("").replace("/Font <<", "/XObject << /Im 9 0 R >> /Font <<");
    let drawn = [(4, stream("", format!("{WORDS} /Im Do")))];
    assert_eq!(refused(&letter(CATALOG, &picture, &drawn)), Refused::Damaged(Kind::Pdf), "a picture that is not there");
    // A truncated file has lost content, wherever it was cut.
    for whole in [fixture!("photo.pdf"), fixture!("three-pages-g4.pdf")] {
        for part in [20, 40, 60, 80] {
            assert_eq!(refused(&whole[..whole.len() * part / 100]), Refused::Damaged(Kind::Pdf), "{part} %");
        }
    }
}
