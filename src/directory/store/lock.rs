//! The lock on the directory, which every change of it takes first, so that the directory that was compared is the one that is
//! changed.

use diesel::prelude::*;

use crate::db::{Connection, DbError};

/// The key of the advisory lock that serialises changes of the directory on PostgreSQL until commit; an arbitrary number. SQLite
/// has a single writer anyway.
const DIRECTORY_LOCK: i64 = 0x434f_4d4d_454e_4403;

/// Blocks other changes of the directory until the end of the transaction.
pub fn lock(conn: &mut Connection) -> Result<(), DbError> {
    if let Connection::Pg(pg) = conn {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({DIRECTORY_LOCK})")).execute(pg)?;
    }
    Ok(())
}
