//! Reads for those who receive: a person's history in figures, a team's letters, and those that wait for somebody.
//!
//! Invariant: what counts a history reads `commendation_listings` alone, which lies together for each person. A look at each of thousands of
//! commendations, which lie apart, takes many times as long.

use std::collections::HashMap;

use diesel::dsl::{count, count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::strengths_of;
use crate::clock::Timestamp;
use crate::commendations::{State, Strength};
use crate::db::schema::{commendation_listings, commendation_strengths, commendations};
use crate::db::{Connection, DbError, one_of};
use crate::ids::{CommendationId, DepartmentId, PersonId};

/// A valid commendation in somebody's history, as far as figures depend on it.
#[derive(Debug, Clone, Queryable)]
pub struct Counted {
    /// The moment of sending.
    pub sent_at: Timestamp,
    /// A client wrote.
    pub has_letter: bool,
    /// The branch that the client was in; may be empty.
    pub branch: String,
}

/// Everything valid that a person received, as figures count it, in no order.
pub fn counted(conn: &mut Connection, person: PersonId) -> Result<Vec<Counted>, DbError> {
    use commendation_listings::dsl;
    let valid = dsl::commendation_listings.filter(dsl::person_id.eq(person)).filter(dsl::stands.eq(true));
    Ok(valid.select((dsl::sent_at, dsl::has_letter, dsl::branch)).load(conn)?)
}

/// The number of valid commendations of a person that praise each strength, in no order.
pub fn counted_strengths(conn: &mut Connection, person: PersonId) -> Result<Vec<(Strength, i64)>, DbError> {
    use commendation_listings::dsl;
    let counts: Vec<(String, i64)> = dsl::commendation_listings
        .inner_join(commendation_strengths::table.on(commendation_strengths::commendation_id.eq(dsl::commendation_id)))
        .filter(dsl::person_id.eq(person))
        .filter(dsl::stands.eq(true))
        .group_by(commendation_strengths::strength)
        .select((commendation_strengths::strength, count_star()))
        .load(conn)?;
    Ok(counts.into_iter().filter_map(|(word, count)| Some((word.parse().ok()?, count))).collect())
}

/// A valid commendation of somebody's history.
#[derive(Debug, Clone)]
pub struct Listing {
    pub sent_at: Timestamp,
    pub has_letter: bool,
    pub branch: String,
    pub strengths: Vec<Strength>,
}

/// The newest valid commendations that a person received, newest first.
pub fn newest_listings(conn: &mut Connection, person: PersonId, limit: i64) -> Result<Vec<Listing>, DbError> {
    use commendation_listings::dsl;
    type Row = (CommendationId, Timestamp, bool, String);
    let rows: Vec<Row> = dsl::commendation_listings
        .filter(dsl::person_id.eq(person))
        .filter(dsl::stands.eq(true))
        .select((dsl::commendation_id, dsl::sent_at, dsl::has_letter, dsl::branch))
        .order((dsl::sent_at.desc(), dsl::commendation_id.desc()))
        .limit(limit)
        .load(conn)?;
    let mut strengths = strengths_of(conn, &rows.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
    let listing = |(id, sent_at, has_letter, branch)| {
        let strengths = strengths.remove(&id).unwrap_or_default();
        Listing { sent_at, has_letter, branch, strengths }
    };
    Ok(rows.into_iter().map(listing).collect())
}

/// The moment of the newest valid commendation that a person received.
pub fn last_received(conn: &mut Connection, person: PersonId) -> Result<Option<Timestamp>, DbError> {
    use commendation_listings::dsl;
    let valid = dsl::commendation_listings.filter(dsl::person_id.eq(person)).filter(dsl::stands.eq(true));
    Ok(valid.select(dsl::sent_at).order(dsl::sent_at.desc()).first(conn).optional()?)
}

/// The number of valid commendations that some people received since a moment; one that several received is one.
pub fn count_received(conn: &mut Connection, people: &[PersonId], since: Timestamp) -> Result<i64, DbError> {
    use commendation_listings::dsl;
    Ok(dsl::commendation_listings
        .filter(one_of(conn, dsl::person_id, people))
        .filter(dsl::stands.eq(true))
        .filter(dsl::sent_at.ge(since))
        .select(count(dsl::commendation_id).aggregate_distinct())
        .get_result(conn)?)
}

/// The number of valid letters that praise a helper who has not thanked for them.
pub fn unthanked(conn: &mut Connection, helper: PersonId) -> Result<i64, DbError> {
    use commendation_listings::dsl;
    Ok(dsl::commendation_listings
        .filter(dsl::person_id.eq(helper))
        .filter(dsl::stands.eq(true).and(dsl::helped.eq(true)).and(dsl::thanked.eq(false)))
        .count()
        .get_result(conn)?)
}

/// Those of some commendations that praise a person as a helper, each with whether that person has thanked for it.
pub fn thanked_among(
    conn: &mut Connection,
    helper: PersonId,
    ids: &[CommendationId],
) -> Result<HashMap<CommendationId, bool>, DbError> {
    use commendation_listings::dsl;
    let listed = dsl::commendation_listings.filter(one_of(conn, dsl::commendation_id, ids));
    let helped = listed.filter(dsl::person_id.eq(helper)).filter(dsl::helped.eq(true));
    let rows: Vec<(CommendationId, bool)> = helped.select((dsl::commendation_id, dsl::thanked)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The newest valid commendations from a place on that may wait for a supervisor of one of these helpers, at most `limit`: that of the place again,
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
        .filter(dsl::waits.eq(true).and(dsl::stands.eq(true)))
        .select((dsl::commendation_id, dsl::person_id, dsl::sent_at))
        .order((dsl::sent_at.desc(), dsl::commendation_id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = from {
        query = query.filter(dsl::sent_at.lt(at).or(dsl::sent_at.eq(at).and(dsl::commendation_id.le(id))));
    }
    Ok(query.load(conn)?)
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
