//! Reads the PNG of a logo: decodes it under limits, converts its colours to sRGB, composites it on white, trims its margins
//! and reduces it to print resolution. The output is pixels without metadata.
//!
//! The paper below a letterhead is always white, so a transparent logo composited on white looks the same, and letters need
//! no transparency.

use std::io::Cursor;

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::Refused;

/// The most megapixels that are decoded: 64 MB of memory, only while the service starts.
const MOST_MEGAPIXELS: u64 = 16;
/// The finest resolution of an office printer, in pixels per point.
const FINEST: f32 = 300.0 / 72.0;
const KIND: &str = "PNG";

/// Returns the size in pixels and the PNG file. `place` gives the room, in points, for a picture of a size.
pub fn read(file: &[u8], place: impl Fn([f32; 2]) -> [f32; 2]) -> Result<([u32; 2], Vec<u8>), Refused> {
    let picture = trimmed(decoded(file)?).ok_or(Refused::Nothing(KIND))?;
    let size = place([picture.width as f32, picture.height as f32]);
    let [most_width, most_height] = size.map(|side| (side * FINEST).ceil().max(1.0) as usize);
    let picture = if picture.width > most_width {
        let pixels = shrunk(&picture.pixels, picture.width, most_width);
        let pixels = shrunk(&pixels, picture.height, most_height);
        Picture { width: most_width, height: most_height, pixels }
    } else {
        picture
    };
    let size = [picture.width, picture.height].map(|side| side as u32);
    let files = [png::Filter::NoFilter, png::Filter::Adaptive].map(|filter| encoded(&picture.pixels, size, filter));
    let smallest = files.into_iter().flatten().min_by_key(Vec::len);
    Ok((size, smallest.ok_or_else(|| broken("it cannot be written"))?))
}

fn broken(why: impl ToString) -> Refused {
    Refused::Broken { kind: KIND, why: why.to_string() }
}

/// Three bytes a pixel, row by row from the top.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

