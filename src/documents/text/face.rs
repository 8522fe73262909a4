//! One face: its font program and its measures; and the cuts that the design of letters uses.

use std::sync::Arc;

use harfrust::Font;

/// The cuts that the design of letters uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cut {
    Regular,
    Italic,
    Semibold,
    /// Monospaced, for digests. It has the hexadecimal digits and the space.
    Mono,
}

/// Index of a face in its `Library`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u16);

impl FaceId {
    /// The built-in emoji.
    pub const EMOJI: Self = Self(4);
}

/// The format of a face's outlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlines {
    /// A `glyf` table.
    TrueType,
    /// A `CFF ` table.
    PostScript,
}

/// The bytes of a font program, shared between threads.
pub type Program = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// One font program, parsed once.
pub struct Face {
    pub data: Program,
    /// The face's index in a font collection.
    pub index: u32,
    pub font: Font,
    /// Its name in the PDF, after the tag of the subset.
    pub postscript_name: String,
    /// `post.italicAngle`, in degrees.
    pub italic_angle: i64,
    /// `OS/2.usWeightClass`.
    pub weight: u16,
    pub outlines: Outlines,
}

impl Face {
    /// Ascent and descent together, in em.
    pub fn height(&self) -> f32 {
        let line = self.font.metrics().hhea_line;
        let height = line.map_or(0.0, |line| line.ascender.to_f32() - line.descender.to_f32());
        height / f32::from(self.font.units_per_em())
    }
}
