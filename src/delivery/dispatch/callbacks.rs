//! The worker's interface to other nouns, so that the loop depends on none of them.

use crate::{
    delivery::{
        message::Pdf,
        operations::{Completion, Leased, Ready, Unreadable},
        rules::Settlement,
        transport::Outcome,
    },
    ids::CommendationId,
};

/// An error that the worker cannot handle: it is reported, and the mail is tried again later.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The result of a call to another noun.
pub type CallbackResult<T> = Result<T, BoxError>;

/// The calls of the worker to other nouns. Errors are reported and the mail is tried again later.
pub trait Callbacks: Send + Sync + 'static {
    /// The mail as it is sent now: to the recipient's present address, with its content, which is that of the row or is made of its
    /// commendation.
    /// None when it must not be sent; then this call has settled the row in a transaction of its own (suppressed, or replaced
    /// by a mail to another recipient).
    fn ready(&self, leased: Leased, owner: &str) -> impl Future<Output = CallbackResult<Option<Ready>>> + Send;

    /// Ends leased mails that cannot be read, with one work item for all of them, in one transaction.
    fn set_aside(&self, mails: Vec<Unreadable>, owner: &str) -> impl Future<Output = CallbackResult<()>> + Send;

    /// The circulated copy of that version, rendered and stored unless it is stored already.
    fn letter(&self, id: CommendationId, version: i32) -> impl Future<Output = CallbackResult<Pdf>> + Send;

    /// Stores the end of a try and its consequences (a work item, an audit entry) in one transaction. False when the lease was
    /// lost.
    fn settle(&self, leased: &Leased, end: TryEnd) -> impl Future<Output = CallbackResult<bool>> + Send;

    /// The relay refuses us: pauses the queue and informs a person.
    fn relay_refuses(&self, outcome: &Outcome) -> impl Future<Output = CallbackResult<()>> + Send;

    /// The relay does not answer, several times in a row: records it, and informs a person when it has lasted.
    fn relay_is_silent(&self, outcome: &Outcome) -> impl Future<Output = CallbackResult<()>> + Send;

    /// The relay answers again; `accepted` is true when it also took a mail, so that it does not refuse us either.
    fn relay_answers(&self, accepted: bool) -> impl Future<Output = CallbackResult<()>> + Send;

    /// The loop has completed a round: the service's health depends on it.
    fn came_round(&self) {}
}

/// The end of a try, to be stored.
#[derive(Debug, Clone)]
pub struct TryEnd {
    pub completion: Completion,
    pub outcome: Outcome,
    /// The mail is given up or held: a person must act.
    pub needs_a_person: bool,
}

impl TryEnd {
    pub(super) fn new(completion: Completion, settlement: Settlement, outcome: &Outcome) -> TryEnd {
        let needs_a_person = matches!(settlement, Settlement::Failed | Settlement::Hold);
        TryEnd { completion, needs_a_person, outcome: outcome.clone() }
    }
}
