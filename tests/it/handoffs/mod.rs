//! Hand-offs: a client writes and signs a letter without an account, and whatever is not signed is gone.

mod languages;
mod own_copy;
mod tablet;
mod ways_in;
mod written;

use serde_json::{Value, json};

use crate::support::{Browser, Client, TestApp};

/// A draft about Priya and its hand-off: the draft's path and the answer of the hand-off.
pub async fn handed_off(app: &TestApp, banker: &Client) -> (String, Value) {
    let priya = app.id("priya").await;
    let body = json!({"helper_ids": [priya], "what_they_did": "Traced a wire."});
    let draft = banker.post("/api/v1/drafts", &body).await.with_status(201);
    let path = format!("/api/v1/drafts/{}", draft["id"].as_str().expect("an id"));
    let shown = banker.post(&format!("{path}/handoff"), &json!({})).await.with_status(201);
    (path, shown)
}

/// The path of a hand-off's link.
pub fn link(shown: &Value) -> String {
    let url = shown["url"].as_str().expect("a link");
    format!("/c/{}", url.rsplit('/').next().expect("a token"))
}

/// Presses a button of the client's page.
pub async fn press(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
    browser.submit_with(path, "", fields).await
}

/// A browser that has begun to write.
pub async fn writing(app: &TestApp, shown: &Value) -> Browser {
    let phone = Browser::new(app);
    let begun = press(&phone, &link(shown), &[("language", "en")]).await;
    assert_eq!((begun.status, begun.header("location")), (303, "/c"), "{}", begun.text());
    phone
}

/// The state that the banker sees.
pub async fn state(banker: &Client, draft: &str) -> String {
    let shown = banker.get(&format!("{draft}/handoff")).await.with_status(200);
    shown["state"].as_str().expect("a state").to_owned()
}
