//! A recipient objects: "this is not about me" or "I do not supervise this person". HR decides what follows.

use super::{Commendations, masking};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::rules::Action;
use crate::db::{Connection, DbError};
use crate::directory;
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::worklist::matter::{Commendation, Employee, Objection};
use crate::worklist::{self, Matter};

impl Commendations {
    /// Opens a work item that names the record, the recipient and the objection. While that item is open, the same recipient changes nothing by
    /// objecting again. `beside` runs in the same transaction and learns whether this was the first time.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for a reader who did not receive it, and when it was withdrawn.
    pub async fn dispute<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        (objection, note): (Objection, Option<String>),
        beside: impl FnOnce(&mut Connection, Timestamp, bool) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Dispute, now)?;
            let note = note.as_deref().map(|note| masking::masked(conn, id, note)).transpose()?;
            let person = directory::operations::recorded(conn, caller.person)?;
            let matter = Matter::Disputed {
                commendation: Commendation { id, reference: known.record.reference },
                person: Employee { id: person.id, name: person.name, number: person.employee_number },
                objection,
                note,
            };
            let first = worklist::open(conn, &matter, now)?;
            if first {
                let event =
                    Event::new(Actor::Person(caller.person), "commendation.disputed", format!("commendation:{id}"));
                trail.record(event.with("kind", objection.as_str()));
            }
            Ok(beside(conn, now, first)?)
        })
        .await
    }
}
