//! Verification of letters: by code, by file, on the page and at the command line.

use std::process::{Command, Output};
use std::time::Duration;

use commend::db::Location;
use reqwest::Method;
use serde_json::{Value, json};

use crate::commendations::letter;
use crate::support::{Answer, Client, TestApp};

/// Words that no answer may disclose.
const CONTENT: [&str; 6] = ["Priya", "Raman", "Maria", "Sam Lee", "Wire Operations", "night desk"];

struct Issued {
    id: String,
    code: String,
    pdf: Vec<u8>,
    sha256: String,
}

/// A commendation that was sent, with the file of its circulated copy.
async fn issued(app: &TestApp, sam: &Client) -> Issued {
    let sent = app.commend(sam, &letter(app).await).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    let file = sam.get(&format!("/api/v1/commendations/{id}/letter.pdf")).await;
    let sha256 = file.header("etag").trim_matches('"').to_owned();
    Issued { id, code: sent["verification_code"].as_str().expect("a code").to_owned(), pdf: file.body.to_vec(), sha256 }
}

async fn get(app: &TestApp, path: &str, accept: &str) -> Answer {
    let client = app.anyone();
    client.send(client.request(Method::GET, path).header("Accept", accept)).await
}

async fn by_code(app: &TestApp, code: &str) -> Answer {
    get(app, &format!("/verify/{code}"), "application/json").await
}

async fn post(app: &TestApp, kind: &str, accept: &str, body: Vec<u8>) -> Answer {
    let client = app.anyone();
    let request = client.request(Method::POST, "/verify").header("Accept", accept).header("Content-Type", kind);
    client.send(request.body(body)).await
}

async fn by_file(app: &TestApp, pdf: &[u8]) -> Value {
    post(app, "application/pdf", "application/json", pdf.to_vec()).await.with_status(200)
}

/// Body of a form with one file.
fn form(field: &str, pdf: &[u8]) -> Vec<u8> {
    let head = format!(
        "--seam\r\nContent-Disposition: form-data; name=\"why\"\r\n\r\nfor the file\r\n--seam\r\nContent-Disposition: form-data; \
         name=\"{field}\"; filename=\"letter.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    [head.as_bytes(), pdf, b"\r\n--seam--\r\n"].concat()
}

/// The same file with one character of its title changed.
fn changed(pdf: &[u8]) -> Vec<u8> {
    let mark = b"x-default\">";
    let at = pdf.windows(mark.len()).position(|window| window == mark).expect("a title in the metadata") + mark.len();
    let mut changed = pdf.to_vec();
    changed[at] ^= 0x20;
    changed
}

#[tokio::test]
async fn a_code_says_genuine_and_nothing_of_what_the_letter_says() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    // Checked before anybody needed the file: it is made for the answer, and the mail gets the same bytes.
    let sent = app.commend(&sam, &letter(&app).await).await;
    let code = sent["verification_code"].as_str().expect("a code");
    let answer = by_code(&app, code).await;
    let said = answer.with_status(200);
    app.drain().await;
    let id = sent["id"].as_str().expect("an id");
    let etag = sam.get(&format!("/api/v1/commendations/{id}/letter.pdf")).await.header("etag").to_owned();
    let sha256 = etag.trim_matches('"');
    assert_eq!(
        said,
        json!({"result": "genuine", "reference": "C-2026-000001", "verification_code": code, "version": 1,
            "issued_on": "2026-11-21", "sha256": sha256})
    );
    assert_eq!(answer.header("vary"), "accept");
    assert_eq!(answer.header("cache-control"), "no-store");
    for typed in
        [code.to_lowercase(), code.replace('-', "%20"), code.replace('-', ""), code.replace('1', "l").replace('0', "o")]
    {
        assert_eq!(by_code(&app, &typed).await.with_status(200)["result"], "genuine", "{typed}");
    }
    let page = get(&app, &format!("/verify/{code}"), "text/html").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let page = String::from_utf8(page.body.to_vec()).expect("UTF-8");
    for shown in ["<h1 id=\"h\">Genuine</h1>", "C-2026-000001", "21\u{a0}November\u{a0}2026", code, &sha256[..4]] {
        assert!(page.contains(shown), "{shown} is missing:\n{page}");
    }
    for word in CONTENT {
        assert!(!page.contains(word) && !said.to_string().contains(word), "{word}");
    }
}

