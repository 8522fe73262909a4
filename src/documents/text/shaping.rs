//! Shaping: turns a word into positioned glyphs, each with the text it stands for.
//!
//! Owns the shaping of one word (a stretch of one direction without a line break), the choice of a face for each of its
//! characters, and a cache, because shaping costs more than the rest of rendering a letter. Words are shaped alone, without
//! kerning against spaces, so that most of them are found in the cache. Nothing here knows sizes or lines; all measures are
//! in thousandths of an em.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use harfrust::{
    Buffer, BufferFlags, Direction, Feature, GlyphInfo, GlyphPosition, Script, ShapeOptions, ShapePlan, ShaperFont, Tag,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::composites::Part;
use super::direction::is_taken_for_a_sign;
use super::fonts::{Cut, FaceId, Library, Outlines, REPLACEMENT};
use super::glyphs::{Glyph, Shape, Share, Word};
use super::language::LanguageCode;
use super::runs::{Run, is_spelled, runs};
use super::shaping_options::{Figures, ShapingOptions};
use crate::invisible_characters::is_invisible;

/// Shapes words and remembers them. One per process; safe to share between threads.
pub struct Shaper {
    pub faces: Library,
    memory: Mutex<ShapingCache>,
}

#[derive(Default)]
struct ShapingCache {
    words: HashMap<ShapingOptions, HashMap<Box<str>, Arc<Word>>>,
    count: usize,
    plans: HashMap<(FaceId, Script, ShapingOptions), Arc<ShapePlan>>,
}

/// At half a kilobyte a word this is about 4 MB; a full cache is emptied.
const WORDS_REMEMBERED: usize = 8_000;
/// The built-in family needs few shaping plans; the limit holds for a text in very many scripts.
const PLANS_REMEMBERED: usize = 256;
const LONGEST_REMEMBERED: usize = 48;

impl Shaper {
    pub fn new(faces: Library) -> Self {
        Self { faces, memory: Mutex::default() }
    }

    /// Shapes `text`, which has no line break and one direction.
    pub fn word(&self, text: &str, voice: ShapingOptions) -> Arc<Word> {
        if text.len() > LONGEST_REMEMBERED {
            return Arc::new(self.shape(text, voice));
        }
        if let Some(word) = self.memory().words.get(&voice).and_then(|words| words.get(text)) {
            return Arc::clone(word);
        }
        let word = Arc::new(self.shape(text, voice));
        let mut memory = self.memory();
        if memory.count >= WORDS_REMEMBERED {
            memory.words.clear();
            memory.count = 0;
        }
        memory.count += 1;
        memory.words.entry(voice).or_default().insert(text.into(), Arc::clone(&word));
        word
    }

