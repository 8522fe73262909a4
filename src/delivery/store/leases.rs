//! Leases of deliveries, and the begin and end of their tries.
//!
//! Invariants: every change is a conditional update whose row count is checked, so that of two workers one wins and the other
//! notices. States in `WHERE` are literals, not bound values: only then SQLite uses the partial indexes over unfinished
//! deliveries.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use super::{Row, Stored, json};
use crate::{
    clock::Timestamp,
    db::{
        Connection,
        schema::{deliveries, delivery_attempts},
        texts,
    },
    delivery::{
        Cause, State,
        cause::RowPart,
        leases::{Completion, Lease, Leased, Taken},
    },
    ids::DeliveryId,
};

/// Tells whether a row is due at a moment: its time has come, or is so far ahead that a wrong clock wrote it.
macro_rules! is_due {
    ($lease:expr) => {
        deliveries::due_at.le($lease.now).or(deliveries::due_at.gt($lease.horizon()))
    };
}

/// Tells whether nobody holds a row: no lease, one that has ended, or one that a wrong clock wrote.
macro_rules! is_free {
    ($lease:expr) => {
        deliveries::lease_until
            .is_null()
            .or(deliveries::lease_until.lt($lease.now))
            .or(deliveries::lease_until.gt($lease.horizon()))
    };
}

/// Ids of due deliveries that have no valid lease, oldest first; none whose address is at one of some domains.
pub(in crate::delivery) fn due(
    conn: &mut Connection,
    lease: &Lease,
    limit: i64,
    except: &[String],
) -> Stored<Vec<DeliveryId>> {
    let queued = || {
        let free = deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(is_free!(lease)).into_boxed();
        except
            .iter()
            .fold(free, |rows, domain| rows.filter(deliveries::recipient_email.not_like(format!("%@{domain}"))))
    };
    let order = (deliveries::due_at, deliveries::id);
    // Two queries, each a range of the partial index; the second is almost always empty.
    let mut ids: Vec<DeliveryId> = queued()
        .filter(deliveries::due_at.le(lease.now))
        .order(order)
        .limit(limit)
        .select(deliveries::id)
        .load(conn)?;
    let more = limit - i64::try_from(ids.len()).unwrap_or(limit);
    if more > 0 {
        let astray = queued().filter(deliveries::due_at.gt(lease.horizon())).order(order).limit(more);
        ids.extend(astray.select(deliveries::id).load::<DeliveryId>(conn)?);
    }
    Ok(ids)
}

/// Leases those of `ids` that are still free, and returns them. One that cannot be read is leased too, so that its owner sets it aside.
pub(in crate::delivery) fn take(conn: &mut Connection, ids: &[DeliveryId], lease: &Lease) -> Stored<Taken> {
    let mut taken = Taken::default();
    for id in ids {
        let mine = diesel::update(deliveries::table.find(id))
            .filter(sql::<Bool>("state = 'queued'"))
            .filter(is_due!(lease))
            .filter(is_free!(lease))
            .set((deliveries::lease_owner.eq(&lease.owner), deliveries::lease_until.eq(lease.until())))
            .execute(conn)?;
        if mine == 1 {
            let (row, content): (Row, Option<String>) =
                deliveries::table.find(id).select((Row::as_select(), deliveries::content)).first(conn)?;
            match row.into_leased(content) {
                Ok(leased) => taken.mails.push(leased),
                Err(unreadable) => taken.unreadable.push(unreadable),
            }
        }
    }
    Ok(taken)
}

