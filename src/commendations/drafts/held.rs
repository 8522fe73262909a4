//! The uploads that drafts hold. An upload is held as long as a draft of its uploader names it.

use super::store;
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::{PersonId, UploadId};
use crate::letters::uploads;

/// Lets an upload go that no draft of its uploader names any more. One that a commendation has taken stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub fn release(conn: &mut Connection, owner: PersonId, upload: UploadId, now: Timestamp) -> Result<(), DbError> {
    if !store::uses_upload(conn, owner, upload)? {
        uploads::operations::release(conn, upload, owner, now)?;
    }
    Ok(())
}
