//! Decides when a mail is tried again, when it is given up, and when the relay is not used. Pure: no clock, no randomness, no
//! IO. `replies` interprets a reply, `suspicions` decides whether a refusal is about us, `advice` decides what it asks of people.
//!
//! Invariant: every decision here is a function of its arguments; the caller draws the random fraction.

mod advice;
mod replies;
mod suspicions;

use std::time::Duration;

use serde::Deserialize;

use super::transport::{Outcome, Verdict};
use crate::clock::Timestamp;

pub use advice::{Refusal, Setting, asks_the_same, refusal, setting};
pub use replies::{About, about, verdict, verdict_of_silence};
pub use suspicions::Suspicions;

/// Retry times of the outbox, from the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Upper bound of the wait after the first failed try; it doubles with each further try.
    pub first: Duration,
    /// The bound never grows past this.
    pub longest: Duration,
    /// A mail is given up after this time without success.
    pub give_up_after: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        let hour = Duration::from_secs(3_600);
        Schedule { first: Duration::from_secs(30), longest: 4 * hour, give_up_after: 5 * 24 * hour }
    }
}

impl Schedule {
    /// The wait after the `tries`-th failed try: `fraction` (in `0.0..1.0`) of a bound that doubles with each try, at least one
    /// second. Full jitter keeps a relay that comes back from getting all mails at once.
    pub fn wait(&self, tries: u32, fraction: f64) -> Duration {
        let doubled = 2_u32.checked_pow(tries.saturating_sub(1)).and_then(|factor| self.first.checked_mul(factor));
        let bound = doubled.unwrap_or(self.longest).min(self.longest);
        bound.mul_f64(fraction.clamp(0.0, 1.0)).max(Duration::from_secs(1))
    }

    /// Tells whether so many tries can fill the time after which a mail is given up. A clock that jumps ahead makes a mail look old,
    /// but it does not make tries.
    fn is_filled_by(&self, tries: u32) -> bool {
        let mut filled = Duration::ZERO;
        for number in 1..=tries {
            let bound = self.wait(number, 1.0);
            if bound == self.longest {
                filled = filled.saturating_add(self.longest.saturating_mul(tries - number + 1));
                break;
            }
            filled = filled.saturating_add(bound);
        }
        filled >= self.give_up_after
    }
}

/// The policy for a mail that may have been accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownPolicy {
    /// Send again, with the same Message-ID: it may arrive twice, but is never lost.
    #[default]
    Retry,
    /// Wait for a person to decide.
    Hold,
}

/// The decision about a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    Sent,
    /// Back into the queue, due at this time.
    Again {
        due_at: Timestamp,
    },
    /// Held in state `unknown` for a person.
    Hold,
    /// Given up.
    Failed,
}

/// The inputs of [`settle`] besides the outcome.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub schedule: Schedule,
    pub unknown: UnknownPolicy,
    /// Tries since the mail was queued or retried by hand, this one included.
    pub tries: u32,
    pub queued_at: Timestamp,
    pub now: Timestamp,
    /// A random number in `0.0..1.0`.
    pub fraction: f64,
}

/// Decides the consequence of an outcome for its delivery.
pub fn settle(outcome: &Outcome, patience: &Patience) -> Settlement {
    match outcome.verdict {
        Verdict::Sent => Settlement::Sent,
        Verdict::Refused => Settlement::Failed,
        Verdict::Unknown if patience.unknown == UnknownPolicy::Hold => Settlement::Hold,
        // It is about the relay or about us, and the next mail would have met it too: this one keeps its place and is not given up. The
        // breaker decides when the relay is tried again.
        _ if outcome.is_about_the_relay() => {
            Settlement::Again { due_at: patience.now.plus(patience.schedule.wait(1, patience.fraction)) }
        }
        Verdict::Retry | Verdict::Unknown | Verdict::Misconfigured | Verdict::Suspect => {
            let due_at = patience.now.plus(patience.schedule.wait(patience.tries, patience.fraction));
            let given_up = due_at > patience.queued_at.plus(patience.schedule.give_up_after)
                && patience.schedule.is_filled_by(patience.tries);
            if given_up { Settlement::Failed } else { Settlement::Again { due_at } }
        }
    }
}

/// Decides about a mail whose worker ended before the relay's answer was on record: depending on the policy it is due at once,
/// without back-off, or held.
pub fn settle_abandoned(policy: UnknownPolicy, now: Timestamp) -> Settlement {
    match policy {
        UnknownPolicy::Retry => Settlement::Again { due_at: now },
        UnknownPolicy::Hold => Settlement::Hold,
    }
}

/// The circuit breaker for a relay that does not answer: a dead relay costs one try from time to time, not one for each mail.
///
/// Its times are spans since some moment, of a clock that is never corrected.
#[derive(Debug, Clone, Default)]
pub struct Breaker {
    failures: u32,
    open_until: Option<Duration>,
}

/// The breaker's answer for a due mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Open,
    /// One mail may be sent, to test whether the relay is back.
    Probe,
    Closed,
}

impl Breaker {
    /// Failures in a row after which the breaker opens.
    const PATIENCE: u32 = 3;
    const FIRST_REST: Duration = Duration::from_secs(15);
    const LONGEST_REST: Duration = Duration::from_secs(300);

