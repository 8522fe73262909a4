//! The rows of sign-in.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::keys::{StoredKey, kid};
use super::operations::SessionView;
use super::rules::{Failures, KeyTimes};
use super::standing::Standing;
use crate::clock::Timestamp;
use crate::db::schema::sign_in_failures;
use crate::db::schema::{
    activations, credentials, people, person_roles, refresh_tokens, secrets, sessions, signing_keys,
};
use crate::db::{Connection, DbError};
use crate::ids::{PersonId, SessionId};
use crate::paging::Cursor;
use crate::permissions::{Role, Roles};

// Accounts ------------------------------------------------------------------------------------------------------------

/// The active person with this address, folded, and the hash of the password.
pub(super) fn credential(
    conn: &mut Connection,
    account_key: &str,
) -> Result<Option<(PersonId, Option<String>)>, DbError> {
    Ok(people::table
        .left_join(credentials::table.on(credentials::person_id.eq(people::id)))
        .filter(people::email_key.eq(account_key).and(people::active))
        .select((people::id, credentials::password_hash.nullable()))
        .first(conn)
        .optional()?)
}

pub(super) fn set_password_hash(
    conn: &mut Connection,
    person: PersonId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
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

// Failures ------------------------------------------------------------------------------------------------------------

/// An account's failures, to look at.
pub(super) fn failures(conn: &mut Connection, account_key: &str) -> Result<Option<Failures>, DbError> {
    let row: Option<(i64, Timestamp)> = sign_in_failures::table
        .find(account_key)
        .select((sign_in_failures::failures, sign_in_failures::last_failed_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(count, last_at)| Failures { count, last_at }))
}

/// An account's failures, held until the end of the transaction so that tries at the same moment follow one another.
pub(super) fn hold_failures(conn: &mut Connection, account_key: &str) -> Result<Option<Failures>, DbError> {
    // The update takes the row's lock on PostgreSQL; SQLite has one writer anyway.
    diesel::update(sign_in_failures::table.find(account_key))
        .set(sign_in_failures::failures.eq(sign_in_failures::failures))
        .execute(conn)?;
    failures(conn, account_key)
}

/// Stores what [`hold_failures`] found and one more has become.
pub(super) fn put_failures(conn: &mut Connection, account_key: &str, failures: Failures) -> Result<(), DbError> {
    let held = diesel::update(sign_in_failures::table.find(account_key))
        .set((sign_in_failures::failures.eq(failures.count), sign_in_failures::last_failed_at.eq(failures.last_at)))
        .execute(conn)?;
    if held == 0 {
        // Nobody could hold a row that was not there yet; whoever came first made it.
        diesel::sql_query(
            "INSERT INTO sign_in_failures (account_key, failures, last_failed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_key) DO UPDATE SET failures = sign_in_failures.failures + 1, \
             last_failed_at = excluded.last_failed_at",
        )
        .bind::<Text, _>(account_key)
        .bind::<BigInt, _>(failures.count)
        .bind::<BigInt, _>(failures.last_at.micros())
        .execute(conn)?;
    }
    Ok(())
}

pub(super) fn clear_failures(conn: &mut Connection, account_key: &str) -> Result<(), DbError> {
    diesel::delete(sign_in_failures::table.find(account_key)).execute(conn)?;
    Ok(())
}

// Sessions ------------------------------------------------------------------------------------------------------------

/// A session that begins.
pub(super) struct NewSession<'a> {
    pub id: SessionId,
    pub person: PersonId,
    pub user_agent: &'a str,
    pub expires_at: Timestamp,
}

/// Stores a session of the API with its first refresh token.
pub(super) fn add_session(
    conn: &mut Connection,
    session: &NewSession<'_>,
    refresh_hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id),
            sessions::person_id.eq(session.person),
            sessions::kind.eq("api"),
            sessions::user_agent.eq(session.user_agent),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(conn)?;
    add_refresh_token(conn, session.id, refresh_hash, now, session.expires_at)
}

