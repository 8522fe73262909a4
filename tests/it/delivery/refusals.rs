//! Refusals by the relay: about one mail, about one recipient, or about us; and the single notice to HR.

use std::time::Duration;

use commend::delivery::{
    State,
    operations::{self, FailedBy, PausedBy},
    transport::Deadlines,
};

use super::{
    find,
    test_worker::{Post, pace, smtp},
};
use crate::support::{
    TestDatabase,
    smtp::{SmtpServer, Step, reply},
};

const MINUTE: Duration = Duration::from_secs(60);

async fn queue_all(post: &Post, names: &[&str]) -> Vec<commend::ids::DeliveryId> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(post.queue(name).await);
    }
    ids
}

async fn states(post: &Post, ids: &[commend::ids::DeliveryId]) -> Vec<State> {
    let mut states = Vec::new();
    for id in ids {
        states.push(post.state(*id).await);
    }
    states
}

#[tokio::test]
async fn a_refusal_of_us_stops_the_queue_with_one_word_to_a_person_and_fails_no_mail() {
    for (step, text, setting) in [
        (Step::Hello, "501 5.5.4 Invalid domain name", "mail.hello_name"),
        (Step::Mail, "553 5.1.8 <c@meridian.example>: Sender address rejected: Domain not found", "COMMEND_MAIL_FROM"),
        (Step::Mail, "550 5.1.0 sender rejected", "COMMEND_MAIL_FROM"),
        (Step::Mail, "550", "COMMEND_MAIL_FROM"),
        (Step::Mail, "503 5.5.1 authenticate first", "COMMEND_SMTP_URL"),
        (Step::Mail, "504 5.5.2 need fully-qualified hostname", "mail.hello_name"),
        (Step::Rcpt, "503 5.5.1 Polite people say HELO first", "COMMEND_SMTP_URL"),
        (Step::Rcpt, "550 relay not permitted", "COMMEND_SMTP_URL"),
        (Step::Rcpt, "554 5.7.1 Relay access denied", "COMMEND_SMTP_URL"),
        (Step::Dot, "550 5.2.252 SendAsDenied; not allowed to send as", "COMMEND_MAIL_FROM"),
        (Step::Dot, "550 5.4.5 Daily user sending limit exceeded", "sending limit"),
    ] {
        let server = SmtpServer::start().await;
        let post = Post::to(&server);
        let before = post.queue("before").await;
        post.round().await;
        assert_eq!(post.state(before).await, State::Sent, "it worked before");
        server.always(None, step, reply(text));
        let ids = queue_all(&post, &["a", "b", "c", "d", "e", "f", "g", "h"]).await;
        // Many rounds over several hours: later refusals are judged like the first.
        for _ in 0..40 {
            post.transport().rest().await;
            post.round().await;
            post.wait(10 * MINUTE);
        }
        assert_eq!(states(&post, &ids).await, [State::Queued; 8], "{text}");
        let pauses = post.test.db.read(operations::pauses).await.unwrap();
        assert_eq!(pauses.len(), 1, "{text}");
        assert_eq!(pauses[0].by, PausedBy::Relay);
        for told in post.told() {
            assert!(told.starts_with("No mail can leave") && told.contains(setting), "{text}: {told}");
            assert!(!told.contains("no such mailbox"), "{told}");
        }
        server.forgive();
        post.wait(5 * 60 * MINUTE);
        post.round().await;
        assert_eq!(states(&post, &ids).await, [State::Sent; 8], "{text}");
        assert!(post.test.db.read(operations::pauses).await.unwrap().is_empty(), "{text}");
    }
}

