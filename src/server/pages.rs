//! The start page, and the static files of all pages.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Timelike as _;

use crate::web::{Problem, Shell, Site, asset};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: &'a Shell,
    /// The message of the greeting, by the bank's clock.
    greeting: &'static str,
    today: String,
}

/// The start page: for strangers an introduction, for a signed-in person a greeting.
pub async fn start(shell: Shell, site: web::Data<Site>) -> Result<HttpResponse, Problem> {
    let now = site.clock.now().utc().with_timezone(&site.zone);
    let greeting = match now.hour() {
        4..=11 => "home-morning",
        12..=17 => "home-afternoon",
        _ => "home-evening",
    };
    shell.page(StatusCode::OK, &HomePage { shell: &shell, greeting, today: shell.language.weekday(now.date_naive()) })
}

/// A file that pages need; its name holds its digest, so that it may be kept for ever.
#[utoipa::path(get, operation_id = "get_asset", path = "/assets/{name}", tag = "pages", params(("name" = String, Path, description = "As it stands in a page")),
    responses((status = 200, content((String = "text/css"), (String = "image/svg+xml"))), (status = 404)))]
pub async fn file(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    asset(&name)
}
