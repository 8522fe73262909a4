//! The main use case end to end: an assist noted on the telephone, the commendation, four mails, and the steps after them.

use std::collections::BTreeSet;

use commend::audit;
use data_encoding::{BASE64_MIME, HEXLOWER};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::smtp::{Step, reply};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_refused_fails_alone_and_hr_is_told() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always("ruth@bank.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter(&app.id("priya").await)).await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    app.drain().await;
    let failed: Vec<_> = deliveries(&sam, &id).await.into_iter().filter(|(_, _, state)| state != "sent").collect();
    assert_eq!(failed, rows(&[("ruth@bank.example", "helper_supervisor", "failed")]).into_iter().collect::<Vec<_>>());

    let hugo = app.sign_in("hugo").await;
    let items = hugo.get("/api/v1/work-items?state=open&kind=failed_mail").await.with_status(200);
    assert_eq!(items["items"].as_array().map(Vec::len), Some(1), "{items}");

    relay.forgive();
    let list = sam.get(&format!("/api/v1/commendations/{id}/deliveries")).await.with_status(200);
    let failed = list["items"].as_array().expect("items").iter().find(|item| item["state"] == "failed").expect("one");
    let retry = format!("/api/v1/commendations/{id}/deliveries/{}/retry", failed["id"].as_str().expect("an id"));
    sam.post(&retry, &json!({})).await.with_status(202);
    sam.post(&retry, &json!({})).await.with_status(409);
    app.drain().await;
    assert!(deliveries(&sam, &id).await.iter().all(|(_, _, state)| state == "sent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_sends_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = letter(&app.id("priya").await);
    let first = sam.post_once("/api/v1/commendations", "a-key", &body).await;
    let again = sam.post_once("/api/v1/commendations", "a-key", &body).await;
    assert_eq!(first.with_status(201), again.with_status(201));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(first.header("location"), again.header("location"));
    let mut other = body.clone();
    other["cover_note"] = json!("Another note.");
    sam.post_once("/api/v1/commendations", "a-key", &other).await.problem(422, "idempotency_key_reused");
    let mia = app.sign_in("mia").await;
    mia.post_once("/api/v1/commendations", "a-key", &other).await.with_status(201);
    let list = sam.get("/api/v1/commendations?role=sent").await.with_status(200);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_data_is_masked_before_anything_travels() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app.id("priya").await);
    body["letter"]["text"] = json!("My card 4111 1111 1111 1111 was unblocked by Priya.");
    let sent = app.commend(&sam, &body).await;
    assert_eq!(sent["masked"][0]["last4"], "1111", "{sent}");
    app.drain().await;
    let id = sent["id"].as_str().expect("an id");
    let number = "4111 1111 1111 1111";
    for mail in app.mails() {
        assert!(!mail.contains(number));
    }
    let whole = sam.get(&format!("/api/v1/commendations/{id}")).await;
    assert!(!String::from_utf8_lossy(&whole.body).contains(number));
    let original = sam.get(&format!("/api/v1/commendations/{id}/original")).await.with_status(200);
    assert!(original.to_string().contains(number), "the banker who took it reads it as written");
    let priya = app.sign_in("priya").await;
    priya.get(&format!("/api/v1/commendations/{id}/original")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_with_everything_wrong_is_told_everything_at_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let body = json!({
        "helper_ids": [app.id("sam").await, "0193e0a4-0000-7000-8000-000000000000", 7],
        "served_on": "2027-01-01",
        "letter": {"kind": "sung", "text": "   ", "language": "no language"},
        "cover_note": 12,
        "strengths": ["levitation"],
        "surprise": true,
    });
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    let pointers: BTreeSet<&str> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["pointer"].as_str().expect("a pointer"))
        .collect();
    for expected in [
        "/helper_ids/0",
        "/helper_ids/1",
        "/helper_ids/2",
        "/served_on",
        "/letter/kind",
        "/cover_note",
        "/strengths/0",
        "/surprise",
    ] {
        assert!(pointers.contains(expected), "{expected} is not among {pointers:?}");
    }
    assert_eq!(app.trail(1).await[0].action, "session.started", "nothing was stored");
    let request = sam.request(Method::POST, "/api/v1/commendations").header("content-type", "application/json");
    sam.send(request.body("{")).await.with_status(400);
}
