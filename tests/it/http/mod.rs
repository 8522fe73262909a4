//! HTTP as the tools of integrators use it: HEAD and OPTIONS, queries, tokens, bodies, files, and malformed requests.

mod bodies;
mod description;
mod files;
mod queries;
mod tokens;

use commend::permissions::{Access, Role};
use commend::routes::{ROUTES, Route};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::permissions::path_of;
use crate::support::{Client, TestApp};

/// A client that may call this route.
pub async fn allowed(app: &TestApp, route: &Route) -> Client {
    match route.access {
        Access::Public => app.anyone(),
        Access::SignedIn => app.sign_in("sam").await,
        Access::Only(roles) if roles.contains(&Role::Hr) => app.sign_in("hugo").await,
        Access::Only(roles) if roles.contains(&Role::Auditor) => app.sign_in("noor").await,
        Access::Only(_) => app.sign_in("lena").await,
    }
}

/// Sends bytes over a new connection and reads until the service closes it.
pub async fn exchange(app: &TestApp, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(app.address()).await.expect("a connection");
    connection.write_all(request).await.expect("a request");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Headers without those that differ each time.
fn lasting(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in ["date", "x-request-id"] {
        headers.remove(name);
    }
    headers
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_answered_wherever_get_is_and_alike() {
    let app = TestApp::start().await;
    app.leave_undone();
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."})).await;
    let mut asked = vec![format!("/api/v1/commendations/{}/letter.pdf", sent["id"].as_str().expect("an id"))];
    asked.push("/api/v1/people?q=pri".to_owned());
    asked.push("/api/v1/people?nonsense=1".to_owned());
    for path in asked {
        same_as_get(&sam, &path).await;
    }
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let client = allowed(&app, route).await;
        same_as_get(&client, &path_of(route)).await;
        if route.access != Access::Public {
            same_as_get(&app.anyone(), &path_of(route)).await;
        }
    }
}

async fn same_as_get(client: &Client, path: &str) {
    let get = client.get(path).await;
    let head = client.send(client.request(Method::HEAD, path)).await;
    assert_eq!((head.status, &head.body[..]), (get.status, b"".as_slice()), "{path}");
    // The request counters grow with every request.
    if path != "/metrics" {
        assert_eq!(lasting(&head.headers), lasting(&get.headers), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_head_ends_with_its_headers() {
    let app = TestApp::start().await;
    let answers = exchange(
        &app,
        b"HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    let [first, second, body] = answers.split("\r\n\r\n").collect::<Vec<_>>()[..] else { panic!("{answers}") };
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("content-length: 6"), "{first}");
    assert!(second.starts_with("HTTP/1.1 200"), "{second}");
    assert_eq!(body, "alive\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_says_which_methods_it_has() {
    let app = TestApp::start().await;
    let anyone = app.anyone();
    for (path, methods) in [
        ("/api/v1/commendations", "POST, GET, HEAD, OPTIONS"),
        ("/api/v1/sessions", "GET, HEAD, OPTIONS"),
        ("/api/v1/tokens", "POST, DELETE, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
    ] {
        let refused = anyone.send(anyone.request(Method::PATCH, path)).await;
        refused.problem(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), methods, "{path}");
        let asked = anyone.send(anyone.request(Method::OPTIONS, path)).await;
        assert_eq!((asked.status, asked.header("allow")), (204, methods), "{path}");
    }
    let head = anyone.send(anyone.request(Method::HEAD, "/api/v1/tokens")).await;
    assert_eq!((head.status, head.header("allow")), (405, "POST, DELETE, OPTIONS"), "HEAD only where GET is");
    anyone.send(anyone.request(Method::OPTIONS, "/api/v1/nothing")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_exact_and_one_that_is_nearly_right_is_told_how_it_is_written() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for path in ["/api/v1/people/", "/api//v1/people", "/api/v1//people", "/API/v1/People"] {
        let problem = sam.get(path).await.problem(404, "not_found");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.ends_with("Did you mean /api/v1/people?"), "{path}: {detail}");
    }
    let problem = sam.get("/api/v1/people/x/").await.problem(404, "not_found");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("/api/v1/people/{id}")), "{problem}");
    for path in ["/api/v1/nothing/", "/api/v1/people/%FF", "/api/v1/people/%zz", "/api/v1/people/%00", "/nothing"] {
        let problem = sam.get(path).await.problem(404, "not_found");
        assert!(!problem["detail"].to_string().contains("mean"), "{path}: {problem}");
    }
}
