//! Damaged documents: a conforming document is broken in one place, and the rule for that place must report it.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::standards::{Issued, Rule, issued};
use super::{file_rules, font_rules, form_rules, metadata_rules, tag_rules};

/// The damage done to a document.
pub enum Blow {
    Bytes(fn(&mut Vec<u8>)),
    Objects(fn(&mut Document)),
}
use Blow::{Bytes, Objects};

/// A rule, a part of its expected message, the document that is damaged, and the damage.
pub type Case = (Rule, &'static str, &'static str, Blow);

pub fn check(cases: &[Case]) {
    let mut missed = Vec::new();
    for (number, (rule, says, of, blow)) in cases.iter().enumerate() {
        let whole = issued().iter().find(|document| document.name == *of).expect("a document of the list");
        let mut broken = whole.clone();
        match blow {
            Bytes(change) => change(&mut broken.bytes),
            Objects(change) => change(&mut broken.document),
        }
        let [before, after] = [whole, &broken].map(|document: &Issued| {
            let mut wrong = Vec::new();
            rule(document, &mut wrong);
            wrong
        });
        if !before.is_empty() || !after.iter().any(|line| line.contains(says)) {
            missed.push(format!("{number}, {says:?} of {of}: {before:?}, then {after:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

fn catalog(document: &mut Document) -> &mut Dictionary {
    document.catalog_mut().expect("a catalog")
}

/// The first dictionary that `is` accepts, of a stream or alone.
pub fn first(document: &mut Document, is: impl Fn(&Dictionary) -> bool) -> &mut Dictionary {
    let dictionaries = document.objects.values_mut().filter_map(|object| match object {
        Object::Dictionary(its) => Some(its),
        Object::Stream(stream) => Some(&mut stream.dict),
        _ => None,
    });
    dictionaries.into_iter().find(|its| is(its)).expect("it is there")
}

fn has(key: &'static str, value: &'static str) -> impl Fn(&Dictionary) -> bool {
    move |its| its.get(key.as_bytes()).and_then(Object::as_name).is_ok_and(|its| its == value.as_bytes())
}

fn first_page(document: &Document) -> ObjectId {
    document.get_pages()[&1]
}

/// Changes the operations of the first page.
pub fn redraw(document: &mut Document, change: impl Fn(&mut Vec<Operation>)) {
    let page = first_page(document);
    let mut content = Content::decode(&document.get_page_content(page)).expect("operators");
    change(&mut content.operations);
    document.change_page_content(page, content.encode().expect("operators")).expect("a page");
}

/// Changes the operations of the first form.
fn redraw_form(document: &mut Document, change: impl Fn(&mut Vec<Operation>)) {
    let mut streams = document.objects.values_mut().filter_map(|object| object.as_stream_mut().ok());
    let form = streams.find(|stream| has("Subtype", "Form")(&stream.dict)).expect("a form");
    let mut content = Content::decode(&form.decompressed_content().expect("packed")).expect("operators");
    change(&mut content.operations);
    form.dict.remove(b"Filter");
    form.set_content(content.encode().expect("operators"));
}

/// Removes a digit from the first string of the first page.
fn lose_a_digit(document: &mut Document) {
    let page = first_page(document);
    let mut content = document.get_page_content(page);
    let string = content.windows(2).position(|two| two == b"[<").expect("text");
    content.remove(string + 2);
    document.change_page_content(page, content).expect("a page");
}

fn operation(operator: &str) -> Operation {
    Operation::new(operator, Vec::new())
}

/// Replaces a text in the metadata packet.
fn reword(document: &mut Document, from: &str, to: &str) {
    let id = catalog(document).get(b"Metadata").and_then(Object::as_reference).expect("a packet");
    let packet = document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a packet");
    let text = String::from_utf8(packet.content.clone()).expect("text");
    assert!(text.contains(from), "{from} is in the packet");
    packet.content = text.replace(from, to).into_bytes();
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("it is there");
    bytes[at..at + from.len()].copy_from_slice(to);
}

/// Sets a key of the first dictionary that has the name `kind` under the key `of`.
fn set(document: &mut Document, of: &'static str, kind: &'static str, key: &str, value: impl Into<Object>) {
    first(document, has(of, kind)).set(key, value);
}

fn remove(document: &mut Document, of: &'static str, kind: &'static str, key: &str) {
    first(document, has(of, kind)).remove(key.as_bytes()).expect("it has the key");
}

fn put(document: &mut Document, key: &str, value: impl Into<Object>) {
    catalog(document).set(key, value);
}

fn take(document: &mut Document, key: &str) {
    catalog(document).remove(key.as_bytes()).expect("it has the key");
}

fn draw(document: &mut Document, operator: &str) {
    redraw(document, |all| all.push(operation(operator)));
}

/// Shows an additional code in the first font that is used.
fn show(document: &mut Document, code: u16) {
    redraw(document, |all| {
        let at = all.iter().position(|operation| operation.operator == "TJ").expect("text");
        let codes = Object::Array(vec![Object::string_literal(code.to_be_bytes().to_vec())]);
        all.insert(at, Operation::new("TJ", vec![codes]));
    });
}

/// Makes all fonts with TrueType outlines use one font program.
fn share_programs(document: &mut Document) {
    let file = first(document, |its| its.has(b"FontFile2")).get(b"FontFile2").expect("a program").clone();
    for object in document.objects.values_mut() {
        match object {
            Object::Dictionary(its) if its.has(b"FontFile2") => its.set("FontFile2", file.clone()),
            _ => {}
        }
    }
}

fn embed_twice(document: &mut Document) {
    let descriptor = first(document, |its| its.has(b"FontFile3"));
    let file = descriptor.get(b"FontFile3").expect("a file").clone();
    descriptor.set("FontFile2", file);
}

fn nest(document: &mut Document, deep: usize) {
    redraw(document, |all| {
        all.splice(0..0, (0..deep).map(|_| operation("q")));
        all.extend((0..deep).map(|_| operation("Q")));
    });
}

/// Encloses the content of the first page in an artifact.
fn enclose(document: &mut Document) {
    redraw(document, |all| {
        all.insert(0, Operation::new("BMC", vec!["Artifact".into()]));
        all.push(operation("EMC"));
    });
}

fn text(text: impl Into<Vec<u8>>) -> Object {
    Object::string_literal(text)
}

fn corners(right: i64, top: i64) -> Object {
    Object::Array([0, 0, right, top].map(Object::Integer).to_vec())
}

/// Removes the map from codes to glyphs of every font with TrueType outlines, or replaces it.
fn set_table(document: &mut Document, table: Option<&[u8]>) {
    let table = table.map(|table| document.add_object(Stream::new(dictionary! {}, table.to_vec())));
    for object in document.objects.values_mut() {
        let Object::Dictionary(font) = object else { continue };
        let Ok(Object::Dictionary(font)) =
            font.get_mut(b"DescendantFonts").and_then(|list| Ok(&mut list.as_array_mut()?[0]))
        else {
            continue;
        };
        if let (Some(_), Some(table)) = (font.remove(b"CIDToGIDMap"), table) {
            font.set("CIDToGIDMap", table);
        }
    }
}

/// The descendant font of the first font.
fn descendant(document: &mut Document) -> &mut Dictionary {
    let font = first(document, has("Subtype", "Type0"));
    let descendants = font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut).expect("a list");
    descendants[0].as_dict_mut().expect("a font")
}

#[test]
fn rules_of_the_file_find_what_is_broken() {
    use file_rules::{catalog as says, forbidden, frame, limits, operators, strings, syntax, texts};
    const CASES: &[Case] = &[
        (frame, "something follows", "plain", Bytes(|it| it.extend(b"more"))),
        (frame, "above 127", "plain", Bytes(|it| it[10] = b'a')),
        (frame, "with its version", "plain", Bytes(|it| it[5] = b'2')),
        (frame, "no identifier", "plain", Objects(|it| drop(it.trailer.remove(b"ID")))),
        (syntax, "6.1.9", "plain", Bytes(|it| replace(it, b"\nendobj", b" endobj"))),
        (syntax, "6.1.9", "packet", Bytes(|it| replace(it, b" obj\n", b" obj "))),
        (syntax, "6.1.7.1", "plain", Bytes(|it| replace(it, b"\nendstream", b" endstream"))),
        (syntax, "6.1.7.1", "plain", Bytes(|it| replace(it, b"stream\n", b"stream\r"))),
        (strings, "6.1.6", "plain", Objects(lose_a_digit)),
        (limits, "6.1.13", "plain", Objects(|it| put(it, "Odd", 3_000_000_000_i64))),
        (limits, "6.1.13", "plain", Objects(|it| put(it, "Odd", Object::Real(1e-40)))),
        (limits, "6.1.13", "plain", Objects(|it| put(it, "Odd", text([b' '; 32_767])))),
        (limits, "6.1.8", "plain", Objects(|it| put(it, "Odd", Object::Name(vec![0xff])))),
        (limits, "deep", "plain", Objects(|it| nest(it, 29))),
        (limits, "middle", "plain", Objects(|it| draw(it, "q"))),
        (texts, "neither", "plain", Objects(|it| put(it, "Lang", text([b'e', 0xe9])))),
        (forbidden, "OpenAction", "plain", Objects(|it| put(it, "OpenAction", dictionary! {}))),
        (
            forbidden,
            "an action",
            "plain",
            Objects(|it| set(it, "Subtype", "Link", "A", dictionary! { "S" => "Launch" })),
        ),
        (forbidden, "transparency", "plain", Objects(|it| put(it, "Odd", dictionary! { "ca" => 0.5 }))),
        (forbidden, "a filter", "plain", Objects(|it| set(it, "Filter", "FlateDecode", "Filter", "LZWDecode"))),
        (forbidden, "lies elsewhere", "plain", Objects(|it| set(it, "Filter", "FlateDecode", "F", text("other")))),
        (forbidden, "6.2.8", "scan-portrait", Objects(|it| set(it, "Subtype", "Image", "Width", 7))),
        (forbidden, "6.2.8", "scan-fax", Objects(|it| set(it, "Subtype", "Image", "Interpolate", true))),
        (forbidden, "6.2.8", "packet", Objects(|it| set(it, "Subtype", "Image", "ColorSpace", "DeviceCMYK"))),
        (forbidden, "6.2.9", "packet", Objects(|it| set(it, "Subtype", "Image", "Subtype", "PS"))),
        (forbidden, "Group on a page", "packet", Objects(|it| set(it, "Type", "Page", "Group", dictionary! {}))),
        (forbidden, "CropBox", "plain", Objects(|it| set(it, "Type", "Page", "CropBox", corners(2, 2)))),
        (operators, "operator sh", "plain", Objects(|it| draw(it, "sh"))),
        (operators, "without resources", "packet", Objects(|it| remove(it, "Type", "Page", "Resources"))),
        (operators, "is unknown", "plain", Objects(|it| set(it, "Type", "Page", "Resources", dictionary! {}))),
        (says, "no language", "packet", Objects(|it| take(it, "Lang"))),
        (says, "not marked", "plain", Objects(|it| take(it, "MarkInfo"))),
        (says, "no title is shown", "packet", Objects(|it| take(it, "ViewerPreferences"))),
        (says, "not the intent", "plain", Objects(|it| set(it, "Type", "OutputIntent", "S", "GTS_PDFX"))),
        (says, "no profile", "plain", Objects(|it| first(it, |its| its.has(b"N") && !its.has(b"First")).set("N", 4))),
    ];
    check(CASES);
}

#[test]
fn rules_of_metadata_find_what_is_broken() {
    use metadata_rules::{agreement, one_packet, schemas};
    const CASES: &[Case] = &[
        (agreement, "no metadata", "plain", Objects(|it| take(it, "Metadata"))),
        (agreement, "is packed", "plain", Objects(|it| set(it, "Type", "Metadata", "Filter", "FlateDecode"))),
        (agreement, "no XML", "plain", Objects(|it| reword(it, "</rdf:RDF>", "</rdf:RDG>"))),
        (agreement, "pdfaid:part", "packet", Objects(|it| reword(it, "<pdfaid:part>2", "<pdfaid:part>1"))),
        (agreement, "pdfuaid:part", "scan-fax", Objects(|it| reword(it, "<pdfuaid:part>1</pdfuaid:part>", ""))),
        (agreement, "Title is", "packet", Objects(|it| reword(it, "Priya", "Maria"))),
        (agreement, "CreationDate", "corrected", Objects(|it| reword(it, "2026-11-21", "2026-11-22"))),
        (agreement, "Info has Odd", "plain", Objects(|it| first(it, |its| its.has(b"CreationDate")).set("Odd", true))),
        (schemas, "not marked as one", "plain", Objects(|it| reword(it, "?>\n<x:", " bytes=\"9\"?>\n<x:"))),
        (schemas, "xmlns:pdf=", "plain", Objects(|it| reword(it, "/pdf/1.3/", "/pdf/1.4/"))),
        (schemas, "property xmp:Odd", "plain", Objects(|it| reword(it, "xmp:ModifyDate", "xmp:Odd"))),
        (schemas, "property dc:creator", "plain", Objects(|it| reword(it, "rdf:Seq>", "rdf:Bag>"))),
        (schemas, "6.6.2.3.3", "packet", Objects(|it| reword(it, ">internal<", ">inside<"))),
        (
            one_packet,
            "2 objects of type Metadata",
            "packet",
            Objects(|it| {
                it.add_object(dictionary! { "Type" => "Metadata" });
            }),
        ),
    ];
    check(CASES);
}

#[test]
fn rules_of_fonts_find_what_is_broken() {
    use font_rules::{fonts, programs};
    const CASES: &[Case] = &[
        (fonts, "missing glyph", "plain", Objects(|it| show(it, 0))),
        (fonts, "not there", "scan-fax", Objects(|it| show(it, 60_000))),
        (fonts, "no text", "ar", Objects(|it| show(it, 60_000))),
        (
            fonts,
            "in the file",
            "packet",
            Objects(|it| descendant(it).set("W", vec![0.into(), 65_535.into(), 1.into()])),
        ),
        (fonts, "six capitals", "plain", Objects(|it| set(it, "Subtype", "Type0", "BaseFont", "Libertinus"))),
        (fonts, "not of type Font", "plain", Objects(|it| set(it, "Subtype", "Type0", "Type", "Fount"))),
        (fonts, "another encoding", "plain", Objects(|it| set(it, "Subtype", "Type0", "Encoding", "Identity-V"))),
        (fonts, "cannot be read", "plain", Objects(|it| remove(it, "Subtype", "Type0", "ToUnicode"))),
        (fonts, "no CIDToGIDMap", "packet", Objects(|it| set_table(it, None))),
        (fonts, "the missing glyph", "ar", Objects(|it| set_table(it, Some(&[0; 600])))),
        (fonts, "a CIDSet", "packet", Objects(|it| set(it, "Type", "FontDescriptor", "CIDSet", 1))),
        (fonts, "not embedded", "packet", Objects(embed_twice)),
        (programs, "two tables", "packet", Objects(share_programs)),
    ];
    check(CASES);
}

#[test]
fn rules_of_tags_find_what_is_broken() {
    use tag_rules::{drawn, headings, languages, links, pictures, tables, tree};
    const CASES: &[Case] = &[
        (tree, "role Odd", "plain", Objects(|it| set(it, "S", "P", "S", "Odd"))),
        (tree, "TD in Table", "packet", Objects(|it| set(it, "S", "TR", "S", "TD"))),
        (tree, "another parent", "packet", Objects(|it| remove(it, "S", "TOC", "P"))),
        (tree, "of another type", "plain", Objects(|it| remove(it, "S", "P", "Type"))),
        (tree, "roles of its own", "plain", Objects(|it| set(it, "Type", "StructTreeRoot", "RoleMap", dictionary! {}))),
        (tree, "a part and an entry", "packet", Objects(|it| set(it, "S", "Part", "S", "Sect"))),
        (
            tree,
            "in no element",
            "plain",
            Objects(|it| {
                it.add_object(dictionary! { "Type" => "StructElem", "S" => "P" });
            }),
        ),
        (tree, "keys", "packet", Objects(|it| set(it, "Type", "StructTreeRoot", "ParentTreeNextKey", 1))),
        (headings, "7.4.2: H3 after H1", "plain", Objects(|it| set(it, "S", "H2", "S", "H3"))),
        (headings, "without a title", "packet", Objects(|it| remove(it, "S", "H2", "T"))),
        (headings, "first heads", "plain", Objects(|it| set(it, "S", "H2", "S", "H1"))),
        (pictures, "7.3", "scan-portrait", Objects(|it| remove(it, "S", "Figure", "Alt"))),
        (pictures, "a picture at", "packet", Objects(|it| remove(it, "S", "Figure", "A"))),
        (languages, "language", "he", Objects(|it| set(it, "S", "P", "Lang", text("Hebrew (Israel)")))),
        (drawn, "7.18.3", "packet", Objects(|it| remove(it, "Type", "Page", "Tabs"))),
        (drawn, "7.1: f outside", "plain", Objects(|it| draw(it, "f"))),
        (drawn, "inside of another", "packet", Objects(enclose)),
        (drawn, "of another role", "plain", Objects(|it| set(it, "S", "H1", "S", "P"))),
        (drawn, "does not know it", "plain", Objects(|it| set(it, "S", "H1", "K", vec![Object::Integer(999)]))),
        (links, "6.3.1", "packet", Objects(|it| set(it, "Subtype", "Link", "Subtype", "Text"))),
        (links, "6.3.2", "plain", Objects(|it| set(it, "Subtype", "Link", "F", 6))),
        (links, "without words", "packet", Objects(|it| remove(it, "Subtype", "Link", "Contents"))),
        (links, "in no Link", "packet", Objects(|it| set(it, "S", "Link", "S", "P"))),
        (links, "not on its page", "plain", Objects(|it| set(it, "Subtype", "Link", "Rect", corners(9_000, 9)))),
        (links, "0 links", "plain", Objects(|it| remove(it, "Type", "Page", "Annots"))),
        (
            tables,
            "rows of",
            "packet",
            Objects(|it| {
                first(it, has("S", "TR")).get_mut(b"K").and_then(Object::as_array_mut).expect("cells").pop();
            }),
        ),
        (tables, "of several", "packet", Objects(|it| set(it, "S", "TD", "A", dictionary! { "ColSpan" => 2 }))),
        (tables, "7.5", "packet", Objects(|it| remove(it, "S", "TH", "A"))),
    ];
    check(CASES);
}

#[test]
fn a_form_that_is_more_than_a_drawing_is_found() {
    use form_rules::forms;
    let deep = |it: &mut Document| {
        redraw_form(it, |all| {
            all.splice(0..0, (0..28).map(|_| operation("q")));
            all.extend((0..28).map(|_| operation("Q")));
        });
    };
    check(&[
        (forms, "6.2.2: a form", "logo-wide", Objects(|it| remove(it, "Subtype", "Form", "Resources"))),
        (
            forms,
            "6.2.2: a form",
            "packet with a logo",
            Objects(|it| {
                set(it, "Subtype", "Form", "Resources", dictionary! { "Font" => dictionary! {} });
            }),
        ),
        (forms, "Group", "logo-tall", Objects(|it| set(it, "Subtype", "Form", "Group", dictionary! {}))),
        (forms, "operator Do", "logo-tall", Objects(|it| redraw_form(it, |all| all.push(operation("Do"))))),
        (forms, "1 left open", "logo-wide", Objects(|it| redraw_form(it, |all| all.push(operation("q"))))),
        (forms, "29 deep", "logo-wide", Objects(deep)),
        (
            forms,
            "6.1.13",
            "logo-wide",
            Objects(|it| {
                redraw_form(it, |all| {
                    all[0].operands = vec![Object::Integer(1 << 40)];
                })
            }),
        ),
    ]);
}
