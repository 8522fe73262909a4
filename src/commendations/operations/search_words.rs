//! The words for the search, made of the circulated texts.
//!
//! Invariant: only masked texts are searchable.

use super::send::index_words;
use crate::commendations::{CommendationError, store};
use crate::db::Connection;
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};

/// Makes them anew after what circulates has changed.
pub(super) fn index(conn: &mut Connection, id: CommendationId, helpers: &[Person]) -> Result<(), CommendationError> {
    let record = store::find(conn, id)?.ok_or(CommendationError::NotFound)?;
    let words = of(conn, &record, helpers)?;
    store::set_words(conn, id, &words)?;
    Ok(())
}

fn of(conn: &mut Connection, record: &store::Record, helpers: &[Person]) -> Result<String, CommendationError> {
    let banker = directory::operations::recorded(conn, record.banker_id)?;
    let letter = store::circulated_letter(conn, record.id)?.map(|letter| letter.text);
    let mut names = vec![banker.name.as_str()];
    names.extend(helpers.iter().map(|helper| helper.name.as_str()));
    names.extend(record.client_name_shown.as_deref());
    let mut texts = vec![record.reference.as_str()];
    texts.extend(helpers.iter().map(|helper| helper.department.as_str()));
    texts.extend([&letter, &record.cover_note].into_iter().flatten().map(String::as_str));
    Ok(index_words(&names, &texts))
}

/// Makes anew what the next commendations are searched by, in the order of their ids, and returns the last of them; none at the
/// end. What was withdrawn circulates no more and stays as it was left. See [`crate::app::search_index`].
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
        let Some(record) = records.remove(id).filter(|record| record.state.stands()) else { continue };
        let shares = store::helpers_of(conn, &[*id])?;
        let people: Vec<PersonId> = shares.iter().map(|share| share.person_id).collect();
        let helpers: Vec<Person> = directory::operations::people_by_ids(conn, &people)?.into_values().collect();
        let words = of(conn, &record, &helpers)?;
        store::set_words(conn, *id, &words)?;
    }
    Ok(ids.last().copied())
}
