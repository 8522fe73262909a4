//! Changes in the rows of a commendation by a correction, and by a client who takes the name back. The client's letter as it was signed
//! is never changed.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::db::schema::{
    acknowledgements, commendation_chain, commendation_helpers, commendation_listings, commendation_words,
    commendations, corrections, letters, thanks,
};
use crate::db::{Connection, DbError, one_of};
use crate::ids::{CommendationId, PersonId};

/// Takes the next version. False when somebody else took it at the same moment, or it was withdrawn.
pub fn advance_version(conn: &mut Connection, id: CommendationId, from: i32) -> Result<bool, DbError> {
    use commendations::dsl;
    let row =
        dsl::commendations.find(id).filter(dsl::version.eq(from)).filter(one_of(conn, dsl::state, &State::STANDING));
    Ok(diesel::update(row).set(dsl::version.eq(from + 1)).execute(conn)? == 1)
}

/// A new version, with the reason for the correction.
pub struct NewCorrection<'a> {
    pub id: CommendationId,
    pub version: i32,
    pub reason: &'a str,
    /// The banker's paragraph as written until then, where it was changed.
    pub cover_note_before: Option<&'a str>,
    pub by: PersonId,
    pub at: Timestamp,
}

/// A correction that was made.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = corrections)]
pub struct CorrectionMade {
    pub version: i32,
    pub reason: String,
    pub corrected_by: PersonId,
    pub corrected_at: Timestamp,
}

/// The last correction up to a moment.
pub fn correction_until(
    conn: &mut Connection,
    id: CommendationId,
    at: Timestamp,
) -> Result<Option<CorrectionMade>, DbError> {
    use corrections::dsl;
    let until = dsl::corrections.filter(dsl::commendation_id.eq(id)).filter(dsl::corrected_at.le(at));
    Ok(until.order(dsl::version.desc()).select(CorrectionMade::as_select()).first(conn).optional()?)
}

/// Every correction, oldest first.
pub fn corrections_of(conn: &mut Connection, id: CommendationId) -> Result<Vec<CorrectionMade>, DbError> {
    use corrections::dsl;
    let made = dsl::corrections.filter(dsl::commendation_id.eq(id)).order(dsl::version);
    Ok(made.select(CorrectionMade::as_select()).load(conn)?)
}

/// Records a correction.
pub fn insert_correction(conn: &mut Connection, new: &NewCorrection<'_>) -> Result<(), DbError> {
    use corrections::dsl;
    diesel::insert_into(dsl::corrections)
        .values((
            dsl::commendation_id.eq(new.id),
            dsl::version.eq(new.version),
            dsl::reason.eq(new.reason),
            dsl::cover_note_before.eq(new.cover_note_before),
            dsl::corrected_by.eq(new.by),
            dsl::corrected_at.eq(new.at),
        ))
        .execute(conn)?;
    diesel::update(commendations::table.find(new.id)).set(commendations::state.eq(State::Corrected)).execute(conn)?;
    Ok(())
}

