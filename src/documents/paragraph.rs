//! From text to lines: where a line may break, and what stands between the breaks.
//!
//! Breaks follow UAX 14, direction UAX 9; which of them are taken, `breaking.rs` decides. A word wider than the line is
//! broken between letters, so nothing ever leaves its column. Knows nothing of pages.

use std::cell::OnceCell;
use std::sync::Arc;

use hypher::Lang;
use icu_segmenter::options::{LineBreakOptions, LineBreakWordOption};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_bidi::{BidiInfo, Level};

use super::breaking::{Column, Sized, Unit, break_lines, place};
use super::fonts::{ASCENT, Cut, DESCENT};
use super::language::{Han, LanguageCode};
use super::letter::{Colour, Passage, Run};
use super::shaping::{Figures, Shaper, Share, Voice, Word};
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

/// Shorter words are not divided.
const SHORTEST_DIVIDED: usize = 6;

/// Placeholder of a bar while line breaks and directions are looked for.
const BAR: char = '\u{fffc}';

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
        self.column_lines(passage, style, language, Column::ragged(measure), None)
    }

    /// Sets running text in a column. Where it does not go well, words of `hyphens` are divided.
    pub fn column_lines(
        &mut self,
        passage: &Passage,
        style: &Style,
        language: LanguageCode,
        column: Column,
        hyphens: Option<Lang>,
    ) -> Vec<Line> {
        let (text, bars) = flatten(passage);
        let language = language.for_text(&text);
        let mut lines = Vec::new();
        let mut start = 0;
        for part in text.split('\n') {
            let (levels, rtl) = levels(part);
            let level = |at: usize| levels.as_ref().map_or(Level::ltr(), |levels| levels[at]);
            let context = Context { text: part, offset: start, bars: &bars, style, language, level: &level };
            lines.extend(self.part_lines(&context, rtl, column, hyphens));
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

    /// Thai, Lao, Khmer and Burmese write no spaces between words: a model knows where they may break. Korean writes them, and
    /// its letters break there and not at every syllable.
    fn breaks_for(&self, text: &str, language: LanguageCode) -> LineSegmenterBorrowed<'static> {
        if language.han() == Han::Korean {
            let mut whole_words = LineBreakOptions::default();
            whole_words.word_option = Some(LineBreakWordOption::KeepAll);
            return LineSegmenter::new_for_non_complex_scripts(whole_words);
        }
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

    fn part_lines(&mut self, context: &Context<'_>, rtl: bool, column: Column, hyphens: Option<Lang>) -> Vec<Line> {
        let mut units = self.units(context, column.width, None);
        if units.is_empty() {
            return vec![place(&[], rtl, column, true)];
        }
        let mut broken = break_lines(&units, column);
        if let (false, Some(language)) = (broken.well, hyphens) {
            units = self.units(context, column.width, Some(language));
            broken = break_lines(&units, column);
        }
        let mut left = units.into_iter();
        let mut lines = Vec::with_capacity(broken.lines.len());
        for line in broken.lines {
            let parts: Vec<Unit> = left.by_ref().take(line.len()).collect();
            let is_last = left.len() == 0;
            let mut words = self.joined(context, parts);
            if let (Some(word), false) = (words.last_mut().filter(|word| word.hyphen.is_some()), is_last) {
                let hyphen = self.hyphen(context, word);
                word.width += hyphen.2;
                word.pieces.push(hyphen);
            }
            lines.push(place(&words, rtl, column, is_last));
        }
        lines
    }

    /// Shapes the parts of a divided word that stand on one line as the one word they are.
    fn joined(&mut self, context: &Context<'_>, parts: Vec<Unit>) -> Vec<Unit> {
        let mut words: Vec<Unit> = Vec::with_capacity(parts.len());
        for part in parts {
            match words.last_mut() {
                Some(word) if word.hyphen.is_some() => {
                    let whole = self.unit(context, word.from, part.to);
                    *word = Unit { space: part.space, space_width: part.space_width, hyphen: part.hyphen, ..whole };
                }
                _ => words.push(part),
            }
        }
        words
    }

    /// The hyphen that ends a line within a word. It is read as U+00AD, so that the word can be put together again.
    fn hyphen(&mut self, context: &Context<'_>, word: &Unit) -> Sized {
        let level = word.pieces.last().map_or(Level::ltr(), |piece| piece.1);
        let Style { cut, figures, size, tracking, .. } = *context.style;
        let voice = Voice { cut, figures, rtl: level.is_rtl(), language: context.language };
        let mut hyphen = (*self.shaper.word("\u{2010}", voice)).clone();
        hyphen.glyphs.iter_mut().for_each(|glyph| glyph.text = Share::One('\u{ad}'));
        let width = (hyphen.width / 1000.0 + tracking) * size;
        (Piece::Word(Arc::new(hyphen)), level, width)
    }

    /// Cuts one line of text at its break opportunities and shapes what lies between them.
    fn units(&mut self, context: &Context<'_>, measure: f32, hyphens: Option<Lang>) -> Vec<Unit> {
        let text = context.text;
        let mut units: Vec<Unit> = Vec::new();
        let mut start = 0;
        let breaks = self.breaks_for(text, context.language);
        for end in breaks.segment_str(text).skip_while(|&at| at == 0) {
            let word_end = start + text[start..end].trim_end_matches([' ', '\u{3000}']).len();
            let parts = hyphens.map_or_else(Vec::new, |language| syllables(&text[start..word_end], language));
            let mut from = start;
            for to in parts.into_iter().map(|part| start + part).chain([word_end]) {
                let mut part = self.unit(context, from, to);
                let soft = to == end && end < text.len() && text[..to].ends_with('\u{ad}');
                let divided = to < word_end || soft;
                if divided {
                    part.hyphen = Some(self.hyphen(context, &part).2);
                }
                if part.width > measure {
                    self.split(context, from, to, measure, &mut units);
                } else {
                    units.push(part);
                }
                from = to;
            }
            if let Some(last) = units.last_mut() {
                last.space = self.pieces(context, word_end, end);
                last.space_width = last.space.iter().map(|piece| piece.2).sum();
            }
            start = end;
        }
        units
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
        Unit { from: start, to: end, pieces, width, space: Vec::new(), space_width: 0.0, hyphen: None }
    }

    fn pieces(&mut self, context: &Context<'_>, start: usize, end: usize) -> Vec<Sized> {
        context.stretches(start, end).into_iter().map(|(from, to)| self.piece(context, from, to)).collect()
    }

    /// Shapes a stretch of one direction.
    fn piece(&mut self, context: &Context<'_>, start: usize, end: usize) -> Sized {
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

/// Where a word of `language` may be divided, as offsets in `word`. Only plain words are: no addresses, names of files
/// or numbers.
fn syllables(word: &str, language: Lang) -> Vec<usize> {
    let letters = word.trim_matches(|c: char| !c.is_alphabetic());
    if letters.chars().count() < SHORTEST_DIVIDED || !letters.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let start = word.len() - word.trim_start_matches(|c: char| !c.is_alphabetic()).len();
    let mut at = start;
    let mut parts: Vec<usize> = hypher::hyphenate(letters, language)
        .map(|syllable| {
            at += syllable.len();
            at
        })
        .collect();
    parts.pop();
    parts
}
