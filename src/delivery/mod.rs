//! The outbox: mails as rows, sent at least once, with every try on record.
//!
//! A delivery is one mail to one recipient. [`operations::enqueue`] queues it inside the write transaction of the operation
//! that causes it. From then on it belongs to the worker: a worker leases it, marks it as being sent **before** the first byte
//! goes out, sends it outside any transaction, and completes it only while it still holds the lease.
//!
//! ```text
//! queued ─► sending ─► sent ─► bounced
//!   ▲  ▲       ├─────► failed ──┐
//!   │  │       ├─────► unknown ─┤  (policy `hold`)
//!   │  └───────┘ try again      │
//!   └───────────────────────────┘ retry by hand          queued ─► suppressed
//! ```
//!
//! Invariants: every mail leaves through this module; a row is never deleted; one mail has one recipient and one SMTP
//! transaction; every try uses the same Message-ID. The promise is *at least once until the relay answers 250*: exactly once is
//! impossible, because the relay's answer can be lost.
//!
//! This module imports no other noun: callers pass in plain data and receive plain data.

mod cause;
pub mod dispatch;
mod leases;
pub mod liveness;
pub mod message;
pub mod operations;
mod outbox;
mod pause;
pub mod relay;
pub mod rules;
mod store;
pub mod transport;
pub mod words;
pub mod worker_lock;

pub use cause::{Cause, RowPart};
use message::RecipientReason;
pub use message::{Content, StoredContent};
pub use outbox::Outbox;

use crate::{
    clock::Timestamp,
    db::DbError,
    ids::{CommendationId, DeliveryId, PersonId},
    vocabulary::vocabulary,
};

vocabulary! {
    /// The reason for which a recipient gets a mail, weightiest first: of several reasons the first decides the wording.
    Reason {
        Helper = "helper",
        HelperSupervisor = "helper_supervisor",
        DepartmentHead = "department_head",
        BankerSupervisor = "banker_supervisor",
        Hr = "hr",
        DottedLine = "dotted_line",
        Banker = "banker",
    }
}

vocabulary! {
    /// The kind of a mail.
    Kind {
        /// A commendation, worded for the reader by the reasons for which the reader gets it.
        Letter = "letter",
        /// A later copy replaces the one that the reader has; it is attached.
        Correction = "correction",
        /// The letter that the reader has was meant for a colleague. Nothing is attached.
        Misdirected = "misdirected",
        /// A commendation no longer stands.
        Recall = "recall",
        /// The helper thanks the banker.
        Thanks = "thanks",
        /// The client who wrote the letter is told that it was delivered.
        ClientDelivered = "client_delivered",
        /// The client is told a helper's thanks.
        ClientThanked = "client_thanked",
        /// A one-time link to choose a password.
        Activation = "activation",
        /// A banker is reminded of a client's letter that is not sent.
        UnsentLetter = "unsent_letter",
        /// A person is told that a draft was closed.
        ClosedDraft = "closed_draft",
        /// A supervisor is told that a banker's draft waits to be sent or closed.
        WaitingDraft = "waiting_draft",
        /// A kind that only another release knows. Such a mail is listed, and set aside when it is due.
        Other = "other",
    }
}

impl Kind {
    /// True for a mail to a client. Its row holds neither name nor address: the worker asks the commendation for them.
    pub fn is_to_client(self) -> bool {
        matches!(self, Kind::ClientDelivered | Kind::ClientThanked)
    }

    /// Tells whether the circulated copy is attached. A recall never carries one.
    pub fn carries_letter(self) -> bool {
        matches!(self, Kind::Letter | Kind::Correction)
    }
}

vocabulary! {
    /// The state of a delivery.
    State {
        /// Waits for its due time, or for a worker.
        Queued = "queued",
        /// A worker holds it and may have begun to send it.
        Sending = "sending",
        /// The relay answered 250.
        Sent = "sent",
        /// The relay may have accepted it; a person decides whether it is sent again.
        Unknown = "unknown",
        /// Given up: refused, or not delivered within the time allowed.
        Failed = "failed",
        /// Accepted by the relay, and returned later.
        Bounced = "bounced",
        /// Never sent, because it must not be.
        Suppressed = "suppressed",
    }
}

crate::db::text_column!(State);
crate::db::text_column!(Kind);

impl State {
    /// The states in which a worker or a person still has something to do.
    pub const UNFINISHED: [State; 5] = [State::Queued, State::Sending, State::Unknown, State::Failed, State::Bounced];

    /// The states from which a person may have it tried again.
    pub const RETRYABLE: [State; 3] = [State::Failed, State::Bounced, State::Unknown];

    /// True where a person may have it tried again.
    pub fn is_retryable(self) -> bool {
        Self::RETRYABLE.contains(&self)
    }
}

