//! Sign-in as other programs use it: statuses, codes, headers and bodies of the real service.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::people::{PASSWORD, address};
use crate::support::{Answer, Client, TestApp};

const OTTER: &str = "otter purple lamp 9";

async fn tokens(client: &Client, who: &str, password: &str) -> Answer {
    client.post("/api/v1/tokens", &json!({"email": address(who), "password": password})).await
}

/// Token in the newest mail.
fn mailed_token(app: &TestApp) -> String {
    let mail = app.mails().pop().expect("a mail");
    let mail = mail.replace("=\r\n", "").replace("=\n", "");
    let token = mail.split("/activate/").nth(1).expect("a link");
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[tokio::test]
async fn the_way_of_a_session() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let answer = tokens(&anyone, "sam", PASSWORD).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let first = answer.with_status(200);
    assert_eq!((&first["token_type"], &first["expires_in"]), (&json!("Bearer"), &json!(600)));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let sam = anyone.with_token(&text(&first["access_token"]));

    let me = sam.get("/api/v1/me").await.with_status(200);
    assert_eq!(me["person"]["email"], address("sam"));
    assert_eq!(me["person"].as_object().map(serde_json::Map::len), Some(8), "the person of the contract, no more");
    assert_eq!((&me["roles"], &me["supervisor"]["name"]), (&json!(["banker"]), &json!("Tom Brandt")));
    let ines = app.sign_in("ines").await.get("/api/v1/me").await.with_status(200);
    assert_eq!((&ines["roles"], &ines["supervisor"]), (&json!([]), &Value::Null));

    let body = json!({"refresh_token": first["refresh_token"]});
    let second = anyone.post("/api/v1/tokens/refresh", &body).await.with_status(200);
    anyone.post("/api/v1/tokens/refresh", &body).await.problem(401, "invalid_refresh_token");
    let out = anyone.with_token(&text(&second["access_token"])).get("/api/v1/me").await;
    out.problem(401, "session_ended");
    sam.delete("/api/v1/tokens").await.problem(401, "session_ended");

    let sam = app.sign_in("sam").await;
    sam.delete("/api/v1/tokens").await.with_status(204);
    sam.get("/api/v1/sessions").await.problem(401, "session_ended");
}

#[tokio::test]
async fn a_sign_in_makes_the_device_known_by_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let answer = tokens(&anyone, "sam", PASSWORD).await;
    let refresh_token = answer.with_status(200)["refresh_token"].clone();
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-commend_device="), "{cookie}");
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/", "; Max-Age=15552000"] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    for n in 0..35 {
        tokens(&anyone, &format!("n{n}"), "wrong").await;
    }
    tokens(&anyone, "sam", PASSWORD).await.problem(429, "too_many_requests");
    let body = json!({"email": address("sam"), "password": PASSWORD});
    let pair = cookie.split(';').next().expect("a pair");
    let request = anyone.request(reqwest::Method::POST, "/api/v1/tokens").header("cookie", pair).json(&body);
    anyone.send(request).await.with_status(200);
    let body = json!({"email": address("sam"), "password": PASSWORD, "refresh_token": refresh_token});
    anyone.post("/api/v1/tokens", &body).await.with_status(200);
    // The cookie identified the account; the refresh token was not used up.
    anyone.post("/api/v1/tokens/refresh", &json!({"refresh_token": refresh_token})).await.with_status(200);
    let plain = TestApp::with(|config| config.server.public_url = None).await;
    plain.sign_in("sam").await;
    let cookie = tokens(&plain.anyone(), "sam", PASSWORD).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("commend_device=") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn browsers_are_told_to_come_by_https_where_the_service_is_reached_so() {
    let app = TestApp::start().await;
    for path in ["/", "/api/v1/me", "/nowhere"] {
        assert_eq!(app.anyone().get(path).await.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
    let plain = TestApp::with(|config| config.server.public_url = None).await;
    assert_eq!(plain.anyone().get("/").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn sessions_are_ones_own() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    app.sign_in("sam").await;
    let page = sam.get("/api/v1/sessions?limit=1").await.with_status(200);
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    let cursor = page["next_cursor"].as_str().expect("there is more");
    let rest = sam.get(&format!("/api/v1/sessions?limit=1&cursor={cursor}")).await.with_status(200);
    assert_eq!(rest["next_cursor"], Value::Null);
    let path = |item: &Value| format!("/api/v1/sessions/{}", item["id"].as_str().expect("an id"));
    let (newer, older) = (&page["items"][0], &rest["items"][0]);
    assert_eq!((&newer["current"], &older["current"]), (&json!(false), &json!(true)));
    priya.delete(&path(newer)).await.problem(404, "not_found");
    sam.delete(&path(newer)).await.with_status(204);
    sam.delete(&path(newer)).await.problem(404, "not_found");
    sam.delete("/api/v1/sessions/nonsense").await.problem(404, "not_found");
    let problem = sam.get("/api/v1/sessions?limit=0&cursor=nonsense").await.problem(422, "invalid_request");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(2), "all at once");
}

#[tokio::test]
async fn a_refusal_says_the_same_whoever_it_was_and_the_fifth_says_how_long() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    let mut said = Vec::new();
    for who in ["sam", "hugo", "nobody"] {
        for _ in 0..4 {
            let mut problem = tokens(&anyone, who, "wrong").await.problem(401, "invalid_credentials");
            problem["request_id"] = Value::Null;
            said.push(problem);
        }
        let slowed = tokens(&anyone, who, "wrong").await;
        slowed.problem(429, "too_many_requests");
        assert_eq!(slowed.header("retry-after"), "1");
    }
    assert!(said.iter().all(|problem| *problem == said[0]));
    tokens(&anyone, "sam", PASSWORD).await.problem(429, "too_many_requests");
    app.advance(Duration::from_secs(1));
    tokens(&anyone, "sam", PASSWORD).await.with_status(200);
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_closed_for_the_minute() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let anyone = app.anyone();
    for n in 0..30 {
        // `sign_in` above failed once before the password was set.
        let answer = tokens(&anyone, &format!("n{n}"), "wrong").await;
        assert!(answer.status == 401 || n == 29, "{n}: {}", answer.status);
    }
    let closed = tokens(&anyone, "sam", PASSWORD).await;
    closed.problem(429, "too_many_requests");
    assert_eq!(closed.header("retry-after"), "60");
    app.advance(Duration::from_secs(60));
    tokens(&anyone, "sam", PASSWORD).await.with_status(200);
}

#[tokio::test]
async fn a_mailed_link_gives_a_password_and_every_rule_is_told_at_its_field() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let sam = app.sign_in("sam").await;
    for who in ["sam", "nobody"] {
        let asked = anyone.post("/api/v1/activations", &json!({"email": address(who)})).await;
        assert_eq!(asked.with_status(202), Value::Null);
    }
    app.app.accounts.finish().await;
    app.drain().await;
    assert_eq!(app.mails().len(), 1);
    let path = format!("/api/v1/activations/{}", mailed_token(&app));
    for (password, code) in [("short", "too_short"), ("sunshine1", "too_common"), ("Sample-Bank-9", "too_close")] {
        let problem = anyone.put(&path, &json!({"password": password})).await.problem(422, "invalid_request");
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!("/password"), &json!(code))
        );
    }
    anyone.put(&path, &json!({"password": OTTER})).await.with_status(204);
    sam.get("/api/v1/me").await.problem(401, "session_ended");
    tokens(&anyone, "sam", OTTER).await.with_status(200);
    tokens(&anyone, "sam", PASSWORD).await.problem(401, "invalid_credentials");
    anyone.put(&path, &json!({"password": PASSWORD})).await.problem(404, "not_found");
    anyone.put("/api/v1/activations/nonsense", &json!({"password": PASSWORD})).await.problem(404, "not_found");
}

