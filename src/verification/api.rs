//! Verification over HTTP: a page for people and JSON for programs, with the same answers. Posted files are streamed, never kept.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use futures_util::StreamExt as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::Verification;
use super::pages::{self, CheckInput};
use super::rules::{Inspected, Inspection};
use super::{Finding, Validity, VerificationError};
use crate::language::phrase;
use crate::web::{ClientAddress, Problem, Query, Shell, file_of, incomplete, media_type, varying, wants_json};

/// Form with the file to check.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its description is used")]
pub struct PostedFile {
    /// The PDF to be checked.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Result of a check.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// `genuine`, `superseded` or `withdrawn`; for a file also `altered` or `not_known`.
    result: &'static str,
    /// Reference, for example `C-2026-000123`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// Verification code in groups of four, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_code: Option<String>,
    /// Version of the document, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    /// Day on which this version was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_on: Option<NaiveDate>,
    /// SHA-256 of the document's file as it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// The newest version; present when this is an older one.
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<NewestView>,
    /// Day on which the document was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_on: Option<NaiveDate>,
    /// SHA-256 of the file that was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_sha256: Option<String>,
}

/// The newest version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewestView {
    version: i32,
    issued_on: NaiveDate,
}

impl CheckView {
    /// View of a finding; `file` is given when a file was checked.
    pub fn of(finding: &Finding, file: Option<&Inspected>) -> Self {
        let (issued, altered) = match finding {
            Finding::NotKnown => (None, false),
            Finding::Known(issued) => (Some(issued), false),
            Finding::Altered(issued) => (Some(issued), true),
        };
        let validity = issued.map(|issued| issued.validity);
        Self {
            result: match validity {
                None => "not_known",
                Some(_) if altered => "altered",
                Some(Validity::Genuine) => "genuine",
                Some(Validity::Superseded { .. }) => "superseded",
                Some(Validity::Withdrawn { .. }) => "withdrawn",
            },
            reference: issued.map(|issued| issued.reference.clone()),
            verification_code: issued.map(|issued| issued.code.to_string()),
            version: issued.map(|issued| issued.version),
            issued_on: issued.map(|issued| issued.issued_on),
            sha256: issued.map(|issued| issued.sha256.clone()),
            superseded_by: match validity {
                Some(Validity::Superseded { version, issued_on }) => Some(NewestView { version, issued_on }),
                _ => None,
            },
            withdrawn_on: match validity {
                Some(Validity::Withdrawn { on }) => Some(on),
                _ => None,
            },
            file_sha256: file.map(|file| file.sha256.clone()),
        }
    }
}

/// Verification page, with the result when a code is given.
#[utoipa::path(get, operation_id = "show_verification_form", path = "/verify", tag = "verification", params(("code" = Option<String>, Query, description = "As printed; absent for the empty form")),
    responses((status = 200, content((String = "text/html"), (CheckView = "application/json"))),
        (status = 404, description = "No document has this code", content_type = "text/html"),
        (status = 429, content_type = "text/html")))]
pub async fn form(
    query: Query,
    request: HttpRequest,
    shell: Shell,
    service: web::Data<Verification>,
) -> Result<HttpResponse, Problem> {
    match query.text("code").filter(|code| !code.trim().is_empty()) {
        Some(typed) => checked_code(&request, &shell, &service, typed.trim()).await,
        None => pages::found(&shell, CheckInput::Nothing, None),
    }
}

/// Checks whether a code belongs to a document that the bank issued, and whether that document is still valid. Answers with a
/// page, or with JSON for `Accept: application/json`. A malformed code and an unknown one get the same answer.
#[utoipa::path(get, operation_id = "verify_code", path = "/verify/{verification_code}", tag = "verification",
    params(("verification_code" = String, Path, description = "Case, hyphens, and I, L or O for 1 or 0 do not matter")),
    responses((status = 200, content((String = "text/html"), (CheckView = "application/json"))),
        (status = 404, description = "No document has this code", content_type = "text/html"),
        (status = 429, content_type = "text/html")))]
pub async fn code(
    typed: web::Path<String>,
    request: HttpRequest,
    shell: Shell,
    service: web::Data<Verification>,
) -> Result<HttpResponse, Problem> {
    checked_code(&request, &shell, &service, &typed).await
}

async fn checked_code(
    request: &HttpRequest,
    shell: &Shell,
    service: &Verification,
    typed: &str,
) -> Result<HttpResponse, Problem> {
    let asked = CheckInput::Code(typed);
    if let Err(problem) = admit(request, service) {
        return refuse(request, shell, asked, "verify-too-many", problem);
    }
    let finding = service.code(typed).await?;
    if !wants_json(request) {
        return pages::found(shell, asked, Some(&finding)).map(varying);
    }
    if finding == Finding::NotKnown {
        let detail = "No document has this code. Check each of its 16 characters.";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not_known", detail));
    }
    Ok(varying(HttpResponse::Ok().json(CheckView::of(&finding, None))))
}

