//! A commendation as one reader sees it. Only `operations::read`, `operations::lists` and `operations::history` make these types,
//! from the record and the reader.
//!
//! Invariant: a value holds nothing that its reader may not read. The words as written, the strokes of a signature and the
//! client's address are in [`AsWritten`] alone, which is made only for those who may read them and leaves an audit entry. A
//! view or a page only formats; it decides nothing.

use chrono::NaiveDate;

use super::order::Workaround;
use super::rules::Actions;
use super::{State, Strength, VerificationCode};
use crate::clock::Timestamp;
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::letters::uploads::{PageRegion, Upload};

pub use super::store::{CirculatedLetter, WrittenLetter};

/// Facts that everyone who may know of a commendation sees.
#[derive(Debug, Clone)]
pub struct Header {
    /// The commendation's id.
    pub id: CommendationId,
    /// For example `C-2026-000123`.
    pub reference: String,
    /// Its state.
    pub state: State,
    /// The day of service.
    pub served_on: NaiveDate,
    /// The moment of sending.
    pub sent_at: Timestamp,
}

/// One commendation.
#[derive(Debug, Clone)]
pub enum Shown {
    /// It was withdrawn, and the reader does not oversee it.
    Bare {
        /// The facts that are left.
        header: Header,
        /// The moment of the withdrawal.
        withdrawn_at: Timestamp,
    },
    /// The reader may read it.
    Full(Box<Full>),
}

/// A commendation that may be read.
#[derive(Debug, Clone)]
pub struct Full {
    /// Facts that stay after a withdrawal.
    pub header: Header,
    /// Everything that the reader may do with it now.
    pub actions: Actions,
    /// The current version of the circulated copy.
    pub version: i32,
    /// The code of that version.
    pub code: VerificationCode,
    /// The sender.
    pub banker: Person,
    /// The client praised the banker too.
    pub include_banker: bool,
    /// Those who are praised, in the banker's order.
    pub helpers: Vec<Person>,
    /// The department, while nobody knows who helped.
    pub unknown_helper_department: Option<String>,
    /// Only with the client's consent.
    pub client_name: Option<String>,
    /// The client was invited to write, or offered; unknown when not said.
    pub client_invited: Option<bool>,
    /// `Oak Street`: the branch that the client was in.
    pub branch: String,
    /// The client's letter as it circulates.
    pub letter: Option<CirculatedLetter>,
    /// The banker's paragraph as it circulates.
    pub cover_note: Option<String>,
    /// The strengths that the helpers are praised for.
    pub strengths: Vec<Strength>,
    /// The beginning of the letter, or of the cover note where there is no letter.
    pub excerpt: String,
    /// The chains as they were decided.
    pub chain: Vec<Step>,
    /// Oldest first.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Oldest first.
    pub thanks: Vec<Thanks>,
    /// For those who oversee it only.
    pub overseen: Option<Overseen>,
}

/// A step of a chain as it was decided at sending.
#[derive(Debug, Clone)]
pub struct Step {
    /// The person whose chain it is.
    pub of: PersonId,
    /// 1 is that person's own supervisor.
    pub level: i32,
    /// The supervisor.
    pub person: Person,
    /// The reason why this person stood there.
    pub reason: directory::ChainReason,
}

/// A supervisor's word that it was read.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// The supervisor.
    pub person: Person,
    /// Masked.
    pub note: Option<String>,
    /// The employee was told in person.
    pub told_employee: bool,
    /// It was put into the personal file.
    pub filed: bool,
    /// The first time.
    pub created_at: Timestamp,
    /// The latest change.
    pub updated_at: Timestamp,
}

/// A helper's reply.
#[derive(Debug, Clone)]
pub struct Thanks {
    /// The helper.
    pub person: Person,
    /// Masked; thanks may stand alone.
    pub text: Option<String>,
    /// The client may be told.
    pub shared_with_client: bool,
    /// The first time.
    pub created_at: Timestamp,
    /// The latest change.
    pub updated_at: Timestamp,
}

/// Facts for those who answer for a commendation.
#[derive(Debug, Clone)]
pub struct Overseen {
    /// The process that failed, and the way around it.
    pub workaround: Option<Workaround>,
    /// The withdrawal with its author and reason.
    pub withdrawal: Option<Withdrawal>,
}

/// A withdrawal with its author.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// The author.
    pub by: Person,
    /// The moment.
    pub at: Timestamp,
    /// Masked, as it was told to everyone who had a copy.
    pub reason: String,
}

/// One commendation in a list.
#[derive(Debug, Clone)]
pub enum Listed {
    /// It was withdrawn, and the reader does not oversee it.
    Bare(Header),
    /// The reader may read it.
    Full(Box<Summary>),
}

/// A commendation that may be read, in a line.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Facts that stay after a withdrawal.
    pub header: Header,
    /// The sender.
    pub banker: Person,
    /// Those who are praised, in the banker's order.
    pub helpers: Vec<Person>,
    /// Only with the client's consent.
    pub client_name: Option<String>,
    /// The beginning of the letter, or of the cover note where there is no letter.
    pub excerpt: String,
    /// A client wrote.
    pub has_letter: bool,
    /// The number of acknowledgements.
    pub acknowledgements: i64,
    /// The number of thanks.
    pub thanks: i64,
}

/// A valid commendation in a person's history, as the history's readers may read it.
#[derive(Debug, Clone)]
pub struct Received {
    /// Facts that stay after a withdrawal.
    pub header: Header,
    /// The current version of the circulated copy.
    pub version: i32,
    /// The sender.
    pub banker: Person,
    /// Only with the client's consent.
    pub client_name: Option<String>,
    /// `Oak Street`: the branch that the client was in.
    pub branch: String,
    /// A client wrote.
    pub has_letter: bool,
    /// The beginning of the letter, or of the cover note where there is no letter.
    pub excerpt: String,
    /// The language of the letter, where it is known.
    pub language: Option<String>,
    /// The strengths that the helpers are praised for.
    pub strengths: Vec<Strength>,
    /// Acknowledgements of this person's praise, oldest first.
    pub acknowledgements: Vec<Acknowledgement>,
}

/// The words and the pages as they were written, unmasked.
#[derive(Debug, Clone)]
pub struct AsWritten {
    /// The commendation's id.
    pub id: CommendationId,
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The client's name as it was given.
    pub client_name: Option<String>,
    /// For the bank's reply.
    pub client_email: Option<String>,
    /// True when the name may go with the letter.
    pub client_name_shared: bool,
    /// The client was invited to write, or offered; unknown when not said.
    pub client_invited: Option<bool>,
    /// The letter as it was signed.
    pub letter: Option<WrittenLetter>,
    /// The banker's paragraph.
    pub cover_note: Option<String>,
    /// The file of a scanned letter, and the regions covered on its pages.
    pub scan: Option<(Upload, Vec<PageRegion>)>,
}
