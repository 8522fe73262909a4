//! Finds the QR codes of printed sheets on a page, however it lies: which draft a sheet belongs to, and which way is up.
//!
//! Only a text in the form of a sheet's mark counts; any other code on a page, such as that of an advertisement, is none of ours.

use rxing::common::HybridBinarizer;
use rxing::multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader as _};
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, MultiUseMultiFormatReader, RXingResult};

use super::raster::Raster;

/// Characters after the first one of a mark: Crockford's base32.
const MARK: usize = 8;
/// The longest side in pixels at which codes are sought first: a sheet of A4 then has 156 dpi.
const LOOKED_AT: usize = 1827;

/// A mark on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The text, such as `D7KQ4M2XD`.
    pub text: String,
    /// The direction in which its upper edge runs, in degrees clockwise from the page's own.
    pub angle: f64,
}

/// The marks on a page, each text once.
pub fn find(page: &Raster) -> Vec<Mark> {
    let grey = Raster { tone: super::raster::Tone::Grey, pixels: page.lightness(), ..*page };
    let small = grey.shrunk(LOOKED_AT, LOOKED_AT);
    let mut found = read(&small);
    if found.is_empty() {
        // Blur and noise vanish in a smaller picture, where modules are still large enough.
        found = read(&small.shrunk(LOOKED_AT * 2 / 3, LOOKED_AT * 2 / 3));
    }
    found
}

fn read(page: &Raster) -> Vec<Mark> {
    let (Ok(width), Ok(height)) = (u32::try_from(page.width), u32::try_from(page.height)) else { return Vec::new() };
    let Ok(source) = Luma8LuminanceSource::new(page.pixels.clone(), width, height) else { return Vec::new() };
    let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    hints.PossibleFormats = Some([BarcodeFormat::QR_CODE].into());
    let mut reader = GenericMultipleBarcodeReader::new(MultiUseMultiFormatReader::default());
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let mut marks: Vec<Mark> = Vec::new();
    for result in reader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default() {
        if let Some(mark) = mark(&result).filter(|mark| !marks.iter().any(|known| known.text == mark.text)) {
            marks.push(mark);
        }
    }
    marks
}

fn mark(result: &RXingResult) -> Option<Mark> {
    let text = result.getText();
    let code = text.strip_prefix('D')?;
    let is_mark = code.len() == MARK && crate::crockford::parse(code, MARK).as_deref() == Some(code);
    // Lower left, upper left and upper right finder of the code, in this order.
    let [_, upper_left, upper_right, ..] = result.getPoints() else { return None };
    let (x, y) = (f64::from(upper_right.x - upper_left.x), f64::from(upper_right.y - upper_left.y));
    is_mark.then(|| Mark { text: text.to_owned(), angle: y.atan2(x).to_degrees() })
}

#[cfg(test)]
mod tests {
    use fast_qr::{ECL, QRBuilder};

    use super::*;
    use crate::letters::scans::deskew::upright;
    use crate::letters::scans::raster::Tone;

    /// A page with a code near its upper right corner, turned by `degrees` clockwise.
    fn page(text: &str, degrees: f64) -> Raster {
        const SIDE: usize = 900;
        let code = QRBuilder::new(text.as_bytes()).ecl(ECL::H).build().expect("a short text");
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut pixels = vec![250; SIDE * SIDE];
        for (at, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = ((at % SIDE) as f64 - 450.0, (at / SIDE) as f64 - 450.0);
            // Six pixels a module.
            let (u, v) = ((x * cos + y * sin - 60.0) / 6.0, (y * cos - x * sin + 220.0) / 6.0);
            let side = code.size as f64;
            let is_code = (0.0..side).contains(&u) && (0.0..side).contains(&v);
            if is_code && code[v as usize][u as usize].value() {
                *pixel = 20;
            }
        }
        Raster::new(SIDE, SIDE, Tone::Grey, pixels).expect("as many pixels as it says")
    }

    #[test]
    fn a_mark_is_found_at_any_angle_and_tells_which_way_is_up() {
        for degrees in (0..360).step_by(20) {
            let page = page("D7KQ4M2XD", f64::from(degrees));
            let found = find(&page);
            assert_eq!(found.len(), 1, "at {degrees} degrees");
            assert_eq!(found[0].text, "D7KQ4M2XD");
            let turned = find(&upright(page, found[0].angle));
            let left = turned.first().expect("it is still there").angle;
            assert!(left.abs() < 9.0, "{degrees} degrees became {left}");
        }
    }

    #[test]
    fn another_code_is_no_mark() {
        for text in ["https://example.org/win", "D7KQ4M2X", "D7KQ4M2XDD", "d7kq4m2xd", "D7KQ4M2XU", "X7KQ4M2XD"] {
            assert_eq!(find(&page(text, 0.0)), [], "{text}");
        }
    }
}
