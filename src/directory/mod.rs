//! The directory: people, their reporting lines, and the answer to "who supervises whom on this day".
//!
//! A person is identified by the employer's immutable employee number; name, address, department and branch may change and the
//! history stays with the person. A reporting line runs from its first day through its last day. Lines come from an import or
//! from a correction by HR; a correction overrides imports until the source says the same.
//!
//! Invariants: no answer names a person as their own supervisor or a person who has left, and no line and no person is ever
//! deleted. A line that turned out wrong before it began has a last day before its first.
//!
//! It must not send mail or know letters and sessions: the module that owns sign-ins passes in how to end them ([`EndSignIn`]).

pub mod address_corrections;
pub mod api;
mod departments;
pub mod import;
mod leaving;
mod line_work_items;
pub mod manual_people;
pub mod operations;
pub mod pages;
mod people;
pub mod role_grants;
pub mod rules;
pub mod sample;
pub mod search_tokens;
mod store;
mod team;
mod typeahead;
pub mod words;

use chrono::NaiveDate;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::ids::{AddressCorrectionId, BranchId, DepartmentId, LineId, PersonId};
pub use crate::permissions::Role;
use crate::vocabulary::vocabulary;
pub use leaving::EndSignIn;
pub use people::{Helpers, People};

/// An employee as everyone in the bank may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Our id; the same through a rename, a transfer and a rehire.
    pub id: PersonId,
    /// The employer's number, immutable.
    pub employee_number: String,
    /// The name as the source writes it, in any script.
    pub name: String,
    /// The mail address; no other active person has it.
    pub email: String,
    /// The job title. This and the next three are empty when the source does not give them.
    pub title: String,
    /// The department's name.
    pub department: String,
    /// The branch or site.
    pub branch: String,
    /// The telephone extension, digits as the source writes them.
    pub extension: String,
    /// The row of the department; it stays through a rename.
    #[serde(skip)]
    pub department_id: Option<DepartmentId>,
    /// The row of the branch.
    #[serde(skip)]
    pub branch_id: Option<BranchId>,
    /// First day of the present employment, if known.
    #[serde(skip)]
    pub starts_on: Option<NaiveDate>,
    /// Last day of employment, inclusive, if there is one.
    #[serde(skip)]
    pub ends_on: Option<NaiveDate>,
    /// Employed now: may sign in, be found, get mail.
    #[serde(skip)]
    pub active: bool,
}

impl Person {
    /// The branch, or the department of people in no branch.
    pub fn place(&self) -> &str {
        if self.branch.is_empty() { &self.department } else { &self.branch }
    }
}

/// True when the day is within both bounds, which are inclusive; an unknown bound does not limit.
pub(crate) fn employed(starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    starts_on.is_none_or(|first| first <= day) && ends_on.is_none_or(|last| day <= last)
}

vocabulary! {
    /// The kind of a reporting line.
    LineKind {
        /// The supervisor.
        Primary = "primary",
        /// An additional supervisor, who gets a copy only where policy says so.
        Dotted = "dotted",
        /// Stands in for the primary supervisor between two days.
        Acting = "acting",
    }
}

vocabulary! {
    /// The origin of a line.
    LineSource {
        /// The directory file or another source.
        Import = "import",
        /// HR, against the source.
        Correction = "correction",
    }
}

vocabulary! {
    /// The origin of a role; both are kept separately and both count.
    RoleSource {
        /// The directory file.
        Import = "import",
        /// `commend admin grant`.
        Grant = "grant",
    }
}

vocabulary! {
    /// The reason why a person is at a level of a chain.
    ChainReason {
        /// The supervisor by the primary line in force that day.
        Primary = "primary",
        /// Stands in for the primary supervisor that day.
        Acting = "acting",
        /// The next active person above, because the supervisor below has left or has nobody.
        NextActiveAbove = "next_active_above",
    }
}

pub use crate::worklist::matter::LineBreak;

crate::db::text_column!(LineKind);
crate::db::text_column!(LineSource);
crate::db::text_column!(RoleSource);
crate::db::text_column!(ChainReason);

/// One supervisor of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Supervisor {
    /// 1 is the person's own supervisor.
    pub level: usize,
    /// Active, and never the person whose chain it is.
    pub person: Person,
    /// The reason why this person is at this level.
    pub reason: ChainReason,
}

/// A problem that HR must correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The problem.
    pub kind: LineBreak,
    /// The person whose own line must be corrected.
    pub person: PersonId,
}

