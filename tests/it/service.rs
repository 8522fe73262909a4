//! The service as a whole: an unforeseen error, a paused outbox, metrics; and the checks that `TestApp` makes when a test ends.

use commend::db::DbError;
use commend::delivery::operations::{self as outbox, PausedBy};
use diesel::connection::SimpleConnection as _;
use serde_json::json;

use crate::support::TestApp;

async fn break_the_database(app: &TestApp) {
    let broken =
        app.app.db.write(|conn| Ok::<_, DbError>(conn.batch_execute("ALTER TABLE assists RENAME TO gone")?)).await;
    broken.expect("a table is renamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unforeseen_error_is_opaque_and_can_be_quoted() {
    let app = TestApp::start().await;
    app.let_it_fail();
    let sam = app.sign_in("sam").await;
    break_the_database(&app).await;
    let answer = sam.get("/api/v1/assists").await;
    let problem = answer.problem(500, "unexpected");
    assert_eq!(problem["request_id"], answer.header("x-request-id"));
    assert!(!problem.to_string().contains("assists"), "nothing of the inside is told: {problem}");
    sam.get("/api/v1/me").await.with_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_a_held_outbox() {
    let app = TestApp::start().await;
    app.leave_undone();
    let now = app.clock.now();
    let held = app.app.db.write(move |conn| outbox::pause(conn, PausedBy::Hand, None, now)).await;
    held.expect("the outbox is held");
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."})).await;
    app.drain().await;
    assert_eq!(app.mails(), Vec::<String>::new());
    sam.get("/readyz").await.with_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_tell_what_is_left_to_do_and_what_this_process_has_done() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."})).await;
    let metrics = async || String::from_utf8(app.anyone().get("/metrics").await.body.to_vec()).expect("UTF-8");
    let before = metrics().await;
    assert!(before.contains("commend_deliveries{state=\"queued\"} 4\n"), "{before}");
    assert!(before.contains("commend_mails_sent_total 0\n"), "{before}");
    app.drain().await;
    let after = metrics().await;
    assert!(after.contains("commend_deliveries{state=\"queued\"} 0\n"), "{after}");
    assert!(after.contains("commend_mails_sent_total 4\n"), "{after}");
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "mails were left undone")]
async fn a_test_that_forgets_its_mails_fails() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."})).await;
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "failed in a way nobody foresaw")]
async fn a_test_that_overlooks_a_fault_fails() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    break_the_database(&app).await;
    sam.get("/api/v1/assists").await;
}
