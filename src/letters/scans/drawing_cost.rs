//! Counts the work of drawing a PDF page before it is drawn: a form that draws ten forms that each draw ten forms is a small file
//! and an hour of work.
//!
//! Each content stream is read once, however often it is drawn. Invariants: every drawing is counted at least once each time; a
//! form within itself is refused; a reference to an object that the file does not have is refused, because a page without its
//! picture is not the letter.

use std::collections::HashMap;

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction as Op;
use hayro::hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::{Page, Resources};

use super::{Kind, Refused};

const DAMAGED: Refused = Refused::Damaged(Kind::Pdf);
const UNUSUAL: Refused = Refused::Unusual(Kind::Pdf);

/// The most operations of one file. A page of text has some thousands, a drawing some ten thousands.
const MOST: u64 = 1_000_000;
/// The deepest nesting of forms.
const MOST_DEEP: usize = 48;
/// The cost of a transparency group or soft mask, in operations: it is as large as the page.
const LAYER: u64 = 1_000;
/// The cost of filling or stroking, in path operations.
const PAINTED: u64 = 5;
/// The cost of a gradient, in operations.
const SHADING: u64 = 100;
/// The number of pixels of a picture that take as long as one operation.
const PIXELS: u64 = 2_000;

/// The work of all pages of a file.
#[derive(Default)]
pub struct Effort {
    total: u64,
    /// The cost of a stream each time it is drawn; `None` while it is being counted.
    known: HashMap<ObjectIdentifier, Option<u64>>,
}

