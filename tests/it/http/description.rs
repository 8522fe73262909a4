//! The OpenAPI description: complete, unambiguous, and true about limits. The tests' client checks every answer against it.

use std::collections::BTreeSet;

use commend::routes::ROUTES;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::allowed;
use crate::permissions::path_of;
use crate::support::TestApp;
use crate::trail::link_of;

async fn document(app: &TestApp) -> Value {
    app.anyone().get("/api/openapi.json").await.with_status(200)
}

/// Every operation with its method and path.
fn operations(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("calls");
        item.iter().map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    })
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_has_a_name_of_its_own_and_all_of_it_is_described() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut names = BTreeSet::new();
    for (call, operation) in operations(&document) {
        let name = operation["operationId"].as_str().expect("a name");
        assert!(names.insert(name), "{call}: another call is named {name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(is_text(&parameter["description"]), "{call}: {parameter}");
            assert!(parameter["schema"].is_object(), "{call}: {parameter}");
            assert!(!parameter["schema"].to_string().contains("null"), "{call}: {parameter}: it may only be left out");
        }
        for (status, answer) in operation["responses"].as_object().expect("answers") {
            assert!(is_text(&answer["description"]), "{call}: {status}");
            assert!(answer["headers"]["X-Request-Id"].is_object(), "{call}: {status}");
            let content = answer["content"].as_object();
            if status.as_str() >= "400" && call != "GET /readyz" {
                let problem = &answer["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(problem, "#/components/schemas/Problem", "{call}: {status}");
                assert!(content.is_some_and(|content| !content.contains_key("application/json")), "{call}: {status}");
            }
            for (kind, content) in content.into_iter().flatten() {
                if ["application/pdf", "image/jpeg", "image/png"].contains(&kind.as_str()) {
                    assert_eq!(content["schema"], json!({"type": "string", "format": "binary"}), "{call}: {kind}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_errors_that_can_come_are_listed() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    for (call, statuses) in [
        ("GET /api/v1/me", "401 422 503"),
        ("GET /api/v1/audit", "401 403 422 503"),
        ("GET /api/v1/people/{id}", "401 404 422 503"),
        ("POST /api/v1/commendations", "400 401 403 408 409 413 415 422 503"),
        ("POST /api/v1/uploads", "400 401 408 409 413 415 422 503"),
        ("POST /api/v1/tokens", "400 401 408 413 415 422 429 503"),
        ("POST /api/v1/work-items/{id}/resolution", "400 401 403 404 408 409 413 415 422 503"),
    ] {
        let (_, operation) = operations(&document).find(|(name, _)| name == call).expect("a call");
        let listed = operation["responses"].as_object().expect("answers").keys();
        let errors: BTreeSet<&str> = listed.map(String::as_str).filter(|status| *status >= "400").collect();
        let missing: Vec<&str> = statuses.split(' ').filter(|status| !errors.contains(status)).collect();
        assert!(missing.is_empty(), "{call}: {missing:?} can come");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_described_as_they_are_served() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    fn words<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(object) => {
                found.extend(
                    object.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str),
                );
                object.values().for_each(|value| words(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| words(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    words(&document, &mut found);
    assert!(
        ["primary", "next_active_above", "no_supervisor", "back_office", "typed"].iter().all(|w| found.contains(w))
    );
    let snake = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    assert_eq!(found.iter().filter(|word| !snake(word)).collect::<Vec<_>>(), Vec::<&&str>::new());
}

/// Longest texts and lists of a schema and the schemas in it, as pointers and lengths.
fn limits(document: &Value, schema: &Value, at: &str, found: &mut Vec<(String, &'static str, usize)>) {
    let schema = match schema["$ref"].as_str() {
        Some(name) => document.pointer(&name[1..]).expect("a form"),
        None => schema,
    };
    for (name, key) in [("text", "maxLength"), ("list", "maxItems")] {
        let most = schema[key].as_u64().and_then(|most| usize::try_from(most).ok());
        found.extend(most.map(|most| (at.to_owned(), name, most)));
    }
    for part in schema["oneOf"].as_array().into_iter().flatten() {
        limits(document, part, at, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        limits(document, property, &format!("{at}/{name}"), found);
    }
}

/// A body with one value at a pointer.
fn body_with(pointer: &str, value: Value) -> Value {
    pointer.rsplit('/').filter(|name| !name.is_empty()).fold(value, |value, name| {
        let mut object = Map::from_iter([(name.to_owned(), value)]);
        if name == "letter" {
            let kind = if pointer.ends_with("text") || pointer.contains("strokes") { "typed" } else { "scan" };
            if let Some(letter) = object["letter"].as_object_mut() {
                letter.insert("kind".to_owned(), json!(kind));
            }
        }
        Value::Object(object)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_that_is_described_is_kept() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut tried = 0;
    // These look up the record in the path before they read the body, so they need one.
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."});
    let sent = app.commend(&sam, &body).await["id"].as_str().expect("an id").to_owned();
    app.drain().await;
    let link = link_of(&app, "bea").await;
    let id = |of: serde_json::Value| of["id"].as_str().expect("an id").to_owned();
    let note = id(sam.post("/api/v1/assists", &json!({"helper_id": app.id("priya").await})).await.with_status(201));
    let draft = id(sam.post("/api/v1/drafts", &json!({})).await.with_status(201));
    app.let_drafts_wait().await;
    for route in ROUTES.iter().filter(|route| route.is_strict()) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut found = Vec::new();
        limits(&document, schema, "", &mut found);
        let is_closing = route.path == "/api/v1/drafts/{id}/closing";
        let client = if is_closing { app.sign_in("hugo").await } else { allowed(&app, route).await };
        let me = client.get("/api/v1/me").await;
        let person = if me.status == 200 { me.json()["person"]["id"].clone() } else { Value::Null };
        let path = match route.path {
            path if path.starts_with("/api/v1/people/{id}/") => path.replace("{id}", person.as_str().expect("an id")),
            "/api/v1/commendations/{id}/corrections" => format!("/api/v1/commendations/{sent}/corrections"),
            "/api/v1/assists/{id}" => format!("/api/v1/assists/{note}"),
            "/api/v1/drafts/{id}/closing" => format!("/api/v1/drafts/{draft}/closing"),
            "/api/v1/activations/{token}" => format!("/api/v1/activations/{link}"),
            _ => path_of(route),
        };
        for (pointer, kind, most) in found {
            let item = if pointer.ends_with("strokes") { json!([[0, 0]]) } else { json!("x") };
            let value = if kind == "text" { json!("x".repeat(most + 1)) } else { json!(vec![item; most + 1]) };
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            let answer = client.send(client.request(method, &path).json(&body_with(&pointer, value))).await;
            let problem = answer.problem(422, "invalid_request");
            let errors = problem["errors"].as_array().expect("errors");
            let told = errors.iter().any(|error| {
                let at = error["pointer"].as_str().unwrap_or_default();
                at == pointer || at.starts_with(&format!("{pointer}/"))
            });
            assert!(told, "{} {}: {pointer} of {}: {problem}", route.method, route.path, most + 1);
            tried += 1;
        }
    }
    assert!(tried > 33, "{tried}");
}
