//! A commendation: a client's letter and the banker's cover note, the people praised, as one record with a reference.
//!
//! ```text
//! sent ─► corrected ─► withdrawn        (withdrawn from either; nothing leads back)
//! ```
//!
//! Sending decides everything at once and for good: who is praised, which chains stood above them on the day of service and why,
//! what is masked, what the circulated copy says. It is stored with one delivery for each recipient in one transaction; the
//! worker only carries it out. Acknowledgement, thanks, assignment and withdrawal are dated, authored rows of their own.
//!
//! Invariants: nobody commends themselves; a person reached twice gets one mail with both reasons; nobody outside the allowed
//! domains is mailed; client data is masked before anything is stored for circulation; the circulated copy of a version never
//! changes. It must not render, send or decide who supervises whom: `documents`, `delivery` and `directory` do.

pub mod api;
mod code;
mod compose;
pub mod operations;
mod order;
pub mod pages;
mod rules;
mod store;
mod vocabulary;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use code::VerificationCode;
pub use order::{ClientOrder, LetterOrder, Order, ScanOrder, UnknownHelper, Workaround};
pub use rules::{Blocked, Circle, Decision, Note, Recipient, Standing};
pub use vocabulary::Strength;

/// Where a commendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It stands as it was sent.
    Sent,
    /// A later version of the circulated copy replaces the first.
    Corrected,
    /// It no longer stands.
    Withdrawn,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sent => "sent",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
        })
    }
}

impl FromStr for State {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "sent" => Ok(Self::Sent),
            "corrected" => Ok(Self::Corrected),
            "withdrawn" => Ok(Self::Withdrawn),
            _ => Err(()),
        }
    }
}

crate::db::text_column!(State);

/// Which list of a person's a commendation stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The banker's.
    Sent,
    /// The recognition history.
    Received,
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sent => "sent",
            Self::Received => "received",
        })
    }
}

impl FromStr for List {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "sent" => Ok(Self::Sent),
            "received" => Ok(Self::Received),
            _ => Err(()),
        }
    }
}

crate::db::text_column!(List);

/// Why a commendation cannot be done what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CommendationError {
    /// It is not there, or not the caller's to know of.
    #[error("no such commendation for this caller")]
    NotFound,
    /// The caller knows it and may not do this.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// It was withdrawn before.
    #[error("it is withdrawn already")]
    Withdrawn,
    /// A correction that changes nothing.
    #[error("it says so already")]
    Unchanged,
    /// Somebody else made a version at the same moment.
    #[error("it was changed at the same moment")]
    Overtaken,
    /// A mail that carries a copy which was replaced.
    #[error("the copy of this delivery was replaced")]
    Replaced,
    /// The helper is known already.
    #[error("the helper is known already")]
    Assigned,
    /// The day on which a banker could withdraw has passed.
    #[error("the banker's time to withdraw has passed")]
    TooLate,
    /// The person named cannot be the helper.
    #[error("{0}")]
    BadHelper(&'static str),
    /// The delivery is not in a state to be tried again.
    #[error("the delivery is not failed, bounced or unknown")]
    NotRetryable,
    /// The scan went into another commendation a moment ago.
    #[error("the upload is used already")]
    UploadUsed,
    /// The pages of the scan could not be had.
    #[error(transparent)]
    Scan(#[from] crate::letters::uploads::UploadError),
    /// More letters than one person may send in a short time.
    #[error("more letters than one person may send: wait {} s", .0.as_secs())]
    TooMany(std::time::Duration),
    /// Nothing of the period stands that a packet could enclose.
    #[error("no commendation of the period stands ({withdrawn} were withdrawn): choose another period")]
    NothingEnclosed {
        /// How many were taken back.
        withdrawn: usize,
    },
    /// More than one packet can hold.
    #[error("more than {} commendations for one packet: choose a shorter period", operations::MOST_LETTERS)]
    TooManyEnclosed,
    /// The circulated copy could not be made or read.
    #[error("the circulated copy: {0}")]
    Copy(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] crate::db::DbError),
}