    /// The cache is still valid after a panic in another thread: entries are inserted whole.
    fn memory(&self) -> std::sync::MutexGuard<'_, ShapingCache> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shape(&self, text: &str, voice: ShapingOptions) -> Word {
        let mut runs = runs(text, voice, &self.faces);
        if voice.rtl {
            runs.reverse();
        }
        let mut word = Word { rtl: voice.rtl, ..Word::default() };
        for run in runs {
            match run.face {
                Some(face) => self.shape_run(text, &run, face, voice, &mut word),
                None => self.show_replacements(text, &run, voice, &mut word),
            }
        }
        word.say_from_the_left();
        word.width = word.glyphs.iter().map(|glyph| glyph.advance).sum();
        let foreign = word.glyphs.chunk_by(|a, b| a.face == b.face).map(|run| run[0].face);
        let heights = foreign.filter(|&id| !self.faces.is_built_in(id)).map(|id| self.faces.face(id).height());
        word.tallest = heights.fold(0.0, f32::max);
        word
    }

    fn shape_run(&self, text: &str, run: &Run, face: FaceId, voice: ShapingOptions, word: &mut Word) {
        let font = &self.faces.face(face).font;
        let mut buffer = Buffer::new();
        for (at, c) in text[run.start..run.end].char_indices() {
            buffer.push(u32::from(c), (run.start + at) as u32);
        }
        buffer.set_direction(if voice.rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        let script = run.script.unwrap_or(Script::LATIN);
        buffer.set_script(Some(script));
        buffer.set_language(voice.language.shaped());
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let features = features(voice.figures);
        let plan = self.plan(face, script, voice, features);
        let options = ShapeOptions::new().plan(Some(&plan)).features(features);
        if harfrust::shape(&ShaperFont::new(font), &mut buffer, options).is_err() {
            // The only error is a plan that does not match the buffer, and this plan was made for it.
            return self.show_replacements(text, run, voice, word);
        }
        let first = word.glyphs.len();
        self.take(face, &buffer, word);
        share_text(&text[..run.end], &mut word.glyphs[first..], voice.rtl);
        if voice.rtl && self.joins(face) {
            say_one_by_one(first, word);
        }
        self.replace_missing(&mut word.glyphs[first..], voice.cut);
    }

    /// True if composites can be added to the document's copy of a face.
    fn joins(&self, face: FaceId) -> bool {
        self.faces.face(face).outlines == Outlines::TrueType
    }

    /// Takes the glyphs of a shaped buffer, without their texts. If the face allows it, a cluster becomes one composite
    /// glyph.
    fn take(&self, face: FaceId, buffer: &Buffer, word: &mut Word) {
        let scale = 1000.0 / f32::from(self.faces.face(face).font.units_per_em());
        let shaped: Vec<_> = buffer.glyph_infos().iter().zip(buffer.glyph_positions()).collect();
        for cluster in shaped.chunk_by(|a, b| a.0.cluster == b.0.cluster) {
            let glyph = |shape, [advance, x, y]: [i32; 3]| Glyph {
                face,
                shape,
                advance: advance as f32 * scale,
                dx: x as f32 * scale,
                dy: y as f32 * scale,
                cluster: cluster[0].0.cluster,
                text: Share::Many("".into()),
            };
            match if self.joins(face) { joined(cluster) } else { None } {
                Some((parts, advance)) => word.glyphs.push(glyph(Shape::Composite(parts), [advance, 0, 0])),
                None => word.glyphs.extend(cluster.iter().map(|(info, place)| {
                    glyph(Shape::Own(info.glyph_id as u16), [place.x_advance, place.x_offset, place.y_offset])
                })),
            }
        }
    }

    /// Replaces missing glyphs: a face may have a character and yet lack a glyph that its script needs.
    fn replace_missing(&self, glyphs: &mut [Glyph], cut: Cut) {
        for glyph in glyphs.iter_mut().filter(|glyph| glyph.shape == Shape::Own(0)) {
            if let Some((face, gid, advance)) = self.replacement(cut) {
                (glyph.face, glyph.shape, glyph.advance) = (face, Shape::Own(gid), advance);
            }
        }
    }

    /// The glyph that is shown for a missing character.
    fn replacement(&self, cut: Cut) -> Option<(FaceId, u16, f32)> {
        let face = self.faces.face_for(cut, LanguageCode::default(), REPLACEMENT)?;
        let font = &self.faces.face(face).font;
        let gid = font.charmap().map_unicode(REPLACEMENT)?;
        let advance = font.glyph_metrics().h_advance(gid) * 1000.0 / f32::from(font.units_per_em());
        Some((face, gid.to_u32() as u16, advance))
    }

    fn plan(&self, face: FaceId, script: Script, voice: ShapingOptions, features: &[Feature]) -> Arc<ShapePlan> {
        // A plan does not depend on the cut, only on the face, so the cut is left out of the key.
        let key = (face, script, ShapingOptions { cut: Cut::Regular, ..voice });
        if let Some(plan) = self.memory().plans.get(&key) {
            return Arc::clone(plan);
        }
        let direction = if voice.rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let language = voice.language.shaped();
        let font = &self.faces.face(face).font;
        let plan = Arc::new(ShapePlan::new(font, direction, Some(script), language.as_ref(), features));
        let mut memory = self.memory();
        if memory.plans.len() >= PLANS_REMEMBERED {
            memory.plans.clear();
        }
        memory.plans.insert(key, Arc::clone(&plan));
        plan
    }

    /// Shows a character that no face has as U+FFFD and reports it; its text stays the character that was written.
    fn show_replacements(&self, text: &str, run: &Run, voice: ShapingOptions, word: &mut Word) {
        let Some((face, gid, advance)) = self.replacement(voice.cut) else { return };
        let first = word.glyphs.len();
        for (at, c) in text[run.start..run.end].char_indices() {
            if is_invisible(c) {
                continue;
            }
            word.missing.push(c);
            word.glyphs.push(Glyph {
                face,
                shape: Shape::Own(gid),
                advance,
                dx: 0.0,
                dy: 0.0,
                cluster: (run.start + at) as u32,
                text: Share::One(c),
            });
        }
        if voice.rtl {
            word.glyphs[first..].reverse();
        }
    }
}

