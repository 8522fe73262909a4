//! The fonts of one document: which glyphs are in use, what each is called in the file, and the subsets themselves.
//!
//! A glyph has one text for the whole document, the first it stood for; where it stands for another one, `write.rs` says
//! so beside it.

use std::collections::BTreeMap;

use printpdf::{FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::DocumentError;
use super::fonts::{FaceId, Library, REPLACEMENT};
use super::paragraph::{Line, Piece, Style};
use super::shaping::{Glyph, Share};

/// The glyphs in use, face by face.
pub struct Fonts<'a> {
    library: &'a Library,
    pub used: BTreeMap<FaceId, Used>,
}

pub struct Used {
    remapper: GlyphRemapper,
    /// By the glyph's number in its font.
    glyphs: Vec<Option<Entry>>,
}

/// A glyph as the file knows it.
pub struct Entry {
    /// Its number in the subset.
    pub number: u16,
    /// The one text it stands for.
    pub text: Share,
    /// How far viewers advance: whole thousandths of an em.
    pub advance: f32,
}

impl<'a> Fonts<'a> {
    pub fn new(library: &'a Library) -> Self {
        Self { library, used: BTreeMap::new() }
    }

    pub fn collect(&mut self, line: &Line) {
        for placed in &line.pieces {
            let Piece::Word(word) = &placed.piece else { continue };
            for glyph in &word.glyphs {
                let font = &self.library.face(glyph.face).font;
                let used = self.used.entry(glyph.face).or_insert_with(|| Used {
                    remapper: GlyphRemapper::new(),
                    glyphs: std::iter::repeat_with(|| None).take(font.num_glyphs() as usize).collect(),
                });
                let Some(entry @ None) = used.glyphs.get_mut(usize::from(glyph.gid)) else { continue };
                let advance = font.glyph_metrics().h_advance(u32::from(glyph.gid).into());
                let replaced = font.charmap().map_unicode(REPLACEMENT) == Some(u32::from(glyph.gid).into());
                let text = match &glyph.text {
                    // What it stands for is said wherever it stands; by itself it is what it looks like.
                    _ if replaced => Share::One(REPLACEMENT),
                    // A glyph without a text of its own, a part of its cluster, still has to have one.
                    Share::Many(text) if text.is_empty() => Share::One(' '),
                    text => text.clone(),
                };
                let advance = (advance * 1000.0 / f32::from(font.units_per_em())).trunc();
                *entry = Some(Entry { number: used.remapper.remap(glyph.gid), text, advance });
            }
        }
    }

    /// `None` only for a glyph that its font does not have.
    pub fn entry(&self, glyph: &Glyph) -> Option<&Entry> {
        self.used.get(&glyph.face)?.glyphs.get(usize::from(glyph.gid))?.as_ref()
    }
}

/// The resource name of a face. Not F1 to F14, which printpdf takes for the standard fonts.
pub fn font_id(face: FaceId) -> FontId {
    FontId(format!("S{}", face.0))
}

impl Used {
    pub fn embed(&self, id: FaceId, library: &Library) -> Result<(FontId, PdfFont), DocumentError> {
        let face = library.face(id);
        let failed = |reason: String| DocumentError::Font { name: face.postscript_name, reason };
        let program =
            subsetter::subset(face.data, face.index, &self.remapper).map_err(|error| failed(error.to_string()))?;
        // Six capitals that differ where the glyphs differ (ISO 32000-1, 9.6.4).
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
            glyph_widths: (0..)
                .zip(self.remapper.remapped_gids())
                .map(|(number, gid)| (number, face.font.glyph_metrics().h_advance(u32::from(gid).into()) as u16))
                .collect(),
            units_per_em,
            font_metrics: FontMetrics {
                ascent: line.ascender.to_i32() as i16,
                descent: line.descender.to_i32() as i16,
            },
            font_type: FontType::OpenTypeCFF(()),
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
        Ok((font_id(id), PdfFont::new(font)))
    }
}

impl Fonts<'_> {
    /// A space in the style's cut, if the document has one.
    pub fn space(&self, style: &Style) -> Option<Glyph> {
        let face = self.library.face_for(style.cut, ' ')?;
        let gid = self.library.face(face).font.charmap().map_unicode(' ')?.to_u32() as u16;
        let space = Glyph { face, gid, advance: 0.0, dx: 0.0, dy: 0.0, cluster: 0, text: Share::One(' ') };
        self.entry(&space).is_some().then_some(space)
    }
}
