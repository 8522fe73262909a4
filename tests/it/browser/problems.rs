//! Problems as pages for clients that ask for HTML, and as JSON for all others; the headers of pages.

use reqwest::Method;

use crate::support::{Browser, HTML, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_a_page_for_people_and_json_for_programs() {
    let app = TestApp::start().await;
    let (anyone, sam) = (Browser::new(&app), Browser::signed_in(&app, "sam").await);
    for browser in [&anyone, &sam] {
        let answer = browser.open("/nothing").await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/html; charset=utf-8"));
        let page = answer.text();
        assert!(page.contains("<h1>There is nothing at this address</h1>"), "{page}");
        assert!(page.contains(answer.header("x-request-id")), "{page}");
        assert_eq!(answer.header("vary"), "accept");
        assert_eq!(page.contains("Sam Lee"), std::ptr::eq(browser, &raw const sam), "{page}");
    }
    let answer = sam.send(sam.request(Method::PATCH, "/settings").header("accept", HTML)).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, OPTIONS"));
    assert!(answer.text().contains("<h1>"), "{}", answer.text());
    for accept in ["*/*", "application/json", "application/problem+json", "text/html;q=0.5, application/json"] {
        let answer = anyone.send(anyone.request(Method::GET, "/nothing").header("accept", accept)).await;
        answer.problem(404, "not_found");
    }
    anyone.send(anyone.request(Method::GET, "/nothing")).await.problem(404, "not_found");
    // The API answers as described, even to a browser.
    let answer = anyone.open("/api/v1/me").await;
    answer.problem(401, "unauthenticated");
    sam.open("/api/v1/work-items").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_a_page_that_can_be_quoted() {
    let app = TestApp::start().await;
    app.let_it_fail();
    let sam = Browser::signed_in(&app, "sam").await;
    let broken = app.app.db.write(|conn| {
        use diesel::connection::SimpleConnection as _;
        Ok::<_, commend::db::DbError>(conn.batch_execute("ALTER TABLE activations RENAME TO gone")?)
    });
    broken.await.expect("a table is renamed");
    let answer = sam.open("/activate/x").await;
    let page = answer.text();
    assert_eq!((answer.status, answer.header("content-type")), (500, "text/html; charset=utf-8"));
    assert!(page.contains("Something broke on our side") && page.contains(answer.header("x-request-id")), "{page}");
    assert!(page.contains("href=\"/activate/x\">Try again") && !page.contains("activations"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_the_headers_that_keep_it_ours() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    for path in ["/", "/settings", "/sign-in", "/activate", "/verify", "/nothing", "/commendations/x", "/api"] {
        let answer = sam.open(path).await;
        for (name, value) in [
            ("content-security-policy", policy),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let page = answer.text().replace("<script type=\"module\" src=\"/assets/", "");
        assert!(!page.contains("style=\"") && !page.contains("<script"), "{path}: nothing inline");
    }
    assert_eq!(app.anyone().get("/livez").await.header("referrer-policy"), "no-referrer");
}
