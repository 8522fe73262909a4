//! Types of a leased delivery that operations and store share: the lease, the delivery, the end of a try.

use std::time::Duration;

use super::{
    AttemptOutcome, Cause, Content, Kind, Reason, State, StoredContent,
    cause::RowPart,
    message::RecipientReason,
    rules::{Schedule, Settlement},
    transport::{Outcome, Reply, Verdict},
};
use crate::{
    clock::Timestamp,
    ids::{CommendationId, DeliveryId, PersonId},
    language::Language,
};

/// The owner, the start and the length of a lease.
#[derive(Debug, Clone)]
pub struct Lease {
    /// Identifies one run of one worker; a restarted process is another owner.
    pub owner: String,
    pub now: Timestamp,
    pub lasts: Duration,
    /// The longest wait between two tries. A later time in a row was written by a wrong clock, and counts as past.
    pub longest: Duration,
}

impl Lease {
    /// A lease of the usual length.
    pub fn new(owner: &str, now: Timestamp) -> Lease {
        Lease { owner: owner.to_owned(), now, lasts: Self::LASTS, longest: Schedule::default().longest }
    }

    /// The length of a lease unless it is renewed.
    pub const LASTS: Duration = Duration::from_secs(60);

    pub(super) fn until(&self) -> Timestamp {
        self.now.plus(self.lasts)
    }

    /// The moment after which no row is to be due or leased; a later one was written by a wrong clock.
    pub(super) fn horizon(&self) -> Timestamp {
        self.now.plus(self.longest.max(self.lasts))
    }
}

/// A delivery that a worker has leased.
#[derive(Debug, Clone)]
pub struct Leased {
    pub id: DeliveryId,
    pub kind: Kind,
    pub commendation_id: Option<CommendationId>,
    pub version: Option<i32>,
    pub recipient_id: Option<PersonId>,
    pub recipient_name: String,
    pub recipient_email: String,
    pub reasons: Vec<Reason>,
    pub because: Vec<RecipientReason>,
    /// The content in the row; none where a commendation is asked for it.
    pub stored_content: Option<StoredContent>,
    pub attempt: i32,
    pub tries: i32,
    pub queued_at: Timestamp,
    pub created_at: Timestamp,
    /// The owner of the lease when the row was read.
    pub owner: Option<String>,
}

/// The deliveries that a worker has just leased.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    pub mails: Vec<Leased>,
    pub unreadable: Vec<Unreadable>,
}

/// A leased delivery of which a part is of another release, so that it cannot be sent as it was meant.
#[derive(Debug, Clone)]
pub struct Unreadable {
    pub id: DeliveryId,
    pub recipient_name: String,
    pub part: RowPart,
}

/// A leased delivery that is sent now.
#[derive(Debug, Clone)]
pub struct Ready {
    /// With the recipient's present name and address.
    pub leased: Leased,
    pub content: Content,
    /// The language of the recipient, in which the mail is worded.
    pub language: Language,
}

/// The end of a try, as stored in the row.
#[derive(Debug, Clone)]
pub struct Completion {
    pub owner: String,
    pub attempt: i32,
    pub state: State,
    pub due_at: Timestamp,
    pub outcome: AttemptOutcome,
    pub reply: Option<Reply>,
    pub cause: Cause,
    pub now: Timestamp,
}

impl Completion {
    /// Combines the relay's outcome with the decision about it.
    pub fn new(owner: String, attempt: i32, outcome: &Outcome, settlement: Settlement, now: Timestamp) -> Completion {
        let (state, due_at) = match settlement {
            Settlement::Sent => (State::Sent, now),
            Settlement::Again { due_at } => (State::Queued, due_at),
            Settlement::Hold => (State::Unknown, now),
            Settlement::Failed => (State::Failed, now),
        };
        let kind = match outcome.verdict {
            Verdict::Sent => AttemptOutcome::Sent,
            Verdict::Refused => AttemptOutcome::Refused,
            Verdict::Retry | Verdict::Suspect => AttemptOutcome::Deferred,
            Verdict::Unknown => AttemptOutcome::Unknown,
            Verdict::Misconfigured => AttemptOutcome::Misconfigured,
        };
        let (reply, cause) = (outcome.reply.clone(), outcome.cause.clone());
        Completion { owner, attempt, state, due_at, outcome: kind, reply, cause, now }
    }
}
