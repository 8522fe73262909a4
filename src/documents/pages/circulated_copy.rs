//! The content of a circulated copy, as plain data: the praised people, the client's words, the banker's words, the
//! recipients.
//!
//! A commendation freezes this value when it is sent: it is stored as JSON and rendered later, perhaps by another process,
//! and the same value always gives the same bytes. Therefore nothing here is looked up, and nothing describes the layout (see
//! `compose.rs` and `styles.rs`). Client data that must not circulate is not in it at all: the caller supplies a [`Withheld`]
//! in its place.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use crate::documents::pdf::images::{Coding, Sheet};
pub use crate::documents::pdf::sheet::Paper;
pub use crate::documents::text::line::{Alignment, Colour};
pub use crate::documents::text::passage::{Passage, Run, Withheld};

/// One circulated copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CopyContent {
    pub letterhead: Letterhead,
    /// The day the commendation was sent; it also dates the file.
    pub date: NaiveDate,
    /// The reference, such as `C-2026-000123`.
    pub reference: String,
    /// Set on a corrected copy only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaces>,
    pub praised: Praised,
    /// The helpers' supervisors, as decided at sending.
    pub to: Vec<Named>,
    /// All other recipients, as decided at sending.
    pub copies_to: Vec<Named>,
    /// The client's letter; `None` if a colleague wrote on their own account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_letter: Option<ClientLetter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_note: Option<CoverNote>,
    /// The strengths, as phrases that follow "for": "calm under pressure", "explaining clearly".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strengths: Vec<String>,
    /// The day of service.
    pub served_on: NaiveDate,
    /// `None` on a draft, which cannot be verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Marks every page as a draft.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
}

/// The bank's name and design at the head and the foot of every page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The bank's name.
    pub bank: String,
    /// The line below it: "Oak Street branch, 118 Oak Street, Asheville".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_line: Option<String>,
    /// The bank's own logo; without it, Commend's mark is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// BCP 47 tag of the language the bank's own words are in.
    #[serde(default = "english")]
    pub language: String,
    #[serde(default)]
    pub colours: Colours,
    #[serde(default)]
    pub paper: Paper,
    /// The alignment of the client's and the banker's words.
    #[serde(default)]
    pub alignment: Alignment,
    /// The text at the left of every foot, in place of "For use inside the bank".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
}

/// The bank's own logo. Its bytes are supplied when the letter is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    pub picture: Sheet,
    /// The logo contains the bank's name, so the name is not set beside it.
    #[serde(default)]
    pub has_name: bool,
}

fn english() -> String {
    "en".to_owned()
}

/// The bank's own two colours.
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

/// The copy that this one replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaces {
    /// The number of this copy, from 2.
    pub version: u32,
    /// The day of the copy it replaces.
    pub copy_of: NaiveDate,
}

/// The praised people, or a department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Praised {
    /// One to ten helpers.
    Helpers(Vec<Helper>),
    /// A department, as the title while it is not known who helped.
    Department { name: String, place: Option<String> },
}

/// A person who is thanked, as they were on the day of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Branch or town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A recipient in the margin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// The client's own words, and how they were written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientLetter {
    /// The text as written: a line break is kept, and a blank line begins a paragraph.
    pub text: Passage,
    /// BCP 47 tag, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub client: Client,
    /// One sentence on how and where it was signed: "Signed at 10:44 on the client’s own phone, at Oak Street."
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_signed: Option<String>,
    /// The name of the person who invited the client to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<String>,
    /// The scanned pages, if they circulate; `text` is then their transcript, or empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Scan>,
}

/// The circulated pages of a letter on paper: data that must not circulate is covered in the pictures themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scan {
    pub pages: Vec<Sheet>,
}

/// The client; with consent the name and the signature, without it neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    Named {
        name: Passage,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_since: Option<i32>,
        /// Absent if the name was only typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// A client without consent; `branch` as in "A client of Oak Street branch".
    NotShared { branch: String },
}

/// The strokes that the client drew, in any unit, y downwards; they are scaled to fit.
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
    /// The role, such as "Banker".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// The means to verify that the copy is genuine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The code in groups of four, as it is read aloud: `7KQ4-M2XD-9VTN-0C1E`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The full address in the QR code.
    pub url: String,
    /// The address at which the code may be typed, without the scheme: `commend.bank.example/verify`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed_at: String,
}
