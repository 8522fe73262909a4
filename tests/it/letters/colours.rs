//! Colours and proportions of scans: ICC profiles are converted to sRGB, and unequal resolutions to square pixels.

use std::io::Cursor;

use commend::letters::scans::{Limits, PageImage, Refused, read};
use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::{ExtendedColorType, GrayImage, ImageEncoder as _, imageops};
use moxcms::ColorProfile;
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

use super::scans::{LIMITS, fixture};

const SIDE: u32 = 64;

/// In sRGB: 200, 60, 60 of Display P3, and 150, 120, 60 of Adobe RGB.
const P3_RED: [u8; 3] = [217, 42, 52];
const ADOBE_OCHRE: [u8; 3] = [162, 121, 53];

fn page(file: &[u8]) -> PageImage {
    read(file, LIMITS).expect("a readable file").1.remove(0)
}

/// Colour in the middle of the page.
fn middle(file: &[u8]) -> [u8; 3] {
    let page = page(file);
    let pixels = image::load_from_memory(&page.bytes).expect("a picture").to_rgb8();
    pixels.get_pixel(page.width / 2, page.height / 2).0
}

fn encoded(profile: &ColorProfile) -> Vec<u8> {
    profile.encode().expect("a profile")
}

fn near(found: [u8; 3], expected: [u8; 3], what: &str) {
    let far = found.iter().zip(expected).any(|(found, expected)| found.abs_diff(expected) > 2);
    assert!(!far, "{what}: {found:?}, not {expected:?}");
}

fn jpeg(colour: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 100);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).expect("room for it");
    }
    let tone = if colour.len() == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    encoder.encode(&colour.repeat((SIDE * SIDE) as usize), SIDE, SIDE, tone).expect("a JPEG");
    file
}

fn png(colour: &[u8], profile: &[u8]) -> Vec<u8> {
    let mut info = png::Info::with_size(SIDE, SIDE);
    info.color_type = if colour.len() == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb };
    info.bit_depth = png::BitDepth::Eight;
    info.icc_profile = Some(profile.into());
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).expect("an encoder").write_header().expect("a header");
    writer.write_image_data(&colour.repeat((SIDE * SIDE) as usize)).expect("pixels");
    writer.finish().expect("an end");
    file
}

fn tiff<C: colortype::ColorType<Inner = u8>>(colour: &[u8], profile: &[u8]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).expect("a TIFF");
    let mut image = encoder.new_image::<C>(SIDE, SIDE).expect("a page");
    image.encoder().write_tag(Tag::IccProfile, profile).expect("a tag");
    image.write_data(&colour.repeat((SIDE * SIDE) as usize)).expect("pixels");
    file.into_inner()
}

#[test]
fn colours_of_a_phone_and_of_a_scanner_become_those_of_the_screen() {
    // Computed from the definitions of the spaces: linear light, to XYZ, to sRGB.
    let spaces = [
        ("Display P3", encoded(&ColorProfile::new_display_p3()), [200, 60, 60], P3_RED),
        ("Adobe RGB", encoded(&ColorProfile::new_adobe_rgb()), [150, 120, 60], ADOBE_OCHRE),
    ];
    for (name, profile, stored, expected) in spaces {
        near(middle(&jpeg(&stored, Some(&profile))), expected, &format!("{name} in a JPEG"));
        near(middle(&png(&stored, &profile)), expected, &format!("{name} in a PNG"));
        near(middle(&tiff::<colortype::RGB8>(&stored, &profile)), expected, &format!("{name} in a TIFF"));
        near(middle(&jpeg(&stored, None)), stored, "without a profile it is sRGB");
    }
    // Gamma 1.0, where sRGB has about 2.2: half of the light is a light grey.
    let linear = encoded(&ColorProfile::new_gray_with_gamma(1.0));
    near(middle(&jpeg(&[128], Some(&linear))), [188; 3], "linear grey in a JPEG");
    near(middle(&png(&[128], &linear)), [188; 3], "linear grey in a PNG");
}

#[test]
fn a_profile_that_is_none_is_passed_over() {
    let p3 = encoded(&ColorProfile::new_display_p3());
    let stored = [200, 60, 60];
    let mut holed = p3.clone();
    holed[132..].fill(0xff);
    let grey = encoded(&ColorProfile::new_gray_with_gamma(1.0));
    // This profile begins like a valid one, and its values unpack to more than any profile has.
    let huge = [p3.as_slice(), &vec![0; 5 << 20]].concat();
    for (what, profile) in [
        ("nonsense", b"no profile".as_slice()),
        ("half a profile", &p3[..p3.len() / 2]),
        ("a damaged profile", &holed),
        ("one of greys", &grey),
        ("a huge one", &huge),
    ] {
        near(middle(&png(&stored, profile)), stored, &format!("PNG, {what}"));
        near(middle(&jpeg(&stored, Some(profile))), stored, &format!("JPEG, {what}"));
        near(middle(&tiff::<colortype::RGB8>(&stored, profile)), stored, &format!("TIFF, {what}"));
    }
}

