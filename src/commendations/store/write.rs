//! Inserts and updates of commendations.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::{LetterKind, State, Strength, WrittenOn};
use crate::db::schema::{
    acknowledgements, circulated_copies, commendation_chain, commendation_helpers, commendation_listings,
    commendation_words, commendations, letters, thanks, withdrawals,
};
use crate::db::{Connection, DbError, one_of};
use crate::directory::Person;
use crate::ids::{AssistId, BranchId, CommendationId, DepartmentId, PersonId};

use super::records::{ChainLink, CirculatedCopy, Listable};
use super::strengths::insert_strengths;

/// A commendation as it is first stored. Texts ending in `_original` are as written, all others as circulated.
pub struct NewCommendation<'a> {
    pub id: CommendationId,
    pub reference: &'a str,
    pub banker: PersonId,
    pub include_banker: bool,
    pub served_on: NaiveDate,
    pub sent_at: Timestamp,
    pub branch: &'a str,
    pub client_name: Option<&'a str>,
    pub client_name_shared: bool,
    pub client_name_shown: Option<&'a str>,
    pub client_email: Option<&'a str>,
    pub client_invited: Option<bool>,
    pub cover_note: Option<&'a str>,
    pub cover_note_original: Option<&'a str>,
    pub assist: Option<AssistId>,
    pub banker_department: Option<DepartmentId>,
    pub banker_branch: Option<BranchId>,
    pub unknown_helper_department: Option<&'a str>,
    pub unknown_department: Option<DepartmentId>,
    pub workaround_process: Option<&'a str>,
    pub workaround_detail: Option<&'a str>,
    pub strengths: &'a [Strength],
    pub letter: Option<&'a NewLetter<'a>>,
    pub helpers: &'a [Person],
    /// Folded, for the search.
    pub words: &'a str,
}

/// The client's letter, as written and as it circulates.
pub struct NewLetter<'a> {
    pub kind: LetterKind,
    pub text_original: &'a str,
    pub text_circulated: &'a str,
    pub language: Option<&'a str>,
    pub signature_name_original: Option<&'a str>,
    pub signature_name_circulated: Option<&'a str>,
    /// JSON.
    pub signature_strokes: Option<String>,
    pub signed_at: Timestamp,
    pub written_on: Option<WrittenOn>,
    pub invited_at: Option<Timestamp>,
}

/// Stores a commendation with its letter, helpers, strengths, listings and words.
pub fn insert(conn: &mut Connection, new: &NewCommendation<'_>) -> Result<(), DbError> {
    use commendations::dsl;
    diesel::insert_into(dsl::commendations)
        .values((
            (
                dsl::id.eq(new.id),
                dsl::reference.eq(new.reference),
                dsl::state.eq(State::Sent),
                dsl::version.eq(1),
                dsl::banker_id.eq(new.banker),
                dsl::include_banker.eq(new.include_banker),
                dsl::served_on.eq(new.served_on),
                dsl::sent_at.eq(new.sent_at),
                dsl::branch.eq(new.branch),
                dsl::client_name.eq(new.client_name),
                dsl::client_name_shared.eq(new.client_name_shared),
                dsl::client_name_shown.eq(new.client_name_shown),
                dsl::client_email.eq(new.client_email),
            ),
            dsl::client_invited.eq(new.client_invited),
            dsl::cover_note.eq(new.cover_note),
            // Most circulate as they were written, and need not be kept twice.
            dsl::cover_note_original.eq(new.cover_note_original.filter(|note| Some(*note) != new.cover_note)),
            new.assist.map(|assist| dsl::assist_id.eq(assist)),
            (
                dsl::banker_department_id.eq(new.banker_department.map(|id| id.to_string())),
                dsl::banker_branch_id.eq(new.banker_branch.map(|id| id.to_string())),
                dsl::unknown_helper_department.eq(new.unknown_helper_department),
                dsl::unknown_helper_department_id.eq(new.unknown_department.map(|id| id.to_string())),
                dsl::awaits_helper.eq(new.unknown_helper_department.is_some() && new.helpers.is_empty()),
            ),
            dsl::workaround_process.eq(new.workaround_process),
            dsl::workaround_detail.eq(new.workaround_detail),
            dsl::has_letter.eq(new.letter.is_some()),
            dsl::acknowledgements.eq(0_i64),
            dsl::thanks.eq(0_i64),
        ))
        .execute(conn)?;
    if let Some(letter) = new.letter {
        insert_letter(conn, new.id, letter)?;
    }
    let letter = Listable { id: new.id, sent_at: new.sent_at, has_letter: new.letter.is_some(), branch: new.branch };
    for (helper, position) in new.helpers.iter().zip(0..) {
        insert_helper(conn, new.id, helper, position)?;
        add_listing(conn, (helper.id, true), &letter)?;
    }
    if new.include_banker {
        add_listing(conn, (new.banker, false), &letter)?;
    }
    insert_strengths(conn, new.id, new.strengths)?;
    diesel::insert_into(commendation_words::table)
        .values((commendation_words::commendation_id.eq(new.id), commendation_words::words.eq(new.words)))
        .execute(conn)?;
    Ok(())
}

