//! HTTP handlers for uploads, with their bodies and the words of their errors.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Upload, UploadError, Uploads};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::files::digest;
use crate::ids::UploadId;
use crate::language::phrase;
use crate::letters::scans::Refused;
use crate::web::{Caller, CostlyRequests, FileAnswer, FileBody, Once, Problem};

/// A multipart form with one file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its description is used")]
pub struct UploadForm {
    /// JPEG, PNG, TIFF or PDF, up to 25 MB by default, 64 megapixels a page and 20 pages.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The stored upload.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadView {
    /// The value for `letter.upload_id`; it can be used once.
    upload_id: UploadId,
    /// Determined from the content: `image/jpeg`, `image/png`, `image/tiff` or `application/pdf`.
    media_type: String,
    /// The number of pages.
    pages: usize,
    /// The numbers of blank pages, from 1, such as the back of a sheet. They stay in the letter. A file with blank pages only is
    /// refused.
    blank_pages: Vec<usize>,
    /// The digest of the file as uploaded.
    sha256: String,
}

impl UploadView {
    fn of(upload: &Upload, blank_pages: &[usize]) -> Self {
        Self {
            blank_pages: blank_pages.to_vec(),
            upload_id: upload.id,
            media_type: upload.media_type.clone(),
            pages: upload.pages.len(),
            sha256: upload.sha256.clone(),
        }
    }
}

/// Stores a scan or a photo of the client's letter: JPEG, PNG, TIFF or PDF, determined from the content. Only its uploader can
/// use it, in one letter, within a day. Its pages are turned upright, straightened and encoded anew; the file itself is kept
/// unaltered, for the banker, HR and auditor.
#[utoipa::path(post, operation_id = "upload_scan", path = "/api/v1/uploads", tag = "commendations",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = UploadView), (status = 429)))]
pub async fn upload(
    caller: Caller,
    once: Once,
    body: FileBody,
    service: web::Data<Uploads>,
    paced: web::Data<CostlyRequests>,
) -> Result<HttpResponse, Problem> {
    paced.upload(caller.person)?;
    let what = json!({"sha256": digest(&body.0)});
    once.serve("upload", &what, |slot| async move {
        let keep = move |conn: &mut Connection, now: Timestamp, upload: &Upload, blank: &[usize]| {
            slot.keep(conn, now, StatusCode::CREATED, &UploadView::of(upload, blank), None)
        };
        let (_, kept) = service.take(caller.person, body.0, keep).await?;
        Ok(kept)
    })
    .await
}

/// A page of the caller's own upload as it would circulate with nothing covered, so that the regions to cover can be marked on
/// it. The `redactions` of a letter are fractions of this picture.
#[utoipa::path(get, operation_id = "get_upload_page", path = "/api/v1/uploads/{id}/pages/{number}", tag = "commendations",
    params(("id" = String, Path), ("number" = usize, Path, description = "from 1")),
    responses((status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")))))]
pub async fn page(
    caller: Caller,
    path: web::Path<(String, String)>,
    http: HttpRequest,
    service: web::Data<Uploads>,
) -> Result<HttpResponse, Problem> {
    let (Ok(id), Ok(number)) = (path.0.parse(), path.1.parse()) else { return Err(Problem::not_found()) };
    let (coding, bytes) = service.page(caller.person, id, number).await?;
    Ok(FileAnswer::of(coding.media_type(), bytes).answer(&http))
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Refused(why @ (Refused::UnknownKind | Refused::Foreign(_) | Refused::Heic)) => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why.code(), why.to_string())
            }
            UploadError::Refused(why) => Self::unprocessable(why.code(), why.to_string()),
            UploadError::Infected => Self::unprocessable(
                "infected",
                "The virus scanner found something in this file. Scan the paper again on another machine, and tell your IT.",
            ),
            UploadError::NotScanned(why) => {
                tracing::error!(%why, "a file could not be scanned for viruses and was refused");
                Self::unavailable_because(phrase("refused-no-scanner"))
            }
            UploadError::NotRead(why) => {
                tracing::error!(%why, "no process could be had to read a file");
                Self::unavailable_because(phrase("refused-no-reader"))
            }
            UploadError::Busy => Self::unavailable_because(phrase("refused-files-reading")),
            UploadError::NotFound => Self::not_found(),
            UploadError::Files(cause) => Self::unexpected(&cause),
            UploadError::Database(error) => error.into(),
        }
    }
}
