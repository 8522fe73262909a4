//! How a finished mail leaves the house: to the bank's relay, or into a folder.
//!
//! Invariants: one call hands over one mail to one recipient and answers with one [`Outcome`]; it never touches the
//! database and never tries twice what may have been accepted. What an outcome means for the delivery is decided in
//! [`super::rules`].

mod connection;
mod folder;
mod machine;
mod offer;
mod outcome;
mod replies;
mod reply;
mod smtp;
mod talk;
mod tls;
mod wire;

pub use folder::Folder;
pub use machine::full_name;
pub use reply::{Phase, Reply, Verdict};
pub use smtp::{Deadlines, Smtp, SmtpSettings, TlsProblem};

use crate::addresses::MailAddress;

/// One mail, ready to go, with the envelope it travels in.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Names the file in a mail folder; the delivery's id.
    pub id: String,
    /// Envelope sender (RFC 5321 reverse-path): where a bounce goes.
    pub sender: MailAddress,
    pub recipient: MailAddress,
    /// The message as RFC 5322 text with CRLF line ends, ASCII only.
    pub message: String,
}

/// What became of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// How far the conversation came.
    pub phase: Phase,
    /// What the relay answered, where it did.
    pub reply: Option<Reply>,
    /// One sentence about it, for the attempt's record. Holds no address and no text of a mail.
    pub detail: String,
}

impl Outcome {
    /// Whether the relay answered about this one mail, so that the relay itself works.
    pub fn speaks_of_the_mail(&self) -> bool {
        let answered = self.reply.as_ref().is_some_and(|reply| reply.code != 421);
        match self.verdict {
            Verdict::Sent | Verdict::Refused => true,
            // Whether the relay works is what is in doubt.
            Verdict::Suspect => false,
            Verdict::Retry => answered && self.phase >= Phase::Sender,
            Verdict::Unknown | Verdict::Misconfigured => false,
        }
    }
}

/// Where mails go.
#[derive(Debug)]
pub enum Transport {
    Smtp(Box<Smtp>),
    /// For the demo and for development; production refuses it.
    Folder(Folder),
}

impl Transport {
    /// Hands over one mail. Never panics and never waits longer than its deadlines.
    pub async fn send(&self, mail: &Outgoing) -> Outcome {
        match self {
            Transport::Smtp(smtp) => smtp.send(mail).await,
            Transport::Folder(folder) => folder.send(mail).await,
        }
    }

    /// How many mails may usefully be under way at once.
    pub fn width(&self) -> usize {
        match self {
            Transport::Smtp(smtp) => smtp.width(),
            Transport::Folder(_) => 4,
        }
    }

    /// Says goodbye on idle connections; the next send dials afresh.
    pub async fn rest(&self) {
        if let Transport::Smtp(smtp) = self {
            smtp.rest().await;
        }
    }
}
