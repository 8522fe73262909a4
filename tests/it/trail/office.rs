//! The part of the story that HR and administrators tell by the forms of their pages.

use serde_json::json;

use super::Story;
use crate::support::TestApp;

/// All of it.
pub(super) async fn told(story: &mut Story) {
    in_the_office(story).await;
    taking_names_out(story).await;
    by_upload(story).await;
    by_administrators(story).await;
    settling(story).await;
    let (other, hugo) = (story.app.sign_in("hugo").await, story.app.sign_in("hugo").await);
    let open = other.get("/api/v1/sessions").await.with_status(200);
    let items = open["items"].as_array().expect("items");
    let current = items.iter().find(|item| item["current"] == true).expect("one")["id"].as_str().expect("an id");
    let path = format!("/settings/sessions/{current}/end");
    story.tell(&hugo, "POST", "/settings/sessions/{id}/end", &path, json!(""), "session.ended").await;
}

/// A client takes the permission to share the name back, over the API and on the page.
async fn taking_names_out(story: &mut Story) {
    let (sam, hugo) = (story.app.sign_in("sam").await, story.app.sign_in("hugo").await);
    let body = json!({
        "helper_ids": [story.app.id("priya").await],
        "client": {"name": "Elena Marsh", "consent_to_share_name": true},
        "letter": {"kind": "typed", "text": "Thank you for the wire."},
    });
    for (route, reason) in [
        ("/api/v1/commendations/{id}/consent-withdrawal", json!({"reason": "Not for a wire."})),
        ("/commendations/{id}/consent-withdrawal", json!("reason=Not+for+a+wire.")),
    ] {
        let sent = story.app.commend(&sam, &body).await;
        story.app.drain().await;
        let path = route.replace("{id}", sent["id"].as_str().expect("an id"));
        story.tell(&hugo, "POST", route, &path, reason, "commendation.consent_withdrawn").await;
        story.app.drain().await;
    }
}

/// The forms of HR.
async fn in_the_office(story: &mut Story) {
    use crate::browser::office::{item_in, refused};
    let hr = crate::support::Browser::signed_in(&story.app, "hugo").await;
    let hugo = story.app.sign_in("hugo").await;
    refused(&story.app).await;
    let item = item_in(&hr.page("/worklist?kind=failed_mail").await);
    let path = format!("/worklist/{item}/retry");
    let now = format!("/worklist/{item}/sending");
    story.tell(&hugo, "POST", "/worklist/{id}/sending", &now, json!(""), "outbox.flushed").await;
    story.tell(&hugo, "POST", "/worklist/{id}/retry", &path, json!(""), "delivery.retried").await;
    let path = format!("/worklist/{item}/address");
    let form = json!("email=ruth.novak%40bank.example&reason=wire");
    story.tell(&hugo, "POST", "/worklist/{id}/address", &path, form, "address.corrected").await;
    let path = format!("/worklist/{item}/resolution");
    let route = "/worklist/{id}/resolution";
    story.tell(&hugo, "POST", route, &path, json!("note=wire"), "work_item.resolved").await;
    let (noor, tom) = (story.app.id("noor").await, story.app.id("tom").await);
    let form = json!(format!("supervisor_id={tom}&kind=acting&from=2026-11-21&reason=wire"));
    let (route, path) = ("/people/{id}/reporting-lines", format!("/people/{noor}/reporting-lines"));
    story.tell(&hugo, "POST", route, &path, form, "reporting_line.corrected").await;
    let form = json!("email=noor.h%40bank.example&reason=wire");
    let path = format!("/people/{noor}/address");
    story.tell(&hugo, "POST", "/people/{id}/address", &path, form, "address.corrected").await;
    story.app.drain().await;
}

/// Roles, links and sessions.
async fn by_administrators(story: &mut Story) {
    let lena = story.app.sign_in("lena").await;
    let bea = format!("/admin/people/{}", story.app.id("bea").await);
    for (verb, form, action) in [
        ("grant", "role=hr&reason=wire", "role.granted"),
        ("revocation", "role=hr&reason=wire", "role.revoked"),
        ("link", "", "activation.started"),
        ("sessions", "confirmed=on", "sessions.ended"),
    ] {
        let route = format!("/admin/people/{{id}}/{verb}");
        story.tell(&lena, "POST", &route, &format!("{bea}/{verb}"), json!(form), action).await;
    }
    story.app.drain().await;
}

/// Drafts that wait are sent and closed by others.
async fn settling(story: &mut Story) {
    let (sam, priya) = (story.app.sign_in("sam").await, story.app.id("priya").await);
    let body = json!({"helper_ids": [priya], "cover_note": "The wire came.", "letter": {"kind": "none"}});
    let sent = sam.post("/api/v1/drafts", &body).await.with_status(201);
    let closed = sam.post("/api/v1/drafts", &body).await.with_status(201);
    story.app.let_drafts_wait().await;
    story.app.drain().await;
    let hugo = story.app.sign_in("hugo").await;
    let path = |draft: &serde_json::Value| format!("/drafts/{}", super::id(draft));
    let page = hugo.get(&path(&sent)).await.text();
    let hidden = |name: &str| {
        let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        after.split('"').next().expect("a value").to_owned()
    };
    let form = json!(format!("revision={}&seen={}", hidden("revision"), hidden("seen")));
    let send = format!("{}/send", path(&sent));
    story.tell(&hugo, "POST", "/drafts/{id}/send", &send, form, "commendation.sent").await;
    story.app.drain().await;
    let closing = format!("{}/closing", path(&closed));
    story.tell(&hugo, "POST", "/drafts/{id}/closing", &closing, json!("reason=wire"), "draft.closed").await;
    story.app.drain().await;
}

/// The import of a file by upload.
async fn by_upload(story: &mut Story) {
    let (hugo, lena) = (story.app.sign_in("hugo").await, story.app.sign_in("lena").await);
    story.tell(&hugo, "POST", "/import", "/import", json!(true), "import.uploaded").await;
    let path = format!("/import/{}/removal", uploaded(&story.app, "").await);
    story.tell(&hugo, "POST", "/import/{id}/removal", &path, json!(""), "import.removed").await;
    let file = crate::support::people::FILE.replace("2001,1,,2015-04-01", "2001,1,auditor,2015-04-01");
    let id = uploaded(&story.app, &file).await;
    let path = format!("/import/{id}/import");
    story.tell(&hugo, "POST", "/import/{id}/import", &path, json!("confirm=on"), "import.asked").await;
    let path = format!("/import/{id}/confirmation");
    let before = story.app.trail_length().await;
    let request = lena.request(reqwest::Method::POST, &path).header("sec-fetch-site", "same-origin");
    let answer = lena.send(crate::support::form(request, &[])).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(story.app.trail_length().await > before, "the role and the import");
    assert_eq!(story.app.trail(1).await[0].action, "directory.imported");
    story.told.insert(("POST".to_owned(), "/import/{id}/confirmation".to_owned()));
}

/// The id of the file that waits; of this file, unless it is empty.
async fn uploaded(app: &TestApp, file: &str) -> String {
    if !file.is_empty() {
        let hr = app.id("hugo").await.parse().expect("an id");
        app.app.imports.upload(hr, file.as_bytes().to_vec(), None, true).await.expect("an upload");
    }
    app.app.imports.waiting().await.expect("an answer").expect("a file").file.id.to_string()
}
