//! The schema's migrations, embedded: one list for each database, with the same names.
//!
//! Invariant: a database is migrated only when this build knows every version that was applied to it. Before the first release
//! the migrations were merged into one, so a database of an earlier build has versions that no longer exist.

use diesel::backend::Backend;
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Location, Purpose};
use super::{Connection, DbError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Advisory lock that serialises processes migrating one PostgreSQL database at the same time; the number is arbitrary.
const MIGRATION_LOCK: i64 = 0x434f_4d4d_454e_4401;

/// The reason why a database was not migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database has a version that this build does not know.
    #[error(
        "the database was made by another build of Commend, with a schema that this one does not know ({0}). Run the build that \
         made it, or begin with an empty one: name another COMMEND_DATA_DIR, or another database in DATABASE_URL. For the demo: \
         \"commend demo --reset\""
    )]
    AnotherBuild(String),
    /// The database cannot be opened, or a migration failed, which leaves the version before it in place.
    #[error(transparent)]
    Database(#[from] DbError),
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn failed(error: BoxError) -> DbError {
    DbError::Unexpected(format!("migration: {error}"))
}

/// Migrates the database and returns the versions that were applied, oldest first.
///
/// # Errors
/// [`MigrationError::AnotherBuild`]; when the database cannot be opened or a migration fails.
pub fn run(location: &Location) -> Result<Vec<String>, MigrationError> {
    match &mut location.connect(Purpose::Write)? {
        // One immediate transaction: a second process waits, and then finds nothing to apply.
        Connection::Sqlite(conn) => conn.immediate_transaction(|conn| bring_up(conn, SQLITE)),
        Connection::Pg(conn) => {
            use diesel::RunQueryDsl as _;
            let lock = |conn: &mut diesel::PgConnection, call: &str| {
                diesel::sql_query(format!("SELECT {call}({MIGRATION_LOCK})")).execute(conn).map_err(DbError::from)
            };
            lock(conn, "pg_advisory_lock")?;
            let applied = bring_up(conn, POSTGRES);
            lock(conn, "pg_advisory_unlock")?;
            applied
        }
    }
}

/// diesel's `transaction` needs an error type that converts from its own.
impl From<diesel::result::Error> for MigrationError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

fn bring_up<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    known: EmbeddedMigrations,
) -> Result<Vec<String>, MigrationError> {
    refuse_another_build(conn, &known)?;
    let applied = conn.run_pending_migrations(known).map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn refuse_another_build<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    known: &EmbeddedMigrations,
) -> Result<(), MigrationError> {
    let ours: Vec<Box<dyn Migration<DB>>> = known.migrations().map_err(failed)?;
    let ours: Vec<String> = ours.iter().map(|migration| migration.name().version().to_string()).collect();
    let theirs = conn.applied_migrations().map_err(failed)?;
    match theirs.iter().map(ToString::to_string).find(|version| !ours.contains(version)) {
        Some(strange) => Err(MigrationError::AnotherBuild(strange)),
        None => Ok(()),
    }
}

/// The versions that are not applied yet, oldest first.
///
/// # Errors
/// As [`run`].
pub fn pending(location: &Location) -> Result<Vec<String>, MigrationError> {
    match &mut location.connect(Purpose::Write)? {
        Connection::Sqlite(conn) => due(conn, SQLITE),
        Connection::Pg(conn) => due(conn, POSTGRES),
    }
}

fn due<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    known: EmbeddedMigrations,
) -> Result<Vec<String>, MigrationError> {
    refuse_another_build(conn, &known)?;
    let pending = conn.pending_migrations(known).map_err(failed)?;
    Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
}
