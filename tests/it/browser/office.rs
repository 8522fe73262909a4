//! The pages of HR, auditors and admins.

use commend::delivery::Cause;
use commend::delivery::transport::{Outcome, Phase, Reply, Verdict};
use commend::worklist::matter::{Mail, Matter};
use commend::worklist::{self};
use serde_json::{Value, json};

use crate::support::{Browser, TestApp};

/// Marks a delivery as refused by the relay, and opens the work item that the worker opens then.
pub async fn refuse(app: &TestApp, commendation: &str, delivery: &str, recipient: &str) {
    use commend::db::DbError;
    use commend::db::schema::deliveries;
    use diesel::prelude::*;
    let reply = Reply { code: 550, text: "5.1.1 no such user".to_owned() };
    let (phase, verdict) = (Phase::Recipient, Verdict::Refused);
    let outcome = Outcome { verdict, phase, reply: Some(reply), cause: Cause::Answered { phase, accepted: false } };
    let (commendation, id) = (commendation.parse().expect("an id"), delivery.to_owned());
    let mail = Mail {
        delivery: delivery.parse().expect("an id"),
        commendation: Some(commendation),
        recipient: recipient.to_owned(),
    };
    let now = app.clock.now();
    app.app
        .db
        .write(move |conn| {
            let row = deliveries::table.filter(deliveries::id.eq(id));
            diesel::update(row).set(deliveries::state.eq("failed")).execute(conn)?;
            let matter = Matter::MailFailed { mail, outcome, may_have_arrived: false };
            Ok::<_, DbError>(worklist::open(conn, &matter, now)?)
        })
        .await
        .expect("a write");
}

/// A commendation of Priya by Sam, whose mail to Priya's supervisor was refused: its id.
pub async fn refused(app: &TestApp) -> String {
    let sam = app.sign_in("sam").await;
    let body = json!({"helper_ids": [app.id("priya").await], "cover_note": "Thank you for the wire."});
    let sent = app.commend(&sam, &body).await;
    app.drain().await;
    let id = sent["id"].as_str().expect("an id").to_owned();
    let is_ruth = |one: &&Value| one["recipient"]["email"] == "ruth@bank.example";
    let ruth = sent["deliveries"].as_array().expect("a list").iter().find(is_ruth).expect("one to Ruth");
    refuse(app, &id, ruth["id"].as_str().expect("an id"), "Ruth Adler").await;
    id
}

