//! Letters on paper, over the API: the parts that circulate, the parts that do not, and the readers of the original.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::letters::uploads::{PHOTO, upload};
use crate::support::{Client, TestApp, pdf_text, tool};

const FAX: &[u8] = include_bytes!("../../fixtures/scans/three-pages-g4.tif");
const TRANSCRIPT: &str = "Dear Sir or Madam, Priya found the money and rang me at home. Harold Pike";

/// A letter on paper with consent, to the helper of the cast.
async fn scanned(app: &TestApp, by: &Client, file: &[u8], letter: Value) -> Value {
    let taken = upload(by, "letter", file).await.with_status(201);
    let mut body = json!({
        "helper_ids": [app.id("priya").await],
        "client": {"name": "Harold Pike", "consent_to_share_name": true},
        "letter": {"kind": "scan", "upload_id": taken["upload_id"]},
        "cover_note": "He wrote this at my desk.",
    });
    for (name, value) in letter.as_object().expect("an object") {
        body["letter"][name] = value.clone();
    }
    body
}

/// The circulated copy: how many pages and pictures it has, and its words.
async fn copy(app: &TestApp, client: &Client, sent: &Value) -> (usize, usize, String) {
    let answer = client.get(&format!("/api/v1/commendations/{}/letter.pdf", id(sent))).await;
    assert_eq!(answer.status, 200);
    look(app, &answer.body)
}

fn look(app: &TestApp, pdf: &[u8]) -> (usize, usize, String) {
    let path: PathBuf = app.app.config.data_dir.join("copy.pdf");
    std::fs::write(&path, pdf).expect("the test's folder");
    tool(Command::new("qpdf").arg("--check").arg(&path));
    let pages = tool(Command::new("qpdf").arg("--show-npages").arg(&path)).trim().parse().expect("a number");
    let pictures = tool(Command::new("pdfimages").arg("-list").arg(&path)).lines().count() - 2;
    (pages, pictures, pdf_text(pdf))
}

