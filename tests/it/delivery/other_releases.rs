//! Rows of another release: those of the last one are read in full, and one that cannot be read harms no other.

use std::collections::BTreeSet;

use commend::db::schema::{deliveries, delivery_attempts};
use commend::db::{Connection, DbError};
use commend::delivery::operations::{self, FailedBy, Lease, Takeover};
use commend::delivery::{Cause, Delivery, Kind, RowPart, State};
use commend::ids::DeliveryId;
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::test_worker::Post;
use super::{dawn, enqueue, find, thanks_to};
use crate::commendations::note;
use crate::support::smtp::SmtpServer;
use crate::support::{TestApp, TestDatabase};

/// Rows as they were written by the commit before their form last changed. Rows are added here, and never changed.
const ROWS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/outbox/rows.jsonl"));

#[derive(Deserialize)]
struct StoredRow {
    kind: String,
    reasons: String,
    because: Option<String>,
    content: Option<String>,
}

fn rows() -> Vec<StoredRow> {
    ROWS.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

/// Gives a queued mail the columns of another one.
fn rewrite(conn: &mut Connection, id: DeliveryId, row: &StoredRow) -> Result<(), DbError> {
    let set = (
        deliveries::kind.eq(&row.kind),
        deliveries::reasons.eq(&row.reasons),
        deliveries::because.eq(&row.because),
        deliveries::content.eq(&row.content),
    );
    diesel::update(deliveries::table.find(id)).set(set).execute(conn)?;
    Ok(())
}

async fn change(db: &commend::db::Database, id: DeliveryId, change: impl FnOnce(&mut StoredRow)) {
    let mut row = rows().remove(0);
    change(&mut row);
    db.write(move |conn| rewrite(conn, id, &row)).await.expect("a write");
}

#[tokio::test]
async fn rows_of_the_release_before_are_read_in_full() {
    let test = TestDatabase::new();
    let mut kinds = BTreeSet::new();
    for row in rows() {
        let id = enqueue(&test.db, thanks_to("sam"), dawn()).await;
        kinds.insert(row.kind.clone());
        test.db.write(move |conn| rewrite(conn, id, &row)).await.expect("a write");
    }
    let all: BTreeSet<String> = Kind::WORDS.iter().map(|word| (*word).to_owned()).collect();
    let missing: Vec<_> = all.difference(&kinds).collect();
    assert_eq!(missing, ["other"], "a row of each kind");
    let lease = Lease::new("one", dawn());
    let taken = test.db.write(move |conn| operations::lease(conn, &lease, 100)).await.expect("a lease");
    assert!(taken.unreadable.is_empty(), "{:?}", taken.unreadable);
    let stored = |content: &Option<String>| content.as_deref().map(|text| serde_json::from_str::<Value>(text).unwrap());
    for (row, leased) in rows().iter().zip(&taken.mails) {
        assert_eq!((leased.kind.as_str(), leased.because.is_empty()), (row.kind.as_str(), row.because.is_none()));
        let read = leased.stored_content.as_ref().map(|content| serde_json::to_value(content).unwrap());
        assert_eq!(read, stored(&row.content), "nothing of it is dropped");
    }
}

/// A change after which a row is one of another release.
type Change = fn(&mut StoredRow);

#[tokio::test]
async fn a_row_that_cannot_be_read_is_set_aside_and_the_others_go() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let good = [post.queue("before").await];
    let mut strange = Vec::new();
    let changes: [(RowPart, Change); 7] = [
        (RowPart::Kind, |row| row.kind = "solar_flare".to_owned()),
        (RowPart::Kind, |row| row.kind = "other".to_owned()),
        (RowPart::Reasons, |row| row.reasons = r#"["helper","moon"]"#.to_owned()),
        (RowPart::Because, |row| row.because = Some(r#"[{"reason":"helper","found_as":"by_chance"}]"#.to_owned())),
        (RowPart::Because, |row| row.because = Some(r#"[{"reason":"helper","orbit":3}]"#.to_owned())),
        (RowPart::Content, |row| row.content = Some("no JSON".to_owned())),
        (RowPart::Content, |row| {
            let content = row.content.take().expect("a content");
            row.content = Some(content.replacen('{', r#"{"sticker":"star","#, 1));
        }),
    ];
    for (part, edit) in changes {
        let id = post.queue("strange").await;
        change(&post.test.db, id, edit).await;
        strange.push((id, part));
    }
    let last = post.queue("after").await;
    post.round().await;
    for id in good.into_iter().chain([last]) {
        assert_eq!(post.state(id).await, State::Sent);
    }
    for (id, part) in strange {
        let aside = find(&post.test.db, id).await;
        assert_eq!((aside.state, aside.attempts.len()), (State::Failed, 0), "{part}");
        assert_eq!((aside.cause, aside.held_until), (Some(Cause::Unreadable { part }), None));
    }
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn an_unreadable_mail_of_a_killed_worker_stops_no_other() {
    let server = SmtpServer::start().await;
    let post = Post::to(&server);
    let id = post.queue("strange").await;
    let lease = Lease::new("dead", dawn());
    let begun = post.test.db.write(move |conn| {
        operations::lease(conn, &lease, 10)?;
        operations::begin(conn, id, &lease)
    });
    begun.await.expect("a write").expect("a try");
    change(&post.test.db, id, |row| {
        row.kind = "solar_flare".to_owned();
        row.content = Some("no JSON".to_owned());
        row.reasons = "{}".to_owned();
    })
    .await;
    let other = post.queue("other").await;
    post.worker.take_over(Takeover::Everyone).await.expect("a round");
    post.round().await;
    assert_eq!((post.state(id).await, post.state(other).await), (State::Failed, State::Sent));
}

#[actix_web::test]
async fn one_item_counts_what_is_set_aside_and_every_list_still_shows_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &note(&app, "priya").await).await;
    let ids: Vec<DeliveryId> =
        sent["deliveries"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().parse().unwrap()).collect();
    let spoilt = [ids[0], ids[1]];
    let write = move |conn: &mut Connection| {
        let strange = deliveries::table.filter(deliveries::id.eq_any(spoilt.map(|id| id.to_string())));
        diesel::update(strange)
            .set((deliveries::kind.eq("solar_flare"), deliveries::reasons.eq(r#"["moon","banker"]"#)))
            .execute(conn)?;
        let attempt = (
            delivery_attempts::delivery_id.eq(spoilt[0]),
            delivery_attempts::number.eq(0),
            delivery_attempts::worker.eq("of another release"),
            delivery_attempts::started_at.eq(0_i64),
            delivery_attempts::outcome.eq(Some("teleported")),
        );
        diesel::insert_into(delivery_attempts::table).values(attempt).execute(conn)?;
        Ok::<_, DbError>(())
    };
    app.app.db.write(write).await.expect("a write");
    app.drain().await;
    assert_eq!(app.mails().len(), ids.len() - 2, "the others went");
    let items = app.sign_in("hugo").await.get("/api/v1/work-items?state=open&kind=failed_mail").await.with_status(200);
    assert_eq!(items["items"].as_array().unwrap().len(), 1, "{items}");
    assert_eq!(items["items"][0]["detail"]["count"], 2);
    for id in spoilt {
        let entries = app.trail(100).await.into_iter().filter(|entry| entry.object == format!("delivery:{id}"));
        assert_eq!(entries.map(|entry| entry.action).collect::<Vec<_>>(), ["delivery.failed"]);
    }
    let path = format!("/api/v1/commendations/{}/deliveries", sent["id"].as_str().unwrap());
    let listed = sam.get(&path).await.with_status(200);
    let strange = listed["items"].as_array().unwrap().iter().find(|one| one["id"] == ids[0].to_string()).unwrap();
    assert_eq!((&strange["state"], &strange["reasons"]), (&"failed".into(), &serde_json::json!(["banker"])));
    let failed: Result<Vec<Delivery>, _> =
        app.app.db.read(|conn| operations::list(conn, &[State::Failed], None, 10)).await;
    assert!(failed.expect("a list").iter().all(|delivery| delivery.kind == Kind::Other));
    // The release that knows them runs again.
    let now = app.clock.now();
    let mend = move |conn: &mut Connection| {
        diesel::update(deliveries::table.filter(deliveries::kind.eq("solar_flare")))
            .set((deliveries::kind.eq("letter"), deliveries::reasons.eq(r#"["banker"]"#)))
            .execute(conn)?;
        operations::retry_all(conn, &FailedBy::default(), now)
    };
    assert_eq!(app.app.db.write(mend).await.expect("a write").len(), 2);
    app.drain().await;
    assert_eq!(app.mails().len(), ids.len());
}
