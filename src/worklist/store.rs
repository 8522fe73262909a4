//! Work items in the database. Rows do not leave this file.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Filter, Item, Kind, Matter, State, StoredMatter, Subject};
use crate::clock::Timestamp;
use crate::db::schema::work_items;
use crate::db::{Connection, DbError, texts};
use crate::ids::{PersonId, WorkItemId};
use crate::paging::Page;

type Row = (WorkItemId, String, State, String, String, Timestamp, Option<Timestamp>, Option<PersonId>, Option<String>);

fn item(row: Row) -> Item {
    let (id, kind, state, subject, arguments, opened_at, resolved_at, resolved_by, note) = row;
    let told = match serde_json::from_str(&arguments) {
        Ok(matter) => StoredMatter::Matter(Box::new(matter)),
        Err(_) => StoredMatter::Unknown(serde_json::from_str(&arguments).unwrap_or_default()),
    };
    Item { id, kind, state, subject, told, opened_at, resolved_at, resolved_by, note }
}

/// An item that a person resolved.
#[derive(AsChangeset)]
#[diesel(table_name = work_items)]
struct Resolved<'a> {
    state: State,
    resolved_at: Timestamp,
    resolved_by: PersonId,
    note: Option<&'a str>,
}

/// Opens an item, in the caller's transaction. False when an item about the same matter is open; then nothing changes.
///
/// # Errors
/// When the database cannot be written.
pub fn open(conn: &mut Connection, matter: &Matter, now: Timestamp) -> Result<bool, DbError> {
    let arguments = serde_json::to_string(matter).map_err(|error| DbError::Unexpected(error.to_string()))?;
    // One statement, decided by the unique index on open items: of two concurrent transactions one opens the item, and neither
    // fails.
    let opened = diesel::sql_query(
        "INSERT INTO work_items (id, kind, state, subject, arguments, opened_at) \
         VALUES ($1, $2, 'open', $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind::<Text, _>(WorkItemId::new().to_string())
    .bind::<Text, _>(matter.kind().as_str())
    .bind::<Text, _>(matter.subject().to_string())
    .bind::<Text, _>(arguments)
    .bind::<BigInt, _>(now.micros())
    .execute(conn)?;
    Ok(opened == 1)
}

/// Opens an item, or gives the open one about the same matter these arguments, for a matter whose facts change while it is open. False
/// when nothing changed.
///
/// # Errors
/// When the database cannot be written.
pub fn state(conn: &mut Connection, matter: &Matter, now: Timestamp) -> Result<bool, DbError> {
    if open(conn, matter, now)? {
        return Ok(true);
    }
    let arguments = serde_json::to_string(matter).map_err(|error| DbError::Unexpected(error.to_string()))?;
    let item = work_items::table
        .filter(work_items::kind.eq(matter.kind()))
        .filter(work_items::subject.eq(matter.subject().to_string()))
        .filter(work_items::state.eq(State::Open))
        .filter(work_items::arguments.ne(&arguments));
    Ok(diesel::update(item).set(work_items::arguments.eq(&arguments)).execute(conn)? == 1)
}

/// The arguments of the open item about a matter; none where there is no item, or it is of another release.
///
/// # Errors
/// When the database cannot be read.
pub fn open_matter(conn: &mut Connection, kind: Kind, subject: Subject) -> Result<Option<Matter>, DbError> {
    let stored: Option<String> = work_items::table
        .filter(work_items::kind.eq(kind))
        .filter(work_items::subject.eq(subject.to_string()))
        .filter(work_items::state.eq(State::Open))
        .select(work_items::arguments)
        .first(conn)
        .optional()?;
    Ok(stored.and_then(|stored| serde_json::from_str(&stored).ok()))
}

/// Closes a matter's item because its cause is gone, in the caller's transaction. False when none was open.
///
/// # Errors
/// When the database cannot be written.
pub fn close(conn: &mut Connection, kind: Kind, subject: Subject, now: Timestamp) -> Result<bool, DbError> {
    let matter = work_items::table
        .filter(work_items::kind.eq(kind))
        .filter(work_items::subject.eq(subject.to_string()))
        .filter(work_items::state.eq(State::Open));
    let closed = diesel::update(matter)
        .set((work_items::state.eq(State::Resolved), work_items::resolved_at.eq(now)))
        .execute(conn)?;
    Ok(closed == 1)
}

/// Resolves a matter's item because a person settled the matter elsewhere, in the caller's transaction, whose own audit entry covers it.
/// False when none was open.
///
/// # Errors
/// When the database cannot be written.
pub fn settle(
    conn: &mut Connection,
    (kind, subject): (Kind, Subject),
    by: PersonId,
    note: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let matter = work_items::table
        .filter(work_items::kind.eq(kind))
        .filter(work_items::subject.eq(subject.to_string()))
        .filter(work_items::state.eq(State::Open));
    let settled = diesel::update(matter)
        .set(Resolved { state: State::Resolved, resolved_at: now, resolved_by: by, note: Some(note) })
        .execute(conn)?;
    Ok(settled == 1)
}

/// The subjects of the open items of a kind, for a caller that checks whether their causes are gone.
///
/// # Errors
/// When the database cannot be read.
pub fn open_subjects(conn: &mut Connection, kind: Kind) -> Result<Vec<Subject>, DbError> {
    let subjects: Vec<String> = work_items::table
        .filter(work_items::kind.eq(kind))
        .filter(work_items::state.eq(State::Open))
        .select(work_items::subject)
        .order(work_items::id)
        .load(conn)?;
    // A subject of another release is nothing that this one checks.
    Ok(subjects.iter().filter_map(|subject| subject.parse().ok()).collect())
}

/// Those of some subjects of which people were told, with the time when they were told last, by items of some kinds in any state.
///
/// # Errors
/// When the database cannot be read.
pub fn told_of(
    conn: &mut Connection,
    kinds: &[Kind],
    subjects: &[Subject],
) -> Result<Vec<(Subject, Timestamp)>, DbError> {
    let rows: Vec<(String, Timestamp)> = work_items::table
        .filter(work_items::subject.eq_any(texts(subjects)))
        .filter(work_items::kind.eq_any(texts(kinds)))
        .order(work_items::opened_at)
        .select((work_items::subject, work_items::opened_at))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(subject, at)| Some((subject.parse().ok()?, at))).collect())
}

