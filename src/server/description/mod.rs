//! The API's description, for programs, for people, and for the service, which refuses query parameters that are not in it.

mod common;

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, ParameterIn};

use crate::permissions::Access;
use crate::server::route::{Kind, Route};
use crate::server::table::Table;
use crate::web::{Problem, Shell};

/// The API's description, completed for its routes.
pub struct Described {
    routes: &'static [Route],
    document: OpenApi,
    text: String,
    /// The query parameters of each route, by method and path.
    query_parameters: HashMap<(&'static str, &'static str), Vec<String>>,
}

impl Described {
    /// Completes what the handlers of these routes say of themselves.
    pub fn of(routes: &'static [Route], mut document: OpenApi) -> Self {
        document.info.version = env!("CARGO_PKG_VERSION").to_owned();
        common::complete(&mut document, routes);
        let names = |route: &Route| {
            let parameters =
                operation(&document, route).into_iter().flat_map(|operation| operation.parameters.iter().flatten());
            let in_query = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Query);
            in_query.map(|parameter| parameter.name.clone()).collect()
        };
        let query_parameters = routes.iter().map(|route| ((route.method, route.path), names(route))).collect();
        let text = document.to_json().unwrap_or_else(|error| unreachable!("the description is plain data: {error}"));
        Self { routes, document, text, query_parameters }
    }

    /// The document (OpenAPI 3.1).
    pub fn document(&self) -> &OpenApi {
        &self.document
    }

    /// The names of a route's query parameters. A parameter that is not described is refused.
    pub fn query_parameters(&self, route: &Route) -> &[String] {
        self.query_parameters.get(&(route.method, route.path)).map_or(&[], Vec::as_slice)
    }
}

fn operation<'a>(document: &'a OpenApi, route: &Route) -> Option<&'a Operation> {
    let item = document.paths.paths.get(route.path)?;
    match route.method {
        "GET" => item.get.as_ref(),
        "POST" => item.post.as_ref(),
        "PUT" => item.put.as_ref(),
        "DELETE" => item.delete.as_ref(),
        _ => None,
    }
}

/// The API's description (OpenAPI 3.1).
#[utoipa::path(get, operation_id = "get_description", path = "/api/openapi.json", tag = "machines", responses((status = 200, content_type = "application/json", body = Object)))]
pub async fn openapi(table: web::Data<Table>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(table.description.text.as_str())
}

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
        let operation = operation(&described.document, route)?;
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
