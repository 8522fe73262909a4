//! Request bodies of other programs: encodings, byte order marks, charsets, wrong lengths, every kind of line break.

use commend::routes::ROUTES;
use reqwest::Method;
use serde_json::json;

use super::{allowed, exchange};
use crate::permissions::path_of;
use crate::support::TestApp;
use crate::support::people::{PASSWORD, address};

#[tokio::test(flavor = "multi_thread")]
async fn an_encoded_body_is_refused_by_every_route_and_never_decoded() {
    let app = TestApp::start().await;
    for route in ROUTES.iter().filter(|route| route.method != "GET") {
        let client = allowed(&app, route).await;
        for encoding in ["gzip", "br", "deflate, gzip", "x-unknown"] {
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            let request = client.request(method, &path_of(route)).header("Content-Encoding", encoding);
            let answer = client.send(request.header("Content-Type", "application/json").body("{}")).await;
            answer.problem(415, "unsupported_content_encoding");
            assert_eq!(answer.header("accept-encoding"), "identity", "{} {}", route.method, route.path);
        }
    }
    let sam = app.sign_in("sam").await;
    let plain = sam.request(Method::POST, "/api/v1/assists").header("Content-Encoding", "identity");
    sam.send(plain.json(&json!({"helper_id": app.id("priya").await}))).await.with_status(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_taken_as_programs_write_it() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let body = json!({"email": address("sam"), "password": PASSWORD}).to_string();
    let marked = [b"\xEF\xBB\xBF".as_slice(), body.as_bytes()].concat();
    let sent = |media_type: Option<&'static str>, body: Vec<u8>| {
        let request = anyone.request(Method::POST, "/api/v1/tokens").body(body);
        anyone.send(match media_type {
            Some(media_type) => request.header("Content-Type", media_type),
            None => request,
        })
    };
    sent(Some("application/json"), marked.clone()).await.with_status(200);
    for media_type in
        ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", "application/json ; charset=us-ascii"]
    {
        sent(Some(media_type), body.clone().into_bytes()).await.with_status(200);
    }
    for media_type in [
        "text/plain",
        "application/jsonp",
        "application/x-www-form-urlencoded",
        "nonsense",
        "application/json, text/plain",
    ] {
        sent(Some(media_type), body.clone().into_bytes()).await.problem(415, "unsupported_media_type");
    }
    sent(None, body.clone().into_bytes()).await.problem(415, "unsupported_media_type");
    let utf_16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let twice = [b"\xEF\xBB\xBF".as_slice(), &marked].concat();
    for bad in
        [utf_16, b"{\"email\":\"\xE4\"}".to_vec(), b"\xEF\xBB\xBF".to_vec(), Vec::new(), twice, b"{} {}".to_vec()]
    {
        sent(Some("application/json"), bad).await.problem(400, "not_json");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_what_its_length_says_is_told() {
    let app = TestApp::start().await;
    let head = "POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    // Longer than `Content-Length` says: the body ends there, and the rest is not a request.
    let answer = exchange(&app, format!("{head}Content-Length: 3\r\n\r\n{{}} {{}}").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    for broken in [
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        "Content-Length: x\r\n\r\n{}",
        "Transfer-Encoding: gzip\r\n\r\n{}",
    ] {
        let answer = exchange(&app, format!("{head}{broken}").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{broken}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn line_breaks_of_every_kind_in_a_pasted_letter_are_line_breaks() {
    let app = TestApp::start().await;
    app.leave_undone();
    let sam = app.sign_in("sam").await;
    let text = "Dear bank,\u{b}thank you.\u{c}It\u{85}was\u{2028}very\u{2029}kind.\r\nMaria";
    let body = json!({
        "helper_ids": [app.id("priya").await],
        "client": {"name": "Maria Silva", "consent_to_share_name": true},
        "letter": {"kind": "typed", "text": text},
        "cover_note": "One\u{b}two",
    });
    let id = app.commend(&sam, &body).await["id"].as_str().expect("an id").to_owned();
    let whole = sam.get(&format!("/api/v1/commendations/{id}")).await.with_status(200);
    assert_eq!(whole["letter"]["text"], "Dear bank,\nthank you.\nIt\nwas\nvery\nkind.\r\nMaria");
    assert_eq!(whole["cover_note"], "One\ntwo");
}
