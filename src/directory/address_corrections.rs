//! Mail addresses that HR corrects against the source, by the rules of reporting lines: one correction holds for a person, until the
//! source says the same or until its last day.
//!
//! Invariants: while a correction is open, the person's row has its address and the correction has what the source says; a correction
//! is never deleted; no two active people have one address. The import ends a correction that the file agrees with (`import/compare`).

use chrono::NaiveDate;

use super::{
    AddressCorrection, CorrectedAddress, CorrectionProblem, DirectoryError, Person, RecordedAddress, rules,
    search_tokens, store,
};
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::ids::PersonId;
use crate::mail_addresses::MailAddress;

/// A correction of an address that may be incomplete, so that its parts can be checked while others are missing or invalid.
#[derive(Debug, Clone)]
pub struct PartialAddress {
    pub person: PersonId,
    pub email: Option<String>,
    pub until: Option<NaiveDate>,
    pub reason: Option<String>,
}

impl From<&AddressCorrection> for PartialAddress {
    fn from(correction: &AddressCorrection) -> Self {
        Self {
            person: correction.person,
            email: Some(correction.email.clone()),
            until: correction.until,
            reason: Some(correction.reason.clone()),
        }
    }
}

/// Finds all problems of a correction.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the person does not exist.
pub fn check(
    conn: &mut Connection,
    partial: &PartialAddress,
    today: NaiveDate,
) -> Result<Vec<CorrectionProblem>, DirectoryError> {
    let person = store::person_by_id(conn, partial.person)?.ok_or(DirectoryError::NotFound)?;
    let mut problems = Vec::new();
    if let Some(email) = &partial.email {
        problems.extend(address_problem(conn, &person, email)?);
    }
    if partial.until.is_some_and(|last| last < today) {
        problems.push(CorrectionProblem::Over);
    }
    if partial.reason.as_ref().is_some_and(|reason| !rules::is_reason(reason)) {
        problems.push(CorrectionProblem::Reason);
    }
    Ok(problems)
}

fn address_problem(conn: &mut Connection, person: &Person, email: &str) -> Result<Option<CorrectionProblem>, DbError> {
    if let Err(problem) = MailAddress::parse(email) {
        return Ok(Some(CorrectionProblem::NoAddress(problem)));
    }
    if email == person.email {
        return Ok(Some(CorrectionProblem::SameAddress));
    }
    let owner = store::active_by_email(conn, email)?.filter(|owner| owner.id != person.id);
    Ok(owner.map(|_| CorrectionProblem::AddressTaken))
}

/// Records an address against the source, inside the caller's transaction. It ends the correction before it.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the person does not exist; [`DirectoryError::Rejected`] with every problem.
pub fn correct_in(
    conn: &mut Connection,
    trail: &mut Trail,
    (now, today): (Timestamp, NaiveDate),
    by: PersonId,
    correction: AddressCorrection,
) -> Result<CorrectedAddress, DirectoryError> {
    store::lock(conn)?;
    let problems = check(conn, &PartialAddress::from(&correction), today)?;
    if !problems.is_empty() {
        return Err(DirectoryError::Rejected(problems));
    }
    let person = store::person_by_id(conn, correction.person)?.ok_or(DirectoryError::NotFound)?;
    let before = store::open_address(conn, correction.person)?;
    let source_says = before.map_or_else(|| person.email.clone(), |before| before.source_says);
    store::end_address(conn, correction.person, now)?;
    let id = store::insert_address(conn, &correction, &source_says, by, now)?;
    store::set_email(conn, &person, &correction.email, now)?;
    let subject = format!("person:{}", correction.person);
    let event = Event::new(Actor::Person(by), "address.corrected", subject).with("correction", id.to_string());
    trail.record(event.with("until", correction.until.map(|day| day.to_string())));
    Ok(CorrectedAddress { id, correction })
}

/// Ends the corrections whose last day is over: the person has the address of the source again, unless somebody else has it by now.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn end_over(
    conn: &mut Connection,
    trail: &mut Trail,
    (now, today): (Timestamp, NaiveDate),
) -> Result<(), DbError> {
    for over in store::addresses_over(conn, today)? {
        let id = over.correction.person;
        store::end_address(conn, id, now)?;
        trail.record(Event::new(Actor::System, "address.correction_ended", format!("person:{id}")));
        let Some(person) = store::person_by_id(conn, id)? else { continue };
        let owner = store::active_by_email(conn, &over.source_says)?.filter(|owner| owner.id != id);
        let is_changed = search_tokens::email_key(&person.email) != search_tokens::email_key(&over.correction.email);
        if owner.is_none() && !is_changed {
            store::set_email(conn, &person, &over.source_says, now)?;
        }
    }
    Ok(())
}

/// The corrections of a person's address, the latest first.
///
/// # Errors
/// When the database cannot be read.
pub fn history(conn: &mut Connection, person: PersonId) -> Result<Vec<RecordedAddress>, DbError> {
    store::addresses_of(conn, person)
}