#[tokio::test]
async fn a_wrong_code_and_an_unknown_one_are_answered_alike() {
    let app = TestApp::start().await;
    let (unknown, wrong) = ("7KQ4M2XD9VTN0C1E", "7KQ4-M2XD-9VTN-0C1U-and-more");
    let without_id = |mut problem: Value| {
        problem.as_object_mut().expect("an object").remove("request_id");
        problem
    };
    let said = without_id(by_code(&app, unknown).await.problem(404, "not_known"));
    assert_eq!(without_id(by_code(&app, wrong).await.problem(404, "not_known")), said);
    let page = |answer: Answer, typed: &str| {
        assert_eq!(answer.status, 404);
        String::from_utf8(answer.body.to_vec()).expect("UTF-8").replace(typed, "…")
    };
    let first = page(get(&app, &format!("/verify/{unknown}"), "text/html").await, unknown);
    assert_eq!(page(get(&app, &format!("/verify/{wrong}"), "text/html").await, wrong), first);
    assert!(first.contains("<title>Error: Nothing with this code"), "{first}");
    // A code from the form gets the same answer, and is shown again with HTML escaped.
    let typed = get(&app, "/verify?code=%3Cscript%3E", "text/html").await;
    assert_eq!(typed.status, 404);
    let typed = String::from_utf8(typed.body.to_vec()).expect("UTF-8");
    assert!(!typed.contains("<script>") && typed.contains("script"), "{typed}");
    let bare = get(&app, "/verify?code=", "text/html").await;
    assert_eq!(bare.status, 200);
}

#[tokio::test]
async fn a_withdrawn_letter_says_so_with_its_days() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let issued = issued(&app, &sam).await;
    app.advance(Duration::from_secs(20 * 3600));
    let to = format!("/api/v1/commendations/{}/withdrawal", issued.id);
    let sam = app.sign_in("sam").await;
    sam.post(&to, &json!({"reason": "It was meant for a colleague."})).await.with_status(201);
    app.drain().await;
    let said = by_code(&app, &issued.code).await.with_status(200);
    assert_eq!(
        (&said["result"], &said["issued_on"], &said["withdrawn_on"], &said["sha256"]),
        (&json!("withdrawn"), &json!("2026-11-21"), &json!("2026-11-22"), &json!(issued.sha256))
    );
    assert_eq!(by_file(&app, &issued.pdf).await["result"], "withdrawn");
    let page = get(&app, &format!("/verify/{}", issued.code), "text/html").await;
    assert!(String::from_utf8_lossy(&page.body).contains("22\u{a0}November\u{a0}2026"));
}

#[tokio::test]
async fn a_file_is_the_same_or_altered_or_not_ours() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let issued = issued(&app, &sam).await;
    let same = by_file(&app, &issued.pdf).await;
    assert_eq!(
        (&same["result"], &same["file_sha256"], &same["sha256"]),
        (&json!("genuine"), &json!(issued.sha256), &json!(issued.sha256))
    );
    // An edit appended, as editors save it, and a character changed in place.
    for altered in [[issued.pdf.as_slice(), b"\n% changed"].concat(), changed(&issued.pdf)] {
        let said = by_file(&app, &altered).await;
        assert_eq!(
            (&said["result"], &said["reference"], &said["sha256"]),
            (&json!("altered"), &json!("C-2026-000001"), &json!(issued.sha256))
        );
        assert_ne!(said["file_sha256"], said["sha256"]);
        let page = post(&app, "multipart/form-data; boundary=seam", "text/html", form("file", &altered)).await;
        let page = String::from_utf8(page.body.to_vec()).expect("UTF-8");
        assert!(page.contains("<h1 id=\"h\">Altered</h1>") && page.contains("<title>Error: Altered"), "{page}");
        assert!(CONTENT.iter().all(|word| !page.contains(word)), "{page}");
    }
    // A reference in a file identifies no document, because it can be guessed.
    let guessed = by_file(&app, b"%PDF-1.7 C-2026-000001 https://commend.bank.example/verify/7KQ4M2XD9VTN0C1E").await;
    assert_eq!(guessed.as_object().expect("an object").keys().collect::<Vec<_>>(), ["file_sha256", "result"]);
    assert_eq!(guessed["result"], "not_known");
}

#[tokio::test]
async fn a_form_brings_the_file_too() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let issued = issued(&app, &sam).await;
    let kind = "multipart/form-data; boundary=seam";
    let said = post(&app, kind, "application/json", form("file", &issued.pdf)).await.with_status(200);
    assert_eq!(said["result"], "genuine");
    let page = post(&app, kind, "text/html", form("file", &issued.pdf)).await;
    assert!(String::from_utf8_lossy(&page.body).contains("unchanged to the last byte"));
    for (kind, body) in [(kind, form("other", &issued.pdf)), (kind, form("file", b"")), ("application/pdf", Vec::new())]
    {
        post(&app, kind, "application/json", body).await.problem(422, "no_file");
    }
    post(&app, kind, "application/json", b"--seam\r\nnonsense".to_vec()).await.problem(400, "incomplete_body");
    post(&app, "text/plain", "application/json", b"x".to_vec()).await.problem(415, "unsupported_media_type");
    let page = post(&app, kind, "text/html", form("file", b"")).await;
    assert_eq!(page.status, 422);
    assert!(String::from_utf8_lossy(&page.body).contains("Choose the PDF first"));
}

