//! Signing in and out at a browser.
//!
//! Invariants: every sign-in begins a session with a new secret, and ends the one that the browser had. The page shows the same
//! for every failed sign-in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{REJECTED, again, refused};
use crate::accounts::api::{SignIn, origin, set_device};
use crate::accounts::{Accounts, AccountsError, AuthError};
use crate::permissions::Caller;
use crate::web::{self as edge, Filled, Flash, Form, Problem, Query, SESSION, Shell, Site, own_path, see};

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// This page, with the path to go on to.
    action: String,
    /// The path to go on to.
    next: &'a str,
    /// True when the browser comes with a session that is over.
    has_ended: bool,
}

const LABELS: &[(&str, &str)] = &[("email", "accounts-email"), ("password", "accounts-password")];

/// The form.
pub async fn form(
    shell: Shell,
    query: Query,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let has_ended = shell.viewer.is_none() && site.cookies().get(&request, SESSION).is_some();
    page(&shell, &Filled::default(), &next(&query), has_ended, StatusCode::OK)
}

/// Signs in and goes on to where the person wanted to go.
pub async fn take(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    shell: Shell,
    request: HttpRequest,
    query: Query,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let next = next(&query);
    let (body, problems) = form.read::<SignIn>()?;
    let (Some(email), Some(password), true) = (body.email, body.password, problems.is_empty()) else {
        return page(&shell, &form.again(&problems.into_problem(), shell.language, LABELS), &next, false, REJECTED);
    };
    match enter(&accounts, &site, &request, (&email, &password), &next).await? {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let (problem, filled) = again(error, Filled::with(&[("email", form.value("email"))]), &shell)?;
            Ok(refused(&problem, page(&shell, &filled, &next, false, REJECTED)?))
        }
    }
}

/// Signs in, ends the session that the browser had before, and goes on to a page. The inner error is a refusal.
///
/// # Errors
/// When a cookie cannot be made or the old session cannot be ended.
pub async fn enter(
    accounts: &Accounts,
    site: &Site,
    request: &HttpRequest,
    (email, password): (&str, &str),
    next: &str,
) -> Result<Result<HttpResponse, AccountsError>, Problem> {
    let before = site.cookies().get(request, SESSION);
    let session = match accounts.sign_in_browser(email, password, &origin(accounts, request)).await {
        Ok(session) => session,
        Err(error) => return Ok(Err(error)),
    };
    if let Some(before) = before {
        end(accounts, &before).await?;
    }
    let mut answer = see(next);
    site.cookies().set(&mut answer, SESSION, session.cookie)?;
    set_device(accounts, &mut answer, session.device)?;
    Ok(Ok(answer))
}

/// Signs out. The answer is the same when the browser was signed out already.
pub async fn sign_out(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Option<Caller>,
) -> Result<HttpResponse, Problem> {
    if let Some(caller) = caller {
        ended(accounts.end_session(caller.person, caller.session).await)?;
    }
    let mut answer = see("/sign-in");
    site.cookies().remove(&mut answer, SESSION)?;
    Flash::new("flash-signed-out").send(&mut answer, &site, None)?;
    Ok(answer)
}

/// Ends the session that a browser had before.
async fn end(accounts: &Accounts, cookie: &str) -> Result<(), Problem> {
    let (person, session) = match accounts.authenticate_browser(cookie).await {
        Ok(before) => (before.person, before.session),
        Err(AuthError::Locked(before)) => (before.person, before.session),
        Err(_) => return Ok(()),
    };
    ended(accounts.end_session(person, session).await)
}

/// Signing out succeeds when the session has already ended.
fn ended(result: Result<(), AccountsError>) -> Result<(), Problem> {
    match result {
        Ok(()) | Err(AccountsError::UnknownSession) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn next(query: &Query) -> String {
    query.text("next").and_then(own_path).unwrap_or_else(|| "/".to_owned())
}

fn page(
    shell: &Shell,
    form: &Filled,
    next: &str,
    has_ended: bool,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let action = edge::sign_in(next);
    shell.page(status, &SignInPage { shell, form, action, next, has_ended })
}
