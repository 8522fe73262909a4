//! The lock that tells the workers of one SQLite database of each other.
//!
//! Every worker holds the lock of a file beside the database, shared, as long as it runs. A worker that starts tries to hold it
//! exclusively first. If that succeeds, no other worker runs, and the leases of a killed one can be freed at once. Otherwise they are
//! taken over when they expire, as on PostgreSQL. The kernel releases the lock when a process ends, however it ends.
//!
//! Invariant: leases are freed at once only while the lock is held exclusively, and mails are leased only while it is held shared.
//! Changing from one to the other is not atomic; in between this worker has no lease, so another one that frees all leases does
//! no harm.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::private_files;

/// The file beside a database.
pub fn lock_of(database: &Path) -> PathBuf {
    // A link to the database leads to the same lock.
    let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    PathBuf::from(format!("{}.workers", database.display()))
}

/// A worker that is about to start; whether it is alone is known.
pub struct StartingWorker {
    file: File,
    is_alone: bool,
}

/// A worker that runs. Dropping it releases the lock.
pub struct WorkerLock(#[allow(dead_code, reason = "holds the lock")] File);

impl StartingWorker {
    /// Opens the lock of a database, and holds it exclusively if no other worker runs.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn new(database: &Path) -> io::Result<Self> {
        let file = private_files::open(&lock_of(database))?;
        let is_alone = file.try_lock().is_ok();
        Ok(Self { file, is_alone })
    }

    /// True while no other worker of this database runs or can start.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Holds the lock shared from now on. It waits while another worker starts.
    ///
    /// # Errors
    /// When the file system has no such locks. Then no worker can hold it exclusively either.
    pub async fn stay(self) -> io::Result<WorkerLock> {
        let locked = tokio::task::spawn_blocking(move || self.file.lock_shared().map(|()| WorkerLock(self.file)));
        locked.await.map_err(io::Error::other)?
    }
}
