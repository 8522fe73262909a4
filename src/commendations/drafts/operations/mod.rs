//! The verbs of drafts: begin, read, save, delete, list, send; `settle` by HR and supervisors, `by_time` by nobody, `paper` of scans.
//!
//! Invariants: whatever changes a draft claims its revision first, so that of two changes on one revision one is told of the other;
//! a draft and the uploads that it holds change in one transaction.

mod by_time;
mod paper;
mod settle;
mod signing;

use std::time::Duration;

use super::rules::{self, Action, Expected, Facts, MOST, Reader};
use super::{Draft, DraftError, SignedLetter, held, store};
use crate::audit::{self, Actor, Event, Trail, Unrecorded};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::intake::Input;
use crate::commendations::operations::{Commendations, Prepared, Sent, reference_of};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{AssistId, DraftId, PersonId};
use crate::letters::uploads;
use crate::paging::{Cursor, Page, Paged};
use crate::permissions::{Caller, Role};

pub use by_time::owners_left;
pub use paper::PagesPlace;
pub use settle::DraftList;
pub use signing::{open_draft, place_letter, takes_letter};

/// Ends whatever depends on a draft, in the transaction in which the draft is sent, deleted or closed. A callback, because drafts must not
/// import hand-offs.
pub type DraftEnded = fn(&mut Connection, DraftId, Timestamp) -> Result<(), DbError>;

/// The dependencies of the verbs; built once, cheap to clone.
#[derive(Clone)]
pub struct Drafts {
    commendations: Commendations,
    /// Called when a draft is sent, deleted or closed.
    ended: DraftEnded,
    /// The time that a draft without a signed letter is kept after its last change.
    pub keep: Duration,
}

/// A draft in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The draft.
    pub draft: Draft,
    /// The person who began it.
    pub owner: Person,
    /// Those of its helpers who are in the directory.
    pub helpers: Vec<Person>,
}

impl Drafts {
    /// Drafts of these commendations.
    pub fn of(commendations: Commendations, keep: Duration, ended: DraftEnded) -> Self {
        Self { commendations, ended, keep }
    }

