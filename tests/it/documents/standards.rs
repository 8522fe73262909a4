//! The documents on which the rules of PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) are checked: every kind in every
//! shape and script; and helpers to walk through them. The rules are in `file_rules.rs`, `metadata_rules.rs`, `font_rules.rs`
//! and `tag_rules.rs`; `damage.rs` breaks documents to show that each rule detects its fault.
//!
//! The rules cover what can be checked without an external validator, and do not replace one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use commend::documents::Renderer;
use commend::documents::circulated_copy::{CopyContent, Letterhead, Paper};
use commend::documents::client_sheet::ClientSheet;
use commend::documents::images::Images;
use commend::documents::packet::Packet;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{file_rules, font_rules, logos, metadata_rules, sample, scans, scripts, tag_rules, text_rules};
use crate::support::tool;

/// A document as the bank issues it.
#[derive(Clone)]
pub struct Issued {
    pub name: String,
    pub bytes: Vec<u8>,
    pub document: Document,
    /// The languages of clients' words that differ from the document's language.
    pub languages: Vec<String>,
    /// The number of links.
    pub links: usize,
    /// The number of letters in a packet.
    pub letters: usize,
}

impl Issued {
    fn letter(name: &str, renderer: &Renderer, letter: &CopyContent, images: &Images) -> Self {
        let bytes = renderer.letter_with(letter, images).expect("a letter").bytes;
        let document = Document::load_mem(&bytes).expect("a PDF");
        let links = usize::from(letter.proof.is_some() && !letter.draft);
        Self { name: name.into(), bytes, document, languages: language(letter), links, letters: 0 }
    }

    fn sheet(language: &str, words: &str, rtl: bool) -> Self {
        let sheet = ClientSheet {
            letterhead: Letterhead { language: language.into(), ..sample::letter().letterhead },
            rtl,
            title: words.into(),
            asked: vec![words.into(), words.into()],
            hint: words.into(),
            consent: [words.into(), words.into()],
            readers: words.into(),
            labels: [words.into(), words.into(), words.into()],
            back: words.into(),
            alt: words.into(),
            code: "D-7KQ4-M2XD".into(),
            mark: "D7KQ4M2XD".into(),
            foot: "D-7KQ4-M2XD".into(),
            date: sample::day(2026, 11, 22),
        };
        let bytes = scripts::renderer().client_sheet(&sheet, &Images::default()).expect("a sheet").bytes;
        let document = Document::load_mem(&bytes).expect("a PDF");
        Self { name: format!("sheet, {language}"), bytes, document, languages: Vec::new(), links: 0, letters: 0 }
    }

    fn packet(name: &str, packet: &Packet) -> Self {
        let bytes = scripts::renderer().packet(packet, &|_| {}).expect("a packet").bytes;
        let document = Document::load_mem(&bytes).expect("a PDF");
        let languages = packet.letters.iter().filter_map(|letter| letter.language.clone());
        let languages = languages.filter(|language| language != "en").collect();
        // One link to each letter, one from each letter's code, one from the cover's and one from the digest page's.
        let letters = packet.letters.len();
        Self { name: name.into(), bytes, document, languages, links: 2 * letters + 2, letters }
    }
}

fn language(letter: &CopyContent) -> Vec<String> {
    let language = letter.client_letter.as_ref().and_then(|words| words.language.clone());
    language.filter(|language| language != "en").into_iter().collect()
}

/// All documents, each made once.
pub fn issued() -> &'static [Issued] {
    static ISSUED: LazyLock<Vec<Issued>> = LazyLock::new(|| {
        let none = Images::default();
        let mut issued = Vec::new();
        for (name, letter) in sample::cases() {
            issued.push(Issued::letter(name, sample::renderer(), &letter, &none));
        }
        for (name, letter, images) in scans::cases() {
            issued.push(Issued::letter(name, sample::renderer(), &letter, &images));
        }
        for (name, letter, images) in logos::cases() {
            issued.push(Issued::letter(name, sample::renderer(), &letter, &images));
        }
        let mut said = |name: &str, renderer: &Renderer, words: &str, language: &str| {
            issued.push(Issued::letter(name, renderer, &sample::saying(words, language), &none));
        };
        for (language, words) in scripts::LETTERS {
            said(language, scripts::renderer(), words, language);
        }
        let all = scripts::LETTERS.map(|(_, words)| words).join("\n");
        said("all scripts", scripts::renderer(), &all, "en");
        let odd = "\u{e000}\u{fff9}\u{fdd0}\u{10ffff} ()\\<>[]{}/% \u{202e}back\u{202c} 👩‍👩‍👧 Ae\u{301}\u{327} \u{ad} 1\u{2044}2";
        said("odd", scripts::renderer(), odd, "en");
        said("odd, built-in fonts", sample::renderer(), odd, "en");
        issued.push(Issued::sheet("en", "Your letter, in your own words", false));
        issued.push(Issued::sheet("ar", "رسالتك بكلماتك", true));
        issued.push(Issued::packet("packet", &mixed_packet()));
        issued.push(Issued::packet("packet of one", &sample::packet(&[("letter", sample::letter())])));
        let (letter, images) = logos::with(logos::WIDE, true);
        let mut with_logo = sample::packet(&[("letter", sample::letter())]);
        (with_logo.letterhead, with_logo.images) = (letter.letterhead, images);
        issued.push(Issued::packet("packet with a logo", &with_logo));
        let mut many = sample::packet(&std::array::from_fn::<_, 30, _>(|_| ("letter", sample::letter())));
        many.letterhead.paper = Paper::UsLetter;
        many.letters[29].day = sample::day(2020, 1, 1);
        issued.push(Issued::packet("packet of many", &many));
        issued
    });
    &ISSUED
}

