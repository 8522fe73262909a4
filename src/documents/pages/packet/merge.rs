//! Merges the files of letters into the packet, page by page and unchanged: nothing in them is drawn anew.
//!
//! Works on PDF objects. A letter contributes its pages, the objects they need, and its structure, as a part of the packet's
//! structure tree; object numbers and parent tree keys are shifted to be unique. Objects that a file has only once (catalog,
//! metadata, output intent, roots of trees) are left out. The packet's page number is drawn over each page as an artifact,
//! outside the letter's own content. Accepts only files that `archive.rs` made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sha2::{Digest, Sha256};

use crate::documents::DocumentError;
use crate::documents::pdf::archive::{failed, text};

/// The parsed file of a letter.
pub struct Source {
    document: Document,
    pub pages: Vec<ObjectId>,
}

impl Source {
    /// Parses a file.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document = Document::load_mem(bytes).map_err(failed)?;
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        if pages.is_empty() { Err(broken("it has no page")) } else { Ok(Self { document, pages }) }
    }

    fn dictionary<'a>(&'a self, of: &'a Dictionary, key: &[u8]) -> Result<&'a Dictionary, DocumentError> {
        let object = of.get(key).map_err(failed)?;
        self.document.dereference(object).map_err(failed)?.1.as_dict().map_err(failed)
    }

    /// The objects to take over: those that the pages and the structure lead to without passing through `roots`.
    fn needed(&self, top: ObjectId, roots: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
        let mut needed: BTreeSet<ObjectId> = BTreeSet::new();
        let mut open: Vec<ObjectId> = self.pages.iter().copied().chain([top]).collect();
        while let Some(id) = open.pop() {
            if roots.contains(&id) || !needed.insert(id) {
                continue;
            }
            if let Some(object) = self.document.objects.get(&id) {
                references(object, &mut open);
            }
        }
        needed
    }
}

fn broken(what: &str) -> DocumentError {
    DocumentError::Write(format!("a letter cannot be put into a packet: {what}"))
}

/// A letter to be merged.
pub struct Insert {
    pub source: Source,
    /// The title of its structure element.
    pub title: String,
}

/// The place in the frame where the letters are inserted.
pub struct FramePlace {
    /// The number of pages before the letters.
    pub page: usize,
    /// The number of children of the document element before the letters.
    pub kid: usize,
    /// The number of the frame's pages before the stamps: one for each page of a letter, with its page number.
    pub stamps: usize,
}

/// Inserts `letters` into the frame and returns the packet's pages.
pub fn insert(frame: &mut Document, letters: Vec<Insert>, place: &FramePlace) -> Result<Vec<ObjectId>, DocumentError> {
    let mut pages: Vec<ObjectId> = frame.get_pages().into_values().collect();
    let stamps = pages.split_off(place.stamps);
    let mut packet = Packet::open(frame)?;
    let (mut inserted, mut parts) = (Vec::new(), Vec::new());
    for letter in letters {
        let (page_ids, part) = packet.import(letter)?;
        inserted.extend(page_ids);
        parts.push(Object::Reference(part));
    }
    if inserted.len() != stamps.len() {
        return Err(broken("the stamps are not as many as its pages"));
    }
    packet.stamp(&inserted, &stamps)?;
    packet.close(&stamps, parts, place.kid)?;
    pages.splice(place.page..place.page, inserted);
    number_pages(frame, &pages)?;
    Ok(pages)
}

/// The packet while letters are merged into it.
struct Packet<'a> {
    frame: &'a mut Document,
    structure: ObjectId,
    /// The document element.
    top: ObjectId,
    parents: BTreeMap<i64, Object>,
    next_key: i64,
    /// The packet's self-contained streams, by digest.
    streams: HashMap<[u8; 32], ObjectId>,
}

impl<'a> Packet<'a> {
    fn open(frame: &'a mut Document) -> Result<Self, DocumentError> {
        let structure = reference(frame.catalog().map_err(failed)?, b"StructTreeRoot")?;
        let (top, parents, next_key) = trees(frame, structure)?;
        Ok(Self { frame, structure, top, parents, next_key, streams: HashMap::new() })
    }

