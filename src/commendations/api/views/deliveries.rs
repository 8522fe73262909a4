//! A commendation's mails, for the people who follow them up.

use serde::Serialize;
use utoipa::ToSchema;

use super::AddresseeView;
use crate::clock::Timestamp;
use crate::delivery::{Cause, Delivery, words};
use crate::ids::DeliveryId;
use crate::paging::{Cursor, Page, Paged};

/// One mail to one recipient, with every try.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    pub id: DeliveryId,
    /// `letter`, `recall` or `thanks`.
    pub kind: String,
    pub version: Option<i32>,
    pub recipient: AddresseeView,
    pub reasons: Vec<String>,
    pub state: String,
    /// When it is tried next; only while it is queued.
    pub due_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// The relay's last answer, or why there was none.
    pub reply: Option<ReplyView>,
    pub attempts: Vec<AttemptView>,
}

/// A delivery that is tried again.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetriedView {
    pub id: DeliveryId,
    /// Always `queued`.
    pub state: &'static str,
}

/// A relay's answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyView {
    pub code: Option<i32>,
    pub text: Option<String>,
}

/// One try.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    pub number: i32,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub outcome: Option<String>,
    pub reply: Option<ReplyView>,
}

fn reply(code: Option<i32>, text: Option<&String>, cause: Option<&Cause>) -> Option<ReplyView> {
    let text = words::reply(text, cause);
    (code.is_some() || text.is_some()).then_some(ReplyView { code, text })
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        let attempt = |attempt: &crate::delivery::Attempt| AttemptView {
            number: attempt.number,
            started_at: attempt.started_at,
            finished_at: attempt.finished_at,
            outcome: attempt.outcome.map(|outcome| outcome.to_string()),
            reply: reply(attempt.reply_code, attempt.reply_text.as_ref(), attempt.cause.as_ref()),
        };
        Self {
            id: delivery.id,
            version: delivery.version,
            recipient: AddresseeView {
                id: delivery.recipient_id,
                name: delivery.recipient_name,
                email: delivery.recipient_email,
            },
            reasons: delivery.reasons.iter().map(ToString::to_string).collect(),
            state: delivery.state.to_string(),
            due_at: delivery.due_at,
            created_at: delivery.created_at,
            sent_at: delivery.sent_at,
            reply: reply(delivery.reply_code, delivery.reply_text.as_ref(), delivery.cause.as_ref()),
            attempts: delivery.attempts.iter().map(attempt).collect(),
            kind: delivery.kind.to_string(),
        }
    }
}

/// A page of a commendation's deliveries, oldest first. There are a few dozen at most, so they are read whole and cut here.
pub fn page_of_deliveries(all: Vec<Delivery>, page: &Page) -> Paged<DeliveryView> {
    let key = |delivery: &Delivery| Cursor { at: delivery.created_at.micros(), id: delivery.id.to_string() };
    let after = |delivery: &Delivery| {
        page.cursor.as_ref().is_none_or(|cursor| {
            let own = key(delivery);
            (own.at, own.id.as_str()) > (cursor.at, cursor.id.as_str())
        })
    };
    let mut rows: Vec<Delivery> = all.into_iter().filter(after).collect();
    rows.sort_by_key(|delivery| (delivery.created_at, delivery.id));
    Paged::of(rows, page.limit, key).map(DeliveryView::from)
}
