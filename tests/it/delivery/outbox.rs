//! Leases, fences and states of deliveries in the database.

use std::time::Duration;

use commend::{
    clock::Timestamp,
    db::{Connection, Database, DbError, schema::deliveries},
    delivery::{
        AttemptOutcome, Cause, DeliveryError, Kind, Source, State, StoredContent,
        message::ActivationMail,
        operations::{self, BegunTry, Completion, Lease, Leased, PausedBy, Takeover},
        rules::{Settlement, UnknownPolicy, settle_abandoned},
        transport::{Outcome, Phase, Reply, Verdict},
    },
    ids::DeliveryId,
};
use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection as _};
use diesel::{QueryDsl as _, QueryableByName, RunQueryDsl as _, sql_query};

use super::{dawn, enqueue, find, thanks_to};
use crate::support::TestDatabase;

const MINUTE: Duration = Duration::from_secs(60);

fn lease_of(owner: &str, now: Timestamp) -> Lease {
    Lease::new(owner, now)
}

async fn lease(db: &Database, owner: &str, now: Timestamp) -> Vec<Leased> {
    let lease = lease_of(owner, now);
    db.write(move |conn| operations::lease(conn, &lease, 10)).await.unwrap().mails
}

async fn begin(db: &Database, id: DeliveryId, owner: &str, now: Timestamp) -> Option<BegunTry> {
    let lease = lease_of(owner, now);
    db.write(move |conn| operations::begin(conn, id, &lease)).await.unwrap()
}

async fn complete(db: &Database, leased: &Leased, owner: &str, begun: BegunTry, settlement: Settlement) -> bool {
    let verdict = match settlement {
        Settlement::Sent => Verdict::Sent,
        Settlement::Failed => Verdict::Refused,
        Settlement::Hold => Verdict::Unknown,
        Settlement::Again { .. } => Verdict::Retry,
    };
    let reply = Some(Reply { code: 250, text: "2.0.0 queued".to_owned() });
    let outcome = Outcome { verdict, phase: Phase::Content, reply, cause: Cause::WrittenToFolder };
    let done = Completion::new(owner.to_owned(), begun.attempt, &outcome, settlement, dawn());
    let leased = leased.clone();
    db.write(move |conn| operations::complete(conn, &leased, &done)).await.unwrap()
}

/// Takes over abandoned deliveries, as the worker does.
async fn reclaim(db: &Database, whose: Takeover, policy: UnknownPolicy, now: Timestamp) -> usize {
    let abandoned = db.write(move |conn| operations::abandoned(conn, whose, &Lease::new("next", now))).await.unwrap();
    let cause = Cause::WorkerEnded;
    let outcome = Outcome { verdict: Verdict::Unknown, phase: Phase::Content, reply: None, cause };
    let settlement = settle_abandoned(policy, now);
    for orphan in &abandoned {
        let done = Completion::new(orphan.owner.clone().unwrap(), orphan.attempt, &outcome, settlement, now);
        let orphan = orphan.clone();
        assert!(db.write(move |conn| operations::complete(conn, &orphan, &done)).await.unwrap());
    }
    abandoned.len()
}

#[tokio::test]
async fn a_delivery_goes_from_queued_to_sent_and_tells_its_story() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    let queued = find(&test.db, id).await;
    assert_eq!((queued.state, queued.due_at, queued.kind), (State::Queued, Some(dawn()), Kind::Thanks));
    let leased = lease(&test.db, "one", dawn()).await;
    let begun = begin(&test.db, id, "one", dawn()).await.unwrap();
    let under_way = find(&test.db, id).await;
    assert_eq!(under_way.state, State::Sending);
    assert_eq!(under_way.attempts[0].finished_at, None, "the intent stands before the first byte");
    assert!(complete(&test.db, &leased[0], "one", begun, Settlement::Sent).await);
    let sent = find(&test.db, id).await;
    assert_eq!((sent.state, sent.sent_at, sent.reply_code), (State::Sent, Some(dawn()), Some(250)));
    assert_eq!(sent.attempts.len(), 1);
    assert_eq!(sent.attempts[0].outcome, Some(AttemptOutcome::Sent));
    assert_eq!(sent.attempts[0].reply_text.as_deref(), Some("2.0.0 queued"));
}

