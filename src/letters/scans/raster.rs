//! Pixels and the operations on them: one byte for a grey pixel, three for a coloured one.
//!
//! It knows no file format and no ICC profile.

use image::metadata::Orientation;

/// The colour depth of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Only black and white, as a fax or a scanner's text mode writes it: one byte a pixel, 0 or 255, until it is encoded.
    Bilevel,
    Grey,
    Colour,
}

/// A page's pixels, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    pub width: usize,
    pub height: usize,
    pub tone: Tone,
    pub pixels: Vec<u8>,
}

/// The largest size of a page. A sheet is never shown larger than 164 × 232 mm, so this is 300 dpi for black and white, which is
/// cheap, and 200 dpi for tones, where more would make mails too large.
const BILEVEL_BOX: [usize; 2] = [1937, 2740];
const TONE_BOX: [usize; 2] = [1291, 1827];

/// The difference between channels above which a pixel counts as coloured, and not as a tint of the lamp or the paper.
const COLOURED: u8 = 28;

impl Raster {
    /// `None` when the number of pixels does not match the size.
    pub fn new(width: usize, height: usize, tone: Tone, pixels: Vec<u8>) -> Option<Self> {
        let raster = Self { width, height, tone, pixels };
        let whole = width.checked_mul(height)?.checked_mul(raster.channels())?;
        (whole > 0 && raster.pixels.len() == whole).then_some(raster)
    }

    /// Bytes of a pixel.
    pub fn channels(&self) -> usize {
        if self.tone == Tone::Colour { 3 } else { 1 }
    }

    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width * self.channels())
    }

    /// The largest width and height in which this page is shown, in pixels.
    pub fn paper_box(&self) -> [usize; 2] {
        if self.tone == Tone::Bilevel { BILEVEL_BOX } else { TONE_BOX }
    }

    /// Reduces the depth: to grey if nothing is coloured, then to black and white if nothing is grey.
    pub fn without_false_colour(mut self) -> Self {
        if self.tone == Tone::Colour {
            let coloured = self.pixels.chunks_exact(3).filter(|pixel| is_coloured(pixel)).count();
            // A stamp of four millimetres on a page is enough to keep the colour.
            if coloured * 4000 > self.width * self.height {
                return self;
            }
            let grey: Vec<u8> = self.pixels.chunks_exact(3).map(luma).collect();
            self = Self { tone: Tone::Grey, pixels: grey, ..self };
        }
        if self.tone == Tone::Grey && self.pixels.iter().all(|&value| matches!(value, 0 | 255)) {
            self.tone = Tone::Bilevel;
        }
        self
    }

    /// Enlarges to a size by repeating pixels.
    pub fn stretched(self, width: usize, height: usize) -> Self {
        if (width, height) == (self.width, self.height) || width < self.width || height < self.height {
            return self;
        }
        let channels = self.channels();
        let mut pixels = Vec::with_capacity(width * height * channels);
        for y in 0..height {
            let row = &self.pixels[y * self.height / height * self.width * channels..][..self.width * channels];
            for x in 0..width {
                pixels.extend_from_slice(&row[x * self.width / width * channels..][..channels]);
            }
        }
        Self { width, height, pixels, ..self }
    }

    /// Shrinks to the size of the paper; each new pixel is the mean of those that it replaces.
    pub fn shrunk_for_paper(self) -> Self {
        let [width, height] = self.paper_box();
        self.shrunk(width, height)
    }

    /// Shrinks for paper in either orientation, for use before the orientation is known.
    pub fn shrunk_for_either_way(self) -> Self {
        let [width, height] = self.paper_box();
        let longer = width.max(height);
        self.shrunk(longer, longer)
    }

    /// Shrinks to at most `width` × `height`, with the same proportions.
    pub fn shrunk(self, width: usize, height: usize) -> Self {
        let scale = (self.width as f64 / width as f64).max(self.height as f64 / height as f64);
        if scale <= 1.0 {
            return self;
        }
        let size = |side: usize| ((side as f64 / scale).round() as usize).max(1);
        let to = [size(self.width).min(width), size(self.height).min(height)];
        let columns = shares(self.width, to[0]);
        let rows = shares(self.height, to[1]);
        let stride = to[0] * self.channels();
        let mut sums = vec![0_u32; stride];
        let mut across = vec![0_u32; stride];
        let mut pixels = Vec::with_capacity(stride * to[1]);
        let mut held = None;
        for share in &rows {
            sums.fill(0);
            for (y, weight) in share.parts() {
                if held != Some(y) {
                    self.row_across(y, &columns, &mut across);
                    held = Some(y);
                }
                sums.iter_mut().zip(&across).for_each(|(sum, value)| *sum += (value * weight) >> 8);
            }
            pixels.extend(sums.iter().map(|sum| ((sum + 128) >> 8).min(255) as u8));
        }
        Self { width: to[0], height: to[1], pixels, ..self }.in_black_and_white_again()
    }

    /// One row shrunk horizontally, in units of 1/256.
    fn row_across(&self, y: usize, columns: &[Share], out: &mut [u32]) {
        let channels = self.channels();
        let stride = self.width * channels;
        let row = &self.pixels[y * stride..][..stride];
        // Indices in place of iterators: the tests run without optimisation, and this is where they spend their time.
        for (share, out) in columns.iter().zip(out.chunks_exact_mut(channels)) {
            out.fill(0);
            let mut at = share.first * channels;
            for weight in &share.weights {
                out[0] += u32::from(row[at]) * weight;
                if channels == 3 {
                    out[1] += u32::from(row[at + 1]) * weight;
                    out[2] += u32::from(row[at + 2]) * weight;
                }
                at += channels;
            }
        }
    }

    pub fn in_black_and_white_again(mut self) -> Self {
        if self.tone == Tone::Bilevel {
            // The threshold keeps a thin stroke that shares its pixel with paper.
            self.pixels.iter_mut().for_each(|value| *value = if *value < 160 { 0 } else { 255 });
        }
        self
    }

    /// Rotates and mirrors by the orientation that a camera or scanner noted.
    pub fn oriented(self, orientation: Orientation) -> Self {
        let (w, h) = (self.width, self.height);
        // Maps a pixel of the result to its source.
        type From = fn(usize, usize, usize, usize) -> (usize, usize);
        let (swap, from): (bool, From) = match orientation {
            Orientation::NoTransforms => return self,
            Orientation::FlipHorizontal => (false, |x, y, w, _| (w - 1 - x, y)),
            Orientation::Rotate180 => (false, |x, y, w, h| (w - 1 - x, h - 1 - y)),
            Orientation::FlipVertical => (false, |x, y, _, h| (x, h - 1 - y)),
            Orientation::Rotate90FlipH => (true, |x, y, _, _| (y, x)),
            Orientation::Rotate90 => (true, |x, y, _, h| (y, h - 1 - x)),
            Orientation::Rotate270FlipH => (true, |x, y, w, h| (w - 1 - y, h - 1 - x)),
            Orientation::Rotate270 => (true, |x, y, w, _| (w - 1 - y, x)),
        };
        let [width, height] = if swap { [h, w] } else { [w, h] };
        let channels = self.channels();
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (sx, sy) = from(x, y, w, h);
                pixels.extend_from_slice(&self.pixels[(sy * w + sx) * channels..][..channels]);
            }
        }
        Self { width, height, pixels, ..self }
    }

    /// The luma of each pixel.
    pub fn lightness(&self) -> Vec<u8> {
        if self.tone == Tone::Colour { self.pixels.chunks_exact(3).map(luma).collect() } else { self.pixels.clone() }
    }
}

