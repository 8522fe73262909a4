//! The bank's own logo: converts the bank's file into the form that letters contain, once, when the service starts.
//!
//! An SVG becomes filled outlines (`source`, `drawing`), a PNG opaque pixels (`pixels`). Both are stored in the PDF's own
//! format, so that a letter with a logo costs no more than one without: nothing is parsed, drawn or compressed again. The
//! result has only outlines and pixels; no names, no metadata, no scripts, no references.
//!
//! Content that cannot be shown as it is meant is refused with a message that says what to do; nothing is left out in
//! silence.

mod drawing;
mod pixels;
mod source;

use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::circulated_copy::{Coding, Logo, Sheet};
use super::page_head;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// The reasons why a file cannot be the logo, each with the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error(
        "the file has more than 1 MB; a logo of paths has a few thousand bytes: export it as SVG without pictures in it"
    )]
    TooLarge,
    #[error("the file is neither SVG nor PNG, whatever its name says: export the logo as plain SVG, or as PNG")]
    NotALogo,
    #[error("the {kind} cannot be read ({why}): export it again")]
    Broken { kind: &'static str, why: String },
    #[error(
        "the SVG holds text, which looks different without its font: convert text to outlines (paths) and export it again"
    )]
    Text,
    #[error("the SVG holds {0}: export it with solid colours only, or as PNG of 1,000 pixels across")]
    Holds(&'static str),
    #[error("the SVG refers to something outside of it ({0}): export it as one file with everything in it")]
    Outside(String),
    #[error("the {0} is animated: export one still picture")]
    Moves(&'static str),
    #[error("nothing in the {0} would be seen on white paper: export the logo in the colours for a white ground")]
    Nothing(&'static str),
    #[error(
        "the SVG is made of more than {most} lines and curves, too much for every letter: simplify it, or export a PNG"
    )]
    TooManySegments { most: usize },
    #[error(
        "the PNG has {width} × {height} pixels, more than {most} million: 1,000 pixels across are enough for print"
    )]
    TooManyPixels { width: u32, height: u32, most: u64 },
    #[error("the colours of the PNG are in a profile that cannot be used: save it with colours in sRGB")]
    Profile,
}

/// The logo and its bytes, for every letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoFile {
    /// The logo's entry in a letter.
    pub logo: Logo,
    /// The bytes that are embedded in the PDF.
    pub bytes: Arc<[u8]>,
}

impl LogoFile {
    /// Reads an SVG or a PNG, recognised by its content. `has_name` means that the logo contains the bank's name.
    ///
    /// # Errors
    /// For content that cannot be shown as it is meant.
    pub fn read(file: &[u8], has_name: bool) -> Result<Self, Refused> {
        if file.len() > MOST_BYTES {
            return Err(Refused::TooLarge);
        }
        let place = |size| page_head::place(size, has_name);
        let ([width, height], coding, bytes) = if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            let (size, bytes) = pixels::read(file, place)?;
            (size, Coding::PngColour, bytes)
        } else {
            let (size, bytes) = drawing::read(file, place)?;
            (size, Coding::Drawing, bytes)
        };
        let sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
        let logo = Logo { picture: Sheet { sha256, width, height, coding }, has_name };
        Ok(Self { logo, bytes: bytes.into() })
    }

    /// The bytes that it adds to every letter, to within a hundred.
    pub fn adds(&self) -> usize {
        self.bytes.len()
    }
}
