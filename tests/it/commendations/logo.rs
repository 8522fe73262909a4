//! The bank's logo and time: a sent copy keeps the logo of its day, later ones have the new one.

use commend::app::App;
use commend::commendations::operations::HistoryReader;
use commend::documents::logo::LogoFile;
use commend::ids::CommendationId;
use commend::packets::{PacketRequest, Period};
use lopdf::Document;
use serde_json::json;

use super::letter;
use crate::documents::logos::{TALL, WIDE};
use crate::support::TestApp;

fn logo(file: &[u8]) -> LogoFile {
    LogoFile::read(file, false).expect("a logo")
}

/// True when a PDF holds a logo, byte for byte.
fn has(pdf: &[u8], logo: &LogoFile) -> bool {
    let document = Document::load_mem(pdf).expect("a PDF");
    let mut streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    streams.any(|stream| stream.content == *logo.bytes)
}

/// The same service started again with another logo, or none.
fn restarted(app: &TestApp, logo: Option<LogoFile>) -> App {
    let mut config = (*app.app.config).clone();
    config.bank.logo = logo;
    App::new(config, app.clock.clone(), "127.0.0.1:1".parse().expect("an address")).expect("an app")
}

#[tokio::test]
async fn a_letter_keeps_the_logo_it_was_sent_with() {
    let (before, after) = (logo(WIDE), logo(TALL));
    let with = before.clone();
    let app = TestApp::with(|config| config.bank.logo = Some(with)).await;
    app.leave_undone();
    let sam = app.sign_in("sam").await;
    let body = letter(&app).await;
    let sent = app.commend(&sam, &body).await;
    let id: CommendationId = sent["id"].as_str().expect("an id").parse().expect("an id");
    // Nobody has needed the copy yet: it is drawn for the first time by a service that knows another logo, or none.
    let mut copies = Vec::new();
    for now in [Some(after.clone()), None, Some(before.clone())] {
        let service = restarted(&app, now);
        let copy = service.commendations.copy_file(id, 1).await.expect("a copy");
        // Whoever asks next has to draw it again.
        service.files.remove(&copy.sha256).await.expect("it can be removed");
        copies.push(copy);
    }
    assert!(has(&copies[0].bytes, &before) && !has(&copies[0].bytes, &after));
    assert!(copies.iter().all(|copy| copy.bytes == copies[0].bytes), "the letter changed with the configuration");
    // A correction is of the same letter.
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    let correction = json!({"cover_note": "She called back twice.", "reason": "It was twice."});
    sam.post(&format!("{path}/corrections"), &correction).await.with_status(201);
    let second = restarted(&app, Some(after.clone())).commendations.copy_file(id, 2).await.expect("a second version");
    assert!(has(&second.bytes, &before) && !has(&second.bytes, &after));
}

#[tokio::test]
async fn drafts_and_packets_have_the_logo_of_the_day() {
    let (before, after) = (logo(WIDE), logo(TALL));
    let with = before.clone();
    let app = TestApp::with(|config| config.bank.logo = Some(with)).await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let body = letter(&app).await;
    let draft = sam.request(reqwest::Method::POST, "/api/v1/preview").header("Accept", "application/pdf").json(&body);
    assert!(has(&sam.send(draft).await.body, &before));
    app.commend(&sam, &body).await;
    app.drain().await;
    let path = format!("/api/v1/people/{}/packet.pdf", app.id("priya").await);
    let packet = priya.get(&path).await;
    assert_eq!(packet.status, 200);
    assert!(has(&packet.body, &before));
    let person = app.id("priya").await.parse().expect("an id");
    let asked = PacketRequest { by: HistoryReader::CommandLine, person, period: Period::default() };
    let service = restarted(&app, Some(after.clone()));
    let packet = service.packets.packet(asked, std::sync::Arc::new(|_| {})).await.expect("a packet");
    // Its cover is of today, the letter in it of its own day.
    assert!(has(&packet.bytes, &after) && has(&packet.bytes, &before));
}
