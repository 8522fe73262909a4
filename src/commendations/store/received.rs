//! Reads for those who receive: a person's history in figures, a team's letters, and those that wait for somebody.

use std::collections::HashSet;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::strengths_of;
use crate::clock::Timestamp;
use crate::commendations::{State, Strength};
use crate::db::schema::{
    acknowledgements, commendation_chain, commendation_helpers, commendation_listings, commendations, thanks,
};
use crate::db::{Connection, DbError, texts};
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

/// Everything valid that any of these people received since a moment, newest first.
pub fn listings_of(
    conn: &mut Connection,
    people: &[PersonId],
    since: Option<Timestamp>,
) -> Result<Vec<Listing>, DbError> {
    use commendation_listings::dsl;
    let mut query = dsl::commendation_listings
        .inner_join(commendations::table)
        .filter(dsl::person_id.eq_any(texts(people)))
        .filter(commendations::state.eq_any(texts(&State::STANDING)))
        .select((dsl::commendation_id, dsl::person_id, dsl::sent_at, commendations::has_letter, commendations::branch))
        .order((dsl::sent_at.desc(), dsl::commendation_id.desc()))
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(dsl::sent_at.ge(since));
    }
    type Row = (CommendationId, PersonId, Timestamp, bool, String);
    let rows: Vec<Row> = query.load(conn)?;
    let ids: Vec<CommendationId> = rows.iter().map(|(id, ..)| *id).collect();
    let strengths = strengths_of(conn, &ids)?;
    let listing = |(id, person, sent_at, has_letter, branch)| {
        let strengths = strengths.get(&id).cloned().unwrap_or_default();
        Listing { id, person, sent_at, has_letter, branch, strengths }
    };
    Ok(rows.into_iter().map(listing).collect())
}

/// Those of some commendations in which a person is praised as a helper.
pub fn helped_in(
    conn: &mut Connection,
    person: PersonId,
    ids: &[CommendationId],
) -> Result<HashSet<CommendationId>, DbError> {
    use commendation_helpers::dsl;
    let found = dsl::commendation_helpers.filter(dsl::person_id.eq(person)).select(dsl::commendation_id);
    let found: Vec<CommendationId> = found.filter(dsl::commendation_id.eq_any(texts(ids))).load(conn)?;
    Ok(found.into_iter().collect())
}

/// Every commendation that a person has thanked for.
pub fn thanked_by(conn: &mut Connection, person: PersonId) -> Result<HashSet<CommendationId>, DbError> {
    let found = thanks::table.filter(thanks::person_id.eq(person)).select(thanks::commendation_id);
    Ok(found.load::<CommendationId>(conn)?.into_iter().collect())
}

/// The valid commendations of some helpers that may wait for a supervisor's acknowledgement: the supervisor has given none, and either
/// stood above the helper on the day of service, or nobody can be said to have given one for this helper without a closer look.
pub fn unacknowledged(
    conn: &mut Connection,
    supervisor: PersonId,
    helpers: &[PersonId],
) -> Result<Vec<(CommendationId, PersonId, Timestamp)>, DbError> {
    use commendation_helpers::dsl;
    let given = acknowledgements::table
        .filter(acknowledgements::commendation_id.eq(dsl::commendation_id))
        .filter(acknowledgements::person_id.eq(supervisor));
    let stood_above = commendation_chain::table
        .filter(commendation_chain::commendation_id.eq(dsl::commendation_id))
        .filter(commendation_chain::subject_id.eq(dsl::person_id))
        .filter(commendation_chain::supervisor_id.eq(supervisor));
    let others_above = commendation_chain::table
        .filter(commendation_chain::commendation_id.eq(dsl::commendation_id))
        .filter(commendation_chain::subject_id.ne(dsl::person_id))
        .filter(commendation_chain::subject_id.ne(commendations::banker_id));
    Ok(dsl::commendation_helpers
        .inner_join(commendations::table.on(commendations::id.eq(dsl::commendation_id)))
        .filter(dsl::person_id.eq_any(texts(helpers)))
        .filter(commendations::state.eq_any(texts(&State::STANDING)))
        .filter(not(exists(given)))
        .filter(exists(stood_above).or(commendations::acknowledgements.eq(0)).or(exists(others_above)))
        .select((dsl::commendation_id, dsl::person_id, commendations::sent_at))
        .order((commendations::sent_at.desc(), dsl::commendation_id.desc()))
        .load(conn)?)
}

/// A department by its row, where that is known, and by the words of the day.
pub type NamedDepartment = (Option<DepartmentId>, String);

/// The valid commendations whose helper nobody has named yet, oldest first, each with the department.
pub fn without_helper(conn: &mut Connection) -> Result<Vec<(CommendationId, NamedDepartment)>, DbError> {
    use commendations::dsl;
    let named = commendation_helpers::table.filter(commendation_helpers::commendation_id.eq(dsl::id));
    Ok(dsl::commendations
        .filter(dsl::unknown_helper_department.is_not_null())
        .filter(dsl::state.eq_any(texts(&State::STANDING)))
        .filter(not(exists(named)))
        .select((dsl::id, (dsl::unknown_helper_department_id, dsl::unknown_helper_department.assume_not_null())))
        .order(dsl::sent_at)
        .load(conn)?)
}