fn is_coloured(pixel: &[u8]) -> bool {
    let (r, g, b) = (pixel[0], pixel[1], pixel[2]);
    r.abs_diff(g) > COLOURED || g.abs_diff(b) > COLOURED || b.abs_diff(r) > COLOURED
}

/// ITU-R BT.601.
pub fn luma(pixel: &[u8]) -> u8 {
    let (r, g, b) = (u32::from(pixel[0]), u32::from(pixel[1]), u32::from(pixel[2]));
    ((299 * r + 587 * g + 114 * b + 500) / 1000) as u8
}

/// The pixels that become one, with their weights; the weights add up to 256.
struct Share {
    first: usize,
    weights: Vec<u32>,
}

impl Share {
    fn parts(&self) -> impl Iterator<Item = (usize, u32)> {
        self.weights.iter().enumerate().map(|(offset, weight)| (self.first + offset, *weight))
    }
}

fn shares(from: usize, to: usize) -> Vec<Share> {
    let step = from as f64 / to as f64;
    let share = |index: usize| {
        let (start, end) = (index as f64 * step, (index + 1) as f64 * step);
        let first = start as usize;
        let last = ((end - 1e-9) as usize).min(from - 1);
        let covered = |at: usize| (end.min(at as f64 + 1.0) - start.max(at as f64)).max(0.0) / step;
        let mut weights: Vec<u32> = (first..=last).map(|at| (covered(at) * 256.0).round() as u32).collect();
        // Rounding must not turn white paper grey.
        let total: u32 = weights.iter().sum();
        let middle = weights.len() / 2;
        weights[middle] = (weights[middle] + 256).saturating_sub(total);
        Share { first, weights }
    };
    (0..to).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: usize, height: usize, pixels: Vec<u8>) -> Raster {
        Raster::new(width, height, Tone::Grey, pixels).expect("as many pixels as it says")
    }

    #[test]
    fn every_orientation_brings_the_same_page_upright() {
        // As a viewer shows it: 1 2 3 above 4 5 6.
        let upright = grey(3, 2, vec![1, 2, 3, 4, 5, 6]);
        let stored: [(u8, usize, [u8; 6]); 8] = [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [3, 6, 2, 5, 1, 4]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [4, 1, 5, 2, 6, 3]),
        ];
        for (exif, width, pixels) in stored {
            let orientation = Orientation::from_exif(exif).expect("1 to 8");
            assert_eq!(grey(width, 6 / width, pixels.to_vec()).oriented(orientation), upright, "orientation {exif}");
        }
    }

    #[test]
    fn shrinking_keeps_the_mean_and_the_proportions() {
        let wide = grey(3000, 1000, (0..3_000_000).map(|i| if (i % 3000) < 1500 { 0 } else { 255 }).collect());
        let small = wide.shrunk(300, 300);
        assert_eq!((small.width, small.height), (300, 100));
        assert_eq!((small.pixels[0], small.pixels[149], small.pixels[150], small.pixels[299]), (0, 0, 255, 255));
        let white = grey(777, 991, vec![255; 777 * 991]).shrunk(500, 500);
        assert!(white.pixels.iter().all(|&value| value >= 254), "white paper stays white");
    }

    #[test]
    fn a_grey_page_in_colour_is_grey_and_a_stamp_keeps_it_coloured() {
        let mut pixels = [200_u8, 205, 198].repeat(100 * 100);
        let page = Raster::new(100, 100, Tone::Colour, pixels.clone()).expect("a page");
        assert_eq!(page.without_false_colour().tone, Tone::Grey);
        pixels[..30].copy_from_slice(&[220, 30, 30].repeat(10));
        let page = Raster::new(100, 100, Tone::Colour, pixels).expect("a page");
        assert_eq!(page.without_false_colour().tone, Tone::Colour);
    }
}
