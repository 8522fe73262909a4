//! Rows of drafts. No row type leaves this file.

use diesel::prelude::*;

use super::{Closing, Draft, SignedLetter};
use crate::clock::Timestamp;
use crate::commendations::LetterKind;
use crate::db::schema::drafts;
use crate::db::{Connection, DbError};
use crate::ids::{AssistId, DraftId, PersonId, UploadId};
use crate::paging::Page;

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    id: DraftId,
    owner_id: PersonId,
    revision: i64,
    fields: String,
    assist_id: Option<AssistId>,
    upload_id: Option<UploadId>,
    letter: Option<LetterKind>,
    signed_at: Option<Timestamp>,
    reminders: i32,
    waiting_since: Option<Timestamp>,
    created_at: Timestamp,
    changed_at: Timestamp,
    closed_at: Option<Timestamp>,
    closed_by: Option<PersonId>,
    closing_reason: Option<String>,
}

impl Row {
    fn draft(self) -> Result<Draft, DbError> {
        let input = serde_json::from_str(&self.fields);
        let letter = self.letter.zip(self.signed_at);
        Ok(Draft {
            id: self.id,
            owner: self.owner_id,
            revision: self.revision,
            input: input.map_err(|error| DbError::Unexpected(error.to_string()))?,
            assist: self.assist_id,
            upload: self.upload_id,
            letter: letter.map(|(kind, since)| SignedLetter { kind, since, reminders: self.reminders }),
            waiting_since: self.waiting_since,
            created_at: self.created_at,
            changed_at: self.changed_at,
            closed: self.closed_at.zip(self.closed_by).map(|(at, by)| Closing {
                at,
                by,
                reason: self.closing_reason.unwrap_or_default(),
            }),
        })
    }
}

fn fields(draft: &Draft) -> Result<String, DbError> {
    serde_json::to_string(&draft.input).map_err(|error| DbError::Unexpected(error.to_string()))
}

/// Stores a new draft.
pub fn insert(conn: &mut Connection, draft: &Draft) -> Result<(), DbError> {
    diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(draft.id),
            drafts::owner_id.eq(draft.owner),
            drafts::revision.eq(draft.revision),
            drafts::fields.eq(fields(draft)?),
            drafts::assist_id.eq(draft.assist.map(|id| id.to_string())),
            drafts::upload_id.eq(draft.upload.map(|id| id.to_string())),
            drafts::letter.eq(draft.letter.map(|letter| letter.kind.as_str())),
            drafts::signed_at.eq(draft.letter.map(|letter| letter.since.micros())),
            drafts::reminders.eq(0),
            drafts::created_at.eq(draft.created_at),
            drafts::changed_at.eq(draft.changed_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A draft.
pub fn find(conn: &mut Connection, id: DraftId) -> Result<Option<Draft>, DbError> {
    let row: Option<Row> = drafts::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::draft).transpose()
}

/// Claims the next revision of an open draft (compare-and-swap): false when this is not its revision, or it is closed. Call it before
/// anything else of a change: it serialises the changes of one draft.
pub fn claim(conn: &mut Connection, id: DraftId, revision: i64) -> Result<bool, DbError> {
    let open = drafts::table.find(id).filter(drafts::revision.eq(revision)).filter(drafts::closed_at.is_null());
    Ok(diesel::update(open).set(drafts::revision.eq(revision + 1)).execute(conn)? == 1)
}

/// Stores the change of a draft whose revision was claimed.
pub fn change(conn: &mut Connection, draft: &Draft) -> Result<(), DbError> {
    diesel::update(drafts::table.find(draft.id))
        .set((
            drafts::fields.eq(fields(draft)?),
            drafts::assist_id.eq(draft.assist.map(|id| id.to_string())),
            drafts::upload_id.eq(draft.upload.map(|id| id.to_string())),
            drafts::letter.eq(draft.letter.map(|letter| letter.kind.as_str())),
            drafts::signed_at.eq(draft.letter.map(|letter| letter.since.micros())),
            drafts::reminders.eq(draft.letter.map_or(0, |letter| letter.reminders)),
            drafts::changed_at.eq(draft.changed_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes an open draft, if this is its revision.
pub fn remove(conn: &mut Connection, id: DraftId, revision: i64) -> Result<bool, DbError> {
    let open = drafts::table.find(id).filter(drafts::revision.eq(revision)).filter(drafts::closed_at.is_null());
    Ok(diesel::delete(open).execute(conn)? == 1)
}

/// The number of a person's open drafts.
pub fn count_of(conn: &mut Connection, owner: PersonId) -> Result<i64, DbError> {
    let open = drafts::table.filter(drafts::owner_id.eq(owner)).filter(drafts::closed_at.is_null());
    Ok(open.count().get_result(conn)?)
}

/// A person's open drafts, the latest change first; one more than the page holds, if there is one.
pub fn list_of(conn: &mut Connection, owner: PersonId, page: &Page) -> Result<Vec<Draft>, DbError> {
    let mut open = drafts::table.filter(drafts::owner_id.eq(owner)).filter(drafts::closed_at.is_null()).into_boxed();
    if let Some(after) = &page.cursor {
        let same = drafts::changed_at.eq(after.at).and(drafts::id.lt(after.id.clone()));
        open = open.filter(drafts::changed_at.lt(after.at).or(same));
    }
    let rows: Vec<Row> = open
        .order((drafts::changed_at.desc(), drafts::id.desc()))
        .limit(page.limit + 1)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::draft).collect()
}

/// True when a draft of the person's names an assist.
pub fn uses_assist(conn: &mut Connection, owner: PersonId, assist: AssistId) -> Result<bool, DbError> {
    let using = drafts::table.filter(drafts::assist_id.eq(assist)).filter(drafts::owner_id.eq(owner));
    Ok(diesel::select(diesel::dsl::exists(using)).get_result(conn)?)
}

/// True when a draft of the person's names an upload.
pub fn uses_upload(conn: &mut Connection, owner: PersonId, upload: UploadId) -> Result<bool, DbError> {
    let using = drafts::table.filter(drafts::upload_id.eq(upload)).filter(drafts::owner_id.eq(owner));
    Ok(diesel::select(diesel::dsl::exists(using)).get_result(conn)?)
}
