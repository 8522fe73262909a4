//! Sign-in over JSON.
//!
//! The answers of the public calls say nothing of whose address it was. None is kept by a cache.

pub mod me;

use actix_web::cookie::SameSite;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::devices::KNOWN_FOR;
use super::operations::{Origin, SignedIn, Tokens};
use super::{Accounts, AccountsError, AuthError, Jwk, SessionView};
use crate::clock::Timestamp;
use crate::ids::{PersonId, SessionId};
use crate::language::{Explanation, Phrase, phrase, span_phrase};
use crate::web::{
    Caller, ClientAddress, CookieKind, Cookies, JsonBody, Paged, Problem, Query, body, id, whole_seconds,
};

body! {
    /// A sign-in.
    pub struct SignIn {
        /// The address in the directory.
        email: String,
        /// The password.
        password: String,
        /// A refresh token of the same account that the client still has, good or not. It is not used up: it says that the account is
        /// known here, so that other people's failures do not count. A browser's cookie `commend_device` says the same.
        refresh_token: Option<String>,
    }
}

body! {
    /// A session to carry on.
    pub struct Refresh {
        /// The refresh token of the answer before; good once.
        refresh_token: String,
    }
}

body! {
    /// A request for a link, by a person who has no password or forgot it.
    pub struct AskForLink {
        /// The address in the directory.
        email: String,
    }
}

body! {
    /// A new password in the place of the present one.
    pub struct ChangePassword {
        /// The present password.
        current: String,
        /// 8 to 128 characters of any script that are hard to guess.
        new: String,
    }
}

body! {
    /// A password chosen.
    pub struct ChoosePassword {
        /// 8 to 128 characters of any script that are hard to guess; common passwords and names of the bank or one's own are not.
        #[schema(min_length = 8, max_length = 128)]
        password: String,
    }
}

/// One of the caller's sessions.
#[derive(Serialize, ToSchema)]
pub struct Session {
    id: SessionId,
    /// `api` or `browser`.
    kind: String,
    /// Name that the client gave itself.
    user_agent: String,
    created_at: Timestamp,
    /// The last use: a renewal of its tokens, or a page in a browser, to the minute.
    last_used_at: Timestamp,
    /// When it ends if nothing happens.
    expires_at: Timestamp,
    /// True for the session of this request.
    current: bool,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct TokensView {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds that the access token is good for.
    expires_in: u64,
    /// Good once, for the next tokens.
    refresh_token: String,
}

impl From<Tokens> for TokensView {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in.as_secs(),
            refresh_token: tokens.refresh_token,
        }
    }
}

/// A set of public keys (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

/// Signs in. Only failures count towards a limit: those of a device that the account is known to use for that device alone, all others
/// for the account and for the network address. The answer sets a cookie by which a browser's device is known; it gives no access.
#[utoipa::path(post, operation_id = "sign_in", path = "/api/v1/tokens", tag = "Sign-in", request_body = SignIn, responses(
    (status = 200, description = "Signed in", body = TokensView),
    (status = 401, description = "Nobody has this address with this password"),
    (status = 429, description = "Too many failures: wait as long as Retry-After says")))]
pub async fn sign_in(
    accounts: web::Data<Accounts>,
    request: HttpRequest,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = body.read::<SignIn>()?;
    let (Some(email), Some(password)) = (body.email, body.password) else { return Err(problems.into_problem()) };
    problems.check()?;
    let origin = Origin { refresh_token: body.refresh_token.flatten(), ..origin(&accounts, &request) };
    let SignedIn { tokens, device } = accounts.sign_in(&email, &password, &origin).await?;
    let mut answer = private(&TokensView::from(tokens));
    set_device(&accounts, &mut answer, device)?;
    Ok(answer)
}

/// Gives the next tokens of a session and makes the refresh token void. One that comes back a second time ends the session.
#[utoipa::path(post, operation_id = "refresh_tokens", path = "/api/v1/tokens/refresh", tag = "Sign-in", request_body = Refresh, responses(
    (status = 200, description = "The next tokens", body = TokensView),
    (status = 401, description = "Not a refresh token that is still good: sign in again")))]
pub async fn refresh(accounts: web::Data<Accounts>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let (body, problems) = body.read::<Refresh>()?;
    let Some(refresh_token) = body.refresh_token else { return Err(problems.into_problem()) };
    problems.check()?;
    Ok(private(&TokensView::from(accounts.refresh(&refresh_token).await?)))
}

