//! The steps of a draft that nobody takes: deletion by time, reminders about a client's letter, and the work item that follows them or
//! the leaving of the banker.
//!
//! Invariant: each step is a transaction that decides by the present row, so it may be repeated, and it is not taken when somebody else
//! sent, closed or deleted the draft meanwhile.

use super::Drafts;
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::commendations::LetterKind;
use crate::commendations::compose::party;
use crate::commendations::drafts::rules::{Age, Step, step, waits_from};
use crate::commendations::drafts::{Draft, DraftError, SignedLetter, held, store};
use crate::db::{Connection, DbError};
use crate::delivery::message::{UnsentLetterMail, WaitingDraftMail};
use crate::delivery::{NewDelivery, Outbox, StoredContent};
use crate::directory::{self, Person};
use crate::ids::{DraftId, PersonId};
use crate::worklist::matter::Employee;
use crate::worklist::{self, Kind, Matter, Subject};

/// The most drafts that one read examines.
const AT_A_TIME: i64 = 500;

impl Drafts {
    /// Takes the steps that are due.
    ///
    /// # Errors
    /// When the database fails; the other steps are due again.
    pub async fn tend(&self) -> Result<(), DraftError> {
        let (now, keep) = (self.commendations.clock.now(), self.keep);
        let mut after = None;
        loop {
            let work = move |conn: &mut Connection| {
                let ages = store::ages(conn, after, AT_A_TIME)?;
                let open = worklist::open_subjects(conn, Kind::UnsentLetter)?;
                let owners: Vec<PersonId> = ages.iter().map(|(_, owner, _)| *owner).collect();
                let people = directory::operations::people_by_ids(conn, &owners)?;
                let is_due = |(id, owner, age): &&(DraftId, PersonId, Age)| {
                    let active = people.get(owner).is_some_and(|person| person.active);
                    step(*age, active, now, keep) != Step::None || (age.waits() && !open.contains(&Subject::Draft(*id)))
                };
                let due: Vec<DraftId> = ages.iter().filter(is_due).map(|(id, ..)| *id).collect();
                Ok::<_, DbError>((due, ages.last().map(|(id, ..)| *id)))
            };
            let (due, last) = self.commendations.db.read(work).await?;
            for id in due {
                self.take_step(id).await?;
            }
            after = last;
            if last.is_none() {
                return self.tell_supervisors().await;
            }
        }
    }

    /// Tells the supervisors of bankers of the drafts that wait, once of each.
    async fn tell_supervisors(&self) -> Result<(), DraftError> {
        loop {
            let untold = self.commendations.db.read(|conn| store::untold(conn, AT_A_TIME)).await?;
            if untold.is_empty() {
                return Ok(());
            }
            for id in untold {
                self.tell_supervisor(id).await?;
            }
        }
    }

