//! Encodes pages for storage, display and the letter: JPEG for grey and colour, 1-bit PNG for black and white. Also covers
//! regions that must not circulate.
//!
//! Invariant: an encoded page holds its pixels and nothing else, no metadata of the original file.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{ExtendedColorType, ImageDecoder};
use serde::{Deserialize, Serialize};

use super::raster::{Raster, Tone};
use crate::vocabulary::vocabulary;

/// JPEG quality: below it handwriting frays, above it mails grow without benefit.
const QUALITY: u8 = 80;

/// The side of a JPEG block. Covered regions grow to whole blocks, so that no covered pixel survives in the coefficients of a
/// block.
const SQUARE: usize = 8;

vocabulary! {
    /// The encoding of a page.
    PageCoding {
        /// Baseline JPEG in colour.
        JpegColour = "jpeg_colour",
        /// Baseline JPEG in grey.
        JpegGrey = "jpeg_grey",
        /// One bit a pixel, not interlaced, no row filters: its data can go into a PDF as Flate with PNG predictors.
        PngBilevel = "png_bilevel",
    }
}

impl PageCoding {
    /// The value for a `Content-Type` header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::JpegColour | Self::JpegGrey => "image/jpeg",
            Self::PngBilevel => "image/png",
        }
    }
}

/// A page, encoded by this module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    pub coding: PageCoding,
    pub width: u32,
    pub height: u32,
    /// True when the page has no visible marks.
    pub blank: bool,
    /// The marks of printed sheets on it, each once: the codes of the drafts that they belong to.
    pub marks: Vec<String>,
    pub bytes: Vec<u8>,
}

/// A rectangle of a page, as fractions (0 to 1) of the page's width and height, measured from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Region {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

/// `None` when the pixels cannot be encoded, which does not happen within the limits.
pub fn encode(raster: &Raster) -> Option<PageImage> {
    let (width, height) = (u32::try_from(raster.width).ok()?, u32::try_from(raster.height).ok()?);
    let (coding, bytes) = match raster.tone {
        Tone::Bilevel => (PageCoding::PngBilevel, png(raster, width, height)?),
        Tone::Grey => (PageCoding::JpegGrey, jpeg(raster, width, height, ExtendedColorType::L8)?),
        Tone::Colour => (PageCoding::JpegColour, jpeg(raster, width, height, ExtendedColorType::Rgb8)?),
    };
    Some(PageImage { coding, width, height, blank: false, marks: Vec::new(), bytes })
}

fn jpeg(raster: &Raster, width: u32, height: u32, colours: ExtendedColorType) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(raster.pixels.len() / 8);
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode(&raster.pixels, width, height, colours).ok()?;
    Some(bytes)
}

fn png(raster: &Raster, width: u32, height: u32) -> Option<Vec<u8>> {
    let mut packed = Vec::with_capacity(raster.height * raster.width.div_ceil(8));
    for row in raster.rows() {
        let byte = |bits: &[u8]| bits.iter().zip(0..).fold(0_u8, |byte, (bit, at)| byte | ((bit & 1) << (7 - at)));
        packed.extend(row.chunks(8).map(byte));
    }
    let mut bytes = Vec::with_capacity(packed.len() / 8);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    // Row filters help for tones, not for single bits.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&packed).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

fn decoded(page: &PageImage) -> Option<Raster> {
    let (width, height) = (page.width as usize, page.height as usize);
    match page.coding {
        PageCoding::JpegColour | PageCoding::JpegGrey => {
            let tone = if page.coding == PageCoding::JpegGrey { Tone::Grey } else { Tone::Colour };
            let decoder = JpegDecoder::new(Cursor::new(&page.bytes)).ok()?;
            let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).ok()?];
            decoder.read_image(&mut pixels).ok()?;
            Raster::new(width, height, tone, pixels)
        }
        PageCoding::PngBilevel => {
            let mut decoder = png::Decoder::new(Cursor::new(&page.bytes));
            decoder.set_transformations(png::Transformations::EXPAND);
            let mut reader = decoder.read_info().ok()?;
            let mut pixels = vec![0; reader.output_buffer_size()?];
            reader.next_frame(&mut pixels).ok()?;
            Raster::new(width, height, Tone::Bilevel, pixels)
        }
    }
}

