//! Deliveries and attempts in the database.
//!
//! Invariants: a delivery changes hands only by a conditional update whose count is looked at; nothing is ever deleted;
//! rows do not leave this file. State words in `WHERE` are written out, not bound: SQLite uses the partial indexes over
//! unfinished deliveries only for a literal.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use super::{
    Attempt, AttemptOutcome, Content, Delivery, DeliveryError, NewDelivery, Reason, State,
    operations::{Completion, Lease, Leased},
    transport::Reply,
};
use crate::{
    clock::Timestamp,
    db::{
        Connection,
        schema::{deliveries, delivery_attempts, outbox_pauses},
    },
    ids::{CommendationId, DeliveryId, PersonId},
};

type Stored<T> = Result<T, DeliveryError>;

#[derive(Insertable)]
#[diesel(table_name = deliveries)]
struct NewRow<'a> {
    id: DeliveryId,
    kind: &'a str,
    commendation_id: Option<CommendationId>,
    version: Option<i32>,
    recipient_id: Option<PersonId>,
    recipient_name: &'a str,
    recipient_email: &'a str,
    reasons: String,
    content: String,
    state: State,
    attempt: i32,
    tries: i32,
    queued_at: Timestamp,
    due_at: Timestamp,
    message_id: String,
    created_at: Timestamp,
}

#[derive(Queryable)]
struct Row {
    id: DeliveryId,
    kind: String,
    commendation_id: Option<CommendationId>,
    version: Option<i32>,
    recipient_id: Option<PersonId>,
    recipient_name: String,
    recipient_email: String,
    reasons: String,
    content: String,
    state: State,
    attempt: i32,
    tries: i32,
    queued_at: Timestamp,
    due_at: Timestamp,
    lease_owner: Option<String>,
    lease_until: Option<Timestamp>,
    message_id: String,
    reply_code: Option<i32>,
    reply_text: Option<String>,
    created_at: Timestamp,
    sent_at: Option<Timestamp>,
}

#[derive(Queryable)]
struct AttemptRow {
    delivery_id: DeliveryId,
    number: i32,
    worker: String,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
    outcome: Option<AttemptOutcome>,
    reply_code: Option<i32>,
    reply_text: Option<String>,
}

pub(super) fn insert(
    conn: &mut Connection,
    id: DeliveryId,
    new: &NewDelivery,
    message_id: String,
    now: Timestamp,
) -> Stored<()> {
    let row = NewRow {
        id,
        kind: new.content.kind(),
        commendation_id: new.commendation_id,
        version: new.version,
        recipient_id: new.recipient_id,
        recipient_name: &new.recipient_name,
        recipient_email: &new.recipient_email,
        reasons: json(&new.reasons)?,
        content: json(&new.content)?,
        state: State::Queued,
        attempt: 0,
        tries: 0,
        queued_at: now,
        due_at: now,
        message_id,
        created_at: now,
    };
    diesel::insert_into(deliveries::table).values(row).execute(conn)?;
    Ok(())
}

/// Ids of due deliveries nobody holds, oldest first.
pub(super) fn due(conn: &mut Connection, now: Timestamp, limit: i64) -> Stored<Vec<DeliveryId>> {
    Ok(deliveries::table
        .filter(sql::<Bool>("state = 'queued'"))
        .filter(deliveries::due_at.le(now))
        .filter(deliveries::lease_until.is_null().or(deliveries::lease_until.lt(now)))
        .order((deliveries::due_at, deliveries::id))
        .limit(limit)
        .select(deliveries::id)
        .load(conn)?)
}

/// Takes those of `ids` that are still nobody's, and returns them.
pub(super) fn take(conn: &mut Connection, ids: &[DeliveryId], lease: &Lease) -> Stored<Vec<Leased>> {
    let mut taken = Vec::with_capacity(ids.len());
    for id in ids {
        let free = deliveries::lease_until.is_null().or(deliveries::lease_until.lt(lease.now));
        let mine = diesel::update(deliveries::table.find(id))
            .filter(sql::<Bool>("state = 'queued'"))
            .filter(deliveries::due_at.le(lease.now))
            .filter(free)
            .set((deliveries::lease_owner.eq(&lease.owner), deliveries::lease_until.eq(lease.until())))
            .execute(conn)?;
        if mine == 1 {
            taken.push(deliveries::table.find(id).first::<Row>(conn)?.into_leased()?);
        }
    }
    Ok(taken)
}

