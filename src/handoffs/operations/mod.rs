//! The verbs of hand-offs for the staff: make one, look at its state, take it back; and the end by time. `client` has the client's own,
//! `tablet` those of a browser that is handed over.
//!
//! Invariants: a draft has one open hand-off at most; each end deletes what the client wrote in the same transaction; what the client
//! writes is never part of what these verbs answer.

mod client;
mod tablet;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::codes::{self, Way};
use super::store::{self, Hashes};
use super::{End, Handoff, HandoffError, Place, State, rules};
use crate::address_limits::AddressLimits;
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::{Clock, Timestamp};
use crate::commendations::drafts::operations::{Drafts, takes_letter};
use crate::commendations::drafts::rules::Action;
use crate::db::{Connection, Database, DbError};
use crate::ids::{DraftId, HandoffId};
use crate::language::Language;
use crate::permissions::Caller;
use crate::secret::Secrets;

pub use client::{Hand, Welcome};

/// Wrong codes that one address may try in [`CODES_WITHIN`].
const WRONG_CODES: u32 = 10;
/// The time in which they are counted.
const CODES_WITHIN: Duration = Duration::from_secs(60);
/// Hand-offs that one look of the job ends.
const AT_A_TIME: i64 = 200;

/// The dependencies of the verbs; built once, cheap to clone.
#[derive(Clone)]
pub struct Handoffs {
    db: Database,
    clock: Clock,
    drafts: Drafts,
    secrets: Secrets,
    /// The address of the service for clients.
    client_url: Url,
    /// The time that a slip to take home is good; none where the bank makes none.
    pub take_home: Option<Duration>,
    /// The languages of clients' pages.
    pub languages: Arc<[Language]>,
    wrong_codes: Arc<AddressLimits>,
}

/// A hand-off as its banker sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The hand-off.
    pub handoff: Handoff,
    /// Its state at present.
    pub state: State,
    /// Link and code, while nobody has used them.
    pub way: Option<Way>,
    /// The whole link.
    pub url: Option<String>,
}

/// Settings of hand-offs.
#[derive(Debug, Clone)]
pub struct HandoffSettings {
    /// The address of the service for clients.
    pub client_url: Url,
    /// The time that a slip to take home is good; none where the bank makes none.
    pub take_home: Option<Duration>,
    /// The languages of clients' pages, in the order in which they are offered.
    pub languages: Vec<Language>,
}

impl Handoffs {
    /// Hand-offs of these drafts.
    pub fn new(db: Database, clock: Clock, drafts: Drafts, secrets: Secrets, settings: HandoffSettings) -> Self {
        let wrong_codes = Arc::new(AddressLimits::new(WRONG_CODES, CODES_WITHIN));
        let HandoffSettings { client_url, take_home, languages } = settings;
        Self { db, clock, drafts, secrets, client_url, take_home, languages: languages.into(), wrong_codes }
    }

    /// Makes a hand-off of the caller's own draft. An earlier one that is still open is taken back. `beside` stores the caller's own rows in
    /// the same transaction.
    ///
    /// # Errors
    /// Whatever keeps the caller from changing the draft, or the draft from taking a letter.
    pub async fn begin<T: Send + 'static>(
        &self,
        caller: Caller,
        draft: DraftId,
        place: Place,
        beside: impl FnOnce(&mut Connection, Timestamp, &Shown) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, HandoffError> {
        self.drafts.may(caller, draft, Action::Save).await?;
        let (service, now, secrets) = (self.clone(), self.clock.now(), self.secrets.clone());
        let expires_at = rules::expires(place, now, self.take_home).ok_or(HandoffError::NoTakeHome)?;
        audit::write(&self.db, now, move |conn, trail| {
            takes_letter(conn, draft)?;
            if let Some(before) = store::open_of(conn, draft)? {
                end(conn, trail, &before, End::Revoked, Actor::Person(caller.person), now)?;
            }
            let handoff = Handoff {
                id: HandoffId::new(),
                draft,
                banker: caller.person,
                place,
                created_at: now,
                opened_at: None,
                written_at: None,
                expires_at,
                ended: None,
            };
            let seed = codes::seed(&secrets)?;
            let way = codes::way(&secrets, &seed)?;
            let code = codes::code_hash(&secrets, seed.split('.').next().unwrap_or_default(), &way.code)?;
            store::insert(conn, &handoff, &seed, &Hashes { link: codes::hash(&way.token), code })?;
            trail.record(event(Actor::Person(caller.person), "handoff.shown", &handoff));
            let shown = service.shown(handoff, State::Shown, Some(way));
            Ok(beside(conn, now, &shown)?)
        })
        .await
    }

