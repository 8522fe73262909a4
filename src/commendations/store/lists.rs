//! Lists, by keyset, newest first.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::commendations::rules::Readable;
use crate::db::schema::{commendation_listings, commendation_words, commendations};
use crate::db::{Connection, DbError, SearchedText, holds, texts};
use crate::directory::search_tokens::{QueryWord, is_prefix, needle};
use crate::ids::{AssistId, CommendationId, PersonId};

/// Words stand there as [`crate::directory::search_tokens::marked`].
const WORDS: SearchedText = SearchedText::Text("commendation_words.words");

/// Commendations that a search of everything looks through before it asks the index.
const NEWEST: i64 = 1_000;

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
    pub words: Vec<QueryWord>,
    /// Those that the reader may read; words find no other, because whoever finds a commendation by a word knows the word.
    pub readable: Readable,
    /// Only those after this place in the list.
    pub after: Option<(Timestamp, CommendationId)>,
}

/// When somebody sent the letter that is the nth, from 1, counted back from the newest.
pub fn nth_last_sent(conn: &mut Connection, banker: PersonId, nth: u32) -> Result<Option<Timestamp>, DbError> {
    use commendations::dsl;
    let own = dsl::commendations.filter(dsl::banker_id.eq(banker)).select(dsl::sent_at);
    Ok(own.order(dsl::sent_at.desc()).offset(i64::from(nth.max(1)) - 1).limit(1).first(conn).optional()?)
}

/// The commendation with a reference.
pub fn by_reference(conn: &mut Connection, reference: &str) -> Result<Option<CommendationId>, DbError> {
    use commendations::dsl;
    let one = dsl::commendations.filter(dsl::reference.eq(reference.to_uppercase())).select(dsl::id);
    Ok(one.first(conn).optional()?)
}

/// True when a commendation was made of an assist.
pub fn has_assist(conn: &mut Connection, assist: AssistId) -> Result<bool, DbError> {
    use commendations::dsl;
    let one = dsl::commendations.filter(dsl::assist_id.eq(assist)).select(dsl::id).limit(1);
    Ok(one.first::<CommendationId>(conn).optional()?.is_some())
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

/// The part of all commendations that is searched.
enum Part {
    Whole,
    /// Those sent at this time or later.
    Since(Timestamp),
    /// Those that the index has for this query.
    Indexed(String),
}

/// Everything, or what a banker sent.
///
/// A search of everything looks through the newest first, which suffices for words that stand in many letters, and then asks the
/// index, which is fast for all others.
fn sent(conn: &mut Connection, filter: &ListFilter, banker: Option<PersonId>, limit: i64) -> Result<Vec<Key>, DbError> {
    let index = index_query(conn, &filter.words).filter(|_| banker.is_none());
    let Some(index) = index else { return part(conn, filter, banker, Part::Whole, limit) };
    let Some(since) = nth_newest(conn, filter.after, NEWEST)? else {
        return part(conn, filter, banker, Part::Whole, limit);
    };
    let newest = part(conn, filter, banker, Part::Since(since), limit)?;
    if usize::try_from(limit).is_ok_and(|limit| newest.len() >= limit) {
        return Ok(newest);
    }
    part(conn, filter, banker, Part::Indexed(index), limit)
}

/// When the nth commendation, from 1, after a place in the list of all was sent.
fn nth_newest(
    conn: &mut Connection,
    after: Option<(Timestamp, CommendationId)>,
    nth: i64,
) -> Result<Option<Timestamp>, DbError> {
    use commendations::dsl;
    let mut query = dsl::commendations.select(dsl::sent_at).into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::id.desc())).offset(nth - 1).limit(1).first(conn).optional()?)
}

/// The words in the query language of the index; none where there are no words, or one that may stand anywhere in a stored word.
fn index_query(conn: &Connection, words: &[QueryWord]) -> Option<String> {
    if words.is_empty() || !words.iter().flat_map(QueryWord::all).all(is_prefix) {
        return None;
    }
    // A word holds letters and digits only, so that nothing has to be escaped.
    let (quote, prefix, or, and) = match conn {
        Connection::Sqlite(_) => ('"', "*", " OR ", " AND "),
        Connection::Pg(_) => ('\'', ":*", " | ", " & "),
    };
    let any = |asked: &QueryWord| {
        let words: Vec<String> = asked.all().map(|word| format!("{quote}{word}{quote}{prefix}")).collect();
        format!("({})", words.join(or))
    };
    Some(words.iter().map(any).collect::<Vec<_>>().join(and))
}

/// The index as SQL, around its query. On PostgreSQL an array keeps the planner from evaluating the query for each row.
fn index_sql(conn: &Connection) -> (&'static str, &'static str) {
    match conn {
        Connection::Sqlite(_) => (
            "(commendation_words.number IN (SELECT rowid FROM commendation_words_index WHERE commendation_words_index MATCH ",
            "))",
        ),
        Connection::Pg(_) => (
            "(commendation_words.number = ANY (ARRAY(SELECT w.number FROM commendation_words w \
             WHERE commendation_lexemes(w.words) @@ CAST(",
            " AS tsquery))))",
        ),
    }
}

/// A query of commendations with their words, narrowed to what a filter selects. A macro, because the queries differ in type.
macro_rules! selected {
    ($query:expr, $conn:expr, $filter:expr) => {{
        let (mut query, filter): (_, &ListFilter) = ($query, $filter);
        if let Some(from) = filter.from {
            query = query.filter(commendations::served_on.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(commendations::served_on.le(to));
        }
        for asked in &filter.words {
            query = query.filter(holds($conn, asked.all().map(|word| (WORDS, needle(word)))));
        }
        if let (Readable::StandingOrSentBy(banker), false) = (filter.readable, filter.words.is_empty()) {
            let standing = commendations::state.eq_any(texts(&State::STANDING));
            query = query.filter(standing.or(commendations::banker_id.eq(banker)));
        }
        query
    }};
}

fn part(
    conn: &mut Connection,
    filter: &ListFilter,
    banker: Option<PersonId>,
    part: Part,
    limit: i64,
) -> Result<Vec<Key>, DbError> {
    use commendations::dsl;
    let mut query =
        dsl::commendations.inner_join(commendation_words::table).select((dsl::id, dsl::sent_at)).into_boxed();
    if let Some(banker) = banker {
        query = query.filter(dsl::banker_id.eq(banker));
    }
    match part {
        Part::Whole => {}
        Part::Since(at) => query = query.filter(dsl::sent_at.ge(at)),
        Part::Indexed(words) => {
            let (before, after) = index_sql(conn);
            query = query.filter(sql::<Bool>(before).bind::<Text, _>(words).sql(after));
        }
    }
    query = selected!(query, conn, filter);
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
    query = selected!(query, conn, filter);
    if let Some((at, id)) = filter.after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::commendation_id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::commendation_id.desc())).limit(limit).load(conn)?)
}
