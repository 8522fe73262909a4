//! Paragraphs: cuts text at its break opportunities (`break_opportunities.rs`), shapes the units and puts them in order.
//!
//! `line_breaking.rs` chooses the breaks. A word wider than the line is broken at its no-break spaces and then between syllables,
//! so that nothing ever leaves its column. Direction follows UAX 9, with a base direction from `direction.rs`. This module
//! knows nothing of pages.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use hypher::Lang;
use unicode_bidi::Level;

use super::break_opportunities::{Breaks, parts, syllables};
use super::cleaning::{clean, is_no_break_space, one_line};
use super::direction::{levels, runs_from_the_right};
use super::glyphs::Share;
use super::language::LanguageCode;
use super::line::{BAR_WIDTH, Edge, Line, Piece, Setting, Style};
use super::line_breaking::{MeasuredPiece, Side, Unit, break_lines, place};
use super::passage::{Passage, Run};
use super::shaping::Shaper;
use super::shaping_options::{Figures, ShapingOptions};

/// Sets text in lines. Cheap to make; collects the characters that no face has.
pub struct Setter<'a> {
    shaper: &'a Shaper,
    breaks: Breaks,
    pub missing: Missing,
}

/// Missing characters, each once, in the order of first appearance.
#[derive(Default)]
pub struct Missing {
    pub characters: Vec<char>,
    seen: HashSet<char>,
}

impl Missing {
    pub fn add(&mut self, c: char) {
        if self.seen.insert(c) {
            self.characters.push(c);
        }
    }
}

/// Placeholder of a bar while line breaks and bidi levels are computed.
const BAR: char = '\u{fffc}';

impl<'a> Setter<'a> {
    pub fn new(shaper: &'a Shaper) -> Self {
        Self { shaper, breaks: Breaks::new(), missing: Missing::default() }
    }

    /// Sets the bank's own words; each line break in `text` begins a new line.
    pub fn lines(&mut self, text: &str, style: &Style, language: LanguageCode, measure: f32) -> Vec<Line> {
        self.passage_lines(&Passage::from(text), &Setting::at_the_left(style, language, measure))
    }

