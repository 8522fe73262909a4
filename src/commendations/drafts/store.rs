//! Rows of drafts. No row type leaves this file.

use diesel::prelude::*;

use super::rules::Age;
use super::{Closing, Draft, SignedLetter, Signing};
use crate::clock::Timestamp;
use crate::commendations::{LetterKind, WrittenOn};
use crate::db::schema::drafts;
use crate::db::{Connection, DbError};
use crate::ids::{AssistId, DraftId, PersonId, UploadId};
use crate::paging::{Cursor, Page};

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
    by_client: bool,
    written_on: Option<WrittenOn>,
    invited_at: Option<Timestamp>,
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
        Ok(Draft {
            id: self.id,
            owner: self.owner_id,
            revision: self.revision,
            input: input.map_err(|error| DbError::Unexpected(error.to_string()))?,
            assist: self.assist_id,
            upload: self.upload_id,
            letter: self.letter.zip(self.signed_at).map(|(kind, since)| SignedLetter {
                kind,
                since,
                reminders: self.reminders,
                by_client: self.by_client,
                signing: self
                    .written_on
                    .zip(self.invited_at)
                    .map(|(written_on, invited_at)| Signing { written_on, invited_at }),
            }),
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
            drafts::by_client.eq(false),
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

/// Stores the fields of a draft whose revision was claimed. The steps by time are in columns of their own and stay as they are.
pub fn change(conn: &mut Connection, draft: &Draft) -> Result<(), DbError> {
    diesel::update(drafts::table.find(draft.id))
        .set((
            drafts::fields.eq(fields(draft)?),
            drafts::assist_id.eq(draft.assist.map(|id| id.to_string())),
            drafts::upload_id.eq(draft.upload.map(|id| id.to_string())),
            drafts::changed_at.eq(draft.changed_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Stores that the client's letter of a draft came, went or is of another kind. Its reminders begin anew.
pub fn set_letter(conn: &mut Connection, id: DraftId, letter: Option<SignedLetter>) -> Result<(), DbError> {
    let signing = letter.and_then(|letter| letter.signing);
    diesel::update(drafts::table.find(id))
        .set((
            drafts::letter.eq(letter.map(|letter| letter.kind.as_str())),
            drafts::signed_at.eq(letter.map(|letter| letter.since.micros())),
            drafts::by_client.eq(letter.is_some_and(|letter| letter.by_client)),
            drafts::written_on.eq(signing.map(|signing| signing.written_on.as_str())),
            drafts::invited_at.eq(signing.map(|signing| signing.invited_at.micros())),
            drafts::reminders.eq(0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes a draft, if this is its revision. A closing is a revision too.
pub fn remove(conn: &mut Connection, id: DraftId, revision: i64) -> Result<bool, DbError> {
    Ok(diesel::delete(drafts::table.find(id).filter(drafts::revision.eq(revision))).execute(conn)? == 1)
}

/// Closes an open draft, if this is its revision.
pub fn close(conn: &mut Connection, id: DraftId, revision: i64, closing: &Closing) -> Result<bool, DbError> {
    let open = drafts::table.find(id).filter(drafts::revision.eq(revision)).filter(drafts::closed_at.is_null());
    let closed = diesel::update(open)
        .set((
            drafts::revision.eq(revision + 1),
            drafts::closed_at.eq(closing.at.micros()),
            drafts::closed_by.eq(closing.by.to_string()),
            drafts::closing_reason.eq(&closing.reason),
        ))
        .execute(conn)?;
    Ok(closed == 1)
}

/// Counts a reminder, if `before` is the number of those sent and the draft still holds a letter that nobody else has to settle.
pub fn remind(conn: &mut Connection, id: DraftId, before: i32, reminders: i32) -> Result<bool, DbError> {
    let open = drafts::table.find(id).filter(drafts::closed_at.is_null()).filter(drafts::waiting_since.is_null());
    let waits = open.filter(drafts::letter.is_not_null()).filter(drafts::reminders.eq(before));
    Ok(diesel::update(waits).set(drafts::reminders.eq(reminders)).execute(conn)? == 1)
}

/// Marks an open draft as one that others have to settle; false when it is one already.
pub fn wait(conn: &mut Connection, id: DraftId, now: Timestamp) -> Result<bool, DbError> {
    let open = drafts::table.find(id).filter(drafts::closed_at.is_null()).filter(drafts::waiting_since.is_null());
    Ok(diesel::update(open).set(drafts::waiting_since.eq(now.micros())).execute(conn)? == 1)
}

/// Drafts that wait, of which no supervisor was told.
pub fn untold(conn: &mut Connection, most: i64) -> Result<Vec<DraftId>, DbError> {
    let waiting = drafts::table.filter(drafts::waiting_since.is_not_null()).filter(drafts::closed_at.is_null());
    let untold = waiting.filter(drafts::supervisor_told_at.is_null()).order(drafts::id).select(drafts::id);
    Ok(untold.limit(most).load(conn)?)
}

/// Notes that the supervisor was told, or that there is none; false when somebody noted it before, or the draft is gone.
pub fn tell(conn: &mut Connection, id: DraftId, now: Timestamp) -> Result<bool, DbError> {
    let untold = drafts::table
        .find(id)
        .filter(drafts::waiting_since.is_not_null())
        .filter(drafts::closed_at.is_null())
        .filter(drafts::supervisor_told_at.is_null());
    Ok(diesel::update(untold).set(drafts::supervisor_told_at.eq(now.micros())).execute(conn)? == 1)
}

/// The next drafts by id, without their fields.
pub fn ages(
    conn: &mut Connection,
    after: Option<DraftId>,
    most: i64,
) -> Result<Vec<(DraftId, PersonId, Age)>, DbError> {
    type Columns = (
        DraftId,
        PersonId,
        Option<LetterKind>,
        Option<Timestamp>,
        bool,
        i32,
        Option<Timestamp>,
        Timestamp,
        Option<Timestamp>,
    );
    let mut next = drafts::table
        .select((
            drafts::id,
            drafts::owner_id,
            drafts::letter,
            drafts::signed_at,
            drafts::by_client,
            drafts::reminders,
            drafts::waiting_since,
            drafts::changed_at,
            drafts::closed_at,
        ))
        .order(drafts::id)
        .limit(most)
        .into_boxed();
    if let Some(after) = after {
        next = next.filter(drafts::id.gt(after));
    }
    let rows: Vec<Columns> = next.load(conn)?;
    let age = |(id, owner, kind, signed_at, by_client, reminders, waiting_since, changed_at, closed_at): Columns| {
        let letter: Option<(LetterKind, Timestamp)> = kind.zip(signed_at);
        let letter = letter.map(|(kind, since)| SignedLetter { kind, since, reminders, by_client, signing: None });
        (id, owner, Age { letter, waiting_since, changed_at, closed_at })
    };
    Ok(rows.into_iter().map(age).collect())
}

/// All open drafts of a person.
pub fn open_of(conn: &mut Connection, owner: PersonId) -> Result<Vec<Draft>, DbError> {
    let open = drafts::table.filter(drafts::owner_id.eq(owner)).filter(drafts::closed_at.is_null());
    let rows: Vec<Row> = open.order(drafts::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::draft).collect()
}

/// The open drafts that others have to settle, with their owners, those that wait the longest first, from a cursor on.
pub fn waiting(conn: &mut Connection, after: Option<&Cursor>) -> Result<Vec<(DraftId, PersonId, Timestamp)>, DbError> {
    let since = drafts::waiting_since.assume_not_null();
    let mut open = drafts::table
        .filter(drafts::waiting_since.is_not_null())
        .filter(drafts::closed_at.is_null())
        .select((drafts::id, drafts::owner_id, since))
        .order((drafts::waiting_since, drafts::id))
        .into_boxed();
    if let Some(after) = after {
        let same = drafts::waiting_since.eq(after.at).and(drafts::id.gt(after.id.clone()));
        open = open.filter(drafts::waiting_since.gt(after.at).or(same).assume_not_null());
    }
    Ok(open.load(conn)?)
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
