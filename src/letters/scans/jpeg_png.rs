//! Decodes JPEG and PNG: one picture, from a phone or a flatbed scanner.
//!
//! Invariant: sizes are checked from the header before anything is decoded, and a picture that is cut off is refused, never
//! filled up.

use std::io::{Cursor, Read as _};
use std::ops::Range;

use flate2::read::ZlibDecoder;
use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::colours::{self, Profile};
use super::decoded::{Decoded, PixelAspect};
use super::raster::{Raster, Tone};
use super::{Budget, Kind, MEMORY, Refused};

/// The most scans of a progressive JPEG; no camera makes so many.
const MOST_PASSES: usize = 64;

/// # Errors
/// When the picture is too large, damaged, cut off or of an unsupported kind.
pub fn jpeg(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    let damaged = Refused::Damaged(Kind::Jpeg);
    let frame = Frame::of(bytes).ok_or(damaged.clone())?;
    if !frame.readable {
        return Err(Refused::Unusual(Kind::Jpeg));
    }
    let size = frame.stretch.size(budget, [frame.width, frame.height])?;
    // A progressive picture is held as coefficients of two bytes in addition to its pixels.
    let each = frame.channels * if frame.progressive { 3 } else { 1 };
    if frame.width * frame.height * each > MEMORY as u64 {
        return Err(Refused::TooMuchMemory);
    }
    let Some(end) = frame.end.filter(|_| (1..=MOST_PASSES).contains(&frame.passes)) else {
        return Err(damaged);
    };
    let mut read = Vec::with_capacity(end + 130);
    let mut from = 0;
    for stray in &frame.strays {
        read.extend_from_slice(&bytes[from..stray.start]);
        from = stray.end;
    }
    read.extend_from_slice(&bytes[from..end]);
    // Decoders continue with zeros after a premature end. No Huffman code is all ones (T.81, C.2), so these bytes stop the
    // decoder instead.
    read.extend([0xff, 0].repeat(64));
    read.extend([0xff, 0xd9]);
    let found = decoded(&read);
    let DecodedJpeg { tone, pixels, orientation, profile } = found.map_err(|_| damaged.clone())?;
    let raster = Raster::new(frame.width as usize, frame.height as usize, tone, pixels).ok_or(damaged)?;
    Ok(Decoded { raster, size, orientation, profile }.seen())
}

/// A decoded JPEG.
struct DecodedJpeg {
    tone: Tone,
    pixels: Vec<u8>,
    orientation: Option<Orientation>,
    /// Absent when it was applied already.
    profile: Option<Profile>,
}

