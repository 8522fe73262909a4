//! The operations of sign-in, each one write transaction with its audit entry.

mod administer;
mod authenticate;
mod leaving;
mod links;
mod password;
mod preferences;
mod secrets;
mod sign_in;

use std::net::IpAddr;
use std::time::Duration;

use super::devices::Seal;
use super::{rules, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::Person;
use crate::ids::SessionId;
use crate::secret::{SecretError, Secrets};

pub use administer::{Granted, NewAdmin, Revoked, SignInState};
pub use authenticate::lock_session;
pub use leaving::end_sign_in;
pub use preferences::person_and_preferences;

/// Origin of a request.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's network address; none when the request did not come over a network.
    pub address: Option<IpAddr>,
    /// Name that the client gives itself, shown in the person's list of sessions.
    pub user_agent: String,
    /// The device's cookie, where it sends one.
    pub device: Option<String>,
    /// An earlier refresh token of the client, valid or not: it tells for which account the device is known.
    pub refresh_token: Option<String>,
}

/// The result of a sign-in: the tokens and the device's new mark. It has no `Debug`, so nothing can log it by accident.
#[derive(Clone)]
pub struct SignedIn {
    /// For the client.
    pub tokens: Tokens,
    /// The value of the device's cookie.
    pub device: String,
}

/// The result of a sign-in by a browser. It has no `Debug`, so nothing can log it by accident.
#[derive(Clone)]
pub struct BrowserSession {
    /// The value of the session's cookie.
    pub cookie: String,
    /// The value of the device's cookie.
    pub device: String,
}

/// The tokens of a session.
// It has no `Debug`: nothing can log it by accident.
#[derive(Clone)]
pub struct Tokens {
    /// Proves to the API who calls.
    pub access_token: String,
    /// The time that the access token is good for.
    pub expires_in: Duration,
    /// Good once, for the next tokens.
    pub refresh_token: String,
}

/// A change of a password: the person and the author.
struct PasswordChange<'a> {
    actor: Actor,
    person: &'a Person,
    /// The session that is kept.
    keep: Option<SessionId>,
    /// The key under which failures of unknown devices are counted.
    account: &'a str,
}

/// The key under which an account's failures on unknown devices are counted.
fn account_count(secrets: &Secrets, person: &Person) -> Result<String, SecretError> {
    Ok(format!("account:{}", Seal(secrets).account(&rules::account_key(&person.email))?))
}

/// Sets a new password: every other session ends, every link becomes invalid, and the account's failures are cleared.
fn change_password(
    conn: &mut Connection,
    trail: &mut Trail,
    changed: &PasswordChange<'_>,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let PasswordChange { actor, person, keep, account } = *changed;
    store::set_password_hash(conn, person.id, hash, now)?;
    let ended = store::end_sessions(conn, person.id, keep, "password_changed", now)?;
    store::end_links(conn, person.id, 0, now)?;
    store::clear_failures(conn, account)?;
    let event = Event::new(actor, "password.changed", format!("person:{}", person.id));
    trail.record(event.with("sessions_ended", ended));
    Ok(())
}
