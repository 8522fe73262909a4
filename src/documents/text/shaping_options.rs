//! The properties of a text that its glyphs depend on.

use super::face::Cut;
use super::language::LanguageCode;

/// The figures that a text is set with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figures {
    /// For running text.
    OldStyle,
    /// For references, codes and the foot: lining, all of one width.
    Tabular,
}

/// All that shaping depends on, apart from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShapingOptions {
    pub cut: Cut,
    pub figures: Figures,
    pub rtl: bool,
    pub language: LanguageCode,
}