#[tokio::test]
async fn two_workers_never_hold_the_same_delivery() {
    let test = TestDatabase::new();
    for _ in 0..40 {
        enqueue(&test.db, thanks_to("sam"), dawn()).await;
    }
    let other = test.reopen();
    let mut ids = Vec::new();
    loop {
        let (ours, theirs) = tokio::join!(lease(&test.db, "one", dawn()), lease(&other, "two", dawn()));
        if ours.is_empty() && theirs.is_empty() {
            break;
        }
        ids.extend(ours.iter().chain(&theirs).map(|leased| leased.id));
    }
    assert_eq!(ids.len(), 40);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[tokio::test]
async fn a_worker_paused_past_its_lease_neither_begins_nor_completes() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    let slow = lease(&test.db, "slow", dawn()).await;
    let later = dawn().plus(2 * MINUTE);
    assert_eq!(begin(&test.db, id, "slow", later).await, None, "its lease has run out");
    // An attempt begun in time by a worker that then hangs: another takes over, and the late outcome is rejected.
    let begun = begin(&test.db, id, "slow", dawn()).await.unwrap();
    assert_eq!(reclaim(&test.db, Takeover::Expired, UnknownPolicy::Retry, dawn()).await, 0);
    assert_eq!(reclaim(&test.db, Takeover::Expired, UnknownPolicy::Retry, later).await, 1);
    let fast = lease(&test.db, "fast", later).await;
    let second = begin(&test.db, id, "fast", later).await.unwrap();
    assert!(!complete(&test.db, &slow[0], "slow", begun, Settlement::Failed).await);
    assert!(complete(&test.db, &fast[0], "fast", second, Settlement::Sent).await);
    let told = find(&test.db, id).await;
    assert_eq!(told.state, State::Sent);
    let outcomes: Vec<_> = told.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [Some(AttemptOutcome::Unknown), Some(AttemptOutcome::Sent)]);
}

#[tokio::test]
async fn an_attempt_of_the_same_owner_is_fenced_too() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    let leased = lease(&test.db, "one", dawn()).await;
    let first = begin(&test.db, id, "one", dawn()).await.unwrap();
    assert!(complete(&test.db, &leased[0], "one", first, Settlement::Again { due_at: dawn() }).await);
    let leased = lease(&test.db, "one", dawn()).await;
    let second = begin(&test.db, id, "one", dawn()).await.unwrap();
    assert_ne!(first.attempt, second.attempt);
    assert!(!complete(&test.db, &leased[0], "one", first, Settlement::Sent).await);
    assert_eq!(find(&test.db, id).await.state, State::Sending);
}

#[tokio::test]
async fn a_renewed_lease_is_not_taken_over() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    lease(&test.db, "one", dawn()).await;
    begin(&test.db, id, "one", dawn()).await.unwrap();
    let soon = dawn().plus(MINUTE / 2);
    let renewal = lease_of("one", soon);
    assert_eq!(test.db.write(move |conn| operations::renew(conn, &renewal)).await.unwrap(), 1);
    let after = dawn().plus(MINUTE + MINUTE / 4);
    assert_eq!(reclaim(&test.db, Takeover::Expired, UnknownPolicy::Retry, after).await, 0);
}

#[tokio::test]
async fn what_a_dead_worker_held_is_due_at_once_and_its_try_is_on_record() {
    let test = TestDatabase::new();
    let begun = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    let waiting = enqueue(&test.db, thanks_to("tom"), dawn()).await;
    assert_eq!(lease(&test.db, "dead", dawn()).await.len(), 2);
    begin(&test.db, begun, "dead", dawn()).await.unwrap();
    assert_eq!(reclaim(&test.db, Takeover::Everyone, UnknownPolicy::Retry, dawn()).await, 1, "the other had not begun");
    let taken = find(&test.db, begun).await;
    assert_eq!((taken.state, taken.due_at), (State::Queued, Some(dawn())));
    assert_eq!(taken.attempts[0].outcome, Some(AttemptOutcome::Unknown));
    assert!(find(&test.db, waiting).await.attempts.is_empty(), "what had not begun was never tried");
    assert_eq!(lease(&test.db, "alive", dawn()).await.len(), 2);
}