#[tokio::test]
async fn no_row_and_no_entry_holds_a_token_or_a_password() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    anyone.post("/api/v1/activations", &json!({"email": address("sam")})).await.with_status(202);
    app.app.accounts.finish().await;
    app.drain().await;
    let token = mailed_token(&app);
    anyone.put(&format!("/api/v1/activations/{token}"), &json!({"password": OTTER})).await.with_status(204);
    let signed_in = tokens(&anyone, "sam", OTTER).await.with_status(200);
    let rows: Vec<String> = app
        .app
        .db
        .read(|conn| {
            use commend::db::schema::{activations, credentials, deliveries, refresh_tokens};
            use diesel::prelude::*;
            let contents: Vec<Option<String>> = deliveries::table.select(deliveries::content).load(conn)?;
            let mut rows: Vec<String> = contents.into_iter().flatten().collect();
            rows.extend(activations::table.select(activations::token_hash).load::<String>(conn)?);
            rows.extend(refresh_tokens::table.select(refresh_tokens::token_hash).load::<String>(conn)?);
            rows.extend(credentials::table.select(credentials::password_hash).load::<String>(conn)?);
            Ok::<_, commend::db::DbError>(rows)
        })
        .await
        .expect("rows");
    let trail = app.trail(100).await.into_iter().map(|entry| entry.detail);
    let secrets = [OTTER, &token, signed_in["refresh_token"].as_str().expect("a token")];
    let kept: Vec<String> = rows.into_iter().chain(trail).collect();
    assert!(kept.len() > 8);
    assert!(kept.iter().all(|text| secrets.iter().all(|secret| !text.contains(secret))), "{kept:?}");
}

#[tokio::test]
async fn bodies_that_cannot_be_taken_are_told_all_at_once() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let problem =
        anyone.post("/api/v1/tokens", &json!({"email": 5, "more": true})).await.problem(422, "invalid_request");
    let mut pointers: Vec<&str> =
        problem["errors"].as_array().expect("errors").iter().filter_map(|error| error["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/email", "/more", "/password"]);
    for path in ["/api/v1/tokens/refresh", "/api/v1/activations"] {
        anyone.post(path, &json!({})).await.problem(422, "invalid_request");
        anyone.post(path, &json!([])).await.problem(422, "invalid_request");
    }
    let keys = anyone.get("/.well-known/jwks.json").await.with_status(200);
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
}
