//! The circulated copy as a file: rendered at its first use; every later reader gets the same bytes.
//!
//! The content was frozen at sending. The first rendering is stored under its SHA-256, and the digest is written once into the
//! version's row; from then on the row decides, also for another process and for a later release that would render it
//! differently. The file is stored before the row refers to it. No connection is held while a page is rendered or a file
//! written.

use bytes::Bytes;

use super::Commendations;
use super::copy_versions::letter_of;
use crate::commendations::CommendationError;
use crate::commendations::store;
use crate::db::DbError;
use crate::documents::Rendered;
use crate::documents::circulated_copy::CopyContent;
use crate::documents::client_sheet::ClientSheet;
use crate::documents::images::Images;
use crate::ids::CommendationId;

/// A circulated copy.
#[derive(Debug, Clone)]
pub struct CopyFile {
    /// The digest of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The PDF.
    pub bytes: Bytes,
    /// The number of pages, where it is on record.
    pub pages: Option<usize>,
}

impl Commendations {
    /// The bytes of a version of the circulated copy, for the worker and for nouns that checked their reader themselves.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for a version that was never issued; [`CommendationError::Copy`] when it cannot be drawn,
    /// stored or read back whole.
    pub async fn copy_file(&self, id: CommendationId, version: i32) -> Result<CopyFile, CommendationError> {
        if let Some(file) = self.stored(&self.copy_row(id, version).await?).await? {
            return Ok(file);
        }
        // Four recipients of one letter need its copy in the same moment, and one request makes it.
        let _making = self.making.of(&id).lock().await;
        let row = self.copy_row(id, version).await?;
        if let Some(file) = self.stored(&row).await? {
            return Ok(file);
        }
        let letter = self.db.read(move |conn| letter_of(conn, id, &row)).await?;
        let images = self.pictures(&letter).await?;
        let rendered = self.render(letter, images).await?;
        let sha256 = self.files.put(rendered.bytes.clone()).await.map_err(|error| failed(&error))?;
        let name = sha256.clone();
        let (size, pages) = (rendered.bytes.len(), rendered.pages);
        let (size, pages) = (i64::try_from(size).unwrap_or(i64::MAX), i32::try_from(pages).unwrap_or(i32::MAX));
        self.db.write(move |conn| store::record_rendering(conn, (id, version), (&name, size, pages))).await?;
        // Another process may have been first, or the stored file was lost: the digest in the row is the letter's.
        let decided = self.copy_row(id, version).await?;
        if decided.sha256.as_deref() == Some(&sha256) {
            return Ok(CopyFile { sha256, bytes: rendered.bytes.into(), pages: Some(rendered.pages) });
        }
        self.stored(&decided).await?.ok_or_else(|| {
            CommendationError::Copy(
                "the stored file is lost and this release draws it differently; restore it from a backup".into(),
            )
        })
    }

    async fn copy_row(&self, id: CommendationId, version: i32) -> Result<store::CirculatedCopy, CommendationError> {
        let row = self.db.read(move |conn| store::copy(conn, id, version)).await?;
        row.ok_or(CommendationError::NotFound)
    }

    async fn stored(&self, row: &store::CirculatedCopy) -> Result<Option<CopyFile>, CommendationError> {
        let Some(sha256) = row.sha256.clone() else { return Ok(None) };
        let bytes = self.files.get(&sha256).await.map_err(|error| failed(&error))?;
        let pages = row.pages.and_then(|pages| usize::try_from(pages).ok());
        Ok(bytes.map(|bytes| CopyFile { sha256, bytes, pages }))
    }

    /// Draws a sheet on which a client writes by hand.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub async fn client_sheet(&self, sheet: ClientSheet) -> Result<Rendered, CommendationError> {
        let (renderer, images) = (self.renderer.clone(), self.own_pictures());
        let task = tokio::task::spawn_blocking(move || renderer.client_sheet(&sheet, &images));
        match task.await {
            Ok(rendered) => rendered.map_err(|error| failed(&error)),
            Err(lost) => Err(CommendationError::Database(DbError::Unexpected(lost.to_string()))),
        }
    }

    /// Draws a letter off the async threads.
    pub(super) async fn render(&self, letter: CopyContent, images: Images) -> Result<Rendered, CommendationError> {
        let renderer = self.renderer.clone();
        let task = tokio::task::spawn_blocking(move || renderer.letter_with(&letter, &images));
        match task.await {
            Ok(rendered) => rendered.map_err(|error| failed(&error)),
            Err(lost) => Err(CommendationError::Database(DbError::Unexpected(lost.to_string()))),
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> CommendationError {
    CommendationError::Copy(error.to_string())
}
