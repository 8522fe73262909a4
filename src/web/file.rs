//! A file in a form (`multipart/form-data`, RFC 7578), read whole up to a limit. Its name and declared type are not looked at.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::{FieldProblem, Problem};

/// How many bytes a file may have; set as app data.
#[derive(Debug, Clone, Copy)]
pub struct FileLimit(pub usize);

/// More than the file's own bytes a form may have, and so much of a body that is too large is read away, so that its sender
/// hears the answer.
const BESIDE: usize = 64 << 10;
const READ_AWAY: usize = 64 << 20;

/// The part `file` of a form.
#[derive(Debug, Clone)]
pub struct FileBody(pub Bytes);

impl FromRequest for FileBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request.app_data::<FileLimit>().map_or(25_000_000, |limit| limit.0);
        let media_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let is_form = media_type.to_ascii_lowercase().starts_with("multipart/form-data");
        let form = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            if !is_form {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Send the file as multipart/form-data, in a part named \"file\".",
                ));
            }
            read(form, limit).await.map(Self)
        })
    }
}

async fn read(mut form: Multipart, limit: usize) -> Result<Bytes, Problem> {
    let mut file = None;
    let mut problems: Vec<FieldProblem> = Vec::new();
    let mut reject = |name: &str, code, detail: &str| {
        problems.push(FieldProblem {
            pointer: None,
            parameter: Some(name.chars().take(100).collect()),
            code,
            detail: detail.to_owned(),
        });
    };
    let mut read = 0;
    let mut too_large = false;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|error| incomplete(&error))?;
        let name = field.name().unwrap_or_default().to_owned();
        let part = part(&mut field, limit, &mut read, &mut too_large).await?;
        match name.as_str() {
            "file" if file.is_some() => {
                reject("file", "duplicate", "Send one file; a letter of several pages is one TIFF or PDF.")
            }
            "file" => file = Some(part),
            name => reject(name, "unknown_field", "There is no such part; the form has one, named \"file\"."),
        }
    }
    if too_large {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            format!("A file may have {limit} bytes at most. Scan at 300 dpi, or send a JPEG."),
        ));
    }
    if file.is_none() {
        reject("file", "required", "Send the scan in a part named \"file\".");
    }
    match (file, problems.is_empty()) {
        (Some(file), true) => Ok(file),
        _ => Err(Problem::rejected(problems)),
    }
}

/// Reads one part. Once the form is too large nothing more is kept of it, and soon nothing more is read.
async fn part(field: &mut Field, limit: usize, read: &mut usize, too_large: &mut bool) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|error| incomplete(&error))?;
        *read += chunk.len();
        *too_large |= bytes.len() + chunk.len() > limit || *read > limit + BESIDE;
        if *too_large {
            bytes = BytesMut::new();
            if *read > limit + READ_AWAY {
                return Err(Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body_too_large",
                    format!("A file may have {limit} bytes at most."),
                ));
            }
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes.freeze())
}

fn incomplete(error: &MultipartError) -> Problem {
    Problem::bad_request("incomplete_body", format!("The form cannot be read: {error}. Send it again."))
}
