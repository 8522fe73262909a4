//! An invalid commendation is refused at once with all its problems, and nothing of it is stored.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{letter, note};
use crate::support::TestApp;

fn found(problem: &Value) -> BTreeSet<(String, String)> {
    let errors = problem["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| (error["pointer"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned()))
        .collect()
}

fn expected(pairs: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    pairs.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

#[tokio::test]
async fn every_problem_of_form_and_every_look_up_comes_at_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (me, priya) = (app.id("sam").await, app.id("priya").await);
    let body = json!({
        "helper_ids": [priya, priya, me, "0193e0a4-0000-7000-8000-000000000000", 7],
        "served_on": "2026-12-01",
        "include_banker": "yes",
        "letter": {"kind": "typed", "text": "   ", "language": "not a tag", "signature": {"name": "", "strokes": [[[1]]]}},
        "cover_note": "x".repeat(4001),
        "assist_id": "0193e0a4-0000-7000-8000-000000000001",
        "strengths": ["calm_under_pressure", "calm_under_pressure", "juggling"],
        "colour": "green",
    });
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    let expected = expected(&[
        ("/helper_ids/1", "duplicate"),
        ("/helper_ids/2", "oneself"),
        ("/helper_ids/3", "unknown_person"),
        ("/helper_ids/4", "wrong_type"),
        ("/served_on", "in_the_future"),
        ("/include_banker", "wrong_type"),
        ("/client", "required"),
        ("/letter/text", "required"),
        ("/letter/language", "bad_language"),
        ("/letter/signature/name", "required"),
        ("/letter/signature/strokes/0", "bad_point"),
        ("/cover_note", "too_long"),
        ("/assist_id", "unknown_assist"),
        ("/strengths/1", "duplicate"),
        ("/strengths/2", "unknown_strength"),
        ("/colour", "unknown_field"),
    ]);
    assert_eq!(found(&problem), expected);
    assert_eq!(
        app.commend(&sam, &note(&app, "priya").await).await["reference"],
        "C-2026-000001",
        "no number was used up"
    );
    app.drain().await;
}

#[tokio::test]
async fn nobody_to_praise_and_nothing_to_say_are_both_named() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let problem = sam.post("/api/v1/commendations", &json!({})).await.problem(422, "invalid_request");
    assert_eq!(found(&problem), expected(&[("/helper_ids", "required"), ("/letter", "required")]));
    let sung = json!({"letter": {"kind": "sung", "text": "Thank you."}, "cover_note": 12});
    let problem = found(&sam.post("/api/v1/commendations", &sung).await.problem(422, "invalid_request"));
    for expected in [("/letter/kind", "unknown_kind"), ("/cover_note", "wrong_type")] {
        assert!(problem.contains(&(expected.0.into(), expected.1.into())), "{expected:?}: {problem:?}");
    }
    let eleven: Vec<Value> = (0..11).map(|n| json!(format!("0193e0a4-0000-7000-8000-0000000000{n:02}"))).collect();
    let problem = sam.post("/api/v1/commendations", &json!({"helper_ids": eleven, "cover_note": "Thanks."})).await;
    assert!(found(&problem.problem(422, "invalid_request")).contains(&("/helper_ids".into(), "too_many".into())));
}

#[tokio::test]
async fn somebody_who_was_not_here_that_day_cannot_have_helped() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = note(&app, "bea").await;
    body["served_on"] = json!("2021-01-01");
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    assert_eq!(found(&problem), expected(&[("/helper_ids/0", "not_employed")]));
}

#[tokio::test]
async fn what_is_not_json_not_declared_or_too_large_has_its_own_answer() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let post = |content_type: &'static str, body: String| {
        let request = sam.request(reqwest::Method::POST, "/api/v1/commendations").header("Content-Type", content_type);
        sam.send(request.body(body))
    };
    post("application/json", "{".into()).await.problem(400, "not_json");
    post("application/json", String::new()).await.problem(400, "not_json");
    post("application/json", "[".repeat(100_000)).await.problem(400, "not_json");
    post("application/json", "[]".into()).await.problem(422, "invalid_request");
    post("text/plain", "{}".into()).await.problem(415, "unsupported_media_type");
    post("application/json", format!("\"{}\"", "x".repeat(2 << 20))).await.problem(413, "body_too_large");
    let mut body = letter(&app).await;
    body["letter"]["text"] = json!("a\u{0}b");
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    assert_eq!(found(&problem), expected(&[("/letter/text", "control_character")]));
    app.anyone().get("/api/v1/nothing").await.problem(404, "not_found");
    let patched = sam.send(sam.request(reqwest::Method::PATCH, "/api/v1/commendations")).await;
    patched.problem(405, "method_not_allowed");
    assert_eq!(patched.header("allow"), "POST, GET, HEAD, OPTIONS");
    sam.get("/api/v1/commendations/not-an-id").await.problem(404, "not_found");
    sam.get("/api/v1/commendations?limit=0").await.problem(422, "invalid_request");
    sam.get("/api/v1/commendations?cursor=zzz").await.problem(422, "invalid_request");
    sam.get("/api/v1/commendations?from=yesterday").await.problem(422, "invalid_request");
    app.anyone().get("/api/v1/commendations").await.problem(401, "unauthenticated");
}
