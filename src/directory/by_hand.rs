//! People who were added by hand, before the first directory file: whoever sets the service up.
//!
//! Such a person has a number of ours until a file brings the address with the employer's number; the import then makes the
//! two one, and roles, password and history stay. A file that does not know the address yet leaves the person alone.

use crate::addresses::{AddressProblem, MailAddress};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;

use super::import::lock;
use super::{Person, store};

/// What numbers of ours begin with.
const PREFIX: &str = "by-hand-";

/// Why nobody could be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Not the form of an address.
    #[error("this is no mail address: {0}; write for example name@bank.example")]
    NoAddress(#[from] AddressProblem),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Whether the number is ours and not the employer's.
pub(super) fn is_by_hand(employee_number: &str) -> bool {
    employee_number.starts_with(PREFIX)
}

/// The active person with this address, who is added if there is none.
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
    lock(conn)?;
    if let Some(person) = store::active_by_email(conn, email)? {
        return Ok(person);
    }
    let email = email.trim();
    MailAddress::parse(email)?;
    let id = PersonId::new();
    let person = Person {
        id,
        employee_number: format!("{PREFIX}{id}"),
        // Nothing else is known, and a guess at a name would stand in letters.
        name: email.to_owned(),
        email: email.to_owned(),
        title: String::new(),
        department: String::new(),
        branch: String::new(),
        extension: String::new(),
        starts_on: None,
        ends_on: None,
        active: true,
    };
    store::insert_person(conn, &person, now)?;
    trail.record(Event::new(by, "person.added_by_hand", format!("person:{id}")));
    Ok(person)
}
