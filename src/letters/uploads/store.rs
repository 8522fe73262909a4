//! Rows of uploads and of their pages.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{Upload, UploadPage};
use crate::clock::Timestamp;
use crate::db::schema::{upload_pages, uploads};
use crate::db::{Connection, DbError, texts};
use crate::ids::{CommendationId, PersonId, UploadId};
use crate::letters::scans::PageCoding;

#[derive(Queryable, Selectable)]
#[diesel(table_name = uploads)]
struct Row {
    id: UploadId,
    uploader_id: PersonId,
    media_type: String,
    sha256: String,
    created_at: Timestamp,
    commendation_id: Option<CommendationId>,
    unused_since: Timestamp,
    held: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = upload_pages)]
struct PageRow {
    sha256: String,
    coding: PageCoding,
    width: i32,
    height: i32,
}

fn whole(conn: &mut Connection, row: Row) -> Result<Upload, DbError> {
    let pages: Vec<PageRow> = upload_pages::table
        .filter(upload_pages::upload_id.eq(row.id))
        .order(upload_pages::number)
        .select(PageRow::as_select())
        .load(conn)?;
    let page =
        |page: PageRow| UploadPage { sha256: page.sha256, coding: page.coding, width: page.width, height: page.height };
    Ok(Upload {
        id: row.id,
        uploader: row.uploader_id,
        media_type: row.media_type,
        sha256: row.sha256,
        created_at: row.created_at,
        commendation: row.commendation_id,
        unused_since: row.unused_since,
        held: row.held,
        pages: pages.into_iter().map(page).collect(),
    })
}

