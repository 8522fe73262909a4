//! A commendation is corrected and withdrawn in a browser: who is told stands beside the form, and nothing goes that was not seen.

use serde_json::json;

use super::writing::hidden;
use crate::support::{Answer, Browser, TestApp};

/// A letter about Priya from a client of Sam's; its path.
async fn sent(app: &TestApp) -> String {
    let sam = app.sign_in("sam").await;
    let body = json!({
        "helper_ids": [app.id("priya").await],
        "client": {"name": "Maria Delgado", "consent_to_share_name": false},
        "letter": {"kind": "typed", "text": "She stayed.", "signature": {"name": "Maria Delgado"}},
        "cover_note": "She found card 4111 1111 1111 1111.",
    });
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    format!("/commendations/{}", sent["id"].as_str().expect("an id"))
}

/// Sends the form of the last page with a button and some fields; the others as the page has them.
async fn press(browser: &Browser, path: &str, page: &str, button: (&str, &str), fields: &[(&str, &str)]) -> Answer {
    let (version, seen) = (hidden(page, "version"), hidden(page, "seen"));
    let helpers = page.split("name=\"helper_ids\" value=\"").skip(1).map(|part| part.split('"').next().unwrap_or(""));
    let mut all = vec![("version", version.as_str()), ("seen", seen.as_str()), button];
    all.extend(helpers.map(|id| ("helper_ids", id)));
    all.extend_from_slice(fields);
    browser.submit(&format!("{path}/correction"), &all).await
}

const NOTE: &str = "She found card •••• •••• •••• 1111.";

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_shows_who_is_told_and_sends_what_was_seen() {
    let app = TestApp::start().await;
    let path = sent(&app).await;
    let sam = Browser::signed_in(&app, "sam").await;
    assert!(sam.page(&path).await.contains(&format!("href=\"{path}/correction\"")));
    let page = sam.page(&format!("{path}/correction")).await;
    for part in ["Priya Raman", "Gets version 2. The person praised", "Nothing is changed yet", "1111.</textarea>"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(!page.contains("4111"), "the page shows the paragraph as it circulates: {page}");
    let note = page.split_once("<textarea class=\"in\" id=\"cover_note\"").and_then(|(_, rest)| rest.split_once('>'));
    let note =
        note.and_then(|(_, rest)| rest.split_once("</textarea>")).expect("the paragraph").0.trim_start().to_owned();

    // As it is, with a reason: nothing would change, and every value stays.
    let kept = [("cover_note", note.as_str()), ("reason", "Because.")];
    let same = press(&sam, &path, &page, ("send", "1"), &kept).await;
    let text = same.text();
    assert!(same.status == 422 && text.contains("Nothing would change") && text.contains("Because."), "{text}");
    // Without a reason.
    let none = press(&sam, &path, &page, ("send", "1"), &[("cover_note", "Better words.")]).await;
    let text = none.text();
    assert!(none.status == 422 && text.contains("href=\"#reason\"") && text.contains("Better words."), "{none:?}");
    assert!(text.contains("Say why, in words that everyone who has a copy may read."), "{text}");

    // Somebody else is found and takes the place.
    let found = press(&sam, &path, &page, ("find", "1"), &[("who", "omar"), ("cover_note", &note)]).await.text();
    let omar = app.id("omar").await;
    assert!(found.contains(&format!("name=\"add\" value=\"{omar}\"")), "{found}");
    let added = press(&sam, &path, &found, ("add", &omar), &[("cover_note", &note)]).await.text();
    let priya = app.id("priya").await;
    let changed = press(&sam, &path, &added, ("remove", &priya), &[("cover_note", &note)]).await.text();
    for part in ["Is told that it was meant for a colleague", "Gets the letter. The person praised"] {
        assert!(changed.contains(part), "{part}:\n{changed}");
    }
    // The first page's list is not what would happen now.
    let fields = [("cover_note", note.as_str()), ("reason", "It was Omar.")];
    let omar_only = [("helper_ids", omar.as_str()), ("version", "2"), ("send", "1")];
    let seen = hidden(&page, "seen");
    let stale = [&omar_only[..], &fields[..], &[("seen", seen.as_str())]].concat();
    let refused = sam.submit(&format!("{path}/correction"), &stale).await;
    assert!(refused.status == 422 && refused.text().contains("Nothing was sent"), "{}", refused.text());
    let done = press(&sam, &path, &changed, ("send", "1"), &fields).await;
    assert_eq!((done.status, done.header("location")), (303, path.as_str()), "{}", done.text());
    // The same form again, as a double click sends it.
    let twice = press(&sam, &path, &changed, ("send", "1"), &fields).await;
    assert_eq!((twice.status, twice.header("location")), (303, path.as_str()), "{}", twice.text());
    app.drain().await;

    let page = sam.page(&path).await;
    for part in [
        "Your commendation of Omar",
        "<dt>Version</dt><dd><bdi>2</bdi></dd>",
        "Sam Lee corrected it: version 2",
        "It was Omar.",
        "Sam Lee sent it to",
        "Mail accepted for",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(
        page.contains(NOTE) || page.contains("1111."),
        "the paragraph that nobody touched circulates as before: {page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_there_for_those_who_may_and_the_story_for_each_reader() {
    let app = TestApp::start().await;
    let path = sent(&app).await;
    let priya = Browser::signed_in(&app, "priya").await;
    for page in ["correction", "withdrawal"] {
        assert_eq!(priya.open(&format!("{path}/{page}")).await.status, 404, "{page}");
        assert_eq!(Browser::signed_in(&app, "mia").await.open(&format!("{path}/{page}")).await.status, 404, "{page}");
        assert_eq!(Browser::signed_in(&app, "hugo").await.open(&format!("{path}/{page}")).await.status, 200, "{page}");
    }
    let page = priya.page(&path).await;
    assert!(page.contains("Sam Lee sent it to") && !page.contains("Mail accepted for"), "{page}");
    assert!(!page.contains(&format!("{path}/correction")), "{page}");

    let sam = Browser::signed_in(&app, "sam").await;
    let page = sam.page(&format!("{path}/withdrawal")).await;
    for part in
        ["Withdraw it for everyone?", "<li>Priya Raman</li>", "You can do this until 22 Nov 2026, 10:44; later HR can."]
    {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert_eq!(sam.submit(&format!("{path}/withdrawal"), &[("reason", "Twice.")]).await.status, 303);
    app.drain().await;
    for gone in ["withdrawal", "correction"] {
        let answer = sam.open(&format!("{path}/{gone}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, path.as_str()), "{gone}");
    }
    assert!(sam.page(&path).await.contains("Sam Lee withdrew it"));
}