#[tokio::test]
async fn a_file_past_the_limit_is_refused_in_words() {
    let app = TestApp::with(|config| config.server.upload_limit = 100_000).await;
    let large = vec![b'x'; 150_000];
    for (kind, body) in
        [("application/pdf", large.clone()), ("multipart/form-data; boundary=seam", form("file", &large))]
    {
        post(&app, kind, "application/json", body.clone()).await.problem(413, "too_large");
        let page = post(&app, kind, "text/html", body).await;
        assert_eq!(page.status, 413);
        assert!(String::from_utf8_lossy(&page.body).contains("larger than 100,000 bytes"));
    }
    assert_eq!(by_file(&app, &vec![b'x'; 100_000]).await["result"], "not_known");
}

#[tokio::test]
async fn one_address_may_ask_sixty_times_a_minute() {
    let app = TestApp::start().await;
    let code = "7KQ4M2XD9VTN0C1E";
    for _ in 0..60 {
        by_code(&app, code).await.problem(404, "not_known");
    }
    app.advance(Duration::from_secs(18));
    let refused = by_code(&app, code).await;
    refused.problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), "42");
    let page = get(&app, &format!("/verify/{code}"), "text/html").await;
    assert_eq!((page.status, page.header("retry-after")), (429, "42"));
    assert!(String::from_utf8_lossy(&page.body).contains("Wait 42 seconds, then try again."));
    assert_eq!(post(&app, "application/pdf", "application/json", b"x".to_vec()).await.status, 429);
    // The empty page counts as no check.
    assert_eq!(get(&app, "/verify", "text/html").await.status, 200);
    app.advance(Duration::from_secs(42));
    by_code(&app, code).await.problem(404, "not_known");
}

#[tokio::test]
async fn every_link_of_a_mail_opens_a_page_that_tells_nothing() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let issued = issued(&app, &sam).await;
    for id in [issued.id.to_string(), "0193e0a4-0000-7000-8000-000000000000".to_owned()] {
        let answer = get(&app, &format!("/commendations/{id}"), "text/html").await;
        let sign_in = format!("/sign-in?next=/commendations/{id}");
        assert_eq!((answer.status, answer.header("location")), (303, sign_in.as_str()));
    }
    for (path, status, word) in
        [("/", 200, "href=\"/verify\""), ("/verify", 200, "name=\"file\""), ("/activate/x", 404, "Get another link")]
    {
        let answer = get(&app, path, "text/html").await;
        let page = String::from_utf8(answer.body.to_vec()).expect("UTF-8");
        assert_eq!(answer.status, status, "{path}");
        assert!(page.contains(word), "{path}:\n{page}");
        assert!(!page.contains("style=") && !page.contains("<script"), "{path}: nothing inline:\n{page}");
        assert!(answer.header("content-security-policy").contains("form-action 'self'"), "{path}");
        let style = page.split("href=\"").filter_map(|part| part.split('"').next()).find(|href| href.ends_with(".css"));
        let style = get(&app, style.expect("a style"), "*/*").await;
        assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
        assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    }
}

fn command_line(app: &TestApp, arguments: &[&str]) -> Output {
    let url = match app.app.db.location() {
        Location::Sqlite(path) => format!("sqlite://{}", path.display()),
        Location::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_commend"));
    command.env_clear().env("DATABASE_URL", url).env("COMMEND_DATA_DIR", &app.app.config.data_dir);
    command.arg("verify").args(arguments).output().expect("the command runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_the_same() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let issued = issued(&app, &sam).await;
    let file = app.app.config.data_dir.join("asked.pdf");
    let path = file.to_str().expect("UTF-8").to_owned();
    for (bytes, code, result, words) in [
        (issued.pdf.clone(), 0, "genuine", "Genuine: C-2026-000001, version 1"),
        (changed(&issued.pdf), 1, "altered", "altered: it carries the code of C-2026-000001"),
        (b"%PDF-1.7".to_vec(), 1, "not_known", "not ours"),
    ] {
        std::fs::write(&file, bytes).expect("a file");
        let said = command_line(&app, &[&path]);
        assert_eq!(said.status.code(), Some(code), "{said:?}");
        let told = String::from_utf8(if code == 0 { said.stdout } else { said.stderr }).expect("UTF-8");
        assert!(told.contains(words), "{told}");
        let said = command_line(&app, &["--json", &path]);
        assert_eq!(said.status.code(), Some(code));
        let document: Value = serde_json::from_slice(&said.stdout).expect("one JSON document");
        assert_eq!(document["result"], result);
    }
    let missing = command_line(&app, &["/nowhere/letter.pdf"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("/nowhere/letter.pdf cannot be read"));
}