pub fn insert(conn: &mut Connection, upload: &Upload, byte_length: i64) -> Result<(), DbError> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(upload.id),
            uploads::uploader_id.eq(upload.uploader),
            uploads::media_type.eq(&upload.media_type),
            uploads::sha256.eq(&upload.sha256),
            uploads::byte_length.eq(byte_length),
            uploads::created_at.eq(upload.created_at),
            uploads::unused_since.eq(upload.unused_since),
            uploads::held.eq(upload.held),
        ))
        .execute(conn)?;
    for (page, number) in upload.pages.iter().zip(1..) {
        diesel::insert_into(upload_pages::table)
            .values((
                upload_pages::upload_id.eq(upload.id),
                upload_pages::number.eq(number),
                upload_pages::sha256.eq(&page.sha256),
                upload_pages::coding.eq(page.coding),
                upload_pages::width.eq(page.width),
                upload_pages::height.eq(page.height),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// An upload of this person.
pub fn find(conn: &mut Connection, id: UploadId, uploader: PersonId) -> Result<Option<Upload>, DbError> {
    let row = uploads::table.find(id).filter(uploads::uploader_id.eq(uploader)).select(Row::as_select());
    row.first(conn).optional()?.map(|row| whole(conn, row)).transpose()
}

/// Puts a page in the place of one of an unused upload; false when that page is no longer there, or the upload is used.
pub fn replace_page(
    conn: &mut Connection,
    (id, number): (UploadId, i32),
    before: &UploadPage,
    after: &UploadPage,
) -> Result<bool, DbError> {
    let free = uploads::table.find(id).filter(uploads::commendation_id.is_null());
    if !diesel::select(diesel::dsl::exists(free)).get_result::<bool>(conn)? {
        return Ok(false);
    }
    let page = upload_pages::table.find((id, number)).filter(upload_pages::sha256.eq(&before.sha256));
    let set = (
        upload_pages::sha256.eq(&after.sha256),
        upload_pages::coding.eq(after.coding),
        upload_pages::width.eq(after.width),
        upload_pages::height.eq(after.height),
    );
    Ok(diesel::update(page).set(set).execute(conn)? == 1)
}

/// The upload that a commendation's letter was scanned from.
pub fn of_commendation(conn: &mut Connection, id: CommendationId) -> Result<Option<Upload>, DbError> {
    let row = uploads::table.filter(uploads::commendation_id.eq(id)).select(Row::as_select());
    row.first(conn).optional()?.map(|row| whole(conn, row)).transpose()
}

/// Assigns an upload to a commendation; false when another one has it already, or it is unused for longer than since `then`.
pub fn give(
    conn: &mut Connection,
    id: UploadId,
    (commendation, redactions): (CommendationId, &str),
    then: Timestamp,
) -> Result<bool, DbError> {
    let waits = uploads::held.eq(true).or(uploads::unused_since.ge(then));
    let free = uploads::table.find(id).filter(uploads::commendation_id.is_null()).filter(waits);
    let given =
        (uploads::commendation_id.eq(commendation), uploads::redactions.eq(redactions), uploads::held.eq(false));
    Ok(diesel::update(free).set(given).execute(conn)? == 1)
}

/// Marks an unused upload of this person as held; false when it is none, or is unused for longer than since `then`.
pub fn hold(conn: &mut Connection, id: UploadId, uploader: PersonId, then: Timestamp) -> Result<bool, DbError> {
    let waits = uploads::held.eq(true).or(uploads::unused_since.ge(then));
    let own = uploads::table.find(id).filter(uploads::uploader_id.eq(uploader));
    let free = own.filter(uploads::commendation_id.is_null()).filter(waits);
    Ok(diesel::update(free).set(uploads::held.eq(true)).execute(conn)? == 1)
}

/// Takes the mark of [`hold`] away.
pub fn release(conn: &mut Connection, id: UploadId, uploader: PersonId, now: Timestamp) -> Result<(), DbError> {
    let own = uploads::table.find(id).filter(uploads::uploader_id.eq(uploader)).filter(uploads::held.eq(true));
    diesel::update(own).set((uploads::held.eq(false), uploads::unused_since.eq(now))).execute(conn)?;
    Ok(())
}

/// The covered regions of a commendation's letter, as JSON.
pub fn redactions(conn: &mut Connection, id: CommendationId) -> Result<Option<String>, DbError> {
    let row = uploads::table.filter(uploads::commendation_id.eq(id)).select(uploads::redactions);
    Ok(row.first::<Option<String>>(conn).optional()?.flatten())
}

/// The files of at most `most` uploads unused since before `then`, with those of their pages.
pub fn files_of_unused(conn: &mut Connection, then: Timestamp, most: i64) -> Result<Vec<(UploadId, String)>, DbError> {
    let unused: Vec<(UploadId, String)> = uploads::table
        .filter(uploads::commendation_id.is_null())
        .filter(uploads::held.eq(false))
        .filter(uploads::unused_since.lt(then))
        .order(uploads::unused_since)
        .select((uploads::id, uploads::sha256))
        .limit(most)
        .load(conn)?;
    let ids = texts(&unused.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let pages = upload_pages::table.filter(upload_pages::upload_id.eq_any(ids));
    let mut files = pages.select((upload_pages::upload_id, upload_pages::sha256)).load(conn)?;
    files.extend(unused);
    Ok(files)
}

/// Deletes those of `cleared` that no commendation uses, and returns them.
pub fn remove_unused(conn: &mut Connection, cleared: &BTreeSet<UploadId>) -> Result<Vec<UploadId>, DbError> {
    let asked = texts(&cleared.iter().copied().collect::<Vec<_>>());
    let unused = uploads::table
        .filter(uploads::id.eq_any(asked))
        .filter(uploads::commendation_id.is_null())
        .filter(uploads::held.eq(false));
    let ids: Vec<UploadId> = unused.select(uploads::id).load(conn)?;
    diesel::delete(upload_pages::table.filter(upload_pages::upload_id.eq_any(texts(&ids)))).execute(conn)?;
    diesel::delete(uploads::table.filter(uploads::id.eq_any(texts(&ids)))).execute(conn)?;
    Ok(ids)
}
