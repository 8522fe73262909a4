//! Waiting drafts for HR and for the supervisor of a draft's owner: they list them, and close one with a reason.

use super::by_time::queue;
use super::{Drafts, Listed, listed};
use crate::audit;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::compose::party;
use crate::commendations::drafts::rules::Action;
use crate::commendations::drafts::{Closing, Draft, DraftError, store};
use crate::commendations::intake::mended;
use crate::commendations::operations::Look;
use crate::db::{Connection, DbError};
use crate::delivery::StoredContent;
use crate::delivery::message::ClosedDraftMail;
use crate::directory;
use crate::ids::{DraftId, PersonId};
use crate::letters::screening::mask;
use crate::paging::{Cursor, Page, Paged};
use crate::permissions::{Caller, Role};
use crate::worklist::{self, Kind, Subject};

/// The drafts of a list, by their owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftList {
    /// The caller's own, that are not sent yet.
    Own,
    /// Those of people whom the caller supervises, that wait to be settled.
    Team,
    /// Everyone's that wait to be settled; for HR.
    All,
}

impl Drafts {
    /// The drafts of others that the caller has to settle, those that wait the longest first.
    ///
    /// # Errors
    /// [`CommendationError::AllForOverseers`] when somebody who is not HR asks for everyone's.
    pub async fn waiting(&self, caller: Caller, list: DraftList, page: Page) -> Result<Paged<Listed>, DraftError> {
        if list == DraftList::All && !caller.is(Role::Hr) {
            return Err(CommendationError::AllForOverseers.into());
        }
        let today = self.commendations.today();
        let work = move |conn: &mut Connection| {
            let mut wanted = Vec::new();
            let mut known: Option<(PersonId, bool)> = None;
            for (id, owner, since) in store::waiting(conn, page.cursor.as_ref())? {
                if known.is_none_or(|(person, _)| person != owner) {
                    let own = owner == caller.person;
                    let mut supervised = || directory::operations::is_supervisor_of(conn, caller.person, owner, today);
                    known = Some((owner, !own && (list == DraftList::All || supervised()?)));
                }
                if known.is_some_and(|(_, wanted)| wanted) {
                    wanted.push((id, since));
                }
                if i64::try_from(wanted.len()).unwrap_or(i64::MAX) > page.limit {
                    break;
                }
            }
            let key = |(id, since): &(DraftId, Timestamp)| Cursor { at: since.micros(), id: id.to_string() };
            let keys = Paged::of(wanted, page.limit, key);
            let mut drafts = Vec::with_capacity(keys.items.len());
            for (id, _) in keys.items {
                drafts.extend(store::find(conn, id)?);
            }
            Ok::<_, DbError>(Paged { items: listed(conn, drafts)?, next_cursor: keys.next_cursor })
        };
        Ok(self.commendations.db.read(work).await?)
    }

    /// Previews the sending of a draft of [`Self::to_send`]: its effect, and everything that keeps it from being sent.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub async fn look(&self, caller: Caller, draft: &Draft) -> Result<Look, DraftError> {
        let wrong = match self.prepare(caller, draft).await {
            Ok(prepared) => return Ok(Look { wrong: Vec::new(), prepared: Some(prepared) }),
            Err(DraftError::Commendation(CommendationError::Rejected(wrong))) => wrong,
            Err(other) => return Err(other),
        };
        let rest = Draft { input: mended(draft.input.clone(), &wrong), ..draft.clone() };
        match self.prepare(caller, &rest).await {
            Ok(prepared) => Ok(Look { wrong, prepared: Some(prepared) }),
            Err(DraftError::Commendation(CommendationError::Rejected(_))) => Ok(Look { wrong, prepared: None }),
            Err(other) => Err(other),
        }
    }

    /// Closes a draft with a reason: it is not sent, and its owner is told. `beside` stores the caller's own rows in the same
    /// transaction.
    ///
    /// # Errors
    /// Whatever keeps the caller from closing it.
    pub async fn close<T: Send + 'static>(
        &self,
        caller: Caller,
        id: DraftId,
        reason: String,
        beside: impl FnOnce(&mut Connection, Timestamp, &Draft) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DraftError> {
        let (service, now) = (self.clone(), self.commendations.clock.now());
        let kept = audit::write(&self.commendations.db, now, move |conn, trail| {
            let draft = service.known(conn, &caller, id, Action::Close)?;
            let closed = Closing { at: now, by: caller.person, reason: mask(&reason, None).text };
            if !store::close(conn, id, draft.revision, &closed)? {
                return Err(service.overtaken(conn, &caller, id)?);
            }
            (service.ended)(conn, id, now)?;
            worklist::settle(conn, (Kind::UnsentLetter, Subject::Draft(id)), caller.person, &closed.reason, now)?;
            service.tell_owner(conn, &draft, &closed)?;
            let draft = Draft { revision: draft.revision + 1, closed: Some(closed), ..draft };
            trail.record(super::event(&caller, "draft.closed", &draft));
            Ok(beside(conn, now, &draft)?)
        })
        .await?;
        self.commendations.outbox.wake();
        Ok(kept)
    }

    /// Tells the owner of a draft that it was closed. One who has left reads no mail.
    fn tell_owner(&self, conn: &mut Connection, draft: &Draft, closing: &Closing) -> Result<(), DraftError> {
        let owner = directory::operations::recorded(conn, draft.owner)?;
        if !owner.active || !self.commendations.allows(&owner.email) {
            return Ok(());
        }
        let zone = self.commendations.bank.time_zone;
        let by = directory::operations::recorded(conn, closing.by)?;
        let mail = ClosedDraftMail {
            draft: draft.id,
            begun_on: draft.created_at.day_in(zone),
            closed_on: closing.at.day_in(zone),
            closed_by: party(&by),
            reason: closing.reason.clone(),
        };
        queue(conn, &self.commendations.outbox, &owner, StoredContent::ClosedDraft(mail), closing.at)
    }
}
