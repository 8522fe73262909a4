//! The strengths that commendations praise, one row each.
//!
//! A word that this release does not know, written by a later one, is left out when it is read.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::commendations::Strength;
use crate::db::schema::commendation_strengths;
use crate::db::{Connection, DbError, one_of};
use crate::ids::CommendationId;

/// Stores the strengths of a commendation, in the banker's order.
pub fn insert_strengths(conn: &mut Connection, id: CommendationId, strengths: &[Strength]) -> Result<(), DbError> {
    use commendation_strengths::dsl;
    for (strength, position) in strengths.iter().zip(0..) {
        diesel::insert_into(dsl::commendation_strengths)
            .values((dsl::commendation_id.eq(id), dsl::position.eq(position), dsl::strength.eq(strength.as_str())))
            .execute(conn)?;
    }
    Ok(())
}

/// The strengths of several commendations, each one's in the banker's order.
pub fn strengths_of(
    conn: &mut Connection,
    ids: &[CommendationId],
) -> Result<HashMap<CommendationId, Vec<Strength>>, DbError> {
    use commendation_strengths::dsl;
    let rows: Vec<(CommendationId, String)> = dsl::commendation_strengths
        .filter(one_of(conn, dsl::commendation_id, ids))
        .order((dsl::commendation_id, dsl::position))
        .select((dsl::commendation_id, dsl::strength))
        .load(conn)?;
    Ok(by_commendation(rows))
}

fn by_commendation(rows: impl IntoIterator<Item = (CommendationId, String)>) -> HashMap<CommendationId, Vec<Strength>> {
    let mut found: HashMap<CommendationId, Vec<Strength>> = HashMap::new();
    for (id, word) in rows {
        if let Ok(strength) = word.parse() {
            found.entry(id).or_default().push(strength);
        }
    }
    found
}