fn decoded(file: &[u8]) -> Result<Picture, Refused> {
    // The header is at a fixed place, so the size is checked before anything else is read.
    let header = file.get(12..24).filter(|header| header.starts_with(b"IHDR")).ok_or_else(|| broken("no header"))?;
    let [width, height] = [4, 8].map(|at| u32::from_be_bytes([0, 1, 2, 3].map(|byte| header[at + byte])));
    if u64::from(width) * u64::from(height) > MOST_MEGAPIXELS * 1_000_000 {
        return Err(Refused::TooManyPixels { width, height, most: MOST_MEGAPIXELS });
    }
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), png::Limits { bytes: 128 << 20 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(broken)?;
    if reader.info().animation_control.is_some() {
        return Err(Refused::Moves(KIND));
    }
    let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let mut bytes = vec![0; reader.output_buffer_size().ok_or_else(|| broken("it is too large"))?];
    let frame = reader.next_frame(&mut bytes).map_err(broken)?;
    bytes.truncate(frame.buffer_size());
    let mut pixels: Vec<[u8; 4]> = match frame.color_type {
        png::ColorType::Grayscale => bytes.iter().map(|&v| [v, v, v, 255]).collect(),
        png::ColorType::GrayscaleAlpha => bytes.as_chunks().0.iter().map(|&[v, a]| [v, v, v, a]).collect(),
        png::ColorType::Rgb => bytes.as_chunks().0.iter().map(|&[r, g, b]| [r, g, b, 255]).collect(),
        png::ColorType::Rgba => bytes.as_chunks().0.to_vec(),
        png::ColorType::Indexed => return Err(broken("its palette is not complete")),
    };
    if let Some(profile) = profile {
        pixels = in_srgb(&pixels, &profile).ok_or(Refused::Profile)?;
    }
    let on_white = |[r, g, b, a]: [u8; 4]| {
        let over = |v: u8| ((u32::from(v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
        [r, g, b].map(over)
    };
    let pixels = pixels.into_iter().flat_map(on_white).collect();
    Ok(Picture { width: width as usize, height: height as usize, pixels })
}

/// Converts colours from the file's profile to sRGB, the document's output intent.
fn in_srgb(pixels: &[[u8; 4]], profile: &[u8]) -> Option<Vec<[u8; 4]>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let (layout, srgb) = (Layout::Rgba, ColorProfile::new_srgb());
    let transform = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()).ok()?;
    let mut turned = vec![[0; 4]; pixels.len()];
    transform.transform(pixels.as_flattened(), turned.as_flattened_mut()).ok()?;
    Some(turned)
}

/// Trims the white margins; `None` if all is white.
fn trimmed(picture: Picture) -> Option<Picture> {
    let Picture { width, height, pixels } = picture;
    let seen = |x: usize, y: usize| pixels[(y * width + x) * 3..][..3] != [255; 3];
    let row = |y: &usize| (0..width).any(|x| seen(x, *y));
    let column = |x: &usize| (0..height).any(|y| seen(*x, y));
    let (top, bottom) = ((0..height).find(row)?, (0..height).rfind(row)?);
    let (left, right) = ((0..width).find(column)?, (0..width).rfind(column)?);
    let rows = (top..=bottom).flat_map(|y| &pixels[(y * width + left) * 3..(y * width + right + 1) * 3]);
    Some(Picture { width: right + 1 - left, height: bottom + 1 - top, pixels: rows.copied().collect() })
}

/// Reduces each row from `from` to `to` pixels, each the mean of those it covers, and transposes the picture, so that two
/// calls reduce both dimensions.
fn shrunk(pixels: &[u8], from: usize, to: usize) -> Vec<u8> {
    let rows: Vec<&[[u8; 3]]> = pixels.as_chunks().0.chunks_exact(from).collect();
    let step = from as f32 / to as f32;
    let mut turned = Vec::with_capacity(rows.len() * to * 3);
    for at in 0..to {
        let (start, end) = (at as f32 * step, (at + 1) as f32 * step);
        let covered: Vec<(usize, f32)> = (start as usize..(end.ceil() as usize).min(from))
            .map(|x| (x, end.min(x as f32 + 1.0) - start.max(x as f32)))
            .collect();
        let whole: f32 = covered.iter().map(|(_, part)| part).sum();
        for row in &rows {
            for channel in 0..3 {
                let sum: f32 = covered.iter().map(|&(x, part)| f32::from(row[x][channel]) * part).sum();
                turned.push((sum / whole).round() as u8);
            }
        }
    }
    turned
}

fn encoded(pixels: &[u8], [width, height]: [u32; 2], filter: png::Filter) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(
        color: png::ColorType,
        [width, height]: [u32; 2],
        pixels: &[u8],
        more: impl Fn(&mut png::Encoder<&mut Vec<u8>>),
    ) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        more(&mut encoder);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(pixels).expect("pixels");
        writer.finish().expect("an end");
        file
    }

    fn pixels_of(file: &[u8]) -> Picture {
        decoded(file).expect("one of ours")
    }

    #[test]
    fn what_is_transparent_is_white_and_margins_are_gone() {
        let clear = [9, 9, 9, 0];
        let rows = [[clear, clear, clear], [clear, [200, 0, 0, 255], [0, 0, 0, 128]], [clear, clear, clear]];
        let png = file(png::ColorType::Rgba, [3, 3], rows.as_flattened().as_flattened(), |_| {});
        let (size, own) = read(&png, |size| size).expect("a logo");
        assert_eq!(size, [2, 1]);
        assert_eq!(pixels_of(&own).pixels, [200, 0, 0, 127, 127, 127]);
    }

    #[test]
    fn every_kind_of_png_is_understood() {
        let red = [255, 0, 0];
        let palette = |encoder: &mut png::Encoder<&mut Vec<u8>>| {
            encoder.set_palette(vec![0, 0, 0, 255, 0, 0]);
            encoder.set_trns(vec![0, 255]);
        };
        let deep = |encoder: &mut png::Encoder<&mut Vec<u8>>| encoder.set_depth(png::BitDepth::Sixteen);
        let files = [
            (file(png::ColorType::Rgb, [1, 1], &red, |_| {}), red),
            (file(png::ColorType::Indexed, [2, 1], &[0, 1], palette), red),
            (file(png::ColorType::Rgb, [1, 1], &[255, 255, 0, 0, 0, 0], deep), red),
            (file(png::ColorType::Grayscale, [1, 1], &[77], |_| {}), [77; 3]),
            (file(png::ColorType::GrayscaleAlpha, [1, 1], &[0, 255], |_| {}), [0; 3]),
        ];
        for (png, expected) in files {
            let (_, own) = read(&png, |size| size).expect("a logo");
            assert_eq!(pixels_of(&own).pixels, expected);
        }
    }

    #[test]
    fn nothing_is_finer_than_print_and_nothing_is_made_larger() {
        let wide: Vec<u8> =
            (0..2_000 * 500).flat_map(|at| if at % 2_000 < 1_000 { [10, 20, 30] } else { [200, 100, 0] }).collect();
        let png = file(png::ColorType::Rgb, [2_000, 500], &wide, |_| {});
        let (size, own) = read(&png, |_| [72.0, 18.0]).expect("a logo");
        assert_eq!(size, [300, 75]);
        let small = pixels_of(&own);
        assert_eq!((&small.pixels[..3], &small.pixels[299 * 3..300 * 3]), (&[10, 20, 30][..], &[200, 100, 0][..]));
        assert_eq!(read(&png, |_| [7_200.0, 1_800.0]).expect("a logo").0, [2_000, 500]);
    }

    #[test]
    fn colours_of_a_profile_become_those_of_srgb_and_nothing_else_is_left() {
        let with = |profile: Vec<u8>| {
            let mut info = png::Info::with_size(1, 1);
            info.color_type = png::ColorType::Rgb;
            info.bit_depth = png::BitDepth::Eight;
            info.icc_profile = Some(profile.into());
            let mut file = Vec::new();
            let mut encoder = png::Encoder::with_info(&mut file, info).expect("an encoder");
            encoder.add_text_chunk("Author".to_owned(), "A designer".to_owned()).expect("a text");
            let mut writer = encoder.write_header().expect("a header");
            writer.write_image_data(&[200, 60, 60]).expect("pixels");
            writer.finish().expect("an end");
            file
        };
        let profile = |profile: ColorProfile| profile.encode().expect("a profile");
        let [own, wide] = [ColorProfile::new_srgb(), ColorProfile::new_display_p3()].map(|its| {
            let (_, file) = read(&with(profile(its)), |size| size).expect("a logo");
            assert!(
                !file.windows(4).any(|four| [b"iCCP", b"tEXt", b"sRGB", b"gAMA"].contains(&four.try_into().unwrap()))
            );
            pixels_of(&file).pixels
        });
        assert!(own.iter().zip([200, 60, 60]).all(|(is, was)| is.abs_diff(was) <= 1), "{own:?}");
        // The same numbers in a wide colour space mean a stronger red, so the red rises in sRGB.
        assert!(wide[0] > 205 && wide[1] < 50, "{wide:?}");
        for bad in [b"no profile".to_vec(), profile(ColorProfile::new_gray_with_gamma(2.2))] {
            assert_eq!(read(&with(bad), |size| size), Err(Refused::Profile));
        }
    }

    #[test]
    fn what_cannot_be_a_logo_is_refused() {
        let mut huge = file(png::ColorType::Grayscale, [1, 1], &[0], |_| {});
        huge[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
        huge[20..24].copy_from_slice(&20_000_u32.to_be_bytes());
        assert_eq!(read(&huge, |size| size), Err(Refused::TooManyPixels { width: 20_000, height: 20_000, most: 16 }));
        let moving = file(png::ColorType::Grayscale, [1, 1], &[0], |encoder| {
            encoder.set_animated(1, 0).expect("an animation");
        });
        assert_eq!(read(&moving, |size| size), Err(Refused::Moves(KIND)));
        let white = file(png::ColorType::Rgba, [1, 1], &[255, 255, 255, 255], |_| {});
        assert_eq!(read(&white, |size| size), Err(Refused::Nothing(KIND)));
        let whole = file(png::ColorType::Grayscale, [9, 9], &[0; 81], |_| {});
        for length in [8, 20, 40, whole.len() - 20] {
            let cut = read(&whole[..length], |size| size);
            assert!(matches!(cut, Err(Refused::Broken { .. })), "{length}: {cut:?}");
        }
    }
}
