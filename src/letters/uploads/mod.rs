//! Uploads: files that a person handed in, each to be used once as the client's letter.
//!
//! The file is stored unaltered under its SHA-256 and the upload's id, so that no two uploads share a file, together with the
//! pages made from it. Only those pages may circulate. Invariants: only its uploader can use or see an upload, and only in one
//! commendation; a refused file is not kept; an upload that is unused after [`KEPT`] is deleted with its rows and files, unless a
//! draft holds it. It must
//! not decide who may read the original of a letter: that is up to the commendation that uses it.

pub mod api;
mod clamd;
pub mod operations;
pub mod reader_process;
mod rules;
mod store;

use std::time::Duration;

use crate::clock::Timestamp;
use crate::db::DbError;
use crate::ids::{CommendationId, PersonId, UploadId};

use super::scans::{PageCoding, Refused};

pub use operations::{CirculatedPage, Sheet, Uploads};
pub use rules::{MOST_REGIONS, PageRegion, RegionProblem, checked};

/// The time that an upload waits for its commendation; later no commendation can use it.
pub const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The age at which an unused upload is removed. Longer than [`KEPT`] by more than the clocks of two machines may differ, so that no
/// file is removed while a commendation takes it.
const REMOVED: Duration = Duration::from_secs(24 * 3600 + 1800);

/// A stored upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    /// The only person who may use it.
    pub uploader: PersonId,
    /// Determined from the content.
    pub media_type: String,
    /// The digest of the file as uploaded.
    pub sha256: String,
    pub created_at: Timestamp,
    /// The commendation that uses it.
    pub commendation: Option<CommendationId>,
    /// The moment from which nothing has used or held it.
    pub unused_since: Timestamp,
    /// True while a draft has it: it waits as long as the draft.
    pub held: bool,
    /// In page order; at least one.
    pub pages: Vec<UploadPage>,
}

impl Upload {
    /// True when it waited too long for a commendation.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.commendation.is_none() && !self.held && self.unused_since < now.minus(KEPT)
    }
}

/// A page made from a file: straightened, encoded anew, nothing covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPage {
    pub sha256: String,
    pub coding: PageCoding,
    pub width: i32,
    pub height: i32,
}

/// The reason why a file is refused or not found.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The virus scanner found something.
    #[error("the virus scanner found something in the file")]
    Infected,
    /// The virus scanner did not confirm that the file is clean.
    #[error("the virus scanner did not answer as it should: {0}")]
    NotScanned(String),
    /// The process to read the file, or the task to store it, failed.
    #[error("the file could not be read: {0}")]
    NotRead(std::io::Error),
    /// Too many other files are being read.
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
