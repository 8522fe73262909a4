//! PDF: its pages as pictures. Text in it, links and forms are left behind.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::raster::{Raster, Tone};
use super::{Budget, Kind, Refused, active, kind};

const DAMAGED: Refused = Refused::Damaged(Kind::Pdf);

/// Finer than this a page of a PDF is never drawn: pixels for each point, 300 for each inch.
const FINEST: f32 = 300.0 / 72.0;

/// The file up to its last end: what was padded behind it is cut off, and an end that is missing is set.
fn ended(bytes: &[u8]) -> Cow<'_, [u8]> {
    const END: &[u8] = b"%%EOF";
    match bytes.windows(END.len()).rposition(|word| word == END) {
        Some(at) => Cow::Borrowed(&bytes[..at + END.len()]),
        None => Cow::Owned([bytes, b"\n", END, b"\n"].concat()),
    }
}

/// Hands over the pages, one by one.
///
/// # Errors
/// When it holds more than pages, or too much, or cannot be read.
pub fn pages(
    bytes: &[u8],
    budget: &Budget,
    keep: &mut dyn FnMut(Raster) -> Result<(), Refused>,
) -> Result<(), Refused> {
    // What stands before it belongs to whoever sent it on; places in the file count from here.
    let bytes = kind::pdf_begins(bytes).and_then(|at| bytes.get(at..)).ok_or(DAMAGED)?;
    let whole = bytes;
    let bytes = ended(whole);
    let facts = active::check(whole, &bytes, budget)?;
    let pdf = Pdf::new(Arc::new(bytes.into_owned())).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refused::Encrypted,
        LoadPdfError::Invalid => DAMAGED,
    })?;
    let pages = pdf.pages();
    // Told before the first page is drawn.
    budget.allows_page(pages.len().saturating_sub(1))?;
    let cache = RenderCache::new();
    let lost = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&lost);
    let warning_sink = Arc::new(move |warning| {
        if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
            noted.store(true, Ordering::Relaxed);
        }
    });
    let how = InterpreterSettings { warning_sink, ..InterpreterSettings::default() };
    for (index, page) in pages.iter().enumerate() {
        budget.allows_page(index)?;
        let (width, height) = page.render_dimensions();
        let tone = if facts.bilevel { Tone::Bilevel } else { Tone::Colour };
        let [most_width, most_height] = Raster { width: 0, height: 0, tone, pixels: Vec::new() }.paper_box();
        let scale = (most_width as f32 / width).min(most_height as f32 / height).min(FINEST);
        if !(scale.is_finite() && scale > 0.0 && width * scale >= 1.0 && height * scale >= 1.0) {
            return Err(DAMAGED);
        }
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn = render(page, &cache, &how, &RenderSettings::default(), &settings);
        // A page without its picture is not the letter.
        if lost.load(Ordering::Relaxed) {
            return Err(DAMAGED);
        }
        let (width, height) = (usize::from(drawn.width()), usize::from(drawn.height()));
        let colour =
            drawn.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        let raster = Raster::new(width, height, Tone::Colour, colour).ok_or(DAMAGED)?.without_false_colour();
        let raster = if facts.bilevel && raster.tone == Tone::Grey {
            Raster { tone: Tone::Bilevel, ..raster }.in_black_and_white_again()
        } else {
            raster
        };
        keep(raster)?;
    }
    Ok(())
}
