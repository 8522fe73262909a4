//! The mails to a client who left an address: at most two, in the client's language, and the address is gone afterwards.

use std::time::Duration;

use commend::db::schema::{commendations, deliveries};
use commend::db::{Connection, DbError};
use commend::language::Language;
use diesel::prelude::*;
use mail_parser::MessageParser;
use serde_json::{Value, json};

use super::{letter, path_of, withdraw};
use crate::support::{Browser, Client, TestApp};

const ADDRESS: &str = "maria@home.example";

async fn app() -> TestApp {
    TestApp::with(|config| config.mail.to_clients = true).await
}

/// Sends a letter of a client who left an address.
async fn sent(app: &TestApp, sam: &Client, language: &str) -> Value {
    let mut body = letter(app).await;
    body["client"]["email"] = json!(ADDRESS);
    body["letter"]["language"] = json!(language);
    app.commend(sam, &body).await
}

/// Subject, text and HTML of each mail to the client, as it came and on one line.
fn to_client(app: &TestApp) -> Vec<(String, String, String)> {
    let one = |mail: String| {
        let parsed = MessageParser::default().parse(mail.as_bytes())?;
        let to = parsed.to().and_then(|to| to.first()).and_then(|to| to.address()).map(str::to_owned);
        (to.as_deref() == Some(ADDRESS)).then(|| {
            assert_eq!(parsed.attachment_count(), 0, "no copy of the letter");
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (text, html) = (parsed.body_text(0).expect("a text"), parsed.body_html(0).expect("a page"));
            (parsed.subject().expect("a subject").to_owned(), words(&text), html.into_owned())
        })
    };
    app.mails().into_iter().filter_map(one).collect()
}

async fn address(app: &TestApp) -> Option<String> {
    let kept = |conn: &mut Connection| {
        Ok::<_, DbError>(commendations::table.select(commendations::client_email).first::<Option<String>>(conn)?)
    };
    app.app.db.read(kept).await.expect("the row")
}

async fn thank(app: &TestApp, path: &str, body: Value) -> u16 {
    app.sign_in("priya").await.post(&format!("{path}/thanks"), &body).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_told_twice_at_most_and_the_address_is_gone() {
    let app = app().await;
    let sam = app.sign_in("sam").await;
    let sent = sent(&app, &sam, "es").await;
    let path = path_of(&sent);
    assert!(to_client(&app).is_empty(), "nothing goes before a helper has it");
    app.drain().await;
    let mails = to_client(&app);
    assert_eq!(mails.len(), 1);
    let (subject, text, html) = &mails[0];
    assert_eq!(subject, "Su carta llegó a Priya");
    for words in ["Maria Delgado", "Priya Raman", "Su nombre fue con ella", "retirar su permiso", "Sam Lee", "enlaces"]
    {
        assert!(text.contains(words) && html.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("leyó") && !text.contains("leída"), "nobody is known to have read it: {text}");
    for link in ["http", "href", "<img", "stayed on the phone"] {
        assert!(!text.contains(link) && !html.contains(link), "{link}\n{html}");
    }
    // No row of the outbox has the address.
    let rows = |conn: &mut Connection| {
        Ok::<_, DbError>(deliveries::table.select(deliveries::recipient_email).load::<String>(conn)?)
    };
    assert!(!app.app.db.read(rows).await.expect("rows").iter().any(|row| row.contains("maria")));
    let listed = sam.get(&format!("{path}/deliveries")).await.text();
    assert!(listed.contains("Client") && !listed.contains(ADDRESS), "{listed}");

    // Thanks that the helper keeps to the bank are not for the client.
    assert_eq!(thank(&app, &path, json!({"text": "It was nothing."})).await, 201);
    app.drain().await;
    assert_eq!(to_client(&app).len(), 1);
    let shared = json!({"text": "I was glad too.\n\nPriya", "share_with_client": true});
    assert_eq!(thank(&app, &path, shared.clone()).await, 200);
    app.drain().await;
    let mails = to_client(&app);
    let fresh = mails.iter().find(|(subject, ..)| subject == "Priya Raman le da las gracias por su carta");
    let (_, text, _) = fresh.expect("the thanks");
    assert!(text.contains("I was glad too.") && text.contains("leída por Priya Raman"), "{text}");
    assert_eq!((mails.len(), address(&app).await), (2, None), "the address goes with the last mail");
    assert!(app.trail(20).await.iter().any(|entry| entry.action == "commendation.client_address_erased"));

    // Nothing else ever.
    assert_eq!(thank(&app, &path, shared).await, 200);
    let again = json!({"cover_note": "Another word.", "reason": "A better word."});
    sam.post(&format!("{path}/corrections"), &again).await.with_status(201);
    app.drain().await;
    assert_eq!(to_client(&app).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_has_the_mail() {
    let app = app().await;
    let sam = app.sign_in("sam").await;
    let mut subjects = std::collections::BTreeSet::new();
    for language in Language::for_clients() {
        let before = to_client(&app).len();
        sent(&app, &sam, language.tag()).await;
        app.drain().await;
        let mails = to_client(&app);
        assert_eq!(mails.len(), before + 1, "{}", language.tag());
        let page = format!("<html lang=\"{}\" dir=\"{}\">", language.tag(), language.direction());
        assert!(mails.iter().any(|(_, _, html)| html.contains(&page)), "{page}");
        subjects.extend(mails.into_iter().map(|(subject, ..)| subject));
    }
    assert_eq!(subjects.len(), Language::for_clients().count(), "{subjects:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_writes_to_no_clients_and_a_withdrawn_letter_send_none() {
    let off = TestApp::with(|config| config.mail.to_clients = false).await;
    let sam = off.sign_in("sam").await;
    sent(&off, &sam, "en").await;
    off.drain().await;
    assert!(to_client(&off).is_empty());

    let app = app().await;
    let sam = app.sign_in("sam").await;
    let taken = sent(&app, &sam, "en").await;
    withdraw(&sam, &taken).await;
    app.drain().await;
    assert_eq!((to_client(&app).len(), address(&app).await), (0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_not_kept_for_ever() {
    let app = app().await;
    let sam = app.sign_in("sam").await;
    sent(&app, &sam, "en").await;
    app.drain().await;
    app.app.commendations.forget_client_addresses().await.expect("a run of the job");
    assert_eq!(address(&app).await.as_deref(), Some(ADDRESS));
    app.advance(Duration::from_secs(90 * 86_400));
    app.app.commendations.forget_client_addresses().await.expect("a run of the job");
    assert_eq!(address(&app).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_the_banker_prints_the_same_words() {
    let app = app().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter(&app).await;
    body["letter"]["language"] = json!("fr");
    let sent = app.commend(&sam, &body).await;
    let page = format!("/commendations/{}/client-print", sent["id"].as_str().expect("an id"));
    let banker = Browser::signed_in(&app, "sam").await;
    assert!(banker.page(&page).await.contains("No helper has the letter yet"));
    app.drain().await;
    assert!(to_client(&app).is_empty());
    let printed = banker.page(&page).await;
    assert!(
        printed.contains("lang=\"fr\"") && printed.contains("Votre lettre a été remise à Priya Raman"),
        "{printed}"
    );
    assert!(printed.contains("retirer votre permission"), "{printed}");
    assert_eq!(Browser::signed_in(&app, "priya").await.open(&page).await.status, 404);
}
