//! The rules of PDF/A-2a and PDF/UA-1 that can be checked without an outside judge: of letters here, of packets by the same
//! checks in `packet.rs`.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{sample, scans};

fn each_case(check: impl Fn(&str, &Document)) {
    let renderer = sample::renderer();
    for (name, letter) in sample::cases() {
        let rendered = renderer.letter(&letter).expect("a letter");
        check(name, &Document::load_mem(&rendered.bytes).expect("a PDF"));
    }
    for (name, letter, images) in scans::cases() {
        let rendered = renderer.letter_with(&letter, &images).expect("a letter");
        check(name, &Document::load_mem(&rendered.bytes).expect("a PDF"));
    }
}

pub fn resolved<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
    let object = dictionary.get(key).unwrap_or_else(|_| panic!("{} is missing", String::from_utf8_lossy(key)));
    document.dereference(object).expect("it leads somewhere").1
}

fn contents(document: &Document, page: ObjectId) -> Content {
    Content::decode(&document.get_page_content(page)).expect("operators")
}

#[test]
fn the_catalog_says_what_the_standards_ask_for() {
    each_case(check_catalog);
}

pub fn check_catalog(name: &str, document: &Document) {
    assert_eq!(document.version, "1.7", "{name}");
    let catalog = document.catalog().expect("a catalog");
    assert_eq!(resolved(document, catalog, b"Lang").as_str().expect("text"), b"en");
    let mark_info = resolved(document, catalog, b"MarkInfo").as_dict().expect("a dictionary");
    assert!(mark_info.get(b"Marked").and_then(Object::as_bool).expect("a flag"));
    let preferences = resolved(document, catalog, b"ViewerPreferences").as_dict().expect("a dictionary");
    assert!(preferences.get(b"DisplayDocTitle").and_then(Object::as_bool).expect("a flag"));
    let intents = resolved(document, catalog, b"OutputIntents").as_array().expect("a list");
    let intent = document.dereference(&intents[0]).expect("an intent").1.as_dict().expect("a dictionary");
    assert_eq!(intent.get(b"S").and_then(Object::as_name).expect("a name"), b"GTS_PDFA1");
    let profile = resolved(document, intent, b"DestOutputProfile").as_stream().expect("a profile");
    let profile = profile.decompressed_content().expect("it unpacks");
    assert_eq!(&profile[36..40], b"acsp", "{name}: an ICC profile");
    assert_eq!(document.trailer.get(b"ID").and_then(Object::as_array).expect("two identifiers").len(), 2);
}

#[test]
fn metadata_and_information_agree() {
    each_case(check_metadata);
}

pub fn check_metadata(name: &str, document: &Document) {
    let catalog = document.catalog().expect("a catalog");
    let packet = resolved(document, catalog, b"Metadata").as_stream().expect("a packet");
    assert!(packet.dict.get(b"Filter").is_err(), "{name}: the packet is legible");
    let packet = String::from_utf8(packet.content.clone()).expect("UTF-8");
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2026-11-21T00:00:00Z"] {
        assert!(packet.contains(claim), "{name}: {claim}");
    }
    let info = resolved(document, &document.trailer, b"Info").as_dict().expect("a dictionary");
    let title = lopdf::decode_text_string(info.get(b"Title").expect("a title")).expect("text");
    assert!(packet.contains(&format!(">{title}<")), "{name}: {title}");
    assert_eq!(info.get(b"CreationDate").and_then(Object::as_str).expect("a date"), b"D:20261121000000Z");
}

#[test]
fn all_that_is_drawn_belongs_to_the_structure_or_to_the_furniture() {
    each_case(check_drawn);
}

/// Every mark on every page has its element, every key of the parent tree its page or link.
pub fn check_drawn(name: &str, document: &Document) {
    let mut keys = BTreeSet::new();
    let parents = parent_tree(document);
    for (index, page) in document.get_pages().into_values().enumerate() {
        let dictionary = document.get_dictionary(page).expect("a page");
        assert_eq!(dictionary.get(b"Tabs").and_then(Object::as_name).expect("an order"), b"S");
        let key = dictionary.get(b"StructParents").and_then(Object::as_i64).expect("a key");
        assert!(keys.insert(key), "{name}, page {index}: another page has its key");
        for annotation in document.get_page_annotations(page).expect("annotations") {
            let key = annotation.get(b"StructParent").and_then(Object::as_i64).expect("a key");
            assert!(keys.insert(key), "{name}, page {index}: a link's key stands elsewhere too");
        }
        let elements = parents[&key].as_array().expect("a list");
        let mut depth = 0;
        let mut seen = BTreeSet::new();
        for operation in contents(document, page).operations {
            match operation.operator.as_str() {
                "BDC" => {
                    depth += 1;
                    let properties = operation.operands[1].as_dict().expect("properties");
                    if let Ok(mcid) = properties.get(b"MCID").and_then(Object::as_i64) {
                        assert!(seen.insert(mcid), "{name}: {mcid} twice");
                        assert!((mcid as usize) < elements.len(), "{name}: {mcid} has no element");
                        let role = operation.operands[0].as_name().expect("a role");
                        let element = elements[mcid as usize].as_reference().expect("an element");
                        let element = document.get_dictionary(element).expect("an element");
                        assert_eq!(element.get(b"S").and_then(Object::as_name).expect("a role"), role);
                    }
                }
                "BMC" => {
                    depth += 1;
                    assert_eq!(operation.operands[0].as_name().expect("a tag"), b"Artifact");
                }
                "EMC" => depth -= 1,
                "TJ" | "Tj" | "f" | "S" | "B" => assert!(depth > 0, "{name}: drawn outside of marked content"),
                _ => {}
            }
            assert!(depth >= 0, "{name}");
        }
        assert_eq!((depth, seen.len()), (0, elements.len()), "{name}, page {index}");
    }
    assert_eq!(keys, parents.keys().copied().collect(), "{name}: the parent tree has what pages and links have");
}

