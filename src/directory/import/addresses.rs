//! Corrected addresses in an import: read for the comparison, ended or noted when the difference is written.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::changes::AddressChange;
use super::compare::{StoredAddress, StoredPerson};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::store;
use crate::ids::PersonId;

/// Adds the open corrections to the people of a comparison.
pub(super) fn fill(
    conn: &mut Connection,
    people: &mut HashMap<PersonId, StoredPerson>,
    today: NaiveDate,
) -> Result<(), DbError> {
    for open in store::open_addresses(conn)? {
        let in_force = open.correction.until.is_none_or(|last| today <= last);
        if let Some(person) = people.get_mut(&open.correction.person) {
            let (email, source_says) = (open.correction.email, open.source_says);
            person.address = Some(StoredAddress { id: open.id, email, source_says, in_force });
        }
    }
    Ok(())
}

/// Ends corrections, and notes what the source says of those that stand.
pub(super) fn write(conn: &mut Connection, changes: &[AddressChange], now: Timestamp) -> Result<(), DbError> {
    for change in changes {
        match change {
            AddressChange::Ends(person) => store::end_address(conn, *person, now)?,
            AddressChange::SourceSays(id, says) => store::note_source(conn, *id, says)?,
        }
    }
    Ok(())
}
