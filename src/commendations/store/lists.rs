//! Lists, by keyset, newest first.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::commendations::rules::Readable;
use crate::db::schema::{commendation_listings, commendation_words, commendations};
use crate::db::{Connection, DbError, SearchedText, holds, one_of};
use crate::directory::search_tokens::{QueryWord, is_prefix, needle};
use crate::ids::{AssistId, CommendationId, PersonId};

/// Words stand there as [`crate::directory::search_tokens::marked`].
const WORDS: SearchedText = SearchedText::Text("commendation_words.words");

/// The newest commendations of a list that a search looks through before it asks the index. The index reads everything that it knows of a
/// word, so that frequent words would take it longest, and they fill a page from here.
const WINDOW: i64 = 1_000;

/// The most commendations that a search takes from the index. Words that stand in more are soon found in the list itself.
const MOST_INDEXED: i64 = 5_000;

/// The most commendations with the longest word of a search, for which the other words need no index.
const FEW: i64 = 500;

/// The fewest characters of a word that is looked up in the index beside longer ones: the shorter are in most letters.
const SHORTEST: usize = 3;

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
    /// Only those sent at this moment or later.
    pub since: Option<Timestamp>,
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
///
/// Words are first looked for in the newest of the list. Where those do not fill the page, words that stand in few commendations come from the
/// index, and all others are looked for in the whole list, which ends soon because they are frequent.
pub fn list(conn: &mut Connection, filter: &ListFilter, limit: i64) -> Result<Vec<Key>, DbError> {
    if filter.words.is_empty() {
        return all(conn, filter, None, limit);
    }
    let since = window(conn, filter)?;
    let newest = all(conn, &ListFilter { since, ..filter.clone() }, None, limit)?;
    let is_full = i64::try_from(newest.len()).is_ok_and(|found| found >= limit);
    if is_full || since.is_none() {
        return Ok(newest);
    }
    let indexed = indexed(conn, &filter.words)?;
    all(conn, filter, indexed, limit)
}

/// The moment from which on a list has about [`WINDOW`] commendations before the place that the filter begins at; none where it has fewer.
fn window(conn: &mut Connection, filter: &ListFilter) -> Result<Option<Timestamp>, DbError> {
    let end = filter.after.map_or(i64::MAX, |(at, _)| at.micros());
    let sent_by = |conn: &mut Connection, banker: Option<PersonId>, nth: i64| {
        use commendations::dsl;
        let mut sent = dsl::commendations.select(dsl::sent_at).filter(dsl::sent_at.le(end)).into_boxed();
        if let Some(banker) = banker {
            sent = sent.filter(dsl::banker_id.eq(banker));
        }
        sent.order(dsl::sent_at.desc()).offset(nth).first::<Timestamp>(conn).optional()
    };
    let received_by = |conn: &mut Connection, people: &[PersonId]| {
        use commendation_listings::dsl;
        let nth = WINDOW / i64::try_from(people.len()).unwrap_or(WINDOW).max(1);
        let mut latest = None;
        for person in people {
            let listed = dsl::commendation_listings.filter(dsl::person_id.eq(person)).filter(dsl::sent_at.le(end));
            let nth = listed.select(dsl::sent_at).order(dsl::sent_at.desc()).offset(nth).first::<Timestamp>(conn);
            latest = latest.max(nth.optional()?);
        }
        Ok::<_, diesel::result::Error>(latest)
    };
    Ok(match &filter.of {
        List::All => sent_by(conn, None, WINDOW)?,
        List::Sent(banker) => sent_by(conn, Some(*banker), WINDOW)?,
        List::Received(people) => received_by(conn, people)?,
        List::Own(person) => sent_by(conn, Some(*person), WINDOW)?.max(received_by(conn, &[*person])?),
    })
}

/// The newest of the list, or of that what is among some ids.
fn all(
    conn: &mut Connection,
    filter: &ListFilter,
    indexed: Option<Vec<CommendationId>>,
    limit: i64,
) -> Result<Vec<Key>, DbError> {
    match &filter.of {
        List::All => sent(conn, filter, None, indexed, limit),
        List::Sent(banker) => sent(conn, filter, Some(*banker), indexed, limit),
        List::Received(people) => received(conn, filter, people, indexed, limit),
        List::Own(person) => {
            let mut both = sent(conn, filter, Some(*person), indexed.clone(), limit)?;
            both.extend(received(conn, filter, &[*person], indexed, limit)?);
            Ok(newest(both, limit))
        }
    }
}

/// The newest of some keys, each once.
fn newest(mut keys: Vec<Key>, limit: i64) -> Vec<Key> {
    keys.sort_unstable_by_key(|(id, at)| std::cmp::Reverse((*at, *id)));
    keys.dedup();
    keys.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    keys
}

