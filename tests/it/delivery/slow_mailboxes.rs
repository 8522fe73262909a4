//! One slow mailbox holds only itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use commend::delivery::State;

use super::test_worker::{Post, pace, smtp};
use super::{enqueue, thanks_to};
use crate::support::smtp::{Fault, SmtpServer, Step};
use crate::support::{TestDatabase, until};

#[tokio::test]
async fn eight_stalled_mails_of_one_domain_delay_no_other_more_than_a_second() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    for _ in 0..8 {
        let mut mail = thanks_to("stuck");
        mail.recipient_email = "stuck@slow.example".to_owned();
        enqueue(&post.test.db, mail, post.clock.now()).await;
    }
    server.always("stuck@slow.example", Step::Rcpt, Fault::Late);
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("the first mails are stalled", async || server.connections() >= 4).await;
    let began = Instant::now();
    let mut others = Vec::new();
    for _ in 0..20 {
        others.push(post.queue("sam").await);
    }
    post.worker.wake.notify_one();
    until("the others arrive", async || server.received().len() == 20).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    for id in others {
        until("it is on record", async || post.state(id).await == State::Sent).await;
    }
    server.forgive();
    until("the slow ones arrive in the end", async || server.received().len() == 28).await;
    post.stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn one_slow_mailbox_among_colleagues_holds_only_itself() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    server.always("stuck@meridian.example", Step::Rcpt, Fault::Late);
    let stuck = post.queue("stuck").await;
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("it is stalled", async || server.connections() == 1).await;
    // Mails that are queued later are leased while the slow one is under way.
    for count in [10, 20] {
        for _ in 0..10 {
            post.queue("sam").await;
        }
        post.worker.wake.notify_one();
        until("the others arrive", async || server.received().len() == count).await;
    }
    assert_eq!(post.state(stuck).await, State::Sending);
    server.forgive();
    until("it arrives", async || post.state(stuck).await == State::Sent).await;
    post.stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn stalled_mails_of_the_only_domain_leave_room_for_its_others() {
    let server = SmtpServer::start().await;
    let post = Post::new(TestDatabase::new(), smtp(&server, "", Duration::from_secs(300)), pace());
    server.always("stuck@meridian.example", Step::Rcpt, Fault::Late);
    for _ in 0..8 {
        post.queue("stuck").await;
    }
    let (worker, stop) = (Arc::clone(&post.worker), post.stop.subscribe());
    let running = tokio::spawn(async move { worker.run(stop).await });
    until("the first mails are stalled", async || server.connections() >= 4).await;
    for _ in 0..10 {
        post.queue("sam").await;
    }
    post.worker.wake.notify_one();
    until("the others arrive", async || server.received().len() == 10).await;
    server.forgive();
    until("all arrive", async || server.received().len() == 18).await;
    post.stop.send(true).unwrap();
    running.await.unwrap();
}
