//! Periodic work: each job runs once in its time, whatever number of processes there are.
//!
//! A job is an entry of the caller's table and a row of the database: when it is due, who holds it and until when, by the
//! database's clock, so that machines whose clocks differ agree. Whoever finds it due takes it for the time of a lease,
//! renews the lease while the work goes on, and sets the next time when the work has ended well.
//!
//! Invariants: two processes never hold a job at once. A run that fails, panics or dies with its process keeps its lease, and
//! when the lease ends whoever comes first runs the job again; one mechanism serves all three. So a job may run twice, and
//! its work has to be harmless when it is repeated. This module knows no noun: the table belongs to `worker`.

mod store;

use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use crate::db::{Database, DbError};

pub use store::{JobState, states};

/// An error that ended a run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Periodic work. `C` is what the work needs, such as the whole service.
pub struct Job<C> {
    /// Its name in the database, in the log and in the metrics. Another job must not get it later.
    pub name: &'static str,
    /// The time from the end of a run to the next. Work that has an hour or a day of its own runs often and asks the clock itself.
    pub every: Duration,
    /// The work. It is stopped at any `await` when the process stops, so each step has to be a transaction of its own.
    pub run: fn(C) -> BoxFuture<'static, Result<(), Failure>>,
}

/// How long a job is held without a renewal, and how often the table is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The lease. A run that failed is repeated when it ends.
    pub lease: Duration,
    /// The longest time between two looks: a job may have been made due by hand.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { lease: Duration::from_secs(120), look: Duration::from_secs(60) }
    }
}

/// What one process does about a table of jobs.
pub struct Jobs<C: 'static> {
    db: Database,
    context: C,
    table: &'static [Job<C>],
    pace: Pace,
}

impl<C: Clone + Send + Sync + 'static> Jobs<C> {
    /// A process that has not begun to look at the jobs.
    pub fn new(db: Database, context: C, table: &'static [Job<C>], pace: Pace) -> Self {
        Self { db, context, table, pace }
    }

    /// Runs what is due until `stop` says true; then the work is left where it is and its lease is given back.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        join_all(self.table.iter().map(|job| self.attend(job, stop.clone()))).await;
    }

    /// Runs every job once that is due and that nobody holds, and returns the names of those that ended well.
    pub async fn round(&self) -> Result<Vec<&'static str>, DbError> {
        let (_go_on, stop) = watch::channel(false);
        let mut done = Vec::new();
        for job in self.table {
            if self.wait(job).await?.is_zero() && self.take_and_run(job, stop.clone()).await? {
                done.push(job.name);
            }
        }
        Ok(done)
    }

    async fn attend(&self, job: &Job<C>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let next = match self.turn(job, &stop).await {
                Ok(wait) => wait.min(self.pace.look),
                Err(error) => {
                    tracing::warn!(job = job.name, %error, "a job could not be looked at");
                    self.pace.look
                }
            };
            tokio::select! {
                () = tokio::time::sleep(next) => {}
                () = stopped(&mut stop) => {}
            }
        }
    }

    /// Runs the job if it is due and free, and returns the time to the next look.
    async fn turn(&self, job: &Job<C>, stop: &watch::Receiver<bool>) -> Result<Duration, DbError> {
        if self.wait(job).await?.is_zero() {
            self.take_and_run(job, stop.clone()).await?;
        }
        self.wait(job).await
    }

    /// The time until the job is due and free. It only reads, because every process asks.
    async fn wait(&self, job: &Job<C>) -> Result<Duration, DbError> {
        let name = job.name;
        self.db.read(move |conn| store::wait(conn, name)).await
    }

    /// Whether this process got the job and its work ended well.
    async fn take_and_run(&self, job: &Job<C>, stop: watch::Receiver<bool>) -> Result<bool, DbError> {
        let (name, lasts) = (job.name, self.pace.lease);
        // A name of its own for each run: a run that lost its lease must not end the one that followed.
        let holder = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple());
        let taker = holder.clone();
        let Some(taken) = self.db.write(move |conn| store::take(conn, name, &taker, lasts)).await? else {
            return Ok(false);
        };
        if taken.unfinished > 0 {
            tracing::warn!(job = name, runs = taken.unfinished, "took over a job that was not finished");
        }
        self.hold(job, holder, stop).await
    }

    /// Runs the work and keeps the lease meanwhile.
    async fn hold(&self, job: &Job<C>, holder: String, mut stop: watch::Receiver<bool>) -> Result<bool, DbError> {
        // Alone in a set, because a set ends its tasks when it is dropped.
        let mut work = JoinSet::new();
        work.spawn((job.run)(self.context.clone()));
        let mut renewal = tokio::time::interval(self.pace.lease / 3);
        renewal.tick().await;
        loop {
            tokio::select! {
                ended = work.join_next() => return self.end(job, holder, ended).await,
                _ = renewal.tick() => if !self.renew(job, &holder).await {
                    tracing::error!(job = job.name, "another process holds the job; its work was stopped here");
                    return Ok(false);
                },
                () = stopped(&mut stop) => {
                    work.shutdown().await;
                    let name = job.name;
                    self.db.write(move |conn| store::give_back(conn, name, &holder)).await?;
                    return Ok(false);
                }
            }
        }
    }

    /// False when somebody else holds the job by now. A database that does not answer is asked again at the next renewal.
    async fn renew(&self, job: &Job<C>, holder: &str) -> bool {
        let (name, holder, lasts) = (job.name, holder.to_owned(), self.pace.lease);
        match self.db.write(move |conn| store::renew(conn, name, &holder, lasts)).await {
            Ok(ours) => ours,
            Err(error) => {
                tracing::warn!(job = name, %error, "the lease of a job could not be renewed");
                true
            }
        }
    }

    async fn end(
        &self,
        job: &Job<C>,
        holder: String,
        ended: Option<Result<Result<(), Failure>, JoinError>>,
    ) -> Result<bool, DbError> {
        let (name, every) = (job.name, job.every);
        let again = "it is run again when its lease ends";
        match ended {
            Some(Ok(Ok(()))) => return self.db.write(move |conn| store::finish(conn, name, &holder, every)).await,
            Some(Ok(Err(error))) => tracing::error!(job = name, %error, "a job failed; {again}"),
            Some(Err(lost)) => tracing::error!(job = name, error = %lost, "a job panicked; {again}"),
            None => tracing::error!(job = name, "a job has no work"),
        }
        Ok(false)
    }
}

/// Ends when `stop` says true; never when nobody is left to say it.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
