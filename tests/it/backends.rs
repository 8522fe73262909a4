//! Guarantees of both database backends: a write is atomic, fails alone, and is on disk before its answer.

use std::sync::mpsc;
use std::time::Duration;

use commend::audit::{self, Actor, Event};
use commend::clock::{Clock, Timestamp};
use commend::db::schema::{counters, person_tokens, work_items};
use commend::db::{Connection, Database, DbError, Location};
use commend::ids::{PersonId, WorkItemId};
use diesel::prelude::*;

use crate::support::TestDatabase;

/// Error of a test's write.
#[derive(Debug)]
enum Outcome {
    OnPurpose,
    Db(DbError),
}

impl From<DbError> for Outcome {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

fn put(conn: &mut Connection, name: &str) -> Result<(), DbError> {
    diesel::insert_into(counters::table).values((counters::name.eq(name), counters::value.eq(1_i64))).execute(conn)?;
    Ok(())
}

async fn names(db: &Database) -> Vec<String> {
    db.read(|conn| Ok::<_, DbError>(counters::table.select(counters::name).order(counters::name).load(conn)?))
        .await
        .expect("the names")
}

/// Holds SQLite's writer inside a write until the returned sender is dropped, so that the writes queued meanwhile form one group.
async fn held(db: &Database) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), DbError>>) {
    let (release, wait) = mpsc::channel::<()>();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let db = db.clone();
    let task = tokio::spawn(async move {
        db.write(move |_| {
            let _ = begun.send(());
            let _ = wait.recv();
            Ok(())
        })
        .await
    });
    begins.await.expect("the first write begins");
    (release, task)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_fails_takes_back_only_itself() {
    let test = TestDatabase::new();
    let (release, first) = held(&test.db).await;
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let db = test.db.clone();
            tokio::spawn(async move {
                let written: Result<(), Outcome> = db
                    .write(move |conn| {
                        put(conn, &format!("job-{n:02}"))?;
                        if n % 3 == 0 { Err(Outcome::OnPurpose) } else { Ok(()) }
                    })
                    .await;
                (n, written)
            })
        })
        .collect();
    drop(release);
    first.await.expect("no panic").expect("the first write");
    let mut told = Vec::new();
    for task in tasks {
        let (n, written) = task.await.expect("no panic");
        match written {
            Ok(()) => told.push(format!("job-{n:02}")),
            Err(Outcome::OnPurpose) => assert_eq!(n % 3, 0),
            Err(Outcome::Db(error)) => panic!("job {n}: {error}"),
        }
    }
    assert_eq!(told.len(), 26);
    assert_eq!(names(&test.db).await, told, "what was told is what is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_writes_share_a_commit() {
    let test = TestDatabase::new();
    if matches!(test.db.location(), Location::Postgres(_)) {
        assert_eq!(test.db.write_stats(), (0, 0), "PostgreSQL groups its commits by itself");
        return;
    }
    let (release, first) = held(&test.db).await;
    let db = &test.db;
    let writes = (0..30).map(|n| db.write(move |conn| put(conn, &format!("job-{n:02}"))));
    // Polling each write once queues all thirty before the first one ends.
    let together = futures_util::future::join_all(writes);
    let after = async {
        tokio::task::yield_now().await;
        drop(release);
    };
    let (results, ()) = tokio::join!(together, after);
    assert!(results.iter().all(Result::is_ok));
    first.await.expect("no panic").expect("the first write");
    assert_eq!(test.db.write_stats(), (31, 2), "the held one, then thirty in one commit");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_after_the_commit() {
    let test = TestDatabase::new();
    let other = test.reopen();
    for n in 0..20 {
        let name = format!("job-{n:02}");
        let written = name.clone();
        test.db.write(move |conn| put(conn, &written)).await.expect("a write");
        assert_eq!(names(&other).await.last(), Some(&name), "another process sees it as soon as it is told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_write_is_survived() {
    let test = TestDatabase::new();
    let panicked: Result<(), DbError> = test
        .db
        .write(|conn| {
            put(conn, "half done")?;
            panic!("on purpose: this test wants to see it survived")
        })
        .await;
    assert!(panicked.is_err());
    // More writes than the pool has connections, so that a broken connection would be used.
    for n in 0..12 {
        test.db.write(move |conn| put(conn, &format!("job-{n:02}"))).await.expect("a write after the panic");
    }
    let names = names(&test.db).await;
    assert_eq!(names.len(), 12, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_success_when_the_group_is_undone() {
    let test = TestDatabase::new();
    let (release, first) = held(&test.db).await;
    let tasks: Vec<_> = (0..10)
        .map(|n| {
            let db = test.db.clone();
            let name = format!("job-{n:02}");
            tokio::spawn(async move {
                let written = db
                    .write(move |conn| {
                        put(conn, &format!("job-{n:02}"))?;
                        assert!(n != 5, "on purpose: this test wants to see it survived");
                        Ok::<_, DbError>(())
                    })
                    .await;
                written.is_ok().then_some(name)
            })
        })
        .collect();
    drop(release);
    first.await.expect("no panic").expect("the first write");
    let mut told = Vec::new();
    for task in tasks {
        told.extend(task.await.expect("no panic of the task itself"));
    }
    assert!(!told.contains(&"job-05".to_owned()));
    assert_eq!(names(&test.db).await, told);
}

#[tokio::test]
async fn a_panic_in_a_read_is_survived() {
    let test = TestDatabase::with_connections(1);
    let panicked: Result<(), DbError> =
        test.db.read(|_| panic!("on purpose: this test wants to see it survived")).await;
    assert!(panicked.is_err());
    assert_eq!(names(&test.db).await, Vec::<String>::new(), "the only connection still serves");
}

#[tokio::test]
async fn a_reading_connection_changes_nothing_on_sqlite() {
    let test = TestDatabase::new();
    let written = test.db.read(|conn| put(conn, "by the back door")).await;
    match test.db.location() {
        Location::Sqlite(_) => assert!(written.is_err(), "a write past the writer would wait for its lock"),
        Location::Postgres(_) => assert!(written.is_ok()),
    }
}

#[tokio::test]
async fn both_refuse_the_same_in_the_same_words() {
    let test = TestDatabase::new();
    let refused = |result: Result<(), DbError>| assert!(matches!(result, Err(DbError::Refused(_))), "{result:?}");
    test.db.write(|conn| put(conn, "once")).await.expect("a write");
    refused(test.db.write(|conn| put(conn, "once")).await);
    let nobody = PersonId::new();
    let foreign = move |conn: &mut Connection| {
        diesel::insert_into(person_tokens::table)
            .values((person_tokens::token.eq("sam"), person_tokens::person_id.eq(nobody)))
            .execute(conn)?;
        Ok::<_, DbError>(())
    };
    refused(test.db.write(foreign).await);
    let unknown_state = |conn: &mut Connection| {
        diesel::insert_into(work_items::table)
            .values((
                work_items::id.eq(WorkItemId::new()),
                work_items::kind.eq("review"),
                work_items::state.eq("no state of ours"),
                work_items::subject.eq("a:1"),
                work_items::arguments.eq("{}"),
                work_items::opened_at.eq(0_i64),
            ))
            .execute(conn)?;
        Ok::<_, DbError>(())
    };
    refused(test.db.write(unknown_state).await);
}

#[tokio::test]
async fn texts_sort_by_their_bytes_where_a_key_is_read_in_order() {
    let test = TestDatabase::new();
    let ids = ["b", "B", "a", "Z", "é", "_"];
    test.db.write(move |conn| ids.iter().try_for_each(|id| put(conn, id))).await.expect("a write");
    let mut expected = ids.map(str::to_owned).to_vec();
    expected.sort_unstable();
    let sorted: Vec<String> = test
        .db
        .read(|conn| {
            use diesel::dsl::sql;
            let by_bytes = sql::<diesel::sql_types::Text>("name COLLATE \"C\"");
            let rows = match conn {
                Connection::Pg(conn) => counters::table.select(counters::name).order(by_bytes).load(conn)?,
                Connection::Sqlite(conn) => counters::table.select(counters::name).order(counters::name).load(conn)?,
            };
            Ok::<_, DbError>(rows)
        })
        .await
        .expect("the names");
    assert_eq!(sorted, expected);
}

#[tokio::test]
async fn a_moment_comes_back_as_it_was_written() {
    let test = TestDatabase::new();
    let clock = Clock::manual(Timestamp::from_micros(1_795_000_000_123_456));
    let now = clock.now();
    let event = Event::new(Actor::System, "test.happened", "test:1");
    audit::write(&test.db, now, move |_, trail| {
        trail.record(event);
        Ok::<_, DbError>(())
    })
    .await
    .expect("a write");
    let entries = test.db.read(|conn| audit::page(conn, &audit::Filter::default(), 10)).await.expect("the trail");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].at, now);
    assert_eq!(entries[0].at.to_string(), "2026-11-18T11:06:40.123456Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_one_chain_however_many_write_it() {
    let test = TestDatabase::with_connections(8);
    let now = Timestamp::from_micros(1_795_000_000_000_000);
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let db = test.db.clone();
            tokio::spawn(async move {
                audit::write(&db, now.plus(Duration::from_micros(n)), move |_, trail| {
                    trail.record(Event::new(Actor::System, "test.happened", format!("test:{n}")).with("n", n));
                    if n % 4 == 0 { Err(DbError::Unexpected("on purpose".into())) } else { Ok(()) }
                })
                .await
                .is_ok()
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += i64::from(task.await.expect("no panic"));
    }
    assert_eq!(done, 30);
    assert_eq!(audit::verify(&test.db).await.expect("an intact chain").entries, 30);
}

#[tokio::test]
async fn the_trail_cannot_be_changed_through_the_database() {
    use diesel::connection::SimpleConnection as _;
    let test = TestDatabase::new();
    audit::write(&test.db, Timestamp::from_micros(1), |_, trail| {
        trail.record(Event::new(Actor::System, "test.happened", "test:1"));
        Ok::<_, DbError>(())
    })
    .await
    .expect("a write");
    for attempt in ["UPDATE audit_entries SET actor = 'person:other'", "DELETE FROM audit_entries"] {
        let tried = test.db.write(move |conn| Ok::<_, DbError>(conn.batch_execute(attempt)?)).await;
        assert!(tried.is_err(), "{attempt}");
    }
    assert_eq!(audit::verify(&test.db).await.expect("an intact chain").entries, 1);
}
