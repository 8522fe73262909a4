//! The actions that a reader's relation to a commendation opens. Pure.
//!
//! Invariants: [`Actions::of`] has an action exactly when [`check`] allows it, and every operation goes through [`check`].
//! Nothing is allowed to a person who may not know of the commendation. Of a withdrawn one only the original and mails without
//! the copy remain available.

use std::time::Duration;

use super::copies::CopyState;
use super::reading::Reader;
use crate::clock::Timestamp;
use crate::commendations::State;
use crate::delivery::Delivery;
use crate::vocabulary::vocabulary;

/// The time after sending within which a banker may withdraw; later HR does.
const WITHDRAWABLE: Duration = Duration::from_secs(24 * 3600);

vocabulary! {
    /// Something that may be done with a commendation.
    Action {
        /// Put on record that it was read.
        Acknowledge = "acknowledge",
        /// Reply to the praise.
        Thank = "thank",
        /// Name the helper whom nobody knew at sending.
        Assign = "assign",
        /// Make a version with other people or another cover note.
        Correct = "correct",
        /// Take it back.
        Withdraw = "withdraw",
        /// Make a version without the client's name, because the client took the permission back.
        WithdrawConsent = "withdraw_consent",
        /// Have a mail about it tried again.
        Retry = "retry",
        /// Say that it reached the wrong person.
        Dispute = "dispute",
        /// Read the words as they were written.
        ReadOriginal = "read_original",
    }
}

/// Facts of a commendation on which its actions depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its state.
    pub state: State,
    /// The moment of sending.
    pub sent_at: Timestamp,
    /// The client's name, signature or page circulates with the letter.
    pub name_shared: bool,
    /// Nobody has said yet who helped.
    pub helper_awaited: bool,
    /// The outcome of [`retry_of`] for the delivery in question; for a commendation as a whole, success if it has any that can be retried.
    pub retry: Result<(), Refusal>,
}

/// The reason why an action is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person may not know of it, or of what was asked for.
    #[error("no such commendation for this caller")]
    NotFound,
    /// The person knows it, and the action is for others.
    #[error("{0} is for others")]
    NotAllowed(Action),
    /// It was withdrawn before.
    #[error("it was withdrawn")]
    Withdrawn,
    /// The helper is known already.
    #[error("the helper is known already")]
    Assigned,
    /// The day on which the banker could withdraw has passed.
    #[error("the banker's time to withdraw has passed")]
    TooLate,
    /// The client's name does not circulate.
    #[error("the client's name does not circulate")]
    NotShared,
    /// The mail carries a copy that was replaced.
    #[error("the copy of this delivery was replaced")]
    Replaced,
    /// The mail is not in a state to be tried again.
    #[error("the delivery is not failed, bounced or unknown")]
    NotRetryable,
}

/// Lets an action pass, or says why not.
///
/// # Errors
/// The first reason against it.
pub fn check(action: Action, reader: Reader, facts: &Facts, now: Timestamp) -> Result<(), Refusal> {
    let withdrawn = !facts.state.stands();
    let sent_or_hr = reader.banker || reader.hr;
    let for_others = match action {
        Action::Acknowledge => !reader.supervisor_then && !reader.supervisor_now,
        Action::Thank => !reader.helper,
        Action::Assign => !reader.head && !reader.hr,
        Action::Dispute => !reader.has_received(),
        Action::Correct | Action::Withdraw | Action::Retry => !sent_or_hr,
        Action::WithdrawConsent => !reader.hr,
        Action::ReadOriginal => !reader.oversees(),
    };
    match action {
        _ if !reader.knows() => Err(Refusal::NotFound),
        // Deliveries and originals are not to be known by everyone who reads the letter.
        Action::Retry | Action::ReadOriginal if !reader.oversees() => Err(Refusal::NotFound),
        Action::Acknowledge | Action::Thank | Action::Assign | Action::Dispute if withdrawn => Err(Refusal::Withdrawn),
        _ if for_others => Err(Refusal::NotAllowed(action)),
        Action::Correct | Action::Withdraw | Action::WithdrawConsent if withdrawn => Err(Refusal::Withdrawn),
        Action::WithdrawConsent if !facts.name_shared => Err(Refusal::NotShared),
        Action::Assign if !facts.helper_awaited => Err(Refusal::Assigned),
        Action::Withdraw if ends(action, reader, facts).is_some_and(|end| now > end) => Err(Refusal::TooLate),
        Action::Retry => facts.retry,
        _ => Ok(()),
    }
}

/// The last moment at which an action is open, where it ends by time.
fn ends(action: Action, reader: Reader, facts: &Facts) -> Option<Timestamp> {
    (action == Action::Withdraw && !reader.hr).then(|| facts.sent_at.plus(WITHDRAWABLE))
}

/// Decides whether a mail about a commendation may be tried again. A mail that carries a circulated copy may, while that copy stands.
///
/// # Errors
/// The reason why it may not.
pub fn retry_of(delivery: &Delivery, newest: (State, i32), now: Timestamp) -> Result<(), Refusal> {
    match delivery.version.map(|carried| CopyState::of(carried, newest)) {
        Some(CopyState::Withdrawn) => Err(Refusal::Withdrawn),
        Some(CopyState::Replaced) => Err(Refusal::Replaced),
        Some(CopyState::Current) | None if delivery.state.is_retryable() || delivery.waits_for_a_try(now) => Ok(()),
        Some(CopyState::Current) | None => Err(Refusal::NotRetryable),
    }
}

