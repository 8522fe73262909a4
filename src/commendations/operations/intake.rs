//! The look-ups of the intake: the people, assist and upload that an input names, checked against the day of service and the
//! caller.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Commendations, Correction, Prepared};
use crate::assists::{self, Assist};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::intake::{
    Checked, CorrectionInput, Field, Findings, Input, ScanAsked, Submitted, UNKNOWN_UPLOAD, check, helpers, reason,
};
use crate::commendations::order::{FromDraft, Order, ScanOrder, UnknownHelper};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::language::phrase;
use crate::letters::uploads::{self, checked};
use crate::permissions::{Caller, Role};

impl Commendations {
    /// Checks an input, looks up what it names, and decides everything about the order. Nothing is stored.
    ///
    /// # Errors
    /// [`CommendationError::Rejected`] with everything that is wrong; [`CommendationError::OnlyBankers`].
    pub async fn prepare(&self, caller: Caller, input: Input) -> Result<Prepared, CommendationError> {
        self.may_send(&caller)?;
        self.prepare_for(caller.person, input, None).await
    }

    /// The same in the name of a banker who may send.
    pub(in crate::commendations) async fn prepare_for(
        &self,
        banker: PersonId,
        input: Input,
        draft: Option<FromDraft>,
    ) -> Result<Prepared, CommendationError> {
        let mut findings = Findings::default();
        let asked = check(input, self.today(), &mut findings);
        let (service, now) = (self.clone(), self.clock.now());
        let work = move |conn: &mut Connection| {
            let order = look_up(conn, (banker, now), asked, &mut findings)?;
            let order = findings.finish(order).map_err(CommendationError::Rejected)?;
            Ok(service.decide(conn, Order { draft, ..order })?)
        };
        self.db.read(work).await
    }

    /// Lets a caller pass who may send commendations in this bank.
    pub(in crate::commendations) fn may_send(&self, caller: &Caller) -> Result<(), CommendationError> {
        if self.policy.only_bankers_commend && !caller.is(Role::Banker) {
            return Err(CommendationError::OnlyBankers);
        }
        Ok(())
    }

    /// Checks a correction and looks up whom it names.
    ///
    /// # Errors
    /// [`CommendationError::Rejected`] with everything that is wrong; whatever keeps the caller from correcting.
    pub async fn prepare_correction(
        &self,
        caller: Caller,
        id: CommendationId,
        input: CorrectionInput,
    ) -> Result<Correction, CommendationError> {
        let mut findings = Findings::default();
        let (cover_note, cover_note_withheld) = findings.cover_note(input.cover_note, input.cover_note_withheld);
        let reason = reason(input.reason, (500, phrase("field-correction-reason")), &mut findings);
        if input.helpers.as_ref().is_some_and(Vec::is_empty) {
            findings.note(Field::Helpers, "required", "Name who is praised, or leave this out to keep it as it is.");
        }
        let changes_helpers = !matches!(input.helpers, Submitted::Absent);
        let ids = helpers(input.helpers, &mut findings);
        let service = self.clone();
        let work = move |conn: &mut Connection| {
            let record = service.correctable(conn, &caller, id)?;
            let mut helpers = None;
            if changes_helpers {
                let named: Vec<PersonId> = ids.iter().map(|(_, id)| *id).collect();
                let people = directory::operations::people_by_ids(conn, &named)?;
                let about = (record.banker_id, record.served_on);
                helpers = Some(known_helpers(conn, &ids, about, &people, &mut findings)?);
            }
            let correction = reason.map(|reason| Correction { helpers, cover_note, cover_note_withheld, reason });
            findings.finish(correction).map_err(CommendationError::Rejected)
        };
        self.db.read(work).await
    }
}

