//! Lists of commendations: one's own, a team's, everyone's, a person's recognition history. Each item is made for its reader.

use std::collections::HashMap;

use super::read::{People, header};
use super::{Commendations, History, HistoryReader};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::compose::excerpt_of;
use crate::commendations::rules::{Readable, oversees_all};
use crate::commendations::shown::{Listed, Summary};
use crate::commendations::store::{self, List, ListFilter};
use crate::db::{Connection, DbError};
use crate::directory::{self, search_tokens};
use crate::ids::{AssistId, CommendationId, PersonId};
use crate::paging::{Cursor, Page, Paged};
use crate::permissions::Caller;

/// A list that a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallersList {
    /// Sent by me.
    Sent,
    /// Said about me.
    Received,
    /// Said about the people who report to me now.
    Team,
    /// Every one there is; for HR and auditor.
    All,
    /// Both of mine; for HR and auditor every one there is.
    Any,
}

impl CallersList {
    /// True when a caller may have this list.
    pub fn is_open_to(self, caller: &Caller) -> bool {
        self != Self::All || oversees_all(caller)
    }
}

impl Commendations {
    /// A list of the caller's.
    ///
    /// # Errors
    /// [`CommendationError::AllForOverseers`] for everyone's, unless the caller is HR or auditor.
    pub async fn list(
        &self,
        caller: Caller,
        mine: CallersList,
        filter: ListFilter,
        page: Page,
    ) -> Result<Paged<Listed>, CommendationError> {
        if !mine.is_open_to(&caller) {
            return Err(CommendationError::AllForOverseers);
        }
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let of = match mine {
                CallersList::Sent => List::Sent(caller.person),
                CallersList::Received => List::Received(vec![caller.person]),
                CallersList::Team => List::Received(directory::operations::team_of(conn, caller.person, today)?),
                CallersList::All | CallersList::Any if oversees_all(&caller) => List::All,
                CallersList::All | CallersList::Any => List::Own(caller.person),
            };
            listed(conn, &caller, ListFilter { of, ..filter }, &page)
        };
        self.db.read(work).await
    }

    /// A person's recognition history: for that person, that person's supervisors now, HR and auditor.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else, and for nobody's id.
    pub async fn history(
        &self,
        caller: Caller,
        person: PersonId,
        filter: ListFilter,
        page: Page,
    ) -> Result<Paged<Listed>, CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let history = History::open(conn, HistoryReader::Caller(caller), person, today)?;
            listed(conn, &caller, ListFilter { of: history.of(), ..filter }, &page)
        };
        self.db.read(work).await
    }
}

impl Commendations {
    /// The references of some commendations, for those who oversee all; nothing for anyone else.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn references(
        &self,
        caller: Caller,
        ids: Vec<CommendationId>,
    ) -> Result<HashMap<CommendationId, String>, DbError> {
        if !oversees_all(&caller) {
            return Ok(HashMap::new());
        }
        let work = move |conn: &mut Connection| {
            let records = store::find_many(conn, &ids)?;
            Ok(records.into_iter().map(|(id, record)| (id, record.reference)).collect())
        };
        self.db.read(work).await
    }

    /// The commendation with a reference, for those who oversee all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn by_reference(&self, caller: Caller, reference: String) -> Result<Option<CommendationId>, DbError> {
        if !oversees_all(&caller) {
            return Ok(None);
        }
        self.db.read(move |conn| store::by_reference(conn, reference.trim())).await
    }
}

fn listed(
    conn: &mut Connection,
    caller: &Caller,
    filter: ListFilter,
    page: &Page,
) -> Result<Paged<Listed>, CommendationError> {
    let keys = keys(conn, ListFilter { readable: Readable::by(caller), ..filter }, page)?;
    let ids: Vec<CommendationId> = keys.items.iter().map(|(id, _)| *id).collect();
    Ok(Paged { items: summaries(conn, caller, &ids)?, next_cursor: keys.next_cursor })
}

/// The keys of a page of a list.
pub(super) fn keys(
    conn: &mut Connection,
    mut filter: ListFilter,
    page: &Page,
) -> Result<Paged<(CommendationId, Timestamp)>, DbError> {
    filter.after =
        page.cursor.as_ref().and_then(|cursor| Some((Timestamp::from_micros(cursor.at), cursor.id.parse().ok()?)));
    Ok(Paged::of(store::list(conn, &filter, page.limit + 1)?, page.limit, |(id, at)| Cursor {
        at: at.micros(),
        id: id.to_string(),
    }))
}

/// Some commendations of a list that the caller may read, in the same order.
pub(super) fn summaries(
    conn: &mut Connection,
    caller: &Caller,
    ids: &[CommendationId],
) -> Result<Vec<Listed>, DbError> {
    let mut records = store::find_many(conn, ids)?;
    let mut shares: HashMap<CommendationId, Vec<PersonId>> = HashMap::new();
    for share in store::helpers_of(conn, ids)? {
        shares.entry(share.commendation_id).or_default().push(share.person_id);
    }
    let named = records.values().map(|record| record.banker_id).chain(shares.values().flatten().copied());
    let people = People::of(conn, named)?;
    let letters = store::letter_texts(conn, ids)?;
    let readable = Readable::by(caller);
    let items = ids.iter().filter_map(|id| {
        let (record, helpers) = (records.remove(id)?, shares.remove(id).unwrap_or_default());
        let excerpt = excerpt_of(letters.get(id).map(String::as_str), record.cover_note.as_deref());
        Some(item(&people, readable, (record, excerpt), &helpers))
    });
    items.collect()
}

/// One item. Everyone who may read the list may read everything in it.
fn item(
    people: &People,
    readable: Readable,
    (record, excerpt): (store::Record, String),
    helpers: &[PersonId],
) -> Result<Listed, DbError> {
    let header = header(&record);
    if !readable.has(record.state, record.banker_id) {
        return Ok(Listed::Bare(header));
    }
    Ok(Listed::Full(Box::new(Summary {
        header,
        banker: people.one(record.banker_id)?,
        helpers: helpers.iter().map(|helper| people.one(*helper)).collect::<Result<_, _>>()?,
        client_name: record.client_name_shown,
        excerpt,
        has_letter: record.has_letter,
        acknowledgements: record.acknowledgements,
        thanks: record.thanks,
    })))
}

/// The words of a search as the lists compare them.
pub fn search_words(text: &str) -> Vec<search_tokens::QueryWord> {
    search_tokens::query(text)
}

/// True when a commendation was made of an assist.
///
/// # Errors
/// When the database cannot be read.
pub fn has_assist(conn: &mut Connection, assist: AssistId) -> Result<bool, DbError> {
    store::has_assist(conn, assist)
}
