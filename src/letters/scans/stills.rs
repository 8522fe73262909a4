//! JPEG and PNG: one picture, from a phone or a flatbed scanner.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder};

use super::raster::{Raster, Tone};
use super::{Budget, Kind, MEMORY, Refused};

/// More passes over a picture than any camera makes.
const MOST_PASSES: usize = 64;

/// # Errors
/// When it is too large, damaged or cut off.
pub fn jpeg(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    let damaged = Refused::Damaged(Kind::Jpeg);
    let frame = Frame::of(bytes).ok_or(damaged.clone())?;
    budget.allows(frame.width, frame.height)?;
    // A progressive picture is held as coefficients of two bytes beside its pixels.
    let each = frame.channels * if frame.progressive { 3 } else { 1 };
    if frame.width * frame.height * each > MEMORY as u64 {
        return Err(Refused::TooMuchMemory);
    }
    // The decoder fills up what is missing, so a file that was cut off has to be found out first.
    if frame.passes == 0 || frame.passes > MOST_PASSES || !frame.ends {
        return Err(damaged);
    }
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|_| damaged)?;
    decoded(decoder, Kind::Jpeg, budget)
}

/// # Errors
/// When it is too large, damaged or cut off.
pub fn png(bytes: &[u8], budget: &Budget) -> Result<Raster, Refused> {
    // The header is at a fixed place: nothing else is read before the size is known to be fine.
    let header = bytes.get(12..24).filter(|header| header.starts_with(b"IHDR")).ok_or(Refused::Damaged(Kind::Png))?;
    let side = |at: usize| u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    budget.allows(side(4), side(8))?;
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(MEMORY as u64);
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(|_| Refused::Damaged(Kind::Png))?;
    decoded(decoder, Kind::Png, budget)
}

fn decoded(mut decoder: impl ImageDecoder, kind: Kind, budget: &Budget) -> Result<Raster, Refused> {
    let (width, height) = decoder.dimensions();
    budget.allows(width.into(), height.into())?;
    let needed = usize::try_from(decoder.total_bytes()).unwrap_or(usize::MAX);
    if needed > MEMORY {
        return Err(Refused::TooMuchMemory);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let colours = decoder.color_type();
    let mut pixels = vec![0; needed];
    decoder.read_image(&mut pixels).map_err(|_| Refused::Damaged(kind))?;
    let (tone, pixels) = plain(colours, pixels).ok_or(Refused::Unusual(kind))?;
    let raster = Raster::new(width as usize, height as usize, tone, pixels).ok_or(Refused::Damaged(kind))?;
    // Turned when it is small: the same pixels, and a second copy of 48 million of them is never held.
    Ok(raster.without_false_colour().shrunk_for_either_way().oriented(orientation))
}

/// Eight bits, no transparency.
fn plain(colours: ColorType, mut pixels: Vec<u8>) -> Option<(Tone, Vec<u8>)> {
    let colours = match colours {
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
            halve(&mut pixels);
            match colours {
                ColorType::L16 => ColorType::L8,
                ColorType::La16 => ColorType::La8,
                ColorType::Rgb16 => ColorType::Rgb8,
                _ => ColorType::Rgba8,
            }
        }
        other => other,
    };
    match colours {
        ColorType::L8 => Some((Tone::Grey, pixels)),
        ColorType::Rgb8 => Some((Tone::Colour, pixels)),
        ColorType::La8 => Some((Tone::Grey, on_paper(pixels, 2))),
        ColorType::Rgba8 => Some((Tone::Colour, on_paper(pixels, 4))),
        _ => None,
    }
}

/// Keeps the upper of the two bytes of each value, in place.
pub fn halve(values: &mut Vec<u8>) {
    for at in 0..values.len() / 2 {
        values[at] = u16::from_ne_bytes([values[2 * at], values[2 * at + 1]]).to_be_bytes()[0];
    }
    values.truncate(values.len() / 2);
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

/// Width and height of a JPEG, by its header.
pub fn size(bytes: &[u8]) -> Option<[u64; 2]> {
    Frame::of(bytes).map(|frame| [frame.width, frame.height])
}

/// What the markers of a JPEG tell without decoding it (ITU-T T.81, annex B).
struct Frame {
    width: u64,
    height: u64,
    channels: u64,
    progressive: bool,
    passes: usize,
    ends: bool,
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
                    return frame.map(|frame| Self { ends: true, ..frame });
                }
                0x01 | 0xd0..=0xd7 => continue,
                _ => {}
            }
            let Some(length) = bytes.get(at..at + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))) else {
                return frame;
            };
            let segment = bytes.get(at + 2..at + length.max(2));
            match (marker, segment) {
                // Every start of a frame, lossless and arithmetic ones too: what cannot be decoded is said later.
                (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, Some([_, h1, h0, w1, w0, channels, ..])) => {
                    let side = |high: &u8, low: &u8| u64::from(u16::from_be_bytes([*high, *low]));
                    frame = Some(Self {
                        width: side(w1, w0),
                        height: side(h1, h0),
                        channels: u64::from(*channels),
                        progressive: matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce),
                        passes: 0,
                        ends: false,
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