/// Looks people, assist and upload up, and puts the order together.
fn look_up(
    conn: &mut Connection,
    (me, now): (PersonId, Timestamp),
    asked: Checked,
    findings: &mut Findings,
) -> Result<Option<Order>, CommendationError> {
    let mut ids: Vec<PersonId> = asked.helpers.iter().map(|(_, id)| *id).collect();
    ids.push(me);
    let people = directory::operations::people_by_ids(conn, &ids)?;
    let helpers = known_helpers(conn, &asked.helpers, (me, asked.served_on), &people, findings)?;
    let mut assist = None;
    if let Some(id) = asked.assist {
        assist = assists::operations::of_banker(conn, id, me)?;
        if assist.is_none() {
            findings.note(Field::Assist, "unknown_assist", "No assist of yours has this id.");
        }
    }
    let unknown = assist.as_ref().filter(|_| asked.helpers.is_empty()).and_then(unknown_helper);
    if asked.helpers.is_empty() && unknown.is_none() {
        let why = "Name who helped. If you are not sure who it was, note an assist with name and department first.";
        findings.note(Field::Helpers, "required", why);
    }
    let mut letter = asked.letter;
    if let (Some(scan), Some(letter)) = (&asked.scan, &mut letter) {
        letter.scan = known_scan(conn, (me, now), scan, findings)?;
    }
    let Some(banker) = people.get(&me).cloned() else { return Ok(None) };
    Ok(Some(Order {
        banker,
        helpers,
        unknown,
        assist: asked.assist,
        draft: None,
        served_on: asked.served_on,
        include_banker: asked.include_banker,
        client: asked.client,
        letter,
        cover_note: asked.cover_note,
        cover_note_withheld: asked.cover_note_withheld,
        workaround: asked.workaround.filter(|workaround| !workaround.is_empty()),
        strengths: asked.strengths,
    }))
}

fn known_helpers(
    conn: &mut Connection,
    ids: &[(usize, PersonId)],
    (banker, served_on): (PersonId, NaiveDate),
    people: &HashMap<PersonId, Person>,
    findings: &mut Findings,
) -> Result<Vec<Person>, DbError> {
    let absent = directory::operations::absent_on(conn, people.values(), served_on)?;
    let mut helpers = Vec::with_capacity(ids.len());
    for (index, id) in ids {
        let field = Field::Helper(*index);
        match people.get(id) {
            _ if *id == banker => findings.note(field, "oneself", "Nobody commends themselves."),
            None => findings.note(field, "unknown_person", "Nobody has this id."),
            Some(person) if absent.contains(&person.id) => {
                findings.note(field, "not_employed", format!("{} did not work here on {served_on}.", person.name));
            }
            Some(person) => helpers.push(person.clone()),
        }
    }
    Ok(helpers)
}

fn unknown_helper(assist: &Assist) -> Option<UnknownHelper> {
    if assist.helper_id.is_some() {
        return None;
    }
    let hint = assist.hint.as_ref()?;
    Some(UnknownHelper {
        assist: assist.id,
        name: hint.name.clone(),
        department: hint.department.clone(),
        extension: hint.extension.clone(),
    })
}

/// Looks the upload of a scan up, and its pages for the regions.
fn known_scan(
    conn: &mut Connection,
    (me, now): (PersonId, Timestamp),
    asked: &ScanAsked,
    findings: &mut Findings,
) -> Result<Option<ScanOrder>, CommendationError> {
    let mut upload = None;
    if let Some(id) = asked.upload {
        upload = uploads::operations::of_uploader(conn, id, me)?.filter(|upload| !upload.has_expired(now));
        match &upload {
            None => findings.note(Field::Upload, "unknown_upload", UNKNOWN_UPLOAD),
            Some(upload) if upload.commendation.is_some() => {
                findings.note(Field::Upload, "upload_used", phrase("refused-upload-used"));
            }
            Some(_) => {}
        }
    }
    // Without the upload nobody knows how many pages there are; the rest of a region can be told all the same.
    let pages = upload.as_ref().map_or(usize::MAX, |upload| upload.pages.len());
    let mut regions = Vec::with_capacity(asked.regions.len());
    for (index, [page, x, y, w, h]) in &asked.regions {
        match checked(*page, [*x, *y, *w, *h], pages) {
            Ok(region) => regions.push(region),
            Err((member, why)) => findings.note(Field::Region(*index, member), why.code(), why.to_string()),
        }
    }
    Ok(upload.map(|upload| ScanOrder { upload, regions, checked: asked.checked }))
}
