//! The faces a document may be set in, and the choice of a face for each character.
//!
//! Owns the font programs. The binary contains three cuts of one family, its Hebrew, the digits of digests and the emoji, so
//! that most letters look the same on every machine. Other characters are looked up in the machine's font folders
//! (`installed_fonts.rs`), which are read when the first such character comes. This module knows nothing of pages.

use std::sync::{Arc, OnceLock};

use harfrust::Font;

pub use super::face::{Cut, Face, FaceId, Outlines};
use super::installed_fonts::{Folders, Installed};
use super::language::LanguageCode;
use crate::documents::DocumentError;

/// All faces: the built-in ones and those in the folders.
pub struct Library {
    built_in: Vec<Face>,
    folders: Folders,
    installed: OnceLock<Installed>,
}

/// Ascent and descent of the family in em; every cut has the same. Baselines are computed from them for every script, so that
/// a fallback face never moves a line.
pub const ASCENT: f32 = 0.894;
pub const DESCENT: f32 = 0.246;

/// Shown for a character that no face has: U+FFFD, which the built-in family has.
pub const REPLACEMENT: char = '\u{fffd}';

struct BuiltIn {
    name: &'static str,
    data: &'static [u8],
    italic_angle: i64,
    weight: u16,
    outlines: Outlines,
}

/// The cuts in the order of [`Cut`], the emoji, and the family's Hebrew, which is a separate program because Hebrew points
/// need TrueType outlines (`composites.rs`).
const BUILT_IN: [BuiltIn; 7] = [
    BuiltIn {
        name: "LibertinusSerif-Regular",
        data: include_bytes!("../../../assets/fonts/LibertinusSerif-Regular.otf"),
        italic_angle: 0,
        weight: 400,
        outlines: Outlines::PostScript,
    },
    BuiltIn {
        name: "LibertinusSerif-Italic",
        data: include_bytes!("../../../assets/fonts/LibertinusSerif-Italic.otf"),
        italic_angle: -12,
        weight: 400,
        outlines: Outlines::PostScript,
    },
    BuiltIn {
        name: "LibertinusSerif-Semibold",
        data: include_bytes!("../../../assets/fonts/LibertinusSerif-Semibold.otf"),
        italic_angle: 0,
        weight: 600,
        outlines: Outlines::PostScript,
    },
    BuiltIn {
        name: "DejaVuSansMono",
        data: include_bytes!("../../../assets/fonts/DejaVuSansMono-Hexadecimal.ttf"),
        italic_angle: 0,
        weight: 400,
        outlines: Outlines::TrueType,
    },
    BuiltIn {
        name: "NotoEmoji",
        data: include_bytes!("../../../assets/fonts/NotoEmoji-Regular.ttf"),
        italic_angle: 0,
        weight: 400,
        outlines: Outlines::TrueType,
    },
    BuiltIn {
        name: "LibertinusSerifHebrew-Regular",
        data: include_bytes!("../../../assets/fonts/LibertinusSerifHebrew-Regular.ttf"),
        italic_angle: 0,
        weight: 400,
        outlines: Outlines::TrueType,
    },
    BuiltIn {
        name: "LibertinusSerifHebrew-Semibold",
        data: include_bytes!("../../../assets/fonts/LibertinusSerifHebrew-Semibold.ttf"),
        italic_angle: 0,
        weight: 600,
        outlines: Outlines::TrueType,
    },
];

impl Library {
    /// The built-in faces, and as a fallback those in `folders`.
    pub fn new(folders: Folders) -> Result<Self, DocumentError> {
        let built_in = BUILT_IN
            .iter()
            .map(|BuiltIn { name, data, italic_angle, weight, outlines }| {
                let unusable = || DocumentError::Font { name: (*name).into(), reason: "it is not a font".into() };
                let font = Font::new(*data, 0).ok_or_else(unusable)?;
                Ok(Face {
                    data: Arc::new(*data),
                    index: 0,
                    font,
                    postscript_name: (*name).into(),
                    italic_angle: *italic_angle,
                    weight: *weight,
                    outlines: *outlines,
                })
            })
            .collect::<Result<Vec<_>, DocumentError>>()?;
        Ok(Self { built_in, folders, installed: OnceLock::new() })
    }

