//! The operations and queries of the directory, for the rest of the crate.
//!
//! Queries take a connection, so that a caller's transaction sees one state throughout. Each change is one write transaction with
//! an entry in the trail.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::store::{self, StoredLines};
use super::{
    Chain, Corrected, Correction, CorrectionProblem, DirectoryError, EndSignIn, LineKind, Person, Role, Supervisor,
    address_corrections, leaving, line_work_items, rules,
};
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::ids::PersonId;
use crate::permissions::Roles;

pub use super::departments::{department_name, department_named, head_of_department};
pub use super::team::{Member, members_of_team};
pub use super::typeahead::{Search, find};

/// A person, employed or not.
///
/// # Errors
/// [`DirectoryError::NotFound`] when nobody has the id.
pub fn person(conn: &mut Connection, id: PersonId) -> Result<Person, DirectoryError> {
    store::person_by_id(conn, id)?.ok_or(DirectoryError::NotFound)
}

/// The person of an id that a record holds. Nobody is ever deleted from the directory, so an unknown id is a fault of ours.
///
/// # Errors
/// When the database cannot be read, or has no such person.
pub fn recorded(conn: &mut Connection, id: PersonId) -> Result<Person, DbError> {
    let missing = || DbError::Unexpected("a person of a record is not in the directory".into());
    store::person_by_id(conn, id)?.ok_or_else(missing)
}

/// The people with these ids, employed or not; unknown ids are left out.
///
/// # Errors
/// When the database cannot be read.
pub fn people_by_ids(conn: &mut Connection, ids: &[PersonId]) -> Result<HashMap<PersonId, Person>, DbError> {
    store::people_by_ids(conn, ids)
}

/// The active person with this address; case does not matter.
///
/// # Errors
/// When the database cannot be read.
pub fn active_by_email(conn: &mut Connection, email: &str) -> Result<Option<Person>, DbError> {
    store::active_by_email(conn, email)
}

/// The person with this employee number, employed or not.
///
/// # Errors
/// When the database cannot be read.
pub fn by_employee_number(conn: &mut Connection, number: &str) -> Result<Option<Person>, DbError> {
    store::by_employee_number(conn, number)
}

/// The people whom the source shows as not employed on a day, neither in the present employment nor in a former one.
///
/// # Errors
/// When the database cannot be read.
pub fn absent_on<'p>(
    conn: &mut Connection,
    people: impl IntoIterator<Item = &'p Person>,
    day: NaiveDate,
) -> Result<HashSet<PersonId>, DbError> {
    let outside = people.into_iter().filter(|person| !super::employed(person.starts_on, person.ends_on, day));
    let mut absent: HashSet<PersonId> = outside.map(|person| person.id).collect();
    if !absent.is_empty() {
        let ids: Vec<PersonId> = absent.iter().copied().collect();
        for person in store::employed_before(conn, &ids, day)? {
            absent.remove(&person);
        }
    }
    Ok(absent)
}

/// A person's roles, from files and granted by hand.
///
/// # Errors
/// When the database cannot be read.
pub fn roles_of(conn: &mut Connection, person: PersonId) -> Result<Roles, DbError> {
    Ok(store::roles_of(conn, person)?.into_iter().collect())
}

/// The active people with a role, from files or granted by hand.
///
/// # Errors
/// When the database cannot be read.
pub fn active_with_role(conn: &mut Connection, role: Role) -> Result<Vec<Person>, DbError> {
    store::active_with_role(conn, role)
}

/// The supervisors of a person on a day, by the lines of that day and the people employed now; see [`rules::chain`].
///
/// # Errors
/// When the database cannot be read.
pub fn chain(conn: &mut Connection, person: PersonId, on: NaiveDate, levels: usize) -> Result<Chain, DbError> {
    let walked = rules::chain(&mut StoredLines::new(conn), person, on, levels)?;
    let ids: Vec<PersonId> = walked.above.iter().map(|above| above.person).collect();
    let mut people = store::people_by_ids(conn, &ids)?;
    let supervisors = walked
        .above
        .iter()
        .zip(1..)
        .filter_map(|(above, level)| {
            people.remove(&above.person).map(|person| Supervisor { level, person, reason: above.reason })
        })
        .collect();
    Ok(Chain { supervisors, findings: walked.findings })
}