    /// Takes over a letter and returns its pages and its structure element.
    fn import(&mut self, letter: Insert) -> Result<(Vec<ObjectId>, ObjectId), DocumentError> {
        let Insert { mut source, title } = letter;
        let catalog = source.document.catalog().map_err(failed)?;
        let structure = reference(catalog, b"StructTreeRoot")?;
        let roots = BTreeSet::from([reference(catalog, b"Pages")?, structure]);
        let (top, parents, next_key) = trees(&source.document, structure)?;
        let language = catalog.get(b"Lang").ok().cloned();
        inherit(&mut source)?;
        let needed = source.needed(top, &roots);
        let moved = self.places(&source, &needed);
        let first_key = self.next_key;
        let at = |id: &ObjectId| moved.get(id).copied().unwrap_or(*id);
        for id in needed {
            let place = at(&id);
            // A stream that the packet already has is not copied again.
            if let (Some(mut object), false) =
                (source.document.objects.remove(&id), self.frame.objects.contains_key(&place))
            {
                carry(&mut object, &moved, first_key);
                self.frame.objects.insert(place, object);
            }
        }
        self.frame.max_id = self.frame.max_id.max(moved.values().map(|id| id.0).max().unwrap_or(0));
        for (key, mut object) in parents {
            carry(&mut object, &moved, 0);
            self.parents.insert(first_key + key, object);
        }
        self.next_key += next_key;
        let own = self.frame.catalog().map_err(failed)?.get(b"Lang").ok().cloned();
        let part = self.frame.get_dictionary_mut(at(&top)).map_err(failed)?;
        part.set("S", "Part");
        part.set("P", self.top);
        part.set("T", text(&title));
        if let (Some(language), false) = (&language, language == own) {
            part.set("Lang", language.clone());
        }
        Ok((source.pages.iter().map(at).collect(), at(&top)))
    }

    /// The new id of each object: after the existing ids, or that of an identical stream.
    fn places(&mut self, source: &Source, needed: &BTreeSet<ObjectId>) -> HashMap<ObjectId, ObjectId> {
        let offset = self.frame.max_id;
        let code_maps = code_maps(&source.document);
        let mut places = HashMap::with_capacity(needed.len());
        for &id in needed {
            let place = (offset + id.0, 0);
            let place = match source.document.objects.get(&id) {
                Some(Object::Stream(stream)) if stands_alone(stream) => {
                    *self.streams.entry(digest(stream, code_maps.get(&id))).or_insert(place)
                }
                _ => place,
            };
            places.insert(id, place);
        }
        places
    }

    /// Draws each stamp over its page.
    fn stamp(&mut self, pages: &[ObjectId], stamps: &[ObjectId]) -> Result<(), DocumentError> {
        let open = self.frame.add_object(Stream::new(dictionary! {}, b"q\n".to_vec()));
        for (&page, &stamp) in pages.iter().zip(stamps) {
            let (mut operations, fonts) = self.stamp_content(stamp)?;
            let lift = height(self.frame, page)? - height(self.frame, stamp)?;
            if lift.abs() > 0.1 {
                let matrix: Vec<Object> = [1.0, 0.0, 0.0, 1.0, 0.0, lift].map(Object::Real).to_vec();
                operations.operations.insert(0, lopdf::content::Operation::new("cm", matrix));
            }
            let mut content = b"\nQ\n".to_vec();
            content.extend(operations.encode().map_err(failed)?);
            let close = self.frame.add_object(Stream::new(dictionary! {}, content));
            let resources = self.resources(page, fonts)?;
            let page = self.frame.get_dictionary_mut(page).map_err(failed)?;
            let own = match page.get(b"Contents").map_err(failed)? {
                Object::Array(several) => several.clone(),
                one => vec![one.clone()],
            };
            let contents = std::iter::once(open.into()).chain(own).chain([close.into()]);
            page.set("Contents", contents.collect::<Vec<Object>>());
            page.set("Resources", resources);
        }
        Ok(())
    }

    /// The content of a stamp, and its fonts under names that no letter uses.
    fn stamp_content(&self, stamp: ObjectId) -> Result<(Content, Dictionary), DocumentError> {
        let name = |own: &[u8]| [b"Packet", own].concat();
        let mut content = Content::decode(&self.frame.get_page_content(stamp)).map_err(failed)?;
        for operation in content.operations.iter_mut().filter(|operation| operation.operator == "Tf") {
            if let Some(Object::Name(font)) = operation.operands.first_mut() {
                *font = name(font);
            }
        }
        let page = self.frame.get_dictionary(stamp).map_err(failed)?;
        let fonts = self.nested(self.nested(page, b"Resources")?, b"Font")?;
        Ok((content, fonts.iter().map(|(own, font)| (name(own), font.clone())).collect()))
    }

