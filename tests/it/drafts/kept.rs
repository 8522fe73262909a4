//! Drafts: the fields that one keeps, its readers, and the revisions by which it is saved.

use std::time::Duration;

use serde_json::{Value, json};

use super::{PATH, begun, path, save, send};
use crate::letters::uploads::{PHOTO, upload};
use crate::support::TestApp;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_what_was_filled_in_also_what_cannot_be_taken() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({
        "helper_ids": ["Priya, I think", app.id("priya").await, "0193e0a4-0000-7000-8000-000000000000"],
        "served_on": "31/31",
        "client": {"email": "maria at home"},
        "letter": {"text": "Thank you \u{7} all", "redactions": [{"page": 2.5}]},
        "cover_note": "",
        "strengths": ["speed", "no such strength"],
    });
    let answer = sam.post(PATH, &body).await;
    assert_eq!((answer.header("etag"), answer.status), ("\"1\"", 201));
    let draft = answer.json();
    assert_eq!(answer.header("location"), path(&draft));
    assert_eq!(draft["fields"], body);
    let read = sam.get(&path(&draft)).await;
    assert_eq!(read.header("etag"), "\"1\"");
    assert_eq!(read.with_status(200), draft);

    // Sending tells everything that is wrong at once, and the draft stays as it is.
    let problem = send(&sam, &draft).await.problem(422, "invalid_request");
    let mut told: Vec<String> = problem["errors"].as_array().expect("errors").iter().map(at_with_code).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "/client/email bad_address",
            "/cover_note required",
            "/helper_ids/0 unknown_person",
            "/helper_ids/2 unknown_person",
            "/letter/kind required",
            "/letter/text control_character",
            "/served_on bad_date",
            "/strengths/0 unknown_strength",
            "/strengths/1 unknown_strength",
        ]
    );
    assert_eq!(sam.get(&path(&draft)).await.with_status(200), draft);
}

