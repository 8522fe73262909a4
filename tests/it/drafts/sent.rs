//! Sending a draft: as any other commendation, once.

use serde_json::{Value, json};

use super::{PATH, begun, path, save, send};
use crate::commendations::letter;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_becomes_the_commendation_that_its_fields_say() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &letter(&app).await).await;
    assert_eq!((&draft["letter"], &draft["kept_until"]), (&json!("typed"), &Value::Null));
    let answer = send(&sam, &draft).await;
    let sent = answer.with_status(201);
    assert_eq!(answer.header("location"), format!("/api/v1/commendations/{}", draft["id"].as_str().expect("an id")));
    assert_eq!(sent["id"], draft["id"], "it keeps its id");
    app.drain().await;
    let direct = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    for name in ["state", "masked", "maybe_names"] {
        assert_eq!(sent[name], direct[name]);
    }
    let whole = sam.get(answer.header("location")).await.with_status(200);
    assert_eq!(whole["letter"]["text"], letter(&app).await["letter"]["text"]);

    sam.get(&path(&draft)).await.problem(404, "not_found");
    assert_eq!(sam.get(PATH).await.with_status(200)["items"], json!([]));
    // Sent again, saved or deleted by another tab, it says what became of it.
    for again in [send(&sam, &draft).await, save(&sam, &draft, 1, &json!({})).await, sam.delete(&path(&draft)).await] {
        assert_eq!(again.header("location"), answer.header("location"));
        let problem = again.problem(409, "draft_sent");
        assert!(
            problem["detail"].as_str().is_some_and(|words| words.contains(sent["reference"].as_str().expect("one")))
        );
    }
    app.sign_in("mia").await.delete(&path(&draft)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_sends_once_and_answers_the_same() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &letter(&app).await).await;
    let path = format!("{}/send", path(&draft));
    let first = sam.post_once(&path, "k", &json!({})).await.with_status(201);
    let again = sam.post_once(&path, "k", &json!({})).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.with_status(201), first);
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_revision_that_was_seen_is_sent() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &letter(&app).await).await;
    save(&sam, &draft, 1, &json!({"cover_note": "Something else"})).await.with_status(200);
    let seen = sam.with_header("if-match", "\"1\"");
    send(&seen, &draft).await.problem(412, "draft_changed");
    assert_eq!(sam.get("/api/v1/commendations?role=sent").await.with_status(200)["items"], json!([]));
}