/// Strict, because the decoder otherwise fills missing or damaged parts with grey.
fn decoded(bytes: &[u8]) -> Result<DecodedJpeg, DecodeErrors> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_max_scans(MOST_PASSES);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let profile = decoder.icc_profile().and_then(|profile| Profile::read(&profile));
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let stored = decoder.input_colorspace();
    let (inks, profile): (Option<Profile>, _) = match (profile, stored) {
        (Some(inks), Some(ColorSpace::CMYK | ColorSpace::YCCK)) if inks.is_of_inks() => (Some(inks), None),
        (profile, _) => (None, profile),
    };
    let (tone, colours) = match stored {
        Some(ColorSpace::Luma) => (Tone::Grey, ColorSpace::Luma),
        Some(stored) if inks.is_some() => (Tone::Colour, stored),
        _ => (Tone::Colour, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let mut pixels = decoder.decode()?;
    if let Some(inks) = inks {
        pixels.as_chunks_mut().0.iter_mut().for_each(|pixel| *pixel = ink(*pixel, colours == ColorSpace::YCCK));
        pixels = inks.inks(pixels);
    }
    Ok(DecodedJpeg { tone, pixels, orientation, profile })
}

/// Converts stored CMYK values to coverage. Files store the remaining light (Adobe's convention, followed by all); in YCCK the
/// three coloured inks are stored as YCbCr, not inverted.
fn ink(stored: [u8; 4], as_video: bool) -> [u8; 4] {
    let black = 255 - stored[3];
    let [cyan, magenta, yellow] =
        if as_video { from_video(&stored[..3]) } else { [0, 1, 2].map(|kind| 255 - stored[kind]) };
    [cyan, magenta, yellow, black]
}

/// Converts YCbCr to RGB (ITU-R BT.601, JFIF).
pub fn from_video(values: &[u8]) -> [u8; 3] {
    let [y, blue, red] = [f32::from(values[0]), f32::from(values[1]) - 128.0, f32::from(values[2]) - 128.0];
    [y + 1.402 * red, y - 0.344_14 * blue - 0.714_14 * red, y + 1.772 * blue].map(|v| v.round().clamp(0.0, 255.0) as u8)
}

/// # Errors
/// When the picture is too large, damaged or cut off.
pub fn png(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    let damaged = || Refused::Damaged(Kind::Png);
    // The header is at a fixed position: nothing else is read before the size is checked.
    let header = bytes.get(12..24).filter(|header| header.starts_with(b"IHDR")).ok_or_else(damaged)?;
    let side = |at: usize| u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    budget.allows(side(4), side(8))?;
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MEMORY });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // Both may unpack to any size; the profile is unpacked below, under a limit.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| damaged())?;
    let stretch =
        reader.info().pixel_dims.map_or(PixelAspect::NONE, |to| PixelAspect::of([to.xppu.into(), to.yppu.into()]));
    let size = stretch.size(budget, [side(4), side(8)])?;
    let needed = reader.output_buffer_size().filter(|needed| *needed <= MEMORY).ok_or(Refused::TooMuchMemory)?;
    let mut pixels = vec![0; needed];
    let frame = reader.next_frame(&mut pixels).map_err(|_| damaged())?;
    reader.finish().map_err(|_| damaged())?;
    pixels.truncate(frame.buffer_size());
    let (tone, pixels) = match frame.color_type {
        png::ColorType::Grayscale => (Tone::Grey, pixels),
        png::ColorType::Rgb => (Tone::Colour, pixels),
        png::ColorType::GrayscaleAlpha => (Tone::Grey, on_paper(pixels, 2, AlphaMeaning::Beside)),
        png::ColorType::Rgba => (Tone::Colour, on_paper(pixels, 4, AlphaMeaning::Beside)),
        png::ColorType::Indexed => return Err(Refused::Unusual(Kind::Png)),
    };
    let orientation = reader.info().exif_metadata.as_deref().and_then(Orientation::from_exif_chunk);
    let raster = Raster::new(frame.width as usize, frame.height as usize, tone, pixels).ok_or_else(damaged)?;
    let profile = png_profile(bytes).and_then(|profile| Profile::read(&profile));
    Ok(Decoded { raster, size, orientation, profile }.seen())
}

/// The ICC profile of a PNG (PNG, 11.3.2.3), cut above the largest accepted size.
fn png_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        match kind {
            b"IDAT" => return None,
            b"iCCP" => {
                // A name, its end, and the compression method, of which there is one.
                let name = data.iter().position(|byte| *byte == 0)?;
                let mut profile = Vec::new();
                let packed = data.get(name + 2..)?;
                ZlibDecoder::new(packed).take(colours::MOST as u64 + 1).read_to_end(&mut profile).ok()?;
                return Some(profile);
            }
            _ => rest = after.get(4..)?,
        }
    }
}

/// The meaning of the last channel, alpha, for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlphaMeaning {
    /// Straight alpha: the colours are those of full coverage.
    Beside,
    /// Premultiplied alpha: the colours are already reduced.
    Within,
}

/// Composes transparent pixels with white, in place.
pub fn on_paper(mut values: Vec<u8>, channels: usize, how: AlphaMeaning) -> Vec<u8> {
    let mut to = 0;
    for from in (0..values.len() / channels * channels).step_by(channels) {
        let cover = u32::from(values[from + channels - 1]);
        for channel in 0..channels - 1 {
            let value = u32::from(values[from + channel]);
            values[to] = match how {
                AlphaMeaning::Beside => (value * cover + 255 * (255 - cover) + 127) / 255,
                AlphaMeaning::Within => (value + 255 - cover).min(255),
            } as u8;
            to += 1;
        }
    }
    values.truncate(to);
    values
}