    /// Decides whether a mail may be sent now.
    pub fn gate(&self, now: Duration) -> Gate {
        match self.open_until {
            None => Gate::Open,
            Some(until) if until > now => Gate::Closed,
            Some(_) => Gate::Probe,
        }
    }

    /// Tells whether the relay is left alone, except for probes.
    pub fn is_open(&self) -> bool {
        self.open_until.is_some()
    }

    /// Lets one mail try the relay at once, because a person asks for it.
    pub fn hasten(&mut self) {
        self.open_until = self.open_until.map(|_| Duration::ZERO);
    }

    /// Records an outcome.
    pub fn record(&mut self, outcome: &Outcome, now: Duration) {
        match outcome.verdict {
            // An answer to one mail, even a refusal, shows that the relay works.
            _ if outcome.speaks_of_the_mail() => *self = Breaker::default(),
            // The next mail decides; until then nothing is known.
            Verdict::Suspect => {}
            Verdict::Misconfigured => {
                self.failures = self.failures.max(Self::PATIENCE);
                self.open_until = Some(now + Self::LONGEST_REST);
            }
            _ => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= Self::PATIENCE {
                    let doublings = (self.failures - Self::PATIENCE).min(8);
                    let rest = (Self::FIRST_REST * 2_u32.pow(doublings)).min(Self::LONGEST_REST);
                    self.open_until = Some(now + rest);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::delivery::{
        Cause,
        transport::{Phase, Reply},
    };

    fn outcome(verdict: Verdict, phase: Phase, reply: Option<(u16, &str)>) -> Outcome {
        let reply = reply.map(|(code, text)| Reply { code, text: text.to_owned() });
        Outcome { verdict, phase, reply, cause: Cause::ConnectionLost { phase } }
    }

    fn patience(tries: u32, age: Duration) -> Patience {
        let now = Timestamp::from_micros(1_000_000_000_000_000);
        Patience {
            schedule: Schedule::default(),
            unknown: UnknownPolicy::Retry,
            tries,
            queued_at: now.minus(age),
            now,
            fraction: 0.5,
        }
    }

    #[test]
    fn waits_double_up_to_four_hours() {
        let schedule = Schedule::default();
        let bounds: Vec<u64> = (1..=12).map(|tries| schedule.wait(tries, 1.0).as_secs()).collect();
        assert_eq!(bounds, [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 14_400, 14_400, 14_400]);
        assert_eq!(schedule.wait(u32::MAX, 1.0).as_secs(), 14_400);
        assert_eq!(schedule.wait(1, 0.0).as_secs(), 1);
    }

    #[test]
    fn a_mail_is_given_up_after_five_days_and_never_for_our_own_fault() {
        let day = Duration::from_secs(86_400);
        let late = patience(60, 5 * day);
        let greylisted = outcome(Verdict::Retry, Phase::Recipient, Some((450, "later")));
        assert_eq!(settle(&greylisted, &late), Settlement::Failed);
        let soon = Settlement::Again { due_at: late.now.plus(Duration::from_secs(15)) };
        for of_the_relay in [
            outcome(Verdict::Misconfigured, Phase::Auth, Some((535, "no"))),
            outcome(Verdict::Retry, Phase::Connect, None),
            outcome(Verdict::Retry, Phase::Greeting, Some((421, "closing"))),
        ] {
            assert_eq!(settle(&of_the_relay, &late), soon, "it keeps its place: {of_the_relay:?}");
        }
        assert_eq!(settle(&greylisted, &patience(1, day)), soon);
        // A clock that jumped a year ahead.
        assert!(matches!(settle(&greylisted, &patience(3, 365 * day)), Settlement::Again { .. }));
    }

    #[test]
    fn what_may_have_arrived_follows_the_policy() {
        let doubt = outcome(Verdict::Unknown, Phase::Content, None);
        assert!(matches!(settle(&doubt, &patience(1, Duration::ZERO)), Settlement::Again { .. }));
        let hold = Patience { unknown: UnknownPolicy::Hold, ..patience(1, Duration::ZERO) };
        assert_eq!(settle(&doubt, &hold), Settlement::Hold);
    }

    #[test]
    fn a_silent_relay_is_left_alone_and_probed() {
        let (mut breaker, now) = (Breaker::default(), Duration::ZERO);
        let silent = outcome(Verdict::Retry, Phase::Connect, None);
        for _ in 0..2 {
            breaker.record(&silent, now);
            assert_eq!(breaker.gate(now), Gate::Open);
        }
        breaker.record(&silent, now);
        let until = now + Duration::from_secs(15);
        assert_eq!((breaker.gate(now), breaker.gate(until)), (Gate::Closed, Gate::Probe));
        breaker.hasten();
        assert_eq!(breaker.gate(now), Gate::Probe, "a person need not wait");
        // A greylisted or refused recipient is an answer, so the relay works.
        breaker.record(&outcome(Verdict::Retry, Phase::Recipient, Some((450, "later"))), until);
        assert_eq!(breaker.gate(until), Gate::Open);
    }

    proptest! {
        #[test]
        fn a_wait_stays_within_its_bounds(tries in 0u32..100, fraction in 0.0f64..1.0) {
            let schedule = Schedule::default();
            let wait = schedule.wait(tries, fraction);
            prop_assert!(wait >= Duration::from_secs(1) && wait <= schedule.longest);
            prop_assert!(wait <= schedule.wait(tries + 1, fraction));
        }
    }
}
