//! A letter on paper as it came, over HTTP: for the banker who took it, HR and auditor. Each reading stands in the trail.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::commendations::operations::Commendations;
use crate::letters::scans::Kind;
use crate::web::{Caller, Problem, ProblemDocument};

/// The file of a scanned letter, unaltered, to be saved and not shown: what it holds is the client's and was never cleaned.
#[utoipa::path(get, path = "/api/v1/commendations/{id}/original/file", tag = "commendations", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = ProblemDocument)))]
pub async fn file(
    caller: Caller,
    path: web::Path<String>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (reference, media_type, bytes) = service.original_file(caller, super::id(&path)?).await?;
    let name = format!("attachment; filename=\"{reference}-original.{}\"", Kind::extension(&media_type));
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(bytes))
}

/// A page of a scanned letter: straightened, nothing covered.
#[utoipa::path(get, path = "/api/v1/commendations/{id}/original/pages/{number}", tag = "commendations",
    params(("id" = String, Path), ("number" = usize, Path, description = "from 1")),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 404, body = ProblemDocument)))]
pub async fn page(
    caller: Caller,
    path: web::Path<(String, String)>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let number = path.1.parse().map_err(|_| Problem::not_found())?;
    let (coding, bytes) = service.original_page(caller, super::id(&path.0)?, number).await?;
    Ok(HttpResponse::Ok().content_type(coding.media_type()).body(bytes))
}
