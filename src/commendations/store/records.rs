//! Reads of commendations by key.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::{LetterKind, State, WrittenOn};
use crate::db::schema::{
    acknowledgements, circulated_copies, commendation_chain, commendation_helpers, commendations, letters, thanks,
    withdrawals,
};
use crate::db::{Connection, DbError, one_of};
use crate::directory::ChainReason;
use crate::ids::{AssistId, CommendationId, DepartmentId, PersonId};

/// A commendation as it circulates; nothing in it has to be hidden from a reader but what [`Original`] holds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = commendations)]
pub struct Record {
    pub id: CommendationId,
    pub reference: String,
    pub state: State,
    pub version: i32,
    pub banker_id: PersonId,
    pub include_banker: bool,
    pub served_on: NaiveDate,
    pub sent_at: Timestamp,
    pub branch: String,
    pub client_name_shared: bool,
    pub anonymous_from: Option<i32>,
    pub client_name_shown: Option<String>,
    pub client_invited: Option<bool>,
    pub cover_note: Option<String>,
    pub assist_id: Option<AssistId>,
    pub unknown_helper_department: Option<String>,
    pub unknown_helper_department_id: Option<DepartmentId>,
    pub workaround_process: Option<String>,
    pub workaround_detail: Option<String>,
    pub has_letter: bool,
    pub acknowledgements: i64,
    pub thanks: i64,
}

/// The part of a commendation that the lists of those who received it repeat.
pub struct Listable<'a> {
    pub id: CommendationId,
    pub sent_at: Timestamp,
    pub has_letter: bool,
    pub branch: &'a str,
}

impl Record {
    /// The part that the lists of those who received it repeat.
    pub fn listable(&self) -> Listable<'_> {
        Listable { id: self.id, sent_at: self.sent_at, has_letter: self.has_letter, branch: &self.branch }
    }
}

/// The fields that only the banker, HR and auditor may read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = commendations)]
pub struct Original {
    pub client_name: Option<String>,
    pub client_name_shared: bool,
    pub client_email: Option<String>,
    pub cover_note_original: Option<String>,
}

/// The client's letter as it circulates.
#[derive(Debug, Clone)]
pub struct CirculatedLetter {
    /// Typed or on paper.
    pub kind: LetterKind,
    /// Masked; of a scan the transcript, or empty.
    pub text: String,
    /// A BCP 47 tag, if known.
    pub language: Option<String>,
    /// Only with the client's consent.
    pub signature_name: Option<String>,
    /// The moment of signing.
    pub signed_at: Timestamp,
    /// On what it was written.
    pub written_on: WrittenOn,
    /// The moment at which the client was given a way to write it, where that is known.
    pub invited_at: Option<Timestamp>,
}

impl CirculatedLetter {
    /// Seconds from the moment at which the client was given a way to write to the signature.
    pub fn seconds_to_signature(&self) -> Option<u64> {
        let micros = self.signed_at.micros() - self.invited_at?.micros();
        Some(u64::try_from(micros).unwrap_or(0) / 1_000_000)
    }

    /// True when there are words of it; a scan may have gone without a transcript.
    pub fn is_in_words(&self) -> bool {
        !self.text.is_empty()
    }
}

/// The client's letter as it was signed, for those who may read the words as written.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub struct WrittenLetter {
    /// Typed or on paper.
    pub kind: LetterKind,
    /// The words; of a scan the transcript, or empty.
    #[diesel(column_name = text_original)]
    pub text: String,
    /// A BCP 47 tag, if known.
    pub language: Option<String>,
    /// The name under it.
    #[diesel(column_name = signature_name_original)]
    pub signature_name: Option<String>,
    /// Lines of points, as JSON.
    pub signature_strokes: Option<String>,
    /// The moment of signing.
    pub signed_at: Timestamp,
}

/// A helper as that person was when it was sent.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = commendation_helpers)]
pub struct HelperShare {
    pub commendation_id: CommendationId,
    pub person_id: PersonId,
    pub title: String,
    pub department: String,
    pub branch: String,
}

/// One step of a chain as decided at sending.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = commendation_chain)]
pub struct ChainLink {
    #[diesel(column_name = subject_id)]
    pub subject: PersonId,
    pub level: i32,
    #[diesel(column_name = supervisor_id)]
    pub supervisor: PersonId,
    pub reason: ChainReason,
}

/// A version of the circulated copy.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = circulated_copies)]
pub struct CirculatedCopy {
    pub version: i32,
    pub verification_code: String,
    /// The letter's content as JSON.
    pub content: String,
    /// The file, once somebody needed it.
    pub sha256: Option<String>,
    pub pages: Option<i32>,
}

/// A supervisor's word that it was read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = acknowledgements)]
pub struct Acknowledgement {
    pub person_id: PersonId,
    pub note: Option<String>,
    pub told_employee: bool,
    pub filed: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A helper's reply.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = thanks)]
pub struct Thanks {
    pub person_id: PersonId,
    pub text: Option<String>,
    pub shared_with_client: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A withdrawal with its author and reason.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = withdrawals)]
pub struct Withdrawal {
    pub reason: String,
    pub withdrawn_by: PersonId,
    pub withdrawn_at: Timestamp,
}

/// One commendation.
pub fn find(conn: &mut Connection, id: CommendationId) -> Result<Option<Record>, DbError> {
    Ok(commendations::table.find(id).select(Record::as_select()).first(conn).optional()?)
}

/// The next ids, in their order.
pub fn ids_after(
    conn: &mut Connection,
    after: Option<CommendationId>,
    most: i64,
) -> Result<Vec<CommendationId>, DbError> {
    let mut next = commendations::table.order(commendations::id).limit(most).select(commendations::id).into_boxed();
    if let Some(after) = after {
        next = next.filter(commendations::id.gt(after));
    }
    Ok(next.load(conn)?)
}

