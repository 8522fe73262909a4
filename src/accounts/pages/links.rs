//! One-time links: asking for one, and the page behind one, where a password is chosen.
//!
//! Opening a link changes nothing, because mail scanners follow links: only the form uses it up. A request for a link gets the
//! same answer for every address.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{REJECTED, again, refused};
use crate::accounts::api::{AskForLink, ChoosePassword, origin, set_device};
use crate::accounts::{Accounts, AccountsError};
use crate::web::{Filled, Flash, Form, Problem, Query, Shell, Site, see};

#[derive(Template)]
#[template(path = "accounts/ask_for_link.html")]
struct AskPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    is_sent: bool,
}

#[derive(Template)]
#[template(path = "accounts/choose_password.html")]
struct ChoosePage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The address of the person whose link it is; none for a link that is not good.
    email: Option<String>,
}

/// The form that asks for a link or, with `sent`, the confirmation.
pub async fn ask(shell: Shell, query: Query) -> Result<HttpResponse, Problem> {
    let is_sent = query.text("sent").is_some();
    shell.page(StatusCode::OK, &AskPage { shell: &shell, form: &Filled::default(), is_sent })
}

/// Sends a link to this address, if it belongs to a person.
pub async fn send(accounts: web::Data<Accounts>, shell: Shell, form: Form) -> Result<HttpResponse, Problem> {
    let (body, problems) = form.read::<AskForLink>()?;
    let (Some(email), true) = (body.email, problems.is_empty()) else {
        let form = form.again(&problems.into_problem(), shell.language, &[("email", "accounts-email")]);
        return shell.page(REJECTED, &AskPage { shell: &shell, form: &form, is_sent: false });
    };
    accounts.request_link(&email).await?;
    Ok(see("/activate?sent=yes"))
}

/// The form behind a link; for one that is not good, where to get another.
pub async fn form(
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
    shell: Shell,
) -> Result<HttpResponse, Problem> {
    page(&accounts, &token, &shell, &Filled::default()).await
}

/// Sets the password.
pub async fn choose(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    shell: Shell,
    request: HttpRequest,
    token: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = form.read::<ChoosePassword>()?;
    let (Some(password), true) = (body.password, problems.is_empty()) else {
        let problem = problems.into_problem();
        let form = form.again(&problem, shell.language, &[("password", "accounts-new-password")]);
        return rejected(&problem, page(&accounts, &token, &shell, &form).await?);
    };
    match accounts.activate(&token, &password, &origin(&accounts, &request)).await {
        Ok(device) => {
            let mut answer = see("/sign-in");
            set_device(&accounts, &mut answer, device)?;
            Flash::new("flash-password-set").send(&mut answer, &site, None)?;
            Ok(answer)
        }
        Err(AccountsError::BadLink) => page(&accounts, &token, &shell, &Filled::default()).await,
        Err(error) => {
            let (problem, form) = again(error, Filled::default(), &shell)?;
            rejected(&problem, page(&accounts, &token, &shell, &form).await?)
        }
    }
}

/// The page of a form that was not taken; that of a dead link keeps its own status.
fn rejected(problem: &Problem, page: HttpResponse) -> Result<HttpResponse, Problem> {
    Ok(if page.status() == StatusCode::OK { refused(problem, page) } else { page })
}

async fn page(accounts: &Accounts, token: &str, shell: &Shell, form: &Filled) -> Result<HttpResponse, Problem> {
    let email = accounts.link_person(token).await?.map(|person| person.email);
    let (status, nothing) = (if email.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }, Filled::default());
    let form = if email.is_some() { form } else { &nothing };
    shell.page(status, &ChoosePage { shell, form, email })
}
