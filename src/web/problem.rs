//! `application/problem+json` (RFC 9457): what went wrong and what to do next, with a code that stays.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_id::current_request_id;
use crate::db::DbError;
use crate::language::{Explanation, Language, Phrase, phrase, span_phrase};

/// One field of a body, or one parameter of a query, that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// A JSON pointer (RFC 6901) into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The name of a query parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A stable word for programs.
    pub code: &'static str,
    /// Explains what is wrong and what would be right.
    #[schema(value_type = String)]
    pub detail: Explanation,
}

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    // Boxed: a result that may be a problem is passed through many functions.
    detail: Box<Explanation>,
    errors: Vec<FieldProblem>,
    errors_truncated: bool,
    retry_after: Option<u64>,
    /// Headers of the answer beside `Retry-After`.
    headers: Vec<(HeaderName, String)>,
}

/// A problem, and what to do next (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Link to the explanation of the code.
    r#type: String,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// Advice on what to do next.
    detail: String,
    /// A stable word for programs.
    code: &'static str,
    /// Quote it when asking for help.
    request_id: String,
    /// Every problem of a rejected body or query, at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// There are more than the first hundred; send it again when these are mended.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    errors_truncated: bool,
}

impl Problem {
    /// A problem with a stable code and a sentence on what to do next.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Explanation>) -> Self {
        Self {
            status,
            code,
            detail: Box::new(detail.into()),
            errors: Vec::new(),
            errors_truncated: false,
            retry_after: None,
            headers: Vec::new(),
        }
    }

    /// 400: the body is not JSON.
    pub fn bad_request(code: &'static str, detail: impl Into<Explanation>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: nobody is signed in, or no longer.
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign in, and send the access token as \"Authorization: Bearer …\". Tokens last ten minutes; refresh yours.",
        )
    }

    /// 401: an access token came and cannot be taken (RFC 6750, section 3.1). `why` is a sentence of ASCII without quotes.
    pub fn refused_token(code: &'static str, why: &'static str, what_next: &str) -> Self {
        let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{why}\"");
        Self::new(StatusCode::UNAUTHORIZED, code, format!("{why} {what_next}"))
            .with(header::WWW_AUTHENTICATE, challenge)
    }

    /// 401: a session's cookie came to the API without its token.
    pub fn cookie_alone() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "The cookie of a session counts here only together with its token: send the token of the page as X-CSRF-Token.",
        )
    }

    /// 423: the browser was handed to a client.
    pub fn session_locked() -> Self {
        Self::new(
            StatusCode::LOCKED,
            "session_locked",
            "This browser is with a client. Its person signs in again at /unlock first.",
        )
    }

    /// 403: a form that did not come from one of our pages.
    pub fn form_refused() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "form_refused",
            "A form is taken from our own pages only: send Sec-Fetch-Site or Origin, and in a session its X-CSRF-Token.",
        )
    }

    /// 403: known, and not allowed.
    pub fn forbidden(detail: impl Into<Explanation>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: not there, or not the caller's to know.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here, or it is not yours to read.")
    }

    /// 409: the state of the thing does not allow it.
    pub fn conflict(code: &'static str, detail: impl Into<Explanation>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: an invalid body or query, with its problems up to the number that `problems` keeps.
    pub(super) fn rejected(errors: Vec<FieldProblem>, errors_truncated: bool) -> Self {
        let detail = match errors.len() {
            1 => "One field cannot be taken; \"errors\" says which and why.".to_owned(),
            n if errors_truncated => format!("More than {n} fields cannot be taken; \"errors\" has the first {n}."),
            n => format!("{n} fields cannot be taken; \"errors\" says which and why."),
        };
        let rejected = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", detail);
        Self { errors, errors_truncated, ..rejected }
    }

    /// 413: more bytes than are taken.
    pub fn too_large(detail: impl Into<Explanation>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }

    /// 422 with a code of its own.
    pub fn unprocessable(code: &'static str, detail: impl Into<Explanation>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 415: a body that would have to be decoded first. The answer says which codings are accepted (RFC 9110, section 12.5.3).
    pub fn unsupported_encoding() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_encoding",
            "Send the body as it is, without a Content-Encoding: it is not decompressed.",
        )
        .with(header::ACCEPT_ENCODING, "identity")
    }

    /// 429: too many; answered at once.
    pub fn too_many(seconds: u64, detail: impl Into<Explanation>) -> Self {
        Self {
            retry_after: Some(seconds.max(1)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
        }
    }

    /// 429 with how long to wait, in words too.
    pub fn too_many_for(wait: std::time::Duration, why: Phrase) -> Self {
        let seconds = whole_seconds(wait);
        Self::too_many(seconds, phrase("refused-wait").with("why", why).with("span", span_phrase(seconds)))
    }

    /// 503: the database is busy or away; the same request may be sent again.
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(2),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Nothing was changed. Send the same request again in a moment, with the same Idempotency-Key.",
            )
        }
    }

    /// 503: something that is needed does not answer; nothing was changed.
    pub fn unavailable_because(detail: impl Into<Explanation>) -> Self {
        Self { detail: Box::new(detail.into()), ..Self::unavailable() }
    }

    /// 500: nobody foresaw it. The cause is logged once, with the request's id, and not shown.
    pub fn unexpected(cause: &dyn fmt::Display) -> Self {
        tracing::error!(request_id = %current_request_id(), %cause, "a request failed in a way nobody foresaw");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "unexpected",
            "Something went wrong on our side. Tell your administrator the request_id.",
        )
    }

    /// 405 with the methods that the path does have.
    pub fn method_not_allowed(allow: String) -> Self {
        let detail = format!("This path answers {allow}.");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail).with(header::ALLOW, allow)
    }

    /// 412: the thing was changed since the caller read it; `tag` is the present one.
    pub fn precondition_failed(code: &'static str, detail: impl Into<Explanation>, tag: String) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, code, detail).with(header::ETAG, tag)
    }

    /// 428: a change needs the tag of what it changes (RFC 6585, section 3).
    pub fn precondition_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition_required",
            "Send the ETag of what you read as If-Match, so that nobody's change is overwritten unseen.",
        )
    }

    /// The same problem, which names the place of what the caller looks for.
    #[must_use]
    pub fn found_at(self, place: String) -> Self {
        self.with(header::LOCATION, place)
    }

    fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// For a page: the one thing that is wrong with the one field, or what to do next; `otherwise` is the message where neither is
    /// told to people.
    pub fn in_words(&self, language: Language, otherwise: &str) -> String {
        match self.errors.as_slice() {
            [only] => only.detail.within(language, otherwise),
            _ => self.detail.within(language, otherwise),
        }
    }

    /// The message for people, where the problem has one of its own.
    pub fn phrase(&self) -> Option<&Phrase> {
        self.detail.phrase()
    }

    /// Each field that is wrong.
    pub fn fields(&self) -> &[FieldProblem] {
        &self.errors
    }

    /// Puts what the problem says in headers into an answer of another form.
    pub fn put_headers(&self, headers: &mut HeaderMap) {
        let retry = self.retry_after.map(|seconds| (header::RETRY_AFTER, seconds.to_string()));
        let challenge =
            (self.status == StatusCode::UNAUTHORIZED).then(|| (header::WWW_AUTHENTICATE, "Bearer".to_owned()));
        for (name, value) in retry.into_iter().chain(challenge).chain(self.headers.iter().cloned()) {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }

    /// After how many seconds to try again, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The stable word.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy(reason) | DbError::Unavailable(reason) => {
                tracing::warn!(request_id = %current_request_id(), %reason, "the database could not serve a request");
                Self::unavailable()
            }
            // A rule of the schema that no operation expected is as unforeseen as anything else.
            DbError::Refused(_) | DbError::Unexpected(_) => Self::unexpected(&error),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        let mut response = response.json(ProblemDocument {
            r#type: format!("/api#{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.detail.english().to_owned(),
            code: self.code,
            request_id: current_request_id(),
            errors: self.errors.clone(),
            errors_truncated: self.errors_truncated,
        });
        self.put_headers(response.headers_mut());
        response
    }
}

/// The seconds of a wait, rounded up: a client that waits as long does not come too early.
pub fn whole_seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
