//! Signing in, carrying on, signing out.
//!
//! A try is looked at twice: before the password is compared, and again in the transaction that records the outcome. Guesses
//! sent all at the same moment pass the first look together, but not the second, which sees them one after the other; a right
//! guess among them is refused like the rest.

use std::sync::Arc;

use super::{Origin, Tokens};
use crate::accounts::keys::Ring;
use crate::accounts::passwords::Password;
use crate::accounts::rules::{self, Failures};
use crate::accounts::{Accounts, AccountsError, SessionView, fingerprint, random_text, store};
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::{PersonId, SessionId};
use crate::paging::{Cursor, Page, Paged};

/// What became of a refresh token.
enum Renewed {
    Unknown,
    Reused(PersonId),
    Over,
    Good(PersonId, SessionId),
}

impl Accounts {
    /// Signs a person in. Whoever it was and whatever was wrong, a refusal takes the same time and says the same.
    ///
    /// # Errors
    /// [`AccountsError::InvalidCredentials`]; [`AccountsError::Wait`] after too many failures of this account or this address.
    pub async fn sign_in(&self, email: &str, password: &str, origin: &Origin) -> Result<Tokens, AccountsError> {
        let now = self.clock.now();
        self.look_at_address(origin, now)?;
        let key = rules::account_key(email);
        let (failures, credential) = {
            let key = key.clone();
            let read = move |conn: &mut Connection| Ok((store::failures(conn, &key)?, store::credential(conn, &key)?));
            self.db.read::<_, AccountsError>(read).await?
        };
        if let Some(wait) = failures.and_then(|failures| failures.wait_left(now)) {
            return Err(AccountsError::Wait(wait));
        }
        let person = credential.as_ref().map(|(person, _)| *person);
        let hash = credential.and_then(|(_, hash)| hash);
        let good = self.hashing.verify(Password::given(password), hash.clone()).await?;

        let now = self.clock.now();
        let ring = self.keys.ring(&self.db, now).await?;
        let (session, refresh_token) = (SessionId::new(), random_text()?);
        let attempt = Attempt {
            key,
            person,
            signs_in: person.filter(|_| good).map(|person| Beginning {
                person,
                // A password that was changed while this one was compared is no longer good.
                hash: hash.unwrap_or_default(),
                session,
                refresh_hash: fingerprint(&refresh_token),
                user_agent: origin.user_agent.chars().filter(|c| !c.is_control()).take(200).collect(),
            }),
        };
        match audit::write(&self.db, now, move |conn, trail| attempt.settle(conn, trail, now)).await? {
            Verdict::In(person) => self.tokens(&ring, person, session, refresh_token, now),
            Verdict::Wrong(wait) => {
                self.addresses.count(origin.address, now);
                Err(wait.map_or(AccountsError::InvalidCredentials, AccountsError::Wait))
            }
            Verdict::Wait(wait) => Err(AccountsError::Wait(wait)),
        }
    }

    /// The next tokens of a session. A refresh token is good once: one that comes back was copied by somebody, so it ends the
    /// session, for the thief and for the owner, who signs in again.
    ///
    /// # Errors
    /// [`AccountsError::BadRefreshToken`]; [`AccountsError::Wait`] after too many failures of this address.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Result<Tokens, AccountsError> {
        let now = self.clock.now();
        self.look_at_address(origin, now)?;
        let ring = self.keys.ring(&self.db, now).await?;
        let (hash, next) = (fingerprint(refresh_token), random_text()?);
        let next_hash = fingerprint(&next);
        match audit::write(&self.db, now, move |conn, trail| renew(conn, trail, &hash, &next_hash, now)).await? {
            Renewed::Good(person, session) => return self.tokens(&ring, person, session, next, now),
            Renewed::Reused(person) => self.standing.forget(person),
            Renewed::Unknown => self.addresses.count(origin.address, now),
            Renewed::Over => {}
        }
        Err(AccountsError::BadRefreshToken)
    }

    /// Ends one of a person's own sessions, with every token of it.
    ///
    /// # Errors
    /// [`AccountsError::UnknownSession`] when it is not that person's, or over.
    pub async fn end_session(&self, person: PersonId, session: SessionId) -> Result<(), AccountsError> {
        let now = self.clock.now();
        audit::write(&self.db, now, move |conn, trail| {
            if !store::end_session(conn, person, session, "signed_out", now)? {
                return Err(AccountsError::UnknownSession);
            }
            trail.record(Event::new(Actor::Person(person), "session.ended", format!("session:{session}")));
            Ok(())
        })
        .await?;
        self.standing.forget(person);
        Ok(())
    }

    /// A person's own sessions that are not over, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sessions(&self, person: PersonId, page: Page) -> Result<Paged<SessionView>, AccountsError> {
        let (now, limit) = (self.clock.now(), page.limit);
        let read =
            move |conn: &mut Connection| store::open_sessions(conn, person, page.cursor.as_ref(), limit + 1, now);
        let rows = self.db.read(read).await?;
        Ok(Paged::of(rows, limit, |row| Cursor { at: row.created_at.micros(), id: row.id.to_string() }))
    }

    pub(super) fn look_at_address(&self, origin: &Origin, now: Timestamp) -> Result<(), AccountsError> {
        self.addresses.wait_left(origin.address, now).map_or(Ok(()), |wait| Err(AccountsError::Wait(wait)))
    }

    fn tokens(
        &self,
        ring: &Arc<Ring>,
        person: PersonId,
        session: SessionId,
        refresh_token: String,
        now: Timestamp,
    ) -> Result<Tokens, AccountsError> {
        Ok(Tokens {
            access_token: ring.sign(&self.settings.issuer, person, session, now)?,
            token_type: "Bearer",
            expires_in: rules::ACCESS_LIFETIME.as_secs(),
            refresh_token,
        })
    }
}