/// Commendations among which are all that hold the words, unless there are no words or too many commendations.
///
/// The longest word is asked for alone: it is mostly the rarest, and the index would read all that it knows of the others. A reference is a
/// year, which is in every letter of that year, and a long number.
fn indexed(conn: &mut Connection, words: &[QueryWord]) -> Result<Option<Vec<CommendationId>>, DbError> {
    let length = |asked: &QueryWord| asked.all().map(|word| word.chars().count()).min().unwrap_or(0);
    let longest = words.iter().max_by_key(|asked| length(asked));
    let Some(longest) = longest.map(std::slice::from_ref) else { return Ok(None) };
    for (asked, most) in [(longest, FEW), (words, MOST_INDEXED)] {
        let Some(query) = index_query(conn, asked) else { continue };
        let (before, after) = index_sql(conn, most);
        let found: Vec<CommendationId> = commendation_words::table
            .filter(sql::<Bool>(before).bind::<Text, _>(query).sql(&after))
            .select(commendation_words::commendation_id)
            .limit(most + 1)
            .load(conn)?;
        if i64::try_from(found.len()).is_ok_and(|count| count <= most) {
            return Ok(Some(found));
        }
    }
    Ok(None)
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
    let is_long = |asked: &&QueryWord| asked.all().all(|word| word.chars().count() >= SHORTEST);
    let long: Vec<String> = words.iter().filter(is_long).map(any).collect();
    Some(if long.is_empty() { words.iter().map(any).collect::<Vec<_>>().join(and) } else { long.join(and) })
}

/// The index as SQL, around its query.
fn index_sql(conn: &Connection, most: i64) -> (&'static str, String) {
    match conn {
        Connection::Sqlite(_) => (
            "(commendation_words.number IN (SELECT rowid FROM commendation_words_index WHERE commendation_words_index MATCH ",
            format!(" LIMIT {}))", most + 1),
        ),
        Connection::Pg(_) => ("(commendation_lexemes(commendation_words.words) @@ CAST(", " AS tsquery))".to_owned()),
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
            let standing = one_of($conn, commendations::state, &State::STANDING);
            query = query.filter(standing.or(commendations::banker_id.eq(banker)));
        }
        query
    }};
}

/// Everything, or what a banker sent, or of that what is `among` some ids.
fn sent(
    conn: &mut Connection,
    filter: &ListFilter,
    banker: Option<PersonId>,
    among: Option<Vec<CommendationId>>,
    limit: i64,
) -> Result<Vec<Key>, DbError> {
    use commendations::dsl;
    let mut query =
        dsl::commendations.inner_join(commendation_words::table).select((dsl::id, dsl::sent_at)).into_boxed();
    if let Some(banker) = banker {
        query = query.filter(dsl::banker_id.eq(banker));
    }
    if let Some(ids) = among {
        query = query.filter(one_of(conn, dsl::id, &ids));
    }
    query = selected!(query, conn, filter);
    if let Some(since) = filter.since {
        query = query.filter(dsl::sent_at.ge(since));
    }
    if let Some((at, id)) = filter.after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::id.desc())).limit(limit).load(conn)?)
}

/// Commendations that any of these people received, limited to the ids of `among` where it is given.
fn received(
    conn: &mut Connection,
    filter: &ListFilter,
    people: &[PersonId],
    among: Option<Vec<CommendationId>>,
    limit: i64,
) -> Result<Vec<Key>, DbError> {
    if let Some(ids) = among {
        let listings = commendation_listings::table.filter(one_of(conn, commendation_listings::commendation_id, &ids));
        let columns = (commendation_listings::commendation_id, commendation_listings::person_id);
        let listings: Vec<(CommendationId, PersonId)> = listings.select(columns).load(conn)?;
        let people: HashSet<&PersonId> = people.iter().collect();
        let theirs = listings.into_iter().filter(|(_, person)| people.contains(person)).map(|(id, _)| id).collect();
        return sent(conn, filter, None, Some(theirs), limit);
    }
    // One person after another, each in the order of the index: one query would sort everything that all of them received.
    let mut keys = Vec::new();
    for person in people {
        let full = usize::try_from(limit).ok().and_then(|limit| keys.get(limit.checked_sub(1)?));
        let since = full.map(|(_, at): &Key| *at).max(filter.since);
        keys.extend(received_by(conn, filter, *person, since, limit)?);
        keys = newest(keys, limit);
    }
    Ok(keys)
}

/// Commendations that a person received, at a moment or later where one is given.
fn received_by(
    conn: &mut Connection,
    filter: &ListFilter,
    person: PersonId,
    since: Option<Timestamp>,
    limit: i64,
) -> Result<Vec<Key>, DbError> {
    use commendation_listings::dsl;
    let mut query = dsl::commendation_listings
        .inner_join(commendations::table.inner_join(commendation_words::table))
        .filter(dsl::person_id.eq(person))
        .select((dsl::commendation_id, dsl::sent_at))
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(dsl::sent_at.ge(since));
    }
    query = selected!(query, conn, filter);
    if let Some((at, id)) = filter.after {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::commendation_id.lt(id))));
    }
    Ok(query.order((dsl::sent_at.desc(), dsl::commendation_id.desc())).limit(limit).load(conn)?)
}
