//! Turns the file of a scanned letter into pages that may be shown: the type is determined from the content, the pictures are
//! decoded under limits, turned upright, straightened and encoded anew. No IO: bytes go in, pages come out.
//!
//! Invariants: size, pages and pixels are checked before anything is decoded. A page holds only the pixels of the original file,
//! so no location, camera data or second file hides in it. Every fault of a file is a [`Refused`] with a helpful sentence, also
//! when a decoder panics. The same file gives the same pages.
//!
//! It must not decode without [`Limits`], and must not decide who may see a page.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places are within a page, which fits into memory; values are rounded within 0 to 255"
)]

mod active_content;
mod annotations;
mod blank_pages;
mod bundle;
mod colours;
mod decoded;
mod deskew;
mod drawing_cost;
mod encode;
mod fax;
mod file_type;
mod jpeg_png;
mod overdraw;
mod pdf_filters;
mod pdf_pages;
mod pdf_tokens;
mod picture_sizes;
mod raster;
mod raw_bytes;
mod sheet_codes;
mod tiff_pages;

use std::borrow::Cow;
use std::time::{Duration, Instant};

pub use bundle::bundled;
pub use deskew::skew;
pub use encode::{PageCoding, PageImage, Region, cover, turned};
pub use file_type::Kind;

use raster::Raster;
use serde::{Deserialize, Serialize};

/// The most memory for the decoded pixels of one picture: 64 million pixels of a progressive JPEG, the most expensive kind.
const MEMORY: usize = 600 << 20;

/// Stack for the recursion of a parser on a hostile file. The system provides only the pages that are touched.
const STACK: usize = 128 << 20;

/// Limits for one file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most pixels of one page.
    pub pixels: u64,
    /// The most pages of one file.
    pub pages: usize,
    /// The most time for the whole file.
    pub time: Duration,
}

/// The reason to refuse a file, in words for the person who scanned it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refused {
    #[error("The file is empty. Choose the scan or the photo again.")]
    Empty,
    #[error("This is no JPEG, PNG, TIFF or PDF, whatever its name says. Scan or photograph the page as one of these.")]
    UnknownKind,
    #[error("This is {0}, which is not taken here. Save or print it as PDF, or send the page as JPEG, PNG or TIFF.")]
    Foreign(Cow<'static, str>),
    #[error(
        "This is a HEIC or AVIF photo, which cannot be read here. On an iPhone choose Settings, Camera, Formats, Most Compatible \
         and take it again, or share the photo as JPEG."
    )]
    Heic,
    #[error(
        "The picture has {width} × {height} pixels, more than {most} million. Scan at 300 dpi, or take a smaller photo."
    )]
    TooManyPixels { width: u64, height: u64, most: u64 },
    #[error("The picture takes too much memory to open. Scan at 300 dpi with 8 bits for each colour.")]
    TooMuchMemory,
    #[error("The file has more than {most} pages. Send it in parts, or only the pages of the letter.")]
    TooManyPages { most: usize },
    #[error("The {0} is damaged or not complete. Scan the page again, or copy the file again.")]
    Damaged(Kind),
    #[error("This kind of {0} is unusual and cannot be read here. Save it as a plain JPEG, or scan the page again.")]
    Unusual(Kind),
    #[error(
        "The PDF holds {0}, which a scanned page does not need. Print it and scan the paper, or send a picture of it."
    )]
    Active(Cow<'static, str>),
    #[error(
        "The PDF holds {0}, which would be lost. Open it, choose Print, save what is printed as a PDF and send that file."
    )]
    Undrawn(Cow<'static, str>),
    #[error("The PDF is encrypted. Save it without a password, or scan the paper.")]
    Encrypted,
    #[error(
        "There is nothing to be seen on {}. Scan the side that is written on, or darker when the writing is faint.",
        if *.pages == 1 { "the page" } else { "any page" }
    )]
    Blank { pages: usize },
    #[error("The file takes too long to open. Scan the page again at 300 dpi, as JPEG.")]
    TooSlow,
}

