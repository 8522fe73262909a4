//! Finding people while somebody types, with work that does not grow with the bank.
//!
//! One word of the query drives, the rarest: its people are read in the order of the token index and the other words are
//! looked for in each of them. Two words of a name have keys of their own, which are tried first. Every count and every read
//! has an end, so that a query of one letter costs what a long one costs. An answer can miss somebody only when every word
//! is shared by more than [`MOST`] people and no two words are of one name; one more letter then brings them.

use std::collections::HashSet;

use crate::db::{Connection, DbError};
use crate::ids::PersonId;

use super::words::Asked;
use super::{Person, store, words};

/// Rows of the token index read for one word, and people looked at for one query.
pub const MOST: i64 = 400;
/// How far the rows of a word are counted in search of the rarest.
const COUNTED: i64 = 4000;
/// Words of a query that are tried two by two.
const PAIRED: usize = 4;
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
    let query = words::query(&search.q);
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
    let mut candidates = candidates(conn, search, &query, "")?;
    if search.include_inactive {
        candidates.extend(self::candidates(conn, search, &query, words::LEFT)?);
    }
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

/// People who may fit, each once, the most promising first; `apart` stands before the entries of those who have left.
fn candidates(conn: &mut Connection, search: &Search, query: &[Asked], apart: &str) -> Result<Vec<PersonId>, DbError> {
    let mut words: Vec<Asked> = query.to_vec();
    words.extend(search.department.as_deref().map(words::query).unwrap_or_default());
    if words.is_empty() {
        return if apart.is_empty() { store::anyone(conn, MOST) } else { store::token_range(conn, apart, MOST) };
    }
    // A longer word is usually rarer, so it is counted first and often ends the search for a driver.
    words.sort_by_key(|asked| std::cmp::Reverse(asked.own.first().map_or(0, |word| word.chars().count())));
    let mut driver: Option<(i64, &Asked)> = None;
    for asked in &words {
        let mut rows = 0;
        for word in asked.own.iter().filter(|_| words.len() > 1) {
            rows += store::count_tokens(conn, &format!("{apart}{word}"), COUNTED)?;
        }
        if driver.is_none_or(|(fewest, _)| rows < fewest) {
            driver = Some((rows, asked));
        }
        if rows < MOST {
            break;
        }
    }
    let Some((rows, driver)) = driver else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if rows >= MOST {
        found = pairs(conn, query, apart)?;
    }
    // Words together are rarer than the last of them.
    for word in driver.joined.iter().chain(&driver.own) {
        found.extend(store::token_range(conn, &format!("{apart}{word}"), MOST)?);
    }
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(*id));
    Ok(found)
}

/// The people of the rarest two words of a name; none when no two words are of one name.
fn pairs(conn: &mut Connection, query: &[Asked], apart: &str) -> Result<Vec<PersonId>, DbError> {
    let mut rarest: Option<(i64, String)> = None;
    let query = &query[..query.len().min(PAIRED)];
    for (at, first) in query.iter().enumerate() {
        for (_, second) in query.iter().enumerate().filter(|(other, _)| *other != at) {
            let keys = first.own.iter().flat_map(|first| second.own.iter().filter_map(|it| words::pair(first, it)));
            for key in keys {
                let key = format!("{apart}{key}");
                let rows = store::count_tokens(conn, &key, MOST)?;
                if rows > 0 && rarest.as_ref().is_none_or(|(fewest, _)| rows < *fewest) {
                    rarest = Some((rows, key));
                }
            }
        }
    }
    match rarest {
        Some((_, key)) => store::token_range(conn, &key, MOST),
        None => Ok(Vec::new()),
    }
}
