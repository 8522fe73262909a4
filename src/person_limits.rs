//! Rate limits per person: how often one person may do something within a minute, an hour and a day. The bank sets them.
//!
//! [`PersonLimits`] decides from the times of earlier acts, wherever these are kept: those of letters are in the database and hold for
//! all processes; [`RecentActs`] keeps them in memory, for acts that cost only this process time.

use std::collections::{HashMap, VecDeque};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Timestamp;
use crate::ids::PersonId;

/// Highest number that a limit can have.
const MOST: u32 = 100_000;

/// Most acts within a time span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At least 1.
    pub most: u32,
    pub within: Duration,
}

/// Limits that all have to hold; an empty list is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonLimits(Vec<Rate>);

impl PersonLimits {
    pub fn new(rates: &[(u32, Duration)]) -> Self {
        Self(rates.iter().map(|&(most, within)| Rate { most: most.max(1), within }).collect())
    }

    /// Time to wait before the next act; `nth_last(n)` gives the time of the nth newest act, from 1.
    ///
    /// # Errors
    /// The errors of `nth_last`.
    pub fn wait<E>(
        &self,
        now: Timestamp,
        mut nth_last: impl FnMut(u32) -> Result<Option<Timestamp>, E>,
    ) -> Result<Option<Duration>, E> {
        let mut wait = None;
        for rate in &self.0 {
            let free = nth_last(rate.most)?.map(|at| at.plus(rate.within));
            wait = wait.max(free.filter(|free| *free > now).map(|free| free.since(now)));
        }
        Ok(wait)
    }

    fn longest(&self) -> Duration {
        self.0.iter().map(|rate| rate.within).max().unwrap_or_default()
    }

    fn most(&self) -> usize {
        self.0.iter().map(|rate| rate.most as usize).max().unwrap_or(0)
    }
}

impl FromStr for PersonLimits {
    type Err = String;

    /// Reads `20/minute, 120/hour, 300/day`, or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self::default());
        }
        let wrong = || format!("{text:?}: write it as 20/minute, 120/hour, 300/day, or as none");
        let rate = |part: &str| {
            let (most, within) = part.split_once('/')?;
            let within = match within.trim() {
                "minute" => 60,
                "hour" => 3600,
                "day" => 86400,
                _ => return None,
            };
            let most = most.trim().parse().ok().filter(|most| (1..=MOST).contains(most))?;
            Some(Rate { most, within: Duration::from_secs(within) })
        };
        text.split(',').map(rate).collect::<Option<_>>().map(Self).ok_or_else(wrong)
    }
}

/// Times of people's newest acts, kept in this process.
#[derive(Debug)]
pub struct RecentActs {
    rates: PersonLimits,
    /// The newest is at the end; as many are kept as the rates need.
    done: Mutex<HashMap<PersonId, VecDeque<Timestamp>>>,
}

impl RecentActs {
    /// Number of people above which those are forgotten who did nothing for the longest time span.
    const CROWD: usize = 1024;

    pub fn new(rates: PersonLimits) -> Self {
        Self { rates, done: Mutex::default() }
    }

    /// Counts one more act of `who`.
    ///
    /// # Errors
    /// The time they have to wait; the act is then not counted.
    pub fn one_more(&self, who: PersonId, now: Timestamp) -> Result<(), Duration> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if done.len() >= Self::CROWD {
            let longest = self.rates.longest();
            done.retain(|_, times| times.back().is_some_and(|last| last.plus(longest) > now));
        }
        let times = done.entry(who).or_default();
        let nth_last = |nth: u32| {
            let at = times.len().checked_sub(nth as usize);
            Ok::<_, std::convert::Infallible>(at.and_then(|at| times.get(at).copied()))
        };
        if let Ok(Some(wait)) = self.rates.wait(now, nth_last) {
            return Err(wait);
        }
        times.push_back(now);
        while times.len() > self.rates.most() {
            times.pop_front();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_721_840_000_000);

    #[test]
    fn rates_are_read_as_they_are_written() {
        let rates: PersonLimits = " 20/minute, 300 / day ".parse().expect("two rates");
        assert_eq!(rates, PersonLimits::new(&[(20, Duration::from_secs(60)), (300, Duration::from_secs(86400))]));
        assert_eq!("none".parse(), Ok(PersonLimits::default()));
        for wrong in ["", "20", "20/second", "0/day", "-1/day", "20/minute,", "1000000/day", "many/day"] {
            assert!(wrong.parse::<PersonLimits>().expect_err(wrong).contains("write it as 20/minute"), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_span_holds_more_than_allowed_and_the_wait_is_exact(
            steps in prop::collection::vec((0_u64..40, 0_u8..2), 1..120),
            rates in prop::collection::vec((1_u32..6, 1_u64..200), 1..3),
        ) {
            let rates: Vec<_> = rates.into_iter().map(|(most, within)| (most, Duration::from_secs(within))).collect();
            let paces = RecentActs::new(PersonLimits::new(&rates));
            let people = [PersonId::new(), PersonId::new()];
            let mut taken: [Vec<Timestamp>; 2] = Default::default();
            let mut now = NOW;
            for (step, who) in steps {
                now = now.plus(Duration::from_secs(step));
                let own = &mut taken[usize::from(who)];
                let within = |at: Timestamp, span: Duration, own: &[Timestamp]| {
                    own.iter().filter(|done| done.plus(span) > at).count()
                };
                let allowed = |at: Timestamp, own: &[Timestamp]| {
                    rates.iter().all(|(most, span)| within(at, *span, own) < *most as usize)
                };
                match paces.one_more(people[usize::from(who)], now) {
                    Ok(()) => {
                        prop_assert!(allowed(now, own));
                        own.push(now);
                    }
                    Err(wait) => {
                        prop_assert!(!allowed(now, own));
                        prop_assert!(allowed(now.plus(wait), own));
                        prop_assert!(!allowed(now.plus(wait).minus(Duration::from_micros(1)), own));
                    }
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[ 0-9a-z/,]{0,20}") {
            let _ = text.parse::<PersonLimits>();
        }
    }
}
