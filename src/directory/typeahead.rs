//! Finds people while somebody types, with work that does not grow with the size of the bank.
//!
//! The rarest word of the query drives: its people are read in the order of the token index, and the other words are looked for
//! in each of them. Pairs of words of a name have keys of their own, which are tried first. Every count and every read is
//! limited, so that a query of one letter costs as much as a long one. A search can miss a person only when every word is shared
//! by more than [`MOST`] people and no two words are of one name; one more letter then finds them.

use std::collections::HashSet;

use crate::db::{Connection, DbError};
use crate::ids::PersonId;

use super::search_tokens::QueryWord;
use super::{Person, search_tokens, store};

/// The most rows of the token index read for one word, and the most people examined for one query.
pub const MOST: i64 = 400;
/// The limit up to which a word's rows are counted in the search for the rarest.
const COUNTED: i64 = 4000;
/// The most words of a query that are tried in pairs.
const PAIRED: usize = 4;
/// The number of people fetched at once while looking for matches.
const STEP: usize = 40;

/// The parameters of a search.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// The text as typed; each word must be the start of a word of name, address, extension or department.
    pub q: String,
    /// Restricts to this department, by its whole name; case and marks do not matter.
    pub department: Option<String>,
    /// Includes leavers.
    pub include_inactive: bool,
    /// The caller's own helpers, who are listed first.
    pub helpers: Vec<PersonId>,
    /// The most people to return.
    pub limit: usize,
}

/// Finds people: the caller's helpers first, then by name.
pub fn find(conn: &mut Connection, search: &Search) -> Result<Vec<Person>, DbError> {
    let query = search_tokens::query(&search.q);
    let department = search.department.as_deref().map(search_tokens::fold).filter(|name| !name.trim().is_empty());
    let fits = |person: &Person| {
        (person.active || search.include_inactive)
            && department.as_ref().is_none_or(|name| search_tokens::fold(&person.department).trim() == name.trim())
            && search_tokens::matches(&query, &search_tokens::tokens(person))
    };
    let mut found: Vec<Person> =
        store::people_by_ids(conn, &search.helpers)?.into_values().filter(|person| fits(person)).collect();
    by_name(&mut found);
    found.truncate(search.limit);
    let helpers: HashSet<PersonId> = found.iter().map(|person| person.id).collect();

    let mut others = Vec::new();
    let mut candidates = candidates(conn, search, &query, "")?;
    if search.include_inactive {
        candidates.extend(self::candidates(conn, search, &query, search_tokens::LEFT)?);
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
    people.sort_by_cached_key(|person| (search_tokens::fold(&person.name), person.id));
}

/// Candidates, each once, the most promising first; `apart` is the prefix of the entries of leavers.
fn candidates(
    conn: &mut Connection,
    search: &Search,
    query: &[QueryWord],
    apart: &str,
) -> Result<Vec<PersonId>, DbError> {
    let mut words: Vec<QueryWord> = query.to_vec();
    words.extend(search.department.as_deref().map(search_tokens::query).unwrap_or_default());
    if words.is_empty() {
        return if apart.is_empty() { store::anyone(conn, MOST) } else { store::token_range(conn, apart, MOST) };
    }
    // A longer word is usually rarer, so it is counted first and often ends the search for the driving word.
    words.sort_by_key(|asked| std::cmp::Reverse(asked.own.first().map_or(0, |word| word.chars().count())));
    let mut driver: Option<(i64, &QueryWord)> = None;
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
    // Joined words are rarer than the last of them.
    for word in driver.joined.iter().chain(&driver.own) {
        found.extend(store::token_range(conn, &format!("{apart}{word}"), MOST)?);
    }
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(*id));
    Ok(found)
}

/// The people of the rarest pair of words of a name; none when no two words are of one name.
fn pairs(conn: &mut Connection, query: &[QueryWord], apart: &str) -> Result<Vec<PersonId>, DbError> {
    let mut rarest: Option<(i64, String)> = None;
    let query = &query[..query.len().min(PAIRED)];
    for (at, first) in query.iter().enumerate() {
        for (_, second) in query.iter().enumerate().filter(|(other, _)| *other != at) {
            let keys =
                first.own.iter().flat_map(|first| second.own.iter().filter_map(|it| search_tokens::pair(first, it)));
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
