//! PDFs over HTTP: file names, conditional requests, ranges, and content negotiation.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Client, TestApp};

async fn with(client: &Client, path: &str, name: &'static str, value: &str) -> Answer {
    client.send(client.request(Method::GET, path).header(name, value)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_has_a_name_and_is_not_sent_to_whoever_has_it() {
    let app = TestApp::start().await;
    app.leave_undone();
    let sam = app.sign_in("sam").await;
    let priya = app.id("priya").await;
    let sent = app.commend(&sam, &json!({"helper_ids": [priya], "cover_note": "Thank you."})).await;
    let (id, reference) = (sent["id"].as_str().expect("an id"), sent["reference"].as_str().expect("a reference"));
    let letter = format!("/api/v1/commendations/{id}/letter.pdf");
    let packet = format!("/api/v1/people/{priya}/packet.pdf");
    let hugo = app.sign_in("hugo").await;
    for path in [&letter, &packet] {
        let whole = hugo.get(path).await;
        assert_eq!((whole.status, whole.header("content-type")), (200, "application/pdf"));
        assert_eq!(whole.header("accept-ranges"), "none");
        assert_eq!(whole.header("cache-control"), "private, no-cache");
        let tag = whole.header("etag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let answer = with(&hugo, path, "If-None-Match", &known).await;
            assert_eq!((answer.status, answer.body.len(), answer.header("etag")), (304, 0, &*tag), "{known}");
            assert_eq!(answer.header("cache-control"), "private, no-cache", "as on the 200 (RFC 9110, section 15.4.5)");
        }
        for other in ["\"x\"", "nonsense", &tag[1..tag.len() - 1]] {
            assert_eq!(with(&hugo, path, "If-None-Match", other).await.status, 200, "{other}");
        }
        let part = with(&hugo, path, "Range", "bytes=0-9").await;
        assert_eq!((part.status, part.body.len()), (200, whole.body.len()), "sent whole");
    }
    let named = hugo.get(&letter).await.header("content-disposition").to_owned();
    assert_eq!(named, format!("inline; filename=\"{reference}.pdf\""));
    let named = hugo.get(&packet).await.header("content-disposition").to_owned();
    assert!(named.starts_with("inline; filename=\"K-2026-") && named.ends_with(".pdf\""), "{named}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_json_unless_a_pdf_is_preferred() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you."});
    for (accept, media_type) in [
        ("application/pdf", "application/pdf"),
        ("application/pdf, application/problem+json", "application/pdf"),
        ("application/json;q=0.5, application/pdf", "application/pdf"),
        ("*/*", "application/json"),
        ("application/json, application/pdf;q=0.5", "application/json"),
        ("application/pdf;q=0", "application/json"),
        ("image/png", "application/json"),
    ] {
        let request = sam.request(Method::POST, "/api/v1/preview").header("Accept", accept).json(&body);
        let answer = sam.send(request).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{accept}");
        assert_eq!(answer.header("vary"), "accept", "{accept}: one address, two answers");
    }
}
