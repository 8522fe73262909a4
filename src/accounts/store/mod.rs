//! The rows of sign-in: passwords, failures, links; sessions and keys in files of their own.

mod keys;
mod preferences;
mod sessions;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::rules::Failures;
use crate::clock::Timestamp;
use crate::db::schema::{activations, credentials, people, refresh_tokens, sessions as session_rows, sign_in_failures};
use crate::db::{Connection, DbError, texts};
use crate::ids::PersonId;

pub use keys::{StoredKey, add_key, erase_key, keys, reseal_key, retire_all, retire_key};
pub use preferences::{preferences, put_preferences};
pub use sessions::{
    NewSession, Proof, add_session, carry_on, end_session, end_sessions, extend, lock_session, open_sessions,
    refresh_token, use_refresh_token, valid_session,
};

// Accounts ------------------------------------------------------------------------------------------------------------

/// The active person with this address, folded, and the hash of the password.
pub fn credential(conn: &mut Connection, account_key: &str) -> Result<Option<(PersonId, Option<String>)>, DbError> {
    Ok(people::table
        .left_join(credentials::table.on(credentials::person_id.eq(people::id)))
        .filter(people::email_key.eq(account_key).and(people::active))
        .select((people::id, credentials::password_hash.nullable()))
        .first(conn)
        .optional()?)
}

/// The hash of a person's password, where there is one.
pub fn password_hash(conn: &mut Connection, person: PersonId) -> Result<Option<String>, DbError> {
    Ok(credentials::table.find(person).select(credentials::password_hash).first(conn).optional()?)
}

pub fn set_password_hash(conn: &mut Connection, person: PersonId, hash: &str, now: Timestamp) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO credentials (person_id, password_hash, changed_at) VALUES ($1, $2, $3) \
         ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at",
    )
    .bind::<Text, _>(person.to_string())
    .bind::<Text, _>(hash)
    .bind::<BigInt, _>(now.micros())
    .execute(conn)?;
    Ok(())
}

/// Takes a person's password away; false when there was none.
pub fn remove_password(conn: &mut Connection, person: PersonId) -> Result<bool, DbError> {
    Ok(diesel::delete(credentials::table.find(person)).execute(conn)? > 0)
}

