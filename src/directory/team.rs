//! The people whom somebody supervises on a day, with the time since when.
//!
//! Invariant: the people are those of [`operations::team_of`], by which the right to read about them goes too.

use chrono::NaiveDate;

use super::rules::{self, Line, Lines as _};
use super::store::{self, StoredLines};
use super::{LineKind, Person, operations, search_tokens};
use crate::db::{Connection, DbError};
use crate::ids::PersonId;

/// Somebody in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// An active person.
    pub person: Person,
    /// First day of the line to the supervisor. None for a person who came because the supervisor between has left.
    pub since: Option<NaiveDate>,
}

/// The team of a supervisor on a day, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn members_of_team(conn: &mut Connection, supervisor: PersonId, on: NaiveDate) -> Result<Vec<Member>, DbError> {
    let ids = operations::team_of(conn, supervisor, on)?;
    let mut people = store::people_by_ids(conn, &ids)?;
    let mut lines = StoredLines::new(conn);
    lines.read_ahead(&ids)?;
    let mut members = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(person) = people.remove(&id) {
            members.push(Member { person, since: since(&lines.lines_of(id)?, supervisor, on) });
        }
    }
    members.sort_by_cached_key(|member| (search_tokens::words(&member.person.name), member.person.id));
    Ok(members)
}

fn since(lines: &[Line], supervisor: PersonId, on: NaiveDate) -> Option<NaiveDate> {
    let to_this = |line: &Line| line.supervisor == supervisor;
    let kinds = [LineKind::Acting, LineKind::Primary];
    kinds.into_iter().find_map(|kind| rules::in_force(lines, kind, on, to_this)).map(|line| line.from)
}
