//! The words as they were written, behind a page that says that reading them is recorded. A form opens them: no GET of a page records
//! anything by itself, except that each page of a scan is a reading of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::record::paragraphs;
use crate::commendations::operations::Commendations;
use crate::commendations::rules::Action;
use crate::commendations::{AsWritten, Shown};
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{FileAnswer, Form, Problem, Shell, id};

#[derive(Template)]
#[template(path = "commendations/original.html")]
struct OriginalPage<'a> {
    shell: &'a Shell,
    id: CommendationId,
    reference: String,
    /// None before the reader has said that it shall be opened.
    original: Option<Opened>,
}

/// The original in words.
struct Opened {
    name: Option<String>,
    email: Option<String>,
    has_letter: bool,
    letter: Vec<String>,
    language: Option<String>,
    signed: Option<String>,
    /// The numbers of the pages of a scan.
    pages: Vec<usize>,
    note: Vec<String>,
}

/// Says what opening the original means.
pub async fn ask(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let (reference, actions) = match service.show(caller, id).await? {
        Shown::Full(full) => (full.header.reference, full.actions),
        Shown::Bare { .. } => return Err(Problem::not_found()),
    };
    if !actions.has(Action::ReadOriginal) {
        return Err(Problem::not_found());
    }
    shell.page(StatusCode::OK, &OriginalPage { shell: &shell, id, reference, original: None })
}

/// Opens the original; the reading is recorded.
pub async fn read(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    service: web::Data<Commendations>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let AsWritten { reference, client_name, client_email, letter, cover_note, scan, .. } =
        service.original(caller, id).await?;
    let original = Opened {
        name: client_name,
        email: client_email,
        has_letter: letter.is_some(),
        language: letter.as_ref().and_then(|letter| letter.language.clone()),
        signed: letter.as_ref().and_then(|letter| letter.signature_name.clone()),
        letter: letter.map(|letter| paragraphs(&letter.text)).unwrap_or_default(),
        pages: scan.map_or(0..0, |(upload, _)| 0..upload.pages.len()).map(|page| page + 1).collect(),
        note: cover_note.as_deref().map(paragraphs).unwrap_or_default(),
    };
    shell.page(StatusCode::OK, &OriginalPage { shell: &shell, id, reference, original: Some(original) })
}

/// A page of a scanned letter, nothing covered; the reading is recorded.
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
