//! From text to lines: where a line may break, where it best does, and in which order its words stand.
//!
//! Breaks follow UAX 14, direction UAX 9. Lines are ragged and never hyphenated; among all ways to break a paragraph
//! into as few lines as possible the evenest is taken. A word wider than the line is broken between letters, so nothing
//! ever leaves its column. Knows nothing of pages.

use std::cell::OnceCell;
use std::sync::Arc;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_bidi::{BidiInfo, Level};

use super::fonts::{ASCENT, Cut, DESCENT};
use super::language::LanguageCode;
use super::letter::{Colour, Passage, Run};
use super::shaping::{Figures, Shaper, Voice, Word};
use super::text::{clean, runs_against_latin};

/// How a piece of text is set. Measures in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub cut: Cut,
    pub size: f32,
    pub leading: f32,
    pub colour: Colour,
    pub figures: Figures,
    /// Added behind every glyph, in em.
    pub tracking: f32,
}

impl Style {
    /// From the top of a line to its baseline.
    pub fn baseline(&self) -> f32 {
        (self.leading - (ASCENT + DESCENT) * self.size) / 2.0 + ASCENT * self.size
    }

    pub fn at(self, size: f32, leading: f32) -> Self {
        Self { size, leading, ..self }
    }

    pub fn tinted(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
}

/// The bar that stands for something withheld: always of one width, whatever it hides.
pub const BAR_WIDTH: f32 = 21.0 * 72.0 / 25.4;

/// What stands on a line.
#[derive(Clone, Debug)]
pub enum Piece {
    Word(Arc<Word>),
    /// A bar, and what it is spoken as.
    Bar(Arc<str>),
}

/// A piece in its place: `x` is its left edge, counted from the left edge of the line.
#[derive(Clone, Debug)]
pub struct Placed {
    pub x: f32,
    pub piece: Piece,
}

/// One line, its pieces in reading order.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub pieces: Vec<Placed>,
    pub width: f32,
    /// Whether it keeps to the right edge.
    pub rtl: bool,
    /// The height that the faces of its paragraph ask for, in em; 0 where the style's leading is made for them.
    pub tallest: f32,
}

/// Sets text in lines. Cheap to make; collects the characters that no face has.
pub struct Setter<'a> {
    shaper: &'a Shaper,
    breaks: LineSegmenterBorrowed<'static>,
    /// For scripts without spaces between words; made when the first such text comes.
    breaks_of_words: OnceCell<LineSegmenterBorrowed<'static>>,
    pub missing: Vec<char>,
}

/// A stretch that is not broken, with the spaces behind it.
struct Unit {
    pieces: Vec<(Piece, Level, f32)>,
    width: f32,
    space: Vec<(Piece, Level, f32)>,
    space_width: f32,
}

/// Placeholder of a bar while line breaks and directions are looked for.
const BAR: char = '\u{fffc}';

/// Never are more units than this on a line: a text of nothing but zero-width characters must not cost the square of
/// its length.
const MOST_UNITS_ON_A_LINE: usize = 200;

impl<'a> Setter<'a> {
    pub fn new(shaper: &'a Shaper) -> Self {
        let breaks = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
        Self { shaper, breaks, breaks_of_words: OnceCell::new(), missing: Vec::new() }
    }

    /// Sets one line's worth of text or more; each line break in `text` begins a new line.
    pub fn lines(&mut self, text: &str, style: &Style, language: LanguageCode, measure: f32) -> Vec<Line> {
        self.passage_lines(&Passage::from(text), style, language, measure)
    }

    pub fn passage_lines(
        &mut self,
        passage: &Passage,
        style: &Style,
        language: LanguageCode,
        measure: f32,
    ) -> Vec<Line> {
        let (text, bars) = flatten(passage);
        let language = language.for_text(&text);
        let mut lines = Vec::new();
        let mut start = 0;
        for part in text.split('\n') {
            let units = self.units(part, start, &bars, style, language, measure);
            lines.extend(break_lines(&units, measure).into_iter().map(|(units, rtl)| place(units, rtl, measure)));
            start += part.len() + 1;
        }
        let words = lines.iter().flat_map(|line| &line.pieces).filter_map(|placed| match &placed.piece {
            Piece::Word(word) => Some(word.tallest),
            Piece::Bar(_) => None,
        });
        let tallest = words.fold(0.0, f32::max);
        lines.iter_mut().for_each(|line| line.tallest = tallest);
        lines
    }

    /// Thai, Lao, Khmer and Burmese write no spaces between words: a model knows where they may break.
    fn breaks_for(&self, text: &str) -> LineSegmenterBorrowed<'static> {
        if text.chars().any(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
        {
            return *self.breaks_of_words.get_or_init(|| LineSegmenter::new_lstm(LineBreakOptions::default()));
        }
        self.breaks
    }