/// Records the intent to send: after a crash, it shows that the mail may have been sent. None when the lease was lost.
pub(in crate::delivery) fn begin(conn: &mut Connection, id: DeliveryId, lease: &Lease) -> Stored<Option<(i32, i32)>> {
    let mine = diesel::update(deliveries::table.find(id))
        .filter(sql::<Bool>("state = 'queued'"))
        .filter(deliveries::lease_owner.eq(&lease.owner))
        .filter(deliveries::lease_until.ge(lease.now))
        .set((
            deliveries::state.eq(State::Sending),
            deliveries::attempt.eq(deliveries::attempt + 1),
            deliveries::tries.eq(deliveries::tries + 1),
            deliveries::lease_until.eq(lease.until()),
        ))
        .execute(conn)?;
    if mine == 0 {
        return Ok(None);
    }
    let (attempt, tries): (i32, i32) =
        deliveries::table.find(id).select((deliveries::attempt, deliveries::tries)).first(conn)?;
    diesel::insert_into(delivery_attempts::table)
        .values((
            delivery_attempts::delivery_id.eq(id),
            delivery_attempts::number.eq(attempt),
            delivery_attempts::worker.eq(&lease.owner),
            delivery_attempts::started_at.eq(lease.now),
        ))
        .execute(conn)?;
    Ok(Some((attempt, tries)))
}

