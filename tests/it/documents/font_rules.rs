//! Rules for fonts and their text: ISO 19005-2, 6.2.11, and ISO 14289-1, 7.21, which agree.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object};
use read_fonts::ps::Sid;
use read_fonts::ps::cff::CffFontRef;
use read_fonts::types::GlyphId;
use read_fonts::{FontRef, TableProvider};

use super::standards::{Issued, Nesting, dictionary, each, held, integer, name, operations, text};

/// The font program of a subset.
enum Program {
    TrueType(Vec<u8>),
    /// PostScript outlines whose glyphs have CIDs of their own.
    PostScript(Vec<u8>),
}

impl Program {
    /// The advance of a glyph, in thousandths of an em; `None` if there is no such glyph.
    fn advance(&self, glyph: u16) -> Option<f32> {
        match self {
            Self::TrueType(bytes) => {
                let font = FontRef::new(bytes).ok()?;
                if glyph >= font.maxp().ok()?.num_glyphs() {
                    return None;
                }
                let advance = font.hmtx().ok()?.advance(GlyphId::from(glyph))?;
                Some(f32::from(advance) * 1000.0 / f32::from(font.head().ok()?.units_per_em()))
            }
            Self::PostScript(bytes) => {
                let font = CffFontRef::new_cff(bytes, 0, None).ok()?;
                let glyph = font.charset()?.glyph_id(Sid::new(glyph))?;
                let subfont = font.subfont(font.subfont_index(glyph)?, &[]).ok()?;
                // A program that gives no width means 0.
                let advance = font.advance(&subfont, glyph, &[], None).ok()?.unwrap_or_default();
                Some(advance * 1000.0 / font.upem() as f32)
            }
        }
    }
}

/// A font of a page, with the properties that the rules check.
pub struct Font {
    program: Program,
    /// The map from codes to glyphs; `None` for the identity.
    glyphs: Option<Vec<u16>>,
    widths: BTreeMap<u16, f32>,
    default_width: f32,
    pub texts: BTreeMap<u16, String>,
}

impl Font {
    /// The text that the strings of a part of a `TJ` array stand for.
    pub fn says(&self, shown: &[Object]) -> String {
        let strings = shown.iter().filter_map(|item| item.as_str().ok());
        let codes = strings.flat_map(|string| string.as_chunks::<2>().0).map(|code| u16::from_be_bytes(*code));
        codes.filter_map(|code| self.texts.get(&code).map(String::as_str)).collect()
    }

