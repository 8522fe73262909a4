//! The words of a client: unseen until signed, unchanged afterwards, gone when they are not signed.

use std::time::Duration;

use commend::db::schema::handoffs;
use commend::db::{Connection, DbError, Location};
use diesel::prelude::*;
use serde_json::json;

use super::{handed_off, press, state, writing};
use crate::support::{Browser, TestApp};

const WORDS: &str = "Otterbein stayed with me until the money was there.";

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one letter, from the first word to the mail")]
async fn a_client_writes_and_signs_and_the_banker_sends() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let phone = writing(&app, &shown).await;
    assert_eq!(state(&sam, &draft).await, "opened");
    let page = phone.page("/c").await;
    for words in ["Would you write a few words about Priya Raman?", "Sam Lee", "Signing sends nothing yet"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(page.contains("name=\"share_name\" value=\"on\">"), "the consent is not ticked: {page}");

    let kept = press(&phone, "/c", &[("text", WORDS), ("auto", "1")]).await;
    assert_eq!((kept.status, state(&sam, &draft).await.as_str()), (204, "writing"));
    assert!(!sam.get(&draft).await.text().contains("Otterbein"), "the banker does not see the words yet");
    assert!(phone.page("/c").await.contains(WORDS));

    // Everything that is wrong is said at once, and nothing is lost.
    let wrong = press(&phone, "/c", &[("text", WORDS), ("email", "maria at home"), ("sign", "1")]).await;
    let page = wrong.text();
    assert_eq!(wrong.status, 422);
    for words in [WORDS, "maria at home", "Type your name", "not a mail address", "<title>Error:"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let fields = [
        ("text", WORDS),
        ("name", "Maria Delgado"),
        ("strokes", "[[[1,2],[30,40]]]"),
        ("language", "es"),
        ("sign", "1"),
    ];
    assert_eq!(press(&phone, "/c", &fields).await.header("location"), "/c");
    let done = phone.page("/c").await;
    assert!(done.contains("Thank you") && done.contains("D-") && !done.contains("C-2"), "{done}");
    assert_eq!(press(&phone, "/c", &fields).await.header("location"), "/c", "a second press changes nothing");
    assert_eq!(state(&sam, &draft).await, "signed");

    let read = sam.get(&draft).await;
    let fields = read.json()["fields"].clone();
    assert_eq!((&fields["letter"]["text"], &fields["letter"]["language"]), (&json!(WORDS), &json!("es")));
    assert_eq!(fields["letter"]["signature"]["strokes"], json!([[[1.0, 2.0], [30.0, 40.0]]]));
    assert_eq!(fields["client"], json!({"name": "Maria Delgado"}), "no consent was given");
    let agreed = |conn: &mut Connection| {
        Ok::<_, DbError>(handoffs::table.select(handoffs::agreed_to.assume_not_null()).first::<String>(conn)?)
    };
    let agreed = app.app.db.read(agreed).await.expect("the words that the client agreed to");
    assert!(
        agreed.contains("Al firmar, entrega esta carta al banco. La leer") && agreed.contains("\"share_name\":false"),
        "{agreed}"
    );

    // Nobody changes it; the banker adds, withholds and sends.
    let change = |fields: serde_json::Value| {
        let sam = sam.with_header("if-match", "*");
        let draft = draft.clone();
        async move { sam.put(&draft, &fields).await }
    };
    let mut other = fields.clone();
    other["letter"]["text"] = json!("She was fine.");
    change(other).await.problem(409, "letter_signed");
    let mut other = fields.clone();
    other["client"]["consent_to_share_name"] = json!(true);
    change(other).await.problem(409, "letter_signed");
    change(json!({"cover_note": "x"})).await.problem(409, "letter_signed");
    let mut own = fields.clone();
    own["cover_note"] = json!("Priya called the night desk.");
    own["client"]["invited"] = json!(true);
    own["letter"]["withheld"] = json!([{"start": 0, "end": 9}]);
    assert_eq!(change(own).await.status, 200);
    let again = sam.post(&format!("{draft}/handoff"), &json!({})).await;
    again.problem(409, "letter_signed");
    let sent = sam.post(&format!("{draft}/send"), &json!(null)).await.with_status(201);
    let record =
        sam.get(&format!("/api/v1/commendations/{}", sent["id"].as_str().expect("an id"))).await.with_status(200);
    assert!(record["letter"]["text"].as_str().is_some_and(|text| text.contains("stayed with me")), "{record}");
    assert!(!record.to_string().contains("Maria") && !record.to_string().contains("Otterbein"), "{record}");
    app.drain().await;
    assert!(phone.page("/c").await.contains("Thank you"), "the client's last page stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_signed_draft_shows_the_letter_and_keeps_it() {
    let app = TestApp::start().await;
    let (client, sam) = (app.sign_in("sam").await, Browser::signed_in(&app, "sam").await);
    let (draft, shown) = handed_off(&app, &client).await;
    let phone = writing(&app, &shown).await;
    let fields = [
        ("text", "First <b>line</b>.\n\nSecond."),
        ("name", "Maria \"M\" Delgado"),
        ("share_name", "on"),
        ("sign", "1"),
    ];
    assert_eq!(press(&phone, "/c", &fields).await.status, 303);
    let path = format!("/commendations/{}/edit", draft.rsplit('/').next().expect("an id"));
    let page = sam.page(&path).await;
    for words in ["Written and signed by the client", "<p>First &#60;b&#62;line", "The name may go with the letter."] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    // Whatever a form says, the client's part stays as it was signed.
    let priya = app.id("priya").await;
    let revision = crate::browser::writing::hidden(&page, "revision");
    let form = [
        ("revision", revision.as_str()),
        ("helper_ids", &priya),
        ("did", "Called the night desk."),
        ("kind", "typed"),
        ("words", "Other words."),
        ("client.name", "Somebody else"),
        ("look", "1"),
    ];
    assert_eq!(sam.submit(&path, &form).await.status, 303);
    let fields = client.get(&draft).await.with_status(200)["fields"].clone();
    assert_eq!(fields["letter"]["text"], json!("First <b>line</b>.\n\nSecond."));
    assert_eq!(fields["client"], json!({"name": "Maria \"M\" Delgado", "consent_to_share_name": true}));
    assert_eq!(fields["what_they_did"], json!("Called the night desk."));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_letter_that_came_meanwhile_is_kept_beside_the_signed_one() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let phone = writing(&app, &shown).await;
    let upload =
        crate::letters::uploads::upload(&sam, "letter.jpg", crate::letters::uploads::PHOTO).await.with_status(201);
    let typed = json!({"letter": {"kind": "scan", "upload_id": upload["upload_id"], "transcript": "On paper."}});
    assert_eq!(sam.with_header("if-match", "*").put(&draft, &typed).await.status, 200);
    assert_eq!(press(&phone, "/c", &[("text", WORDS), ("name", "Maria"), ("sign", "1")]).await.status, 303);
    let listed = sam.get("/api/v1/drafts").await.with_status(200);
    let items = listed["items"].as_array().expect("items");
    let kinds: Vec<&str> = items.iter().filter_map(|item| item["letter"].as_str()).collect();
    assert!(kinds.len() == 2 && kinds.contains(&"typed") && kinds.contains(&"scan"), "{listed}");
    let scan = items.iter().find(|item| item["letter"] == "scan").expect("a scan")["id"].as_str().expect("an id");
    let aside = sam.get(&format!("/api/v1/drafts/{scan}")).await.with_status(200);
    assert_eq!(aside["fields"]["letter"]["transcript"], json!("On paper."));
    // Its pages stay, although nothing but the new draft names them.
    app.advance(Duration::from_secs(3 * 24 * 3_600));
    app.app.uploads.clear_away().await.expect("a run of the job");
    let sam = app.sign_in("sam").await;
    let page = format!("/api/v1/uploads/{}/pages/1", upload["upload_id"].as_str().expect("an id"));
    assert_eq!(sam.get(&page).await.status, 200);
    let read = sam.get(&draft).await.with_status(200);
    assert_eq!(read["fields"]["letter"]["text"], json!(WORDS));
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_pointed_out_before_signing_and_masked_in_any_case() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let (draft, shown) = handed_off(&app, &sam).await;
    let phone = writing(&app, &shown).await;
    let text = "My card is 4111 1111 1111 1111.";
    let fields = [("text", text), ("name", "Maria"), ("sign", "1")];
    let pointed = press(&phone, "/c", &fields).await;
    assert_eq!(pointed.status, 422);
    assert!(pointed.text().contains("Leave it out") && pointed.text().contains("numbers_stay"), "{}", pointed.text());
    assert_eq!(state(&sam, &draft).await, "writing");
    let fields = [("text", text), ("name", "Maria"), ("numbers_stay", "1"), ("sign", "1")];
    assert_eq!(press(&phone, "/c", &fields).await.status, 303);
    let sent = sam.post(&format!("{draft}/send"), &json!(null)).await.with_status(201);
    assert_eq!(sent["masked"][0]["last4"], json!("1111"));
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_not_signed_are_gone() {
    let app = TestApp::start().await;
    for (end, page_says) in [
        ("declined", "No letter, and that is fine"),
        ("revoked", "This link was taken back"),
        ("expired", "This link has run out"),
        ("deleted", "This link was taken back"),
    ] {
        let sam = app.sign_in("sam").await;
        let (draft, shown) = handed_off(&app, &sam).await;
        let phone = writing(&app, &shown).await;
        let fields = [("text", WORDS), ("name", "Otterbein"), ("strokes", "[[[123,456]]]"), ("auto", "1")];
        assert_eq!(press(&phone, "/c", &fields).await.status, 204);
        match end {
            "declined" => assert_eq!(press(&phone, "/c", &[("decline", "1")]).await.status, 303),
            "revoked" => assert_eq!(sam.delete(&format!("{draft}/handoff")).await.status, 204),
            "deleted" => assert_eq!(sam.with_header("if-match", "*").delete(&draft).await.status, 204),
            _ => {
                app.advance(Duration::from_secs(2 * 3_600 + 1));
                app.app.handoffs.clear_away().await.expect("a run of the job");
            }
        }
        let sam = app.sign_in("sam").await;
        let page = phone.page("/c").await;
        assert!(page.contains(page_says) && !page.contains("Otterbein"), "{end}\n{page}");
        let late = press(&phone, "/c", &[("text", WORDS), ("name", "Maria"), ("sign", "1")]).await;
        assert_eq!(late.header("location"), "/c", "{end}");
        if end != "deleted" {
            assert_eq!(state(&sam, &draft).await, end);
            assert_eq!(sam.get(&draft).await.with_status(200)["letter"], json!(null));
            // The banker may ask again.
            assert_eq!(sam.post(&format!("{draft}/handoff"), &json!({})).await.status, 201);
        }
        assert!(!anywhere(&app, "Otterbein").await, "{end}");
    }
}

/// True when some words stand in a row of a hand-off, or in a file of an embedded database.
async fn anywhere(app: &TestApp, words: &str) -> bool {
    let kept = |conn: &mut Connection| {
        Ok::<_, DbError>(
            handoffs::table
                .select(handoffs::entries.assume_not_null())
                .filter(handoffs::entries.is_not_null())
                .load::<String>(conn)?,
        )
    };
    let rows = app.app.db.read(kept).await.expect("the rows");
    let Location::Sqlite(path) = &app.app.config.database.location else { return !rows.is_empty() };
    let folder = path.parent().expect("a folder");
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let found = files.filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(path).expect("a file");
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    });
    found || !rows.is_empty()
}
