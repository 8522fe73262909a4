//! Rows of hand-offs. No row type leaves this file.

use diesel::prelude::*;

use super::{End, Handoff, Place};
use crate::clock::Timestamp;
use crate::db::schema::handoffs;
use crate::db::{Connection, DbError};
use crate::ids::{DraftId, HandoffId, PersonId};

/// A hand-off with what its table alone knows.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The hand-off.
    pub handoff: Handoff,
    /// The seed of its link and code.
    pub seed: String,
    /// The hash of the cookie that it is bound to.
    pub cookie_hash: Option<String>,
    /// The client's entries, encrypted.
    pub entries: Option<String>,
}

/// The hashes by which a hand-off is found.
#[derive(Debug, Clone)]
pub struct Hashes {
    /// The hash of the link's token.
    pub link: String,
    /// The keyed hash of the code.
    pub code: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = handoffs)]
struct Row {
    id: HandoffId,
    draft_id: DraftId,
    banker_id: PersonId,
    place: Place,
    seed: String,
    cookie_hash: Option<String>,
    created_at: Timestamp,
    opened_at: Option<Timestamp>,
    written_at: Option<Timestamp>,
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
    ending: Option<End>,
    entries: Option<String>,
}

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        let handoff = Handoff {
            id: row.id,
            draft: row.draft_id,
            banker: row.banker_id,
            place: row.place,
            created_at: row.created_at,
            opened_at: row.opened_at,
            written_at: row.written_at,
            expires_at: row.expires_at,
            ended: row.ended_at.zip(row.ending),
        };
        Self { handoff, seed: row.seed, cookie_hash: row.cookie_hash, entries: row.entries }
    }
}

/// Stores a new hand-off.
pub fn insert(conn: &mut Connection, handoff: &Handoff, seed: &str, hashes: &Hashes) -> Result<(), DbError> {
    diesel::insert_into(handoffs::table)
        .values((
            handoffs::id.eq(handoff.id),
            handoffs::draft_id.eq(handoff.draft),
            handoffs::banker_id.eq(handoff.banker),
            handoffs::place.eq(handoff.place.as_str()),
            handoffs::seed.eq(seed),
            handoffs::link_hash.eq(&hashes.link),
            handoffs::code_hash.eq(&hashes.code),
            handoffs::created_at.eq(handoff.created_at),
            handoffs::expires_at.eq(handoff.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A hand-off.
pub fn find(conn: &mut Connection, id: HandoffId) -> Result<Option<Handoff>, DbError> {
    let row: Option<Row> = handoffs::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(|row| Kept::from(row).handoff))
}

/// The latest hand-off of a draft.
pub fn latest(conn: &mut Connection, draft: DraftId) -> Result<Option<Kept>, DbError> {
    let of_draft = handoffs::table.filter(handoffs::draft_id.eq(draft));
    let latest = of_draft.order((handoffs::created_at.desc(), handoffs::id.desc())).select(Row::as_select());
    let row: Option<Row> = latest.first(conn).optional()?;
    Ok(row.map(Kept::from))
}

/// The hand-off of a link, also one that has ended.
pub fn by_link(conn: &mut Connection, hash: &str) -> Result<Option<Kept>, DbError> {
    let row: Option<Row> =
        handoffs::table.filter(handoffs::link_hash.eq(hash)).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Kept::from))
}

/// The hand-off of a code that has not ended.
pub fn by_code(conn: &mut Connection, hashes: &[String]) -> Result<Option<Kept>, DbError> {
    let open = handoffs::table.filter(handoffs::ended_at.is_null());
    let row: Option<Row> =
        open.filter(handoffs::code_hash.eq_any(hashes)).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Kept::from))
}

/// The hand-off that a browser has taken, also one that has ended.
pub fn by_cookie(conn: &mut Connection, hash: &str) -> Result<Option<Kept>, DbError> {
    let row: Option<Row> =
        handoffs::table.filter(handoffs::cookie_hash.eq(hash)).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Kept::from))
}

/// Binds an open hand-off that no browser has taken to a cookie; false when another browser was first, or it has ended.
pub fn bind(
    conn: &mut Connection,
    id: HandoffId,
    cookie_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let free = handoffs::table.find(id).filter(handoffs::ended_at.is_null()).filter(handoffs::cookie_hash.is_null());
    let bound = diesel::update(free)
        .set((
            handoffs::cookie_hash.eq(cookie_hash),
            handoffs::opened_at.eq(now.micros()),
            handoffs::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(bound == 1)
}

/// Stores the client's entries, encrypted; false when it has ended. `written_at` is the moment of the client's change.
pub fn save(
    conn: &mut Connection,
    id: HandoffId,
    entries: &str,
    written_at: Option<Timestamp>,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let open = handoffs::table.find(id).filter(handoffs::ended_at.is_null());
    let saved = diesel::update(open)
        .set((
            handoffs::entries.eq(entries),
            handoffs::written_at.eq(written_at.map(Timestamp::micros)),
            handoffs::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Ends an open hand-off and deletes what the client wrote in it; false when it has ended already. `agreed_to` are the words that the
/// client agreed to.
pub fn end(
    conn: &mut Connection,
    id: HandoffId,
    ending: End,
    agreed_to: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let open = handoffs::table.find(id).filter(handoffs::ended_at.is_null());
    let ended = diesel::update(open)
        .set((
            handoffs::ended_at.eq(now.micros()),
            handoffs::ending.eq(ending.as_str()),
            handoffs::entries.eq(None::<String>),
            handoffs::agreed_to.eq(agreed_to),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Open hand-offs whose time has run out, up to `most`.
pub fn overdue(conn: &mut Connection, now: Timestamp, most: i64) -> Result<Vec<Handoff>, DbError> {
    let open = handoffs::table.filter(handoffs::ended_at.is_null()).filter(handoffs::expires_at.le(now));
    let rows: Vec<Row> = open.order(handoffs::expires_at).limit(most).select(Row::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| Kept::from(row).handoff).collect())
}

/// The open hand-off of a draft.
pub fn open_of(conn: &mut Connection, draft: DraftId) -> Result<Option<Handoff>, DbError> {
    let open = handoffs::table.filter(handoffs::draft_id.eq(draft)).filter(handoffs::ended_at.is_null());
    let row: Option<Row> = open.select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(|row| Kept::from(row).handoff))
}
