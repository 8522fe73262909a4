//! The circulated copy's statement about a letter on paper.

use chrono::NaiveDate;

use super::{Circulated, Order, Pages};
use crate::clock::long_date;
use crate::commendations::order::ScanOrder;
use crate::documents::circulated_copy::{Coding, Scan, Sheet};
use crate::documents::unbroken;
use crate::letters::scans::PageCoding;

/// The pages, where they circulate.
pub fn of(circulated: &Circulated) -> Option<Scan> {
    let coding = |coding| match coding {
        PageCoding::JpegColour => Coding::JpegColour,
        PageCoding::JpegGrey => Coding::JpegGrey,
        PageCoding::PngBilevel => Coding::PngBilevel,
    };
    let pages = circulated.pages.iter().map(|page| Sheet {
        sha256: page.sha256.clone(),
        width: page.width,
        height: page.height,
        coding: coding(page.coding),
    });
    (circulated.scan == Some(Pages::Circulate)).then(|| Scan { pages: pages.collect() })
}

/// States by whom, where and when it was scanned and typed, and what was covered. It claims no more than is known: what the
/// banker covered, not that nothing is left.
pub fn how_it_came(order: &Order, circulated: &Circulated, pages: Pages, place: &str, today: NaiveDate) -> String {
    let banker = unbroken(&order.banker.name);
    let begun = scanned(place, circulated.letter.is_some(), &banker, today);
    let shown = match (pages, order.letter.as_ref().and_then(|letter| letter.scan.as_ref())) {
        (Pages::Circulate, Some(scan)) => shown(scan, circulated.masked_in_letter() > 0, &banker),
        (Pages::Circulate, None) => String::new(),
        (Pages::NameWithheld | Pages::FewerCovered { .. }, _) => KEPT.to_owned(),
    };
    format!("{begun}{shown}")
}

/// The same for a letter whose pages do not circulate any more.
pub fn how_it_came_without_pages(place: &str, has_words: bool, banker: &str, day: NaiveDate) -> String {
    format!("{}{KEPT}", scanned(place, has_words, &unbroken(banker), day))
}

/// The remark where the pages do not circulate.
const KEPT: &str = " The page itself is kept in the bank.";

fn scanned(place: &str, has_words: bool, banker: &str, day: NaiveDate) -> String {
    let typed = if has_words { " and typed" } else { "" };
    format!("Written on paper at {place}, scanned{typed} by {banker} on {}.", long_date(day))
}

/// Masked words, and the banker's work on the pages.
fn shown(scan: &ScanOrder, masked: bool, banker: &str) -> String {
    let page = if scan.upload.pages.len() > 1 { "pages" } else { "page" };
    let covered = match scan.places() {
        0 => None,
        1 => Some("one place".to_owned()),
        places => Some(format!("{places} places")),
    };
    let did = match (covered, scan.checked) {
        (Some(covered), false) => format!("blacked out {covered} on the {page}"),
        (Some(covered), true) => format!("blacked out {covered} on the {page} and checked the rest"),
        (None, true) => format!("checked the {page}"),
        (None, false) => return String::new(),
    };
    let words = if masked { "Client data is blacked out in the typed words; " } else { "" };
    format!(" {words}{banker} {did}.")
}