/// A packet of letters of every kind: other paper size, corrected, without a name, on paper, and with other fonts.
fn mixed_packet() -> Packet {
    let none = Images::default();
    let mut letters = Vec::new();
    for (name, letter) in sample::cases() {
        if ["plain", "long", "no-letter", "hebrew", "corrected", "no-consent", "us-letter", "withheld"].contains(&name)
        {
            letters.push((letter, none.clone()));
        }
    }
    for (name, letter, images) in scans::cases() {
        if ["scan-portrait", "scan-fax", "scan-us-letter", "scan-corrected"].contains(&name) {
            letters.push((letter, images));
        }
    }
    for language in ["ar", "hi", "zh-Hans"] {
        let (_, words) = scripts::LETTERS.iter().find(|(its, _)| *its == language).expect("a language of the list");
        letters.push((sample::saying(words, language), none.clone()));
    }
    let enclosed = letters.iter().enumerate().map(|(at, (letter, images))| {
        let bytes = scripts::renderer().letter_with(letter, images).expect("a letter").bytes;
        sample::enclosed(at, letter, bytes)
    });
    sample::packet_of(enclosed.collect())
}

/// A rule adds the faults of a document to the list.
pub type Rule = fn(&Issued, &mut Vec<String>);

/// All rules.
const RULES: [Rule; 22] = [
    file_rules::frame,
    file_rules::syntax,
    file_rules::strings,
    file_rules::limits,
    file_rules::texts,
    file_rules::forbidden,
    file_rules::operators,
    file_rules::catalog,
    metadata_rules::schemas,
    metadata_rules::agreement,
    metadata_rules::one_packet,
    font_rules::fonts,
    font_rules::programs,
    text_rules::foreign_words,
    text_rules::reversed,
    tag_rules::tree,
    tag_rules::headings,
    tag_rules::pictures,
    tag_rules::languages,
    tag_rules::drawn,
    tag_rules::links,
    tag_rules::tables,
];

/// Checks generated documents against all rules except the rule for languages, which are not known here.
pub fn assert_keeps_all(what: &impl std::fmt::Debug, bytes: Vec<u8>, links: usize, letters: usize) {
    let document = Document::load_mem(&bytes).expect("a PDF");
    let issued = Issued { name: String::new(), bytes, document, languages: Vec::new(), links, letters };
    let mut wrong = Vec::new();
    RULES.iter().for_each(|rule| rule(&issued, &mut wrong));
    wrong.dedup();
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{}\nof {what:?}", wrong.join("\n"));
}

/// Checks a rule on every document; the test fails with a list of all faults.
pub fn each(rule: Rule) {
    let mut broken = Vec::new();
    for document in issued() {
        let mut wrong = Vec::new();
        rule(document, &mut wrong);
        wrong.dedup();
        broken.extend(wrong.into_iter().take(10).map(|line| format!("{}: {line}", document.name)));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_document_is_a_sound_file() {
    for Issued { name, bytes, .. } in issued() {
        // The file is kept for a person and for the check script.
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("issued-{}.pdf", name.replace([' ', ','], "-")));
        std::fs::write(&path, bytes).expect("the target folder can be written");
        let check = tool(Command::new("qpdf").arg("--check").arg(&path));
        assert!(check.contains("No syntax or stream encoding errors found"), "{name}: {check}");
    }
}

/// The value of a key, with a reference resolved.
pub fn held<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
    Some(document.dereference(dictionary.get(key.as_bytes()).ok()?).ok()?.1)
}

pub fn dictionary<'a>(document: &'a Document, of: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
    held(document, of, key)?.as_dict().ok()
}

pub fn name<'a>(document: &'a Document, of: &'a Dictionary, key: &str) -> Option<&'a str> {
    std::str::from_utf8(held(document, of, key)?.as_name().ok()?).ok()
}

pub fn integer(document: &Document, of: &Dictionary, key: &str) -> Option<i64> {
    held(document, of, key)?.as_i64().ok()
}

/// A text string (ISO 32000-1, 7.9.2.2); `None` unless it is UTF-16 with a byte order mark, or ASCII, which needs no mark.
pub fn text(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    let Some(wide) = bytes.strip_prefix(&[0xfe, 0xff]) else {
        let plain = bytes.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e));
        return plain.then(|| String::from_utf8_lossy(bytes).into_owned());
    };
    let (units, []) = wide.as_chunks::<2>() else { return None };
    String::from_utf16(&units.iter().map(|unit| u16::from_be_bytes(*unit)).collect::<Vec<_>>()).ok()
}

