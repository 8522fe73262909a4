//! The rows of sessions with their proofs: refresh tokens for the API, the hash of a cookie's secret for a browser.

use diesel::prelude::*;

use crate::accounts::SessionView;
use crate::accounts::valid_sessions::ValidSession;
use crate::clock::Timestamp;
use crate::db::schema::{people, person_roles, refresh_tokens, sessions};
use crate::db::{Connection, DbError};
use crate::ids::{HandoffId, PersonId, SessionId};
use crate::paging::Cursor;
use crate::permissions::{Role, Roles};

/// A session that begins.
pub struct NewSession<'a> {
    pub id: SessionId,
    pub person: PersonId,
    pub proof: &'a Proof,
    pub user_agent: &'a str,
    pub expires_at: Timestamp,
}

/// The proof of a session, as it is stored: a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The first refresh token of a session of the API.
    RefreshToken(String),
    /// The secret in a browser's cookie.
    Cookie(String),
}

impl Proof {
    /// The kind of session that it proves.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::RefreshToken(_) => "api",
            Self::Cookie(_) => "browser",
        }
    }
}

/// Stores a session with its proof.
pub fn add_session(conn: &mut Connection, session: &NewSession<'_>, now: Timestamp) -> Result<(), DbError> {
    let (secret_hash, refresh_hash) = match session.proof {
        Proof::Cookie(hash) => (Some(hash), None),
        Proof::RefreshToken(hash) => (None, Some(hash)),
    };
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id),
            sessions::person_id.eq(session.person),
            sessions::kind.eq(session.proof.kind()),
            sessions::secret_hash.eq(secret_hash),
            sessions::user_agent.eq(session.user_agent),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(conn)?;
    match refresh_hash {
        Some(hash) => add_refresh_token(conn, session.id, hash, now, session.expires_at),
        None => Ok(()),
    }
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

/// A refresh token with its session.
#[derive(Debug, Clone, Copy)]
pub struct Refresh {
    pub session: SessionId,
    pub person: PersonId,
    pub active: bool,
    pub session_began: Timestamp,
    pub session_used: Timestamp,
    pub session_ended: bool,
    pub expires_at: Timestamp,
    pub used: bool,
}

pub fn refresh_token(conn: &mut Connection, hash: &str) -> Result<Option<Refresh>, DbError> {
    type Row = (SessionId, PersonId, bool, Timestamp, Timestamp, Option<Timestamp>, Timestamp, Option<Timestamp>);
    let row: Option<Row> = refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(refresh_tokens::token_hash.eq(hash))
        .select((
            sessions::id,
            sessions::person_id,
            people::active,
            sessions::created_at,
            sessions::last_used_at,
            sessions::ended_at,
            refresh_tokens::expires_at,
            refresh_tokens::rotated_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(session, person, active, session_began, session_used, ended, expires_at, rotated)| Refresh {
        session,
        person,
        active,
        session_began,
        session_used,
        session_ended: ended.is_some(),
        expires_at,
        used: rotated.is_some(),
    }))
}

/// Marks a refresh token as used; false when another request just did.
pub fn use_refresh_token(conn: &mut Connection, hash: &str, now: Timestamp) -> Result<bool, DbError> {
    let unused = refresh_tokens::table.find(hash).filter(refresh_tokens::rotated_at.is_null());
    Ok(diesel::update(unused).set(refresh_tokens::rotated_at.eq(now)).execute(conn)? == 1)
}

/// Continues a session with its next refresh token.
pub fn carry_on(
    conn: &mut Connection,
    session: SessionId,
    next_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    extend(conn, session, now, expires_at)?;
    add_refresh_token(conn, session, next_hash, now, expires_at)
}

/// Extends a session that was used; false when it has ended, and then it stays ended.
pub fn extend(
    conn: &mut Connection,
    session: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let open = sessions::table.find(session).filter(sessions::ended_at.is_null()).filter(sessions::expires_at.gt(now));
    let moved = (sessions::last_used_at.eq(now), sessions::expires_at.eq(expires_at));
    Ok(diesel::update(open).set(moved).execute(conn)? == 1)
}

/// Ends one session of a person; false when there is no such session, or it has ended.
pub fn end_session(
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

/// Locks an open session of a browser for a hand-off; false when it has ended, or is locked already.
pub fn lock_session(conn: &mut Connection, session: SessionId, handoff: HandoffId) -> Result<bool, DbError> {
    let open = sessions::table
        .find(session)
        .filter(sessions::ended_at.is_null())
        .filter(sessions::secret_hash.is_not_null())
        .filter(sessions::locked_for.is_null());
    Ok(diesel::update(open).set(sessions::locked_for.eq(handoff.to_string())).execute(conn)? == 1)
}

/// Ends all sessions of a person, except `keep`, and returns their number.
pub fn end_sessions(
    conn: &mut Connection,
    person: PersonId,
    keep: Option<SessionId>,
    reason: &str,
    now: Timestamp,
) -> Result<usize, DbError> {
    let open = sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        // No session has an empty id.
        .filter(sessions::id.ne(keep.map(|session| session.to_string()).unwrap_or_default()));
    Ok(diesel::update(open).set((sessions::ended_at.eq(now), sessions::end_reason.eq(reason))).execute(conn)?)
}

/// A session, if session and person are valid at present.
pub fn valid_session(
    conn: &mut Connection,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<ValidSession>, DbError> {
    type Row = (PersonId, Timestamp, Timestamp, Timestamp, Option<String>, Option<String>, Option<Role>);
    let rows: Vec<Row> = sessions::table
        .inner_join(people::table.left_join(person_roles::table))
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(people::active)
        .select((
            people::id,
            sessions::created_at,
            sessions::last_used_at,
            sessions::expires_at,
            sessions::secret_hash,
            sessions::locked_for,
            person_roles::role.nullable(),
        ))
        .load(conn)?;
    let roles: Roles = rows.iter().filter_map(|row| row.6).collect();
    let Some((person, began, last_used, expires_at, secret_hash, locked_for, _)) = rows.into_iter().next() else {
        return Ok(None);
    };
    let locked_for = locked_for.map(|id| id.parse()).transpose();
    let locked_for =
        locked_for.map_err(|_| DbError::Unexpected("a session is locked for what is no hand-off".into()))?;
    Ok(Some(ValidSession { person, roles, began, last_used, expires_at, secret_hash, locked_for }))
}

/// The valid sessions of a person, newest first.
pub fn open_sessions(
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