    /// Checks all that does not depend on the text.
    pub fn of(document: &Document, font: &Dictionary, wrong: &mut Vec<String>) -> Option<Self> {
        let base = name(document, font, "BaseFont")?;
        let mut rule = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{base}: {what}"));
            }
        };
        let (tag, rest) = base.split_once('+').unwrap_or(("", base));
        let tagged = tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) && !rest.is_empty();
        rule(tagged, "a subset without six capitals before its name");
        // 6.2.11.2
        rule(name(document, font, "Type") == Some("Font"), "not of type Font");
        rule(name(document, font, "Subtype") == Some("Type0"), "not a composite font");
        // 6.2.11.3.3: encodings are predefined or embedded.
        rule(name(document, font, "Encoding") == Some("Identity-H"), "another encoding");
        let descendants = held(document, font, "DescendantFonts")?.as_array().ok()?;
        rule(descendants.len() == 1, "not one descendant");
        let descendant = document.dereference(descendants.first()?).ok()?.1.as_dict().ok()?;
        rule(name(document, descendant, "Type") == Some("Font"), "the descendant is not of type Font");
        rule(name(document, descendant, "BaseFont") == Some(base), "the descendant has another name");
        let system = dictionary(document, descendant, "CIDSystemInfo")?;
        let part = |key| held(document, system, key).and_then(text);
        rule(part("Registry").as_deref() == Some("Adobe"), "another registry");
        rule(part("Ordering").as_deref() == Some("Identity"), "another ordering");
        let descriptor = dictionary(document, descendant, "FontDescriptor")?;
        rule(name(document, descriptor, "Type") == Some("FontDescriptor"), "a descriptor of another type");
        rule(name(document, descriptor, "FontName") == Some(base), "the descriptor has another name");
        for key in ["Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV"] {
            rule(descriptor.has(key.as_bytes()), &format!("the descriptor lacks {key}"));
        }
        // 6.2.11.4.2: a CIDSet would have to be complete, so there is none.
        rule(!descriptor.has(b"CIDSet"), "a CIDSet");
        let embedded: Vec<&str> =
            ["FontFile", "FontFile2", "FontFile3"].into_iter().filter(|key| descriptor.has(key.as_bytes())).collect();
        rule(embedded.len() == 1, "it is not embedded once");
        let file = held(document, descriptor, embedded.first()?)?.as_stream().ok()?;
        let bytes = file.decompressed_content().unwrap_or_else(|_| file.content.clone());
        let map = held(document, descendant, "CIDToGIDMap");
        let (program, glyphs) = match name(document, descendant, "Subtype")? {
            "CIDFontType2" => {
                rule(embedded == ["FontFile2"], "TrueType outlines in another kind of program");
                rule(integer(document, &file.dict, "Length1") == Some(bytes.len() as i64), "Length1 is wrong");
                // 6.2.11.3.2
                rule(map.is_some(), "no CIDToGIDMap");
                let table = map.and_then(|map| map.as_stream().ok());
                let table = table.map(|table| table.decompressed_content().unwrap_or_else(|_| table.content.clone()));
                let pairs = |table: Vec<u8>| table.as_chunks().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
                (Program::TrueType(bytes), table.map(pairs))
            }
            "CIDFontType0" => {
                rule(name(document, &file.dict, "Subtype") == Some("CIDFontType0C"), "another kind of program");
                rule(map.is_none(), "a CIDToGIDMap where none may be");
                let cid = CffFontRef::new_cff(&bytes, 0, None).is_ok_and(|font| font.is_cid());
                rule(cid, "the program has no CIDs");
                (Program::PostScript(bytes), None)
            }
            other => {
                rule(false, &format!("a descendant of type {other}"));
                return None;
            }
        };
        let default_width = held(document, descendant, "DW").and_then(|width| width.as_float().ok()).unwrap_or(1000.0);
        let widths = widths(document, held(document, descendant, "W")?.as_array().ok()?);
        let texts = texts(&held(document, font, "ToUnicode")?.as_stream().ok()?.decompressed_content().ok()?);
        Some(Self { program, glyphs, widths, default_width, texts })
    }

    fn glyph(&self, code: u16) -> u16 {
        match &self.glyphs {
            Some(glyphs) => glyphs.get(usize::from(code)).copied().unwrap_or_default(),
            None => code,
        }
    }
}

/// ISO 32000-1, 9.7.4.3: `first [width …]` or `first last width`.
fn widths(document: &Document, items: &[Object]) -> BTreeMap<u16, f32> {
    let mut widths = BTreeMap::new();
    let number = |object: &Object| document.dereference(object).ok().and_then(|(_, object)| object.as_float().ok());
    let mut rest = items;
    while let [first, second, behind @ ..] = rest {
        let first = number(first).expect("a code") as u16;
        rest = behind;
        match second {
            Object::Array(list) => widths.extend((first..).zip(list.iter().filter_map(number))),
            last => {
                let [width, behind @ ..] = rest else { break };
                let width = number(width).expect("a width");
                widths.extend((first..=number(last).expect("a code") as u16).map(|code| (code, width)));
                rest = behind;
            }
        }
    }
    widths
}

/// The text of each code in a ToUnicode map (ISO 32000-1, 9.10.3).
fn texts(map: &[u8]) -> BTreeMap<u16, String> {
    let map = std::str::from_utf8(map).expect("a map is plain");
    let wide = |hex: &str| -> Vec<u16> {
        let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
        let unit = |unit: &[char]| u16::from_str_radix(&unit.iter().collect::<String>(), 16).expect("digits");
        digits.chunks(4).map(unit).collect()
    };
    let mut texts = BTreeMap::new();
    for (start, size) in [("beginbfchar", 2), ("beginbfrange", 3)] {
        for section in map.split(start).skip(1) {
            let section = section.split("endbf").next().unwrap_or_default();
            assert!(!section.contains('['), "lists are not in use");
            let numbers: Vec<Vec<u16>> =
                section.split('<').skip(1).map(|part| wide(part.split('>').next().unwrap_or_default())).collect();
            for entry in numbers.chunks(size) {
                let (first, last) = (entry[0][0], entry[size - 2][0]);
                let mut text = entry[size - 1].clone();
                for code in first..=last {
                    texts.insert(code, String::from_utf16(&text).unwrap_or_default());
                    if let Some(unit) = text.last_mut() {
                        *unit = unit.wrapping_add(1);
                    }
                }
            }
        }
    }
    texts
}

