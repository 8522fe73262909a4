//! Signing in, renewing a session, signing out: for programs with tokens, for browsers with a cookie. Both are checked, counted
//! and limited alike.
//!
//! A try is checked against the limits twice: before the password is compared, and again in the transaction that records the
//! outcome. Guesses sent at the same moment all pass the first check, but the second sees them one after the other, and a right
//! guess among them is refused like the rest.
//!
//! A try counts against its device if the account is known to use it, and otherwise against the account and the network
//! address. So other people's guesses never block a device that has signed in before. Renewing a session has no such limit.

use std::sync::Arc;
use std::time::Duration;

use super::{BrowserSession, Origin, SignedIn, Tokens};
use crate::accounts::devices::Seal;
use crate::accounts::hashing::HashQueue;
use crate::accounts::keys::KeyRing;
use crate::accounts::passwords::Password;
use crate::accounts::rules::{self, Failures};
use crate::accounts::store::Proof;
use crate::accounts::{Accounts, AccountsError, SessionView, fingerprint, random_text, store};
use crate::audit::{self, Actor, Event, Trail, Unrecorded};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::{DeviceId, PersonId, SessionId};
use crate::paging::{Cursor, Page, Paged};
use crate::security_log::{self, Account, Outcome};

/// Outcome of a refresh token.
enum Renewed {
    Unknown,
    Reused(PersonId),
    Over,
    Good(PersonId, SessionId),
}

/// An attempt to sign in: everything known before the password is checked.
struct UncheckedAttempt {
    person: Option<PersonId>,
    hash: Option<String>,
    /// The key under which its failures are counted.
    count: String,
    failures: Option<Failures>,
    /// The device's mark, where the account is known by one.
    device: Option<DeviceId>,
    /// True when the account is known to use this device, by a mark or by a refresh token.
    known: bool,
}

impl Accounts {
    /// Signs a person in, for a program. Every refusal takes the same time and has the same words, whatever the cause.
    ///
    /// # Errors
    /// [`AccountsError::InvalidCredentials`]; [`AccountsError::Wait`] after too many failures: of this device where the account is
    /// known to use it, else of this account or this address.
    pub async fn sign_in(&self, email: &str, password: &str, origin: &Origin) -> Result<SignedIn, AccountsError> {
        let ring = self.keys.ring(&self.db, self.clock.now()).await?;
        let refresh_token = random_text()?;
        let proof = Proof::RefreshToken(fingerprint(&refresh_token));
        let Succeeded { person, session, device, at } = self.begin(email, password, origin, proof).await?;
        Ok(SignedIn { tokens: self.tokens(&ring, person, session, refresh_token, at)?, device })
    }

    /// As `sign_in`, for a browser: the session and its secret are always new, whichever cookie came with the request.
    ///
    /// # Errors
    /// As [`Accounts::sign_in`].
    pub async fn sign_in_browser(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
    ) -> Result<BrowserSession, AccountsError> {
        let secret = random_text()?;
        let proof = Proof::Cookie(fingerprint(&secret));
        let Succeeded { session, device, .. } = self.begin(email, password, origin, proof).await?;
        Ok(BrowserSession { cookie: format!("{session}.{secret}"), device })
    }

    async fn begin(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
        proof: Proof,
    ) -> Result<Succeeded, AccountsError> {
        let key = rules::account_key(email);
        let account_hash = Seal(&self.secrets).account(&key)?;
        let trying = self.look_up(key.clone(), account_hash.clone(), origin).await?;
        let person = trying.person;
        let result = self.try_password(key, password, origin, trying, proof).await;
        let account = person.map_or(Account::Unknown(&account_hash), Account::Person);
        match &result {
            Err(AccountsError::InvalidCredentials) => security_log::record(Outcome::SignInFailed, account, None),
            Err(AccountsError::Wait(_)) => security_log::record(Outcome::SignInRefused, account, None),
            _ => {}
        }
        result
    }

