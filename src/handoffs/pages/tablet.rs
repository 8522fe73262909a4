//! The bank's tablet: handed to the client with a locked session, and taken back with the password.
//!
//! A locked browser gets the client's pages and this one, and nothing else (`server::middleware::guard`). On the way in and out the browser
//! is told to forget its cache and storage, and nothing of the client's is stored in it meanwhile.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::client::CLIENT;
use crate::accounts::pages::sign_in::enter;
use crate::accounts::pages::{again, refused};
use crate::accounts::{Accounts, AuthError, Locked};
use crate::handoffs::operations::Handoffs;
use crate::ids::DraftId;
use crate::web::{Caller, Filled, Form, Problem, SESSION, Shell, Site, see};

#[derive(Template)]
#[template(path = "handoffs/unlock.html")]
struct UnlockPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The person who signs in again.
    name: String,
    /// True when the client has not signed: the words are then deleted.
    is_unfinished: bool,
}

/// Hands the caller's browser to the client.
pub async fn hand_over(
    caller: Caller,
    draft: DraftId,
    (handoffs, accounts, site): (&Handoffs, &Accounts, &Site),
) -> Result<HttpResponse, Problem> {
    let cookie = handoffs.hand_over(caller, draft).await;
    // Also after a failure: the session may be locked already.
    accounts.forget_sessions(caller.person);
    let mut answer = see("/c");
    site.cookies().set(&mut answer, CLIENT, cookie?)?;
    forget(&mut answer);
    Ok(answer)
}

/// Tells the browser to forget what it has stored of our pages, and the pages behind "back" (W3C Clear Site Data). Not its cookies, which
/// say what it may see.
fn forget(answer: &mut HttpResponse) {
    let value = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), value);
}

/// The session for which a browser is locked.
async fn locked(accounts: &Accounts, site: &Site, http: &HttpRequest) -> Result<Option<Locked>, Problem> {
    let Some(cookie) = site.cookies().get(http, SESSION) else { return Ok(None) };
    match accounts.authenticate_browser(&cookie).await {
        Err(AuthError::Locked(locked)) => Ok(Some(locked)),
        Err(AuthError::Failed(error)) => Err(error.into()),
        _ => Ok(None),
    }
}

/// The page that unlocks the browser. A browser that is not locked has nothing to do here.
pub async fn form(
    shell: Shell,
    http: HttpRequest,
    (accounts, handoffs, site): (web::Data<Accounts>, web::Data<Handoffs>, web::Data<Site>),
) -> Result<HttpResponse, Problem> {
    let Some(locked) = locked(&accounts, &site, &http).await? else { return Ok(see("/sign-in")) };
    page((&shell, StatusCode::OK), (&accounts, &handoffs), locked, &Filled::default()).await
}

async fn page(
    (shell, status): (&Shell, StatusCode),
    (accounts, handoffs): (&Accounts, &Handoffs),
    locked: Locked,
    form: &Filled,
) -> Result<HttpResponse, Problem> {
    let (_, is_unfinished) = handoffs.on_tablet(locked).await?;
    let name = accounts.person(locked.person).await?.name;
    let mut shell = shell.clone();
    shell.viewer = None;
    shell.page(status, &UnlockPage { shell: &shell, form, name, is_unfinished })
}

/// Takes the browser back: its person signs in again, the locked session ends, and what was not signed is deleted.
pub async fn take(
    shell: Shell,
    http: HttpRequest,
    (accounts, handoffs, site): (web::Data<Accounts>, web::Data<Handoffs>, web::Data<Site>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let Some(locked) = locked(&accounts, &site, &http).await? else { return Ok(see("/sign-in")) };
    let email = accounts.person(locked.person).await?.email;
    let (draft, _) = handoffs.on_tablet(locked).await?;
    let next = draft.map_or_else(|| "/".to_owned(), |draft| format!("/commendations/{draft}/handoff"));
    match enter(&accounts, &site, &http, (&email, form.value("password")), &next).await? {
        Ok(mut answer) => {
            handoffs.take_back(locked).await?;
            site.cookies().remove(&mut answer, CLIENT)?;
            forget(&mut answer);
            Ok(answer)
        }
        Err(error) => {
            let (problem, filled) = again(error, Filled::default(), &shell)?;
            let filled = match problem.code() {
                "invalid_credentials" => {
                    Filled::default().wrong("password", &shell.say("accounts-wrong-present").to_string())
                }
                _ => filled,
            };
            let status = problem.status();
            let page = page((&shell, status), (&accounts, &handoffs), locked, &filled).await?;
            Ok(refused(&problem, page))
        }
    }
}
