//! Sends a finished mail: to the bank's relay, or into a folder.
//!
//! Invariants: one call sends one mail to one recipient and returns one [`Outcome`]; it never uses the database and never tries
//! again a mail that may have been accepted. [`super::rules`] decides the consequence of an outcome for the delivery.

mod activity;
mod connection;
mod deadlines;
mod dialogue;
mod ehlo;
mod host_name;
mod mail_folder;
mod outcome;
mod reply;
mod reply_reader;
mod smtp;
mod socket;
mod tls;

pub use activity::Activity;
pub use deadlines::Deadlines;
pub use host_name::full_name;
pub use mail_folder::Folder;
pub use reply::{Phase, Reply, Verdict};
pub(super) use smtp::STALLED;
pub use smtp::{Smtp, SmtpSettings, TlsProblem};

use serde::{Deserialize, Serialize};

use super::Cause;
use crate::mail_addresses::MailAddress;

/// One mail, ready to go, with the envelope it travels in.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The delivery's id; it names the file in a mail folder.
    pub id: String,
    /// Envelope sender (RFC 5321 reverse-path), to which a bounce is sent.
    pub sender: MailAddress,
    pub recipient: MailAddress,
    /// The message as RFC 5322 text with CRLF line ends, ASCII only.
    pub message: String,
}

/// The outcome of one try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub verdict: Verdict,
    /// The last step that the dialogue reached.
    pub phase: Phase,
    /// The relay's reply, if there was one.
    pub reply: Option<Reply>,
    /// For the attempt's record.
    pub cause: Cause,
}

impl Outcome {
    /// Tells whether the relay answered about this one mail, which shows that the relay itself works.
    pub fn speaks_of_the_mail(&self) -> bool {
        let answered = self.reply.as_ref().is_some_and(|reply| reply.code != 421);
        match self.verdict {
            Verdict::Sent | Verdict::Refused => true,
            // It is in doubt whether the relay works.
            Verdict::Suspect => false,
            Verdict::Retry => answered && self.phase >= Phase::Sender,
            Verdict::Unknown | Verdict::Misconfigured => false,
        }
    }
}

impl Outcome {
    /// Tells whether the relay cannot be used at all, or refuses us: no mail can go, and this one says nothing of itself.
    pub fn is_about_the_relay(&self) -> bool {
        match self.verdict {
            Verdict::Misconfigured => true,
            Verdict::Retry => self.phase < Phase::Sender && self.is_of_the_network(),
            Verdict::Sent | Verdict::Refused | Verdict::Unknown | Verdict::Suspect => false,
        }
    }

    /// False when no relay was asked: the mail could not be made.
    fn is_of_the_network(&self) -> bool {
        !matches!(
            self.cause,
            Cause::CopyNotMade | Cause::NotComposed { .. } | Cause::FolderFailed { .. } | Cause::WrittenToFolder
        )
    }
}

/// The destination of mails.
#[derive(Debug)]
pub enum Transport {
    Smtp(Box<Smtp>),
    /// For the demo and for development; production refuses it.
    Folder(Folder),
}

impl Transport {
    /// Sends one mail. Never panics and never waits longer than its deadlines.
    pub async fn send(&self, mail: &Outgoing) -> Outcome {
        match self {
            Transport::Smtp(smtp) => smtp.send(mail).await,
            Transport::Folder(folder) => folder.send(mail).await,
        }
    }

    /// The number of mails that can usefully be sent at once.
    pub fn width(&self) -> usize {
        match self {
            Transport::Smtp(smtp) => smtp.width(),
            Transport::Folder(_) => 4,
        }
    }

    /// Closes idle connections; the next send opens a new one.
    pub async fn rest(&self) {
        if let Transport::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }
}
