//! Rows of deliveries and attempts as types, and back.
//!
//! Invariants: what only another release knows never makes a list unreadable: it is left out, or is `other`. A mail that is sent is
//! read in full, and what cannot be read in full is [`Unreadable`].

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    clock::Timestamp,
    db::schema::deliveries,
    delivery::{
        Attempt, AttemptOutcome, Cause, Delivery, Kind, Reason, State,
        cause::RowPart,
        leases::{Leased, Unreadable},
        message::RecipientReason,
    },
    ids::{CommendationId, DeliveryId, PersonId},
};

/// A row without its content, which only the worker reads.
#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub(super) struct Row {
    pub(super) id: DeliveryId,
    kind: String,
    commendation_id: Option<CommendationId>,
    version: Option<i32>,
    recipient_id: Option<PersonId>,
    recipient_name: String,
    recipient_email: String,
    reasons: String,
    because: Option<String>,
    state: State,
    attempt: i32,
    tries: i32,
    queued_at: Timestamp,
    due_at: Timestamp,
    lease_owner: Option<String>,
    lease_until: Option<Timestamp>,
    reply_code: Option<i32>,
    reply_text: Option<String>,
    cause: Option<String>,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
}

#[derive(Queryable)]
pub(super) struct AttemptRow {
    pub(super) delivery_id: DeliveryId,
    number: i32,
    worker: String,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    outcome: Option<String>,
    reply_code: Option<i32>,
    reply_text: Option<String>,
    cause: Option<String>,
}

impl Row {
    /// The mail in full, as it is sent.
    pub(super) fn into_leased(self, content: Option<String>) -> Result<Leased, Unreadable> {
        let read = || {
            let kind = self.kind.parse::<Kind>().ok().filter(|kind| *kind != Kind::Other).ok_or(RowPart::Kind)?;
            let reasons: Vec<Reason> = whole(Some(&self.reasons)).ok_or(RowPart::Reasons)?;
            let because: Vec<RecipientReason> = whole(self.because.as_deref()).ok_or(RowPart::Because)?;
            let content = content.as_deref().map(serde_json::from_str).transpose().map_err(|_| RowPart::Content)?;
            Ok((kind, reasons, because, content))
        };
        match read() {
            Ok((kind, reasons, because, stored_content)) => {
                Ok(Leased { kind, reasons, because, stored_content, ..self.to_settle() })
            }
            Err(part) => Err(Unreadable { id: self.id, recipient_name: self.recipient_name, part }),
        }
    }

    /// The mail as far as it can be read, without its content: enough to record the end of a try.
    pub(super) fn to_settle(&self) -> Leased {
        Leased {
            id: self.id,
            kind: self.kind(),
            commendation_id: self.commendation_id,
            version: self.version,
            recipient_id: self.recipient_id,
            recipient_name: self.recipient_name.clone(),
            recipient_email: self.recipient_email.clone(),
            reasons: known(Some(&self.reasons)),
            because: known(self.because.as_deref()),
            stored_content: None,
            attempt: self.attempt,
            tries: self.tries,
            queued_at: self.queued_at,
            created_at: self.created_at,
            owner: self.lease_owner.clone(),
        }
    }

    pub(super) fn into_delivery(self, attempts: Vec<Attempt>) -> Delivery {
        Delivery {
            kind: self.kind(),
            reasons: known(Some(&self.reasons)),
            because: known(self.because.as_deref()),
            id: self.id,
            commendation_id: self.commendation_id,
            version: self.version,
            recipient_id: self.recipient_id,
            recipient_name: self.recipient_name,
            recipient_email: self.recipient_email,
            state: self.state,
            due_at: (self.state == State::Queued).then_some(self.due_at),
            held_until: self.lease_until,
            reply_code: self.reply_code,
            reply_text: self.reply_text,
            cause: self.cause.as_deref().map(Cause::read),
            created_at: self.created_at,
            sent_at: self.sent_at,
            attempts,
        }
    }

    fn kind(&self) -> Kind {
        self.kind.parse().unwrap_or(Kind::Other)
    }
}

/// A stored list; none when any part of it is not known.
fn whole<T: DeserializeOwned>(stored: Option<&str>) -> Option<Vec<T>> {
    stored.map_or_else(|| Some(Vec::new()), |text| serde_json::from_str(text).ok())
}

/// The parts of a stored list that are known.
fn known<T: DeserializeOwned>(stored: Option<&str>) -> Vec<T> {
    let values: Vec<serde_json::Value> = whole(stored).unwrap_or_default();
    values.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect()
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Attempt {
        Attempt {
            number: row.number,
            worker: row.worker,
            started_at: row.started_at,
            finished_at: row.finished_at,
            outcome: row.outcome.map(|word| word.parse().unwrap_or(AttemptOutcome::Other)),
            reply_code: row.reply_code,
            reply_text: row.reply_text,
            cause: row.cause.as_deref().map(Cause::read),
        }
    }
}
