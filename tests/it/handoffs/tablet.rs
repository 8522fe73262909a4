//! The bank's tablet in the hands of a client: whatever is tried, nothing of the staff's is reached before the password is given again.

use commend::routes::{Kind, ROUTES};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{handed_off, link, press, state};
use crate::support::people::{self, PASSWORD};
use crate::support::{Answer, Browser, Client, HTML, TestApp, form, token_in};

const WORDS: &str = "Otterbein stayed with me until the money was there.";

/// A tablet that Sam has handed to a client, and what was open in it before.
struct Tablet {
    browser: Browser,
    /// The token in forms that were opened before.
    token: String,
    /// The session's cookie.
    session: String,
    /// The id of the draft.
    draft: String,
    /// The answer that handed it over.
    handed: Answer,
}

/// Sam's draft, and the tablet in the client's hands.
async fn handed(app: &TestApp, sam: &Client) -> Tablet {
    let priya = app.id("priya").await;
    let body = json!({"helper_ids": [priya], "what_they_did": "Traced a wire."});
    let draft = sam.post("/api/v1/drafts", &body).await.with_status(201)["id"].as_str().expect("an id").to_owned();
    let browser = Browser::signed_in(app, "sam").await;
    let token = token_in(&browser.page(&format!("/commendations/{draft}/handoff")).await);
    let session = browser.cookie("commend_session").expect("a session");
    let path = format!("/commendations/{draft}/handoff");
    let handed = browser.submit_with(&path, &token, &[("place", "tablet")]).await;
    assert_eq!((handed.status, handed.header("location")), (303, "/c"), "{}", handed.text());
    Tablet { browser, token, session, draft, handed }
}

/// Status, place and length of an answer. A locked browser is not what the description of the API describes, so it is not compared with it.
async fn raw(request: RequestBuilder) -> (u16, String, usize) {
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers().get("cache-control").map(|value| value.as_bytes()), Some(&b"no-store"[..]));
    let place = answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), place, answer.bytes().await.expect("a whole answer").len())
}

fn open_while_locked(path: &str) -> bool {
    ["/c", "/c/{token}", "/assets/{name}", "/unlock"].contains(&path)
}

/// A path of a route, with ids in the places of its parameters.
fn filled(path: &str, draft: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{id}" => draft.to_owned(),
        "{number}" => "1".to_owned(),
        part if part.starts_with('{') => "0193e0c6-0000-7000-8000-000000000001".to_owned(),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_shut_in_a_browser_that_is_with_a_client() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let tablet = handed(&app, &sam).await;
    assert_eq!(tablet.handed.header("clear-site-data"), "\"cache\", \"storage\"");
    let shut: Vec<_> = ROUTES.iter().filter(|route| !open_while_locked(route.path)).collect();
    assert!(shut.len() > 100, "the whole table");
    for route in shut {
        let path = filled(route.path, &tablet.draft);
        let method: Method = route.method.parse().expect("a method");
        let what = format!("{method} {path}");
        // As a person would: direct addresses, history, forms that were opened before, downloads.
        let request = tablet.browser.request(method.clone(), &path).header("sec-fetch-site", "same-origin");
        let request = if method == Method::GET {
            request.header("accept", HTML)
        } else {
            form(request, &[("csrf", &tablet.token), ("password", PASSWORD), ("place", "tablet")])
        };
        let answer = raw(request).await;
        let is_api = answer.0 == 423 && route.kind == Kind::Api;
        assert!(is_api || answer == (303, "/unlock".to_owned(), 0), "{what}: {answer:?}");
        // As a script would, with the cookie and the token of a page that was opened before.
        let request = tablet.browser.request(method, &path).header("x-csrf-token", &tablet.token);
        let (status, place, _) = raw(request.header("sec-fetch-site", "same-origin")).await;
        assert!(status == 423 || route.kind == Kind::Page && place == "/unlock", "{what} answers {status}");
    }
    assert_eq!(state(&sam, &format!("/api/v1/drafts/{}", tablet.draft)).await, "opened", "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one tablet, and all ways past its lock that are not in the table of routes")]