    /// The face of an id that this library returned.
    pub fn face(&self, id: FaceId) -> &Face {
        let at = usize::from(id.0);
        match self.built_in.get(at) {
            Some(face) => face,
            // Ids are given only to faces that could be read, and the first cut always exists.
            None => self.installed().face(at - self.built_in.len()).unwrap_or(&self.built_in[0]),
        }
    }

    /// True if `id` is a built-in face, which every machine has.
    pub fn is_built_in(&self, id: FaceId) -> bool {
        usize::from(id.0) < self.built_in.len()
    }

    /// The face that shows `c` in `cut`: the cut itself, else the built-in face that has it and is nearest in weight, else
    /// the most suitable installed face. `None` for a private-use character: a font's glyph for it need not be the one that
    /// was meant.
    pub fn face_for(&self, cut: Cut, language: LanguageCode, c: char) -> Option<FaceId> {
        if is_private(c) {
            return None;
        }
        let own = FaceId(cut as u16);
        if self.has(own, c) {
            return Some(own);
        }
        let others = (0..self.built_in.len() as u16).map(FaceId).filter(|&id| id != own && self.has(id, c));
        others.min_by_key(|&id| self.face(id).weight.abs_diff(self.face(own).weight)).or_else(|| {
            let best = self.installed().best(cut == Cut::Semibold, language.han(), c)?;
            Some(FaceId((self.built_in.len() + best) as u16))
        })
    }

    fn installed(&self) -> &Installed {
        self.installed.get_or_init(|| Installed::of(&self.folders))
    }

    fn has(&self, id: FaceId, c: char) -> bool {
        self.face(id).font.charmap().map_unicode(c).is_some()
    }
}

/// True for private-use characters, whose meaning is a private agreement (Unicode 16, 23.5).
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_family_has_the_metrics_the_layout_counts_on() {
        let library = Library::new(Folders::none()).expect("the built-in fonts parse");
        assert_eq!(library.face(FaceId::EMOJI).postscript_name, "NotoEmoji");
        for face in &library.built_in[..3] {
            let line = face.font.metrics().hhea_line.expect("a horizontal font");
            assert_eq!(face.font.units_per_em(), 1000);
            assert_eq!((line.ascender.to_f32(), line.descender.to_f32()), (ASCENT * 1000.0, -DESCENT * 1000.0));
            assert!(face.font.charmap().map_unicode(REPLACEMENT).is_some(), "{}", face.postscript_name);
        }
    }

    #[test]
    fn built_in_are_latin_vietnamese_greek_and_cyrillic_in_every_cut() {
        let library = Library::new(Folders::none()).expect("the built-in fonts parse");
        for c in "AzßŁőțđƠớệỮαΩήϊἀЖяіїґёўџ€“”‘’–—…•©®™°½№".chars() {
            for cut in [Cut::Regular, Cut::Italic, Cut::Semibold] {
                let face = library.face_for(cut, LanguageCode::default(), c);
                assert_eq!(face, Some(FaceId(cut as u16)), "{c} in {cut:?}");
            }
        }
    }

    #[test]
    fn what_is_for_private_use_has_no_face_even_where_a_font_has_a_glyph() {
        let library = Library::new(Folders::none()).expect("the built-in fonts parse");
        let own = FaceId(Cut::Regular as u16);
        let private = ('\u{e000}'..='\u{f8ff}').find(|&c| library.has(own, c)).expect("the built-in face has some");
        assert_eq!(library.face_for(Cut::Regular, LanguageCode::default(), private), None);
    }

    #[test]
    fn without_folders_what_is_not_built_in_has_no_face() {
        let library = Library::new(Folders::none()).expect("the built-in fonts parse");
        assert_eq!(library.face_for(Cut::Regular, LanguageCode::default(), '謝'), None);
        assert!(library.face_for(Cut::Regular, LanguageCode::default(), '🎉').is_some());
    }
}