/// Puts a cover note in place of the one there was: as circulated and as written.
pub fn set_cover_note(
    conn: &mut Connection,
    id: CommendationId,
    circulated: &str,
    original: &str,
) -> Result<(), DbError> {
    use commendations::dsl;
    diesel::update(dsl::commendations.find(id))
        .set((
            dsl::cover_note.eq(circulated),
            dsl::cover_note_original.eq(Some(original).filter(|text| *text != circulated)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts what lists are searched by in place of what it was.
pub fn set_words(conn: &mut Connection, id: CommendationId, words: &str) -> Result<(), DbError> {
    diesel::update(commendation_words::table.filter(commendation_words::commendation_id.eq(id)))
        .set(commendation_words::words.eq(words))
        .execute(conn)?;
    Ok(())
}

/// Takes somebody out of the helpers, with chain and place in the recognition history.
pub fn remove_helper(conn: &mut Connection, id: CommendationId, person: PersonId) -> Result<(), DbError> {
    diesel::delete(commendation_helpers::table.find((id, person))).execute(conn)?;
    let chain = commendation_chain::table
        .filter(commendation_chain::commendation_id.eq(id))
        .filter(commendation_chain::subject_id.eq(person));
    diesel::delete(chain).execute(conn)?;
    let listed = commendation_listings::table
        .filter(commendation_listings::person_id.eq(person))
        .filter(commendation_listings::commendation_id.eq(id));
    diesel::delete(listed).execute(conn)?;
    Ok(())
}

/// Gives a helper a place in the order of the helpers.
pub fn place_helper(conn: &mut Connection, id: CommendationId, person: PersonId, position: i32) -> Result<(), DbError> {
    use commendation_helpers::dsl;
    diesel::update(dsl::commendation_helpers.find((id, person))).set(dsl::position.eq(position)).execute(conn)?;
    Ok(())
}

/// Records that the client's name is not shared from a version on.
pub fn take_name_back(conn: &mut Connection, id: CommendationId, version: i32) -> Result<(), DbError> {
    use commendations::dsl;
    diesel::update(dsl::commendations.find(id))
        .set((
            dsl::client_name_shared.eq(false),
            dsl::client_name_shown.eq(None::<String>),
            dsl::anonymous_from.eq(version),
        ))
        .execute(conn)?;
    diesel::update(letters::table.find(id)).set(letters::signature_name_circulated.eq(None::<String>)).execute(conn)?;
    Ok(())
}

/// Puts the client's words as they circulate in place of what circulated before.
pub fn set_circulated_words(conn: &mut Connection, id: CommendationId, words: &str) -> Result<(), DbError> {
    diesel::update(letters::table.find(id)).set(letters::text_circulated.eq(words)).execute(conn)?;
    Ok(())
}

/// Rewrites every text that people wrote about a commendation since it was sent, and its workaround.
pub fn rewrite_replies(
    conn: &mut Connection,
    id: CommendationId,
    rewritten: &dyn Fn(&str) -> String,
) -> Result<(), DbError> {
    let notes: Vec<(PersonId, Option<String>)> = acknowledgements::table
        .filter(acknowledgements::commendation_id.eq(id))
        .select((acknowledgements::person_id, acknowledgements::note))
        .load(conn)?;
    for (person, note) in notes {
        if let Some(note) = note.as_deref().map(rewritten) {
            diesel::update(acknowledgements::table.find((id, person)))
                .set(acknowledgements::note.eq(note))
                .execute(conn)?;
        }
    }
    let replies: Vec<(PersonId, Option<String>)> =
        thanks::table.filter(thanks::commendation_id.eq(id)).select((thanks::person_id, thanks::text)).load(conn)?;
    for (person, text) in replies {
        if let Some(text) = text.as_deref().map(rewritten) {
            diesel::update(thanks::table.find((id, person))).set(thanks::text.eq(text)).execute(conn)?;
        }
    }
    for made in corrections_of(conn, id)? {
        diesel::update(corrections::table.find((id, made.version)))
            .set(corrections::reason.eq(rewritten(&made.reason)))
            .execute(conn)?;
    }
    let (process, detail): (Option<String>, Option<String>) = commendations::table
        .find(id)
        .select((commendations::workaround_process, commendations::workaround_detail))
        .first(conn)?;
    diesel::update(commendations::table.find(id))
        .set((
            commendations::workaround_process.eq(process.as_deref().map(rewritten)),
            commendations::workaround_detail.eq(detail.as_deref().map(rewritten)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Commendations that were sent until a moment and still have their client's address, up to `most`.
pub fn with_client_address(conn: &mut Connection, until: Timestamp, most: i64) -> Result<Vec<CommendationId>, DbError> {
    let kept = commendations::table.filter(commendations::client_email.is_not_null());
    let old = kept.filter(commendations::sent_at.le(until)).order(commendations::sent_at).limit(most);
    Ok(old.select(commendations::id).load(conn)?)
}

/// Erases the client's address; false where there is none.
pub fn erase_client_address(conn: &mut Connection, id: CommendationId) -> Result<bool, DbError> {
    let row = commendations::table.find(id).filter(commendations::client_email.is_not_null());
    Ok(diesel::update(row).set(commendations::client_email.eq(None::<String>)).execute(conn)? == 1)
}
