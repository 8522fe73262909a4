//! Decisions about packets: the letters of a period that a packet encloses.

use chrono::NaiveDate;

use super::PacketError;
use crate::commendations::State;

/// The most letters in one packet; whoever has more asks for one year at a time.
pub const MOST_LETTERS: usize = 500;

/// Days of service, both ends included; an absent end has no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    from: Option<NaiveDate>,
    /// The last.
    to: Option<NaiveDate>,
}

impl Period {
    /// The days from one to another; none when the last is before the first.
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        let backwards = matches!((from, to), (Some(from), Some(to)) if to < from);
        (!backwards).then_some(Self { from, to })
    }

    /// Both ends.
    pub fn ends(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.from, self.to)
    }

    /// True for a day of the period.
    pub fn has(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The letters that a packet encloses, chosen by their days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// True when these are all valid letters of the history.
    pub all: bool,
    /// The number of withdrawn letters between the first and the last day of service here, or of all when all valid letters are
    /// here.
    pub withdrawn: usize,
}

/// Chooses the letters of a period. The result depends on the chosen letters and not on the days asked for, so that the same
/// letters give the same packet.
///
/// # Errors
/// [`PacketError::NothingEnclosed`] and [`PacketError::TooManyEnclosed`] for a period that gives no packet.
pub fn choose(history: &[(NaiveDate, State)], period: Period) -> Result<Choice, PacketError> {
    let stands = |(_, state): &&(NaiveDate, State)| state.stands();
    let days = |one: &&(NaiveDate, State)| period.has(one.0);
    let chosen: Vec<NaiveDate> = history.iter().filter(stands).filter(days).map(|(day, _)| *day).collect();
    let (Some(first), Some(last)) = (chosen.iter().min(), chosen.iter().max()) else {
        let withdrawn = history.iter().filter(days).count();
        return Err(PacketError::NothingEnclosed { withdrawn });
    };
    if chosen.len() > MOST_LETTERS {
        return Err(PacketError::TooManyEnclosed);
    }
    let all = history.iter().filter(stands).count() == chosen.len();
    let beside = |(day, _): &&(NaiveDate, State)| all || (first <= day && day <= last);
    let withdrawn = history.iter().filter(|one| !stands(one)).filter(beside).count();
    Ok(Choice { all, withdrawn })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> impl Strategy<Value = NaiveDate> {
        (1..=28_u32).prop_map(|day| NaiveDate::from_ymd_opt(2026, 2, day).expect("a day"))
    }

    fn history() -> impl Strategy<Value = Vec<(NaiveDate, State)>> {
        let state = prop_oneof![Just(State::Sent), Just(State::Corrected), Just(State::Withdrawn)];
        proptest::collection::vec((day(), state), 0..12)
    }

    proptest! {
        #[test]
        fn days_without_a_letter_change_nothing(
            history in history(),
            from in proptest::option::of(day()),
            to in proptest::option::of(day()),
        ) {
            let Some(period) = Period::new(from, to) else {
                prop_assert!(to < from && to.is_some());
                return Ok(());
            };
            let valid = history.iter().filter(|(_, state)| *state != State::Withdrawn).map(|(day, _)| *day);
            let inside: Vec<NaiveDate> = valid.filter(|day| period.has(*day)).collect();
            match choose(&history, period) {
                Ok(choice) => {
                    let tight = Period::new(inside.iter().min().copied(), inside.iter().max().copied());
                    prop_assert_eq!(choose(&history, tight.expect("in order")).expect("the same letters"), choice);
                    if choice.all {
                        prop_assert_eq!(choose(&history, Period::default()).expect("all"), choice);
                    }
                }
                Err(PacketError::NothingEnclosed { withdrawn }) => {
                    prop_assert!(inside.is_empty());
                    prop_assert_eq!(withdrawn, history.iter().filter(|(day, _)| period.has(*day)).count());
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }

    #[test]
    fn a_packet_has_room_for_so_many_valid_letters() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 1).expect("a day");
        let mut history = vec![(day, State::Sent); MOST_LETTERS];
        history.push((day, State::Withdrawn));
        assert_eq!(choose(&history, Period::default()).expect("all of them"), Choice { all: true, withdrawn: 1 });
        history.push((day, State::Corrected));
        assert!(matches!(choose(&history, Period::default()), Err(PacketError::TooManyEnclosed)));
    }
}
