//! The job table of the service: every job in it runs and has its effect.

use std::collections::BTreeSet;
use std::time::Duration;

use commend::app::App;
use commend::db::DbError;
use commend::db::schema::idempotency_records;
use commend::jobs::{Jobs, Pace};
use commend::worker::jobs::TABLE;
use diesel::prelude::*;
use serde_json::json;

use super::make_all_due;
use crate::support::TestApp;

fn jobs(app: &App) -> Jobs<App> {
    Jobs::new(app.db.clone(), app.clone(), TABLE, Pace::default())
}

async fn kept_answers(app: &App) -> i64 {
    let count = app.db.read(|conn| Ok::<_, DbError>(idempotency_records::table.count().get_result(conn)?));
    count.await.expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_job_of_the_table_runs_and_clears_away_what_is_old() {
    let names: Vec<&str> = TABLE.iter().map(|job| job.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "a name stands for one job");

    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."});
    sam.post_once("/api/v1/commendations", "key-1", &body).await.with_status(201);
    app.drain().await;

    let jobs = jobs(&app.app);
    assert_eq!(jobs.round().await.expect("a round"), names);
    assert_eq!(kept_answers(&app.app).await, 1);
    assert_eq!(jobs.round().await.expect("a round"), Vec::<&str>::new(), "none is due again within the hour");

    app.advance(Duration::from_secs(3 * 86_400));
    make_all_due(&app.app.db).await;
    assert_eq!(jobs.round().await.expect("a round"), names);
    assert_eq!(kept_answers(&app.app).await, 0);
}
