//! One connection type for both databases, and the way each is opened.

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::DbError;

/// A connection to the configured database.
///
/// Queries are written once, for this enum. Those that it cannot express (upserts, batch inserts) match on the variant, only
/// inside `db` and the stores. (It has this name because the derive defines a `Connection` of its own; `db` exports it as
/// `Connection`.)
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL, or a server with its protocol.
    Pg(PgConnection),
    /// Embedded SQLite.
    Sqlite(SqliteConnection),
}

/// The location of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file in an existing folder.
    Sqlite(std::path::PathBuf),
    /// A libpq connection URL.
    Postgres(String),
}

/// The purpose of a connection; on SQLite only the writer may change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

impl Location {
    pub(super) fn connect(&self, purpose: Purpose) -> Result<AnyConnection, DbError> {
        match self {
            Self::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| DbError::Unavailable("the path is not UTF-8".into()))?;
                let mut conn = SqliteConnection::establish(path).map_err(DbError::unavailable)?;
                // `busy_timeout` first: setting WAL mode itself needs a lock. A write waits up to 30 s for an import by another
                // process. The page cache is in KiB and per connection, so readers keep it small.
                conn.batch_execute(
                    "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;",
                )?;
                if purpose == Purpose::Read {
                    conn.batch_execute("PRAGMA query_only = ON;")?;
                }
                Ok(AnyConnection::Sqlite(conn))
            }
            Self::Postgres(url) => {
                keep_openssl_until_exit();
                let mut conn = PgConnection::establish(url).map_err(DbError::unavailable)?;
                conn.batch_execute(
                    "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'; \
                     SET client_min_messages = 'warning';",
                )?;
                Ok(AnyConnection::Pg(conn))
            }
        }
    }
}

/// Keeps OpenSSL from freeing its state when the process exits. The pool may be opening a connection on its own thread at that
/// moment, and the process would be killed by a signal instead of returning its exit status. Only the first call sets up
/// OpenSSL, so this one must come before libpq's.
fn keep_openssl_until_exit() {
    #[cfg(feature = "postgres-tls")]
    openssl_sys::init();
}

/// Opens connections for the pool. It replaces diesel's manager, because a URL must never be tried on the other database.
#[derive(Debug)]
pub(super) struct Manager {
    pub location: Location,
    pub purpose: Purpose,
}

impl r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = DbError;

    fn connect(&self) -> Result<AnyConnection, DbError> {
        self.location.connect(self.purpose)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), DbError> {
        Ok(conn.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        type Transactions = <AnyConnection as diesel::Connection>::TransactionManager;
        // A thread that panicked inside a transaction leaves its connection in an unknown state.
        std::thread::panicking() || Transactions::is_broken_transaction_manager(conn)
    }
}
