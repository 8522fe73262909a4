//! A correction before it is made: compared with the record, with the chains of new helpers and everyone who will be told.
//!
//! It reads only. The correction itself and the look at one that is still being written are decided here alike, so what a person
//! saw is what is done.

use super::copy_versions::{holder, holders};
use super::correction_mails::only_about;
use super::{Commendations, Masked, masking};
use crate::commendations::CommendationError;
use crate::commendations::compose::{self, FoundData, MaybeName};
use crate::commendations::intake::{CorrectionInput, Field, FieldFault, Submitted, Text, WithheldFrom};
use crate::commendations::order::ByHand;
use crate::commendations::rules::{self, Blocked, Decision, Holder, Involved, Mailing};
use crate::commendations::store::{self, Record};
use crate::db::{Connection, DbError};
use crate::delivery::Delivery;
use crate::delivery::message::RecipientReason;
use crate::directory::{self, Chain, Person, Supervisor};
use crate::ids::{CommendationId, PersonId};
use crate::letters::rules::CoverNote;
use crate::letters::screening::MaskedText;
use crate::permissions::Caller;

/// The changes of a correction; nothing of them is the client's.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Everyone who is praised from now on, each fit to be; absent to leave that as it is.
    pub helpers: Option<Vec<Person>>,
    /// The banker's paragraph; absent to leave it.
    pub cover_note: Option<CoverNote>,
    /// Places of it that are withheld by hand.
    pub cover_note_withheld: ByHand,
    /// The reason; everyone who has a copy is told.
    pub reason: String,
}

/// A correction, compared with the record.
pub(super) struct Change {
    pub helpers: Vec<Person>,
    pub added: Vec<Person>,
    pub removed: Vec<Person>,
    pub note: Option<NewNote>,
}

impl Change {
    /// True when the copy would be as it is.
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.note.is_none()
    }
}

pub(super) struct NewNote {
    pub original: String,
    pub masked: MaskedText,
    pub found: Vec<FoundData>,
    pub maybe_names: Vec<MaybeName>,
}

/// Everyone who is told of a correction.
pub(super) struct Plan {
    pub decision: Decision,
    /// The latest copy that each holder has.
    pub held: Vec<Delivery>,
    pub mailings: Vec<Mailing>,
}

/// The mail that a person gets about a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionNotice {
    /// The letter, as at sending.
    Letter,
    /// The new copy in place of the one that the person has.
    NewCopy,
    /// The copy that the person has was meant for a colleague.
    Misdirected,
}

/// Somebody who will be told of a correction.
#[derive(Debug, Clone)]
pub struct CorrectionRecipient {
    /// The recipient.
    pub name: String,
    /// The kind of mail.
    pub notice: CorrectionNotice,
    /// The reasons for which the person gets it.
    pub because: Vec<RecipientReason>,
    /// The reason why there is no mail.
    pub blocked: Option<Blocked>,
}

/// A look at a correction that may be incomplete.
#[derive(Debug)]
pub struct CorrectionLook {
    /// Everything that keeps it from being made.
    pub wrong: Vec<FieldFault>,
    /// The people who would be praised.
    pub helpers: Vec<Person>,
    /// True when the copy would be as it is.
    pub is_none: bool,
    /// The version that it would make.
    pub version: i32,
    /// Everyone who would be told.
    pub told: Vec<CorrectionRecipient>,
    /// Client data that would be masked in the new cover note.
    pub masked: Vec<Masked>,
    /// Places of the new cover note that may be the client's name and would circulate.
    pub maybe_names: Vec<MaybeName>,
    /// Characters of it that no font here has.
    pub without_font: Vec<String>,
}

impl Commendations {
    /// The effect of a correction that is still being written, without the fields that cannot be taken. Nothing is stored.
    ///
    /// # Errors
    /// As [`Commendations::correctable`].
    pub async fn look_at_correction(
        &self,
        caller: Caller,
        id: CommendationId,
        input: CorrectionInput,
    ) -> Result<CorrectionLook, CommendationError> {
        let (wrong, correction) = match self.prepare_correction(caller, id, input.clone()).await {
            Ok(correction) => (Vec::new(), correction),
            Err(CommendationError::Rejected(wrong)) => {
                let correction = self.prepare_correction(caller, id, mended(input, &wrong)).await?;
                (wrong, correction)
            }
            Err(other) => return Err(other),
        };
        let service = self.clone();
        let work = move |conn: &mut Connection| {
            let record = service.correctable(conn, &caller, id)?;
            let change = compared(conn, &record, correction)?;
            let banker = directory::operations::recorded(conn, record.banker_id)?;
            let chains = service.new_chains(conn, &record, &change)?;
            let plan = service.plan(conn, (&record, &banker), &change, &chains)?;
            let note = change.note.as_ref();
            Ok(CorrectionLook {
                wrong,
                is_none: change.is_none(),
                version: record.version + 1,
                told: plan.told(),
                masked: note.iter().flat_map(|note| &note.found).map(Masked::from).collect(),
                maybe_names: note.map(|note| note.maybe_names.clone()).unwrap_or_default(),
                without_font: service.missing(&change),
                helpers: change.helpers,
            })
        };
        self.db.read(work).await
    }

