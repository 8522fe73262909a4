//! The fonts of one document: the glyphs in use, their codes in the file, and the subsets that are embedded.
//!
//! A glyph that can have only one code has one text for the whole document, the first it stood for. Where it stands for
//! another text, `write.rs` adds that as `ActualText`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use printpdf::{FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::documents::DocumentError;
use crate::documents::text::composites::{self, Composite, Part};
use crate::documents::text::fonts::{Face, FaceId, Library, Outlines, REPLACEMENT};
use crate::documents::text::glyphs::{Glyph, Shape, Share};
use crate::documents::text::language::LanguageCode;
use crate::documents::text::line::{Line, Piece, Style};

/// The glyphs in use, by face.
pub struct Fonts<'a> {
    faces: &'a Library,
    pub used: BTreeMap<FaceId, Used>,
}

pub struct Used {
    remapper: GlyphRemapper,
    codes: Codes,
    /// The composites that are added to the subset.
    composites: HashMap<Arc<[Part]>, AddedComposite>,
}

/// A composite that is added to the subset.
#[derive(Clone, Copy)]
struct AddedComposite {
    /// Its index among the composites.
    at: u16,
    /// In font units.
    advance: u16,
}

/// The codes of glyphs in page content.
enum Codes {
    /// PostScript outlines: a glyph has one code, its number in the subset, and therefore one text, the first it stood for.
    /// Indexed by the glyph's number in its font.
    Glyph(Vec<Option<Entry>>),
    /// TrueType outlines: a glyph has a code for each text it stands for, and a table maps codes to glyphs.
    Text(HashMap<(Shape, Share), Entry>),
}

/// The code, text and advance of a glyph in the file.
pub struct Entry {
    /// Its code in page content.
    pub code: u16,
    /// The one text that the code stands for.
    pub text: Share,
    /// The advance that viewers use: whole thousandths of an em.
    pub advance: f32,
}

impl<'a> Fonts<'a> {
    pub fn new(faces: &'a Library) -> Self {
        Self { faces, used: BTreeMap::new() }
    }

    pub fn collect(&mut self, line: &Line) {
        for placed in line.pieces.iter().chain(&line.ending) {
            let Piece::Word(word) = &placed.piece else { continue };
            for glyph in &word.glyphs {
                let face = self.faces.face(glyph.face);
                self.used.entry(glyph.face).or_insert_with(|| Used::new(face)).add(face, glyph);
            }
        }
    }

    /// `None` only for a glyph that its font does not have.
    pub fn entry(&self, glyph: &Glyph) -> Option<&Entry> {
        match &self.used.get(&glyph.face)?.codes {
            Codes::Glyph(entries) => match glyph.shape {
                Shape::Own(gid) => entries.get(usize::from(gid))?.as_ref(),
                Shape::Composite(_) => None,
            },
            Codes::Text(entries) => entries.get(&(glyph.shape.clone(), glyph.text.clone())),
        }
    }
}

impl Used {
    fn new(face: &Face) -> Self {
        let codes = match face.outlines {
            Outlines::PostScript => {
                Codes::Glyph(std::iter::repeat_with(|| None).take(face.font.num_glyphs() as usize).collect())
            }
            Outlines::TrueType => Codes::Text(HashMap::new()),
        };
        Self { remapper: GlyphRemapper::new(), codes, composites: HashMap::new() }
    }

    fn add(&mut self, face: &Face, glyph: &Glyph) {
        match &glyph.shape {
            Shape::Own(gid) => self.add_own(face, *gid, &glyph.text),
            Shape::Composite(parts) => self.add_composite(face, parts, glyph),
        }
    }

    fn add_own(&mut self, face: &Face, gid: u16, text: &Share) {
        let font = &face.font;
        if u32::from(gid) >= font.num_glyphs() {
            return;
        }
        let advance = || whole_thousandths(face, font.glyph_metrics().h_advance(u32::from(gid).into()));
        match &mut self.codes {
            Codes::Glyph(entries) => {
                let Some(entry @ None) = entries.get_mut(usize::from(gid)) else { return };
                // The text that a replacement glyph stands for is given at each place as `ActualText`; its code means U+FFFD.
                let replaces = font.charmap().map_unicode(REPLACEMENT) == Some(u32::from(gid).into());
                let text = if replaces { Share::One(REPLACEMENT) } else { said(text) };
                *entry = Some(Entry { code: self.remapper.remap(gid), text, advance: advance() });
            }
            Codes::Text(entries) => {
                self.remapper.remap(gid);
                let next = entries.len() as u16 + 1;
                entries.entry((Shape::Own(gid), text.clone())).or_insert_with(|| Entry {
                    code: next,
                    text: said(text),
                    advance: advance(),
                });
            }
        }
    }

