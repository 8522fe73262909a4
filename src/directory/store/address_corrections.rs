//! Rows of corrected addresses.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::index::index;
use crate::clock::Timestamp;
use crate::db::schema::{address_corrections, people};
use crate::db::{Connection, DbError};
use crate::directory::{AddressCorrection, Person, RecordedAddress, search_tokens};
use crate::ids::{AddressCorrectionId, PersonId};

type Row =
    (AddressCorrectionId, PersonId, String, String, Option<NaiveDate>, String, PersonId, Timestamp, Option<Timestamp>);

fn recorded((id, person, email, source_says, until, reason, created_by, created_at, ended_at): Row) -> RecordedAddress {
    let correction = AddressCorrection { person, email, until, reason };
    RecordedAddress { id, correction, source_says, created_by, created_at, ended_at }
}

/// The open correction of a person's address.
pub fn open_address(conn: &mut Connection, person: PersonId) -> Result<Option<RecordedAddress>, DbError> {
    let row: Option<Row> = address_corrections::table
        .filter(address_corrections::person_id.eq(person))
        .filter(address_corrections::ended_at.is_null())
        .first(conn)
        .optional()?;
    Ok(row.map(recorded))
}

/// All open corrections.
pub fn open_addresses(conn: &mut Connection) -> Result<Vec<RecordedAddress>, DbError> {
    let rows: Vec<Row> = address_corrections::table.filter(address_corrections::ended_at.is_null()).load(conn)?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// The open corrections whose last day is before this one.
pub fn addresses_over(conn: &mut Connection, today: NaiveDate) -> Result<Vec<RecordedAddress>, DbError> {
    let rows: Vec<Row> = address_corrections::table
        .filter(address_corrections::ended_at.is_null())
        .filter(address_corrections::until_day.lt(today))
        .order(address_corrections::id)
        .load(conn)?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// The corrections of a person's address, the latest first.
pub fn addresses_of(conn: &mut Connection, person: PersonId) -> Result<Vec<RecordedAddress>, DbError> {
    let rows: Vec<Row> = address_corrections::table
        .filter(address_corrections::person_id.eq(person))
        .order((address_corrections::created_at.desc(), address_corrections::id.desc()))
        .load(conn)?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// The number of corrections that were ever made or ended, by which an import sees that it has to compare again.
pub fn count_address_changes(conn: &mut Connection) -> Result<i64, DbError> {
    let made: i64 = address_corrections::table.count().get_result(conn)?;
    let ended: i64 =
        address_corrections::table.filter(address_corrections::ended_at.is_not_null()).count().get_result(conn)?;
    Ok(made + ended)
}

/// Ends the open correction of a person's address, if there is one.
pub fn end_address(conn: &mut Connection, person: PersonId, now: Timestamp) -> Result<(), DbError> {
    diesel::update(
        address_corrections::table
            .filter(address_corrections::person_id.eq(person))
            .filter(address_corrections::ended_at.is_null()),
    )
    .set(address_corrections::ended_at.eq(now))
    .execute(conn)?;
    Ok(())
}

/// Notes what the source says by now of an address that HR corrected.
pub fn note_source(conn: &mut Connection, id: AddressCorrectionId, says: &str) -> Result<(), DbError> {
    diesel::update(address_corrections::table.find(id))
        .set(address_corrections::source_email.eq(says))
        .execute(conn)?;
    Ok(())
}

/// Records a correction.
pub fn insert_address(
    conn: &mut Connection,
    correction: &AddressCorrection,
    source_says: &str,
    by: PersonId,
    now: Timestamp,
) -> Result<AddressCorrectionId, DbError> {
    let id = AddressCorrectionId::new();
    diesel::insert_into(address_corrections::table)
        .values((
            address_corrections::id.eq(id),
            address_corrections::person_id.eq(correction.person),
            address_corrections::email.eq(&correction.email),
            address_corrections::source_email.eq(source_says),
            address_corrections::until_day.eq(correction.until),
            address_corrections::reason.eq(&correction.reason),
            address_corrections::created_by.eq(by),
            address_corrections::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Writes a person's address, in the index too.
pub fn set_email(conn: &mut Connection, person: &Person, email: &str, now: Timestamp) -> Result<(), DbError> {
    diesel::update(people::table.find(person.id))
        .set((
            people::email.eq(email),
            people::email_key.eq(search_tokens::email_key(email)),
            people::updated_at.eq(now),
        ))
        .execute(conn)?;
    index(conn, &Person { email: email.to_owned(), ..person.clone() }, person.active)
}
