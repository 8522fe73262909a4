//! Withdrawing a commendation: queued mails are not sent, and everyone who got it is informed.

use super::client_mails::forget_address;
use super::copy_versions::holders;
use super::read::shown;
use super::{Commendations, masking, work_items};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::rules::{Action, Actions};
use crate::commendations::store;
use crate::commendations::{CommendationError, Shown};
use crate::db::{Connection, DbError};
use crate::delivery::message::RecipientReason;
use crate::delivery::{self, Delivery, Kind, NewDelivery, Source};
use crate::ids::CommendationId;
use crate::permissions::Caller;

/// A commendation that may be withdrawn, for the person who decides on it.
#[derive(Debug, Clone)]
pub struct Withdrawable {
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The last moment for it; none where it does not end.
    pub until: Option<Timestamp>,
    /// The names of everyone who has a copy, and will be told.
    pub told: Vec<String>,
}

impl Commendations {
    /// A commendation that the caller may withdraw.
    ///
    /// # Errors
    /// As [`Commendations::withdraw`].
    pub async fn withdrawable(&self, caller: Caller, id: CommendationId) -> Result<Withdrawable, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let work = move |conn: &mut Connection| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Withdraw, now)?;
            let until = Actions::of(known.reader, &known.facts(), now).until(Action::Withdraw);
            let told = holders(conn, id)?.into_iter().map(|held| held.recipient_name).collect();
            Ok(Withdrawable { reference: known.record.reference, until, told })
        };
        self.db.read(work).await
    }

    /// Withdraws it and tells everyone who got it. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for a reader who is neither the banker nor HR, for the banker after a day, and when it was
    /// withdrawn before.
    pub async fn withdraw<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        reason: String,
        beside: impl FnOnce(&mut Connection, Timestamp, Shown) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Withdraw, now)?;
            let reason = masking::masked(conn, id, &reason)?;
            store::withdraw(conn, id, caller.person, &reason, now)?;
            work_items::close_all(conn, id, now)?;
            let told = service.recall(conn, id, now)?;
            forget_address(conn, trail, id)?;
            let event =
                Event::new(Actor::Person(caller.person), "commendation.withdrawn", format!("commendation:{id}"));
            trail.record(event.with("told", told));
            let shown = shown(conn, &caller, id, (now, today))?;
            Ok::<_, CommendationError>(beside(conn, now, shown)?)
        })
        .await?;
        self.outbox.wake();
        Ok(kept)
    }

    /// Suppresses the waiting mails, and queues a notice to everyone who got the letter or may have got it.
    fn recall(&self, conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<usize, CommendationError> {
        delivery::operations::suppress_waiting(conn, id, &delivery::Cause::Withdrawn)?;
        let got = holders(conn, id)?;
        for delivery in &got {
            let content = Source::Commendation(Kind::Recall);
            self.enqueue(conn, &again(id, delivery, delivery.because.clone(), None, content), None, now)?;
        }
        Ok(got.len())
    }
}

/// A further mail to the recipient of an earlier one.
pub(super) fn again(
    id: CommendationId,
    earlier: &Delivery,
    because: Vec<RecipientReason>,
    version: Option<i32>,
    content: Source,
) -> NewDelivery {
    NewDelivery {
        commendation_id: Some(id),
        version,
        recipient_id: earlier.recipient_id,
        recipient_name: earlier.recipient_name.clone(),
        recipient_email: earlier.recipient_email.clone(),
        reasons: because.iter().map(|because| because.reason).collect(),
        because,
        content,
    }
}
