//! Letters on paper: the printed sheet, its code however the sheet was damaged, and the draft that each sheet finds.

mod damage;
mod places;
mod read;

use commend::letters::scans::{PageCoding, PageImage, bundled};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::GrayImage;

/// The size of the sheet, in millimetres: A4.
pub const SHEET: [f64; 2] = [210.0, 297.0];

/// The first page of a PDF as it is printed.
pub fn printed(pdf: &[u8], dpi: f32) -> GrayImage {
    let pdf = Pdf::new(pdf.to_vec()).expect("a PDF");
    let scale = dpi / 72.0;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let how = InterpreterSettings::default();
    let drawn = render(&pdf.pages()[0], &RenderCache::new(), &how, &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let grey = drawn.data_as_u8_slice().chunks_exact(4).map(|pixel| {
        let sum: u32 = pixel[..3].iter().map(|value| u32::from(*value)).sum();
        u8::try_from(sum / 3).expect("a mean of bytes")
    });
    GrayImage::from_raw(width, height, grey.collect()).expect("as many pixels as it says")
}

/// Photos as one PDF with a page for each.
pub fn in_one_file(photos: &[Vec<u8>]) -> Vec<u8> {
    let page = |jpeg: &Vec<u8>| {
        let picture = image::load_from_memory(jpeg).expect("a JPEG");
        PageImage {
            coding: PageCoding::JpegGrey,
            width: picture.width(),
            height: picture.height(),
            blank: false,
            marks: Vec::new(),
            bytes: jpeg.clone(),
        }
    };
    bundled(&photos.iter().map(page).collect::<Vec<_>>()).expect("a PDF")
}
