//! The end of a person's sign-in, called by the directory when somebody leaves or returns.

use crate::accounts::store;
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;

/// Removes passwords and ends sessions and one-time links, with an entry in the trail for each person who had any.
///
/// # Errors
/// When the database cannot be written.
pub fn end_sign_in(
    conn: &mut Connection,
    trail: &mut Trail,
    by: Actor,
    people: &[PersonId],
    now: Timestamp,
) -> Result<(), DbError> {
    for person in store::who_may_sign_in(conn, people)? {
        let password = store::remove_password(conn, person)?;
        let ended = store::end_sessions(conn, person, None, "left", now)?;
        store::end_links(conn, person, 0, now)?;
        let event = Event::new(by, "sign_in.ended", format!("person:{person}"));
        trail.record(event.with("password_removed", password).with("sessions_ended", ended));
    }
    Ok(())
}
