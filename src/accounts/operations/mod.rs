//! The verbs of sign-in, each one write transaction with its entry in the trail.

mod administer;
mod authenticate;
mod links;
mod sign_in;

use std::net::IpAddr;

use serde::Serialize;

use super::{rules, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::Person;
use crate::ids::SessionId;

pub use administer::{Granted, NewAdmin, Revoked};

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's network address; none for what did not come over a network.
    pub address: Option<IpAddr>,
    /// What the client calls itself, shown to the person in the list of sessions.
    pub user_agent: String,
}

/// What a sign-in gives. It has no `Debug`: nothing can log it by accident.
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

/// One of a person's own sessions.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Names it when it is to be ended.
    pub id: SessionId,
    /// `api` or `browser`.
    pub kind: String,
    /// What the client called itself.
    pub user_agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When its tokens were last renewed.
    pub last_used_at: Timestamp,
    /// When it ends if nothing happens.
    pub expires_at: Timestamp,
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
