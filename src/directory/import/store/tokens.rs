//! The search tokens of many people, written in the order of their index.

use diesel::prelude::*;

use super::Ids;
use super::bulk::insert_all;
use crate::db::schema::person_tokens;
use crate::db::{Connection, DbError, texts};
use crate::directory::import::changes::PersonChange;
use crate::directory::import::rows::Record;
use crate::directory::{Person, search_tokens, store};
use crate::ids::{DepartmentId, PersonId};

/// Writes the search tokens of people whose words differ, in index order, which is several times as fast.
pub fn write_tokens(conn: &mut Connection, changes: &[PersonChange], ids: &Ids) -> Result<(), DbError> {
    let spoken = |record: &Record, active| {
        search_tokens::index_entries([&record.name, &record.email, &record.extension, &record.department], active)
    };
    let mut stale = Vec::new();
    let mut fresh: Vec<(String, String)> = Vec::new();
    for change in changes {
        let after = spoken(&change.after, change.active);
        let before = change.before.as_ref().map(|before| spoken(before, change.was_active));
        if before.as_ref() == Some(&after) {
            continue;
        }
        let id = ids.get(&change.after.employee_number)?;
        if before.is_some() {
            stale.push(id);
        }
        fresh.extend(after.into_iter().map(|token| (token, id.to_string())));
    }
    replace_tokens(conn, &stale, fresh)
}

/// Rebuilds the search tokens of those who left from these departments, whose name is another now.
pub fn index_leavers(conn: &mut Connection, renamed: &[DepartmentId]) -> Result<(), DbError> {
    for department in renamed {
        let left = store::leavers_of_department(conn, *department)?;
        let people: Vec<Person> = store::people_by_ids(conn, &left)?.into_values().collect();
        index_again(conn, &people)?;
    }
    Ok(())
}

/// Rebuilds the search tokens of these people.
pub fn index_again(conn: &mut Connection, people: &[Person]) -> Result<(), DbError> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let entries = |person: &Person| {
        search_tokens::index_entries(
            [&person.name, &person.email, &person.extension, &person.department],
            person.active,
        )
    };
    let fresh =
        people.iter().flat_map(|person| entries(person).into_iter().map(|token| (token, person.id.to_string())));
    replace_tokens(conn, &ids, fresh.collect())
}

fn replace_tokens(conn: &mut Connection, stale: &[PersonId], mut fresh: Vec<(String, String)>) -> Result<(), DbError> {
    for chunk in stale.chunks(1000) {
        diesel::delete(person_tokens::table.filter(person_tokens::person_id.eq_any(texts(chunk)))).execute(conn)?;
    }
    fresh.sort_unstable();
    let rows: Vec<_> =
        fresh.iter().map(|(token, id)| (person_tokens::token.eq(token), person_tokens::person_id.eq(id))).collect();
    insert_all!(conn, person_tokens::table, 2, rows);
    Ok(())
}
