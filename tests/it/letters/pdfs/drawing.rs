//! Drawing of PDF pages: the cost is known before a page is drawn, and the drawing is what viewers show.

use commend::letters::scans::{Kind, Refused};

use super::{CATALOG, WORDS, letter, page, pages, refused, stream};

const BOX: &str = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]";

/// Form objects that each draw the next one ten times, with their own resources or those of the page.
fn forms_in_forms(own: bool) -> Vec<u8> {
    let names: String = (20..29).map(|number| format!("/A{number} {number} 0 R ")).collect();
    let mut objects = vec![(4, stream("", format!("{WORDS} /A20 Do")))];
    for number in 20..28 {
        let resources = if own { format!("/Resources << /XObject << {names} >> >>") } else { String::new() };
        objects.push((number, stream(&format!("{BOX} {resources}"), format!("/A{} Do ", number + 1).repeat(10))));
    }
    objects.push((28, stream(BOX, "0 0 1 1 re f")));
    letter(CATALOG, &page("").replace("/Font <<", &format!("/XObject << {names} >> /Font <<")), &objects)
}

#[test]
fn a_small_file_that_draws_for_ever_is_refused_before_it_is_drawn() {
    let cell = stream(
        "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>",
        "0 0 1 1 re f ".repeat(2000),
    );
    let pattern = page("").replace("/Font <<", "/Pattern << /P 20 0 R >> /Font <<");
    let painted = format!("/Pattern cs /P scn {}", "0 0 500 500 re f ".repeat(1000));
    let glyphs = page("").replace("/F1 5 0 R", "/F1 20 0 R");
    let font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 /Widths [9] \
        /Encoding << /Differences [65 /a] >> /CharProcs << /a 21 0 R >> /Resources << >> >>";
    let glyph = stream("", "9 0 d0 ".to_owned() + &"0 0 1 1 re f ".repeat(2000));
    for (what, file) in [
        ("forms", forms_in_forms(true)),
        ("forms with the page's names", forms_in_forms(false)),
        ("a pattern", letter(CATALOG, &pattern, &[(4, stream("", painted)), (20, cell)])),
        (
            "glyphs",
            letter(
                CATALOG,
                &glyphs,
                &[
                    (4, stream("", format!("BT /F1 1 Tf ({}) Tj ET", "A".repeat(1000)))),
                    (20, font.to_vec()),
                    (21, glyph),
                ],
            ),
        ),
        ("one long content", letter(CATALOG, &page(""), &[(4, stream("", "0 0 m ".repeat(1_000_001)))])),
    ] {
        assert_eq!(refused(&file), Refused::TooSlow, "{what}");
    }
    let itself = page("").replace("/Font <<", "/XObject << /X 20 0 R >> /Font <<");
    let drawing =
        |number: u32| stream(&format!("{BOX} /Resources << /XObject << /X {number} 0 R >> >>"), "/X Do /X Do");
    let circle = letter(CATALOG, &itself, &[(4, stream("", "/X Do")), (20, drawing(21)), (21, drawing(20))]);
    assert_eq!(refused(&circle), Refused::Damaged(Kind::Pdf));
    let itself = letter(CATALOG, &itself, &[(4, stream("", "/X Do")), (20, drawing(20))]);
    assert_eq!(refused(&itself), Refused::Damaged(Kind::Pdf), "to itself it is not there");
}

#[test]
fn what_paints_the_page_over_and_over_is_refused_before_it_is_painted() {
    let see_through =
        page("").replace("/Font <<", "/ExtGState << /T << /ca 0.5 >> >> /XObject << /G 20 0 R /Im 21 0 R >> /Font <<");
    let group = (20, stream(&format!("{BOX} /Group << /S /Transparency >> /Resources << >>"), "0 0 9 9 re f"));
    let dot = (
        21,
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", [9]),
    );
    for (what, content) in [
        ("sheets of colour", format!("{WORDS} /T gs {}", "0 0 595 842 re f ".repeat(25_000))),
        ("layers", format!("{WORDS} {}", "/G Do ".repeat(900).repeat(3))),
        ("a picture of one dot", format!("{WORDS} q 595 0 0 842 0 0 cm {} Q", "/Im Do ".repeat(30_000))),
    ] {
        let file = letter(CATALOG, &see_through, &[(4, stream("", content)), group.clone(), dot.clone()]);
        assert_eq!(refused(&file), Refused::TooSlow, "{what}");
    }
    // The same layers, but the page shows only a small part of them.
    let small = format!("{WORDS} 0 0 9 9 re W n {}", "0 0 595 842 re f ".repeat(25_000));
    assert_eq!(pages(&letter(CATALOG, &see_through, &[(4, stream("", small)), group, dot])).len(), 1);
}

#[test]
fn a_busy_page_is_drawn() {
    let lines: String = (0..20_000).map(|at| format!("{} {} m 300 400 l S\n", at % 595, at % 842)).collect();
    assert_eq!(pages(&letter(CATALOG, &page(""), &[(4, stream("", lines))])).len(), 1);
}

#[test]
fn a_page_of_another_measure_is_as_fine_as_any() {
    let plain = &pages(&letter(CATALOG, &page(""), &[]))[0];
    let tenth = page("/UserUnit 10").replace("[0 0 595 842]", "[0 0 59.5 84.2]");
    let words = "BT /F1 2.4 Tf 7.2 70 Td (Thank you, Priya) Tj ET";
    let tenth = &pages(&letter(CATALOG, &tenth, &[(4, stream("", words))]))[0];
    assert_eq!((tenth.width, tenth.height), (plain.width, plain.height));
}

#[test]
fn a_page_is_turned_as_it_says() {
    let plain = &pages(&letter(CATALOG, &page(""), &[]))[0];
    for turned in ["90", "270", "-90", "450"] {
        let page = &pages(&letter(CATALOG, &page(&format!("/Rotate {turned}")), &[]))[0];
        assert!(page.width > page.height && plain.width < plain.height, "{turned}");
    }
}

#[test]
fn a_layer_that_is_switched_off_is_not_drawn() {
    let catalog = "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >> >>";
    let layers = page("").replace("/Font <<", "/Properties << /L 20 0 R >> /Font <<");
    let group = (20, b"<< /Type /OCG /Name (draft) >>".to_vec());
    let content = format!("{WORDS} /OC /L BDC 100 100 300 300 re f EMC");
    let off = pages(&letter(catalog, &layers, &[(4, stream("", &content)), group.clone()]));
    assert_eq!(off, pages(&letter(CATALOG, &page(""), &[])));
    let on = catalog.replace("/OFF [20 0 R]", "");
    assert_ne!(pages(&letter(&on, &layers, &[(4, stream("", &content)), group])), off);
}
