//! The worker against a real SMTP server: the outcome of each mail under every fault.

use std::{sync::Arc, time::Duration};

use commend::{
    delivery::{
        AttemptOutcome, Cause, State,
        dispatch::{Dependencies, Dispatcher, Pace},
        operations::{self, PausedBy, Takeover},
        rules::{Schedule, UnknownPolicy},
        transport::{Folder, Transport},
        words,
    },
    ids::DeliveryId,
};
use tokio::sync::Notify;

use super::{
    dawn, find,
    test_worker::{Post, Rest, pace, sender, smtp},
};
use crate::support::{
    TestDatabase,
    smtp::{Fault, Protection, SmtpServer, Step, reply},
    until,
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_refused_recipient_fails_alone_in_words_somebody_can_act_on() {
    let server = SmtpServer::start().await;
    server.always("gone@meridian.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    let post = Post::to(&server);
    let (sam, gone, tom) = (post.queue("sam").await, post.queue("gone").await, post.queue("tom").await);
    post.round().await;
    assert_eq!(post.state(sam).await, State::Sent);
    assert_eq!(post.state(tom).await, State::Sent);
    let failed = find(&post.test.db, gone).await;
    assert_eq!((failed.state, failed.reply_code), (State::Failed, Some(550)));
    assert_eq!(failed.attempts.len(), 1, "a refusal is not argued with");
    assert_eq!(
        post.told(),
        [
            "The mail to gone was not accepted: the mail server knows no such mailbox. It said: “550 5.1.1 no such user”. \
          Correct the address in the directory, then retry the delivery."
        ]
    );
    let mut recipients: Vec<String> = server.received().into_iter().map(|mail| mail.recipient).collect();
    recipients.sort();
    assert_eq!(recipients, ["sam@meridian.example", "tom@meridian.example"]);
}

#[tokio::test]
async fn a_greylisted_mail_goes_later_under_the_same_message_id() {
    let server = SmtpServer::start().await;
    server.once("sam@meridian.example", Step::Rcpt, reply("450 4.2.0 greylisted"));
    let post = Post::to(&server);
    let id = post.queue("sam").await;
    post.round().await;
    let waiting = find(&post.test.db, id).await;
    assert_eq!(waiting.state, State::Queued);
    assert!(waiting.due_at.unwrap() > dawn() && waiting.due_at.unwrap() <= dawn().plus(MINUTE / 2));
    post.round().await;
    assert!(server.received().is_empty(), "not before its hour");
    post.wait(MINUTE);
    post.round().await;
    let sent = find(&post.test.db, id).await;
    let outcomes: Vec<_> = sent.attempts.iter().filter_map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Deferred, AttemptOutcome::Sent]);
    let message_id = format!("Message-ID: <{id}@commend.meridian.example>\r\n");
    assert!(String::from_utf8_lossy(&server.received()[0].bytes).contains(&message_id));
    assert!(post.told().is_empty());
}

#[tokio::test]
async fn an_answer_lost_after_the_dot_means_twice_rather_than_never() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Dot, Fault::Drop);
    let post = Post::to(&server);
    let id = post.queue("sam").await;
    post.round().await;
    assert_eq!(find(&post.test.db, id).await.attempts[0].outcome, Some(AttemptOutcome::Unknown));
    post.wait(MINUTE);
    post.round().await;
    assert_eq!(post.state(id).await, State::Sent);
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].bytes, received[1].bytes, "a reader's mail program sees one and the same mail");
}

#[tokio::test]
async fn by_policy_a_lost_answer_is_held_for_a_person() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Dot, Fault::Stall);
    let pace = Pace { unknown: UnknownPolicy::Hold, ..pace() };
    let post = Post::new(TestDatabase::new(), smtp(&server, "", Duration::from_millis(200)), pace);
    let id = post.queue("sam").await;
    post.round().await;
    post.wait(1_000 * MINUTE);
    post.round().await;
    assert_eq!(post.state(id).await, State::Unknown);
    assert_eq!(server.received().len(), 1);
    assert!(post.told()[0].starts_with("It is not known whether the mail to sam arrived"), "{:?}", post.told());
}

