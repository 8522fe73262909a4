//! Browser sessions: the cookie, its lifetime, the ends of a session, and its use on the API.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::people::{PASSWORD, address};
use crate::support::{Browser, TestApp, form};

const MINUTE: Duration = Duration::from_secs(60);

/// The `Set-Cookie` line of this cookie.
fn set_cookie(answer: &crate::support::Answer, name: &str) -> String {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().expect("a cookie").to_owned());
    lines.into_iter().find(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name} in {answer:?}"))
}

async fn is_in(browser: &Browser) -> bool {
    match browser.open("/settings").await {
        answer if answer.status == 200 => true,
        answer => {
            assert_eq!((answer.status, answer.header("location")), (303, "/sign-in?next=/settings"));
            false
        }
    }
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_no_script_reads_it() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let browser = Browser::new(&app);
    let answer = browser.submit("/sign-in", &[("email", &address("sam")), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    let line = set_cookie(&answer, "commend_session");
    assert!(line.starts_with("__Host-commend_session="), "{line}");
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
        assert!(line.contains(attribute), "{attribute}: {line}");
    }
    assert!(!line.contains("Max-Age") && !line.contains("Expires") && !line.contains("Domain"), "{line}");
    assert!(set_cookie(&answer, "commend_device").contains("; SameSite=Strict"));
    assert_eq!(answer.header("cache-control"), "no-store");

    let plain = TestApp::with(|config| config.server.public_url = None).await;
    plain.sign_in("sam").await;
    let request =
        plain.anyone().request(Method::POST, "/sign-in").header("origin", format!("http://{}", plain.address()));
    let answer = plain.anyone().send(form(request, &[("email", &address("sam")), ("password", PASSWORD)])).await;
    let line = set_cookie(&answer, "commend_session");
    assert!(line.starts_with("commend_session=") && line.contains("; HttpOnly") && !line.contains("Secure"), "{line}");
}

#[tokio::test]
async fn only_a_hash_of_the_secret_is_stored_and_the_session_is_listed_as_a_browsers() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let browser = Browser::new(&app);
    browser.sign_in("sam").await;
    let cookie = browser.cookie("commend_session").expect("a cookie");
    let (id, secret) = cookie.split_once('.').expect("an id and a secret");
    let rows: Vec<(String, String, Option<String>)> = app
        .app
        .db
        .read(|conn| {
            use commend::db::schema::sessions;
            use diesel::prelude::*;
            let rows = sessions::table.select((sessions::id, sessions::kind, sessions::secret_hash)).load(conn)?;
            Ok::<_, commend::db::DbError>(rows)
        })
        .await
        .expect("rows");
    let (_, kind, hash) = rows.iter().find(|(known, ..)| known == id).expect("the session");
    assert_eq!((kind.as_str(), hash.as_ref().map(String::len)), ("browser", Some(64)));
    assert!(!format!("{rows:?}{:?}", app.trail(100).await).contains(secret));
    let listed = sam.get("/api/v1/sessions").await.with_status(200);
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["kind"]), (&json!(id), &json!("browser")));
    let entry = &app.trail(1).await[0];
    assert_eq!((entry.action.as_str(), entry.detail.contains("browser")), ("session.started", true));
}

#[tokio::test]
async fn a_session_goes_on_while_it_is_used_and_ends_after_an_idle_hour_and_after_a_day() {
    let app = TestApp::start().await;
    let browser = Browser::signed_in(&app, "sam").await;
    for _ in 0..28 {
        app.advance(50 * MINUTE);
        assert!(is_in(&browser).await, "it is used every fifty minutes");
    }
    app.advance(39 * MINUTE);
    assert!(is_in(&browser).await);
    app.advance(MINUTE);
    assert!(!is_in(&browser).await, "24 hours have gone by");

    browser.sign_in("sam").await;
    app.advance(59 * MINUTE);
    assert!(is_in(&browser).await);
    app.advance(60 * MINUTE);
    assert!(!is_in(&browser).await);
}

#[tokio::test]
async fn the_limits_are_those_of_the_configuration() {
    let app = TestApp::with(|config| config.sessions.idle = 5 * MINUTE).await;
    let browser = Browser::signed_in(&app, "sam").await;
    app.advance(4 * MINUTE);
    assert!(is_in(&browser).await);
    app.advance(4 * MINUTE);
    assert!(is_in(&browser).await);
    app.advance(5 * MINUTE);
    assert!(!is_in(&browser).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let app = TestApp::start().await;
    let (browser, other) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "sam").await);
    let copied = browser.cookie("commend_session").expect("a cookie");
    let answer = browser.submit("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    let removed = set_cookie(&answer, "commend_session");
    assert!(removed.contains("Max-Age=0") && removed.contains("; Secure") && removed.contains("; Path=/"), "{removed}");
    assert!(browser.page("/sign-in").await.contains("You are signed out."));
    assert!(!browser.page("/sign-in").await.contains("You are signed out."), "it is told once");
    browser.set_cookie("commend_session", Some(&copied));
    assert!(!is_in(&browser).await, "a copy of the cookie is worth nothing");
    assert!(is_in(&other).await, "another browser of the same person goes on");
    assert_eq!(app.trail(1).await[0].action, "session.ended");
    // A second sign-out gives the same answer.
    browser.set_cookie("commend_session", None);
    assert_eq!(browser.submit("/sign-out", &[]).await.header("location"), "/sign-in");
}

