//! The page for a form that was refused because its session had ended or its token belonged to another session. The page keeps the
//! input, which the person can send again with one press.
//!
//! Invariant: only a form from one of our pages gets this answer, and the page sends nothing by itself.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::form::Form;
use super::{Problem, Shell, own_path};

#[derive(Template)]
#[template(path = "expired_form.html")]
struct KeptPage<'a> {
    shell: &'a Shell,
    /// The path that the form was sent to.
    action: String,
    /// The fields as typed, without secrets; empty for a form with a file.
    fields: Vec<(String, String)>,
    has_file: bool,
    /// True when a secret was typed, which the page does not keep.
    has_secret: bool,
    /// True when nobody is signed in.
    is_out: bool,
}

/// The page. `form` is none for a form with a file, which a page cannot keep.
///
/// # Errors
/// When the page cannot be made.
pub fn expired_form(request: &HttpRequest, form: Option<&Form>) -> Result<HttpResponse, Problem> {
    let shell = Shell::of(request)?;
    let is_out = shell.viewer.is_none();
    let status = if is_out { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN };
    let fields = form.map(Form::kept).unwrap_or_default();
    let action = own_path(&shell.here).unwrap_or_else(|| "/".to_owned());
    let has_secret = form.is_some_and(Form::has_secret);
    let page = KeptPage { shell: &shell, action, fields, has_file: form.is_none(), has_secret, is_out };
    let mut answer = shell.page(status, &page)?;
    if is_out {
        Problem::unauthenticated().put_headers(answer.headers_mut());
    }
    Ok(answer)
}
