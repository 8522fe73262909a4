//! Roles that are granted by hand: who may what, by whom, since when and why; and the grants that ended.
//!
//! A role may come from a directory file too. Files and grants are kept apart: a grant that ends leaves the role from the file.

use super::{Held, People, RoleGrant, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;
use crate::permissions::Role;

/// A change of one role of a person.
#[derive(Debug, Clone)]
pub struct RoleChange {
    pub person: PersonId,
    pub role: Role,
    /// None for a change at the command line without one.
    pub reason: Option<String>,
}

/// The roles whose holders are listed, from files too: those that open what others wrote.
const LISTED: &[Role] = &[Role::Admin, Role::Hr, Role::Auditor];
/// The most holders in the list.
pub const MOST_HOLDERS: i64 = 500;

/// Grants a role by hand; false when the person already held it by hand.
///
/// # Errors
/// When the database cannot be written.
pub fn grant(
    conn: &mut Connection,
    trail: &mut Trail,
    now: Timestamp,
    by: Actor,
    change: &RoleChange,
) -> Result<bool, DbError> {
    let RoleChange { person, role, reason } = change;
    let granted = store::grant(conn, *person, *role, person_of(by), reason.as_deref(), now)?;
    if granted {
        trail.record(Event::new(by, "role.granted", format!("person:{person}")).with("role", role.as_str()));
    }
    Ok(granted)
}

/// Revokes a role granted by hand; false when there was none. A role from a file stays.
///
/// # Errors
/// When the database cannot be written.
pub fn revoke(
    conn: &mut Connection,
    trail: &mut Trail,
    now: Timestamp,
    by: Actor,
    change: &RoleChange,
) -> Result<bool, DbError> {
    let RoleChange { person, role, reason } = change;
    let revoked = store::revoke(conn, *person, *role, person_of(by), reason.as_deref(), now)?;
    if revoked {
        trail.record(Event::new(by, "role.revoked", format!("person:{person}")).with("role", role.as_str()));
    }
    Ok(revoked)
}

fn person_of(actor: Actor) -> Option<PersonId> {
    if let Actor::Person(id) = actor { Some(id) } else { None }
}

impl People {
    /// Roles in force: every one granted by hand, and `admin`, `hr` and `auditor` from a file too, ordered by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn holders(&self) -> Result<Vec<Held>, DbError> {
        self.db.read(|conn| store::held(conn, LISTED, MOST_HOLDERS)).await
    }

    /// Grants by hand of one person or of everyone, the latest first: those that hold, or those that ended.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn grants(&self, person: Option<PersonId>, ended: bool, limit: i64) -> Result<Vec<RoleGrant>, DbError> {
        self.db.read(move |conn| store::grants(conn, person, ended, limit)).await
    }
}