/// Several, in any order.
pub fn find_many(conn: &mut Connection, ids: &[CommendationId]) -> Result<HashMap<CommendationId, Record>, DbError> {
    let rows: Vec<Record> =
        commendations::table.filter(one_of(conn, commendations::id, ids)).select(Record::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The words as written; `None` where there is no such commendation.
pub fn originals(conn: &mut Connection, id: CommendationId) -> Result<Option<Original>, DbError> {
    let row = commendations::table.find(id).select((Original::as_select(), commendations::cover_note));
    let row: Option<(Original, Option<String>)> = row.first(conn).optional()?;
    Ok(row.map(|(original, circulated)| Original {
        cover_note_original: original.cover_note_original.or(circulated),
        ..original
    }))
}

/// The client's letter as it circulates, where there is one.
pub fn circulated_letter(conn: &mut Connection, id: CommendationId) -> Result<Option<CirculatedLetter>, DbError> {
    type Words = (Option<String>, String, Option<String>, Option<String>);
    type Row = (LetterKind, Words, Timestamp, Option<WrittenOn>, Option<Timestamp>);
    let row: Option<Row> = letters::table
        .find(id)
        .select((
            letters::kind,
            (letters::text_circulated, letters::text_original, letters::language, letters::signature_name_circulated),
            letters::signed_at,
            letters::written_on,
            letters::invited_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(kind, (masked, written, language, signature_name), signed_at, written_on, invited_at)| {
        CirculatedLetter {
            written_on: written_on.unwrap_or(kind.by_banker()),
            invited_at,
            kind,
            text: masked.unwrap_or(written),
            language,
            signature_name,
            signed_at,
        }
    }))
}

/// The lines of the client's drawn signature, as JSON.
pub fn signature_strokes(conn: &mut Connection, id: CommendationId) -> Result<Option<String>, DbError> {
    let strokes: Option<Option<String>> =
        letters::table.find(id).select(letters::signature_strokes).first(conn).optional()?;
    Ok(strokes.flatten())
}

/// The circulated words of the letters of several commendations, where there is one.
pub fn letter_texts(conn: &mut Connection, ids: &[CommendationId]) -> Result<HashMap<CommendationId, String>, DbError> {
    type Row = (CommendationId, Option<String>, String);
    let rows: Vec<Row> = letters::table
        .filter(one_of(conn, letters::commendation_id, ids))
        .select((letters::commendation_id, letters::text_circulated, letters::text_original))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, masked, written)| (id, masked.unwrap_or(written))).collect())
}

/// The client's letter as it was signed, where there is one.
pub fn written_letter(conn: &mut Connection, id: CommendationId) -> Result<Option<WrittenLetter>, DbError> {
    Ok(letters::table.find(id).select(WrittenLetter::as_select()).first(conn).optional()?)
}

/// The helpers of several commendations, each one's in the banker's order.
pub fn helpers_of(conn: &mut Connection, ids: &[CommendationId]) -> Result<Vec<HelperShare>, DbError> {
    use commendation_helpers::dsl;
    Ok(dsl::commendation_helpers
        .filter(one_of(conn, dsl::commendation_id, ids))
        .order((dsl::commendation_id, dsl::position))
        .select(HelperShare::as_select())
        .load(conn)?)
}

/// The chains as decided at sending.
pub fn chain(conn: &mut Connection, id: CommendationId) -> Result<Vec<ChainLink>, DbError> {
    use commendation_chain::dsl;
    Ok(dsl::commendation_chain
        .filter(dsl::commendation_id.eq(id))
        .order((dsl::subject_id, dsl::level))
        .select(ChainLink::as_select())
        .load(conn)?)
}

/// One version of the circulated copy.
pub fn copy(conn: &mut Connection, id: CommendationId, version: i32) -> Result<Option<CirculatedCopy>, DbError> {
    Ok(circulated_copies::table.find((id, version)).select(CirculatedCopy::as_select()).first(conn).optional()?)
}

/// Every acknowledgement, oldest first.
pub fn acknowledgements(conn: &mut Connection, id: CommendationId) -> Result<Vec<Acknowledgement>, DbError> {
    use acknowledgements::dsl;
    Ok(dsl::acknowledgements
        .filter(dsl::commendation_id.eq(id))
        .order((dsl::created_at, dsl::person_id))
        .select(Acknowledgement::as_select())
        .load(conn)?)
}

/// A person's own acknowledgement.
pub fn acknowledgement(conn: &mut Connection, id: CommendationId, by: PersonId) -> Result<Acknowledgement, DbError> {
    Ok(acknowledgements::table.find((id, by)).select(Acknowledgement::as_select()).first(conn)?)
}

/// A person's own reply.
pub fn thanks_by(conn: &mut Connection, id: CommendationId, by: PersonId) -> Result<Thanks, DbError> {
    Ok(thanks::table.find((id, by)).select(Thanks::as_select()).first(conn)?)
}

/// Every reply of a helper, oldest first.
pub fn thanks(conn: &mut Connection, id: CommendationId) -> Result<Vec<Thanks>, DbError> {
    use thanks::dsl;
    Ok(dsl::thanks
        .filter(dsl::commendation_id.eq(id))
        .order((dsl::created_at, dsl::person_id))
        .select(Thanks::as_select())
        .load(conn)?)
}

/// The withdrawal, where it was withdrawn.
pub fn withdrawal(conn: &mut Connection, id: CommendationId) -> Result<Option<Withdrawal>, DbError> {
    Ok(withdrawals::table.find(id).select(Withdrawal::as_select()).first(conn).optional()?)
}
