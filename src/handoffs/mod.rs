//! Hand-offs: a client writes and signs the letter of a draft without an account, by a link or a code.
//!
//! ```text
//! shown ─► opened ─► writing ─► signed
//!   └────────┴──────────┴─────► declined | revoked | expired
//! ```
//!
//! Invariants: a GET changes nothing, because scanners open links: the client's press of a button binds the hand-off to one browser. The
//! database holds only hashes of link, code and cookie, and what a client has written is encrypted there until it is signed; when it ends in
//! another way, it is deleted in the same transaction. Nobody of the staff reads it before. Signing puts the letter into the draft and never
//! sends it.

pub mod api;
pub mod codes;
pub mod operations;
pub mod pages;

pub mod rules;
mod store;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::commendations::WrittenOn;
use crate::commendations::drafts::DraftError;
use crate::db::DbError;
use crate::ids::{DraftId, HandoffId, PersonId};
use crate::secret::SecretError;
use crate::vocabulary::vocabulary;

pub use rules::ClientProblem;

vocabulary! {
    /// The place where a client writes.
    Place as HandoffPlace {
        /// The client's own phone, while the client is in the branch.
        Phone = "phone",
        /// At home, by a printed slip.
        TakeHome = "take_home",
        /// The bank's tablet, whose session is locked meanwhile.
        Tablet = "tablet",
    }
}

impl Place {
    /// On what a letter written there is written.
    pub fn written_on(self) -> WrittenOn {
        match self {
            Self::Phone => WrittenOn::OwnPhone,
            Self::TakeHome => WrittenOn::AtHome,
            Self::Tablet => WrittenOn::Tablet,
        }
    }
}

vocabulary! {
    /// The way in which a hand-off ended.
    End as HandoffEnd {
        /// The letter is in the draft.
        Signed = "signed",
        /// The client would rather not.
        Declined = "declined",
        /// The banker took it back, or made a new one.
        Revoked = "revoked",
        /// Its time ran out.
        Expired = "expired",
    }
}

vocabulary! {
    /// The state of a hand-off.
    State as HandoffState {
        /// Link and code were shown; nobody has used them.
        Shown = "shown",
        /// A browser has taken it.
        Opened = "opened",
        /// The client has written something.
        Writing = "writing",
        /// The letter is in the draft.
        Signed = "signed",
        /// The client would rather not.
        Declined = "declined",
        /// The banker took it back, or made a new one.
        Revoked = "revoked",
        /// Its time ran out.
        Expired = "expired",
    }
}

crate::db::text_column!(Place);
crate::db::text_column!(End);

/// A hand-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// Its id.
    pub id: HandoffId,
    /// The draft whose letter the client writes.
    pub draft: DraftId,
    /// The banker.
    pub banker: PersonId,
    /// The place where the client writes.
    pub place: Place,
    /// The moment at which link and code were made.
    pub created_at: Timestamp,
    /// The moment at which a browser took it.
    pub opened_at: Option<Timestamp>,
    /// The moment of the client's latest change.
    pub written_at: Option<Timestamp>,
    /// The moment at which it ends by itself.
    pub expires_at: Timestamp,
    /// The end.
    pub ended: Option<(Timestamp, End)>,
}

/// The client's entries on the page, whether or not they can be taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entries {
    /// The letter.
    pub text: String,
    /// The client's name.
    pub name: String,
    /// The drawn signature: a JSON list of lines, each a list of points `[x, y]`; empty when nothing is drawn.
    pub strokes: String,
    /// The client's address, for one answer.
    pub email: String,
    /// The client lets the name go with the letter.
    pub share_name: bool,
    /// The tag of the language of the page.
    pub language: String,
}

/// An error of an operation.
#[derive(Debug, thiserror::Error)]
pub enum HandoffError {
    /// It does not exist, or the caller may not know of it.
    #[error("no such hand-off")]
    NotFound,
    /// It has ended.
    #[error("the hand-off has ended")]
    Ended(End),
    /// Another browser has taken it.
    #[error("another browser has taken the hand-off")]
    Taken,
    /// No hand-off has this code at present.
    #[error("no hand-off has this code")]
    WrongCode,
    /// Too many wrong codes came from this address.
    #[error("too many wrong codes")]
    TooMany(Duration),
    /// The bank makes no slips to take home.
    #[error("the bank makes no slips to take home")]
    NoTakeHome,
    /// The letter cannot be signed as it stands.
    #[error("the letter cannot be signed as it stands")]
    NotSignable(Vec<ClientProblem>),
    /// The draft says no.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbError),
}
