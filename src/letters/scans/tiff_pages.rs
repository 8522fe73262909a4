//! Decodes TIFF as office scanners write it, including several pages and Group 4.
//!
//! Invariant: the number of pages is checked before the first one is decoded, and each page's size before its pixels.

use std::borrow::Cow;
use std::io::Cursor;

use image::metadata::Orientation;
use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::colours::{Profile, from_inks};
use super::decoded::{Decoded, PixelAspect};
use super::jpeg_png::{AlphaMeaning, from_video, on_paper};
use super::raster::{Raster, Tone};
use super::{Budget, Kind, MEMORY, Refused, fax};

const DAMAGED: Refused = Refused::Damaged(Kind::Tiff);
const UNUSUAL: Refused = Refused::Unusual(Kind::Tiff);

/// The most thumbnails that a file may have beside its pages.
const MOST_SMALL: usize = 200;

type File<'a> = Decoder<Cursor<&'a [u8]>>;

/// Passes on the pages, one by one.
///
/// # Errors
/// When a page is too large, damaged or of an unsupported kind.
pub fn pages(
    bytes: &[u8],
    budget: &Budget,
    keep: &mut dyn FnMut(Raster) -> Result<(), Refused>,
) -> Result<(), Refused> {
    // Checked before the first page is decoded.
    let pages = directories(bytes, budget)?;
    let bytes = with_palettes_as_numbers(bytes, &pages);
    let mut decoder = opened(&bytes)?;
    for (index, found) in pages.iter().enumerate() {
        budget.allows_page(index)?;
        decoder.seek_to_image(found.index).map_err(explained)?;
        keep(page(&mut decoder, &bytes, found, budget)?)?;
    }
    Ok(())
}

fn opened(bytes: &[u8]) -> Result<File<'_>, Refused> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MEMORY;
    limits.intermediate_buffer_size = MEMORY;
    Ok(Decoder::new(Cursor::new(bytes)).map_err(explained)?.with_limits(limits))
}

/// A page before it is decoded.
struct TiffPage {
    /// Its index among all directories of the file.
    index: usize,
    /// The offset of its directory.
    at: u64,
    /// The RGB value of each index, where pixels are palette indexes.
    palette: Option<Vec<[u8; 3]>>,
}

fn directories(bytes: &[u8], budget: &Budget) -> Result<Vec<TiffPage>, Refused> {
    let mut decoder = opened(bytes)?;
    let mut pages = Vec::new();
    for index in 0.. {
        // A thumbnail for file lists is not a page.
        let small =
            decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().is_some_and(|bits| bits & 1 == 1);
        if !small {
            let at = decoder.ifd_pointer().ok_or(DAMAGED)?.0;
            pages.push(TiffPage { index, at, palette: palette(&mut decoder) });
            budget.allows_page(pages.len() - 1)?;
        }
        if !decoder.more_images() {
            break;
        }
        if index - pages.len().min(index) > MOST_SMALL {
            return Err(UNUSUAL);
        }
        decoder.next_image().map_err(explained)?;
    }
    Ok(pages)
}

fn palette(decoder: &mut File<'_>) -> Option<Vec<[u8; 3]>> {
    if decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation).ok()?? != 3 {
        return None;
    }
    let values = decoder.get_tag_u16_vec(Tag::ColorMap).ok()?;
    // The standard has 16 bits; some writers store bytes.
    let shift = if values.iter().all(|value| *value < 256) { 0 } else { 8 };
    let part = values.len() / 3;
    let value = |at: usize| (values[at] >> shift).to_be_bytes()[1];
    Some((0..part).map(|index| [value(index), value(part + index), value(2 * part + index)]).collect())
}

/// The same file with palette pages declared as grey: the decoder passes palette indexes on only as grey values.
fn with_palettes_as_numbers<'a>(bytes: &'a [u8], pages: &[TiffPage]) -> Cow<'a, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    let low_first = bytes.starts_with(b"II");
    let number = |part: &[u8]| {
        let digit = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if low_first { part.iter().rev().fold(0, digit) } else { part.iter().fold(0, digit) }
    };
    let big = bytes.get(2..4).is_some_and(|version| number(version) == 43);
    let [count, entry, value] = if big { [8, 20, 12] } else { [2, 12, 8] };
    for found in pages.iter().filter(|page| page.palette.is_some()) {
        let Ok(at) = usize::try_from(found.at) else { continue };
        let entries = bytes.get(at..at.saturating_add(count)).map_or(0, number);
        let first = at + count;
        let is_it = |place: &usize| bytes.get(*place..place + 2).is_some_and(|tag| number(tag) == 262);
        let place = (0..entries.min(1000) as usize).map(|index| first + index * entry).find(is_it);
        if let Some(place) = place.filter(|place| place + value + 2 <= bytes.len()) {
            let grey: [u8; 2] = if low_first { [1, 0] } else { [0, 1] };
            bytes.to_mut()[place + value..][..2].copy_from_slice(&grey);
        }
    }
    bytes
}

