//! Matters that need a person's attention: operations open and close them, HR resolves them.
//!
//! An item is about one matter: a kind and a subject, such as `person:0193…` or `delivery:0193…`. While it is open, the same
//! matter opens no second item; afterwards the matter may return as a new item. An item goes from open to resolved and never
//! back, and no item is deleted.
//!
//! Callers pass plain words and ids; this module looks nothing up and imports no other noun. [`open`] and [`close`] run in the
//! caller's transaction, whose own audit entry covers them; a resolution is a person's decision and has its own entry.

pub mod api;
mod store;
pub mod words;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::{self, Actor, Event};
use crate::clock::{Clock, Timestamp};
use crate::db::{Connection, Database, DbError};
use crate::ids::{PersonId, WorkItemId};
use crate::paging::Page;

pub use store::{close, open, open_subjects};

/// The reason why a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkItemKind)]
pub enum Kind {
    /// Nobody stands above a person who is not the top.
    NoSupervisor,
    /// A reporting line leads to somebody who has left.
    SupervisorLeft,
    /// A reporting line leads back to where it began.
    Cycle,
    /// It is not known who helped.
    UnsureHelper,
    /// A mail could not be delivered.
    FailedMail,
    /// A mail came back.
    BouncedMail,
    /// A letter holds characters that no font here has.
    MissingGlyph,
    /// Somebody should make sure that all is as it looks.
    Review,
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::NoSupervisor,
        Self::SupervisorLeft,
        Self::Cycle,
        Self::UnsureHelper,
        Self::FailedMail,
        Self::BouncedMail,
        Self::MissingGlyph,
        Self::Review,
    ];

    /// The word in JSON and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSupervisor => "no_supervisor",
            Self::SupervisorLeft => "supervisor_left",
            Self::Cycle => "cycle",
            Self::UnsureHelper => "unsure_helper",
            Self::FailedMail => "failed_mail",
            Self::BouncedMail => "bounced_mail",
            Self::MissingGlyph => "missing_glyph",
            Self::Review => "review",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is no kind or state of a work item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such kind or state of a work item")]
pub struct UnknownWord;

impl FromStr for Kind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(UnknownWord)
    }
}

/// Open or resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkItemState)]
pub enum State {
    /// Somebody has to look.
    Open,
    /// Done, by a person or because the cause is gone.
    Resolved,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
        })
    }
}

impl FromStr for State {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "open" => Ok(Self::Open),
            "resolved" => Ok(Self::Resolved),
            _ => Err(UnknownWord),
        }
    }
}

crate::db::text_column!(Kind);
crate::db::text_column!(State);

/// An item to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    kind: Kind,
    subject: String,
    summary: String,
    detail: Value,
}

impl NewItem {
    /// `subject` is `noun:id` and, together with `kind`, identifies the matter. `summary` is one sentence for HR, without a
    /// client's name or words. `detail` is an object of ids and words for programs.
    pub fn new(kind: Kind, subject: impl Into<String>, summary: impl Into<String>, detail: Value) -> Self {
        Self { kind, subject: subject.into(), summary: summary.into(), detail }
    }
}

/// An item as HR sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = WorkItem)]
pub struct Item {
    pub id: WorkItemId,
    pub kind: Kind,
    pub state: State,
    /// The subject, as `noun:id`.
    pub subject: String,
    /// One sentence.
    pub summary: String,
    /// Ids and words that belong to it; depends on the kind.
    pub detail: Value,
    pub opened_at: Timestamp,
    /// The time when it was resolved, or its cause was gone.
    pub resolved_at: Option<Timestamp>,
    /// Null when nobody had to: the cause was gone.
    pub resolved_by: Option<PersonId>,
    /// The note of the person who resolved it.
    pub note: Option<String>,
}

/// A filter of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
}

/// The reason why an item cannot be resolved.
#[derive(Debug, thiserror::Error)]
pub enum WorklistError {
    #[error("there is no such work item")]
    NotFound,
    #[error("the work item is resolved already")]
    AlreadyResolved,
    #[error(transparent)]
    Database(#[from] DbError),
}

/// The operations on the work list; built once, cheap to clone.
#[derive(Clone)]
pub struct Worklist {
    pub db: Database,
    pub clock: Clock,
}

impl Worklist {
    /// The items, newest first; one more than the page holds when others follow.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, filter: Filter, page: Page) -> Result<Vec<Item>, DbError> {
        self.db.read(move |conn| store::list(conn, filter, &page)).await
    }

    /// Resolves an item by a person's decision. `also` runs in the same transaction with the resolved item, and its result is
    /// returned.
    ///
    /// # Errors
    /// [`WorklistError::AlreadyResolved`] when another person, or an operation, resolved it first.
    pub async fn resolve<T: Send + 'static>(
        &self,
        id: WorkItemId,
        by: PersonId,
        note: Option<String>,
        also: impl FnOnce(&mut Connection, Timestamp, &Item) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, WorklistError> {
        let now = self.clock.now();
        audit::write(&self.db, now, move |conn, trail| {
            let resolved = store::resolve(conn, id, by, note.as_deref(), now)?;
            let item = store::find(conn, id)?.ok_or(WorklistError::NotFound)?;
            if !resolved {
                return Err(WorklistError::AlreadyResolved);
            }
            let event = Event::new(Actor::Person(by), "work_item.resolved", format!("work_item:{id}"));
            trail.record(event.with("kind", item.kind.name()).with("subject", item.subject.as_str()));
            Ok(also(conn, now, &item)?)
        })
        .await
    }
}
