//! Matters that need a person's attention: operations open and close them, HR resolves them.
//!
//! An item is about one [`Matter`]: a kind, a subject such as `person:0193…` or `delivery:0193…`, and arguments. While it is open, a
//! matter of the same kind and subject opens no second item; afterwards the matter may return as a new item. An item goes from open to
//! resolved and never back, and no item is deleted. Its sentence is made when it is read; an item of another release, whose matter
//! this one does not know, is listed with what is known of it.
//!
//! Callers pass ids, names of employees and facts, never sentences; this module looks nothing up. Of other parts it imports only what a
//! delivery says of itself. [`open`] and [`close`] run in the
//! caller's transaction, whose own audit entry covers them; a resolution is a person's decision and has its own entry.

pub mod api;
pub mod matter;
mod store;
pub mod words;

use serde_json::Value;

use crate::audit::{self, Actor, Event};
use crate::clock::{Clock, Timestamp};
use crate::db::{Connection, Database, DbError};
use crate::ids::{PersonId, WorkItemId};
use crate::paging::Page;
use crate::vocabulary::vocabulary;

pub use matter::{Matter, Subject};
pub use store::{close, open, open_matter, open_subjects, settle, state, told_of, was_put_away};

vocabulary! {
    /// The reason why a person must look.
    Kind as WorkItemKind {
        /// Nobody stands above a person who is not the top.
        NoSupervisor = "no_supervisor",
        /// A reporting line leads to somebody who has left.
        SupervisorLeft = "supervisor_left",
        /// A reporting line leads back to where it began.
        Cycle = "cycle",
        /// It is not known who helped.
        UnsureHelper = "unsure_helper",
        /// A mail could not be delivered.
        FailedMail = "failed_mail",
        /// A mail came back.
        BouncedMail = "bounced_mail",
        /// Mails wait, because the mail server is not reached.
        RelayUnreachable = "relay_unreachable",
        /// Mails have waited for long.
        WaitingMail = "waiting_mail",
        /// A letter holds characters that no font here has.
        MissingGlyph = "missing_glyph",
        /// A client's letter lies in a draft that its banker did not send.
        UnsentLetter = "unsent_letter",
        /// Somebody should make sure that all is as it looks.
        Review = "review",
        /// A recipient says that a letter is not about that person, or not about somebody of that person's team.
        Disputed = "disputed",
    }
}

vocabulary! {
    /// Open or resolved.
    State as WorkItemState {
        /// Somebody has to look.
        Open = "open",
        /// Done, by a person or because the cause is gone.
        Resolved = "resolved",
    }
}

crate::db::text_column!(Kind);
crate::db::text_column!(State);

/// An item as HR sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: WorkItemId,
    /// The word of its [`Kind`], or the word of a kind that only another release knows.
    pub kind: String,
    pub state: State,
    /// The subject, as `noun:id`.
    pub subject: String,
    pub told: StoredMatter,
    pub opened_at: Timestamp,
    /// The time when a person resolved it, or when its cause was gone.
    pub resolved_at: Option<Timestamp>,
    /// None when the item was closed because its cause was gone.
    pub resolved_by: Option<PersonId>,
    /// The note of the person who resolved it.
    pub note: Option<String>,
}

/// The stored arguments of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredMatter {
    Matter(Box<Matter>),
    /// Arguments of another release, as stored; null where they are no JSON.
    Unknown(Value),
}

/// A filter of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
    /// The order in which a person works through them; newest first otherwise.
    pub oldest_first: bool,
}

/// Counts of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Open items by kind, in the order of the kinds.
    pub open: Vec<(Kind, i64)>,
    /// Items resolved lately.
    pub resolved: i64,
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
    /// The items in the order of the filter; one more than the page holds when others follow.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, filter: Filter, page: Page) -> Result<Vec<Item>, DbError> {
        self.db.read(move |conn| store::list(conn, filter, &page)).await
    }

    /// One item.
    ///
    /// # Errors
    /// [`WorklistError::NotFound`].
    pub async fn item(&self, id: WorkItemId) -> Result<Item, WorklistError> {
        self.db.read(move |conn| store::find(conn, id)).await?.ok_or(WorklistError::NotFound)
    }

    /// The number of open items of each kind that has any, and of those resolved within a span before now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&self, span: std::time::Duration) -> Result<Counts, DbError> {
        let since = self.clock.now().minus(span);
        self.db
            .read(move |conn| {
                let of = |kind: &Kind| Ok((*kind, store::count_open(conn, *kind)?));
                let mut open = Kind::ALL.iter().map(of).collect::<Result<Vec<_>, DbError>>()?;
                open.retain(|(_, count)| *count > 0);
                Ok(Counts { open, resolved: store::count_resolved(conn, since)? })
            })
            .await
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
            trail.record(event.with("kind", item.kind.as_str()).with("subject", item.subject.as_str()));
            Ok(also(conn, now, &item)?)
        })
        .await
    }
}
