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

/// The pages of a file that belong to one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The mark of their sheet; none where no page has one, or a page has several.
    pub mark: Option<String>,
    /// Their places in the file, from 0.
    pub pages: Vec<usize>,
}

/// Divides the pages of a file by the marks of the sheets on them. A page without a mark belongs to the sheet before it: it is its back, or
/// what did not fit. Pages with the same mark are one letter, wherever they stand. A page that shows several sheets stands alone.
pub fn parts(marks: &[&[String]]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut present: Option<usize> = None;
    for (page, marks) in marks.iter().enumerate() {
        let begun = match marks {
            [] => present,
            [mark] => parts.iter().position(|part| part.mark.as_ref() == Some(mark)),
            _ => None,
        };
        let at = begun.unwrap_or_else(|| {
            let mark = if let [mark] = marks { Some(mark.clone()) } else { None };
            parts.push(Part { mark, pages: Vec::new() });
            parts.len() - 1
        });
        parts[at].pages.push(page);
        present = Some(at);
    }
    parts
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

    proptest::proptest! {
        #[test]
        fn every_page_is_in_one_part_and_no_part_has_two_marks(given in proptest::collection::vec(proptest::collection::vec("[AB]", 0..3), 1..12)) {
            let given: Vec<Vec<String>> = given.into_iter().map(|mut marks| { marks.dedup(); marks }).collect();
            let marks: Vec<&[String]> = given.iter().map(Vec::as_slice).collect();
            let parts = parts(&marks);
            let mut pages: Vec<usize> = parts.iter().flat_map(|part| part.pages.clone()).collect();
            pages.sort_unstable();
            proptest::prop_assert_eq!(pages, (0..marks.len()).collect::<Vec<_>>());
            for part in &parts {
                for page in &part.pages {
                    // Only the first page of a part without a mark may show several sheets.
                    proptest::prop_assert!(marks[*page].iter().all(|mark| part.mark.as_ref().is_none_or(|own| own == mark)));
                }
            }
            let named: Vec<&String> = parts.iter().filter_map(|part| part.mark.as_ref()).collect();
            proptest::prop_assert!(named.iter().enumerate().all(|(at, mark)| !named[..at].contains(mark)));
        }
    }

    #[test]
    fn the_back_of_a_sheet_belongs_to_it() {
        let (one, other) = (vec!["D1".to_owned()], vec!["D2".to_owned()]);
        let both = vec!["D1".to_owned(), "D2".to_owned()];
        let part = |mark: Option<&str>, pages: &[usize]| Part { mark: mark.map(str::to_owned), pages: pages.to_vec() };
        assert_eq!(
            parts(&[&[], &one, &[], &other, &one]),
            [part(None, &[0]), part(Some("D1"), &[1, 2, 4]), part(Some("D2"), &[3])]
        );
        assert_eq!(parts(&[&one, &both]), [part(Some("D1"), &[0]), part(None, &[1])]);
    }
}
