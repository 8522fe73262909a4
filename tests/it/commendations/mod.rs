//! Commendations over the API, on the real service: sending, refusals, privacy, replies, undeliverable mails.

mod abandoned_mails;
mod circulation;
mod client_mails;
mod consent;
mod control_characters;
mod corrections;
mod letter_search;
mod limits;
mod logo;
mod mails;
mod readers;
mod rejected_fields;
mod repeated_requests;
mod replies;
mod scanned;
mod sending;
mod size;
mod strengths;
mod unknown_helper;
mod withdrawn;
mod withheld_names;

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// A typed letter with consent, to the helper of the cast.
pub async fn letter(app: &TestApp) -> Value {
    json!({
        "helper_ids": [app.id("priya").await],
        "served_on": "2026-11-20",
        "client": {"name": "Maria Delgado", "consent_to_share_name": true, "invited": true},
        "letter": {"kind": "typed", "text": "Priya stayed on the phone until the money had arrived.\n\nThank you.",
            "language": "en", "signature": {"name": "Maria Delgado", "strokes": [[[12, 30], [14, 33], [40, 10]]]}},
        "cover_note": "She found the night desk of the other bank.",
        "strengths": ["calm_under_pressure"],
    })
}

/// The same letter about several helpers of the cast.
pub async fn letter_about(app: &TestApp, helpers: &[&str]) -> Value {
    let mut body = letter(app).await;
    let mut ids = Vec::new();
    for helper in helpers {
        ids.push(app.id(helper).await);
    }
    body["helper_ids"] = json!(ids);
    body
}

/// The path of a commendation that was sent.
pub fn path_of(sent: &Value) -> String {
    format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"))
}

/// Withdraws a commendation.
pub async fn withdraw(by: &Client, sent: &Value) -> Value {
    let reason = json!({"reason": "It was meant for a colleague."});
    by.post(&format!("{}/withdrawal", path_of(sent)), &reason).await.with_status(201)
}

/// A cover note alone, to somebody of the cast.
pub async fn note(app: &TestApp, helper: &str) -> Value {
    json!({"helper_ids": [app.id(helper).await], "cover_note": "She stayed until it was solved."})
}

/// Names of the recipients with their reasons, in the order of the answer.
pub fn told(sent: &Value) -> Vec<(String, Vec<String>)> {
    let reasons = |delivery: &Value| {
        delivery["reasons"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap().to_owned()).collect()
    };
    let deliveries = sent["deliveries"].as_array().expect("deliveries").iter();
    deliveries.map(|delivery| (delivery["recipient"]["name"].as_str().unwrap().to_owned(), reasons(delivery))).collect()
}
