//! Verification: whether a code, or a file, is of a document that the bank issued, and whether that document still stands.
//!
//! It keeps nothing and knows no kind of document: whoever issues some (a commendation's circulated copy; a packet) is a
//! [`Register`] that is asked. It is open to everyone, so an answer holds reference, days and digests and never a word or a
//! name; a wrong code and an unknown one are answered alike; a file is read as it streams by and is not kept.

pub mod api;
mod code;
pub mod operations;
pub mod pages;
pub mod rules;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;

use crate::db::DbError;

pub use code::VerificationCode;

/// A document that was issued under a code of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Such as `C-2026-000123`.
    pub reference: String,
    /// The code at its foot.
    pub code: VerificationCode,
    /// From 1; each version has a code of its own.
    pub version: i32,
    /// The day on which this version was issued.
    pub issued_on: NaiveDate,
    /// The digest of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Whether it still stands.
    pub validity: Validity,
}

/// Whether an issued document still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It does.
    Genuine,
    /// A later version took its place.
    Superseded {
        /// The number of the newest version.
        version: i32,
        /// Its day.
        issued_on: NaiveDate,
    },
    /// It was taken back.
    Withdrawn {
        /// On this day.
        on: NaiveDate,
    },
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No document has this code; no document is this file or says to be.
    NotKnown,
    /// The code's document, or the very file.
    Known(Issued),
    /// A file that carries the code of a document and is not that document's file.
    Altered(Issued),
}

/// The answer of a [`Register`].
pub type Lookup<'a> = BoxFuture<'a, Result<Option<Issued>, VerificationError>>;

/// Whoever issues documents with a code. One that nobody has needed as a file yet is made for the answer, which has to hold its
/// digest.
pub trait Register: Send + Sync {
    /// The document with this code.
    fn by_code<'a>(&'a self, code: &'a VerificationCode) -> Lookup<'a>;

    /// The document whose file has this digest.
    fn by_sha256<'a>(&'a self, sha256: &'a str) -> Lookup<'a>;
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// The document is known and its file could not be made.
    #[error("the document: {0}")]
    Document(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbError),
}