    /// The latest hand-off of the caller's own draft; none when there was none.
    ///
    /// # Errors
    /// Whatever keeps the caller from changing the draft.
    pub async fn of_draft(&self, caller: Caller, draft: DraftId) -> Result<Option<Shown>, HandoffError> {
        self.drafts.may(caller, draft, Action::Save).await?;
        let now = self.clock.now();
        let Some(kept) = self.db.read(move |conn| store::latest(conn, draft)).await? else { return Ok(None) };
        let state = rules::state(&kept.handoff, now);
        let way = (state == State::Shown).then(|| codes::way(&self.secrets, &kept.seed)).transpose()?;
        Ok(Some(self.shown(kept.handoff, state, way)))
    }

    fn shown(&self, handoff: Handoff, state: State, way: Option<Way>) -> Shown {
        let base = self.client_url.as_str().trim_end_matches('/');
        let url = way.as_ref().map(|way| format!("{base}/c/{}", way.token));
        Shown { handoff, state, way, url }
    }

    /// Takes back the open hand-off of the caller's own draft, if there is one.
    ///
    /// # Errors
    /// Whatever keeps the caller from changing the draft.
    pub async fn revoke(&self, caller: Caller, draft: DraftId) -> Result<(), HandoffError> {
        self.drafts.may(caller, draft, Action::Save).await?;
        let now = self.clock.now();
        audit::write(&self.db, now, move |conn, trail| {
            if let Some(open) = store::open_of(conn, draft)? {
                end(conn, trail, &open, End::Revoked, Actor::Person(caller.person), now)?;
            }
            Ok(())
        })
        .await
    }

    /// Ends the hand-offs whose time has run out.
    ///
    /// # Errors
    /// When the database fails; the others are due again.
    pub async fn clear_away(&self) -> Result<(), HandoffError> {
        let now = self.clock.now();
        loop {
            let ended = audit::write(&self.db, now, move |conn, trail| {
                let overdue = store::overdue(conn, now, AT_A_TIME)?;
                for handoff in &overdue {
                    end(conn, trail, handoff, End::Expired, Actor::System, now)?;
                }
                Ok::<_, HandoffError>(overdue.len())
            })
            .await?;
            if ended == 0 {
                return Ok(());
            }
        }
    }
}

/// Ends an open hand-off, and records it. One that has ended meanwhile stays as it ended.
fn end(
    conn: &mut Connection,
    trail: &mut Trail,
    handoff: &Handoff,
    ending: End,
    actor: Actor,
    now: Timestamp,
) -> Result<(), DbError> {
    if store::end(conn, handoff.id, ending, None, now)? {
        trail.record(event(actor, ended(ending), handoff));
    }
    Ok(())
}

/// The action of an end in the trail.
const fn ended(ending: End) -> &'static str {
    match ending {
        End::Signed => "handoff.signed",
        End::Declined => "handoff.declined",
        End::Revoked => "handoff.revoked",
        End::Expired => "handoff.expired",
    }
}

fn event(actor: Actor, action: &'static str, handoff: &Handoff) -> Event {
    Event::new(actor, action, format!("draft:{}", handoff.draft))
        .with("handoff", handoff.id.to_string())
        .with("place", handoff.place.as_str())
}

/// Ends the open hand-off of a draft that is sent, deleted or closed, in the caller's transaction. The draft's own entry in the trail says so.
///
/// # Errors
/// When the database cannot be written.
pub fn draft_ended(conn: &mut Connection, draft: DraftId, now: Timestamp) -> Result<(), DbError> {
    if let Some(open) = store::open_of(conn, draft)? {
        store::end(conn, open.id, End::Revoked, None, now)?;
    }
    Ok(())
}
