//! A correction: other people or another cover note, in a new version of the copy that replaces the one before.
//!
//! The client's letter is not changed: it has been signed. A holder of a copy is sent the new one; a recipient without one gets
//! the letter as at sending; a holder because of a person who is no longer praised is told that it was meant for a colleague.
//! Queued mails with an earlier version are not sent. Helpers who stay keep the chains decided before; new helpers get those of
//! the day of service.

use super::copy_versions;
use super::correction_mails::Mailer;
use super::correction_plan::{Change, Correction, Plan, compared};
use super::read::shown;
use super::search_words;
use super::send::links_of;
use super::{Commendations, Masked, consent, masking, work_items};
use crate::assists;
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::VerificationCode;
use crate::commendations::compose::{self, MaybeName};
use crate::commendations::rules::{Action, CopyState, Mailing, Note};
use crate::commendations::store::{self, NewCorrection, Record};
use crate::commendations::{CommendationError, Shown};
use crate::db::{Connection, DbError};
use crate::delivery::{self, Cause};
use crate::directory::{self, Chain, Person};
use crate::documents::circulated_copy::{self, Helper, Praised, Replaces};
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::worklist::matter::Commendation;

/// A correction that was made.
#[derive(Debug)]
pub struct Corrected {
    /// The commendation as it stands now.
    pub shown: Shown,
    /// Client data that was found in the new cover note, and masked.
    pub masked: Vec<Masked>,
    /// Places where the client's name may stand in it and circulates.
    pub maybe_names: Vec<MaybeName>,
}

impl Commendations {
    /// Lets a caller correct it, and gives the record, whose banker and day of service a new helper has to fit.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] or [`CommendationError::Refused`].
    pub fn correctable(
        &self,
        conn: &mut Connection,
        caller: &Caller,
        id: CommendationId,
    ) -> Result<Record, CommendationError> {
        let known = Self::known(conn, caller, id, self.today())?;
        known.check(Action::Correct, self.clock.now())?;
        Ok(known.record)
    }