    async fn look_up(
        &self,
        key: String,
        account_hash: String,
        origin: &Origin,
    ) -> Result<UncheckedAttempt, AccountsError> {
        let now = self.clock.now();
        let (secrets, cookie) = (self.secrets.clone(), origin.device.clone().unwrap_or_default());
        let refresh_token = origin.refresh_token.as_deref().map(fingerprint);
        let read = move |conn: &mut Connection| {
            let (person, hash) = store::credential(conn, &key)?.unzip();
            let device = person.and_then(|person| Seal(&secrets).device_of(&cookie, person, now));
            let token = refresh_token.map(|token| store::refresh_token(conn, &token)).transpose()?.flatten();
            let session = token.filter(|token| Some(token.person) == person).map(|token| token.session);
            let count = match (device, session) {
                (Some(device), _) => format!("device:{device}"),
                (None, Some(session)) => format!("session:{session}"),
                (None, None) => format!("account:{account_hash}"),
            };
            let (failures, known) = (store::failures(conn, &count)?, device.is_some() || session.is_some());
            Ok(UncheckedAttempt { person, hash: hash.flatten(), count, failures, device, known })
        };
        self.db.read::<_, AccountsError>(read).await
    }

    async fn try_password(
        &self,
        key: String,
        password: &str,
        origin: &Origin,
        trying: UncheckedAttempt,
        proof: Proof,
    ) -> Result<Succeeded, AccountsError> {
        let UncheckedAttempt { person, hash, count, failures, device, known } = trying;
        let look = |failures, now| {
            let address = self.addresses.wait_left(origin.address, now);
            rules::held_up(known, failures, address, now).map_or(Ok(()), |wait| Err(AccountsError::Wait(wait)))
        };
        look(failures, self.clock.now())?;
        let place = if known { HashQueue::Known } else { HashQueue::Stranger };
        let good = self.hashing.verify(Password::given(password), hash.clone(), place).await?;

        let now = self.clock.now();
        // Others from this address may have failed in the meantime; concurrent tries share one count.
        look(None, now)?;
        if !good && !known {
            self.addresses.count(origin.address, now);
        }
        let session = SessionId::new();
        let ends = rules::session_ends(now, now, self.settings.session_idle, self.settings.session_longest);
        let attempt = CheckedAttempt {
            key,
            count,
            person,
            signs_in: person.filter(|_| good).map(|person| BeginningSession {
                person,
                // A password that was changed while this one was compared is no longer valid.
                hash: hash.unwrap_or_default(),
                session,
                proof,
                user_agent: origin.user_agent.chars().filter(|c| !c.is_control()).take(200).collect(),
                ends,
            }),
        };
        match audit::write(&self.db, now, move |conn, trail| attempt.settle(conn, trail, now)).await? {
            Verdict::Succeeded(person) => Ok(Succeeded {
                person,
                session,
                at: now,
                device: {
                    let (cookie, device) = (origin.device.as_deref(), device.unwrap_or_else(DeviceId::new));
                    Seal(&self.secrets).mark(cookie.unwrap_or_default(), person, device, now)?
                },
            }),
            Verdict::Wrong(wait) => Err(wait.map_or(AccountsError::InvalidCredentials, AccountsError::Wait)),
            Verdict::Wait(wait) => Err(AccountsError::Wait(wait)),
        }
    }

    /// The next tokens of a session. A refresh token is valid once: a reused one must have been copied, so it ends the session,
    /// for the thief and for the owner, who signs in again. No limit applies: a token of 256 bits cannot be guessed.
    ///
    /// # Errors
    /// [`AccountsError::BadRefreshToken`].
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, AccountsError> {
        let now = self.clock.now();
        let ring = self.keys.ring(&self.db, now).await?;
        let (hash, next) = (fingerprint(refresh_token), random_text()?);
        let renewing = Renewing {
            hash,
            next_hash: fingerprint(&next),
            idle: self.settings.session_idle,
            longest: self.settings.session_longest,
        };
        let (outcome, account) =
            match audit::write(&self.db, now, move |conn, trail| renewing.renew(conn, trail, now)).await? {
                Renewed::Good(person, session) => return self.tokens(&ring, person, session, next, now),
                Renewed::Reused(person) => {
                    self.valid_sessions.forget(person);
                    (Outcome::RefreshTokenReused, Account::Person(person))
                }
                Renewed::Unknown => (Outcome::RefreshFailed, Account::Unnamed),
                // The person returns after a pause: no attack.
                Renewed::Over => return Err(AccountsError::BadRefreshToken),
            };
        security_log::record(outcome, account, None);
        Err(AccountsError::BadRefreshToken)
    }

