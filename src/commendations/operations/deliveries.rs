//! Mails about one commendation: listed and retried by those who oversee it.

use super::Commendations;
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::{CommendationError, store};
use crate::db::Connection;
use crate::delivery::operations::PausedBy;
use crate::delivery::{self, Delivery, State};
use crate::ids::{CommendationId, DeliveryId};
use crate::permissions::Caller;

impl Commendations {
    /// Every delivery of a commendation, oldest first.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker, HR and auditor.
    pub async fn deliveries(&self, caller: Caller, id: CommendationId) -> Result<Vec<Delivery>, CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            if !Self::known(conn, &caller, id, today)?.reader.oversees() {
                return Err(CommendationError::NotFound);
            }
            Ok(delivery::operations::of_commendation(conn, id)?)
        };
        self.db.read(work).await
    }

    /// The time since when the mail server is not reached, while it is not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unreached_since(&self) -> Result<Option<Timestamp>, CommendationError> {
        let pauses = self.db.read(delivery::operations::pauses).await?;
        Ok(pauses.into_iter().find(|pause| pause.by == PausedBy::Silence).map(|pause| pause.since))
    }

    /// Makes waiting mails due now, on HR's request: one, or all. The caller has checked the role.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_now(&self, caller: Caller, only: Option<DeliveryId>) -> Result<usize, CommendationError> {
        let now = self.clock.now();
        let sent = audit::write(&self.db, now, move |conn, trail| {
            let count = delivery::operations::flush(conn, only, now)?;
            let object = only.map_or_else(|| "outbox".to_owned(), |id| format!("delivery:{id}"));
            trail.record(Event::new(Actor::Person(caller.person), "outbox.flushed", object).with("mails", count));
            Ok::<_, CommendationError>(count)
        });
        let count = sent.await?;
        self.outbox.wake();
        Ok(count)
    }

    /// Puts a delivery that failed, bounced or may not have arrived back into the queue; one that waits for its next try is due at once.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker, HR and auditor; [`CommendationError::Refused`] for an auditor, in any
    /// other state, and when the copy in the mail no longer stands.
    pub async fn retry(
        &self,
        caller: Caller,
        id: CommendationId,
        delivery: DeliveryId,
    ) -> Result<(), CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let known = Self::known(conn, &caller, id, today)?;
            let found = delivery::operations::find(conn, delivery)?;
            if found.commendation_id != Some(id) {
                return Err(CommendationError::NotFound);
            }
            known.check_retry(&found, now)?;
            match found.state {
                State::Queued => _ = delivery::operations::flush(conn, Some(delivery), now)?,
                _ => delivery::operations::retry(conn, delivery, now)?,
            }
            let event = Event::new(Actor::Person(caller.person), "delivery.retried", format!("delivery:{delivery}"));
            trail.record(event.with("commendation", id.to_string()));
            Ok(())
        })
        .await?;
        self.outbox.wake();
        Ok(())
    }
}
