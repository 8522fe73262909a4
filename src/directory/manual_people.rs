//! Adds people by hand before the first directory file is imported, so that somebody can set the service up.
//!
//! A person added by hand has a provisional number. When a file brings the same address with an employee number, the import
//! merges the two: roles, password and history stay. A file without the address leaves the person alone.

use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;
use crate::mail_addresses::{AddressProblem, MailAddress};

use super::{Person, store};

/// The prefix of provisional numbers.
const PREFIX: &str = "by-hand-";

/// The reason why a person could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The text is not a mail address.
    #[error("this is no mail address: {0}; write for example name@bank.example")]
    NoAddress(#[from] AddressProblem),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// True for a provisional number, false for the employer's.
pub(super) fn is_by_hand(employee_number: &str) -> bool {
    employee_number.starts_with(PREFIX)
}

/// The active person with this address, added if there is none.
///
/// # Errors
/// [`AddError::NoAddress`]; when the database cannot be written.
pub fn find_or_add(
    conn: &mut Connection,
    trail: &mut Trail,
    now: Timestamp,
    by: Actor,
    email: &str,
) -> Result<Person, AddError> {
    store::lock(conn)?;
    if let Some(person) = store::active_by_email(conn, email)? {
        return Ok(person);
    }
    let email = email.trim();
    MailAddress::parse(email)?;
    let id = PersonId::new();
    let person = Person {
        id,
        employee_number: format!("{PREFIX}{id}"),
        // Nothing else is known, and a guessed name would appear in letters.
        name: email.to_owned(),
        email: email.to_owned(),
        title: String::new(),
        department: String::new(),
        branch: String::new(),
        department_id: None,
        branch_id: None,
        extension: String::new(),
        starts_on: None,
        ends_on: None,
        active: true,
    };
    store::insert_person(conn, &person, now)?;
    trail.record(Event::new(by, "person.added_by_hand", format!("person:{id}")));
    Ok(person)
}
