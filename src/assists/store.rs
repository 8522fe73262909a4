//! Rows of assists. No row type leaves this file.

use diesel::prelude::*;

use super::{Assist, Hint, Workaround, rules};
use crate::clock::Timestamp;
use crate::db::schema::assists;
use crate::db::{Connection, DbError, SearchedText, holds};
use crate::directory::search_tokens;
use crate::ids::{AssistId, PersonId};
use crate::paging::Page;

/// The filters of a helper book; all that are given must match.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only help from this person.
    pub helper: Option<PersonId>,
    /// Prefixes of words of the problem, as typed.
    pub problem: Option<String>,
    /// Prefixes of words anywhere, including the helper's name, as typed.
    pub q: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assists)]
struct Row {
    id: AssistId,
    banker_id: PersonId,
    helper_id: Option<PersonId>,
    hint_name: Option<String>,
    hint_department: Option<String>,
    hint_extension: Option<String>,
    helped_at: Timestamp,
    summary: Option<String>,
    problem: Option<String>,
    workaround_process: Option<String>,
    workaround_detail: Option<String>,
    created_at: Timestamp,
}

impl From<Row> for Assist {
    fn from(row: Row) -> Self {
        let hint = row.hint_name.map(|name| Hint {
            name,
            department: row.hint_department.unwrap_or_default(),
            extension: row.hint_extension,
        });
        let workaround = (row.workaround_process.is_some() || row.workaround_detail.is_some())
            .then_some(Workaround { process: row.workaround_process, detail: row.workaround_detail });
        Self {
            id: row.id,
            banker_id: row.banker_id,
            helper_id: row.helper_id,
            hint,
            helped_at: row.helped_at,
            summary: row.summary,
            problem: row.problem,
            workaround,
            created_at: row.created_at,
        }
    }
}

/// Removes an assist.
pub(super) fn remove(conn: &mut Connection, id: AssistId) -> Result<(), DbError> {
    diesel::delete(assists::table.filter(assists::id.eq(id))).execute(conn)?;
    Ok(())
}

/// The columns that a change of an assist may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = assists, treat_none_as_null = true)]
struct Changeable<'a> {
    helper_id: Option<String>,
    hint_name: Option<&'a str>,
    hint_department: Option<&'a str>,
    hint_extension: Option<&'a str>,
    helped_at: Timestamp,
    summary: Option<&'a str>,
    problem: Option<&'a str>,
    workaround_process: Option<&'a str>,
    workaround_detail: Option<&'a str>,
    search_text: String,
}

impl<'a> Changeable<'a> {
    fn of(assist: &'a Assist) -> Self {
        let (hint, workaround) = (assist.hint.as_ref(), assist.workaround.as_ref());
        Self {
            helper_id: assist.helper_id.map(|id| id.to_string()),
            hint_name: hint.map(|hint| hint.name.as_str()),
            hint_department: hint.map(|hint| hint.department.as_str()),
            hint_extension: hint.and_then(|hint| hint.extension.as_deref()),
            helped_at: assist.helped_at,
            summary: assist.summary.as_deref(),
            problem: assist.problem.as_deref(),
            workaround_process: workaround.and_then(|workaround| workaround.process.as_deref()),
            workaround_detail: workaround.and_then(|workaround| workaround.detail.as_deref()),
            search_text: rules::search_text(assist),
        }
    }
}

