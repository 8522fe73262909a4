//! The built binary: `work` does the periodic work as `serve` does, and several of them do it once.

use commend::db::schema::idempotency_records as records;
use commend::db::{Database, DbError};
use commend::jobs::states;
use commend::worker::jobs::TABLE;
use diesel::prelude::*;

use super::until;
use crate::process::Place;

/// An answer that was kept for a repeated request in 1970.
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

/// How often each job was begun, once all of them have ended.
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
    // Whoever looked until the stop found nothing more to do.
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
