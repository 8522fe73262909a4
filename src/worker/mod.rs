//! The worker of a process: sends mails (`mails`) and runs the periodic work (`jobs`).
//!
//! It composes the nouns and makes no decisions. The loop over the outbox, the leases and the relay belong to
//! `delivery::dispatch`; the leases of the jobs belong to `crate::jobs`.
//!
//! Invariant: a process may be killed at any moment. Its leases are taken over: mails at once when the lock of the data folder
//! shows that no other process is alive, everything else when its lease expires.

pub mod jobs;
mod mails;

use std::fs::File;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::db::Location;
use crate::delivery::operations::Whose;
use crate::jobs::{Jobs, Pace};
use crate::private;

pub use mails::{Nouns, dispatcher};

/// A running worker.
pub struct Worker {
    stop: watch::Sender<bool>,
    mails: JoinHandle<()>,
    jobs: JoinHandle<()>,
    /// Locked while the process lives, so that the next process knows whether another one is alive. None on PostgreSQL and for
    /// a second worker.
    _alone: Option<File>,
}

impl Worker {
    /// Starts the worker of this process.
    ///
    /// # Errors
    /// When the mail settings are invalid.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let alone = alone(app)?;
        let dispatcher = dispatcher(app)?;
        let whose = if alone.is_some() { Whose::Everyone } else { Whose::Expired };
        let (stop, stopped) = watch::channel(false);
        app.worker.beat();
        let jobs = Jobs::new(app.db.clone(), app.clone(), jobs::TABLE, Pace::default());
        Ok(Self {
            stop,
            mails: tokio::spawn(dispatcher.run(whose, stopped.clone())),
            jobs: tokio::spawn(jobs.run(stopped)),
            _alone: alone,
        })
    }

    /// Starts no new work, finishes the mails that have begun and gives back the other leases.
    pub async fn stop(self) {
        // The receivers live as long as the tasks; without them there is nothing to stop.
        let _ = self.stop.send(true);
        for task in [self.mails, self.jobs] {
            if task.await.is_err() {
                tracing::error!("the worker ended in a panic; what it held is taken over by the next");
            }
        }
    }
}

/// Takes the lock of the data folder, so that the leases of a killed process on SQLite are free again at once.
fn alone(app: &App) -> anyhow::Result<Option<File>> {
    if matches!(app.db.location(), Location::Postgres(_)) {
        return Ok(None);
    }
    let path = app.config.data_dir.join("worker.lock");
    private::make_folder(&app.config.data_dir)?;
    let file = private::open(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(file.try_lock().is_ok().then_some(file))
}