    /// Begins a draft. `beside` stores the caller's own rows in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::OnlyBankers`] where the caller could not send it; [`DraftError::TooMany`].
    pub async fn create<T: Send + 'static>(
        &self,
        caller: Caller,
        input: Input,
        beside: impl FnOnce(&mut Connection, Timestamp, &Draft) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DraftError> {
        self.commendations.may_send(&caller)?;
        let now = self.commendations.clock.now();
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let draft = inserted(conn, trail, (&caller, DraftId::new()), input, now)?;
            Ok(beside(conn, now, &draft)?)
        })
        .await
    }

    /// Begins a draft whose id the form already has, so that a form which is sent twice begins one draft.
    ///
    /// # Errors
    /// As [`Self::create`]; [`DraftError::Changed`] when the caller has a draft of that id with other fields; [`DraftError::Sent`];
    /// [`DraftError::NotFound`] when the id is another person's.
    pub async fn begin(&self, caller: Caller, id: DraftId, input: Input) -> Result<Draft, DraftError> {
        match self.begin_once(caller, id, input.clone()).await {
            // The same form was stored in this moment: the second look finds it.
            Err(DraftError::Database(DbError::Refused(_))) => self.begin_once(caller, id, input).await,
            result => result,
        }
    }

    async fn begin_once(&self, caller: Caller, id: DraftId, input: Input) -> Result<Draft, DraftError> {
        self.commendations.may_send(&caller)?;
        let (service, now) = (self.clone(), self.commendations.clock.now());
        audit::write(&self.commendations.db, now, move |conn, trail| {
            match store::find(conn, id)? {
                Some(draft) if !draft.is_of(caller.person) => return Err(DraftError::NotFound),
                Some(draft) if draft.input == input => return Ok(draft),
                Some(draft) => return Err(DraftError::Changed(Box::new(draft))),
                None => {}
            }
            if let sent @ DraftError::Sent { .. } = service.gone(conn, &caller, id)? {
                return Err(sent);
            }
            inserted(conn, trail, (&caller, id), input, now)
        })
        .await
    }

    /// A draft of the caller's own, or one that the caller has to settle, in which client data is masked.
    ///
    /// # Errors
    /// [`DraftError::NotFound`] for anyone else's.
    pub async fn read(&self, caller: Caller, id: DraftId) -> Result<Draft, DraftError> {
        let service = self.clone();
        let draft = self.commendations.db.read(move |conn| service.known(conn, &caller, id, Action::Read)).await?;
        if draft.is_of(caller.person) {
            return Ok(draft);
        }
        Ok(Draft { input: rules::as_overseen(draft.input), ..draft })
    }

    /// The caller's own draft, which may be changed.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn to_save(&self, caller: Caller, id: DraftId) -> Result<Draft, DraftError> {
        let service = self.clone();
        let known = move |conn: &mut Connection| service.known(conn, &caller, id, Action::Save);
        let draft = self.commendations.db.read(known).await?;
        if draft.is_of(caller.person) { Ok(draft) } else { Err(DraftError::NotFound) }
    }

    /// Lets a caller pass who may do something with a draft.
    ///
    /// # Errors
    /// The reason why not; [`DraftError::Sent`] when it was sent.
    pub async fn may(&self, caller: Caller, id: DraftId, action: Action) -> Result<(), DraftError> {
        let service = self.clone();
        self.commendations.db.read(move |conn| service.known(conn, &caller, id, action).map(drop)).await
    }

    /// Saves the fields of a draft, on a revision that the caller knows. A change that is there already is not made again.
    ///
    /// # Errors
    /// [`DraftError::Changed`] with the present draft when it has another revision; [`DraftError::Sent`].
    pub async fn save(
        &self,
        caller: Caller,
        id: DraftId,
        expected: Expected,
        input: Input,
    ) -> Result<Draft, DraftError> {
        let (service, now) = (self.clone(), self.commendations.clock.now());
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let before = service.known(conn, &caller, id, Action::Save)?;
            // The answer to the same change may have been lost.
            if before.input == input {
                return Ok(before);
            }
            if !expected.holds(before.revision) {
                return Err(DraftError::Changed(Box::new(before)));
            }
            if rules::changes_client_letter(&before, &input) {
                return Err(rules::Refusal::Signed.into());
            }
            if !store::claim(conn, id, before.revision)? {
                return Err(service.overtaken(conn, &caller, id)?);
            }
            let changed = Draft { revision: before.revision + 1, changed_at: now, ..before.clone() };
            let draft = filled(conn, changed, input, now)?;
            store::change(conn, &draft)?;
            if before.letter != draft.letter {
                store::set_letter(conn, id, draft.letter)?;
            }
            if let Some(upload) = before.upload.filter(|upload| draft.upload != Some(*upload)) {
                held::release(conn, draft.owner, upload, now)?;
            }
            record_change(trail, &caller, &before, &draft);
            Ok(draft)
        })
        .await
    }

    /// Deletes a draft.
    ///
    /// # Errors
    /// As [`Self::save`]; [`rules::Refusal::Waits`] when it waits to be settled.
    pub async fn delete(&self, caller: Caller, id: DraftId, expected: Expected) -> Result<(), DraftError> {
        let (service, now) = (self.clone(), self.commendations.clock.now());
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let draft = service.known(conn, &caller, id, Action::Delete)?;
            if !expected.holds(draft.revision) {
                return Err(DraftError::Changed(Box::new(draft)));
            }
            if !store::remove(conn, id, draft.revision)? {
                return Err(service.overtaken(conn, &caller, id)?);
            }
            if let Some(upload) = draft.upload {
                held::release(conn, draft.owner, upload, now)?;
            }
            (service.ended)(conn, id, now)?;
            trail.record(event(&caller, "draft.deleted", &draft));
            Ok(())
        })
        .await
    }

    /// The caller's own drafts that are not sent yet, the latest change first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, caller: Caller, page: Page) -> Result<Paged<Listed>, DbError> {
        let work = move |conn: &mut Connection| {
            let drafts = store::list_of(conn, caller.person, &page)?;
            let key = |draft: &Draft| Cursor { at: draft.changed_at.micros(), id: draft.id.to_string() };
            let Paged { items, next_cursor } = Paged::of(drafts, page.limit, key);
            Ok(Paged { items: listed(conn, items)?, next_cursor })
        };
        self.commendations.db.read(work).await
    }

    /// A draft that the caller may send.
    ///
    /// # Errors
    /// [`DraftError::Sent`] when it was sent; [`DraftError::Changed`] when it has another revision.
    pub async fn to_send(&self, caller: Caller, id: DraftId, expected: Expected) -> Result<Draft, DraftError> {
        let service = self.clone();
        let work = move |conn: &mut Connection| {
            let draft = service.known(conn, &caller, id, Action::Send)?;
            if !expected.holds(draft.revision) {
                return Err(DraftError::Changed(Box::new(draft)));
            }
            Ok(draft)
        };
        self.commendations.db.read(work).await
    }

    /// Checks a draft of [`Self::to_send`] as any other commendation is checked, in its owner's name.
    ///
    /// # Errors
    /// [`CommendationError::Rejected`] with everything that is wrong, except that a field which could not be read is not named: the
    /// edge names it. As [`Self::to_send`], when the draft was sent or changed meanwhile.
    pub async fn prepare(&self, caller: Caller, draft: &Draft) -> Result<Prepared, DraftError> {
        if draft.is_of(caller.person) {
            self.commendations.may_send(&caller)?;
        }
        let from = draft.origin(caller.person);
        let prepared = self.commendations.prepare_for(draft.owner, draft.input.clone(), Some(from)).await;
        if let Err(CommendationError::Rejected(_)) = prepared {
            // Its scan is used when another call has sent it in this moment.
            self.to_send(caller, draft.id, Expected::OneOf(vec![draft.revision])).await?;
        }
        Ok(prepared?)
    }

    /// Sends what [`Self::prepare`] checked. The draft disappears in the transaction in which the commendation is stored.
    ///
    /// # Errors
    /// As [`Commendations::send`] and [`Self::to_send`]; then the draft is as it was.
    pub async fn send<T: Send + 'static>(
        &self,
        caller: Caller,
        prepared: Prepared,
        beside: impl FnOnce(&mut Connection, Timestamp, &Sent) -> Result<T, DbError> + Send + 'static,
    ) -> Result<(Sent, T), DraftError> {
        let (id, ended) = (prepared.order.draft.as_ref().map(|draft| draft.id), self.ended);
        let beside = move |conn: &mut Connection, now: Timestamp, sent: &Sent| {
            id.map_or(Ok(()), |id| ended(conn, id, now))?;
            beside(conn, now, sent)
        };
        match (self.commendations.send(prepared, beside).await, id) {
            (Err(CommendationError::DraftOvertaken), Some(id)) => {
                let service = self.clone();
                let why = self.commendations.db.read(move |conn| service.overtaken(conn, &caller, id)).await;
                Err(why.unwrap_or_else(|error| error))
            }
            (result, _) => Ok(result?),
        }
    }

    /// A draft on which the caller may act so.
    fn known(&self, conn: &mut Connection, caller: &Caller, id: DraftId, action: Action) -> Result<Draft, DraftError> {
        let Some(draft) = store::find(conn, id)? else {
            return Err(if action == Action::Read { DraftError::NotFound } else { self.gone(conn, caller, id)? });
        };
        let owner = draft.is_of(caller.person);
        let today = self.commendations.today();
        let reader = Reader {
            owner,
            hr: caller.is(Role::Hr),
            supervisor: !owner
                && draft.waiting_since.is_some()
                && directory::operations::is_supervisor_of(conn, caller.person, draft.owner, today)?,
        };
        rules::check(action, reader, Facts::from(&draft))?;
        Ok(draft)
    }

    /// The reason why a change lost against another one.
    fn overtaken(&self, conn: &mut Connection, caller: &Caller, id: DraftId) -> Result<DraftError, DraftError> {
        Ok(match self.known(conn, caller, id, Action::Send) {
            Ok(draft) => DraftError::Changed(Box::new(draft)),
            Err(why) => why,
        })
    }

    /// A draft that is not there was sent, or never was.
    fn gone(&self, conn: &mut Connection, caller: &Caller, id: DraftId) -> Result<DraftError, DraftError> {
        let sent = reference_of(conn, id.into(), caller, self.commendations.today())?;
        Ok(sent.map_or(DraftError::NotFound, |reference| DraftError::Sent { id: id.into(), reference }))
    }
}

