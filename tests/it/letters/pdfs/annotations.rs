//! PDF annotations and fields without an appearance, which viewers draw by themselves: refused, so that no words are lost.

use commend::letters::scans::Refused;

use super::{CATALOG, letter, page, pages, refused, stream};

/// A letter with an annotation and the appearance stream that it may refer to.
fn annotated(annotation: &str, appearance: &str) -> Vec<u8> {
    let look =
        stream("/Type /XObject /Subtype /Form /BBox [0 0 200 60] /Resources << /Font << /F1 5 0 R >> >>", appearance);
    let annotation = format!("<< /Type /Annot /Rect [100 300 300 360] {annotation} >>").into_bytes();
    letter(
        CATALOG,
        // A small page: it is drawn many times.
        &page("/Annots [6 0 R]").replace("[0 0 595 842]", "[60 290 330 740]"),
        &[(6, annotation), (7, look), (8, b"<< /FT /Tx /V (THANK YOU) >>".to_vec())],
    )
}

const SAYS: &str = "BT /F1 24 Tf 10 10 Td (THANK YOU) Tj ET";

#[test]
fn what_has_no_appearance_is_refused_with_what_to_do() {
    for annotation in [
        "/Subtype /Widget /FT /Tx /V (THANK YOU) /F 4",
        "/Subtype /Widget /FT /Tx /V <FEFF0054> /F 4",
        "/Subtype /Widget /Parent 8 0 R /F 4",
        "/Subtype /Widget /FT /Ch /V (THANK YOU)",
        "/Subtype /Widget /FT /Btn /AS /Yes",
        "/Subtype /FreeText /Contents (THANK YOU) /DA (/F1 24 Tf 0 g)",
        "/Subtype /Text /Contents (THANK YOU)",
        "/Subtype /Ink /InkList [[110 310 290 350]]",
        "/Subtype /StrikeOut /QuadPoints [100 300 300 300 100 360 300 360]",
        "/Subtype /Line /L [100 300 300 360]",
        "/Subtype /Stamp /Name /Approved",
    ] {
        let problem = refused(&annotated(annotation, ""));
        assert!(matches!(problem, Refused::Undrawn(_)), "{annotation}: {problem}");
        assert!(problem.to_string().contains("choose Print") && problem.code() == "not_drawn", "{problem}");
    }
    // An appearance that shows nothing of the field's value counts as none.
    let stale = annotated("/Subtype /Widget /FT /Tx /V (THANK YOU) /AP << /N 7 0 R >>", "1 1 1 rg 0 0 200 60 re f");
    assert!(matches!(refused(&stale), Refused::Undrawn(_)));
}

#[test]
fn what_has_an_appearance_is_drawn_and_what_is_empty_or_hidden_is_no_loss() {
    let plain = pages(&annotated("/Subtype /Link", ""));
    for drawn in [
        "/Subtype /Widget /FT /Tx /V (THANK YOU) /F 4 /AP << /N 7 0 R >>",
        "/Subtype /FreeText /Contents (THANK YOU) /AP << /N 7 0 R >>",
        "/Subtype /Widget /FT /Btn /AS /Yes /AP << /N << /Yes 7 0 R >> >>",
    ] {
        assert_ne!(pages(&annotated(drawn, SAYS)), plain, "{drawn}");
    }
    for nothing in [
        "/Subtype /Widget /FT /Tx /F 4",
        "/Subtype /Widget /FT /Tx /V () /F 4",
        "/Subtype /Widget /FT /Btn /AS /Off /AP << /N << /Yes 7 0 R >> >>",
        "/Subtype /Widget /FT /Sig /V 8 0 R",
        "/Subtype /Popup /Contents (THANK YOU)",
        "/Subtype /FreeText /Contents (THANK YOU) /F 2",
        "/Subtype /Text /F 32 /Contents (THANK YOU)",
    ] {
        assert_eq!(pages(&annotated(nothing, SAYS)), plain, "{nothing}");
    }
}

#[test]
fn words_in_a_font_that_cannot_be_read_are_not_guessed() {
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font \
        /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >> ] >>";
    let chinese = page("").replace("/F1 5 0 R", "/F1 20 0 R");
    let content = stream("", "BT /F1 24 Tf 72 700 Td <8C228C22> Tj ET");
    let problem = refused(&letter(CATALOG, &chinese, &[(4, content), (20, font.to_vec())]));
    assert!(matches!(problem, Refused::Undrawn(_)), "{problem}");
}
