//! The worklist: one open item for each matter, closed when its cause is gone or when HR resolves it.

mod matters;

use std::time::Duration;

use actix_web::http::StatusCode;
use commend::delivery::Cause;
use commend::ids::{CommendationId, DeliveryId, PersonId};
use commend::paging::Page;
use commend::worklist::matter::{Commendation, Employee, LineFault, Mail, Matter, Subject};
use commend::worklist::{self, Filter, Item, Kind, State};
use serde_json::json;

use crate::assists::Desk;

/// An id that is the same in every run.
fn id<T: std::str::FromStr>(number: u64) -> T {
    let text = format!("0193e0a4-0000-7000-8000-{number:012}");
    text.parse().unwrap_or_else(|_| panic!("{text} is an id"))
}

fn line(person: u64, fault: LineFault) -> Matter {
    let person = Employee { id: id::<PersonId>(person), name: "Priya Raman".to_owned(), number: "100207".to_owned() };
    Matter::ImportedLine { person, fault }
}

fn no_supervisor(person: u64) -> Matter {
    line(person, LineFault::NotInFile { manager: "99".to_owned() })
}

fn failed(delivery: u64) -> Matter {
    let mail = Mail { delivery: id::<DeliveryId>(delivery), commendation: None, recipient: "Priya Raman".to_owned() };
    Matter::MailNotSent { mail, cause: Cause::OutsideDomains }
}

fn commendation() -> Commendation {
    Commendation { id: id::<CommendationId>(1), reference: "C-2026-000123".to_owned() }
}

fn praised() -> Matter {
    Matter::SupervisorPraised { commendation: commendation(), helper: id::<PersonId>(1), banker_is_above: true }
}

impl Desk {
    async fn opened(&self, matter: Matter) {
        let now = self.clock.now();
        self.write(move |conn| worklist::open(conn, &matter, now).map(drop)).await;
    }

    async fn closed(&self, kind: Kind, subject: Subject) {
        let now = self.clock.now();
        self.write(move |conn| worklist::close(conn, kind, subject, now).map(drop)).await;
    }

    async fn items(&self, state: State) -> Vec<Item> {
        let filter = Filter { state: Some(state), kind: None, ..Filter::default() };
        self.worklist.list(filter, Page { limit: 100, cursor: None }).await.expect("a list")
    }
}

#[actix_web::test]
async fn one_matter_has_one_open_item() {
    let desk = Desk::open().await;
    desk.opened(no_supervisor(1)).await;
    desk.clock.advance(Duration::from_secs(60));
    desk.opened(no_supervisor(1)).await;
    desk.opened(line(1, LineFault::OwnNumber)).await;
    desk.opened(no_supervisor(2)).await;
    assert_eq!(desk.items(State::Open).await.len(), 3);

    desk.closed(Kind::NoSupervisor, Subject::Person(id(1))).await;
    desk.closed(Kind::BouncedMail, Subject::Person(id(1))).await;
    let resolved = desk.items(State::Resolved).await;
    assert_eq!(resolved.len(), 1);
    assert_eq!((resolved[0].resolved_by, resolved[0].resolved_at), (None, Some(desk.clock.now())));

    // The same matter later is a new item.
    desk.opened(no_supervisor(1)).await;
    assert_eq!((desk.items(State::Open).await.len(), desk.items(State::Resolved).await.len()), (3, 1));
}

#[actix_web::test]
async fn many_at_once_open_one() {
    let desk = Desk::open().await;
    let now = desk.clock.now();
    let writes = (0..16).map(|_| desk.db.write(move |conn| worklist::open(conn, &failed(1), now)));
    for result in futures_util::future::join_all(writes).await {
        result.expect("none of them fails");
    }
    assert_eq!(desk.items(State::Open).await.len(), 1);
}

#[actix_web::test]
async fn hr_reads_it_by_state_and_kind_in_pages() {
    let desk = Desk::open().await;
    for delivery in 1..=3 {
        desk.clock.advance(Duration::from_secs(60));
        desk.opened(failed(delivery)).await;
    }
    desk.opened(praised()).await;
    desk.closed(Kind::FailedMail, Subject::Delivery(id(2))).await;
    let delivery = |number| Subject::Delivery(id(number)).to_string();
    let list = async |query: &str| desk.get("ines", &format!("/api/v1/work-items?{query}")).await;

    assert_eq!(list("state=open&kind=failed_mail").await.each("subject"), [delivery(3), delivery(1)]);
    assert_eq!(list("state=resolved").await.each("subject"), [delivery(2)]);
    assert_eq!(list("").await.each("subject").len(), 4);
    let first = list("state=open&kind=failed_mail&limit=1").await;
    let cursor = first.body["next_cursor"].as_str().expect("there is more").to_owned();
    let second = list(&format!("state=open&kind=failed_mail&limit=1&cursor={cursor}")).await;
    assert_eq!(second.each("subject"), [delivery(1)]);
    let detail = &second.body["items"][0]["detail"];
    assert_eq!(detail["delivery_id"], json!(id::<DeliveryId>(1)));
    assert_eq!(detail["why"], "not mailed: the address is outside the domains that staff mail may go to");
    let bad = list("state=shut&kind=hero").await;
    assert_eq!(
        (bad.status, bad.errors()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["state invalid".into(), "kind invalid".into()])
    );
}

#[actix_web::test]
async fn a_resolution_is_signed_and_happens_once() {
    let desk = Desk::open().await;
    desk.opened(praised()).await;
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
