//! The page that everything begins at, and the files of all pages.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::web::{Problem, Shell, asset, page};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: &'a Shell,
}

/// What this is, and where to go.
#[utoipa::path(get, operation_id = "show_start_page", path = "/", tag = "pages", responses((status = 200, content_type = "text/html")))]
pub async fn start(shell: web::Data<Shell>) -> Result<HttpResponse, Problem> {
    page(StatusCode::OK, &HomePage { shell: &shell })
}

/// A file that pages need; its name holds its digest, so that it may be kept for ever.
#[utoipa::path(get, operation_id = "get_asset", path = "/assets/{name}", tag = "pages", params(("name" = String, Path, description = "As it stands in a page")),
    responses((status = 200, content((String = "text/css"), (String = "image/svg+xml"))), (status = 404)))]
pub async fn file(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    asset(&name)
}
