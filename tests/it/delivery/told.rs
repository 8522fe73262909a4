//! No mail waits, and none ends badly, without somebody who knows of it: one item for one cause, which closes by itself.

use std::time::Duration;

use commend::db::schema::deliveries;
use commend::db::{Connection, DbError};
use commend::delivery::operations::{self, PausedBy};
use commend::worker::outbox_watch as watch;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::find;
use super::test_worker::Post;
use crate::commendations::note;
use crate::support::smtp::{Fault, SmtpServer, Step, reply};
use crate::support::{Browser, TestApp};

const MINUTE: Duration = Duration::from_secs(60);

async fn items(app: &TestApp, kind: &str) -> Vec<Value> {
    let path = format!("/api/v1/work-items?state=open&kind={kind}");
    let listed = app.sign_in("hugo").await.get(&path).await.with_status(200);
    listed["items"].as_array().expect("items").clone()
}

async fn look(app: &TestApp) {
    watch::look(&app.app).await.expect("a look");
}

async fn actions(app: &TestApp) -> Vec<String> {
    app.trail(50).await.into_iter().map(|entry| entry.action).collect()
}

#[actix_web::test]
async fn a_mail_server_that_is_not_reached_is_one_item_that_closes_by_itself() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always(None, Step::Greeting, Fault::Drop);
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    look(&app).await;
    assert_eq!(items(&app, "relay_unreachable").await, Vec::<Value>::new(), "not at once");
    assert_eq!(app.anyone().get("/readyz").await.with_status(200)["degraded"], Value::Null);
    for _ in 0..4 {
        app.advance(5 * MINUTE);
        app.drain().await;
        look(&app).await;
    }
    let open = items(&app, "relay_unreachable").await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((&open[0]["subject"], &open[0]["detail"]["waiting"]), (&json!("relay"), &json!(4)));
    assert_eq!(items(&app, "waiting_mail").await.len() + items(&app, "failed_mail").await.len(), 0, "no flood");
    let ready = app.anyone().get("/readyz").await.with_status(200);
    assert_eq!((&ready["ready"], &ready["degraded"]), (&json!(true), &json!(["relay"])));
    let page = Browser::signed_in(&app, "sam").await;
    let page = page.page(&format!("/commendations/{}", sent["id"].as_str().unwrap())).await;
    assert!(page.contains("Waiting for the mail server since"), "{page}");
    relay.forgive();
    app.advance(5 * MINUTE);
    app.drain().await;
    assert_eq!(relay.received().len(), 4, "everything goes as soon as it answers");
    assert_eq!(items(&app, "relay_unreachable").await, Vec::<Value>::new());
    assert_eq!(app.anyone().get("/readyz").await.with_status(200)["degraded"], Value::Null);
    let trail = actions(&app).await;
    for action in ["outbox.relay_silent", "work_item.opened", "outbox.resumed"] {
        assert_eq!(trail.iter().filter(|found| *found == action).count(), 1, "{action}: {trail:?}");
    }
}

#[actix_web::test]
async fn mails_that_wait_for_one_cause_are_one_item_with_a_count() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    relay.always("priya@bank.example", Step::Rcpt, reply("450 4.2.0 mailbox busy, id 1"));
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    app.advance(59 * MINUTE);
    look(&app).await;
    assert_eq!(items(&app, "waiting_mail").await.len(), 0, "not before an hour");
    app.advance(2 * MINUTE);
    look(&app).await;
    look(&app).await;
    let one = items(&app, "waiting_mail").await;
    assert_eq!((one.len(), &one[0]["detail"]["count"]), (1, &json!(1)), "{one:?}");
    assert!(one[0]["subject"].as_str().unwrap().starts_with("delivery:"), "{one:?}");
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    app.advance(61 * MINUTE);
    look(&app).await;
    let both = items(&app, "waiting_mail").await;
    assert_eq!((both.len(), &both[0]["detail"]["count"]), (1, &json!(2)), "{both:?}");
    // A person has them sent now, and need not wait for the next try.
    relay.forgive();
    let hugo = app.sign_in("hugo").await;
    let path = format!("/worklist/{}/sending", both[0]["id"].as_str().unwrap());
    let request = hugo.request(reqwest::Method::POST, &path).header("sec-fetch-site", "same-origin");
    assert_eq!(hugo.send(crate::support::form(request, &[])).await.status, 303);
    app.drain().await;
    look(&app).await;
    assert_eq!(items(&app, "waiting_mail").await.len(), 0);
    assert_eq!(relay.received().iter().filter(|mail| mail.recipient == "priya@bank.example").count(), 2);
}

