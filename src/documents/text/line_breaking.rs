//! Line breaking: chooses the words of each line and places them on it.
//!
//! All lines of a paragraph are chosen together. Ragged text takes the fewest lines and, among the ways to do that, the most
//! even one. Justified text takes the way in which the spaces change least; a space never grows by more than [`MOST_STRETCH`]
//! of its width, and a line that would need more stays ragged. Words are hyphenated only where the lines would otherwise look
//! bad. This module sees no text, only units that have been shaped.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

use super::line::{Alignment, Column, Line, Piece, Placed};

/// A piece with its direction and its width.
pub type MeasuredPiece = (Piece, Level, f32);

/// A stretch that is not broken, and the spaces after it. Offsets are bytes in the line of text.
pub struct Unit {
    pub from: usize,
    pub to: usize,
    pub pieces: Vec<MeasuredPiece>,
    pub width: f32,
    pub space: Vec<MeasuredPiece>,
    pub space_width: f32,
    /// The width of the hyphen, where the line may end after this unit only with a hyphen.
    pub hyphen: Option<f32>,
}

/// The direction of a line, and the edge of the column it is aligned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub rtl: bool,
    pub at_right: bool,
}

/// The lines of a paragraph, as ranges of its units; `well` is false if one of them looks bad.
pub struct Broken {
    pub lines: Vec<Range<usize>>,
    pub well: bool,
}

/// The most units on one line. The bound keeps a text of nothing but zero-width characters from costing the square of its
/// length.
const MOST_UNITS_ON_A_LINE: usize = 200;

/// The most a space may grow and shrink, as a fraction of its width.
const MOST_STRETCH: f32 = 1.2;
const MOST_SHRINK: f32 = 0.15;

/// A ragged line with a larger fraction of its column empty asks for a hyphen.
const EMPTIEST: f32 = 0.28;

/// The badness of a line that is taken only when there is no other.
const LAST_RESORT: f32 = 1e3;

/// Chooses the lines of a paragraph: the best breaks for all of them together.
pub fn break_lines(units: &[Unit], column: Column) -> Broken {
    let hyphenated = units.iter().any(|unit| unit.hyphen.is_some());
    // best[i]: number of lines and badness of units[i..], and the end of its first line.
    let mut best = vec![(0_u32, 0.0_f32, 0_usize); units.len() + 1];
    for i in (0..units.len()).rev() {
        let (mut width, mut space) = (0.0, 0.0);
        let mut choice = (u32::MAX, f32::INFINITY, i + 1);
        for j in i..units.len().min(i + MOST_UNITS_ON_A_LINE) {
            width += units[j].width;
            let is_last = j + 1 == units.len();
            let hyphen = units[j].hyphen.filter(|_| !is_last);
            let natural = width + hyphen.unwrap_or(0.0);
            let room = column.width - natural;
            let least = if column.alignment == Alignment::Justified { -space * MOST_SHRINK } else { 0.0 };
            if width > column.width - least && j > i {
                break;
            }
            let (lines, badness, _) = best[j + 1];
            let own = match column.alignment {
                _ if room < least && j > i => LAST_RESORT * 2.0,
                Alignment::Ragged => raggedness(room, column.width, is_last),
                Alignment::Justified => tension(room, space, is_last),
            };
            let badness = badness + own + hyphen.map_or(0.0, |_| hyphen_cost(column.alignment));
            // The number of lines counts only in ragged text without hyphens: words are not divided to save a line.
            let count = if hyphenated || column.alignment == Alignment::Justified { 0 } else { lines + 1 };
            if (count, badness) < (choice.0, choice.1) {
                choice = (count, badness, j + 1);
            }
            width += units[j].space_width;
            space += units[j].space_width;
        }
        best[i] = choice;
    }
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let end = best[start].2;
        lines.push(start..end);
        start = end;
    }
    let well = lines.iter().all(|line| sits_well(&units[line.clone()], column, line.end == units.len()));
    Broken { lines, well }
}

fn hyphen_cost(alignment: Alignment) -> f32 {
    match alignment {
        Alignment::Ragged => 0.03,
        Alignment::Justified => 0.6,
    }
}

/// The badness of a ragged line by its empty room. The last line may have any length, but should not be one short word.
fn raggedness(room: f32, width: f32, is_last: bool) -> f32 {
    let gap = if width.is_finite() { (room / width).max(0.0) } else { 0.0 };
    if is_last { (gap - 0.9).max(0.0) } else { gap * gap }
}

/// The badness of a justified line: the change of its spaces, as a fraction of the most that is allowed.
fn tension(room: f32, space: f32, is_last: bool) -> f32 {
    if is_last && room >= 0.0 {
        return 0.0;
    }
    let most = if room < 0.0 { space * MOST_SHRINK } else { space * MOST_STRETCH };
    let part = if most > 0.0 { room.abs() / most } else { f32::INFINITY };
    if part <= 1.0 { part * part } else { LAST_RESORT.min(100.0 * part) }
}

fn sits_well(units: &[Unit], column: Column, is_last: bool) -> bool {
    let room = column.width - natural_width(units);
    match column.alignment {
        _ if units.len() == 1 && room < 0.0 => false,
        _ if is_last => true,
        Alignment::Ragged => room <= column.width * EMPTIEST || !column.width.is_finite(),
        Alignment::Justified => stretch(units, column.width, false) != 1.0 || room.abs() < 0.01,
    }
}