#[tokio::test]
async fn whatever_ends_sessions_ends_those_of_browsers() {
    let app = TestApp::start().await;
    let (sam, lena) = (app.sign_in("sam").await, app.sign_in("lena").await);
    let browser = Browser::signed_in(&app, "sam").await;
    sam.put("/api/v1/me/password", &json!({"current": PASSWORD, "new": "otter purple lamp 9"})).await.with_status(204);
    assert!(!is_in(&browser).await, "a new password");

    let email = address("sam");
    app.app.accounts.set_password(&email, PASSWORD, commend::audit::Actor::CommandLine).await.expect("a password");
    browser.sign_in("sam").await;
    lena.delete(&format!("/api/v1/people/{}/sessions", app.id("sam").await)).await.with_status(204);
    assert!(!is_in(&browser).await, "an administrator");

    browser.sign_in("sam").await;
    let sam = app.sign_in("sam").await;
    let cookie = browser.cookie("commend_session").expect("a cookie");
    let id = cookie.split('.').next().expect("an id");
    sam.delete(&format!("/api/v1/sessions/{id}")).await.with_status(204);
    assert!(!is_in(&browser).await, "the person, elsewhere");

    browser.sign_in("sam").await;
    let own = Browser::signed_in(&app, "sam").await;
    let answer = own.submit("/settings/password", &[("current", PASSWORD), ("new", "otter purple lamp 9")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"), "{}", answer.text());
    assert!(own.page("/settings").await.contains("Your password is changed, and you are signed out everywhere else."));
    assert!(!is_in(&browser).await && is_in(&own).await, "the session that changes it goes on");
}

#[tokio::test]
async fn no_session_is_adopted_that_somebody_else_has_planted() {
    let app = TestApp::start().await;
    let (mia, sam) = (Browser::signed_in(&app, "mia").await, Browser::new(&app));
    app.sign_in("sam").await;
    let planted = mia.cookie("commend_session").expect("a cookie");
    sam.set_cookie("commend_session", Some(&planted));
    let token = sam.token().await;
    let fields = [("email", &*address("sam")), ("password", PASSWORD)];
    assert_eq!(sam.submit_with("/sign-in", &token, &fields).await.status, 303);
    let own = sam.cookie("commend_session").expect("a cookie");
    assert_ne!(own, planted);
    assert!(sam.page("/").await.contains("Sam Lee"));
    assert!(!is_in(&mia).await, "the session that the browser had is over");
    for nonsense in ["x", "x.y", "0193e0a4-0000-7000-8000-000000000000.secret", ".", "a.b.c"] {
        sam.set_cookie("commend_session", Some(nonsense));
        assert!(!is_in(&sam).await, "{nonsense}");
        sam.sign_in("sam").await;
        assert_ne!(sam.cookie("commend_session").as_deref(), Some(nonsense));
    }
    let (id, _) = own.split_once('.').expect("an id");
    sam.set_cookie("commend_session", Some(&format!("{id}.{}", "A".repeat(43))));
    assert!(!is_in(&sam).await, "the id alone is no secret");
}

#[tokio::test]
async fn on_the_api_a_cookie_counts_only_with_the_token_of_its_session() {
    let app = TestApp::start().await;
    let (sam, mia) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "mia").await);
    let (token, other) = (sam.token().await, mia.token().await);
    let me = |token: Option<String>| {
        let request = sam.request(Method::GET, "/api/v1/me");
        sam.send(match token {
            Some(token) => request.header("x-csrf-token", token),
            None => request,
        })
    };
    for bad in [None, Some(String::new()), Some("x".to_owned()), Some(other.clone()), Some(format!("{token}x"))] {
        let problem = me(bad.clone()).await.problem(401, "unauthenticated");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("X-CSRF-Token")), "{bad:?}");
    }
    let said = me(Some(token.clone())).await.with_status(200);
    assert_eq!(said["person"]["email"], "sam@bank.example");

    let note = json!({"helper_id": app.id("priya").await});
    let post = || sam.request(Method::POST, "/api/v1/assists").json(&note);
    sam.send(post()).await.problem(401, "unauthenticated");
    sam.send(post().header("x-csrf-token", &token)).await.with_status(201);
    // A token in the query would be in logs; the parameter is unknown to the operation.
    let request = sam.request(Method::GET, &format!("/api/v1/me?csrf={token}"));
    sam.send(request).await.problem(401, "unauthenticated");

    let bearer = app.sign_in("tom").await;
    let request = sam.request(Method::GET, "/api/v1/me").bearer_auth(bearer.token());
    assert_eq!(sam.send(request).await.with_status(200)["person"]["email"], "tom@bank.example");
    sam.send(sam.request(Method::DELETE, "/api/v1/tokens").header("x-csrf-token", &token)).await.with_status(204);
    me(Some(token)).await.problem(401, "unauthenticated");
}
