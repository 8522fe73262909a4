//! A client takes back the permission to share the name: a new version of the copy without name, signature and scan.
//!
//! Everyone who has the copy before is sent the new one, as for a correction, and the code of the one before says that it was replaced. The
//! record keeps the name for those who read the words as written. Invariant: afterwards no text that others read holds the name, also none
//! that was written while it could be shared.

use chrono_tz::Tz;

use super::copy_versions::holders;
use super::read::shown;
use super::{Commendations, correction_plan, masking, search_words};
use crate::audit::{self, Actor, Event};
use crate::branch_names;
use crate::clock::Timestamp;
use crate::commendations::compose;
use crate::commendations::rules::Action;
use crate::commendations::store::{self, NewCorrection, Record};
use crate::commendations::{CommendationError, Shown, VerificationCode};
use crate::db::{Connection, DbError};
use crate::directory::Person;
use crate::documents::circulated_copy::{Client, CopyContent, Passage, Run};
use crate::documents::unbroken;
use crate::ids::CommendationId;
use crate::letters::screening::{ClientName, mask_in_doubt};
use crate::permissions::Caller;

/// A commendation whose client's name is shared, for HR, who decides.
#[derive(Debug, Clone)]
pub struct ConsentHeld {
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The names of everyone who has a copy with the name, and will be sent the new one.
    pub told: Vec<String>,
}

impl Commendations {
    /// A commendation of which HR may take the client's name.
    ///
    /// # Errors
    /// As [`Commendations::withdraw_consent`].
    pub async fn consent_held(&self, caller: Caller, id: CommendationId) -> Result<ConsentHeld, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let work = move |conn: &mut Connection| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::WithdrawConsent, now)?;
            let told = holders(conn, id)?.into_iter().map(|held| held.recipient_name).collect();
            Ok(ConsentHeld { reference: known.record.reference, told })
        };
        self.db.read(work).await
    }

    /// Makes the version without the name, and tells everyone who has a copy. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for anyone but HR, and where no name is shared; [`CommendationError::Overtaken`].
    pub async fn withdraw_consent<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        reason: String,
        beside: impl FnOnce(&mut Connection, Timestamp, Shown) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let may = move |conn: &mut Connection| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::WithdrawConsent, now)?;
            Ok::<_, CommendationError>(known.record.version)
        };
        // The copy that stands is made now, if nobody needed it: its words are not kept apart from those that change.
        let before = self.db.read(may).await?;
        self.copy_file(id, before).await?;
        let code = VerificationCode::random()?;
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::WithdrawConsent, now)?;
            let version = Self::take_version(conn, &known.record)?;
            store::take_name_back(conn, id, version)?;
            let reason = masking::masked(conn, id, &reason)?;
            hide_name(conn, &known.record)?;
            let correction =
                NewCorrection { id, version, reason: &reason, cover_note_before: None, by: caller.person, at: now };
            store::insert_correction(conn, &correction)?;
            let told = service.issue_without_name(conn, (&known.record, version), &code, now)?;
            let event = Event::new(
                Actor::Person(caller.person),
                "commendation.consent_withdrawn",
                format!("commendation:{id}"),
            );
            trail.record(event.with("version", version).with("told", told));
            let shown = shown(conn, &caller, id, (now, today))?;
            Ok::<_, CommendationError>(beside(conn, now, shown)?)
        })
        .await?;
        self.outbox.wake();
        Ok(kept)
    }

    /// Makes the new copy and tells everyone; gives how many are told.
    fn issue_without_name(
        &self,
        conn: &mut Connection,
        (before, version): (&Record, i32),
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<usize, CommendationError> {
        let none = correction_plan::nothing(conn, before)?;
        self.issue_corrected(conn, (before, version), (&none, &[]), code, now)
    }
}

/// Takes the name out of every text that circulates, also of those written since it was sent.
fn hide_name(conn: &mut Connection, record: &Record) -> Result<(), CommendationError> {
    let id = record.id;
    let name = masking::name_in(conn, id)?;
    let hidden = |text: &str| mask_in_doubt(text, name.as_ref()).text;
    if let Some(letter) = store::circulated_letter(conn, id)? {
        store::set_circulated_words(conn, id, &hidden(&letter.text))?;
    }
    if let Some(note) = &record.cover_note {
        let original = store::originals(conn, id)?.and_then(|original| original.cover_note_original);
        store::set_cover_note(conn, id, &hidden(note), original.as_deref().unwrap_or(note))?;
    }
    store::rewrite_replies(conn, id, &hidden)?;
    let helpers = correction_plan::standing(conn, record)?;
    search_words::index(conn, id, &helpers)
}

/// The content of a copy without the name, the signature and the pages of a scan.
pub(super) fn without_name(
    conn: &mut Connection,
    letter: &mut CopyContent,
    (record, banker): (&Record, &Person),
    zone: Tz,
) -> Result<(), CommendationError> {
    let name = masking::name_in(conn, record.id)?;
    if let Some(words) = &mut letter.client_letter {
        words.client = Client::NotShared { branch: branch_names::short(&record.branch).to_owned() };
        if words.scan.take().is_some() {
            let place = unbroken(&branch_names::long(&record.branch));
            let day = record.sent_at.day_in(zone);
            let has_words = !words.text.is_empty();
            words.how_signed = Some(compose::how_it_came_without_pages(&place, has_words, &banker.name, day));
        }
        words.text = hidden_in(&words.text, name.as_ref());
    }
    if let Some(note) = &mut letter.cover_note {
        note.text = hidden_in(&note.text, name.as_ref());
    }
    Ok(())
}

/// A passage in which the name is withheld as well.
fn hidden_in(passage: &Passage, name: Option<&ClientName>) -> Passage {
    let runs = passage.runs.iter().flat_map(|run| match run {
        Run::Text(text) => compose::passage(&mask_in_doubt(text, name)).runs,
        withheld @ Run::Withheld(_) => vec![withheld.clone()],
    });
    Passage { runs: runs.collect() }
}