/// One try to sign in, after the password was compared.
struct Attempt {
    key: String,
    person: Option<PersonId>,
    signs_in: Option<Beginning>,
}

/// The session that a right password begins.
struct Beginning {
    person: PersonId,
    hash: String,
    session: SessionId,
    refresh_hash: String,
    user_agent: String,
}

enum Verdict {
    In(PersonId),
    /// Counted, with the wait that it leads to.
    Wrong(Option<std::time::Duration>),
    /// Not counted: others failed in the meantime.
    Wait(std::time::Duration),
}

impl Attempt {
    fn settle(self, conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<Verdict, DbError> {
        let before = store::hold_failures(conn, &self.key)?;
        if let Some(wait) = before.and_then(|failures| failures.wait_left(now)) {
            return Ok(Verdict::Wait(wait));
        }
        if let Some(beginning) = self.signs_in
            && store::credential(conn, &self.key)? == Some((beginning.person, Some(beginning.hash.clone())))
        {
            store::clear_failures(conn, &self.key)?;
            return beginning.store(conn, trail, now).map(Verdict::In);
        }
        let failures = Failures::and_one(before, now);
        store::put_failures(conn, &self.key, failures)?;
        let wait = failures.wait_left(now);
        if wait.is_some() {
            // The trail hears of an account only once it is under attack: anyone can make a single failure.
            let account = self.person.map_or_else(|| "person:unknown".to_owned(), |person| format!("person:{person}"));
            let event = Event::new(Actor::System, "sign_in.slowed", account);
            trail.record(event.with("failures", failures.count));
        }
        Ok(Verdict::Wrong(wait))
    }
}

impl Beginning {
    fn store(self, conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<PersonId, DbError> {
        let session = store::NewSession {
            id: self.session,
            person: self.person,
            user_agent: &self.user_agent,
            expires_at: now.plus(rules::REFRESH_LIFETIME),
        };
        store::add_session(conn, &session, &self.refresh_hash, now)?;
        let event = Event::new(Actor::Person(self.person), "session.started", format!("session:{}", self.session));
        trail.record(event.with("kind", "api"));
        Ok(self.person)
    }
}

fn renew(
    conn: &mut Connection,
    trail: &mut Trail,
    hash: &str,
    next_hash: &str,
    now: Timestamp,
) -> Result<Renewed, DbError> {
    let Some(token) = store::refresh_token(conn, hash)? else { return Ok(Renewed::Unknown) };
    if token.session_ended || token.expires_at <= now || !token.active {
        return Ok(Renewed::Over);
    }
    let ends = token.session_began.plus(rules::SESSION_LIFETIME);
    if ends <= now {
        return Ok(Renewed::Over);
    }
    if token.used || !store::use_refresh_token(conn, hash, now)? {
        store::end_session(conn, token.person, token.session, "refresh_token_reused", now)?;
        let event = Event::new(Actor::System, "session.ended", format!("session:{}", token.session));
        trail.record(event.with("reason", "refresh_token_reused").with("person", token.person.to_string()));
        return Ok(Renewed::Reused(token.person));
    }
    let expires_at = ends.min(now.plus(rules::REFRESH_LIFETIME));
    // No entry in the trail: a session that goes on is no event. It would be one every ten minutes for each person at work, and
    // bury what an auditor looks for; the session's row has when it was last used, and its start, its end and a reused token
    // are recorded.
    store::carry_on(conn, token.session, next_hash, now, expires_at)?;
    Ok(Renewed::Good(token.person, token.session))
}
