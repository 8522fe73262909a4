//! Decides who may see that somebody has had no letter, and who that is. Pure.
//!
//! Invariant: names are for the people's own supervisor alone. Anybody above sees a number at most, and never of a group so small that the
//! number says who is meant.

use chrono::NaiveDate;

use crate::ids::{CommendationId, PersonId};

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

/// A person who has received no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unrecognised {
    /// The person.
    pub person: PersonId,
    /// Letters to the whole team since the first day of the period, or since the person came to the team if that is later.
    pub letters_to_team: usize,
}

/// The members of a team without a letter sent on `from` or later, in the order of the members. `received` has who received which letter on
/// which day.
pub fn unrecognised(
    members: &[(PersonId, Option<NaiveDate>)],
    received: &[(PersonId, CommendationId, NaiveDate)],
    from: NaiveDate,
) -> Vec<Unrecognised> {
    let has_none = |person: PersonId| !received.iter().any(|(of, _, on)| *of == person && *on >= from);
    let letters_since = |first: NaiveDate| {
        let mut ids: Vec<CommendationId> =
            received.iter().filter(|(_, _, on)| *on >= first).map(|(_, id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    };
    let one = |(person, since): &(PersonId, Option<NaiveDate>)| Unrecognised {
        person: *person,
        letters_to_team: letters_since(since.unwrap_or(from).max(from)),
    };
    members.iter().filter(|(person, _)| has_none(*person)).map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static PEOPLE: LazyLock<Vec<PersonId>> = LazyLock::new(|| std::iter::repeat_with(PersonId::new).take(8).collect());
    static LETTERS: LazyLock<Vec<CommendationId>> =
        LazyLock::new(|| std::iter::repeat_with(CommendationId::new).take(6).collect());

    fn day() -> impl Strategy<Value = NaiveDate> {
        (1..=28_u32).prop_map(|day| NaiveDate::from_ymd_opt(2026, 2, day).expect("a day"))
    }

    fn members() -> impl Strategy<Value = Vec<(PersonId, Option<NaiveDate>)>> {
        proptest::collection::vec(proptest::option::of(day()), 0..8)
            .prop_map(|since| PEOPLE.iter().copied().zip(since).collect())
    }

    fn received() -> impl Strategy<Value = Vec<(PersonId, CommendationId, NaiveDate)>> {
        let one = (0..8_usize, 0..6_usize, day()).prop_map(|(who, which, on)| (PEOPLE[who], LETTERS[which], on));
        proptest::collection::vec(one, 0..12)
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
        fn a_member_is_listed_exactly_when_nothing_came_in_the_time(
            members in members(), received in received(), from in day(),
        ) {
            let listed = unrecognised(&members, &received, from);
            for (person, _) in &members {
                let had = received.iter().any(|(of, _, on)| of == person && *on >= from);
                prop_assert_eq!(listed.iter().any(|one| one.person == *person), !had);
            }
            let order: Vec<_> = members.iter().map(|(person, _)| *person).collect();
            let places: Vec<_> = listed.iter().map(|one| order.iter().position(|id| *id == one.person)).collect();
            prop_assert!(places.is_sorted() && places.iter().all(Option::is_some), "in their order, and nobody else");
        }

        #[test]
        fn a_longer_time_lists_nobody_new_and_counts_no_fewer_letters(
            members in members(), received in received(), from in day(), earlier in day(),
        ) {
            let (earlier, from) = (earlier.min(from), earlier.max(from));
            let (long, short) = (unrecognised(&members, &received, earlier), unrecognised(&members, &received, from));
            for one in &long {
                let same = short.iter().find(|other| other.person == one.person);
                prop_assert!(same.is_some_and(|same| same.letters_to_team <= one.letters_to_team));
            }
        }
    }
}
