//! Completing and correcting a note, until a commendation is made of it.

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn noted(client: &Client, body: &Value) -> (String, Value) {
    let note = client.post("/api/v1/assists", body).await.with_status(201);
    (format!("/api/v1/assists/{}", note["id"].as_str().expect("an id")), note)
}

/// The one note in the book.
async fn in_book(client: &Client) -> Value {
    client.get("/api/v1/assists").await.with_status(200)["items"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_changed_and_the_rest_stays() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_id": app.id("priya").await, "summary": "One", "problem": "wire recall",
        "workaround": {"process": "cut-off", "detail": "rang the night desk"}});
    let (path, before) = noted(&sam, &body).await;
    let patch = json!({"summary": "Card 4111 1111 1111 1111", "workaround": {"process": "callback"}, "problem": null});
    let after = sam.patch(&path, &patch).await.with_status(200);
    assert_eq!(after["masked"], json!([{"pointer": "/summary", "kind": "card", "last4": "1111"}]));
    assert_eq!(after["workaround"], json!({"process": "callback", "detail": "rang the night desk"}));
    assert_eq!((&after["problem"], &after["helper"]), (&Value::Null, &before["helper"]));
    for same in ["id", "helped_at", "created_at"] {
        assert_eq!(after[same], before[same]);
    }
    // Found by its new words and no longer by the old ones.
    for (asked, found) in [("q=callback", 1), ("q=recall", 0), ("problem=wire", 0), ("q=card", 1)] {
        let book = sam.get(&format!("/api/v1/assists?{asked}")).await.with_status(200);
        assert_eq!(book["items"].as_array().map(Vec::len), Some(found), "{asked}");
    }
    let entry = &app.trail(1).await[0];
    assert_eq!(entry.action, "assist.changed");
    assert!(entry.detail.contains(r#"["summary","problem","workaround"]"#), "{entry:?}");
    // A change that changes nothing leaves no entry.
    let length = app.trail_length().await;
    let again = sam.patch(&path, &json!({})).await.with_status(200);
    assert_eq!((again["summary"].as_str(), app.trail_length().await), (Some("Card ••••\u{a0}1111"), length));
    let later = sam.patch(&path, &json!({"helped_at": "2026-11-19T08:00:00Z"})).await.with_status(200);
    assert_eq!(later["helped_at"], "2026-11-19T08:00:00.000000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_helper_was_somebody_else_or_is_known_now() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let hint = json!({"name": "Bo", "department": "Card Services", "extension": null});
    let (path, _) = noted(&sam, &json!({"helper_hint": hint})).await;
    let known = sam.patch(&path, &json!({"helper_id": app.id("bea").await})).await.with_status(200);
    assert_eq!((&known["helper"]["name"], &known["helper_hint"]), (&json!("Bea Novák"), &hint), "the hint stays");
    let other = sam.patch(&path, &json!({"helper_id": app.id("omar").await})).await.with_status(200);
    assert_eq!(other["helper"]["name"], "Omar Khan");
    let unsure = json!({"name": "Mel", "department": "Wire Operations"});
    let unsure = sam.patch(&path, &json!({"helper_hint": unsure})).await.with_status(200);
    assert_eq!((&unsure["helper"], &unsure["helper_hint"]["name"]), (&Value::Null, &json!("Mel")));
    assert_eq!(in_book(&sam).await["helper_hint"]["name"], "Mel");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_problems_are_told_and_nothing_is_changed_then() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (path, _) = noted(&sam, &json!({"helper_id": app.id("priya").await, "summary": "One"})).await;
    let before = in_book(&sam).await;
    for (patch, errors) in [
        (json!({"helper_id": null}), vec!["/helper_id required"]),
        (json!({"helper_id": app.id("sam").await, "mood": 1}), vec!["/helper_id oneself", "/mood unknown_field"]),
        (
            json!({"helper_id": "x", "summary": "x".repeat(4_001)}),
            vec!["/helper_id unknown_person", "/summary too_long"],
        ),
        (
            json!({"helped_at": "2126-01-01T00:00:00Z", "workaround": 5}),
            vec!["/helped_at in_the_future", "/workaround wrong_type"],
        ),
        (
            json!({"helper_id": app.id("omar").await, "helper_hint": {"name": "M", "department": "C"}}),
            vec!["/helper_hint not_both"],
        ),
    ] {
        let problem = sam.patch(&path, &patch).await.problem(422, "invalid_request");
        let mut told: Vec<String> = problem["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|e| format!("{} {}", e["pointer"].as_str().expect("a pointer"), e["code"].as_str().expect("a code")))
            .collect();
        told.sort();
        assert_eq!(told, errors);
    }
    assert_eq!(in_book(&sam).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_ones_own_and_stays_once_a_commendation_is_made_of_it() {
    let app = TestApp::start().await;
    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let priya = app.id("priya").await;
    let (path, note) = noted(&sam, &json!({"helper_id": priya})).await;
    mia.patch(&path, &json!({"summary": "x"})).await.problem(404, "not_found");
    sam.patch("/api/v1/assists/nonsense", &json!({})).await.problem(404, "not_found");

    let draft = json!({"assist_id": note["id"], "helper_ids": [priya], "cover_note": "Thank you."});
    let draft = sam.post("/api/v1/drafts", &draft).await.with_status(201);
    sam.patch(&path, &json!({"summary": "A draft changes nothing in that"})).await.with_status(200);
    let send = format!("/api/v1/drafts/{}/send", draft["id"].as_str().expect("an id"));
    sam.post(&send, &json!({})).await.with_status(201);
    app.drain().await;
    sam.patch(&path, &json!({"summary": "Too late"})).await.problem(409, "assist_used");
    assert_eq!(in_book(&sam).await["summary"], "A draft changes nothing in that");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_none_is_lost_unseen() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for _ in 0..12 {
        let (path, _) = noted(&sam, &json!({"helper_id": app.id("priya").await})).await;
        let (summary, problem) = (json!({"summary": "One"}), json!({"problem": "Two"}));
        let (one, two) = futures_util::future::join(sam.patch(&path, &summary), sam.patch(&path, &problem)).await;
        let book = in_book(&sam).await;
        for (answer, member) in [(one, "summary"), (two, "problem")] {
            if answer.status == 200 {
                assert!(book[member].is_string(), "{member}: {book}");
            } else {
                answer.problem(409, "changed_meanwhile");
            }
        }
        sam.delete(&path).await.with_status(204);
    }
}
