//! The ages of a draft: how long it is kept, when its owner is reminded, when others have to settle it. Pure.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::commendations::drafts::{Draft, SignedLetter};

/// The days after signing or scanning at which a banker is reminded of a letter that is not sent.
const REMINDERS: [u64; 2] = [1, 3];
/// The days after which a letter that is still not sent is for HR and the banker's supervisor.
const WAITS: u64 = 4;

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

/// Facts of a draft on which its steps by time depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// The client's letter, once it is signed or scanned.
    pub letter: Option<SignedLetter>,
    /// The moment from which HR and the owner's supervisor have to settle it.
    pub waiting_since: Option<Timestamp>,
    /// The moment of its latest revision.
    pub changed_at: Timestamp,
    /// The moment of its closing.
    pub closed_at: Option<Timestamp>,
}

impl From<&Draft> for Age {
    fn from(draft: &Draft) -> Self {
        Self {
            letter: draft.letter,
            waiting_since: draft.waiting_since,
            changed_at: draft.changed_at,
            closed_at: draft.closed.as_ref().map(|closing| closing.at),
        }
    }
}

impl Age {
    /// True when somebody has to settle the draft.
    pub fn waits(self) -> bool {
        self.waiting_since.is_some() && self.closed_at.is_none()
    }

    /// The moment at which the draft is deleted by time, if it ever is: after its last change or its closing. One with a signed letter or
    /// a scan waits for a person.
    pub fn kept_until(self, keep: Duration) -> Option<Timestamp> {
        match (self.closed_at, self.letter) {
            (Some(closed_at), _) => Some(closed_at.plus(keep)),
            (None, None) => Some(self.changed_at.plus(keep)),
            (None, Some(_)) => None,
        }
    }
}

/// A step of a draft that nobody takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    None,
    /// It is deleted.
    Delete,
    /// Its owner is reminded of the client's letter; this many reminders count as sent from then on.
    Remind(i32),
    /// HR and the owner's supervisor have to settle it.
    Wait,
}

/// The moment from which a letter is for HR and the banker's supervisor.
pub fn waits_from(letter: SignedLetter) -> Timestamp {
    letter.since.plus(days(WAITS))
}

/// The step of a draft that is due. A late run sends one reminder for several that are due, and a letter is for others only after its
/// banker was reminded; the draft of a banker who left is for others at once.
pub fn step(age: Age, owner_is_active: bool, now: Timestamp, keep: Duration) -> Step {
    if age.kept_until(keep).is_some_and(|end| end <= now) {
        return Step::Delete;
    }
    if age.closed_at.is_some() || age.waiting_since.is_some() {
        return Step::None;
    }
    if !owner_is_active {
        return Step::Wait;
    }
    let Some(letter) = age.letter else { return Step::None };
    let due = REMINDERS.iter().filter(|after| letter.since.plus(days(**after)) <= now).count();
    let due = i32::try_from(due).unwrap_or(i32::MAX);
    if due > letter.reminders {
        Step::Remind(due)
    } else if waits_from(letter) <= now {
        Step::Wait
    } else {
        Step::None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commendations::LetterKind;

    proptest! {
        #[test]
        fn time_deletes_what_holds_no_letter_and_hands_over_what_does(
            letter in proptest::option::of(0..3_i32),
            waits in any::<bool>(),
            closed in any::<bool>(),
            active in any::<bool>(),
            hours in 0..2_000_u64,
        ) {
            let begun = Timestamp::from_micros(1_795_257_840_000_000);
            let now = begun.plus(Duration::from_secs(3_600 * hours));
            let letter = letter.map(|reminders| SignedLetter { kind: LetterKind::Typed, since: begun, reminders, by_client: false, signing: None });
            let age = Age {
                letter,
                waiting_since: waits.then_some(begun),
                changed_at: begun,
                closed_at: closed.then_some(begun),
            };
            let keep = days(30);
            let due = step(age, active, now, keep);
            prop_assert_eq!(due == Step::Delete, (closed || letter.is_none()) && hours >= 720);
            if due != Step::Delete && !closed && !waits {
                prop_assert_eq!(due == Step::Wait, !active || letter.is_some_and(|l| l.reminders == 2 && hours >= 96));
            } else {
                prop_assert!(matches!(due, Step::Delete | Step::None));
            }
            if let Step::Remind(reminders) = due {
                prop_assert!(active && letter.is_some_and(|letter| letter.reminders < reminders));
                let passed = [24, 72].iter().filter(|after| hours >= **after).count();
                prop_assert_eq!(usize::try_from(reminders).ok(), Some(passed));
                // A step that was done is not due again.
                let done = Age { letter: letter.map(|letter| SignedLetter { reminders, ..letter }), ..age };
                prop_assert!(!matches!(step(done, active, now, keep), Step::Remind(_)));
            }
        }
    }
}
