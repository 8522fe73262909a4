//! Assists: notes of one occasion each, and the banker's helper book made of them.
//!
//! An assist says who helped, when, with what, and what they did. It needs no client and no letter, and it belongs to the banker:
//! nobody else reads the book. A banker who is not sure who helped notes a hint (name, department, extension) in the helper's
//! place; the helper is filled in when the commendation made from the assist is assigned.
//!
//! Invariant: card numbers and other client data are masked before anything is stored. Unlike a letter, a note to oneself has no
//! original that anyone would need.

pub mod api;
pub mod operations;
pub mod pages;
pub mod rules;
mod store;

use std::sync::Arc;

use serde::Serialize;

use crate::clock::{Clock, Timestamp};
use crate::db::{Connection, Database, DbError};
use crate::ids::{AssistId, PersonId};

/// The note of one occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assist {
    pub id: AssistId,
    /// The person who noted it.
    pub banker_id: PersonId,
    /// The helper; none while only a hint is known.
    pub helper_id: Option<PersonId>,
    /// The hint of a banker who was not sure who helped.
    pub hint: Option<Hint>,
    pub helped_at: Timestamp,
    /// The text of what the helper did.
    pub summary: Option<String>,
    /// The kind of problem.
    pub problem: Option<String>,
    pub workaround: Option<Workaround>,
    pub created_at: Timestamp,
}

/// Everything known about a helper who cannot be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Hint {
    /// As heard on the line.
    pub name: String,
    pub department: String,
    pub extension: Option<String>,
}

/// A workaround: the process that failed, so that a hero was needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Workaround {
    /// The process that failed.
    pub process: Option<String>,
    pub detail: Option<String>,
}

/// The helper, as far as the banker knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Helper {
    Known(PersonId),
    Unsure(Hint),
}

/// The draft or commendation that was made from an assist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedBy {
    /// A draft: the note can still be corrected.
    Draft,
    /// A commendation: the note stays as it is.
    Commendation,
}

/// Finds the draft or commendation that was made from an assist. A callback, because assists must not import commendations.
pub type Uses = Arc<dyn Fn(&mut Connection, &Assist) -> Result<Option<UsedBy>, DbError> + Send + Sync>;

/// The reason why an assist cannot be changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum AssistError {
    #[error("there is no such assist of this banker")]
    NotFound,
    #[error("a commendation or a draft was made of the assist")]
    Used(UsedBy),
    #[error("the assist was changed meanwhile")]
    Overtaken,
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The dependencies of the operations; built once, cheap to clone.
#[derive(Clone)]
pub struct Assists {
    pub db: Database,
    pub clock: Clock,
    /// A used assist stays as it is.
    pub uses: Uses,
}
