//! Scans of every kind that phones and office scanners make, read into pages.

use std::time::Duration;

use commend::letters::scans::{Kind, Limits, PageCoding, PageImage, read};
use image::ImageDecoder as _;

pub const LIMITS: Limits = Limits { pixels: 64_000_000, pages: 20, time: Duration::from_secs(60) };

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/scans/", $name)).as_slice()
    };
}
pub(super) use fixture;

fn pages(bytes: &[u8]) -> Vec<PageImage> {
    read(bytes, LIMITS).expect("a readable file").1
}

/// Average darkness of a page, 0 to 1, and the centre of its ink, as fractions of its sides.
fn ink(page: &PageImage) -> (f64, [f64; 2]) {
    let pixels = image::load_from_memory(&page.bytes).expect("a picture").to_luma8();
    assert_eq!((pixels.width(), pixels.height()), (page.width, page.height));
    let (mut dark, mut at) = (0.0, [0.0; 2]);
    for (x, y, pixel) in pixels.enumerate_pixels() {
        let here = f64::from(255 - pixel.0[0]) / 255.0;
        dark += here;
        at = [at[0] + here * f64::from(x), at[1] + here * f64::from(y)];
    }
    let area = f64::from(page.width) * f64::from(page.height);
    (dark / area, [at[0] / dark / f64::from(page.width), at[1] / dark / f64::from(page.height)])
}

#[test]
fn every_kind_of_file_becomes_the_same_page() {
    use PageCoding::{JpegColour, JpegGrey, PngBilevel};
    for (name, bytes, kind, count, coding) in [
        ("colour.jpg", fixture!("colour.jpg"), Kind::Jpeg, 1, JpegColour),
        ("progressive.jpg", fixture!("progressive.jpg"), Kind::Jpeg, 1, JpegColour),
        ("cmyk.jpg", fixture!("cmyk.jpg"), Kind::Jpeg, 1, JpegColour),
        ("grey.jpg", fixture!("grey.jpg"), Kind::Jpeg, 1, JpegGrey),
        ("page.png, 16 bits with transparency", fixture!("page.png"), Kind::Png, 1, JpegColour),
        ("grey16.png", fixture!("grey16.png"), Kind::Png, 1, JpegGrey),
        ("grey-alpha.png", fixture!("grey-alpha.png"), Kind::Png, 1, JpegGrey),
        ("interlaced-rgba.png", fixture!("interlaced-rgba.png"), Kind::Png, 1, JpegColour),
        ("palette.png", fixture!("palette.png"), Kind::Png, 1, JpegColour),
        ("bilevel.png", fixture!("bilevel.png"), Kind::Png, 1, PngBilevel),
        ("three-pages-g4.tif", fixture!("three-pages-g4.tif"), Kind::Tiff, 3, PngBilevel),
        ("tiled.tif", fixture!("tiled.tif"), Kind::Tiff, 1, JpegColour),
        ("rgb16.tif", fixture!("rgb16.tif"), Kind::Tiff, 1, JpegColour),
        ("jpeg.tif", fixture!("jpeg.tif"), Kind::Tiff, 1, JpegColour),
        ("cmyk.tif", fixture!("cmyk.tif"), Kind::Tiff, 1, JpegColour),
        ("g3-2d-lsb.tif", fixture!("g3-2d-lsb.tif"), Kind::Tiff, 1, PngBilevel),
        ("g4-one-strip-lsb.tif", fixture!("g4-one-strip-lsb.tif"), Kind::Tiff, 1, PngBilevel),
        ("fax-204x98.tif, pixels twice as high as wide", fixture!("fax-204x98.tif"), Kind::Tiff, 1, PngBilevel),
        ("planar.tif", fixture!("planar.tif"), Kind::Tiff, 1, JpegColour),
        ("palette.tif", fixture!("palette.tif"), Kind::Tiff, 1, JpegColour),
        ("photo.pdf", fixture!("photo.pdf"), Kind::Pdf, 1, JpegColour),
        ("three-pages-g4.pdf", fixture!("three-pages-g4.pdf"), Kind::Pdf, 3, PngBilevel),
    ] {
        let (found, pages) = read(bytes, LIMITS).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((found, pages.len(), pages[0].coding), (kind, count, coding), "{name}");
        let first = &pages[0];
        let proportion = f64::from(first.height) / f64::from(first.width);
        assert!((proportion - 877.0 / 620.0).abs() < 0.01, "{name}: {} × {}", first.width, first.height);
        // All fixtures show the same letter: the same ink in the same place, whatever the colours became.
        let (dark, at) = ink(first);
        assert!((0.03..0.11).contains(&dark), "{name}: {dark} of the page is ink");
        assert!((at[0] - 0.42).abs() < 0.06 && (at[1] - 0.36).abs() < 0.06, "{name}: the ink is at {at:?}");
        // One file for each decoder.
        if ["grey.jpg", "bilevel.png", "jpeg.tif", "g3-2d-lsb.tif", "photo.pdf"].contains(&name) {
            assert_eq!(read(bytes, LIMITS).expect("again").1, pages, "{name}: the same file gives the same pages");
        }
    }
}

