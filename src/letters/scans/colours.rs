//! Converts pictures to sRGB by their ICC profile (ISO 15076-1): Display P3 of a phone, Adobe RGB or inks of a scanner. A page
//! without a profile is read as sRGB.
//!
//! Invariant: a profile that is too large, is damaged, crashes its reader or is of another colour space is ignored.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

use super::raster::{Raster, Tone, luma};

/// The largest accepted profile; those of printing presses have about 3 MB.
pub const MOST: usize = 4 << 20;

/// The number of pixels converted at once, so that no second copy of a whole picture is held.
const AT_ONCE: usize = 4096;

/// A conversion from the colours of a profile to sRGB.
pub struct Profile {
    of: DataColorSpace,
    to_srgb: Arc<Transform8BitExecutor>,
}

impl Profile {
    /// `None` for bytes that are not a usable profile.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > MOST {
            return None;
        }
        let read = || {
            let profile = ColorProfile::new_from_slice(bytes).ok()?;
            let from = match profile.color_space {
                DataColorSpace::Gray => Layout::Gray,
                DataColorSpace::Rgb => Layout::Rgb,
                // Four values a pixel; the names of the channels do not matter here.
                DataColorSpace::Cmyk => Layout::Rgba,
                _ => return None,
            };
            let srgb = ColorProfile::new_srgb();
            let to_srgb = profile.create_transform_8bit(from, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
            Some(Self { of: profile.color_space, to_srgb })
        };
        catch_unwind(AssertUnwindSafe(read)).ok().flatten()
    }

    /// True for a profile of cyan, magenta, yellow and black.
    pub fn is_of_inks(&self) -> bool {
        self.of == DataColorSpace::Cmyk
    }

    /// Converts inks to RGB: four values a pixel, 255 for full coverage.
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

    /// The sRGB value of each grey. In an RGB profile a grey stands for three equal values.
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

/// Converts inks without a profile: each ink subtracts its colour from the light.
pub fn from_inks(inks: [u8; 4]) -> [u8; 3] {
    let light = 255 - u16::from(inks[3]);
    [0, 1, 2].map(|ink| ((255 - u16::from(inks[ink])) * light / 255) as u8)
}
