//! Finishes a PDF for archiving and accessibility: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).
//!
//! Takes the document from printpdf, adds the structure, language, metadata, output intent and identifier that printpdf
//! cannot write, removes entries that the standards forbid, and saves it. Nothing here depends on time, machine or chance;
//! the identifier is a digest of the content.

use std::cell::RefCell;
use std::collections::BTreeMap;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};
use printpdf::{PdfParseErrorSeverity, PdfSaveOptions};
use sha2::{Digest, Sha256};

use super::sheet::{Link, LinkTarget, Sheets};
use super::tags::{Kid, NodeId, Role};
use super::write::UntaggedPdf;
use super::xmp::{Metadata, legible, packet};
use crate::documents::DocumentError;

/// The sRGB profile of the output intent, which defines the colours.
const SRGB: &[u8] = include_bytes!("../../../assets/icc/sRGB-v4.icc");

/// Level 6 compresses within a hundredth of the best level, three times as fast.
const DEFLATE: Compression = Compression::new(6);

/// Finishes a document and returns its bytes.
pub fn finish(written: &UntaggedPdf, sheets: &Sheets, metadata: &Metadata) -> Result<Vec<u8>, DocumentError> {
    save(assemble(written, sheets, metadata)?)
}

/// The document as objects, complete but for its identifier. A link to a page still has the page's number as its destination.
pub fn assemble(written: &UntaggedPdf, sheets: &Sheets, metadata: &Metadata) -> Result<Document, DocumentError> {
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut warnings = Vec::new();
    let mut pdf = written.document.to_lopdf_document(&options, &mut warnings);
    if let Some(error) = warnings.iter().find(|warning| warning.severity == PdfParseErrorSeverity::Error) {
        return Err(DocumentError::Write(error.msg.clone()));
    }
    pdf.version = "1.7".to_owned();
    map_codes(&mut pdf, &written.code_maps);
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    for &page in &pages {
        join_strings(&mut pdf, page)?;
    }
    let links = add_links(&mut pdf, sheets, &pages)?;
    let structure = add_structure(&mut pdf, sheets, &pages, &links);
    add_metadata(&mut pdf, metadata, structure)?;
    Ok(pdf)
}

/// Compresses a document, sets its identifier and returns its bytes.
pub fn save(mut pdf: Document) -> Result<Vec<u8>, DocumentError> {
    seal(&mut pdf)?;
    let mut bytes = Vec::with_capacity(32 * 1024);
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).compression_level(6).build();
    pdf.save_with_options(&mut bytes, options).map_err(|error| DocumentError::Write(error.to_string()))?;
    compress_references(&mut bytes)?;
    Ok(bytes)
}

/// printpdf maps codes to glyphs by identity; fonts whose codes are not glyph numbers get their map here.
fn map_codes(pdf: &mut Document, code_maps: &BTreeMap<String, Vec<u8>>) {
    for (name, map) in code_maps {
        let table = pdf.add_object(Stream::new(dictionary! {}, map.clone()));
        for object in pdf.objects.values_mut() {
            let Object::Dictionary(font) = object else { continue };
            let Ok(descendants) = font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut) else { continue };
            for descendant in descendants.iter_mut().filter_map(|descendant| descendant.as_dict_mut().ok()) {
                if descendant.get(b"BaseFont").and_then(Object::as_name).is_ok_and(|its| its == name.as_bytes()) {
                    descendant.set("CIDToGIDMap", table);
                }
            }
        }
    }
}

/// Joins adjacent strings: printpdf writes a string for every glyph, and adjacent ones mean the same as one. Nothing else on
/// a page closes with `>` directly before a `<`.
fn join_strings(pdf: &mut Document, page: ObjectId) -> Result<(), DocumentError> {
    let contents = pdf.get_dictionary(page).and_then(|page| page.get(b"Contents")).and_then(Object::as_reference);
    let contents = contents.and_then(|id| pdf.get_object_mut(id)).and_then(Object::as_stream_mut).map_err(failed)?;
    let mut joined = Vec::with_capacity(contents.content.len());
    let mut bytes = contents.content.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'>' && bytes.next_if_eq(&b'<').is_some() {
            continue;
        }
        joined.push(byte);
    }
    contents.set_content(joined);
    Ok(())
}

pub fn failed(error: lopdf::Error) -> DocumentError {
    DocumentError::Write(error.to_string())
}

