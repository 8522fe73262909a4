//! Versions of circulated copies, looked up for verification by code and by digest.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::db::schema::{circulated_copies, commendations, withdrawals};
use crate::db::{Connection, DbError};
use crate::ids::CommendationId;

/// A version of a circulated copy and where its commendation stands.
#[derive(Debug, Clone)]
pub struct IssuedCopy {
    pub id: CommendationId,
    pub version: i32,
    pub verification_code: String,
    pub issued_at: Timestamp,
    /// The file, once somebody needed it.
    pub sha256: Option<String>,
    pub reference: String,
    pub state: State,
    /// The newest version and its moment.
    pub newest: (i32, Timestamp),
    pub withdrawn_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = circulated_copies)]
struct Row {
    commendation_id: CommendationId,
    version: i32,
    verification_code: String,
    created_at: Timestamp,
    sha256: Option<String>,
}

/// The version with this code.
pub fn issued_by_code(conn: &mut Connection, code: &str) -> Result<Option<IssuedCopy>, DbError> {
    use circulated_copies::dsl;
    let row = dsl::circulated_copies.filter(dsl::verification_code.eq(code)).select(Row::as_select()).first(conn);
    row.optional()?.map(|row| with_standing(conn, row)).transpose()
}

/// The version whose file has this digest. The code in each makes them differ.
pub fn issued_by_sha256(conn: &mut Connection, sha256: &str) -> Result<Option<IssuedCopy>, DbError> {
    use circulated_copies::dsl;
    let row = dsl::circulated_copies.filter(dsl::sha256.eq(sha256)).select(Row::as_select()).first(conn);
    row.optional()?.map(|row| with_standing(conn, row)).transpose()
}

fn with_standing(conn: &mut Connection, row: Row) -> Result<IssuedCopy, DbError> {
    let id = row.commendation_id;
    let (reference, state, version): (String, State, i32) = commendations::table
        .find(id)
        .select((commendations::reference, commendations::state, commendations::version))
        .first(conn)?;
    let newest: Timestamp =
        circulated_copies::table.find((id, version)).select(circulated_copies::created_at).first(conn)?;
    let withdrawn_at = withdrawals::table.find(id).select(withdrawals::withdrawn_at).first(conn).optional()?;
    Ok(IssuedCopy {
        id,
        version: row.version,
        verification_code: row.verification_code,
        issued_at: row.created_at,
        sha256: row.sha256,
        reference,
        state,
        newest: (version, newest),
        withdrawn_at,
    })
}