/// Width and height of a JPEG from its header; `None` when the file was cut off.
pub fn size(bytes: &[u8]) -> Option<[u64; 2]> {
    Frame::of(bytes).filter(|frame| frame.end.is_some()).map(|frame| [frame.width, frame.height])
}

/// The frame of a JPEG, as read from the markers without decoding (ITU-T T.81, annex B).
struct Frame {
    width: u64,
    height: u64,
    channels: u64,
    /// True for 8-bit Huffman-coded lossy frames, which cameras and scanners write.
    readable: bool,
    progressive: bool,
    passes: usize,
    /// From the JFIF header.
    stretch: PixelAspect,
    /// The position of the end marker.
    end: Option<usize>,
    /// Bytes between segments that belong to none. Some cameras leave them, and every decoder skips them.
    strays: Vec<Range<usize>>,
}

impl Frame {
    /// A frame as its start describes it.
    fn started(marker: u8, segment: &[u8], stretch: PixelAspect) -> Option<Self> {
        let [bits, h1, h0, w1, w0, channels, ..] = segment else { return None };
        let side = |high: &u8, low: &u8| u64::from(u16::from_be_bytes([*high, *low]));
        Some(Self {
            width: side(w1, w0),
            height: side(h1, h0),
            channels: u64::from(*channels),
            readable: matches!(marker, 0xc0..=0xc2) && *bits == 8,
            progressive: matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce),
            passes: 0,
            stretch,
            end: None,
            strays: Vec::new(),
        })
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let mut frame: Option<Self> = None;
        let mut stretch = PixelAspect::NONE;
        let mut strays = Vec::new();
        let mut at = 2;
        loop {
            // Any number of fill bytes may precede a marker.
            let from = at;
            while bytes.get(at).is_some() && !matches!(bytes[at..], [0xff, 1..=0xfe, ..]) {
                at += 1;
            }
            let Some(&marker) = bytes.get(at + 1) else { return frame };
            if bytes[from..at].iter().any(|byte| *byte != 0xff) {
                strays.push(from..at);
            }
            at += 2;
            match marker {
                0xd9 => {
                    return frame.map(|frame| Self { end: Some(at - 2), strays, ..frame });
                }
                0x01 | 0xd0..=0xd7 => continue,
                _ => {}
            }
            let Some(length) = bytes.get(at..at + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))) else {
                return frame;
            };
            let segment = bytes.get(at + 2..at + length.max(2));
            match (marker, segment) {
                // Every start of frame, including arithmetic, lossless and JPEG-LS ones.
                (
                    0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xf7,
                    Some(segment @ [_, _, _, _, _, _, ..]),
                ) => {
                    frame = Self::started(marker, segment, stretch);
                }
                // Dots for each inch or centimetre. Writers disagree on the order of the values in other units.
                (0xe0, Some([b'J', b'F', b'I', b'F', 0, _, _, 1 | 2, x1, x0, y1, y0, ..])) => {
                    let dots = |high: &u8, low: &u8| f64::from(u16::from_be_bytes([*high, *low]));
                    stretch = PixelAspect::of([dots(x1, x0), dots(y1, y0)]);
                }
                (0xda, Some(_)) => {
                    let frame = frame.as_mut()?;
                    frame.passes += 1;
                    at += length;
                    // Coded data extends to the next marker that is no restart marker and no stuffed byte.
                    while let (Some(first), Some(second)) = (bytes.get(at), bytes.get(at + 1)) {
                        if *first == 0xff && !matches!(second, 0 | 0xd0..=0xd7 | 0xff) {
                            break;
                        }
                        at += 1;
                    }
                    continue;
                }
                _ => {}
            }
            at += length.max(2);
            if at >= bytes.len() {
                return frame;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_of_inks_is_light() {
        assert_eq!(ink([255, 255, 255, 255], false), [0; 4], "white paper");
        assert_eq!(ink([0, 255, 255, 55], false), [255, 0, 0, 200]);
        // In YCCK the three inks are a picture of their own; none of them is black.
        assert_eq!(ink([0, 128, 128, 255], true), [0; 4], "white paper");
        assert_eq!(ink([255, 128, 128, 0], true), [255; 4]);
    }
}
