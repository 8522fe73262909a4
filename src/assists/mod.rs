//! Who helped me: the note of one occasion, and the banker's helper book made of them.
//!
//! An assist says who helped, when, with what, and what they did. It needs no client and no letter, and it is the
//! banker's own: nobody else reads the book. When the banker is not sure who it was, a hint (name, department,
//! extension) stands in the helper's place, until the commendation that came of the assist is assigned.
//!
//! Invariant: card numbers and the like are masked before anything is stored; unlike a letter, a note to oneself has no
//! original that anyone would need.

pub mod api;
pub mod operations;
pub mod rules;
mod store;

use serde::Serialize;

use crate::clock::{Clock, Timestamp};
use crate::db::Database;
use crate::ids::{AssistId, PersonId};

/// One occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assist {
    pub id: AssistId,
    /// Who noted it.
    pub banker_id: PersonId,
    /// Who helped; none while only a hint is known.
    pub helper_id: Option<PersonId>,
    /// What the banker knew when it was not sure who helped.
    pub hint: Option<Hint>,
    pub helped_at: Timestamp,
    /// What the helper did.
    pub summary: Option<String>,
    /// The kind of problem.
    pub problem: Option<String>,
    pub workaround: Option<Workaround>,
    pub created_at: Timestamp,
}

/// What is known of a helper whom nobody can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Hint {
    /// As heard on the line.
    pub name: String,
    pub department: String,
    pub extension: Option<String>,
}

/// What the helper had to go around.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Workaround {
    /// The process that failed.
    pub process: Option<String>,
    pub detail: Option<String>,
}

/// Who helped, as far as the banker knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Helper {
    Known(PersonId),
    Unsure(Hint),
}

/// What the verbs need; built once, cheap to clone.
#[derive(Clone)]
pub struct Assists {
    pub db: Database,
    pub clock: Clock,
}
