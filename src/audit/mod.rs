//! The append-only, hash-chained audit trail: each action with its actor and time.
//!
//! Every change of state goes through [`write()`]: it passes a [`Trail`] to the closure and appends the recorded events at the
//! end of the same transaction. At the end, because on PostgreSQL the end of the chain is locked from the append to the commit,
//! and nothing else should wait for that lock. A chain cannot show that its end was cut off; a [`checkpoint`] kept elsewhere
//! can.
//!
//! Invariants: entries hold ids, digests and counts, never a name, an address or a client's words, so that personal data can be
//! erased without breaking the trail. Nothing updates or deletes an entry; the database refuses both.

pub mod api;
pub mod checkpoint;
mod store;

use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::ids::PersonId;

pub use checkpoint::{Checkpoint, Head};
pub use store::{Filter, head, page};

/// The actor of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person who was signed in.
    Person(PersonId),
    /// A person at the server's command line.
    CommandLine,
    /// The service itself: the worker, a rule.
    System,
    /// A client, who has no account.
    Client,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::CommandLine => f.write_str("command_line"),
            Self::System => f.write_str("system"),
            Self::Client => f.write_str("client"),
        }
    }
}

/// An event, before it has a place in the chain.
#[derive(Debug, Clone)]
pub struct Event {
    actor: Actor,
    action: &'static str,
    object: String,
    detail: Map<String, Value>,
}

impl Event {
    /// `action` is `noun.verb` in the past, such as `commendation.sent`; `object` is `noun:id`.
    pub fn new(actor: Actor, action: &'static str, object: impl Into<String>) -> Self {
        Self { actor, action, object: object.into(), detail: Map::new() }
    }

    /// Adds an id, a digest, a count or one of our own terms. Never text that a person wrote.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// The events that a write transaction has recorded so far.
#[derive(Debug, Default)]
pub struct Trail {
    events: Vec<Event>,
    needs_none: Option<Unrecorded>,
}

impl Trail {
    /// Records an event; it is appended if the transaction succeeds.
    pub fn record(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Allows this transaction to change rows without an entry, for a kind of change that needs none.
    pub fn needs_none(&mut self, kind: Unrecorded) {
        self.needs_none = Some(kind);
    }
}

/// A kind of change that a transaction of [`write()`] makes without an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrecorded {
    /// A try at a delivery that did not settle it.
    Try,
    /// A counted failure of sign-in.
    SignInFailure,
    /// A change of the words of a draft.
    DraftChange,
    /// A session that continues with its next token.
    SessionCarriedOn,
    /// A change of the words that a client has not signed yet.
    ClientWords,
    /// A change of the number of mails that one work item is about.
    ItemCount,
}

impl Unrecorded {
    /// Every kind, with the words under which ARCHITECTURE.md gives its reason.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Try, "tries"),
        (Self::SignInFailure, "failures of sign-in"),
        (Self::DraftChange, "changes of drafts"),
        (Self::SessionCarriedOn, "sessions that go on"),
        (Self::ClientWords, "words of clients"),
        (Self::ItemCount, "counts of work items"),
    ];
}

/// Runs `work` in one write transaction and appends the events it recorded at the end of the transaction.
///
/// # Errors
/// As [`Database::write`]: nothing is stored and nothing recorded.
///
/// # Panics
/// With debug assertions on SQLite, when `work` changed rows, recorded nothing and did not declare that it needs no entry.
pub async fn write<T, E>(
    db: &Database,
    now: Timestamp,
    work: impl FnOnce(&mut Connection, &mut Trail) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    db.write(move |conn| {
        let mut trail = Trail::default();
        let before = if cfg!(debug_assertions) { store::changes(conn)? } else { None };
        let value = work(conn, &mut trail)?;
        if let (Some(before), true) = (before, trail.events.is_empty() && trail.needs_none.is_none()) {
            let changed = store::changes(conn)?.map_or(0, |after| after - before);
            assert!(changed == 0, "{changed} rows were changed without an entry in the trail");
        }
        store::append(conn, now, trail.events)?;
        Ok(value)
    })
    .await
}

