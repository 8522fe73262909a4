//! Measures how often a PDF page is painted over before a pixel is painted: thousands of sheets of colour on top of each other
//! are a small file too.
//!
//! The page is interpreted as for drawing, with a device that only measures. [`super::drawing_cost`] has limited the number of
//! operations before.

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RectExt as _, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Shape as _};

use super::Refused;

/// The most page areas that all pages of a file may paint together.
const MOST: f64 = 20_000.0;
/// The cost of a transparency group, in page areas: it is as large as the page and is composed with what is below it. Every
/// picture is one.
const LAYER: f64 = 8.0;

/// The painted area of all pages of a file.
#[derive(Default)]
pub struct Painted {
    pages: f64,
}

impl Painted {
    /// Adds a page.
    ///
    /// # Errors
    /// When drawing the file would take too long.
    pub fn page(&mut self, page: &Page<'_>, how: &InterpreterSettings) -> Result<(), Refused> {
        let whole = page.intersected_crop_box().to_kurbo();
        let area = whole.area();
        let cache = InterpreterCache::new();
        let mut context = Context::new(Affine::IDENTITY, whole, &cache, page.xref(), how.clone());
        let mut measure = Measure { area, clips: vec![whole], painted: 0.0 };
        interpret_page(page, &mut context, &mut measure);
        self.pages += measure.painted;
        if self.pages > MOST { Err(Refused::TooSlow) } else { Ok(()) }
    }
}

struct Measure {
    area: f64,
    /// The visible rectangles, the innermost last. Never empty: the first one is the page.
    clips: Vec<Rect>,
    /// The painted area, in page areas.
    painted: f64,
}

impl Measure {
    fn seen(&self, bounds: Rect) -> Rect {
        self.clips.last().map_or(bounds, |clip| clip.intersect(bounds))
    }

    fn paint(&mut self, bounds: Rect) {
        let part = self.seen(bounds).area() / self.area;
        self.painted += if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 };
    }
}

impl<'a> Device<'a> for Measure {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, how: &DrawMode) {
        // The area of a line is negligible, however long it is.
        if !matches!(how, DrawMode::Stroke(_) | DrawMode::Invisible) {
            self.paint(props.transform.transform_rect_bbox(path.bounding_box()));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        self.paint(props.transform.transform_rect_bbox(pixels));
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let seen = self.seen(clip.path.bounding_box());
        self.clips.push(seen);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.painted += LAYER;
    }

    fn pop_transparency_group(&mut self) {}
}
