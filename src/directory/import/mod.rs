//! Imports the directory file: reads it, compares it with the stored directory, and writes only the difference.
//!
//! `read` turns bytes into rows and finds the errors of rows and file; `compare` is a pure function of the stored directory, the
//! rows and today; `brake` holds back changes that are too large to be intended; [`run`] combines them and writes in one
//! transaction. Reading and comparing happen before it, and are repeated if the directory changed in between.
//!
//! Invariants: an error anywhere changes nothing; all problems are reported at once, each with its line, its column and a remedy;
//! a file never grants `admin` and never changes roles granted by hand.

mod addresses;
mod brake;
mod broken_lines;
pub mod changes;
pub mod compare;
mod decode;
mod layout;
pub mod profile;
pub mod read;
mod renames;
mod report;
pub mod rows;
mod spreadsheet;
mod store;
mod unit_changes;
mod units;
pub mod uploaded;

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::{DirectoryError, EndSignIn, Finding, Role, leaving, line_work_items};
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, Database, DbError};
use crate::files;
use crate::ids::PersonId;
use crate::language::{Phrase, phrase};
use crate::worklist::matter::Employee;

pub use brake::Brake;
use changes::{ChangeKind, Difference, FoundLine};
use compare::Stored;
pub use profile::Profile;
pub use report::{Change, Counts, Items, Report, Verdict};
pub(super) use store::index_again;

/// The scope of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The whole directory: people who are missing from it are deactivated.
    Whole,
    /// A part of the directory: people are only added and changed.
    Partial,
}

/// A problem in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line in the file, from 1.
    pub line: u64,
    /// The column's name in the file, if the problem is in one.
    pub column: Option<String>,
    /// The problem and its remedy.
    pub message: Phrase,
}

impl Problem {
    pub(super) fn new(line: u64, column: Option<&str>, message: Phrase) -> Self {
        Self { line, column: column.map(str::to_owned), message }
    }

    /// `FILE:LINE: column: problem and remedy`.
    pub fn at(&self, file: &str) -> String {
        let Self { line, column, message } = self;
        match column {
            Some(column) => format!("{file}:{line}: {column}: {message}"),
            None => format!("{file}:{line}: {message}"),
        }
    }
}

/// The share of people, in percent, above which a change needs a confirmation.
pub const BRAKE_PERCENT: u32 = 5;

/// The person who has decided about changes of the roles `hr` and `auditor`, if anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// The operator of the server, by the confirmation of the whole import.
    ByOperator,
    /// Nobody yet: a file that changes them is held back.
    ByNobody,
    /// An administrator, whose own roles the file does not change.
    ByAdmin(PersonId),
}

impl Guarded {
    /// True when these people's roles may change.
    fn allows(self, changed: &[Option<PersonId>]) -> bool {
        match self {
            Self::ByOperator => true,
            Self::ByNobody => changed.is_empty(),
            Self::ByAdmin(admin) => !changed.contains(&Some(admin)),
        }
    }
}

/// A file and the options of its import.
#[derive(Debug, Clone)]
pub struct Import {
    /// The file's name in messages.
    pub name: String,
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// The profile's name, for the record.
    pub profile_name: Option<String>,
    /// The names of the columns.
    pub profile: Profile,
    /// The scope of the file.
    pub mode: Mode,
    /// Reports the difference and writes nothing.
    pub dry_run: bool,
    /// Writes even if the brake objects.
    pub confirmed: bool,
    /// Decides about changes of the roles `hr` and `auditor`.
    pub guarded: Guarded,
    /// Treats warnings as errors.
    pub strict: bool,
    /// See [`BRAKE_PERCENT`].
    pub brake_percent: u32,
}

impl Import {
    /// An import of the whole directory in our own columns, without any confirmation.
    pub fn of(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
            profile_name: None,
            profile: Profile::default(),
            mode: Mode::Whole,
            dry_run: false,
            confirmed: false,
            guarded: Guarded::ByOperator,
            strict: false,
            brake_percent: BRAKE_PERCENT,
        }
    }
}

