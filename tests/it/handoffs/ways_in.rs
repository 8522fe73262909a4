//! Links and codes: who gets in, how often one may try, and that opening alone changes nothing.

use std::time::Duration;

use commend::routes::{CLIENTS, ROUTES};
use commend::server;
use serde_json::json;
use url::Url;

use super::{handed_off, link, press, state, writing};
use crate::support::{Browser, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_link_changes_nothing_and_one_browser_takes_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let before = app.trail_length().await;
    let scanner = Browser::new(&app);
    for _ in 0..3 {
        let page = scanner.open(&link(&shown)).await;
        assert_eq!((page.status, page.header("referrer-policy")), (200, "strict-origin"));
        assert!(page.text().contains("Start writing") && page.headers.get("set-cookie").is_none());
    }
    assert_eq!((app.trail_length().await, state(&sam, &draft).await.as_str()), (before, "shown"));
    let phone = writing(&app, &shown).await;
    let later = scanner.open(&link(&shown)).await;
    assert!(later.status == 409 && later.text().contains("open in another browser"), "{}", later.text());
    assert_eq!(press(&scanner, &link(&shown), &[]).await.status, 409);
    assert_eq!(phone.open(&link(&shown)).await.header("location"), "/c", "the same browser comes back");
    assert_eq!(sam.get(&format!("{draft}/handoff")).await.with_status(200)["url"], json!(null));

    let unknown = scanner.open("/c/AAAAAAAAAAAAAAAAAAAAAA").await;
    assert!(unknown.status == 404 && unknown.text().contains("none of ours"), "{}", unknown.text());
    assert!(scanner.page("/c").await.contains("Your code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lets_in_once_and_wrong_ones_are_counted() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let code = shown["code"].as_str().expect("a code").to_lowercase().replace('-', " ");
    let phone = Browser::new(&app);
    assert_eq!(press(&phone, "/c", &[("code", &code)]).await.header("location"), "/c");
    assert!(phone.page("/c").await.contains("Your letter"));

    // A used code, one that has ended and one that never was are answered alike.
    let (_, second) = handed_off(&app, &sam).await;
    let ended = second["code"].as_str().expect("a code").to_owned();
    app.advance(Duration::from_secs(15 * 60 + 1));
    let stranger = Browser::new(&app);
    let mut answers = Vec::new();
    for wrong in [code.as_str(), &ended, "0000-0000", "nonsense"] {
        let answer = press(&stranger, "/c", &[("code", wrong)]).await;
        assert_eq!(answer.status, 422, "{wrong}");
        answers.push(answer.text().replace(wrong, ""));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    for _ in 0..6 {
        press(&stranger, "/c", &[("code", "0000-0000")]).await;
    }
    let refused = press(&stranger, "/c", &[("code", "0000-0000")]).await;
    assert!(refused.status == 429 && !refused.header("retry-after").is_empty(), "{}", refused.text());
    app.advance(Duration::from_secs(61));
    assert_eq!(press(&stranger, "/c", &[("code", "0000-0000")]).await.status, 422);
    let sam = app.sign_in("sam").await;
    assert_eq!(state(&sam, &draft).await, "opened", "two hours from the last keystroke");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_off_is_the_bankers_own_and_renewing_ends_the_one_before() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let (draft, first) = handed_off(&app, &sam).await;
    let path = format!("{draft}/handoff");
    priya.get(&path).await.problem(404, "not_found");
    priya.post(&path, &json!({})).await.problem(404, "not_found");
    priya.delete(&path).await.problem(404, "not_found");
    let second = sam.post(&path, &json!({"take_home": true})).await.with_status(201);
    assert_ne!(first["url"], second["url"]);
    assert_eq!(second["place"], json!("take_home"));
    let phone = Browser::new(&app);
    let gone = phone.open(&link(&first)).await;
    assert!(gone.status == 410 && gone.text().contains("taken back"), "{}", gone.text());
    app.advance(Duration::from_secs(7 * 24 * 3_600 - 60));
    assert_eq!(phone.open(&link(&second)).await.status, 200, "seven days");
    app.advance(Duration::from_secs(61));
    assert_eq!(phone.open(&link(&second)).await.status, 410);

    let sam = app.sign_in("sam").await;
    let typed = json!({"letter": {"kind": "typed", "text": "Thank you."}, "client": {"name": "Maria"}});
    let other = sam.post("/api/v1/drafts", &typed).await.with_status(201);
    let path = format!("/api/v1/drafts/{}/handoff", other["id"].as_str().expect("an id"));
    sam.post(&path, &json!({})).await.problem(409, "has_letter");
    sam.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bankers_page_follows_the_client() {
    let app = TestApp::start().await;
    let (client, sam) = (app.sign_in("sam").await, Browser::signed_in(&app, "sam").await);
    let draft = client.post("/api/v1/drafts", &json!({})).await.with_status(201);
    let path = format!("/commendations/{}/handoff", draft["id"].as_str().expect("an id"));
    assert!(sam.page(&path).await.contains("Hand it to the client"));
    assert_eq!(sam.submit(&path, &[("place", "phone")]).await.header("location"), path);
    let page = sam.page(&path).await;
    let shown = client.get(&format!("/api/v1/drafts/{}/handoff", draft["id"].as_str().expect("an id"))).await.json();
    assert!(page.contains(shown["code"].as_str().expect("a code")) && page.contains("<svg class=\"qr\""), "{page}");
    let phone = writing(&app, &shown).await;
    assert!(sam.page(&path).await.contains("The client has opened it"));
    let about = phone.page("/c").await;
    assert!(about.contains("the colleague who helped you"), "{about}");
    press(&phone, "/c", &[("text", "Hello"), ("language", "en"), ("language", "ar")]).await;
    let arabic = phone.page("/c").await;
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("Hello"), "{arabic}");
    let page = sam.page(&path).await;
    assert!(page.contains("The client is writing") && !page.contains("Hello"), "{page}");
    let asked = sam.submit(&format!("{path}/end"), &[]).await;
    assert!(asked.status == 200 && asked.text().contains("Take it back from the client?"), "{}", asked.text());
    assert_eq!(sam.submit(&format!("{path}/end"), &[("confirmed", "on")]).await.header("location"), path);
    assert!(sam.page(&path).await.contains("You took it back"));
    let gone = phone.page("/c").await;
    assert!(!gone.contains("Hello"), "{gone}");
    for who in ["priya", "hugo"] {
        let other = Browser::signed_in(&app, who).await;
        assert_eq!(other.open(&path).await.status, 404, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_listener_for_clients_serves_nothing_else() {
    let app = TestApp::start().await;
    let greta = app.sign_in("greta").await;
    let listener = server::listen(([127, 0, 0, 1], 0).into()).expect("a port");
    let base: Url = format!("http://{}/", listener.local_addr().expect("an address")).parse().expect("a URL");
    let running = server::run(app.app.clone(), CLIENTS, listener).expect("a service");
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let id = "01a221ac-9278-72cc-b83b-ec4d00103051";
    for route in ROUTES {
        let mut path = route.path.to_owned();
        while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
            path.replace_range(from..=to, id);
        }
        let request = http.request(route.method.parse().expect("a method"), base.join(&path).expect("a URL"));
        let request = request.bearer_auth(greta.token()).header("sec-fetch-site", "same-origin");
        let status = request.send().await.expect("an answer").status().as_u16();
        let is_clients =
            ["/c", "/verify", "/assets"].iter().any(|root| path == *root || path.starts_with(&format!("{root}/")));
        assert_eq!(route.is_for_clients(), is_clients, "{path}");
        if !is_clients {
            assert_eq!(status, 404, "{} {path}", route.method);
        }
    }
    for (path, status) in [("c", 200), ("verify", 200), ("", 404), ("sign-in", 404), ("livez", 404), ("metrics", 404)] {
        let answer = http.get(base.join(path).expect("a URL")).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "/{path}");
    }
    running.stop().await;
}