#[actix_web::test]
async fn mails_held_by_hand_for_long_are_one_item() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let now = app.clock.now();
    app.app.db.write(move |conn| operations::pause(conn, PausedBy::Hand, None, now)).await.expect("a pause");
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    app.advance(61 * MINUTE);
    look(&app).await;
    let open = items(&app, "waiting_mail").await;
    assert_eq!((open.len(), &open[0]["detail"]["waiting"]), (1, &json!(4)), "{open:?}");
    app.app.db.write(|conn| operations::resume(conn, PausedBy::Hand)).await.expect("an end");
    app.drain().await;
    look(&app).await;
    assert_eq!((items(&app, "waiting_mail").await.len(), app.mails().len()), (0, 4));
}

#[actix_web::test]
async fn a_mail_that_may_have_arrived_twice_is_told_of() {
    let app = TestApp::with_relay().await;
    let relay = app.relay.as_ref().expect("a relay");
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    relay.once("priya@bank.example", Step::Dot, Fault::Drop);
    app.drain().await;
    assert_eq!(items(&app, "failed_mail").await.len(), 0, "once is no reason");
    relay.once("priya@bank.example", Step::Dot, Fault::Drop);
    app.advance(5 * MINUTE);
    app.drain().await;
    let open = items(&app, "failed_mail").await;
    assert_eq!(
        (open.len(), &open[0]["summary"]),
        (1, &json!("It is not known whether a mail to Priya Raman arrived."))
    );
    app.advance(5 * MINUTE);
    app.drain().await;
    assert_eq!(items(&app, "failed_mail").await.len(), 0, "it closes when the relay takes it");
}

#[actix_web::test]
async fn a_mail_that_ended_badly_without_a_word_is_found() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &note(&app, "priya").await).await;
    app.drain().await;
    let spoil = |conn: &mut Connection| {
        let ended: Vec<String> = deliveries::table.select(deliveries::id).order(deliveries::id).load(conn)?;
        for (id, state) in ended.iter().zip(["failed", "unknown", "bounced"]) {
            diesel::update(deliveries::table.filter(deliveries::id.eq(id)))
                .set(deliveries::state.eq(state))
                .execute(conn)?;
        }
        Ok::<_, DbError>(())
    };
    app.app.db.write(spoil).await.expect("a write");
    look(&app).await;
    look(&app).await;
    let open = items(&app, "failed_mail").await;
    assert_eq!(open.len(), 3, "{open:?}");
    let opened = actions(&app).await.iter().filter(|action| *action == "work_item.opened").count();
    assert_eq!(opened, 3);
    // A person has settled one of them.
    let hugo = app.sign_in("hugo").await;
    let path = format!("/api/v1/work-items/{}/resolution", open[0]["id"].as_str().unwrap());
    hugo.post(&path, &json!({})).await.with_status(201);
    app.advance(48 * 60 * MINUTE);
    look(&app).await;
    assert_eq!(items(&app, "failed_mail").await.len(), 2, "it stays settled");
}

#[tokio::test]
async fn a_dead_relay_of_eight_hours_is_made_up_as_soon_as_it_is_back() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Greeting, Fault::Drop);
    let post = Post::to(&server);
    let mut ids = Vec::new();
    for _ in 0..300 {
        ids.push(post.queue("sam").await);
    }
    for _ in 0..96 {
        post.round().await;
        post.wait(5 * MINUTE);
    }
    assert!(server.connections() < 130, "{} connections", server.connections());
    server.forgive();
    post.round().await;
    assert_eq!(server.received().len(), 300, "nothing waits out a back-off that the relay caused");
    assert!(find(&post.test.db, ids[0]).await.due_at.is_none());
}

#[tokio::test]
async fn after_five_days_without_a_relay_nothing_is_given_up() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Greeting, reply("421 4.3.2 closing"));
    let post = Post::to(&server);
    post.queue("sam").await;
    for _ in 0..8 {
        post.round().await;
        post.wait(24 * 60 * MINUTE);
    }
    server.forgive();
    post.round().await;
    assert_eq!((server.received().len(), post.told().len()), (1, 0));
}

#[tokio::test]
async fn a_flush_tries_the_relay_without_waiting_for_the_breaker() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Greeting, Fault::Drop);
    let post = Post::to(&server);
    for _ in 0..5 {
        post.queue("sam").await;
    }
    post.round().await;
    post.round().await;
    server.forgive();
    post.round().await;
    assert_eq!(server.received().len(), 0, "the breaker rests");
    let now = post.clock.now();
    post.test.db.write(move |conn| operations::flush(conn, None, now)).await.expect("a flush");
    post.round().await;
    assert_eq!(server.received().len(), 5);
}
