//! Rules for the file as a whole: its frame, its objects, its metadata, its colours, and what it must not hold.
//! The numbers in comments are of ISO 19005-2 unless they say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, Stream};
use quick_xml::events::Event;

use super::standards::{Nesting, dictionary, each, each_object, held, integer, name, operations, text};

#[test]
fn the_frame_of_the_file_is_as_the_standard_wants_it() {
    each(|letter, wrong| {
        let bytes = &letter.bytes;
        // 6.1.2: the version first, then a comment that keeps programs from taking the file for text.
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let mut rule = |holds: bool, what: &str| {
            if !holds {
                wrong.push(what.to_owned());
            }
        };
        rule(lines.next() == Some(b"%PDF-1.7"), "it does not begin with its version");
        let comment = lines.next().unwrap_or_default();
        let binary = comment.len() > 4 && comment[0] == b'%' && comment[1..5].iter().all(|byte| *byte > 127);
        rule(binary, "no comment of four bytes above 127");
        // 6.1.3: an identifier, no encryption, nothing behind the end but the end of its line.
        let end = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        rule(end.ends_with(b"%%EOF"), "something follows the end");
        rule(bytes.windows(5).filter(|window| window == b"%%EOF").count() == 1, "more than one end");
        let trailer = &letter.document.trailer;
        let id = trailer.get(b"ID").and_then(Object::as_array);
        let whole = |part: &Object| part.as_str().is_ok_and(|part| part.len() >= 16);
        rule(id.is_ok_and(|id| id.len() == 2 && id.iter().all(whole)), "no identifier of two parts");
        rule(!trailer.has(b"Encrypt"), "it is encrypted");
        // 6.1.13
        rule(letter.document.objects.len() < 8_388_607, "too many objects");
    });
}

#[test]
fn every_object_keeps_within_the_limits() {
    each(|letter, wrong| {
        let name = |name: &[u8]| std::str::from_utf8(name).is_ok() && (1..=127).contains(&name.len());
        let keys = |dictionary: &Dictionary| dictionary.iter().all(|(key, _)| name(key));
        let sound = |object: &Object| match object {
            Object::Name(its) => name(its),
            Object::Integer(number) => i32::try_from(*number).is_ok(),
            Object::Real(number) => number.is_finite() && (*number == 0.0 || number.abs() >= f32::MIN_POSITIVE),
            Object::String(bytes, _) => bytes.len() <= 32_767,
            Object::Dictionary(dictionary) => keys(dictionary),
            Object::Stream(stream) => keys(&stream.dict),
            _ => true,
        };
        each_object(&letter.document, &mut |object| {
            if !sound(object) {
                wrong.push(format!("6.1.8 or 6.1.13: {object:?}"));
            }
        });
        for page in letter.document.get_pages().into_values() {
            let mut nesting = Nesting::default();
            for operation in operations(&letter.document, page) {
                nesting.follow(&operation, wrong);
                let mut open = operation.operands.iter().collect::<Vec<_>>();
                while let Some(operand) = open.pop() {
                    if !sound(operand) {
                        wrong.push(format!("6.1.13: {operation:?}"));
                    }
                    if let Object::Array(items) = operand {
                        open.extend(items);
                    }
                }
            }
            if nesting.deepest > 28 {
                wrong.push(format!("6.1.13: q is nested {} deep", nesting.deepest));
            }
            if nesting.saved != 0 || nesting.in_text || !nesting.marks.is_empty() {
                wrong.push("a page ends in the middle of something".into());
            }
        }
    });
}

/// Text strings, by key (ISO 32000-1, 7.9.2.2).
const TEXTS: [&str; 11] =
    ["Title", "Author", "Subject", "Creator", "Producer", "Alt", "ActualText", "Contents", "T", "Lang", "Info"];

