//! A pause of the outbox: why nothing is sent at present. Plain data; `operations` keeps it, `words` says it.

use super::transport::Outcome;
use crate::clock::Timestamp;
use crate::vocabulary::vocabulary;

/// A reason why nothing is sent at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub by: PausedBy,
    /// The relay's refusal, for a pause by the relay.
    pub outcome: Option<Outcome>,
    pub since: Timestamp,
}

vocabulary! {
    /// The cause of a pause.
    PausedBy {
        /// `commend outbox hold`: nothing is sent until `release`.
        Hand = "hand",
        /// The relay refuses us; one mail is tried from time to time, and the first success ends the pause.
        Relay = "relay",
        /// The relay does not answer; one mail tries it from time to time, and the first answer ends the pause.
        Silence = "silence",
    }
}
