//! Look-ups for the watch over the outbox: mails that wait for long, and mails that ended badly.
//!
//! Invariant: every look-up reads an index over unfinished deliveries only.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use super::Stored;
use crate::{
    clock::Timestamp,
    db::{
        Connection,
        schema::{deliveries, delivery_attempts},
    },
    delivery::{AttemptOutcome, Cause, WaitingDelivery},
    ids::{CommendationId, DeliveryId},
};

type Waiting =
    (DeliveryId, Option<CommendationId>, String, String, Timestamp, Option<i32>, Option<String>, Option<String>);

/// Unsent deliveries that were queued before a moment, the longest wait first.
pub(in crate::delivery) fn waiting(
    conn: &mut Connection,
    before: Timestamp,
    limit: i64,
) -> Stored<Vec<WaitingDelivery>> {
    let rows: Vec<Waiting> = deliveries::table
        .filter(sql::<Bool>("state = 'queued'"))
        .filter(deliveries::queued_at.lt(before))
        .order((deliveries::queued_at, deliveries::id))
        .limit(limit)
        .select((
            deliveries::id,
            deliveries::commendation_id,
            deliveries::recipient_name,
            deliveries::recipient_email,
            deliveries::queued_at,
            deliveries::reply_code,
            deliveries::reply_text,
            deliveries::cause,
        ))
        .load(conn)?;
    let waiting = |(id, commendation, recipient, email, since, code, text, cause): Waiting| WaitingDelivery {
        id,
        commendation,
        recipient,
        domain: email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default(),
        since,
        reply: code.zip(text),
        cause: cause.as_deref().map(Cause::read),
    };
    Ok(rows.into_iter().map(waiting).collect())
}

/// The time since when the longest waiting delivery is queued.
pub(in crate::delivery) fn longest_wait(conn: &mut Connection) -> Stored<Option<Timestamp>> {
    let queued = deliveries::table.filter(sql::<Bool>("state = 'queued'"));
    Ok(queued.order(deliveries::queued_at).select(deliveries::queued_at).first(conn).optional()?)
}

/// Deliveries that ended badly, with the time when each was queued last, in the order of their ids.
pub(in crate::delivery) fn ended_badly(
    conn: &mut Connection,
    after: Option<DeliveryId>,
    limit: i64,
) -> Stored<Vec<(DeliveryId, Timestamp)>> {
    let mut query = deliveries::table
        .filter(sql::<Bool>("state IN ('unknown', 'failed', 'bounced')"))
        .select((deliveries::id, deliveries::queued_at))
        .order(deliveries::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(deliveries::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// The number of tries of a delivery that may have arrived.
pub(in crate::delivery) fn unknown_tries(conn: &mut Connection, id: DeliveryId) -> Stored<i64> {
    let tries = delivery_attempts::table.filter(delivery_attempts::delivery_id.eq(id));
    Ok(tries.filter(delivery_attempts::outcome.eq(AttemptOutcome::Unknown.as_str())).count().get_result(conn)?)
}