#[test]
fn texts_outside_of_pages_can_be_read() {
    each(|letter, wrong| {
        each_object(&letter.document, &mut |object| {
            let Object::Dictionary(its) = object else { return };
            for key in TEXTS {
                if let Ok(value @ Object::String(..)) = its.get(key.as_bytes())
                    && text(value).is_none()
                {
                    wrong.push(format!("{key} is neither UTF-16 nor plain: {value:?}"));
                }
            }
        });
    });
}

/// What must not be in any dictionary: encodings and references of streams (6.1.7), other renderings (6.2.8, 6.2.9, 6.10), actions by
/// event (6.5.2), embedded files (6.8), layers (6.9), requirements (6.11), forms, articles, signatures.
const FORBIDDEN_KEYS: [&str; 21] = [
    "FFilter",
    "FDecodeParms",
    "Alternates",
    "OPI",
    "PS",
    "Ref",
    "TR",
    "TR2",
    "HTP",
    "SMask",
    "AA",
    "OpenAction",
    "AcroForm",
    "EmbeddedFiles",
    "EF",
    "OCProperties",
    "OC",
    "AlternatePresentations",
    "PresSteps",
    "Requirements",
    "JavaScript",
];
/// 6.5.1 and what a letter has no use for: links lead to addresses.
const ACTIONS: [&str; 1] = ["URI"];
const FILTERS: [&str; 2] = ["FlateDecode", "DCTDecode"];

#[test]
fn nothing_is_in_it_that_must_not_be() {
    each(|letter, wrong| {
        let document = &letter.document;
        each_object(document, &mut |object| {
            let (its, is_stream) = match object {
                Object::Dictionary(its) => (its, false),
                Object::Stream(stream) => (&stream.dict, true),
                _ => return,
            };
            for key in FORBIDDEN_KEYS.iter().filter(|key| its.has(key.as_bytes())) {
                wrong.push(format!("{key} in {its:?}"));
            }
            // 6.1.7: a stream is in the file, and packed in a way that everybody may unpack.
            if is_stream && its.has(b"F") {
                wrong.push(format!("a stream that lies elsewhere: {its:?}"));
            }
            if is_stream && its.has(b"Filter") && !name(document, its, "Filter").is_some_and(|f| FILTERS.contains(&f)) {
                wrong.push(format!("a filter: {its:?}"));
            }
            if let Some(action) = dictionary(document, its, "A")
                && action.has(b"S")
                && !name(document, action, "S").is_some_and(|kind| ACTIONS.contains(&kind))
            {
                wrong.push(format!("an action: {action:?}"));
            }
            // 6.2.10: nothing shines through anything.
            let opaque =
                |key: &str| held(document, its, key).is_none_or(|value| value.as_float().is_ok_and(|v| v == 1.0));
            if !(opaque("ca") && opaque("CA") && name(document, its, "BM").is_none_or(|mode| mode == "Normal")) {
                wrong.push(format!("transparency: {its:?}"));
            }
            if name(document, its, "Subtype") == Some("Image") && !image(its) {
                wrong.push(format!("an image that is smoothed or has no space of colours: {its:?}"));
            }
        });
        for page in document.get_pages().into_values() {
            let page = document.get_dictionary(page).expect("a page");
            for key in ["AA", "Group", "PresSteps"].iter().filter(|key| page.has(key.as_bytes())) {
                wrong.push(format!("{key} on a page"));
            }
            for key in ["MediaBox", "CropBox", "TrimBox"] {
                let corners = held(document, page, key).and_then(|corners| corners.as_array().ok());
                let corners: Vec<f32> = corners.into_iter().flatten().filter_map(|v| v.as_float().ok()).collect();
                let sides =
                    [0, 1].map(|at| corners.get(at + 2).zip(corners.get(at)).map_or(0.0, |(end, start)| end - start));
                if !sides.iter().all(|side| (3.0..=14_400.0).contains(side)) {
                    wrong.push(format!("6.1.13: {key} {corners:?}"));
                }
            }
        }
    });
}

fn image(its: &Dictionary) -> bool {
    its.has(b"ColorSpace") && !matches!(its.get(b"Interpolate"), Ok(Object::Boolean(true)))
}