/// Turns a page by a quarter, clockwise. `None` when the page was not encoded by this module.
pub fn turned(page: &PageImage) -> Option<PageImage> {
    let before = decoded(page)?;
    let (width, height, channels) = (before.height, before.width, before.channels());
    let mut pixels = Vec::with_capacity(before.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let from = ((before.height - 1 - x) * before.width + y) * channels;
            pixels.extend_from_slice(before.pixels.get(from..from + channels)?);
        }
    }
    encode(&Raster::new(width, height, before.tone, pixels)?)
}

/// Replaces the pixels of regions with ink, so that nothing below them is left. `None` when the page was not encoded by this
/// module.
pub fn cover(page: &PageImage, regions: &[Region]) -> Option<PageImage> {
    let mut raster = decoded(page)?;
    let square = if raster.tone == Tone::Bilevel { 1 } else { SQUARE };
    let channels = raster.channels();
    let ink: &[u8] = match raster.tone {
        Tone::Bilevel => &[0],
        Tone::Grey => &[31],
        Tone::Colour => &[0x16, 0x20, 0x2e],
    };
    for region in regions {
        let [left, right] = covered(region.x, region.w, raster.width, square);
        let [top, bottom] = covered(region.y, region.h, raster.height, square);
        for y in top..bottom {
            let row = (y * raster.width + left) * channels..(y * raster.width + right) * channels;
            raster.pixels[row].chunks_exact_mut(channels).for_each(|pixel| pixel.copy_from_slice(ink));
        }
    }
    encode(&raster)
}

/// The range of pixels that a region covers, the end excluded, widened to whole blocks.
fn covered(start: f64, length: f64, side: usize, square: usize) -> [usize; 2] {
    let place = |part: f64| (part * side as f64).clamp(0.0, side as f64);
    let first = place(start).floor() as usize / square * square;
    let end = (place(start + length).ceil() as usize).div_ceil(square) * square;
    [first.min(side), end.min(side)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(tone: Tone) -> Raster {
        let channels = if tone == Tone::Colour { 3 } else { 1 };
        let value = |at: usize| if tone == Tone::Bilevel { [0, 255][at / 7 % 2] } else { (at % 251) as u8 };
        Raster { width: 83, height: 61, tone, pixels: (0..83 * 61 * channels).map(value).collect() }
    }

    #[test]
    fn black_and_white_comes_back_as_it_was() {
        let raster = page(Tone::Bilevel);
        let page = encode(&raster).expect("a page");
        assert_eq!(page.coding, PageCoding::PngBilevel);
        assert_eq!(decoded(&page).expect("one of ours"), raster);
    }

    #[test]
    fn nothing_lies_below_what_is_covered() {
        for tone in [Tone::Bilevel, Tone::Grey, Tone::Colour] {
            let mut other = page(tone);
            let region = Region { x: 0.25, y: 0.5, w: 0.4, h: 0.2 };
            // Two pages that differ only below the region have to give the same file once it is covered.
            let channels = other.channels();
            for y in 31..42 {
                for x in 22..53 {
                    other.pixels[(y * 83 + x) * channels] ^= 255;
                }
            }
            let covered = |raster: &Raster| cover(&encode(raster).expect("a page"), &[region]).expect("one of ours");
            assert_eq!(covered(&page(tone)), covered(&other), "{tone:?}");
        }
    }

    #[test]
    fn a_page_turned_four_times_is_as_it_was() {
        let raster = page(Tone::Bilevel);
        let mut once = turned(&encode(&raster).expect("a page")).expect("one of ours");
        assert_eq!((once.width, once.height), (61, 83));
        // The upper left corner goes to the upper right.
        assert_eq!(decoded(&once).expect("one of ours").pixels[60], raster.pixels[0]);
        for _ in 0..3 {
            once = turned(&once).expect("one of ours");
        }
        assert_eq!(decoded(&once).expect("one of ours"), raster);
    }

    #[test]
    fn a_region_beyond_the_page_covers_to_its_edge() {
        assert_eq!(covered(0.9, 0.5, 100, 8), [88, 100]);
        assert_eq!(covered(0.0, 1.0, 100, 1), [0, 100]);
        assert_eq!(covered(0.5, 0.0, 100, 1), [50, 50]);
    }
}
