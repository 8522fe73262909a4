//! The client's own copy, and the limits of what a client's page may cost and give away.

use std::io::Write as _;

use serde_json::json;

use super::{handed_off, link, press, writing};
use crate::support::{Browser, TestApp, pdf_text};

const COPY: &str = "/c/own/copy.pdf";

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_that_signed_keeps_a_copy_and_no_other_has_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let phone = writing(&app, &shown).await;
    press(&phone, "/c", &[("text", "Otterbein stayed with me."), ("auto", "1")]).await;
    assert_eq!(phone.open(COPY).await.status, 404, "nothing is signed yet");
    let fields = [("text", "Otterbein stayed with me."), ("name", "Maria Delgado"), ("strokes", "[[[1,2],[30,40]]]")];
    let signed = press(&phone, "/c", &[&fields[..], &[("language", "es"), ("sign", "1")]].concat()).await;
    assert_eq!(signed.status, 303);
    let done = phone.page("/c").await;
    assert!(done.contains(COPY), "{done}");
    let copy = phone.open(COPY).await;
    assert_eq!((copy.status, copy.header("content-type")), (200, "application/pdf"));
    assert!(copy.header("cache-control").contains("no-store"), "{}", copy.header("cache-control"));
    let text = pdf_text(&copy.body);
    for words in ["Otterbein stayed with me.", "Maria Delgado", "Not yet sent", "Draft, not sent", "D-", "Priya Raman"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("C-2026") && !text.contains("inside the bank"), "{text}");
    assert_eq!(Browser::new(&app).open(COPY).await.status, 404);
    let banker = Browser::signed_in(&app, "sam").await;
    assert_eq!(banker.open(COPY).await.status, 404);

    let sent = sam.post(&format!("{draft}/send"), &json!(null)).await.with_status(201);
    app.drain().await;
    let text = pdf_text(&phone.open(COPY).await.body);
    assert!(text.contains(sent["reference"].as_str().expect("a reference")) && !text.contains("ot sent"), "{text}");
    // The letter that others get is without the name: no consent was given. It says how it was signed.
    let path = format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"));
    let circulated = pdf_text(&sam.get(&format!("{path}/letter.pdf")).await.body);
    assert!(!circulated.contains("Delgado") && circulated.contains("own phone"), "{circulated}");
    let letter = sam.get(&path).await.with_status(200)["letter"].clone();
    assert_eq!((&letter["written_on"], &letter["unseen_before_signing"]), (&json!("own_phone"), &json!(true)));
    assert_eq!(letter["seconds_to_signature"], json!(0), "the clock of the test stands");
    let page = banker.page(&format!("/commendations/{}", sent["id"].as_str().expect("an id"))).await;
    assert!(page.contains("On the client’s own phone") && page.contains("Seen by the client only"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_may_make_no_slips() {
    let app = TestApp::with(|config| config.handoffs.take_home_days = 0).await;
    let sam = app.sign_in("sam").await;
    let (draft, _) = handed_off(&app, &sam).await;
    let refused = sam.post(&format!("{draft}/handoff"), &json!({"take_home": true})).await;
    assert_eq!(refused.with_status(409)["code"], json!("no_take_home"));
    let id = draft.rsplit('/').next().expect("an id");
    let banker = Browser::signed_in(&app, "sam").await;
    sam.delete(&format!("{draft}/handoff")).await;
    assert!(!banker.page(&format!("/commendations/{id}/handoff")).await.contains("value=\"take_home\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_a_page_of_a_client_loads_is_small() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (_, shown) = handed_off(&app, &sam).await;
    let phone = Browser::new(&app);
    let welcome = phone.page(&link(&shown)).await;
    let phone = writing(&app, &shown).await;
    let letter = phone.page("/c").await;
    for page in [welcome, letter] {
        let mut loaded = packed(page.as_bytes());
        let quoted = page.split('"').filter(|part| part.starts_with("/assets/"));
        let mut files: Vec<&str> = quoted.collect();
        files.sort_unstable();
        files.dedup();
        assert!(files.iter().any(|file| file.contains("client")), "{files:?}");
        for file in files {
            loaded += packed(&phone.open(file).await.body);
        }
        assert!(loaded < 30 * 1024, "{loaded} bytes");
    }
}

/// The size of some bytes as a server sends them that compresses with gzip, with 300 bytes for the heads.
fn packed(bytes: &[u8]) -> usize {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("bytes in memory");
    packed.finish().expect("bytes in memory").len() + 300
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_by_the_hundred_are_stopped_and_say_nothing() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (_, shown) = handed_off(&app, &sam).await;
    let code = shown["code"].as_str().expect("a code");
    let stranger = Browser::new(&app);
    let mut refused = 0;
    for number in 0..200 {
        let wrong = format!("{number:04}-{number:04}");
        if wrong.replace('-', "") == code.replace('-', "") {
            continue;
        }
        let answer = press(&stranger, "/c", &[("code", wrong.as_str())]).await;
        assert!([422, 429].contains(&answer.status), "{}", answer.status);
        refused += usize::from(answer.status == 429);
    }
    assert!(refused >= 185, "{refused} of 200 were not even looked up");
    let right = press(&stranger, "/c", &[("code", code)]).await;
    assert_eq!(right.status, 429, "the limit holds for the right one too, so that nothing is learned");
    for entry in app.trail(50).await {
        let token = link(&shown).replace("/c/", "");
        assert!(!entry.detail.contains(&token) && !entry.detail.contains(code), "{}", entry.detail);
    }
}