/// A new draft, stored.
fn inserted(
    conn: &mut Connection,
    trail: &mut Trail,
    (caller, id): (&Caller, DraftId),
    input: Input,
    now: Timestamp,
) -> Result<Draft, DraftError> {
    if store::count_of(conn, caller.person)? >= MOST {
        return Err(DraftError::TooMany);
    }
    let empty = Draft {
        id,
        owner: caller.person,
        revision: 1,
        input: Input::default(),
        assist: None,
        upload: None,
        letter: None,
        waiting_since: None,
        created_at: now,
        changed_at: now,
        closed: None,
    };
    let draft = filled(conn, empty, input, now)?;
    store::insert(conn, &draft)?;
    trail.record(event(caller, "draft.created", &draft));
    Ok(draft)
}

/// True when an open or closed draft of a banker's uses an assist.
///
/// # Errors
/// When the database cannot be read.
pub fn uses_assist(conn: &mut Connection, banker: PersonId, assist: AssistId) -> Result<bool, DbError> {
    store::uses_assist(conn, banker, assist)
}

/// Drafts with the helpers that they name.
fn listed(conn: &mut Connection, drafts: Vec<Draft>) -> Result<Vec<Listed>, DbError> {
    let ids: Vec<PersonId> = drafts.iter().flat_map(|draft| helpers(&draft.input).chain([draft.owner])).collect();
    let people = directory::operations::people_by_ids(conn, &ids)?;
    let whole = |draft: Draft| {
        let helpers = helpers(&draft.input).filter_map(|id| people.get(&id).cloned()).collect();
        Some(Listed { owner: people.get(&draft.owner).cloned()?, helpers, draft })
    };
    Ok(drafts.into_iter().filter_map(whole).collect())
}