fn natural_width(units: &[Unit]) -> f32 {
    let spaces: f32 = units.iter().rev().skip(1).map(|unit| unit.space_width).sum();
    units.iter().map(|unit| unit.width).sum::<f32>() + spaces
}

/// The factor for the spaces of a line that makes it fill the column; 1 if the factor would be too large.
fn stretch(units: &[Unit], width: f32, is_last: bool) -> f32 {
    let natural = natural_width(units);
    let space: f32 = units.iter().rev().skip(1).map(|unit| unit.space_width).sum();
    let room = width - natural;
    if space <= 0.0 || !room.is_finite() || (is_last && room >= 0.0) {
        return 1.0;
    }
    let by = room / space;
    if (-MOST_SHRINK - 0.01..=MOST_STRETCH).contains(&by) { 1.0 + by } else { 1.0 }
}

/// Reorders the pieces of a line into visual order (UAX 9, L2) and gives each its place.
pub fn place(units: &[Unit], Side { rtl, at_right }: Side, column: Column, is_last: bool) -> Line {
    let stretch = if column.alignment == Alignment::Justified { stretch(units, column.width, is_last) } else { 1.0 };
    let mut pieces: Vec<(&Piece, Level, f32)> = Vec::new();
    for (i, unit) in units.iter().enumerate() {
        pieces.extend(unit.pieces.iter().map(|(piece, level, width)| (piece, *level, *width)));
        if i + 1 < units.len() {
            pieces.extend(unit.space.iter().map(|(piece, level, width)| (piece, *level, *width * stretch)));
        }
    }
    let width: f32 = pieces.iter().map(|piece| piece.2).sum();
    let levels: Vec<Level> = pieces.iter().map(|piece| piece.1).collect();
    let mut x = if at_right && column.width.is_finite() { column.width - width } else { 0.0 };
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
    let hanging = units.last().and_then(|unit| unit.space.first());
    let ending =
        hanging.map(|(piece, _, space)| Placed { x: if rtl { left - space } else { x }, piece: piece.clone() });
    let pieces = pieces.iter().zip(&places).map(|((piece, ..), &x)| Placed { x, piece: (*piece).clone() }).collect();
    Line { pieces, ending, width, tallest: 0.0 }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn units(widths: &[f32], hyphens: &[usize]) -> Vec<Unit> {
        let piece = || Piece::Bar(Arc::from(""));
        widths
            .iter()
            .enumerate()
            .map(|(i, &width)| {
                let hyphen = hyphens.contains(&i).then_some(2.0);
                let space = if hyphen.is_some() { 0.0 } else { 4.0 };
                Unit {
                    from: i,
                    to: i + 1,
                    pieces: vec![(piece(), Level::ltr(), width)],
                    width,
                    space: vec![(piece(), Level::ltr(), space)],
                    space_width: space,
                    hyphen,
                }
            })
            .collect()
    }

    const LEFT: Side = Side { rtl: false, at_right: false };
    const JUSTIFIED: Column = Column { width: 100.0, alignment: Alignment::Justified };

    #[test]
    fn every_unit_is_on_one_line_and_no_line_is_wider_than_its_column() {
        for seed in 0..200_u32 {
            let widths: Vec<f32> = (0..60).map(|i| ((seed * 31 + i * 17) % 47) as f32 + 1.0).collect();
            let hyphens: Vec<usize> = (0..60).filter(|i| (i * 7 + seed as usize).is_multiple_of(5)).collect();
            for alignment in [Alignment::Ragged, Alignment::Justified] {
                let column = Column { width: 100.0, alignment };
                let units = units(&widths, &hyphens);
                let broken = break_lines(&units, column);
                assert_eq!(broken.lines.iter().cloned().flatten().collect::<Vec<_>>(), (0..60).collect::<Vec<_>>());
                for line in broken.lines {
                    let is_last = line.end == 60;
                    let placed = place(&units[line], LEFT, column, is_last);
                    assert!(placed.width <= 100.0 + 0.1, "{} in {alignment:?}", placed.width);
                }
            }
        }
    }

    #[test]
    fn justified_lines_fill_the_column_but_for_the_last_and_those_that_would_tear() {
        let units = units(&[20.0; 22], &[]);
        let broken = break_lines(&units, JUSTIFIED);
        let widths: Vec<f32> = broken
            .lines
            .iter()
            .map(|line| place(&units[line.clone()], LEFT, JUSTIFIED, line.end == 22).width)
            .collect();
        let (last, others) = widths.split_last().expect("lines");
        assert!(others.iter().all(|width| (width - 100.0).abs() < 0.01), "{widths:?}");
        assert!(*last < 100.0);
        let torn = self::units(&[60.0, 60.0, 60.0], &[]);
        let broken = break_lines(&torn, JUSTIFIED);
        assert!(!broken.well);
        assert!(place(&torn[..1], LEFT, JUSTIFIED, false).width < 61.0);
    }

    #[test]
    fn a_hyphen_is_taken_only_where_the_line_would_be_bad_without() {
        let column = Column::ragged(100.0);
        let well = break_lines(&units(&[30.0, 30.0, 30.0, 30.0, 30.0, 30.0], &[]), column);
        assert!(well.well);
        let bad = break_lines(&units(&[50.0, 90.0, 30.0], &[]), column);
        assert!(!bad.well, "half of the first line is empty");
    }
}