#[tokio::test]
async fn a_mail_nobody_takes_for_too_long_is_given_up_aloud() {
    let server = SmtpServer::start().await;
    server.always("sam@meridian.example", Step::Rcpt, reply("450 4.2.0 later"));
    let schedule = Schedule { first: MINUTE, longest: MINUTE, give_up_after: 3 * MINUTE };
    let post = Post::new(TestDatabase::new(), smtp(&server, "", MINUTE), Pace { schedule, ..pace() });
    let id = post.queue("sam").await;
    for _ in 0..5 {
        post.round().await;
        post.wait(MINUTE);
    }
    let failed = find(&post.test.db, id).await;
    assert_eq!(failed.state, State::Failed);
    assert!((3..=4).contains(&failed.attempts.len()), "{}", failed.attempts.len());
    assert!(post.told()[0].contains("could not be delivered for too long"), "{:?}", post.told());
}

#[tokio::test]
async fn a_refused_sign_in_stops_the_queue_and_spends_no_mail() {
    let server = SmtpServer::with(Protection::None, Some(("commend", "sesame"))).await;
    let post = Post::new(TestDatabase::new(), smtp(&server, "commend:wrong@", MINUTE), pace());
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        ids.push(post.queue(name).await);
    }
    post.round().await;
    let tried = server.connections();
    assert!(tried <= 4, "{tried} connections for one wrong password");
    let pauses = post.test.db.read(operations::pauses).await.unwrap();
    assert_eq!(pauses[0].by, PausedBy::Relay);
    let reason = words::pause(&pauses[0]);
    assert!(reason.starts_with("No mail can leave"), "{reason}");
    post.round().await;
    assert_eq!(server.connections(), tried, "the relay is left alone");
    for id in &ids {
        assert_eq!(post.state(*id).await, State::Queued);
    }
    // Days later nothing has been given up, and one mail at a time probes the relay.
    post.wait(10 * 24 * 60 * MINUTE);
    post.round().await;
    assert_eq!(server.connections(), tried + 1);
    assert_eq!(post.state(ids[0]).await, State::Queued);
}

#[tokio::test]
async fn a_mended_configuration_sets_the_queue_going_by_itself() {
    let server = SmtpServer::with(Protection::None, Some(("commend", "sesame"))).await;
    let before = Post::new(TestDatabase::new(), smtp(&server, "commend:wrong@", MINUTE), pace());
    let ids = [before.queue("sam").await, before.queue("tom").await];
    before.round().await;
    // The process starts again with the right password.
    let after = Post::new(before.test, smtp(&server, "commend:sesame@", MINUTE), pace());
    after.wait(MINUTE);
    after.round().await;
    for id in ids {
        assert_eq!(after.state(id).await, State::Sent);
    }
    assert!(after.test.db.read(operations::pauses).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dead_relay_costs_a_few_tries_and_not_one_for_each_mail() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Greeting, Fault::Drop);
    let post = Post::to(&server);
    for _ in 0..30 {
        post.queue("sam").await;
    }
    post.round().await;
    post.round().await;
    assert!(server.connections() <= 8, "{}", server.connections());
    server.forgive();
    post.wait(10 * MINUTE);
    post.round().await;
    assert_eq!(server.received().len(), 30);
    assert!(post.told().is_empty());
}

#[tokio::test]
async fn held_by_hand_nothing_goes() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let id = post.queue("sam").await;
    post.test.db.write(|conn| operations::pause(conn, PausedBy::Hand, None, dawn())).await.unwrap();
    post.round().await;
    assert_eq!((post.state(id).await, server.connections()), (State::Queued, 0));
    post.test.db.write(|conn| operations::resume(conn, PausedBy::Hand)).await.unwrap();
    post.round().await;
    assert_eq!(post.state(id).await, State::Sent);
}

#[tokio::test]
async fn who_must_not_get_it_does_not() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let id = post.queue("left").await;
    post.round().await;
    let suppressed = find(&post.test.db, id).await;
    assert_eq!((suppressed.state, suppressed.attempts.len()), (State::Suppressed, 0));
    assert_eq!(suppressed.cause, Some(Cause::RecipientLeft));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_address_that_is_none_fails_in_words_somebody_can_act_on() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let id = post.queue("not an address").await;
    post.round().await;
    assert_eq!(post.state(id).await, State::Failed);
    assert!(post.told()[0].contains("is not a mail address"), "{:?}", post.told());
    assert!(post.told()[0].contains("Correct the address in the directory"), "{:?}", post.told());
}