/// The result of the attempt to write.
enum WriteResult {
    /// Written: the people who were deactivated, and notes.
    Done(Vec<PersonId>, Vec<Phrase>),
    Outdated,
}

/// The most comparisons of one import, which is compared again when the directory has changed.
const ATTEMPTS: usize = 5;

/// The time of an import, the bank's day at that time, and the callback that ends leavers' sign-ins.
#[derive(Clone, Copy)]
struct When {
    now: Timestamp,
    today: NaiveDate,
    end_sign_in: EndSignIn,
}

/// Imports a directory file. `today` is the bank's day; `end_sign_in` is called for those who leave and those who return.
///
/// # Errors
/// When the database fails, or the directory keeps changing while the file is compared. Errors of the file are in the report.
pub async fn run(
    db: &Database,
    now: Timestamp,
    today: NaiveDate,
    by: Actor,
    import: Import,
    end_sign_in: EndSignIn,
) -> Result<Report, DirectoryError> {
    let import = Arc::new(import);
    let file = Arc::new(read::read(&import.bytes, &import.profile, today));
    for _ in 0..ATTEMPTS {
        let (mode, rows) = (import.mode, Arc::clone(&file));
        let (stored, difference) = db
            .read(move |conn| {
                let mut stored = store::stored(conn, today)?;
                stored.adopt(&rows.rows);
                let difference = compare::compare(&stored, &rows.rows, today, mode);
                Ok::<_, DbError>((stored, difference))
            })
            .await?;
        let mut report = decide(&import, &file, &stored, &difference);
        if report.verdict != Verdict::Imported && report.verdict != Verdict::Unchanged {
            return Ok(report);
        }
        let import = Arc::clone(&import);
        let written = audit::write(db, now, move |conn, trail| {
            let when = When { now, today, end_sign_in };
            store::with_room(conn, difference.people.len(), |conn| {
                write(conn, trail, when, by, &import, &stored, &difference)
            })
        });
        match written.await? {
            WriteResult::Done(deactivated, notes) => {
                report.deactivated = deactivated;
                report.notes.items.extend(notes);
                return Ok(report);
            }
            WriteResult::Outdated => {}
        }
    }
    Err(DbError::Busy("the directory kept changing while the file was compared".to_owned()).into())
}

/// Decides the verdict on a difference and describes it.
fn decide(import: &Import, file: &rows::DirectoryFile, stored: &Stored, difference: &Difference) -> Report {
    let mut report = Report::new(&import.name, Verdict::Imported, file.notes.clone());
    let brake = brake::brake(stored, difference, import.brake_percent);
    let guarded = guarded_people(difference);
    let held = (!brake.reasons.is_empty() && !import.confirmed) || !import.guarded.allows(&guarded);
    report.describe(difference, brake);
    report.guarded = guarded;
    report.errors = file.errors.iter().chain(&difference.errors).cloned().collect::<Vec<_>>().into();
    if import.strict {
        let warnings = std::mem::take(&mut report.warnings);
        report.errors.items.extend(warnings.items);
    }
    report.errors.items.sort_by_key(|problem| problem.line);
    report.bound();
    report.verdict = match () {
        () if !report.errors.items.is_empty() => Verdict::Refused,
        () if import.dry_run => Verdict::DryRun,
        () if held => Verdict::NeedsConfirmation,
        () if difference.people.is_empty() => Verdict::Unchanged,
        () => Verdict::Imported,
    };
    report
}