fn add_refresh_token(
    conn: &mut Connection,
    session: SessionId,
    hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(hash),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A refresh token and what it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refresh {
    pub session: SessionId,
    pub person: PersonId,
    pub active: bool,
    pub session_began: Timestamp,
    pub session_ended: bool,
    pub expires_at: Timestamp,
    pub used: bool,
}

pub(super) fn refresh_token(conn: &mut Connection, hash: &str) -> Result<Option<Refresh>, DbError> {
    type Row = (SessionId, PersonId, bool, Timestamp, Option<Timestamp>, Timestamp, Option<Timestamp>);
    let row: Option<Row> = refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(refresh_tokens::token_hash.eq(hash))
        .select((
            sessions::id,
            sessions::person_id,
            people::active,
            sessions::created_at,
            sessions::ended_at,
            refresh_tokens::expires_at,
            refresh_tokens::rotated_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(session, person, active, session_began, ended, expires_at, rotated)| Refresh {
        session,
        person,
        active,
        session_began,
        session_ended: ended.is_some(),
        expires_at,
        used: rotated.is_some(),
    }))
}

/// Marks a refresh token as used; false when somebody else just did.
pub(super) fn use_refresh_token(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<bool, DbError> {
    let unused = refresh_tokens::table.find(hash).filter(refresh_tokens::rotated_at.is_null());
    Ok(diesel::update(unused).set(refresh_tokens::rotated_at.eq(now)).execute(conn)? == 1)
}

/// Carries a session on with its next refresh token.
pub(super) fn carry_on(
    conn: &mut Connection,
    session: SessionId,
    next_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(sessions::table.find(session))
        .set((sessions::last_used_at.eq(now), sessions::expires_at.eq(expires_at)))
        .execute(conn)?;
    add_refresh_token(conn, session, next_hash, now, expires_at)
}

/// Ends one session of a person's; false when there is no such session, or it is over.
pub(super) fn end_session(
    conn: &mut Connection,
    person: PersonId,
    session: SessionId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let own = sessions::table
        .find(session)
        .filter(sessions::person_id.eq(person))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now));
    let ended = diesel::update(own).set((sessions::ended_at.eq(now), sessions::end_reason.eq(reason))).execute(conn)?;
    Ok(ended == 1)
}

