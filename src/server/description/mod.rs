//! The API's description, for programs, for people, and for the service, which refuses query parameters that are not in it.

mod common;

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, ParameterIn};

use crate::permissions::Access;
use crate::routes::{Description, Kind, ROUTES, Route};
use crate::web::{Problem, Shell};

pub use common::Common;

/// Built once.
static DESCRIPTION: LazyLock<OpenApi> = LazyLock::new(|| {
    let mut document = Description::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document
});

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    DESCRIPTION.to_json().unwrap_or_else(|error| unreachable!("the description is plain data: {error}"))
});

/// The query parameters of each route, by method and path.
static QUERY_PARAMETERS: LazyLock<HashMap<(&str, &str), Vec<String>>> = LazyLock::new(|| {
    let names = |route: &Route| {
        let parameters =
            operation(&DESCRIPTION, route).into_iter().flat_map(|operation| operation.parameters.iter().flatten());
        let in_query = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Query);
        in_query.map(|parameter| parameter.name.clone()).collect()
    };
    ROUTES.iter().map(|route| ((route.method, route.path), names(route))).collect()
});

/// The names of a route's query parameters. A parameter that is not described is refused.
pub fn query_parameters(route: &Route) -> &'static [String] {
    QUERY_PARAMETERS.get(&(route.method, route.path)).map_or(&[], Vec::as_slice)
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

fn operation_mut<'a>(document: &'a mut OpenApi, route: &Route) -> Option<&'a mut Operation> {
    let item = document.paths.paths.get_mut(route.path)?;
    match route.method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

/// The API's description (OpenAPI 3.1).
#[utoipa::path(get, operation_id = "get_description", path = "/api/openapi.json", tag = "machines", responses((status = 200, content_type = "application/json", body = Object)))]
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
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
pub async fn page(shell: Shell) -> Result<HttpResponse, Problem> {
    let summary = |route: &Route| {
        let operation = operation(&DESCRIPTION, route)?;
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
    let api = ROUTES.iter().filter(|route| route.kind == Kind::Api);
    shell.page(StatusCode::OK, &Page { shell: &shell, routes: api.map(line).collect() })
}
