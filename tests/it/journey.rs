//! The main use case end to end: an assist noted on the telephone, the commendation, four mails, and the steps after them.

use std::collections::BTreeSet;

use commend::audit;
use data_encoding::{BASE64_MIME, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Client, TestApp};

fn letter(helper: &str) -> Value {
    json!({
        "helper_ids": [helper],
        "served_on": "2026-11-20",
        "client": {"name": "Elena Marsh", "consent_to_share_name": true, "invited": false},
        "letter": {
            "kind": "typed",
            "text": "Priya stayed on the line for an hour.\n\nShe found my transfer and did not let go of it.",
            "language": "en",
            "signature": {"name": "Elena Marsh", "strokes": [[[12, 30], [14, 33], [30, 20]]]},
        },
        "cover_note": "I have never seen a wire found so quickly.",
        "strengths": [],
    })
}

/// Deliveries as the banker sees them: address, reasons and state.
async fn deliveries(client: &Client, id: &str) -> BTreeSet<(String, String, String)> {
    let list = client.get(&format!("/api/v1/commendations/{id}/deliveries")).await.with_status(200);
    let items = list["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let reasons: Vec<String> = item["reasons"].as_array().expect("reasons").iter().map(text).collect();
            (text(&item["recipient"]["email"]), reasons.join("+"), text(&item["state"]))
        })
        .collect()
}

fn rows(expected: &[(&str, &str, &str)]) -> BTreeSet<(String, String, String)> {
    expected.iter().map(|(to, why, state)| ((*to).to_owned(), (*why).to_owned(), (*state).to_owned())).collect()
}

/// The attached PDF: the first base64 part of that media type.
fn attached(mail: &str) -> Vec<u8> {
    let start = mail.find("Content-Type: application/pdf").expect("a PDF is attached");
    let body = mail[start..].split_once("\r\n\r\n").expect("a part has a body").1;
    let encoded = body.split("\r\n--").next().expect("a part ends");
    BASE64_MIME.decode(format!("{}\r\n", encoded.trim_end()).as_bytes()).expect("base64")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_up_both_chains_and_every_copy_is_the_same() {
    let app = TestApp::with_relay().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app.id("priya").await)).await;
    assert_eq!(sent["reference"], "C-2026-000001");
    let id = sent["id"].as_str().expect("an id");
    assert_eq!(
        deliveries(&sam, id).await,
        rows(&[
            ("priya@bank.example", "helper", "queued"),
            ("ruth@bank.example", "helper_supervisor", "queued"),
            ("sam@bank.example", "banker", "queued"),
            ("tom@bank.example", "banker_supervisor", "queued"),
        ])
    );

    app.drain().await;
    let received = app.relay.as_ref().expect("a relay").received();
    let recipients: Vec<&str> = {
        let mut all: Vec<&str> = received.iter().map(|mail| mail.recipient.as_str()).collect();
        all.sort_unstable();
        all
    };
    // Each mail is an SMTP transaction of its own, so that no recipient sees the others and one refusal does not stop the rest.
    assert_eq!(recipients, ["priya@bank.example", "ruth@bank.example", "sam@bank.example", "tom@bank.example"]);
    assert!(deliveries(&sam, id).await.iter().all(|(_, _, state)| state == "sent"));

    let download = sam.get(&format!("/api/v1/commendations/{id}/letter.pdf")).await;
    download.headers.get("etag").expect("an ETag");
    let digest = HEXLOWER.encode(&Sha256::digest(&download.body));
    assert_eq!(download.header("etag"), format!("\"{digest}\""));
    for mail in &received {
        let mail = String::from_utf8(mail.bytes.clone()).expect("a mail is text");
        assert!(attached(&mail) == download.body, "the mailed copy is the one that is downloaded");
        let subject = mail.lines().find(|line| line.starts_with("Subject: ")).expect("a subject");
        assert!(!subject.contains("Marsh"), "no client's name in a subject: {subject}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_is_on_record_and_the_trail_holds() {
    let app = TestApp::start().await;
    let (sam, ruth, priya, omar) =
        (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await, app.sign_in("omar").await);
    let sent = app.commend(&sam, &letter(&app.id("priya").await)).await;
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    app.drain().await;
    assert_eq!(app.mails().len(), 4);

    ruth.post(&format!("{path}/acknowledgements"), &json!({"told_employee": true})).await.with_status(201);
    ruth.post(&format!("{path}/acknowledgements"), &json!({"filed": true})).await.with_status(200);
    priya.post(&format!("{path}/thanks"), &json!({"text": "It was a joy."})).await.with_status(201);
    let whole = sam.get(&path).await.with_status(200);
    assert_eq!(whole["state"], "sent");
    for someone_else in [&omar, &app.sign_in("lena").await] {
        someone_else.get(&path).await.problem(404, "not_found");
        someone_else.get(&format!("{path}/letter.pdf")).await.problem(404, "not_found");
        someone_else.post(&format!("{path}/thanks"), &json!({})).await.problem(404, "not_found");
    }
    app.drain().await;
    assert_eq!(app.mails().len(), 5, "the banker is told of the thanks");

    let recognition = format!("/api/v1/people/{}/recognition", app.id("priya").await);
    let history = ruth.get(&recognition).await.with_status(200);
    assert_eq!(history["items"][0]["reference"], "C-2026-000001");
    assert_eq!(history["items"][0]["acknowledgements"], 1);
    assert_eq!(history["items"][0]["thanks"], 1);
    omar.get(&recognition).await.problem(404, "not_found");
    audit::verify(&app.app.db).await.expect("an intact trail");
}