/// Checks whether a file is an unchanged document of the bank. Send multipart with the field `file`, or the PDF as the body. The
/// file is hashed as it streams by and is not kept.
#[utoipa::path(post, operation_id = "verify_file", path = "/verify", tag = "verification",
    request_body(content((Vec<u8> = "application/pdf"), (PostedFile = "multipart/form-data"))),
    responses((status = 200, content((String = "text/html"), (CheckView = "application/json"))),
        (status = 400, description = "The file did not arrive whole", content_type = "text/html"),
        (status = 413, content_type = "text/html"), (status = 415, content_type = "text/html"),
        (status = 422, description = "There is no file", content_type = "text/html"), (status = 429, content_type = "text/html")))]
pub async fn file(
    request: HttpRequest,
    payload: web::Payload,
    shell: Shell,
    service: web::Data<Verification>,
) -> Result<HttpResponse, Problem> {
    let asked = CheckInput::File(None);
    if let Err(problem) = admit(&request, &service) {
        return refuse(&request, &shell, asked, "verify-too-many", problem);
    }
    let file = match read(&request, payload, service.upload_limit).await {
        Ok(file) => file,
        Err(problem) => return refuse(&request, &shell, asked, "verify-file-unchecked", problem),
    };
    let finding = service.file(&file).await?;
    let answer = if wants_json(&request) {
        HttpResponse::Ok().json(CheckView::of(&finding, Some(&file)))
    } else {
        pages::found(&shell, CheckInput::File(Some(&file)), Some(&finding))?
    };
    Ok(varying(answer))
}

fn admit(request: &HttpRequest, service: &Verification) -> Result<(), Problem> {
    service.admit(ClientAddress::of(request)).map_err(|wait| Problem::too_many_for(wait, phrase("refused-many-checks")))
}

fn refuse(
    request: &HttpRequest,
    shell: &Shell,
    asked: CheckInput<'_>,
    heading: &'static str,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    if wants_json(request) { Err(problem) } else { pages::refused(shell, asked, heading, &problem).map(varying) }
}

/// Reads the file from a form or from the body itself.
async fn read(request: &HttpRequest, payload: web::Payload, limit: usize) -> Result<Inspected, Problem> {
    match media_type(request).unwrap_or_default().as_str() {
        "multipart/form-data" => read_form(request, payload, limit).await,
        "application/pdf" | "application/octet-stream" => {
            let mut intake = Intake::new(limit);
            intake.take(payload).await?;
            intake.finish()
        }
        _ => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send the PDF as the field \"file\" of a form (multipart/form-data), or as the body with \"Content-Type: application/pdf\".",
        )),
    }
}

async fn read_form(request: &HttpRequest, payload: web::Payload, limit: usize) -> Result<Inspected, Problem> {
    let mut intake = Intake::new(limit);
    // Other parts of the form are ignored: another program's form may have them.
    let brought = file_of(request.headers(), payload.into_inner(), limit, |chunk| intake.feed(chunk)).await?;
    if brought.too_large {
        return Err(intake.too_large());
    }
    if !brought.file || intake.length == 0 {
        return Err(Problem::unprocessable("no_file", phrase("verify-choose-file")));
    }
    intake.finish()
}

/// A file that is arriving. Past the limit, as many bytes again are drained and thrown away: a client that is cut off in the
/// middle of its upload does not read the 413.
struct Intake {
    inspection: Inspection,
    length: usize,
    limit: usize,
}

impl Intake {
    fn new(limit: usize) -> Self {
        Self { inspection: Inspection::default(), length: 0, limit }
    }

    async fn take(&mut self, mut payload: web::Payload) -> Result<(), Problem> {
        while let Some(chunk) = payload.next().await {
            self.feed(&chunk.map_err(|error| incomplete(&error))?);
            if self.length > self.limit.saturating_mul(2) {
                break;
            }
        }
        if self.length > self.limit { Err(self.too_large()) } else { Ok(()) }
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.length = self.length.saturating_add(chunk.len());
        if self.length <= self.limit {
            self.inspection.feed(chunk);
        }
    }

    fn too_large(&self) -> Problem {
        let detail = match self.limit / 1_000_000 {
            0 => phrase("verify-file-too-large-bytes").with("most", self.limit),
            most => phrase("verify-file-too-large").with("most", most),
        };
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    fn finish(self) -> Result<Inspected, Problem> {
        if self.length == 0 {
            return Err(Problem::unprocessable("no_file", phrase("verify-file-empty")));
        }
        Ok(self.inspection.finish())
    }
}

impl From<VerificationError> for Problem {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::Document(cause) => Self::unexpected(&cause),
            VerificationError::Database(error) => error.into(),
        }
    }
}
