//! PDF documents: plain data in, bytes out.
//!
//! A [`letter::Letter`] goes into a [`Renderer`] and comes out as a PDF that is made to be kept (PDF/A-2a) and to be read
//! by everyone (PDF/UA-1). The module reads no database, no clock and no network, and knows no other noun: the same letter
//! gives the same bytes wherever the fonts are the same, and on every machine where the built-in ones do. printpdf
//! is used here and nowhere else.
//!
//! Three floors: `text` from characters to lines, `pdf` from filled pages to a file, `pages` for what is set with both.
//!
//! The way of a letter: `compose` asks `blocks` for its parts and `flow` for their places; text goes through
//! `cleaning`, `paragraph` (lines, by `breaks` and `direction`) and `shaping` (glyphs from `fonts`); the filled `sheet` and its `tags` become printpdf
//! operations in `write`, with fonts cut down in `embed`, and a finished file in `archive`. The bank's logo comes from `logo`,
//! ready for all letters.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "font units, glyph ids and object numbers are bounded by their formats: 16 bits and far below 2^31"
)]

mod pages;
mod pdf;
mod text;

use std::sync::Arc;

use pages::letter::Letter;
pub use pages::{letter, logo, packet};
pub use pdf::images;
use pdf::images::Images;
pub use text::cleaning::unbroken;
use text::fonts::{Cut, Library};
pub use text::installed::Folders;
use text::language::LanguageCode;
use text::paragraph::Missing;
use text::shaping::Shaper;

use crate::unseen::is_invisible;

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A font cannot be used: a fault of the build or of the machine, not of the letter.
    #[error("the font {name} cannot be used: {reason}")]
    Font { name: String, reason: String },
    /// The verification address does not fit into a QR code.
    #[error("the verification address of {length} bytes does not fit into a QR code")]
    VerifyUrlTooLong { length: usize },
    /// A letter names a picture that was not handed over, or that is not what it is said to be.
    #[error("the picture {sha256} of the letter is not at hand")]
    Image { sha256: String },
    /// The file could not be put together.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// A document, ready to be stored and mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Characters that no font at hand can show, in the order of first appearance. The document shows U+FFFD for each,
    /// so somebody has to be told.
    pub without_font: Vec<char>,
}

/// Turns letters into PDFs. Built once per process, because parsing the fonts costs more than a letter; cheap to clone,
/// and safe to share between threads.
#[derive(Clone)]
pub struct Renderer {
    shaper: Arc<Shaper>,
}

impl Renderer {
    /// Parses the built-in fonts. What these cannot show is looked for in `folders`, once it is needed.
    pub fn new(folders: Folders) -> Result<Self, DocumentError> {
        Ok(Self { shaper: Arc::new(Shaper::new(Library::new(folders)?)) })
    }

    /// Sets the circulated copy of a commendation. A pure function of `letter`: the same letter gives the same bytes.
    pub fn letter(&self, letter: &Letter) -> Result<Rendered, DocumentError> {
        self.letter_with(letter, &Images::default())
    }

    /// The same for a letter with pictures, whose bytes come with it.
    pub fn letter_with(&self, letter: &Letter, images: &Images) -> Result<Rendered, DocumentError> {
        let composed = pages::compose::compose(&self.shaper, letter, images)?;
        let written = pdf::write::write(&composed.sheets, &self.shaper.faces)?;
        let bytes = pdf::archive::finish(&written, &composed.sheets, &composed.metadata)?;
        Ok(Rendered { bytes, pages: composed.sheets.pages.len(), without_font: composed.missing })
    }

    /// The characters of `text` that no font at hand can show, each once, in the order of first appearance.
    pub fn without_font(&self, text: &str) -> Vec<char> {
        let mut missing = Missing::default();
        for c in text::cleaning::clean(text).chars() {
            let unseen = c.is_whitespace() || is_invisible(c);
            if !unseen && self.shaper.faces.face_for(Cut::Regular, LanguageCode::default(), c).is_none() {
                missing.add(c);
            }
        }
        missing.characters
    }
}
