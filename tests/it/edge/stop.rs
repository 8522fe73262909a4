//! A stop of the service: requests that have begun are answered, and slow clients are not waited for.

use std::sync::mpsc;

use commend::db::{Connection, DbError, Location};
use diesel::connection::SimpleConnection as _;
use futures_util::future::{Either, join, select};
use serde_json::json;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{PATIENCE, Raw, get, post};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_no_head_and_no_body() {
    let app = TestApp::with(|config| {
        let times = &mut config.server.times;
        (times.headers, times.body, times.answer) = (PATIENCE, PATIENCE, PATIENCE);
        config.server.stop_within = PATIENCE;
    })
    .await;
    let mut idle = Raw::sent(app.address(), &get("/livez")).await;
    idle.answer().await;
    let mut fresh = Raw::open(app.address()).await;
    let mut head = Raw::sent(app.address(), "GET /livez HTTP/1.1\r\nX-Slow:").await;
    let mut body =
        Raw::sent(app.address(), &post("/api/v1/tokens", "application/json", 1000, "Expect: 100-continue\r\n")).await;
    // From here on the service waits for the body.
    assert!(body.answer().await.starts_with("HTTP/1.1 100"));
    timeout(PATIENCE / 2, app.stop()).await.expect("a stop that waits for nobody");
    let said = body.rest().await;
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("being stopped"), "{said}");
    for waiting in [&mut idle, &mut fresh, &mut head] {
        assert_eq!(waiting.rest().await, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_answered_before_the_end() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let helper = json!({"helper_id": app.id("priya").await});
    // This write blocks all others until the test lets it go on.
    let (go_on, told) = mpsc::channel::<()>();
    let (db, several) = (app.app.db.clone(), matches!(app.app.config.database.location, Location::Postgres(_)));
    let (locked, is_locked) = oneshot::channel();
    let busy = tokio::spawn(async move {
        let hold = move |conn: &mut Connection| {
            if several {
                conn.batch_execute("LOCK TABLE assists IN EXCLUSIVE MODE")?;
            }
            locked.send(()).expect("the test waits");
            told.recv().expect("the test tells");
            Ok::<_, DbError>(())
        };
        db.write(hold).await.expect("a write");
    });
    timeout(PATIENCE, is_locked).await.expect("in time").expect("a lock");
    let ask = || sam.post_once("/api/v1/assists", "once", &helper);
    let (one, other) = (Box::pin(ask()), Box::pin(ask()));
    // One of the two requests is told that the other is being served.
    let (told_so, served) = match timeout(PATIENCE, select(one, other)).await.expect("an answer") {
        Either::Left((answer, other)) | Either::Right((answer, other)) => (answer, other),
    };
    told_so.problem(409, "in_progress");
    let mut stop = std::pin::pin!(app.stop());
    assert!(futures_util::poll!(&mut stop).is_pending());
    go_on.send(()).expect("the writer waits");
    let (answer, ()) = timeout(PATIENCE, join(served, stop)).await.expect("an end");
    answer.with_status(201);
    busy.await.expect("no panic");
}
