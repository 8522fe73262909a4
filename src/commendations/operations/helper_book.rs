//! The helper book of a banker as a page shows it: by person and by kind of problem, each person with the letters that the banker sent.
//!
//! Invariant: everything in it is the caller's own: notes that the caller made, letters that the caller sent.

use std::collections::HashMap;

use super::Commendations;
use crate::assists::operations::{Entry, Filter};
use crate::assists::{self, Hint};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::store;
use crate::db::Connection;
use crate::directory::Person;
use crate::folding::fold;
use crate::ids::{AssistId, CommendationId, PersonId};
use crate::paging::{Cursor, Page, Paged};
use crate::permissions::Caller;

/// The most notes that a book is made of, the latest.
const MOST_NOTES: i64 = 1_000;

/// A selection of the book.
#[derive(Debug, Clone, Default)]
pub struct BookFilter {
    /// Prefixes of words anywhere, including the helper's name.
    pub q: Option<String>,
    /// Prefixes of words of the kind of problem.
    pub problem: Option<String>,
    /// Only people about whom the caller has sent no letter.
    pub unthanked: bool,
}

/// A page of the book.
#[derive(Debug)]
pub struct Book {
    /// The people, the latest help first.
    pub people: Paged<Helped>,
    /// The number of people who are found.
    pub all: usize,
    /// Those of them about whom the caller has sent no letter.
    pub unthanked: usize,
    /// Kinds of problems, the most frequent first, each with the person who helped most often.
    pub problems: Vec<Solved>,
    /// Notes of a helper whom nobody has named yet, the latest first.
    pub unknown: Vec<(Occasion, Hint)>,
}

/// Somebody who helped.
#[derive(Debug, Clone)]
pub struct Helped {
    /// The person.
    pub person: Person,
    /// The occasions that are found, the latest first.
    pub occasions: Vec<Occasion>,
    /// The caller's letters about this person.
    pub letters: usize,
    /// The latest of them.
    pub latest_letter: Option<CommendationId>,
}

/// An occasion of help.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// The note.
    pub id: AssistId,
    /// The moment of the help.
    pub at: Timestamp,
    /// The kind of problem.
    pub problem: Option<String>,
    /// Everything the helper did.
    pub summary: Option<String>,
    /// A commendation was made of it, so that it stays as it is.
    pub is_used: bool,
}

/// A kind of problem, and the person to ask.
#[derive(Debug, Clone)]
pub struct Solved {
    /// In the words of the latest note of it.
    pub problem: String,
    /// The person who helped with it most often.
    pub person: Person,
    /// The number of times that person helped.
    pub times: usize,
}

impl Commendations {
    /// A page of the caller's helper book.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn helper_book(&self, caller: Caller, filter: BookFilter, page: Page) -> Result<Book, CommendationError> {
        let work = move |conn: &mut Connection| {
            let asked = Filter { q: filter.q, problem: filter.problem, ..Filter::default() };
            let first = Page { limit: MOST_NOTES, cursor: None };
            let mut entries = assists::operations::book_of(conn, caller.person, &asked, &first)?;
            entries.truncate(usize::try_from(MOST_NOTES).unwrap_or(usize::MAX));
            let notes: Vec<AssistId> = entries.iter().map(|entry| entry.assist.id).collect();
            let used = store::made_of(conn, &notes)?;
            let occasion = |entry: &Entry| Occasion {
                id: entry.assist.id,
                at: entry.assist.helped_at,
                problem: entry.assist.problem.clone(),
                summary: entry.assist.summary.clone(),
                is_used: used.contains(&entry.assist.id),
            };
            let unknown = entries.iter().filter(|entry| entry.helper.is_none());
            let unknown = unknown.filter_map(|entry| Some((occasion(entry), entry.assist.hint.clone()?))).collect();
            let mut people = by_person(&entries, occasion);
            for (person, letter) in store::letters_about(conn, caller.person)? {
                if let Some(helped) = people.iter_mut().find(|helped| helped.person.id == person) {
                    helped.letters += 1;
                    helped.latest_letter.get_or_insert(letter);
                }
            }
            let (all, unthanked) = (people.len(), people.iter().filter(|helped| helped.letters == 0).count());
            people.retain(|helped| !filter.unthanked || helped.letters == 0);
            Ok(Book { people: paged(people, &page), all, unthanked, problems: by_problem(&entries), unknown })
        };
        self.db.read(work).await
    }
}

/// The people in the order of their latest help.
fn by_person(entries: &[Entry], occasion: impl Fn(&Entry) -> Occasion) -> Vec<Helped> {
    let mut people: Vec<Helped> = Vec::new();
    let mut places: HashMap<PersonId, usize> = HashMap::new();
    for entry in entries {
        let Some(person) = &entry.helper else { continue };
        let place = *places.entry(person.id).or_insert_with(|| {
            let helped = Helped { person: person.clone(), occasions: Vec::new(), letters: 0, latest_letter: None };
            people.push(helped);
            people.len() - 1
        });
        people[place].occasions.push(occasion(entry));
    }
    people
}

/// The kinds of problems: words that differ only in case and marks are one kind.
fn by_problem(entries: &[Entry]) -> Vec<Solved> {
    let mut kinds: Vec<(String, Vec<(&Person, usize)>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let (Some(problem), Some(person)) = (&entry.assist.problem, &entry.helper) else { continue };
        let place = *places.entry(fold(problem)).or_insert_with(|| {
            kinds.push((problem.clone(), Vec::new()));
            kinds.len() - 1
        });
        let helpers = &mut kinds[place].1;
        match helpers.iter_mut().find(|(known, _)| known.id == person.id) {
            Some((_, times)) => *times += 1,
            None => helpers.push((person, 1)),
        }
    }
    let total = |helpers: &[(&Person, usize)]| helpers.iter().map(|(_, times)| times).sum::<usize>();
    kinds.sort_by_key(|(_, helpers)| std::cmp::Reverse(total(helpers)));
    let solved = kinds.into_iter().filter_map(|(problem, helpers)| {
        // Among equals, the latest comes first.
        let (person, times) = helpers.into_iter().rev().max_by_key(|(_, times)| *times)?;
        Some(Solved { problem, person: person.clone(), times })
    });
    solved.collect()
}

/// A page of people: those whose latest help lies before the end of the page before.
fn paged(people: Vec<Helped>, page: &Page) -> Paged<Helped> {
    let key = |helped: &Helped| {
        let at = helped.occasions.first().map_or(0, |occasion| occasion.at.micros());
        Cursor { at, id: helped.person.id.to_string() }
    };
    let is_after = |helped: &Helped| {
        let place = key(helped);
        page.cursor.as_ref().is_none_or(|cursor| (place.at, &place.id) < (cursor.at, &cursor.id))
    };
    let mut rest: Vec<Helped> = people.into_iter().filter(is_after).collect();
    rest.sort_by_key(|helped| std::cmp::Reverse((key(helped).at, key(helped).id)));
    rest.truncate(usize::try_from(page.limit + 1).unwrap_or(usize::MAX));
    Paged::of(rest, page.limit, key)
}
