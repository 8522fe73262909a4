//! Request bodies made to be costly: many names, long lists, many parts. The answer has the first problems and says that there
//! are more.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

/// Upper bound for the answer to a rejected body, in bytes.
const SHORT: usize = 64 << 10;

async fn send(client: &Client, path: &str, kind: &str, body: String) -> Answer {
    client.send(client.request(Method::POST, path).header("Content-Type", kind).body(body)).await
}

#[track_caller]
fn truncated(answer: &Answer) -> Vec<Value> {
    let problem = answer.problem(422, "invalid_request");
    let errors = problem["errors"].as_array().expect("errors").clone();
    assert_eq!((errors.len(), &problem["errors_truncated"]), (100, &json!(true)));
    assert!(answer.body.len() < SHORT, "{} bytes", answer.body.len());
    errors
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_unknown_names_the_first_are_told() {
    let app = TestApp::start().await;
    let names: Vec<String> = (0..104_000).map(|n| format!("\"{n:05x}\":1")).collect();
    let body = format!("{{{}}}", names.join(","));
    assert!(body.len() <= 1 << 20);
    let anyone = app.anyone();
    let errors = truncated(&send(&anyone, "/api/v1/tokens", "application/json", body).await);
    assert_eq!((&errors[0]["pointer"], &errors[0]["code"]), (&json!(""), &json!("too_many")));
    assert_eq!((&errors[1]["pointer"], &errors[1]["code"]), (&json!("/00000"), &json!("unknown_field")));

    let name = "n".repeat(1_000_000);
    let answer = send(&anyone, "/api/v1/tokens", "application/json", format!("{{\"{name}\":1}}")).await;
    assert!(answer.body.len() < SHORT, "a long name is not repeated");
    answer.problem(422, "invalid_request");

    let exactly: serde_json::Map<String, Value> = (0..98).map(|n| (format!("x{n}"), Value::Null)).collect();
    let problem = anyone.post("/api/v1/tokens", &Value::Object(exactly)).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(100), "98 unknown names, address and password missing");
    assert_eq!(problem.get("errors_truncated"), None, "all of them were told");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_list_the_first_elements_are_read() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    for (path, list) in [
        ("/helper_ids", json!({"helper_ids": vec!["x"; 20_000], "cover_note": "Thanks."})),
        ("/strengths", json!({"strengths": vec!["x"; 20_000], "cover_note": "Thanks."})),
        ("/letter/redactions", json!({"letter": {"kind": "scan", "redactions": vec![json!({}); 20_000]}})),
    ] {
        let answer = sam.post("/api/v1/commendations", &list).await;
        let problem = answer.problem(422, "invalid_request");
        let errors = problem["errors"].as_array().expect("errors");
        assert!(errors.len() <= 100 && answer.body.len() < SHORT, "{path}: {} errors", errors.len());
        let told = |error: &Value| error["pointer"] == path && error["code"] == "too_many";
        assert!(errors.iter().any(told) || problem["errors_truncated"] == json!(true), "{path}: {problem}");
    }
    let strokes = json!({"letter": {"kind": "typed", "text": "Thanks.", "signature": {"name": "M", "strokes": [vec![[0]; 60_000]]}}});
    truncated_or_short(&sam.post("/api/v1/commendations", &strokes).await);
    let nested = format!("{{\"helper_ids\":[{}]}}", vec!["[]"; 200_000].join(","));
    truncated_or_short(&send(&sam, "/api/v1/commendations", "application/json", nested).await);
}

#[track_caller]
fn truncated_or_short(answer: &Answer) {
    answer.problem(422, "invalid_request");
    assert!(answer.body.len() < SHORT, "{} bytes", answer.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_many_parts_is_not_read_to_its_end() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let part = "--seam\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n";
    for parts in [21, 100_000] {
        let body = format!("{}--seam--\r\n", part.repeat(parts));
        for (client, path) in [(&sam, "/api/v1/uploads"), (&app.anyone(), "/verify")] {
            let kind = "multipart/form-data; boundary=seam";
            let request = client.request(Method::POST, path).header("Accept", "application/json");
            let answer = client.send(request.header("Content-Type", kind).body(body.clone())).await;
            answer.problem(422, "too_many_parts");
            assert!(answer.body.len() < SHORT, "{} bytes", answer.body.len());
        }
    }
}
