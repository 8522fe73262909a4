//! The outbox: mails as rows, sent at least once, with every try on record.
//!
//! A delivery is one mail to one recipient. It is queued inside the write transaction of whoever has something to say
//! ([`operations::enqueue`]), and from there on it is the worker's: leased, marked as being sent **before** the first byte
//! goes out, sent outside any transaction, and completed only by who still holds it.
//!
//! ```text
//! queued ─► sending ─► sent ─► bounced
//!   ▲  ▲       ├─────► failed ──┐
//!   │  │       ├─────► unknown ─┤  (policy `hold`)
//!   │  └───────┘ try again      │
//!   └───────────────────────────┘ retry by hand          queued ─► suppressed
//! ```
//!
//! Invariants: no mail leaves except through here; a row is never deleted; one mail, one recipient, one SMTP
//! transaction; the same Message-ID on every try. The promise is *at least once until the relay answers 250*: exactly
//! once is impossible, because an answer can be lost.
//!
//! This noun imports no other: callers hand in plain data and ask for plain data back.

pub mod dispatch;
mod leases;
pub mod message;
pub mod operations;
pub mod pulse;
pub mod relay;
pub mod rules;
mod store;
pub mod transport;

use serde::{Deserialize, Serialize};

use message::Because;
pub use message::Content;

use crate::{
    clock::Timestamp,
    db::DbError,
    ids::{CommendationId, DeliveryId, PersonId},
};

/// Text enums as they stand in JSON, in columns and in the contract.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$note])* $variant,)* }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word in JSON and in the database.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text { $($text => Ok($name::$variant),)* _ => Err(UnknownWord) }
            }
        }

        crate::db::text_column!($name);
    };
}

/// The word is none of this enum's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word the outbox knows")]
pub struct UnknownWord;

text_enum! {
    /// Why somebody gets a mail. The order is that of weight: the first of several decides how the mail is worded.
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

text_enum! {
    /// Where a delivery stands.
    State {
        /// Waits for its hour, or for a worker.
        Queued = "queued",
        /// A worker holds it and may have begun to hand it over.
        Sending = "sending",
        /// The relay answered 250.
        Sent = "sent",
        /// It may have been accepted; a person decides whether it goes again.
        Unknown = "unknown",
        /// Given up: refused, or no success within the time set.
        Failed = "failed",
        /// Accepted, and returned later.
        Bounced = "bounced",
        /// Never sent, because it must not be.
        Suppressed = "suppressed",
    }
}

impl State {
    /// Those that a worker or a person has still to do something about.
    pub const UNFINISHED: [State; 5] = [State::Queued, State::Sending, State::Unknown, State::Failed, State::Bounced];
}

/// A mail to queue.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    pub commendation_id: Option<CommendationId>,
    /// Which version of the circulated copy travels with it.
    pub version: Option<i32>,
    /// None for a mailbox that is no person's, such as HR's.
    pub recipient_id: Option<PersonId>,
    pub recipient_name: String,
    pub recipient_email: String,
    /// Empty for a mail that is no commendation's.
    pub reasons: Vec<Reason>,
    /// The reasons with the people they are about; empty for a mail that is no commendation's.
    pub because: Vec<Because>,
    /// The same for several recipients where it can be: it is stored once for a commendation, and [`Content::addressed`] when it goes.
    pub content: Content,
}

/// A delivery as it was queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub id: DeliveryId,
    pub state: State,
}

text_enum! {
    /// How one try ended.
    AttemptOutcome {
        /// The relay answered 250.
        Sent = "sent",
        /// The relay refused this mail for good.
        Refused = "refused",
        /// Not now; it is tried again.
        Deferred = "deferred",
        /// It may have been accepted.
        Unknown = "unknown",
        /// The relay refuses us.
        Misconfigured = "misconfigured",
    }
}

/// A delivery with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    /// `letter`, `correction`, `misdirected`, `recall`, `thanks` or `activation`.
    pub kind: String,
    pub commendation_id: Option<CommendationId>,
    pub version: Option<i32>,
    pub recipient_id: Option<PersonId>,
    pub recipient_name: String,
    pub recipient_email: String,
    pub reasons: Vec<Reason>,
    /// The reasons with the people they are about.
    pub because: Vec<Because>,
    pub state: State,
    /// When it is tried next; only while it is queued.
    pub due_at: Option<Timestamp>,
    /// Until when a worker holds it.
    pub held_until: Option<Timestamp>,
    /// The last answer of the relay, or why there was none.
    pub reply_code: Option<i32>,
    pub reply_text: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub attempts: Vec<Attempt>,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first.
    pub number: i32,
    /// Which run of which worker.
    pub worker: String,
    pub started_at: Timestamp,
    /// None while it is under way, or when the worker was killed and nobody has taken over yet.
    pub finished_at: Option<Timestamp>,
    pub outcome: Option<AttemptOutcome>,
    pub reply_code: Option<i32>,
    pub reply_text: Option<String>,
}

/// What the outbox may answer instead of what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error("there is no such delivery")]
    NotFound,
    /// Only a failed, bounced or unknown delivery is retried by hand.
    #[error("the delivery is {0}, and only a failed, bounced or unknown one can be retried")]
    NotRetryable(State),
    #[error("a stored mail cannot be read: {0}")]
    Content(#[from] serde_json::Error),
    #[error(transparent)]
    Db(#[from] DbError),
}
