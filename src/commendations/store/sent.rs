//! Reads for a banker: thanks for what was sent, letters by helper, notes that letters were made of.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::db::schema::{commendation_helpers, commendations, thanks};
use crate::db::{Connection, DbError, texts};
use crate::ids::{AssistId, CommendationId, PersonId};

/// Thanks for something that a banker sent.
#[derive(Debug, Clone, Queryable)]
pub struct LatestThanks {
    pub id: CommendationId,
    pub person: PersonId,
    pub text: Option<String>,
    pub at: Timestamp,
}

/// The latest thanks for what a banker sent.
pub fn latest_thanks(conn: &mut Connection, banker: PersonId, limit: i64) -> Result<Vec<LatestThanks>, DbError> {
    Ok(thanks::table
        .inner_join(commendations::table.on(commendations::id.eq(thanks::commendation_id)))
        .filter(commendations::banker_id.eq(banker))
        .filter(commendations::state.eq_any(texts(&State::STANDING)))
        .select((thanks::commendation_id, thanks::person_id, thanks::text, thanks::created_at))
        .order((thanks::created_at.desc(), thanks::commendation_id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// The latest letters that a banker sent.
pub fn latest_sent(conn: &mut Connection, banker: PersonId, limit: i64) -> Result<Vec<CommendationId>, DbError> {
    use commendations::dsl;
    let own = dsl::commendations.filter(dsl::banker_id.eq(banker)).filter(dsl::state.eq_any(texts(&State::STANDING)));
    Ok(own.order((dsl::sent_at.desc(), dsl::id.desc())).limit(limit).select(dsl::id).load(conn)?)
}

/// Every valid letter of a banker, once for each person whom it praises, newest first. It does not ask for some people only: SQLite would
/// look each of them up for each letter.
pub fn letters_about(conn: &mut Connection, banker: PersonId) -> Result<Vec<(PersonId, CommendationId)>, DbError> {
    use commendation_helpers::dsl;
    Ok(dsl::commendation_helpers
        .inner_join(commendations::table.on(commendations::id.eq(dsl::commendation_id)))
        .filter(commendations::banker_id.eq(banker))
        .filter(commendations::state.eq_any(texts(&State::STANDING)))
        .order((commendations::sent_at.desc(), dsl::commendation_id.desc()))
        .select((dsl::person_id, dsl::commendation_id))
        .load(conn)?)
}

/// Those of some notes that a commendation was made of.
pub fn made_of(conn: &mut Connection, notes: &[AssistId]) -> Result<HashSet<AssistId>, DbError> {
    use commendations::dsl;
    let made = dsl::commendations.filter(dsl::assist_id.eq_any(texts(notes))).select(dsl::assist_id.assume_not_null());
    Ok(made.load::<AssistId>(conn)?.into_iter().collect())
}