/// An action that is open to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The action.
    pub action: Action,
    /// The last moment for it; none where it does not end by time.
    pub until: Option<Timestamp>,
}

/// Everything that a reader may do with a commendation now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions(Vec<Open>);

impl Actions {
    /// The actions that the check of the verbs lets pass.
    pub fn of(reader: Reader, facts: &Facts, now: Timestamp) -> Self {
        let open = Action::ALL.iter().filter(|action| check(**action, reader, facts, now).is_ok());
        Self(open.map(|&action| Open { action, until: ends(action, reader, facts) }).collect())
    }

    /// True when an action is open.
    pub fn has(&self, action: Action) -> bool {
        self.0.iter().any(|open| open.action == action)
    }

    /// The last moment for an action that is open and ends by time.
    pub fn until(&self, action: Action) -> Option<Timestamp> {
        self.0.iter().find(|open| open.action == action).and_then(|open| open.until)
    }

    /// The open actions, in the order of [`Action::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Open> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reader() -> impl Strategy<Value = Reader> {
        any::<[bool; 9]>().prop_map(
            |[banker, helper, recipient, supervisor_then, supervisor_now, supervises_banker, head, hr, auditor]| {
                Reader {
                    banker,
                    helper,
                    recipient,
                    supervisor_then,
                    supervisor_now,
                    supervises_banker,
                    head,
                    hr,
                    auditor,
                }
            },
        )
    }

    fn state() -> impl Strategy<Value = State> {
        prop_oneof![Just(State::Sent), Just(State::Corrected), Just(State::Withdrawn)]
    }

    fn facts() -> impl Strategy<Value = Facts> {
        let retry = prop_oneof![Just(Ok(())), Just(Err(Refusal::NotRetryable)), Just(Err(Refusal::Replaced))];
        (state(), any::<bool>(), any::<bool>(), retry).prop_map(|(state, name_shared, helper_awaited, retry)| Facts {
            state,
            sent_at: SENT,
            name_shared,
            helper_awaited,
            retry,
        })
    }

    const SENT: Timestamp = Timestamp::from_micros(1_795_257_840_000_000);
    const DAY: u64 = 24 * 3_600 * 1_000_000;

    proptest! {
        #[test]
        fn what_is_listed_is_what_passes(reader in reader(), facts in facts(), later in 0..2 * DAY) {
            let now = SENT.plus(Duration::from_micros(later));
            let actions = Actions::of(reader, &facts, now);
            for action in Action::ALL {
                prop_assert_eq!(actions.has(*action), check(*action, reader, &facts, now).is_ok());
            }
            for open in actions.iter().filter(|open| open.until.is_some()) {
                let until = open.until.expect("it was asked");
                prop_assert!(check(open.action, reader, &facts, until).is_ok());
                prop_assert!(check(open.action, reader, &facts, until.plus(Duration::from_micros(1))).is_err());
            }
        }

        #[test]
        fn who_may_not_read_may_do_nothing_but_what_oversight_asks(reader in reader(), facts in facts()) {
            let actions = Actions::of(reader, &facts, SENT);
            if !reader.reads(facts.state) {
                prop_assert_eq!(&actions, &Actions::default());
            }
            if !reader.knows() {
                for action in Action::ALL {
                    prop_assert_eq!(check(*action, reader, &facts, SENT), Err(Refusal::NotFound));
                }
            }
            if facts.state == State::Withdrawn {
                let left = [Action::Retry, Action::ReadOriginal];
                prop_assert!(actions.iter().all(|open| left.contains(&open.action)));
            }
            prop_assert_eq!(actions.has(Action::ReadOriginal), reader.oversees());
            prop_assert!(!actions.has(Action::Retry) || reader.oversees());
        }

        #[test]
        fn a_further_relation_takes_no_reading_away(reader in reader(), state in state(), which in 0..9_usize) {
            let mut more = reader;
            let relations = [
                &mut more.banker, &mut more.helper, &mut more.recipient, &mut more.supervisor_then,
                &mut more.supervisor_now, &mut more.supervises_banker, &mut more.head, &mut more.hr, &mut more.auditor,
            ];
            if let Some(relation) = relations.into_iter().nth(which) {
                *relation = true;
            }
            prop_assert!(more.reads(state) || !reader.reads(state));
            prop_assert!(more.oversees() || !reader.oversees());
        }

        #[test]
        fn hr_withdraws_at_any_time_and_the_banker_for_a_day(hr in any::<bool>(), later in 0..10 * DAY) {
            let reader = Reader { banker: true, hr, ..Reader::default() };
            let facts = Facts { state: State::Sent, sent_at: SENT, name_shared: false, helper_awaited: false, retry: Ok(()) };
            let at = SENT.plus(Duration::from_micros(later));
            let expected = if hr || later <= DAY { Ok(()) } else { Err(Refusal::TooLate) };
            prop_assert_eq!(check(Action::Withdraw, reader, &facts, at), expected);
        }
    }
}
