//! Straightens a page that lay slightly askew: finds the angle at which its lines of text stand out most clearly from the gaps
//! between them (a projection profile), and rotates by it.
//!
//! A page on which no angle stands out (a photo of a card, a drawing) stays as it is: a wrong rotation is worse than none.

use image::metadata::Orientation;

use super::raster::{Raster, Tone};

/// The width in pixels at which lines are searched: a twentieth of a degree is then a pixel of height.
const LOOKED_AT: usize = 1000;
/// The largest angle in degrees. Nobody lays a page down more askew; a photo at a larger angle is not a page.
const FARTHEST: f64 = 8.0;
/// The smallest visible angle, in degrees.
const LEAST: f64 = 0.12;
/// The required gain in clarity over the page as it is.
const CLEARER: f64 = 1.12;
/// The required clarity relative to the median of all angles.
const STANDS_OUT: f64 = 1.3;
/// The number of bands that a page is cut into for measuring its slant.
const PARTS: usize = 6;
/// The most ink points that are used; more would not improve the result.
const MOST_POINTS: usize = 40_000;

/// The page with its lines level.
pub fn straightened(raster: Raster) -> Raster {
    match skew(&raster.lightness(), raster.width) {
        Some(angle) => turned(&raster, angle),
        None => raster,
    }
}

/// The page turned so that what runs at `angle` degrees clockwise runs level. A small rest is left to [`straightened`], which sees the lines
/// themselves; a mark in perspective is a few degrees off.
pub fn upright(raster: Raster, angle: f64) -> Raster {
    let quarters = (angle / 90.0).round();
    let orientation = match (quarters as i32).rem_euclid(4) {
        0 => Orientation::NoTransforms,
        1 => Orientation::Rotate270,
        2 => Orientation::Rotate180,
        _ => Orientation::Rotate90,
    };
    let (raster, rest) = (raster.oriented(orientation), angle - quarters * 90.0);
    if rest.abs() > FARTHEST { turned(&raster.shrunk_for_paper(), rest) } else { raster }
}

/// The angle in degrees by which the lines of a page fall to the right, if they do. `lightness` has one byte a pixel.
pub fn skew(lightness: &[u8], width: usize) -> Option<f64> {
    let height = lightness.len() / width.max(1);
    let page = Raster::new(width, height, Tone::Grey, lightness.to_vec())?;
    let page = page.shrunk(LOOKED_AT, LOOKED_AT * 2);
    let ink = ink(&page);
    if ink.len() < 200 {
        return None;
    }
    let score = |angle: f64| clarity(&ink, angle);
    let best = |angles: &mut dyn Iterator<Item = f64>| {
        angles.map(|angle| (score(angle), angle)).reduce(|a, b| if b.0 > a.0 { b } else { a })
    };
    let steps = (FARTHEST * 2.0) as i32;
    let angles = (-steps..=steps).map(|step| f64::from(step) * 0.5);
    let scores: Vec<(f64, f64)> = angles.map(|angle| (score(angle), angle)).collect();
    let coarse = scores.iter().copied().reduce(|a, b| if b.0 > a.0 { b } else { a })?.1;
    let mut heights: Vec<f64> = scores.iter().map(|(score, _)| *score).collect();
    heights.sort_unstable_by(f64::total_cmp);
    // If no angle stands out from the others, there are no lines, only specks.
    let usual = heights[heights.len() / 2];
    let (clearest, angle) = best(&mut (-12..=12).map(|step| coarse + f64::from(step) * 0.05))?;
    let at_the_end = angle.abs() > FARTHEST - 0.3;
    (angle.abs() >= LEAST && !at_the_end && clearest > score(0.0) * CLEARER && clearest > usual * STANDS_OUT)
        .then_some(angle)
        .filter(|angle| !some_is_level(&ink, page.height, *angle))
}

/// True when a band of the page is clearly level as it is: then the slant at `angle` belongs to a picture on it, not to the page.
fn some_is_level(ink: &[[f64; 2]], height: usize, angle: f64) -> bool {
    let mut parts = vec![Vec::new(); PARTS];
    for point in ink {
        let part = (point[1] as usize * PARTS / height.max(1)).min(PARTS - 1);
        parts[part].push(*point);
    }
    let level = |part: &Vec<[f64; 2]>| part.len() >= 200 && clarity(part, 0.0) > clarity(part, angle) * CLEARER;
    parts.iter().any(level)
}

