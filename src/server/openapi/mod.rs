//! The API's description, for programs, for people, and for the service, which refuses query parameters that are not in it.

mod common;
mod document;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::permissions::Access;
use crate::server::route::{Kind, Route};
use crate::server::route_table::Table;
use crate::web::{Problem, Shell};

/// The API's description (OpenAPI 3.1).
#[utoipa::path(get, operation_id = "get_description", path = "/api/openapi.json", tag = "machines", responses((status = 200, content_type = "application/json", body = Object)))]
pub async fn openapi(table: web::Data<Table>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(table.description.text.as_str())
}

pub use document::ApiDocument;

use document::operation;

#[derive(Template)]
#[template(path = "api.html")]
struct Page<'a> {
    shell: &'a Shell,
    routes: Vec<Line>,
}

struct Line {
    method: &'static str,
    path: &'static str,
    access: String,
    summary: String,
}

/// The API on one page, for people.
#[utoipa::path(get, operation_id = "show_description", path = "/api", tag = "machines", responses((status = 200, content_type = "text/html")))]
pub async fn page(table: web::Data<Table>, shell: Shell) -> Result<HttpResponse, Problem> {
    let described = &**table.description;
    let summary = |route: &Route| {
        let operation = operation(described.document(), route)?;
        let texts = [&operation.summary, &operation.description];
        Some(texts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
    };
    let line = |route: &Route| Line {
        method: route.method,
        path: route.path,
        access: match route.access {
            Access::Public => "anyone".to_owned(),
            Access::SignedIn => "signed in".to_owned(),
            Access::Only(roles) => roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        },
        summary: summary(route).unwrap_or_default(),
    };
    let api = described.routes.iter().filter(|route| route.kind == Kind::Api);
    shell.page(StatusCode::OK, &Page { shell: &shell, routes: api.map(line).collect() })
}
