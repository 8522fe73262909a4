//! The database's own clock, for times that several machines compare: leases, and when a mail is due.
//!
//! Invariant: times of records come from the service's `clock`; only the outbox and the jobs go by this one.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Connection, DbError};
use crate::clock::{Clock, Timestamp};

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

/// The time that all processes share: that of the database. Under a manual clock it is the test's true time.
///
/// # Errors
/// When the database cannot be read.
pub fn shared_now(conn: &mut Connection, clock: &Clock) -> Result<Timestamp, DbError> {
    match clock {
        Clock::System => now(conn),
        Clock::Manual(_) => Ok(Timestamp::from_micros(i64::try_from(clock.steady().as_micros()).unwrap_or(i64::MAX))),
    }
}