/// The positions of ink: pixels darker than the paper around them, so that a shadow is not ink.
fn ink(page: &Raster) -> Vec<[f64; 2]> {
    const AROUND: usize = 12;
    const DARKER: u64 = 22;
    let (width, height) = (page.width, page.height);
    // `sums[y][x]` covers everything above and to the left.
    let mut sums = vec![0_u64; (width + 1) * (height + 1)];
    for (y, row) in page.rows().enumerate() {
        let mut along = 0;
        for (x, value) in row.iter().enumerate() {
            along += u64::from(*value);
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + along;
        }
    }
    let sum = |x: usize, y: usize| sums[y * (width + 1) + x];
    let mut points = Vec::new();
    for (y, row) in page.rows().enumerate() {
        let (top, bottom) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(height));
        for (x, value) in row.iter().enumerate() {
            let (left, right) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(width));
            let area = ((right - left) * (bottom - top)) as u64;
            let around = sum(right, bottom) + sum(left, top) - sum(left, bottom) - sum(right, top);
            if (u64::from(*value) + DARKER) * area < around {
                points.push([x as f64, y as f64]);
            }
        }
    }
    let every = points.len() / MOST_POINTS + 1;
    points.into_iter().step_by(every).collect()
}

/// The contrast between neighbouring rows of ink projected along `angle`: high where lines are level.
fn clarity(ink: &[[f64; 2]], angle: f64) -> f64 {
    let (sin, cos) = angle.to_radians().sin_cos();
    let row = |[x, y]: [f64; 2]| y * cos - x * sin;
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for point in ink {
        let row = row(*point);
        if row < lowest {
            lowest = row;
        }
        if row > highest {
            highest = row;
        }
    }
    let rows = if ink.is_empty() { 0 } else { (highest - lowest) as usize + 2 };
    let mut counts = vec![0.0; rows];
    for point in ink {
        let down = row(*point) - lowest;
        let at = down as usize;
        let rest = down - at as f64;
        // Shared between two rows, because whole pixels would interfere with the rows at some angles.
        counts[at] += 1.0 - rest;
        counts[at + 1] += rest;
    }
    counts.windows(2).map(|pair| (pair[0] - pair[1]).powi(2)).sum()
}

/// Rotates by `-angle` about the centre. The sheet grows, filled with its own paper, so that nothing is cut off.
fn turned(page: &Raster, angle: f64) -> Raster {
    let (sin, cos) = angle.to_radians().sin_cos();
    let [w, h] = [page.width as f64, page.height as f64];
    let grown = [w * cos + h * sin.abs(), h * cos + w * sin.abs()];
    let most = page.paper_box().map(|side| side as f64);
    // Rotates and shrinks in one step: a second resampling would only blur.
    let scale = (grown[0] / most[0]).max(grown[1] / most[1]).max(1.0);
    let [width, height] = grown.map(|side| (side / scale).round() as usize);
    let channels = page.channels();
    let paper = paper(page);
    let mut pixels = Vec::with_capacity(width * height * channels);
    for y in 0..height {
        for x in 0..width {
            let from_middle = |at: usize, side: usize| (at as f64 + 0.5 - side as f64 / 2.0) * scale;
            let (dx, dy) = (from_middle(x, width), from_middle(y, height));
            let (sx, sy) = (dx * cos - dy * sin + w / 2.0 - 0.5, dx * sin + dy * cos + h / 2.0 - 0.5);
            between(page, sx, sy, &paper, &mut pixels);
        }
    }
    Raster { width, height, tone: page.tone, pixels }.in_black_and_white_again()
}

