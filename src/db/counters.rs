//! Numbers that belong to the database as a whole, by name.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::counters;
use super::{Connection, DbError};

/// The value of a counter; none when it was never set.
///
/// # Errors
/// When the database cannot be read.
pub fn counter(conn: &mut Connection, name: &str) -> Result<Option<i64>, DbError> {
    Ok(counters::table.find(name).select(counters::value).first(conn).optional()?)
}

/// Sets a counter.
///
/// # Errors
/// When the database cannot be written.
pub fn set_counter(conn: &mut Connection, name: &str, value: i64) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO counters (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(value)
    .execute(conn)?;
    Ok(())
}