impl Effort {
    /// Adds a page with its annotations.
    ///
    /// # Errors
    /// When the file would take too long, or lacks an object that the page refers to.
    pub fn page(&mut self, page: &Page<'_>) -> Result<(), Refused> {
        let raw = page.raw();
        if raw.get_ref(b"Contents").is_some() && raw.get::<Object<'_>>(b"Contents").is_none() {
            return Err(DAMAGED);
        }
        if let Some(parts) = raw.get::<Array<'_>>(b"Contents")
            && parts.raw_iter().count() > parts.iter::<Stream<'_>>().count()
        {
            return Err(DAMAGED);
        }
        let content = page.page_stream().unwrap_or_default();
        let mut cost = self.content(content, page.resources(), 0)?;
        for annotation in raw.get::<Array<'_>>(b"Annots").iter().flat_map(Array::iter::<Dict<'_>>) {
            let Some(appearance) = annotation.get::<Dict<'_>>(b"AP") else { continue };
            match appearance.get::<Object<'_>>(b"N") {
                Some(Object::Stream(form)) => cost += self.form(&form, page.resources(), 1)?,
                Some(Object::Dict(states)) => {
                    for (name, _) in states.entries() {
                        if let Some(form) = states.get::<Stream<'_>>(&*name) {
                            cost = cost.saturating_add(self.form(&form, page.resources(), 1)?);
                        }
                    }
                }
                _ => {}
            }
        }
        self.total = self.total.saturating_add(cost);
        within(self.total).map(drop)
    }

    fn content(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) -> Result<u64, Refused> {
        let mut cost: u64 = 0;
        let mut now = State::default();
        let mut saved = Vec::new();
        let mut ops = TypedIter::new(content);
        while let Some(op) = ops.next() {
            let more = match op {
                Op::SaveState(_) => {
                    saved.push(now);
                    1
                }
                Op::RestoreState(_) => {
                    now = saved.pop().unwrap_or(now);
                    1
                }
                Op::XObject(name) => self.drawn(name.0, resources, depth)?.saturating_add(now.mask),
                Op::InlineImage(image) => pixels(image.0.dict()),
                Op::SetGraphicsState(name) => {
                    let state = resources.get_ext_g_state(name.0);
                    if let Some(mask) = state.and_then(|state| state.get::<Object<'_>>(b"SMask")) {
                        now.mask = match mask.into_dict().and_then(|mask| mask.get::<Stream<'_>>(b"G")) {
                            Some(group) => self.form(&group, resources, depth + 1)?.saturating_add(LAYER),
                            None => 0,
                        };
                    }
                    1
                }
                Op::NonStrokeColorNamed(colour) => {
                    now.pattern = self.pattern(colour.1, resources, depth)?;
                    1
                }
                Op::StrokeColorNamed(colour) => {
                    now.pattern = now.pattern.max(self.pattern(colour.1, resources, depth)?);
                    1
                }
                Op::TextFont(font) => {
                    now.glyph = self.glyph(font.0, resources, depth)?;
                    1
                }
                Op::ShowText(text) => now.text(text.0.as_bytes().len()),
                Op::NextLineAndShowText(text) => now.text(text.0.as_bytes().len()),
                Op::ShowTextWithParameters(text) => now.text(text.2.as_bytes().len()),
                Op::ShowTexts(texts) => now.text(texts.0.data().len()),
                Op::Shading(_) => SHADING,
                Op::StrokePath(_)
                | Op::CloseAndStrokePath(_)
                | Op::FillPathNonZero(_)
                | Op::FillPathNonZeroCompatibility(_)
                | Op::FillPathEvenOdd(_)
                | Op::FillAndStrokeNonZero(_)
                | Op::FillAndStrokeEvenOdd(_)
                | Op::CloseFillAndStrokeNonZero(_)
                | Op::CloseFillAndStrokeEvenOdd(_) => now.painted(),
                _ => 1,
            };
            cost = within(cost.saturating_add(more))?;
        }
        Ok(cost)
    }

    /// The cost of the XObject with this name.
    fn drawn(&mut self, name: &Name<'_>, resources: &Resources<'_>, depth: usize) -> Result<u64, Refused> {
        let Some(object) = resources.get_x_object(name) else {
            // An undefined name draws nothing. A defined name without its object means that a part of the page is missing.
            return if resources.x_objects.contains_key(name) { Err(DAMAGED) } else { Ok(1) };
        };
        match object.dict().get::<Object<'_>>(b"Subtype") {
            Some(Object::Name(kind)) if *kind == *b"Image" => {
                let masks = [b"SMask".as_slice(), b"Mask"].into_iter();
                let masks = masks.filter_map(|mask| object.dict().get::<Stream<'_>>(mask));
                Ok(pixels(object.dict()) + masks.map(|mask| pixels(mask.dict())).sum::<u64>())
            }
            _ => self.form(&object, resources, depth + 1),
        }
    }

    /// The cost of a form, a pattern cell or a glyph: content with resources of its own or of its surroundings.
    fn form(&mut self, form: &Stream<'_>, around: &Resources<'_>, depth: usize) -> Result<u64, Refused> {
        let id = form.obj_id();
        match self.known.get(&id) {
            Some(Some(cost)) => return Ok(*cost),
            Some(None) => return Err(UNUSUAL),
            None if depth > MOST_DEEP => return Err(UNUSUAL),
            None => {}
        }
        self.known.insert(id, None);
        let own = form.dict().get::<Dict<'_>>(b"Resources").map(Resources::new);
        let content = form.decoded_data().unwrap_or_default();
        let layer = if form.dict().contains_key(b"Group") { LAYER } else { 0 };
        let cost = self.content(&content, own.as_ref().unwrap_or(around), depth)?;
        let cost = within(cost.saturating_add(1 + layer))?;
        match own {
            Some(_) => self.known.insert(id, Some(cost)),
            // Elsewhere its names may refer to other resources, so it is counted anew each time; the total limit bounds that.
            None => self.known.remove(&id),
        };
        Ok(cost)
    }

    fn pattern(&mut self, name: Option<&Name<'_>>, resources: &Resources<'_>, depth: usize) -> Result<u64, Refused> {
        match name.and_then(|name| resources.get_pattern(name)) {
            Some(Object::Stream(cell)) => self.form(&cell, resources, depth + 1),
            Some(_) => Ok(SHADING),
            None => Ok(0),
        }
    }

    /// The cost of the most expensive glyph of a Type 3 font (ISO 32000-1, 9.6.5).
    fn glyph(&mut self, name: &Name<'_>, resources: &Resources<'_>, depth: usize) -> Result<u64, Refused> {
        let glyphs = resources.get_font(name).and_then(|font| font.get::<Dict<'_>>(b"CharProcs")).unwrap_or_default();
        let mut most = 0;
        for glyph in glyphs.keys() {
            if let Some(glyph) = glyphs.get::<Stream<'_>>(&*glyph) {
                most = most.max(self.form(&glyph, resources, depth + 1)?);
            }
        }
        Ok(most)
    }
}

/// The parts of the graphics state that make painting more expensive.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    pattern: u64,
    mask: u64,
    glyph: u64,
}

impl State {
    fn painted(self) -> u64 {
        self.pattern.saturating_add(self.mask).saturating_add(PAINTED)
    }

    fn text(self, length: usize) -> u64 {
        self.painted().saturating_add(self.glyph.saturating_mul(length as u64))
    }
}

fn pixels(picture: &Dict<'_>) -> u64 {
    let side = |names: [&[u8]; 2]| {
        let side = names.iter().find_map(|name| picture.get::<Number>(name));
        side.and_then(|side| u64::try_from(side.as_i64()).ok()).unwrap_or(0)
    };
    (side([b"Width", b"W"]).saturating_mul(side([b"Height", b"H"])) / PIXELS).saturating_add(1)
}

fn within(cost: u64) -> Result<u64, Refused> {
    if cost > MOST { Err(Refused::TooSlow) } else { Ok(cost) }
}
