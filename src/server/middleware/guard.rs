//! Access control of every route: it identifies the caller, checks that the route is open to that person, and checks that a
//! form came from our own page.
//!
//! All of it is decided here, so that a new route cannot forget it. A program calls with a bearer token. A browser calls with
//! its session cookie, which suffices for pages; on the API it also needs the session's token. A refusal to a signed-in person
//! is recorded in the security log.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, web};

use super::PathPattern;
use crate::accounts::{self, AccountsError, AuthError};
use crate::app::App;
use crate::commendations::operations::glance_at_team;
use crate::db::Connection;
use crate::ids::CommendationId;
use crate::permissions::{Access, Caller};
use crate::security_log::{self, Account, Outcome};
use crate::server::route::Route;
use crate::server::route_table::Table;
use crate::server::{help, navigation};
use crate::web::{
    Form, HelpPath, KnownParameters, NavigationLink, Problem, Query, SESSION, Viewer, csrf, expired_form, joined,
    plain_body, see, sign_in, wants_page,
};

/// A request that does not reach its handler.
enum Rejected {
    /// Refused.
    Away(Problem),
    /// Answered with another page.
    Elsewhere(HttpResponse),
}

impl From<Problem> for Rejected {
    fn from(problem: Problem) -> Self {
        Self::Away(problem)
    }
}

/// The credential that a caller sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    /// A token, which no browser sends by itself.
    Bearer,
    /// A cookie, which a browser sends with any request, even one from another site's page.
    Cookie,
}

/// Innermost: passes a request to its handler, or answers it.
pub async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let Some(table) = request.app_data::<web::Data<Table>>().map(|table| ***table) else {
        return Ok(request
            .error_response(Problem::unexpected(&"the table of routes is not there"))
            .map_into_right_body());
    };
    let route = match request.extensions().get::<PathPattern>() {
        Some(PathPattern(Some(pattern))) => table.find(request.method(), pattern),
        _ => None,
    };
    match admit(&mut request, &table, route).await {
        Ok(()) => {}
        Err(Rejected::Away(problem)) => return Ok(request.error_response(problem).map_into_right_body()),
        Err(Rejected::Elsewhere(answer)) => {
            let (request, _) = request.into_parts();
            return Ok(ServiceResponse::new(request, answer).map_into_right_body());
        }
    }
    let response = next.call(request).await?;
    if let Some(route) = route {
        note_refusal(&response, route);
    }
    Ok(response.map_into_left_body())
}

