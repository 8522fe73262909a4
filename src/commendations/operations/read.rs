//! Reading: the caller's relation to a commendation, and every value that a reader is shown.
//!
//! Invariant: a [`Shown`], a circulated copy for a caller and the words as written are made only here, and entries of lists in `lists`, each
//! after the check that this reader may have it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Commendations, CopyFile};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::compose::excerpt_of;
use crate::commendations::order::Workaround;
use crate::commendations::rules::{Action, Actions, Facts, Reader, Refusal, check, retry_of};
use crate::commendations::shown::{
    Acknowledgement, AsWritten, Full, Header, Overseen, Shown, Step, Thanks, Withdrawal,
};
use crate::commendations::store;
use crate::commendations::{CommendationError, VerificationCode};
use crate::db::{Connection, DbError};
use crate::delivery::{self, Delivery};
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::letters::uploads;
use crate::permissions::{Caller, Role};

/// A commendation that a caller may know of, and the caller's relation to it.
pub(super) struct Known {
    pub record: store::Record,
    pub reader: Reader,
    pub helpers: Vec<store::HelperShare>,
}

impl Known {
    /// The facts on which actions depend, but for mails.
    pub fn facts(&self) -> Facts {
        Facts {
            state: self.record.state,
            sent_at: self.record.sent_at,
            name_shared: self.record.has_letter && self.record.client_name_shared,
            helper_awaited: self.record.unknown_helper_department.is_some() && self.helpers.is_empty(),
            retry: Err(Refusal::NotRetryable),
        }
    }

    /// Lets an action of the caller pass.
    ///
    /// # Errors
    /// The reason why it is refused.
    pub fn check(&self, action: Action, now: Timestamp) -> Result<(), Refusal> {
        check(action, self.reader, &self.facts(), now)
    }

    /// The same for one mail that a person wants to retry.
    pub fn check_retry(&self, delivery: &Delivery, now: Timestamp) -> Result<(), Refusal> {
        let retry = retry_of(delivery, (self.record.state, self.record.version), now);
        check(Action::Retry, self.reader, &Facts { retry, ..self.facts() }, now)
    }

    fn actions(&self, conn: &mut Connection, now: Timestamp) -> Result<Actions, CommendationError> {
        let mut facts = self.facts();
        // Nobody else could do anything about them.
        if self.reader.oversees() {
            let stands = (self.record.state, self.record.version);
            let deliveries = delivery::operations::of_commendation(conn, self.record.id)?;
            if deliveries.iter().any(|one| retry_of(one, stands, now).is_ok()) {
                facts.retry = Ok(());
            }
        }
        Ok(Actions::of(self.reader, &facts, now))
    }
}

pub(super) fn header(record: &store::Record) -> Header {
    Header {
        id: record.id,
        reference: record.reference.clone(),
        state: record.state,
        served_on: record.served_on,
        sent_at: record.sent_at,
    }
}

/// The caller's relation to a commendation.
fn reader(
    conn: &mut Connection,
    caller: &Caller,
    (record, helpers): (&store::Record, &[store::HelperShare]),
    today: NaiveDate,
) -> Result<Reader, CommendationError> {
    let me = caller.person;
    let mut reader = Reader {
        banker: record.banker_id == me,
        helper: helpers.iter().any(|helper| helper.person_id == me),
        recipient: delivery::operations::was_addressed(conn, record.id, me)?,
        ..Reader::by_roles(caller)
    };
    let chain = store::chain(conn, record.id)?;
    for helper in helpers {
        let then = |link: &store::ChainLink| link.subject == helper.person_id && link.supervisor == me;
        reader.supervisor_then |= chain.iter().any(then);
        if !reader.supervisor_now {
            reader.supervisor_now = directory::operations::is_supervisor_of(conn, me, helper.person_id, today)?;
        }
    }
    if record.include_banker {
        reader.supervises_banker = directory::operations::is_supervisor_of(conn, me, record.banker_id, today)?;
    }
    if let Some(department) = &record.unknown_helper_department {
        let head =
            directory::operations::head_of_department(conn, (record.unknown_helper_department_id, department), today)?;
        reader.head = head.is_some_and(|head| head.id == me);
    }
    Ok(reader)
}

