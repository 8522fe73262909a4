//! Rules for metadata: ISO 19005-2, 6.6, and ISO 14289-1, 5 and 7.1.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::Object;
use quick_xml::events::Event;

use super::standards::{Issued, dictionary, each, held, text};

/// The schemas in use, by their required prefixes.
const SCHEMAS: [(&str, &str); 10] = [
    ("x", "adobe:ns:meta/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
    ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
];

/// The properties in use, with the kind of list for those that hold one (XMP Specification, September 2005).
const PROPERTIES: [(&str, Option<&str>); 14] = [
    ("dc:format", None),
    ("dc:title", Some("rdf:Alt")),
    ("dc:creator", Some("rdf:Seq")),
    ("dc:description", Some("rdf:Alt")),
    ("dc:identifier", None),
    ("dc:language", Some("rdf:Bag")),
    ("xmp:CreatorTool", None),
    ("xmp:CreateDate", None),
    ("xmp:ModifyDate", None),
    ("pdf:Producer", None),
    ("pdfaid:part", None),
    ("pdfaid:conformance", None),
    ("pdfuaid:part", None),
    ("pdfaExtension:schemas", Some("rdf:Bag")),
];

/// An XML element: its path from the root, its attributes, and the text in it and below it.
struct Element {
    path: Vec<String>,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// The elements of a packet in document order; an error if it is not XML.
fn elements(packet: &str) -> Result<Vec<Element>, String> {
    let mut reader = quick_xml::Reader::from_str(packet);
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let said = match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                let mut path = open.last().map_or_else(Vec::new, |parent| found[*parent].path.clone());
                path.push(String::from_utf8_lossy(start.name().as_ref()).into_owned());
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let [key, value] = [attribute.key.as_ref(), &attribute.value]
                        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                    Ok((key, value))
                });
                let attributes = attributes.collect::<Result<_, String>>()?;
                open.push(found.len());
                found.push(Element { path, attributes, text: String::new() });
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
        open.iter().for_each(|at| found[*at].text.push_str(&said));
    }
    found.iter_mut().for_each(|element| element.text = element.text.trim().to_owned());
    if open.is_empty() { Ok(found) } else { Err("an element is not closed".into()) }
}

/// The packet and its elements; `None` if there are none to check.
fn packet(issued: &Issued, wrong: &mut Vec<String>) -> Option<(String, Vec<Element>)> {
    let document = &issued.document;
    let packet = held(document, document.catalog().expect("a catalog"), "Metadata").and_then(|it| it.as_stream().ok());
    let Some(packet) = packet else {
        wrong.push("6.6.2.1: no metadata".into());
        return None;
    };
    if packet.dict.has(b"Filter") {
        wrong.push("6.6.2: the packet is packed".into());
        return None;
    }
    let packet = String::from_utf8(packet.content.clone()).expect("UTF-8");
    match elements(&packet) {
        Ok(elements) => Some((packet, elements)),
        Err(error) => {
            wrong.push(format!("6.6.2.1: the packet is no XML: {error}"));
            None
        }
    }
}

#[test]
fn the_packet_is_of_schemas_that_are_known_or_described() {
    each(schemas);
}

