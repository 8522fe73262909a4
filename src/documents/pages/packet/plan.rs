//! The page plan of a packet, computed before the first page is composed, because every page shows the total.

use std::ops::Range;

use super::styles::{AFTER_FIVE, LEAST_ROWS, LINE, ROWS_A_PAGE};
use crate::documents::pages::circulated_copy::Paper;
use crate::documents::pages::styles::{FOLLOWING_TOP, LAST_BOTTOM, TEXT_BOTTOM, lift};

/// The pages of a packet, from 0.
pub struct Plan {
    pub pages: usize,
    /// The letters in the rows of each index page.
    pub index: Vec<Range<usize>>,
    /// The first page of each letter.
    pub first_pages: Vec<usize>,
    /// The acknowledgements on each page for them.
    pub acknowledged: Vec<Range<usize>>,
    /// The letters whose digests stand on each digest page.
    pub digest: Vec<Range<usize>>,
    letters: Range<usize>,
}

/// The heights of rows, and their top on the first page.
pub struct Rows<'a> {
    pub heights: &'a [f32],
    pub top: f32,
}

/// The top of the rows on following pages.
pub const ROWS_TOP: f32 = FOLLOWING_TOP + 20.0;
/// The height of the packet's own digest below the rows.
pub const SEAL: f32 = 92.0;

impl Plan {
    /// `pages` has the page count of each letter; the digest has a row for each letter, and its rows begin at `digest_top`.
    pub fn of(pages: &[usize], acknowledged: &Rows<'_>, digest_top: f32, paper: Paper) -> Self {
        let count = pages.len();
        let [bottom, last_bottom] = [TEXT_BOTTOM, LAST_BOTTOM].map(|bottom| bottom - lift(paper));
        let mut index: Vec<_> =
            (0..count).step_by(ROWS_A_PAGE).map(|from| from..count.min(from + ROWS_A_PAGE)).collect();
        leave_none_stranded(&mut index, |_| true);
        let acknowledged = fill(acknowledged, bottom, bottom);
        let rows: Vec<f32> = (1..=count).map(|row| LINE + if row % 5 == 0 { AFTER_FIVE } else { 0.0 }).collect();
        let digest = fill(&Rows { heights: &rows, top: digest_top }, bottom, last_bottom - SEAL);
        let first = 1 + index.len();
        let mut next = first;
        let mut first_pages = Vec::with_capacity(count);
        for pages in pages {
            first_pages.push(next);
            next += pages;
        }
        let pages = next + acknowledged.len() + digest.len();
        Self { pages, index, first_pages, acknowledged, digest, letters: first..next }
    }

    /// The pages of letters.
    pub fn letters(&self) -> Range<usize> {
        self.letters.clone()
    }

    /// The page number, from 1, of one of the packet's own pages.
    pub fn number_of(&self, own: usize) -> usize {
        if own < self.letters.start { own + 1 } else { own + 1 + self.letters.len() }
    }

    pub fn acknowledged_page(&self) -> usize {
        self.letters.end
    }

    pub fn digest_page(&self) -> usize {
        self.letters.end + self.acknowledged.len()
    }
}

/// Distributes rows over pages. If the content after the last row does not fit below it, it moves to a new page with some of
/// the rows.
fn fill(rows: &Rows<'_>, bottom: f32, last_bottom: f32) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut y = rows.top;
    for (row, height) in rows.heights.iter().enumerate() {
        match pages.last_mut() {
            Some(page) if y + height <= bottom => page.end = row + 1,
            last => {
                y = if last.is_some() { ROWS_TOP } else { rows.top };
                pages.push(row..row + 1);
            }
        }
        y += height;
    }
    if let Some(last) = pages.last().cloned().filter(|_| y > last_bottom) {
        // If the rows are too high to share a page with that content, they stay, and the content gets a page of its own.
        pages.push(last.end..last.end);
    }
    let height = |page: Range<usize>| rows.heights[page].iter().sum::<f32>();
    leave_none_stranded(&mut pages, |page| ROWS_TOP + height(page) <= last_bottom);
    pages.retain(|page| !page.is_empty());
    pages
}

/// Moves rows to the last page from the one before, until it has [`LEAST_ROWS`] or half of both pages' rows, as far as they
/// fit.
fn leave_none_stranded(pages: &mut [Range<usize>], fits: impl Fn(Range<usize>) -> bool) {
    if let [.., before, last] = pages {
        let least = LEAST_ROWS.min((last.end - before.start) / 2);
        while last.len() < least && fits(last.start - 1..last.end) {
            (before.end, last.start) = (before.end - 1, last.start - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_would_be_alone_takes_others_along() {
        let heights = [12.0; 9];
        let pages = fill(&Rows { heights: &heights, top: TEXT_BOTTOM - 8.0 * 12.0 - 1.0 }, TEXT_BOTTOM, TEXT_BOTTOM);
        assert_eq!(pages, [0..5, 5..9]);
        let pages = fill(&Rows { heights: &heights[..2], top: TEXT_BOTTOM - 13.0 }, TEXT_BOTTOM, TEXT_BOTTOM);
        assert_eq!(pages, [0..1, 1..2]);
    }

    #[test]
    fn every_row_has_its_place_and_the_seal_has_room() {
        for count in 1..200 {
            let first_top = FOLLOWING_TOP + 131.0;
            let plan = Plan::of(&vec![2; count], &Rows { heights: &[], top: 0.0 }, first_top, Paper::A4);
            let rows: Vec<usize> = plan.digest.iter().cloned().flatten().collect();
            assert_eq!(rows, (0..count).collect::<Vec<_>>());
            let last = plan.digest.last().expect("a page");
            let top = if plan.digest.len() == 1 { first_top } else { ROWS_TOP };
            let height: f32 = last.clone().map(|row| LINE + if (row + 1) % 5 == 0 { AFTER_FIVE } else { 0.0 }).sum();
            assert!(top + height <= LAST_BOTTOM - SEAL + 0.01, "{count}");
            assert_eq!(plan.pages, 1 + count.div_ceil(14) + 2 * count + plan.digest.len());
            assert_eq!(plan.number_of(plan.index.len() + 1), plan.letters().end + 1);
            let indexed: Vec<usize> = plan.index.iter().cloned().flatten().collect();
            assert_eq!(indexed, (0..count).collect::<Vec<_>>());
            for pages in [&plan.index, &plan.digest] {
                assert!(pages.iter().all(|page| (1..=60).contains(&page.len())), "{pages:?}");
                let last = pages.last().expect("a page");
                assert!(pages.len() == 1 || last.len() >= LEAST_ROWS, "{count}: {pages:?}");
            }
            assert!(plan.index.iter().all(|page| page.len() <= ROWS_A_PAGE));
        }
    }
}