#[tokio::test]
async fn one_restricted_mailbox_fails_alone_while_the_others_go() {
    for text in ["550 5.7.1 members only", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup"] {
        let server = SmtpServer::start().await;
        server.always("board@meridian.example", Step::Rcpt, reply(text));
        let post = Post::to(&server);
        let board = queue_all(&post, &["board"; 3]).await;
        let others = queue_all(&post, &["sam", "tom", "ann"]).await;
        post.round().await;
        assert_eq!(states(&post, &others).await, [State::Sent; 3], "{text}");
        assert!(post.test.db.read(operations::pauses).await.unwrap().is_empty(), "{text}");
        post.wait(MINUTE);
        post.round().await;
        assert_eq!(states(&post, &board).await, [State::Failed; 3], "{text}");
        assert!(
            post.told().iter().all(|told| told.contains("a rule of the mail server forbids it")),
            "{:?}",
            post.told()
        );
    }
}

#[tokio::test]
async fn a_mail_that_is_alone_with_its_refusal_is_given_up_within_the_hour() {
    let server = SmtpServer::start().await;
    server.always(None, Step::Mail, reply("550 5.1.0 sender rejected"));
    let post = Post::to(&server);
    let id = post.queue("sam").await;
    for _ in 0..10 {
        post.round().await;
        post.wait(10 * MINUTE);
    }
    let failed = find(&post.test.db, id).await;
    assert_eq!(failed.state, State::Failed);
    assert!(failed.attempts.len() > 2, "it had its chances");
    assert!(post.told()[0].contains("does not take our sender's address"), "{:?}", post.told());
}

#[tokio::test]
async fn what_is_about_one_mail_at_mail_fails_at_once() {
    for text in ["552 5.3.4 too big", "555 parameter not known", "553 5.6.7 not in ASCII"] {
        let server = SmtpServer::start().await;
        server.once(None, Step::Mail, reply(text));
        let post = Post::new(TestDatabase::new(), smtp(&server, "", MINUTE), pace());
        let id = post.queue("sam").await;
        post.round().await;
        assert_eq!(post.state(id).await, State::Failed, "{text}");
    }
}

#[test]
fn a_relay_is_given_the_time_that_the_standard_asks_for() {
    let minutes = |n: u64| Duration::from_secs(60 * n);
    let defaults = Deadlines::default();
    assert_eq!((defaults.greeting, defaults.command, defaults.data), (minutes(5), minutes(5), minutes(2)));
    assert_eq!((defaults.block, defaults.dot), (minutes(3), minutes(10)));
}

#[tokio::test]
async fn what_failed_is_sent_again_all_at_once_by_time_and_by_reply() {
    let server = SmtpServer::start().await;
    server.always("old@meridian.example", Step::Rcpt, reply("550 5.4.1 Recipient address rejected"));
    server.always("gone@meridian.example", Step::Rcpt, reply("550 5.1.1 no such user"));
    server.always("new@meridian.example", Step::Rcpt, reply("550 5.4.1 Recipient address REJECTED"));
    let post = Post::to(&server);
    let old = post.queue("old").await;
    post.round().await;
    post.wait(60 * MINUTE);
    let later = post.clock.now();
    let ids = queue_all(&post, &["gone", "new", "sam"]).await;
    post.round().await;
    let retry = async |since, reply: Option<&str>| {
        let (which, now) = (FailedBy { since, reply: reply.map(str::to_owned) }, post.clock.now());
        post.test.db.write(move |conn| operations::retry_all(conn, &which, now)).await.unwrap()
    };
    assert_eq!(retry(Some(later), Some("5.1.8")).await, []);
    assert_eq!(retry(Some(later), Some("550 5.4.1 recipient address rejected")).await, [ids[1]]);
    assert_eq!(retry(None, Some("5.4.1")).await, [old], "the other is in the queue already");
    assert_eq!(retry(None, None).await, [ids[0]]);
    server.forgive();
    post.round().await;
    assert_eq!(states(&post, &ids).await, [State::Sent; 3]);
    assert_eq!(post.state(old).await, State::Sent);
    assert_eq!(retry(None, None).await, [], "what was sent is not sent again");
}
