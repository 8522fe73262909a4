//! Replies to a commendation: a supervisor's acknowledgement, a helper's thanks.

use chrono::NaiveDate;

use super::read::People;
use super::{Commendations, masking};
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::commendations::compose::party;
use crate::commendations::rules::{Action, Refusal, waits_for_nobody};
use crate::commendations::shown::{Acknowledgement, Thanks};
use crate::commendations::{CommendationError, store};
use crate::db::{Connection, DbError};
use crate::delivery::message::ThanksMail;
use crate::delivery::{self, NewDelivery, StoredContent};
use crate::directory;
use crate::ids::CommendationId;
use crate::permissions::Caller;

/// A helper's reply.
#[derive(Debug, Clone, Default)]
pub struct ThanksInput {
    /// In the helper's own words.
    pub text: Option<String>,
    /// The client may be told.
    pub share_with_client: bool,
}

/// A supervisor's acknowledgement.
#[derive(Debug, Clone, Default)]
pub struct AcknowledgementInput {
    /// In the supervisor's own words.
    pub note: Option<String>,
    /// The employee was told in person.
    pub told_employee: bool,
    /// It was put into the personal file.
    pub filed: bool,
}

/// The caller's first reply, or a change of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyChange {
    /// The first: 201.
    Yes,
    /// It was there and is changed: 200.
    No,
}

impl From<bool> for ReplyChange {
    fn from(first: bool) -> Self {
        if first { Self::Yes } else { Self::No }
    }
}

impl Commendations {
    /// Records that a supervisor of a helper, of that day or now, has read it. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for a reader who is no such supervisor, and when it was withdrawn.
    pub async fn acknowledge<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        given: AcknowledgementInput,
        beside: impl FnOnce(&mut Connection, Timestamp, ReplyChange, Acknowledgement) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            let first = acknowledge_in((conn, trail), &caller, id, &given, (now, today))?;
            let given = store::acknowledgement(conn, id, caller.person)?;
            let given = People::of(conn, [caller.person].into_iter())?.acknowledgement(given)?;
            Ok(beside(conn, now, first, given)?)
        })
        .await
    }

    /// The same for several, in one transaction. Gives the number of those that were withdrawn meanwhile, which are left out.
    ///
    /// # Errors
    /// As [`Commendations::acknowledge`]; nothing is recorded then.
    pub async fn acknowledge_all(
        &self,
        caller: Caller,
        ids: Vec<CommendationId>,
        given: AcknowledgementInput,
    ) -> Result<usize, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            let mut withdrawn = 0;
            for id in ids {
                match acknowledge_in((conn, trail), &caller, id, &given, (now, today)) {
                    Ok(_) => {}
                    Err(CommendationError::Refused(Refusal::Withdrawn)) => withdrawn += 1,
                    Err(other) => return Err(other),
                }
            }
            Ok(withdrawn)
        })
        .await
    }

    /// Records a helper's thanks; with the first of each helper the banker is told. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for a reader who is no helper of it, and when it was withdrawn.
    pub async fn thank<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        reply: ThanksInput,
        beside: impl FnOnce(&mut Connection, Timestamp, ReplyChange, Thanks) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            store::hold(conn, id)?;
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Thank, now)?;
            let text = reply.text.as_deref().map(|text| masking::masked(conn, id, text)).transpose()?;
            let shared = reply.share_with_client;
            let first = store::thank(conn, id, caller.person, (text.as_deref(), shared), now)?;
            if first {
                service.tell_banker(conn, &known.record, &caller, text)?;
            }
            if shared {
                service.tell_client(conn, id, delivery::Kind::ClientThanked, now)?;
            }
            let event = Event::new(Actor::Person(caller.person), "commendation.thanked", format!("commendation:{id}"));
            trail.record(event.with("first", first).with("shared_with_client", shared));
            let given = store::thanks_by(conn, id, caller.person)?;
            let given = People::of(conn, [caller.person].into_iter())?.thanks(given)?;
            Ok::<_, CommendationError>(beside(conn, now, ReplyChange::from(first), given)?)
        })
        .await?;
        self.outbox.wake();
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
            reasons: vec![delivery::Reason::Banker],
            ..NewDelivery::to(banker.id, &banker.name, &banker.email, StoredContent::Thanks(mail))
        };
        self.enqueue(conn, &new, None, now)?;
        Ok(())
    }
}

fn acknowledge_in(
    (conn, trail): (&mut Connection, &mut Trail),
    caller: &Caller,
    id: CommendationId,
    given: &AcknowledgementInput,
    (now, today): (Timestamp, NaiveDate),
) -> Result<ReplyChange, CommendationError> {
    store::hold(conn, id)?;
    Commendations::known(conn, caller, id, today)?.check(Action::Acknowledge, now)?;
    let note = given.note.as_deref().map(|note| masking::masked(conn, id, note)).transpose()?;
    let reply = (note.as_deref(), given.told_employee, given.filed);
    let first = store::acknowledge(conn, id, caller.person, reply, now)?;
    if first {
        let chain: Vec<_> =
            store::chains_of(conn, &[id])?.into_iter().map(|(_, subject, above)| (subject, above)).collect();
        let given: Vec<_> =
            store::acknowledgements_of(conn, &[id])?.into_iter().map(|(_, one)| one.person_id).collect();
        let mut helpers: Vec<_> = store::helpers_of(conn, &[id])?.into_iter().map(|share| share.person_id).collect();
        helpers.retain(|helper| waits_for_nobody(*helper, &chain, &given));
        store::set_waiting(conn, id, &helpers, false)?;
    }
    let event = Event::new(Actor::Person(caller.person), "commendation.acknowledged", format!("commendation:{id}"));
    trail.record(event.with("told_employee", given.told_employee).with("filed", given.filed).with("first", first));
    Ok(ReplyChange::from(first))
}