fn explained(error: tiff::TiffError) -> Refused {
    match error {
        tiff::TiffError::UnsupportedError(_) => UNUSUAL,
        tiff::TiffError::LimitsExceeded => Refused::TooMuchMemory,
        _ => DAMAGED,
    }
}

fn page(decoder: &mut File<'_>, bytes: &[u8], found: &TiffPage, budget: &Budget) -> Result<Raster, Refused> {
    let (width, height) = decoder.dimensions().map_err(explained)?;
    let size = stretch(decoder).size(budget, [width, height].map(u64::from))?;
    let orientation: Option<u32> = decoder.find_tag_unsigned(Tag::Orientation).ok().flatten();
    let compression = decoder.find_tag_unsigned::<u16>(Tag::Compression).ok().flatten().unwrap_or(1);
    if is_old_lzw(decoder, bytes, compression) {
        return Err(UNUSUAL);
    }
    let tiled = decoder.find_tag(Tag::TileOffsets).ok().flatten().is_some();
    let profile = profile(decoder).and_then(|profile| Profile::read(&profile));
    let (tone, pixels) = if fax::is_fax(compression) && !tiled {
        (Tone::Grey, fax::pixels(decoder, bytes, [width, height])?)
    } else {
        let colours = decoder.colortype().map_err(explained)?;
        let values = values(decoder, compression)?;
        let inks =
            profile.as_ref().filter(|profile| profile.is_of_inks() && matches!(colours, ColorType::CMYK(8 | 16)));
        match inks {
            Some(inks) => (Tone::Colour, inks.inks(values)),
            None => {
                let how = cover(decoder);
                plain(colours, values, (width as usize, how), found.palette.as_deref()).ok_or(UNUSUAL)?
            }
        }
    };
    let raster = Raster::new(width as usize, height as usize, tone, pixels).ok_or(UNUSUAL)?;
    let orientation = orientation.and_then(|value| Orientation::from_exif(u8::try_from(value).ok()?));
    Ok(Decoded { raster, size, orientation, profile }.seen())
}

/// The meaning of the first extra sample (TIFF 6.0, ExtraSamples).
fn cover(decoder: &mut File<'_>) -> AlphaMeaning {
    match decoder.get_tag_u16_vec(Tag::ExtraSamples).ok().and_then(|samples| samples.first().copied()) {
        Some(1) => AlphaMeaning::Within,
        _ => AlphaMeaning::Beside,
    }
}

/// Recognises LZW from before TIFF 5.0, whose bit order is reversed, by its first code, which clears the table.
fn is_old_lzw(decoder: &mut File<'_>, bytes: &[u8], compression: u16) -> bool {
    let first = decoder.get_tag_u64_vec(Tag::StripOffsets).ok().and_then(|strips| strips.first().copied());
    let first = first.and_then(|first| bytes.get(usize::try_from(first).ok()?..));
    compression == 5 && matches!(first, Some([0, second, ..]) if second & 1 == 1)
}

/// The ICC profile. The decoder limits values to a megabyte; no scanner's profile is larger.
fn profile(decoder: &mut File<'_>) -> Option<Vec<u8>> {
    decoder.get_tag_u8_vec(Tag::IccProfile).ok()
}

fn stretch(decoder: &mut File<'_>) -> PixelAspect {
    let mut finest = |tag| match decoder.find_tag(tag).ok()?? {
        Value::Rational(above, below) if above > 0 && below > 0 => Some(f64::from(above) / f64::from(below)),
        _ => None,
    };
    let (Some(across), Some(down)) = (finest(Tag::XResolution), finest(Tag::YResolution)) else {
        return PixelAspect::NONE;
    };
    PixelAspect::of([across, down])
}

