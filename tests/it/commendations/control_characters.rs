//! Control characters are refused in every text of a body, on every route that takes one.

use serde_json::{Value, json};

use super::{letter, note};
use crate::support::TestApp;

/// Control sequences of a terminal: ESC, BEL, backspace, DEL and the one-character CSI.
const STEERING: [&str; 5] = ["\u{1b}[2J", "\u{7}", "\u{8}", "\u{7f}", "\u{9b}31m"];

/// The body with a text in place of what stands at a pointer.
fn with(body: &Value, pointer: &str, text: &str) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).unwrap_or_else(|| panic!("there is no {pointer}")) = json!(text);
    body
}

/// Pointers to every text of a body.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| texts(item, &format!("{at}/{n}"), found)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| texts(field, &format!("{at}/{name}"), found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_any_body_holds_a_control_character() {
    let app = TestApp::start().await;
    let (sam, ruth, priya, hugo) =
        (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await, app.sign_in("hugo").await);
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    let whole = json!({
        "helper_ids": [app.id("priya").await],
        "client": {"name": "Elena Marsh", "email": "elena@client.example"},
        "letter": {"kind": "typed", "text": "Thank you.", "language": "en", "signature": {"name": "Elena Marsh"}},
        "cover_note": "A note.",
        "workaround": {"process": "wires", "detail": "By telephone."},
        "strengths": ["calm_under_pressure"],
    });
    let assist = json!({
        "helper_hint": {"name": "Omar", "department": "Card Services", "extension": "4520"},
        "summary": "Found the wire.", "problem": "a wire", "workaround": {"process": "wires", "detail": "By telephone."},
    });
    let line =
        json!({"supervisor_id": app.id("tom").await, "kind": "primary", "from": "2026-11-01", "reason": "moved"});
    let people = format!("/api/v1/people/{}/reporting-lines", app.id("omar").await);
    let item = "/api/v1/work-items/0193e0a4-0000-7000-8000-000000000000/resolution";
    let cases = [
        (&sam, "/api/v1/commendations".to_owned(), whole.clone()),
        (&sam, "/api/v1/preview".to_owned(), whole),
        (&sam, "/api/v1/assists".to_owned(), assist),
        (&ruth, format!("{path}/acknowledgements"), json!({"note": "Well done."})),
        (&priya, format!("{path}/thanks"), json!({"text": "Gladly."})),
        (&sam, format!("{path}/corrections"), json!({"cover_note": "Another.", "reason": "A slip."})),
        (&sam, format!("{path}/withdrawal"), json!({"reason": "A slip."})),
        (&hugo, people, line),
        (&hugo, item.to_owned(), json!({"note": "seen"})),
    ];
    for (client, path, body) in cases {
        let mut pointers = Vec::new();
        texts(&body, "", &mut pointers);
        assert!(!pointers.is_empty(), "{path}");
        for (n, pointer) in pointers.iter().enumerate() {
            let steering = STEERING[n % STEERING.len()];
            let answer = client.post(&path, &with(&body, pointer, &format!("before {steering} after"))).await;
            let problem = answer.problem(422, "invalid_request");
            let errors = problem["errors"].as_array().expect("errors");
            let told = |error: &Value| error["pointer"] == pointer.as_str() && error["code"] == "control_character";
            assert!(errors.iter().any(told), "{path} {pointer}: {problem}");
        }
    }
}

#[tokio::test]
async fn what_follows_a_letter_has_its_line_breaks_as_a_letter_has_them() {
    let app = TestApp::start().await;
    let (sam, ruth) = (app.sign_in("sam").await, app.sign_in("ruth").await);
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    let to = format!("/api/v1/commendations/{}/acknowledgements", sent["id"].as_str().expect("an id"));
    let given = ruth.post(&to, &json!({"note": "  Two\r\nlines\tand a tab. "})).await.with_status(201);
    assert_eq!(given["note"], "Two\r\nlines\tand a tab.");
    let given = ruth.post(&to, &json!({"note": " \u{200b} "})).await.with_status(200);
    assert_eq!(given["note"], Value::Null, "there is nothing to see");
}
