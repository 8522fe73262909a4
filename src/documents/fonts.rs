//! The faces a document may be set in, and which face shows a character.
//!
//! Owns the font programs. The three cuts of one family are built into the binary, so a letter looks the same on every
//! machine. Nothing here knows about pages. A face that comes from elsewhere is added to [`Library::faces`] behind the
//! built-in ones; the order of that list is the order of preference.

use harfrust::Font;

use super::DocumentError;

/// The cuts the letter's design uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cut {
    Regular,
    Italic,
    Semibold,
}

/// Index of a face in its [`Library`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u8);

/// One font program, parsed once.
pub struct Face {
    pub data: &'static [u8],
    /// Which face of a font collection.
    pub index: u32,
    pub font: Font,
    /// As it stands in the PDF, behind the subset's tag.
    pub postscript_name: &'static str,
    /// `post.italicAngle`, in degrees.
    pub italic_angle: i64,
    /// `OS/2.usWeightClass`.
    pub weight: u16,
}

/// Every face at hand.
pub struct Library {
    faces: Vec<Face>,
}

/// Ascent and descent of the family in em; every cut has the same. Baselines are placed by them, in every script, so
/// that a fallback face never moves a line.
pub const ASCENT: f32 = 0.894;
pub const DESCENT: f32 = 0.246;

/// What stands where no face has a character: U+FFFD, which the built-in family has.
pub const REPLACEMENT: char = '\u{fffd}';

impl Library {
    /// The built-in family.
    pub fn built_in() -> Result<Self, DocumentError> {
        let faces = [
            ("LibertinusSerif-Regular", include_bytes!("../../assets/fonts/LibertinusSerif-Regular.otf").as_slice()),
            ("LibertinusSerif-Italic", include_bytes!("../../assets/fonts/LibertinusSerif-Italic.otf").as_slice()),
            ("LibertinusSerif-Semibold", include_bytes!("../../assets/fonts/LibertinusSerif-Semibold.otf").as_slice()),
        ]
        .into_iter()
        .zip([(0, 400), (-12, 400), (0, 600)])
        .map(|((name, data), (italic_angle, weight))| {
            let font = Font::new(data, 0)
                .ok_or_else(|| DocumentError::Font { name, reason: "it is not an OpenType font".into() })?;
            Ok(Face { data, index: 0, font, postscript_name: name, italic_angle, weight })
        })
        .collect::<Result<Vec<_>, DocumentError>>()?;
        Ok(Self { faces })
    }

    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    /// The face that shows `c` in `cut`: the cut itself, else the first face that has it.
    pub fn face_for(&self, cut: Cut, c: char) -> Option<FaceId> {
        let own = FaceId(cut as u8);
        if self.has(own, c) {
            return Some(own);
        }
        (0..self.faces.len() as u8).map(FaceId).find(|&id| id != own && self.has(id, c))
    }

    fn has(&self, id: FaceId, c: char) -> bool {
        self.face(id).font.charmap().map_unicode(c).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_family_has_the_metrics_the_layout_counts_on() {
        let library = Library::built_in().expect("the built-in fonts parse");
        for face in &library.faces {
            let line = face.font.metrics().hhea_line.expect("a horizontal font");
            assert_eq!(face.font.units_per_em(), 1000);
            assert_eq!((line.ascender.to_f32(), line.descender.to_f32()), (ASCENT * 1000.0, -DESCENT * 1000.0));
            assert!(face.font.charmap().map_unicode(REPLACEMENT).is_some(), "{}", face.postscript_name);
        }
    }

    #[test]
    fn built_in_are_latin_vietnamese_greek_and_cyrillic_in_every_cut() {
        let library = Library::built_in().expect("the built-in fonts parse");
        for c in "AzßŁőțđƠớệỮαΩήϊἀЖяіїґёўџ€“”‘’–—…•©®™°½№".chars() {
            for cut in [Cut::Regular, Cut::Italic, Cut::Semibold] {
                assert_eq!(library.face_for(cut, c), Some(FaceId(cut as u8)), "{c} in {cut:?}");
            }
        }
    }
}
