//! Draws the pages of a PDF as pictures, the way a viewer shows them: repaired where damaged, rotated as declared, without hidden
//! layers. Its text, links and forms are not kept.
//!
//! Invariant: all checks of [`active_content`], [`picture_sizes`], [`drawing_cost`](super::drawing_cost), [`annotations`] and [`overdraw`](super::overdraw) run
//! before the first page is drawn.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::object::{Array, Dict};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::drawing_cost::Effort;
use super::overdraw::Painted;
use super::raster::{Raster, Tone};
use super::{Budget, Kind, Refused, active_content, annotations, file_type, picture_sizes};

const DAMAGED: Refused = Refused::Damaged(Kind::Pdf);

/// The finest scale, in pixels for each point: 300 dpi.
const FINEST: f32 = 300.0 / 72.0;

/// The content that the reader could not draw.
#[derive(Default)]
struct UndrawnContent {
    picture: AtomicBool,
    font: AtomicBool,
}

impl UndrawnContent {
    /// Refuses the file when anything was lost: a page without its picture, or with other letters than were written, is not the
    /// letter.
    fn nothing(&self) -> Result<(), Refused> {
        if self.picture.load(Ordering::Relaxed) {
            return Err(DAMAGED);
        }
        if self.font.load(Ordering::Relaxed) {
            return Err(Refused::Undrawn("words in a font that cannot be read here".into()));
        }
        Ok(())
    }
}

/// True when the page tree refers to a node that the file does not have, because the file was cut off. The declared number of
/// pages is ignored, as viewers do.
fn lacks_pages(pdf: &Pdf) -> bool {
    let xref = pdf.xref();
    let root = xref.get::<Dict<'_>>(xref.root_id()).and_then(|catalog| catalog.get_ref(b"Pages"));
    let Some(root) = root else { return true };
    let mut seen = HashSet::new();
    let mut left = vec![root];
    while let Some(reference) = left.pop() {
        if !seen.insert(reference.obj_number) {
            continue;
        }
        let Some(node) = xref.get::<Dict<'_>>(reference.into()) else { return true };
        let kids = node.get::<Array<'_>>(b"Kids");
        left.extend(kids.iter().flat_map(Array::raw_iter).filter_map(|kid| kid.as_obj_ref()));
    }
    false
}

/// Passes on the pages, one by one.
///
/// # Errors
/// When the file holds more than pages, exceeds a limit, or cannot be read.
pub fn pages(
    bytes: &[u8],
    budget: &Budget,
    keep: &mut dyn FnMut(Raster) -> Result<(), Refused>,
) -> Result<(), Refused> {
    // Mail gateways put text before the header. Offsets in the file count from the header.
    let bytes = file_type::pdf_begins(bytes).and_then(|at| bytes.get(at..)).ok_or(DAMAGED)?;
    active_content::check_bytes(bytes)?;
    // Loading repairs the file where necessary: objects are searched for when the cross-references are wrong.
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refused::Encrypted,
        LoadPdfError::Invalid => DAMAGED,
    })?;
    active_content::check_objects(&pdf)?;
    let bilevel = picture_sizes::are_bilevel(&pdf, budget)?;
    let pages = pdf.pages();
    // Checked before the first page is drawn.
    budget.allows_page(pages.len().saturating_sub(1))?;
    if lacks_pages(&pdf) {
        return Err(DAMAGED);
    }
    let mut effort = Effort::default();
    for page in pages.iter() {
        effort.page(page)?;
        annotations::check(page)?;
    }
    let mut painted = Painted::default();
    for page in pages.iter() {
        painted.page(page, &InterpreterSettings::default())?;
    }
    let cache = RenderCache::new();
    let lost = Arc::new(UndrawnContent::default());
    let noted = Arc::clone(&lost);
    let warning_sink = Arc::new(move |warning| match warning {
        InterpreterWarning::ImageDecodeFailure => noted.picture.store(true, Ordering::Relaxed),
        InterpreterWarning::UnsupportedFont => noted.font.store(true, Ordering::Relaxed),
        // Appearances of annotations were checked before.
        _ => {}
    });
    let how = InterpreterSettings { warning_sink, ..InterpreterSettings::default() };
    for (index, page) in pages.iter().enumerate() {
        budget.allows_page(index)?;
        let (width, height) = page.render_dimensions();
        let tone = if bilevel { Tone::Bilevel } else { Tone::Colour };
        let [most_width, most_height] = Raster { width: 0, height: 0, tone, pixels: Vec::new() }.paper_box();
        // A page may set a unit other than the point (ISO 32000-1, 14.10).
        let unit = page.raw().get::<f32>(b"UserUnit").filter(|unit| (1.0..=1000.0).contains(unit)).unwrap_or(1.0);
        let scale = (most_width as f32 / width).min(most_height as f32 / height).min(FINEST * unit);
        if !(scale.is_finite() && scale > 0.0 && width * scale >= 1.0 && height * scale >= 1.0) {
            return Err(DAMAGED);
        }
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn = render(page, &cache, &how, &RenderSettings::default(), &settings);
        lost.nothing()?;
        let (width, height) = (usize::from(drawn.width()), usize::from(drawn.height()));
        let colour =
            drawn.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        let raster = Raster::new(width, height, Tone::Colour, colour).ok_or(DAMAGED)?.without_false_colour();
        let raster = if bilevel && raster.tone == Tone::Grey {
            Raster { tone: Tone::Bilevel, ..raster }.in_black_and_white_again()
        } else {
            raster
        };
        keep(raster)?;
    }
    Ok(())
}
