//! The page behind a mail's link, until there is one behind a sign-in: it explains how to read the letter.
//!
//! It is the same for every id, so that it reveals no commendation's existence.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::web::{Problem, Shell};

#[derive(Template)]
#[template(path = "commendations/record.html")]
struct RecordPage<'a> {
    shell: &'a Shell,
}

/// Page that tells how to read the letter.
pub async fn record(_: web::Path<String>, shell: Shell) -> Result<HttpResponse, Problem> {
    shell.page(StatusCode::OK, &RecordPage { shell: &shell })
}
