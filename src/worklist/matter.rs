//! The matters that a person must look at: a closed list of kinds with their arguments. A matter is stored as it is here; `words` makes
//! its sentence when it is read.
//!
//! Invariants: names are names of employees, never a client's, and no argument holds a client's words. A stored matter is read again
//! by later releases: a new argument is an `Option` or has a default, and no name of a case changes its meaning.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Kind;
use crate::clock::Timestamp;
use crate::delivery::{Cause, transport::Outcome};
use crate::ids::{CommendationId, DeliveryId, DraftId, PersonId};
use crate::vocabulary::vocabulary;

/// A matter with everything that its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// A mail was given up, or may have arrived.
    MailFailed { mail: Mail, outcome: Outcome, may_have_arrived: bool },
    /// A mail must not be sent.
    MailNotSent { mail: Mail, cause: Cause },
    /// The recipient left before the mail could be sent; others got it instead, by these deliveries.
    RecipientLeft { mail: Mail, supervisor: bool, told_instead: Vec<DeliveryId> },
    /// A recipient of a commendation is not mailed, for a reason that was known when it was sent.
    RecipientNotMailed { commendation: Commendation, delivery: DeliveryId, recipient: String, cause: Cause },
    /// The relay refuses every mail.
    RelayRefuses { outcome: Outcome },
    /// The relay is not reached; so many mails wait.
    RelayUnreachable { since: Timestamp, waiting: i64, outcome: Option<Outcome> },
    /// Mails have waited for long, all for one cause. Of one mail alone the subject is the mail.
    MailsWaiting {
        count: i64,
        oldest: Mail,
        since: Timestamp,
        domain: String,
        reply: Option<String>,
        cause: Option<Cause>,
    },
    /// Mails wait because a person holds all of them.
    OutboxHeld { since: Timestamp, waiting: i64 },
    /// One-time links could not be sent while they were of use.
    LinksTooLate { count: i64 },
    /// Mails of another release cannot be read and are set aside; `recipients` are those of a few.
    MailsUnreadable { count: i64, recipients: Vec<String> },
    /// No font here has these characters of a letter.
    MissingGlyphs { commendation: Commendation, characters: Vec<String> },
    /// It is not known who helped.
    UnsureHelper { commendation: Commendation },
    /// One of helper and banker supervises the other.
    SupervisorPraised { commendation: Commendation, helper: PersonId, banker_is_above: bool },
    /// A recipient objects to a commendation; the note is the recipient's own, with client data masked.
    Disputed { commendation: Commendation, person: Employee, objection: Objection, note: Option<String> },
    /// A reporting line led nowhere when a commendation was sent.
    BrokenLine { commendation: Commendation, person: Employee, break_of_line: LineBreak },
    /// An import found a reporting line that leads nowhere.
    ImportedLine { person: Employee, fault: LineFault },
    /// A banker has not sent a client's letter, or has left a draft. `signed_at` is none for a draft without a letter.
    UnsentLetter { draft: DraftId, banker: Employee, signed_at: Option<Timestamp>, left: bool },
}

vocabulary! {
    /// An objection of somebody who received a commendation.
    Objection {
        /// The letter is about somebody else.
        NotAboutMe = "not_about_me",
        /// The person who is praised reports to somebody else.
        NotMyReport = "not_my_report",
    }
}

/// A mail that a matter is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    pub delivery: DeliveryId,
    pub commendation: Option<CommendationId>,
    /// The name, as it was addressed.
    pub recipient: String,
}

/// A commendation that a matter is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commendation {
    pub id: CommendationId,
    pub reference: String,
}

/// An employee whose reporting line a matter is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    pub id: PersonId,
    pub name: String,
    pub number: String,
}

vocabulary! {
    /// A break in the line of supervisors above a person; the words are also kinds of work items.
    LineBreak {
        /// No supervisor, and nobody reports to the person either: not the top of the tree.
        NoSupervisor = "no_supervisor",
        /// The supervisor is no longer active.
        SupervisorLeft = "supervisor_left",
        /// The line leads back to where it began, perhaps directly.
        Cycle = "cycle",
    }
}

/// A fault of a reporting line in a directory file. `manager` is the employee number that the file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum LineFault {
    /// The person's own number.
    OwnNumber,
    /// The people of a circle, by number, each under the next.
    Circle { members: Vec<String> },
    /// The manager has not started yet.
    NotStarted { manager: String },
    /// The manager has left.
    Left { manager: String },
    /// The manager is not in the file and has left.
    LeftAndMissing { manager: String },
    /// The file does not have the manager.
    NotInFile { manager: String },
    /// The directory does not have the manager.
    NotInDirectory { manager: String },
}

impl LineBreak {
    /// The kind of matter that it is.
    pub fn kind(self) -> Kind {
        match self {
            Self::NoSupervisor => Kind::NoSupervisor,
            Self::SupervisorLeft => Kind::SupervisorLeft,
            Self::Cycle => Kind::Cycle,
        }
    }
}

impl LineFault {
    /// The break that the fault causes.
    pub fn line_break(&self) -> LineBreak {
        match self {
            Self::OwnNumber | Self::Circle { .. } => LineBreak::Cycle,
            Self::NotStarted { .. } | Self::Left { .. } | Self::LeftAndMissing { .. } => LineBreak::SupervisorLeft,
            Self::NotInFile { .. } | Self::NotInDirectory { .. } => LineBreak::NoSupervisor,
        }
    }
}