/// The operators a letter needs, all of them ISO 32000-1's (6.2.2). Colours are red, green and blue, or grey, which the output
/// intent explains (6.2.4.3).
const OPERATORS: [&str; 33] = [
    "q", "Q", "cm", "w", "J", "j", "M", "d", "m", "l", "c", "h", "re", "S", "f", "f*", "B", "n", "W", "BT", "ET", "Tf",
    "Tm", "Td", "TJ", "rg", "RG", "g", "G", "BMC", "BDC", "EMC", "Do",
];

#[test]
fn pages_use_known_operators_and_what_they_name() {
    each(|letter, wrong| {
        let document = &letter.document;
        for id in document.get_pages().into_values() {
            let page = document.get_dictionary(id).expect("a page");
            let Some(resources) = dictionary(document, page, "Resources") else {
                wrong.push("6.2.2: a page without resources of its own".into());
                continue;
            };
            for operation in operations(document, id) {
                let operator = operation.operator.as_str();
                if !OPERATORS.contains(&operator) {
                    wrong.push(format!("6.2.2: operator {operator}"));
                }
                let kind = match operator {
                    "Tf" => "Font",
                    "Do" => "XObject",
                    _ => continue,
                };
                let its = operation.operands[0].as_name().unwrap_or_default();
                if !dictionary(document, resources, kind).is_some_and(|known| known.has(its)) {
                    wrong.push(format!("6.2.2: {kind} {} is unknown", String::from_utf8_lossy(its)));
                }
            }
        }
    });
}

#[test]
fn the_catalog_says_what_the_standards_ask_for() {
    each(|letter, wrong| {
        let document = &letter.document;
        let catalog = document.catalog().expect("a catalog");
        let flag = |of: &str, key: &str| {
            dictionary(document, catalog, of)
                .and_then(|of| held(document, of, key))
                .and_then(|flag| flag.as_bool().ok())
        };
        let mut rule = |holds: bool, what: &str| {
            if !holds {
                wrong.push(what.to_owned());
            }
        };
        rule(document.version == "1.7", "another version");
        rule(!catalog.has(b"Version"), "a second version");
        rule(held(document, catalog, "Lang").and_then(text).as_deref() == Some("en"), "6.7.4: no language");
        rule(flag("MarkInfo", "Marked") == Some(true), "6.7.2: it is not marked");
        rule(flag("MarkInfo", "Suspects") != Some(true), "ISO 14289-1, 7.1: suspects");
        rule(flag("ViewerPreferences", "DisplayDocTitle") == Some(true), "ISO 14289-1, 7.1: no title is shown");
        rule(!catalog.has(b"Perms"), "6.1.12: permissions");
        let intents = held(document, catalog, "OutputIntents").and_then(|intents| intents.as_array().ok());
        let intent =
            intents.filter(|intents| intents.len() == 1).and_then(|intents| document.dereference(&intents[0]).ok());
        let intent = intent.and_then(|(_, intent)| intent.as_dict().ok()).expect("one output intent");
        rule(name(document, intent, "S") == Some("GTS_PDFA1"), "6.2.3: not the intent of an archive");
        let profile = held(document, intent, "DestOutputProfile").and_then(|profile| profile.as_stream().ok());
        rule(profile.is_some_and(is_rgb), "6.2.3: no profile of a screen or printer in red, green and blue");
    });
}

fn is_rgb(profile: &Stream) -> bool {
    let bytes = profile.decompressed_content().unwrap_or_else(|_| profile.content.clone());
    matches!(profile.dict.get(b"N"), Ok(Object::Integer(3)))
        && bytes.len() > 128
        && matches!(bytes[8], 2 | 4)
        && matches!(&bytes[12..16], b"mntr" | b"prtr")
        && &bytes[16..20] == b"RGB "
        && &bytes[36..40] == b"acsp"
}

