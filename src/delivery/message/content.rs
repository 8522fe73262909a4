//! The content of a mail as plain data, for one reader. That of a commendation's mail is made when the mail goes; [`StoredContent`] content is
//! decided when the mail is queued and kept in its row as JSON.
//!
//! Invariants: the words quoted here are the circulated ones, already masked; a client without consent has no name in
//! here. Adding a field to [`StoredContent`] needs a serde default, because rows written by an older version are read too. A field that
//! this version does not know makes the content unreadable: a mail without it would say less than was meant.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words;
use crate::branch_names;
use crate::clock::Timestamp;
use crate::delivery::Reason;
use crate::ids::{CommendationId, DeliveryId, DraftId};
use crate::language::Language;

/// One mail's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Letter(Box<LetterMail>),
    Recall(Box<RecallMail>),
    Correction(Box<CorrectionMail>),
    Misdirected(Box<CorrectionMail>),
    Client(Box<ClientMail>),
    Stored(StoredContent),
}

/// The content of a mail that is kept in its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum StoredContent {
    Thanks(ThanksMail),
    Activation(ActivationMail),
    UnsentLetter(UnsentLetterMail),
    ClosedDraft(ClosedDraftMail),
    WaitingDraft(WaitingDraftMail),
}

impl StoredContent {
    /// The time after which sending is pointless.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            StoredContent::Activation(mail) => Some(mail.expires_at),
            StoredContent::Thanks(_)
            | StoredContent::UnsentLetter(_)
            | StoredContent::ClosedDraft(_)
            | StoredContent::WaitingDraft(_) => None,
        }
    }

    /// The content without secrets, such as a one-time link, which must not stay in the database once the mail is finished.
    #[must_use]
    pub fn without_secrets(self) -> StoredContent {
        match self {
            StoredContent::Activation(mail) => {
                StoredContent::Activation(ActivationMail { link: String::new(), ..mail })
            }
            other => other,
        }
    }
}

impl From<StoredContent> for Content {
    fn from(stored: StoredContent) -> Content {
        Content::Stored(stored)
    }
}

/// A person as mails name them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub name: String,
    /// May be empty.
    pub department: String,
    /// May be empty: a person without a branch is placed by department.
    pub branch: String,
}

impl Party {
    /// `Oak Street`; the department where there is no branch.
    pub fn place(&self) -> &str {
        match branch_names::short(&self.branch) {
            "" => &self.department,
            branch => branch,
        }
    }
}

/// The line by which a person is the supervisor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundAs {
    #[default]
    Primary,
    /// In the primary supervisor's place on that day.
    Acting,
    /// The supervisor in between is missing or has left.
    NextActiveAbove,
}

impl FoundAs {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_primary(&self) -> bool {
        *self == Self::Primary
    }
}

/// One reason why a mail goes to its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientReason {
    pub reason: Reason,
    /// Full name of the person whose supervisor, dotted line or missing supervisor it is. None for the helper and the banker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    #[serde(default, skip_serializing_if = "FoundAs::is_primary")]
    pub found_as: FoundAs,
}

/// Another person who has the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub name: String,
    pub because: Vec<RecipientReason>,
}

/// The client, when a client wrote the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Only with the client's consent.
    pub name: Option<String>,
    /// The first year of the client relationship, when known.
    pub since: Option<i32>,
}

/// Words quoted in a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quote {
    /// At the length that the mail shows; ends with ` …` when it was cut.
    pub text: String,
    pub cut: bool,
}

impl Quote {
    /// The beginning of `text`, at most `limit` characters.
    pub fn of(text: &str, limit: usize) -> Quote {
        let (text, cut) = words::excerpt(text, limit);
        Quote { text, cut }
    }
}

/// The information about a helper who could not be named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HelperHint {
    pub name: String,
    pub department: String,
    pub extension: Option<String>,
}

/// A commendation on its way to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterMail {
    /// `C-2026-000123`.
    pub reference: String,
    /// As printed, in groups of four.
    pub verification_code: String,
    /// For a corrected version, the day of the copy that this one replaces.
    pub replaces: Option<NaiveDate>,
    pub served_on: NaiveDate,
    pub sent_on: NaiveDate,
    pub signed_on: Option<NaiveDate>,
    /// Empty while the helper is unknown; then `hint` has what is known.
    pub helpers: Vec<Party>,
    pub hint: Option<HelperHint>,
    pub banker: Party,
    /// The client praised the banker too.
    pub praises_banker: bool,
    /// None when no client wrote and the cover note is the letter.
    pub client: Option<Client>,
    /// The client's words as circulated.
    pub letter: Option<Quote>,
    pub cover_note: Option<Quote>,
    /// The reasons for which this reader gets it; at least one.
    pub because: Vec<RecipientReason>,
    /// All other readers.
    pub readers: Vec<Reader>,
}

