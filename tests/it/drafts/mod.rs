//! Drafts over the API: they keep what was filled in, no change overwrites another unseen, and each becomes one commendation at most.

mod kept;
mod races;
mod readers;
mod sent;
mod unsent;

use serde_json::Value;

use crate::support::{Answer, Client};

pub const PATH: &str = "/api/v1/drafts";

/// Path of a draft.
pub fn path(draft: &Value) -> String {
    format!("{PATH}/{}", draft["id"].as_str().expect("an id"))
}

/// Begins a draft.
pub async fn begun(client: &Client, body: &Value) -> Value {
    client.post(PATH, body).await.with_status(201)
}

/// Saves a draft on a revision.
pub async fn save(client: &Client, draft: &Value, revision: i64, body: &Value) -> Answer {
    client.with_header("if-match", &format!("\"{revision}\"")).put(&path(draft), body).await
}

/// Sends a draft.
pub async fn send(client: &Client, draft: &Value) -> Answer {
    client.send(client.request(reqwest::Method::POST, &format!("{}/send", path(draft)))).await
}