#[tokio::test]
async fn by_policy_what_may_have_arrived_waits_for_a_person() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    lease(&test.db, "dead", dawn()).await;
    begin(&test.db, id, "dead", dawn()).await.unwrap();
    reclaim(&test.db, Takeover::Everyone, UnknownPolicy::Hold, dawn()).await;
    assert_eq!(find(&test.db, id).await.state, State::Unknown);
    assert!(lease(&test.db, "alive", dawn().plus(1_000 * MINUTE)).await.is_empty());
}

#[tokio::test]
async fn only_what_is_over_is_retried_by_hand() {
    let test = TestDatabase::new();
    let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
    let retry = |id: DeliveryId, now: Timestamp| test.db.write(move |conn| operations::retry(conn, id, now));
    assert!(matches!(retry(id, dawn()).await, Err(DeliveryError::NotRetryable(State::Queued))));
    assert!(matches!(retry(DeliveryId::new(), dawn()).await, Err(DeliveryError::NotFound)));
    let leased = lease(&test.db, "one", dawn()).await;
    let begun = begin(&test.db, id, "one", dawn()).await.unwrap();
    assert!(matches!(retry(id, dawn()).await, Err(DeliveryError::NotRetryable(State::Sending))));
    complete(&test.db, &leased[0], "one", begun, Settlement::Failed).await;
    let later = dawn().plus(100 * MINUTE);
    retry(id, later).await.unwrap();
    let leased = lease(&test.db, "one", later).await;
    assert_eq!((leased[0].tries, leased[0].queued_at, leased[0].attempt), (0, later, 1), "patience begins anew");
    assert_eq!(begin(&test.db, id, "one", later).await, Some(BegunTry { attempt: 2, tries: 1 }));
}

#[tokio::test]
async fn a_one_time_link_does_not_outlive_its_mail() {
    let test = TestDatabase::new();
    let mut new = thanks_to("sam");
    let link = "https://commend.meridian.example/activate/secret".to_owned();
    new.content = Source::Row(StoredContent::Activation(ActivationMail { link, expires_at: dawn().plus(30 * MINUTE) }));
    let sent = enqueue(&test.db, new.clone(), dawn()).await;
    let suppressed = enqueue(&test.db, new, dawn()).await;
    let leased = lease(&test.db, "one", dawn()).await;
    let begun = begin(&test.db, sent, "one", dawn()).await.unwrap();
    assert!(complete(&test.db, &leased[0], "one", begun, Settlement::Sent).await);
    let other = leased[1].clone();
    test.db.write(move |conn| operations::suppress_leased(conn, &other, "one", &Cause::Withdrawn)).await.unwrap();
    for (id, state) in [(sent, State::Sent), (suppressed, State::Suppressed)] {
        assert_eq!(find(&test.db, id).await.state, state);
        let row = deliveries::table.find(id).select(deliveries::content);
        let stored: Option<String> = test.db.read(move |conn| Ok::<_, DbError>(row.first(conn)?)).await.unwrap();
        assert!(!stored.as_ref().expect("a content").contains("secret"), "{stored:?}");
    }
}

#[tokio::test]
async fn a_pause_stands_until_it_is_ended_by_its_own_cause() {
    let test = TestDatabase::new();
    let cause = Cause::Answered { phase: Phase::Auth, accepted: false };
    let reply = |text: &str| Some(Reply { code: 535, text: text.to_owned() });
    let refused = |text| Outcome {
        verdict: Verdict::Misconfigured,
        phase: Phase::Auth,
        reply: reply(text),
        cause: cause.clone(),
    };
    let pause =
        |by, outcome: Option<Outcome>| test.db.write(move |conn| operations::pause(conn, by, outcome.as_ref(), dawn()));
    assert!(pause(PausedBy::Hand, None).await.unwrap());
    assert!(pause(PausedBy::Relay, Some(refused("5.7.8 no (id 1)"))).await.unwrap());
    assert!(!pause(PausedBy::Relay, Some(refused("5.7.8 no (id 2)"))).await.unwrap(), "it asks for the same");
    let paused = test.db.read(operations::pauses).await.unwrap();
    assert_eq!(paused[1].outcome, Some(refused("5.7.8 no (id 1)")));
    assert!(!pause(PausedBy::Hand, None).await.unwrap());
    assert!(test.db.write(|conn| operations::resume(conn, PausedBy::Relay)).await.unwrap());
    let left = test.db.read(operations::pauses).await.unwrap();
    assert_eq!((left.len(), left[0].by, left[0].outcome.as_ref()), (1, PausedBy::Hand, None));
}

