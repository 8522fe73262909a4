//! Colours as they were meant: by its ICC profile (ISO 15076-1) a picture of a phone, in Display P3, or of a scanner, in Adobe RGB or
//! in inks, becomes sRGB, which is what a page without a profile is taken for.
//!
//! Invariant: a profile that is too large, damaged, a crash of its reader among it, or of another kind of colours is as good as none.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

use super::raster::{Raster, Tone, luma};

/// The largest profiles of printing presses are about 3 MB.
pub const MOST: usize = 4 << 20;

/// The number of pixels converted at once, so that no second copy of a whole picture is held.
const AT_ONCE: usize = 4096;

/// From the colours of a profile to sRGB.
pub struct Profile {
    of: DataColorSpace,
    to_srgb: Arc<Transform8BitExecutor>,
}

impl Profile {
    /// `None` for what is no profile.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > MOST {
            return None;
        }
        let read = || {
            let profile = ColorProfile::new_from_slice(bytes).ok()?;
            let from = match profile.color_space {
                DataColorSpace::Gray => Layout::Gray,
                DataColorSpace::Rgb => Layout::Rgb,
                // Four values a pixel, whatever they are called.
                DataColorSpace::Cmyk => Layout::Rgba,
                _ => return None,
            };
            let srgb = ColorProfile::new_srgb();
            let to_srgb = profile.create_transform_8bit(from, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
            Some(Self { of: profile.color_space, to_srgb })
        };
        catch_unwind(AssertUnwindSafe(read)).ok().flatten()
    }

    /// Whether it tells what cyan, magenta, yellow and black look like.
    pub fn is_of_inks(&self) -> bool {
        self.of == DataColorSpace::Cmyk
    }

    /// Red, green and blue of each four values of ink, 255 being all of it.
    pub fn inks(&self, mut values: Vec<u8>) -> Vec<u8> {
        let pixels = values.len() / 4;
        let mut seen = vec![0; AT_ONCE * 3];
        for first in (0..pixels).step_by(AT_ONCE) {
            let count = AT_ONCE.min(pixels - first);
            let (inks, seen) = (&values[first * 4..][..count * 4], &mut seen[..count * 3]);
            if self.turned(DataColorSpace::Cmyk, inks, seen).is_none() {
                let plain = inks.as_chunks().0.iter().copied().flat_map(from_inks);
                seen.iter_mut().zip(plain).for_each(|(seen, value)| *seen = value);
            }
            values[first * 3..][..count * 3].copy_from_slice(seen);
        }
        values.truncate(pixels * 3);
        values
    }

    /// The page in sRGB. Black and white are the same in every profile.
    pub fn seen(&self, mut raster: Raster) -> Raster {
        match raster.tone {
            Tone::Bilevel => {}
            Tone::Grey => {
                if let Some(table) = self.greys() {
                    raster.pixels.iter_mut().for_each(|value| *value = table[usize::from(*value)]);
                }
            }
            Tone::Colour => {
                let mut pixels = vec![0; raster.pixels.len()];
                if self.turned(DataColorSpace::Rgb, &raster.pixels, &mut pixels).is_some() {
                    raster.pixels = pixels;
                }
            }
        }
        raster
    }

    /// What each grey is; those of a coloured picture stand for three equal values.
    fn greys(&self) -> Option<Vec<u8>> {
        let each = if self.of == DataColorSpace::Gray { 1 } else { 3 };
        let values: Vec<u8> = (0..=255).flat_map(|value| std::iter::repeat_n(value, each)).collect();
        let of = if each == 1 { DataColorSpace::Gray } else { DataColorSpace::Rgb };
        let mut seen = vec![0; 256 * 3];
        self.turned(of, &values, &mut seen)?;
        Some(seen.chunks_exact(3).map(luma).collect())
    }

    fn turned(&self, of: DataColorSpace, values: &[u8], seen: &mut [u8]) -> Option<()> {
        if self.of != of {
            return None;
        }
        catch_unwind(AssertUnwindSafe(|| self.to_srgb.transform(values, seen).ok())).ok().flatten()
    }
}

/// Inks that nobody described: each takes its colour from the light.
pub fn from_inks(inks: [u8; 4]) -> [u8; 3] {
    let light = 255 - u16::from(inks[3]);
    [0, 1, 2].map(|ink| ((255 - u16::from(inks[ink])) * light / 255) as u8)
}
