//! Limits on how often one person may send letters and ask for costly work: the bank sets them, and they affect nobody else.

use std::time::Duration;

use serde_json::{Value, json};

use super::letter;
use crate::letters::uploads::upload;
use crate::support::{Answer, TestApp};

const PHOTO: &[u8] = include_bytes!("../../fixtures/scans/grey.jpg");

/// A refusal that says how long to wait.
fn refused(answer: &Answer, seconds: u64, words: &str) {
    let problem = answer.problem(429, "too_many_requests");
    assert_eq!(answer.header("retry-after"), seconds.to_string());
    let detail = problem["detail"].as_str().expect("words");
    assert!(detail.contains(words) && detail.contains("then try again"), "{detail}");
}

#[tokio::test]
async fn one_banker_sends_as_many_letters_as_the_bank_lets_her() {
    let app = TestApp::with(|config| config.limits.letters = "3/minute, 5/hour".parse().expect("rates")).await;
    let (sam, tom) = (app.sign_in("sam").await, app.sign_in("tom").await);
    let body = letter(&app).await;
    app.leave_undone();
    let first = app.commend(&sam, &body).await;
    app.advance(Duration::from_secs(20));
    // All at once, they are counted one after the other.
    let at_once = futures_util::future::join_all((0..6).map(|_| sam.post("/api/v1/commendations", &body))).await;
    let (sent, not_sent): (Vec<&Answer>, Vec<&Answer>) = at_once.iter().partition(|answer| answer.status == 201);
    assert_eq!((sent.len(), not_sent.len()), (2, 4));
    not_sent.iter().for_each(|answer| refused(answer, 40, "this one was not sent. Wait 40 seconds"));
    app.commend(&tom, &body).await;
    let listed = sam.get("/api/v1/commendations?role=sent").await.with_status(200);
    assert_eq!(listed["items"].as_array().expect("items").len(), 3, "nothing of the others is there");
    assert!(listed["items"].as_array().expect("items").iter().any(|item| item["id"] == first["id"]));

    app.advance(Duration::from_secs(41));
    let key = |number: &str| {
        sam.request(reqwest::Method::POST, "/api/v1/commendations").header("Idempotency-Key", number.to_owned())
    };
    let kept = sam.send(key("a").json(&body)).await.with_status(201);
    app.advance(Duration::from_secs(20));
    app.commend(&sam, &body).await;
    app.advance(Duration::from_secs(60));
    refused(&sam.send(key("b").json(&body)).await, 3459, "Wait 58 minutes");
    assert_eq!(sam.send(key("a").json(&body)).await.with_status(201), kept, "what was sent is answered again");
    app.advance(Duration::from_secs(3459));
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &body).await;
}

#[tokio::test]
async fn previews_uploads_packets_and_assists_have_limits_of_their_own() {
    let app = TestApp::with(|config| {
        config.limits.previews = "2/minute".parse().expect("rates");
        config.limits.uploads = "2/minute".parse().expect("rates");
        config.limits.packets = "2/hour".parse().expect("rates");
        config.limits.assists = "2/minute".parse().expect("rates");
    })
    .await;
    let (sam, tom, priya) = (app.sign_in("sam").await, app.sign_in("tom").await, app.sign_in("priya").await);
    let body = letter(&app).await;
    app.commend(&sam, &body).await;
    app.drain().await;
    let packet = format!("/api/v1/people/{}/packet.pdf", app.id("priya").await);
    let assist = json!({"helper_id": app.id("priya").await});
    for number in 0..2 {
        let key = format!("key-{number}");
        let noted = sam.post_once("/api/v1/assists", &key, &assist).await.with_status(201);
        assert_eq!(
            sam.post_once("/api/v1/assists", &key, &assist).await.with_status(201),
            noted,
            "a repeat counts not"
        );
        sam.post("/api/v1/preview", &body).await.with_status(200);
        upload(&sam, "a.jpg", PHOTO).await.with_status(201);
        assert_eq!(priya.get(&packet).await.status, 200);
    }
    refused(&sam.post("/api/v1/preview", &body).await, 60, "more previews");
    refused(&upload(&sam, "a.jpg", PHOTO).await, 60, "more files");
    refused(&sam.post("/api/v1/assists", &assist).await, 60, "more notes");
    tom.post("/api/v1/assists", &assist).await.with_status(201);
    refused(&priya.get(&packet).await, 3600, "more packets");
    tom.post("/api/v1/preview", &body).await.with_status(200);
    upload(&tom, "a.jpg", PHOTO).await.with_status(201);
    assert_eq!(app.sign_in("ruth").await.get(&packet).await.status, 200);
    app.advance(Duration::from_secs(60));
    sam.post("/api/v1/preview", &body).await.with_status(200);
    let taken: Value = upload(&sam, "a.jpg", PHOTO).await.with_status(201);
    assert_eq!(taken["pages"], json!(1));
}
