//! Decides who may see that somebody has had no letter, and who that is. Pure.
//!
//! Invariant: names are for the people's own supervisor alone. Anybody above sees a number at most, and never of a group so small that the
//! number says who is meant.

use chrono::NaiveDate;

/// The smallest group of which people above its supervisor may see a number.
pub const SMALLEST_GROUP: usize = 5;

/// The relation of a viewer to a group. Anybody else, whatever the role, sees nothing and has no relation here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Supervises these people today.
    OwnSupervisor,
    /// Supervises their supervisor today.
    Above,
}

/// The part of a group's list that a viewer sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The names.
    Names,
    /// The number of people without a letter.
    Number,
    /// Nothing.
    Nothing,
}

/// The part of a group that a viewer sees. It has `people` members, and `without` of them have received no letter.
pub fn sight(viewer: Viewer, people: usize, without: usize) -> Sight {
    match viewer {
        Viewer::OwnSupervisor => Sight::Names,
        // A number that is everyone's names each of them.
        Viewer::Above if people >= SMALLEST_GROUP && without < people => Sight::Number,
        Viewer::Above => Sight::Nothing,
    }
}

/// True for somebody whose latest letter was sent on `latest`, if there is one, and who has had nothing from the day `from` on.
pub fn has_none(latest: Option<NaiveDate>, from: NaiveDate) -> bool {
    latest.is_none_or(|latest| latest < from)
}

/// The first day of which the letters to the whole team are counted beside somebody who is in the team since a day, where it is known: letters
/// to others before that day are no measure.
pub fn counted_from(since: Option<NaiveDate>, from: NaiveDate) -> NaiveDate {
    since.unwrap_or(from).max(from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> impl Strategy<Value = NaiveDate> {
        (1..=28_u32).prop_map(|day| NaiveDate::from_ymd_opt(2026, 2, day).expect("a day"))
    }

    proptest! {
        #[test]
        fn nobody_but_the_own_supervisor_sees_a_name_and_nobody_sees_a_small_group(
            people in 0..40_usize, without in 0..40_usize,
        ) {
            let without = without.min(people);
            prop_assert_eq!(sight(Viewer::OwnSupervisor, people, without), Sight::Names);
            let above = sight(Viewer::Above, people, without);
            prop_assert!(above != Sight::Names);
            if people < SMALLEST_GROUP || without == people {
                prop_assert_eq!(above, Sight::Nothing);
            }
        }

        #[test]
        fn a_longer_time_lists_nobody_new_and_counts_no_fewer_letters(
            latest in proptest::option::of(day()), since in proptest::option::of(day()), from in day(), earlier in day(),
        ) {
            let (earlier, from) = (earlier.min(from), earlier.max(from));
            prop_assert!(has_none(latest, from) || !has_none(latest, earlier));
            prop_assert!(counted_from(since, earlier) <= counted_from(since, from));
            prop_assert!(counted_from(since, from) >= from);
        }
    }
}