/// Those of the people who have a password, an open session or an open link, each once.
pub fn who_may_sign_in(conn: &mut Connection, people: &[PersonId]) -> Result<Vec<PersonId>, DbError> {
    let mut found: Vec<PersonId> = Vec::new();
    for chunk in people.chunks(1000) {
        let ids = texts(chunk);
        found.extend::<Vec<PersonId>>(
            credentials::table.filter(credentials::person_id.eq_any(&ids)).select(credentials::person_id).load(conn)?,
        );
        let open = session_rows::table.filter(session_rows::ended_at.is_null());
        found.extend::<Vec<PersonId>>(
            open.filter(session_rows::person_id.eq_any(&ids)).select(session_rows::person_id).load(conn)?,
        );
        let open = activations::table.filter(activations::ended_at.is_null());
        found.extend::<Vec<PersonId>>(
            open.filter(activations::person_id.eq_any(&ids)).select(activations::person_id).load(conn)?,
        );
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

// Failures ------------------------------------------------------------------------------------------------------------

/// The failures of an account, a device or a session, to look at.
pub fn failures(conn: &mut Connection, count: &str) -> Result<Option<Failures>, DbError> {
    let row: Option<(i64, Timestamp)> = sign_in_failures::table
        .find(count)
        .select((sign_in_failures::failures, sign_in_failures::last_failed_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(count, last_at)| Failures { count, last_at }))
}

/// The failures, held until the end of the transaction so that tries at the same moment follow one another.
///
/// A row that is not there cannot be held, so it is made first, with no failure in it; whoever makes the same row at the same
/// moment waits for the other's end. A success removes the row, and who waited for it begins again.
pub fn hold_failures(conn: &mut Connection, count: &str) -> Result<Option<Failures>, DbError> {
    loop {
        let make = "INSERT INTO sign_in_failures (account_key, failures, last_failed_at) VALUES ($1, 0, 0) \
                    ON CONFLICT (account_key) DO NOTHING";
        diesel::sql_query(make).bind::<Text, _>(count).execute(conn)?;
        // The update takes the row's lock on PostgreSQL; SQLite has one writer anyway.
        let held = diesel::update(sign_in_failures::table.find(count))
            .set(sign_in_failures::failures.eq(sign_in_failures::failures))
            .execute(conn)?;
        if held > 0 {
            return Ok(failures(conn, count)?.filter(|failures| failures.count > 0));
        }
    }
}

/// Stores what [`hold_failures`] found and one more has become.
pub fn put_failures(conn: &mut Connection, count: &str, failures: Failures) -> Result<(), DbError> {
    diesel::update(sign_in_failures::table.find(count))
        .set((sign_in_failures::failures.eq(failures.count), sign_in_failures::last_failed_at.eq(failures.last_at)))
        .execute(conn)?;
    Ok(())
}

pub fn clear_failures(conn: &mut Connection, count: &str) -> Result<(), DbError> {
    diesel::delete(sign_in_failures::table.find(count)).execute(conn)?;
    Ok(())
}

// One-time links ------------------------------------------------------------------------------------------------------

/// Number of links that a person was given since a moment.
pub fn links_since(conn: &mut Connection, person: PersonId, since: Timestamp) -> Result<i64, DbError> {
    let recent = activations::table.filter(activations::person_id.eq(person)).filter(activations::created_at.gt(since));
    Ok(recent.count().get_result(conn)?)
}

/// Ends the links of a person that are still good, save the newest of them.
pub fn end_links(conn: &mut Connection, person: PersonId, but: i64, now: Timestamp) -> Result<(), DbError> {
    let newest: Vec<String> = activations::table
        .filter(activations::person_id.eq(person))
        .filter(activations::ended_at.is_null())
        .filter(activations::expires_at.gt(now))
        .order((activations::created_at.desc(), activations::token_hash))
        .select(activations::token_hash)
        .limit(but)
        .load(conn)?;
    let open = activations::table
        .filter(activations::person_id.eq(person))
        .filter(activations::ended_at.is_null())
        .filter(activations::token_hash.ne_all(newest));
    diesel::update(open).set(activations::ended_at.eq(now)).execute(conn)?;
    Ok(())
}

pub fn add_link(
    conn: &mut Connection,
    person: PersonId,
    hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(activations::table)
        .values((
            activations::token_hash.eq(hash),
            activations::person_id.eq(person),
            activations::created_at.eq(now),
            activations::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Person of a link, if it is good.
pub fn link_holder(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<Option<PersonId>, DbError> {
    let good =
        activations::table.find(hash).filter(activations::ended_at.is_null()).filter(activations::expires_at.gt(now));
    Ok(good.select(activations::person_id).first(conn).optional()?)
}

/// Takes a link out of use; false when somebody else just did.
pub fn use_link(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<bool, DbError> {
    let open = activations::table.find(hash).filter(activations::ended_at.is_null());
    Ok(diesel::update(open).set(activations::ended_at.eq(now)).execute(conn)? == 1)
}

// Clearing away -------------------------------------------------------------------------------------------------------

/// Removes what serves nothing any more: sessions with their tokens and links that ended before a moment, and failures that are
/// forgotten.
pub fn clear_before(conn: &mut Connection, before: Timestamp, forgotten: Timestamp) -> Result<(), DbError> {
    let over = || session_rows::expires_at.lt(before).or(session_rows::ended_at.lt(before).assume_not_null());
    let of_these = refresh_tokens::session_id.eq_any(session_rows::table.filter(over()).select(session_rows::id));
    diesel::delete(refresh_tokens::table.filter(of_these)).execute(conn)?;
    diesel::delete(session_rows::table.filter(over())).execute(conn)?;
    diesel::delete(activations::table.filter(activations::expires_at.lt(before))).execute(conn)?;
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::last_failed_at.lt(forgotten))).execute(conn)?;
    Ok(())
}
