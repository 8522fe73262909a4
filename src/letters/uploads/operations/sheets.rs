//! Printed sheets: a file that holds those of several letters is stored as one upload for each.

use bytes::Bytes;

use super::Uploads;
use crate::ids::{PersonId, UploadId};
use crate::letters::scans::{self, Kind, PageImage, Refused};
use crate::letters::uploads::rules::{Part, parts};
use crate::letters::uploads::{Upload, UploadError, store};

/// The pages of one printed sheet, stored as an upload of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The mark of the sheet; none where no page has one, or one page has several.
    pub mark: Option<String>,
    /// The upload.
    pub upload: UploadId,
}

impl Uploads {
    /// Stores the pages of a file apart where it holds several printed sheets: one upload for each sheet, with the mark of the sheet. A part
    /// of a file is kept as a PDF of its pages, so that no client's letter stands in another one's original.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub async fn take_sheets(&self, uploader: PersonId, file: Bytes) -> Result<Vec<Sheet>, UploadError> {
        let (kind, images) = self.read(uploader, &file).await?;
        let parts = parts(&images.iter().map(|image| image.marks.as_slice()).collect::<Vec<_>>());
        let is_whole = parts.len() == 1;
        let mut images: Vec<Option<PageImage>> = images.into_iter().map(Some).collect();
        let mut files = Vec::with_capacity(parts.len());
        for Part { mark, pages } in parts {
            let own: Vec<PageImage> = pages.iter().filter_map(|page| images.get_mut(*page)?.take()).collect();
            let (media_type, file) = if is_whole {
                (kind.media_type(), file.clone())
            } else {
                let bundle = scans::bundled(&own).ok_or(UploadError::Refused(Refused::Unusual(kind)))?;
                (Kind::Pdf.media_type(), Bytes::from(bundle))
            };
            files.push((mark, media_type, file, own));
        }
        let service = self.clone();
        let kept = tokio::spawn(async move {
            let mut sheets = Vec::with_capacity(files.len());
            for (mark, media_type, file, images) in files {
                let (upload, ()) = service.keep_new(uploader, media_type, file, images, |_, _, _, _| Ok(())).await?;
                sheets.push(Sheet { mark, upload: upload.id });
            }
            Ok(sheets)
        });
        kept.await.unwrap_or_else(|error| Err(UploadError::NotRead(std::io::Error::other(error))))
    }

    /// An upload that its uploader can still use.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] for anyone else's, and one that is used or held.
    pub async fn waiting(&self, caller: PersonId, id: UploadId) -> Result<Upload, UploadError> {
        let now = self.clock.now();
        let upload = self.db.read(move |conn| store::find(conn, id, caller)).await?;
        let is_free = |upload: &Upload| upload.commendation.is_none() && !upload.held && !upload.has_expired(now);
        upload.filter(is_free).ok_or(UploadError::NotFound)
    }
}
