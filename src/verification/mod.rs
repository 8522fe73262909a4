//! Verification: checks whether a code or a file belongs to a document that the bank issued, and whether that document is still
//! valid.
//!
//! It stores nothing and knows no kind of document: each noun that issues documents (commendations, packets) implements
//! [`Register`], which is asked. It is open to everyone, so an answer holds the reference, days and digests, never a name or a
//! letter's words; a malformed code and an unknown one get the same answer; a posted file is hashed as it streams by and is not
//! kept.

pub mod api;
mod code;
pub mod operations;
pub mod pages;
pub mod rules;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;

use crate::db::DbError;

pub use code::VerificationCode;

/// A document that was issued with a verification code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Reference, for example `C-2026-000123`.
    pub reference: String,
    /// Verification code printed in the footer.
    pub code: VerificationCode,
    /// Version number, from 1; each version has its own code.
    pub version: i32,
    /// Day on which this version was issued.
    pub issued_on: NaiveDate,
    /// SHA-256 of the document's file, in lower-case hexadecimal.
    pub sha256: String,
    /// Current status of this version.
    pub validity: Validity,
}

/// Status of an issued document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Valid: the newest version, not withdrawn.
    Genuine,
    /// Replaced by a later version.
    Superseded {
        /// Number of the newest version.
        version: i32,
        /// Day on which the newest version was issued.
        issued_on: NaiveDate,
    },
    /// Withdrawn by the bank.
    Withdrawn {
        /// Day of the withdrawal.
        on: NaiveDate,
    },
}

/// Result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No issued document has this code, this digest or a code found in the file.
    NotKnown,
    /// The document with this code or this digest.
    Known(Issued),
    /// The file carries the code of this document, but its digest is another.
    Altered(Issued),
}

/// Answer of a [`Register`].
pub type Lookup<'a> = BoxFuture<'a, Result<Option<Issued>, VerificationError>>;

/// Implemented by each noun that issues documents with a code. If the file of a document does not exist yet, the register makes
/// it, because the answer holds its digest.
pub trait Register: Send + Sync {
    /// Finds the document with this code.
    fn by_code<'a>(&'a self, code: &'a VerificationCode) -> Lookup<'a>;

    /// Finds the document whose file has this digest.
    fn by_sha256<'a>(&'a self, sha256: &'a str) -> Lookup<'a>;
}

/// Failures that leave a check without a result.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// The document is known, but its file could not be made.
    #[error("the document: {0}")]
    Document(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
