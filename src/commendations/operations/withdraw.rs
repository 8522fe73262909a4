//! Withdrawing a commendation: queued mails are not sent, and everyone who got it is informed.

use super::read::shown;
use super::versions::holders;
use super::{Commendations, masking, work_items};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::compose::party;
use crate::commendations::rules::Action;
use crate::commendations::store;
use crate::commendations::{CommendationError, Shown};
use crate::db::{Connection, DbError};
use crate::delivery::message::{Reader, RecallMail};
use crate::delivery::{self, Content, Delivery, NewDelivery};
use crate::directory::{self, Person};
use crate::ids::CommendationId;
use crate::permissions::Caller;

impl Commendations {
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
            let record = known.record;
            let reason = masking::masked(conn, id, &reason)?;
            store::withdraw(conn, id, caller.person, &reason, now)?;
            work_items::close_all(conn, id, now)?;
            let told = service.recall(conn, &record, &caller, &reason, now)?;
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

    /// Stops what waits and queues a notice to everyone who got the letter, or may have.
    fn recall(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        caller: &Caller,
        reason: &str,
        now: Timestamp,
    ) -> Result<usize, CommendationError> {
        delivery::operations::suppress_waiting(conn, record.id, "withdrawn before it was sent")?;
        let got = holders(conn, record.id)?;
        let shares = store::helpers_of(conn, &[record.id])?;
        let mut ids: Vec<_> = shares.iter().map(|share| share.person_id).collect();
        ids.extend([record.banker_id, caller.person]);
        let people = directory::operations::people_by_ids(conn, &ids)?;
        let helpers: Vec<&Person> = shares.iter().filter_map(|share| people.get(&share.person_id)).collect();
        let acknowledged = store::acknowledgements(conn, record.id)?;
        let missing = || DbError::Unexpected("a person of a commendation is not in the directory".into());
        let banker = people.get(&record.banker_id).ok_or_else(missing)?;
        let by = people.get(&caller.person).ok_or_else(missing)?;
        let day = |at: Timestamp| at.day_in(self.bank.time_zone);
        for delivery in &got {
            let acknowledged_on = acknowledged
                .iter()
                .find(|given| Some(given.person_id) == delivery.recipient_id)
                .map(|given| day(given.created_at));
            let mail = RecallMail {
                reference: record.reference.clone(),
                helpers: helpers.iter().map(|helper| party(helper)).collect(),
                banker: party(banker),
                got_on: day(delivery.sent_at.unwrap_or(delivery.created_at)),
                sent_at: record.sent_at,
                withdrawn_at: now,
                withdrawn_by: by.name.clone(),
                reason: reason.to_owned(),
                acknowledged_on,
                because: delivery.because.clone(),
                readers: got
                    .iter()
                    .filter(|other| other.id != delivery.id)
                    .map(|other| Reader {
                        name: other.recipient_name.clone(),
                        email: other.recipient_email.clone(),
                        because: other.because.clone(),
                    })
                    .collect(),
            };
            self.enqueue(conn, &notice(record.id, delivery, mail), None, now)?;
        }
        Ok(got.len())
    }
}

fn notice(id: CommendationId, delivery: &Delivery, mail: RecallMail) -> NewDelivery {
    NewDelivery {
        commendation_id: Some(id),
        version: None,
        recipient_id: delivery.recipient_id,
        recipient_name: delivery.recipient_name.clone(),
        recipient_email: delivery.recipient_email.clone(),
        reasons: delivery.reasons.clone(),
        because: mail.because.clone(),
        content: Content::Recall(Box::new(mail)),
    }
}