async fn admit(request: &mut ServiceRequest, table: &Table, route: Option<&'static Route>) -> Result<(), Rejected> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let app = app.ok_or_else(|| Problem::unexpected(&"the app is not there"))?;
    if !table.serves(route) {
        return Err(Problem::not_found().into());
    }
    let access = route.map_or(Access::Public, |route| route.access);
    let is_page = route.is_some_and(Route::is_page);
    let shows_page = is_page || wants_page(request.request());
    if shows_page {
        request.extensions_mut().insert(HelpPath(help::about(route.map_or("", |route| route.path))));
    }
    if is_locked(request, &app).await? && !route.is_some_and(Route::is_open_while_locked) {
        return Err(if shows_page { Rejected::Elsewhere(see("/unlock")) } else { Problem::session_locked().into() });
    }
    let found = if shows_page {
        visitor(request, &app).await?
    } else if access != Access::Public {
        Some(caller(request, &app).await?)
    } else {
        None
    };
    if let Some((caller, _)) = found {
        request.extensions_mut().insert(caller);
        if shows_page {
            let viewer = viewer(&app, table, caller, request.path()).await?;
            request.extensions_mut().insert(viewer);
        }
        if !access.allows(caller.roles) {
            return Err(refused(route, caller).into());
        }
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_missing = access != Access::Public && found.is_none();
    if is_missing && is_read {
        let here = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        return Err(Rejected::Elsewhere(see(&sign_in(&here))));
    }
    plain_body(request.method(), request.headers())?;
    parameters(request, table, route)?;
    if is_page && !is_read { form(request, &app, found, is_missing).await } else { Ok(()) }
}

/// True when a browser was handed to a client: whatever else comes with the request, it is the client's.
async fn is_locked(request: &ServiceRequest, app: &App) -> Result<bool, Problem> {
    let Some(cookie) = app.site.cookies().get(request.request(), SESSION) else { return Ok(false) };
    match app.accounts.authenticate_browser(&cookie).await {
        Err(AuthError::Locked(_)) => Ok(true),
        Err(AuthError::Failed(error)) => Err(error.into()),
        _ => Ok(false),
    }
}

/// The caller of the API.
async fn caller(request: &ServiceRequest, app: &App) -> Result<(Caller, Credential), Problem> {
    let cookie = app.site.cookies().get(request.request(), SESSION);
    let Some(cookie) = cookie.filter(|_| !request.headers().contains_key(header::AUTHORIZATION)) else {
        return Ok((app.accounts.authenticate(bearer(request)?).await?, Credential::Bearer));
    };
    match app.accounts.authenticate_browser(&cookie).await {
        Ok(caller)
            if token_in_head(request).is_some_and(|token| csrf::is_good(&app.site.secrets, caller.session, &token)) =>
        {
            Ok((caller, Credential::Cookie))
        }
        Ok(caller) => {
            security_log::record(Outcome::FormRefused, Account::Person(caller.person), None);
            Err(Problem::cookie_alone())
        }
        Err(AuthError::Failed(error)) => Err(error.into()),
        Err(_) => Err(Problem::unauthenticated()),
    }
}

/// The caller of a page, if there is one. An invalid token or cookie counts as none.
async fn visitor(request: &ServiceRequest, app: &App) -> Result<Option<(Caller, Credential)>, Problem> {
    let cookie = app.site.cookies().get(request.request(), SESSION);
    let (found, proof) = match (bearer(request), cookie) {
        (Ok(token), _) => (app.accounts.authenticate(token).await, Credential::Bearer),
        (Err(_), Some(cookie)) => (app.accounts.authenticate_browser(&cookie).await, Credential::Cookie),
        (Err(_), None) => return Ok(None),
    };
    match found {
        Ok(caller) => Ok(Some((caller, proof))),
        Err(AuthError::Failed(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

async fn viewer(app: &App, table: &Table, caller: Caller, path: &str) -> Result<Viewer, Problem> {
    let today = app.commendations.today();
    // One read for all of it: every page waits for it before its own.
    let work = move |conn: &mut Connection| {
        let (person, preferences) = accounts::operations::person_and_preferences(conn, caller.person)?;
        let team = glance_at_team(conn, &person, today, NavigationLink::MOST_COUNTED + 1)?;
        Ok::<_, AccountsError>((person, preferences, team))
    };
    let (person, preferences, team) = app.db.read(work).await?;
    let place = joined([person.title.as_str(), person.place()]);
    let waiting = team.map(|team| team.waiting + team.unnamed);
    let navigation = navigation::of(table, caller.roles, waiting, path);
    Ok(Viewer {
        name: person.name,
        place,
        navigation,
        language: preferences.language,
        time_zone: preferences.time_zone,
    })
}

/// Accepts a form that came from our own page and, in a session, carries the session's token. A form refused for lack of a
/// session or its token is kept for its sender.
async fn form(
    request: &mut ServiceRequest,
    app: &App,
    found: Option<(Caller, Credential)>,
    is_missing: bool,
) -> Result<(), Rejected> {
    let by_cookie = found.filter(|(_, proof)| *proof == Credential::Cookie).map(|(caller, _)| caller);
    let is_program = found.is_some_and(|(_, proof)| proof == Credential::Bearer);
    if !is_program && !csrf::is_own(request.request(), &app.site) {
        let account = by_cookie.map_or(Account::Unnamed, |caller| Account::Person(caller.person));
        security_log::record(Outcome::FormRefused, account, None);
        return Err(Problem::form_refused().into());
    }
    let form = if Form::is_form(request.request()) {
        let payload = request.take_payload();
        Some(Form::receive(request.request(), payload).await?)
    } else {
        None
    };
    let is_good = |caller: Caller| {
        let token = token_in_head(request).or_else(|| token_in_query(request));
        let token = token.or_else(|| form.as_ref().map(|form| form.value(csrf::FIELD).to_owned()));
        token.is_some_and(|token| csrf::is_good(&app.site.secrets, caller.session, &token))
    };
    let is_forged = !by_cookie.is_none_or(is_good);
    if let (true, Some(caller)) = (is_forged, by_cookie) {
        security_log::record(Outcome::FormRefused, Account::Person(caller.person), None);
    }
    if is_missing || is_forged {
        return Err(match (wants_page(request.request()), is_missing) {
            (true, _) => Rejected::Elsewhere(expired_form(request.request(), form.as_ref())?),
            (false, true) => Problem::unauthenticated().into(),
            (false, false) => Problem::form_refused().into(),
        });
    }
    if let Some(form) = form {
        request.extensions_mut().insert(form);
    }
    Ok(())
}

/// The access token. One with other than visible ASCII counts as an empty one; neither is valid.
fn bearer(request: &ServiceRequest) -> Result<&str, Problem> {
    let given = request.headers().get(header::AUTHORIZATION).ok_or_else(Problem::unauthenticated)?;
    let (scheme, token) = given.as_bytes().split_at_checked("bearer".len()).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer") || token.first().is_some_and(|next| *next != b' ') {
        return Err(Problem::unauthenticated());
    }
    Ok(std::str::from_utf8(token).unwrap_or_default().trim())
}

fn token_in_head(request: &ServiceRequest) -> Option<String> {
    let value = request.headers().get(HeaderName::from_static(csrf::HEADER))?;
    value.to_str().ok().map(str::to_owned)
}

fn token_in_query(request: &ServiceRequest) -> Option<String> {
    Query::of(request.query_string(), None).text(csrf::FIELD).map(str::to_owned)
}

/// 403 for a known caller without permission.
fn refused(route: Option<&Route>, caller: Caller) -> Problem {
    let outcome = match route {
        Some(route) if route.is_restricted_reading() => Outcome::ReadingRefused,
        _ => Outcome::RouteRefused,
    };
    security_log::record(outcome, Account::Person(caller.person), None);
    Problem::forbidden("Your roles do not allow this. Ask your administrator if they should.")
}

/// Records that a caller may not read an original (answered with the 404 of a missing one), or that the handler refused an
/// action.
fn note_refusal(response: &ServiceResponse<impl MessageBody>, route: &Route) {
    let Some(caller) = response.request().extensions().get::<Caller>().copied() else { return };
    let outcome = match response.status() {
        StatusCode::FORBIDDEN => Outcome::RouteRefused,
        StatusCode::NOT_FOUND if route.is_restricted_reading() => Outcome::ReadingRefused,
        _ => return,
    };
    // Only an id of ours: the rest of a path is text from the client.
    let id = response.request().match_info().get("id").and_then(|id| id.parse::<CommendationId>().ok());
    security_log::record(outcome, Account::Person(caller.person), id.map(|id| id.to_string()).as_deref());
}

/// Passes the route's query parameters to the handler, and refuses any when it has none.
fn parameters(request: &ServiceRequest, table: &Table, route: Option<&Route>) -> Result<(), Problem> {
    let Some(route) = route.filter(|route| route.is_strict()) else { return Ok(()) };
    let known = KnownParameters(table.description.query_parameters(route));
    request.extensions_mut().insert(known);
    if known.0.is_empty() { Query::of(request.query_string(), Some(known)).check() } else { Ok(()) }
}
