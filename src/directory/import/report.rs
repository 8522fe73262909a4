//! The report of an import, for people as text and for programs as JSON.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Serialize;

use super::changes::{ChangeKind, Difference, KeptAddress, KeptCorrection, LineChange, PersonChange, Rename};
use super::rows::Record;
use super::{Brake, Problem};
use crate::ids::PersonId;
use crate::language::Phrase;

/// The outcome of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The difference was written.
    Imported,
    /// The file matches the stored directory; only the import itself was recorded.
    Unchanged,
    /// A dry run: nothing was changed.
    DryRun,
    /// The file has errors: nothing was changed.
    Refused,
    /// The brake held: nothing was changed, and `--confirm` would write it.
    NeedsConfirmation,
}

/// The size of a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Counts {
    /// Rows in the file.
    pub rows: usize,
    /// People not known before.
    pub added: usize,
    /// Known people with any other difference.
    pub changed: usize,
    /// People employed again.
    pub returned: usize,
    /// People no longer employed.
    pub deactivated: usize,
    /// Known people with another supervisor.
    pub managers_changed: usize,
    /// People whose roles from the file differ.
    pub roles_changed: usize,
    /// Rows that match the stored directory.
    pub unchanged: usize,
}

impl Counts {
    pub(super) fn of(difference: &Difference) -> Self {
        let count = |kind| difference.people.iter().filter(|change| change.kind == kind).count();
        let moved = |change: &&PersonChange| {
            change.kind != ChangeKind::Added && change.line.as_ref().is_some_and(LineChange::changes_manager)
        };
        Self {
            rows: difference.rows,
            added: count(ChangeKind::Added),
            changed: count(ChangeKind::Changed),
            returned: count(ChangeKind::Returned),
            deactivated: count(ChangeKind::Deactivated),
            managers_changed: difference.people.iter().filter(moved).count(),
            roles_changed: difference.people.iter().filter(|change| change.roles.is_some()).count(),
            unchanged: difference.unchanged,
        }
    }
}

/// A list in the form of the command line's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Items<T> {
    /// The elements.
    pub items: Vec<T>,
}

impl<T> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

/// The changes of one person, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The kind of change.
    pub change: &'static str,
    /// The person's employee number.
    pub employee_number: String,
    /// The name after the import.
    pub name: String,
    /// The columns that differ, with the values before and after.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<&'static str, [String; 2]>,
}

impl From<&PersonChange> for Change {
    fn from(change: &PersonChange) -> Self {
        let mut columns = BTreeMap::new();
        let mut differ = |name: &'static str, before: String, after: String| {
            if before != after {
                columns.insert(name, [before, after]);
            }
        };
        if let Some(before) = &change.before {
            for ((name, before), (_, after)) in texts(before).into_iter().zip(texts(&change.after)) {
                differ(name, before, after);
            }
        }
        if let Some(line) = &change.line {
            differ("manager_number", line.before.clone().unwrap_or_default(), line.after.clone().unwrap_or_default());
            if line.settles.is_some() {
                differ("correction", "in force".to_owned(), "the file says the same".to_owned());
            }
        }
        if let Some((before, after)) = &change.roles {
            let list = |roles: &std::collections::BTreeSet<crate::permissions::Role>| {
                roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(";")
            };
            differ("roles", list(before), list(after));
        }
        Self {
            change: match change.kind {
                ChangeKind::Added => "added",
                ChangeKind::Changed => "changed",
                ChangeKind::Returned => "returned",
                ChangeKind::Deactivated => "deactivated",
            },
            employee_number: change.after.employee_number.clone(),
            name: change.after.name.clone(),
            columns,
        }
    }
}

fn texts(record: &Record) -> [(&'static str, String); 8] {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    [
        ("name", record.name.clone()),
        ("email", record.email.clone()),
        ("title", record.title.clone()),
        ("department", record.department.clone()),
        ("branch", record.branch.clone()),
        ("extension", record.extension.clone()),
        ("start_date", day(record.starts_on)),
        ("end_date", day(record.ends_on)),
    ]
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.change, self.employee_number, self.name)?;
        for (name, [before, after]) in &self.columns {
            write!(f, "; {name}: {} → {}", shown(before), shown(after))?;
        }
        Ok(())
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(none)" } else { value }
}

/// The report of one import.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The outcome.
    pub verdict: Verdict,
    /// The file's name, as given.
    pub file: String,
    /// The size of the difference.
    pub counts: Counts,
    /// The first errors, in line order; with any error nothing is changed.
    pub errors: Items<Problem>,
    /// The number of further errors.
    pub more_errors: usize,
    /// Problems that do not prevent the import; each becomes a work item for HR.
    pub warnings: Items<Problem>,
    /// The reasons why a confirmation is needed.
    pub brake: Items<Phrase>,
    /// Corrections by HR that differ from the file and stay in force.
    pub standing: Items<KeptCorrection>,
    /// Addresses by HR that differ from the file and stay in force.
    pub standing_addresses: Items<KeptAddress>,
    /// Departments and branches that go on under another name.
    pub renamed: Items<Rename>,
    /// Harmless remarks.
    pub notes: Items<Phrase>,
    /// All differences.
    pub changes: Items<Change>,
    /// The people whose roles `hr` or `auditor` change; none for somebody who is new.
    #[serde(skip)]
    pub guarded: Vec<Option<PersonId>>,
    /// People no longer employed.
    #[serde(skip)]
    pub deactivated: Vec<PersonId>,
}

