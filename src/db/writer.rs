//! SQLite's single writer: one thread, one connection, group commit.
//!
//! With `synchronous=FULL` every commit is an fsync of a millisecond or more; one commit for each waiting writer would limit
//! throughput to a few hundred per second. So waiting jobs share a transaction, each in a savepoint: a job that fails rolls
//! back only itself. No job reports success before its commit is on disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

use diesel::connection::{AnsiTransactionManager, TransactionManager};

use super::connection::{Location, Purpose};
use super::{Connection, DbError, WriteStats};

/// The most jobs that share a commit; beyond it the wait of the first outweighs the fsync saved for the last.
const GROUP: usize = 64;

/// A job's answer: called once with the result of the commit.
pub(super) type Settle = Box<dyn FnOnce(Result<(), DbError>) + Send>;
/// Runs inside the open transaction, in a savepoint.
pub(super) type Job = Box<dyn FnOnce(&mut Connection) -> Settle + Send>;

/// The handle of the thread; when the last clone is dropped, the thread completes the queued jobs and ends.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    pub fn start(location: Location, stats: Arc<WriteStats>) -> Result<Self, DbError> {
        let (jobs, queue) = mpsc::channel();
        let conn = location.connect(Purpose::Write)?;
        std::thread::Builder::new()
            .name("commend-writer".into())
            .spawn(move || run(&queue, &location, conn, &stats))
            .map_err(DbError::unavailable)?;
        Ok(Self { jobs })
    }

    pub fn submit(&self, job: Job) -> Result<(), DbError> {
        self.jobs.send(job).map_err(|_| DbError::Unavailable("the writer has stopped".into()))
    }
}

fn run(queue: &mpsc::Receiver<Job>, location: &Location, conn: Connection, stats: &WriteStats) {
    let mut conn = Some(conn);
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match queue.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        if conn.is_none() {
            conn = location
                .connect(Purpose::Write)
                .inspect_err(|error| tracing::error!(%error, "cannot reopen the database"))
                .ok();
        }
        let Some(open) = conn.as_mut() else {
            // The jobs are dropped; each waiting caller sees its answer channel close and reports the database as unavailable.
            drop(group);
            continue;
        };
        stats.jobs.fetch_add(group.len() as u64, Ordering::Relaxed);
        if !commit_group(open, group, stats) {
            conn = None;
        }
    }
}

/// Runs one group; false when the connection can no longer be used.
fn commit_group(conn: &mut Connection, group: Vec<Job>, stats: &WriteStats) -> bool {
    let Connection::Sqlite(_) = conn else { return false };
    if let Err(error) = begin(conn) {
        let error = DbError::from(error);
        tracing::warn!(%error, jobs = group.len(), "could not begin a write");
        for job in group {
            drop(job);
        }
        return matches!(error, DbError::Busy(_));
    }
    let mut settled = Vec::with_capacity(group.len());
    for job in group {
        match catch_unwind(AssertUnwindSafe(|| job(conn))) {
            Ok(settle) => settled.push(settle),
            Err(_) => {
                // The panic left a savepoint open, so the whole group is rolled back, and its other callers get an error.
                tracing::error!("a write panicked; its group is rolled back");
                return false;
            }
        }
    }
    let committed = commit(conn).map_err(DbError::from);
    let usable = committed.is_ok();
    if usable {
        stats.commits.fetch_add(1, Ordering::Relaxed);
    }
    let reason = committed.err().map(|error| error.to_string());
    for settle in settled {
        settle(reason.clone().map_or(Ok(()), |reason| Err(DbError::Unavailable(reason))));
    }
    usable
}

fn begin(conn: &mut Connection) -> diesel::QueryResult<()> {
    match conn {
        // Immediate: a deferred transaction that reads first and writes later fails when another process wrote in between.
        Connection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        Connection::Pg(inner) => AnsiTransactionManager::begin_transaction(inner),
    }
}

fn commit(conn: &mut Connection) -> diesel::QueryResult<()> {
    match conn {
        Connection::Sqlite(inner) => AnsiTransactionManager::commit_transaction(inner),
        Connection::Pg(inner) => AnsiTransactionManager::commit_transaction(inner),
    }
}
