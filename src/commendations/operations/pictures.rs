//! The pictures of letters: the pages of a scanned letter, prepared for circulation before it is sent, supplied when the copy is
//! drawn, and read as originals; and the letterhead with its logo.

use bytes::Bytes;

use super::{Commendations, Prepared};
use crate::commendations::compose::{self, Pages};
use crate::commendations::{CommendationError, VerificationCode};
use crate::documents::circulated_copy::{CopyContent, Letterhead, Proof};
use crate::documents::images::Images;
use crate::ids::CommendationId;
use crate::letters::scans::PageCoding;
use crate::letters::uploads::UploadError;
use crate::permissions::Caller;

impl Commendations {
    /// Makes the pages that circulate, covered where the banker said. Nothing is stored.
    pub(super) async fn with_pages(&self, mut prepared: Prepared) -> Result<Prepared, CommendationError> {
        let scan = prepared.order.letter.as_ref().and_then(|letter| letter.scan.as_ref());
        if let (Some(scan), Some(Pages::Circulate)) = (scan, prepared.circulated.scan) {
            prepared.circulated.pages = self.uploads.circulated(&scan.upload, &scan.regions).await?;
        }
        Ok(prepared)
    }

    /// The pictures that a letter names, from the store: the pages of a scan, and the logo of the day it was sent.
    pub(super) async fn pictures(&self, letter: &CopyContent) -> Result<Images, CommendationError> {
        let mut images = self.own_pictures();
        let scan = letter.client_letter.as_ref().and_then(|words| words.scan.as_ref());
        let logo = letter.letterhead.logo.as_ref().map(|logo| &logo.picture);
        for sheet in scan.into_iter().flat_map(|scan| &scan.pages).chain(logo) {
            if images.has(&sheet.sha256) {
                continue;
            }
            let failed =
                |why: String| CommendationError::Copy(format!("a picture of the letter, {}: {why}", sheet.sha256));
            let bytes = self.files.get(&sheet.sha256).await.map_err(|error| failed(error.to_string()))?;
            images.insert(
                sheet.sha256.clone(),
                &bytes.ok_or_else(|| failed("it is lost; restore it from a backup".into()))?,
            );
        }
        Ok(images)
    }

    /// Today's letterhead for a document that comes from no branch.
    pub fn letterhead(&self) -> Letterhead {
        compose::plain_letterhead(&self.bank)
    }

    /// The footer's proof with this code.
    pub fn proof(&self, code: &VerificationCode) -> Proof {
        compose::proof(code, &self.public_url)
    }

    /// The logo of today's letterhead.
    pub fn own_pictures(&self) -> Images {
        let mut images = Images::default();
        if let Some(file) = &self.bank.logo {
            images.insert(file.logo.picture.sha256.clone(), &file.bytes);
        }
        images
    }

    /// Keeps the logo in the store, before the first letter names it: one that was sent is drawn with it whatever the
    /// configuration says by then.
    pub(super) async fn keep_logo(&self) -> Result<(), CommendationError> {
        let Some(file) = &self.bank.logo else { return Ok(()) };
        let keep = || async { self.files.put(file.bytes.to_vec()).await.map(|_| ()) };
        let failed = |error| CommendationError::Copy(format!("the logo cannot be stored: {error}"));
        self.logo_kept.get_or_try_init(keep).await.map_err(failed)?;
        Ok(())
    }

    /// The file of a scanned letter as it came, and its media type. Each reading stands in the trail.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker who took it, HR and auditor, and where there is no scan.
    pub async fn original_file(
        &self,
        caller: Caller,
        id: CommendationId,
    ) -> Result<(String, String, Bytes), CommendationError> {
        let original = self.original(caller, id).await?;
        let (upload, _) = original.scan.ok_or(CommendationError::NotFound)?;
        let bytes = self.uploads.file_of(&upload).await.map_err(lost)?;
        Ok((original.reference, upload.media_type, bytes))
    }

    /// A page of a scanned letter, from 1: straightened, nothing covered. Each reading stands in the trail.
    ///
    /// # Errors
    /// As [`Self::original_file`], and where there is no such page.
    pub async fn original_page(
        &self,
        caller: Caller,
        id: CommendationId,
        number: usize,
    ) -> Result<(PageCoding, Bytes), CommendationError> {
        let original = self.original(caller, id).await?;
        let (upload, _) = original.scan.ok_or(CommendationError::NotFound)?;
        if number == 0 || number > upload.pages.len() {
            return Err(CommendationError::NotFound);
        }
        self.uploads.page_of(&upload, number).await.map_err(lost)
    }
}

/// A file of a letter that was sent has to be there: where it is not, something is badly wrong.
fn lost(error: UploadError) -> CommendationError {
    match error {
        UploadError::NotFound => CommendationError::Copy("the scan is lost; restore it from a backup".to_owned()),
        other => other.into(),
    }
}