    /// A page's resources with more fonts.
    fn resources(&self, page: ObjectId, fonts: Dictionary) -> Result<Dictionary, DocumentError> {
        let page = self.frame.get_dictionary(page).map_err(failed)?;
        let mut resources = self.nested(page, b"Resources")?.clone();
        let mut all =
            if resources.has(b"Font") { self.nested(&resources, b"Font")?.clone() } else { Dictionary::new() };
        fonts.into_iter().for_each(|(name, font)| all.set(name, font));
        resources.set("Font", all);
        Ok(resources)
    }

    fn nested<'b>(&'b self, of: &'b Dictionary, key: &[u8]) -> Result<&'b Dictionary, DocumentError> {
        let object = of.get(key).map_err(failed)?;
        self.frame.dereference(object).map_err(failed)?.1.as_dict().map_err(failed)
    }

    /// Writes the merged trees and removes the stamps.
    fn close(self, stamps: &[ObjectId], parts: Vec<Object>, kid: usize) -> Result<(), DocumentError> {
        let mut parents = self.parents;
        for stamp in stamps {
            if let Some(Object::Dictionary(page)) = self.frame.objects.remove(stamp) {
                let key = page.get(b"StructParents").and_then(Object::as_i64).map_err(failed)?;
                parents.remove(&key);
                for content in [b"Contents".as_slice(), b"Resources"] {
                    if let Ok(id) = page.get(content).and_then(Object::as_reference) {
                        self.frame.objects.remove(&id);
                    }
                }
            }
        }
        let top = self.frame.get_dictionary_mut(self.top).map_err(failed)?;
        let kids = top.get_mut(b"K").and_then(Object::as_array_mut).map_err(failed)?;
        let at = kid.min(kids.len());
        kids.splice(at..at, parts);
        let numbers: Vec<Object> = parents.into_iter().flat_map(|(key, object)| [key.into(), object]).collect();
        let tree = self.frame.add_object(dictionary! { "Nums" => numbers });
        let root = self.frame.get_dictionary_mut(self.structure).map_err(failed)?;
        let old = root.get(b"ParentTree").and_then(Object::as_reference);
        root.set("ParentTree", tree);
        root.set("ParentTreeNextKey", self.next_key);
        if let Ok(old) = old {
            self.frame.objects.remove(&old);
        }
        Ok(())
    }
}

/// The document element, the parent tree and its first free key.
fn trees(document: &Document, root: ObjectId) -> Result<(ObjectId, BTreeMap<i64, Object>, i64), DocumentError> {
    let root = document.get_dictionary(root).map_err(failed)?;
    let top = match root.get(b"K").map_err(failed)? {
        Object::Array(kids) if kids.len() == 1 => kids[0].as_reference().map_err(failed)?,
        _ => return Err(broken("its structure does not begin with one document")),
    };
    let tree = document.get_dictionary(reference(root, b"ParentTree")?).map_err(failed)?;
    let numbers = tree.get(b"Nums").and_then(Object::as_array).map_err(failed)?;
    let mut parents = BTreeMap::new();
    for pair in numbers.chunks_exact(2) {
        parents.insert(pair[0].as_i64().map_err(failed)?, pair[1].clone());
    }
    let next = parents.last_key_value().map_or(0, |(key, _)| key + 1);
    Ok((top, parents, next))
}

fn reference(of: &Dictionary, key: &[u8]) -> Result<ObjectId, DocumentError> {
    of.get(key).and_then(Object::as_reference).map_err(failed)
}

/// Copies inherited attributes into each page, because the page tree is not taken over (ISO 32000-1, 7.7.3.4).
fn inherit(source: &mut Source) -> Result<(), DocumentError> {
    for &page in &source.pages {
        let own = source.document.get_dictionary(page).map_err(failed)?;
        let mut inherited = Dictionary::new();
        for key in ["Resources", "MediaBox", "CropBox", "Rotate"] {
            let mut above = own;
            // No page tree is a hundred levels deep; the limit ends a cycle.
            for _ in 0..100 {
                if let Ok(value) = above.get(key.as_bytes()) {
                    inherited.set(key, value.clone());
                    break;
                }
                let Ok(next) = source.dictionary(above, b"Parent") else { break };
                above = next;
            }
        }
        let own = source.document.get_dictionary_mut(page).map_err(failed)?;
        inherited.into_iter().for_each(|(key, value)| own.set(key, value));
    }
    Ok(())
}