impl LetterMail {
    /// Cuts letter and cover note to what a mail to this reader shows: the helper gets the whole letter up to 2,000
    /// characters, everyone else an excerpt of 280.
    #[must_use]
    pub fn quoting(mut self, letter: Option<&str>, cover_note: Option<&str>) -> LetterMail {
        let to_helper = self.because.iter().any(|because| because.reason == Reason::Helper);
        let limit = if to_helper { words::WHOLE_LETTER } else { words::EXCERPT };
        self.letter = letter.map(|text| Quote::of(text, limit));
        // Without a client's letter the cover note is the letter.
        let limit = if letter.is_none() && to_helper { words::WHOLE_LETTER } else { words::COVER_NOTE };
        self.cover_note = cover_note.map(|text| Quote::of(text, limit));
        self
    }
}

/// A commendation was withdrawn. It quotes nothing of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallMail {
    pub reference: String,
    pub helpers: Vec<Party>,
    pub banker: Party,
    /// The day the reader was sent the letter.
    pub got_on: NaiveDate,
    pub sent_at: Timestamp,
    pub withdrawn_at: Timestamp,
    /// Full name of the person who withdrew it.
    pub withdrawn_by: String,
    /// In the words of the person who withdrew it.
    pub reason: String,
    /// The day the reader acknowledged it, if so.
    pub acknowledged_on: Option<NaiveDate>,
    pub because: Vec<RecipientReason>,
    pub readers: Vec<Reader>,
}

/// A commendation was corrected. It quotes nothing of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionMail {
    pub reference: String,
    /// The code of the attached copy, as printed; none when the letter was meant for another person.
    pub verification_code: Option<String>,
    /// The people whom the mail names: those praised now, or those praised by mistake.
    pub helpers: Vec<Party>,
    pub banker: Party,
    /// The day the reader was sent the copy that is replaced.
    pub got_on: NaiveDate,
    pub sent_at: Timestamp,
    pub corrected_at: Timestamp,
    /// Full name of the person who corrected it.
    pub corrected_by: String,
    /// In the words of the person who corrected it.
    pub reason: String,
    /// The client's letter in the new version.
    pub letter: LetterAfter,
    /// The day the reader acknowledged it, if so.
    pub acknowledged_on: Option<NaiveDate>,
    pub because: Vec<RecipientReason>,
    pub readers: Vec<Reader>,
}

/// A mail to the client who wrote the letter. It holds no word of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientMail {
    /// The client's own name, to greet the client by.
    pub client: Option<String>,
    /// The name went with the letter.
    pub is_named: bool,
    /// The helpers to whom it was delivered.
    pub helpers: Vec<String>,
    pub delivered_on: NaiveDate,
    /// Full names of the helpers' supervisors to whom it was delivered.
    pub supervisors: Vec<String>,
    /// Everyone who is known to have read it: helpers who thanked for it and supervisors who acknowledged it.
    pub read_by: Vec<String>,
    /// A helper's words to the client; only in the mail that passes them on.
    pub reply: Option<ClientReply>,
    pub banker: Party,
    pub told_on: NaiveDate,
}

/// A helper's thanks to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientReply {
    pub helper: Party,
    /// Thanks may stand alone.
    pub text: Option<String>,
}

/// The client's letter in a new version of the copy, compared with the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterAfter {
    /// There is none.
    None,
    /// It is as it was: no correction changes it.
    Unchanged,
    /// The client took back the permission to share the name, which the copy before holds.
    WithoutName,
}

/// The helper thanks the banker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThanksMail {
    pub reference: String,
    pub helper: Party,
    pub served_on: NaiveDate,
    pub thanked_on: NaiveDate,
    /// The helper's own words, if any.
    pub text: Option<String>,
}

/// A one-time link to choose a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationMail {
    /// The whole address with its token. Emptied in the row once the mail is finished.
    pub link: String,
    pub expires_at: Timestamp,
}

/// A reminder to a banker that a client's letter is not sent. It holds nothing of the letter and names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsentLetterMail {
    pub draft: DraftId,
    /// The letter was scanned, not typed.
    pub on_paper: bool,
    pub signed_on: NaiveDate,
    pub reminded_on: NaiveDate,
    /// The day from which others have to settle it.
    pub waits_from: NaiveDate,
}

/// A draft was closed by somebody who had to settle it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedDraftMail {
    pub draft: DraftId,
    pub begun_on: NaiveDate,
    pub closed_on: NaiveDate,
    pub closed_by: Party,
    /// In the words of that person, masked.
    pub reason: String,
}

/// A banker's draft waits for HR and the banker's supervisor, who reads this. It holds nothing of the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingDraftMail {
    pub draft: DraftId,
    pub banker: Party,
    /// The day of the client's letter in it, if there is one.
    pub letter_since: Option<NaiveDate>,
    pub told_on: NaiveDate,
    /// The banker has left.
    pub left: bool,
}

/// The parts of a mail that come from the delivery's row besides the content.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    pub id: DeliveryId,
    pub commendation_id: Option<CommendationId>,
    pub recipient_name: &'a str,
    pub recipient_email: &'a str,
    /// The language of the words.
    pub language: Language,
    pub created_at: Timestamp,
}
