//! The page that a mail's link opens until there is one behind a sign-in: it says how to read the letter.
//!
//! It is the same for every id, so that it tells nobody which commendations there are.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::web::{Problem, Shell, page};

#[derive(Template)]
#[template(path = "commendations/record.html")]
struct RecordPage<'a> {
    shell: &'a Shell,
}

/// How to read the letter.
#[utoipa::path(get, operation_id = "show_commendation_page", path = "/commendations/{id}", tag = "pages", params(("id" = String, Path, description = "The page is the same for every id")),
    responses((status = 200, content_type = "text/html")))]
pub async fn record(_: web::Path<String>, shell: web::Data<Shell>) -> Result<HttpResponse, Problem> {
    page(StatusCode::OK, &RecordPage { shell: &shell })
}
