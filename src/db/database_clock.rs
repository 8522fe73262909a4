//! The database's own clock, for leases that several machines compare.
//!
//! Invariant: no time that a person sees comes from here; recorded times come from the service's `clock`.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Connection, DbError};
use crate::clock::Timestamp;

/// The current time of the database: on PostgreSQL the server's, on SQLite the machine's, at least in milliseconds.
///
/// # Errors
/// When the database cannot be read.
pub fn now(conn: &mut Connection) -> Result<Timestamp, DbError> {
    // Not `now()`, which is constant within a transaction.
    let moment = match conn {
        Connection::Pg(_) => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
        Connection::Sqlite(_) => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    };
    Ok(Timestamp::from_micros(diesel::select(sql::<BigInt>(moment)).get_result(conn)?))
}