    fn add_composite(&mut self, face: &Face, parts: &Arc<[Part]>, glyph: &Glyph) {
        let Codes::Text(entries) = &mut self.codes else { return };
        if parts.iter().any(|part| u32::from(part.gid) >= face.font.num_glyphs()) {
            return;
        }
        let next = entries.len() as u16 + 1;
        let entry = entries.entry((glyph.shape.clone(), glyph.text.clone()));
        entry.or_insert_with(|| {
            parts.iter().for_each(|part| _ = self.remapper.remap(part.gid));
            let advance = (glyph.advance * f32::from(face.font.units_per_em()) / 1000.0).round();
            let at = self.composites.len() as u16;
            let added =
                self.composites.entry(Arc::clone(parts)).or_insert(AddedComposite { at, advance: advance as u16 });
            // Kerning may give the same parts another advance; the font has the first one, and all codes of the composite use
            // it.
            Entry { code: next, text: said(&glyph.text), advance: whole_thousandths(face, added.advance.into()) }
        });
    }

    /// The map from codes to glyphs of the subset, two bytes each (ISO 32000-1, 9.7.4.3); `None` if codes are glyph numbers.
    /// `first` is the number of the first composite.
    fn code_map(&self, first: u16) -> Option<Vec<u8>> {
        let Codes::Text(entries) = &self.codes else { return None };
        let mut map = vec![0; (entries.len() + 1) * 2];
        for ((shape, _), entry) in entries {
            let gid = match shape {
                Shape::Own(gid) => self.remapper.get(*gid).unwrap_or_default(),
                Shape::Composite(parts) => self.composites.get(parts).map_or(0, |added| first + added.at),
            };
            let at = usize::from(entry.code) * 2;
            map[at..at + 2].copy_from_slice(&gid.to_be_bytes());
        }
        Some(map)
    }

    /// The advance of each code, in font units.
    fn widths(&self, face: &Face) -> BTreeMap<u16, u16> {
        let advance = |gid: u16| face.font.glyph_metrics().h_advance(u32::from(gid).into()) as u16;
        match &self.codes {
            Codes::Glyph(_) => {
                (0..).zip(self.remapper.remapped_gids()).map(|(code, gid)| (code, advance(gid))).collect()
            }
            Codes::Text(entries) => {
                let width = |shape: &Shape| match shape {
                    Shape::Own(gid) => advance(*gid),
                    Shape::Composite(parts) => self.composites.get(parts).map_or(0, |added| added.advance),
                };
                entries.iter().map(|((shape, _), entry)| (entry.code, width(shape))).collect()
            }
        }
    }

    /// The subset of the face with its composites, and the number of the first composite.
    fn program(&self, face: &Face) -> Result<(Vec<u8>, u16), String> {
        let subset = subsetter::subset((*face.data).as_ref(), face.index, &self.remapper).map_err(|e| e.to_string())?;
        if self.composites.is_empty() {
            return Ok((subset, 0));
        }
        let first = composites::count(&subset).map_err(|error| error.to_string())?;
        let part = |part: &Part| Part { gid: self.remapper.get(part.gid).unwrap_or_default(), ..*part };
        let mut added: Vec<_> = self.composites.iter().collect();
        added.sort_unstable_by_key(|(_, added)| added.at);
        let composite = |(parts, added): (&Arc<[Part]>, &AddedComposite)| Composite {
            advance: added.advance,
            parts: parts.iter().map(part).collect(),
        };
        let added: Vec<Composite> = added.into_iter().map(composite).collect();
        let program = composites::add(&subset, &added).map_err(|error| error.to_string())?;
        Ok((program, first))
    }
}

/// Font units as thousandths of an em, truncated as printpdf truncates them.
fn whole_thousandths(face: &Face, units: f32) -> f32 {
    (units * 1000.0 / f32::from(face.font.units_per_em())).trunc()
}

/// The text of a code. A glyph without a text, the rest of a cluster, gets a space, because every code must have one.
fn said(text: &Share) -> Share {
    match text {
        Share::Many(text) if text.is_empty() => Share::One(' '),
        text => text.clone(),
    }
}