fn insert_letter(conn: &mut Connection, id: CommendationId, letter: &NewLetter<'_>) -> Result<(), DbError> {
    use letters::dsl;
    diesel::insert_into(dsl::letters)
        .values((
            dsl::commendation_id.eq(id),
            dsl::kind.eq(letter.kind),
            dsl::text_original.eq(letter.text_original),
            // Most letters circulate as they were written, and need not be kept twice.
            dsl::text_circulated.eq(Some(letter.text_circulated).filter(|text| *text != letter.text_original)),
            dsl::language.eq(letter.language),
            dsl::signature_name_original.eq(letter.signature_name_original),
            dsl::signature_name_circulated.eq(letter.signature_name_circulated),
            dsl::signature_strokes.eq(letter.signature_strokes.as_deref()),
            dsl::signed_at.eq(letter.signed_at),
            dsl::written_on.eq(letter.written_on.map(WrittenOn::as_str)),
            dsl::invited_at.eq(letter.invited_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts somebody among the helpers of a commendation that was sent, as that person is now.
pub fn add_helper(conn: &mut Connection, id: CommendationId, helper: &Person, position: i32) -> Result<(), DbError> {
    insert_helper(conn, id, helper, position)?;
    diesel::update(commendations::table.find(id)).set(commendations::awaits_helper.eq(false)).execute(conn)?;
    Ok(())
}

fn insert_helper(conn: &mut Connection, id: CommendationId, helper: &Person, position: i32) -> Result<(), DbError> {
    use commendation_helpers::dsl;
    diesel::insert_into(dsl::commendation_helpers)
        .values((
            dsl::commendation_id.eq(id),
            dsl::person_id.eq(helper.id),
            dsl::position.eq(position),
            dsl::title.eq(&helper.title),
            dsl::department.eq(&helper.department),
            dsl::department_id.eq(helper.department_id.map(|id| id.to_string())),
            dsl::branch.eq(&helper.branch),
            dsl::branch_id.eq(helper.branch_id.map(|id| id.to_string())),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a commendation that stands into the list of what a person received. That of a helper, of whom `helped` is true, waits for the
/// helper's supervisor.
pub fn add_listing(
    conn: &mut Connection,
    (person, helped): (PersonId, bool),
    letter: &Listable<'_>,
) -> Result<(), DbError> {
    use commendation_listings::dsl;
    // A helper may have thanked, been taken out by a correction, and be put back.
    let given = thanks::table.find((letter.id, person)).select(thanks::person_id).first::<PersonId>(conn);
    diesel::insert_into(dsl::commendation_listings)
        .values((
            dsl::person_id.eq(person),
            dsl::sent_at.eq(letter.sent_at),
            dsl::commendation_id.eq(letter.id),
            dsl::waits.eq(helped),
            dsl::stands.eq(true),
            dsl::helped.eq(helped),
            dsl::thanked.eq(given.optional()?.is_some()),
            dsl::has_letter.eq(letter.has_letter),
            dsl::branch.eq(letter.branch),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes for which of its helpers a commendation waits for an acknowledgement.
pub fn set_waiting(
    conn: &mut Connection,
    id: CommendationId,
    helpers: &[PersonId],
    waits: bool,
) -> Result<(), DbError> {
    use commendation_listings::dsl;
    let listed = dsl::commendation_listings.filter(dsl::commendation_id.eq(id));
    diesel::update(listed.filter(one_of(conn, dsl::person_id, helpers))).set(dsl::waits.eq(waits)).execute(conn)?;
    Ok(())
}

/// Keeps the chains with their reasons.
pub fn insert_chain(conn: &mut Connection, id: CommendationId, chain: &[ChainLink]) -> Result<(), DbError> {
    use commendation_chain::dsl;
    for link in chain {
        diesel::insert_into(dsl::commendation_chain)
            .values((
                dsl::commendation_id.eq(id),
                dsl::subject_id.eq(link.subject),
                dsl::level.eq(link.level),
                dsl::supervisor_id.eq(link.supervisor),
                dsl::reason.eq(link.reason),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Freezes the content of a version of the circulated copy.
pub fn insert_copy(
    conn: &mut Connection,
    id: CommendationId,
    copy: &CirculatedCopy,
    at: Timestamp,
) -> Result<(), DbError> {
    use circulated_copies::dsl;
    diesel::insert_into(dsl::circulated_copies)
        .values((
            dsl::commendation_id.eq(id),
            dsl::version.eq(copy.version),
            dsl::verification_code.eq(&copy.verification_code),
            dsl::content.eq(&copy.content),
            dsl::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Records which file a version was rendered to, unless another process was first.
pub fn record_rendering(
    conn: &mut Connection,
    (id, version): (CommendationId, i32),
    (sha256, bytes, pages): (&str, i64, i32),
) -> Result<(), DbError> {
    use circulated_copies::dsl;
    diesel::update(dsl::circulated_copies.find((id, version)).filter(dsl::sha256.is_null()))
        .set((dsl::sha256.eq(sha256), dsl::byte_length.eq(bytes), dsl::pages.eq(pages)))
        .execute(conn)?;
    Ok(())
}

/// Holds the record until the transaction ends: two who act on it at the same moment follow one another, and the second sees
/// what the first did.
pub fn hold(conn: &mut Connection, id: CommendationId) -> Result<(), DbError> {
    diesel::update(commendations::table.find(id))
        .set(commendations::version.eq(commendations::version))
        .execute(conn)?;
    Ok(())
}

/// Records a supervisor's acknowledgement; true when it is that person's first.
pub fn acknowledge(
    conn: &mut Connection,
    id: CommendationId,
    person: PersonId,
    (note, told_employee, filed): (Option<&str>, bool, bool),
    at: Timestamp,
) -> Result<bool, DbError> {
    use acknowledgements::dsl;
    let changed = diesel::update(dsl::acknowledgements.find((id, person)))
        .set((dsl::note.eq(note), dsl::told_employee.eq(told_employee), dsl::filed.eq(filed), dsl::updated_at.eq(at)))
        .execute(conn)?;
    if changed > 0 {
        return Ok(false);
    }
    diesel::insert_into(dsl::acknowledgements)
        .values((
            dsl::commendation_id.eq(id),
            dsl::person_id.eq(person),
            dsl::note.eq(note),
            dsl::told_employee.eq(told_employee),
            dsl::filed.eq(filed),
            dsl::created_at.eq(at),
            dsl::updated_at.eq(at),
        ))
        .execute(conn)?;
    diesel::update(commendations::table.find(id))
        .set(commendations::acknowledgements.eq(commendations::acknowledgements + 1))
        .execute(conn)?;
    Ok(true)
}

/// Records a helper's thanks; true when it is that person's first.
pub fn thank(
    conn: &mut Connection,
    id: CommendationId,
    person: PersonId,
    (text, shared): (Option<&str>, bool),
    at: Timestamp,
) -> Result<bool, DbError> {
    use thanks::dsl;
    let changed = diesel::update(dsl::thanks.find((id, person)))
        .set((dsl::text.eq(text), dsl::shared_with_client.eq(shared), dsl::updated_at.eq(at)))
        .execute(conn)?;
    if changed > 0 {
        return Ok(false);
    }
    diesel::insert_into(dsl::thanks)
        .values((
            dsl::commendation_id.eq(id),
            dsl::person_id.eq(person),
            dsl::text.eq(text),
            dsl::shared_with_client.eq(shared),
            dsl::created_at.eq(at),
            dsl::updated_at.eq(at),
        ))
        .execute(conn)?;
    diesel::update(commendations::table.find(id))
        .set(commendations::thanks.eq(commendations::thanks + 1))
        .execute(conn)?;
    let listed = commendation_listings::table
        .filter(commendation_listings::commendation_id.eq(id))
        .filter(commendation_listings::person_id.eq(person));
    diesel::update(listed).set(commendation_listings::thanked.eq(true)).execute(conn)?;
    Ok(true)
}

/// Records that it no longer stands.
pub fn withdraw(
    conn: &mut Connection,
    id: CommendationId,
    by: PersonId,
    reason: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    use withdrawals::dsl;
    diesel::insert_into(dsl::withdrawals)
        .values((
            dsl::commendation_id.eq(id),
            dsl::reason.eq(reason),
            dsl::withdrawn_by.eq(by),
            dsl::withdrawn_at.eq(at),
        ))
        .execute(conn)?;
    diesel::update(commendations::table.find(id)).set(commendations::state.eq(State::Withdrawn)).execute(conn)?;
    let listed = commendation_listings::table.filter(commendation_listings::commendation_id.eq(id));
    diesel::update(listed).set(commendation_listings::stands.eq(false)).execute(conn)?;
    Ok(())
}