#[test]
fn fonts_are_embedded_and_every_glyph_is_there_has_its_width_and_a_text() {
    each(fonts);
}

pub fn fonts(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let mut shown = 0;
    for page in document.get_pages().into_values() {
        let fonts: BTreeMap<Vec<u8>, Font> = document
            .get_page_fonts(page)
            .expect("fonts")
            .into_iter()
            .filter_map(|(name, font)| match Font::of(document, font, wrong) {
                Some(font) => Some((name, font)),
                None => {
                    wrong.push(format!("font {} cannot be read", String::from_utf8_lossy(&name)));
                    None
                }
            })
            .collect();
        let mut used = BTreeSet::new();
        let mut nesting = Nesting::default();
        let mut font = Vec::new();
        for operation in operations(document, page) {
            nesting.follow(&operation, wrong);
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().expect("a font").to_vec(),
                "TJ" => {
                    let Some(its) = fonts.get(&font) else { continue };
                    let strings = operation.operands[0].as_array().expect("strings");
                    for string in strings.iter().filter_map(|item| item.as_str().ok()) {
                        let (codes, rest) = string.as_chunks::<2>();
                        if !rest.is_empty() {
                            wrong.push("half a code is shown".into());
                        }
                        for code in codes.iter().map(|code| u16::from_be_bytes(*code)) {
                            text_of(its, code, &nesting, wrong);
                            if used.insert((font.clone(), code)) {
                                glyph_of(its, code, wrong);
                            }
                        }
                    }
                }
                "Tj" | "'" | "\"" => wrong.push("text in another encoding".into()),
                _ => {}
            }
        }
        shown += used.len();
    }
    if shown == 0 {
        wrong.push("nothing is shown".into());
    }
}

/// 6.2.11.4.1 and 6.2.11.5: the glyph is in the program, is not the missing glyph, and has the width that the file states.
fn glyph_of(font: &Font, code: u16, wrong: &mut Vec<String>) {
    let glyph = font.glyph(code);
    if code == 0 || glyph == 0 {
        wrong.push(format!("code {code} shows the missing glyph"));
    }
    let Some(advance) = font.program.advance(glyph) else {
        wrong.push(format!("code {code} leads to glyph {glyph}, which is not there"));
        return;
    };
    let width = font.widths.get(&code).copied().unwrap_or(font.default_width);
    if (advance - width).abs() > 1.0 {
        wrong.push(format!("code {code} is {width} wide in the file and {advance} in the font"));
    }
}

/// 6.2.11.7.2 and 6.2.11.7.3: the code has a text; a private-use character needs an `ActualText`.
fn text_of(font: &Font, code: u16, nesting: &Nesting, wrong: &mut Vec<String>) {
    let Some(text) = font.texts.get(&code) else {
        wrong.push(format!("code {code} has no text"));
        return;
    };
    if text.is_empty() || text.contains(['\0', '\u{feff}', '\u{fffe}']) {
        wrong.push(format!("code {code} has the text {text:?}"));
    }
    let private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    if text.contains(private) && nesting.stands_for().is_none() {
        wrong.push(format!("code {code} has the text {text:?} of private use"));
    }
}

#[test]
fn a_font_program_is_read_with_one_table() {
    each(programs);
}

/// Not in any standard: veraPDF caches a font program with the first map from codes to glyphs that it meets, and would miss
/// glyphs of another font (6.2.11.4.1) that shares the program but not the map.
pub fn programs(issued: &Issued, wrong: &mut Vec<String>) {
    let mut tables = BTreeMap::new();
    for font in issued.document.objects.values().filter_map(|object| object.as_dict().ok()) {
        for descendant in
            held(&issued.document, font, "DescendantFonts").and_then(|it| it.as_array().ok()).into_iter().flatten()
        {
            let (_, descendant) = issued.document.dereference(descendant).expect("a font");
            let descendant = descendant.as_dict().expect("a font");
            let table = descendant.get(b"CIDToGIDMap").and_then(Object::as_reference).ok();
            let descriptor = dictionary(&issued.document, descendant, "FontDescriptor").expect("a descriptor");
            let Ok(program) = descriptor.get(b"FontFile2").and_then(Object::as_reference) else { continue };
            if *tables.entry(program).or_insert(table) != table {
                wrong.push(format!("program {program:?} is read with two tables"));
            }
        }
    }
}