    /// Sets a paragraph. All its lines have one base direction.
    pub fn passage_lines(&mut self, passage: &Passage, setting: &Setting<'_>) -> Vec<Line> {
        let flat = Flat::of(passage);
        let language = setting.language.for_text(&flat.text);
        let rtl = runs_from_the_right(&flat.text, setting.rtl);
        let side = Side { rtl, at_right: if setting.edge == Edge::Own { rtl } else { setting.edge == Edge::Right } };
        let mut lines = Vec::new();
        let mut start = 0;
        for part in flat.text.split('\n') {
            let levels = levels(part, rtl);
            let level = |at: usize| levels.as_ref().map_or(Level::ltr(), |levels| levels[at]);
            let context =
                Context { text: part, offset: start, flat: &flat, style: setting.style, language, level: &level };
            lines.extend(self.part_lines(&context, side, setting));
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

    /// The width of `text` on one line.
    pub fn width(&mut self, text: &str, style: &Style, language: LanguageCode) -> f32 {
        self.lines(text, style, language, f32::INFINITY).iter().map(|line| line.width).fold(0.0, f32::max)
    }

    fn part_lines(&mut self, context: &Context<'_>, side: Side, setting: &Setting<'_>) -> Vec<Line> {
        let column = setting.column;
        let mut units = self.units(context, column.width, None);
        if units.is_empty() {
            return vec![place(&[], side, column, true)];
        }
        let mut broken = break_lines(&units, column);
        if let (false, Some(language)) = (broken.well, setting.hyphens) {
            units = self.units(context, column.width, Some(language));
            broken = break_lines(&units, column);
        }
        if let Some(last) = units.last_mut().filter(|last| last.space.is_empty()) {
            last.space.push(self.space(context, side));
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
            lines.push(place(&words, side, column, is_last));
        }
        lines
    }

    /// The space at the end of a text's last line, which the other lines have too.
    fn space(&self, context: &Context<'_>, side: Side) -> MeasuredPiece {
        let Style { cut, figures, size, tracking, .. } = *context.style;
        let voice = ShapingOptions { cut, figures, rtl: side.rtl, language: context.language };
        let space = self.shaper.word(" ", voice);
        let width = (space.width / 1000.0 + tracking) * size;
        (Piece::Word(space), if side.rtl { Level::rtl() } else { Level::ltr() }, width)
    }

    /// Shapes the parts of a hyphenated word again as one word if they stand on one line.
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

    /// The hyphen that ends a line within a word. Its text is U+00AD, so that the word can be joined again when copied.
    fn hyphen(&mut self, context: &Context<'_>, word: &Unit) -> MeasuredPiece {
        let level = word.pieces.last().map_or(Level::ltr(), |piece| piece.1);
        let Style { cut, figures, size, tracking, .. } = *context.style;
        let voice = ShapingOptions { cut, figures, rtl: level.is_rtl(), language: context.language };
        let mut hyphen = (*self.shaper.word("\u{2010}", voice)).clone();
        hyphen.glyphs.iter_mut().for_each(|glyph| glyph.text = Share::One('\u{ad}'));
        let width = (hyphen.width / 1000.0 + tracking) * size;
        (Piece::Word(Arc::new(hyphen)), level, width)
    }

    /// Cuts one line of text at its break opportunities and shapes the units between them.
    fn units(&mut self, context: &Context<'_>, measure: f32, hyphens: Option<Lang>) -> Vec<Unit> {
        let text = context.text;
        let mut units: Vec<Unit> = Vec::new();
        let mut start = 0;
        for end in self.breaks.of(text, context.language) {
            let word_end = start + text[start..end].trim_end_matches([' ', '\u{3000}']).len();
            for (word, end) in self.words(context, start..word_end, end, measure) {
                self.word_units(context, word.clone(), measure, (hyphens, end < text.len()), &mut units);
                if let Some(last) = units.last_mut() {
                    last.space = self.pieces(context, word.end, end);
                    last.space_width = last.space.iter().map(|piece| piece.2).sum();
                }
            }
            start = end;
        }
        units
    }

    /// The words of `text` between two breaks, each with the end of the space after it. A word too wide for its column is cut
    /// at its no-break spaces.
    fn words(
        &mut self,
        context: &Context<'_>,
        word: Range<usize>,
        end: usize,
        measure: f32,
    ) -> Vec<(Range<usize>, usize)> {
        let text = &context.text[word.clone()];
        if !text.contains(is_no_break_space) || self.unit(context, word.start, word.end).width <= measure {
            return vec![(word, end)];
        }
        let mut words = Vec::new();
        let mut from = word.start;
        for (at, space) in text.match_indices(is_no_break_space) {
            let at = word.start + at;
            words.push((from..at, at + space.len()));
            from = at + space.len();
        }
        words.push((from..word.end, end));
        words
    }

    /// The units of a word: one, or one for each part that may end with a hyphen.
    fn word_units(
        &mut self,
        context: &Context<'_>,
        word: Range<usize>,
        measure: f32,
        (hyphens, more_follows): (Option<Lang>, bool),
        units: &mut Vec<Unit>,
    ) {
        let text = context.text;
        let parts = hyphens.map_or_else(Vec::new, |language| syllables(&text[word.clone()], language));
        let mut from = word.start;
        for to in parts.into_iter().map(|part| word.start + part).chain([word.end]) {
            let mut part = self.unit(context, from, to);
            let soft = to == word.end && more_follows && text[..to].ends_with('\u{ad}');
            if to < word.end || soft {
                part.hyphen = Some(self.hyphen(context, &part).2);
            }
            if part.width > measure {
                self.split(context, from, to, measure, units);
            } else {
                units.push(part);
            }
            from = to;
        }
    }

    /// Breaks a word that is wider than the line between clusters, and between syllables if the script has them.
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
        // The last place where it may be broken, and the width after it.
        let (mut edge, mut behind) = (start, 0.0);
        for (at, advance) in edges {
            if at > from && parts(context.text, at) {
                (edge, behind) = (at, 0.0);
            }
            if edge > from && width + advance > measure {
                units.push(self.unit(context, from, edge));
                (from, width) = (edge, behind);
            }
            width += advance;
            behind += advance;
        }
        units.push(self.unit(context, from, end));
    }

    fn unit(&mut self, context: &Context<'_>, start: usize, end: usize) -> Unit {
        let pieces = self.pieces(context, start, end);
        let width = pieces.iter().map(|piece| piece.2).sum();
        Unit { from: start, to: end, pieces, width, space: Vec::new(), space_width: 0.0, hyphen: None }
    }

    fn pieces(&mut self, context: &Context<'_>, start: usize, end: usize) -> Vec<MeasuredPiece> {
        context.stretches(start, end).into_iter().map(|(from, to)| self.piece(context, from, to)).collect()
    }

    /// Shapes a stretch of one direction.
    fn piece(&mut self, context: &Context<'_>, start: usize, end: usize) -> MeasuredPiece {
        let level = (context.level)(start);
        if let Some(spoken) = context.bar(start) {
            return (Piece::Bar(spoken), level, BAR_WIDTH);
        }
        let Style { cut, .. } = *context.style;
        let figures = if context.is_compared(start) { Figures::Tabular } else { context.style.figures };
        let voice = ShapingOptions { cut, figures, rtl: level.is_rtl(), language: context.language };
        let word = self.shaper.word(&context.text[start..end], voice);
        word.missing.iter().for_each(|&c| self.missing.add(c));
        let width = (word.width / 1000.0 + context.style.tracking * word.glyphs.len() as f32) * context.style.size;
        (Piece::Word(word), level, width)
    }
}

/// One line of text while it is cut into units. Offsets are in the line; `offset` is the line's start in the passage.
struct Context<'a> {
    text: &'a str,
    offset: usize,
    flat: &'a Flat,
    style: &'a Style,
    language: LanguageCode,
    level: &'a dyn Fn(usize) -> Level,
}

