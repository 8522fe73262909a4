//! The verbs of a client, who has a link, a code or the cookie of the browser that took the hand-off, and no account.
//!
//! Invariant: only the browser that took a hand-off reads or changes what was written in it.

use std::net::IpAddr;

use super::{Handoffs, ended, event};
use crate::audit::{self, Actor, Event, Unrecorded};
use crate::commendations::CommendationError;
use crate::commendations::drafts::operations::{helpers, open_draft, place_letter};
use crate::commendations::drafts::rules::Action;
use crate::commendations::drafts::{DraftError, Refusal, Signing};
use crate::commendations::operations::SignedByClient;
use crate::db::Connection;
use crate::directory::{self, Person};
use crate::handoffs::store::{self, Kept};
use crate::handoffs::{End, Entries, Handoff, HandoffError, State, codes, rules};
use crate::ids::{DraftId, HandoffId, PersonId};
use crate::permissions::Caller;
use crate::secret::Purpose;

/// The people whom a client's page names.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// The banker.
    pub banker: Person,
    /// Those who helped, as far as they are known.
    pub helpers: Vec<Person>,
}

/// A hand-off in the browser that took it.
#[derive(Debug, Clone)]
pub struct Hand {
    /// The hand-off.
    pub handoff: Handoff,
    /// Its state at present.
    pub state: State,
    /// Everything that the client has entered; nothing once it has ended.
    pub entries: Entries,
    /// The people whom the page names.
    pub welcome: Welcome,
}

impl Handoffs {
    /// The people whom the page behind a link names. It changes nothing.
    ///
    /// # Errors
    /// [`HandoffError::NotFound`]; [`HandoffError::Ended`]; [`HandoffError::Taken`] when a browser without this cookie asks for one that
    /// another has taken.
    pub async fn knock(&self, token: &str, cookie: Option<&str>) -> Result<Welcome, HandoffError> {
        let kept = self.found(token).await?;
        self.may_take(&kept, cookie)?;
        self.welcome(kept.handoff).await
    }

