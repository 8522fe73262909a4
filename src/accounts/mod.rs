//! Sign-in: passwords, sessions, access tokens and roles. It identifies the caller; the permission table says what the caller
//! may do.
//!
//! A *session* is one sign-in. It begins with a password and is renewed by refresh tokens, each valid once. It ends by signing
//! out, a new password, a reused refresh token, or age. Access tokens are signed and valid for ten minutes; every request also
//! checks that session and person are still valid, with an answer at most one second old.
//!
//! Invariants: of passwords, refresh tokens and one-time links only hashes are stored; none of them is ever in a log, in the
//! trail or in the outbox. A caller learns nothing about another person's account, neither from the words of an answer nor from
//! its time. There is no default account.

pub mod api;
mod devices;
mod hashing;
mod keys;
pub mod operations;
pub mod pages;
pub mod passwords;
pub mod rules;
mod store;
mod valid_sessions;
mod words;

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::address_limits::AddressLimits;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::db::{Database, DbError};
use crate::delivery::{DeliveryError, Outbox};
use crate::directory::manual_people::AddError;
use crate::ids::{HandoffId, PersonId, SessionId};
use crate::language::Language;
use crate::secret::{SecretError, Secrets};
use passwords::PasswordProblem;

pub use keys::{Jwk, Signed};

/// Configuration of sign-in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `iss` of access tokens: the same for every process that shares the database.
    pub issuer: String,
    /// Words of the bank that may not be a password: its name, its products, its town.
    pub own_words: Vec<String>,
    /// The bank's time zone.
    pub time_zone: Tz,
    /// The bank's language.
    pub language: Language,
    /// A session ends after this time without a renewal.
    pub session_idle: Duration,
    /// A session ends at this age, even in use.
    pub session_longest: Duration,
    /// True when the public URL is https, so that cookies are `Secure`.
    pub https: bool,
}

impl Settings {
    /// From the configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            // Only a configured address: one taken from the listener would make the tokens of a process invalid for the next,
            // which listens elsewhere.
            issuer: config.server.public_url.as_ref().map_or_else(|| "commend".to_owned(), ToString::to_string),
            own_words: config
                .passwords
                .words
                .iter()
                .cloned()
                .chain([config.bank.name.clone(), "commend".into()])
                .collect(),
            time_zone: config.bank.time_zone,
            language: config.bank.language,
            session_idle: config.sessions.idle,
            session_longest: config.sessions.longest,
            https: config.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https"),
        }
    }
}

/// Sign-in, built once and cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    db: Database,
    clock: Clock,
    settings: Arc<Settings>,
    outbox: Outbox,
    hashing: hashing::Hashing,
    secrets: Secrets,
    keys: Arc<keys::Keys>,
    valid_sessions: Arc<valid_sessions::ValidSessions>,
    addresses: Arc<AddressLimits>,
    /// Held by requests for links that were answered and are still being processed.
    errands: Arc<Semaphore>,
}

/// The most failures of one address within a minute. After that the address is refused until the minute ends.
const MOST_FAILURES: u32 = 30;
/// The most requests for links under way at once. Beyond it everybody is answered "busy".
const MOST_ERRANDS: u32 = 64;

impl Accounts {
    /// Over a database that is up to date.
    pub fn new(db: Database, clock: Clock, secrets: Secrets, outbox: Outbox, settings: Settings) -> Self {
        Self {
            db,
            clock,
            outbox,
            settings: Arc::new(settings),
            hashing: hashing::Hashing::new(),
            keys: Arc::new(keys::Keys::new(secrets.clone())),
            secrets,
            valid_sessions: Arc::default(),
            addresses: Arc::new(AddressLimits::new(MOST_FAILURES, Duration::from_secs(60))),
            errands: Arc::new(Semaphore::new(MOST_ERRANDS as usize)),
        }
    }
}

/// A person's choices that hold in every browser and for mails. None leaves the choice to the browser or the bank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language of pages and mails.
    pub language: Option<Language>,
    /// The time zone of moments on pages.
    pub time_zone: Option<Tz>,
}

/// One of a person's own sessions.
#[derive(Debug, Clone)]
pub struct SessionView {
    /// Its id, for ending it.
    pub id: SessionId,
    /// `api` or `browser`.
    pub kind: String,
    /// Name that the client gave itself.
    pub user_agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When its tokens were last renewed.
    pub last_used_at: Timestamp,
    /// The time when it ends unless it is renewed.
    pub expires_at: Timestamp,
}

/// An error of an operation on accounts.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// Address and password do not match; the error does not tell which is wrong.
    #[error("nobody has this address with this password")]
    InvalidCredentials,
    /// Too many failures; the password was not checked.
    #[error("too many failed tries: wait {} s", .0.as_secs())]
    Wait(Duration),
    /// Not a valid refresh token of ours.
    #[error("the refresh token is not good")]
    BadRefreshToken,
    /// Not a link of ours, or used, voided by another link, or too old.
    #[error("the link is not good, or no longer")]
    BadLink,
    /// The password breaks a rule.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The new password of a signed-in person breaks a rule.
    #[error(transparent)]
    NewPassword(PasswordProblem),
    /// The present password given with a new one is wrong.
    #[error("this is not the present password")]
    WrongPassword,
    /// No session of the caller's has this id.
    #[error("no such session")]
    UnknownSession,
    /// Somebody's own roles are for others to change.
    #[error("nobody changes one's own roles")]
    OwnRoles,
    /// No active person in the directory has this address.
    #[error("nobody active in the directory has this address")]
    UnknownPerson,
    /// The person could not be added by hand.
    #[error(transparent)]
    Add(#[from] AddError),
    /// More requests at once than this process accepts.
    #[error("too many are signing in at this moment")]
    Busy,
    /// Stored or generated data is not in the required form; the text says which.
    #[error("sign-in failed for an internal reason: {0}")]
    Unusable(&'static str),
    /// The secret file does not match; data encrypted with another secret cannot be used here.
    #[error("{0}: give every process the same file; \"commend secret rotate --help\" says what to do when it is lost")]
    Secret(#[from] SecretError),
    /// The mail with a link could not be queued.
    #[error(transparent)]
    Mail(#[from] DeliveryError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The reason why a caller is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Not an access token of ours.
    #[error("not an access token of ours")]
    BadToken,
    /// Expired; the refresh token gives a new one.
    #[error("the access token has expired")]
    Expired,
    /// The session has ended, or the person has left.
    #[error("the session has ended")]
    Ended,
    /// The browser is a client's until the session's person signs in again.
    #[error("the session is locked")]
    Locked(Locked),
    /// The check failed.
    #[error(transparent)]
    Failed(#[from] AccountsError),
}

/// A session of a browser that was handed to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// The person of the staff.
    pub person: PersonId,
    /// The session.
    pub session: SessionId,
    /// The hand-off for which it is locked.
    pub handoff: HandoffId,
}

impl From<DbError> for AuthError {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

/// Fills a buffer from the secure source.
fn random(buffer: &mut [u8]) -> Result<(), AccountsError> {
    aws_lc_rs::rand::fill(buffer).map_err(|_| AccountsError::Unusable("the source of randomness failed"))
}

/// 256 bits from the secure source, safe in a URL.
fn random_text() -> Result<String, AccountsError> {
    let mut bytes = [0; 32];
    random(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Stored form of a token: it has 256 bits of its own, so that a plain SHA-256 of it can be neither guessed nor reversed.
fn fingerprint(token: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}