/// Writes the difference, unless the directory has changed since the comparison.
fn write(
    conn: &mut Connection,
    trail: &mut Trail,
    When { now, today, end_sign_in }: When,
    by: Actor,
    import: &Import,
    stored: &Stored,
    difference: &Difference,
) -> Result<WriteResult, DbError> {
    super::store::lock(conn)?;
    if store::revision(conn)? != stored.revision {
        return Ok(WriteResult::Outdated);
    }
    let ids = store::Ids::of(stored, &difference.people);
    let renames = &difference.renames;
    let units = stored.units.clone().write(conn, trail, by, (renames, &difference.people), now)?;
    store::write_people(conn, &difference.people, (&ids, &units), now)?;
    store::write_tokens(conn, &difference.people, &ids)?;
    store::index_leavers(conn, &units.renamed_departments(renames))?;
    store::write_former_employments(conn, &difference.people, &ids)?;
    addresses::write(conn, &difference.addresses, now)?;
    store::write_lines(conn, &difference.people, &ids, now)?;
    store::write_roles(conn, &difference.people, &ids, now)?;
    let revision = stored.revision.0 + 1;
    let confirmed_by = match import.guarded {
        Guarded::ByAdmin(admin) => Some(admin.to_string()),
        _ => None,
    };
    let counts = serde_json::to_value(Counts::of(difference)).unwrap_or_default();
    let sha256 = files::digest(&import.bytes);
    let author = if let Actor::Person(id) = by { Some(id) } else { None };
    let profile = import.profile_name.as_deref();
    let id = super::store::write_import(conn, revision, &sha256, profile, &counts.to_string(), author, now)?;
    for (person, role, granted) in guarded_roles(difference, &ids)? {
        let action = if granted { "role.imported" } else { "role.ended_by_import" };
        trail.record(Event::new(by, action, format!("person:{person}")).with("role", role.as_str()));
    }
    trail.record(
        Event::new(by, "directory.imported", format!("import:{id}"))
            .with("revision", revision)
            .with("file_sha256", sha256)
            .with("confirmed", import.confirmed)
            .with("confirmed_by", confirmed_by)
            .with("counts", counts),
    );
    let mut findings = Vec::with_capacity(difference.findings.len());
    for FoundLine { number, name, fault } in &difference.findings {
        let person = ids.get(number)?;
        let employee = Employee { id: person, name: name.clone(), number: number.clone() };
        line_work_items::open(conn, employee, fault, now)?;
        findings.push(Finding { kind: fault.line_break(), person });
    }
    line_work_items::close_mended(conn, &findings, today, now)?;
    let people = &difference.people;
    let deactivated = store::matching(people, &ids, |change| change.kind == ChangeKind::Deactivated)?;
    let begin_anew = store::matching(people, &ids, |change| {
        change.kind == ChangeKind::Returned || change.former_employment().is_some()
    })?;
    let ended: Vec<PersonId> = deactivated.iter().chain(&begin_anew).copied().collect();
    let granted = leaving::end_access(conn, trail, by, &ended, now, end_sign_in)?;
    Ok(WriteResult::Done(deactivated, ended_grants(&granted, difference, &ids)))
}

/// Notes on roles that were granted by hand: they ended with the leaving and do not come back by themselves.
fn ended_grants(granted: &[(PersonId, Role)], difference: &Difference, ids: &store::Ids) -> Vec<Phrase> {
    let number = |person: PersonId| {
        let numbers = difference.people.iter().map(|change| change.after.employee_number.as_str());
        numbers.into_iter().find(|number| ids.get(number).is_ok_and(|id| id == person)).unwrap_or_default()
    };
    let note = |(person, role): &(PersonId, Role)| {
        phrase("import-note-grant-ended").with("person", number(*person)).with("role", role.as_str())
    };
    granted.iter().map(note).collect()
}

/// The people whose roles `hr` or `auditor` change; none for somebody who is new.
fn guarded_people(difference: &Difference) -> Vec<Option<PersonId>> {
    let is_guarded = |change: &&changes::PersonChange| {
        change.roles.as_ref().is_some_and(|(before, after)| {
            before.symmetric_difference(after).any(|role| matches!(role, Role::Hr | Role::Auditor))
        })
    };
    difference.people.iter().filter(is_guarded).map(|change| change.id).collect()
}

/// Changes of the roles that see more than others.
fn guarded_roles(difference: &Difference, ids: &store::Ids) -> Result<Vec<(PersonId, Role, bool)>, DbError> {
    let mut found = Vec::new();
    for change in &difference.people {
        let Some((before, after)) = &change.roles else { continue };
        let person = ids.get(&change.after.employee_number)?;
        let guarded = before.symmetric_difference(after).filter(|role| matches!(role, Role::Hr | Role::Auditor));
        found.extend(guarded.map(|role| (person, *role, after.contains(role))));
    }
    Ok(found)
}