/// Ends a try if it is still ours: owner and attempt together are the fence.
pub(in crate::delivery) fn complete(conn: &mut Connection, id: DeliveryId, done: &Completion) -> Stored<bool> {
    let mine = deliveries::table
        .find(id)
        .filter(sql::<Bool>("state = 'sending'"))
        .filter(deliveries::lease_owner.eq(&done.owner))
        .filter(deliveries::attempt.eq(done.attempt));
    let (code, text) = done.reply.as_ref().map(|reply| (i32::from(reply.code), reply.text.clone())).unzip();
    let cause = if done.reply.is_some() { None } else { Some(json(&done.cause)?) };
    let updated = diesel::update(mine)
        .set((
            deliveries::state.eq(done.state),
            deliveries::due_at.eq(done.due_at),
            deliveries::lease_owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<i64>),
            deliveries::reply_code.eq(code),
            deliveries::reply_text.eq(text.clone()),
            deliveries::cause.eq(cause.clone()),
            deliveries::sent_at.eq((done.state == State::Sent).then_some(done.now.micros())),
        ))
        .execute(conn)?;
    if updated == 0 {
        return Ok(false);
    }
    diesel::update(delivery_attempts::table.find((id, done.attempt)))
        .set((
            delivery_attempts::finished_at.eq(Some(done.now.micros())),
            delivery_attempts::outcome.eq(Some(done.outcome.as_str())),
            delivery_attempts::reply_code.eq(code),
            delivery_attempts::reply_text.eq(text),
            delivery_attempts::cause.eq(cause),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Ends deliveries that have not begun, without sending them. With an owner, only those that this owner holds.
pub(in crate::delivery) fn suppress(
    conn: &mut Connection,
    ids: &[DeliveryId],
    owner: Option<&str>,
    cause: &Cause,
) -> Stored<Vec<DeliveryId>> {
    let cause = json(cause)?;
    let mut suppressed = Vec::new();
    for id in ids {
        let set = (
            deliveries::state.eq(State::Suppressed),
            deliveries::reply_code.eq(None::<i32>),
            deliveries::reply_text.eq(None::<String>),
            deliveries::cause.eq(Some(cause.clone())),
            deliveries::lease_owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<i64>),
        );
        let row = deliveries::table.find(id).filter(sql::<Bool>("state = 'queued'"));
        let count = match owner {
            Some(owner) => diesel::update(row.filter(deliveries::lease_owner.eq(owner))).set(set).execute(conn)?,
            None => diesel::update(row).set(set).execute(conn)?,
        };
        if count == 1 {
            suppressed.push(*id);
        }
    }
    Ok(suppressed)
}

/// Renews the owner's leases. Returns their number.
pub(in crate::delivery) fn renew(conn: &mut Connection, lease: &Lease) -> Stored<usize> {
    let held = sql::<Bool>("state IN ('queued', 'sending')");
    Ok(diesel::update(deliveries::table.filter(held).filter(deliveries::lease_owner.eq(&lease.owner)))
        .set(deliveries::lease_until.eq(lease.until()))
        .execute(conn)?)
}

/// Gives back the leases of deliveries that have not begun.
pub(in crate::delivery) fn give_back(conn: &mut Connection, owner: &str) -> Stored<usize> {
    Ok(diesel::update(
        deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(deliveries::lease_owner.eq(owner)),
    )
    .set((deliveries::lease_owner.eq(None::<String>), deliveries::lease_until.eq(None::<i64>)))
    .execute(conn)?)
}

/// Deliveries being sent under a lease that is over at that moment; all deliveries being sent when there is none. Their contents are
/// not read: they are settled, and whatever becomes of them, they are leased again before they are sent.
pub(in crate::delivery) fn orphans(conn: &mut Connection, at: Option<&Lease>) -> Stored<Vec<Leased>> {
    let sending = deliveries::table.filter(sql::<Bool>("state = 'sending'")).select(Row::as_select());
    let rows: Vec<Row> = match at {
        Some(lease) => sending.filter(is_free!(lease)).load(conn)?,
        None => sending.load(conn)?,
    };
    Ok(rows.iter().map(Row::to_settle).collect())
}

/// Ends a leased delivery that cannot be read. False when the lease was lost.
pub(in crate::delivery) fn set_aside(
    conn: &mut Connection,
    id: DeliveryId,
    owner: &str,
    part: RowPart,
) -> Stored<bool> {
    let row =
        deliveries::table.find(id).filter(sql::<Bool>("state = 'queued'")).filter(deliveries::lease_owner.eq(owner));
    let set = (
        deliveries::state.eq(State::Failed),
        deliveries::reply_code.eq(None::<i32>),
        deliveries::reply_text.eq(None::<String>),
        deliveries::cause.eq(Some(json(&Cause::Unreadable { part })?)),
        deliveries::lease_owner.eq(None::<String>),
        deliveries::lease_until.eq(None::<i64>),
    );
    Ok(diesel::update(row).set(set).execute(conn)? == 1)
}

/// The number of failed deliveries that were set aside, and the recipients of some of them.
pub(in crate::delivery) fn taken_aside(conn: &mut Connection, some: i64) -> Stored<(i64, Vec<String>)> {
    let aside = || {
        let failed =
            deliveries::table.filter(sql::<Bool>("state IN ('unknown', 'failed', 'bounced') AND state = 'failed'"));
        failed.filter(deliveries::cause.like("{\"kind\":\"unreadable\"%"))
    };
    let count = aside().count().get_result(conn)?;
    let names = aside().order(deliveries::id).limit(some).select(deliveries::recipient_name).load(conn)?;
    Ok((count, names))
}

/// Frees all deliveries that were leased and not begun.
pub(in crate::delivery) fn free_all(conn: &mut Connection) -> Stored<usize> {
    Ok(diesel::update(
        deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(deliveries::lease_owner.is_not_null()),
    )
    .set((deliveries::lease_owner.eq(None::<String>), deliveries::lease_until.eq(None::<i64>)))
    .execute(conn)?)
}

/// Queues a delivery again on a person's request, from a final state. False when it is in another state.
pub(in crate::delivery) fn requeue(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Stored<bool> {
    let row = deliveries::table.find(id).filter(deliveries::state.eq_any(texts(&State::RETRYABLE)));
    let count = diesel::update(row)
        .set((
            deliveries::state.eq(State::Queued),
            deliveries::tries.eq(0),
            deliveries::queued_at.eq(now),
            deliveries::due_at.eq(now),
        ))
        .execute(conn)?;
    Ok(count == 1)
}

/// Makes waiting deliveries due now: one, or all. Returns their number.
pub(in crate::delivery) fn hasten(conn: &mut Connection, only: Option<DeliveryId>, now: Timestamp) -> Stored<usize> {
    let waiting = deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(deliveries::due_at.gt(now));
    Ok(match only {
        Some(id) => {
            diesel::update(waiting.filter(deliveries::id.eq(id))).set(deliveries::due_at.eq(now)).execute(conn)?
        }
        None => diesel::update(waiting).set(deliveries::due_at.eq(now)).execute(conn)?,
    })
}
