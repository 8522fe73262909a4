//! Mails whose worker was killed while sending, and refusals of us: both are recorded, and a person is informed when one must
//! act.

use std::time::Duration;

use commend::delivery::operations::{self, Lease, Leased, Takeover};
use commend::delivery::{Cause, Content, DeliveryError};
use commend::worker;
use serde_json::json;
use tokio::sync::watch;

use super::{letter_about, note};
use crate::migrations::rules::no_sentence_is_stored;
use crate::support::TestApp;
use crate::support::smtp::{Step, reply};

const OPEN: &str = "/api/v1/work-items?state=open&kind=failed_mail";

/// Lets a worker take every mail that is due, begin the first and die. Gives the first one's id.
async fn die_while_sending(app: &TestApp) -> String {
    let lease = Lease::new("dead", app.clock.now());
    let begun = app.app.db.write(move |conn| {
        let leased = operations::lease(conn, &lease, 10)?.mails;
        operations::begin(conn, leased[0].id, &lease)?.expect("it is ours");
        Ok::<_, DeliveryError>(leased[0].id)
    });
    begun.await.expect("a mail").to_string()
}

async fn actions(app: &TestApp, object: &str) -> Vec<String> {
    let trail = app.trail(200).await.into_iter().filter(|entry| entry.object == object);
    trail.map(|entry| entry.action).collect()
}

#[tokio::test]
async fn under_hold_what_a_dead_worker_was_sending_waits_for_a_person_who_is_told() {
    let app = TestApp::with(|config| config.delivery.resend_unknown = false).await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    let id = die_while_sending(&app).await;
    app.advance(2 * Lease::LASTS);
    app.drain().await;
    assert_eq!(app.mails().len(), 3, "the others went");
    let items = app.sign_in("hugo").await.get(OPEN).await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 1, "{items}");
    assert!(items.to_string().contains("It is not known whether the mail to"), "{items}");
    assert_eq!(items["items"][0]["summary"], "It is not known whether a mail to Priya Raman arrived.");
    assert_eq!(actions(&app, &format!("delivery:{id}")).await, ["delivery.held"]);
}

#[tokio::test]
async fn under_retry_it_goes_again_and_the_trail_says_that_it_may_have_gone_twice() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    let id = die_while_sending(&app).await;
    app.advance(2 * Lease::LASTS);
    app.drain().await;
    assert_eq!(app.mails().len(), 4);
    assert_eq!(actions(&app, &format!("delivery:{id}")).await, ["delivery.sent", "delivery.unknown"]);
    assert_eq!(app.sign_in("hugo").await.get(OPEN).await.with_status(200)["items"], json!([]));
}

#[tokio::test]
async fn whoever_is_alone_after_a_kill_settles_it_at_once() {
    for (again, expected) in [(true, "delivery.unknown"), (false, "delivery.held")] {
        let app = TestApp::with(|config| config.delivery.resend_unknown = again).await;
        let sam = app.sign_in("sam").await;
        app.commend(&sam, &note(&app, "priya").await).await;
        let id = die_while_sending(&app).await;
        // No time passes: the lock of the workers shows that the other is dead.
        let (_go_on, stop) = watch::channel(false);
        let next = worker::dispatcher(&app.app).expect("a dispatcher");
        next.take_over(Takeover::Everyone).await.expect("a round");
        next.round(&stop).await.expect("a round");
        assert_eq!(app.mails().len(), if again { 4 } else { 3 });
        assert!(actions(&app, &format!("delivery:{id}")).await.contains(&expected.to_owned()));
        let items = app.sign_in("hugo").await.get(OPEN).await.with_status(200);
        assert_eq!(items["items"].as_array().unwrap().len(), usize::from(!again), "{items}");
        no_sentence_is_stored(&app.app.db).await;
    }
}

#[tokio::test]
async fn an_item_that_was_resolved_too_early_is_opened_again_with_an_entry() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always(None, Step::Mail, reply("553 5.1.8 <commend@bank.example>: Sender address rejected"));
    let (sam, hugo) = (app.sign_in("sam").await, app.sign_in("hugo").await);
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    let items = hugo.get(OPEN).await.with_status(200);
    let path = format!("/api/v1/work-items/{}/resolution", items["items"][0]["id"].as_str().unwrap());
    hugo.post(&path, &json!({"note": "done"})).await.with_status(201);
    app.advance(Duration::from_secs(600));
    app.drain().await;
    let hugo = app.sign_in("hugo").await;
    assert_eq!(hugo.get(OPEN).await.with_status(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(actions(&app, "outbox").await, ["outbox.paused", "outbox.paused"]);
    app.leave_undone();
}

#[tokio::test]
async fn a_relay_that_refuses_us_is_one_item_that_goes_with_its_cause() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always(None, Step::Mail, reply("553 5.1.8 <commend@bank.example>: Sender address rejected"));
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    let items = app.sign_in("hugo").await.get(OPEN).await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 1, "{items}");
    assert!(items.to_string().contains("COMMEND_MAIL_FROM"), "{items}");
    assert!(no_sentence_is_stored(&app.app.db).await > 0, "the relay's reply is on record");
    // The cause changes, and so does what people are told; it is still one item.
    relay.forgive();
    relay.always(None, Step::Mail, reply("503 5.5.1 authenticate first"));
    app.advance(Duration::from_secs(600));
    app.drain().await;
    let items = app.sign_in("hugo").await.get(OPEN).await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 1, "{items}");
    assert!(items.to_string().contains("user and password"), "{items}");
    relay.forgive();
    app.advance(Duration::from_secs(600));
    app.drain().await;
    assert_eq!(relay.received().len(), 4);
    assert_eq!(app.sign_in("hugo").await.get(OPEN).await.with_status(200)["items"], json!([]));
    let expected = ["outbox.resumed", "outbox.paused", "outbox.paused"];
    assert_eq!(actions(&app, "outbox").await, expected);
}

#[tokio::test]
async fn a_mail_that_is_suppressed_changes_no_words_of_the_others_and_its_recipient_is_not_named_in_them() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let mut body = letter_about(&app, &["priya", "omar"]).await;
    body["letter"]["text"] = json!("She stayed on the phone. ".repeat(200));
    app.commend(&sam, &body).await;
    let lease = Lease::new("one", app.clock.now());
    let leases = async || {
        let lease = lease.clone();
        let taken = app.app.db.write(move |conn| operations::lease(conn, &lease, 10));
        taken.await.expect("the mails").mails
    };
    let words = async |leased: &Leased| match app.app.commendations.mail(leased).await.expect("a mail") {
        Content::Letter(mail) => *mail,
        other => panic!("{other:?}"),
    };
    let mut before = leases().await;
    let suppressed = before.remove(0);
    let gone = suppressed.recipient_name.clone();
    let mut mails = Vec::new();
    for leased in &before {
        mails.push(words(leased).await);
    }
    let given_back = app.app.db.write(move |conn| {
        assert!(operations::suppress_leased(conn, &suppressed, "one", &Cause::RecipientLeft)?);
        operations::give_back(conn, "one")
    });
    given_back.await.expect("a write");
    let after = leases().await;
    assert_eq!(after.len(), before.len());
    for (leased, mut before) in after.iter().zip(mails) {
        assert!(before.readers.iter().any(|reader| reader.name == gone));
        before.readers.retain(|reader| reader.name != gone);
        assert_eq!(words(leased).await, before);
    }
    app.app.db.write(|conn| operations::give_back(conn, "one")).await.expect("a write");
    app.drain().await;
}
