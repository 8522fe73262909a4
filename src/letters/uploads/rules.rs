//! Which parts of a page may be named to be covered.

use serde::{Deserialize, Serialize};

use crate::letters::scans::Region;

/// More than this on one letter is no letter any more.
pub const MOST_REGIONS: usize = 200;

/// A part of one page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageRegion {
    /// From 1.
    pub page: usize,
    #[serde(flatten)]
    pub region: Region,
}

/// What is wrong with a region, in words for the person who drew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionProblem {
    #[error("The scan has {pages} page{}, numbered from 1.", if *.pages == 1 { "" } else { "s" })]
    NoSuchPage { pages: usize },
    #[error("This is a part of the page's width or height, from 0 to 1: 0.25 is a quarter.")]
    OutOfRange,
    #[error("The region has to have a width and a height above 0.")]
    Nothing,
}

impl RegionProblem {
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchPage { .. } => "no_such_page",
            Self::OutOfRange => "out_of_range",
            Self::Nothing => "empty_region",
        }
    }
}

/// A region of a page of `pages`, or the member that is wrong and why. One that reaches beyond the page covers to its edge.
///
/// # Errors
/// The first member that is wrong.
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
    // It is a whole number from 1 to the number of pages.
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
