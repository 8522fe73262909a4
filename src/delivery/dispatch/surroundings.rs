//! What the loop asks of the rest of the house, so that it knows no other noun.

use crate::{
    delivery::{
        message::Pdf,
        operations::{Completion, Leased},
        rules::{self, Settlement},
        transport::Outcome,
    },
    ids::CommendationId,
};

/// Something the worker cannot decide on: reported, and the mail is tried again later.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// What came of asking the rest of the house.
pub type Attempted<T> = Result<T, Trouble>;

/// What the worker asks of the rest of the house. Errors are reported and the mail is tried again later.
pub trait Surroundings: Send + Sync + 'static {
    /// The mail as it may go now: to the address its reader has today, with what is only put in at the last moment. None
    /// when it must not go; then this has settled the row in a transaction of its own (suppressed, or replaced by a mail
    /// to somebody else).
    fn ready(&self, leased: Leased, owner: &str) -> impl Future<Output = Attempted<Option<Leased>>> + Send;

    /// The circulated copy of that version, rendered and stored if nobody needed it before.
    fn letter(&self, id: CommendationId, version: i32) -> impl Future<Output = Attempted<Pdf>> + Send;

    /// Stores the end of a try, with everything that hangs on it (a work item, an entry in the trail), in one
    /// transaction. False when the try was no longer ours.
    fn settle(&self, leased: &Leased, end: Ending) -> impl Future<Output = Attempted<bool>> + Send;

    /// The relay refuses us: the queue is stopped and somebody is told, in these words.
    fn relay_refuses(&self, advice: &str) -> impl Future<Output = Attempted<()>> + Send;

    /// The relay took a mail again.
    fn relay_recovered(&self) -> impl Future<Output = Attempted<()>> + Send;

    /// The loop has come round: somebody may want to know that it is well.
    fn came_round(&self) {}
}

/// The end of a try, to be stored.
#[derive(Debug, Clone)]
pub struct Ending {
    pub completion: Completion,
    /// For a person, where a person must act: what happened and what to do.
    pub advice: Option<String>,
}

impl Ending {
    pub(super) fn new(completion: Completion, settlement: Settlement, recipient: &str, outcome: &Outcome) -> Ending {
        let needs_a_person = matches!(settlement, Settlement::Failed | Settlement::Hold);
        Ending { completion, advice: needs_a_person.then(|| rules::advice(recipient, outcome)) }
    }
}