fn at_with_code(error: &Value) -> String {
    format!("{} {}", error["pointer"].as_str().expect("a pointer"), error["code"].as_str().expect("a code"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_no_form_could_hold_is_refused() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for (body, error) in [
        (json!({"mood": "good"}), "/mood unknown_field"),
        (json!({"client": {"nick": "M"}}), "/client/nick unknown_field"),
        (json!({"cover_note": 5}), "/cover_note wrong_type"),
        (json!({"client": "Maria"}), "/client wrong_type"),
        (json!({"helper_ids": {"0": "x"}}), "/helper_ids wrong_type"),
    ] {
        let problem = sam.post(PATH, &body).await.problem(422, "invalid_request");
        let told: Vec<String> = problem["errors"].as_array().expect("errors").iter().map(at_with_code).collect();
        assert_eq!(told, [error]);
    }
    assert_eq!(sam.get(PATH).await.with_status(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_has_the_fields_of_a_commendation() {
    let app = TestApp::start().await;
    let document = app.anyone().get("/api/openapi.json").await.with_status(200);
    let names = |schema: &str| -> Vec<String> {
        let properties = document["components"]["schemas"][schema]["properties"].as_object().expect("fields");
        properties.keys().cloned().collect()
    };
    assert_eq!(names("DraftFields"), names("SendBody"));
    let fields: serde_json::Map<String, Value> =
        names("SendBody").into_iter().map(|name| (name, Value::Null)).collect();
    begun(&app.sign_in("sam").await, &Value::Object(fields)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_made_on_the_revision_that_its_author_has_seen() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &json!({"cover_note": "One"})).await;
    sam.put(&path(&draft), &json!({"cover_note": "Two"})).await.problem(428, "precondition_required");

    let saved = save(&sam, &draft, 1, &json!({"cover_note": "Two"})).await;
    assert_eq!(saved.header("etag"), "\"2\"");
    assert_eq!(saved.with_status(200)["revision"], 2);
    // The other tab has the first revision.
    let stale = save(&sam, &draft, 1, &json!({"cover_note": "Three"})).await;
    assert_eq!(stale.header("etag"), "\"2\"");
    stale.problem(412, "draft_changed");
    for tag in ["W/\"2\"", "\"02x\"", "nonsense", "\"1\", \"3\""] {
        let sam = sam.with_header("if-match", tag);
        sam.put(&path(&draft), &json!({"cover_note": "Three"})).await.problem(412, "draft_changed");
    }
    assert_eq!(sam.get(&path(&draft)).await.with_status(200)["fields"], json!({"cover_note": "Two"}));
    // A change whose answer was lost is not made twice.
    assert_eq!(save(&sam, &draft, 1, &json!({"cover_note": "Two"})).await.with_status(200)["revision"], 2);
    let one_of = sam.with_header("if-match", "\"1\", \"2\"");
    assert_eq!(one_of.put(&path(&draft), &json!({"cover_note": "Four"})).await.with_status(200)["revision"], 3);
    let any = sam.with_header("if-match", "*");
    assert_eq!(any.put(&path(&draft), &json!({})).await.with_status(200)["fields"], json!({}));

    let stale = sam.with_header("if-match", "\"3\"");
    stale.delete(&path(&draft)).await.problem(412, "draft_changed");
    sam.with_header("if-match", "\"4\"").delete(&path(&draft)).await.with_status(204);
    sam.get(&path(&draft)).await.problem(404, "not_found");
    save(&sam, &draft, 4, &json!({})).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_knows_of_a_draft() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let draft = begun(&sam, &json!({"letter": {"text": "Dear Priya", "signature": {"name": "Maria"}}})).await;
    assert_eq!(draft["letter"], "typed");
    for who in ["mia", "tom", "priya", "hugo", "noor", "lena"] {
        let other = app.sign_in(who).await;
        other.get(&path(&draft)).await.problem(404, "not_found");
        save(&other, &draft, 1, &json!({})).await.problem(404, "not_found");
        other.put(&path(&draft), &json!({})).await.problem(404, "not_found");
        other.delete(&path(&draft)).await.problem(404, "not_found");
        send(&other, &draft).await.problem(404, "not_found");
        assert_eq!(other.get(PATH).await.with_status(200)["items"], json!([]));
    }
    assert_eq!(sam.get(&path(&draft)).await.with_status(200), draft);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_ones_own_drafts_the_latest_change_first() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(begun(&sam, &json!({"helper_ids": [app.id("priya").await, "somebody"]})).await);
        app.advance(Duration::from_secs(60));
    }
    save(&sam, &drafts[0], 1, &json!({"cover_note": "x"})).await.with_status(200);
    let first = sam.get(&format!("{PATH}?limit=2")).await.with_status(200);
    let second = sam
        .get(&format!("{PATH}?limit=2&cursor={}", first["next_cursor"].as_str().expect("a cursor")))
        .await
        .with_status(200);
    let ids = |page: &Value| -> Vec<Value> {
        page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect()
    };
    assert_eq!([ids(&first), ids(&second)].concat(), [&drafts[0], &drafts[2], &drafts[1]].map(|d| d["id"].clone()));
    assert_eq!(first["items"][1]["helpers"][0]["name"], "Priya Raman");
    assert_eq!(first["items"][1]["helpers"].as_array().map(Vec::len), Some(1));
    assert_eq!(first["items"][0]["kept_until"], "2026-12-21T10:47:00.000000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_waits_as_long_as_a_draft_holds_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let taken = upload(&sam, "letter.jpg", PHOTO).await.with_status(201);
    let scan = json!({"letter": {"kind": "scan", "upload_id": taken["upload_id"]}, "client": {}});
    let draft = begun(&sam, &scan).await;
    assert_eq!((&draft["letter"], &draft["kept_until"]), (&json!("scan"), &Value::Null));
    app.advance(3 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
    // Without it the draft is like any other, and the file waits for another day.
    let sam = app.sign_in("sam").await;
    assert_eq!(save(&sam, &draft, 1, &json!({})).await.with_status(200)["letter"], Value::Null);
    app.advance(DAY / 2);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
    let sam = app.sign_in("sam").await;
    let whole = json!({
        "helper_ids": [app.id("priya").await], "client": {"consent_to_share_name": true},
        "letter": {"kind": "scan", "upload_id": taken["upload_id"], "transcript": "Thank you."},
    });
    assert_eq!(save(&sam, &draft, 2, &whole).await.with_status(200)["letter"], "scan");
    app.advance(3 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
    let sam = app.sign_in("sam").await;
    send(&sam, &draft).await.with_status(201);
    app.drain().await;

    // The same holds for one whose letter was left out when it was sent.
    let taken = upload(&sam, "letter.jpg", PHOTO).await.with_status(201);
    let left_out = json!({
        "helper_ids": [app.id("priya").await], "cover_note": "Thank you.",
        "letter": {"kind": "none", "upload_id": taken["upload_id"]},
    });
    let draft = begun(&sam, &left_out).await;
    app.advance(3 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
    let sam = app.sign_in("sam").await;
    send(&sam, &draft).await.with_status(201);
    app.drain().await;
    app.advance(2 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 1);

    // A file that no draft holds any more goes.
    let sam = app.sign_in("sam").await;
    let taken = upload(&sam, "letter.jpg", PHOTO).await.with_status(201);
    let draft = begun(&sam, &json!({"letter": {"upload_id": taken["upload_id"]}})).await;
    sam.delete(&path(&draft)).await.with_status(204);
    app.advance(2 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_holds_no_file_of_another_and_keeps_its_own_note() {
    let app = TestApp::start().await;
    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let taken = upload(&sam, "letter.jpg", PHOTO).await.with_status(201);
    let scan = json!({"letter": {"kind": "scan", "upload_id": taken["upload_id"]}});
    assert_eq!(begun(&mia, &scan).await["letter"], Value::Null);
    app.advance(2 * DAY);
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 1);

    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let helper = json!({"helper_id": app.id("priya").await});
    let note = sam.post("/api/v1/assists", &helper).await.with_status(201);
    let of_note = json!({"assist_id": note["id"]});
    let note = format!("/api/v1/assists/{}", note["id"].as_str().expect("an id"));
    begun(&mia, &of_note).await;
    let draft = begun(&sam, &of_note).await;
    sam.delete(&note).await.problem(409, "assist_used");
    sam.delete(&path(&draft)).await.with_status(204);
    sam.delete(&note).await.with_status(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_only_bankers_commend_nobody_else_begins_a_draft() {
    let app = TestApp::with(|config| config.policy.only_bankers_commend = true).await;
    app.sign_in("priya").await.post(PATH, &json!({})).await.problem(403, "forbidden");
    begun(&app.sign_in("sam").await, &json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_begins_one_draft() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let first = sam.post_once(PATH, "k", &json!({"cover_note": "x"})).await;
    let again = sam.post_once(PATH, "k", &json!({"cover_note": "x"})).await;
    assert_eq!((again.header("idempotency-replayed"), again.header("etag")), ("true", "\"1\""));
    assert_eq!(first.with_status(201), again.with_status(201));
    assert_eq!(sam.get(PATH).await.with_status(200)["items"].as_array().map(Vec::len), Some(1));
}