/// Tells whether a person put away a matter since a moment, and wants to hear no more of it for now.
///
/// # Errors
/// When the database cannot be read.
pub fn was_put_away(
    conn: &mut Connection,
    (kind, subject): (Kind, Subject),
    since: Timestamp,
) -> Result<bool, DbError> {
    let put_away = work_items::table
        .filter(work_items::subject.eq(subject.to_string()))
        .filter(work_items::kind.eq(kind))
        .filter(work_items::resolved_by.is_not_null())
        .filter(work_items::resolved_at.ge(since));
    Ok(put_away.count().get_result::<i64>(conn)? > 0)
}

/// Resolves an open item. False when it was not open.
pub(super) fn resolve(
    conn: &mut Connection,
    id: WorkItemId,
    by: PersonId,
    note: Option<&str>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let item = work_items::table.filter(work_items::id.eq(id)).filter(work_items::state.eq(State::Open));
    let changed = diesel::update(item)
        .set(Resolved { state: State::Resolved, resolved_at: now, resolved_by: by, note })
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn find(conn: &mut Connection, id: WorkItemId) -> Result<Option<Item>, DbError> {
    let row: Option<Row> = work_items::table.filter(work_items::id.eq(id)).first(conn).optional()?;
    Ok(row.map(item))
}

/// The number of open items of a kind.
pub(super) fn count_open(conn: &mut Connection, kind: Kind) -> Result<i64, DbError> {
    let open = work_items::table.filter(work_items::kind.eq(kind)).filter(work_items::state.eq(State::Open));
    Ok(open.count().get_result(conn)?)
}

/// The number of items resolved since a moment.
pub(super) fn count_resolved(conn: &mut Connection, since: Timestamp) -> Result<i64, DbError> {
    let resolved = work_items::table.filter(work_items::state.eq(State::Resolved));
    Ok(resolved.filter(work_items::resolved_at.ge(since)).count().get_result(conn)?)
}

/// In the order of the filter; one more than the page holds, when there is one.
pub(super) fn list(conn: &mut Connection, filter: Filter, page: &Page) -> Result<Vec<Item>, DbError> {
    let mut items = work_items::table.into_boxed();
    if let Some(state) = filter.state {
        items = items.filter(work_items::state.eq(state));
    }
    if let Some(kind) = filter.kind {
        items = items.filter(work_items::kind.eq(kind));
    }
    if let Some(after) = &page.cursor {
        let same = work_items::opened_at.eq(after.at);
        items = if filter.oldest_first {
            let same = same.and(work_items::id.gt(after.id.clone()));
            items.filter(work_items::opened_at.gt(after.at).or(same))
        } else {
            let same = same.and(work_items::id.lt(after.id.clone()));
            items.filter(work_items::opened_at.lt(after.at).or(same))
        };
    }
    items = if filter.oldest_first {
        items.order((work_items::opened_at.asc(), work_items::id.asc()))
    } else {
        items.order((work_items::opened_at.desc(), work_items::id.desc()))
    };
    let rows: Vec<Row> = items.limit(page.limit + 1).load(conn)?;
    Ok(rows.into_iter().map(item).collect())
}