fn height(document: &Document, page: ObjectId) -> Result<f32, DocumentError> {
    let page = document.get_dictionary(page).map_err(failed)?;
    let object = document.dereference(page.get(b"MediaBox").map_err(failed)?).map_err(failed)?.1;
    let corners = object.as_array().map_err(failed)?;
    let corner =
        |at: usize| corners.get(at).and_then(|v| v.as_float().ok()).ok_or_else(|| broken("a page has no size"));
    Ok(corner(3)? - corner(1)?)
}

/// Collects the references in an object. A page's `Parent` is skipped, because inherited attributes were copied before.
fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(items) => items.iter().for_each(|(_, item)| references(item, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, item)| references(item, found)),
        _ => {}
    }
}

/// True if a stream has no references, so that an identical stream can replace it.
fn stands_alone(stream: &Stream) -> bool {
    let mut found = Vec::new();
    stream.dict.iter().for_each(|(_, item)| references(item, &mut found));
    found.is_empty()
}

/// The map from codes to glyphs of each font program that has one. Identical programs with different maps stay separate:
/// veraPDF keeps one map for a program and would look up the glyphs of one letter with the map of another.
fn code_maps(document: &Document) -> HashMap<ObjectId, &Stream> {
    let mut maps = HashMap::new();
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"DescendantFonts").ok());
    for font in fonts.filter_map(|fonts| fonts.as_array().ok()).flatten() {
        let resolved = |object| document.dereference(object).map(|(_, object)| object);
        let Ok(font) = resolved(font).and_then(Object::as_dict) else { continue };
        let file = font.get(b"FontDescriptor").and_then(resolved).and_then(|its| its.as_dict()?.get(b"FontFile2"));
        let map = font.get(b"CIDToGIDMap").and_then(resolved).and_then(Object::as_stream).ok();
        maps.extend(file.and_then(Object::as_reference).ok().zip(map));
    }
    maps
}

/// The digest of a stream's content and dictionary; for a font program it includes its map from codes to glyphs.
fn digest(stream: &Stream, code_map: Option<&&Stream>) -> [u8; 32] {
    let mut digest = Sha256::new();
    let map = code_map.map_or(&[][..], |map| &map.content);
    digest.update((map.len() as u64).to_be_bytes());
    digest.update(map);
    let mut entries: Vec<String> = stream.dict.iter().map(|(key, value)| format!("{key:?}{value:?}")).collect();
    entries.sort_unstable();
    for entry in entries {
        digest.update((entry.len() as u64).to_be_bytes());
        digest.update(entry);
    }
    digest.update(&stream.content);
    digest.finalize().into()
}

/// Updates the references and parent tree keys in an object to their new numbers.
fn carry(object: &mut Object, moved: &HashMap<ObjectId, ObjectId>, first_key: i64) {
    match object {
        Object::Reference(id) => *id = moved.get(id).copied().unwrap_or(*id),
        Object::Array(items) => items.iter_mut().for_each(|item| carry(item, moved, first_key)),
        Object::Dictionary(items) => carry_all(items, moved, first_key),
        Object::Stream(stream) => carry_all(&mut stream.dict, moved, first_key),
        _ => {}
    }
}

fn carry_all(items: &mut Dictionary, moved: &HashMap<ObjectId, ObjectId>, first_key: i64) {
    for (key, item) in items.iter_mut() {
        match item {
            Object::Integer(number) if matches!(key.as_slice(), b"StructParents" | b"StructParent") => {
                *number += first_key
            }
            item => carry(item, moved, first_key),
        }
    }
}

/// Makes the page tree one level, in page order, and turns page numbers in link destinations into page references.
fn number_pages(document: &mut Document, pages: &[ObjectId]) -> Result<(), DocumentError> {
    let root = reference(document.catalog().map_err(failed)?, b"Pages")?;
    for &page in pages {
        document.get_dictionary_mut(page).map_err(failed)?.set("Parent", root);
    }
    let tree = document.get_dictionary_mut(root).map_err(failed)?;
    tree.set("Kids", pages.iter().copied().map(Object::Reference).collect::<Vec<_>>());
    tree.set("Count", pages.len() as i64);
    for object in document.objects.values_mut() {
        let Object::Dictionary(link) = object else { continue };
        let Ok(goal) = link.get_mut(b"Dest").and_then(Object::as_array_mut) else { continue };
        if let Some(Object::Integer(number)) = goal.first() {
            let page = usize::try_from(*number).ok().and_then(|number| pages.get(number));
            goal[0] = Object::Reference(*page.ok_or_else(|| broken("a link leads to a page that is not there"))?);
        }
    }
    Ok(())
}
