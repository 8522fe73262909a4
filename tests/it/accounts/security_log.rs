//! The security log: its events, the fields of a line, and the data that no line may hold.

use std::io::Write;
use std::sync::{Mutex, Once};

use serde_json::{Value, json};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::support::people::{PASSWORD, address};
use crate::support::{Answer, Browser, Client, TestApp, form};

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().expect("no panic while it is held").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From now on, collects the log lines of every service in this process.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let layer = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(|| Kept)
            .with_filter(filter_fn(|metadata| metadata.target() == commend::security_log::TARGET));
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).expect("the first one");
    });
}

/// Lines so far that contain `text`.
fn lines_with(text: &str) -> Vec<Value> {
    let lines = String::from_utf8(LINES.lock().expect("no panic while it is held").clone()).expect("UTF-8");
    lines.lines().filter(|line| line.contains(text)).map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The single line of a request.
#[track_caller]
fn line_of(answer: &Answer) -> Value {
    let lines = lines_with(answer.header("x-request-id"));
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.into_iter().next().expect("one")
}

async fn tokens(client: &Client, email: &str, password: &str) -> Answer {
    client.post("/api/v1/tokens", &json!({"email": email, "password": password})).await
}

#[tokio::test]
async fn a_failed_sign_in_names_the_person_or_a_hash_of_nobody() {
    listen();
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let failed = tokens(&anyone, &address("sam"), "wrong-guess-1").await;
    failed.problem(401, "invalid_credentials");
    let line = line_of(&failed);
    assert_eq!(line["outcome"], "sign_in_failed");
    assert_eq!(line["account"], json!(app.id("sam").await));
    assert_eq!((&line["address"], &line["route"]), (&json!("127.0.0.1"), &json!("/api/v1/tokens")));
    assert_eq!((&line["target"], &line["account_hash"]), (&json!("security"), &Value::Null));

    let typed = "Nobody-\u{1b}[31m@bank.example";
    let first = tokens(&anyone, "nobody@bank.example", "wrong-guess-2").await;
    let again = tokens(&anyone, " NOBODY@bank.example", "wrong-guess-2").await;
    let (first, again) = (line_of(&first), line_of(&again));
    assert_eq!(first["account"], Value::Null);
    assert_eq!(first["account_hash"], again["account_hash"], "one account is one hash, however it is spelled");
    let hash = first["account_hash"].as_str().expect("a hash");
    assert!(hash.len() == 32 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{hash}");
    tokens(&anyone, typed, "wrong-guess-3").await;
    for secret in ["wrong-guess", "bank.example", "[31m"] {
        assert_eq!(lines_with(secret), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn what_is_refused_before_the_password_is_looked_at_is_told_apart() {
    listen();
    let app = TestApp::start().await;
    let anyone = app.anyone();
    for _ in 0..5 {
        tokens(&anyone, &address("sam"), "wrong").await;
    }
    let refused = tokens(&anyone, &address("sam"), PASSWORD).await;
    refused.problem(429, "too_many_requests");
    let line = line_of(&refused);
    assert_eq!((&line["outcome"], &line["account"]), (&json!("sign_in_refused"), &json!(app.id("sam").await)));
}

#[tokio::test]
async fn a_browser_is_heard_of_like_a_program() {
    listen();
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let failed = sam.submit("/sign-in", &[("email", &address("sam")), ("password", "wrong-guess-4")]).await;
    let line = line_of(&failed);
    assert_eq!((&line["outcome"], &line["route"]), (&json!("sign_in_failed"), &json!("/sign-in")));
    assert_eq!((&line["account"], &line["address"]), (&json!(app.id("sam").await), &json!("127.0.0.1")));
    let link = sam.submit("/activate/secret-of-nobody", &[("password", "otter purple lamp 9")]).await;
    assert_eq!(line_of(&link)["outcome"], "link_failed");
    let request = sam.request(reqwest::Method::POST, "/sign-out").header("sec-fetch-site", "same-site");
    let refused = sam.send(form(request, &[("csrf", &sam.token().await)])).await;
    let line = line_of(&refused);
    assert_eq!((&line["outcome"], &line["account"]), (&json!("form_refused"), &json!(app.id("sam").await)));
    // A form with another session's token, and a cookie without a token on the API.
    let other = Browser::signed_in(&app, "ruth").await.token().await;
    let forged = sam.submit_with("/sign-out", &other, &[]).await;
    let alone = sam.send(sam.request(reqwest::Method::GET, "/api/v1/me")).await;
    for refused in [&forged, &alone] {
        let line = line_of(refused);
        assert_eq!((&line["outcome"], &line["account"]), (&json!("form_refused"), &json!(app.id("sam").await)));
    }
    for secret in ["wrong-guess", "secret-of-nobody", "bank.example"] {
        assert_eq!(lines_with(secret), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn links_and_refresh_tokens_that_are_not_good_are_told() {
    listen();
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let link = anyone.put("/api/v1/activations/secret-of-nobody", &json!({"password": PASSWORD})).await;
    assert_eq!(line_of(&link)["outcome"], "link_failed");
    assert_eq!(line_of(&link)["route"], "/api/v1/activations/{token}");
    let tokens = tokens(&anyone, &address("sam"), PASSWORD).await.with_status(200);
    let body = json!({"refresh_token": tokens["refresh_token"]});
    anyone.post("/api/v1/tokens/refresh", &body).await.with_status(200);
    let reused = anyone.post("/api/v1/tokens/refresh", &body).await;
    let line = line_of(&reused);
    assert_eq!((&line["outcome"], &line["account"]), (&json!("refresh_token_reused"), &json!(app.id("sam").await)));
    let unknown = anyone.post("/api/v1/tokens/refresh", &json!({"refresh_token": "secret-of-nobody"})).await;
    assert_eq!(line_of(&unknown)["outcome"], "refresh_failed");
    assert_eq!(lines_with("secret-of-nobody"), Vec::<Value>::new());
}

#[tokio::test]
async fn refused_routes_originals_and_trail_are_told_and_what_is_allowed_is_not() {
    listen();
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."});
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id");
    let original = format!("/api/v1/commendations/{id}/original");
    for (path, status, outcome, object) in [
        (original.as_str(), 404, "reading_refused", Some(id)),
        ("/api/v1/audit", 403, "reading_refused", None),
        ("/api/v1/work-items", 403, "route_refused", None),
    ] {
        let refused = priya.get(path).await;
        assert_eq!(refused.status, status, "{path}");
        let line = line_of(&refused);
        assert_eq!(line["outcome"], outcome, "{path}");
        assert_eq!(line["account"], json!(app.id("priya").await), "{path}");
        assert_eq!(line["object"].as_str(), object, "{path}");
    }
    for answer in
        [sam.get(&original).await, priya.get("/api/v1/people/nonsense").await, app.anyone().get(&original).await]
    {
        assert_eq!(lines_with(answer.header("x-request-id")), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_flood_is_counted_and_not_written() {
    listen();
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let mut written = 0;
    for _ in 0..150 {
        let answer = anyone.post("/api/v1/tokens/refresh", &json!({"refresh_token": "x"})).await;
        written += lines_with(answer.header("x-request-id")).len();
    }
    assert_eq!(written, 120, "a minute's worth for one network address");
    app.advance(std::time::Duration::from_secs(60));
    let next = anyone.post("/api/v1/tokens/refresh", &json!({"refresh_token": "x"})).await;
    assert_eq!(line_of(&next)["outcome"], "refresh_failed");
    assert!(lines_with("lines_left_out").iter().any(|line| line["count"] == 30));
}
