//! What the circulated copy says of a letter on paper.

use chrono::NaiveDate;

use super::{Circulated, Order, Pages};
use crate::documents::letter::{Coding, Scan, Sheet};
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

/// Who scanned and typed it, where and when, and what is not shown.
pub fn how_it_came(order: &Order, circulated: &Circulated, pages: Pages, place: &str, today: NaiveDate) -> String {
    let banker = &order.banker.name;
    // Unbroken, as every date on the page.
    let day = today.format("%-d\u{a0}%B\u{a0}%Y");
    let typed = if circulated.letter.is_some() { " and typed" } else { "" };
    let covered = order.letter.iter().filter_map(|letter| letter.scan.as_ref()).any(|scan| !scan.regions.is_empty());
    let masked = circulated.found.iter().any(|found| found.pointer == "/letter/transcript");
    let shown = match pages {
        Pages::Circulate if covered && masked => " Client data is blacked out in both.",
        Pages::Circulate if covered => " What must not travel is blacked out on the page.",
        Pages::Circulate => "",
        Pages::NameWithheld | Pages::NothingCovered => " The page itself is kept in the bank.",
    };
    format!("Written on paper at {place}, scanned{typed} by {banker} on {day}.{shown}")
}
