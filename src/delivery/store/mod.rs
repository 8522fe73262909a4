//! Deliveries and attempts in the database: rows in, rows out. Leases and tries are in [`leases`].
//!
//! Invariants: nothing is ever deleted; row types stay in this folder.

mod leases;
mod rows;
mod watched;

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Text},
};

use super::{
    Attempt, Delivery, DeliveryError, Kind, NewDelivery, Source, State, StoredContent, StuckDelivery,
    transport::Outcome,
};
use crate::{
    clock::Timestamp,
    db::{
        Connection, one_of,
        schema::{deliveries, delivery_attempts, outbox_pauses},
        texts,
    },
    ids::{CommendationId, DeliveryId, PersonId},
};

pub(super) use leases::{
    begin, complete, due, free_all, give_back, hasten, orphans, renew, requeue, set_aside, suppress, take, taken_aside,
};
use rows::{AttemptRow, Row};
pub(super) use watched::{ended_badly, longest_wait, unknown_tries, waiting};

type Stored<T> = Result<T, DeliveryError>;

#[derive(Insertable)]
#[diesel(table_name = deliveries)]
struct NewRow<'a> {
    id: DeliveryId,
    kind: Kind,
    commendation_id: Option<CommendationId>,
    version: Option<i32>,
    recipient_id: Option<PersonId>,
    recipient_name: &'a str,
    recipient_email: &'a str,
    reasons: String,
    because: Option<String>,
    content: Option<String>,
    state: State,
    attempt: i32,
    tries: i32,
    queued_at: Timestamp,
    due_at: Timestamp,
    created_at: Timestamp,
}

pub(super) fn insert(conn: &mut Connection, id: DeliveryId, new: &NewDelivery, now: Timestamp) -> Stored<()> {
    let row = NewRow {
        id,
        kind: new.content.kind(),
        commendation_id: new.commendation_id,
        version: new.version,
        recipient_id: new.recipient_id,
        recipient_name: &new.recipient_name,
        recipient_email: &new.recipient_email,
        reasons: json(&new.reasons)?,
        because: if new.because.is_empty() { None } else { Some(json(&new.because)?) },
        content: match &new.content {
            Source::Commendation(_) => None,
            Source::Row(content) => Some(json(content)?),
        },
        state: State::Queued,
        attempt: 0,
        tries: 0,
        queued_at: now,
        due_at: now,
        created_at: now,
    };
    diesel::insert_into(deliveries::table).values(row).execute(conn)?;
    Ok(())
}

/// Replaces the content of a delivery that is finished.
pub(super) fn replace_content(conn: &mut Connection, id: DeliveryId, content: &StoredContent) -> Stored<()> {
    diesel::update(deliveries::table.find(id)).set(deliveries::content.eq(Some(json(content)?))).execute(conn)?;
    Ok(())
}

pub(super) fn state_of(conn: &mut Connection, id: DeliveryId) -> Stored<Option<State>> {
    Ok(deliveries::table.find(id).select(deliveries::state).first(conn).optional()?)
}

pub(super) fn find(conn: &mut Connection, id: DeliveryId) -> Stored<Option<Delivery>> {
    let row: Option<Row> = deliveries::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(with_attempts(conn, row.into_iter().collect())?.pop())
}

pub(super) fn of_commendation(conn: &mut Connection, id: CommendationId) -> Stored<Vec<Delivery>> {
    let rows = deliveries::table
        .filter(deliveries::commendation_id.eq(id))
        .order((deliveries::created_at, deliveries::id))
        .select(Row::as_select())
        .load(conn)?;
    with_attempts(conn, rows)
}

/// Mails about some commendations that ended badly.
pub(super) fn stuck_among(conn: &mut Connection, ids: &[CommendationId]) -> Stored<Vec<StuckDelivery>> {
    type Row = (DeliveryId, CommendationId, Option<i32>, String);
    let bad = [State::Unknown, State::Failed, State::Bounced];
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::commendation_id.eq_any(texts(ids)))
        .filter(deliveries::state.eq_any(texts(&bad)))
        .order((deliveries::created_at, deliveries::id))
        .select((
            deliveries::id,
            deliveries::commendation_id.assume_not_null(),
            deliveries::version,
            deliveries::recipient_name,
        ))
        .load(conn)?;
    let stuck = |(id, commendation, version, recipient)| StuckDelivery { id, commendation, version, recipient };
    Ok(rows.into_iter().map(stuck).collect())
}