impl Matter {
    /// The kind by which people filter.
    pub fn kind(&self) -> Kind {
        match self {
            Self::RecipientLeft { supervisor: true, .. } => Kind::SupervisorLeft,
            Self::MailFailed { .. }
            | Self::MailNotSent { .. }
            | Self::RecipientLeft { .. }
            | Self::RecipientNotMailed { .. }
            | Self::RelayRefuses { .. }
            | Self::LinksTooLate { .. }
            | Self::MailsUnreadable { .. } => Kind::FailedMail,
            Self::RelayUnreachable { .. } => Kind::RelayUnreachable,
            Self::MailsWaiting { .. } | Self::OutboxHeld { .. } => Kind::WaitingMail,
            Self::MissingGlyphs { .. } => Kind::MissingGlyph,
            Self::UnsureHelper { .. } => Kind::UnsureHelper,
            Self::SupervisorPraised { .. } => Kind::Review,
            Self::Disputed { .. } => Kind::Disputed,
            Self::BrokenLine { break_of_line, .. } => break_of_line.kind(),
            Self::ImportedLine { fault, .. } => fault.line_break().kind(),
            Self::UnsentLetter { .. } => Kind::UnsentLetter,
        }
    }

    /// The subject, which identifies the matter together with its kind.
    pub fn subject(&self) -> Subject {
        match self {
            Self::MailFailed { mail, .. } | Self::MailNotSent { mail, .. } | Self::RecipientLeft { mail, .. } => {
                Subject::Delivery(mail.delivery)
            }
            Self::RecipientNotMailed { delivery, .. } => Subject::Delivery(*delivery),
            Self::RelayRefuses { .. } | Self::RelayUnreachable { .. } => Subject::Relay,
            Self::MailsWaiting { count: 1, oldest, .. } => Subject::Delivery(oldest.delivery),
            Self::MailsWaiting { domain, reply, cause, .. } => {
                Subject::WaitingMails(shared_cause(domain, reply.as_deref(), cause.as_ref()))
            }
            Self::OutboxHeld { .. } => Subject::Outbox,
            Self::LinksTooLate { .. } => Subject::LateLinks,
            Self::MailsUnreadable { .. } => Subject::UnreadableMails,
            Self::MissingGlyphs { commendation, .. }
            | Self::UnsureHelper { commendation }
            | Self::SupervisorPraised { commendation, .. } => Subject::Commendation(commendation.id),
            Self::Disputed { commendation, person, .. } => Subject::Objection(commendation.id, person.id),
            Self::BrokenLine { person, .. } | Self::ImportedLine { person, .. } => Subject::Person(person.id),
            Self::UnsentLetter { draft, .. } => Subject::Draft(*draft),
        }
    }
}

/// The subject of a matter, in columns and in the trail as `noun:id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The mail relay.
    Relay,
    /// The outbox as a whole.
    Outbox,
    /// Mails that wait for one cause, by a number made of it.
    WaitingMails(u64),
    /// All one-time links that came too late.
    LateLinks,
    /// All mails that cannot be read.
    UnreadableMails,
    /// A mail.
    Delivery(DeliveryId),
    /// A commendation.
    Commendation(CommendationId),
    /// A person.
    Person(PersonId),
    /// A commendation, and the recipient who objects to it.
    Objection(CommendationId, PersonId),
    /// A commendation that is not sent yet.
    Draft(DraftId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relay => f.write_str("relay"),
            Self::Outbox => f.write_str("outbox"),
            Self::WaitingMails(cause) => write!(f, "waiting_mails:{cause:016x}"),
            Self::LateLinks => f.write_str("late_links"),
            Self::UnreadableMails => f.write_str("unreadable_mails"),
            Self::Delivery(id) => write!(f, "delivery:{id}"),
            Self::Commendation(id) => write!(f, "commendation:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Objection(commendation, person) => write!(f, "objection:{commendation}/{person}"),
            Self::Draft(id) => write!(f, "draft:{id}"),
        }
    }
}

/// The text is no subject that this release knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the subject of a matter")]
pub struct UnknownSubject;

impl FromStr for Subject {
    type Err = UnknownSubject;

    fn from_str(text: &str) -> Result<Self, UnknownSubject> {
        let (noun, id) = text.split_once(':').unwrap_or((text, ""));
        let subject = match noun {
            "relay" if id.is_empty() => Some(Self::Relay),
            "outbox" if id.is_empty() => Some(Self::Outbox),
            "waiting_mails" => u64::from_str_radix(id, 16).ok().map(Self::WaitingMails),
            "late_links" if id.is_empty() => Some(Self::LateLinks),
            "unreadable_mails" if id.is_empty() => Some(Self::UnreadableMails),
            "delivery" => id.parse().ok().map(Self::Delivery),
            "commendation" => id.parse().ok().map(Self::Commendation),
            "person" => id.parse().ok().map(Self::Person),
            "objection" => id.split_once('/').and_then(|(commendation, person)| {
                Some(Self::Objection(commendation.parse().ok()?, person.parse().ok()?))
            }),
            "draft" => id.parse().ok().map(Self::Draft),
            _ => None,
        };
        subject.ok_or(UnknownSubject)
    }
}

/// The code of a reply with its enhanced status: `450 4.2.0`. The rest of the words may differ from mail to mail.
pub fn status_of(reply: &str) -> String {
    let is_status = |word: &&str| word.split('.').count() == 3 && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let mut words = reply.split_whitespace();
    let code = words.next().unwrap_or_default();
    words.next().filter(is_status).map_or_else(|| code.to_owned(), |status| format!("{code} {status}"))
}

/// A number that is the same for mails that wait for the same cause.
pub fn shared_cause(domain: &str, reply: Option<&str>, cause: Option<&Cause>) -> u64 {
    let said = reply.map(status_of).or_else(|| cause.map(Cause::word)).unwrap_or_default();
    let digest = Sha256::digest(format!("{domain}\n{said}"));
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}
