//! Uploads through the API: accepted files, their owner, refusals, the virus scanner, and the removal of unused ones.

use std::time::Duration;

use commend::config::Clamd;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Answer, Client, TestApp};

pub const PHOTO: &[u8] = include_bytes!("../../fixtures/scans/progressive.jpg");
const THREE_PAGES: &[u8] = include_bytes!("../../fixtures/scans/three-pages-g4.tif");
const SCRIPT: &[u8] = include_bytes!("../../fixtures/scans/script-in-object-stream.pdf");

/// Uploads a file under this name.
pub async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    client.send(client.request(Method::POST, "/api/v1/uploads").multipart(Form::new().part("file", part))).await
}

/// Number of files in the document store.
pub fn files(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries
            .map(|entry| entry.expect("an entry").path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&app.app.config.data_dir.join("documents"))
}

#[tokio::test]
async fn a_scan_is_taken_by_its_content_and_shown_to_its_uploader_only() {
    let app = TestApp::start().await;
    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let taken = upload(&sam, "letter.pdf", PHOTO).await.with_status(201);
    assert_eq!(taken["media_type"], "image/jpeg", "the name says PDF and counts for nothing");
    assert_eq!(taken["pages"], 1);
    assert_eq!(taken["sha256"], commend::files::digest(PHOTO));
    assert_eq!(
        app.app
            .files
            .of(taken["upload_id"].as_str().expect("an id"))
            .get(taken["sha256"].as_str().expect("a digest"))
            .await
            .expect("a store")
            .expect("it"),
        PHOTO
    );
    let page = format!("/api/v1/uploads/{}/pages/1", taken["upload_id"].as_str().expect("an id"));
    let shown = sam.get(&page).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    assert!(shown.body.starts_with(&[0xff, 0xd8, 0xff]) && shown.body != PHOTO);
    mia.get(&page).await.problem(404, "not_found");
    app.anyone().get(&page).await.problem(401, "unauthenticated");
    for wrong in ["0", "2", "-1", "x"] {
        sam.get(&page.replace("/pages/1", &format!("/pages/{wrong}"))).await.problem(404, "not_found");
    }
    let entry = &app.trail(1).await[0];
    assert_eq!(entry.action, "upload.stored");
    assert!(entry.detail.contains(&commend::files::digest(PHOTO)));

    let fax = upload(&sam, "fax", THREE_PAGES).await.with_status(201);
    assert_eq!((&fax["media_type"], &fax["pages"]), (&json!("image/tiff"), &json!(3)));
    let page = format!("/api/v1/uploads/{}/pages/3", fax["upload_id"].as_str().expect("an id"));
    assert_eq!(sam.get(&page).await.header("content-type"), "image/png");
}

#[tokio::test]
async fn what_is_not_taken_is_told_and_not_kept() {
    let app = TestApp::with(|config| config.server.upload_limit = 100_000).await;
    let sam = app.sign_in("sam").await;
    upload(&sam, "a.jpg", b"hello").await.problem(415, "unknown_kind");
    upload(&sam, "a.heic", b"\0\0\0\x18ftypheic\0\0\0\0").await.problem(415, "heic");
    upload(&sam, "a.jpg", b"").await.problem(422, "empty_file");
    upload(&sam, "a.jpg", &PHOTO[..PHOTO.len() / 2]).await.problem(422, "damaged_file");
    let problem = upload(&sam, "a.pdf", SCRIPT).await.problem(422, "active_content");
    assert!(problem["detail"].as_str().expect("words").contains("script"), "{problem}");
    upload(&sam, "a.jpg", &vec![0xff; 100_001]).await.problem(413, "body_too_large");
    upload(&sam, "a.jpg", &vec![0xff; 3_000_000]).await.problem(413, "body_too_large");
    upload(&sam, "a.jpg", &vec![0xff; 100_000]).await.problem(415, "unknown_kind");

    let post = || sam.request(Method::POST, "/api/v1/uploads");
    let two = Form::new().part("file", Part::bytes(PHOTO)).part("file", Part::bytes(PHOTO)).text("colour", "green");
    let problem = sam.send(post().multipart(two)).await.problem(422, "invalid_request");
    let found: Vec<&Value> =
        problem["errors"].as_array().expect("errors").iter().map(|error| &error["parameter"]).collect();
    assert_eq!(found, [&json!("file"), &json!("colour")]);
    let problem = sam.send(post().multipart(Form::new())).await;
    assert!([400, 422].contains(&problem.status), "{problem:?}");
    sam.send(post().json(&json!({}))).await.problem(415, "unsupported_media_type");
    let torn = post().header("content-type", "multipart/form-data; boundary=x").body("--x\r\nContent-Dispo");
    sam.send(torn).await.problem(400, "incomplete_body");
    upload(&app.anyone(), "a.jpg", PHOTO).await.problem(401, "unauthenticated");
    assert_eq!(files(&app), 0, "nothing of it was kept");
}