/// Calls `see` for every object of the file and every object inside it.
pub fn each_object<'a>(document: &'a Document, see: &mut impl FnMut(&'a Object)) {
    document.objects.values().for_each(|object| each_inside(object, see));
    document.trailer.iter().for_each(|(_, object)| each_inside(object, see));
}

fn each_inside<'a>(object: &'a Object, see: &mut impl FnMut(&'a Object)) {
    see(object);
    match object {
        Object::Array(items) => items.iter().for_each(|item| each_inside(item, see)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, item)| each_inside(item, see)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, item)| each_inside(item, see)),
        _ => {}
    }
}

pub fn operations(document: &Document, page: ObjectId) -> Vec<Operation> {
    Content::decode(&document.get_page_content(page)).expect("operators").operations
}

/// The kind of a marked-content sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseMark {
    Artifact,
    Element(i64),
    /// A span within a structure element, with its `ActualText`.
    Span(Option<String>),
    /// A right-to-left word, whose glyphs are written from left to right.
    Reversed,
}

/// The nesting of marked content, text objects and graphics states at an operation of a page.
#[derive(Default)]
pub struct Nesting {
    pub marks: Vec<(DatabaseMark, bool)>,
    pub saved: usize,
    pub deepest: usize,
    pub in_text: bool,
}

impl Nesting {
    /// Advances by one operation; an operation that is not allowed here is added to `wrong`.
    pub fn follow(&mut self, operation: &Operation, wrong: &mut Vec<String>) {
        let operator = operation.operator.as_str();
        match operator {
            "BT" if self.in_text => wrong.push("BT inside of BT".into()),
            "BT" => self.in_text = true,
            "ET" if !self.in_text => wrong.push("ET without BT".into()),
            "ET" => self.in_text = false,
            "q" | "Q" | "cm" | "re" | "m" if self.in_text => wrong.push(format!("{operator} inside of BT")),
            "q" => self.saved += 1,
            "Q" if self.saved == 0 => wrong.push("Q without q".into()),
            "Q" => self.saved -= 1,
            "BMC" | "BDC" => {
                let mark = mark(operation);
                match (&mark, self.marks.is_empty()) {
                    (None, _) => wrong.push(format!("a mark that says nothing: {operation:?}")),
                    // No artifact in an element and no element in an artifact (ISO 14289-1, 7.1).
                    (Some(DatabaseMark::Artifact | DatabaseMark::Element(_)), false) => {
                        wrong.push("a mark inside of another".into())
                    }
                    (Some(DatabaseMark::Span(_) | DatabaseMark::Reversed), true) => {
                        wrong.push("a span that belongs to no element".into())
                    }
                    _ => {}
                }
                self.marks.extend(mark.map(|mark| (mark, self.in_text)));
            }
            "EMC" => match self.marks.pop() {
                Some((_, began)) if began != self.in_text => wrong.push("a mark across BT or ET".into()),
                None => wrong.push("EMC without a mark".into()),
                _ => {}
            },
            _ => {}
        }
        self.deepest = self.deepest.max(self.saved);
    }

    /// The structure element of the current marked content.
    pub fn element(&self) -> Option<i64> {
        self.marks.iter().find_map(|(mark, _)| match mark {
            DatabaseMark::Element(mcid) => Some(*mcid),
            _ => None,
        })
    }

    pub fn stands_for(&self) -> Option<&str> {
        self.marks.iter().rev().find_map(|(mark, _)| match mark {
            DatabaseMark::Span(text) => text.as_deref(),
            _ => None,
        })
    }
}

fn mark(operation: &Operation) -> Option<DatabaseMark> {
    let tag = operation.operands.first()?.as_name().ok()?;
    if tag == b"Artifact" {
        return Some(DatabaseMark::Artifact);
    }
    if tag == b"ReversedChars" {
        return Some(DatabaseMark::Reversed);
    }
    let properties = operation.operands.get(1)?.as_dict().ok()?;
    match properties.get(b"MCID").and_then(Object::as_i64) {
        Ok(mcid) => Some(DatabaseMark::Element(mcid)),
        Err(_) if tag == b"Span" => Some(DatabaseMark::Span(match properties.get(b"ActualText") {
            Ok(said) => Some(text(said)?),
            Err(_) => None,
        })),
        Err(_) => None,
    }
}

/// The parent tree: maps keys of pages and annotations to structure elements.
pub fn parent_tree(document: &Document) -> BTreeMap<i64, Object> {
    let catalog = document.catalog().expect("a catalog");
    let root = dictionary(document, catalog, "StructTreeRoot").expect("a root");
    let tree = dictionary(document, root, "ParentTree").expect("a tree");
    let numbers = held(document, tree, "Nums").and_then(|numbers| numbers.as_array().ok()).expect("numbers");
    numbers.chunks(2).map(|pair| (pair[0].as_i64().expect("a key"), pair[1].clone())).collect()
}