impl Context<'_> {
    fn bar(&self, at: usize) -> Option<Arc<str>> {
        let bars = &self.flat.bars;
        let found = bars.binary_search_by_key(&(self.offset + at), |(at, _)| *at).ok()?;
        Some(Arc::clone(&bars[found].1))
    }

    /// True if the character is one of the last digits of something withheld, which a reader compares.
    fn is_compared(&self, at: usize) -> bool {
        let at = self.offset + at;
        let next = self.flat.compared.partition_point(|range| range.end <= at);
        self.flat.compared.get(next).is_some_and(|range| range.contains(&at))
    }

    /// Cuts `start..end` where the direction or the kind of figures changes, and around bars.
    fn stretches(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        let mut previous_is_bar = false;
        let kind = |at| ((self.level)(at), self.is_compared(at));
        for (at, c) in self.text[start..end].char_indices().map(|(at, c)| (start + at, c)) {
            let is_bar = c == BAR && self.bar(at).is_some();
            match stretches.last_mut() {
                Some((from, to)) if !is_bar && !previous_is_bar && kind(*from) == kind(at) => *to = at + c.len_utf8(),
                _ => stretches.push((at, at + c.len_utf8())),
            }
            previous_is_bar = is_bar;
        }
        stretches
    }
}

/// A passage as one string.
struct Flat {
    /// The text, with a placeholder for each bar.
    text: String,
    /// The offset of each bar, and the text that is read aloud for it.
    bars: Vec<(usize, Arc<str>)>,
    /// The ranges of the last digits shown after bars; no line breaks between a bar and its digits.
    compared: Vec<Range<usize>>,
}

impl Flat {
    fn of(passage: &Passage) -> Self {
        let mut flat = Self { text: String::new(), bars: Vec::new(), compared: Vec::new() };
        let text = &mut flat.text;
        for run in &passage.runs {
            match run {
                Run::Text(words) => text.push_str(&clean(words)),
                Run::Withheld(withheld) => {
                    let what = one_line(&withheld.what);
                    let ending = if withheld.last4.is_some() { ", ending in" } else { "" };
                    flat.bars.push((text.len(), Arc::from(format!("{what} withheld{ending}"))));
                    text.push(BAR);
                    if let Some(last) = &withheld.last4 {
                        text.push('\u{a0}');
                        let from = text.len();
                        text.push_str(&one_line(last));
                        flat.compared.push(from..text.len());
                    }
                }
            }
        }
        flat
    }
}
