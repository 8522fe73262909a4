//! People, their reporting lines, and the answer to "who supervises whom on this day".
//!
//! A person is known by the employer's immutable employee number; name, address, department and branch may change and
//! the history stays with the person. A reporting line runs from its first day through its last day. Lines come from an
//! import or from a correction by HR, and a correction stands against imports until the source says the same.
//!
//! Invariants: nobody supervises themselves in an answer, no answer names a person who has left, and no line and no
//! person is ever deleted. A line that turned out wrong before it began has a last day before its first.
//!
//! It must not send mail or know of letters and sessions: whoever keeps sign-ins hands in how they end ([`EndSignIn`]).

pub mod api;
pub mod by_hand;
pub mod import;
mod leaving;
mod mending;
pub mod operations;
pub mod rules;
pub mod sample;
mod store;
mod typeahead;
pub mod words;

use chrono::NaiveDate;
use serde::Serialize;

use crate::ids::{LineId, PersonId};
pub use crate::permissions::Role;
use crate::vocabulary::vocabulary;
pub use leaving::EndSignIn;

/// An employee as everyone in the bank may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Ours; the same through a rename, a transfer and a rehire.
    pub id: PersonId,
    /// The employer's, immutable.
    pub employee_number: String,
    /// As the source writes it, in any script.
    pub name: String,
    /// The address for mail; nobody else who is active has it.
    pub email: String,
    /// Empty when the source does not say; so are the next three.
    pub title: String,
    /// The department's name.
    pub department: String,
    /// The branch or site.
    pub branch: String,
    /// The telephone extension, digits as the source writes them.
    pub extension: String,
    /// First day of the present employment, when known.
    #[serde(skip)]
    pub starts_on: Option<NaiveDate>,
    /// Last day of employment, inclusive, when there is one.
    #[serde(skip)]
    pub ends_on: Option<NaiveDate>,
    /// Employed now: may sign in, be found, get mail.
    #[serde(skip)]
    pub active: bool,
}

/// Both bounds are inclusive, an unknown one does not bound.
pub(crate) fn employed(starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    starts_on.is_none_or(|first| first <= day) && ends_on.is_none_or(|last| day <= last)
}

vocabulary! {
    /// What a reporting line says.
    LineKind {
        /// The supervisor.
        Primary = "primary",
        /// A second one, who gets a copy only where policy says.
        Dotted = "dotted",
        /// Stands in for the primary between two days.
        Acting = "acting",
    }
}

vocabulary! {
    /// Who recorded a line.
    LineSource {
        /// The directory file or another source.
        Import = "import",
        /// HR, against the source.
        Correction = "correction",
    }
}

vocabulary! {
    /// Where a role comes from; the two are kept apart and both count.
    RoleSource {
        /// The directory file.
        Import = "import",
        /// `commend admin grant`.
        Grant = "grant",
    }
}

vocabulary! {
    /// Why somebody stands at a level of a chain.
    Reason {
        /// The primary line in force that day.
        Primary = "primary",
        /// Stands in for the primary that day.
        Acting = "acting",
        /// The one below left or has nobody; this is the next active person above.
        NextActiveAbove = "next_active_above",
    }
}

vocabulary! {
    /// What is wrong with a reporting line; the words are also the kinds of work item.
    FindingKind {
        /// Nobody above, and nobody below either: not the top of the tree.
        NoSupervisor = "no_supervisor",
        /// The supervisor is no longer active.
        SupervisorLeft = "supervisor_left",
        /// The line leads back to where it began, perhaps at once.
        Cycle = "cycle",
    }
}

crate::db::text_column!(LineKind);
crate::db::text_column!(LineSource);
crate::db::text_column!(RoleSource);
crate::db::text_column!(Reason);

/// One supervisor of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Supervisor {
    /// 1 is the person's own supervisor.
    pub level: usize,
    /// Active, and never the person whose chain it is.
    pub person: Person,
    /// Why this person stands here.
    pub reason: Reason,
}

/// Something HR must mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// Whose own line must be mended.
    pub person: PersonId,
}

/// The supervisors above a person on a day, nearest first, and what was found on the way.
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
    /// Whose line.
    pub person: PersonId,
    /// Who is above.
    pub supervisor: PersonId,
    /// What it says.
    pub kind: LineKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; none until the source says the same.
    pub until: Option<NaiveDate>,
    /// Why, for whoever asks later.
    pub reason: String,
}

/// A correction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The new line.
    pub id: LineId,
    /// What it says.
    pub correction: Correction,
}

/// Why the directory cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// There is no such person.
    #[error("no such person")]
    NotFound,
    /// A correction that cannot be recorded, with everything that is wrong with it.
    #[error("the correction cannot be recorded")]
    Rejected(Vec<CorrectionProblem>),
    /// The database could not.
    #[error(transparent)]
    Database(#[from] crate::db::DbError),
}

/// What is wrong with a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum CorrectionProblem {
    /// The supervisor's id belongs to nobody.
    #[error("Nobody has this id; look the person up again.")]
    UnknownSupervisor,
    /// The supervisor has left.
    #[error("This person no longer works here; name somebody who does.")]
    InactiveSupervisor,
    /// A person cannot be above themselves.
    #[error("Nobody supervises themselves; name somebody else.")]
    OwnSupervisor,
    /// The supervisor reports, directly or not, to the person.
    #[error("This person reports to the other one already, so the two would stand in a circle.")]
    Circle,
    /// The last day is before the first.
    #[error("The last day is before the first.")]
    EndsBeforeItBegins,
    /// Empty, or far too long.
    #[error("Give the reason in 1 to 500 characters.")]
    Reason,
}
