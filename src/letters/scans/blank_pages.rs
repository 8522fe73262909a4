//! Recognises blank pages. Paper is never quite white and a scanner adds grain, so a mark is whatever is larger than grain and
//! differs from the paper around it.
//!
//! In doubt a page is not blank: a faint pencil line, print that shows through, or a fold with a shadow counts as a mark.

use super::raster::{Raster, Tone, luma};

/// The size at which pages are examined, about 80 dpi: grain is averaged away, a pencil line is not.
const LOOKED_AT: [usize; 2] = [646, 914];
/// Pictures with a shorter side are never called blank: they are not pages, and may be of one colour.
const SMALLEST: usize = 72;
/// The side of the squares whose median is taken as the paper's value.
const SQUARE: usize = 32;
/// The fraction of each side (1/64) that is ignored, because it holds the scanner's edge and the sheet's shadow.
const EDGE: usize = 64;
/// The smallest difference, of 255, that an eye would see.
const SEEN: f32 = 5.0;
/// A difference of this many standard deviations of the grain is a mark.
const GRAIN: f32 = 3.5;
/// The length of a mark in pixels, three millimetres. Many smaller marks also count, as in a dotted line.
const LONG: usize = 10;
const SMALL: usize = 3;
const MANY: usize = 30;

/// True when the page has no marks.
pub fn is_blank(page: &Raster) -> bool {
    if page.width.min(page.height) < SMALLEST {
        return false;
    }
    if page.tone == Tone::Colour {
        // Yellow ink differs from white paper only in blue, so the darkest channel is examined too; on red paper black shows only
        // in luma.
        let views: [fn(&[u8]) -> u8; 2] = [darkest, luma];
        return views.into_iter().all(|view| is_blank_in_grey(page.pixels.chunks_exact(3).map(view).collect(), page));
    }
    is_blank_in_grey(page.pixels.clone(), page)
}

fn is_blank_in_grey(pixels: Vec<u8>, page: &Raster) -> bool {
    let [width, height] = LOOKED_AT;
    let page = within_edges(&Raster { tone: Tone::Grey, pixels, ..*page }.shrunk(width, height));
    let differs = differences(&page);
    let mut sizes: Vec<f32> = differs.iter().map(|value| value.abs()).collect();
    let middle = sizes.len() / 2;
    let deviation = 1.4826 * *sizes.select_nth_unstable_by(middle, f32::total_cmp).1;
    let least = (GRAIN * deviation).max(SEEN);
    let lengths = marks(&differs, page.width, |value| value.abs() > least);
    !lengths.iter().any(|length| *length >= LONG) && lengths.iter().filter(|length| **length >= SMALL).count() < MANY
}

fn darkest(pixel: &[u8]) -> u8 {
    let (r, g, b) = (pixel[0], pixel[1], pixel[2]);
    if r <= g && r <= b {
        r
    } else if g <= b {
        g
    } else {
        b
    }
}

/// The page without its edges.
fn within_edges(page: &Raster) -> Raster {
    let (across, down) = (page.width / EDGE, page.height / EDGE);
    let rows = page.rows().skip(down).take(page.height - 2 * down);
    let pixels = rows.flat_map(|row| &row[across..page.width - across]).copied().collect();
    Raster { width: page.width - 2 * across, height: page.height - 2 * down, tone: page.tone, pixels }
}

/// The difference of each pixel from the paper around it.
fn differences(page: &Raster) -> Vec<f32> {
    let (across, down) = (page.width.div_ceil(SQUARE), page.height.div_ceil(SQUARE));
    let squares = (0..down).flat_map(|row| (0..across).map(move |column| (column * SQUARE, row * SQUARE)));
    let papers: Vec<f32> = squares.map(|from| paper(page, from)).collect();
    let mut differs = vec![0.0; page.pixels.len()];
    for y in 0..page.height {
        let (row, next_row, down_by) = between(y, down);
        for x in 0..page.width {
            let (column, next_column, across_by) = between(x, across);
            let along = |row: usize| {
                let (here, there) = (papers[row * across + column], papers[row * across + next_column]);
                here + (there - here) * across_by
            };
            let (above, below) = (along(row), along(next_row));
            let at = y * page.width + x;
            differs[at] = f32::from(page.pixels[at]) - (above + (below - above) * down_by);
        }
    }
    differs
}

/// The two squares between whose centres a position lies, and the fraction of the way from the first to the second.
fn between(at: usize, squares: usize) -> (usize, usize, f32) {
    let place = ((at as f32 + 0.5) / SQUARE as f32 - 0.5).clamp(0.0, (squares - 1) as f32);
    let here = place as usize;
    (here, (here + 1).min(squares - 1), place - here as f32)
}

