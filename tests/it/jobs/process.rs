//! Periodic work of the built binary: `work` runs the jobs as `serve` does, and several processes run each job once.

use commend::db::schema::idempotency_records as records;
use commend::db::{Database, DbError};
use commend::jobs::states;
use commend::worker::jobs::TABLE;
use diesel::prelude::*;

use super::until;
use crate::process::Place;

/// Stores an idempotency record of 1970, which is due for removal.
async fn keep_an_old_answer(db: &Database) {
    let row = (
        records::caller.eq("nobody"),
        records::route.eq("commendation.send"),
        records::key.eq("old"),
        records::body_hash.eq(""),
        records::status.eq(201),
        records::body.eq("{}"),
        records::created_at.eq(0),
    );
    let kept = db.write(move |conn| {
        diesel::insert_into(records::table).values(row).execute(conn)?;
        Ok::<_, DbError>(())
    });
    kept.await.expect("a record");
}

async fn old_answers(db: &Database) -> i64 {
    db.read(|conn| Ok::<_, DbError>(records::table.count().get_result(conn)?)).await.expect("a count")
}

/// Number of runs of each job, once all of them have ended.
async fn runs(db: &Database) -> Vec<i64> {
    let all = db.read(states).await.expect("the jobs");
    let ended = all.len() == TABLE.len() && all.iter().all(|job| job.finished_at.is_some());
    if ended { all.iter().map(|job| job.runs).collect() } else { Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_alone_does_the_periodic_work() {
    let place = Place::new();
    place.succeed(&["migrate"], "");
    let db = place.database();
    keep_an_old_answer(&db).await;
    let mut work = place.start(&["work"]);
    work.until("Commend works").await;
    until("the old answer is forgotten", async || old_answers(&db).await == 0).await;
    until("every job has ended", async || !runs(&db).await.is_empty()).await;
    assert_eq!(work.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_do_it_once() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.succeed(&["migrate"], "");
    let db = place.database();
    let mut processes = [place.start(&["work"]), place.start(&["serve"]), place.start(&["work"])];
    for (process, says) in processes.iter_mut().zip(["Commend works", "Commend serves", "Commend works"]) {
        process.until(says).await;
    }
    until("every job has ended", async || !runs(&db).await.is_empty()).await;
    for process in processes {
        assert_eq!(process.stop().await, Some(0));
    }
    // Processes that looked until the stop found no other job due.
    assert_eq!(runs(&db).await, vec![1; TABLE.len()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_a_worker_leaves_it_to_others() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    let mut service = place.start(&["serve", "--no-worker"]);
    service.until("Commend serves").await;
    assert_eq!(service.stop().await, Some(0));
    let all = place.database().read(states).await.expect("the jobs");
    assert_eq!(all, []);
}