/// The values of all pixels, channels interleaved, 16 bits reduced to 8.
fn values(decoder: &mut File<'_>, compression: u16) -> Result<Vec<u8>, Refused> {
    let mut number = |tag| decoder.find_tag_unsigned::<u16>(tag).ok().flatten().unwrap_or(1);
    let (planar, lowest_first, channels) =
        (number(Tag::PlanarConfiguration) == 2, number(Tag::FillOrder) == 2, usize::from(number(Tag::SamplesPerPixel)));
    let mut values = if planar && channels > 1 {
        planes(decoder, channels)?
    } else {
        bytes_of(decoder.read_image().map_err(explained)?)?
    };
    if lowest_first {
        // Bits can be reversed afterwards only in uncompressed data.
        if compression != 1 {
            return Err(UNUSUAL);
        }
        values.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    Ok(values)
}

fn bytes_of(values: DecodingResult) -> Result<Vec<u8>, Refused> {
    match values {
        DecodingResult::U8(values) => Ok(values),
        DecodingResult::U16(values) => Ok(values.into_iter().map(|value| value.to_be_bytes()[0]).collect()),
        _ => Err(UNUSUAL),
    }
}

/// Planar channels in strips of their own, interleaved.
fn planes(decoder: &mut File<'_>, channels: usize) -> Result<Vec<u8>, Refused> {
    let (width, height) = decoder.dimensions().map_err(explained)?;
    let pixels = width as usize * height as usize;
    let strips = decoder.strip_count().map_err(|_| UNUSUAL)? as usize;
    let whole = pixels.checked_mul(channels).filter(|whole| *whole <= MEMORY).ok_or(Refused::TooMuchMemory)?;
    let mut values = vec![0; whole];
    for channel in 0..channels {
        let each = strips / channels;
        let mut at = 0;
        for strip in channel * each..(channel + 1) * each {
            let strip = bytes_of(decoder.read_chunk(strip as u32).map_err(explained)?)?;
            for (value, pixel) in strip.into_iter().zip(at..pixels) {
                values[pixel * channels + channel] = value;
                at = pixel + 1;
            }
        }
        if at < pixels {
            return Err(DAMAGED);
        }
    }
    Ok(values)
}

/// Converts to grey or RGB with eight bits a value.
fn plain(
    colours: ColorType,
    values: Vec<u8>,
    (width, cover): (usize, AlphaMeaning),
    palette: Option<&[[u8; 3]]>,
) -> Option<(Tone, Vec<u8>)> {
    if let Some(palette) = palette {
        let ColorType::Gray(bits @ 1..=8) = colours else { return None };
        // An index outside the palette is shown black, as viewers do.
        let colour = |number: u8| palette.get(usize::from(number)).copied().unwrap_or([0; 3]);
        return Some((Tone::Colour, numbers(&values, width, bits).into_iter().flat_map(colour).collect()));
    }
    Some(match colours {
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            let most = (1_u8 << bits) - 1;
            (Tone::Grey, numbers(&values, width, bits).into_iter().map(|value| value * (255 / most)).collect())
        }
        ColorType::Gray(8 | 16) => (Tone::Grey, values),
        // Grey with an extra sample, which is alpha or not shown.
        ColorType::Multiband { bit_depth: 8 | 16, num_samples: 2 } => (Tone::Grey, on_paper(values, 2, cover)),
        ColorType::RGB(8 | 16) => (Tone::Colour, values),
        ColorType::GrayA(8 | 16) => (Tone::Grey, on_paper(values, 2, cover)),
        ColorType::RGBA(8 | 16) => (Tone::Colour, on_paper(values, 4, cover)),
        ColorType::CMYK(8 | 16) => (Tone::Colour, values.as_chunks().0.iter().copied().flat_map(from_inks).collect()),
        ColorType::YCbCr(8) => (Tone::Colour, values.chunks_exact(3).flat_map(from_video).collect()),
        _ => return None,
    })
}

/// Unpacks numbers of 1, 2, 4 or 8 bits to one byte each; rows begin at a byte.
fn numbers(values: &[u8], width: usize, bits: u8) -> Vec<u8> {
    let (bits, each) = (usize::from(bits), 8 / usize::from(bits));
    let number = |row: &[u8], x: usize| {
        let shift = 8 - bits - x % each * bits;
        (u16::from(row[x / each]) >> shift & ((1 << bits) - 1)) as u8
    };
    let mut numbers = Vec::with_capacity(values.len() * each);
    for row in values.chunks_exact(width.div_ceil(each)) {
        numbers.extend((0..width).map(|x| number(row, x)));
    }
    numbers
}
