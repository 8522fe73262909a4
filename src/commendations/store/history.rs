//! Bulk reads of commendations, for a person's history.

use diesel::prelude::*;

use super::records::Acknowledgement;
use crate::clock::Timestamp;
use crate::db::schema::{acknowledgements, commendation_chain, letters, withdrawals};
use crate::db::{Connection, DbError, one_of};
use crate::ids::{CommendationId, PersonId};

/// When the first of several commendations was withdrawn, if any was.
pub fn first_withdrawn_at(conn: &mut Connection, ids: &[CommendationId]) -> Result<Option<Timestamp>, DbError> {
    let withdrawn = withdrawals::table.filter(one_of(conn, withdrawals::commendation_id, ids));
    let first = withdrawn.select(withdrawals::withdrawn_at).order(withdrawals::withdrawn_at).first(conn);
    Ok(first.optional()?)
}

/// Every acknowledgement of several commendations, each one's oldest first.
pub fn acknowledgements_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, Acknowledgement)>, DbError> {
    use acknowledgements::dsl;
    Ok(dsl::acknowledgements
        .filter(one_of(conn, dsl::commendation_id, ids))
        .order((dsl::commendation_id, dsl::created_at, dsl::person_id))
        .select((dsl::commendation_id, Acknowledgement::as_select()))
        .load(conn)?)
}

/// The supervisors in the chains of several commendations: commendation, subject, supervisor.
pub fn chains_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, PersonId, PersonId)>, DbError> {
    use commendation_chain::dsl;
    Ok(dsl::commendation_chain
        .filter(one_of(conn, dsl::commendation_id, ids))
        .select((dsl::commendation_id, dsl::subject_id, dsl::supervisor_id))
        .load(conn)?)
}

/// The languages of several letters, where they are known.
pub fn languages_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<Vec<(CommendationId, Option<String>)>, DbError> {
    use letters::dsl;
    Ok(dsl::letters
        .filter(one_of(conn, dsl::commendation_id, ids))
        .select((dsl::commendation_id, dsl::language))
        .load(conn)?)
}
