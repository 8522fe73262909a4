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
    /// Counts a history, of which `strengths` has every strength that is named with its letters.
    pub fn of(history: &[Counted], mut strengths: Vec<(Strength, usize)>, today: NaiveDate) -> Self {
        strengths.sort_unstable_by_key(|(strength, count)| (std::cmp::Reverse(*count), *strength));
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
            strengths,
            branches: counted(history.iter().map(|one| one.branch.as_str()).filter(|branch| !branch.is_empty())),
        }
    }
}

/// Each word with how often it is there, the most frequent first, equal ones in their own order.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn history() -> impl Strategy<Value = Vec<Counted>> {
        let one = (0..900_u64, any::<bool>(), "[A-C]?").prop_map(|(back, has_letter, branch)| {
            let sent_on = TODAY.checked_sub_days(chrono::Days::new(back)).expect("a day");
            Counted { sent_on, has_letter, branch }
        });
        proptest::collection::vec(one, 0..30)
    }

    fn strengths() -> impl Strategy<Value = Vec<(Strength, usize)>> {
        let named = proptest::sample::subsequence(Strength::ALL.to_vec(), 0..5);
        named.prop_flat_map(|named| {
            let counts = proptest::collection::vec(1..9_usize, named.len());
            counts.prop_map(move |counts| named.iter().copied().zip(counts).collect())
        })
    }

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day");

    proptest! {
        #[test]
        fn nothing_is_counted_twice_and_nothing_is_left_out(history in history(), strengths in strengths()) {
            let figures = Figures::of(&history, strengths.clone(), TODAY);
            prop_assert_eq!(figures.letters, history.len());
            prop_assert!(figures.from_clients <= figures.letters);
            let first = NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day");
            prop_assert_eq!(figures.months.len(), 12);
            prop_assert_eq!(figures.months[0].0, first);
            let lately = history.iter().filter(|one| one.sent_on >= first).count();
            prop_assert_eq!(figures.months.iter().map(|(_, count)| count).sum::<usize>(), lately);
            prop_assert!(figures.strengths.iter().all(|one| strengths.contains(one)));
            prop_assert_eq!(figures.strengths.len(), strengths.len());
            let with_branch = history.iter().filter(|one| !one.branch.is_empty()).count();
            prop_assert_eq!(figures.branches.iter().map(|(_, count)| count).sum::<usize>(), with_branch);
            prop_assert!(figures.branches.is_sorted_by_key(|(_, count)| std::cmp::Reverse(*count)));
            prop_assert!(figures.strengths.is_sorted_by_key(|(_, count)| std::cmp::Reverse(*count)));
            prop_assert!(figures.branches.iter().all(|(branch, _)| !branch.is_empty()));
        }
    }
}