/// A state as a `WHERE` condition with a literal. With a bound value or another wording the databases do not recognise the
/// partial index and scan the whole table.
fn in_state(state: State) -> &'static str {
    match state {
        State::Queued => "state = 'queued'",
        State::Sending => "state = 'sending'",
        State::Unknown => "state IN ('unknown', 'failed', 'bounced') AND state = 'unknown'",
        State::Failed => "state IN ('unknown', 'failed', 'bounced') AND state = 'failed'",
        State::Bounced => "state IN ('unknown', 'failed', 'bounced') AND state = 'bounced'",
        State::Sent => "state = 'sent'",
        State::Suppressed => "state = 'suppressed'",
    }
}

/// Deliveries in any of `states`, oldest first, after `after` where that is given.
pub(super) fn in_states(
    conn: &mut Connection,
    states: &[State],
    after: Option<DeliveryId>,
    limit: i64,
) -> Stored<Vec<Delivery>> {
    let mut rows: Vec<Row> = Vec::new();
    for state in states {
        let mut query = deliveries::table.select(Row::as_select()).filter(sql::<Bool>(in_state(*state))).into_boxed();
        if let Some(after) = after {
            query = query.filter(deliveries::id.gt(after));
        }
        // Orders by ids, in a form that keeps SQLite from walking the primary key over all finished deliveries.
        rows.extend(query.order(sql::<Text>("id || ''")).limit(limit).load::<Row>(conn)?);
    }
    rows.sort_unstable_by_key(|row| row.id);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    with_attempts(conn, rows)
}

pub(super) fn count(conn: &mut Connection, state: State) -> Stored<i64> {
    Ok(deliveries::table.filter(sql::<Bool>(in_state(state))).count().get_result(conn)?)
}

pub(super) fn pause(conn: &mut Connection, name: &str, outcome: Option<&Outcome>, now: Timestamp) -> Stored<bool> {
    let there: i64 = outbox_pauses::table.find(name).count().get_result(conn)?;
    if there > 0 {
        return Ok(false);
    }
    diesel::insert_into(outbox_pauses::table)
        .values((
            outbox_pauses::name.eq(name),
            outbox_pauses::outcome.eq(outcome.map(json).transpose()?),
            outbox_pauses::paused_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

pub(super) fn unpause(conn: &mut Connection, name: &str) -> Stored<bool> {
    Ok(diesel::delete(outbox_pauses::table.find(name)).execute(conn)? > 0)
}

/// The pauses by name; an outcome that another release stored in another form is left out.
pub(super) fn pauses(conn: &mut Connection) -> Stored<Vec<(String, Option<Outcome>, Timestamp)>> {
    let rows: Vec<(String, Option<String>, Timestamp)> = outbox_pauses::table.order(outbox_pauses::name).load(conn)?;
    let read = |text: String| serde_json::from_str(&text).ok();
    Ok(rows.into_iter().map(|(name, outcome, since)| (name, outcome.and_then(read), since)).collect())
}

fn with_attempts(conn: &mut Connection, rows: Vec<Row>) -> Stored<Vec<Delivery>> {
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.id).collect();
    let mut attempts: Vec<AttemptRow> = delivery_attempts::table
        .filter(one_of(conn, delivery_attempts::delivery_id, &ids))
        .order((delivery_attempts::delivery_id, delivery_attempts::number))
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let own = attempts.extract_if(.., |attempt| attempt.delivery_id == row.id).map(Attempt::from).collect();
            Ok(row.into_delivery(own))
        })
        .collect()
}

/// Translates diesel's errors where they are raised.
impl From<diesel::result::Error> for DeliveryError {
    fn from(error: diesel::result::Error) -> Self {
        DeliveryError::Db(error.into())
    }
}

fn json<T: serde::Serialize>(value: &T) -> Stored<String> {
    Ok(serde_json::to_string(value)?)
}

/// True when this recipient was sent the commendation: the last mail to the person about it that was not suppressed is no
/// `misdirected` notice.
pub(super) fn was_addressed(conn: &mut Connection, commendation: CommendationId, person: PersonId) -> Stored<bool> {
    // A person may have thousands of mails, a commendation has dozens.
    let mails: Vec<(Option<PersonId>, String)> = deliveries::table
        .filter(deliveries::commendation_id.eq(commendation))
        .filter(deliveries::state.ne(State::Suppressed))
        .order((deliveries::created_at.desc(), deliveries::id.desc()))
        .select((deliveries::recipient_id, deliveries::kind))
        .load(conn)?;
    let last = mails.into_iter().find(|(recipient, _)| *recipient == Some(person));
    Ok(last.is_some_and(|(_, kind)| kind != Kind::Misdirected.as_str()))
}
