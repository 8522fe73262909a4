//! Refused scans: too large, truncated, of another kind, with active content. Each is refused before it costs much, and none
//! causes a panic.

use commend::letters::scans::{Kind, Refused, read};
use lopdf::{Document, Object, Stream, dictionary};

use super::scans::{LIMITS, fixture};

fn refused(bytes: &[u8]) -> Refused {
    read(bytes, LIMITS).map(|(kind, pages)| (kind, pages.len())).expect_err("a file that is refused")
}

/// A PNG whose header claims this size, with hardly any pixels.
fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 16, 16);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().expect("a header").write_image_data(&[0; 16 * 16 * 3]).expect("pixels");
    file.splice(16..24, [width.to_be_bytes(), height.to_be_bytes()].concat());
    let mut check = flate2::Crc::new();
    check.update(&file[12..29]);
    file.splice(29..33, check.sum().to_be_bytes());
    file
}

#[test]
fn too_many_pixels_are_refused_by_the_header() {
    // Hardly any pixels follow the header: decoding one of these files would report damage instead of its size.
    for (width, height) in [(9999, 9999), (65500, 65500), (u32::MAX >> 1, u32::MAX >> 1), (64_000_001, 1)] {
        let problem = refused(&png_bomb(width, height));
        assert!(matches!(problem, Refused::TooManyPixels { most: 64, .. }), "{width} × {height}: {problem}");
    }
    // A JPEG has its size in the frame, a TIFF in its directory, a PDF in each image.
    let mut jpeg = fixture!("colour.jpg").to_vec();
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    jpeg.splice(frame + 5..frame + 9, [0xff, 0xdc, 0xff, 0xdc]);
    assert!(matches!(refused(&jpeg), Refused::TooManyPixels { width: 65500, height: 65500, .. }));
    let mut pdf = Document::load_mem(fixture!("photo.pdf")).expect("a PDF");
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.has(b"Width")
        {
            stream.dict.set("Width", 65500);
            stream.dict.set("Height", 65500);
        }
    }
    assert!(matches!(refused(&saved(pdf)), Refused::TooManyPixels { .. }));
    let mut inside = Document::load_mem(fixture!("photo.pdf")).expect("a PDF");
    for object in inside.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.has(b"Width")
        {
            // The dictionary claims a small size; the image itself is large.
            stream.content.clone_from(&jpeg);
        }
    }
    assert!(matches!(refused(&saved(inside)), Refused::TooManyPixels { .. }));
}

fn saved(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("a file");
    bytes
}

#[test]
fn a_file_that_was_cut_off_or_damaged_is_refused_and_never_a_panic() {
    for (name, bytes) in [
        ("colour.jpg", fixture!("colour.jpg")),
        ("progressive.jpg", fixture!("progressive.jpg")),
        ("grey16.png", fixture!("grey16.png")),
        ("interlaced-rgba.png", fixture!("interlaced-rgba.png")),
        ("tiled.tif", fixture!("tiled.tif")),
        ("three-pages-g4.tif", fixture!("three-pages-g4.tif")),
        ("jpeg.tif", fixture!("jpeg.tif")),
        ("photo.pdf", fixture!("photo.pdf")),
    ] {
        for part in [1, 10, 25, 50, 75, 95] {
            let problem = refused(&bytes[..(bytes.len() * part / 100).max(12)]);
            assert!(
                matches!(problem, Refused::Damaged(_) | Refused::Unusual(_) | Refused::TooManyPixels { .. }),
                "{name}, {part} %: {problem}"
            );
        }
        // With bytes of another file in the middle, the result is a page or a refusal.
        let mut seed = 11_u32;
        for _ in 0..8 {
            let mut damaged = bytes.to_vec();
            for _ in 0..30 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = seed as usize % damaged.len();
                damaged[at] = (seed >> 16) as u8;
            }
            if let Err(problem) = read(&damaged, LIMITS) {
                assert!(problem.to_string().contains(". "), "{name}: {problem}");
            }
        }
    }
}

#[test]
fn a_name_says_nothing_and_a_kind_that_is_not_taken_is_told() {
    for (bytes, word) in [
        (b"GIF89a\x01\0\x01\0".as_slice(), "a GIF picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP picture"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"PK\x03\x04\x14\0\0\0[Content_Types].xml", "an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office"),
        (b"GIF89a%PDF-1.7", "a GIF picture"),
    ] {
        let problem = refused(bytes);
        assert!(problem.to_string().contains(word) && problem.code() == "unknown_kind", "{problem}");
    }
    for bytes in [b"hello".as_slice(), b"\0"] {
        assert_eq!(refused(bytes), Refused::UnknownKind);
    }
    assert_eq!(refused(b""), Refused::Empty);
    for brand in [b"heic", b"mif1", b"avif"] {
        let file = [b"\0\0\0\x18ftyp".as_slice(), brand, b"\0\0\0\0"].concat();
        assert_eq!(refused(&file), Refused::Heic);
        assert!(refused(&file).to_string().contains("Most Compatible"));
    }
    let few = commend::letters::scans::Limits { pages: 2, ..LIMITS };
    for bytes in [fixture!("three-pages-g4.tif"), fixture!("three-pages-g4.pdf")] {
        assert_eq!(read(bytes, few).expect_err("too many"), Refused::TooManyPages { most: 2 });
    }
}

