//! A picture as its decoder gives it, with what the file says of how it is to be seen: which way up, how wide a pixel is for its
//! height, and in which colours.

use image::metadata::Orientation;

use super::colours::Profile;
use super::raster::Raster;
use super::{Budget, Refused};

/// By how much the sides of a picture grow so that its pixels become squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch([f64; 2]);

impl Stretch {
    pub const NONE: Self = Self([1.0; 2]);

    /// From how many pixels there are to the same length across and down: a fax has 204 to the inch across and 98 or 196 down.
    pub fn of([across, down]: [f64; 2]) -> Self {
        let times = across / down;
        // A little off is a scanner's rounding, and far off is no resolution.
        Self(match times {
            1.05..=4.2 => [1.0, times],
            0.24..=0.95 => [1.0 / times, 1.0],
            _ => [1.0; 2],
        })
    }

    /// The size that a picture comes to.
    ///
    /// # Errors
    /// When it has too many pixels, or would have when it is stretched.
    pub fn size(self, budget: &Budget, [width, height]: [u64; 2]) -> Result<[usize; 2], Refused> {
        budget.allows(width, height)?;
        let [wide, high] = self.0;
        let [width, height] = [width as f64 * wide, height as f64 * high].map(|side| side.round() as u64);
        budget.allows(width, height)?;
        Ok([width as usize, height as usize])
    }
}

/// What a decoder found.
pub struct Decoded {
    pub raster: Raster,
    /// With its pixels as squares.
    pub size: [usize; 2],
    pub orientation: Option<Orientation>,
    pub profile: Option<Profile>,
}

impl Decoded {
    /// The page as it is seen, not larger than paper needs.
    pub fn seen(self) -> Raster {
        let [width, height] = self.size;
        // Turned, in colours and in place, when it is small: the same pixels, and a second copy of 48 million of them is never held.
        let small = self.raster.without_false_colour().stretched(width, height).shrunk_for_either_way();
        let small = match &self.profile {
            Some(profile) => profile.seen(small),
            None => small,
        };
        small.oriented(self.orientation.unwrap_or(Orientation::NoTransforms))
    }
}
