//! A file that somebody handed in, to be used once as the client's letter.
//!
//! It is kept unaltered under its SHA-256 and its id, so that no two uploads share a file, and beside it the pages made from it, which are all that may circulate. Invariants:
//! only its uploader can use or see it, and only in one commendation; a file that was refused is not kept; one that nobody used
//! within [`KEPT`] is cleared away, rows and files. It must not decide who may read the original of a letter: the commendation
//! that it went into does.

pub mod apart;
pub mod api;
mod clamd;
pub mod operations;
mod rules;
mod store;

use std::time::Duration;

use crate::clock::Timestamp;
use crate::db::DbError;
use crate::ids::{CommendationId, PersonId, UploadId};

use super::scans::{PageCoding, Refused};

pub use operations::{CirculatedPage, Uploads};
pub use rules::{MOST_REGIONS, PageRegion, RegionProblem, checked};

/// How long a file waits for the commendation that it was uploaded for.
pub const KEPT: Duration = Duration::from_secs(24 * 3600);

/// A file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    /// The only one who may use it.
    pub uploader: PersonId,
    /// Found out by its content.
    pub media_type: String,
    /// Of the file as it came.
    pub sha256: String,
    pub created_at: Timestamp,
    /// What it went into.
    pub commendation: Option<CommendationId>,
    /// In their order; at least one.
    pub pages: Vec<UploadPage>,
}

/// A page made from a file: straightened, encoded anew, nothing covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPage {
    pub sha256: String,
    pub coding: PageCoding,
    pub width: i32,
    pub height: i32,
}

/// Why a file is not taken, or not there.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The virus scanner found something.
    #[error("the virus scanner found something in the file")]
    Infected,
    /// The virus scanner did not say that it is clean.
    #[error("the virus scanner did not answer as it should: {0}")]
    NotScanned(String),
    /// No process could be had to read it, or to keep it.
    #[error("the file could not be read: {0}")]
    NotRead(std::io::Error),
    /// Others are being read, and it is not its turn yet.
    #[error("too many files are being read at once")]
    Busy,
    #[error("no such upload for this caller")]
    NotFound,
    #[error("the document store: {0}")]
    Files(#[from] crate::files::FileError),
    #[error(transparent)]
    Database(#[from] DbError),
}

crate::db::text_column!(PageCoding);
