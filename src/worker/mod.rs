//! The worker of a process: sends mails (`mails`) and runs the periodic work (`jobs`).
//!
//! It composes the nouns and makes no decisions. The loop over the outbox, the leases and the relay belong to
//! `delivery::dispatch`; the leases of the jobs belong to `crate::jobs`.
//!
//! Invariant: a process may be killed at any moment. Its leases are taken over: mails at once when a lock (`worker_lock`) shows that no
//! other worker of the database runs, everything else when its lease expires.

pub mod jobs;
mod mails;
pub mod outbox_watch;

use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::db::Location;
use crate::delivery::dispatch::Dispatcher;
use crate::delivery::operations::Takeover;
use crate::delivery::worker_lock::{self, StartingWorker};
use crate::jobs::{Jobs, Pace};

pub use mails::{NounCallbacks, dispatcher};

/// A running worker.
pub struct Worker {
    stop: watch::Sender<bool>,
    mails: JoinHandle<()>,
    jobs: JoinHandle<()>,
}

impl Worker {
    /// Starts the worker of this process.
    ///
    /// # Errors
    /// When the mail settings are invalid.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let arrival = arrival(app)?;
        let dispatcher = dispatcher(app)?;
        let (stop, stopped) = watch::channel(false);
        app.worker.beat();
        let jobs = Jobs::new(app.db.clone(), app.clone(), jobs::TABLE, Pace::default());
        Ok(Self {
            stop,
            mails: tokio::spawn(send_mails(app.clone(), dispatcher, arrival, stopped.clone())),
            jobs: tokio::spawn(jobs.run(stopped)),
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

/// Frees the leases of a killed worker if no other one runs, then sends mails until `stop` is true.
async fn send_mails(
    app: App,
    dispatcher: Arc<Dispatcher<NounCallbacks>>,
    arrival: Option<StartingWorker>,
    stop: watch::Receiver<bool>,
) {
    let mut _presence = None;
    if let Some(arrival) = arrival {
        if arrival.is_alone()
            && let Err(error) = dispatcher.take_over(Takeover::Everyone).await
        {
            tracing::warn!(%error, "mails of an earlier worker are taken over when their leases expire");
        }
        match arrival.stay().await {
            Ok(presence) => _presence = Some(presence),
            Err(error) => tracing::warn!(%error, "the lock of the workers cannot be held"),
        }
    }
    // A worker that was killed may have left what nobody knows of.
    if let Err(error) = outbox_watch::look(&app).await {
        tracing::warn!(%error, "the outbox could not be looked through; the next look makes up for it");
    }
    dispatcher.run(stop).await;
}

/// The lock of the database's workers. On PostgreSQL there is none: workers run on several machines.
fn arrival(app: &App) -> anyhow::Result<Option<StartingWorker>> {
    let Location::Sqlite(path) = app.db.location() else { return Ok(None) };
    let arrival = StartingWorker::new(path);
    Ok(Some(arrival.with_context(|| format!("{} cannot be made", worker_lock::lock_of(path).display()))?))
}