async fn no_other_way_leads_past_the_lock() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (_, other) = handed_off(&app, &sam).await;
    let tablet = handed(&app, &sam).await;
    let browser = &tablet.browser;
    let is_shut =
        |answer: &Answer| answer.status == 423 || (answer.status, answer.header("location")) == (303, "/unlock");

    // Odd spellings of addresses, and addresses that are none.
    for path in [
        "/settings/",
        "/./settings",
        "/c/../settings",
        "/%73ettings",
        "/C",
        "/c/x/y",
        "/assets/../settings",
        "/unlock/",
        "/nothing",
        "/?next=/settings",
        "/sign-in?next=/unlock",
        "/demo",
        "/api",
        "/api/v1/nothing",
    ] {
        let (status, place, _) = raw(browser.request(Method::GET, path).header("accept", HTML)).await;
        assert!(status == 423 || (status, place.as_str()) == (303, "/unlock"), "{path}: {status}");
    }
    // Other methods and headers.
    for (method, name, value) in [
        ("HEAD", "accept", HTML),
        ("GET", "authorization", "Bearer "),
        ("GET", "x-http-method-override", "PUT"),
        ("GET", "x-forwarded-for", "127.0.0.1"),
        ("GET", "x-original-url", "/c"),
        ("GET", "x-rewrite-url", "/c"),
    ] {
        let request = browser.request(method.parse().expect("a method"), "/settings").header(name, value);
        let (status, place, _) = raw(request).await;
        assert!(status == 423 || place == "/unlock", "{method} with {name}: {status}");
    }
    let bearer = browser.request(Method::GET, "/api/v1/me").bearer_auth(sam.token());
    assert_eq!(raw(bearer).await.0, 423, "a token does not open a locked browser");

    // Signing in as somebody else, or asking for a link, is for a browser of the staff.
    let mia = [("email", people::address("mia")), ("password", PASSWORD.to_owned())];
    let mia: Vec<(&str, &str)> = mia.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(is_shut(&browser.submit_with("/sign-in", "", &mia).await));
    assert!(is_shut(&browser.submit_with("/activate", "", &mia[..1]).await));
    assert!(is_shut(&browser.submit_with("/sign-out", &tablet.token, &[]).await));

    // The page that unlocks takes this person's password and no other word, from our own page only, and tells nothing.
    let page = browser.page("/unlock").await;
    assert!(page.contains("Sam Lee") && page.contains("autocomplete=\"new-password\"") && !page.contains("/sign-out"));
    let foreign = browser.request(Method::POST, "/unlock").header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(form(foreign, &[("password", PASSWORD)])).await.status, 403);
    for wrong in ["", "wrong", "tall heron"] {
        let answer = browser.submit_with("/unlock", "", &[("password", wrong), ("email", "mia@bank.example")]).await;
        assert!(answer.status == 422 && !answer.text().contains("/sign-out"), "{}", answer.text());
        assert!(is_shut(&browser.open("/").await));
    }

    // A link of another hand-off is a client's page like this one.
    let others = browser.open(&link(&other)).await;
    assert!(others.status == 200 && !others.text().contains("/sign-out"));
    let before = browser.cookie("commend_client");
    browser.set_cookie("commend_client", None);
    assert!(browser.page("/c").await.contains("name=\"code\"") && is_shut(&browser.open("/").await));
    browser.set_cookie("commend_client", before.as_deref());

    // A session that is tampered with is none, and a theme or a language opens nothing.
    browser.set_cookie("commend_session", Some(&format!("{}x", tablet.session)));
    assert_eq!(browser.open("/settings").await.header("location"), "/sign-in?next=/settings");
    browser.set_cookie("commend_session", Some(&tablet.session));
    browser.set_cookie("commend_language", Some("es"));
    assert!(is_shut(&browser.open("/settings").await));

    // The client's page: nothing is filled in from the device or kept on it.
    let page = browser.open("/c").await;
    assert_eq!(page.header("cache-control"), "no-store");
    let page = page.text();
    assert!(page.contains("data-tablet autocomplete=\"off\"") && !page.contains("autocomplete=\"name\""), "{page}");
    // The banker goes on elsewhere.
    assert_eq!(sam.get("/api/v1/me").await.status, 200);
    assert!(Browser::signed_in(&app, "sam").await.page("/").await.contains("/sign-out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_was_open_before_ends_and_tells_nothing_more() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let priya = app.id("priya").await;
    let draft = sam.post("/api/v1/drafts", &json!({"helper_ids": [priya]})).await.with_status(201);
    let path = format!("/commendations/{}/handoff", draft["id"].as_str().expect("an id"));
    let browser = Browser::signed_in(&app, "sam").await;
    let mut stream = browser.request(Method::GET, &format!("{path}/live")).send().await.expect("a stream");
    let first = stream.chunk().await.expect("a line").expect("one");
    assert_eq!(&first[..], b"data: \n\n");
    browser.submit(&path, &[("place", "tablet")]).await;
    let mut rest = Vec::new();
    while let Ok(Some(line)) = stream.chunk().await {
        rest.extend_from_slice(&line);
    }
    // The banker's other browser would be told "opened".
    assert_eq!(String::from_utf8_lossy(&rest).replace(":\n\n", ""), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_is_given_back_after_signing() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let tablet = handed(&app, &sam).await;
    let (browser, path) = (&tablet.browser, format!("/api/v1/drafts/{}", tablet.draft));
    let fields = [("text", WORDS), ("name", "Maria Delgado"), ("language", "en"), ("sign", "1")];
    assert_eq!(press(browser, "/c", &fields).await.header("location"), "/c");
    let page = browser.page("/c").await;
    assert!(page.contains("Please give the tablet back") && page.contains("action=\"/unlock\""), "{page}");
    assert!(!page.contains("Otterbein") && !page.contains("name=\"code\""), "{page}");
    assert_eq!(press(browser, "/c", &fields).await.header("location"), "/c", "the old form changes nothing");
    let shown = sam.get(&format!("{path}/handoff")).await.with_status(200);
    assert_eq!((&shown["state"], &shown["place"]), (&json!("signed"), &json!("tablet")));

    let back = browser.submit_with("/unlock", "", &[("password", PASSWORD)]).await;
    let handoff = format!("/commendations/{}/handoff", tablet.draft);
    assert_eq!((back.status, back.header("location")), (303, handoff.as_str()), "{}", back.text());
    assert_eq!(back.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(browser.page(&handoff).await.contains("The client has signed"));
    assert!(browser.page("/c").await.contains("name=\"code\""), "the client's letter is not in this browser any more");
    assert_eq!(browser.open("/unlock").await.header("location"), "/sign-in");
    // The session that was locked has ended: a copy of its cookie opens nothing.
    browser.set_cookie("commend_session", Some(&tablet.session));
    assert_eq!(browser.open("/settings").await.header("location"), "/sign-in?next=/settings");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_taken_back_in_the_middle_forgets_the_words() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let tablet = handed(&app, &sam).await;
    let path = format!("/api/v1/drafts/{}", tablet.draft);
    assert_eq!(press(&tablet.browser, "/c", &[("text", WORDS), ("auto", "1")]).await.status, 204);
    assert_eq!(state(&sam, &path).await, "writing");
    assert!(tablet.browser.page("/unlock").await.contains("is deleted when you take it back"));
    let client = tablet.browser.cookie("commend_client").expect("a client's cookie");
    let back = tablet.browser.submit_with("/unlock", "", &[("password", PASSWORD)]).await;
    assert_eq!(back.status, 303, "{}", back.text());
    assert_eq!(state(&sam, &path).await, "revoked");
    assert_eq!(sam.get(&path).await.with_status(200)["fields"]["letter"], Value::Null);
    // Not even with the client's own cookie.
    tablet.browser.set_cookie("commend_client", Some(&client));
    assert!(!tablet.browser.page("/c").await.contains("Otterbein"));
    // The tablet can be handed over again.
    let again =
        tablet.browser.submit(&format!("/commendations/{}/handoff", tablet.draft), &[("place", "tablet")]).await;
    assert_eq!((again.status, again.header("location")), (303, "/c"));
}