/// The id of the first item on the page.
pub fn item_in(page: &str) -> String {
    let (_, after) = page.split_once("<h2 id=\"w-").expect("an item");
    after.split('"').next().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_list_is_for_hr_and_says_what_to_do() {
    let app = TestApp::start().await;
    let id = refused(&app).await;
    for who in ["sam", "noor", "lena"] {
        let other = Browser::signed_in(&app, who).await;
        assert_eq!(other.open("/worklist").await.status, 403, "{who}");
        assert!(!other.page("/").await.contains("href=\"/worklist\""), "{who} has no such entry in the menu");
    }
    let hugo = Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page("/").await.contains("href=\"/worklist\""));
    let page = hugo.page("/worklist").await;
    for part in [
        "One matter needs a person.",
        ">All 1</a>",
        ">Mail 1</a>",
        "A mail to Ruth Adler did not arrive.",
        "the mail server knows no such mailbox",
        &format!("href=\"/commendations/{id}/letter.pdf\""),
        "Waiting since 10:44 today",
        "Try again",
    ] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert!(hugo.page("/worklist?kind=review").await.contains("Nothing here"));
    let spanish = hugo.submit("/settings/language", &[("language", "es")]).await;
    assert_eq!(spanish.status, 303);
    let page = hugo.page("/worklist").await;
    assert!(page.contains("Un correo a Ruth Adler no llegó.") && page.contains("no conoce ese buzón"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mail_goes_out_again_to_the_corrected_address() {
    let app = TestApp::start().await;
    refused(&app).await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let item = item_in(&hugo.page("/worklist").await);
    let path = format!("/worklist/{item}/address");
    let wrong = hugo.submit(&path, &[("email", "sam@bank.example"), ("reason", "She <married>")]).await;
    let text = wrong.text();
    assert_eq!(wrong.status, 422, "{text}");
    for part in [
        &format!("<a href=\"#email-{item}\">Right address: Another person who works here has this address.</a>"),
        "value=\"sam@bank.example\"",
        "value=\"She &#60;married&#62;\"",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    let answer = hugo.submit(&path, &[("email", "ruth.novak@bank.example"), ("reason", "She married")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/worklist"), "{}", answer.text());
    app.drain().await;
    assert!(app.mails().iter().any(|mail| mail.contains("ruth.novak@bank.example")), "it went to the new address");
    let page = hugo.page("/worklist").await;
    assert!(page.contains("The address is corrected, and the mail is in the queue again."), "{page}");
    assert!(page.contains("Nothing waits for a person."), "the item closes when the mail is sent: {page}");
    let closed = hugo.page("/worklist?state=resolved").await;
    assert!(closed.contains("Closed by itself, today, 10:44: its cause is gone."), "{closed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_closed_with_the_reason_and_shows_who_closed_it() {
    let app = TestApp::start().await;
    refused(&app).await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let item = item_in(&hugo.page("/worklist").await);
    let path = format!("/worklist/{item}/resolution");
    let long = "x".repeat(2001);
    let answer = hugo.submit(&path, &[("note", &long)]).await;
    assert!(
        answer.status == 422 && answer.text().contains("A note has 2,000 characters at most."),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains(&long), "what was typed is kept");
    assert_eq!(hugo.submit(&path, &[("note", "I printed it for her.")]).await.status, 303);
    let closed = hugo.page("/worklist?state=resolved").await;
    for part in ["Closed by Hugo Reyes, today, 10:44", "I printed it for her.", "The matter is closed."] {
        assert!(closed.contains(part), "{part}:\n{closed}");
    }
    let again = hugo.submit(&path, &[]).await;
    assert_eq!(again.status, 409, "{}", again.text());
    let retry = hugo.submit(&format!("/worklist/{item}/retry"), &[]).await;
    assert_eq!((retry.status, retry.header("location")), (303, "/worklist"), "{}", retry.text());
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_finds_a_person_and_corrects_the_line_with_its_history() {
    let app = TestApp::start().await;
    let (priya, greta) = (app.id("priya").await, app.id("greta").await);
    for who in ["sam", "noor", "lena"] {
        let other = Browser::signed_in(&app, who).await;
        for path in ["/people".to_owned(), format!("/people/{priya}")] {
            assert_eq!(other.open(&path).await.status, 403, "{who}: {path}");
        }
    }
    let hugo = Browser::signed_in(&app, "hugo").await;
    assert!(hugo.page("/people").await.contains("Who is it?"));
    assert!(hugo.page("/people?q=priya").await.contains(&format!("href=\"/people/{priya}\">Priya Raman</a>")));
    assert!(hugo.page("/people?q=nobody").await.contains("Nothing found"));
    let path = format!("/people/{priya}");
    let page = hugo.page(&path).await;
    for part in ["<h1>Priya Raman</h1>", "From the directory file", "Supervisors today", "Ruth Adler", "Back office"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    let page = hugo.page(&format!("{path}?supervisor=greta")).await;
    assert!(page.contains(&format!("value=\"{greta}\" checked")) && page.contains("value=\"2026-11-21\""), "{page}");
    let lines = format!("{path}/reporting-lines");
    let own = hugo
        .submit(&lines, &[("supervisor_id", &priya), ("kind", "acting"), ("from", "2026-11-21"), ("reason", "A <b>")])
        .await;
    assert_eq!(own.status, 422);
    assert!(own.text().contains("Supervisor: Nobody supervises themselves"), "{}", own.text());
    assert!(own.text().contains("A &#60;b&#62;</textarea>"), "what was typed is kept: {}", own.text());
    let right =
        [("supervisor_id", greta.as_str()), ("kind", "primary"), ("from", "2026-11-21"), ("reason", "She moved")];
    let answer = hugo.submit(&lines, &right).await;
    assert_eq!((answer.status, answer.header("location")), (303, path.as_str()), "{}", answer.text());
    let page = hugo.page(&path).await;
    for part in ["The line is recorded.", "Corrected by Hugo Reyes, today, 10:44", "She moved", "Greta Olsen"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
    assert_eq!(hugo.open("/people/0193e0a4-0000-7000-8000-000000000000").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn hr_corrects_an_address_on_the_page_of_a_person() {
    let app = TestApp::start().await;
    let hugo = Browser::signed_in(&app, "hugo").await;
    let path = format!("/people/{}", app.id("priya").await);
    let address = format!("{path}/address");
    let wrong = hugo.submit(&address, &[("email", "priya"), ("until", "2026-11-01"), ("reason", "late")]).await;
    assert_eq!(wrong.status, 422);
    for part in [
        "<a href=\"#email-address\">Right address: This is no mail address: it has no @.</a>",
        "<a href=\"#until-address\">Last day (optional): The last day is over already.</a>",
    ] {
        assert!(wrong.text().contains(part), "{part}:\n{}", wrong.text());
    }
    let answer = hugo.submit(&address, &[("email", "p.raman@bank.example"), ("reason", "late")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = hugo.page(&path).await;
    for part in ["The address is corrected.", "p.raman@bank.example", "The file says priya@bank.example.", "Holds"] {
        assert!(page.contains(part), "{part}:\n{page}");
    }
}
