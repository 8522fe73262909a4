//! Lists, by keyset, newest first.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::db::schema::{commendation_listings, commendation_words, commendations};
use crate::db::{Connection, DbError, Place, holds, texts};
use crate::directory::words::{Asked, needle};
use crate::ids::{CommendationId, PersonId};

/// Words stand there as [`crate::directory::words::marked`].
const WORDS: Place = Place::Text("commendation_words.words");

/// The commendations that a list is made of.
#[derive(Debug, Clone, Default)]
pub enum List {
    /// Every one there is.
    #[default]
    All,
    /// Sent by a banker.
    Sent(PersonId),
    /// Received by any of these people.
    Received(Vec<PersonId>),
    /// Sent or received by a person.
    Own(PersonId),
}

/// A selection from a list.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    pub of: List,
    /// Only those served on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those served on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Each begins a word of the commendation.
    pub words: Vec<Asked>,
    /// The reader, where words must not find a withdrawn commendation unless it is the reader's own. None for those
    /// who read them.
    pub reader: Option<PersonId>,
    /// Only those after this place in the list.
    pub after: Option<(Timestamp, CommendationId)>,
}

/// When somebody sent the letter that is the nth, from 1, counted back from the newest.
pub fn nth_last_sent(conn: &mut Connection, banker: PersonId, nth: u32) -> Result<Option<Timestamp>, DbError> {
    use commendations::dsl;
    let own = dsl::commendations.filter(dsl::banker_id.eq(banker)).select(dsl::sent_at);
    Ok(own.order(dsl::sent_at.desc()).offset(i64::from(nth.max(1)) - 1).limit(1).first(conn).optional()?)
}

/// The days of service of everything that somebody received and that stands, or was withdrawn.
pub fn received_days(conn: &mut Connection, person: PersonId) -> Result<Vec<(NaiveDate, State)>, DbError> {
    use commendation_listings::dsl;
    let listed = dsl::commendation_listings.inner_join(commendations::table).filter(dsl::person_id.eq(person));
    Ok(listed.select((commendations::served_on, commendations::state)).load(conn)?)
}

type Key = (CommendationId, Timestamp);

/// The newest that fit, at most `limit`.
pub fn list(conn: &mut Connection, filter: &ListFilter, limit: i64) -> Result<Vec<Key>, DbError> {
    match &filter.of {
        List::All => sent(conn, filter, None, limit),
        List::Sent(banker) => sent(conn, filter, Some(*banker), limit),
        List::Received(people) => received(conn, filter, people, limit),
        List::Own(person) => {
            let mut both = sent(conn, filter, Some(*person), limit)?;
            both.extend(received(conn, filter, &[*person], limit)?);
            both.sort_unstable_by_key(|(id, at)| std::cmp::Reverse((*at, *id)));
            both.dedup();
            both.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(both)
        }
    }
}

fn sent(conn: &mut Connection, filter: &ListFilter, banker: Option<PersonId>, limit: i64) -> Result<Vec<Key>, DbError> {
    use commendations::dsl;
    let mut query =
        dsl::commendations.inner_join(commendation_words::table).select((dsl::id, dsl::sent_at)).into_boxed();
    if let Some(banker) = banker {
        query = query.filter(dsl::banker_id.eq(banker));
    }
    if let Some(from) = filter.from {
        query = query.filter(dsl::served_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(dsl::served_on.le(to));
    }
    for asked in &filter.words {
        query = query.filter(holds(conn, asked.all().map(|word| (WORDS, needle(word)))));
    }
    if let Some((at, id)) = filter.after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::id.desc())).limit(limit).load(conn)?)
}

fn received(conn: &mut Connection, filter: &ListFilter, people: &[PersonId], limit: i64) -> Result<Vec<Key>, DbError> {
    use commendation_listings::dsl;
    let mut query = dsl::commendation_listings
        .inner_join(commendations::table.inner_join(commendation_words::table))
        .filter(dsl::person_id.eq_any(texts(people)))
        .select((dsl::commendation_id, dsl::sent_at))
        .distinct()
        .into_boxed();
    if let Some(from) = filter.from {
        query = query.filter(commendations::served_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(commendations::served_on.le(to));
    }
    for asked in &filter.words {
        query = query.filter(holds(conn, asked.all().map(|word| (WORDS, needle(word)))));
    }
    if let (Some(reader), false) = (filter.reader, filter.words.is_empty()) {
        let readable = commendations::state.ne(State::Withdrawn).or(commendations::banker_id.eq(reader));
        query = query.filter(readable);
    }
    if let Some((at, id)) = filter.after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::commendation_id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::commendation_id.desc())).limit(limit).load(conn)?)
}
