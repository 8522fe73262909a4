//! The schema's versions, embedded, one list for each database with the same names.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Location, Purpose};
use super::{Connection, DbError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Serialises processes that migrate one PostgreSQL database at the same moment; the number is arbitrary and ours.
const MIGRATION_LOCK: i64 = 0x434f_4d4d_454e_4401;

/// Brings the database up to date and returns the versions that were applied, oldest first.
///
/// # Errors
/// [`DbError::Unavailable`] when it cannot be opened; [`DbError::Unexpected`] when a migration fails, which leaves the
/// database at the version before it.
pub fn run(location: &Location) -> Result<Vec<String>, DbError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Unexpected(format!("migration: {error}"));
    match &mut location.connect(Purpose::Write)? {
        // In one immediate transaction: a second process waits, and then finds nothing left to do.
        Connection::Sqlite(conn) => conn
            .immediate_transaction(|conn| {
                let applied = conn.run_pending_migrations(SQLITE)?;
                Ok(applied.iter().map(ToString::to_string).collect())
            })
            .map_err(failed),
        Connection::Pg(conn) => {
            use diesel::RunQueryDsl as _;
            let lock = |conn: &mut diesel::PgConnection, call: &str| {
                diesel::sql_query(format!("SELECT {call}({MIGRATION_LOCK})")).execute(conn)
            };
            lock(conn, "pg_advisory_lock")?;
            let applied = conn
                .run_pending_migrations(POSTGRES)
                .map_err(failed)
                .map(|list| list.iter().map(ToString::to_string).collect());
            lock(conn, "pg_advisory_unlock")?;
            applied
        }
    }
}

/// The versions that are not applied yet, oldest first.
///
/// # Errors
/// As [`run`].
pub fn pending(location: &Location) -> Result<Vec<String>, DbError> {
    use diesel::migration::Migration;
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| DbError::Unexpected(format!("migration: {error}"));
    let names = match &mut location.connect(Purpose::Write)? {
        Connection::Sqlite(conn) => conn
            .pending_migrations(SQLITE)
            .map_err(failed)?
            .iter()
            .map(|m| Migration::<diesel::sqlite::Sqlite>::name(m).to_string())
            .collect(),
        Connection::Pg(conn) => conn
            .pending_migrations(POSTGRES)
            .map_err(failed)?
            .iter()
            .map(|m| Migration::<diesel::pg::Pg>::name(m).to_string())
            .collect(),
    };
    Ok(names)
}
