//! Noting an assist: validation, masking, and repeated requests, which note it only once.

use std::time::Duration;

use actix_web::http::StatusCode;
use commend::assists::operations::{name_helper, of_banker};
use serde_json::{Value, json};

use super::Desk;

const PATH: &str = "/api/v1/assists";

#[actix_web::test]
async fn only_the_helper_is_required() {
    let desk = Desk::open().await;
    let priya = desk.id("priya").await;
    let noted = desk.post("sam", PATH, json!({"helper_id": priya})).await;
    assert_eq!(noted.status, StatusCode::CREATED);
    assert_eq!(noted.body["helper"]["name"], "Priya Raman");
    assert_eq!(noted.body["helped_at"], json!(desk.clock.now()));
    assert_eq!([&noted.body["summary"], &noted.body["workaround"], &noted.body["helper_hint"]], [&Value::Null; 3]);
    let entries = desk.trail("assist.noted").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].object, format!("assist:{}", noted.body["id"].as_str().unwrap()));
}

#[actix_web::test]
async fn not_sure_who_it_was_is_an_answer() {
    let desk = Desk::open().await;
    let hint = json!({"name": "Bo", "department": "Wire Operations", "extension": "4400"});
    let noted = desk.post("sam", PATH, json!({"helper_hint": hint, "helped_at": "2026-11-01T09:30:00+01:00"})).await;
    assert_eq!(noted.status, StatusCode::CREATED);
    assert_eq!((&noted.body["helper"], &noted.body["helper_hint"]), (&Value::Null, &hint));
    assert_eq!(noted.body["helped_at"], "2026-11-01T08:30:00.000000Z");

    // The helper is named later, and only once.
    let id = noted.body["id"].as_str().unwrap().parse().unwrap();
    let (sam, ada, priya, tom) =
        (desk.id("sam").await, desk.id("ada").await, desk.id("priya").await, desk.id("tom").await);
    desk.write(move |conn| name_helper(conn, id, priya)).await;
    desk.write(move |conn| name_helper(conn, id, tom)).await;
    assert_eq!(desk.read(move |conn| of_banker(conn, id, sam)).await.unwrap().helper_id, Some(priya));
    assert!(desk.read(move |conn| of_banker(conn, id, ada)).await.is_none(), "it is Sam's");
}

#[actix_web::test]
async fn every_problem_is_told_at_once() {
    let desk = Desk::open().await;
    let sam = desk.id("sam").await;
    let body = json!({
        "helper_id": sam, "helped_at": "2126-11-01T09:30:00Z", "summary": "x".repeat(4_001), "problem": "y".repeat(101),
        "workaround": {"process": "z".repeat(101), "details": "misspelt"}, "mood": "good",
    });
    let mut errors = desk.post("sam", PATH, body).await.errors();
    errors.sort();
    assert_eq!(
        errors,
        [
            "/helped_at in_the_future",
            "/helper_id oneself",
            "/mood unknown_field",
            "/problem too_long",
            "/summary too_long",
            "/workaround/details unknown_field",
            "/workaround/process too_long",
        ]
    );
    for (body, errors) in [
        (json!({}), vec!["/helper_id required"]),
        (json!({"helper_id": null}), vec!["/helper_id required"]),
        (json!({"helper_id": "0193e0a4-0000-7000-8000-000000000000"}), vec!["/helper_id unknown_person"]),
        (json!({"helper_id": "Priya"}), vec!["/helper_id unknown_person"]),
        (json!({"helper_hint": {"name": " "}}), vec!["/helper_hint/department required", "/helper_hint/name required"]),
        (json!({"helper_hint": {"name": "\u{200b}", "department": "Cards"}}), vec!["/helper_hint/name required"]),
        (
            json!({"helper_id": desk.id("tom").await, "helper_hint": {"name": "Bo", "department": "Cards"}}),
            vec!["/helper_hint not_both"],
        ),
        (json!({"helper_id": desk.id("tom").await, "summary": "a\u{7}b"}), vec!["/summary control_character"]),
    ] {
        let answer = desk.post("sam", PATH, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let mut found = answer.errors();
        found.sort();
        assert_eq!(found, errors, "{body}");
    }
    assert_eq!(desk.get("sam", PATH).await.body["items"], json!([]), "nothing was noted");
    assert!(desk.trail("assist.noted").await.is_empty());
}

#[actix_web::test]
async fn client_data_is_masked_before_it_is_stored() {
    let desk = Desk::open().await;
    let body = json!({
        "helper_id": desk.id("priya").await, "summary": "unblocked 4111 1111 1111 1111", "problem": "SSN 536-90-4399",
        "workaround": {"detail": "moved DE89 3704 0044 0532 0130 00"},
    });
    let noted = desk.post("sam", PATH, body).await;
    assert_eq!(
        noted.body["masked"],
        json!([
            {"pointer": "/summary", "kind": "card", "last4": "1111"},
            {"pointer": "/problem", "kind": "national_id", "last4": "4399"},
            {"pointer": "/workaround/detail", "kind": "iban", "last4": "3000"},
        ])
    );
    let listed = desk.get("sam", PATH).await;
    assert_eq!(listed.body["items"][0]["summary"], "unblocked ••••\u{a0}1111");
    assert_eq!(desk.get("sam", "/api/v1/assists?q=0440532").await.body["items"], json!([]));
    assert_eq!(desk.get("sam", "/api/v1/assists?q=3000").await.body["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_repeated_request_notes_once() {
    let desk = Desk::open().await;
    let body = json!({"helper_id": desk.id("priya").await, "summary": "stayed on the line"});
    let first = desk.post_once("sam", PATH, "k-1", body.clone()).await;
    desk.clock.advance(Duration::from_secs(3600));
    let again = desk.post_once("sam", PATH, "k-1", body.clone()).await;
    assert_eq!((again.status, again.replayed, first.replayed), (StatusCode::CREATED, true, false));
    assert_eq!(again.body, first.body);
    let other = desk.post_once("sam", PATH, "k-1", json!({"helper_id": desk.id("tom").await})).await;
    assert_eq!(
        (other.status, &other.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("idempotency_key_reused"))
    );
    // An idempotency key belongs to its caller.
    assert!(!desk.post_once("ada", PATH, "k-1", body).await.replayed);
    assert_eq!(desk.get("sam", PATH).await.body["items"].as_array().unwrap().len(), 1);
}
