//! Several workers on one database, one of which is killed and started again: the mails that the others hold go once.

use std::collections::BTreeSet;

use commend::clock::Clock;
use commend::db::schema::deliveries;
use commend::db::{Database, DbError, Location};
use commend::delivery::{State, operations};
use diesel::prelude::*;

use super::Place;
use crate::delivery::thanks_to;
use crate::support::smtp::{Fault, SmtpServer, Step};
use crate::support::until;

const MAILS: usize = 40;

/// The workers that are sending a mail, by the process id in the name of their run.
async fn senders(db: &Database) -> BTreeSet<u32> {
    let owners = db.read(|conn| {
        let sending = deliveries::table.filter(deliveries::state.eq(State::Sending));
        Ok::<_, DbError>(sending.select(deliveries::lease_owner).load::<Option<String>>(conn)?)
    });
    let owners = owners.await.expect("an answer").into_iter().flatten();
    owners.filter_map(|owner| owner.split('-').next()?.parse().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story with three processes, which take seconds to start")]
async fn a_worker_that_starts_again_leaves_the_mails_of_the_others_alone() {
    let relay = SmtpServer::start().await;
    relay.always(None, Step::Rcpt, Fault::Late);
    let mut place = Place::new();
    place.set("COMMEND_SMTP_URL", relay.url("smtp", "", "?tls=none"));
    // With one connection a worker leases one mail at a time, so that each has one.
    std::fs::write(place.path().join("commend.toml"), "[mail]\nconnections = 1\n").expect("a file");
    place.succeed(&["migrate"], "");
    let db = place.database();
    for number in 0..MAILS {
        let (mail, now) = (thanks_to(&format!("person{number}")), Clock::System.now());
        db.write(move |conn| operations::enqueue(conn, &mail, now)).await.expect("a row");
    }
    let mut workers = Vec::new();
    for number in 1..=3 {
        workers.push(place.start(&["work"]));
        until("each worker sends a mail", async || senders(&db).await.len() == number).await;
    }
    // The first has started alone. In every round another one is killed and started again while the rest go on.
    for _ in 0..3 {
        let killed = workers.remove(0);
        let dead = killed.id();
        killed.kill();
        workers.push(place.start(&["work"]));
        let next = workers.last().expect("a worker").id();
        until("the new worker sends a mail", async || senders(&db).await.contains(&next)).await;
        let sending = senders(&db).await;
        assert!(workers.iter().all(|worker| sending.contains(&worker.id())), "{sending:?}: nobody lost a mail");
        assert!(sending.contains(&dead), "the dead worker's lease has not expired");
    }
    relay.forgive();
    // Ends the leases of the killed workers at once instead of after a minute.
    let living: BTreeSet<u32> = workers.iter().map(super::Running::id).collect();
    until("every mail arrives", async || {
        let living = living.clone();
        let ended = db.write(move |conn| {
            let held = deliveries::table.filter(deliveries::lease_owner.is_not_null());
            for owner in held.select(deliveries::lease_owner).load::<Option<String>>(conn)?.into_iter().flatten() {
                let id = owner.split('-').next().and_then(|id| id.parse().ok());
                if !id.is_some_and(|id| living.contains(&id)) {
                    let row = deliveries::table.filter(deliveries::lease_owner.eq(owner));
                    diesel::update(row).set(deliveries::lease_until.eq(1_i64)).execute(conn)?;
                }
            }
            let sent = deliveries::table.filter(deliveries::state.eq(State::Sent));
            Ok::<_, DbError>(sent.count().get_result::<i64>(conn)?)
        });
        ended.await.expect("a count") == i64::try_from(MAILS).expect("few")
    })
    .await;
    let received: Vec<String> = relay.received().into_iter().map(|mail| mail.recipient).collect();
    assert_eq!(received.iter().collect::<BTreeSet<_>>().len(), MAILS);
    assert_eq!(received.len(), MAILS, "none went twice: {received:?}");
    // Once all have ended, the next one is alone, and frees what the last one to be killed held.
    if matches!(place.location, Location::Sqlite(_)) {
        relay.always(None, Step::Rcpt, Fault::Late);
        let (mail, now) = (thanks_to("last"), Clock::System.now());
        db.write(move |conn| operations::enqueue(conn, &mail, now)).await.expect("a row");
        until("it is being sent", async || senders(&db).await.len() == 1).await;
        for worker in workers.drain(..) {
            worker.kill();
        }
        let next = place.start(&["work"]);
        until("the next one sends it at once", async || senders(&db).await.contains(&next.id())).await;
        relay.forgive();
        until("it arrives", async || relay.received().len() == MAILS + 1).await;
    }
}
