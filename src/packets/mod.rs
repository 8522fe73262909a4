//! A promotion packet: the letters of a person's recognition history in a period, as they were sent, in one file with a
//! reference and a verification code.
//!
//! Invariants: it encloses valid letters only, and each reader of the history gets those that the history shows. The same
//! letters always give the packet that was first made of them for the same requester, whatever days were asked for. A packet is
//! valid as long as every letter in it is. It reads commendations through their operations only and changes nothing in them.

pub mod api;
mod contents;
pub mod operations;
pub mod pages;
mod register;
pub mod rules;
mod store;

use std::sync::Arc;

use bytes::Bytes;

use crate::commendations::CommendationError;
use crate::commendations::operations::{Commendations, HistoryReader};
use crate::db::DbError;
use crate::documents::packet::Step;
use crate::fair_shares::FairShares;
use crate::ids::PersonId;
use crate::keyed_locks::KeyedLocks;

pub use rules::{MOST_LETTERS, Period};

/// The most packets made at once in this process; others wait.
const AT_ONCE: usize = 2;

/// The person whose letters are asked for, by whom, and of which days.
#[derive(Debug, Clone, Copy)]
pub struct PacketRequest {
    /// The person who asks.
    pub by: HistoryReader,
    /// The person whose history it is.
    pub person: PersonId,
    /// The days of service.
    pub period: Period,
}

/// The progress of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Letters fetched so far, and their total.
    Fetched(usize, usize),
    /// The letters are being put together.
    Together(Step),
}

/// Called with the progress.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// A packet as a file.
#[derive(Debug, Clone)]
pub struct PacketFile {
    /// For example `K-2026-000041`.
    pub reference: String,
    /// The digest of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The PDF.
    pub bytes: Bytes,
}

/// The dependencies of the verbs; built once, cheap to clone.
#[derive(Clone)]
pub struct Packets {
    /// The letters, and the database, files and letterhead that packets share with them.
    commendations: Commendations,
    making: KeyedLocks,
    /// Packets being made; no person stands for the command line.
    room: FairShares<Option<PersonId>>,
}

impl Packets {
    /// Packets of these commendations.
    pub fn of(commendations: Commendations) -> Self {
        Self { commendations, making: KeyedLocks::default(), room: FairShares::new(AT_ONCE, 1) }
    }
}

/// An error of an operation.
#[derive(Debug, thiserror::Error)]
pub enum PacketError {
    /// There is no such person, or the caller may not read the history.
    #[error("no such history for this caller")]
    NotFound,
    /// Nothing in the period is valid.
    #[error("no commendation of the period stands ({withdrawn} were withdrawn): choose another period")]
    NothingEnclosed {
        /// The number of those that were withdrawn.
        withdrawn: usize,
    },
    /// More than one packet can hold.
    #[error("more than {MOST_LETTERS} commendations for one packet: choose a shorter period")]
    TooManyEnclosed,
    /// A letter or the packet could not be made, stored or read.
    #[error("the packet: {0}")]
    File(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<CommendationError> for PacketError {
    fn from(error: CommendationError) -> Self {
        match error {
            CommendationError::NotFound => Self::NotFound,
            CommendationError::Database(error) => Self::Database(error),
            other => Self::File(other.to_string()),
        }
    }
}
