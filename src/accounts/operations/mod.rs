//! The verbs of sign-in, each one write transaction with its entry in the trail.

mod administer;
mod authenticate;
mod leaving;
mod links;
mod secrets;
mod sign_in;

use std::net::IpAddr;

use serde::Serialize;

use super::{rules, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::Person;

pub use administer::{Granted, NewAdmin, Revoked};
pub use leaving::end_sign_in;

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's network address; none for what did not come over a network.
    pub address: Option<IpAddr>,
    /// What the client calls itself, shown to the person in the list of sessions.
    pub user_agent: String,
}

/// What a sign-in gives.
// It has no `Debug`: nothing can log it by accident.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    pub expires_in: u64,
    /// Good once, for the next tokens.
    pub refresh_token: String,
}

/// A new password for a person: every session ends, every link is void, the account's failures are forgotten.
fn change_password(
    conn: &mut Connection,
    trail: &mut Trail,
    actor: Actor,
    person: &Person,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    store::set_password_hash(conn, person.id, hash, now)?;
    let ended = store::end_sessions(conn, person.id, "password_changed", now)?;
    store::end_links(conn, person.id, now)?;
    store::clear_failures(conn, &rules::account_key(&person.email))?;
    let event = Event::new(actor, "password.changed", format!("person:{}", person.id));
    trail.record(event.with("sessions_ended", ended));
    Ok(())
}
