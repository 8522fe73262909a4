//! The original of a letter on paper, over HTTP: for the banker who received it, HR and auditor. Each reading is recorded in
//! the trail.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::commendations::operations::Commendations;
use crate::letters::scans::Kind;
use crate::web::{Caller, FileAnswer, Problem, id};

/// The file of a scanned letter, unaltered, to be saved and not shown: what it holds is the client's and was never cleaned.
#[utoipa::path(get, operation_id = "get_original_file", path = "/api/v1/commendations/{id}/original/file", tag = "commendations", params(("id" = String, Path)),
    responses((status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/tiff"), (Vec<u8> = "application/pdf")))))]
pub async fn file(
    caller: Caller,
    path: web::Path<String>,
    http: HttpRequest,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (reference, media_type, bytes) = service.original_file(caller, id(&path)?).await?;
    let name = format!("{reference}-original.{}", Kind::extension(&media_type));
    let mut answer = FileAnswer::of(media_type, bytes).saved_as(name).answer(&http);
    let closed = header::HeaderValue::from_static("sandbox; default-src 'none'");
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, closed);
    Ok(answer)
}

/// A page of a scanned letter: straightened, nothing covered.
#[utoipa::path(get, operation_id = "get_original_page", path = "/api/v1/commendations/{id}/original/pages/{number}", tag = "commendations",
    params(("id" = String, Path), ("number" = usize, Path, description = "from 1")),
    responses((status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")))))]
pub async fn page(
    caller: Caller,
    path: web::Path<(String, String)>,
    http: HttpRequest,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let number = id(&path.1)?;
    let (coding, bytes) = service.original_page(caller, id(&path.0)?, number).await?;
    Ok(FileAnswer::of(coding.media_type(), bytes).answer(&http))
}
