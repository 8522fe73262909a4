//! The excerpt shown in lists and the words for the search, made of the circulated texts.
//!
//! Invariant: only masked texts are searchable.

use super::correct::person;
use super::send::index_words;
use crate::commendations::{CommendationError, State, store};
use crate::db::Connection;
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::letters::rules::excerpt;

/// Makes both anew after what circulates has changed.
pub(super) fn index(conn: &mut Connection, id: CommendationId, helpers: &[Person]) -> Result<(), CommendationError> {
    let record = store::find(conn, id)?.ok_or(CommendationError::NotFound)?;
    let (shown, words) = of(conn, &record, helpers)?;
    store::set_index(conn, id, &shown, &words)?;
    Ok(())
}

/// The excerpt, and the words.
fn of(
    conn: &mut Connection,
    record: &store::Record,
    helpers: &[Person],
) -> Result<(String, String), CommendationError> {
    let banker = person(conn, record.banker_id)?;
    // A letter on paper that nobody transcribed has no words: those of the banker are not the client's.
    let letter = store::circulated_letter(conn, record.id)?.map(|letter| letter.text);
    let shown = letter.as_deref().or(record.cover_note.as_deref()).map(excerpt).unwrap_or_default();
    let mut names = vec![banker.name.as_str()];
    names.extend(helpers.iter().map(|helper| helper.name.as_str()));
    names.extend(record.client_name_shown.as_deref());
    let mut texts = vec![record.reference.as_str()];
    texts.extend(helpers.iter().map(|helper| helper.department.as_str()));
    texts.extend([&letter, &record.cover_note].into_iter().flatten().map(String::as_str));
    Ok((shown, index_words(&names, &texts)))
}

/// Makes anew what the next commendations are searched by, in the order of their ids, and returns the last of them; none at the
/// end. What was withdrawn circulates no more and stays as it was left. See [`crate::app::index`].
///
/// # Errors
/// When the database cannot be written.
pub fn index_again(
    conn: &mut Connection,
    after: Option<CommendationId>,
    most: i64,
) -> Result<Option<CommendationId>, CommendationError> {
    let ids = store::ids_after(conn, after, most)?;
    let mut records = store::find_many(conn, &ids)?;
    for id in &ids {
        let Some(record) = records.remove(id).filter(|record| record.state != State::Withdrawn) else { continue };
        let shares = store::helpers_of(conn, &[*id])?;
        let people: Vec<PersonId> = shares.iter().map(|share| share.person_id).collect();
        let helpers: Vec<Person> = directory::operations::people_by_ids(conn, &people)?.into_values().collect();
        let (_, words) = of(conn, &record, &helpers)?;
        store::set_words(conn, *id, &words)?;
    }
    Ok(ids.last().copied())
}
