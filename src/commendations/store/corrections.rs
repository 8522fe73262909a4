//! Changes by a correction in the rows of a commendation; the client's letter is never changed.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::commendations::State;
use crate::db::schema::{
    commendation_chain, commendation_helpers, commendation_listings, commendation_words, commendations, corrections,
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