/// A text string outside page content (ISO 32000-1, 7.9.2.2).
pub fn text(value: &str) -> Object {
    let bytes = if value.is_ascii() {
        value.as_bytes().to_vec()
    } else {
        std::iter::once(0xfeff).chain(value.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    };
    Object::String(bytes, StringFormat::Literal)
}

/// Adds each page's link annotations and returns their objects, page by page.
fn add_links(pdf: &mut Document, sheets: &Sheets, pages: &[ObjectId]) -> Result<Vec<Vec<ObjectId>>, DocumentError> {
    let [_, paper_height] = sheets.paper.size();
    let mut next_key = pages.len();
    let mut links = Vec::with_capacity(pages.len());
    for (index, (page, &id)) in sheets.pages.iter().zip(pages).enumerate() {
        let mut annotations = Vec::with_capacity(page.links.len());
        for Link { bounds: [left, top, width, height], goal, contents, .. } in &page.links {
            let (key, goal) = match goal {
                LinkTarget::Address(url) => {
                    ("A", Object::from(dictionary! { "S" => "URI", "URI" => Object::string_literal(url.as_str()) }))
                }
                LinkTarget::Page(page) => ("Dest", Object::from(vec![(*page as i64).into(), "Fit".into()])),
            };
            let corners = [*left, paper_height - top - height, left + width, paper_height - top];
            annotations.push(pdf.add_object(dictionary! {
                "Type" => "Annot", "Subtype" => "Link", "F" => 4, "P" => id,
                "Rect" => corners.iter().map(|v| Object::Real((v * 100.0).round() / 100.0)).collect::<Vec<_>>(),
                "Border" => vec![0.into(), 0.into(), 0.into()],
                "Contents" => text(contents),
                "StructParent" => next_key as i64,
                key => goal,
            }));
            next_key += 1;
        }
        let page = pdf.get_dictionary_mut(id).map_err(failed)?;
        page.set("StructParents", index as i64);
        page.set("Tabs", "S");
        page.remove(b"Annots");
        if !annotations.is_empty() {
            page.set("Annots", annotations.iter().copied().map(Object::Reference).collect::<Vec<_>>());
        }
        links.push(annotations);
    }
    Ok(links)
}

/// Writes the structure tree and returns its root.
fn add_structure(pdf: &mut Document, sheets: &Sheets, pages: &[ObjectId], links: &[Vec<ObjectId>]) -> ObjectId {
    let nodes = &sheets.tags.nodes;
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = nodes.iter().map(|_| pdf.new_object_id()).collect();
    let mut parents: Vec<ObjectId> = vec![root; nodes.len()];
    for (node, &id) in nodes.iter().zip(&ids) {
        for kid in &node.kids {
            if let Kid::Node(NodeId(kid)) = kid {
                parents[*kid] = id;
            }
        }
    }
    for (index, node) in nodes.iter().enumerate().filter(|(index, node)| *index == 0 || !node.kids.is_empty()) {
        let page = node.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } | Kid::Annotation { page, .. } => Some(*page),
            Kid::Node(_) => None,
        });
        let kids = node.kids.iter().map(|kid| match *kid {
            Kid::Node(NodeId(kid)) => Object::Reference(ids[kid]),
            Kid::Content { page: at, mcid } if Some(at) == page => Object::Integer(mcid as i64),
            Kid::Content { page: at, mcid } => {
                Object::Dictionary(dictionary! { "Type" => "MCR", "Pg" => pages[at], "MCID" => mcid as i64 })
            }
            Kid::Annotation { page: at, link } => {
                Object::Dictionary(dictionary! { "Type" => "OBJR", "Pg" => pages[at], "Obj" => links[at][link] })
            }
        });
        let mut element = dictionary! {
            "Type" => "StructElem", "S" => node.role.name(), "P" => parents[index], "K" => kids.collect::<Vec<_>>(),
        };
        if let Some(page) = page {
            element.set("Pg", pages[page]);
        }
        for (key, value) in [("Alt", &node.alt), ("T", &node.title), ("Lang", &node.language)] {
            if let Some(value) = value {
                element.set(key, text(value));
            }
        }
        if let (Role::Figure, Some(bounds)) = (node.role, node.bounds) {
            let bounds = bounds.map(|v| Object::Real((v * 100.0).round() / 100.0)).to_vec();
            element.set("A", dictionary! { "O" => "Layout", "BBox" => bounds, "Placement" => "Block" });
        }
        if let Some(scope) = node.role.scope() {
            element.set("A", dictionary! { "O" => "Table", "Scope" => scope });
        }
        pdf.set_object(ids[index], element);
    }
    let parent_tree = parent_tree(sheets, &ids, pages.len());
    let parent_tree = pdf.add_object(dictionary! { "Nums" => parent_tree });
    let keys = pages.len() + sheets.pages.iter().map(|page| page.links.len()).sum::<usize>();
    pdf.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot", "K" => vec![ids[0].into()], "ParentTree" => parent_tree,
            "ParentTreeNextKey" => keys as i64,
        },
    );
    root
}

/// The parent tree: maps marked contents and links of the pages to their structure elements (ISO 32000-1, 14.7.4.4).
fn parent_tree(sheets: &Sheets, ids: &[ObjectId], first_link: usize) -> Vec<Object> {
    let mut numbers = Vec::new();
    for (index, page) in sheets.pages.iter().enumerate() {
        let elements: Vec<Object> = page.marked.iter().map(|node| Object::Reference(ids[node.0])).collect();
        numbers.extend([Object::Integer(index as i64), Object::Array(elements)]);
    }
    let links = sheets.pages.iter().flat_map(|page| &page.links);
    for (key, link) in (first_link..).zip(links) {
        numbers.extend([Object::Integer(key as i64), Object::Reference(ids[link.node.0])]);
    }
    numbers
}