    /// True when a link is that of a hand-off.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_of(&self, token: &str, hand: &Hand) -> Result<bool, HandoffError> {
        match self.found(token).await {
            Ok(kept) => Ok(kept.handoff.id == hand.handoff.id),
            Err(HandoffError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Binds the hand-off of a link to a browser, and returns the value of its cookie.
    ///
    /// # Errors
    /// As [`Self::knock`].
    pub async fn open(&self, token: &str, cookie: Option<&str>) -> Result<String, HandoffError> {
        let kept = self.found(token).await?;
        self.take(kept, cookie).await
    }

    /// Binds the hand-off of a code to a browser, and returns the value of its cookie.
    ///
    /// # Errors
    /// [`HandoffError::WrongCode`] whatever is wrong with the code; [`HandoffError::TooMany`].
    pub async fn enter(
        &self,
        code: &str,
        address: Option<IpAddr>,
        cookie: Option<&str>,
    ) -> Result<String, HandoffError> {
        let now = self.clock.now();
        if let Some(wait) = self.wrong_codes.wait_left(address, now) {
            return Err(HandoffError::TooMany(wait));
        }
        let hashes = codes::code_hashes(&self.secrets, code)?;
        let found = self.db.read(move |conn| store::by_code(conn, &hashes)).await?;
        let taken = match found {
            Some(kept) => self.take(kept, cookie).await,
            None => Err(HandoffError::WrongCode),
        };
        match taken {
            // Another answer would tell that there is one.
            Err(HandoffError::Ended(_) | HandoffError::Taken | HandoffError::NotFound | HandoffError::WrongCode) => {
                self.wrong_codes.count(address, now);
                Err(HandoffError::WrongCode)
            }
            other => other,
        }
    }

    /// The hand-off that a browser has taken, with everything entered in it.
    ///
    /// # Errors
    /// [`HandoffError::NotFound`] when there is none.
    pub async fn of_browser(&self, cookie: &str) -> Result<Hand, HandoffError> {
        let hash = codes::hash(cookie);
        let kept = self.db.read(move |conn| store::by_cookie(conn, &hash)).await?.ok_or(HandoffError::NotFound)?;
        let now = self.clock.now();
        let state = rules::state(&kept.handoff, now);
        let is_open = rules::end(&kept.handoff, now).is_none();
        let entries = if is_open { self.opened(&kept)? } else { Entries::default() };
        let welcome = self.welcome(kept.handoff.clone()).await;
        let welcome = match welcome {
            Err(HandoffError::Ended(_)) if !is_open => self.banker_alone(kept.handoff.clone()).await?,
            other => other?,
        };
        Ok(Hand { handoff: kept.handoff, state, entries, welcome })
    }

    /// The client's own copy of the letter that this browser signed, as a PDF, with the code that names the file.
    ///
    /// # Errors
    /// [`HandoffError::NotFound`] unless it was signed and is still there.
    pub async fn own_copy(&self, hand: &Hand) -> Result<(String, Vec<u8>), HandoffError> {
        let Some((at, End::Signed)) = hand.handoff.ended else { return Err(HandoffError::NotFound) };
        let code = codes::draft_code(hand.handoff.draft);
        let signed = SignedByClient {
            draft: hand.handoff.draft,
            code: code.clone(),
            banker: hand.welcome.banker.clone(),
            helpers: hand.welcome.helpers.clone(),
            signed_on: self.drafts.day(at),
        };
        match self.drafts.own_copy(signed).await {
            Ok(copy) => Ok((code, copy.bytes)),
            Err(CommendationError::NotFound) => Err(HandoffError::NotFound),
            Err(error) => Err(DraftError::from(error).into()),
        }
    }

    /// Keeps what the client has entered.
    ///
    /// # Errors
    /// [`HandoffError::Ended`].
    pub async fn save(&self, hand: &Hand, entries: Entries) -> Result<(), HandoffError> {
        let entries = entries.cut();
        let (now, id) = (self.clock.now(), hand.handoff.id);
        if let Some(end) = rules::end(&hand.handoff, now) {
            return Err(HandoffError::Ended(end));
        }
        let sealed = self.sealed(id, &entries)?;
        let written_at = if entries.is_blank() { hand.handoff.written_at } else { Some(now) };
        let expires_at = rules::prolonged(hand.handoff.expires_at, now);
        let saved = audit::write(&self.db, now, move |conn, trail| {
            trail.needs_none(Unrecorded::ClientWords);
            Ok::<_, HandoffError>(store::save(conn, id, &sealed, written_at, expires_at)?)
        })
        .await?;
        if saved { Ok(()) } else { Err(self.why_ended(id, hand).await?) }
    }

    /// Signs the letter: it goes into the draft, and the hand-off ends. `agreed_to` are the words that the client agreed to, as shown.
    ///
    /// # Errors
    /// [`HandoffError::NotSignable`] with everything that is wrong; [`HandoffError::Ended`].
    pub async fn sign(
        &self,
        hand: &Hand,
        entries: &Entries,
        numbers_stay: bool,
        agreed_to: String,
    ) -> Result<(), HandoffError> {
        let letter = rules::signing(entries, numbers_stay).map_err(HandoffError::NotSignable)?;
        // The banker may change the draft in the same moment, and again.
        let mut tries = 0;
        loop {
            tries += 1;
            let (handoff, letter, agreed_to) = (hand.handoff.clone(), letter.clone(), agreed_to.clone());
            let now = self.clock.now();
            if let Some(end) = rules::end(&handoff, now) {
                return Err(HandoffError::Ended(end));
            }
            let signed = audit::write(&self.db, now, move |conn, trail| {
                let signing = Signing { written_on: handoff.place.written_on(), invited_at: handoff.created_at };
                if !store::end(conn, handoff.id, End::Signed, Some(&agreed_to), now)? {
                    return Err(HandoffError::Ended(End::Revoked));
                }
                if let Some(aside) = place_letter(conn, handoff.draft, (letter, signing), now)? {
                    trail.record(Event::new(Actor::Client, "draft.set_aside", format!("draft:{aside}")));
                }
                trail.record(event(Actor::Client, ended(End::Signed), &handoff));
                Ok(())
            })
            .await;
            match signed {
                Err(HandoffError::Draft(DraftError::Changed(_))) if tries < 20 => {}
                Err(HandoffError::Draft(DraftError::NotFound | DraftError::Refused(Refusal::Signed))) => {
                    return Err(HandoffError::Ended(End::Revoked));
                }
                Err(HandoffError::Ended(_)) => return Err(self.why_ended(hand.handoff.id, hand).await?),
                other => return other,
            }
        }
    }

    /// The client would rather not: what was written is deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decline(&self, hand: &Hand) -> Result<(), HandoffError> {
        let (handoff, now) = (hand.handoff.clone(), self.clock.now());
        audit::write(&self.db, now, move |conn, trail| {
            Ok(super::end(conn, trail, &handoff, End::Declined, Actor::Client, now)?)
        })
        .await
    }

    async fn found(&self, token: &str) -> Result<Kept, HandoffError> {
        let hash = codes::hash(token);
        self.db.read(move |conn| store::by_link(conn, &hash)).await?.ok_or(HandoffError::NotFound)
    }

    fn may_take(&self, kept: &Kept, cookie: Option<&str>) -> Result<(), HandoffError> {
        let is_own = cookie.is_some_and(|cookie| kept.cookie_hash.as_deref() == Some(&codes::hash(cookie)));
        match rules::end(&kept.handoff, self.clock.now()) {
            Some(end) => Err(HandoffError::Ended(end)),
            None if kept.cookie_hash.is_some() && !is_own => Err(HandoffError::Taken),
            None => Ok(()),
        }
    }

    /// Binds a hand-off to a browser. The browser that has it keeps its cookie.
    async fn take(&self, kept: Kept, cookie: Option<&str>) -> Result<String, HandoffError> {
        self.may_take(&kept, cookie)?;
        if let (Some(_), Some(cookie)) = (&kept.cookie_hash, cookie) {
            return Ok(cookie.to_owned());
        }
        let cookie = codes::cookie()?;
        let (handoff, hash, now) = (kept.handoff, codes::hash(&cookie), self.clock.now());
        let expires_at = rules::prolonged(handoff.expires_at, now);
        audit::write(&self.db, now, move |conn, trail| {
            if !store::bind(conn, handoff.id, &hash, now, expires_at)? {
                return Err(HandoffError::Taken);
            }
            trail.record(event(Actor::Client, "handoff.opened", &handoff));
            Ok(())
        })
        .await?;
        Ok(cookie)
    }

    /// The people whom a page names. A draft that is gone or closed takes no letter any more.
    async fn welcome(&self, handoff: Handoff) -> Result<Welcome, HandoffError> {
        self.people_of(handoff.draft, handoff.banker).await
    }

    /// The people whom a sheet of the caller's own draft names.
    ///
    /// # Errors
    /// Whatever keeps the caller from changing the draft.
    pub async fn for_paper(&self, caller: Caller, draft: DraftId) -> Result<Welcome, HandoffError> {
        self.drafts.may(caller, draft, Action::Save).await?;
        self.people_of(draft, caller.person).await
    }

    async fn people_of(&self, draft: DraftId, banker: PersonId) -> Result<Welcome, HandoffError> {
        let work = move |conn: &mut Connection| {
            let draft = open_draft(conn, draft)?.ok_or(HandoffError::Ended(End::Revoked))?;
            let ids: Vec<_> = helpers(&draft.input).collect();
            let people = directory::operations::people_by_ids(conn, &ids)?;
            let helpers = ids.iter().filter_map(|id| people.get(id).cloned()).collect();
            Ok(Welcome { banker: directory::operations::recorded(conn, banker)?, helpers })
        };
        self.db.read(work).await
    }

    async fn banker_alone(&self, handoff: Handoff) -> Result<Welcome, HandoffError> {
        let work = move |conn: &mut Connection| directory::operations::recorded(conn, handoff.banker);
        Ok(Welcome { banker: self.db.read(work).await?, helpers: Vec::new() })
    }

    /// The end of a hand-off that was open a moment ago.
    async fn why_ended(&self, id: HandoffId, hand: &Hand) -> Result<HandoffError, HandoffError> {
        let draft = hand.handoff.draft;
        let latest = self.db.read(move |conn| store::latest(conn, draft)).await?;
        let end = latest.filter(|kept| kept.handoff.id == id).and_then(|kept| kept.handoff.ended);
        Ok(HandoffError::Ended(end.map_or(End::Revoked, |(_, end)| end)))
    }

    fn sealed(&self, id: HandoffId, entries: &Entries) -> Result<String, HandoffError> {
        let bytes = serde_json::to_vec(entries).unwrap_or_default();
        Ok(self.secrets.seal(Purpose::Handoffs, &id.to_string(), &bytes)?)
    }

    fn opened(&self, kept: &Kept) -> Result<Entries, HandoffError> {
        let Some(sealed) = &kept.entries else { return Ok(Entries::default()) };
        let bytes = self.secrets.open(Purpose::Handoffs, &kept.handoff.id.to_string(), sealed)?;
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }
}
