//! Pictures of pages, and the difference between two of them.
//!
//! Every version of every program draws a page a little differently: antialiasing and the rounding of outlines to pixels
//! vary. So pictures are blurred before they are compared, and the measure is the mean difference in a small block, not in a
//! single pixel. `goldens.rs` tests which changes this detects and which it accepts.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use crate::support::tool;

/// Programs place letters at whole pixels. Pages are drawn three times as large and then reduced, so that this is at most a
/// third of a pixel.
const SHRUNK: usize = 3;

/// 60 dpi after reduction: coarse enough for small files and fine enough to tell letters of 8.5 pt apart. The fraction makes
/// the page a whole number of pixels high, so that programs agree where it begins.
const DOTS_PER_INCH: &str = "180.108";

/// The side of the blocks that are compared: about one and a half letters of the text.
const BLOCK: usize = 8;

/// Red, green and blue, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[u8; 3]>,
}

/// The difference of two pictures, in steps of 255.
#[derive(Debug)]
pub struct Difference {
    pub mean: f32,
    /// The largest mean of a block, and the block's corner.
    pub worst: f32,
    pub at: [usize; 2],
    /// Pixel by pixel.
    map: Vec<f32>,
}

/// The page of a PDF as poppler draws it with Cairo; `pdftoppm` would move large letters to whole pixels.
pub fn page(pdf: &Path, number: usize) -> Picture {
    let number = number.to_string();
    let root = pdf.with_extension("drawn");
    let mut command = Command::new("pdftocairo");
    tool(command.args(["-png", "-r", DOTS_PER_INCH, "-f", &number, "-l", &number, "-singlefile"]).args([pdf, &root]));
    Picture::drawn(&root.with_extension("drawn.png"))
}

/// The page as MuPDF draws it. MuPDF shares no code with poppler except FreeType.
pub fn page_by_mupdf(pdf: &Path, number: usize) -> Picture {
    let picture = pdf.with_extension("mupdf.png");
    let mut command = Command::new("mutool");
    tool(command.args(["draw", "-q", "-r", DOTS_PER_INCH, "-o"]).args([&picture, pdf]).arg(number.to_string()));
    Picture::drawn(&picture)
}

impl Picture {
    /// Reads a picture that a program drew, and reduces it.
    fn drawn(path: &Path) -> Self {
        let large = Self::read(path);
        std::fs::remove_file(path).expect("it was there");
        let (width, height) = (large.width / SHRUNK, large.height / SHRUNK);
        let mut pixels = Vec::with_capacity(width * height);
        let mut sums = vec![[0; 3]; width];
        for rows in large.pixels.chunks_exact(large.width * SHRUNK).take(height) {
            sums.fill([0; 3]);
            for row in rows.chunks_exact(large.width) {
                for (sum, few) in sums.iter_mut().zip(row.chunks_exact(SHRUNK)) {
                    for pixel in few {
                        add(sum, *pixel);
                    }
                }
            }
            let all = (SHRUNK * SHRUNK) as u16;
            pixels.extend(sums.iter().map(|[r, g, b]| [(r / all) as u8, (g / all) as u8, (b / all) as u8]));
        }
        Self { width, height, pixels }
    }

    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut buffer = vec![0; reader.output_buffer_size().expect("a picture of a page")];
        let info = reader.next_frame(&mut buffer).expect("a PNG that is whole");
        assert_eq!(info.color_type, png::ColorType::Rgb, "{}", path.display());
        let pixels = buffer[..info.buffer_size()].as_chunks().0.to_vec();
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    pub fn write(&self, path: &Path) {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(self.pixels.as_flattened()).expect("pixels");
        writer.finish().expect("an end");
        std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Each pixel as the sum of itself and its neighbours: eight, or fewer at the edges.
    fn softened(&self) -> Vec<[u16; 3]> {
        let around = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        let mut rows = Vec::with_capacity(self.pixels.len());
        for row in self.pixels.chunks(self.width) {
            for x in 0..self.width {
                let mut sum = [0; 3];
                row[around(x, self.width)].iter().for_each(|&pixel| add(&mut sum, pixel));
                rows.push(sum);
            }
        }
        let mut soft = Vec::with_capacity(rows.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = [0; 3];
                around(y, self.height).for_each(|y| add(&mut sum, rows[y * self.width + x]));
                soft.push(sum);
            }
        }
        soft
    }

    /// `None` when the sizes differ.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        if (self.width, self.height) != (other.width, other.height) {
            return None;
        }
        let pairs = self.softened().into_iter().zip(other.softened());
        let apart = |(a, b): ([u16; 3], [u16; 3])| {
            let apart: u16 = a.iter().zip(b).map(|(a, b)| a.abs_diff(b)).sum();
            f32::from(apart) / 27.0
        };
        let map: Vec<f32> = pairs.map(apart).collect();
        let mean = map.iter().sum::<f32>() / map.len() as f32;
        let (mut worst, mut at) = (0.0, [0, 0]);
        // Blocks overlap, so that a difference on the border of two blocks is measured in full.
        for y in (0..self.height.saturating_sub(BLOCK)).step_by(BLOCK / 2) {
            for x in (0..self.width.saturating_sub(BLOCK)).step_by(BLOCK / 2) {
                let rows = (y..y + BLOCK).map(|y| map[y * self.width + x..][..BLOCK].iter().sum::<f32>());
                let block = rows.sum::<f32>() / (BLOCK * BLOCK) as f32;
                if block > worst {
                    (worst, at) = (block, [x, y]);
                }
            }
        }
        Some(Difference { mean, worst, at, map })
    }

    /// A pale copy of the picture, with the differences in red.
    pub fn marked(&self, difference: &Difference) -> Self {
        let pixel = |(pixel, apart): (&[u8; 3], &f32)| {
            let [pale] = [(765 + pixel.iter().map(|&part| u16::from(part)).sum::<u16>()) / 6];
            let red = (apart * 4.0).min(255.0) as u16;
            let rest = (pale * (255 - red) / 255) as u8;
            [pale.max(red) as u8, rest, rest]
        };
        Self { pixels: self.pixels.iter().zip(&difference.map).map(pixel).collect(), ..*self }
    }
}

fn add<T: Into<u16>>(sum: &mut [u16; 3], pixel: [T; 3]) {
    // No loop: builds without optimisation add some hundred million times.
    let [r, g, b] = pixel;
    sum[0] += r.into();
    sum[1] += g.into();
    sum[2] += b.into();
}