/// The supervisors above a person on a day, nearest first, and the problems on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    /// Empty at the top of the tree, and where a finding says that nobody could be reached: mail then goes to HR.
    pub supervisors: Vec<Supervisor>,
    /// Work items to open; empty at the top of the tree.
    pub findings: Vec<Finding>,
}

/// A reporting line that HR records against the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The person whose line it is.
    pub person: PersonId,
    /// The supervisor.
    pub supervisor: PersonId,
    /// The kind of line.
    pub kind: LineKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; none to hold until the source says the same.
    pub until: Option<NaiveDate>,
    /// The reason, for anyone who asks later.
    pub reason: String,
}

/// A stored correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The new line's id.
    pub id: LineId,
    /// The correction itself.
    pub correction: Correction,
}

/// A mail address that HR records against the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressCorrection {
    /// The person who has the address.
    pub person: PersonId,
    /// The address.
    pub email: String,
    /// Last day, inclusive; none to hold until the source says the same.
    pub until: Option<NaiveDate>,
    /// The reason, for anyone who asks later.
    pub reason: String,
}

/// A stored correction of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedAddress {
    pub id: AddressCorrectionId,
    pub correction: AddressCorrection,
}

/// A correction of an address with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAddress {
    pub id: AddressCorrectionId,
    pub correction: AddressCorrection,
    /// The address by the source, as it last was.
    pub source_says: String,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    /// None while it holds.
    pub ended_at: Option<Timestamp>,
}

/// A reporting line as it is on record, also when it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRecord {
    pub id: LineId,
    pub supervisor: PersonId,
    pub kind: LineKind,
    pub source: LineSource,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; before the first for a line that never was in force.
    pub until: Option<NaiveDate>,
    /// The reason of a correction.
    pub reason: Option<String>,
    /// The author of a correction.
    pub created_by: Option<PersonId>,
    pub created_at: Timestamp,
}

/// Everything that HR sees of a person.
#[derive(Debug, Clone)]
pub struct Details {
    pub person: Person,
    pub roles: crate::permissions::Roles,
    /// The chain of today.
    pub chain: Chain,
    /// Every line, the latest first.
    pub lines: Vec<LineRecord>,
    /// Every corrected address, the latest first.
    pub addresses: Vec<RecordedAddress>,
    /// The people whom lines and corrections name.
    pub people: std::collections::HashMap<PersonId, Person>,
}

/// A directory file that was uploaded and not imported yet.
#[derive(Debug, Clone)]
pub struct UploadedImport {
    pub id: crate::ids::UploadedImportId,
    pub content: Vec<u8>,
    /// The profile of its columns.
    pub profile: Option<String>,
    /// True when it is a part of the directory.
    pub partial: bool,
    pub uploaded_by: PersonId,
    pub uploaded_at: Timestamp,
    /// The time when HR left it to an administrator.
    pub asked_at: Option<Timestamp>,
    pub running_since: Option<Timestamp>,
}

/// A role that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub person: PersonId,
    pub role: Role,
    pub source: RoleSource,
}

/// A grant by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    pub person: PersonId,
    pub role: Role,
    pub reason: Option<String>,
    /// None for a grant at the command line.
    pub granted_by: Option<PersonId>,
    pub granted_at: Timestamp,
    /// None for a grant that holds.
    pub ended_at: Option<Timestamp>,
    /// None for an end at the command line, or because the person left.
    pub ended_by: Option<PersonId>,
    pub end_reason: Option<String>,
}

/// The last import.
#[derive(Debug, Clone)]
pub struct LastImport {
    pub at: Timestamp,
    /// The digest of the file.
    pub sha256: String,
    /// Its counts as JSON.
    pub counts: String,
    /// The person who uploaded the file; none at the command line.
    pub by: Option<PersonId>,
}

/// The reason why an operation was refused.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Nobody has this id.
    #[error("no such person")]
    NotFound,
    /// The correction is invalid, with all of its problems.
    #[error("the correction cannot be recorded")]
    Rejected(Vec<CorrectionProblem>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] crate::db::DbError),
}

/// A problem of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CorrectionProblem {
    /// Nobody has the supervisor's id.
    UnknownSupervisor,
    /// The supervisor has left.
    InactiveSupervisor,
    /// The supervisor is the person.
    OwnSupervisor,
    /// The supervisor reports to the person, directly or not.
    Circle,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// The reason is empty or too long.
    Reason,
    /// The text is not a mail address.
    NoAddress(crate::mail_addresses::AddressProblem),
    /// Another active person has the address.
    AddressTaken,
    /// The person has the address already.
    SameAddress,
    /// The last day is over.
    Over,
}