/// A mail to queue.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    pub commendation_id: Option<CommendationId>,
    /// The version of the circulated copy that is attached.
    pub version: Option<i32>,
    /// None for a mailbox that belongs to no person, such as HR's.
    pub recipient_id: Option<PersonId>,
    pub recipient_name: String,
    pub recipient_email: String,
    /// Empty for a mail that is not about a commendation.
    pub reasons: Vec<Reason>,
    /// The reasons with the people they are about; empty for a mail that is not about a commendation.
    pub because: Vec<RecipientReason>,
    pub content: Source,
}

/// The place where the content of a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the commendation, which is asked for it when the mail goes. The row holds none of its words.
    Commendation(Kind),
    /// In the row.
    Row(StoredContent),
}

impl Source {
    /// The kind of the mail.
    pub fn kind(&self) -> Kind {
        match self {
            Source::Commendation(kind) => *kind,
            Source::Row(StoredContent::Thanks(_)) => Kind::Thanks,
            Source::Row(StoredContent::Activation(_)) => Kind::Activation,
            Source::Row(StoredContent::UnsentLetter(_)) => Kind::UnsentLetter,
            Source::Row(StoredContent::ClosedDraft(_)) => Kind::ClosedDraft,
            Source::Row(StoredContent::WaitingDraft(_)) => Kind::WaitingDraft,
        }
    }
}

impl NewDelivery {
    /// A mail to a person that is not about a commendation. The worker sends it to the person's address at that time, and
    /// suppresses it if the person has left or the address is outside the allowed domains.
    pub fn to(person: PersonId, name: &str, email: &str, content: StoredContent) -> Self {
        Self {
            commendation_id: None,
            version: None,
            recipient_id: Some(person),
            recipient_name: name.to_owned(),
            recipient_email: email.to_owned(),
            reasons: Vec::new(),
            because: Vec::new(),
            content: Source::Row(content),
        }
    }
}

/// The result of queueing a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub id: DeliveryId,
    pub state: State,
}

vocabulary! {
    /// The outcome of one try.
    AttemptOutcome {
        /// The relay answered 250.
        Sent = "sent",
        /// The relay refused this mail for good.
        Refused = "refused",
        /// A temporary failure; the mail is tried again.
        Deferred = "deferred",
        /// The relay may have accepted the mail.
        Unknown = "unknown",
        /// The relay refuses us, whatever the mail.
        Misconfigured = "misconfigured",
        /// An outcome that only another release knows.
        Other = "other",
    }
}

/// A delivery with all its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub kind: Kind,
    pub commendation_id: Option<CommendationId>,
    pub version: Option<i32>,
    pub recipient_id: Option<PersonId>,
    pub recipient_name: String,
    pub recipient_email: String,
    pub reasons: Vec<Reason>,
    /// The reasons with the people they are about.
    pub because: Vec<RecipientReason>,
    pub state: State,
    /// The time of the next try; only while it is queued.
    pub due_at: Option<Timestamp>,
    /// The end of the lease, while a worker holds it.
    pub held_until: Option<Timestamp>,
    /// The relay's last reply.
    pub reply_code: Option<i32>,
    pub reply_text: Option<String>,
    /// The reason why there was no reply, or why it is not sent.
    pub cause: Option<Cause>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub attempts: Vec<Attempt>,
}

impl Delivery {
    /// True while it waits for its next try because one failed.
    pub fn waits_for_a_try(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due_at| due_at > now) && !self.attempts.is_empty()
    }
}

/// A mail about a commendation that ended badly, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckDelivery {
    pub id: DeliveryId,
    pub commendation: CommendationId,
    /// The version of the copy that it carries.
    pub version: Option<i32>,
    pub recipient: String,
}

/// A mail that waits, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingDelivery {
    pub id: DeliveryId,
    pub commendation: Option<CommendationId>,
    pub recipient: String,
    /// The domain of the address.
    pub domain: String,
    pub since: Timestamp,
    /// The relay's last reply.
    pub reply: Option<(i32, String)>,
    /// The reason why there was no reply.
    pub cause: Option<Cause>,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: i32,
    /// The run of the worker that made the try.
    pub worker: String,
    pub started_at: Timestamp,
    /// None while the try is under way, or when the worker was killed and no other has taken over yet.
    pub finished_at: Option<Timestamp>,
    pub outcome: Option<AttemptOutcome>,
    pub reply_code: Option<i32>,
    pub reply_text: Option<String>,
    /// The reason why there was no reply.
    pub cause: Option<Cause>,
}

/// An error of an operation on deliveries.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error("there is no such delivery")]
    NotFound,
    /// A person can retry only a failed, bounced or unknown delivery.
    #[error("the delivery is {0}, and only a failed, bounced or unknown one can be retried")]
    NotRetryable(State),
    #[error("a stored mail cannot be read: {0}")]
    Content(#[from] serde_json::Error),
    #[error(transparent)]
    Db(#[from] DbError),
}
