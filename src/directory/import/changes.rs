//! The changes that a file makes, as `compare` finds them and `store` writes them. Pure data.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Problem;
use super::rows::Record;
use crate::directory::Role;
use crate::ids::{AddressCorrectionId, LineId, PersonId};
use crate::vocabulary::vocabulary;
use crate::worklist::matter::LineFault;

/// The changes to write, and the problems to report.
#[derive(Debug, Default)]
pub struct Difference {
    /// Changed people in the file's order, then those who are no longer in it.
    pub people: Vec<PersonChange>,
    /// Corrections that differ from the file and stay in force.
    pub standing: Vec<KeptCorrection>,
    /// Corrected addresses that differ from the file and stay in force.
    pub standing_addresses: Vec<KeptAddress>,
    /// Changes of corrected addresses.
    pub addresses: Vec<AddressChange>,
    /// Departments and branches that go on under another name.
    pub renames: Vec<Rename>,
    /// Self-supervision, circles, unknown managers.
    pub warnings: Vec<Problem>,
    /// The warnings again, for work items.
    pub findings: Vec<FoundLine>,
    /// Errors that only the comparison can detect.
    pub errors: Vec<Problem>,
    /// The number of people who were active before.
    pub active_before: usize,
    /// The number of rows compared.
    pub rows: usize,
    /// The number of rows that match the stored directory.
    pub unchanged: usize,
}

vocabulary! {
    /// A unit of the bank that has people.
    Unit {
        /// A department.
        Department = "department",
        /// A branch.
        Branch = "branch",
    }
}

/// A department or branch that a file gives another name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rename {
    /// The kind of unit.
    pub unit: Unit,
    /// The name before.
    pub from: String,
    /// The name from now on.
    pub to: String,
}

/// A reporting line of a file that breaks a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLine {
    /// The person's employee number.
    pub number: String,
    /// The person's name.
    pub name: String,
    /// The fault.
    pub fault: LineFault,
}

/// The kind of change of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// New in the directory.
    Added,
    /// Known, with a difference.
    Changed,
    /// Had left and is employed again.
    Returned,
    /// No longer employed.
    Deactivated,
}

/// The changes of one person.
#[derive(Debug, Clone)]
pub struct PersonChange {
    /// The kind of change.
    pub kind: ChangeKind,
    /// Our id, for known people.
    pub id: Option<PersonId>,
    /// The columns before; none for a new person.
    pub before: Option<Record>,
    /// The columns after.
    pub after: Record,
    /// The last day that the directory still counts as employed, for people whom it has known before the new first day.
    pub seen_until: Option<NaiveDate>,
    /// Employed before.
    pub was_active: bool,
    /// Employed after.
    pub active: bool,
    /// Roles from the file, before and after, when they differ.
    pub roles: Option<(BTreeSet<Role>, BTreeSet<Role>)>,
    /// The change of the primary line, if any.
    pub line: Option<LineChange>,
}

impl PersonChange {
    /// The first and last day of an earlier employment: a rehire. Either the source names a first day after the recorded last
    /// one, or it moves the first day to a later one while the directory had the person as employed before it, so that the
    /// leaving fell between two imports. Otherwise the source corrects an earlier statement, and the days in between are days of
    /// employment too.
    pub fn former_employment(&self) -> Option<(Option<NaiveDate>, NaiveDate)> {
        let (before, first) = (self.before.as_ref()?, self.after.starts_on?);
        let is_later = before.starts_on.is_none_or(|begun| begun < first);
        let last = match before.ends_on {
            Some(last) if last < first => last,
            _ if is_later && self.was_active => self.seen_until?,
            _ => return None,
        };
        Some((before.starts_on, last))
    }
}

/// A change of a primary line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// The employee number of the previous supervisor.
    pub before: Option<String>,
    /// The employee number of the new supervisor; equal to `before` when only a correction ends.
    pub after: Option<String>,
    /// The imported line that ends.
    pub ends: Option<LineId>,
    /// The correction that ends because the file now agrees with it.
    pub settles: Option<LineId>,
    /// The first day of the new line; ending lines end on the day before.
    pub begins: NaiveDate,
}

impl LineChange {
    /// True when the source names another supervisor than before.
    pub fn changes_manager(&self) -> bool {
        self.before != self.after
    }
}

/// A correction that the file does not agree with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeptCorrection {
    /// The person's employee number.
    pub employee_number: String,
    /// The supervisor by HR's correction.
    pub corrected_to: String,
    /// The manager by the file, if it names one.
    pub file_says: Option<String>,
    /// The line of the file.
    pub line: u64,
}

/// An address by HR that the file does not agree with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KeptAddress {
    /// The person's employee number.
    pub employee_number: String,
    /// The address by HR's correction.
    pub corrected_to: String,
    /// The address by the file.
    pub file_says: String,
    /// The line of the file.
    pub line: u64,
}

/// The change of a correction of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressChange {
    /// It ends: the file says the same, gives the address to somebody else, or its last day is over.
    Ends(PersonId),
    /// It stands, and the source says this by now.
    SourceSays(AddressCorrectionId, String),
}
