//! Wrong clocks: a mail is neither kept back nor given up nor sent twice by one.

use std::sync::Arc;
use std::time::Duration;

use commend::clock::Clock;
use commend::delivery::State;
use commend::delivery::dispatch::{Dependencies, Dispatcher};
use commend::delivery::operations::{self, Lease};
use tokio::sync::Notify;

use super::test_worker::{Post, Rest, pace, sender, smtp};
use super::{dawn, enqueue, find, thanks_to};
use crate::support::smtp::{Fault, SmtpServer, Step, reply};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: i64 = 24 * 3_600;

#[tokio::test]
async fn a_mail_whose_time_a_wrong_clock_wrote_is_due() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let year = Duration::from_secs(365 * 24 * 3_600);
    let ahead = enqueue(&post.test.db, thanks_to("sam"), dawn().plus(year)).await;
    let behind = enqueue(&post.test.db, thanks_to("tom"), dawn().minus(year)).await;
    post.round().await;
    assert_eq!((post.state(ahead).await, post.state(behind).await), (State::Sent, State::Sent));
}

#[tokio::test]
async fn a_mail_that_a_wrong_clock_made_old_is_not_given_up_at_its_first_failure() {
    let server = SmtpServer::start().await;
    server.once(None, Step::Rcpt, reply("450 4.2.0 greylisted"));
    let post = Post::to(&server);
    let id = enqueue(&post.test.db, thanks_to("sam"), dawn().minus(Duration::from_secs(365 * 24 * 3_600))).await;
    post.round().await;
    assert_eq!(post.state(id).await, State::Queued);
    post.wait(MINUTE);
    post.round().await;
    assert_eq!(post.state(id).await, State::Sent);
}

#[tokio::test]
async fn a_lease_that_a_wrong_clock_wrote_holds_nothing_for_a_year() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let wrong = dawn().plus(Duration::from_secs(365 * 24 * 3_600));
    let (begun, leased) = (post.queue("sam").await, post.queue("tom").await);
    let lease = Lease::new("dead", wrong);
    let began = post.test.db.write(move |conn| {
        operations::lease(conn, &lease, 10)?;
        operations::begin(conn, begun, &lease)
    });
    began.await.expect("a write").expect("a try");
    post.round().await;
    assert_eq!((post.state(begun).await, post.state(leased).await), (State::Sent, State::Sent));
}

#[tokio::test]
async fn the_breaker_does_not_go_by_a_clock_that_is_set_back() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Greeting, Fault::Drop);
    let post = Post::to(&server);
    for _ in 0..6 {
        post.queue("sam").await;
    }
    post.round().await;
    server.forgive();
    post.clock.set_wrong_by(-DAY);
    post.wait(MINUTE);
    post.round().await;
    assert_eq!(server.received().len(), 6, "a minute is a minute");
}

#[tokio::test]
async fn one_worker_of_three_with_a_wrong_clock_does_no_harm() {
    for wrong_by in [365 * DAY, -DAY, 3_600, -3_600] {
        let server = SmtpServer::start().await;
        let first = Post::to(&server);
        let mut ids = Vec::new();
        for number in 0..30 {
            ids.push(first.queue(if number % 3 == 0 { "grey" } else { "sam" }).await);
        }
        for _ in 0..10 {
            server.once("grey@meridian.example", Step::Rcpt, reply("450 4.2.0 greylisted"));
        }
        let worker = |clock: Clock| {
            let rest = Rest { db: first.test.reopen(), clock: clock.clone(), told: Arc::clone(&first.rest.told) };
            let (db, wake) = (rest.db.clone(), Arc::new(Notify::new()));
            let transport = smtp(&server, "", MINUTE);
            Dispatcher::new(Dependencies {
                db,
                clock,
                sender: sender(),
                transport,
                pace: pace(),
                wake,
                callbacks: rest,
            })
        };
        let (right, wrong) = (worker(first.clock.of_another_machine()), worker(first.clock.of_another_machine()));
        wrong.clock.set_wrong_by(wrong_by);
        let stop = first.stop.subscribe();
        for _ in 0..12 {
            let rounds = tokio::join!(wrong.round(&stop), right.round(&stop), first.worker.round(&stop));
            rounds.0.unwrap();
            rounds.1.unwrap();
            rounds.2.unwrap();
            first.wait(MINUTE / 4);
        }
        for id in &ids {
            let sent = find(&first.test.db, *id).await;
            assert_eq!(sent.state, State::Sent, "{wrong_by}: {:?}", sent.attempts);
            assert!(sent.attempts.len() <= 4, "{wrong_by}: {} tries", sent.attempts.len());
        }
        assert_eq!(server.received().len(), 30, "{wrong_by}: each once");
        assert!(first.told().is_empty(), "{:?}", first.told());
    }
}
