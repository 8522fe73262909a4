//! Ends a leaver's access: the roles granted by hand and the sign-in, in the transaction that records the leaving.
//!
//! Access ends for every reason, also when a file left somebody out by mistake. A directory cannot tell such a mistake from a
//! rehire, and the risks differ: after a mistake, a new password takes one link by mail; but a password, a session or an HR role
//! that comes back with a rehire years later may be known to a stranger. Roles from a file need no end, because the next file
//! states them.
//!
//! Access ends again when somebody returns, because an earlier leaving may be older than this rule. It also ends when the first day
//! moves to a later one than the directory knew the person: the leaving then fell between two imports.

use super::{Role, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;

/// Ends the sign-in of people: passwords, sessions, one-time links. The module that owns them passes this in.
pub type EndSignIn = fn(&mut Connection, &mut Trail, Actor, &[PersonId], Timestamp) -> Result<(), DbError>;

/// Ends the access of these people, and returns the roles granted by hand that ended.
pub(super) fn end_access(
    conn: &mut Connection,
    trail: &mut Trail,
    by: Actor,
    people: &[PersonId],
    now: Timestamp,
    end_sign_in: EndSignIn,
) -> Result<Vec<(PersonId, Role)>, DbError> {
    let granted = store::end_grants(conn, people, now)?;
    for (person, role) in &granted {
        trail.record(Event::new(by, "role.ended_by_leaving", format!("person:{person}")).with("role", role.as_str()));
    }
    end_sign_in(conn, trail, by, people, now)?;
    Ok(granted)
}
