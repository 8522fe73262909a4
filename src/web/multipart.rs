//! Reads the file of a form (`multipart/form-data`, RFC 7578), part by part as it arrives. Everything that takes a file uses this reader.
//!
//! Invariant: this module keeps nothing of a form but the problems of its parts, up to a number. It ignores the name of a file and its
//! declared type.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use bytes::Bytes;
use futures_util::StreamExt as _;

use super::problems::Problems;
use super::{Problem, incomplete};
use crate::language::{Explanation, phrase};

/// The most bytes of a form beside the file.
pub(super) const BESIDE: usize = 64 << 10;
/// The bytes of an oversized form that are drained, so that the client can read the 413.
pub(super) const READ_AWAY: usize = 64 << 20;
/// The most parts that a form may have: ours has one, and a browser may add a few.
const MOST_PARTS: usize = 20;

/// The result of reading a form.
#[derive(Debug, Default)]
pub struct ReceivedForm {
    /// True when there was a part `file`.
    pub file: bool,
    /// True when the file or the whole form exceeds its limit. Then the rest was not passed on.
    pub too_large: bool,
    /// Problems: parts that none of our forms has.
    pub problems: Problems,
    /// The number of bytes of all parts.
    read: usize,
}

/// Reads a form, and passes the bytes of the first part `file` to `take`, at most `limit` of them.
///
/// # Errors
/// 400 for an incomplete form or a body that is no form, 408 for one that arrives too slowly, 422 for too many parts.
pub async fn file_of(
    headers: &HeaderMap,
    payload: Payload,
    limit: usize,
    mut take: impl FnMut(&Bytes),
) -> Result<ReceivedForm, Problem> {
    let mut form = Multipart::new(headers, payload);
    let mut brought = ReceivedForm::default();
    let mut parts = 0;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|error| unreadable(&error))?;
        parts += 1;
        if parts > MOST_PARTS {
            let why = format!("A form may have {MOST_PARTS} parts at most. Send one, named \"file\".");
            return Err(Problem::unprocessable("too_many_parts", why));
        }
        match field.name() {
            Some("file") if brought.file => {
                let why = "Send one file; a letter of several pages is one TIFF or PDF.";
                brought.problems.with("file", "duplicate", why);
            }
            Some("file") => {
                brought.file = true;
                brought.part(&mut field, limit, &mut take).await?;
                continue;
            }
            name => {
                let why = "There is no such part; the form has one, named \"file\".";
                brought.problems.with(name.unwrap_or_default(), "unknown_field", why);
            }
        }
        brought.part(&mut field, limit, &mut |_| {}).await?;
    }
    Ok(brought)
}

/// A file of more bytes than are taken.
pub(super) fn too_large(limit: usize) -> Explanation {
    match limit / 1_000_000 {
        0 => phrase("field-file-too-large-bytes").with("most", limit).into(),
        most => phrase("field-file-too-large").with("most", most).into(),
    }
}

impl ReceivedForm {
    /// Reads one part. Of a form that is too large nothing more is passed on, and soon nothing more is read.
    async fn part(&mut self, field: &mut Field, limit: usize, take: &mut impl FnMut(&Bytes)) -> Result<(), Problem> {
        let mut length = 0;
        while let Some(chunk) = field.next().await {
            let chunk = chunk.map_err(|error| unreadable(&error))?;
            self.read += chunk.len();
            length += chunk.len();
            self.too_large |= length > limit || self.read > limit.saturating_add(BESIDE);
            if !self.too_large {
                take(&chunk);
            } else if self.read > limit.saturating_add(READ_AWAY) {
                let hint = format!("A file may have {limit} bytes at most.");
                return Err(Problem::too_large(too_large(limit).for_programs(hint)));
            }
        }
        Ok(())
    }
}

fn unreadable(error: &MultipartError) -> Problem {
    match error {
        MultipartError::Payload(error) => incomplete(error),
        _ => Problem::bad_request("incomplete_body", format!("The form cannot be read: {error}. Send it again.")),
    }
}
