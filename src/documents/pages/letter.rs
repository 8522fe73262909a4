//! What a circulated copy says, as plain data: who is praised, the client's words, the banker's, who gets it.
//!
//! This is what a commendation freezes when it is sent: it is stored as JSON and rendered later, perhaps by another
//! process, and the same value always gives the same bytes. So nothing here is looked up, and nothing says how the page
//! looks (that is `page.rs` and `styles.rs`). Client data that must not travel is not in here at all: the caller hands
//! over a [`Withheld`] in its place.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use crate::documents::pdf::images::{Coding, Sheet};
pub use crate::documents::pdf::sheet::Paper;
pub use crate::documents::text::line::{Alignment, Colour};
pub use crate::documents::text::passage::{Passage, Run, Withheld};

/// One circulated copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub letterhead: Letterhead,
    /// The day the commendation was sent; it also dates the file.
    pub date: NaiveDate,
    /// Such as `C-2026-000123`.
    pub reference: String,
    /// Set on a corrected copy only.
    #[serde(default)]
    pub replaces: Option<Replaces>,
    pub praised: Praised,
    /// The helpers' supervisors, as decided at sending.
    pub to: Vec<Named>,
    /// Everyone else who was sent it, as decided at sending.
    pub copies_to: Vec<Named>,
    /// The client's letter; `None` when a colleague wrote on their own account.
    #[serde(default)]
    pub client_letter: Option<ClientLetter>,
    #[serde(default)]
    pub cover_note: Option<CoverNote>,
    /// What for, as phrases that follow "for": "calm under pressure", "explaining clearly".
    #[serde(default)]
    pub strengths: Vec<String>,
    /// The day of service.
    pub served_on: NaiveDate,
    /// `None` on a draft, which nobody could verify.
    #[serde(default)]
    pub proof: Option<Proof>,
    /// Marks every page as a draft.
    #[serde(default)]
    pub draft: bool,
}

/// The bank as it stands at the head and the foot of every page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The bank's name.
    pub bank: String,
    /// The line below it: "Oak Street branch, 118 Oak Street, Asheville".
    #[serde(default)]
    pub branch_line: Option<String>,
    /// The bank's own logo; without it, a mark of ours. Left out where there is none, so that what was frozen before there were
    /// logos is the same text still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// BCP 47 tag of the language the bank's own words are in.
    #[serde(default = "english")]
    pub language: String,
    #[serde(default)]
    pub colours: Colours,
    #[serde(default)]
    pub paper: Paper,
    /// How the client's and the banker's words fill their column.
    #[serde(default)]
    pub alignment: Alignment,
    /// What stands at the left of every foot, in place of "For use inside the bank".
    #[serde(default)]
    pub footer: Option<String>,
}

/// The bank's own logo. Its bytes are handed over when the letter is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    pub picture: Sheet,
    /// It holds the bank's name, which then does not stand beside it.
    #[serde(default)]
    pub has_name: bool,
}

fn english() -> String {
    "en".to_owned()
}

/// The two colours that are the bank's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colours {
    pub brand: Colour,
    pub accent: Colour,
}

impl Default for Colours {
    fn default() -> Self {
        Self { brand: Colour(0x0f4c4a), accent: Colour(0xe0a526) }
    }
}

/// The copy this one takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaces {
    /// The number of this copy, from 2.
    pub version: u32,
    /// The day of the copy it replaces.
    pub copy_of: NaiveDate,
}

/// Whose praise it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Praised {
    /// One to ten helpers.
    Helpers(Vec<Helper>),
    /// It is not known yet who helped: the department is the title until somebody is named.
    Department { name: String, place: Option<String> },
}

/// A person who is thanked, as they were on the day of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    pub name: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub department: Option<String>,
    /// Branch or town.
    #[serde(default)]
    pub place: Option<String>,
}

/// A recipient in the margin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    #[serde(default)]
    pub title: Option<String>,
}

/// The client's own words, and how they came to be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientLetter {
    /// As written: a line break is a line break, a blank line begins a paragraph.
    pub text: Passage,
    /// BCP 47 tag, if it is known.
    #[serde(default)]
    pub language: Option<String>,
    pub client: Client,
    /// One sentence on how and where it was signed: "Signed at 10:44 on the client’s own phone, at Oak Street."
    #[serde(default)]
    pub how_signed: Option<String>,
    /// Who invited the client to write, by name.
    #[serde(default)]
    pub invited_by: Option<String>,
    /// The pages it was written on, where they circulate; `text` is then what was typed from them, or nothing.
    #[serde(default)]
    pub scan: Option<Scan>,
}

/// The pages of a letter on paper, as they circulate: whatever must not travel is covered in the pictures themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scan {
    pub pages: Vec<Sheet>,
}

/// Who signed, as far as the client lets it be known. Without consent there is no place for a signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    Named {
        name: Passage,
        #[serde(default)]
        client_since: Option<i32>,
        /// Absent when the name was typed only.
        #[serde(default)]
        signature: Option<Signature>,
    },
    /// `branch` as in "A client of Oak Street branch".
    NotShared { branch: String },
}

/// What the client drew. Any unit, y downwards; it is fitted into its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signature {
    pub strokes: Vec<Vec<[f32; 2]>>,
}

/// The banker's own short paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverNote {
    pub text: Passage,
    pub banker: String,
    /// Such as "Banker".
    #[serde(default)]
    pub role: Option<String>,
    #[serde(default)]
    pub branch: Option<String>,
}

/// How anyone can see that the copy is genuine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// As it is read aloud, in fours: `7KQ4-M2XD-9VTN-0C1E`.
    pub code: String,
    /// What the QR code holds, in full.
    pub url: String,
    /// Where the code may be typed, without the scheme: `commend.bank.example/verify`.
    pub typed_at: String,
}
