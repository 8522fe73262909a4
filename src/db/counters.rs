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

/// The next number of a counter, from 1. Held to the end of the transaction on PostgreSQL.
///
/// # Errors
/// When the database cannot be written.
pub fn next_number(conn: &mut Connection, counter: &str) -> Result<i64, DbError> {
    use counters::dsl;
    let advance = |conn: &mut Connection| {
        diesel::update(dsl::counters.find(counter))
            .set(dsl::value.eq(dsl::value + 1))
            .returning(dsl::value)
            .get_result(conn)
            .optional()
    };
    if let Some(value) = advance(conn)? {
        return Ok(value);
    }
    // The first of a year. Two processes may come here at once: the second insert does nothing and both advance.
    let insert = diesel::sql_query("INSERT INTO counters (name, value) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING");
    insert.bind::<Text, _>(counter).execute(conn)?;
    advance(conn)?.ok_or_else(|| DbError::Unexpected("a counter that was just made is gone".into()))
}
