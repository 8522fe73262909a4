//! Periodic work: each job runs once per period, whatever the number of processes.
//!
//! A job is an entry of the caller's table and a row of the database with its due time, its holder and the end of its lease.
//! These times follow the database's clock, so that machines whose clocks differ agree. A process that finds a job due takes it
//! for the time of a lease, renews the lease while the work goes on, and sets the next due time when the work has succeeded.
//!
//! Invariants: two processes never hold a job at once. A run that fails, panics or dies with its process keeps its lease; when
//! the lease expires, the next process runs the job again. So a job may run twice, and repeating its work must do no harm. This
//! module imports no noun: the table belongs to `worker`.

mod store;

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, join_all};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use crate::db::{Database, DbError};
use crate::stop::stopped;

pub use store::{JobState, states};

/// An error that ended a run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Periodic work. `C` is the context of the work, such as the whole service.
pub struct Job<C> {
    /// Its name in the database, in the log and in the metrics. It must never be given to another job.
    pub name: &'static str,
    /// The time from the end of a run to the next. Work that is due at a certain hour or day runs often and checks the clock
    /// itself.
    pub every: Duration,
    /// The work. It can be stopped at any `await` when the process stops, so each step must be a transaction of its own.
    pub run: fn(C) -> BoxFuture<'static, Result<(), Failure>>,
}

/// The length of a lease without renewal, and the interval between looks at the table.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The lease. A run that failed is repeated when it expires.
    pub lease: Duration,
    /// The longest time between two looks: a person may have made a job due.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { lease: Duration::from_secs(120), look: Duration::from_secs(60) }
    }
}

/// The runner of a table of jobs in one process.
pub struct Jobs<C: 'static> {
    db: Database,
    context: C,
    table: &'static [Job<C>],
    pace: Pace,
}

impl<C: Clone + Send + Sync + 'static> Jobs<C> {
    /// A runner that has not started.
    pub fn new(db: Database, context: C, table: &'static [Job<C>], pace: Pace) -> Self {
        Self { db, context, table, pace }
    }

    /// Runs due jobs until `stop` is true; then it stops the work where it is and gives back its lease.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        join_all(self.table.iter().map(|job| self.attend(job, stop.clone()))).await;
    }

    /// Runs once every job that is due and free, and returns the names of those that succeeded.
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

    /// Takes and runs the job. True when this process got it and its work succeeded.
    async fn take_and_run(&self, job: &Job<C>, stop: watch::Receiver<bool>) -> Result<bool, DbError> {
        let (name, lasts) = (job.name, self.pace.lease);
        // Each run has its own holder name: a run that lost its lease must not end the run that followed.
        let holder = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple());
        let taker = holder.clone();
        let since = Instant::now();
        let Some(taken) = self.db.write(move |conn| store::take(conn, name, &taker, lasts)).await? else {
            return Ok(false);
        };
        if taken.unfinished > 0 {
            tracing::warn!(job = name, runs = taken.unfinished, "took over a job that was not finished");
        }
        self.hold(job, holder, since, stop).await
    }

    /// Runs the work and renews the lease meanwhile.
    async fn hold(
        &self,
        job: &Job<C>,
        holder: String,
        mut since: Instant,
        mut stop: watch::Receiver<bool>,
    ) -> Result<bool, DbError> {
        // Alone in a set, because a dropped set aborts its tasks.
        let mut work = JoinSet::new();
        work.spawn((job.run)(self.context.clone()));
        let mut renewal = tokio::time::interval(self.pace.lease / 3);
        renewal.tick().await;
        loop {
            tokio::select! {
                ended = work.join_next() => return self.end(job, holder, ended).await,
                _ = renewal.tick() => if !self.renew(job, &holder, &mut since).await {
                    tracing::error!(job = job.name, "the lease of the job is lost; its work was stopped here");
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

    /// False when another process holds the job, or may: the database has failed for as long as the lease lasts. After a shorter
    /// failure the next renewal tries again. `since` is the moment before the last renewal.
    async fn renew(&self, job: &Job<C>, holder: &str, since: &mut Instant) -> bool {
        let (name, holder, lasts) = (job.name, holder.to_owned(), self.pace.lease);
        let now = Instant::now();
        match self.db.write(move |conn| store::renew(conn, name, &holder, lasts)).await {
            Ok(ours) => {
                *since = now;
                ours
            }
            Err(error) => {
                tracing::warn!(job = name, %error, "the lease of a job could not be renewed");
                since.elapsed() < lasts
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
