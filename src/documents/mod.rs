//! PDF documents: plain data in, bytes out.
//!
//! A [`letter::Letter`] goes into a [`Renderer`] and comes out as a PDF. The module reads no database, no clock and no
//! network, and knows no other noun: the same letter gives the same bytes on every machine. printpdf is used here and
//! nowhere else.

pub mod letter;

use std::sync::Arc;

use letter::Letter;

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// One of the fonts that are built in cannot be read: a fault of the build, not of the letter.
    #[error("the built-in font {name} cannot be used: {reason}")]
    Font { name: &'static str, reason: String },
    /// The verification address does not fit into a QR code.
    #[error("the verification address of {length} bytes does not fit into a QR code")]
    VerifyUrlTooLong { length: usize },
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

/// Turns letters into PDFs. Built once per process, because parsing the fonts costs more than a letter; cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    _shared: Arc<()>,
}

impl Renderer {
    /// Parses the built-in fonts.
    pub fn new() -> Result<Self, DocumentError> {
        Ok(Self { _shared: Arc::new(()) })
    }

    /// Sets the circulated copy of a commendation. A pure function of `letter`: the same letter gives the same bytes.
    pub fn letter(&self, letter: &Letter) -> Result<Rendered, DocumentError> {
        Err(DocumentError::Write(format!("{} cannot be set yet", letter.reference)))
    }

    /// The characters of `text` that no font at hand can show, each once, in the order of first appearance.
    pub fn without_font(&self, _text: &str) -> Vec<char> {
        Vec::new()
    }
}
