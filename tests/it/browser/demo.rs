//! The demo's pages exist in the demo alone; `e2e/demo.test.mjs` opens them there.

use commend::routes::{DEMO, ROUTES};
use reqwest::Method;

use crate::permissions::path_of;
use crate::support::{TestApp, form};

#[tokio::test(flavor = "multi_thread")]
async fn no_other_service_has_the_pages_of_the_demo() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    let only_there =
        DEMO.routes.iter().copied().flatten().filter(|route| !ROUTES.iter().any(|other| other.path == route.path));
    let mut count = 0;
    for route in only_there {
        let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
        let request = anyone.request(method, &path_of(route));
        let request = if route.method == "GET" { request } else { form(request, &[("number", "100101")]) };
        assert_eq!(anyone.send(request.header("sec-fetch-site", "same-origin")).await.status, 404, "{}", route.path);
        count += 1;
    }
    assert!(count >= 6);
}
