//! JPEG and PNG: one picture, from a phone or a flatbed scanner.

use std::io::Cursor;

use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::raster::{Raster, Tone};
use super::{Budget, Kind, MEMORY, Refused};

/// More passes over a picture than any camera makes.
const MOST_PASSES: usize = 64;

/// # Errors
/// When it is too large, damaged, cut off or of a kind that is not read.
pub fn jpeg(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    let damaged = Refused::Damaged(Kind::Jpeg);
    let frame = Frame::of(bytes).ok_or(damaged.clone())?;
    if !frame.readable {
        return Err(Refused::Unusual(Kind::Jpeg));
    }
    budget.allows(frame.width, frame.height)?;
    // A progressive picture is held as coefficients of two bytes beside its pixels.
    let each = frame.channels * if frame.progressive { 3 } else { 1 };
    if frame.width * frame.height * each > MEMORY as u64 {
        return Err(Refused::TooMuchMemory);
    }
    let Some(end) = frame.end.filter(|_| (1..=MOST_PASSES).contains(&frame.passes)) else {
        return Err(damaged);
    };
    // A decoder goes on with zeros where an end comes too early. No code is all ones (T.81, C.2), so before this end it stops.
    let bytes = [&bytes[..end], [0xff, 0].repeat(64).as_slice(), &[0xff, 0xd9]].concat();
    let (orientation, tone, pixels) = match decoded(&bytes, true) {
        // Some cameras leave bytes between their headers, which is no harm.
        Err(DecodeErrors::FormatStatic(why)) if why.contains("between headers") => decoded(&bytes, false),
        other => other,
    }
    .map_err(|_| damaged.clone())?;
    finished([frame.width as usize, frame.height as usize], tone, pixels, orientation).ok_or(damaged)
}

/// Which way up, and the pixels. Unless it is strict the decoder fills up what is missing or damaged with grey.
fn decoded(bytes: &[u8], strict: bool) -> Result<(Option<Orientation>, Tone, Vec<u8>), DecodeErrors> {
    let options = DecoderOptions::default()
        .set_strict_mode(strict)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_max_scans(MOST_PASSES);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let (tone, colours) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (Tone::Grey, ColorSpace::Luma),
        _ => (Tone::Colour, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let pixels = decoder.decode()?;
    Ok((decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif)), tone, pixels))
}

/// # Errors
/// When it is too large, damaged or cut off.
pub fn png(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    let damaged = || Refused::Damaged(Kind::Png);
    // The header is at a fixed place: nothing else is read before the size is known to be fine.
    let header = bytes.get(12..24).filter(|header| header.starts_with(b"IHDR")).ok_or_else(damaged)?;
    let side = |at: usize| u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    budget.allows(side(4), side(8))?;
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MEMORY });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // Both unpack to whatever size they like.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| damaged())?;
    let needed = reader.output_buffer_size().filter(|needed| *needed <= MEMORY).ok_or(Refused::TooMuchMemory)?;
    let mut pixels = vec![0; needed];
    let frame = reader.next_frame(&mut pixels).map_err(|_| damaged())?;
    reader.finish().map_err(|_| damaged())?;
    pixels.truncate(frame.buffer_size());
    let (tone, pixels) = match frame.color_type {
        png::ColorType::Grayscale => (Tone::Grey, pixels),
        png::ColorType::Rgb => (Tone::Colour, pixels),
        png::ColorType::GrayscaleAlpha => (Tone::Grey, on_paper(pixels, 2)),
        png::ColorType::Rgba => (Tone::Colour, on_paper(pixels, 4)),
        png::ColorType::Indexed => return Err(Refused::Unusual(Kind::Png)),
    };
    let orientation = reader.info().exif_metadata.as_deref().and_then(Orientation::from_exif_chunk);
    finished([frame.width as usize, frame.height as usize], tone, pixels, orientation).ok_or_else(damaged)
}

fn finished(
    [width, height]: [usize; 2],
    tone: Tone,
    pixels: Vec<u8>,
    orientation: Option<Orientation>,
) -> Option<Raster> {
    let raster = Raster::new(width, height, tone, pixels)?;
    // Turned when it is small: the same pixels, and a second copy of 48 million of them is never held.
    let raster = raster.without_false_colour().shrunk_for_either_way();
    Some(raster.oriented(orientation.unwrap_or(Orientation::NoTransforms)))
}

/// Lays what is transparent on white, in place; the last value of a pixel is how much it covers.
pub fn on_paper(mut values: Vec<u8>, channels: usize) -> Vec<u8> {
    let mut to = 0;
    for from in (0..values.len() / channels * channels).step_by(channels) {
        let cover = u32::from(values[from + channels - 1]);
        for channel in 0..channels - 1 {
            let value = u32::from(values[from + channel]);
            values[to] = ((value * cover + 255 * (255 - cover) + 127) / 255) as u8;
            to += 1;
        }
    }
    values.truncate(to);
    values
}

/// Width and height of a JPEG, by its header; `None` when it was cut off.
pub fn size(bytes: &[u8]) -> Option<[u64; 2]> {
    Frame::of(bytes).filter(|frame| frame.end.is_some()).map(|frame| [frame.width, frame.height])
}

/// What the markers of a JPEG tell without decoding it (ITU-T T.81, annex B).
struct Frame {
    width: u64,
    height: u64,
    channels: u64,
    /// Of eight bits, Huffman-coded, with loss: what cameras and scanners write.
    readable: bool,
    progressive: bool,
    passes: usize,
    /// Where its end is marked.
    end: Option<usize>,
}

impl Frame {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut frame: Option<Self> = None;
        let mut at = 2;
        loop {
            // Any number of fill bytes may stand before a marker.
            while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
                at += 1;
            }
            let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
                return frame;
            };
            at += 2;
            match marker {
                0xd9 => {
                    return frame.map(|frame| Self { end: Some(at - 2), ..frame });
                }
                0x01 | 0xd0..=0xd7 => continue,
                _ => {}
            }
            let Some(length) = bytes.get(at..at + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))) else {
                return frame;
            };
            let segment = bytes.get(at + 2..at + length.max(2));
            match (marker, segment) {
                // Every start of a frame, arithmetic and lossless ones and those of JPEG-LS too.
                (
                    0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xf7,
                    Some([bits, h1, h0, w1, w0, channels, ..]),
                ) => {
                    let side = |high: &u8, low: &u8| u64::from(u16::from_be_bytes([*high, *low]));
                    frame = Some(Self {
                        width: side(w1, w0),
                        height: side(h1, h0),
                        channels: u64::from(*channels),
                        readable: matches!(marker, 0xc0..=0xc2) && *bits == 8,
                        progressive: matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce),
                        passes: 0,
                        end: None,
                    });
                }
                (0xda, Some(_)) => {
                    let frame = frame.as_mut()?;
                    frame.passes += 1;
                    at += length;
                    // Coded data goes on to the next marker that is no restart and no stuffed byte.
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
