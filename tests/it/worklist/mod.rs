//! The worklist: one open item for each matter, closed when its cause is gone or when HR resolves it.

use std::time::Duration;

use actix_web::http::StatusCode;
use commend::paging::Page;
use commend::worklist::{self, Filter, Item, Kind, NewItem, State};
use serde_json::json;

use crate::assists::Desk;

fn about(kind: Kind, subject: &str) -> NewItem {
    NewItem::new(kind, subject, format!("{kind} of {subject}"), json!({"about": subject}))
}

impl Desk {
    async fn opened(&self, kind: Kind, subject: &'static str) {
        let now = self.clock.now();
        self.write(move |conn| worklist::open(conn, &about(kind, subject), now).map(drop)).await;
    }

    async fn closed(&self, kind: Kind, subject: &'static str) {
        let now = self.clock.now();
        self.write(move |conn| worklist::close(conn, kind, subject, now).map(drop)).await;
    }

    async fn items(&self, state: State) -> Vec<Item> {
        let filter = Filter { state: Some(state), kind: None };
        self.worklist.list(filter, Page { limit: 100, cursor: None }).await.expect("a list")
    }
}

#[actix_web::test]
async fn one_matter_has_one_open_item() {
    let desk = Desk::open().await;
    desk.opened(Kind::NoSupervisor, "person:1").await;
    desk.clock.advance(Duration::from_secs(60));
    desk.opened(Kind::NoSupervisor, "person:1").await;
    desk.opened(Kind::Cycle, "person:1").await;
    desk.opened(Kind::NoSupervisor, "person:2").await;
    assert_eq!(desk.items(State::Open).await.len(), 3);

    desk.closed(Kind::NoSupervisor, "person:1").await;
    desk.closed(Kind::BouncedMail, "person:1").await;
    let resolved = desk.items(State::Resolved).await;
    assert_eq!(resolved.len(), 1);
    assert_eq!((resolved[0].resolved_by, resolved[0].resolved_at), (None, Some(desk.clock.now())));

    // The same matter later is a new item.
    desk.opened(Kind::NoSupervisor, "person:1").await;
    assert_eq!((desk.items(State::Open).await.len(), desk.items(State::Resolved).await.len()), (3, 1));
}

#[actix_web::test]
async fn many_at_once_open_one() {
    let desk = Desk::open().await;
    let now = desk.clock.now();
    let writes =
        (0..16).map(|_| desk.db.write(move |conn| worklist::open(conn, &about(Kind::FailedMail, "delivery:1"), now)));
    for result in futures_util::future::join_all(writes).await {
        result.expect("none of them fails");
    }
    assert_eq!(desk.items(State::Open).await.len(), 1);
}

#[actix_web::test]
async fn every_kind_is_known_to_the_database() {
    let desk = Desk::open().await;
    for kind in Kind::ALL {
        desk.opened(*kind, "commendation:1").await;
    }
    assert_eq!(desk.items(State::Open).await.len(), Kind::ALL.len());
}

#[actix_web::test]
async fn hr_reads_it_by_state_and_kind_in_pages() {
    let desk = Desk::open().await;
    for subject in ["delivery:1", "delivery:2", "delivery:3"] {
        desk.clock.advance(Duration::from_secs(60));
        desk.opened(Kind::FailedMail, subject).await;
    }
    desk.opened(Kind::Review, "commendation:1").await;
    desk.closed(Kind::FailedMail, "delivery:2").await;
    let list = async |query: &str| desk.get("ines", &format!("/api/v1/work-items?{query}")).await;

    assert_eq!(list("state=open&kind=failed_mail").await.each("subject"), ["delivery:3", "delivery:1"]);
    assert_eq!(list("state=resolved").await.each("subject"), ["delivery:2"]);
    assert_eq!(list("").await.each("subject").len(), 4);
    let first = list("state=open&kind=failed_mail&limit=1").await;
    let cursor = first.body["next_cursor"].as_str().expect("there is more").to_owned();
    let second = list(&format!("state=open&kind=failed_mail&limit=1&cursor={cursor}")).await;
    assert_eq!(second.each("subject"), ["delivery:1"]);
    assert_eq!(second.body["items"][0]["detail"], json!({"about": "delivery:1"}));
    let bad = list("state=shut&kind=hero").await;
    assert_eq!(
        (bad.status, bad.errors()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["state invalid".into(), "kind invalid".into()])
    );
}

#[actix_web::test]
async fn a_resolution_is_signed_and_happens_once() {
    let desk = Desk::open().await;
    desk.opened(Kind::Review, "commendation:1").await;
    let id = desk.items(State::Open).await[0].id;
    let path = format!("/api/v1/work-items/{id}/resolution");

    let long = desk.post("ines", &path, json!({"note": "x".repeat(2_001), "why": 1})).await;
    assert_eq!(long.errors(), ["/why unknown_field", "/note too_long"]);
    assert_eq!(desk.items(State::Open).await.len(), 1);

    let done = desk.post_once("ines", &path, "once", json!({"note": " Spoke to both. "})).await;
    assert_eq!(done.status, StatusCode::CREATED);
    assert_eq!((&done.body["state"], &done.body["note"]), (&json!("resolved"), &json!("Spoke to both.")));
    assert_eq!(done.body["resolved_by"], json!(desk.id("ines").await));
    let again = desk.post_once("ines", &path, "once", json!({"note": " Spoke to both. "})).await;
    assert_eq!((again.status, again.replayed, &again.body), (StatusCode::CREATED, true, &done.body));
    let late = desk.post("ines", &path, json!({})).await;
    assert_eq!((late.status, &late.body["code"]), (StatusCode::CONFLICT, &json!("already_resolved")));

    let entries = desk.trail("work_item.resolved").await;
    assert_eq!(entries.len(), 1);
    assert!(!entries[0].detail.contains("Spoke"), "the trail holds no words of a person");
    for nowhere in ["0193e0a4-0000-7000-8000-000000000000", "nonsense"] {
        let path = format!("/api/v1/work-items/{nowhere}/resolution");
        assert_eq!(desk.post("ines", &path, json!({})).await.status, StatusCode::NOT_FOUND);
    }
}
