//! The database's own clock, for leases that several machines compare.
//!
//! Invariant: nothing that a person reads comes from here; the moments on record are the service's (`clock`).

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Connection, DbError};
use crate::clock::Timestamp;

/// The present moment of the database: on PostgreSQL its server's, on SQLite the machine's, in milliseconds at least.
///
/// # Errors
/// When the database cannot be read.
pub fn now(conn: &mut Connection) -> Result<Timestamp, DbError> {
    // Not `now()`, which stands still for the length of a transaction.
    let moment = match conn {
        Connection::Pg(_) => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
        Connection::Sqlite(_) => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    };
    Ok(Timestamp::from_micros(diesel::select(sql::<BigInt>(moment)).get_result(conn)?))
}
