//! All access to the database.
//!
//! [`Database::read`] runs a closure on a pooled connection, [`Database::write`] runs one in a transaction. Both run off the
//! async threads. On SQLite every write goes through one writer thread that commits in groups (`writer`); on PostgreSQL a write
//! is a transaction on a pooled connection. A closure must wait for nothing but the database: no mail, no file, no lock.
//!
//! Invariants: only `db` and the stores use diesel; a reply that depends on a write is sent after its commit.

mod columns;
mod connection;
mod contains;
mod counters;
mod database_clock;
pub mod database_marks;
mod error;
pub mod migrations;
mod one_of;
pub mod postgres_url;
pub mod schema;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::Connection as _;
use tokio::sync::oneshot;

pub use columns::texts;
pub(crate) use columns::{column, text_column};
pub use connection::{AnyConnection as Connection, Location};
pub use contains::{SearchedText, holds};
pub use counters::{counter, next_number, set_counter};
pub use database_clock::{now, shared_now};
pub use error::DbError;
pub use one_of::one_of;

use connection::{Manager, Purpose};
use writer::Writer;

/// Counts of the group-commit writer, for the metrics and the benches.
#[derive(Debug, Default)]
pub struct WriteStats {
    /// Transactions committed.
    pub commits: AtomicU64,
    /// Writes in those transactions.
    pub jobs: AtomicU64,
}

/// Counts of the work on pooled connections: every read, and on PostgreSQL every write as well.
#[derive(Debug, Default)]
struct ReadStats {
    count: AtomicU64,
    micros: AtomicU64,
}

impl ReadStats {
    fn add(&self, took: Duration) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// Work for a pooled connection; it gets the error when there is none.
type BoxedWork = Box<dyn FnOnce(Result<&mut Connection, DbError>) + Send>;

/// The database, cheap to clone.
#[derive(Clone)]
pub struct Database {
    location: Location,
    readers: r2d2::Pool<Manager>,
    writer: Option<Writer>,
    stats: Arc<WriteStats>,
    reads: Arc<ReadStats>,
}

impl Database {
    /// Opens the database with at most `connections` pooled connections. It does not migrate.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the file cannot be opened or the server does not answer within 10 s.
    pub fn open(location: Location, connections: u32) -> Result<Self, DbError> {
        let stats = Arc::new(WriteStats::default());
        let (purpose, writer) = match &location {
            Location::Sqlite(_) => (Purpose::Read, Some(Writer::start(location.clone(), Arc::clone(&stats))?)),
            Location::Postgres(_) => (Purpose::Write, None),
        };
        let readers = r2d2::Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            // A file does not go away as a server does, and asking it costs as much as a small read.
            .test_on_check_out(matches!(location, Location::Postgres(_)))
            .connection_timeout(Duration::from_secs(10))
            .error_handler(Box::new(SilentHandler))
            .build(Manager { location: location.clone(), purpose })
            .map_err(DbError::unavailable)?;
        Ok(Self { location, readers, writer, stats, reads: Arc::default() })
    }

    /// The location of the database.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The numbers of writes and of commits of the group-commit writer; zero on PostgreSQL, where each write is a commit.
    pub fn write_stats(&self) -> (u64, u64) {
        (self.stats.jobs.load(Ordering::Relaxed), self.stats.commits.load(Ordering::Relaxed))
    }

    /// The number of reads, and the time that they had a connection. On PostgreSQL writes are among them.
    pub fn read_stats(&self) -> (u64, Duration) {
        let micros = self.reads.micros.load(Ordering::Relaxed);
        (self.reads.count.load(Ordering::Relaxed), Duration::from_micros(micros))
    }

    /// Runs `work` on a connection that only reads.
    ///
    /// # Errors
    /// The error of `work`; [`DbError::Unavailable`] when no connection is free within 10 s.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.on_pooled_connection(work).await
    }

    /// Runs `work` on a pooled connection, off the async threads. Each caller passes its own closure type; boxing it makes the
    /// compiler see one type, so that the task code is compiled once instead of once per query.
    async fn on_pooled_connection<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let lost = self
            .spawn_boxed(Box::new(move |conn| {
                // A caller that was dropped needs no answer; the work counts.
                let _ = answer.send(conn.map_or_else(|error| Err(error.into()), work));
            }))
            .await;
        answered.await.unwrap_or_else(|_| Err(DbError::Unexpected(lost.unwrap_or_default()).into()))
    }

    /// Returns after `work` has run; `Some` is the reason when it did not complete.
    async fn spawn_boxed(&self, work: BoxedWork) -> Option<String> {
        let (pool, reads) = (self.readers.clone(), Arc::clone(&self.reads));
        let task = tokio::task::spawn_blocking(move || match pool.get() {
            Ok(mut conn) => {
                let began = Instant::now();
                work(Ok(&mut conn));
                reads.add(began.elapsed());
            }
            Err(error) => work(Err(DbError::unavailable(error))),
        });
        task.await.err().map(|lost| lost.to_string())
    }

    /// Runs `work` in one transaction, committed when it returns `Ok` and rolled back otherwise. Returns after the commit.
    ///
    /// # Errors
    /// The error of `work`; [`DbError::Busy`] when another process held the lock for too long; [`DbError::Unavailable`] when
    /// the commit failed, in which case nothing was stored.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => Self::write_grouped(writer, work).await,
            None => self.on_pooled_connection(|conn| in_transaction(conn, work)).await,
        }
    }

    async fn write_grouped<T, E>(
        writer: &Writer,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        writer.submit(Box::new(move |conn| {
            let result = in_transaction(conn, work);
            Box::new(move |commit| {
                // A caller that was dropped needs no answer; the write counts.
                let _ = answer.send(match (result, commit) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(error.into()),
                    (Err(error), _) => Err(error),
                });
            })
        }))?;
        answered
            .await
            .unwrap_or_else(|_| Err(DbError::Busy("the write could not begin, or its group was undone".into()).into()))
    }
}

/// Runs `work` in a transaction, or in a savepoint inside an open one.
fn in_transaction<T, E: From<DbError>>(
    conn: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    /// diesel's `transaction` needs an error type that converts from its own.
    enum RolledBack<E> {
        Work(E),
        Database(diesel::result::Error),
    }
    impl<E> From<diesel::result::Error> for RolledBack<E> {
        fn from(error: diesel::result::Error) -> Self {
            Self::Database(error)
        }
    }
    conn.transaction(|conn| work(conn).map_err(RolledBack::Work)).map_err(|undone| match undone {
        RolledBack::Work(error) => error,
        RolledBack::Database(error) => DbError::from(error).into(),
    })
}

/// Silences the pool's report of each failed attempt to connect; the waiting caller reports the final failure.
#[derive(Debug)]
struct SilentHandler;

impl r2d2::HandleError<DbError> for SilentHandler {
    fn handle_error(&self, error: DbError) {
        tracing::debug!(%error, "a pooled connection failed");
    }
}