#[test]
fn a_typed_pdf_is_drawn_and_a_destination_at_its_opening_is_ordinary() {
    for bytes in [fixture!("typed.pdf"), fixture!("opens-at-page.pdf")] {
        let pages = pages(bytes);
        assert_eq!(pages.len(), 1);
        let (dark, at) = ink(&pages[0]);
        assert!(dark > 0.003 && at[1] < 0.5, "three lines at the top: {dark} at {at:?}");
    }
}

#[test]
fn nothing_of_the_file_but_its_pixels_is_in_a_page() {
    // A comment and a location, as a phone writes them.
    let secret = b"51.5074N 0.1278W Harold's phone";
    let mut file = vec![0xff, 0xd8, 0xff, 0xfe];
    file.extend(u16::try_from(secret.len() + 2).expect("short").to_be_bytes());
    file.extend(secret);
    file.extend(&fixture!("colour.jpg")[2..]);
    // A second file after the image data.
    file.extend(b"PK\x03\x04<script>alert(1)</script>");
    let page = &pages(&file)[0];
    for hidden in [secret.as_slice(), b"<script>", b"PK\x03\x04", b"Exif"] {
        assert!(!page.bytes.windows(hidden.len()).any(|window| window == hidden));
    }
    assert_eq!(page, &pages(fixture!("colour.jpg"))[0]);
}

/// A JPEG with this EXIF orientation.
fn oriented(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut file = vec![0xff, 0xd8, 0xff, 0xe1];
    file.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
    file.extend(exif);
    file.extend(&fixture!("grey.jpg")[2..]);
    file
}

#[test]
fn a_photo_comes_the_right_way_up() {
    let upright = ink(&pages(&oriented(1))[0]).1;
    // Place at which a point of the stored image is shown (TIFF 6.0, Orientation).
    type Shown = fn([f64; 2]) -> [f64; 2];
    let shown: [(u8, bool, Shown); 8] = [
        (1, false, |[x, y]| [x, y]),
        (2, false, |[x, y]| [1.0 - x, y]),
        (3, false, |[x, y]| [1.0 - x, 1.0 - y]),
        (4, false, |[x, y]| [x, 1.0 - y]),
        (5, true, |[x, y]| [y, x]),
        (6, true, |[x, y]| [1.0 - y, x]),
        (7, true, |[x, y]| [1.0 - y, 1.0 - x]),
        (8, true, |[x, y]| [y, 1.0 - x]),
    ];
    for (orientation, lies, shown) in shown {
        let page = &pages(&oriented(orientation))[0];
        assert_eq!(page.width > page.height, lies, "orientation {orientation}");
        let (found, expected) = (ink(page).1, shown(upright));
        for side in [0, 1] {
            assert!(
                (found[side] - expected[side]).abs() < 0.01,
                "orientation {orientation}: {found:?}, not {expected:?}"
            );
        }
    }
}

#[test]
fn a_moving_picture_is_its_first_one() {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 64, 64);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_animated(2, 0).expect("two pictures");
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[90; 64 * 64]).expect("the first");
    writer.write_image_data(&[200; 64 * 64]).expect("the second");
    writer.finish().expect("an end");
    let page = &pages(&file)[0];
    let decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(&page.bytes)).expect("a JPEG");
    let mut pixels = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut pixels).expect("pixels");
    assert!(pixels.iter().all(|value| value.abs_diff(90) < 3));
}

