//! The API's description of itself: for programs, and for people.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use askama::Template;
use utoipa::OpenApi as _;

use crate::app::App;
use crate::permissions::Access;
use crate::routes::{Description, ROUTES};
use crate::web::Problem;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut document = Description::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document.to_json().unwrap_or_else(|error| unreachable!("the description is plain data: {error}"))
});

/// The API's description (OpenAPI 3.1).
#[utoipa::path(get, path = "/api/openapi.json", tag = "machines", responses((status = 200, content_type = "application/json")))]
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}

#[derive(Template)]
#[template(path = "api.html")]
struct Page {
    bank: String,
    routes: Vec<Line>,
}

struct Line {
    method: &'static str,
    path: &'static str,
    access: String,
    summary: String,
}

/// The API on one page, for people.
#[utoipa::path(get, path = "/api", tag = "machines", responses((status = 200, content_type = "text/html")))]
pub async fn page(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let document = Description::openapi();
    let summary = |method: &str, path: &str| {
        let item = document.paths.paths.get(path)?;
        let operation = match method {
            "GET" => item.get.as_ref(),
            "POST" => item.post.as_ref(),
            "PUT" => item.put.as_ref(),
            _ => item.delete.as_ref(),
        }?;
        let texts = [&operation.summary, &operation.description];
        Some(texts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
    };
    let line = |route: &crate::routes::Route| Line {
        method: route.method,
        path: route.path,
        access: match route.access {
            Access::Public => "anyone".to_owned(),
            Access::SignedIn => "signed in".to_owned(),
            Access::Only(roles) => roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        },
        summary: summary(route.method, route.path).unwrap_or_default(),
    };
    let page = Page { bank: app.config.bank.name.clone(), routes: ROUTES.iter().map(line).collect() };
    let html = page.render().map_err(|error| Problem::unexpected(&error))?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html))
}