/// The text below each element of the packet, by the element's name; an error where it is not XML.
fn elements(packet: &str) -> Result<BTreeMap<String, String>, String> {
    let mut reader = quick_xml::Reader::from_str(packet);
    let mut open: Vec<String> = Vec::new();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    loop {
        let said = match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                open.push(String::from_utf8_lossy(start.name().as_ref()).into_owned());
                continue;
            }
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Text(said) => said.decode().map_err(|error| error.to_string())?.into_owned(),
            Event::GeneralRef(entity) => match &*String::from_utf8_lossy(&entity) {
                "amp" => "&".into(),
                "lt" => "<".into(),
                "gt" => ">".into(),
                "quot" => "\"".into(),
                other => return Err(format!("entity {other}")),
            },
            Event::Eof => break,
            _ => continue,
        };
        for name in &open {
            found.entry(name.clone()).or_default().push_str(&said);
        }
    }
    let trimmed = found.into_iter().map(|(name, said)| (name, said.trim().to_owned()));
    open.is_empty().then(|| trimmed.collect()).ok_or_else(|| "an element is not closed".into())
}

#[test]
fn metadata_and_information_agree() {
    each(|letter, wrong| {
        let document = &letter.document;
        let catalog = document.catalog().expect("a catalog");
        let packet = held(document, catalog, "Metadata").and_then(|packet| packet.as_stream().ok()).expect("a packet");
        if packet.dict.has(b"Filter") {
            wrong.push("6.6.2: the packet is packed".into());
        }
        let packet = String::from_utf8(packet.content.clone()).expect("UTF-8");
        let found = match elements(&packet) {
            Ok(found) => found,
            Err(error) => return wrong.push(format!("the packet is no XML: {error}")),
        };
        for (element, claim) in [("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")] {
            if found.get(element).map(String::as_str) != Some(claim) {
                wrong.push(format!("{element} is {:?}", found.get(element)));
            }
        }
        // 6.6.3: the information dictionary says the same, or nothing.
        let info = dictionary(document, &document.trailer, "Info").expect("a dictionary");
        let pairs = [
            ("Title", "dc:title"),
            ("Author", "dc:creator"),
            ("Subject", "dc:description"),
            ("Creator", "xmp:CreatorTool"),
            ("Producer", "pdf:Producer"),
        ];
        for (key, element) in pairs {
            let said = held(document, info, key).and_then(text);
            let collapsed = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
            if said.as_ref().map(collapsed) != found.get(element).map(collapsed) {
                wrong.push(format!("{key} is {said:?} and {element} {:?}", found.get(element)));
            }
        }
        if found.get("dc:title").is_none_or(String::is_empty) {
            wrong.push("ISO 14289-1, 7.1: no title".into());
        }
        for (key, element) in [("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")] {
            let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let said = held(document, info, key).and_then(text).map(digits);
            if said.is_none() || said != found.get(element).cloned().map(digits) {
                wrong.push(format!("{key} is {said:?} and {element} {:?}", found.get(element)));
            }
        }
        let known = ["Title", "Author", "Subject", "Creator", "Producer", "CreationDate", "ModDate"];
        let others: BTreeSet<String> = info.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect();
        wrong.extend(others.iter().filter(|key| !known.contains(&key.as_str())).map(|key| format!("Info has {key}")));
    });
}

#[test]
fn annotations_are_links_that_are_printed_and_never_hidden() {
    each(|letter, wrong| {
        let document: &Document = &letter.document;
        for id in document.get_pages().into_values() {
            for annotation in document.get_page_annotations(id).expect("annotations") {
                if name(document, annotation, "Subtype") != Some("Link") {
                    wrong.push(format!("6.3.1: {annotation:?}"));
                }
                // 6.3.2: printed (4), and not invisible (1), hidden (2), without view (32) or toggled (256).
                let flags = integer(document, annotation, "F").unwrap_or_default();
                if flags & 4 == 0 || flags & (1 | 2 | 32 | 256) != 0 {
                    wrong.push(format!("6.3.2: flags {flags}"));
                }
            }
        }
    });
}