/// A photo of ruled paper by a recent phone, larger than any screen.
#[test]
fn a_photo_of_48_megapixels_passes() {
    let (width, height) = (8064_u32, 6048_u32);
    let mut photo = image::RgbImage::from_pixel(width, height, image::Rgb([235, 232, 222]));
    let line = vec![40_u8; width as usize / 2 * 3];
    for y in (600..height - 600).step_by(160).flat_map(|y| y..y + 40) {
        let from = (y as usize * width as usize + width as usize / 4) * 3;
        photo.as_flat_samples_mut().samples[from..from + line.len()].copy_from_slice(&line);
    }
    let mut file = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 85);
    encoder.encode_image(&photo).expect("a JPEG");
    drop(photo);
    let page = &pages(&file)[0];
    assert!((f64::from(page.width) / f64::from(page.height) - 4.0 / 3.0).abs() < 0.01);
    assert!(u64::from(page.width) * u64::from(page.height) < 10_000_000, "200 dpi are enough to read");
    let (_, [x, y]) = ink(page);
    assert!((x - 0.5).abs() < 0.01 && (y - 0.5).abs() < 0.01, "the writing is where it was: {x}, {y}");
}

#[test]
fn bytes_between_the_headers_of_a_jpeg_are_passed_over() {
    let plain = pages(fixture!("colour.jpg"));
    let first = 2 + 2 + usize::from(u16::from_be_bytes([fixture!("colour.jpg")[4], fixture!("colour.jpg")[5]]));
    for stray in [[0, 0, 0, 0, 0].as_slice(), b"\x01", b"XXXXX", b"\0\xff\0\xff\xff", &[7; 300]] {
        let file = [&fixture!("colour.jpg")[..first], stray, &fixture!("colour.jpg")[first..]].concat();
        assert_eq!(pages(&file), plain, "{stray:?}");
    }
}

/// Half-transparent black becomes a middle grey on white paper, however the file encodes it.
#[test]
fn what_lets_through_is_laid_on_paper_as_the_file_says() {
    use tiff::encoder::{TiffEncoder, colortype::RGBA8};
    use tiff::tags::Tag;
    let side = 64;
    for (says, value, expected) in [(2_u16, 100, 177), (1, 100, 227), (1, 0, 127)] {
        let mut file = std::io::Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut file).expect("a TIFF");
        let mut image = encoder.new_image::<RGBA8>(side, side).expect("a page");
        image.encoder().write_tag(Tag::ExtraSamples, says).expect("a tag");
        let mut pixels = [0, 0, 0, 255].repeat(64 * 8);
        pixels.extend([value, value, value, 128].repeat(64 * 56));
        image.write_data(&pixels).expect("pixels");
        let page = &pages(&file.into_inner())[0];
        let middle = image::load_from_memory(&page.bytes).expect("a picture").to_luma8().get_pixel(32, 40).0[0];
        assert!(middle.abs_diff(expected) <= 2, "{says}: {middle}, not {expected}");
    }
}

#[test]
fn lzw_of_another_age_is_refused_with_a_way_out() {
    use tiff::encoder::{Compression, TiffEncoder, colortype::Gray8};
    let mut file = std::io::Cursor::new(Vec::new());
    let encoder = TiffEncoder::new(&mut file).expect("a TIFF").with_compression(Compression::Lzw);
    let pixels: Vec<u8> = (0..64 * 64).map(|at| if at < 512 { 0 } else { 255 }).collect();
    let mut encoder = encoder;
    encoder.write_image::<Gray8>(64, 64, &pixels).expect("a page");
    let mut file = file.into_inner();
    assert_eq!(pages(&file).len(), 1);
    // The first code clears the LZW table: 100000000 from the high bit, but from the low bit in files of the old order.
    let data = file.windows(2).position(|bytes| bytes[0] == 0x80 && bytes[1] & 0x80 == 0).expect("a strip");
    file[data..data + 2].copy_from_slice(&[0, 1]);
    let problem = read(&file, LIMITS).map(|_| ()).expect_err("not read");
    assert_eq!(problem, commend::letters::scans::Refused::Unusual(Kind::Tiff));
    assert!(problem.to_string().contains("Save it as a plain JPEG"));
}