/// The active people to whom a person reports by a dotted line on a day.
///
/// # Errors
/// When the database cannot be read.
pub fn dotted_supervisors(conn: &mut Connection, person: PersonId, on: NaiveDate) -> Result<Vec<Person>, DbError> {
    use rules::Lines as _;
    let lines = StoredLines::new(conn).lines_of(person)?;
    let ids = rules::dotted(&lines, person, on);
    let mut people = store::people_by_ids(conn, &ids)?;
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}

/// True when `supervisor` is the first in the chain of `person` on a day.
///
/// # Errors
/// When the database cannot be read.
pub fn is_supervisor_of(
    conn: &mut Connection,
    supervisor: PersonId,
    person: PersonId,
    on: NaiveDate,
) -> Result<bool, DbError> {
    rules::supervises(&mut StoredLines::new(conn), supervisor, person, on)
}

/// The active people of whom this person is the supervisor on the day, as [`is_supervisor_of`] says.
///
/// # Errors
/// When the database cannot be read.
pub fn team_of(conn: &mut Connection, supervisor: PersonId, on: NaiveDate) -> Result<Vec<PersonId>, DbError> {
    let mut lines = StoredLines::new(conn);
    let mut team = rules::team_candidates(&mut lines, supervisor, on)?;
    lines.read_ahead(&team)?;
    let mut failed = None;
    team.retain(|person| {
        rules::supervises(&mut lines, supervisor, *person, on).unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    });
    failed.map_or(Ok(team), Err)
}

/// Rebuilds the search tokens of the next people by id and returns the last of them; none at the end. See [`crate::app::search_index`].
///
/// # Errors
/// When the database cannot be written.
pub fn index_again(conn: &mut Connection, after: Option<PersonId>, most: i64) -> Result<Option<PersonId>, DbError> {
    store::lock(conn)?;
    let people = store::people_after(conn, after, most)?;
    super::import::index_again(conn, &people)?;
    Ok(people.last().map(|person| person.id))
}

/// Records a reporting line against the source. A new primary correction ends the previous one; it holds until a file says the
/// same or until its last day.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the person does not exist; [`DirectoryError::Rejected`] with every problem.
pub async fn correct(
    db: &Database,
    now: Timestamp,
    today: NaiveDate,
    by: PersonId,
    correction: Correction,
) -> Result<Corrected, DirectoryError> {
    audit::write(db, now, move |conn, trail| correct_in(conn, trail, (now, today), by, correction)).await
}

/// Like [`correct`], inside the caller's transaction.
///
/// # Errors
/// As for [`correct`].
pub fn correct_in(
    conn: &mut Connection,
    trail: &mut Trail,
    (now, today): (Timestamp, NaiveDate),
    by: PersonId,
    correction: Correction,
) -> Result<Corrected, DirectoryError> {
    store::lock(conn)?;
    let problems = check(conn, &PartialCorrection::from(&correction))?;
    if !problems.is_empty() {
        return Err(DirectoryError::Rejected(problems));
    }
    if correction.kind == LineKind::Primary {
        store::end_primary_corrections(conn, correction.person, correction.from, now)?;
    }
    let id = store::insert_correction(conn, &correction, by, now)?;
    line_work_items::close_mended(conn, &[], today, now)?;
    trail.record(
        Event::new(Actor::Person(by), "reporting_line.corrected", format!("person:{}", correction.person))
            .with("line", id.to_string())
            .with("supervisor", correction.supervisor.to_string())
            .with("kind", correction.kind.as_str())
            .with("from", correction.from.to_string())
            .with("until", correction.until.map(|day| day.to_string())),
    );
    Ok(Corrected { id, correction })
}