pub fn parent_tree(document: &Document) -> BTreeMap<i64, Object> {
    let catalog = document.catalog().expect("a catalog");
    let root = resolved(document, catalog, b"StructTreeRoot").as_dict().expect("a root");
    let tree = resolved(document, root, b"ParentTree").as_dict().expect("a tree");
    let numbers = tree.get(b"Nums").and_then(Object::as_array).expect("numbers");
    numbers.chunks(2).map(|pair| (pair[0].as_i64().expect("a key"), pair[1].clone())).collect()
}

#[test]
fn every_element_is_reached_from_the_root_and_pictures_are_described() {
    each_case(|name, document| {
        let roles = check_reached(name, document);
        assert_eq!(roles.get("H1"), Some(&1), "{name}");
        assert_eq!(roles.get("Document"), Some(&1), "{name}");
    });
}

/// Every element hangs below the root, and below the element it says; how many of each role there are.
pub fn check_reached(name: &str, document: &Document) -> BTreeMap<String, usize> {
    let catalog = document.catalog().expect("a catalog");
    let root = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a root");
    let mut open = vec![root];
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(id) = open.pop() {
        let element = document.get_dictionary(id).expect("an element");
        let kids = element.get(b"K").and_then(Object::as_array).expect("children");
        assert!(!kids.is_empty(), "{name}: an element holds nothing");
        for kid in kids.iter().filter_map(|kid| kid.as_reference().ok()) {
            let parent = document.get_dictionary(kid).and_then(|kid| kid.get(b"P")).and_then(Object::as_reference);
            assert_eq!(parent.expect("a parent"), id, "{name}");
            open.push(kid);
        }
        let Ok(role) = element.get(b"S").and_then(Object::as_name) else { continue };
        let role = String::from_utf8_lossy(role).into_owned();
        if role == "Figure" {
            assert!(element.has(b"Alt"), "{name}: a picture without words");
            let layout = element.get(b"A").and_then(Object::as_dict).expect("where it stands");
            assert!(layout.has(b"BBox"), "{name}");
        }
        if role.starts_with('H') {
            assert!(element.has(b"T"), "{name}: a heading without a title");
        }
        *roles.entry(role).or_default() += 1;
    }
    let elements = document.objects.values().filter_map(|object| object.as_dict().ok());
    let elements =
        elements.filter(|element| element.get(b"Type").and_then(Object::as_name).is_ok_and(|t| t == b"StructElem"));
    assert_eq!(elements.count(), roles.values().sum::<usize>(), "{name}: every element is reached");
    roles
}

#[test]
fn links_are_described_and_belong_to_the_structure() {
    each_case(|name, document| assert_eq!(check_links(name, document), usize::from(name != "draft"), "{name}"));
}

/// Every link is described, printed and an element's; how many there are.
pub fn check_links(name: &str, document: &Document) -> usize {
    let parents = parent_tree(document);
    let mut links = 0;
    for page in document.get_pages().into_values() {
        for annotation in document.get_page_annotations(page).expect("annotations") {
            links += 1;
            assert!(annotation.has(b"Contents"), "{name}");
            assert_eq!(annotation.get(b"F").and_then(Object::as_i64).expect("flags"), 4, "{name}: it is printed");
            let key = annotation.get(b"StructParent").and_then(Object::as_i64).expect("a key");
            let element = document.get_dictionary(parents[&key].as_reference().expect("an element"));
            assert_eq!(element.and_then(|link| link.get(b"S")).and_then(Object::as_name).expect("a role"), b"Link");
        }
    }
    links
}

#[test]
fn every_glyph_has_a_text_and_none_is_the_missing_one() {
    each_case(check_glyphs);
}

pub fn check_glyphs(name: &str, document: &Document) {
    for page in document.get_pages().into_values() {
        let fonts = document.get_page_fonts(page).expect("fonts");
        let texts: BTreeMap<Vec<u8>, BTreeSet<u16>> =
            fonts.iter().map(|(name, font)| (name.clone(), mapped(document, font))).collect();
        let mut font = Vec::new();
        for operation in contents(document, page).operations {
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().expect("a font").to_vec(),
                "TJ" => {
                    let strings = operation.operands[0].as_array().expect("strings");
                    for string in strings.iter().filter_map(|item| item.as_str().ok()) {
                        for code in string.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])) {
                            assert!(code != 0, "{name}: the missing glyph is shown");
                            assert!(texts[&font].contains(&code), "{name}: glyph {code} has no text");
                        }
                    }
                }
                "Tj" | "'" | "\"" => panic!("{name}: text in another encoding"),
                _ => {}
            }
        }
    }
}

/// The codes a font's ToUnicode map gives a text to.
fn mapped(document: &Document, font: &Dictionary) -> BTreeSet<u16> {
    let map = resolved(document, font, b"ToUnicode").as_stream().expect("a map");
    let map = String::from_utf8(map.decompressed_content().expect("it unpacks")).expect("text");
    let mut codes = BTreeSet::new();
    for line in map.lines() {
        let numbers: Vec<&str> = line.split(['<', '>']).filter(|part| !part.trim().is_empty()).collect();
        let code = |at: usize| u16::from_str_radix(numbers[at], 16);
        match numbers.len() {
            2 if line.starts_with('<') => codes.extend(code(0)),
            3 if line.starts_with('<') => codes.extend(code(0).unwrap_or(1)..=code(1).unwrap_or(0)),
            _ => {}
        }
    }
    codes
}
