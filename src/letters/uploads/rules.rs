//! Checks the regions of a page that a person wants covered.

use serde::{Deserialize, Serialize};

use crate::letters::scans::Region;

/// The most regions of one letter.
pub const MOST_REGIONS: usize = 200;

/// A region of one page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageRegion {
    /// The page number, from 1.
    pub page: usize,
    #[serde(flatten)]
    pub region: Region,
}

/// A problem with a region, in words for the person who drew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionProblem {
    #[error("The scan has {pages} page{}, numbered from 1.", if *.pages == 1 { "" } else { "s" })]
    NoSuchPage { pages: usize },
    #[error("This has to be a fraction of the page's width or height, from 0 to 1: 0.25 is a quarter.")]
    OutOfRange,
    #[error("The region has to have a width and a height above 0.")]
    Nothing,
}

impl RegionProblem {
    /// A stable code, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchPage { .. } => "no_such_page",
            Self::OutOfRange => "out_of_range",
            Self::Nothing => "empty_region",
        }
    }
}

/// Checks a region on one of `pages` pages. A region that extends beyond the page is cut at its edge.
///
/// # Errors
/// The first invalid member and its problem.
pub fn checked(page: f64, [x, y, w, h]: [f64; 4], pages: usize) -> Result<PageRegion, (&'static str, RegionProblem)> {
    if page.fract() != 0.0 || !(1.0..=pages as f64).contains(&page) {
        return Err(("page", RegionProblem::NoSuchPage { pages }));
    }
    for (name, value) in [("x", x), ("y", y), ("w", w), ("h", h)] {
        if !(0.0..=1.0).contains(&value) {
            return Err((name, RegionProblem::OutOfRange));
        }
    }
    for (name, value) in [("w", w), ("h", h)] {
        if value <= 0.0 {
            return Err((name, RegionProblem::Nothing));
        }
    }
    // The value is a whole number from 1 to the number of pages.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    let page = page as usize;
    Ok(PageRegion { page, region: Region { x, y, w, h } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_within_its_page() {
        assert!(checked(2.0, [0.0, 0.5, 1.0, 0.5], 2).is_ok());
        for (page, at, wrong) in [
            (0.0, [0.1, 0.1, 0.1, 0.1], "page"),
            (3.0, [0.1, 0.1, 0.1, 0.1], "page"),
            (1.5, [0.1, 0.1, 0.1, 0.1], "page"),
            (f64::NAN, [0.1, 0.1, 0.1, 0.1], "page"),
            (1.0, [-0.1, 0.1, 0.1, 0.1], "x"),
            (1.0, [0.1, 120.0, 0.1, 0.1], "y"),
            (1.0, [0.1, 0.1, 0.0, 0.1], "w"),
            (1.0, [0.1, 0.1, 0.1, f64::NAN], "h"),
        ] {
            assert_eq!(checked(page, at, 2).expect_err("a problem").0, wrong);
        }
    }
}