    /// The width of `text` on one line.
    pub fn width(&mut self, text: &str, style: &Style, language: LanguageCode) -> f32 {
        self.lines(text, style, language, f32::INFINITY).iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// Cuts one line of text at its break opportunities and shapes what lies between them.
    fn units(
        &mut self,
        text: &str,
        offset: usize,
        bars: &[(usize, Arc<str>)],
        style: &Style,
        language: LanguageCode,
        measure: f32,
    ) -> (Vec<Unit>, bool) {
        let (levels, rtl) = levels(text);
        let level = |at: usize| levels.as_ref().map_or(Level::ltr(), |levels| levels[at]);
        let context = Context { text, offset, bars, style, language, level: &level };
        let mut units = Vec::new();
        let mut start = 0;
        let breaks = self.breaks_for(text);
        for end in breaks.segment_str(text).skip_while(|&at| at == 0) {
            let word_end = start + text[start..end].trim_end_matches([' ', '\u{3000}']).len();
            let whole = self.unit(&context, start, word_end);
            if whole.width > measure {
                self.split(&context, start, word_end, measure, &mut units);
            } else {
                units.push(whole);
            }
            if let Some(last) = units.last_mut() {
                last.space = self.pieces(&context, word_end, end);
                last.space_width = last.space.iter().map(|piece| piece.2).sum();
            }
            start = end;
        }
        (units, rtl)
    }

    /// Breaks a word that is wider than the line between its clusters.
    fn split(&mut self, context: &Context<'_>, start: usize, end: usize, measure: f32, units: &mut Vec<Unit>) {
        let mut edges = Vec::new();
        for (from, to) in context.stretches(start, end) {
            match self.piece(context, from, to) {
                (Piece::Word(word), ..) => edges.extend(
                    word.clusters()
                        .into_iter()
                        .map(|(at, width)| (from + at, (width / 1000.0 + context.style.tracking) * context.style.size)),
                ),
                (Piece::Bar(_), _, width) => edges.push((from, width)),
            }
        }
        let (mut from, mut width) = (start, 0.0);
        for (at, advance) in edges {
            if at > from && width + advance > measure {
                units.push(self.unit(context, from, at));
                (from, width) = (at, 0.0);
            }
            width += advance;
        }
        units.push(self.unit(context, from, end));
    }

    fn unit(&mut self, context: &Context<'_>, start: usize, end: usize) -> Unit {
        let pieces = self.pieces(context, start, end);
        let width = pieces.iter().map(|piece| piece.2).sum();
        Unit { pieces, width, space: Vec::new(), space_width: 0.0 }
    }

    fn pieces(&mut self, context: &Context<'_>, start: usize, end: usize) -> Vec<(Piece, Level, f32)> {
        context.stretches(start, end).into_iter().map(|(from, to)| self.piece(context, from, to)).collect()
    }

    /// Shapes a stretch of one direction.
    fn piece(&mut self, context: &Context<'_>, start: usize, end: usize) -> (Piece, Level, f32) {
        let level = (context.level)(start);
        if let Some(spoken) = context.bar(start) {
            return (Piece::Bar(spoken), level, BAR_WIDTH);
        }
        let Style { cut, figures, .. } = *context.style;
        let voice = Voice { cut, figures, rtl: level.is_rtl(), language: context.language };
        let word = self.shaper.word(&context.text[start..end], voice);
        for &c in &word.missing {
            if !self.missing.contains(&c) {
                self.missing.push(c);
            }
        }
        let width = (word.width / 1000.0 + context.style.tracking * word.glyphs.len() as f32) * context.style.size;
        (Piece::Word(word), level, width)
    }
}

/// One line of text while it is cut up. Offsets are those of the line; `offset` is where it stands in the passage.
struct Context<'a> {
    text: &'a str,
    offset: usize,
    bars: &'a [(usize, Arc<str>)],
    style: &'a Style,
    language: LanguageCode,
    level: &'a dyn Fn(usize) -> Level,
}

impl Context<'_> {
    fn bar(&self, at: usize) -> Option<Arc<str>> {
        let found = self.bars.binary_search_by_key(&(self.offset + at), |(at, _)| *at).ok()?;
        Some(Arc::clone(&self.bars[found].1))
    }

    /// Cuts `start..end` where the direction changes and around bars.
    fn stretches(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        let mut previous_is_bar = false;
        for (at, c) in self.text[start..end].char_indices().map(|(at, c)| (start + at, c)) {
            let is_bar = c == BAR && self.bar(at).is_some();
            match stretches.last_mut() {
                Some((from, to)) if !is_bar && !previous_is_bar && (self.level)(*from) == (self.level)(at) => {
                    *to = at + c.len_utf8();
                }
                _ => stretches.push((at, at + c.len_utf8())),
            }
            previous_is_bar = is_bar;
        }
        stretches
    }
}