/// The people whom the fields name.
pub fn helpers(input: &Input) -> impl Iterator<Item = PersonId> {
    input.helpers.as_ref().into_iter().flatten().filter_map(|helper| helper.as_ref().copied())
}

/// The draft with other fields: what they name, and the upload held.
fn filled(conn: &mut Connection, draft: Draft, input: Input, now: Timestamp) -> Result<Draft, DbError> {
    let upload = input.letter.as_ref().and_then(|letter| letter.upload.as_ref()?.parse().ok());
    let has_pages = match upload {
        Some(upload) => uploads::operations::hold(conn, upload, draft.owner, now)?,
        None => false,
    };
    let letter = rules::letter_of(&input, has_pages).map(|kind| match draft.letter {
        Some(before) if before.kind == kind => before,
        _ => SignedLetter { kind, since: now, reminders: 0, by_client: false, signing: None },
    });
    Ok(Draft { assist: input.assist.as_ref().copied(), upload, letter, input, ..draft })
}

fn event(caller: &Caller, action: &'static str, draft: &Draft) -> Event {
    Event::new(Actor::Person(caller.person), action, format!("draft:{}", draft.id))
        .with("revision", draft.revision)
        .with("letter", draft.letter.map(|letter| letter.kind.as_str()))
}

/// A change of the words needs no entry, for nothing of them circulates; that the client's letter came or went has one.
fn record_change(trail: &mut Trail, caller: &Caller, before: &Draft, after: &Draft) {
    let kind = |draft: &Draft| draft.letter.map(|letter| letter.kind);
    if kind(before) == kind(after) {
        trail.needs_none(Unrecorded::DraftChange);
    } else {
        trail.record(event(caller, "draft.letter_changed", after));
    }
}
