//! The trail's rows.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{BEGINNING, Entry, Event};
use crate::clock::Timestamp;
use crate::db::schema::audit_entries;
use crate::db::{Connection, DbError};

/// Advisory lock that serialises appends on PostgreSQL until their commit; the number is arbitrary. SQLite has one writer
/// anyway.
const CHAIN_LOCK: i64 = 0x434f_4d4d_454e_4402;

type Row = (i64, Timestamp, String, String, String, String, String, String);

fn entry((seq, at, actor, action, object, detail, previous_hash, hash): Row) -> Entry {
    Entry { seq, at, actor, action, object, detail, previous_hash, hash }
}

/// Appends events to the chain. It must be the last statement of the transaction, because it holds the lock until the commit.
pub(super) fn append(conn: &mut Connection, now: Timestamp, events: Vec<Event>) -> Result<(), DbError> {
    if events.is_empty() {
        return Ok(());
    }
    if let Connection::Pg(pg) = conn {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({CHAIN_LOCK})")).execute(pg)?;
    }
    let (mut seq, mut previous_hash) = head(conn)?;
    for event in events {
        seq += 1;
        let mut entry = Entry {
            seq,
            at: now,
            actor: event.actor.to_string(),
            action: event.action.to_owned(),
            object: event.object,
            detail: serde_json::Value::Object(event.detail).to_string(),
            previous_hash,
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        diesel::insert_into(audit_entries::table)
            .values((
                audit_entries::seq.eq(entry.seq),
                audit_entries::at.eq(entry.at),
                audit_entries::actor.eq(&entry.actor),
                audit_entries::action.eq(&entry.action),
                audit_entries::object.eq(&entry.object),
                audit_entries::detail.eq(&entry.detail),
                audit_entries::previous_hash.eq(&entry.previous_hash),
                audit_entries::hash.eq(&entry.hash),
            ))
            .execute(conn)?;
        previous_hash = entry.hash;
    }
    Ok(())
}

/// The rows that this connection has changed so far, where the database counts them.
pub(super) fn changes(conn: &mut Connection) -> Result<Option<i64>, DbError> {
    match conn {
        Connection::Sqlite(_) => Ok(Some(diesel::select(sql::<BigInt>("total_changes()")).get_result(conn)?)),
        Connection::Pg(_) => Ok(None),
    }
}

/// The place and hash of the last entry; zero and [`BEGINNING`] for an empty trail.
///
/// # Errors
/// When the database cannot be read.
pub fn head(conn: &mut Connection) -> Result<(i64, String), DbError> {
    let last = audit_entries::table
        .select((audit_entries::seq, audit_entries::hash))
        .order(audit_entries::seq.desc())
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or_else(|| (0, BEGINNING.to_owned())))
}

/// Entries after a place, in order.
pub(super) fn after(conn: &mut Connection, seq: i64, limit: i64) -> Result<Vec<Entry>, DbError> {
    let rows: Vec<Row> =
        audit_entries::table.filter(audit_entries::seq.gt(seq)).order(audit_entries::seq).limit(limit).load(conn)?;
    Ok(rows.into_iter().map(entry).collect())
}

/// A filter of entries.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only about this object, `noun:id`.
    pub object: Option<String>,
    /// Only by this actor, as [`super::Actor`] prints it.
    pub actor: Option<String>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only before this moment.
    pub to: Option<Timestamp>,
    /// Only before this place: where the page before ended.
    pub before: Option<i64>,
}

/// The newest entries that match, at most `limit`. Those of a period are in the order of their times, which has an index; it differs from
/// that of their places where two processes recorded at the same moment.
///
/// # Errors
/// When the database cannot be read.
pub fn page(conn: &mut Connection, filter: &Filter, limit: i64) -> Result<Vec<Entry>, DbError> {
    use audit_entries::{at, seq};
    let mut query = audit_entries::table.into_boxed();
    if let Some(object) = &filter.object {
        query = query.filter(audit_entries::object.eq(object));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_entries::actor.eq(actor));
    }
    if let Some(from) = filter.from {
        query = query.filter(at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(at.lt(to));
    }
    let of_period = filter.from.is_some() || filter.to.is_some();
    if let Some(before) = filter.before {
        let reached: Option<Timestamp> = match of_period {
            true => audit_entries::table.find(before).select(at).first(conn).optional()?,
            false => None,
        };
        query = match reached {
            Some(time) => query.filter(at.lt(time).or(at.eq(time).and(seq.lt(before)))),
            None => query.filter(seq.lt(before)),
        };
    }
    query = if of_period { query.order((at.desc(), seq.desc())) } else { query.order(seq.desc()) };
    let rows: Vec<Row> = query.limit(limit).load(conn)?;
    Ok(rows.into_iter().map(entry).collect())
}