/// The resource name of a face. Not F1 to F14, which printpdf takes for the standard fonts.
pub fn font_id(face: FaceId) -> FontId {
    FontId(format!("S{}", face.0))
}

/// A font to be written into a document.
pub struct Embedded {
    pub id: FontId,
    pub font: PdfFont,
    /// The map from codes to glyphs, if codes are not glyph numbers.
    pub code_map: Option<Vec<u8>>,
}

impl Used {
    /// Subsets the face to the glyphs in use.
    pub fn embed(&self, id: FaceId, library: &Library) -> Result<Embedded, DocumentError> {
        let face = library.face(id);
        let failed = |reason: String| DocumentError::Font { name: face.postscript_name.clone(), reason };
        let (program, first) = self.program(face).map_err(failed)?;
        // The subset tag: six capitals derived from the program, so that different subsets have different tags (ISO 32000-1,
        // 9.6.4).
        let digest = Sha256::digest(&program);
        let tag: String = digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
        let metrics = face.font.metrics();
        let line = metrics.hhea_line.ok_or_else(|| failed("it has no line metrics".into()))?;
        let bounds = &metrics.bounds;
        let units_per_em = face.font.units_per_em();
        let font = ParsedFont {
            original_bytes: program,
            font_index: 0,
            font_name: Some(format!("{tag}+{}", face.postscript_name)),
            codepoint_to_glyph: BTreeMap::new(),
            glyph_widths: self.widths(face),
            units_per_em,
            font_metrics: FontMetrics {
                ascent: line.ascender.to_i32() as i16,
                descent: line.descender.to_i32() as i16,
            },
            font_type: match face.outlines {
                Outlines::PostScript => FontType::OpenTypeCFF(()),
                Outlines::TrueType => FontType::TrueType,
            },
            pdf_font_metrics: PdfFontMetricsStub {
                units_per_em,
                x_min: bounds.x_min.to_i32() as i16,
                y_min: bounds.y_min.to_i32() as i16,
                x_max: bounds.x_max.to_i32() as i16,
                y_max: bounds.y_max.to_i32() as i16,
                caret_slope_rise: 1000,
                caret_slope_run: (1000.0 * (-face.italic_angle as f32).to_radians().tan()).round() as i16,
                us_weight_class: face.weight,
            },
        };
        Ok(Embedded { id: font_id(id), font: PdfFont::new(font), code_map: self.code_map(first) })
    }
}

impl Fonts<'_> {
    /// A space in the style's cut, if the document has one.
    pub fn space(&self, style: &Style) -> Option<Glyph> {
        let face = self.faces.face_for(style.cut, LanguageCode::default(), ' ')?;
        let gid = self.faces.face(face).font.charmap().map_unicode(' ')?.to_u32() as u16;
        let shape = Shape::Own(gid);
        let space = Glyph { face, shape, advance: 0.0, dx: 0.0, dy: 0.0, cluster: 0, text: Share::One(' ') };
        self.entry(&space).is_some().then_some(space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Folders;

    #[test]
    fn the_same_parts_have_one_advance_whatever_they_say_and_however_they_were_kerned() {
        let library = Library::new(Folders::none()).expect("the built-in fonts parse");
        let id = library
            .face_for(crate::documents::text::fonts::Cut::Regular, LanguageCode::default(), 'ש')
            .expect("Hebrew");
        let face = library.face(id);
        let gid = |c| face.font.charmap().map_unicode(c).expect("a glyph").to_u32() as u16;
        let parts: Arc<[Part]> = ['ש', '\u{5c1}'].map(|c| Part { gid: gid(c), x: 0, y: 0 }).to_vec().into();
        let glyph = |text, advance| Glyph {
            face: id,
            shape: Shape::Composite(Arc::clone(&parts)),
            advance,
            dx: 0.0,
            dy: 0.0,
            cluster: 0,
            text: Share::One(text),
        };
        let mut used = Used::new(face);
        used.add(face, &glyph('a', 700.0));
        used.add(face, &glyph('b', 650.0));
        let Codes::Text(entries) = &used.codes else { panic!("Hebrew has TrueType outlines") };
        let widths = used.widths(face);
        assert_eq!(entries.len(), 2);
        for entry in entries.values() {
            assert_eq!(entry.advance, f32::from(widths[&entry.code]), "viewers advance by what the font says");
        }
    }
}