pub fn schemas(issued: &Issued, wrong: &mut Vec<String>) {
    let Some((packet, elements)) = packet(issued, wrong) else { return };
    // 6.6.2.1: the packet has its header and trailer, without the deprecated attributes.
    let head = packet.lines().next().unwrap_or_default();
    if head != "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
        || !packet.ends_with("<?xpacket end=\"r\"?>")
    {
        wrong.push(format!("6.6.2.1: the packet is not marked as one: {head}"));
    }
    for element in &elements {
        for (attribute, value) in &element.attributes {
            let known = match (attribute.strip_prefix("xmlns:"), attribute.as_str()) {
                (Some(prefix), _) => SCHEMAS.contains(&(prefix, value)),
                (None, "rdf:about") => value.is_empty(),
                (None, "xml:lang") => value == "x-default",
                (None, "rdf:parseType") => value == "Resource",
                _ => false,
            };
            if !known {
                wrong.push(format!("6.6.2.3.1: {attribute}=\"{value}\" in {}", element.name()));
            }
        }
    }
    // 6.6.2.3.1: the properties are children of the descriptions, each once.
    let mut seen = BTreeSet::new();
    for property in elements.iter().filter(|element| element.path.len() == 4) {
        let name = property.name();
        let below = elements.iter().find(|element| element.path.len() == 5 && element.path[..4] == property.path[..]);
        if !PROPERTIES.contains(&(name, below.map(Element::name))) || !seen.insert(name) {
            wrong.push(format!("6.6.2.3.1: property {name}"));
        }
    }
    // 6.6.2.3.3: the one schema that the standard does not define is described, field by field.
    let field =
        |name: &str| elements.iter().find(|element| element.name() == name).map(|element| element.text.as_str());
    let described = [
        ("pdfaSchema:namespaceURI", "http://www.aiim.org/pdfua/ns/id/"),
        ("pdfaSchema:prefix", "pdfuaid"),
        ("pdfaProperty:name", "part"),
        ("pdfaProperty:valueType", "Integer"),
        ("pdfaProperty:category", "internal"),
    ];
    for (name, value) in described {
        if field(name) != Some(value) {
            wrong.push(format!("6.6.2.3.3: {name} is {:?}", field(name)));
        }
    }
    for name in ["pdfaSchema:schema", "pdfaProperty:description"] {
        if field(name).is_none_or(str::is_empty) {
            wrong.push(format!("6.6.2.3.3: no {name}"));
        }
    }
}

#[test]
fn metadata_and_information_agree() {
    each(agreement);
}

pub fn agreement(issued: &Issued, wrong: &mut Vec<String>) {
    let Some((_, elements)) = packet(issued, wrong) else { return };
    let found: BTreeMap<&str, &str> =
        elements.iter().rev().map(|element| (element.name(), element.text.as_str())).collect();
    for (element, claim) in [("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")] {
        if found.get(element) != Some(&claim) {
            wrong.push(format!("6.6.4 or ISO 14289-1, 5: {element} is {:?}", found.get(element)));
        }
    }
    if found.get("dc:title").is_none_or(|title| title.is_empty()) {
        wrong.push("ISO 14289-1, 7.1: no title".into());
    }
    // 6.6.3: the entries of the information dictionary agree with the packet, or are absent.
    let document = &issued.document;
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
        let collapsed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if said.as_deref().map(collapsed) != found.get(element).map(|text| collapsed(text)) {
            wrong.push(format!("6.6.3: {key} is {said:?} and {element} {:?}", found.get(element)));
        }
    }
    for (key, element) in [("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")] {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let said = held(document, info, key).and_then(text).map(|text| digits(&text));
        if said.is_none() || said != found.get(element).map(|text| digits(text)) {
            wrong.push(format!("6.6.3: {key} is {said:?} and {element} {:?}", found.get(element)));
        }
    }
    let known = ["Title", "Author", "Subject", "Creator", "Producer", "CreationDate", "ModDate"];
    for (key, _) in info.iter().filter(|(key, _)| !known.iter().any(|known| known.as_bytes() == key.as_slice())) {
        wrong.push(format!("Info has {}", String::from_utf8_lossy(key)));
    }
}

#[test]
fn every_document_has_one_packet_only() {
    each(one_packet);
}

/// Objects that describe the whole document exist once; a packet has none of its letters' own.
pub fn one_packet(issued: &Issued, wrong: &mut Vec<String>) {
    for kind in ["Catalog", "Pages", "Metadata", "OutputIntent", "StructTreeRoot"] {
        let is = |object: &&Object| {
            let its = object.as_dict().or_else(|_| object.as_stream().map(|stream| &stream.dict));
            its.and_then(|its| its.get(b"Type")).and_then(Object::as_name).is_ok_and(|its| its == kind.as_bytes())
        };
        let count = issued.document.objects.values().filter(is).count();
        if count != 1 {
            wrong.push(format!("{count} objects of type {kind}"));
        }
    }
}