    /// Corrects it and tells everyone whom it concerns. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// As [`Commendations::correctable`]; [`CommendationError::Unchanged`] when nothing would change;
    /// [`CommendationError::Overtaken`] when somebody else made a version at the same moment.
    pub async fn correct<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        given: Correction,
        beside: impl FnOnce(&mut Connection, Timestamp, Corrected) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let code = VerificationCode::random()?;
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            let record = service.correctable(conn, &caller, id)?;
            let reason = masking::masked(conn, id, &given.reason)?;
            let change = compared(conn, &record, given)?;
            if change.is_none() {
                return Err(CommendationError::Unchanged);
            }
            let version = Self::take_version(conn, &record)?;
            let chains = service.new_chains(conn, &record, &change)?;
            service.apply(conn, (&record, version), (&change, &chains), (&reason, &caller), now)?;
            let told = service.issue_corrected(conn, (&record, version), (&change, &chains), &code, now)?;
            let findings = chains.iter().flat_map(|(_, chain)| &chain.findings);
            let about = Commendation { id, reference: record.reference.clone() };
            let notes: Vec<Note> = findings.map(Note::from).collect();
            work_items::open_found(conn, &about, &notes, &service.missing(&change), now)?;
            let ids = |people: &[Person]| people.iter().map(|person| person.id.to_string()).collect::<Vec<_>>();
            let event =
                Event::new(Actor::Person(caller.person), "commendation.corrected", format!("commendation:{id}"));
            let masked: Vec<Masked> = change.note.iter().flat_map(|note| &note.found).map(Masked::from).collect();
            trail.record(
                event
                    .with("version", version)
                    .with("added", ids(&change.added))
                    .with("removed", ids(&change.removed))
                    .with("cover_note", change.note.is_some())
                    .with("masked", masked.len())
                    .with("told", told),
            );
            let maybe_names = change.note.map(|note| note.maybe_names).unwrap_or_default();
            let shown = shown(conn, &caller, id, (now, today))?;
            let corrected = Corrected { shown, masked, maybe_names };
            Ok::<_, CommendationError>(beside(conn, now, corrected)?)
        })
        .await?;
        self.outbox.wake();
        Ok(kept)
    }

    /// Writes the change into the rows.
    fn apply(
        &self,
        conn: &mut Connection,
        (record, version): (&Record, i32),
        (change, chains): (&Change, &[(PersonId, Chain)]),
        (reason, caller): (&str, &Caller),
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let id = record.id;
        for removed in &change.removed {
            store::remove_helper(conn, id, removed.id)?;
        }
        for (added, (_, chain)) in change.added.iter().zip(chains) {
            store::add_helper(conn, id, added, 0)?;
            store::add_listing(conn, (added.id, true), &record.listable())?;
            store::insert_chain(conn, id, &links_of(added.id, chain))?;
        }
        for (helper, position) in change.helpers.iter().zip(0..) {
            store::place_helper(conn, id, helper.id, position)?;
        }
        if !change.added.is_empty() {
            // A supervisor of a new helper may have acknowledged it for all until now.
            let helpers: Vec<PersonId> = change.helpers.iter().map(|helper| helper.id).collect();
            store::set_waiting(conn, id, &helpers, true)?;
        }
        if let ([helper], Some(assist), Some(_)) =
            (change.added.as_slice(), record.assist_id, &record.unknown_helper_department)
        {
            assists::operations::name_helper(conn, assist, helper.id)?;
        }
        if !change.helpers.is_empty() {
            work_items::close_unsure(conn, id, now)?;
        }
        let before = store::originals(conn, id)?.and_then(|original| original.cover_note_original);
        if let Some(note) = &change.note {
            store::set_cover_note(conn, id, &note.masked.text, &note.original)?;
        }
        let cover_note_before = before.as_deref().filter(|_| change.note.is_some());
        let correction = NewCorrection { id, version, reason, cover_note_before, by: caller.person, at: now };
        store::insert_correction(conn, &correction)?;
        search_words::index(conn, id, &change.helpers)?;
        Ok(())
    }

    /// Makes the new copy and tells everyone; gives how many are told.
    pub(super) fn issue_corrected(
        &self,
        conn: &mut Connection,
        (before, version): (&Record, i32),
        (change, chains): (&Change, &[(PersonId, Chain)]),
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<usize, CommendationError> {
        let record = store::find(conn, before.id)?.ok_or(CommendationError::NotFound)?;
        let banker = directory::operations::recorded(conn, record.banker_id)?;
        self.stop_earlier(conn, &record, now)?;
        let Plan { decision, held, mailings } = self.plan(conn, (&record, &banker), change, chains)?;
        let mut letter = copy_versions::standing_letter(conn, before)?;
        rewrite(conn, &mut letter, &record, change, &banker)?;
        if record.anonymous_from == Some(version) {
            consent::without_name(conn, &mut letter, (&record, &banker), self.bank.time_zone)?;
        }
        letter.replaces = Some(Replaces { version: u32::try_from(version).unwrap_or(u32::MAX), copy_of: letter.date });
        letter.date = now.day_in(self.bank.time_zone);
        let gone: Vec<&str> = mailings
            .iter()
            .filter_map(|mailing| match mailing {
                Mailing::Misdirected(index) => Some(held[*index].recipient_name.as_str()),
                _ => None,
            })
            .chain(change.removed.iter().map(|removed| removed.name.as_str()))
            .collect();
        copy_versions::readdress(&mut letter, &decision, |named| !gone.contains(&named.name.as_str()));
        self.issue(conn, (record.id, version), letter, code, now)?;
        Mailer { service: self, record: &record, version, decision: &decision }.queue_all(conn, &mailings, &held, now)
    }

    /// The reason why a copy must not be sent any more, if there is one: it may be replaced or withdrawn while its mail waits
    /// for another try.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn no_longer_sent(&self, id: CommendationId, version: i32) -> Result<Option<Cause>, CommendationError> {
        let record = self.db.read(move |conn| store::find(conn, id)).await?;
        Ok(record.and_then(|record| match CopyState::of(version, (record.state, record.version)) {
            CopyState::Withdrawn => Some(Cause::Withdrawn),
            CopyState::Replaced => Some(Cause::Replaced),
            CopyState::Current => None,
        }))
    }

    /// Nobody is sent an earlier version from now on; what HR was to do about one of those mails is done.
    fn stop_earlier(&self, conn: &mut Connection, record: &Record, now: Timestamp) -> Result<(), CommendationError> {
        for delivery in delivery::operations::supersede_waiting(conn, record.id, &Cause::Replaced)? {
            work_items::close_delivery(conn, delivery, now)?;
        }
        Ok(())
    }
}

/// Puts what changed into the content of the copy.
fn rewrite(
    conn: &mut Connection,
    letter: &mut circulated_copy::CopyContent,
    record: &Record,
    change: &Change,
    banker: &Person,
) -> Result<(), CommendationError> {
    if !change.helpers.is_empty() {
        let shares = store::helpers_of(conn, &[record.id])?;
        let helpers = shares.iter().filter_map(|share| {
            let person = change.helpers.iter().find(|person| person.id == share.person_id)?;
            Some(Helper {
                name: person.name.clone(),
                title: compose::some(&share.title),
                department: compose::some(&share.department),
                place: compose::some(&share.branch),
            })
        });
        letter.praised = Praised::Helpers(helpers.collect());
    }
    if let Some(note) = &change.note {
        let text = compose::passage(&note.masked);
        match &mut letter.cover_note {
            Some(before) => before.text = text,
            none => {
                *none = Some(circulated_copy::CoverNote {
                    text,
                    banker: banker.name.clone(),
                    role: compose::some(&banker.title),
                    branch: compose::some(banker.place()),
                });
            }
        }
    }
    Ok(())
}