/// Signs out: ends the session that the access token belongs to.
#[utoipa::path(delete, operation_id = "sign_out", path = "/api/v1/tokens", tag = "Sign-in", responses(
    (status = 204, description = "Signed out")))]
pub async fn sign_out(accounts: web::Data<Accounts>, caller: Caller) -> Result<HttpResponse, Problem> {
    match accounts.end_session(caller.person, caller.session).await {
        // Somebody else signed this session out within the last second: it is as the caller wants it.
        Ok(()) | Err(AccountsError::UnknownSession) => Ok(HttpResponse::NoContent().finish()),
        Err(error) => Err(error.into()),
    }
}

/// Asks for a one-time link by mail, for a first password or a forgotten one. The answer is the same whoever asks. A person gets 3 links
/// an hour, and one more when none of them is valid any longer. Each is valid for 30 minutes, or until one of them is used.
#[utoipa::path(post, operation_id = "ask_for_link", path = "/api/v1/activations", tag = "Sign-in", request_body = AskForLink, responses(
    (status = 202, description = "If somebody active has this address, a link that is valid for 30 minutes is on its way")))]
pub async fn ask_for_link(accounts: web::Data<Accounts>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let (body, problems) = body.read::<AskForLink>()?;
    let Some(email) = body.email else { return Err(problems.into_problem()) };
    problems.check()?;
    accounts.request_link(&email).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Chooses a password by a one-time link and ends all sessions of that person.
#[utoipa::path(put, operation_id = "choose_password", path = "/api/v1/activations/{token}", tag = "Sign-in", request_body = ChoosePassword, params(("token" = String, Path, description = "From the link")),
    responses(
    (status = 204, description = "The password is set; sign in with it"),
    (status = 404, description = "Not a link that is still good: ask for another"),
    (status = 422, description = "The password cannot be taken; the link stays good")))]
pub async fn activate(
    accounts: web::Data<Accounts>,
    request: HttpRequest,
    token: web::Path<String>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = body.read::<ChoosePassword>()?;
    let Some(password) = body.password else { return Err(problems.into_problem()) };
    problems.check()?;
    let device = accounts.activate(&token, &password, &origin(&accounts, &request)).await?;
    let mut answer = HttpResponse::NoContent().finish();
    set_device(&accounts, &mut answer, device)?;
    Ok(answer)
}

/// Sets the caller's own password and ends the caller's other sessions.
#[utoipa::path(put, operation_id = "change_password", path = "/api/v1/me/password", tag = "Sign-in", request_body = ChangePassword, responses(
    (status = 204, description = "The password is set, and the other sessions have ended"),
    (status = 401, description = "Not signed in"),
    (status = 422, description = "The present password is wrong, or the new one cannot be taken"),
    (status = 429, description = "Too many failures: wait as long as Retry-After says")))]
pub async fn change_password(
    accounts: web::Data<Accounts>,
    caller: Caller,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = body.read::<ChangePassword>()?;
    let (Some(current), Some(new)) = (body.current, body.new) else { return Err(problems.into_problem()) };
    problems.check()?;
    accounts.change_own_password(caller, &current, &new).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all sessions of a person, such as after the loss of a device.
#[utoipa::path(delete, operation_id = "end_sessions_of_person", path = "/api/v1/people/{id}/sessions", tag = "Sign-in", params(("id" = String, Path, description = "The person")), responses(
    (status = 204, description = "They have ended, with every token of them"),
    (status = 401, description = "Not signed in"),
    (status = 403, description = "Only an administrator may"),
    (status = 404, description = "Nobody has this id")))]
pub async fn end_sessions_of(
    accounts: web::Data<Accounts>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let person: PersonId = id(&path)?;
    accounts.end_sessions_of(person, caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The caller's own sessions, newest first.
#[utoipa::path(get, operation_id = "list_sessions", path = "/api/v1/sessions", tag = "Sign-in", params(
    ("limit" = Option<i64>, Query),
    ("cursor" = Option<String>, Query)),
    responses(
    (status = 200, description = "A page of sessions", body = Paged<Session>)))]
pub async fn sessions(
    accounts: web::Data<Accounts>,
    caller: Caller,
    mut query: Query,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let of = |view: SessionView| Session {
        current: view.id == caller.session,
        id: view.id,
        kind: view.kind,
        user_agent: view.user_agent,
        created_at: view.created_at,
        last_used_at: view.last_used_at,
        expires_at: view.expires_at,
    };
    Ok(private(&accounts.sessions(caller.person, page).await?.map(of)))
}

