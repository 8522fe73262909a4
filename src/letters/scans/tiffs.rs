//! TIFF: what office scanners write, several pages of Group 4 among it.

use std::io::Cursor;

use image::metadata::Orientation;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::raster::{Raster, Tone};
use super::stills::{halve, on_paper};
use super::{Budget, Kind, MEMORY, Refused};

const DAMAGED: Refused = Refused::Damaged(Kind::Tiff);
const UNUSUAL: Refused = Refused::Unusual(Kind::Tiff);

/// Hands over the pages, one by one.
///
/// # Errors
/// When a page is too large, damaged or of a kind that is not read.
pub fn pages(
    bytes: &[u8],
    budget: &Budget,
    keep: &mut dyn FnMut(Raster) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MEMORY;
    limits.intermediate_buffer_size = MEMORY;
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(explained)?.with_limits(limits);
    let mut kept = 0;
    loop {
        // A small picture of a page, for a list of files, is no page.
        let small =
            decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().is_some_and(|bits| bits & 1 == 1);
        if !small {
            budget.allows_page(kept)?;
            keep(page(&mut decoder, budget)?)?;
            kept += 1;
        }
        if !decoder.more_images() {
            return Ok(());
        }
        decoder.next_image().map_err(explained)?;
    }
}

fn explained(error: tiff::TiffError) -> Refused {
    match error {
        tiff::TiffError::UnsupportedError(_) => UNUSUAL,
        tiff::TiffError::LimitsExceeded => Refused::TooMuchMemory,
        _ => DAMAGED,
    }
}

fn page(decoder: &mut Decoder<Cursor<&[u8]>>, budget: &Budget) -> Result<Raster, Refused> {
    let (width, height) = decoder.dimensions().map_err(explained)?;
    budget.allows(width.into(), height.into())?;
    let colours = decoder.colortype().map_err(explained)?;
    let orientation: Option<u32> = decoder.find_tag_unsigned(Tag::Orientation).ok().flatten();
    let (width, height) = (width as usize, height as usize);
    let values = match decoder.read_image().map_err(explained)? {
        DecodingResult::U8(values) => values,
        DecodingResult::U16(values) => {
            let mut bytes: Vec<u8> = values.into_iter().flat_map(u16::to_ne_bytes).collect();
            halve(&mut bytes);
            bytes
        }
        _ => return Err(UNUSUAL),
    };
    let (tone, pixels) = plain(colours, values, width).ok_or(UNUSUAL)?;
    let raster = Raster::new(width, height, tone, pixels).ok_or(UNUSUAL)?;
    let orientation = orientation.and_then(|value| Orientation::from_exif(u8::try_from(value).ok()?));
    let raster = raster.without_false_colour().shrunk_for_either_way();
    Ok(raster.oriented(orientation.unwrap_or(Orientation::NoTransforms)))
}

/// Eight bits a value, grey or red, green and blue.
fn plain(colours: ColorType, values: Vec<u8>, width: usize) -> Option<(Tone, Vec<u8>)> {
    Some(match colours {
        ColorType::Gray(1) => (Tone::Grey, bits(&values, width)),
        ColorType::Gray(8 | 16) => (Tone::Grey, values),
        ColorType::RGB(8 | 16) => (Tone::Colour, values),
        ColorType::GrayA(8 | 16) => (Tone::Grey, on_paper(values, 2)),
        ColorType::RGBA(8 | 16) => (Tone::Colour, on_paper(values, 4)),
        ColorType::CMYK(8 | 16) => (Tone::Colour, values.chunks_exact(4).flat_map(from_inks).collect()),
        ColorType::YCbCr(8) => (Tone::Colour, values.chunks_exact(3).flat_map(from_video).collect()),
        _ => return None,
    })
}

/// One byte for each bit, black or white; rows begin with a byte.
fn bits(values: &[u8], width: usize) -> Vec<u8> {
    let row =
        |row: &[u8]| (0..width).map(|x| if row[x / 8] >> (7 - x % 8) & 1 == 1 { 255 } else { 0 }).collect::<Vec<u8>>();
    values.chunks_exact(width.div_ceil(8)).flat_map(row).collect()
}

fn from_inks(inks: &[u8]) -> [u8; 3] {
    let light = 255 - u16::from(inks[3]);
    [0, 1, 2].map(|ink| ((255 - u16::from(inks[ink])) * light / 255) as u8)
}

fn from_video(values: &[u8]) -> [u8; 3] {
    let [y, blue, red] = [f32::from(values[0]), f32::from(values[1]) - 128.0, f32::from(values[2]) - 128.0];
    [y + 1.402 * red, y - 0.344_14 * blue - 0.714_14 * red, y + 1.772 * blue].map(|v| v.round().clamp(0.0, 255.0) as u8)
}
