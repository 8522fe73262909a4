//! Authentication of every request, by an access token or by a browser's cookie.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::accounts::valid_sessions::ValidSession;
use crate::accounts::{Accounts, AccountsError, AuthError, Jwk, Locked, Signed, fingerprint, rules, store};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{HandoffId, PersonId, SessionId};
use crate::permissions::Caller;

impl Accounts {
    /// The caller with this access token: its signature, times, issuer and audience are valid, its session has not ended and
    /// its person is active, as of at most a second ago.
    ///
    /// # Errors
    /// [`AuthError`]; only [`AuthError::Failed`] is a failure of ours.
    pub async fn authenticate(&self, bearer: &str) -> Result<Caller, AuthError> {
        let now = self.clock.now();
        let (person, session) = self.keys.verify(&self.db, &self.settings.issuer, bearer, now).await?;
        let valid = self.valid_session(session, now).await?;
        if valid.expires_at <= now || valid.person != person {
            return Err(AuthError::Ended);
        }
        Ok(Caller { person, session, roles: valid.roles })
    }

    /// The caller with this cookie of a browser's session: the session has not ended for any reason and its person is active,
    /// as of at most a second ago. The use of the session is recorded, which extends it.
    ///
    /// # Errors
    /// [`AuthError`]; only [`AuthError::Failed`] is a failure of ours.
    pub async fn authenticate_browser(&self, cookie: &str) -> Result<Caller, AuthError> {
        let now = self.clock.now();
        let (session, secret) = cookie.split_once('.').ok_or(AuthError::BadToken)?;
        let session: SessionId = session.parse().map_err(|_| AuthError::BadToken)?;
        let valid = self.valid_session(session, now).await?;
        let known = valid.secret_hash.as_deref().ok_or(AuthError::BadToken)?;
        verify_slices_are_equal(fingerprint(secret).as_bytes(), known.as_bytes()).map_err(|_| AuthError::BadToken)?;
        // The present limits apply, even to a session that began under longer ones.
        let (idle, longest) = (self.settings.session_idle, self.settings.session_longest);
        let ends = rules::session_ends(valid.began, valid.last_used, idle, longest);
        if valid.expires_at.min(ends) <= now {
            return Err(AuthError::Ended);
        }
        if let Some(handoff) = valid.locked_for {
            return Err(AuthError::Locked(Locked { person: valid.person, session, handoff }));
        }
        let caller = Caller { person: valid.person, session, roles: valid.roles };
        if rules::use_is_due(valid.last_used, now, idle) {
            self.record_use(session, valid, now).await;
        }
        Ok(caller)
    }

    /// True while a session may be served: it has not ended and is not locked. For a stream of events, which outlives its first check.
    pub async fn is_open(&self, session: SessionId) -> bool {
        let valid = self.valid_session(session, self.clock.now()).await;
        valid.is_ok_and(|valid| valid.locked_for.is_none())
    }

    /// Forgets what is remembered of a person's sessions, after one was locked in a transaction of another noun.
    pub fn forget_sessions(&self, person: PersonId) {
        self.valid_sessions.forget(person);
    }

    /// Extends a browser's session. It has no audit entry, as the renewal of tokens has none. When the database cannot be
    /// written, the page is served anyway.
    async fn record_use(&self, session: SessionId, valid: ValidSession, now: Timestamp) {
        let (idle, longest) = (self.settings.session_idle, self.settings.session_longest);
        let expires_at = rules::session_ends(valid.began, now, idle, longest);
        match self.db.write(move |conn| store::extend(conn, session, now, expires_at)).await {
            Ok(false) => self.valid_sessions.forget(valid.person),
            Ok(true) => self.valid_sessions.keep(session, ValidSession { last_used: now, expires_at, ..valid }, now),
            Err(error) => tracing::warn!(%error, "the use of a browser's session could not be recorded"),
        }
    }

    async fn valid_session(&self, session: SessionId, now: Timestamp) -> Result<ValidSession, AuthError> {
        if let Some(known) = self.valid_sessions.get(session, now) {
            return Ok(known);
        }
        let read = self.db.read(move |conn| store::valid_session(conn, session, now)).await?;
        let valid = read.ok_or(AuthError::Ended)?;
        self.valid_sessions.keep(session, valid.clone(), now);
        Ok(valid)
    }

    /// The public keys that verify access tokens: the one that signs and the next.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn public_keys(&self) -> Result<Vec<Jwk>, AccountsError> {
        self.keys.published(&self.db, self.clock.now()).await
    }

    /// Signs a statement of the service with the key that signs tokens now, so that anyone with the published keys can verify
    /// it. `of` makes the statement from the key's name and the time.
    ///
    /// # Errors
    /// When there is no key and none can be made.
    pub async fn sign_statement(&self, of: impl FnOnce(&str, Timestamp) -> String) -> Result<Signed, AccountsError> {
        // The time is taken first: a key made for this signature signs from then on.
        let now = self.clock.now();
        self.keys.ring(&self.db, now).await?.sign_statement(of, now)
    }

    /// True when one of our keys signed a statement while that key was in use.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub async fn signed(
        &self,
        kid: &str,
        statement: &str,
        signature: &str,
        at: Timestamp,
    ) -> Result<bool, AccountsError> {
        let ring = self.keys.ring(&self.db, self.clock.now()).await?;
        Ok(ring.signed(kid, statement, signature, at))
    }

    /// A person.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`]; when the database cannot be read.
    pub async fn person(&self, person: PersonId) -> Result<Person, AccountsError> {
        let found = self.db.read(move |conn| directory::operations::people_by_ids(conn, &[person])).await?;
        found.into_values().next().ok_or(AccountsError::UnknownPerson)
    }

    /// A person with the present supervisor; none at the top of the tree.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`]; when the database cannot be read.
    pub async fn person_and_supervisor(&self, person: PersonId) -> Result<(Person, Option<Person>), AccountsError> {
        let today = self.clock.now().day_in(self.settings.time_zone);
        self.db
            .read(move |conn| {
                let mut found = directory::operations::people_by_ids(conn, &[person])?;
                let chain = directory::operations::chain(conn, person, today, 1)?;
                let supervisor = chain.supervisors.into_iter().next().map(|above| above.person);
                Ok((found.remove(&person).ok_or(AccountsError::UnknownPerson)?, supervisor))
            })
            .await
    }
}

/// Locks a session of a browser for a hand-off, in the caller's transaction; false when it cannot be locked, such as one of a program.
///
/// # Errors
/// When the database cannot be written.
pub fn lock_session(conn: &mut Connection, session: SessionId, handoff: HandoffId) -> Result<bool, DbError> {
    store::lock_session(conn, session, handoff)
}
