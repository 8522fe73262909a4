//! PDF documents: plain data in, bytes out.
//!
//! A [`circulated_copy::CopyContent`] goes into a [`Renderer`] and comes out as a PDF for archiving (PDF/A-2a) that is accessible
//! (PDF/UA-1). The module reads no database, no clock and no network, and depends on no other noun. The same letter gives the
//! same bytes wherever the same fonts are installed, and on every machine when the built-in fonts suffice. printpdf is used
//! here and nowhere else.
//!
//! Three layers: `text` turns characters into lines, `pdf` turns filled pages into a file, `pages` lays out letters and
//! packets with both.
//!
//! A letter is rendered in these steps: `compose` takes the blocks from `blocks` and places them with `flow`. Text is cleaned
//! by `cleaning`, broken into lines by `paragraph` (with `break_opportunities` and `direction`) and shaped into glyphs by `shaping` with
//! `fonts`. `write` turns the filled `sheet` and its `tags` into printpdf operations, `embed` subsets the fonts, and
//! `archive` finishes the file. The bank's logo comes from `logo`, converted once for all letters.

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

use pages::circulated_copy::CopyContent;
pub use pages::{circulated_copy, client_sheet, logo, packet};
pub use pdf::images;
use pdf::images::Images;
pub use text::cleaning::unbroken;
use text::fonts::{Cut, Library};
pub use text::installed_fonts::Folders;
use text::language::LanguageCode;
use text::paragraph::Missing;
use text::shaping::Shaper;

use crate::invisible_characters::is_invisible;

/// The reasons why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A font cannot be used: a fault of the build or of the machine, not of the letter.
    #[error("the font {name} cannot be used: {reason}")]
    Font { name: String, reason: String },
    /// The verification address does not fit into a QR code.
    #[error("the verification address of {length} bytes does not fit into a QR code")]
    VerifyUrlTooLong { length: usize },
    /// The letter names a picture whose bytes were not supplied, or whose bytes are not of the stated kind.
    #[error("the picture {sha256} of the letter is not at hand")]
    Image { sha256: String },
    /// The file could not be assembled.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// A document, ready to be stored and mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Characters that no available font can show, in the order of first appearance. The document shows U+FFFD for each, so
    /// the caller has to report them.
    pub without_font: Vec<char>,
}

/// Turns letters into PDFs. Built once per process, because parsing the fonts costs more than a letter; cheap to clone,
/// and safe to share between threads.
#[derive(Clone)]
pub struct Renderer {
    shaper: Arc<Shaper>,
}

impl Renderer {
    /// Parses the built-in fonts. `folders` are read only when a character comes that the built-in fonts lack.
    pub fn new(folders: Folders) -> Result<Self, DocumentError> {
        Ok(Self { shaper: Arc::new(Shaper::new(Library::new(folders)?)) })
    }

    /// Renders the circulated copy of a commendation. A pure function of `letter`: the same letter gives the same bytes.
    pub fn letter(&self, letter: &CopyContent) -> Result<Rendered, DocumentError> {
        self.letter_with(letter, &Images::default())
    }

    /// The same for a letter with pictures; `images` has their bytes.
    pub fn letter_with(&self, letter: &CopyContent, images: &Images) -> Result<Rendered, DocumentError> {
        let composed = pages::compose::compose(&self.shaper, letter, images)?;
        let written = pdf::write::write(&composed.sheets, &self.shaper.faces)?;
        let bytes = pdf::archive::finish(&written, &composed.sheets, &composed.metadata)?;
        Ok(Rendered { bytes, pages: composed.sheets.pages.len(), without_font: composed.missing })
    }

    /// Renders a sheet on which a client writes a letter by hand. A pure function of `sheet`.
    ///
    /// # Errors
    /// If a font fails, or the code of the sheet does not fit.
    pub fn client_sheet(&self, sheet: &client_sheet::ClientSheet, images: &Images) -> Result<Rendered, DocumentError> {
        let composed = client_sheet::compose(&self.shaper, sheet, images)?;
        let written = pdf::write::write(&composed.sheets, &self.shaper.faces)?;
        let bytes = pdf::archive::finish(&written, &composed.sheets, &composed.metadata)?;
        Ok(Rendered { bytes, pages: composed.sheets.pages.len(), without_font: composed.missing })
    }

    /// The characters of `text` that no available font can show, each once, in the order of first appearance.
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