/// An entry of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1 without a gap.
    pub seq: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The actor, as text.
    pub actor: String,
    /// The action.
    pub action: String,
    /// The object of the action.
    pub object: String,
    /// A JSON object with sorted names.
    pub detail: String,
    /// The hash of the entry before; 64 zeros for the first.
    pub previous_hash: String,
    /// SHA-256 over all of the above, in hexadecimal.
    pub hash: String,
}

/// The previous hash of the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// The hash that this entry should have: each field is preceded by its length in bytes, so that no two entries share a
    /// form.
    pub fn expected_hash(&self) -> String {
        let mut hasher = Sha256::new();
        let seq = self.seq.to_string();
        let at = self.at.micros().to_string();
        for field in [&seq, &at, &self.actor, &self.action, &self.object, &self.detail, &self.previous_hash] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        HEXLOWER.encode(&hasher.finalize())
    }
}

/// The way in which the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The entry's own content was changed.
    #[error("entry {0} does not match its hash: it was changed after it was recorded")]
    Changed(i64),
    /// An entry before this one was removed or inserted.
    #[error("entry {0} does not follow the one before it: something was removed or put in between")]
    OutOfPlace(i64),
    /// The checkpoint was made when the trail had more entries.
    #[error("the trail ends at entry {end}, and the checkpoint knows entry {known}: the end was cut off")]
    CutOff {
        /// The last entry in the trail.
        end: i64,
        /// The entry of the checkpoint.
        known: i64,
    },
    /// The checkpoint was made with another entry in this place.
    #[error("entry {0} is not the one that the checkpoint knows: the trail was written anew, up to there or before")]
    Replaced(i64),
}

impl Broken {
    /// The place of the first entry that does not match.
    pub fn entry(&self) -> i64 {
        match self {
            Self::Changed(seq) | Self::OutOfPlace(seq) | Self::Replaced(seq) => *seq,
            Self::CutOff { end, .. } => end + 1,
        }
    }
}

/// Checks a run of entries against the place and hash before it; returns the place and hash after it.
///
/// # Errors
/// The first entry that does not match.
pub fn follow(start: (i64, String), entries: &[Entry]) -> Result<(i64, String), Broken> {
    entries.iter().try_fold(start, |(seq, hash), entry| {
        if entry.seq != seq + 1 || entry.previous_hash != hash {
            return Err(Broken::OutOfPlace(entry.seq));
        }
        if entry.expected_hash() != entry.hash {
            return Err(Broken::Changed(entry.seq));
        }
        Ok((entry.seq, entry.hash.clone()))
    })
}

/// The number of entries that [`verify`] found in order, and the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intact {
    /// The place of the last entry; 0 for an empty trail.
    pub entries: i64,
    /// Its hash.
    pub head: String,
}

/// A failed verification.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The chain does not hold.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The trail could not be read.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Entries that match a filter, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn entries(db: &Database, filter: Filter, limit: i64) -> Result<Vec<Entry>, DbError> {
    db.read(move |conn| page(conn, &filter, limit)).await
}

/// Reads the whole trail, a thousand entries at a time, and checks that each follows from the one before.
///
/// # Errors
/// [`VerifyError::Broken`] names the first entry that does not match.
pub async fn verify(db: &Database) -> Result<Intact, VerifyError> {
    Ok(verify_noting(db, 0).await?.0)
}

/// As [`verify`], and checks that the trail still contains an earlier head.
///
/// # Errors
/// [`VerifyError::Broken`] as there, or because the end was cut off or the trail was rewritten.
pub async fn verify_against(db: &Database, known: &Head) -> Result<Intact, VerifyError> {
    let (intact, hash) = verify_noting(db, known.entry).await?;
    known.compare(intact.entries, hash.as_deref())?;
    Ok(intact)
}

/// Reads the whole trail and notes the hash at one place of it.
async fn verify_noting(db: &Database, at: i64) -> Result<(Intact, Option<String>), VerifyError> {
    let mut place = (0, BEGINNING.to_owned());
    let mut noted = (at == 0).then(|| BEGINNING.to_owned());
    loop {
        let after = place.0;
        let entries = db.read(move |conn| store::after(conn, after, 1000)).await?;
        if entries.is_empty() {
            return Ok((Intact { entries: place.0, head: place.1 }, noted));
        }
        place = follow(place, &entries)?;
        noted = noted.or_else(|| entries.iter().find(|entry| entry.seq == at).map(|entry| entry.hash.clone()));
    }
}
