//! A commendation: a client's letter and the banker's cover note, the people praised, as one record with a reference.
//!
//! ```text
//! sent ─► corrected ─► withdrawn        (withdrawn from either; nothing leads back)
//! ```
//!
//! Sending decides everything at once and for good: the people praised, the chains above them on the day of service with the
//! reasons, the masking, and the content of the circulated copy. All of it is stored with one delivery for each recipient in
//! one transaction; the worker only carries it out. Acknowledgement, thanks, assignment and withdrawal are dated, authored rows
//! of their own.
//!
//! Invariants: nobody commends themselves; a person reached twice gets one mail with both reasons; nobody outside the allowed
//! domains is mailed; client data is masked before anything is stored for circulation; the circulated copy of a version never
//! changes. It must not render, send or decide who supervises whom: `documents`, `delivery` and `directory` do.

pub mod api;
mod compose;
pub mod drafts;
pub mod intake;
mod notices;
pub mod operations;
mod order;
pub mod pages;
mod reference;
mod rules;
pub mod shown;
mod store;
mod strengths;
mod words;

use crate::vocabulary::vocabulary;

pub use crate::verification::VerificationCode;

pub use order::{ClientOrder, LetterOrder, Order, ScanOrder, UnknownHelper, Workaround};
pub use rules::{Action, Actions, Blocked, Decision, Figures, Involved, Note, Reader, Recipient, Refusal};
pub use shown::{AsWritten, Listed, Shown};
pub use strengths::Strength;

vocabulary! {
    /// The state of a commendation.
    State {
        /// It stands as it was sent.
        Sent = "sent",
        /// A later version of the circulated copy replaces the first.
        Corrected = "corrected",
        /// It no longer stands.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// The states in which a commendation stands.
    pub const STANDING: [Self; 2] = [Self::Sent, Self::Corrected];

    /// True unless it was withdrawn.
    pub fn stands(self) -> bool {
        Self::STANDING.contains(&self)
    }
}

vocabulary! {
    /// The form in which a client's letter came.
    LetterKind {
        /// Its words were typed.
        Typed = "typed",
        /// It is on paper, and its pages were handed in.
        Scan = "scan",
    }
}

vocabulary! {
    /// The way a client's letter was written and signed.
    WrittenOn {
        /// On the client's own phone, in the branch.
        OwnPhone = "own_phone",
        /// On a device of the client's own, by a slip that was taken home.
        AtHome = "at_home",
        /// On a tablet of the bank's.
        Tablet = "tablet",
        /// On paper.
        Paper = "paper",
        /// A banker typed it.
        TypedByBanker = "typed_by_banker",
    }
}

impl WrittenOn {
    /// True where nobody but the client saw the words before they were signed.
    pub fn is_unseen(self) -> bool {
        matches!(self, Self::OwnPhone | Self::AtHome)
    }
}

impl LetterKind {
    /// The way of writing of a letter that a banker typed or scanned.
    pub fn by_banker(self) -> WrittenOn {
        match self {
            Self::Typed => WrittenOn::TypedByBanker,
            Self::Scan => WrittenOn::Paper,
        }
    }
}

crate::db::text_column!(WrittenOn);
crate::db::text_column!(State);
crate::db::text_column!(LetterKind);

/// An error of an operation.
#[derive(Debug, thiserror::Error)]
pub enum CommendationError {
    /// It does not exist, or the caller may not know of it.
    #[error("no such commendation for this caller")]
    NotFound,
    /// The rules refuse it to this caller, or now.
    #[error(transparent)]
    Refused(Refusal),
    /// Fields that cannot be taken.
    #[error("{} fields cannot be taken", .0.len())]
    Rejected(Vec<intake::FieldFault>),
    /// In this bank only bankers commend.
    #[error("only bankers commend here")]
    OnlyBankers,
    /// A list of everyone's, asked for by somebody who is neither HR nor auditor.
    #[error("only HR and auditors read all")]
    AllForOverseers,
    /// A correction that changes nothing.
    #[error("nothing would change")]
    Unchanged,
    /// Somebody else made a version at the same moment.
    #[error("it was changed at the same moment")]
    Overtaken,
    /// The person named cannot be the helper.
    #[error("{}", .0.phrase().english())]
    BadHelper(BadHelper),
    /// The scan went into another commendation a moment ago.
    #[error("the upload is used already")]
    UploadUsed,
    /// The pages of the scan could not be had.
    #[error(transparent)]
    Scan(#[from] crate::letters::uploads::UploadError),
    /// The draft that it was is gone or has another revision.
    #[error("the draft was changed or sent meanwhile")]
    DraftOvertaken,
    /// More letters than one person may send in a short time.
    #[error("more letters than one person may send: wait {} s", .0.as_secs())]
    TooMany(std::time::Duration),
    /// The circulated copy could not be made or read.
    #[error("the circulated copy: {0}")]
    Copy(String),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] crate::db::DbError),
}

/// The reason why a named person cannot be the helper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadHelper {
    /// There is no such person.
    Unknown,
    /// It is the banker.
    SentIt,
    /// The person was not employed on the day of service.
    NotEmployed,
}

impl From<Refusal> for CommendationError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            other => Self::Refused(other),
        }
    }
}
