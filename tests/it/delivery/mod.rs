//! The outbox: the text of mails, faults of the relay, and leases between workers.

mod addresses;
mod clocks;
mod header_names;
mod mail_languages;
mod mails;
mod other_releases;
mod outbox;
mod plain_mails;
mod refusals;
mod relay;
mod slow_mailboxes;
mod test_worker;
mod told;
mod unusual_dialogue;
mod worker;

use commend::{
    clock::Timestamp,
    db::Database,
    delivery::{Delivery, NewDelivery, Queued, Source, StoredContent, message::ThanksMail, operations},
    ids::DeliveryId,
};

/// The time at which the tests begin.
fn dawn() -> Timestamp {
    Timestamp::from_micros(1_795_000_000_000_000)
}

/// A small mail to somebody at the sample bank.
pub(crate) fn thanks_to(recipient: &str) -> NewDelivery {
    let thanks = ThanksMail {
        reference: "C-2026-000123".to_owned(),
        helper: Default::default(),
        served_on: "2026-11-20".parse().unwrap(),
        thanked_on: "2026-11-21".parse().unwrap(),
        text: Some("Thank you.".to_owned()),
    };
    NewDelivery {
        commendation_id: None,
        version: None,
        recipient_id: None,
        recipient_name: recipient.to_owned(),
        recipient_email: format!("{recipient}@meridian.example"),
        reasons: vec![],
        because: vec![],
        content: Source::Row(StoredContent::Thanks(thanks)),
    }
}

async fn enqueue(db: &Database, new: NewDelivery, now: Timestamp) -> DeliveryId {
    let queued: Result<Queued, _> = db.write(move |conn| operations::enqueue(conn, &new, now)).await;
    queued.unwrap().id
}

async fn find(db: &Database, id: DeliveryId) -> Delivery {
    db.read(move |conn| operations::find(conn, id)).await.unwrap()
}