fn add_metadata(pdf: &mut Document, metadata: &Metadata, structure: ObjectId) -> Result<(), DocumentError> {
    let day = metadata.date.format("D:%Y%m%d000000Z").to_string();
    let mut info = dictionary! {
        "Title" => text(&legible(&metadata.title)),
        "Author" => text(&legible(&metadata.author)),
        "Creator" => text(Metadata::PROGRAM),
        "Producer" => text(Metadata::PROGRAM),
        "CreationDate" => Object::string_literal(day.as_str()),
        "ModDate" => Object::string_literal(day),
    };
    if !metadata.subject.is_empty() {
        info.set("Subject", text(&legible(&metadata.subject)));
    }
    let info = pdf.add_object(info);
    if let Ok(old) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.objects.remove(&old);
    }
    pdf.trailer.set("Info", info);
    let profile = pdf.add_object(Stream::new(dictionary! { "N" => 3 }, SRGB.to_vec()));
    let intent = pdf.add_object(dictionary! {
        "Type" => "OutputIntent", "S" => "GTS_PDFA1", "DestOutputProfile" => profile,
        "OutputConditionIdentifier" => text("sRGB"), "Info" => text("sRGB IEC61966-2.1"),
        "RegistryName" => text("http://www.color.org"),
    });
    let packet = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet(metadata).into_bytes());
    let packet = pdf.add_object(packet.with_compression(false));
    let catalog = pdf.catalog_mut().map_err(failed)?;
    catalog.remove(b"PageLayout");
    catalog.set("Lang", text(&metadata.language));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("Metadata", packet);
    catalog.set("OutputIntents", vec![intent.into()]);
    Ok(())
}

/// Compresses every stream and computes the file's identifier from the uncompressed contents.
fn seal(pdf: &mut Document) -> Result<(), DocumentError> {
    let mut digest = Sha256::new();
    for object in pdf.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        digest.update((stream.content.len() as u64).to_be_bytes());
        digest.update(&stream.content);
        let is_metadata = stream.dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Metadata");
        // Metadata stays uncompressed for programs that look for it without reading PDF.
        if !is_metadata && !stream.dict.has(b"Filter") {
            deflate(stream)?;
        }
    }
    let id = Object::String(digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}

fn deflate(stream: &mut Stream) -> Result<(), DocumentError> {
    if let Some(packed) = deflated(&stream.content)? {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(packed);
    }
    Ok(())
}

/// `content` compressed for FlateDecode; `None` if that is not smaller.
fn deflated(content: &[u8]) -> Result<Option<Vec<u8>>, DocumentError> {
    // The state takes a third of a megabyte, more than most streams, so it is kept for each thread.
    thread_local! {
        static STATE: RefCell<Compress> = RefCell::new(Compress::new(DEFLATE, true));
    }
    let mut packed = Vec::with_capacity(content.len() + 64);
    let end = STATE.with_borrow_mut(|state| {
        state.reset();
        state.compress_vec(content, &mut packed, FlushCompress::Finish)
    });
    match end {
        Ok(Status::StreamEnd) if packed.len() < content.len() => {
            packed.shrink_to_fit();
            Ok(Some(packed))
        }
        Ok(_) => Ok(None),
        Err(error) => Err(DocumentError::Write(error.to_string())),
    }
}

/// Compresses the cross-reference stream, the last object of the file, which lopdf leaves uncompressed.
fn compress_references(bytes: &mut Vec<u8>) -> Result<(), DocumentError> {
    let after = |what: &[u8], from: usize| {
        let found = bytes[from..].windows(what.len()).position(|window| window == what);
        found.map(|at| from + at + what.len())
    };
    let end = bytes.len().saturating_sub(40);
    let number = |from: usize| {
        let digits: Vec<u8> = bytes[from..].iter().copied().take_while(u8::is_ascii_digit).collect();
        String::from_utf8(digits).ok()?.parse::<usize>().ok()
    };
    let place = || {
        let table = number(after(b"startxref\n", end)?).filter(|&table| table < bytes.len())?;
        let length = after(b"/Length ", table)?;
        let start = after(b"stream\n", length)?;
        let count = number(length)?;
        let is_last = bytes.get(length..start)? == format!("{count}>>stream\n").as_bytes();
        is_last.then_some((length, start, start + count))
    };
    let Some((length, start, end)) = place() else { return Ok(()) };
    let Some(packed) = bytes.get(start..end).map(deflated).transpose()?.flatten() else { return Ok(()) };
    let header = format!("{}/Filter/FlateDecode>>stream\n", packed.len());
    bytes.splice(length..end, header.into_bytes().into_iter().chain(packed));
    Ok(())
}