#[tokio::test]
async fn lists_show_what_is_not_finished_a_page_at_a_time() {
    let test = TestDatabase::new();
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(enqueue(&test.db, thanks_to(name), dawn()).await);
    }
    let page = |after| test.db.read(move |conn| operations::list(conn, &[State::Queued], after, 2));
    let first = page(None).await.unwrap();
    let second = page(Some(first[1].id)).await.unwrap();
    let listed: Vec<DeliveryId> = first.iter().chain(&second).map(|delivery| delivery.id).collect();
    assert_eq!(listed, ids);
    let counted = test.db.read(operations::unfinished).await.unwrap();
    assert_eq!(counted, State::UNFINISHED.map(|state| (state, if state == State::Queued { 3 } else { 0 })));
}

#[tokio::test]
async fn a_list_of_several_states_is_in_one_order() {
    let test = TestDatabase::new();
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(enqueue(&test.db, thanks_to(name), dawn()).await);
    }
    let (failed, unknown) = (ids[1], ids[3]);
    for (id, settlement) in [(failed, Settlement::Failed), (unknown, Settlement::Hold)] {
        let lease = lease(&test.db, "one", dawn()).await;
        let leased = lease.iter().find(|leased| leased.id == id).expect("it is due");
        let begun = begin(&test.db, id, "one", dawn()).await.expect("it is ours");
        assert!(complete(&test.db, leased, "one", begun, settlement).await);
        test.db.write(|conn| operations::give_back(conn, "one")).await.unwrap();
    }
    let list = |limit| test.db.read(move |conn| operations::list(conn, &State::UNFINISHED, None, limit));
    let listed: Vec<DeliveryId> = list(10).await.unwrap().iter().map(|delivery| delivery.id).collect();
    assert_eq!(listed, ids);
    assert_eq!(list(2).await.unwrap().len(), 2);
    let counted = test.db.read(operations::unfinished).await.unwrap();
    let expected = [State::Queued, State::Unknown, State::Failed].map(|s| (s, if s == State::Queued { 2 } else { 1 }));
    let counted: Vec<_> = counted.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(counted, expected);
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
    line: String,
}

/// SQL statements about deliveries that `work` sends.
fn statements(conn: &mut Connection, work: impl FnOnce(&mut Connection)) -> Vec<String> {
    let (sender, sent) = std::sync::mpsc::channel();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let _ = sender.send(query.to_string());
        }
    });
    work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let plain = |text: String| text.split(" -- binds").next().unwrap_or_default().to_owned();
    sent.try_iter()
        .map(plain)
        .filter(|text| text.starts_with("SELECT") && !text.contains("delivery_attempts"))
        .collect()
}

/// The database's query plan of a statement.
fn plan(conn: &mut Connection, statement: &str) -> String {
    match conn {
        Connection::Sqlite(conn) => {
            let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(conn).unwrap();
            steps.into_iter().map(|step| step.detail + "\n").collect()
        }
        Connection::Pg(conn) => {
            // Reading an empty table whole is always the cheapest, so sequential scans are disabled: an index must be usable.
            conn.batch_execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off").unwrap();
            let lines: Vec<Line> = sql_query(format!("EXPLAIN {statement}")).load(conn).unwrap();
            lines.into_iter().map(|line| line.line + "\n").collect()
        }
    }
}

#[tokio::test]
async fn what_is_not_finished_is_found_without_reading_what_is() {
    let test = TestDatabase::new();
    let looked = test.db.write(|conn| {
        let mut asked = statements(conn, |conn| {
            operations::unfinished(conn).unwrap();
        });
        assert_eq!(asked.len(), State::UNFINISHED.len());
        // PostgreSQL cannot plan a statement whose values are missing.
        if matches!(conn, Connection::Sqlite(_)) {
            asked.extend(statements(conn, |conn| {
                operations::list(conn, &State::UNFINISHED, None, 10).unwrap();
                operations::nothing_due(conn, &Lease::new("one", dawn()), &[]).unwrap();
            }));
        }
        for statement in asked {
            let plan = plan(conn, &statement);
            let partial = ["deliveries_due", "deliveries_leased", "deliveries_stuck"];
            assert!(partial.iter().any(|index| plan.contains(index)), "{statement}\n{plan}");
        }
        Ok::<_, DeliveryError>(())
    });
    looked.await.unwrap();
}