/// The reference of a commendation, for those who could send it as a draft: its banker, HR and the banker's supervisor.
///
/// # Errors
/// When the database cannot be read.
pub fn reference_of(
    conn: &mut Connection,
    id: CommendationId,
    caller: &Caller,
    today: NaiveDate,
) -> Result<Option<String>, DbError> {
    let Some(record) = store::find(conn, id)? else { return Ok(None) };
    let could_send = record.banker_id == caller.person
        || caller.is(Role::Hr)
        || directory::operations::is_supervisor_of(conn, caller.person, record.banker_id, today)?;
    Ok(could_send.then_some(record.reference))
}

impl Commendations {
    /// Today in the bank's time zone.
    pub fn today(&self) -> NaiveDate {
        self.clock.now().day_in(self.bank.time_zone)
    }

    /// A commendation that the caller may know of.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else.
    pub(super) fn known(
        conn: &mut Connection,
        caller: &Caller,
        id: CommendationId,
        today: NaiveDate,
    ) -> Result<Known, CommendationError> {
        let record = store::find(conn, id)?.ok_or(CommendationError::NotFound)?;
        let helpers = store::helpers_of(conn, &[id])?;
        let reader = reader(conn, caller, (&record, &helpers), today)?;
        if reader.knows() { Ok(Known { record, reader, helpers }) } else { Err(CommendationError::NotFound) }
    }

    /// One commendation, as much of it as the caller may see.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may not know of it.
    pub async fn show(&self, caller: Caller, id: CommendationId) -> Result<Shown, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        self.db.read(move |conn| shown(conn, &caller, id, (now, today))).await
    }

    /// A version of the circulated copy for a caller, the current one when none is named, with the commendation's reference.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may not read it, and for a version that there is not.
    pub async fn copy_for(
        &self,
        caller: Caller,
        id: CommendationId,
        version: Option<i32>,
    ) -> Result<(String, CopyFile), CommendationError> {
        let today = self.today();
        let readable = move |conn: &mut Connection| {
            let Known { record, reader, .. } = Self::known(conn, &caller, id, today)?;
            let version = version.unwrap_or(record.version);
            // Copies with the name of a client who took the permission back are for those who read the words as written.
            let first = record.anonymous_from.filter(|_| !reader.oversees()).unwrap_or(1);
            if reader.reads(record.state) && (first..=record.version).contains(&version) {
                Ok((record.reference, version))
            } else {
                Err(CommendationError::NotFound)
            }
        };
        let (reference, version) = self.db.read(readable).await?;
        Ok((reference, self.copy_file(id, version).await?))
    }

    /// Checks that a recorded answer about a commendation may be repeated to the caller.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may no longer know of it; [`Refusal::Withdrawn`] for anyone who may know no more
    /// of it than that.
    pub async fn may_hear_again(&self, caller: Caller, id: CommendationId) -> Result<(), CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let Known { record, reader, .. } = Self::known(conn, &caller, id, today)?;
            if reader.reads(record.state) { Ok(()) } else { Err(Refusal::Withdrawn.into()) }
        };
        self.db.read(work).await
    }

    /// The words as the client and the banker wrote them. Each reading stands in the trail.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker who took it, HR and auditor.
    pub async fn original(&self, caller: Caller, id: CommendationId) -> Result<AsWritten, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::ReadOriginal, now)?;
            let original = store::originals(conn, id)?.ok_or(CommendationError::NotFound)?;
            trail.record(Event::new(
                Actor::Person(caller.person),
                "commendation.original_read",
                format!("commendation:{id}"),
            ));
            Ok(AsWritten {
                id,
                reference: known.record.reference,
                client_name: original.client_name,
                client_email: original.client_email,
                client_name_shared: original.client_name_shared,
                client_invited: known.record.client_invited,
                letter: store::written_letter(conn, id)?,
                cover_note: original.cover_note_original,
                scan: uploads::operations::of_commendation(conn, id)?,
            })
        })
        .await
    }
}

