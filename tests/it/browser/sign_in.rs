//! The pages of sign-in: their texts, the input that they keep, and the pages to which they lead.

use std::time::Duration;

use serde_json::json;

use crate::support::people::{PASSWORD, address};
use crate::support::{Browser, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_keeps_the_address_and_says_the_same_whoever_it_was() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let browser = Browser::new(&app);
    let page = browser.page("/sign-in").await;
    assert!(page.contains("<title>Sign in – Sample Bank</title>") && !page.contains("class=\"errs\""), "{page}");
    let mut said = Vec::new();
    for who in ["sam", "nobody"] {
        let email = address(who);
        let answer = browser.submit("/sign-in", &[("email", &email), ("password", "wrong words")]).await;
        assert_eq!(answer.status, 422);
        let page = answer.text();
        for part in [
            "<title>Error: Sign in – Sample Bank</title>",
            "role=\"alert\" tabindex=\"-1\" autofocus",
            "<a href=\"#email\">The email or the password is wrong. Try again, or choose a new password by “Forgot it?”.</a>",
            "aria-invalid=\"true\"",
            &format!("value=\"{email}\""),
        ] {
            assert!(page.contains(part), "{part}:\n{page}");
        }
        assert!(!page.contains("wrong words"), "{page}");
        said.push(page.replace(&email, "…"));
    }
    assert_eq!(said[0], said[1]);
    let empty = browser.submit("/sign-in", &[("email", ""), ("password", "")]).await;
    assert_eq!(empty.status, 422);
    let page = empty.text();
    let (email, password) = (page.find("href=\"#email\""), page.find("href=\"#password\""));
    assert!(email.is_some() && email < password, "both are told, in the order of the page:\n{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_those_of_the_api_and_a_known_device_is_let_in() {
    let app = TestApp::start().await;
    let (known, other) = (Browser::signed_in(&app, "sam").await, Browser::new(&app));
    known.submit("/sign-out", &[]).await;
    let (email, api) = (address("sam"), app.anyone());
    // Failures on the page and on the API are counted together.
    for n in 0..5 {
        if n % 2 == 0 {
            other.submit("/sign-in", &[("email", &email), ("password", "wrong")]).await;
        } else {
            api.post("/api/v1/tokens", &json!({"email": email, "password": "wrong"})).await;
        }
    }
    let slowed = other.submit("/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "1"));
    assert!(slowed.text().contains("Too many tries failed. Wait 1 second, then try again."), "{}", slowed.text());
    api.post("/api/v1/tokens", &json!({"email": email, "password": PASSWORD})).await.problem(429, "too_many_requests");
    known.sign_in("sam").await;
    app.advance(Duration::from_secs(1));
    other.sign_in("sam").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_needs_somebody_leads_to_sign_in_and_back() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let browser = Browser::new(&app);
    let sent = browser.open("/settings?a=b%20c&d=%C3%A9").await;
    assert_eq!(sent.status, 303);
    let location = sent.header("location").to_owned();
    assert_eq!(location, "/sign-in?next=/settings%3Fa%3Db%2520c%26d%3D%25C3%25A9");
    assert_eq!(sent.header("cache-control"), "no-store");
    let page = browser.page(&location).await;
    assert!(page.contains(&format!("action=\"{location}\"")), "{page}");
    let fields = [("email", &*address("sam")), ("password", PASSWORD)];
    let wrong = browser.submit(&location, &[("email", &address("sam")), ("password", "wrong")]).await;
    assert!(wrong.text().contains(&format!("action=\"{location}\"")), "{}", wrong.text());
    let answer = browser.submit(&location, &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings?a=b%20c&d=%C3%A9"));
    let page = browser.page(&location).await;
    assert!(page.contains("You are signed in as Sam Lee."), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_elsewhere() {
    let app = TestApp::start().await;
    app.sign_in("sam").await;
    let browser = Browser::new(&app);
    for next in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "/%09/evil.example\t",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/.//evil.example",
        "",
        "/\u{0}",
        "%2F%2Fevil.example",
    ] {
        let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let path = format!("/sign-in?next={query}");
        let page = browser.page(&path).await;
        assert!(page.contains("action=\"/sign-in\"") && !page.contains("evil"), "{next:?}:\n{page}");
        let fields = [("email", &*address("sam")), ("password", PASSWORD)];
        let answer = browser.submit(&path, &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{next:?}");
        browser.submit("/sign-out", &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_is_greeted_by_name() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let page = sam.page("/").await;
    for part in [
        "<h1>Good morning, Sam</h1>",
        "Saturday 21 November, Banker, Oak Street",
        "action=\"/sign-out\"",
        "href=\"/settings\"",
        "aria-current=\"page\"",
        "<html lang=\"en\" dir=\"ltr\">",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    let page = sam.page("/verify").await;
    assert!(page.contains("Sam Lee") && page.contains("name=\"file\""), "{page}");
    app.advance(Duration::from_secs(3601));
    let page = sam.page("/sign-in").await;
    assert!(page.contains("Your last session is over."), "{page}");
    assert!(!Browser::new(&app).page("/sign-in").await.contains("session is over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_asked_for_used_once_and_leads_to_sign_in() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    let empty = browser.submit("/activate", &[("email", "")]).await;
    assert!(empty.status == 422 && empty.text().contains("<title>Error: "), "{}", empty.text());
    let mut said = Vec::new();
    for who in ["bea", "nobody"] {
        let answer = browser.submit("/activate", &[("email", &address(who))]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/activate?sent=yes"));
        said.push(browser.page("/activate?sent=yes").await);
    }
    assert_eq!(said[0], said[1]);
    app.app.accounts.finish().await;
    app.drain().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = mails[0].replace("=\r\n", "");
    let token: String = mail
        .split_once("/activate/")
        .map(|(_, after)| after.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect())
        .expect("a link");
    let path = format!("/activate/{token}");
    assert!(browser.page(&path).await.contains("Choose a password"));
    let short = browser.submit(&path, &[("password", "short")]).await;
    assert_eq!(short.status, 422);
    let page = short.text();
    assert!(
        page.contains("<title>Error: Choose") && page.contains("href=\"#password\"") && !page.contains("value=\"short"),
        "{page}"
    );
    let used = browser.submit(&path, &[("password", "otter purple lamp 9")]).await;
    assert_eq!((used.status, used.header("location")), (303, "/sign-in"));
    assert!(browser.page("/sign-in").await.contains("Your password is set"));
    assert!(browser.cookie("commend_device").is_some());
    let fields = [("email", &*address("bea")), ("password", "otter purple lamp 9")];
    assert_eq!(browser.submit("/sign-in", &fields).await.status, 303);

    for path in [&path, "/activate/nonsense"] {
        for answer in [
            browser.open(path).await,
            browser.submit(path, &[("password", "heron quiet ladder 9")]).await,
            browser.submit(path, &[]).await,
        ] {
            let page = answer.text();
            assert_eq!(answer.status, 404, "{page}");
            assert!(page.contains("This link is not good any more") && page.contains("href=\"/activate\""), "{page}");
            assert!(!page.contains("/api/v1") && !page.contains("type=\"password\""), "{page}");
        }
    }
}