/// The text with a placeholder for each bar, and where they are. The last digits are tied to their bar.
fn flatten(passage: &Passage) -> (String, Vec<(usize, Arc<str>)>) {
    let mut text = String::new();
    let mut bars = Vec::new();
    for run in &passage.runs {
        match run {
            Run::Text(words) => text.push_str(&clean(words)),
            Run::Withheld(withheld) => {
                let what = super::text::one_line(&withheld.what);
                let ending = if withheld.last4.is_some() { ", ending in" } else { "" };
                bars.push((text.len(), Arc::from(format!("{what} withheld{ending}"))));
                text.push(BAR);
                if let Some(last) = &withheld.last4 {
                    text.push('\u{a0}');
                    text.push_str(&super::text::one_line(last));
                }
            }
        }
    }
    (text, bars)
}

/// The embedding level of every byte, or `None` where all of it runs from left to right; and which way the line runs.
fn levels(text: &str) -> (Option<Vec<Level>>, bool) {
    if !text.chars().any(runs_against_latin) {
        return (None, false);
    }
    let info = BidiInfo::new(text, None);
    let rtl = info.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl());
    (Some(info.levels), rtl)
}

/// Breaks a line's units into lines: as few as possible, and among those the evenest.
fn break_lines((units, rtl): &(Vec<Unit>, bool), measure: f32) -> Vec<(&[Unit], bool)> {
    if units.is_empty() {
        return vec![(&[], *rtl)];
    }
    // best[i]: number of lines and raggedness of units[i..], and where its first line ends.
    let mut best = vec![(0_u32, 0.0_f32, 0_usize); units.len() + 1];
    for i in (0..units.len()).rev() {
        let mut width = 0.0;
        let mut choice = (u32::MAX, f32::INFINITY, i + 1);
        for j in i..units.len().min(i + MOST_UNITS_ON_A_LINE) {
            width += units[j].width;
            if width > measure && j > i {
                break;
            }
            let (lines, raggedness, _) = best[j + 1];
            let gap = if measure.is_finite() { (1.0 - width / measure).max(0.0) } else { 0.0 };
            // The last line may be of any length, but is not to be a lonely short word.
            let cost = if j + 1 < units.len() { gap * gap } else { (gap - 0.9).max(0.0) };
            if (lines + 1, raggedness + cost) < (choice.0, choice.1) {
                choice = (lines + 1, raggedness + cost, j + 1);
            }
            width += units[j].space_width;
        }
        best[i] = choice;
    }
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let end = best[start].2;
        lines.push((&units[start..end], *rtl));
        start = end;
    }
    lines
}

/// Puts the pieces of a line into their places (UAX 9, L2). The space a line ends with hangs over its edge: it is not
/// seen, but it keeps the words apart for whoever copies them out.
fn place(units: &[Unit], rtl: bool, measure: f32) -> Line {
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let mut pieces: Vec<(&Piece, Level, f32)> = Vec::new();
    let mut width = 0.0;
    for (i, unit) in units.iter().enumerate() {
        pieces.extend(unit.pieces.iter().map(|(piece, level, width)| (piece, *level, *width)));
        width += unit.width;
        if i + 1 < units.len() {
            pieces.extend(unit.space.iter().map(|(piece, level, width)| (piece, *level, *width)));
            width += unit.space_width;
        }
    }
    let hanging = units.last().and_then(|unit| unit.space.first());
    let levels: Vec<Level> = pieces.iter().map(|piece| piece.1).collect();
    let mut x = if rtl && measure.is_finite() { measure - width } else { 0.0 };
    let left = x;
    let mut places = vec![0.0; pieces.len()];
    let order = if levels.iter().all(|&level| level == Level::ltr()) {
        (0..pieces.len()).collect()
    } else {
        BidiInfo::reorder_visual(&levels)
    };
    for i in order {
        places[i] = x;
        x += pieces[i].2;
    }
    let mut placed: Vec<Placed> =
        pieces.iter().zip(&places).map(|((piece, ..), &x)| Placed { x, piece: (*piece).clone() }).collect();
    if let Some((piece, _, space)) = hanging {
        placed.push(Placed { x: if base.is_rtl() { left - space } else { x }, piece: piece.clone() });
    }
    Line { pieces: placed, width, rtl, tallest: 0.0 }
}
