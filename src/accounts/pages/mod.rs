//! Pages of sign-in: in and out, one-time links, a person's own settings. They need no script.
//!
//! They call the operations that the API calls and read the same input. Only the words differ: a page tells a person which button to
//! press, the API tells a program which call to make.

mod device_names;
pub mod links;
pub mod settings;
pub mod sign_in;
mod time_zones;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

pub use device_names::device_name;

use super::AccountsError;
use crate::language::span_phrase;
use crate::web::{Filled, Problem, Shell, whole_seconds};

/// Words for an error that the person can correct, and their field; an empty field stands for the whole form.
fn told(error: &AccountsError, shell: &Shell) -> Option<(&'static str, String)> {
    Some(match error {
        AccountsError::InvalidCredentials => ("email", shell.say("accounts-wrong-sign-in").to_string()),
        AccountsError::Wait(wait) => {
            let span = span_phrase(whole_seconds(*wait)).within(shell.language);
            ("", shell.say("accounts-wait").with("span", span).to_string())
        }
        AccountsError::Password(problem) => ("password", problem.phrase().within(shell.language)),
        AccountsError::NewPassword(problem) => ("new", problem.phrase().within(shell.language)),
        AccountsError::WrongPassword => ("current", shell.say("accounts-wrong-present").to_string()),
        _ => return None,
    })
}

/// The form with the error beside its field; an error that concerns no field is returned.
///
/// # Errors
/// The error itself, when the person can correct nothing.
pub fn again(error: AccountsError, form: Filled, shell: &Shell) -> Result<(Problem, Filled), Problem> {
    let Some((field, words)) = told(&error, shell) else { return Err(error.into()) };
    let problem = match error {
        // Not 401: it would demand an `Authorization` header.
        AccountsError::InvalidCredentials => Problem::unprocessable("invalid_credentials", words.clone()),
        error => error.into(),
    };
    let form = match problem.code() {
        "invalid_credentials" => form.wrong_together(field, &words),
        _ => form.wrong(field, &words),
    };
    Ok((problem, form))
}

/// A page with a form that was not taken.
pub fn refused(problem: &Problem, mut page: HttpResponse) -> HttpResponse {
    *page.status_mut() = problem.status();
    problem.put_headers(page.headers_mut());
    page
}

/// Status of a form with invalid fields.
const REJECTED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
