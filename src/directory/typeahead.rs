//! Finding people while somebody types, with work that does not grow with the bank.
//!
//! The rarest word of the query drives: its people are read in the order of the token index and the other words are looked
//! for in each of them. Every count and every read has an end, so a query of one letter costs what a long one costs. Only
//! when every word of a query is shared by more than [`MOST`] people can an answer miss somebody, and then one more
//! letter brings them.

use std::collections::HashSet;

use crate::db::{Connection, DbError};
use crate::ids::PersonId;

use super::{Person, store, words};

/// Rows of the token index read for one word, and people looked at for one query.
pub const MOST: i64 = 400;
/// People fetched at once while looking for matches.
const STEP: usize = 40;

/// Who is looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// As typed; each word begins a word of name, address, extension or department.
    pub q: String,
    /// Only this department, by its whole name; case and marks do not matter.
    pub department: Option<String>,
    /// Also those who have left.
    pub include_inactive: bool,
    /// The caller's own helpers, who come first.
    pub helpers: Vec<PersonId>,
    /// At most so many people.
    pub limit: usize,
}

/// Finds people: helpers of the caller first, then by name.
pub fn find(conn: &mut Connection, search: &Search) -> Result<Vec<Person>, DbError> {
    let query = words::words(&search.q);
    let department = search.department.as_deref().map(words::fold).filter(|name| !name.trim().is_empty());
    let fits = |person: &Person| {
        (person.active || search.include_inactive)
            && department.as_ref().is_none_or(|name| words::fold(&person.department).trim() == name.trim())
            && words::matches(&query, &words::tokens(person))
    };
    let mut found: Vec<Person> =
        store::people_by_ids(conn, &search.helpers)?.into_values().filter(|person| fits(person)).collect();
    by_name(&mut found);
    found.truncate(search.limit);
    let helpers: HashSet<PersonId> = found.iter().map(|person| person.id).collect();

    let mut others = Vec::new();
    let candidates = candidates(conn, search, &query)?;
    for ids in candidates.chunks(STEP) {
        if helpers.len() + others.len() >= search.limit {
            break;
        }
        let mut people = store::people_by_ids(conn, ids)?;
        let met = ids.iter().filter_map(|id| people.remove(id));
        others.extend(met.filter(|person| !helpers.contains(&person.id) && fits(person)));
    }
    others.truncate(search.limit - found.len());
    by_name(&mut others);
    found.append(&mut others);
    Ok(found)
}

fn by_name(people: &mut [Person]) {
    people.sort_by_cached_key(|person| (words::fold(&person.name), person.id));
}

/// People who may fit, each once, those of the rarest word.
fn candidates(conn: &mut Connection, search: &Search, query: &[String]) -> Result<Vec<PersonId>, DbError> {
    let mut words: Vec<String> = query.to_vec();
    words.extend(search.department.as_deref().map(words::words).unwrap_or_default());
    // A longer word is usually rarer, so it is looked at first and often ends the search for a driver.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    let mut rarest: Option<Vec<PersonId>> = None;
    if words.is_empty() {
        rarest = Some(store::token_range(conn, "", MOST)?);
    }
    for word in &words {
        let rows = store::token_range(conn, word, MOST)?;
        let fewer = rarest.as_ref().is_none_or(|best| rows.len() < best.len());
        if fewer {
            rarest = Some(rows);
        }
        if rarest.as_ref().is_some_and(|best| best.len() <= STEP) {
            break;
        }
    }
    let mut seen = HashSet::new();
    Ok(rarest.unwrap_or_default().into_iter().filter(|id| seen.insert(*id)).collect())
}
