//! The figures above a person's recognition history: counts over its valid letters. Pure.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate};

use crate::commendations::Strength;

/// The months that are counted one by one, the present one included.
const MONTHS: u32 = 12;

/// One valid commendation, as far as figures depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day on which it was sent.
    pub sent_on: NaiveDate,
    /// A client wrote.
    pub has_letter: bool,
    /// The branch that the client was in; may be empty.
    pub branch: String,
    /// The strengths that the helpers are praised for.
    pub strengths: Vec<Strength>,
}

/// Counts of a history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Every letter.
    pub letters: usize,
    /// Those that a client wrote.
    pub from_clients: usize,
    /// The first day of each of the latest twelve months with its letters, oldest first.
    pub months: Vec<(NaiveDate, usize)>,
    /// Every strength that is named, the most frequent first.
    pub strengths: Vec<(Strength, usize)>,
    /// Every branch that was helped, the most frequent first.
    pub branches: Vec<(String, usize)>,
}

impl Figures {
    /// Counts a history.
    pub fn of(history: &[Counted], today: NaiveDate) -> Self {
        let first = today.with_day(1).unwrap_or(today);
        let month = |back: u32| first.checked_sub_months(Months::new(back)).unwrap_or(first);
        let in_month = |start: NaiveDate| {
            let same = |one: &&Counted| (one.sent_on.year(), one.sent_on.month()) == (start.year(), start.month());
            (start, history.iter().filter(same).count())
        };
        Self {
            letters: history.len(),
            from_clients: history.iter().filter(|one| one.has_letter).count(),
            months: (0..MONTHS).rev().map(month).map(in_month).collect(),
            strengths: counted(history.iter().flat_map(|one| one.strengths.iter().copied())),
            branches: counted(history.iter().map(|one| one.branch.clone()).filter(|branch| !branch.is_empty())),
        }
    }
}

/// Each value with how often it is there, the most frequent first, equal ones in their own order.
fn counted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    let mut counts: Vec<(T, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn history() -> impl Strategy<Value = Vec<Counted>> {
        let strengths = proptest::sample::subsequence(Strength::ALL.to_vec(), 0..5);
        let one = (0..900_u64, any::<bool>(), "[A-C]?", strengths).prop_map(|(back, has_letter, branch, strengths)| {
            let sent_on = TODAY.checked_sub_days(chrono::Days::new(back)).expect("a day");
            Counted { sent_on, has_letter, branch, strengths }
        });
        proptest::collection::vec(one, 0..30)
    }

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day");

    proptest! {
        #[test]
        fn nothing_is_counted_twice_and_nothing_is_left_out(history in history()) {
            let figures = Figures::of(&history, TODAY);
            prop_assert_eq!(figures.letters, history.len());
            prop_assert!(figures.from_clients <= figures.letters);
            let first = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
            prop_assert_eq!(figures.months.len(), 12);
            prop_assert_eq!(figures.months[0].0, first);
            let lately = history.iter().filter(|one| one.sent_on >= first).count();
            prop_assert_eq!(figures.months.iter().map(|(_, count)| count).sum::<usize>(), lately);
            let named: usize = history.iter().map(|one| one.strengths.len()).sum();
            prop_assert_eq!(figures.strengths.iter().map(|(_, count)| count).sum::<usize>(), named);
            prop_assert!(figures.strengths.iter().all(|(_, count)| (1..=history.len()).contains(count)));
            prop_assert!(figures.strengths.is_sorted_by_key(|(_, count)| std::cmp::Reverse(*count)));
            prop_assert!(figures.branches.iter().all(|(branch, _)| !branch.is_empty()));
        }
    }
}
