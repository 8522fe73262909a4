//! Each sheet goes to its own draft, wherever its scan is brought; where none is found, the page asks.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{in_one_file, printed};
use crate::letters::uploads::PHOTO;
use crate::support::{Answer, Browser, HTML, TestApp};

/// A new draft of Sam's about Priya with its printed sheet: its id, the mark of the sheet, and the PDF.
pub async fn sheet_of(app: &TestApp, banker: &Browser, language: &str) -> (String, String, Vec<u8>) {
    let priya = app.id("priya").await;
    let fields = [("helper_ids", priya.as_str()), ("did", "Traced a wire.")];
    let path = crate::browser::writing::begun(banker, &fields).await;
    let id = path.split('/').nth(2).expect("an id").to_owned();
    let page = banker.page(&format!("/commendations/{id}/handoff")).await;
    let code = page.rsplit("dir=\"ltr\">D-").next().and_then(|after| after.split('<').next()).expect("a code");
    let sheet = banker.open(&format!("/commendations/{id}/sheet.pdf?language={language}")).await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "application/pdf"));
    (id, format!("D{}", code.replace('-', "")), sheet.body.to_vec())
}

async fn bring(browser: &Browser, path: &str, bytes: Vec<u8>) -> Answer {
    let token = browser.token().await;
    let request = browser.request(Method::POST, &format!("{path}?csrf={token}"));
    let request = request.header("sec-fetch-site", "same-origin").header("accept", HTML);
    browser.send(request.multipart(Form::new().part("file", Part::bytes(bytes)))).await
}

/// The letter in a draft.
async fn letter(app: &TestApp, draft: &str) -> Value {
    let sam = app.sign_in("sam").await;
    sam.get(&format!("/api/v1/drafts/{draft}")).await.with_status(200)["fields"]["letter"].clone()
}

/// A sheet as a scanner takes it.
fn photo(pdf: &[u8]) -> Vec<u8> {
    let printed = printed(pdf, 120.0);
    let mut bytes = Vec::new();
    let colours = image::ExtendedColorType::L8;
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80);
    encoder.encode(printed.as_raw(), printed.width(), printed.height(), colours).expect("a JPEG");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sheets_in_one_file_go_to_their_drafts_from_wherever() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (first, _, one) = sheet_of(&app, &sam, "en").await;
    let (second, _, two) = sheet_of(&app, &sam, "es").await;
    assert!(sam.page("/").await.contains("href=\"/scans\""), "the start page leads there");

    let brought = bring(&sam, "/scans", in_one_file(&[photo(&one), photo(&two)])).await;
    assert_eq!((brought.status, brought.header("location")), (303, "/"), "{}", brought.text());
    let (one, two) = (letter(&app, &first).await, letter(&app, &second).await);
    assert_eq!((one["kind"].as_str(), two["kind"].as_str()), (Some("scan"), Some("scan")));
    assert_ne!(one["upload_id"], two["upload_id"], "each has its own pages");
    let page = sam.page(&format!("/commendations/{first}/scan")).await;
    assert!(page.contains("name=\"at-1\"") && !page.contains("name=\"at-2\""), "one page each");

    // Brought on the page of another draft, the sheet still finds its own.
    let (third, _, three) = sheet_of(&app, &sam, "en").await;
    let (other, ..) = sheet_of(&app, &sam, "en").await;
    let brought = bring(&sam, &format!("/commendations/{other}/scan/file"), photo(&three)).await;
    assert_eq!(brought.header("location"), format!("/commendations/{third}/scan"));
    assert_eq!(letter(&app, &other).await["kind"], json!("none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_draft_is_asked_about_and_nothing_is_told_of_others() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (draft, _, sheet) = sheet_of(&app, &sam, "en").await;

    // A colleague with Sam's sheet learns nothing and changes nothing.
    let mia = Browser::signed_in(&app, "mia").await;
    let asked = bring(&mia, "/scans", photo(&sheet)).await;
    assert!(asked.header("location").starts_with("/scans/"), "{} {}", asked.status, asked.text());
    let question = asked.header("location").to_owned();
    let page = mia.page(&question).await;
    assert!(page.contains("Where does this letter belong?") && !page.contains(&draft), "{page}");
    assert_eq!(letter(&app, &draft).await["kind"], json!("none"));
    assert_eq!(sam.open(&question).await.status, 404, "the pages are the uploader's alone");
    assert_eq!(sam.open(&format!("{question}/pages/1")).await.status, 404);

    // A photo without a code is asked about, too; the answer is checked.
    let asked = bring(&sam, "/scans", PHOTO.to_vec()).await;
    let question = asked.header("location").to_owned();
    assert!(sam.page(&question).await.contains(&draft), "the draft is offered");
    assert_eq!(sam.open(&format!("{question}/pages/1")).await.status, 200);
    let none = sam.submit(&question, &[("draft", "")]).await;
    assert!(none.status == 422 && none.text().contains("Choose the draft"), "{}", none.text());
    let put = sam.submit(&question, &[("draft", &draft)]).await;
    assert_eq!((put.status, put.header("location")), (303, format!("/commendations/{draft}/scan").as_str()));
    assert_eq!(letter(&app, &draft).await["kind"], json!("scan"));
    assert_eq!(sam.open(&question).await.status, 404, "it is answered once");

    // The draft has its letter: its sheet replaces nothing, and may become a new draft.
    let asked = bring(&sam, &format!("/commendations/{draft}/scan/file"), photo(&sheet)).await;
    let question = asked.header("location").to_owned();
    assert!(question.starts_with("/scans/") && !sam.page(&question).await.contains(&draft), "{question}");
    let put = sam.submit(&question, &[("draft", "new")]).await;
    assert!(put.status == 303 && !put.header("location").contains(&draft), "{}", put.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_its_owners_and_in_the_clients_language() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let (draft, ..) = sheet_of(&app, &sam, "fr").await;
    let path = format!("/commendations/{draft}/sheet.pdf");
    assert_eq!(Browser::signed_in(&app, "priya").await.open(&path).await.status, 404);
    let page = sam.page(&format!("/commendations/{draft}/handoff")).await;
    for tag in ["en", "es", "fr", "de", "pt", "vi", "zh", "tl", "ht", "ar"] {
        assert!(page.contains(&format!("{path}?language={tag}\"")), "{tag} is offered");
    }
    assert_eq!(sam.open(&format!("{path}?language=xx")).await.status, 200, "an unknown language is the first one");
}