fn id(of: &Value) -> &str {
    of["id"].as_str().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_with_consent_circulates_with_its_transcript() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let letter = json!({"transcript": TRANSCRIPT, "language": "en",
        "redactions": [{"page": 1, "x": 0.1, "y": 0.3, "w": 0.4, "h": 0.05}]});
    let body = scanned(&app, &sam, PHOTO, letter).await;
    let sent = app.commend(&sam, &body).await;
    let (pages, pictures, text) = copy(&app, &priya, &sent).await;
    assert_eq!((pages, pictures), (2, 2));
    for expected in [
        "Typed from the page, word for word",
        TRANSCRIPT,
        "Written on paper at Oak Street branch, scanned and typed by Sam Lee on 21 November 2026.",
        "Sam Lee blacked out one place on the page.",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in {text:?}");
    }
    let whole = priya.get(&format!("/api/v1/commendations/{}", id(&sent))).await.with_status(200);
    assert_eq!((&whole["letter"]["kind"], &whole["letter"]["text"]), (&json!("scan"), &json!(TRANSCRIPT)));
    let found = priya.get("/api/v1/commendations?role=received&q=rang+home").await.with_status(200);
    assert_eq!(id(&found["items"][0]), id(&sent), "the transcript is searched");
    app.drain().await;
    let mails = app.mails();
    let to_priya = mails.iter().find(|mail| mail.contains("A client wrote a letter about you")).expect("a mail");
    assert!(to_priya.contains("application/pdf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_transcript_the_bankers_words_are_nowhere_the_clients() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let sent = app.commend(&sam, &scanned(&app, &sam, PHOTO, json!({})).await).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}", id(&sent));
    let as_it_is = async || {
        let listed = priya.get("/api/v1/commendations?role=received").await.with_status(200);
        let item = &listed["items"][0];
        assert_eq!((&item["has_letter"], &item["excerpt"]), (&json!(true), &json!("")), "{item}");
        let whole = priya.get(&path).await.with_status(200);
        assert_eq!(whole["excerpt"], "");
        let packet = priya.get(&format!("/api/v1/people/{}/packet.pdf", app.id("priya").await)).await;
        let (_, _, text) = look(&app, &packet.body);
        let index =
            text.split("Each line gives the first words.").nth(1).and_then(|rest| rest.split("page 2 of").next());
        let index = index.expect("an index");
        assert!(index.contains("On paper. Its words were not typed out."), "{index}");
        assert!(!index.contains("my desk"), "{index}");
    };
    as_it_is().await;
    // A correction makes both anew.
    let correction = json!({"cover_note": "He wrote this at my desk, by hand.", "reason": "A word was missing."});
    sam.post(&format!("{path}/corrections"), &correction).await.with_status(201);
    app.drain().await;
    as_it_is().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_below_what_was_covered() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let region = json!([{"page": 1, "x": 0.2, "y": 0.2, "w": 0.3, "h": 0.1}]);
    let body = scanned(&app, &sam, PHOTO, json!({"redactions": region})).await;
    let sent = app.commend(&sam, &body).await;
    let pdf = sam.get(&format!("/api/v1/commendations/{}/letter.pdf", id(&sent))).await.body;
    let folder = app.app.config.data_dir.clone();
    std::fs::write(folder.join("copy.pdf"), &pdf).expect("the test's folder");
    let extracted = Command::new("pdfimages").current_dir(&folder).args(["-all", "copy.pdf", "page"]).status();
    assert!(extracted.expect("poppler-utils").success());
    let page = image::open(folder.join("page-000.jpg")).expect("the picture in the file").to_luma8();
    let (width, height) = page.dimensions();
    let mut inside = 0;
    for (x, y, pixel) in page.enumerate_pixels() {
        let (left, top) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        if (0.2..0.5).contains(&left) && (0.2..0.3).contains(&top) {
            inside += 1;
            assert!(pixel.0[0] < 60, "({x}, {y}) is {}", pixel.0[0]);
        }
    }
    assert!(inside > 1000);
    // The page without the bar is not in the file: what circulates was encoded anew.
    let upload = body["letter"]["upload_id"].as_str().expect("an id");
    let shown = sam.get(&format!("/api/v1/uploads/{upload}/pages/1")).await.body;
    assert!(!pdf.windows(64).any(|window| window == &shown[shown.len() / 2..shown.len() / 2 + 64]));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_consent_only_the_transcript_circulates() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let mut body = scanned(&app, &sam, PHOTO, json!({})).await;
    body["client"]["consent_to_share_name"] = json!(false);
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/letter/transcript", "{problem}");
    body["letter"]["transcript"] = json!(TRANSCRIPT);
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(preview["notes"][0]["code"], "scan_kept_back", "{preview}");
    let sent = app.commend(&sam, &body).await;
    let (_, pictures, text) = copy(&app, &priya, &sent).await;
    assert_eq!(pictures, 0);
    assert!(text.contains("Priya found the money") && !text.contains("Harold") && !text.contains("Pike"), "{text}");
    assert!(
        text.contains("A client of Oak Street branch") && text.contains("The page itself is kept in the bank."),
        "{text}"
    );
    app.drain().await;
    assert!(app.mails().iter().all(|mail| !mail.contains("Pike")));
}

/// A body's preview as a PDF: how many pictures it has, and its words.
async fn draft(app: &TestApp, by: &Client, body: &Value) -> (usize, String) {
    let request = by.request(reqwest::Method::POST, "/api/v1/preview").header("Accept", "application/pdf").json(body);
    let (_, pictures, text) = look(app, &by.send(request).await.body);
    (pictures, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_has_searched_is_announced() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = scanned(&app, &sam, PHOTO, json!({})).await;
    let notes = async |body: &Value| {
        let preview = sam.post("/api/v1/preview", body).await.with_status(200);
        preview["notes"].as_array().expect("notes").iter().map(|note| note["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(notes(&body).await, ["pages_not_searched"]);
    body["letter"]["redactions"] = covering(&[[0.1, 0.1, 0.2, 0.1]]);
    assert_eq!(notes(&body).await, ["pages_not_searched"], "covering one place is not looking at the rest");
    body["letter"]["pages_checked"] = json!(true);
    assert_eq!(notes(&body).await, Vec::<Value>::new());
    body["letter"]["pages_checked"] = json!(null);
    body["letter"]["transcript"] = json!(TRANSCRIPT);
    assert_eq!(notes(&body).await, Vec::<Value>::new(), "the transcript was searched");
}

fn covering(regions: &[[f64; 4]]) -> Value {
    regions.iter().map(|[x, y, w, h]| json!({"page": 1, "x": x, "y": y, "w": w, "h": h})).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_stays_here_until_as_much_is_covered_as_is_masked_or_the_banker_has_looked() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let transcript = "My card is 4111 1111 1111 1111 and my IBAN GB82 WEST 1234 5698 7654 32. Kitty thanks you.";
    let mut body = scanned(&app, &sam, PHOTO, json!({"transcript": transcript})).await;
    let note = |preview: &Value| preview["notes"][0]["code"].as_str().map(str::to_owned);
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(preview["masked"].as_array().map(Vec::len), Some(2));
    let (bar, other) = ([0.0, 0.3, 1.0, 0.1], [0.0, 0.5, 1.0, 0.1]);
    // One place of two, twice the same, and a place within it: the rest can be read.
    for regions in [vec![], vec![bar], vec![bar, bar], vec![bar, [0.2, 0.32, 0.1, 0.02]]] {
        body["letter"]["redactions"] = covering(&regions);
        let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
        assert_eq!(note(&preview).as_deref(), Some("scan_kept_back"), "{regions:?}");
        let (pictures, text) = draft(&app, &sam, &body).await;
        assert_eq!(pictures, 0, "the page shows what is not covered: {regions:?}");
        assert!(text.contains("The page itself is kept in the bank.") && !text.contains("blacked out"), "{text}");
        assert!(text.contains("1111") && !text.contains("4111"), "{text}");
    }
    body["letter"]["redactions"] = covering(&[bar, other]);
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(note(&preview), None);
    let (pictures, text) = draft(&app, &sam, &body).await;
    let said = "Client data is blacked out in the typed words; Sam Lee blacked out 2 places on the page.";
    assert!(pictures == 2 && text.contains(said), "{text}");
    // Regions covered by hand are covered on the page as well.
    let start = transcript.find("Kitty").expect("a nickname");
    body["letter"]["withheld"] = json!([{"start": start, "end": start + 5}]);
    assert_eq!(draft(&app, &sam, &body).await.0, 0);
    body["letter"]["pages_checked"] = json!(true);
    let preview = sam.post("/api/v1/preview", &body).await.with_status(200);
    assert_eq!(note(&preview).as_deref(), Some("pages_checked"));
    let sent = app.commend(&sam, &body).await;
    let (_, pictures, text) = copy(&app, &sam, &sent).await;
    assert_eq!(pictures, 2);
    let said = "Sam Lee blacked out 2 places on the page and checked the rest.";
    assert!(text.contains(said) && !text.contains("4111") && !text.contains("Kitty"), "{text}");
    let trail = app.trail(20).await;
    let entry = trail.iter().find(|entry| entry.action == "commendation.sent").expect("its entry");
    assert!(entry.detail.contains("\"pages_checked\":true"), "{}", entry.detail);
    app.drain().await;
    assert!(app.mails().iter().all(|mail| !mail.contains("4111") && !mail.contains("Kitty")));
}

#[tokio::test(flavor = "multi_thread")]
async fn having_looked_is_no_consent_and_says_no_more_than_that() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let checked = json!({"transcript": "My card is 4111 1111 1111 1111.", "pages_checked": true});
    let mut body = scanned(&app, &sam, PHOTO, checked).await;
    let (pictures, text) = draft(&app, &sam, &body).await;
    assert_eq!(pictures, 2);
    assert!(text.contains("Client data is blacked out in the typed words; Sam Lee checked the page."), "{text}");
    body["client"]["consent_to_share_name"] = json!(false);
    let (pictures, text) = draft(&app, &sam, &body).await;
    assert!(pictures == 0 && text.contains("The page itself is kept in the bank."), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_is_for_the_few_and_each_reading_is_on_record() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let letter = json!({"redactions": [{"page": 2, "x": 0.0, "y": 0.0, "w": 0.5, "h": 0.5}]});
    let body = scanned(&app, &sam, FAX, letter.clone()).await;
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let path = format!("/api/v1/commendations/{}/original", id(&sent));
    for reader in ["sam", "hugo", "noor"] {
        let reader = app.sign_in(reader).await;
        let original = reader.get(&path).await.with_status(200);
        let scan = &original["letter"]["scan"];
        assert_eq!(original["letter"]["kind"], "scan");
        assert_eq!(scan["redactions"], letter["redactions"]);
        assert_eq!(scan["pages"].as_array().expect("pages").len(), 3);
        let before = app.trail_length().await;
        let file = reader.get(scan["file"].as_str().expect("a path")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "image/tiff"));
        assert_eq!(file.body, FAX, "unaltered");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"C-2026-000001-original.tif\""));
        let page = reader.get(scan["pages"][1].as_str().expect("a path")).await;
        assert_eq!((page.status, page.header("content-type")), (200, "image/png"));
        assert_eq!(app.trail_length().await, before + 2);
        assert!(app.trail(2).await.iter().all(|entry| entry.action == "commendation.original_read"));
        reader.get(&format!("{path}/pages/4")).await.problem(404, "not_found");
    }
    for path in [path.clone(), format!("{path}/file"), format!("{path}/pages/1")] {
        priya.get(&path).await.problem(404, "not_found");
    }
    // A typed letter has no file.
    let typed = app.commend(&sam, &super::letter(&app).await).await;
    let path = format!("/api/v1/commendations/{}/original", id(&typed));
    assert_eq!(sam.get(&path).await.with_status(200)["letter"]["scan"], Value::Null);
    sam.get(&format!("{path}/file")).await.problem(404, "not_found");
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_its_uploader_s_and_for_one_letter() {
    let app = TestApp::start().await;
    let (sam, mia) = (app.sign_in("sam").await, app.sign_in("mia").await);
    let body = scanned(&app, &sam, PHOTO, json!({"transcript": TRANSCRIPT})).await;
    let pointer = |problem: &Value| (problem["errors"][0]["pointer"].clone(), problem["errors"][0]["code"].clone());
    let refused = |code: &str| (json!("/letter/upload_id"), json!(code));
    for path in ["/api/v1/commendations", "/api/v1/preview"] {
        let problem = mia.post(path, &body).await.problem(422, "invalid_request");
        assert_eq!(pointer(&problem), refused("unknown_upload"));
    }
    // At the same moment, too, one paper is one letter.
    let sending = || sam.post("/api/v1/commendations", &body);
    let (one, two, three) = tokio::join!(sending(), sending(), sending());
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422]);
    let problem = sending().await.problem(422, "invalid_request");
    assert_eq!(pointer(&problem), refused("upload_used"));
    app.drain().await;
    // The file of a letter stays, however old it grows.
    app.advance(std::time::Duration::from_secs(90 * 86400));
    assert_eq!(app.app.uploads.clear_away().await.expect("a sweep"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_of_a_scan_comes_at_once() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let letter = json!({"text": "typed", "transcript": "  ", "signature": {"name": "Harold Pike", "strokes": [[[1, 2]]]},
        "redactions": [{"page": 2, "x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1}, {"page": 1, "x": 12, "y": 0.1, "w": 0.1, "h": 0.1},
            {"page": 1, "x": 0.1, "y": 0.1, "w": 0, "h": 0.1}, {"page": 1, "x": "a", "y": 0.1}]});
    let body = scanned(&app, &sam, PHOTO, letter).await;
    let problem = sam.post("/api/v1/commendations", &body).await.problem(422, "invalid_request");
    let mut found: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| (error["pointer"].as_str().expect("a pointer"), error["code"].as_str().expect("a code")))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("/letter/redactions/0/page", "no_such_page"),
            ("/letter/redactions/1/x", "out_of_range"),
            ("/letter/redactions/2/w", "empty_region"),
            ("/letter/redactions/3/h", "required"),
            ("/letter/redactions/3/w", "required"),
            ("/letter/redactions/3/x", "wrong_type"),
            ("/letter/signature/strokes", "unknown_field"),
            ("/letter/text", "unknown_field"),
            ("/letter/transcript", "required"),
        ]
    );
    let mut typed = super::letter(&app).await;
    typed["letter"]["redactions"] = json!([]);
    let problem = sam.post("/api/v1/commendations", &typed).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/letter/redactions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_stays_in_the_corrected_copy_and_in_the_packet() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let letter = json!({"transcript": TRANSCRIPT, "language": "en"});
    let body = scanned(&app, &sam, FAX, letter).await;
    let sent = app.commend(&sam, &body).await;
    let (pages, pictures, _) = copy(&app, &priya, &sent).await;
    let correction = json!({"cover_note": "He wrote this at my desk, by hand.", "reason": "a word was missing"});
    sam.post(&format!("/api/v1/commendations/{}/corrections", id(&sent)), &correction).await.with_status(201);
    let (pages_now, pictures_now, text) = copy(&app, &priya, &sent).await;
    assert_eq!((pages_now, pictures_now), (pages, pictures));
    for expected in ["Version 2", TRANSCRIPT, "at my desk, by hand."] {
        assert!(text.contains(expected), "{expected:?} is not in {text:?}");
    }
    let packet = priya.get(&format!("/api/v1/people/{}/packet.pdf", app.id("priya").await)).await;
    assert_eq!(packet.status, 200);
    let (packet_pages, packet_pictures, text) = look(&app, &packet.body);
    assert!(packet_pages >= pages + 3, "{packet_pages} pages: the letter's {pages}, cover, index, digest");
    assert_eq!(packet_pictures, pictures, "the pages of the scan are in the packet");
    assert!(text.contains(TRANSCRIPT), "{text:?}");
    app.drain().await;
}