    /// Ends one of a person's own sessions, with every token of it.
    ///
    /// # Errors
    /// [`AccountsError::UnknownSession`] when it is not that person's, or has ended.
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
        self.valid_sessions.forget(person);
        Ok(())
    }

    /// A person's own valid sessions, newest first.
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

    fn tokens(
        &self,
        ring: &Arc<KeyRing>,
        person: PersonId,
        session: SessionId,
        refresh_token: String,
        now: Timestamp,
    ) -> Result<Tokens, AccountsError> {
        Ok(Tokens {
            access_token: ring.sign(&self.settings.issuer, person, session, now)?,
            expires_in: rules::ACCESS_LIFETIME,
            refresh_token,
        })
    }
}

/// A sign-in that succeeded.
struct Succeeded {
    person: PersonId,
    session: SessionId,
    /// The new value of the device's cookie.
    device: String,
    at: Timestamp,
}

/// One try to sign in, after the password was compared.
struct CheckedAttempt {
    /// The account, by its address.
    key: String,
    /// The key under which its failures are counted.
    count: String,
    person: Option<PersonId>,
    signs_in: Option<BeginningSession>,
}

/// The session that a right password begins.
struct BeginningSession {
    person: PersonId,
    hash: String,
    session: SessionId,
    proof: Proof,
    user_agent: String,
    ends: Timestamp,
}

enum Verdict {
    Succeeded(PersonId),
    /// Counted, with the resulting wait.
    Wrong(Option<Duration>),
    /// Not counted: others failed in the meantime.
    Wait(Duration),
}

impl CheckedAttempt {
    fn settle(self, conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<Verdict, DbError> {
        trail.needs_none(Unrecorded::SignInFailure);
        let before = store::hold_failures(conn, &self.count)?;
        if let Some(wait) = before.and_then(|failures| failures.wait_left(now)) {
            return Ok(Verdict::Wait(wait));
        }
        if let Some(beginning) = self.signs_in
            && store::credential(conn, &self.key)? == Some((beginning.person, Some(beginning.hash.clone())))
        {
            store::clear_failures(conn, &self.count)?;
            return beginning.store(conn, trail, now).map(Verdict::Succeeded);
        }
        let failures = Failures::and_one(before, now);
        store::put_failures(conn, &self.count, failures)?;
        let wait = failures.wait_left(now);
        if wait.is_some() {
            // The trail records an account only once it is under attack: anyone can cause a single failure.
            let account = self.person.map_or_else(|| "person:unknown".to_owned(), |person| format!("person:{person}"));
            let event = Event::new(Actor::System, "sign_in.slowed", account);
            trail.record(event.with("failures", failures.count));
        }
        Ok(Verdict::Wrong(wait))
    }
}

impl BeginningSession {
    fn store(self, conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<PersonId, DbError> {
        let session = store::NewSession {
            id: self.session,
            person: self.person,
            proof: &self.proof,
            user_agent: &self.user_agent,
            expires_at: self.ends,
        };
        store::add_session(conn, &session, now)?;
        let event = Event::new(Actor::Person(self.person), "session.started", format!("session:{}", self.session));
        trail.record(event.with("kind", self.proof.kind()));
        Ok(self.person)
    }
}

/// A refresh token, and the one that replaces it.
struct Renewing {
    hash: String,
    next_hash: String,
    idle: Duration,
    longest: Duration,
}

impl Renewing {
    fn renew(self, conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<Renewed, DbError> {
        let Some(token) = store::refresh_token(conn, &self.hash)? else { return Ok(Renewed::Unknown) };
        // The present limits apply, even to a session that began under longer ones.
        let ends = rules::session_ends(token.session_began, token.session_used, self.idle, self.longest);
        if token.session_ended || token.expires_at.min(ends) <= now || !token.active {
            return Ok(Renewed::Over);
        }
        if token.used || !store::use_refresh_token(conn, &self.hash, now)? {
            store::end_session(conn, token.person, token.session, "refresh_token_reused", now)?;
            let event = Event::new(Actor::System, "session.ended", format!("session:{}", token.session));
            trail.record(event.with("reason", "refresh_token_reused").with("person", token.person.to_string()));
            return Ok(Renewed::Reused(token.person));
        }
        let expires_at = rules::session_ends(token.session_began, now, self.idle, self.longest);
        // No audit entry: a session that continues is no event. One every ten minutes for each person at work would bury the
        // entries that an auditor looks for. The session's row has its last use, and its start, its end and a reused token are
        // recorded.
        trail.needs_none(Unrecorded::SessionCarriedOn);
        store::carry_on(conn, token.session, &self.next_hash, now, expires_at)?;
        Ok(Renewed::Good(token.person, token.session))
    }
}
