//! The same request sent twice with the same `Idempotency-Key`, for an acknowledgement, an assignment or a withdrawal: it takes
//! effect once, and its answer is repeated only to a caller who may still read it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{letter, note, path_of, withdraw};
use crate::support::{Client, TestApp, people};

const KEY: &str = "b9b5ad6c-1c1b-4a39-8a1f-9d0a1c6f5a10";

/// Sends it twice; the second answer is the first one, and nothing more is done.
async fn twice(app: &TestApp, client: &Client, to: &str, body: &Value) -> Value {
    let first = client.post_once(to, KEY, body).await;
    assert_eq!(first.header("idempotency-replayed"), "", "{to}");
    let done = first.with_status(201);
    let entries = app.trail_length().await;
    let again = client.post_once(to, KEY, body).await;
    assert_eq!((again.with_status(201), again.header("idempotency-replayed")), (done.clone(), "true"), "{to}");
    assert_eq!(again.header("content-type"), first.header("content-type"), "{to}");
    assert_eq!(app.trail_length().await, entries, "{to} is done once");
    done
}

#[tokio::test]
async fn what_follows_a_commendation_is_done_once_for_a_key() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (sent, other) =
        (app.commend(&sam, &letter(&app).await).await, app.commend(&sam, &note(&app, "priya").await).await);
    app.drain().await;
    let (ruth, priya) = (app.sign_in("ruth").await, app.sign_in("priya").await);

    let to = format!("{}/acknowledgements", path_of(&sent));
    let given = twice(&app, &ruth, &to, &json!({"note": "Read with joy."})).await;
    assert_eq!(given["note"], "Read with joy.");
    ruth.post_once(&to, KEY, &json!({"note": "Another."})).await.problem(422, "idempotency_key_reused");
    let elsewhere = format!("{}/acknowledgements", path_of(&other));
    ruth.post_once(&elsewhere, KEY, &json!({"note": "Read with joy."})).await.problem(422, "idempotency_key_reused");
    ruth.post_once(&to, "two words", &json!({})).await.problem(422, "invalid_request");
    // A refusal is not recorded: the key can be used again.
    ruth.post_once(&elsewhere, "later", &json!({"note": 7})).await.problem(422, "invalid_request");
    ruth.post_once(&elsewhere, "later", &json!({"note": "Well done."})).await.with_status(201);

    let mails = app.mails().len();
    let thanked = twice(&app, &priya, &format!("{}/thanks", path_of(&sent)), &json!({"text": "Thank you."})).await;
    assert_eq!(thanked["text"], "Thank you.");
    app.drain().await;
    assert_eq!(app.mails().len(), mails + 1, "the banker is told once");

    let taken =
        twice(&app, &sam, &format!("{}/withdrawal", path_of(&sent)), &json!({"reason": "Meant for another."})).await;
    assert_eq!(taken["state"], "withdrawn");
    app.drain().await;
    assert_eq!(app.mails().len(), mails + 1 + 4, "everyone who got it is told once");
}

#[tokio::test]
async fn who_may_no_longer_read_is_not_told_again() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let (ruth, hugo) = (app.sign_in("ruth").await, app.sign_in("hugo").await);
    let acknowledged = format!("{}/acknowledgements", path_of(&sent));
    let note = json!({"note": "I told her in person."});
    ruth.post_once(&acknowledged, KEY, &note).await.with_status(201);

    let hint = json!({"helper_hint": {"name": "Priya?", "department": "Wire Operations"}});
    let assist = sam.post("/api/v1/assists", &hint).await.with_status(201);
    let unsure = json!({"assist_id": assist["id"], "cover_note": "Somebody in your team stayed until it was solved."});
    let unsure = app.commend(&sam, &unsure).await;
    let assigned = format!("{}/assignment", path_of(&unsure));
    let helper = json!({"helper_id": app.id("priya").await});
    let named = twice(&app, &hugo, &assigned, &helper).await;
    assert_eq!(named["helpers"][0]["name"], "Priya Raman");
    app.drain().await;

    withdraw(&sam, &sent).await;
    let refused = ruth.post_once(&acknowledged, KEY, &note).await;
    refused.problem(409, "withdrawn");
    assert!(!String::from_utf8_lossy(&refused.body).contains("in person"));

    // Hugo does other work now, and has nothing to do with it any more.
    app.import(&people::FILE.replace(",1,hr,", ",1,,")).await;
    app.advance(Duration::from_secs(2));
    hugo.post_once(&assigned, KEY, &helper).await.problem(404, "not_found");
    app.drain().await;
}