/// Ends all sessions of a person and says how many there were.
pub(super) fn end_sessions(
    conn: &mut Connection,
    person: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<usize, DbError> {
    let open = sessions::table.filter(sessions::person_id.eq(person)).filter(sessions::ended_at.is_null());
    Ok(diesel::update(open).set((sessions::ended_at.eq(now), sessions::end_reason.eq(reason))).execute(conn)?)
}

/// Who a session belongs to, if session and person are good at this moment.
pub(super) fn standing(conn: &mut Connection, session: SessionId, now: Timestamp) -> Result<Option<Standing>, DbError> {
    let rows: Vec<(PersonId, Timestamp, Option<Role>)> = sessions::table
        .inner_join(people::table.left_join(person_roles::table))
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(people::active)
        .select((people::id, sessions::expires_at, person_roles::role.nullable()))
        .load(conn)?;
    let roles: Roles = rows.iter().filter_map(|(_, _, role)| *role).collect();
    Ok(rows.first().map(|(person, expires_at, _)| Standing { person: *person, roles, expires_at: *expires_at }))
}

/// The sessions of a person that are not over, newest first.
pub(super) fn open_sessions(
    conn: &mut Connection,
    person: PersonId,
    after: Option<&Cursor>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<SessionView>, DbError> {
    type Row = (SessionId, String, String, Timestamp, Timestamp, Timestamp);
    let mut query = sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::id.desc()))
        .select((
            sessions::id,
            sessions::kind,
            sessions::user_agent,
            sessions::created_at,
            sessions::last_used_at,
            sessions::expires_at,
        ))
        .limit(limit)
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        query = query
            .filter(sessions::created_at.lt(*at).or(sessions::created_at.eq(*at).and(sessions::id.lt(id.clone()))));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let view = |(id, kind, user_agent, created_at, last_used_at, expires_at)| SessionView {
        id,
        kind,
        user_agent,
        created_at,
        last_used_at,
        expires_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

// One-time links ------------------------------------------------------------------------------------------------------

/// How many links a person was given since a moment.
pub(super) fn links_since(conn: &mut Connection, person: PersonId, since: Timestamp) -> Result<i64, DbError> {
    let recent = activations::table.filter(activations::person_id.eq(person)).filter(activations::created_at.gt(since));
    Ok(recent.count().get_result(conn)?)
}

/// Ends whatever links a person still has.
pub(super) fn end_links(conn: &mut Connection, person: PersonId, now: Timestamp) -> Result<(), DbError> {
    let open = activations::table.filter(activations::person_id.eq(person)).filter(activations::ended_at.is_null());
    diesel::update(open).set(activations::ended_at.eq(now)).execute(conn)?;
    Ok(())
}

pub(super) fn add_link(
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

/// Whose link this is, if it is good.
pub(super) fn link_holder(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<Option<PersonId>, DbError> {
    let good =
        activations::table.find(hash).filter(activations::ended_at.is_null()).filter(activations::expires_at.gt(now));
    Ok(good.select(activations::person_id).first(conn).optional()?)
}

/// Takes a link out of use; false when somebody else just did.
pub(super) fn use_link(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<bool, DbError> {
    let open = activations::table.find(hash).filter(activations::ended_at.is_null());
    Ok(diesel::update(open).set(activations::ended_at.eq(now)).execute(conn)? == 1)
}

// Keys and secrets ----------------------------------------------------------------------------------------------------

pub(super) fn keys(conn: &mut Connection) -> Result<Vec<StoredKey>, DbError> {
    type Row = (String, String, String, Timestamp, Option<Timestamp>);
    let rows: Vec<Row> = signing_keys::table
        .select((
            signing_keys::id,
            signing_keys::private_key,
            signing_keys::public_key,
            signing_keys::signs_from,
            signing_keys::retired_at,
        ))
        .order((signing_keys::signs_from, signing_keys::created_at))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, private_key, public_key, signs_from, retired_at)| {
            let number = id.strip_prefix("key-").and_then(|number| number.parse().ok());
            let number = number.ok_or_else(|| DbError::Unexpected(format!("{id:?} is no signing key of ours")))?;
            Ok(StoredKey { times: KeyTimes { number, signs_from, retired_at }, private_key, public_key })
        })
        .collect()
}

pub(super) fn add_key(conn: &mut Connection, key: &StoredKey, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(kid(key.times.number)),
            signing_keys::private_key.eq(&key.private_key),
            signing_keys::public_key.eq(&key.public_key),
            signing_keys::created_at.eq(now),
            signing_keys::signs_from.eq(key.times.signs_from),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn retire_key(conn: &mut Connection, number: i64, at: Timestamp) -> Result<(), DbError> {
    let key = signing_keys::table.find(kid(number)).filter(signing_keys::retired_at.is_null());
    diesel::update(key).set(signing_keys::retired_at.eq(at)).execute(conn)?;
    Ok(())
}

/// A secret that every process shares, if it has been made.
pub(super) fn secret(conn: &mut Connection, name: &str) -> Result<Option<String>, DbError> {
    Ok(secrets::table.find(name).select(secrets::value).first(conn).optional()?)
}

/// Makes a secret unless there is one.
pub(super) fn propose_secret(conn: &mut Connection, name: &str, value: &str) -> Result<(), DbError> {
    diesel::sql_query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind::<Text, _>(name)
        .bind::<Text, _>(value)
        .execute(conn)?;
    Ok(())
}

// Clearing away -------------------------------------------------------------------------------------------------------

/// Removes what ended before a moment and serves nothing any more: sessions with their tokens, links, failures.
pub(super) fn clear_before(conn: &mut Connection, before: Timestamp) -> Result<(), DbError> {
    let over = || sessions::expires_at.lt(before).or(sessions::ended_at.lt(before).assume_not_null());
    let of_these = refresh_tokens::session_id.eq_any(sessions::table.filter(over()).select(sessions::id));
    diesel::delete(refresh_tokens::table.filter(of_these)).execute(conn)?;
    diesel::delete(sessions::table.filter(over())).execute(conn)?;
    diesel::delete(activations::table.filter(activations::expires_at.lt(before))).execute(conn)?;
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::last_failed_at.lt(before))).execute(conn)?;
    Ok(())
}
