//! Rows of uploaded directory files, and the record of the last import.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{imports, uploaded_imports};
use crate::db::{Connection, DbError};
use crate::directory::{LastImport, UploadedImport};
use crate::ids::{PersonId, UploadedImportId};

type Row = (UploadedImportId, Vec<u8>, Option<String>, bool, PersonId, Timestamp, Option<Timestamp>, Option<Timestamp>);

/// The file that waits or is being imported.
pub fn uploaded_import(conn: &mut Connection) -> Result<Option<UploadedImport>, DbError> {
    let row: Option<Row> = uploaded_imports::table.order(uploaded_imports::id.desc()).first(conn).optional()?;
    Ok(row.map(|(id, content, profile, partial, uploaded_by, uploaded_at, asked_at, running_since)| UploadedImport {
        id,
        content,
        profile,
        partial,
        uploaded_by,
        uploaded_at,
        asked_at,
        running_since,
    }))
}

/// Keeps a file.
pub fn insert_uploaded_import(conn: &mut Connection, file: &UploadedImport) -> Result<(), DbError> {
    diesel::insert_into(uploaded_imports::table)
        .values((
            uploaded_imports::id.eq(file.id),
            uploaded_imports::content.eq(&file.content),
            uploaded_imports::profile.eq(&file.profile),
            uploaded_imports::partial.eq(file.partial),
            uploaded_imports::uploaded_by.eq(file.uploaded_by),
            uploaded_imports::uploaded_at.eq(file.uploaded_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes every file; there is one at most.
pub fn remove_uploaded_imports(conn: &mut Connection) -> Result<(), DbError> {
    diesel::delete(uploaded_imports::table).execute(conn)?;
    Ok(())
}

/// Removes a file that was uploaded before a moment.
pub fn remove_uploaded_before(conn: &mut Connection, before: Timestamp) -> Result<(), DbError> {
    diesel::delete(uploaded_imports::table.filter(uploaded_imports::uploaded_at.lt(before))).execute(conn)?;
    Ok(())
}

/// Notes that an administrator is asked, and by whom.
pub fn note_asked(conn: &mut Connection, id: UploadedImportId, by: PersonId, now: Timestamp) -> Result<(), DbError> {
    diesel::update(uploaded_imports::table.find(id))
        .set((uploaded_imports::asked_at.eq(now), uploaded_imports::uploaded_by.eq(by)))
        .execute(conn)?;
    Ok(())
}

/// Takes a file for a run. False when a run that began after `busy` has it.
pub fn begin_import(
    conn: &mut Connection,
    id: UploadedImportId,
    now: Timestamp,
    busy: Timestamp,
) -> Result<bool, DbError> {
    let free = uploaded_imports::running_since.is_null().or(uploaded_imports::running_since.le(busy));
    let row = uploaded_imports::table.filter(uploaded_imports::id.eq(id)).filter(free);
    Ok(diesel::update(row).set(uploaded_imports::running_since.eq(now)).execute(conn)? == 1)
}

/// Gives a file back after a run that imported nothing.
pub fn give_up_import(conn: &mut Connection, id: UploadedImportId) -> Result<(), DbError> {
    diesel::update(uploaded_imports::table.find(id))
        .set(uploaded_imports::running_since.eq(None::<i64>))
        .execute(conn)?;
    Ok(())
}

/// The last import.
pub fn last_import(conn: &mut Connection) -> Result<Option<LastImport>, DbError> {
    let row: Option<(Timestamp, String, String, Option<PersonId>)> = imports::table
        .order(imports::revision.desc())
        .select((imports::finished_at, imports::file_sha256, imports::report, imports::imported_by))
        .first(conn)
        .optional()?;
    Ok(row.map(|(at, sha256, counts, by)| LastImport { at, sha256, counts, by }))
}