/// A one-page PDF after `change`.
fn pdf_with(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(fixture!("typed.pdf")).expect("a PDF");
    change(&mut document);
    saved(document)
}

fn pdf_opening_with(action: impl Into<Object>) -> Vec<u8> {
    let action = action.into();
    pdf_with(|document| document.catalog_mut().expect("a catalog").set("OpenAction", action))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_pdf_with_more_than_pages_is_refused_with_what_it_is() {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a script at the opening", pdf_opening_with(script.clone()), "script"),
        ("a script in an object stream", fixture!("script-in-object-stream.pdf").to_vec(), "script"),
        ("a script in a hybrid file", fixture!("script-in-hybrid.pdf").to_vec(), "script"),
        ("an attachment", fixture!("attachment.pdf").to_vec(), "attached file"),
        (
            "a program",
            pdf_opening_with(dictionary! { "S" => "Launch", "F" => Object::string_literal("cmd.exe") }),
            "program",
        ),
        ("printing at the opening", pdf_opening_with(dictionary! { "S" => "Named", "N" => "Print" }), "by itself"),
        (
            "actions of a page",
            pdf_with(|document| {
                let page = document.get_pages()[&1];
                let actions = dictionary! { "O" => dictionary! { "S" => "Named", "N" => "NextPage" } };
                document.get_dictionary_mut(page).expect("a page").set("AA", actions);
            }),
            "by themselves",
        ),
        (
            "an XFA form",
            pdf_with(|document| {
                let form = document.add_object(Stream::new(dictionary! {}, b"<xdp/>".to_vec()));
                document.catalog_mut().expect("a catalog").set("AcroForm", dictionary! { "XFA" => form });
            }),
            "XFA",
        ),
        (
            "a film",
            pdf_with(|document| {
                let film = document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "RichMedia" });
                let page = document.get_pages()[&1];
                document.get_dictionary_mut(page).expect("a page").set("Annots", vec![film.into()]);
            }),
            "film",
        ),
        (
            "a form that sends",
            pdf_with(|document| {
                document.add_object(dictionary! { "S" => "SubmitForm" });
            }),
            "sends",
        ),
    ];
    for (name, bytes, word) in cases {
        let problem = refused(&bytes);
        assert!(matches!(problem, Refused::Active(_)) && problem.to_string().contains(word), "{name}: {problem}");
    }
    assert_eq!(refused(fixture!("encrypted.pdf")), Refused::Encrypted);
    // The same script with its name escaped, in the bytes of the file.
    let plain = pdf_opening_with(script);
    for disguise in ["/#4AavaScript", "/Java#53cript", "/#4a#61#76#61#53#63#72#69#70#74"] {
        let text = String::from_utf8_lossy(&plain).into_owned();
        assert!(text.contains("/JavaScript"));
        // The offsets move, so that readers have to search for the objects, as they do with many real files.
        let disguised = text.replace("/JavaScript", disguise).replace("/JS", "/#4A#53");
        assert!(matches!(refused(disguised.as_bytes()), Refused::Active(_)), "{disguise}");
    }
    // A script to which no cross-reference leads.
    let mut hidden = fixture!("typed.pdf").to_vec();
    hidden.extend(b"\n99 0 obj\n<< /S /J#61vaScript /JS (app.alert) >>\nendobj\n");
    assert!(matches!(refused(&hidden), Refused::Active(_)));
}

