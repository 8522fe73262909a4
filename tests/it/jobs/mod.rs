//! Periodic work: each job runs once per period whatever the number of processes, and is taken over from a process that died.
//!
//! Each process has its own handle to the database. Leases go by the database's clock, so a test that needs one to end uses a
//! short lease and waits until the job is taken over.

mod process;
mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use commend::db::schema::jobs;
use commend::db::{Database, DbError};
use commend::jobs::{Job, JobState, Jobs, Pace, states};
use diesel::prelude::*;
use futures_util::future::join_all;
use tokio::sync::{Notify, watch};

use crate::support::{TestDatabase, until};

const HOUR: Duration = Duration::from_secs(3_600);

/// Counters of a test's job, and the signal that lets it end.
#[derive(Clone, Default)]
struct Work {
    begun: Arc<AtomicU64>,
    done: Arc<AtomicU64>,
    /// Lets the `waiting` job end.
    go_on: Arc<Notify>,
}

impl Work {
    fn begun(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }

    fn done(&self) -> u64 {
        self.done.load(Ordering::SeqCst)
    }
}

/// A job that ends at once.
const QUICK: Job<Work> = Job {
    name: "quick",
    every: HOUR,
    run: |work| {
        Box::pin(async move {
            work.begun.fetch_add(1, Ordering::SeqCst);
            work.done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    },
};

/// A job that runs until the test lets it end.
const WAITING: Job<Work> = Job {
    name: "waiting",
    every: HOUR,
    run: |work| {
        Box::pin(async move {
            work.begun.fetch_add(1, Ordering::SeqCst);
            work.go_on.notified().await;
            work.done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    },
};

/// A job that panics in its first run and succeeds in the second.
const PANICKING: Job<Work> = Job {
    name: "panicking",
    every: HOUR,
    run: |work| {
        Box::pin(async move {
            assert!(work.begun.fetch_add(1, Ordering::SeqCst) > 0, "the panic that the test wants");
            work.done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    },
};

/// A job that fails in its first run and succeeds in the second.
const FAILING: Job<Work> = Job {
    name: "failing",
    every: HOUR,
    run: |work| {
        Box::pin(async move {
            if work.begun.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err("the failure that the test wants".into());
            }
            work.done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    },
};

fn short() -> Pace {
    Pace { lease: Duration::from_millis(300), look: Duration::from_millis(20) }
}

/// The jobs of another process.
fn process(test: &TestDatabase, work: &Work, table: &'static [Job<Work>], pace: Pace) -> Jobs<Work> {
    Jobs::new(test.reopen(), work.clone(), table, pace)
}

async fn state(db: &Database) -> JobState {
    let all = db.read(states).await.expect("the jobs");
    all.into_iter().next().expect("one job")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_processes_one_runs_what_is_due() {
    let (test, work) = (TestDatabase::new(), Work::default());
    let processes: Vec<_> = (0..6).map(|_| process(&test, &work, &[QUICK], Pace::default())).collect();
    let mut ended = 0;
    for run in 1..=5 {
        // All processes look for due jobs at the same time, and all have looked when this returns.
        let rounds = join_all(processes.iter().map(Jobs::round)).await;
        ended += rounds.into_iter().map(|round| round.expect("a round").len()).sum::<usize>();
        assert_eq!((work.begun(), work.done(), ended), (run, run, run as usize));
        let state = state(&test.db).await;
        assert_eq!((state.runs, state.unfinished, state.held_until), (run as i64, 0, None));
        assert!(state.due_at.since(state.finished_at.expect("an end")) == HOUR, "{state:?}");
        make_all_due(&test.db).await;
    }
}

/// Makes every job due now.
async fn make_all_due(db: &Database) {
    let changed = db.write(|conn| Ok::<_, DbError>(diesel::update(jobs::table).set(jobs::due_at.eq(0)).execute(conn)?));
    assert!(changed.await.expect("a write") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_outlasts_its_lease_is_still_run_by_one() {
    let (test, work) = (TestDatabase::new(), Work::default());
    let (go_on, stop) = watch::channel(false);
    let first = tokio::spawn(process(&test, &work, &[WAITING], short()).run(stop.clone()));
    until("the work begins", async || work.begun() == 1).await;
    let taken_until = state(&test.db).await.held_until.expect("a lease");
    let others: Vec<_> =
        (0..3).map(|_| tokio::spawn(process(&test, &work, &[WAITING], short()).run(stop.clone()))).collect();
    // After three renewals the first lease would have expired.
    let renewed = || async { state(&test.db).await.held_until };
    until("the lease is renewed", async || {
        renewed().await.is_some_and(|until| until.since(taken_until) > 2 * short().lease)
    })
    .await;
    assert_eq!((work.begun(), work.done()), (1, 0));
    work.go_on.notify_one();
    until("the work ends", async || work.done() == 1).await;
    until("the end is on record", async || state(&test.db).await.finished_at.is_some()).await;
    assert_eq!(state(&test.db).await.runs, 1);
    go_on.send(true).expect("somebody listens");
    for task in others.into_iter().chain([first]) {
        task.await.expect("a process ends");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_or_panics_is_run_again_when_its_lease_ends() {
    for job in [&[PANICKING], &[FAILING]] {
        let (test, work) = (TestDatabase::new(), Work::default());
        let one = process(&test, &work, job, short());
        assert_eq!(one.round().await.expect("a round"), Vec::<&str>::new());
        let failed = state(&test.db).await;
        assert!(failed.held_until.is_some() && failed.finished_at.is_none(), "{failed:?}");
        // Another process takes the job over; the first process may be gone.
        drop(one);
        let other = process(&test, &work, job, short());
        until("the job is taken over", async || !other.round().await.expect("a round").is_empty()).await;
        assert_eq!((work.begun(), work.done()), (2, 1));
        let done = state(&test.db).await;
        assert_eq!((done.runs, done.unfinished, done.held_until), (2, 0, None));
        assert!(done.finished_at.expect("an end") >= failed.held_until.expect("a lease"), "not before the lease ended");
    }
}

#[test]
fn a_process_that_dies_with_a_job_is_taken_over_after_its_lease() {
    let (test, work) = (TestDatabase::new(), Work::default());
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let (dying, living) = (runtime().expect("a runtime"), runtime().expect("a runtime"));
    let (_go_on, stop) = watch::channel(false);
    dying.spawn(process(&test, &work, &[WAITING], short()).run(stop.clone()));
    living.block_on(until("the work begins", async || work.begun() == 1));
    // The process dies: nothing is finished, no lease is given back.
    dying.shutdown_background();
    living.block_on(async {
        let held = state(&test.db).await.held_until.expect("it died with the job");
        let other = process(&test, &work, &[WAITING], short());
        work.go_on.notify_one();
        until("the job is taken over", async || !other.round().await.expect("a round").is_empty()).await;
        let done = state(&test.db).await;
        assert_eq!((work.begun(), work.done(), done.runs), (2, 1, 2));
        assert!(done.finished_at.expect("an end") >= held, "not before the lease ended");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_a_job_back_at_once() {
    let (test, work) = (TestDatabase::new(), Work::default());
    let (go_on, stop) = watch::channel(false);
    // The lease is far longer than the test, so only giving it back lets another process run.
    let first = tokio::spawn(process(&test, &work, &[WAITING], Pace { lease: HOUR, ..short() }).run(stop));
    until("the work begins", async || work.begun() == 1).await;
    go_on.send(true).expect("somebody listens");
    first.await.expect("the process ends");
    let given_back = state(&test.db).await;
    assert_eq!((given_back.held_until, given_back.finished_at), (None, None));
    work.go_on.notify_one();
    let other = process(&test, &work, &[WAITING], short());
    assert_eq!(other.round().await.expect("a round"), ["waiting"]);
}

/// Another process took the job over, as if this one had been suspended for longer than its lease.
async fn taken_over(test: &TestDatabase) {
    let other = (jobs::lease_owner.eq("another"), jobs::lease_until.eq(i64::MAX));
    let taken = test.db.write(move |conn| Ok::<_, DbError>(diesel::update(jobs::table).set(other).execute(conn)?));
    assert_eq!(taken.await.expect("a write"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_renewal_stops_the_work_of_whoever_lost_the_lease() {
    let (test, work) = (TestDatabase::new(), Work::default());
    let (_go_on, stop) = watch::channel(false);
    let slow = tokio::spawn(process(&test, &work, &[WAITING], short()).run(stop));
    until("the work begins", async || work.begun() == 1).await;
    taken_over(&test).await;
    until("its work is stopped", async || Arc::strong_count(&work.go_on) <= 2).await;
    assert_eq!((work.begun(), work.done()), (1, 0));
    slow.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_lease_neither_ends_the_job_nor_gives_it_back() {
    for works_to_the_end in [true, false] {
        let (test, work) = (TestDatabase::new(), Work::default());
        let (go_on, stop) = watch::channel(false);
        // No renewal comes within the test.
        let slow = tokio::spawn(process(&test, &work, &[WAITING], Pace { lease: HOUR, ..short() }).run(stop));
        until("the work begins", async || work.begun() == 1).await;
        taken_over(&test).await;
        if works_to_the_end {
            work.go_on.notify_one();
            until("the work ends", async || work.done() == 1).await;
        }
        go_on.send(true).expect("somebody listens");
        slow.await.expect("the process ends");
        let now = state(&test.db).await;
        assert!(now.held_until.is_some() && now.finished_at.is_none(), "it is the other's: {works_to_the_end}");
    }
}