/// The intent: from here on a crash leaves evidence. None when the lease was lost meanwhile.
pub(super) fn begin(conn: &mut Connection, id: DeliveryId, lease: &Lease) -> Stored<Option<(i32, i32)>> {
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

/// Ends a try, if it is still ours: the fence is owner and attempt together.
pub(super) fn complete(conn: &mut Connection, id: DeliveryId, done: &Completion) -> Stored<bool> {
    let mine = deliveries::table
        .find(id)
        .filter(sql::<Bool>("state = 'sending'"))
        .filter(deliveries::lease_owner.eq(&done.owner))
        .filter(deliveries::attempt.eq(done.attempt));
    let (code, text) = reply_columns(done.reply.as_ref(), &done.detail);
    let updated = diesel::update(mine)
        .set((
            deliveries::state.eq(done.state),
            deliveries::due_at.eq(done.due_at),
            deliveries::lease_owner.eq(None::<String>),
            deliveries::lease_until.eq(None::<i64>),
            deliveries::reply_code.eq(code),
            deliveries::reply_text.eq(Some(text.clone())),
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
            delivery_attempts::reply_text.eq(Some(text)),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Puts content in place of content, for a row that is done with.
pub(super) fn replace_content(conn: &mut Connection, id: DeliveryId, content: &Content) -> Stored<()> {
    diesel::update(deliveries::table.find(id)).set(deliveries::content.eq(json(content)?)).execute(conn)?;
    Ok(())
}

/// Ends deliveries that have not begun, without sending them. With an owner, only what that owner holds.
pub(super) fn suppress(
    conn: &mut Connection,
    ids: &[DeliveryId],
    owner: Option<&str>,
    why: &str,
) -> Stored<Vec<DeliveryId>> {
    let mut suppressed = Vec::new();
    for id in ids {
        let set = (
            deliveries::state.eq(State::Suppressed),
            deliveries::reply_text.eq(Some(why)),
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

/// Keeps what is held. Returns how many.
pub(super) fn renew(conn: &mut Connection, lease: &Lease) -> Stored<usize> {
    let held = sql::<Bool>("state IN ('queued', 'sending')");
    Ok(diesel::update(deliveries::table.filter(held).filter(deliveries::lease_owner.eq(&lease.owner)))
        .set(deliveries::lease_until.eq(lease.until()))
        .execute(conn)?)
}

/// Gives back what is held and has not begun.
pub(super) fn give_back(conn: &mut Connection, owner: &str) -> Stored<usize> {
    Ok(diesel::update(
        deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(deliveries::lease_owner.eq(owner)),
    )
    .set((deliveries::lease_owner.eq(None::<String>), deliveries::lease_until.eq(None::<i64>)))
    .execute(conn)?)
}

/// What is being sent by somebody whose lease has run out before `now`; every one of them when `now` is None.
pub(super) fn orphans(conn: &mut Connection, now: Option<Timestamp>) -> Stored<Vec<Leased>> {
    let sending = deliveries::table.filter(sql::<Bool>("state = 'sending'"));
    let rows: Vec<Row> = match now {
        Some(now) => sending.filter(deliveries::lease_until.lt(now)).load(conn)?,
        None => sending.load(conn)?,
    };
    rows.into_iter().map(Row::into_leased).collect()
}

/// Frees what was leased and not begun, whoever held it.
pub(super) fn free_all(conn: &mut Connection) -> Stored<usize> {
    Ok(diesel::update(
        deliveries::table.filter(sql::<Bool>("state = 'queued'")).filter(deliveries::lease_owner.is_not_null()),
    )
    .set((deliveries::lease_owner.eq(None::<String>), deliveries::lease_until.eq(None::<i64>)))
    .execute(conn)?)
}

/// Back into the queue at a person's wish, from a final state. False when it is not in one.
pub(super) fn requeue(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Stored<bool> {
    let row = deliveries::table.find(id).filter(sql::<Bool>("state IN ('failed', 'bounced', 'unknown')"));
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

pub(super) fn state_of(conn: &mut Connection, id: DeliveryId) -> Stored<Option<State>> {
    Ok(deliveries::table.find(id).select(deliveries::state).first(conn).optional()?)
}

pub(super) fn find(conn: &mut Connection, id: DeliveryId) -> Stored<Option<Delivery>> {
    let row: Option<Row> = deliveries::table.find(id).first(conn).optional()?;
    Ok(with_attempts(conn, row.into_iter().collect())?.pop())
}

pub(super) fn of_commendation(conn: &mut Connection, id: CommendationId) -> Stored<Vec<Delivery>> {
    let rows = deliveries::table
        .filter(deliveries::commendation_id.eq(id))
        .order((deliveries::created_at, deliveries::id))
        .load(conn)?;
    with_attempts(conn, rows)
}

/// Deliveries in any of `states`, oldest first, after `after` where that is given.
pub(super) fn in_states(
    conn: &mut Connection,
    states: &[State],
    after: Option<DeliveryId>,
    limit: i64,
) -> Stored<Vec<Delivery>> {
    let words: Vec<String> = states.iter().map(ToString::to_string).collect();
    let mut query = deliveries::table.filter(deliveries::state.eq_any(words)).into_boxed();
    if let Some(after) = after {
        query = query.filter(deliveries::id.gt(after));
    }
    let rows = query.order(deliveries::id).limit(limit).load(conn)?;
    with_attempts(conn, rows)
}

pub(super) fn count(conn: &mut Connection) -> Stored<Vec<(State, i64)>> {
    Ok(deliveries::table
        .group_by(deliveries::state)
        .select((deliveries::state, diesel::dsl::count_star()))
        .load(conn)?)
}

pub(super) fn pause(conn: &mut Connection, name: &str, reason: &str, now: Timestamp) -> Stored<bool> {
    let there: i64 = outbox_pauses::table.find(name).count().get_result(conn)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(outbox_pauses::table)
        .values((outbox_pauses::name.eq(name), outbox_pauses::reason.eq(reason), outbox_pauses::paused_at.eq(now)))
        .execute(conn)?;
    Ok(true)
}

pub(super) fn unpause(conn: &mut Connection, name: &str) -> Stored<bool> {
    Ok(diesel::delete(outbox_pauses::table.find(name)).execute(conn)? > 0)
}

pub(super) fn pauses(conn: &mut Connection) -> Stored<Vec<(String, String, Timestamp)>> {
    Ok(outbox_pauses::table.order(outbox_pauses::name).load(conn)?)
}

fn with_attempts(conn: &mut Connection, rows: Vec<Row>) -> Stored<Vec<Delivery>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let mut attempts: Vec<AttemptRow> = delivery_attempts::table
        .filter(delivery_attempts::delivery_id.eq_any(ids))
        .order((delivery_attempts::delivery_id, delivery_attempts::number))
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let own = attempts.extract_if(.., |attempt| attempt.delivery_id == row.id).map(Attempt::from).collect();
            row.into_delivery(own)
        })
        .collect()
}

impl Row {
    fn into_leased(self) -> Stored<Leased> {
        Ok(Leased {
            id: self.id,
            commendation_id: self.commendation_id,
            version: self.version,
            recipient_id: self.recipient_id,
            recipient_name: self.recipient_name,
            recipient_email: self.recipient_email,
            reasons: serde_json::from_str::<Vec<Reason>>(&self.reasons)?,
            content: serde_json::from_str(&self.content)?,
            message_id: self.message_id,
            attempt: self.attempt,
            tries: self.tries,
            queued_at: self.queued_at,
            created_at: self.created_at,
            owner: self.lease_owner,
        })
    }

    fn into_delivery(self, attempts: Vec<Attempt>) -> Stored<Delivery> {
        Ok(Delivery {
            id: self.id,
            kind: self.kind,
            commendation_id: self.commendation_id,
            version: self.version,
            recipient_id: self.recipient_id,
            recipient_name: self.recipient_name,
            recipient_email: self.recipient_email,
            reasons: serde_json::from_str(&self.reasons)?,
            state: self.state,
            due_at: (self.state == State::Queued).then_some(self.due_at),
            held_until: self.lease_until,
            reply_code: self.reply_code,
            reply_text: self.reply_text,
            created_at: self.created_at,
            sent_at: self.sent_at,
            attempts,
        })
    }
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Attempt {
        Attempt {
            number: row.number,
            worker: row.worker,
            started_at: row.started_at,
            finished_at: row.finished_at,
            outcome: row.outcome,
            reply_code: row.reply_code,
            reply_text: row.reply_text,
        }
    }
}

/// diesel's errors are translated once, where they are raised.
impl From<diesel::result::Error> for DeliveryError {
    fn from(error: diesel::result::Error) -> Self {
        DeliveryError::Db(error.into())
    }
}

fn reply_columns(reply: Option<&Reply>, detail: &str) -> (Option<i32>, String) {
    match reply {
        Some(reply) => (Some(i32::from(reply.code)), reply.text.clone()),
        None => (None, detail.to_owned()),
    }
}

fn json<T: serde::Serialize>(value: &T) -> Stored<String> {
    Ok(serde_json::to_string(value)?)
}

/// Whether anything but a suppressed mail about a commendation has this recipient.
pub(super) fn was_addressed(conn: &mut Connection, commendation: CommendationId, person: PersonId) -> Stored<bool> {
    let addressed = deliveries::table
        .filter(deliveries::recipient_id.eq(person))
        .filter(deliveries::commendation_id.eq(commendation))
        .filter(deliveries::state.ne(State::Suppressed));
    Ok(diesel::select(diesel::dsl::exists(addressed)).get_result(conn)?)
}