/// The most errors listed for one file.
const MOST_ERRORS: usize = 200;

/// The most differences shown to a person; the JSON has all.
const SHOWN: usize = 40;

impl Report {
    pub(super) fn new(file: &str, verdict: Verdict, notes: Vec<Phrase>) -> Self {
        Self {
            verdict,
            file: file.to_owned(),
            counts: Counts::default(),
            errors: Items::default(),
            more_errors: 0,
            warnings: Items::default(),
            brake: Items::default(),
            standing: Items::default(),
            standing_addresses: Items::default(),
            renamed: Items::default(),
            notes: notes.into(),
            changes: Items::default(),
            guarded: Vec::new(),
            deactivated: Vec::new(),
        }
    }

    pub(super) fn describe(&mut self, difference: &Difference, brake: Brake) {
        self.counts = Counts::of(difference);
        self.changes = difference.people.iter().map(Change::from).collect::<Vec<_>>().into();
        self.warnings = difference.warnings.clone().into();
        self.standing = difference.standing.clone().into();
        self.standing_addresses = difference.standing_addresses.clone().into();
        self.renamed = difference.renames.clone().into();
        self.brake = brake.reasons.into();
    }

    /// Keeps only the first errors: a file of another kind has one in every row.
    pub(super) fn bound(&mut self) {
        self.more_errors = self.errors.items.len().saturating_sub(MOST_ERRORS);
        self.errors.items.truncate(MOST_ERRORS);
    }

    /// The problems that somebody must look at, one a line: errors, warnings, and the reasons of the brake.
    pub fn problems(&self) -> String {
        let mut text = String::new();
        for (kind, problems) in [("", &self.errors), (" (warning)", &self.warnings)] {
            for problem in &problems.items {
                // Writing to a String cannot fail, here and below.
                let _ = writeln!(text, "{}{kind}", problem.at(&self.file));
            }
        }
        if self.verdict == Verdict::NeedsConfirmation {
            for reason in &self.brake.items {
                let _ = writeln!(text, "{}: {reason}", self.file);
            }
            let _ = writeln!(text, "Nothing was changed. If this is meant, run the same command with --confirm.");
        }
        if self.verdict == Verdict::Refused {
            let n = self.errors.items.len() + self.more_errors;
            if self.more_errors > 0 {
                let _ = writeln!(text, "{}: and {} more errors", self.file, self.more_errors);
            }
            let _ = writeln!(text, "Nothing was changed: {n} {} to mend.", if n == 1 { "error" } else { "errors" });
        }
        text
    }
}

impl fmt::Display for Report {
    /// The changes that were made or would be made.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes.items {
            writeln!(f, "Note: {note}.")?;
        }
        if self.verdict == Verdict::Refused {
            return Ok(());
        }
        for Rename { unit, from, to } in &self.renamed.items {
            writeln!(f, "  renamed {unit}: {from} → {to}; what is counted by it goes on")?;
        }
        if self.verdict != Verdict::Imported || self.changes.items.len() <= SHOWN {
            for change in self.changes.items.iter().take(SHOWN) {
                writeln!(f, "  {change}")?;
            }
            if let Some(more) = self.changes.items.len().checked_sub(SHOWN).filter(|more| *more > 0) {
                writeln!(f, "  and {more} more; --json lists them all")?;
            }
        }
        for KeptCorrection { employee_number, corrected_to, file_says, line } in &self.standing.items {
            let says = file_says.as_deref().map_or("no manager".to_owned(), |number| format!("manager {number}"));
            writeln!(
                f,
                "{}:{line}: {employee_number} stays under {corrected_to} as HR corrected it; the file says {says}",
                self.file
            )?;
        }
        for KeptAddress { employee_number, corrected_to, file_says, line } in &self.standing_addresses.items {
            writeln!(
                f,
                "{}:{line}: {employee_number} keeps {corrected_to} as HR corrected it; the file says {file_says}",
                self.file
            )?;
        }
        let Counts { rows, added, changed, returned, deactivated, managers_changed, roles_changed, unchanged } =
            self.counts;
        let what = match self.verdict {
            Verdict::Imported => "Imported",
            Verdict::Unchanged => "Nothing to change",
            Verdict::DryRun => "Would import",
            Verdict::Refused | Verdict::NeedsConfirmation => "Not imported",
        };
        writeln!(
            f,
            "{what}: {rows} rows; {added} added, {changed} changed, {returned} returned, {deactivated} deactivated, \
             {unchanged} unchanged; {managers_changed} with another manager, {roles_changed} with other roles.",
        )?;
        if self.verdict == Verdict::DryRun && !self.brake.items.is_empty() {
            for reason in &self.brake.items {
                writeln!(f, "Needs --confirm: {reason}.")?;
            }
        }
        Ok(())
    }
}