/// Profile of a press that prints red without ink, and black for full ink of any colour (ICC.1:2001, 6.5.10).
fn odd_press() -> Vec<u8> {
    let mut lut = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for at in 0..9 {
        lut.extend(if at % 4 == 0 { 0x1_0000_u32 } else { 0 }.to_be_bytes());
    }
    let straight: Vec<u8> = (0..=255).collect();
    lut.extend(straight.repeat(4));
    // The red of sRGB in Lab, in eight bits each: 54.3, 80.8, 69.9.
    lut.extend([138, 209, 198]);
    lut.extend([0, 128, 128].repeat(15));
    lut.extend(straight.repeat(3));
    let mut profile = vec![0; 128];
    let size = u32::try_from(144 + lut.len()).expect("small");
    for (at, bytes) in [
        (0, &size.to_be_bytes()),
        (8, &[2, 0x40, 0, 0]),
        (12, b"prtr"),
        (16, b"CMYK"),
        (20, b"Lab "),
        (36, b"acsp"),
        (68, &[0, 0, 0xf6, 0xd6]),
        (72, &[0, 1, 0, 0]),
        (76, &[0, 0, 0xd3, 0x2d]),
    ] {
        profile[at..at + 4].copy_from_slice(bytes);
    }
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"A2B0");
    profile.extend(144_u32.to_be_bytes());
    profile.extend((size - 144).to_be_bytes());
    profile.extend(lut);
    profile
}

#[test]
fn inks_are_what_their_profile_says() {
    let press = odd_press();
    let is_red = |[red, green, blue]: [u8; 3]| red > 235 && green < 40 && blue < 40;
    let found = middle(&tiff::<colortype::CMYK8>(&[0; 4], &press));
    assert!(is_red(found), "no ink in a TIFF: {found:?}");
    let found = middle(&tiff::<colortype::CMYK8>(&[0, 0, 0, 255], &press));
    assert!(found.iter().all(|value| *value < 8), "all of one: {found:?}");
    near(middle(&tiff::<colortype::CMYK8>(&[0; 4], b"no profile")), [255; 3], "white without a profile");

    let plain = fixture!("cmyk.jpg");
    let mut file = plain[..2].to_vec();
    file.extend([0xff, 0xe2]);
    file.extend(u16::try_from(press.len() + 16).expect("one segment").to_be_bytes());
    file.extend(b"ICC_PROFILE\0\x01\x01");
    file.extend(&press);
    file.extend(&plain[2..]);
    // The lower right of the letter is blank paper.
    let corner = |file: &[u8]| {
        let page = page(file);
        let pixels = image::load_from_memory(&page.bytes).expect("a picture").to_rgb8();
        pixels.get_pixel(page.width * 9 / 10, page.height * 9 / 10).0
    };
    let [white, red] = [plain, &file].map(corner);
    assert!(white.iter().all(|value| *value > 200), "{white:?}");
    assert!(red[0] > 150 && red[1] < 60 && red[2] < 60, "{red:?}");
}

/// A page scanned with half as many lines, or columns, per inch.
fn squeezed([width, height]: [u32; 2]) -> GrayImage {
    let page = image::load_from_memory(fixture!("grey.jpg")).expect("a picture").to_luma8();
    imageops::resize(&page, width, height, imageops::FilterType::Triangle)
}

fn dots_jpeg(pixels: &GrayImage, density: (u16, u16), unit: PixelDensityUnit) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    encoder.set_pixel_density(PixelDensity { density, unit });
    encoder.encode_image(pixels).expect("a JPEG");
    file
}

fn dots_png(pixels: &GrayImage, (xppu, yppu): (u32, u32), unit: png::Unit) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu, yppu, unit }));
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels.as_raw()).expect("pixels");
    writer.finish().expect("an end");
    file
}

#[test]
fn a_page_with_other_dots_down_than_across_has_its_proportions() {
    let (low, narrow) = (squeezed([620, 438]), squeezed([310, 877]));
    for (what, file) in [
        ("JPEG, fewer lines", dots_jpeg(&low, (200, 100), PixelDensityUnit::Inches)),
        ("JPEG, fewer columns", dots_jpeg(&narrow, (39, 78), PixelDensityUnit::Centimeters)),
        ("PNG, fewer lines", dots_png(&low, (7874, 3937), png::Unit::Meter)),
        ("PNG, fewer columns", dots_png(&narrow, (1, 2), png::Unit::Unspecified)),
        ("the same both ways", dots_jpeg(&squeezed([620, 877]), (300, 300), PixelDensityUnit::Inches)),
        ("nonsense", dots_png(&squeezed([620, 877]), (0, 300), png::Unit::Meter)),
        ("far off", dots_jpeg(&squeezed([620, 877]), (1, 300), PixelDensityUnit::Inches)),
    ] {
        let page = page(&file);
        let proportion = f64::from(page.height) / f64::from(page.width);
        assert!((proportion - 877.0 / 620.0).abs() < 0.01, "{what}: {} × {}", page.width, page.height);
    }
}

#[test]
fn what_would_have_too_many_pixels_is_refused_before_it_grows() {
    let few = Limits { pixels: 400_000, ..LIMITS };
    let low = squeezed([620, 438]);
    for (file, across) in [
        (dots_jpeg(&low, (100, 100), PixelDensityUnit::Inches), None),
        (dots_jpeg(&low, (200, 100), PixelDensityUnit::Inches), Some(876)),
        (dots_png(&low, (200, 100), png::Unit::Meter), Some(876)),
    ] {
        let refused = across.map(|height| Refused::TooManyPixels { width: 620, height, most: 0 });
        assert_eq!(read(&file, few).err(), refused);
    }
}
