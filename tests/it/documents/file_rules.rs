//! Rules for the file as a whole: its header and trailer, its objects, its colours, and forbidden entries. Comments and
//! messages cite the clauses of ISO 19005-2 unless they say otherwise.

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Object, Stream};

use super::standards::{Issued, Nesting, dictionary, each, each_object, held, name, operations, text};

#[test]
fn the_frame_of_the_file_is_as_the_standard_wants_it() {
    each(frame);
}

pub fn frame(issued: &Issued, wrong: &mut Vec<String>) {
    let bytes = &issued.bytes;
    // 6.1.2: the version first, then a comment of binary bytes, which keeps programs from treating the file as text.
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
    // 6.1.3: an identifier, no encryption, nothing after the end marker but a line end.
    let end = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    rule(end.ends_with(b"%%EOF"), "something follows the end");
    rule(bytes.windows(5).filter(|window| window == b"%%EOF").count() == 1, "more than one end");
    let trailer = &issued.document.trailer;
    let id = trailer.get(b"ID").and_then(Object::as_array);
    let whole = |part: &Object| part.as_str().is_ok_and(|part| part.len() >= 16);
    rule(id.is_ok_and(|id| id.len() == 2 && id.iter().all(whole)), "no identifier of two parts");
    rule(!trailer.has(b"Encrypt"), "it is encrypted");
    // 6.1.13
    rule(issued.document.objects.len() < 8_388_607, "too many objects");
}

#[test]
fn objects_begin_and_end_where_the_standard_wants_it() {
    each(syntax);
}

/// 6.1.7.1 and 6.1.9: keywords that stand on lines of their own; streams have the length that they state.
pub fn syntax(issued: &Issued, wrong: &mut Vec<String>) {
    for (number, entry) in &issued.document.reference_table.entries {
        let XrefEntry::Normal { offset, generation } = *entry else { continue };
        let at = offset as usize;
        let begin = format!("{number} {generation} obj\n");
        if issued.bytes.get(at - 1) != Some(&b'\n') || !issued.bytes[at..].starts_with(begin.as_bytes()) {
            wrong.push(format!("6.1.9: object {number} does not begin on a line of its own"));
            continue;
        }
        let body = &issued.bytes[at + begin.len()..];
        let find = |from: usize, what: &[u8]| {
            body[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
        };
        let mut from = 0;
        if issued.document.get_object((*number, generation)).is_ok_and(|object| object.as_stream().is_ok()) {
            // The dictionary of a stream holds no text strings that could contain these words.
            let length = find(0, b"/Length ").map(|at| &body[at + b"/Length ".len()..]);
            let digits = length.into_iter().flatten().take_while(|byte| byte.is_ascii_digit());
            let length = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
            let word = find(0, b"stream").unwrap_or_default();
            from = (word + b"stream\n".len() + length).min(body.len());
            if !body[word..].starts_with(b"stream\n") || !body[from..].starts_with(b"\nendstream") {
                wrong.push(format!("6.1.7.1: stream {number} is not between its words"));
            }
        }
        if find(from, b"endobj").is_none_or(|at| body.get(at - 1) != Some(&b'\n') || body.get(at + 6) != Some(&b'\n')) {
            wrong.push(format!("6.1.9: object {number} does not end on a line of its own"));
        }
    }
}

#[test]
fn strings_of_pages_are_pairs_of_digits() {
    each(strings);
}

/// 6.1.6: a hexadecimal string has an even number of digits and nothing else. Pages have no comments and no other strings in
/// which `<` could have another meaning.
pub fn strings(issued: &Issued, wrong: &mut Vec<String>) {
    for page in issued.document.get_pages().into_values() {
        let content = issued.document.get_page_content(page);
        let mut rest = content.as_slice();
        while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
            rest = &rest[at + 1..];
            if rest.first() == Some(&b'<') {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
            let digits = &rest[..end];
            if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
                wrong.push(format!("6.1.6: <{}>", String::from_utf8_lossy(digits)));
            }
            rest = &rest[end..];
        }
    }
}