/// One commendation, as much of it as the caller may see.
pub(super) fn shown(
    conn: &mut Connection,
    caller: &Caller,
    id: CommendationId,
    (now, today): (Timestamp, NaiveDate),
) -> Result<Shown, CommendationError> {
    let known = Commendations::known(conn, caller, id, today)?;
    let withdrawal = store::withdrawal(conn, id)?;
    if !known.reader.reads(known.record.state) {
        let withdrawn_at = withdrawal.ok_or_else(|| lost("a withdrawal"))?.withdrawn_at;
        return Ok(Shown::Bare { header: header(&known.record), withdrawn_at });
    }
    let actions = known.actions(conn, now)?;
    let (chain, acknowledgements, thanks) =
        (store::chain(conn, id)?, store::acknowledgements(conn, id)?, store::thanks(conn, id)?);
    let Known { record, reader, helpers } = known;
    let named = [record.banker_id].into_iter().chain(helpers.iter().map(|helper| helper.person_id));
    let named = named.chain(chain.iter().map(|link| link.supervisor));
    let named = named.chain(acknowledgements.iter().map(|given| given.person_id));
    let named = named.chain(thanks.iter().map(|given| given.person_id));
    let people = People::of(conn, named.chain(withdrawal.iter().map(|given| given.withdrawn_by)))?;
    let copy = store::copy(conn, id, record.version)?.ok_or_else(|| lost("a circulated copy"))?;
    let letter = store::circulated_letter(conn, id)?;
    Ok(Shown::Full(Box::new(Full {
        header: header(&record),
        actions,
        version: record.version,
        code: VerificationCode::stored(&copy.verification_code)?,
        banker: people.one(record.banker_id)?,
        include_banker: record.include_banker,
        unknown_helper_department: record.unknown_helper_department.filter(|_| helpers.is_empty()),
        helpers: helpers.iter().map(|share| people.one(share.person_id)).collect::<Result<_, _>>()?,
        client_name: record.client_name_shown,
        client_invited: record.client_invited,
        branch: record.branch,
        excerpt: excerpt_of(letter.as_ref().map(|letter| letter.text.as_str()), record.cover_note.as_deref()),
        letter,
        cover_note: record.cover_note,
        strengths: store::strengths_of(conn, &[id])?.remove(&id).unwrap_or_default(),
        chain: chain.into_iter().map(|link| people.step(link)).collect::<Result<_, _>>()?,
        acknowledgements: acknowledgements
            .into_iter()
            .map(|given| people.acknowledgement(given))
            .collect::<Result<_, _>>()?,
        thanks: thanks.into_iter().map(|given| people.thanks(given)).collect::<Result<_, _>>()?,
        overseen: if reader.oversees() {
            let workaround = Workaround { process: record.workaround_process, detail: record.workaround_detail };
            Some(Overseen {
                workaround: Some(workaround).filter(|workaround| !workaround.is_empty()),
                withdrawal: withdrawal.map(|given| people.withdrawal(given)).transpose()?,
            })
        } else {
            None
        },
    })))
}

/// A row that has to be there is not.
pub(super) fn lost(what: &str) -> DbError {
    DbError::Unexpected(format!("{what} of a commendation is missing or unreadable"))
}

/// Everyone who is named in commendations.
pub(super) struct People(HashMap<PersonId, Person>);

impl People {
    pub fn of(conn: &mut Connection, ids: impl Iterator<Item = PersonId>) -> Result<Self, DbError> {
        let mut ids: Vec<PersonId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self(directory::operations::people_by_ids(conn, &ids)?))
    }

    /// Nobody is ever deleted from the directory.
    pub fn one(&self, id: PersonId) -> Result<Person, DbError> {
        self.0.get(&id).cloned().ok_or_else(|| lost("a person"))
    }

    fn step(&self, link: store::ChainLink) -> Result<Step, DbError> {
        let person = self.one(link.supervisor)?;
        Ok(Step { of: link.subject, level: link.level, person, reason: link.reason })
    }

    pub fn acknowledgement(&self, given: store::Acknowledgement) -> Result<Acknowledgement, DbError> {
        Ok(Acknowledgement {
            person: self.one(given.person_id)?,
            note: given.note,
            told_employee: given.told_employee,
            filed: given.filed,
            created_at: given.created_at,
            updated_at: given.updated_at,
        })
    }

    pub fn thanks(&self, given: store::Thanks) -> Result<Thanks, DbError> {
        let person = self.one(given.person_id)?;
        Ok(Thanks {
            person,
            text: given.text,
            shared_with_client: given.shared_with_client,
            created_at: given.created_at,
            updated_at: given.updated_at,
        })
    }

    fn withdrawal(&self, given: store::Withdrawal) -> Result<Withdrawal, DbError> {
        Ok(Withdrawal { by: self.one(given.withdrawn_by)?, at: given.withdrawn_at, reason: given.reason })
    }
}
