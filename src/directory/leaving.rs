//! Ends a leaver's access in the transaction that writes the leaving: roles granted by hand, and the sign-in.
//!
//! It ends whatever the reason, also when a file left somebody out by mistake. A directory cannot tell a mistake of one day
//! from a rehire, and the two do not weigh the same: after a mistake, a new password takes one link by mail; a password,
//! a session or a role of HR that comes back with a rehire years later may be known to a stranger. Roles from a file need no
//! end: the next file says what they are.
//!
//! It ends again when somebody returns, because what a leaver had may be older than this rule.

use super::{Role, store};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;

/// Ends the sign-in of people: passwords, sessions, one-time links. Whoever keeps them hands this in.
pub type EndSignIn = fn(&mut Connection, &mut Trail, Actor, &[PersonId], Timestamp) -> Result<(), DbError>;

/// Ends what these people could do, and returns the roles that were granted by hand and are gone.
pub(super) fn end_access(
    conn: &mut Connection,
    trail: &mut Trail,
    by: Actor,
    people: &[PersonId],
    now: Timestamp,
    end_sign_in: EndSignIn,
) -> Result<Vec<(PersonId, Role)>, DbError> {
    let granted = store::end_grants(conn, people)?;
    for (person, role) in &granted {
        trail.record(Event::new(by, "role.ended_by_leaving", format!("person:{person}")).with("role", role.name()));
    }
    end_sign_in(conn, trail, by, people, now)?;
    Ok(granted)
}
