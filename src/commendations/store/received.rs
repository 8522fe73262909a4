//! Reads for those who receive: a person's history in figures, a team's letters, and those that wait for somebody.

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{strengths_of, strengths_received};
use crate::clock::Timestamp;
use crate::commendations::{State, Strength};
use crate::db::schema::{commendation_helpers, commendation_listings, commendations, thanks};
use crate::db::{Connection, DbError, one_of};
use crate::ids::{CommendationId, DepartmentId, PersonId};

/// A commendation in somebody's history, as far as figures depend on it.
#[derive(Debug, Clone)]
pub struct Listing {
    pub id: CommendationId,
    pub person: PersonId,
    pub sent_at: Timestamp,
    pub has_letter: bool,
    pub branch: String,
    pub strengths: Vec<Strength>,
}

/// Everything valid that any of these people received since a moment, newest first; at most `limit`.
pub fn listings_of(
    conn: &mut Connection,
    people: &[PersonId],
    since: Option<Timestamp>,
    limit: Option<i64>,
) -> Result<Vec<Listing>, DbError> {
    use commendation_listings::dsl;
    let mut query = dsl::commendation_listings
        .inner_join(commendations::table)
        .filter(one_of(conn, dsl::person_id, people))
        .filter(one_of(conn, commendations::state, &State::STANDING))
        .select((dsl::commendation_id, dsl::person_id, dsl::sent_at, commendations::has_letter, commendations::branch))
        .order((dsl::sent_at.desc(), dsl::commendation_id.desc()))
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(dsl::sent_at.ge(since));
    }
    if let Some(limit) = limit {
        query = query.limit(limit);
    }
    type Row = (CommendationId, PersonId, Timestamp, bool, String);
    let rows: Vec<Row> = query.load(conn)?;
    let strengths = match limit {
        // A list of ids as long as a history is a statement of its own each time.
        None => strengths_received(conn, people, since)?,
        Some(_) => strengths_of(conn, &rows.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?,
    };
    let listing = |(id, person, sent_at, has_letter, branch)| {
        let strengths = strengths.get(&id).cloned().unwrap_or_default();
        Listing { id, person, sent_at, has_letter, branch, strengths }
    };
    Ok(rows.into_iter().map(listing).collect())
}

/// Every commendation in which a person is praised as a helper.
pub fn helped_by(conn: &mut Connection, person: PersonId) -> Result<HashSet<CommendationId>, DbError> {
    use commendation_helpers::dsl;
    let found = dsl::commendation_helpers.filter(dsl::person_id.eq(person)).select(dsl::commendation_id);
    Ok(found.load::<CommendationId>(conn)?.into_iter().collect())
}

/// Every commendation that a person has thanked for.
pub fn thanked_by(conn: &mut Connection, person: PersonId) -> Result<HashSet<CommendationId>, DbError> {
    let found = thanks::table.filter(thanks::person_id.eq(person)).select(thanks::commendation_id);
    Ok(found.load::<CommendationId>(conn)?.into_iter().collect())
}

/// The newest commendations from a place on that may wait for a supervisor of one of these helpers, at most `limit`: that of the place again,
/// because it may have more helpers.
pub fn waiting(
    conn: &mut Connection,
    helpers: &[PersonId],
    from: Option<(Timestamp, CommendationId)>,
    limit: i64,
) -> Result<Vec<(CommendationId, PersonId, Timestamp)>, DbError> {
    use commendation_listings::dsl;
    let mut query = dsl::commendation_listings
        .filter(one_of(conn, dsl::person_id, helpers))
        .filter(dsl::waits.eq(true))
        .select((dsl::commendation_id, dsl::person_id, dsl::sent_at))
        .order((dsl::sent_at.desc(), dsl::commendation_id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = from {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::commendation_id.le(id))));
    }
    Ok(query.load(conn)?)
}

/// Those of some commendations that stand.
pub fn standing(conn: &mut Connection, ids: &[CommendationId]) -> Result<HashSet<CommendationId>, DbError> {
    use commendations::dsl;
    let standing =
        dsl::commendations.filter(one_of(conn, dsl::id, ids)).filter(one_of(conn, dsl::state, &State::STANDING));
    Ok(standing.select(dsl::id).load::<CommendationId>(conn)?.into_iter().collect())
}

/// The valid commendations to a department whose helper nobody has named yet, oldest first; with those to no department that was
/// known, each with the department's name as it was typed.
pub fn without_helper(
    conn: &mut Connection,
    department: DepartmentId,
) -> Result<Vec<(CommendationId, Option<String>)>, DbError> {
    use commendations::dsl;
    let to = dsl::unknown_helper_department_id;
    type Row = (CommendationId, Timestamp, Option<DepartmentId>, Option<String>);
    let mut rows: Vec<Row> = dsl::commendations
        // A literal: with a bound value SQLite would not use the partial index. With an order it would use that of the order.
        .filter(sql::<Bool>("awaits_helper"))
        .filter(to.eq(department.to_string()).or(to.is_null()))
        .filter(one_of(conn, dsl::state, &State::STANDING))
        .select((dsl::id, dsl::sent_at, to, dsl::unknown_helper_department))
        .load(conn)?;
    rows.sort_unstable_by_key(|(id, at, ..)| (*at, *id));
    Ok(rows.into_iter().map(|(id, _, known, typed)| (id, typed.filter(|_| known.is_none()))).collect())
}