/// The interpolated pixel at a position; paper outside the sheet.
fn between(page: &Raster, x: f64, y: f64, paper: &[u8; 3], out: &mut Vec<u8>) {
    let channels = page.channels();
    let (left, top) = (x.floor(), y.floor());
    if left < -1.0 || top < -1.0 || left >= page.width as f64 || top >= page.height as f64 {
        out.extend_from_slice(&paper[..channels]);
        return;
    }
    let (fx, fy) = (x - left, y - top);
    let (left, top) = (left as isize, top as isize);
    let value = |x: isize, y: isize, channel: usize| {
        let inside = x >= 0 && y >= 0 && (x as usize) < page.width && (y as usize) < page.height;
        let at = || (y as usize * page.width + x as usize) * channels + channel;
        f64::from(if inside { page.pixels[at()] } else { paper[channel] })
    };
    for channel in 0..channels {
        let along = |y: isize| value(left, y, channel) * (1.0 - fx) + value(left + 1, y, channel) * fx;
        out.push((along(top) * (1.0 - fy) + along(top + 1) * fy).round() as u8);
    }
}

/// The colour of the sheet: the median of its rim.
fn paper(page: &Raster) -> [u8; 3] {
    if page.tone == Tone::Bilevel {
        return [255; 3];
    }
    let channels = page.channels();
    let mut paper = [255; 3];
    for (channel, paper) in paper.iter_mut().enumerate().take(channels) {
        let ends = page.rows().take(1).chain(page.rows().skip(page.height - 1));
        let sides = page.rows().flat_map(|row| [row[channel], row[row.len() - channels + channel]]);
        let mut rim: Vec<u8> =
            ends.flat_map(|row| row.iter().skip(channel).step_by(channels).copied()).chain(sides).collect();
        rim.sort_unstable();
        *paper = rim[rim.len() / 2];
    }
    paper
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with lines of words whose baselines fall by `degrees`.
    fn page(degrees: f64) -> Raster {
        let (width, height) = (700_usize, 990_usize);
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut pixels = vec![245_u8; width * height];
        for (at, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = ((at % width) as f64 - 350.0, (at / width) as f64 - 495.0);
            // Rotated back, it is a page with words of many lengths on lines 28 pixels apart.
            let (across, down) = (x * cos + y * sin, y * cos - x * sin);
            let line = (down + 400.0) / 28.0;
            let word = (across + 260.0) / 9.0;
            let inside = (0.0..28.0).contains(&line) && (0.0..56.0).contains(&word);
            let gap = (word as usize * 7 + line as usize * 5).is_multiple_of(6);
            if inside && !gap && line.fract() < 0.4 {
                *pixel = 40;
            }
        }
        Raster { width, height, tone: Tone::Grey, pixels }
    }

    #[test]
    fn a_turned_page_comes_back_straight() {
        for degrees in [-6.0, -3.0, -1.0, -0.4, 0.4, 1.0, 3.0, 6.0] {
            let page = page(degrees);
            let found = skew(&page.pixels, page.width).expect("it is askew");
            assert!((found - degrees).abs() < 0.1, "{degrees}° was taken for {found}°");
            let straight = straightened(page);
            let left = skew(&straight.pixels, straight.width);
            assert!(left.is_none_or(|left| left.abs() < 0.2), "{degrees}° came back as {left:?}");
            assert!(straight.width >= 700 && straight.height >= 990, "nothing was cut off");
        }
    }

    #[test]
    fn a_straight_page_with_a_picture_of_slanting_lines_is_left_alone() {
        let mut page = page(0.0);
        for (at, pixel) in page.pixels[..700 * 560].iter_mut().enumerate() {
            let (x, y) = ((at % 700) as f64, (at / 700) as f64);
            let stripe = (y - x * 0.06).rem_euclid(10.0) < 3.0;
            *pixel = if stripe && (60.0..640.0).contains(&x) { 40 } else { 245 };
        }
        assert_eq!(skew(&page.pixels, page.width), None);
    }

    #[test]
    fn a_straight_page_and_one_without_lines_are_left_alone() {
        let straight = page(0.0);
        assert_eq!(straightened(straight.clone()), straight);
        let mut seed = 0x9e37_79b9_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            (seed >> 24) as u8
        })
        .take(400 * 400)
        .collect();
        assert_eq!(skew(&noise, 400), None);
        assert_eq!(skew(&[255; 400 * 400], 400), None);
    }
}
