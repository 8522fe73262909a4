//! `commend outbox retry --all`: failed deliveries are queued again, with an audit entry for each.

use commend::clock::Clock;
use commend::db::Database;
use commend::delivery::{DeliveryError, State, operations};

use super::Place;
use crate::delivery::thanks_to;
use crate::support::smtp::{SmtpServer, Step, reply};
use crate::support::until;

#[tokio::test]
async fn what_failed_is_queued_again_from_the_command_line() {
    let relay = SmtpServer::start().await;
    relay.always(None, Step::Rcpt, reply("550 5.4.1 Recipient address rejected: Access denied"));
    let mut place = Place::new();
    place.set("COMMEND_SMTP_URL", relay.url("smtp", "", "?tls=none"));
    place.succeed(&["migrate"], "");
    let db = Database::open(place.location.clone(), 2).expect("a database");
    for who in ["sam", "tom"] {
        let (mail, now) = (thanks_to(who), Clock::System.now());
        let queued = db.write(move |conn| operations::enqueue(conn, &mail, now)).await;
        queued.expect("a row");
    }
    let failed = async || {
        let found = db.read(|conn| Ok::<_, DeliveryError>(operations::list(conn, &[State::Failed], None, 10)?.len()));
        found.await.expect("an answer")
    };
    let mut running = place.start(&["work"]);
    until("both mails have failed", async || failed().await == 2).await;
    relay.forgive();
    let none = place.succeed(&["outbox", "retry", "--all", "--reply", "5.1.8"], "");
    assert!(none.starts_with("No failed mail is meant"), "{none}");
    let none = place.succeed(&["outbox", "retry", "--all", "--since", "2999-01-01"], "");
    assert!(none.starts_with("No failed mail is meant"), "{none}");
    let said = place.run(&["outbox", "retry", "--all", "--since", "yesterday"], "");
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).contains("write 2026-11-20"), "{said:?}");
    for wrong in [&["outbox", "retry"][..], &["outbox", "retry", "--since", "2026-11-20"]] {
        assert!(!place.run(wrong, "").status.success(), "{wrong:?}");
    }
    let both = place.succeed(&["outbox", "retry", "--all", "--since", "2000-01-01", "--reply", "access DENIED"], "");
    assert!(both.starts_with("2 mails are in the queue again"), "{both}");
    until("both mails arrive", async || relay.received().len() == 2).await;
    running.child.kill().expect("it ends");
}
