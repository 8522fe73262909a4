//! The record of each import.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::imports;
use crate::db::{Connection, DbError};
use crate::ids::{ImportId, PersonId};

/// Records the import and returns its id.
pub fn write_import(
    conn: &mut Connection,
    revision: i64,
    sha256: &str,
    profile: Option<&str>,
    report: &str,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<ImportId, DbError> {
    let id = ImportId::new();
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(id),
            imports::revision.eq(revision),
            imports::file_sha256.eq(sha256),
            imports::profile.eq(profile),
            imports::imported_by.eq(by.map(|id| id.to_string())),
            imports::finished_at.eq(now),
            imports::report.eq(report),
        ))
        .execute(conn)?;
    Ok(id)
}