#[tokio::test]
async fn the_same_key_takes_a_file_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let send = |bytes: &'static [u8]| {
        let form = Form::new().part("file", Part::bytes(bytes));
        sam.send(sam.request(Method::POST, "/api/v1/uploads").header("Idempotency-Key", "one").multipart(form))
    };
    let first = send(PHOTO).await.with_status(201);
    let second = send(PHOTO).await;
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.with_status(201), first);
    send(THREE_PAGES).await.problem(422, "idempotency_key_reused");
}

#[tokio::test]
async fn what_nobody_used_is_cleared_away_after_a_day() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let old = upload(&sam, "a", PHOTO).await.with_status(201);
    upload(&sam, "a", THREE_PAGES).await.with_status(201);
    app.advance(Duration::from_secs(20 * 3600));
    let sam = app.sign_in("sam").await;
    let again = upload(&sam, "a", PHOTO).await.with_status(201);
    assert_eq!(files(&app), 2 + 2 + 4, "each upload has its own");
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
    app.advance(Duration::from_secs(5 * 3600));
    let known = app.trail_length().await;
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 2);
    // The removal of each client's letter has its own audit entry.
    assert_eq!(app.trail_length().await, known + 2);
    let objects: Vec<String> = app.trail(2).await.into_iter().map(|entry| entry.object).collect();
    assert!(objects.contains(&format!("upload:{}", old["upload_id"].as_str().expect("an id"))), "{objects:?}");
    assert_eq!(app.trail(1).await[0].action, "upload.cleared_away");
    let sam = app.sign_in("sam").await;
    let page = |upload: &Value| format!("/api/v1/uploads/{}/pages/1", upload["upload_id"].as_str().expect("an id"));
    sam.get(&page(&old)).await.problem(404, "not_found");
    assert_eq!(sam.get(&page(&again)).await.status, 200, "its file is the same and stays");
    assert_eq!(files(&app), 2);
}

#[tokio::test]
async fn an_upload_that_expired_is_used_by_nobody_while_it_is_removed() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let taken = upload(&sam, "a", PHOTO).await.with_status(201);
    app.advance(Duration::from_secs(24 * 3600 + 60));
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0, "a commendation may just be taking it");
    let letter = json!({"kind": "scan", "upload_id": taken["upload_id"], "transcript": "Thank you."});
    let client = json!({"name": "Maria", "consent_to_share_name": true});
    let body = json!({"helper_ids": [app.id("priya").await], "client": client, "letter": letter});
    let refused = app.sign_in("sam").await.post("/api/v1/commendations", &body).await.with_status(422);
    assert!(refused.to_string().contains("unknown_upload"), "{refused}");
    app.advance(Duration::from_secs(3600));
    // A run was stopped after it had removed the files.
    std::fs::remove_dir_all(app.app.config.data_dir.join("documents")).expect("the files");
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 1);
    assert_eq!(app.trail(1).await[0].action, "upload.cleared_away");
}

#[tokio::test]
async fn what_is_cleared_away_takes_nothing_from_a_letter_with_the_same_bytes() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    // A person who has the circulated copy of a letter may upload it as a scan and never use it.
    let copy = include_bytes!("../../fixtures/scans/typed.pdf").as_slice();
    let name = app.app.files.put(copy.to_vec()).await.expect("a store");
    let taken = upload(&sam, "a.pdf", copy).await.with_status(201);
    assert_eq!(taken["sha256"], name);
    app.advance(Duration::from_secs(25 * 3600));
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 1);
    assert_eq!(app.app.files.get(&name).await.expect("a store").expect("the letter"), copy);
    assert_eq!(files(&app), 1);
}