    /// Tells the present supervisor of a draft's owner that the draft waits. Where there is none, HR has the work item alone.
    async fn tell_supervisor(&self, id: DraftId) -> Result<(), DraftError> {
        let (service, now) = (self.clone(), self.commendations.clock.now());
        let (today, zone) = (self.commendations.today(), self.commendations.bank.time_zone);
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let Some(draft) = store::find(conn, id)? else { return Ok::<_, DraftError>(()) };
            if !store::tell(conn, id, now)? {
                return Ok(());
            }
            let owner = directory::operations::recorded(conn, draft.owner)?;
            let chain = directory::operations::chain(conn, draft.owner, today, 1)?;
            let supervisor = chain.supervisors.into_iter().next().map(|above| above.person);
            trail.record(event("draft.supervisor_told", id).with("told", supervisor.is_some()));
            let Some(supervisor) = supervisor else { return Ok(()) };
            let mail = WaitingDraftMail {
                draft: id,
                banker: party(&owner),
                letter_since: draft.letter.map(|letter| letter.since.day_in(zone)),
                told_on: now.day_in(zone),
                left: !owner.active,
            };
            queue(conn, &service.commendations.outbox, &supervisor, StoredContent::WaitingDraft(mail), now)
        })
        .await?;
        self.commendations.outbox.wake();
        Ok(())
    }

    /// Takes the step of one draft that is due now, if any.
    async fn take_step(&self, id: DraftId) -> Result<(), DraftError> {
        let (service, now, keep) = (self.clone(), self.commendations.clock.now(), self.keep);
        let zone = self.commendations.bank.time_zone;
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let Some(draft) = store::find(conn, id)? else { return Ok::<_, DraftError>(()) };
            let owner = directory::operations::recorded(conn, draft.owner)?;
            match step(Age::from(&draft), owner.active, now, keep) {
                Step::Delete => {
                    clear_away(conn, trail, &draft, now)?;
                    (service.ended)(conn, id, now)?;
                }
                Step::Wait => wait(conn, trail, &draft, &owner, now)?,
                // The item may be gone while the draft still waits.
                Step::None if Age::from(&draft).waits() => open_item(conn, trail, &draft, &owner, now)?,
                Step::None => {}
                Step::Remind(reminders) => {
                    let Some(letter) = draft.letter else { return Ok(()) };
                    if store::remind(conn, id, letter.reminders, reminders)? {
                        let day = |at: Timestamp| at.day_in(zone);
                        let mail = UnsentLetterMail {
                            draft: id,
                            on_paper: letter.kind == LetterKind::Scan,
                            signed_on: day(letter.since),
                            reminded_on: day(now),
                            waits_from: day(waits_from(letter)),
                        };
                        queue(conn, &service.commendations.outbox, &owner, StoredContent::UnsentLetter(mail), now)?;
                        trail.record(event("draft.reminded", id).with("reminders", reminders));
                    }
                }
            }
            Ok(())
        })
        .await?;
        self.commendations.outbox.wake();
        Ok(())
    }
}

/// Queues a mail to a person.
pub(super) fn queue(
    conn: &mut Connection,
    outbox: &Outbox,
    to: &Person,
    mail: StoredContent,
    now: Timestamp,
) -> Result<(), DraftError> {
    let new = NewDelivery::to(to.id, &to.name, &to.email, mail);
    outbox.queue(conn, &new, now).map_err(crate::commendations::CommendationError::from)?;
    Ok(())
}

fn event(action: &'static str, id: DraftId) -> Event {
    Event::new(Actor::System, action, format!("draft:{id}"))
}

fn clear_away(conn: &mut Connection, trail: &mut Trail, draft: &Draft, now: Timestamp) -> Result<(), DbError> {
    if store::remove(conn, draft.id, draft.revision)? {
        if let Some(upload) = draft.upload {
            held::release(conn, draft.owner, upload, now)?;
        }
        worklist::close(conn, Kind::UnsentLetter, Subject::Draft(draft.id), now)?;
        trail.record(event("draft.cleared_away", draft.id));
    }
    Ok(())
}

fn wait(
    conn: &mut Connection,
    trail: &mut Trail,
    draft: &Draft,
    owner: &Person,
    now: Timestamp,
) -> Result<(), DbError> {
    if store::wait(conn, draft.id, now)? {
        let waits = Draft { waiting_since: Some(now), ..draft.clone() };
        open_item(conn, trail, &waits, owner, now)?;
    }
    Ok(())
}

fn open_item(
    conn: &mut Connection,
    trail: &mut Trail,
    draft: &Draft,
    owner: &Person,
    now: Timestamp,
) -> Result<(), DbError> {
    let banker = Employee { id: owner.id, name: owner.name.clone(), number: owner.employee_number.clone() };
    let signed_at = draft.letter.map(|SignedLetter { since, .. }| since);
    let matter = Matter::UnsentLetter { draft: draft.id, banker, signed_at, left: !owner.active };
    if worklist::open(conn, &matter, now)? {
        trail.record(event("draft.waits", draft.id).with("left", !owner.active));
    }
    Ok(())
}

/// Hands the open drafts of people who have left to HR and their supervisors, in the transaction of the leaving.
///
/// # Errors
/// When the database fails.
pub fn owners_left(
    conn: &mut Connection,
    trail: &mut Trail,
    people: &[PersonId],
    now: Timestamp,
) -> Result<(), DbError> {
    let known = directory::operations::people_by_ids(conn, people)?;
    for owner in known.values().filter(|person| !person.active) {
        for draft in store::open_of(conn, owner.id)? {
            wait(conn, trail, &draft, owner, now)?;
        }
    }
    Ok(())
}
