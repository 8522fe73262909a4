//! Mails about one commendation: listed and retried by those who oversee it.

use super::Commendations;
use crate::audit::{self, Actor, Event};
use crate::commendations::{CommendationError, store};
use crate::db::Connection;
use crate::delivery::{self, Delivery};
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

    /// Puts a delivery that failed, bounced or may not have arrived back into the queue.
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
            delivery::operations::retry(conn, delivery, now)?;
            let event = Event::new(Actor::Person(caller.person), "delivery.retried", format!("delivery:{delivery}"));
            trail.record(event.with("commendation", id.to_string()));
            Ok(())
        })
        .await?;
        self.outbox.wake();
        Ok(())
    }
}