    pub(super) fn missing(&self, change: &Change) -> Vec<String> {
        let text = change.note.as_ref().map_or("", |note| note.masked.text.as_str());
        self.renderer.without_font(text).into_iter().map(String::from).collect()
    }

    /// The chains of the helpers that a change adds, of the day of service.
    pub(super) fn new_chains(
        &self,
        conn: &mut Connection,
        record: &Record,
        change: &Change,
    ) -> Result<Vec<(PersonId, Chain)>, CommendationError> {
        let levels = usize::from(self.policy.levels);
        let mut chains = Vec::with_capacity(change.added.len());
        for added in &change.added {
            chains.push((added.id, directory::operations::chain(conn, added.id, record.served_on, levels)?));
        }
        Ok(chains)
    }

    /// Decides who is told what. It reads only, so that a look at a correction is decided as the correction is.
    pub(super) fn plan(
        &self,
        conn: &mut Connection,
        (record, banker): (&Record, &Person),
        change: &Change,
        chains: &[(PersonId, Chain)],
    ) -> Result<Plan, CommendationError> {
        let circle = self.decided_circle(conn, (record, banker), &change.helpers, chains)?;
        let decision = rules::decide_corrected(banker, &change.helpers, &circle, &|email| self.allows(email));
        let held = holders(conn, record.id)?;
        let holding: Vec<Holder> = held.iter().map(holder).collect();
        let taken_back = |one: &Holder| {
            held.iter().filter(|held| holder(held) == *one).all(|held| only_about(held, &change.removed))
        };
        let mailings = rules::mailings(&decision.recipients, &holding, &taken_back);
        Ok(Plan { decision, held, mailings })
    }

    /// The chains as they were decided, and those of new helpers; the head of the department while nobody is named.
    fn decided_circle(
        &self,
        conn: &mut Connection,
        (record, banker): (&Record, &Person),
        helpers: &[Person],
        chains: &[(PersonId, Chain)],
    ) -> Result<Involved, CommendationError> {
        let links = store::chain(conn, record.id)?;
        let ids: Vec<PersonId> = links.iter().map(|link| link.supervisor).collect();
        let people = directory::operations::people_by_ids(conn, &ids)?;
        let chain_of = |subject: PersonId| Chain {
            supervisors: links
                .iter()
                .filter(|link| link.subject == subject)
                .filter_map(|link| {
                    let level = usize::try_from(link.level).unwrap_or(1);
                    Some(Supervisor { level, person: people.get(&link.supervisor)?.clone(), reason: link.reason })
                })
                .collect(),
            findings: Vec::new(),
        };
        let of = |helper: &Person| match chains.iter().find(|(of, _)| *of == helper.id) {
            Some((_, chain)) => Chain { supervisors: chain.supervisors.clone(), findings: Vec::new() },
            None => chain_of(helper.id),
        };
        let mut circle =
            Involved { banker: chain_of(banker.id), helpers: helpers.iter().map(of).collect(), ..Involved::default() };
        if self.policy.copy_dotted_lines {
            for helper in helpers {
                circle.dotted.push(directory::operations::dotted_supervisors(conn, helper.id, record.served_on)?);
            }
        }
        if let (true, Some(department)) = (helpers.is_empty(), &record.unknown_helper_department) {
            let named = (record.unknown_helper_department_id, department.as_str());
            circle.head = directory::operations::head_of_department(conn, named, record.served_on)?;
        }
        if circle.helpers.iter().chain([&circle.banker]).any(|chain| chain.supervisors.is_empty()) {
            circle.hr = self.hr(conn)?;
        }
        Ok(circle)
    }
}

