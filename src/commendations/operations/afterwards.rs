//! What comes back: a supervisor's acknowledgement, a helper's thanks, a delivery tried again.

use super::read::whole;
use super::{Commendations, Whole, withheld};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::compose::party;
use crate::commendations::store;
use crate::commendations::{CommendationError, State};
use crate::db::{Connection, DbError};
use crate::delivery::message::ThanksMail;
use crate::delivery::{self, Content, NewDelivery};
use crate::directory;
use crate::ids::{CommendationId, DeliveryId};
use crate::permissions::Caller;
use crate::permissions::Role;

/// What a supervisor puts on record.
#[derive(Debug, Clone, Default)]
pub struct Acknowledging {
    /// In the supervisor's own words.
    pub note: Option<String>,
    /// The employee was told in person.
    pub told_employee: bool,
    /// It was put into the personal file.
    pub filed: bool,
}

/// Whether this was the caller's first, or changed what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// The first: 201.
    Yes,
    /// It was there and is changed: 200.
    No,
}

impl From<bool> for First {
    fn from(first: bool) -> Self {
        if first { Self::Yes } else { Self::No }
    }
}

impl Commendations {
    /// Records that a supervisor of a helper, of that day or now, has read it. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::NotAllowed`] for a reader who is no such supervisor; [`CommendationError::Withdrawn`].
    pub async fn acknowledge<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        given: Acknowledging,
        beside: impl FnOnce(&mut Connection, Timestamp, First, &Whole) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            standing_record(&record)?;
            if !standing.may_acknowledge() {
                return Err(CommendationError::NotAllowed(
                    "Only a supervisor of somebody who is praised in it, of that day or now, can acknowledge it.",
                ));
            }
            let note = given.note.as_deref().map(|note| withheld::masked(conn, id, note)).transpose()?;
            let first =
                store::acknowledge(conn, id, caller.person, (note.as_deref(), given.told_employee, given.filed), now)?;
            let event =
                Event::new(Actor::Person(caller.person), "commendation.acknowledged", format!("commendation:{id}"));
            trail.record(
                event.with("told_employee", given.told_employee).with("filed", given.filed).with("first", first),
            );
            let whole = whole(conn, &caller, id, today)?;
            Ok(beside(conn, now, First::from(first), &whole)?)
        })
        .await
    }

    /// Records a helper's thanks; with the first of each helper the banker is told. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::NotAllowed`] for a reader who is no helper of it; [`CommendationError::Withdrawn`].
    pub async fn thank<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        text: Option<String>,
        beside: impl FnOnce(&mut Connection, Timestamp, First, &Whole) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            standing_record(&record)?;
            if !standing.helper {
                return Err(CommendationError::NotAllowed("Only somebody who is praised in it can thank for it."));
            }
            let text = text.as_deref().map(|text| withheld::masked(conn, id, text)).transpose()?;
            let first = store::thank(conn, id, caller.person, text.as_deref(), now)?;
            if first {
                service.tell_banker(conn, &record, &caller, text)?;
            }
            let event = Event::new(Actor::Person(caller.person), "commendation.thanked", format!("commendation:{id}"));
            trail.record(event.with("first", first));
            let whole = whole(conn, &caller, id, today)?;
            Ok::<_, CommendationError>(beside(conn, now, First::from(first), &whole)?)
        })
        .await?;
        self.wake.notify_one();
        Ok(kept)
    }

    fn tell_banker(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        caller: &Caller,
        text: Option<String>,
    ) -> Result<(), CommendationError> {
        let people = directory::operations::people_by_ids(conn, &[record.banker_id, caller.person])?;
        let (Some(banker), Some(helper)) = (people.get(&record.banker_id), people.get(&caller.person)) else {
            return Ok(());
        };
        // A banker who has left reads it nowhere; the thanks stand in the record all the same.
        if !banker.active || !self.allows(&banker.email) {
            return Ok(());
        }
        let (now, today) = (self.clock.now(), self.today());
        let mail = ThanksMail {
            reference: record.reference.clone(),
            helper: party(helper),
            served_on: record.served_on,
            thanked_on: today,
            text,
        };
        let new = NewDelivery {
            commendation_id: Some(record.id),
            version: None,
            recipient_id: Some(banker.id),
            recipient_name: banker.name.clone(),
            recipient_email: banker.email.clone(),
            reasons: vec![delivery::Reason::Banker],
            content: Content::Thanks(mail),
        };
        self.enqueue(conn, &new, None, now)?;
        Ok(())
    }

    /// Puts a delivery that failed, bounced or may not have arrived back into the queue.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker, HR and auditor; [`CommendationError::NotAllowed`] for an auditor;
    /// [`CommendationError::NotRetryable`] in any other state.
    pub async fn retry(
        &self,
        caller: Caller,
        id: CommendationId,
        delivery: DeliveryId,
    ) -> Result<(), CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            let found = delivery::operations::find(conn, delivery)?;
            if !standing.may_oversee() || found.commendation_id != Some(record.id) {
                return Err(CommendationError::NotFound);
            }
            if !standing.banker && !caller.is(Role::Hr) {
                return Err(CommendationError::NotAllowed(
                    "Only the banker who sent it and HR can have a mail tried again.",
                ));
            }
            if found.version.is_some_and(|version| version < record.version) && record.state == State::Corrected {
                return Err(CommendationError::Replaced);
            }
            delivery::operations::retry(conn, delivery, now)?;
            let event = Event::new(Actor::Person(caller.person), "delivery.retried", format!("delivery:{delivery}"));
            trail.record(event.with("commendation", id.to_string()));
            Ok(())
        })
        .await?;
        self.wake.notify_one();
        Ok(())
    }
}

/// Goes on when it still stands.
pub(super) fn standing_record(record: &store::Record) -> Result<(), CommendationError> {
    if record.state == State::Withdrawn { Err(CommendationError::Withdrawn) } else { Ok(()) }
}