pub(super) fn insert(conn: &mut Connection, assist: &Assist) -> Result<(), DbError> {
    diesel::insert_into(assists::table)
        .values((
            assists::id.eq(assist.id),
            assists::banker_id.eq(assist.banker_id),
            Changeable::of(assist),
            assists::created_at.eq(assist.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Locks an assist until the end of the transaction, so that changes of it follow one another. False when there is none.
pub(super) fn hold(conn: &mut Connection, id: AssistId) -> Result<bool, DbError> {
    let row = assists::table.filter(assists::id.eq(id));
    Ok(diesel::update(row).set(assists::banker_id.eq(assists::banker_id)).execute(conn)? == 1)
}

/// Stores an assist in the place of what it was.
pub(super) fn change(conn: &mut Connection, assist: &Assist) -> Result<(), DbError> {
    diesel::update(assists::table.filter(assists::id.eq(assist.id))).set(Changeable::of(assist)).execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut Connection, id: AssistId) -> Result<Option<Assist>, DbError> {
    let row: Option<Row> = assists::table.find(id).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Assist::from))
}

pub(super) fn name_helper(conn: &mut Connection, id: AssistId, helper: PersonId) -> Result<(), DbError> {
    diesel::update(assists::table.filter(assists::id.eq(id)).filter(assists::helper_id.is_null()))
        .set(assists::helper_id.eq(helper))
        .execute(conn)?;
    Ok(())
}

/// Each helper once, ordered by the latest occasion.
pub(super) fn helpers_of(conn: &mut Connection, banker: PersonId, most: i64) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(Option<PersonId>, Option<i64>)> = assists::table
        .filter(assists::banker_id.eq(banker))
        .filter(assists::helper_id.is_not_null())
        .group_by(assists::helper_id)
        .select((assists::helper_id, diesel::dsl::max(assists::helped_at)))
        .order((diesel::dsl::max(assists::helped_at).desc(), assists::helper_id))
        .limit(most)
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(helper, _)| helper).collect())
}

/// The column of the words, stored as [`search_tokens::marked`] makes them.
const WORDS: SearchedText = SearchedText::Text("assists.search_text");
/// The helper's name is in the directory's tokens, where a rename updates it. The prefix, which occurs in no token, marks the
/// start of a token.
const NAME: SearchedText = SearchedText::Rows(
    "person_tokens WHERE person_tokens.person_id = assists.helper_id",
    "('=' || person_tokens.token)",
);

/// A banker's assists, the latest occasion first; one more than the page holds, if there is one.
pub(super) fn list(
    conn: &mut Connection,
    banker: PersonId,
    filter: &Filter,
    page: &Page,
) -> Result<Vec<Assist>, DbError> {
    let mut book = assists::table.filter(assists::banker_id.eq(banker)).into_boxed();
    if let Some(helper) = filter.helper {
        book = book.filter(assists::helper_id.eq(helper));
    }
    for asked in filter.problem.as_deref().map(search_tokens::query).unwrap_or_default() {
        book = book.filter(holds(conn, rules::in_problem(&asked).map(|piece| (WORDS, piece))));
    }
    for asked in filter.q.as_deref().map(search_tokens::query).unwrap_or_default() {
        let written = rules::anywhere(&asked).map(|piece| (WORDS, piece));
        let named = asked.all().map(|word| (NAME, format!("={word}")));
        book = book.filter(holds(conn, written.chain(named)));
    }
    if let Some(after) = &page.cursor {
        let same = assists::helped_at.eq(after.at).and(assists::id.lt(after.id.clone()));
        book = book.filter(assists::helped_at.lt(after.at).or(same));
    }
    let rows: Vec<Row> = book
        .order((assists::helped_at.desc(), assists::id.desc()))
        .limit(page.limit + 1)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Assist::from).collect())
}

/// Rebuilds the search text of the next assists by id, and returns the last of them; none at the end.
pub(super) fn index_again(
    conn: &mut Connection,
    after: Option<AssistId>,
    most: i64,
) -> Result<Option<AssistId>, DbError> {
    let mut next = assists::table.order(assists::id).limit(most).select(Row::as_select()).into_boxed();
    if let Some(after) = after {
        next = next.filter(assists::id.gt(after));
    }
    let rows: Vec<Row> = next.load(conn)?;
    let mut last = None;
    for assist in rows.into_iter().map(Assist::from) {
        diesel::update(assists::table.find(assist.id))
            .set(assists::search_text.eq(rules::search_text(&assist)))
            .execute(conn)?;
        last = Some(assist.id);
    }
    Ok(last)
}
