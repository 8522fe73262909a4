//! Forms of pages: accepted only from our own pages with the session's token; the input survives the end of the session.

use commend::permissions::Access;
use commend::routes::{Kind, ROUTES};
use reqwest::Method;

use crate::permissions::path_of;
use crate::support::people::{PASSWORD, address};
use crate::support::{Answer, Browser, TestApp, form, token_in};

/// Every page that accepts a form.
fn takers() -> Vec<String> {
    let takes = |route: &&commend::routes::Route| route.is_page() && route.method != "GET";
    let takers: Vec<String> = ROUTES.iter().filter(takes).map(path_of).collect();
    assert!(takers.len() > 4, "{takers:?}");
    takers
}

/// Gives Sam every role: a form is refused for its origin, and not because of the role.
async fn with_every_role(app: &TestApp) {
    use commend::permissions::Role;
    for role in [Role::Hr, Role::Auditor, Role::Admin] {
        let email = crate::support::people::address("sam");
        app.app.accounts.grant(&email, role, None).await.expect("a grant");
    }
}

#[track_caller]
fn is_refused(answer: &Answer, why: &str) {
    assert_eq!((answer.status, answer.header("content-type")), (403, "text/html; charset=utf-8"), "{why}");
    assert!(answer.text().contains("Nothing was changed") || answer.text().contains("nothing was changed"), "{why}");
    assert!(!answer.headers.contains_key("set-cookie"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_takes_a_form_from_elsewhere() {
    let app = TestApp::start().await;
    with_every_role(&app).await;
    let (anyone, sam) = (Browser::new(&app), Browser::signed_in(&app, "sam").await);
    let token = sam.token().await;
    let own = "https://commend.bank.example";
    let elsewhere: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", own)],
        &[("sec-fetch-site", "same-site"), ("origin", own)],
        &[("origin", "https://commend.bank.example.evil.example")],
    ];
    for path in takers() {
        for headers in elsewhere {
            for browser in [&anyone, &sam] {
                let request = form(browser.request(Method::POST, &path), &[("csrf", &token)]);
                let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                is_refused(&browser.send(request).await, &format!("{path} {headers:?}"));
            }
        }
        let request = form(anyone.request(Method::POST, &path), &[]).header("accept", "application/json");
        anyone.send(request).await.problem(403, "form_refused");
    }
    assert!(sam.page("/").await.contains("Sam Lee"), "nothing has happened");
    // `Origin` alone, as sent by browsers without fetch metadata and by every browser over http.
    let request = form(sam.request(Method::POST, "/sign-out"), &[("csrf", &token)]).header("origin", own);
    assert_eq!(sam.send(request).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_takes_a_form_without_the_token_of_its_own_session() {
    let app = TestApp::start().await;
    with_every_role(&app).await;
    let (sam, mia) = (Browser::signed_in(&app, "sam").await, Browser::signed_in(&app, "mia").await);
    let (own, others) = (sam.token().await, mia.token().await);
    let earlier = own.clone();
    let fields = [("current", PASSWORD), ("new", "otter purple lamp 9"), ("theme", "dark")];
    for path in takers() {
        for token in ["", "x", &others, &format!("{own}x"), &own[1..]] {
            is_refused(&sam.submit_with(&path, token, &fields).await, &format!("{path} {token}"));
        }
    }
    assert!(sam.page("/").await.contains("Sam Lee"), "nothing has happened");
    // The token in a header, as a script sends it.
    let request = sam.request(Method::POST, "/settings/theme").header("sec-fetch-site", "same-origin");
    let answer = sam.send(form(request, &[("theme", "dark")]).header("x-csrf-token", &own)).await;
    assert_eq!(answer.status, 303);
    // In the query, as a form with a file has it; another's is refused there, too.
    for (token, status) in [(&own, 303), (&others, 403)] {
        let path = format!("/settings/theme?csrf={token}");
        assert_eq!(sam.submit_with(&path, "", &[("theme", "dark")]).await.status, status);
    }
    sam.sign_in("sam").await;
    is_refused(&sam.submit_with("/sign-out", &earlier, &[]).await, "a token of the session before");
    // A bearer token needs no form token: a browser does not send it by itself.
    let hugo = app.sign_in("hugo").await;
    let answer = hugo.send(form(hugo.request(Method::POST, "/settings/theme"), &[("theme", "dark")])).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_the_session() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let token = sam.token().await;
    app.advance(std::time::Duration::from_secs(3601));
    let typed = [("theme", "\n<dark> & \"more\"\r\nof it"), ("password", "secret words"), ("new", "secret words")];
    let late = sam.submit_with("/settings/theme", &token, &typed).await;
    assert_eq!(late.status, 401);
    let page = late.text();
    assert!(page.contains("Your session ended before this was sent, and nothing was changed."), "{page}");
    assert!(page.contains("<title>Error: ") && page.contains("action=\"/settings/theme\""), "{page}");
    assert!(!page.contains("secret words") && !page.contains(&token), "{page}");
    let kept = "<textarea name=\"theme\" hidden>\n\n&#60;dark&#62; &#38; &#34;more&#34;\nof it</textarea>";
    assert!(page.contains(kept), "{page}");

    // The form comes from a page of the previous session, so that the browser is asked to confirm it again.
    let fields = [("email", &*address("sam")), ("password", PASSWORD)];
    assert_eq!(sam.submit("/sign-in", &fields).await.status, 303);
    let again = sam.submit_with("/settings/theme", "", &[("theme", "dark")]).await;
    assert_eq!(again.status, 403);
    assert!(again.text().contains("You are signed in as Sam Lee."), "{}", again.text());
    let answer = sam.submit_with("/settings/theme", &token_in(&again.text()), &[("theme", "dark")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings"));
    assert!(sam.page("/settings").await.contains("data-theme=\"dark\""));

    app.advance(std::time::Duration::from_secs(3601));
    let request = sam.request(Method::POST, "/settings/theme").header("sec-fetch-site", "same-origin");
    let file = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(b"x".as_slice()));
    let answer = sam.send(request.header("accept", "text/html").multipart(file)).await;
    assert!(answer.status == 401 && answer.text().contains("choose the file again"), "{}", answer.text());
    let request = sam.request(Method::POST, "/settings/theme").header("sec-fetch-site", "same-origin");
    let answer = sam.send(form(request, &[]).header("accept", "application/json")).await;
    answer.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_keeps_every_field_of_it_when_the_session_has_ended() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let token = sam.token().await;
    app.advance(std::time::Duration::from_secs(3601));
    let typed = [("helper_ids", "one"), ("helper_ids", "two"), ("words", "a\n\nb"), ("send", "1")];
    let forms = ROUTES.iter().filter(|route| route.kind == Kind::Page && route.method == "POST");
    for route in forms.filter(|route| route.access != Access::Public) {
        let path = path_of(route);
        let late = sam.submit_with(&path, &token, &typed).await;
        let page = late.text();
        assert!(late.status == 401 && page.contains(&format!("action=\"{path}\"")), "{path}: {page}");
        for (name, value) in typed {
            let kept = format!("<textarea name=\"{name}\" hidden>\n{value}</textarea>");
            assert!(page.contains(&kept), "{path} {name}: {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_none_of_ours_is_told_so() {
    let app = TestApp::start().await;
    let anyone = Browser::new(&app);
    let post = |path: &str| anyone.request(Method::POST, path).header("sec-fetch-site", "same-origin");
    for path in ["/sign-in", "/activate", "/activate/nonsense"] {
        let json = post(path).header("content-type", "application/json").body("{\"password\":\"x\"}");
        anyone.send(json).await.problem(415, "unsupported_media_type");
        let json = post(path).header("accept", "text/html").header("content-type", "application/json").body("{}");
        let page = anyone.send(json).await;
        assert_eq!((page.status, page.header("content-type")), (415, "text/html; charset=utf-8"));
    }
    let large = anyone.send(form(post("/sign-in"), &[("email", &"x".repeat(2 << 20))])).await;
    assert!(large.status == 413 && large.text().contains("That is too large"), "{}", large.text());
    let many: Vec<(&str, &str)> = vec![("x", "1"); 5000];
    let many = anyone.send(form(post("/sign-in"), &many)).await;
    assert!(many.status == 422 && many.body.len() < 64 << 10, "{}", many.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_is_one_of_three_and_kept_for_this_browser() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    for wrong in
        [&[("theme", "pink")][..], &[], &[("theme", "dark"), ("theme", "light")], &[("theme", "dark"), ("x", "1")]]
    {
        let answer = sam.submit("/settings/theme", wrong).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        assert!(answer.text().contains("<title>Error: Settings"), "{}", answer.text());
    }
    sam.submit("/settings/theme", &[("theme", "dark")]).await;
    assert!(sam.page("/settings").await.contains("The colours are set for this browser."));
    assert!(sam.page("/").await.contains("data-theme=\"dark\""));
    sam.submit("/settings/theme", &[("theme", "system")]).await;
    assert!(!sam.page("/").await.contains("data-theme"));
}