impl Refused {
    /// A stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::UnknownKind | Self::Foreign(_) => "unknown_kind",
            Self::Heic => "heic",
            Self::TooManyPixels { .. } | Self::TooMuchMemory => "too_many_pixels",
            Self::TooManyPages { .. } => "too_many_pages",
            Self::Damaged(_) => "damaged_file",
            Self::Unusual(_) => "unusual_file",
            Self::Active(_) => "active_content",
            Self::Undrawn(_) => "not_drawn",
            Self::Encrypted => "encrypted",
            Self::Blank { .. } => "blank_pages",
            Self::TooSlow => "too_slow",
        }
    }
}

/// The limits for a file, and the moment when its time is over.
#[derive(Debug, Clone, Copy)]
struct Budget {
    limits: Limits,
    until: Instant,
}

impl Budget {
    /// Checks that a page of this size may be decoded.
    fn allows(&self, width: u64, height: u64) -> Result<(), Refused> {
        match width.checked_mul(height) {
            Some(pixels) if pixels <= self.limits.pixels => Ok(()),
            _ => Err(Refused::TooManyPixels { width, height, most: self.limits.pixels / 1_000_000 }),
        }
    }

    /// Checks that page `index`, counted from 0, may be decoded.
    fn allows_page(&self, index: usize) -> Result<(), Refused> {
        if index >= self.limits.pages {
            return Err(Refused::TooManyPages { most: self.limits.pages });
        }
        if Instant::now() > self.until { Err(Refused::TooSlow) } else { Ok(()) }
    }
}

/// Reads the pages of a file, on a thread with a large stack.
///
/// # Errors
/// Any fault of the file.
pub fn read(bytes: &[u8], limits: Limits) -> Result<(Kind, Vec<PageImage>), Refused> {
    let kind = Kind::of(bytes)?;
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || read_here(bytes, limits));
        // The thread panicked, or could not be started.
        reading.ok().and_then(|reading| reading.join().ok()).unwrap_or(Err(Refused::Unusual(kind)))
    })
}

fn read_here(bytes: &[u8], limits: Limits) -> Result<(Kind, Vec<PageImage>), Refused> {
    let kind = Kind::of(bytes)?;
    let budget = Budget { limits, until: Instant::now() + limits.time };
    let mut pages = Vec::new();
    let mut keep = |raster: Raster| {
        let page = finished(raster).ok_or(Refused::Damaged(kind))?;
        pages.push(page);
        Ok(())
    };
    match kind {
        Kind::Jpeg => keep(jpeg_png::jpeg(bytes, &budget)?)?,
        Kind::Png => keep(jpeg_png::png(bytes, &budget)?)?,
        Kind::Tiff => tiff_pages::pages(bytes, &budget, &mut keep)?,
        Kind::Pdf => pdf_pages::pages(bytes, &budget, &mut keep)?,
    }
    if pages.is_empty() {
        return Err(Refused::Damaged(kind));
    }
    if pages.iter().all(|page: &PageImage| page.blank) {
        return Err(Refused::Blank { pages: pages.len() });
    }
    Ok((kind, pages))
}

/// Finishes a decoded page: upright where the code of a printed sheet tells, shrunk, straightened, encoded and marked if blank.
fn finished(raster: Raster) -> Option<PageImage> {
    let raster = raster.without_false_colour();
    let marks = sheet_codes::find(&raster);
    let raster = match marks.first() {
        Some(mark) => deskew::upright(raster, mark.angle),
        None => raster,
    };
    let raster = raster.shrunk_for_paper();
    let blank = blank_pages::is_blank(&raster);
    let page = encode::encode(&deskew::straightened(raster))?;
    Some(PageImage { blank, marks: marks.into_iter().map(|mark| mark.text).collect(), ..page })
}
