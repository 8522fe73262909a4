//! A decoded picture with the file's own statements about its appearance: orientation, pixel aspect ratio and colour profile.
//!
//! [`Decoded::seen`] applies them; the decoders only read them.

use image::metadata::Orientation;

use super::colours::Profile;
use super::raster::Raster;
use super::{Budget, Refused};

/// The factors by which the sides grow to make the pixels square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PixelAspect([f64; 2]);

impl PixelAspect {
    pub const NONE: Self = Self([1.0; 2]);

    /// The stretch for a resolution across and down. A fax has 204 dpi across and 98 or 196 dpi down.
    pub fn of([across, down]: [f64; 2]) -> Self {
        let times = across / down;
        // A small difference is the scanner's rounding; a large one is not a resolution.
        Self(match times {
            1.05..=4.2 => [1.0, times],
            0.24..=0.95 => [1.0 / times, 1.0],
            _ => [1.0; 2],
        })
    }

    /// The size of a picture after the stretch.
    ///
    /// # Errors
    /// When the picture has too many pixels, before or after the stretch.
    pub fn size(self, budget: &Budget, [width, height]: [u64; 2]) -> Result<[usize; 2], Refused> {
        budget.allows(width, height)?;
        let [wide, high] = self.0;
        let [width, height] = [width as f64 * wide, height as f64 * high].map(|side| side.round() as u64);
        budget.allows(width, height)?;
        Ok([width as usize, height as usize])
    }
}

/// The output of a decoder.
pub struct Decoded {
    pub raster: Raster,
    /// The size with square pixels.
    pub size: [usize; 2],
    pub orientation: Option<Orientation>,
    pub profile: Option<Profile>,
}

impl Decoded {
    /// The page as it is meant to be seen, not larger than paper needs.
    pub fn seen(self) -> Raster {
        let [width, height] = self.size;
        // Colours are converted and the page is turned only after it was shrunk: the result is the same, and a second copy of 48
        // million pixels is never held.
        let small = self.raster.without_false_colour().stretched(width, height).shrunk_for_either_way();
        let small = match &self.profile {
            Some(profile) => profile.seen(small),
            None => small,
        };
        small.oriented(self.orientation.unwrap_or(Orientation::NoTransforms))
    }
}
