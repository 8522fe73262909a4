//! A reader's relation to a commendation, and the reading that it allows. Pure.
//!
//! Invariant: the decision who reads a commendation in which state stands here alone. [`Reader::reads`] asks it about one
//! commendation, and the lists make their SQL of [`Readable`], the same decision as data.

use crate::commendations::State;
use crate::ids::PersonId;
use crate::permissions::{Caller, Role};

/// The relations of a person to a commendation on which reading and acting depend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reader {
    /// Sent it.
    pub banker: bool,
    /// Is praised in it.
    pub helper: bool,
    /// Was sent it.
    pub recipient: bool,
    /// Supervised a helper on the day of service.
    pub supervisor_then: bool,
    /// Supervises a helper now.
    pub supervisor_now: bool,
    /// Supervises the banker now, whom the client praised too: it is in the list of the team. Only a supervisor of a helper acknowledges.
    pub supervises_banker: bool,
    /// Heads the department of a helper who was not known at sending.
    pub head: bool,
    /// Holds the role `hr`.
    pub hr: bool,
    /// Holds the role `auditor`.
    pub auditor: bool,
}

impl Reader {
    /// Somebody of whom only the roles are known.
    pub fn by_roles(caller: &Caller) -> Self {
        Self { hr: caller.is(Role::Hr), auditor: caller.is(Role::Auditor), ..Self::default() }
    }

    /// May know that it exists.
    pub fn knows(self) -> bool {
        self.banker
            || self.helper
            || self.recipient
            || self.supervisor_now
            || self.supervises_banker
            || self.head
            || self.hr
            || self.auditor
    }

    /// May read it and its circulated copy: everyone who knows it while it stands, afterwards those who oversee it.
    pub fn reads(self, state: State) -> bool {
        self.knows() && readable(state, self.oversees())
    }

    /// Got it as somebody whom it concerns, not as its sender.
    pub fn has_received(self) -> bool {
        let concerned = self.helper || self.recipient || self.supervisor_now || self.supervises_banker || self.head;
        concerned && !self.banker
    }

    /// Answers for it: reads deliveries, the workaround, the words as written, and all of it after a withdrawal.
    pub fn oversees(self) -> bool {
        self.banker || self.hr || self.auditor
    }
}

/// True for those who oversee every commendation by their roles, and so may have the list of all.
pub fn oversees_all(caller: &Caller) -> bool {
    Reader::by_roles(caller).oversees()
}

/// Everyone who knows of a commendation reads it while it stands, afterwards only those who oversee it.
fn readable(state: State, oversees: bool) -> bool {
    oversees || state.stands()
}

/// The commendations that a person may read among those that the person knows of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Readable {
    /// Every one, in every state.
    #[default]
    All,
    /// Those that stand, and in every state those that this banker sent.
    StandingOrSentBy(PersonId),
}

impl Readable {
    /// Those of a caller.
    pub fn by(caller: &Caller) -> Self {
        if oversees_all(caller) { Self::All } else { Self::StandingOrSentBy(caller.person) }
    }

    /// True for a commendation in this state, sent by this banker.
    pub fn has(self, state: State, banker: PersonId) -> bool {
        readable(state, self == Self::All || self == Self::StandingOrSentBy(banker))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::SessionId;

    proptest! {
        #[test]
        fn the_data_of_the_lists_says_what_a_reader_may_read(
            roles in proptest::sample::subsequence(Role::ALL, 0..=Role::ALL.len()),
            state in proptest::sample::select(State::ALL),
            own in any::<bool>(),
        ) {
            let (me, other) = (PersonId::new(), PersonId::new());
            let caller = Caller { person: me, session: SessionId::new(), roles: roles.into_iter().collect() };
            let banker = if own { me } else { other };
            let reader = Reader { helper: true, banker: own, ..Reader::by_roles(&caller) };
            prop_assert_eq!(Readable::by(&caller).has(state, banker), reader.reads(state));
        }
    }
}