/// The median of a square.
fn paper(page: &Raster, (left, top): (usize, usize)) -> f32 {
    let mut counts = [0_usize; 256];
    let (right, bottom) = ((left + SQUARE).min(page.width), (top + SQUARE).min(page.height));
    for row in top..bottom {
        page.pixels[row * page.width..][left..right].iter().for_each(|value| counts[usize::from(*value)] += 1);
    }
    let half = (right - left) * (bottom - top) / 2;
    let mut seen = 0;
    let middle = counts.iter().position(|count| {
        seen += count;
        seen > half
    });
    middle.unwrap_or(255) as f32
}

/// The length, across or down, of each connected group of marked pixels.
fn marks(values: &[f32], width: usize, is_marked: impl Fn(f32) -> bool) -> Vec<usize> {
    let mut left: Vec<bool> = values.iter().map(|value| is_marked(*value)).collect();
    let mut lengths = Vec::new();
    let mut waiting = Vec::new();
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        waiting.push(start);
        let (mut low, mut high) = ([usize::MAX; 2], [0; 2]);
        while let Some(at) = waiting.pop() {
            let place = [at % width, at / width];
            low = [low[0].min(place[0]), low[1].min(place[1])];
            high = [high[0].max(place[0]), high[1].max(place[1])];
            let columns = place[0].saturating_sub(1)..(place[0] + 2).min(width);
            for row in place[1].saturating_sub(1)..(place[1] + 2).min(left.len() / width) {
                for next in columns.clone().map(|column| row * width + column) {
                    if std::mem::take(&mut left[next]) {
                        waiting.push(next);
                    }
                }
            }
        }
        lengths.push((high[0] - low[0]).max(high[1] - low[1]) + 1);
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grey paper with grain, darker towards one side as under a lamp, plus the value that `mark` adds to each pixel.
    fn page(paper: f32, grain: f32, mark: impl Fn(usize, usize) -> f32) -> Raster {
        let (width, height) = (1291, 1827);
        let mut seed = 7_u32;
        let mut noise = || {
            // The sum of four is close enough to a normal distribution.
            let mut one = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as f32 / 65_536.0 - 0.5
            };
            (one() + one() + one() + one()) * 1.732
        };
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let lamp = x as f32 / width as f32 * 12.0;
                pixels.push((paper - lamp + grain * noise() + mark(x, y)).clamp(0.0, 255.0) as u8);
            }
        }
        Raster::new(width, height, Tone::Grey, pixels).expect("a page")
    }

    #[test]
    fn paper_is_blank_white_or_grey_with_grain_and_with_dust() {
        let nothing = |_, _| 0.0;
        let dust = |x: usize, y: usize| if x % 317 < 3 && y % 431 < 3 { -120.0 } else { 0.0 };
        let edge = |x: usize, y: usize| if x < 12 || y > 1810 { -180.0 } else { 0.0 };
        for (paper, grain) in [(267.0, 0.0), (250.0, 0.0), (240.0, 3.0), (215.0, 5.0), (180.0, 8.0)] {
            assert!(is_blank(&page(paper, grain, nothing)), "{paper} with grain {grain}");
            assert!(is_blank(&page(paper, grain, dust)), "{paper} with grain {grain} and dust");
            assert!(is_blank(&page(paper, grain, edge)), "{paper} with grain {grain} and an edge");
        }
    }

    #[test]
    fn a_faint_line_of_a_pencil_is_something() {
        let pencil = |x: usize, y: usize| {
            if (400..900).contains(&x) && (700 + x / 9..703 + x / 9).contains(&y) { -14.0 } else { 0.0 }
        };
        for (paper, grain) in [(250.0, 0.0), (240.0, 3.0), (215.0, 5.0)] {
            assert!(!is_blank(&page(paper, grain, pencil)), "{paper} with grain {grain}");
        }
        let dots = |x: usize, y: usize| if y % 900 < 6 && x % 24 < 6 { -40.0 } else { 0.0 };
        assert!(!is_blank(&page(240.0, 3.0, dots)));
    }

    #[test]
    fn colour_and_black_and_white_are_looked_at_alike() {
        let mut pixels = vec![250; 300 * 400 * 3];
        assert!(is_blank(&Raster::new(300, 400, Tone::Colour, pixels.clone()).expect("a page")));
        // Yellow differs from the paper only in blue.
        for pixel in pixels[300 * 200 * 3..300 * 203 * 3].chunks_exact_mut(3) {
            pixel[2] = 180;
        }
        assert!(!is_blank(&Raster::new(300, 400, Tone::Colour, pixels).expect("a page")));
        let mut pixels = vec![255; 1937 * 2740];
        assert!(is_blank(&Raster::new(1937, 2740, Tone::Bilevel, pixels.clone()).expect("a page")));
        pixels[1937 * 1000 + 500..][..200].fill(0);
        assert!(!is_blank(&Raster::new(1937, 2740, Tone::Bilevel, pixels).expect("a page")), "a line of one pixel");
        assert!(!is_blank(&Raster::new(1, 1, Tone::Grey, vec![9]).expect("a pixel")), "that is no page");
    }
}
