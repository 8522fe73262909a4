//! Access tokens that are missing, malformed, expired or of an ended session get different errors (RFC 6750).

use std::time::Duration;

use serde_json::json;

use crate::support::people::{PASSWORD, address};
use crate::support::{Answer, TestApp};

/// The `WWW-Authenticate` challenge of a 401 answer with this code.
#[track_caller]
fn challenge(answer: &Answer, code: &str) -> String {
    answer.problem(401, code);
    answer.header("www-authenticate").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_token_is_told() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    assert_eq!(challenge(&anyone.get("/api/v1/me").await, "unauthenticated"), "Bearer");
    for other in ["Basic c2FtOng=", "Bearerx y", "bear", "Token x"] {
        let answer =
            anyone.send(anyone.request(reqwest::Method::GET, "/api/v1/me").header("Authorization", other)).await;
        assert_eq!(challenge(&answer, "unauthenticated"), "Bearer", "{other}: no token came (RFC 6750, section 3.1)");
    }
    let malformed = "Bearer error=\"invalid_token\", error_description=\"This is not an access token of ours.\"";
    for bad in ["", "x", "a.b.c", "ü", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."] {
        let answer = anyone.with_token(bad).get("/api/v1/me").await;
        assert_eq!(challenge(&answer, "invalid_token"), malformed, "{bad}");
    }

    app.sign_in("sam").await;
    let tokens = anyone.post("/api/v1/tokens", &json!({"email": address("sam"), "password": PASSWORD})).await;
    let tokens = tokens.with_status(200);
    let token = tokens["access_token"].as_str().expect("a token");
    let sam = anyone.with_token(token);
    for written in [format!("bearer {token}"), format!("BEARER   {token} ")] {
        let request = anyone.request(reqwest::Method::GET, "/api/v1/me").header("Authorization", written);
        anyone.send(request).await.with_status(200);
    }
    let tampered = anyone.with_token(&format!("{token}x")).get("/api/v1/me").await;
    assert_eq!(challenge(&tampered, "invalid_token"), malformed);

    app.advance(Duration::from_secs(600));
    let expired = "Bearer error=\"invalid_token\", error_description=\"The access token has expired.\"";
    assert_eq!(challenge(&sam.get("/api/v1/me").await, "token_expired"), expired);
    let tampered = anyone.with_token(&format!("{token}x")).get("/api/v1/me").await;
    assert_eq!(challenge(&tampered, "invalid_token"), malformed, "only a token of ours is told that it is old");

    let sam = app.sign_in("sam").await;
    sam.delete("/api/v1/tokens").await.with_status(204);
    let ended = "Bearer error=\"invalid_token\", error_description=\"The session of this access token has ended.\"";
    assert_eq!(challenge(&sam.get("/api/v1/me").await, "session_ended"), ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_is_no_refused_token() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let answer = anyone.post("/api/v1/tokens", &json!({"email": address("sam"), "password": "wrong"})).await;
    assert_eq!(challenge(&answer, "invalid_credentials"), "Bearer");
    let answer = anyone.post("/api/v1/tokens/refresh", &json!({"refresh_token": "wrong"})).await;
    assert_eq!(challenge(&answer, "invalid_refresh_token"), "Bearer");
}