/// Ends one of the caller's own sessions.
#[utoipa::path(delete, operation_id = "end_session", path = "/api/v1/sessions/{id}", tag = "Sign-in", params(("id" = String, Path, description = "The session")), responses(
    (status = 204, description = "It has ended, with every token of it"),
    (status = 404, description = "No session of the caller's has this id, or it is over")))]
pub async fn end_session(
    accounts: web::Data<Accounts>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let session: SessionId = id(&path)?;
    accounts.end_session(caller.person, session).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The public keys that access tokens are verified with: the one that signs and the next.
#[utoipa::path(get, operation_id = "get_public_keys", path = "/.well-known/jwks.json", tag = "Sign-in", responses((status = 200, description = "The keys", body = Jwks)))]
pub async fn jwks(accounts: web::Data<Accounts>) -> Result<HttpResponse, Problem> {
    let keys = accounts.public_keys().await?;
    // The next key is published long before it signs, so an hour in a cache strands nobody.
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=3600")).json(Jwks { keys }))
}

/// An answer that no cache may keep.
fn private(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

pub(super) fn origin(accounts: &Accounts, request: &HttpRequest) -> Origin {
    let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        address: ClientAddress::of(request),
        user_agent: user_agent.unwrap_or_default().to_owned(),
        device: Cookies::new(accounts.settings.https).get(request, DEVICE),
        refresh_token: None,
    }
}

/// The device that somebody signed in from. It is not needed to do anything, so that it goes with requests from our own pages only.
const DEVICE: CookieKind =
    CookieKind { name: "commend_device", same_site: SameSite::Strict, lifetime: Some(KNOWN_FOR) };

/// Makes the device known.
pub(super) fn set_device(accounts: &Accounts, answer: &mut HttpResponse, value: String) -> Result<(), Problem> {
    Cookies::new(accounts.settings.https).set(answer, DEVICE, value)
}

impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::InvalidCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_credentials",
                "Nobody has this address with this password. Try again, or ask for a link to choose a new password with \
                 POST /api/v1/activations.",
            ),
            AccountsError::Wait(wait) => Self::too_many(
                whole_seconds(wait),
                Explanation::from(phrase("accounts-wait").with("span", span_phrase(whole_seconds(wait)))).for_programs(
                    "Too many tries failed. Wait as long as Retry-After says, sign in from a device that you have used before, or ask \
                     for a link to choose a new password with POST /api/v1/activations.",
                ),
            ),
            AccountsError::BadRefreshToken => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_refresh_token",
                "This refresh token is not good: it was used, its session has ended, or it is too old. Sign in again.",
            ),
            AccountsError::BadLink => Self::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "This link is not good: it or another one was used, or it is older than 30 minutes. Ask for another with \
                 POST /api/v1/activations.",
            ),
            AccountsError::Password(problem) => at("/password", problem.code(), problem.phrase()),
            AccountsError::NewPassword(problem) => at("/new", problem.code(), problem.phrase()),
            AccountsError::WrongPassword => at("/current", "wrong_password", phrase("accounts-wrong-present")),
            AccountsError::UnknownSession | AccountsError::UnknownPerson => Self::not_found(),
            AccountsError::OwnRoles => {
                Self::new(StatusCode::FORBIDDEN, "own_roles", "Another administrator grants and revokes your roles.")
            }
            // Only the command line adds people by hand.
            AccountsError::Add(_) => Self::unexpected(&error),
            AccountsError::Busy => Self::unavailable(),
            AccountsError::Unusable(_) | AccountsError::Secret(_) | AccountsError::Mail(_) => Self::unexpected(&error),
            AccountsError::Database(error) => error.into(),
        }
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::BadToken => Self::refused_token(
                "invalid_token",
                "This is not an access token of ours.",
                "Send the access_token that POST /api/v1/tokens answered, unchanged.",
            ),
            AuthError::Locked(_) => Self::session_locked(),
            AuthError::Expired => Self::refused_token(
                "token_expired",
                "The access token has expired.",
                "Get the next one with POST /api/v1/tokens/refresh.",
            ),
            AuthError::Ended => Self::refused_token(
                "session_ended",
                "The session of this access token has ended.",
                "Sign in again with POST /api/v1/tokens.",
            ),
            AuthError::Failed(error) => error.into(),
        }
    }
}

/// One problem with one field.
fn at(pointer: &str, code: &'static str, words: Phrase) -> Problem {
    let mut problems = crate::web::Problems::default();
    problems.at_path(pointer, code, words);
    problems.into_problem()
}
