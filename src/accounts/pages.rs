//! The page behind a one-time link: a form for a new password, and what came of it. It needs no script.
//!
//! Opening it changes nothing: mail scanners follow links, so only the form's POST uses the link up.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Accounts;
use super::api::{origin, set_device};
use crate::web::{Problem, Shell, page};

#[derive(Template)]
#[template(path = "accounts/activate.html")]
struct ActivatePage<'a> {
    shell: &'a Shell,
    problem: Option<&'a str>,
    done: bool,
}

/// What the form sends.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct NewPassword {
    password: String,
}

/// The form.
#[utoipa::path(get, operation_id = "show_activation_form", path = "/activate/{token}", tag = "Sign-in", params(("token" = String, Path, description = "From the link")),
    responses((status = 200, content_type = "text/html")))]
pub async fn form(_: web::Path<String>, shell: web::Data<Shell>) -> Result<HttpResponse, Problem> {
    page(StatusCode::OK, &ActivatePage { shell: &shell, problem: None, done: false })
}

/// Sets the password.
#[utoipa::path(post, operation_id = "choose_password_by_form", path = "/activate/{token}", tag = "Sign-in", params(("token" = String, Path, description = "From the link")),
    request_body(content = NewPassword, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, content_type = "text/html"), (status = 400), (status = 413), (status = 415),
        (status = 404, description = "Not a link that is still good", content_type = "text/html"),
        (status = 422, description = "The password cannot be taken; the link stays good", content_type = "text/html"),
        (status = 429, content_type = "text/html"), (status = 503, content_type = "text/html")))]
pub async fn choose(
    accounts: web::Data<Accounts>,
    shell: web::Data<Shell>,
    request: HttpRequest,
    token: web::Path<String>,
    given: web::Form<NewPassword>,
) -> Result<HttpResponse, Problem> {
    match accounts.activate(&token, &given.password, &origin(&accounts, &request)).await {
        Ok(device) => {
            let mut answer = page(StatusCode::OK, &ActivatePage { shell: &shell, problem: None, done: true })?;
            set_device(&accounts, &mut answer, device)?;
            Ok(answer)
        }
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status();
            let words = problem.in_words();
            page(status, &ActivatePage { shell: &shell, problem: Some(&words), done: false })
        }
    }
}
