//! The part of the story about drafts: written over the API and on pages, handed to a client, sent, deleted, closed.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{Story, id};
use crate::letters::uploads::PHOTO;
use crate::support::Client;

/// A draft is handed to its client, by the API and by pages, and taken back.
pub(super) async fn handing_off(story: &mut Story, sam: &Client) {
    let draft = sam.post("/api/v1/drafts", &json!({"cover_note": "The wire."})).await.with_status(201);
    let (route, path) = ("/api/v1/drafts/{id}/handoff", format!("/api/v1/drafts/{}/handoff", id(&draft)));
    let shown = story.tell(sam, "POST", route, &path, json!({}), "handoff.shown").await;
    let anyone = story.app.anyone();
    let form = format!("code={}", shown["code"].as_str().expect("a code"));
    story.tell(&anyone, "POST", "/c", "/c", json!(form), "handoff.opened").await;
    story.tell(sam, "DELETE", route, &path, Value::Null, "handoff.revoked").await;
    let (route, page) = ("/commendations/{id}/handoff", format!("/commendations/{}/handoff", id(&draft)));
    story.tell(sam, "POST", route, &page, json!("place=phone"), "handoff.shown").await;
    let url = sam.get(&path).await.with_status(200)["url"].as_str().expect("a link").to_owned();
    let link = format!("/c/{}", url.rsplit('/').next().expect("a token"));
    story.tell(&anyone, "POST", "/c/{token}", &link, json!("language=en"), "handoff.opened").await;
    let route = format!("{route}/end");
    story.tell(sam, "POST", &route, &format!("{page}/end"), json!("confirmed=on"), "handoff.revoked").await;
}

/// A draft is begun, gets its signed letter, and is sent; another is deleted.
pub(super) async fn drafting(story: &mut Story, sam: &Client) {
    let route = "/api/v1/drafts";
    let body = json!({"cover_note": "The wire."});
    let draft = story.tell(sam, "POST", route, route, body, "draft.created").await;
    let path = format!("{route}/{}", id(&draft));
    let body = json!({
        "helper_ids": [story.app.id("priya").await],
        "client": {"name": "Elena Marsh"},
        "letter": {"kind": "typed", "text": "Thank you for the wire.", "signature": {"name": "Elena Marsh"}},
    });
    let sam_any = sam.with_header("if-match", "*");
    story.tell(&sam_any, "PUT", "/api/v1/drafts/{id}", &path, body, "draft.letter_changed").await;
    let send = format!("{path}/send");
    story.tell(sam, "POST", "/api/v1/drafts/{id}/send", &send, Value::Null, "commendation.sent").await;
    story.app.drain().await;
    let left = sam.post(route, &json!({"cover_note": "The wire again."})).await.with_status(201);
    story.app.let_drafts_wait().await;
    let hugo = story.app.sign_in("hugo").await;
    let closing = format!("{route}/{}/closing", id(&left));
    let reason = json!({"reason": "Elena took the wire back."});
    story.tell(&hugo, "POST", "/api/v1/drafts/{id}/closing", &closing, reason, "draft.closed").await;
    story.app.drain().await;
    let other = sam.post(route, &json!({"cover_note": "Nothing yet."})).await.with_status(201);
    let path = format!("{route}/{}", id(&other));
    story.tell(sam, "DELETE", "/api/v1/drafts/{id}", &path, Value::Null, "draft.deleted").await;
    writing(story, sam).await;
}

/// The same by the forms of the pages.
pub(super) async fn writing(story: &mut Story, sam: &Client) {
    let fields = format!("helper_ids={}&did=The+wire+came.&kind=none", story.app.id("priya").await);
    let newest = async || id(&sam.get("/api/v1/drafts").await.with_status(200)["items"][0]);
    let form = json!(fields);
    story.tell(sam, "POST", "/commendations/new", "/commendations/new", form.clone(), "draft.created").await;
    let path = format!("/commendations/{}/edit", newest().await);
    let page = sam.get(&path).await.text();
    let seen = page.split("name=\"seen\" value=\"").nth(1).and_then(|after| after.split('"').next()).expect("a side");
    let send = json!(format!("{fields}&revision=1&seen={seen}&send=1"));
    story.tell(sam, "POST", "/commendations/{id}/edit", &path, send, "commendation.sent").await;
    story.app.drain().await;
    story.tell(sam, "POST", "/commendations/new", "/commendations/new", form, "draft.created").await;
    let path = format!("/commendations/{}/discard", newest().await);
    story.tell(sam, "POST", "/commendations/{id}/discard", &path, json!("revision=1"), "draft.deleted").await;
    let made = sam.post("/api/v1/drafts", &json!({})).await.with_status(201);
    let scan = format!("/commendations/{}/scan", id(&made));
    let photo = || Form::new().part("file", Part::bytes(PHOTO));
    let upload =
        sam.send(sam.request(reqwest::Method::POST, "/api/v1/uploads").multipart(photo())).await.with_status(201);
    let draft = json!({"letter": {"kind": "scan", "upload_id": upload["upload_id"]}});
    let path = format!("/api/v1/drafts/{}", id(&made));
    sam.with_header("if-match", "*").put(&path, &draft).await.with_status(200);
    // The first scan of a draft has an entry too; this draft has another scan already, so the page asks where this one belongs.
    let file = format!("{scan}/file");
    story.tell(sam, "POST", "/commendations/{id}/scan/file", &file, json!(true), "upload.stored").await;
    story.tell(sam, "POST", "/scans", "/scans", json!(true), "upload.stored").await;
    let upload =
        sam.send(sam.request(reqwest::Method::POST, "/api/v1/uploads").multipart(photo())).await.with_status(201);
    let answer = format!("/scans/{}", upload["upload_id"].as_str().expect("an id"));
    story.tell(sam, "POST", "/scans/{id}", &answer, json!("draft=new"), "draft.created").await;
    let turn = json!("revision=2&turn=1");
    story.tell(sam, "POST", "/commendations/{id}/scan", &scan, turn, "upload.page_turned").await;
}
