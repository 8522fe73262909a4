//! Drafts: commendations that are not sent yet, as they were filled in.
//!
//! ```text
//! open ─► sent (the row is gone, the commendation has its id)
//!   ├───► deleted by its owner, or by time
//!   └───► closed, with a reason ─► deleted by time
//! ```
//!
//! Invariants: a draft keeps what was filled in, also values that cannot be taken; each change has a revision, and no revision is
//! overwritten by somebody who has not seen it; it becomes one commendation at most. A draft with a signed letter or a scan is never
//! deleted by time. Nothing in a draft circulates, and its words are not masked yet: only its owner reads it, until somebody else has to
//! settle it. It must not send by itself: signing is not sending.

pub mod api;
pub(super) mod held;
pub mod operations;
pub mod rules;
pub(super) mod store;

use crate::clock::Timestamp;
use crate::commendations::intake::Input;
use crate::commendations::order::{FromDraft, SignedBefore};
use crate::commendations::{CommendationError, LetterKind, WrittenOn};
use crate::db::DbError;
use crate::ids::{AssistId, CommendationId, DraftId, PersonId, UploadId};
use crate::language::{Phrase, phrase};

pub use rules::{Expected, Refusal};

/// A draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The id of the commendation that it will be.
    pub id: DraftId,
    /// The person who began it.
    pub owner: PersonId,
    /// From 1; every change counts.
    pub revision: i64,
    /// The fields as they were filled in.
    pub input: Input,
    /// The assist that the fields name; it may not exist.
    pub assist: Option<AssistId>,
    /// The upload that the fields name; it may not exist.
    pub upload: Option<UploadId>,
    /// The client's letter, once it is signed or scanned.
    pub letter: Option<SignedLetter>,
    /// The moment from which HR and the owner's supervisor have to settle it.
    pub waiting_since: Option<Timestamp>,
    /// The moment of its first revision.
    pub created_at: Timestamp,
    /// The moment of its latest revision.
    pub changed_at: Timestamp,
    /// The end of a draft that is not sent.
    pub closed: Option<Closing>,
}

impl Draft {
    /// True for the person who began it.
    pub fn is_of(&self, person: PersonId) -> bool {
        self.owner == person
    }

    /// The draft as the origin of the commendation that `sent_by` makes of it.
    pub fn origin(&self, sent_by: PersonId) -> FromDraft {
        let signed = self.letter.and_then(|letter| {
            let Signing { written_on, invited_at } = letter.signing?;
            Some(SignedBefore { written_on, invited_at, signed_at: letter.since })
        });
        FromDraft { id: self.id, revision: self.revision, upload: self.upload, sent_by, signed }
    }
}

/// The client's letter in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedLetter {
    /// Typed and signed, or on paper.
    pub kind: LetterKind,
    /// The moment from which the draft has had it.
    pub since: Timestamp,
    /// The reminders that its owner was sent.
    pub reminders: i32,
    /// The client signed it by a hand-off, so nobody changes it.
    pub by_client: bool,
    /// The client's signing by a hand-off; none for a letter that the banker typed or scanned.
    pub signing: Option<Signing>,
}

/// The signing of a letter by its client in a hand-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signing {
    /// On what it was written.
    pub written_on: WrittenOn,
    /// The moment at which the client was given the way to write.
    pub invited_at: Timestamp,
}

/// The end of a draft that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The moment.
    pub at: Timestamp,
    /// HR, or a supervisor of its owner.
    pub by: PersonId,
    /// The reason, in that person's words.
    pub reason: String,
}

/// An error of an operation.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It does not exist, or the caller may not know of it.
    #[error("no such draft for this caller")]
    NotFound,
    /// The rules refuse it.
    #[error(transparent)]
    Refused(Refusal),
    /// Somebody saved another revision meanwhile: this one.
    #[error("the draft was changed meanwhile")]
    Changed(Box<Draft>),
    /// It was sent, as this commendation.
    #[error("the draft was sent as {reference}")]
    Sent {
        /// The commendation.
        id: CommendationId,
        /// For example `C-2026-000123`.
        reference: String,
    },
    /// More drafts than one person may have.
    #[error("more drafts than one person may have")]
    TooMany,
    /// An error of the commendation that it would be.
    #[error(transparent)]
    Commendation(#[from] CommendationError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl DraftError {
    /// A sentence for the person who was refused, without a word of the API; none for a failure on our side.
    pub fn phrase(&self) -> Option<Phrase> {
        Some(match self {
            Self::NotFound => phrase("refused-not-found"),
            Self::Refused(refusal) => refusal.phrase(),
            Self::Changed(_) => phrase("refused-draft-changed"),
            Self::Sent { reference, .. } => phrase("refused-draft-sent").with("reference", reference.as_str()),
            Self::TooMany => phrase("refused-many-drafts").with("most", rules::MOST),
            Self::Commendation(error) => error.phrase()?,
            Self::Database(_) => return None,
        })
    }
}

impl Refusal {
    /// A sentence for the person who was refused.
    pub fn phrase(self) -> Phrase {
        phrase(match self {
            Self::NotFound => "refused-not-found",
            Self::NotAllowed(rules::For::Owner) => "refused-draft-not-yours",
            Self::NotAllowed(rules::For::Overseers) => "refused-draft-only-overseers",
            Self::Closed => "refused-draft-closed",
            Self::Signed => "refused-draft-signed",
            Self::HasLetter => "refused-draft-has-letter",
            Self::Waits => "refused-draft-waits",
        })
    }
}

impl From<Refusal> for DraftError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            other => Self::Refused(other),
        }
    }
}