#[tokio::test]
async fn a_worker_that_was_killed_leaves_evidence_and_loses_nothing() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Dot, Fault::Stall);
    let post = Post::to(&server);
    let id = post.queue("sam").await;
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("one mail arrives", async || server.received().len() == 1).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_eq!(post.state(id).await, State::Sending, "the intent is on record");
    let next = Post::new(post.test, smtp(&server, "", MINUTE), pace());
    next.worker.take_over(Takeover::Everyone).await.unwrap();
    next.worker.round(&next.stop.subscribe()).await.unwrap();
    let sent = find(&next.test.db, id).await;
    assert_eq!(sent.state, State::Sent);
    assert_eq!(sent.attempts[0].outcome, Some(AttemptOutcome::Unknown));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_slow_answer_outlives_the_lease_because_it_is_renewed() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Dot, Fault::Stall);
    let short = Pace { lease: Duration::from_millis(600), ..pace() };
    let post = Post::new(TestDatabase::new(), smtp(&server, "", 60 * MINUTE), short);
    let id = post.queue("sam").await;
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("one mail arrives", async || server.received().len() == 1).await;
    let held_until = async || find(&post.test.db, id).await.held_until.unwrap();
    let begun = held_until().await;
    // The relay takes nine minutes to answer. The lease is renewed each minute, so that no other worker finds the delivery
    // abandoned.
    for minute in 1..=9 {
        post.wait(MINUTE);
        until("the lease is renewed", async || held_until().await >= begun.plus(minute * MINUTE)).await;
        let at = operations::Lease::new("another", post.clock.now());
        assert!(
            post.test.db.read(move |conn| operations::nothing_abandoned(conn, Takeover::Expired, &at)).await.unwrap()
        );
    }
    assert_eq!(post.state(id).await, State::Sending);
    running.abort();
}

#[tokio::test]
async fn a_stop_finishes_what_has_begun_and_gives_the_rest_back() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let mut ids = Vec::new();
    for _ in 0..60 {
        ids.push(post.queue("sam").await);
    }
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("five mails arrive", async || server.received().len() >= 5).await;
    post.stop.send(true).unwrap();
    running.await.unwrap();
    let mut sent = 0;
    for id in ids {
        let delivery = find(&post.test.db, id).await;
        assert!(matches!(delivery.state, State::Sent | State::Queued), "{:?}", delivery.state);
        assert_eq!(delivery.held_until, None, "nobody holds it");
        sent += usize::from(delivery.state == State::Sent);
    }
    assert_eq!(sent, server.received().len(), "what went out is on record, once each");
}

#[tokio::test]
async fn a_signal_wakes_the_worker() {
    let folder = tempfile::tempdir().unwrap();
    let slow = Pace { poll: Duration::from_secs(3_600), ..pace() };
    let post = Post::new(TestDatabase::new(), Transport::Folder(Folder::new(folder.path())), slow);
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    let id = post.queue("sam").await;
    post.worker.wake.notify_one();
    until("it is sent", async || post.state(id).await == State::Sent).await;
    assert!(folder.path().join(format!("{id}.eml")).exists());
    post.stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn two_workers_share_the_work_without_a_mail_twice() {
    let server = SmtpServer::start().await;
    let one = Post::to(&server);
    let ids: Vec<DeliveryId> = {
        let mut ids = Vec::new();
        for _ in 0..50 {
            ids.push(one.queue("sam").await);
        }
        ids
    };
    let rest = Rest { db: one.test.reopen(), ..one.rest.clone() };
    let other = Dispatcher::new(Dependencies {
        db: rest.db.clone(),
        clock: one.clock.clone(),
        sender: sender(),
        transport: smtp(&server, "", MINUTE),
        pace: pace(),
        wake: Arc::new(Notify::new()),
        callbacks: rest,
    });
    let stop = one.stop.subscribe();
    let (a, b) = tokio::join!(one.worker.round(&stop), other.round(&stop));
    a.unwrap();
    b.unwrap();
    assert_eq!(server.received().len(), ids.len());
}
