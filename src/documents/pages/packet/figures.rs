//! The figures on the cover, counted from the letters of the packet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use super::{Packet, words};

/// A row of a table on the cover.
pub struct Entry {
    pub name: String,
    pub count: usize,
}

/// The four figures: commendations, those signed by clients, branches helped, those acknowledged.
pub fn four(packet: &Packet) -> [usize; 4] {
    let letters = &packet.letters;
    let branches: BTreeSet<&str> =
        letters.iter().map(|letter| letter.branch.as_str()).filter(|branch| !branch.is_empty()).collect();
    [
        letters.len(),
        letters.iter().filter(|letter| letter.signed).count(),
        branches.len(),
        letters.iter().filter(|letter| !letter.acknowledgements.is_empty()).count(),
    ]
}

pub fn thanked_for(packet: &Packet) -> Vec<Entry> {
    let named = packet.letters.iter().flat_map(|letter| letter.strengths.iter().map(String::as_str));
    most(named, "strength", "strengths")
}

pub fn helped(packet: &Packet) -> Vec<Entry> {
    let named = packet.letters.iter().map(|letter| letter.branch.as_str()).filter(|branch| !branch.is_empty());
    most(named, "branch", "branches")
}

/// The four most frequent names, or the three most frequent and a count of the others; equal ones in alphabetical order.
fn most<'a>(named: impl Iterator<Item = &'a str>, one: &str, many: &str) -> Vec<Entry> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in named {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let rest = if counts.len() > 4 { counts.split_off(3) } else { Vec::new() };
    let mut entries: Vec<Entry> =
        counts.into_iter().map(|(name, count)| Entry { name: name.to_owned(), count }).collect();
    if !rest.is_empty() {
        let count = rest.iter().map(|(_, count)| count).sum();
        entries.push(Entry { name: words::others(rest.len(), one, many), count });
    }
    entries
}

/// A chart: the number of months in a bar, and each bar's first day and count.
pub struct Chart {
    pub months: u32,
    pub bars: Vec<(NaiveDate, usize)>,
}

/// The most bars that a reader can tell apart.
const MOST_BARS: usize = 18;

/// Bars for months, or for quarters or years if there would be too many; `None` if years are too many as well. Periods
/// without letters have a bar too.
pub fn chart(packet: &Packet) -> Option<Chart> {
    let period = packet.period();
    [1, 3, 12].into_iter().find_map(|months| {
        let first_of = |day: NaiveDate| {
            let month0 = day.month0() / months * months;
            NaiveDate::from_ymd_opt(day.year(), month0 + 1, 1).unwrap_or(day)
        };
        let mut bars = Vec::new();
        let mut first = first_of(period.from);
        while first <= period.to {
            let count = packet.letters.iter().filter(|letter| first_of(letter.day) == first).count();
            bars.push((first, count));
            if bars.len() > MOST_BARS {
                return None;
            }
            first = first.checked_add_months(Months::new(months))?;
        }
        Some(Chart { months, bars })
    })
}
