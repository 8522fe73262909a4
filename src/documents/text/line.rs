//! Lines of text and their settings: the input and output types of `paragraph.rs`.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use hypher::Lang;

use super::fonts::{ASCENT, Cut, DESCENT};
use super::glyphs::Word;
use super::language::LanguageCode;
use super::shaping_options::Figures;

/// The alignment of running text in its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    /// Equal spaces, lines of different lengths.
    #[default]
    Ragged,
    /// Lines of equal length, as far as the spaces may stretch.
    Justified,
}

/// The column in which text is set. Widths are in points.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub width: f32,
    pub alignment: Alignment,
}

impl Column {
    pub fn ragged(width: f32) -> Self {
        Self { width, alignment: Alignment::Ragged }
    }
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

/// The type of a piece of text. Measures are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub cut: Cut,
    pub size: f32,
    pub leading: f32,
    pub colour: Colour,
    pub figures: Figures,
    /// Letter-spacing added after every glyph, in em.
    pub tracking: f32,
}

impl Style {
    /// The distance from the top of a line to its baseline.
    pub fn baseline(&self) -> f32 {
        (self.leading - (ASCENT + DESCENT) * self.size) / 2.0 + ASCENT * self.size
    }

    pub fn at(self, size: f32, leading: f32) -> Self {
        Self { size, leading, ..self }
    }

    pub fn tinted(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// With lining figures, for text that is typed or compared.
    pub const fn lining(self) -> Self {
        Self { figures: Figures::Tabular, ..self }
    }
}

/// The bar in place of withheld data: always of one width, so that it does not show the length of what it hides.
pub const BAR_WIDTH: f32 = 21.0 * 72.0 / 25.4;

/// A word or bar on a line.
#[derive(Clone, Debug)]
pub enum Piece {
    Word(Arc<Word>),
    /// A bar, and the text that is read aloud for it.
    Bar(Arc<str>),
}

/// A piece with its place: `x` is its left edge, counted from the left edge of the line.
#[derive(Clone, Debug)]
pub struct Placed {
    pub x: f32,
    pub piece: Piece,
}

/// One line, its pieces in reading order.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub pieces: Vec<Placed>,
    /// The space after the last piece, beyond the edge of the column: invisible, but it separates the words of two lines of
    /// one element when they are copied or read aloud. `None` if a word continues on the next line.
    pub ending: Option<Placed>,
    pub width: f32,
    /// The height that the installed faces of its paragraph need, in em; 0 if the style's leading suffices.
    pub tallest: f32,
}

/// The edge of its column that a text is aligned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The left edge: all of the bank's words, and the parts of a text that is aligned left.
    Left,
    Right,
    /// The edge where its lines begin.
    Own,
}

/// The settings of a text in its column.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub style: &'a Style,
    pub language: LanguageCode,
    pub column: Column,
    pub edge: Edge,
    /// The base direction, right to left if true, of a paragraph whose own letters do not decide.
    pub rtl: bool,
    /// The language for hyphenation, used where the lines would otherwise look bad.
    pub hyphens: Option<Lang>,
}

impl<'a> Setting<'a> {
    /// Ragged lines at the left edge, for the bank's own words.
    pub fn at_the_left(style: &'a Style, language: LanguageCode, measure: f32) -> Self {
        Self { style, language, column: Column::ragged(measure), edge: Edge::Left, rtl: false, hyphens: None }
    }

    pub fn at(self, edge: Edge) -> Self {
        Self { edge, ..self }
    }
}
