//! The pages of a letter on paper in a browser without scripts: brought, turned, covered by two clicks, sent.

use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::writing::{begun, hidden, pressed};
use crate::letters::uploads::PHOTO;
use crate::support::{Answer, Browser, HTML, TestApp};

/// Sends a file as the page's form would.
async fn bring(browser: &Browser, scan: &str, bytes: &'static [u8]) -> Answer {
    let token = browser.token().await;
    let request = browser.request(Method::POST, &format!("{scan}/file?csrf={token}"));
    let request = request.header("sec-fetch-site", "same-origin").header("accept", HTML);
    browser.send(request.multipart(Form::new().part("file", Part::bytes(bytes)))).await
}

/// Presses a button of the scan's form; the page that follows.
async fn press(browser: &Browser, scan: &str, at: &str, fields: &[(&str, &str)]) -> (String, String) {
    let page = browser.page(at).await;
    let kept = ["revision", "pages", "width", "height-1", "corner.page", "corner.x", "corner.y"];
    let kept: Vec<(&str, String)> = kept.into_iter().map(|name| (name, hidden(&page, name))).collect();
    let mut all: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend_from_slice(fields);
    let done = browser.submit(scan, &all).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let next = done.header("location").split('#').next().unwrap_or_default().to_owned();
    (browser.page(&next).await, next)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_brought_covered_turned_and_sent() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let priya = app.id("priya").await;
    let fields = [("helper_ids", priya.as_str()), ("kind", "scan"), ("words", "Thank you."), ("did", "Stayed.")];
    let path = begun(&sam, &[fields[0], fields[1], fields[2], fields[3], ("pages", "1")]).await;
    assert!(path.ends_with("/scan"), "the button leads to the pages: {path}");
    let scan = path;
    let edit = scan.replace("/scan", "/edit");

    let bad = bring(&sam, &scan, b"no picture at all").await;
    let page = bad.text();
    assert!(bad.status == 415 && page.contains("<title>Error: Letter on paper"), "{page}");
    assert!(page.contains("href=\"#file\">File with the pages: This is no JPEG"), "{page}");
    let empty = bring(&sam, &scan, b"").await;
    assert!(empty.status == 422 && empty.text().contains("Choose the file"), "{}", empty.text());
    assert!(sam.page(&edit).await.contains("Thank you.</textarea>"), "nothing is lost");

    let brought = bring(&sam, &scan, PHOTO).await;
    assert_eq!((brought.status, brought.header("location")), (303, scan.as_str()), "{}", brought.text());
    let page = sam.page(&scan).await;
    assert!(page.contains("<input type=\"image\" name=\"at-1\"") && page.contains("Thank you.</textarea>"), "{page}");
    let picture = sam.open(&format!("{scan}/pages/1")).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));

    // Two clicks on one place are none; two at a distance cover what is between.
    let words = ("words", "Thank you, all.");
    let (page, corner) = press(&sam, &scan, &scan, &[words, ("at-1.x", "56"), ("at-1.y", "100")]).await;
    assert!(page.contains("Now click the opposite corner.") && page.contains("Thank you, all.</textarea>"), "{page}");
    let (page, _) = press(&sam, &scan, &corner, &[words, ("at-1.x", "56"), ("at-1.y", "100")]).await;
    assert!(page.contains("The two corners were at one place.") && !page.contains("<rect x="), "{page}");
    let (page, _) = press(&sam, &scan, &corner, &[words, ("at-1.x", "168"), ("at-1.y", "60")]).await;
    assert!(page.contains("<rect x=\"100\"") && page.contains("width=\"200\""), "{page}");
    assert!(page.contains("10 % from the left") && page.contains("uncover it first"), "{page}");
    let numbers = [words, ("left-1", "50"), ("top-1", "50,5"), ("wide-1", "70"), ("high-1", "10"), ("cover", "1")];
    let (page, _) = press(&sam, &scan, &scan, &numbers).await;
    assert!(page.contains("<rect x=\"500\" y=\"505\" width=\"500\" height=\"100\""), "{page}");

    let before = hidden(&page, "height-1");
    press(&sam, &scan, &scan, &[words, ("uncover", "1")]).await;
    let (page, _) = press(&sam, &scan, &scan, &[words, ("uncover", "0")]).await;
    assert!(!page.contains("<rect x="), "{page}");
    let (page, _) = press(&sam, &scan, &scan, &[words, ("turn", "1")]).await;
    let (before, after): (f64, f64) =
        (before.parse().expect("a height"), hidden(&page, "height-1").parse().expect("a height"));
    assert!((before * after - 560.0 * 560.0).abs() < 1_200.0, "width and height have changed places: {before} {after}");
    assert_eq!(sam.open(&format!("{scan}/pages/1")).await.status, 200);
    press(&sam, &scan, &scan, &[words, ("pages_checked", "on"), ("done", "1")]).await;

    let mia = Browser::signed_in(&app, "mia").await;
    for of in [scan.clone(), format!("{scan}/pages/1")] {
        assert_eq!(mia.open(&of).await.status, 404, "{of}");
    }
    assert_eq!(bring(&mia, &scan, PHOTO).await.status, 404);

    let sent = [fields[0], fields[1], words, fields[3], ("client.name", "Maria"), ("client.share_name", "on")];
    let look = pressed(&sam, &edit, ("look", "1"), &sent).await;
    assert_eq!(look.status, 303, "{}", look.text());
    let done = pressed(&sam, &edit, ("send", "1"), &sent).await;
    assert_eq!(done.header("location"), edit.trim_end_matches("/edit"), "{}", done.text());
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_taken_out_again_and_the_words_stay() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let scan = begun(&sam, &[("kind", "scan"), ("words", "Thank you."), ("pages", "1")]).await;
    bring(&sam, &scan, PHOTO).await;
    let discard = sam.page(&scan.replace("/scan", "/discard")).await;
    assert!(discard.contains("letter on paper in it is deleted too"), "{discard}");
    let (page, _) = press(&sam, &scan, &scan, &[("words", "Thank you."), ("without", "1")]).await;
    assert!(page.contains("type=\"file\""), "{page}");
    let page = sam.page(&scan.replace("/scan", "/edit")).await;
    assert!(page.contains("Thank you.</textarea>") && page.contains("value=\"typed\" checked"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_sends_all_covered_places_and_a_conflict_keeps_them() {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let scan = begun(&sam, &[("kind", "scan"), ("words", "Thank you."), ("pages", "1")]).await;
    bring(&sam, &scan, PHOTO).await;
    let revision = hidden(&sam.page(&scan).await, "revision");
    let drawn = [
        ("revision", revision.as_str()),
        ("words", "Thank you."),
        ("drawn", "1"),
        ("region", "1:0.1:0.2:0.3:0.05"),
        ("region", "1:0.9:0.9:0.5:-3"),
        ("region", "1:NaN:0.1:0.1:0.1"),
        ("auto", "1"),
    ];
    let saved = sam.submit(&scan, &drawn).await;
    let page = saved.text();
    assert!(saved.status == 200 && page.contains("value=\"1:0.1:0.2:0.3:0.05\""), "{page}");
    assert!(page.contains("10 % from the left, 20 % from the top, 30 % wide, 5 % high"), "{page}");
    assert!(page.contains("value=\"1:0.9:0.9:"), "what is beyond the page is cut at its edge: {page}");
    assert!(!page.contains("NaN"), "{page}");
    // Buttons without the mark of a script leave the places as they are.
    let (page, _) = press(&sam, &scan, &scan, &[("words", "Thank you."), ("keep", "1")]).await;
    assert!(page.contains("value=\"1:0.1:0.2:0.3:0.05\""), "{page}");
    let two = sam.submit(&scan, &[drawn[0], ("words", "Mine."), drawn[2], ("region", "1:0.5:0.5:0.1:0.1")]).await;
    let page = two.text();
    assert!(two.status == 409 && page.contains(">\n1:0.5:0.5:0.1:0.1</textarea>"), "{page}");
    let revision = hidden(&page, "revision");
    let kept = [("revision", revision.as_str()), ("kind", "scan"), ("words", "Mine."), drawn[2]];
    let mine = [kept[0], kept[1], kept[2], kept[3], ("region", "1:0.5:0.5:0.1:0.1"), ("look", "1")];
    sam.submit(&scan.replace("/scan", "/edit"), &mine).await;
    let page = sam.page(&scan).await;
    assert!(page.contains("value=\"1:0.5:0.5:0.1:0.1\"") && !page.contains("1:0.1:0.2"), "{page}");
    assert_eq!(
        sam.submit(&scan, &[drawn[0], drawn[2], ("auto", "1")]).await.status,
        409,
        "an old window overwrites nothing"
    );
}