/// A correction that may be incomplete, so that its parts can be checked while others are missing or invalid.
#[derive(Debug, Clone)]
pub struct PartialCorrection {
    /// The person whose line it is.
    pub person: PersonId,
    /// The supervisor.
    pub supervisor: Option<PersonId>,
    /// The kind of line.
    pub kind: Option<LineKind>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, inclusive.
    pub until: Option<NaiveDate>,
    /// The reason.
    pub reason: Option<String>,
}

impl From<&Correction> for PartialCorrection {
    fn from(correction: &Correction) -> Self {
        Self {
            person: correction.person,
            supervisor: Some(correction.supervisor),
            kind: Some(correction.kind),
            from: Some(correction.from),
            until: correction.until,
            reason: Some(correction.reason.clone()),
        }
    }
}

/// Finds all problems of a correction.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the person does not exist.
pub fn check(conn: &mut Connection, partial: &PartialCorrection) -> Result<Vec<CorrectionProblem>, DirectoryError> {
    person(conn, partial.person)?;
    let mut problems = Vec::new();
    if let Some(supervisor) = partial.supervisor {
        problems.extend(supervisor_problem(conn, partial, supervisor)?);
    }
    if partial.from.zip(partial.until).is_some_and(|(first, last)| last < first) {
        problems.push(CorrectionProblem::EndsBeforeItBegins);
    }
    if partial.reason.as_ref().is_some_and(|reason| !rules::is_reason(reason)) {
        problems.push(CorrectionProblem::Reason);
    }
    Ok(problems)
}

fn supervisor_problem(
    conn: &mut Connection,
    partial: &PartialCorrection,
    supervisor: PersonId,
) -> Result<Option<CorrectionProblem>, DbError> {
    if supervisor == partial.person {
        return Ok(Some(CorrectionProblem::OwnSupervisor));
    }
    let Some(found) = store::person_by_id(conn, supervisor)? else {
        return Ok(Some(CorrectionProblem::UnknownSupervisor));
    };
    if !found.active {
        return Ok(Some(CorrectionProblem::InactiveSupervisor));
    }
    if let (Some(LineKind::Primary), Some(from)) = (partial.kind, partial.from)
        && rules::would_circle(&mut StoredLines::new(conn), partial.person, supervisor, from)?
    {
        return Ok(Some(CorrectionProblem::Circle));
    }
    Ok(None)
}

/// Activates people whose first day has come, deactivates those whose last day is over, and returns the latter. Access ends for
/// both; see `super::leaving`. Corrected addresses end with their last day. It runs once a day and is harmless at any time.
///
/// # Errors
/// When the database cannot be written.
pub async fn turn_day(
    db: &Database,
    now: Timestamp,
    today: NaiveDate,
    end_sign_in: EndSignIn,
) -> Result<Vec<PersonId>, DbError> {
    let nothing = move |conn: &mut Connection| {
        Ok::<_, DbError>(
            store::stale_standing(conn, today)?.is_empty() && store::addresses_over(conn, today)?.is_empty(),
        )
    };
    if db.read(nothing).await? {
        return Ok(Vec::new());
    }
    audit::write(db, now, move |conn, trail| {
        store::lock(conn)?;
        address_corrections::end_over(conn, trail, (now, today))?;
        let mut gone = Vec::new();
        for (id, was_active) in store::stale_standing(conn, today)? {
            let Some(person) = store::person_by_id(conn, id)? else { continue };
            // The address may belong to somebody else by now; the next import tells them apart.
            if !was_active && store::active_by_email(conn, &person.email)?.is_some() {
                continue;
            }
            store::set_active(conn, &person, !was_active, now)?;
            let action = if was_active { "person.deactivated" } else { "person.activated" };
            trail.record(Event::new(Actor::System, action, format!("person:{id}")));
            leaving::end_access(conn, trail, Actor::System, &[id], now, end_sign_in)?;
            if was_active {
                gone.push(id);
            }
        }
        Ok(gone)
    })
    .await
}