#[tokio::test]
async fn files_that_do_not_arrive_keep_only_their_sender_waiting() {
    let app = TestApp::with(|config| config.server.upload_limit = 100_000).await;
    let sam = app.sign_in("sam").await;
    let room = app.app.room.free();
    let request = sam.request(Method::POST, "/api/v1/uploads").build().expect("a request");
    let address = request.url().socket_addrs(|| None).expect("an address")[0];
    let signed_in = request.headers()["authorization"].to_str().expect("ASCII");
    let head = format!(
        "POST /api/v1/uploads HTTP/1.1\r\nHost: commend\r\nAuthorization: {signed_in}\r\nContent-Length: 90000\r\n\
         Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    );
    let mut slow = Vec::new();
    for _ in 0..12 {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("a head");
        slow.push(stream);
    }
    let until = |least: usize, most: usize| {
        let app = &app;
        async move {
            let patience = async {
                while !(least..=most).contains(&app.app.room.free()) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(30), patience).await.expect("the condition came about");
        }
    };
    until(0, room - 180_000).await;
    assert_eq!((room - app.app.room.free()) / 90_000, 2, "of one person's twelve, two are let in");
    upload(&app.sign_in("tom").await, "a.jpg", PHOTO).await.with_status(201);
    assert_eq!((room - app.app.room.free()) / 90_000, 2, "and they are there all the while");
    let (waiting, ()) = tokio::join!(upload(&sam, "a.jpg", PHOTO), async { drop(slow) });
    waiting.with_status(201);
    until(room, room).await;
}

/// A fake clamd that reads a file and gives this answer.
async fn clamd(answer: &'static str) -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut command = [0; 10];
                stream.read_exact(&mut command).await.expect("a command");
                assert_eq!(&command, b"zINSTREAM\0");
                if answer == "hang up" {
                    return;
                }
                let mut file = Vec::new();
                loop {
                    let length = stream.read_u32().await.expect("a length") as usize;
                    if length == 0 {
                        break;
                    }
                    let start = file.len();
                    file.resize(start + length, 0);
                    stream.read_exact(&mut file[start..]).await.expect("a chunk");
                }
                assert_eq!(file, PHOTO, "it sees the file as it came");
                if answer == "silence" {
                    std::future::pending::<()>().await;
                }
                stream.write_all(answer.as_bytes()).await.expect("somebody listens");
            });
        }
    });
    Clamd::Tcp(address)
}

#[tokio::test]
async fn a_file_that_the_virus_scanner_does_not_call_clean_is_not_taken() {
    for (answer, status, code) in [
        ("stream: OK\0", 201, ""),
        ("stream: Eicar-Test-Signature FOUND\0", 422, "infected"),
        ("INSTREAM size limit exceeded. ERROR\0", 503, "unavailable"),
        ("stream: OK maybe\0", 503, "unavailable"),
        ("\u{1}garbage", 503, "unavailable"),
        ("hang up", 503, "unavailable"),
        ("silence", 503, "unavailable"),
    ] {
        let scanner = clamd(answer).await;
        let app = TestApp::with(|config| {
            config.uploads.clamd = Some(scanner);
            // Long enough for an answer, short for the case without one.
            config.uploads.clamd_timeout = Duration::from_secs(if answer == "silence" { 1 } else { 30 });
        })
        .await;
        let sam = app.sign_in("sam").await;
        let answered = upload(&sam, "a.jpg", PHOTO).await;
        assert_eq!(answered.status, status, "{answer}: {answered:?}");
        if status != 201 {
            answered.problem(status, code);
            assert_eq!(files(&app), 0, "{answer}");
        }
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("an address");
    for away in [Clamd::Tcp(nobody.to_string()), Clamd::Unix("/nowhere/clamd.ctl".into())] {
        let app = TestApp::with(|config| config.uploads.clamd = Some(away)).await;
        let sam = app.sign_in("sam").await;
        upload(&sam, "a.jpg", PHOTO).await.problem(503, "unavailable");
    }
}
