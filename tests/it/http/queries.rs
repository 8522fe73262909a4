//! Query parameters: strict under `/api/v1`, where an unknown one is refused; ignored elsewhere.

use commend::routes::{ROUTES, TABLE};
use reqwest::Method;
use serde_json::{Value, json};

use super::allowed;
use crate::permissions::path_of;
use crate::support::{Answer, Client, TestApp};

async fn asked(client: &Client, method: &str, path: &str) -> Answer {
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let has_body = method != Method::GET && method != Method::DELETE;
    let request = client.request(method, path);
    client.send(if has_body { request.json(&json!({})) } else { request }).await
}

/// Parameter and code of each error.
fn errors(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().expect("errors");
    let text = |value: &'_ Value| value.as_str().unwrap_or_default().len();
    assert!(errors.iter().all(|error| text(&error["detail"]) > 0), "{problem}");
    errors.iter().filter_map(|error| Some((error["parameter"].as_str()?, error["code"].as_str()?))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_api_refuses_names_that_it_does_not_have() {
    let app = TestApp::start().await;
    for route in ROUTES {
        let client = allowed(&app, route).await;
        let name = format!("{} {}", route.method, route.path);
        let answer = asked(&client, route.method, &format!("{}?utm_source=x", path_of(route))).await;
        if route.is_strict() {
            let problem = answer.problem(422, "invalid_request");
            assert_eq!(errors(&problem), [("utm_source", "unknown_parameter")], "{name}");
        } else {
            let plain = asked(&client, route.method, &path_of(route)).await;
            assert_eq!(answer.status, plain.status, "{name}: pages and machines' calls take no notice");
        }
    }
    // The refused sign-out did nothing: its session continues.
    let sam = app.sign_in("sam").await;
    sam.delete("/api/v1/tokens?all=true").await.problem(422, "invalid_request");
    sam.get("/api/v1/me").await.with_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parameter_is_taken_once_and_as_utf_8() {
    let app = TestApp::start().await;
    for route in ROUTES.iter().filter(|route| route.is_strict()) {
        let client = allowed(&app, route).await;
        for name in TABLE.description.query_parameters(route) {
            let path = format!("{}?{name}=%FF", path_of(route));
            let problem = asked(&client, route.method, &path).await.problem(422, "invalid_request");
            assert_eq!(errors(&problem), [(&**name, "bad_encoding")], "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_parameter_cannot_mean_is_refused_with_all_else_that_is_wrong() {
    let app = TestApp::start().await;
    let (sam, noor, hugo) = (app.sign_in("sam").await, app.sign_in("noor").await, app.sign_in("hugo").await);
    let nobody = "0193e0a4-0000-7000-8000-000000000000";
    for (client, path, expected) in [
        (
            &sam,
            "/api/v1/people?limit=&x=1&q=%".to_owned(),
            vec![("x", "unknown_parameter"), ("q", "bad_encoding"), ("limit", "invalid")],
        ),
        (
            &sam,
            "/api/v1/people?include_inactive=yes&limit=1e1".to_owned(),
            vec![("include_inactive", "invalid"), ("limit", "invalid")],
        ),
        (&sam, "/api/v1/people?cursor=x".to_owned(), vec![("cursor", "unknown_parameter")]),
        (&sam, format!("/api/v1/people/{nobody}/chain?on=2026-1-2"), vec![("on", "invalid")]),
        (&sam, format!("/api/v1/people/{nobody}/chain?on="), vec![("on", "invalid")]),
        (
            &sam,
            "/api/v1/commendations?role=Sent&from=yesterday&to=2026-02-30".to_owned(),
            vec![("role", "invalid"), ("from", "invalid"), ("to", "invalid")],
        ),
        (&sam, "/api/v1/commendations?role=&cursor=".to_owned(), vec![("role", "invalid"), ("cursor", "invalid")]),
        (&sam, "/api/v1/assists?helper_id=sam".to_owned(), vec![("helper_id", "invalid")]),
        (
            &sam,
            format!("/api/v1/people/{nobody}/packet.pdf?from=2026-02-01&to=2026-01-01"),
            vec![("to", "out_of_range")],
        ),
        (&noor, "/api/v1/audit?from=0&to=2026-11-21T10:44".to_owned(), vec![("from", "bad_time"), ("to", "bad_time")]),
        (
            &hugo,
            "/api/v1/work-items?state=done&kind=Review".to_owned(),
            vec![("state", "invalid"), ("kind", "invalid")],
        ),
    ] {
        let problem = client.get(&path).await.problem(422, "invalid_request");
        let mut found = errors(&problem);
        let mut expected = expected;
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{path}");
    }
    for good in [
        "/api/v1/people?",
        "/api/v1/people?q=&department=",
        "/api/v1/people?q=m%C3%BCller+x&limit=100",
        "/api/v1/commendations?role=sent&from=2026-01-01",
    ] {
        sam.get(good).await.with_status(200);
    }
    noor.get("/api/v1/audit?from=2026-11-21T10:44:00%2B01:00&to=2026-11-22").await.with_status(200);
}