#[test]
fn every_object_keeps_within_the_limits() {
    each(limits);
}

pub fn limits(issued: &Issued, wrong: &mut Vec<String>) {
    let name = |name: &[u8]| std::str::from_utf8(name).is_ok() && (1..=127).contains(&name.len());
    let keys = |dictionary: &Dictionary| dictionary.iter().all(|(key, _)| name(key));
    let sound = |object: &Object| match object {
        Object::Name(its) => name(its),
        Object::Integer(number) => i32::try_from(*number).is_ok(),
        Object::Real(number) => number.is_finite() && (*number == 0.0 || number.abs() >= f32::MIN_POSITIVE),
        Object::String(bytes, _) => bytes.len() < 32_767,
        Object::Dictionary(dictionary) => keys(dictionary),
        Object::Stream(stream) => keys(&stream.dict),
        _ => true,
    };
    each_object(&issued.document, &mut |object| {
        if !sound(object) {
            wrong.push(format!("6.1.8 or 6.1.13: {object:?}"));
        }
    });
    for page in issued.document.get_pages().into_values() {
        let mut nesting = Nesting::default();
        for operation in operations(&issued.document, page) {
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
}

/// The keys that hold text strings (ISO 32000-1, 7.9.2.2).
const TEXTS: [&str; 11] =
    ["Title", "Author", "Subject", "Creator", "Producer", "Alt", "ActualText", "Contents", "T", "Lang", "Info"];

#[test]
fn texts_outside_of_pages_can_be_read() {
    each(texts);
}

pub fn texts(issued: &Issued, wrong: &mut Vec<String>) {
    each_object(&issued.document, &mut |object| {
        let Object::Dictionary(its) = object else { return };
        for key in TEXTS {
            if let Ok(value @ Object::String(..)) = its.get(key.as_bytes())
                && text(value).is_none()
            {
                wrong.push(format!("{key} is neither UTF-16 nor plain: {value:?}"));
            }
        }
    });
}

/// Keys that no dictionary may have: encodings and external streams (6.1.7), permissions (6.1.12), graphics states (6.2.5)
/// and intents (6.2.6) that would need more rules, alternate renderings (6.2.8, 6.2.9, 6.10), appearances of annotations
/// (6.3.3), forms (6.4), additional actions (6.5.2), embedded files (6.8), optional content (6.9), requirements (6.11).
const FORBIDDEN_KEYS: [&str; 28] = [
    "Perms",
    "HalftoneType",
    "Intent",
    "Mask",
    "AP",
    "NeedsRendering",
    "DestOutputProfileRef",
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
/// The actions in use (6.5.1): links lead to addresses.
const ACTIONS: [&str; 1] = ["URI"];
const FILTERS: [&str; 2] = ["FlateDecode", "DCTDecode"];

#[test]
fn nothing_is_in_it_that_must_not_be() {
    each(forbidden);
}

pub fn forbidden(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    each_object(document, &mut |object| {
        let (its, is_stream) = match object {
            Object::Dictionary(its) => (its, false),
            Object::Stream(stream) => (&stream.dict, true),
            _ => return,
        };
        for key in FORBIDDEN_KEYS.iter().filter(|key| its.has(key.as_bytes())) {
            wrong.push(format!("{key} in {its:?}"));
        }
        // 6.1.7: stream data are in the file, with a filter that the standard allows.
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
        // 6.2.10: nothing is transparent.
        let opaque = |key: &str| held(document, its, key).is_none_or(|value| value.as_float().is_ok_and(|v| v == 1.0));
        if !(opaque("ca") && opaque("CA") && name(document, its, "BM").is_none_or(|mode| mode == "Normal")) {
            wrong.push(format!("transparency: {its:?}"));
        }
    });
    for stream in document.objects.values().filter_map(|object| object.as_stream().ok()) {
        // 6.2.9: XObjects are images, or forms, which have rules of their own.
        match (name(document, &stream.dict, "Type"), name(document, &stream.dict, "Subtype")) {
            (_, Some("Image")) => image(stream, wrong),
            (Some("XObject"), Some("Form")) => {}
            (Some("XObject"), _) | (_, Some("Form" | "PS")) => wrong.push(format!("6.2.9: {:?}", stream.dict)),
            _ => {}
        }
    }
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
}

/// 6.2.8 and 6.2.4.3: an image is not interpolated, its colours are defined by the output intent, and its entries agree with
/// its data.
fn image(stream: &Stream, wrong: &mut Vec<String>) {
    let its = &stream.dict;
    let number = |key: &[u8]| its.get(key).and_then(Object::as_i64).unwrap_or_default();
    let colours = match its.get(b"ColorSpace").and_then(Object::as_name) {
        Ok(b"DeviceRGB") => 3,
        Ok(b"DeviceGray") => 1,
        _ => 0,
    };
    let jpeg = its.get(b"Filter").and_then(Object::as_name).is_ok_and(|filter| filter == b"DCTDecode");
    let so = !jpeg || jpeg_frame(&stream.content) == Some([number(b"Width"), number(b"Height"), colours]);
    let bits = matches!(number(b"BitsPerComponent"), 1 | 8);
    if colours == 0 || !bits || !so || matches!(its.get(b"Interpolate"), Ok(Object::Boolean(true))) {
        wrong.push(format!("6.2.8: {its:?}"));
    }
}

/// Width, height and number of components of a JPEG (ISO 10918-1, B.2.2).
fn jpeg_frame(bytes: &[u8]) -> Option<[i64; 3]> {
    let word = |at: usize| Some(i64::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    loop {
        match bytes.get(at..at + 2)? {
            [0xff, 0xc0..=0xc2] => return Some([word(at + 7)?, word(at + 5)?, i64::from(*bytes.get(at + 9)?)]),
            [0xff, 0xda] => return None,
            [0xff, _] => at += 2 + word(at + 2)? as usize,
            _ => return None,
        }
    }
}

/// The operators in use, all of them defined in ISO 32000-1 (6.2.2). Colours are RGB or grey, which the output intent defines
/// (6.2.4.3).
const OPERATORS: [&str; 33] = [
    "q", "Q", "cm", "w", "J", "j", "M", "d", "m", "l", "c", "h", "re", "S", "f", "f*", "B", "n", "W", "BT", "ET", "Tf",
    "Tm", "Td", "TJ", "rg", "RG", "g", "G", "BMC", "BDC", "EMC", "Do",
];

#[test]
fn pages_use_known_operators_and_what_they_name() {
    each(operators);
}

pub fn operators(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
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
}

#[test]
fn the_catalog_says_what_the_standards_ask_for() {
    each(catalog);
}

pub fn catalog(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let catalog = document.catalog().expect("a catalog");
    let flag = |of: &str, key: &str| {
        dictionary(document, catalog, of).and_then(|of| held(document, of, key)).and_then(|flag| flag.as_bool().ok())
    };
    let mut rule = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    rule(document.version == "1.7", "another version");
    rule(!catalog.has(b"Version"), "a second version");
    rule(held(document, catalog, "Lang").and_then(text).is_some(), "6.7.4: no language");
    rule(flag("MarkInfo", "Marked") == Some(true), "6.7.2: it is not marked");
    rule(flag("MarkInfo", "Suspects") != Some(true), "ISO 14289-1, 7.1: suspects");
    rule(flag("ViewerPreferences", "DisplayDocTitle") == Some(true), "ISO 14289-1, 7.1: no title is shown");
    let intents = held(document, catalog, "OutputIntents").and_then(|intents| intents.as_array().ok());
    let intent =
        intents.filter(|intents| intents.len() == 1).and_then(|intents| document.dereference(&intents[0]).ok());
    let intent = intent.and_then(|(_, intent)| intent.as_dict().ok()).expect("one output intent");
    rule(name(document, intent, "S") == Some("GTS_PDFA1"), "6.2.3: not the intent of an archive");
    let profile = held(document, intent, "DestOutputProfile").and_then(|profile| profile.as_stream().ok());
    rule(profile.is_some_and(is_rgb), "6.2.3: no profile of a screen or printer in red, green and blue");
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
