//! Lines of text, and how they are asked for: what `paragraph.rs` takes and gives.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use hypher::Lang;

use super::breaking::Column;
use super::fonts::{ASCENT, Cut, DESCENT};
use super::glyphs::Word;
use super::language::LanguageCode;
use super::shaping::Figures;

/// How running text fills its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    /// Even spaces, lines of different lengths.
    #[default]
    Ragged,
    /// Lines of one length, as far as the spaces can bear it.
    Justified,
}

/// An sRGB colour, written `"#0f4c4a"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u32);

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        format!("#{:06x}", colour.0 & 0xff_ffff)
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(Self)
            .ok_or_else(|| format!("{text:?} is not a colour: write it as #0f4c4a"))
    }
}

/// How a piece of text is set. Measures in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub cut: Cut,
    pub size: f32,
    pub leading: f32,
    pub colour: Colour,
    pub figures: Figures,
    /// Added behind every glyph, in em.
    pub tracking: f32,
}

impl Style {
    /// From the top of a line to its baseline.
    pub fn baseline(&self) -> f32 {
        (self.leading - (ASCENT + DESCENT) * self.size) / 2.0 + ASCENT * self.size
    }

    pub fn at(self, size: f32, leading: f32) -> Self {
        Self { size, leading, ..self }
    }

    pub fn tinted(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// With the figures of what is typed or compared.
    pub const fn lining(self) -> Self {
        Self { figures: Figures::Tabular, ..self }
    }
}

/// The bar that stands for something withheld: always of one width, whatever it hides.
pub const BAR_WIDTH: f32 = 21.0 * 72.0 / 25.4;

/// What stands on a line.
#[derive(Clone, Debug)]
pub enum Piece {
    Word(Arc<Word>),
    /// A bar, and what it is spoken as.
    Bar(Arc<str>),
}

/// A piece in its place: `x` is its left edge, counted from the left edge of the line.
#[derive(Clone, Debug)]
pub struct Placed {
    pub x: f32,
    pub piece: Piece,
}

/// One line, its pieces in reading order.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub pieces: Vec<Placed>,
    /// The space behind the last piece, over the edge of the column: not seen, but it keeps the words of two lines of one element
    /// apart for whoever copies or hears them. None where a word goes on in the next line.
    pub ending: Option<Placed>,
    pub width: f32,
    /// The height that the faces of its paragraph ask for, in em; 0 where the style's leading is made for them.
    pub tallest: f32,
}

/// Which edge of its column a text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// All that the bank says keeps to the left, and what belongs to a text that does.
    Left,
    Right,
    /// The one where its lines begin.
    Own,
}

/// How a text is set in its column.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub style: &'a Style,
    pub language: LanguageCode,
    pub column: Column,
    pub edge: Edge,
    /// Whether a paragraph runs from the right where its own letters do not tell.
    pub rtl: bool,
    /// Whose words are divided where lines do not go well otherwise.
    pub hyphens: Option<Lang>,
}

impl<'a> Setting<'a> {
    /// Ragged lines at the left, as the bank's own words are set.
    pub fn at_the_left(style: &'a Style, language: LanguageCode, measure: f32) -> Self {
        Self { style, language, column: Column::ragged(measure), edge: Edge::Left, rtl: false, hyphens: None }
    }

    pub fn at(self, edge: Edge) -> Self {
        Self { edge, ..self }
    }
}