impl Plan {
    fn told(&self) -> Vec<CorrectionRecipient> {
        let meant = |held: &Delivery| self.decision.recipients.iter().find(|one| holder(held).is(&one.mailbox));
        let one = |mailing: &Mailing| match *mailing {
            Mailing::Letter(index) => {
                let recipient = &self.decision.recipients[index];
                CorrectionRecipient {
                    name: recipient.mailbox.name.clone(),
                    notice: CorrectionNotice::Letter,
                    because: recipient.because.clone(),
                    blocked: recipient.blocked,
                }
            }
            Mailing::Correction(index) | Mailing::Misdirected(index) => {
                let held = &self.held[index];
                let is_new = matches!(mailing, Mailing::Correction(_));
                let meant = meant(held).filter(|_| is_new);
                CorrectionRecipient {
                    name: held.recipient_name.clone(),
                    notice: if is_new { CorrectionNotice::NewCopy } else { CorrectionNotice::Misdirected },
                    because: meant.map_or(&held.because, |recipient| &recipient.because).clone(),
                    blocked: meant.and_then(|recipient| recipient.blocked),
                }
            }
        };
        self.mailings.iter().map(one).collect()
    }
}

/// The input without the fields that cannot be taken, and with a reason.
fn mended(mut input: CorrectionInput, wrong: &[FieldFault]) -> CorrectionInput {
    for one in wrong {
        match one.field {
            Field::Reason => input.reason = Submitted::Value("-".to_owned()),
            Field::Text(Text::CoverNote) => {
                (input.cover_note, input.cover_note_withheld) = (Submitted::Absent, Submitted::Absent);
            }
            Field::Withheld(WithheldFrom::CoverNote)
            | Field::Place(WithheldFrom::CoverNote, _)
            | Field::PlaceEdge(WithheldFrom::CoverNote, ..) => {
                input.cover_note_withheld = Submitted::Absent;
            }
            Field::Helpers => input.helpers = Submitted::Absent,
            _ => {}
        }
    }
    let is_bad = |at: usize| wrong.iter().any(|one| one.field == Field::Helper(at));
    if let Submitted::Value(helpers) = input.helpers {
        let kept = helpers.into_iter().enumerate().filter(|(at, _)| !is_bad(*at)).map(|(_, helper)| helper);
        let kept: Vec<_> = kept.collect();
        input.helpers = if kept.is_empty() { Submitted::Absent } else { Submitted::Value(kept) };
    }
    input
}

/// A change that changes nothing: everyone who is praised stays, with the same words.
pub(super) fn nothing(conn: &mut Connection, record: &Record) -> Result<Change, CommendationError> {
    Ok(Change { helpers: standing(conn, record)?, added: Vec::new(), removed: Vec::new(), note: None })
}

/// Everyone who is praised at present, in the banker's order.
pub(super) fn standing(conn: &mut Connection, record: &Record) -> Result<Vec<Person>, DbError> {
    let ids: Vec<PersonId> = store::helpers_of(conn, &[record.id])?.iter().map(|share| share.person_id).collect();
    let people = directory::operations::people_by_ids(conn, &ids)?;
    Ok(ids.iter().filter_map(|id| people.get(id).cloned()).collect())
}

/// Compares a correction with the record.
pub(super) fn compared(conn: &mut Connection, record: &Record, given: Correction) -> Result<Change, CommendationError> {
    let standing = standing(conn, record)?;
    let without = |all: &[Person], others: &[Person]| -> Vec<Person> {
        all.iter().filter(|one| !others.iter().any(|other| other.id == one.id)).cloned().collect()
    };
    let helpers = given.helpers.unwrap_or_else(|| standing.clone());
    let (added, removed) = (without(&helpers, &standing), without(&standing, &helpers));
    let original = store::originals(conn, record.id)?.ok_or(CommendationError::NotFound)?;
    let name = masking::name_in(conn, record.id)?;
    // Places withheld by hand change the circulated text although the words are the same. The words as they circulate change nothing
    // either: a form shows them, and gives them back where nobody touched them.
    let by_hand = given.cover_note_withheld;
    let same = |note: &CoverNote| {
        [original.cover_note_original.as_deref(), record.cover_note.as_deref()].contains(&Some(note.as_str()))
    };
    let note = given.cover_note.filter(|note| !same(note) || by_hand.answered).map(|note| {
        let (masked, found, maybe_names) = compose::circulate_note(note.as_str(), name.as_ref(), &by_hand);
        NewNote { original: note.as_str().to_owned(), masked, found, maybe_names }
    });
    let circulates = |note: &NewNote| record.cover_note.as_deref() == Some(note.masked.text.as_str());
    let note = note.filter(|note| original.cover_note_original.as_ref() != Some(&note.original) || !circulates(note));
    Ok(Change { helpers, added, removed, note })
}
