//! A change of one's own password, and sessions that an administrator ends.

use std::time::Duration;

use serde_json::json;

use crate::support::TestApp;
use crate::support::people::{PASSWORD, address};

const PATH: &str = "/api/v1/me/password";
const NEW: &str = "otter purple lamp 9";

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_not_this_one() {
    let app = TestApp::start().await;
    let (here, there) = (app.sign_in("sam").await, app.sign_in("sam").await);
    here.put(PATH, &json!({"current": PASSWORD, "new": NEW})).await.with_status(204);
    here.get("/api/v1/me").await.with_status(200);
    there.get("/api/v1/me").await.problem(401, "session_ended");
    let anyone = app.anyone();
    let sign_in = async |password: &str| {
        anyone.post("/api/v1/tokens", &json!({"email": address("sam"), "password": password})).await.status
    };
    assert_eq!((sign_in(PASSWORD).await, sign_in(NEW).await), (401, 200));
    let entry = &app.trail(10).await.into_iter().find(|entry| entry.action == "password.changed").expect("an entry");
    assert!(entry.detail.contains("\"sessions_ended\":1"), "{entry:?}");
}

#[tokio::test]
async fn every_problem_is_told_at_its_field() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for (body, pointer, code) in [
        (json!({"current": "wrong", "new": NEW}), "/current", "wrong_password"),
        (json!({"current": PASSWORD, "new": "short"}), "/new", "too_short"),
        (json!({"current": PASSWORD, "new": "Welcome2026!"}), "/new", "too_common"),
        (json!({"current": PASSWORD, "new": "Sample Bank 26"}), "/new", "too_close"),
        (json!({"current": PASSWORD}), "/new", "required"),
    ] {
        let problem = sam.put(PATH, &body).await.problem(422, "invalid_request");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    app.anyone().put(PATH, &json!({"current": PASSWORD, "new": NEW})).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn the_present_password_is_not_guessed_on_an_open_session() {
    let app = TestApp::start().await;
    let (found, own) = (app.sign_in("sam").await, app.sign_in("sam").await);
    let guess = json!({"current": "wrong", "new": NEW});
    for _ in 0..4 {
        found.put(PATH, &guess).await.problem(422, "invalid_request");
    }
    found.put(PATH, &guess).await.problem(422, "invalid_request");
    let slowed = found.put(PATH, &json!({"current": PASSWORD, "new": NEW})).await;
    slowed.problem(429, "too_many_requests");
    assert_eq!(slowed.header("retry-after"), "1");
    own.put(PATH, &json!({"current": PASSWORD, "new": NEW})).await.with_status(204);
    app.advance(Duration::from_secs(1));
    found.put(PATH, &guess).await.problem(401, "session_ended");
}

#[tokio::test]
async fn an_administrator_ends_all_sessions_of_a_person() {
    let app = TestApp::start().await;
    let (one, two, mia) = (app.sign_in("sam").await, app.sign_in("sam").await, app.sign_in("mia").await);
    let (lena, hugo) = (app.sign_in("lena").await, app.sign_in("hugo").await);
    let path = format!("/api/v1/people/{}/sessions", app.id("sam").await);
    hugo.delete(&path).await.problem(403, "forbidden");
    one.get("/api/v1/me").await.with_status(200);
    lena.delete(&path).await.with_status(204);
    for out in [&one, &two] {
        out.get("/api/v1/me").await.problem(401, "session_ended");
    }
    mia.get("/api/v1/me").await.with_status(200);
    lena.delete(&path).await.with_status(204);
    for nobody in ["nonsense", "0193e0a4-0000-7000-8000-000000000000"] {
        lena.delete(&format!("/api/v1/people/{nobody}/sessions")).await.problem(404, "not_found");
    }
    app.sign_in("sam").await.get("/api/v1/me").await.with_status(200);
}