fn features(figures: Figures) -> &'static [Feature] {
    const fn on(tag: &[u8; 4]) -> Feature {
        Feature { tag: Tag::new(tag), value: 1, start: Feature::GLOBAL_START, end: Feature::GLOBAL_END }
    }
    const OLD_STYLE: [Feature; 1] = [on(b"onum")];
    const TABULAR: [Feature; 2] = [on(b"lnum"), on(b"tnum")];
    match figures {
        Figures::OldStyle => &OLD_STYLE,
        Figures::Tabular => &TABULAR,
    }
}

/// PDF readers reverse a right-to-left word glyph by glyph, and some also reverse the characters of one glyph. So each glyph
/// gets only its first character as text, and empty glyphs at its far edge get the others. A mark that no letter follows gets
/// a right-to-left mark after it, without which poppler treats it as a separate word.
fn say_one_by_one(first: usize, word: &mut Word) {
    let mut letter_follows = false;
    for mut glyph in word.glyphs.split_off(first) {
        if let Share::Many(text) = &glyph.text
            && let Some(own) = text.chars().next()
        {
            let mut others: Vec<char> = text.chars().skip(1).collect();
            if !letter_follows
                && !is_taken_for_a_sign(own)
                && others.last().is_some_and(|&last| is_combining_mark(last))
            {
                others.push(RIGHT_TO_LEFT_MARK);
            }
            let nothing = Shape::Composite([].into());
            word.glyphs.extend(others.into_iter().rev().map(|c| Glyph {
                shape: nothing.clone(),
                advance: 0.0,
                dx: 0.0,
                dy: 0.0,
                text: Share::One(c),
                ..glyph.clone()
            }));
            glyph.text = Share::One(own);
        }
        letter_follows = matches!(glyph.text, Share::One(c) if c.is_alphabetic());
        word.glyphs.push(glyph);
    }
}

/// RIGHT-TO-LEFT MARK: invisible, has only a direction.
const RIGHT_TO_LEFT_MARK: char = '\u{200f}';

/// More glyphs than any letter of any script has with all its marks; longer stacks of marks stay separate glyphs.
const MOST_PARTS: usize = 32;

/// The glyphs of a cluster as parts of one composite, and its advance, in font units. `None` for a single glyph, for a glyph
/// that the face lacks, and for values that a font cannot hold.
fn joined(cluster: &[(&GlyphInfo, &GlyphPosition)]) -> Option<(Arc<[Part]>, i32)> {
    if !(2..=MOST_PARTS).contains(&cluster.len()) || cluster.iter().any(|(info, _)| info.glyph_id == 0) {
        return None;
    }
    let mut pen = 0;
    let parts: Option<Arc<[Part]>> = cluster
        .iter()
        .map(|(info, place)| {
            let x = i16::try_from(pen + place.x_offset).ok()?;
            let y = i16::try_from(place.y_offset).ok()?;
            pen += place.x_advance;
            Some(Part { gid: info.glyph_id as u16, x, y })
        })
        .collect();
    let advance = u16::try_from(pen).ok()?;
    Some((parts?, advance.into()))
}

/// Gives every glyph its share of its cluster's characters, so that copied text is the text that was written. `text` ends
/// where the run ends; `glyphs` are those of one run, in visual order.
fn share_text(text: &str, glyphs: &mut [Glyph], rtl: bool) {
    let mut starts: Vec<usize> = glyphs.iter().map(|glyph| glyph.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    for chunk in glyphs.chunk_by_mut(|a, b| a.cluster == b.cluster) {
        let start = chunk[0].cluster as usize;
        let next = starts.binary_search(&start).map_or(start + 1, |i| i + 1);
        let end = starts.get(next).copied().unwrap_or(text.len());
        let stays = |&c: &char| !is_invisible(c) || is_spelled(c);
        let written: String = text[start..end].chars().filter(stays).map(plain_space).collect();
        // Fewer characters than glyphs: the shaper decomposed an accented letter, so its text is decomposed as well.
        let written = if written.chars().count() < chunk.len() { written.nfd().collect() } else { written };
        let mut rest = written.as_str();
        let count = chunk.len();
        for i in 0..count {
            let glyph = if rtl { &mut chunk[count - 1 - i] } else { &mut chunk[i] };
            let take = if i + 1 == count { rest.len() } else { rest.chars().next().map_or(0, char::len_utf8) };
            let (own, others) = rest.split_at(take);
            glyph.text = Share::of(own);
            rest = others;
        }
    }
}

/// A no-break space has the glyph of a space, and one glyph can have only one text.
fn plain_space(c: char) -> char {
    if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c }
}