#[test]
fn a_pdf_that_unpacks_to_too_much_or_leads_in_circles_is_no_danger() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..500 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("memory");
    }
    let bomb = packed.finish().expect("memory");
    let bytes = pdf_with(|document| {
        let content = document.add_object(Stream::new(dictionary! { "Filter" => "FlateDecode" }, bomb.clone()));
        let page = document.get_pages()[&1];
        document.get_dictionary_mut(page).expect("a page").set("Contents", content);
    });
    assert_eq!(refused(&bytes), Refused::Unusual(Kind::Pdf));
    // A form that draws itself, a page tree that is its own child, brackets without end.
    let circle = pdf_with(|document| {
        let form = document.new_object_id();
        let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
        let content = b"/X Do /X Do".to_vec();
        let stream = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
            "Resources" => resources.clone() },
            content.clone(),
        );
        document.objects.insert(form, stream.into());
        let content = document.add_object(Stream::new(dictionary! {}, content));
        let page = document.get_pages()[&1];
        let page = document.get_dictionary_mut(page).expect("a page");
        page.set("Contents", content);
        page.set("Resources", resources);
    });
    let deep = pdf_with(|document| {
        let content = document.add_object(Stream::new(dictionary! {}, [b'['; 200_000].to_vec()));
        let page = document.get_pages()[&1];
        document.get_dictionary_mut(page).expect("a page").set("Contents", content);
    });
    let mut tree = Document::load_mem(fixture!("typed.pdf")).expect("a PDF");
    let pages = tree.catalog().expect("a catalog").get(b"Pages").and_then(Object::as_reference).expect("pages");
    tree.get_dictionary_mut(pages).expect("pages").set("Kids", vec![pages.into(), pages.into()]);
    for (name, bytes) in [("a circle", circle), ("brackets", deep), ("a tree", saved(tree))] {
        if let Err(problem) = read(&bytes, LIMITS) {
            assert!(problem.to_string().contains(". "), "{name}: {problem}");
        }
    }
}

#[test]
fn a_jpeg_that_ends_properly_but_lacks_its_middle_is_damaged() {
    for bytes in [fixture!("colour.jpg"), fixture!("progressive.jpg"), fixture!("grey.jpg")] {
        let mut cut = bytes[..bytes.len() / 2].to_vec();
        cut.extend([0xff, 0xd9]);
        assert_eq!(refused(&cut), Refused::Damaged(Kind::Jpeg));
    }
    // The header claims twice the real height.
    let mut high = fixture!("colour.jpg").to_vec();
    let frame = high.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    let height = u16::from_be_bytes([high[frame + 5], high[frame + 6]]) * 2;
    high.splice(frame + 5..frame + 7, height.to_be_bytes());
    assert_eq!(refused(&high), Refused::Damaged(Kind::Jpeg));
    // Arithmetic coding and twelve bits are unsupported, not damage.
    for (at, value) in [(1, 0xc9), (4, 12)] {
        let mut odd = fixture!("colour.jpg").to_vec();
        odd[frame + at] = value;
        assert_eq!(refused(&odd), Refused::Unusual(Kind::Jpeg));
    }
}

#[test]
fn too_many_pages_are_counted_before_one_is_read() {
    // The damaged middle page would be reported as damage if a page were read before the pages are counted.
    let mut file = fixture!("three-pages-g4.tif").to_vec();
    let middle = file.len() / 2;
    file[middle..middle + 64].fill(0);
    let few = commend::letters::scans::Limits { pages: 2, ..LIMITS };
    assert_eq!(read(&file, few).expect_err("too many"), Refused::TooManyPages { most: 2 });
}

#[test]
fn what_stands_before_and_behind_a_pdf_is_not_read() {
    let plain = read(fixture!("photo.pdf"), LIMITS).expect("a page").1;
    let before = [b"\r\nX-Scanner: third floor\r\n\r\n".as_slice(), fixture!("photo.pdf")].concat();
    let behind = [fixture!("photo.pdf"), &[0; 5000]].concat();
    for bytes in [before, behind] {
        assert_eq!(read(&bytes, LIMITS).expect("a page").1, plain);
    }
}

#[test]
fn a_word_in_a_comment_or_a_string_hides_no_script() {
    for hiding in ["%stream\n", "(stream)\n", "<< /A (stream\n) >>\n"] {
        let mut file = fixture!("typed.pdf").to_vec();
        file.extend(format!("\n98 0 obj\n{hiding}99 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n").bytes());
        assert!(matches!(refused(&file), Refused::Active(_)), "{hiding}");
    }
}

#[test]
fn a_fax_in_a_pdf_that_says_it_is_huge_is_refused_by_its_size() {
    let bytes = pdf_with(|document| {
        document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 100, "Height" => 100,
            "BitsPerComponent" => 1, "ColorSpace" => "DeviceGray", "Filter" => "CCITTFaxDecode",
            "DecodeParms" => dictionary! { "K" => -1, "Columns" => 2_000_000_000, "Rows" => 2_000_000_000 } },
            vec![0; 20],
        ));
    });
    assert!(matches!(refused(&bytes), Refused::TooManyPixels { .. }));
}

#[test]
fn a_pdf_whose_picture_cannot_be_shown_is_damaged() {
    for part in [2, 100] {
        let mut pdf = Document::load_mem(fixture!("photo.pdf")).expect("a PDF");
        for object in pdf.objects.values_mut() {
            if let Object::Stream(stream) = object
                && stream.dict.has(b"Width")
            {
                stream.set_content(stream.content[..stream.content.len() / part].to_vec());
            }
        }
        assert_eq!(refused(&saved(pdf)), Refused::Damaged(Kind::Pdf));
    }
}
