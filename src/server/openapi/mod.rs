//! The API's description, for programs, for people, and for the service, which refuses query parameters that are not in it.

mod common;
mod document;
mod reference;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::server::route::Kind;
use crate::server::route_table::Table;
use crate::web::{Problem, Shell};

/// The API's description (OpenAPI 3.1).
#[utoipa::path(get, operation_id = "get_description", path = "/api/openapi.json", tag = "machines", responses((status = 200, content_type = "application/json", body = Object)))]
pub async fn openapi(table: web::Data<Table>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(table.description.text.as_str())
}

pub use document::ApiDocument;

use reference::{Group, groups};

#[derive(Template)]
#[template(path = "api.html")]
struct Page<'a> {
    shell: &'a Shell,
    version: &'static str,
    groups: Vec<Group>,
    /// An example of an error.
    problem: &'static str,
}

const PROBLEM: &str = r#"{
  "type": "about:blank",
  "title": "Unprocessable Content",
  "status": 422,
  "code": "invalid",
  "detail": "2 fields are invalid; see errors.",
  "request_id": "01a2207deb427765a4c2c7b75d035109",
  "errors": [
    {"pointer": "/served_on", "code": "in_the_future", "detail": "The day of service is after today."},
    {"pointer": "/helper_ids", "code": "required", "detail": "Name at least one person."}
  ]
}"#;

/// The API on one page, for people.
#[utoipa::path(get, operation_id = "show_description", path = "/api", tag = "machines", responses((status = 200, content_type = "text/html")))]
pub async fn page(table: web::Data<Table>, shell: Shell) -> Result<HttpResponse, Problem> {
    let described = &**table.description;
    let document = serde_json::to_value(described.document()).map_err(|error| Problem::unexpected(&error))?;
    let api = described.routes.iter().filter(|route| route.kind == Kind::Api);
    let groups = groups(&document, api);
    let version = env!("CARGO_PKG_VERSION");
    shell.page(StatusCode::OK, &Page { shell: &shell, version, groups, problem: PROBLEM })
}
