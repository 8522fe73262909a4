//! The causes why a mail was not sent and of the end of a try, as a kind with arguments: they are stored, and `words` makes sentences
//! of them when they are read.
//!
//! Invariants: a cause holds no address and no text of a mail. Arguments named `said` are the words of a library or of the operating
//! system. A kind that another release stored is read as [`Cause::Unknown`] and never makes a delivery unreadable.

use serde::{Deserialize, Serialize};

use super::transport::Phase;
use crate::mail_addresses::AddressProblem;
use crate::vocabulary::vocabulary;

/// The cause of an omission, or of the end of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// Not sent: the recipient no longer works here.
    RecipientLeft,
    /// Not sent: the address is outside the domains that staff mail may go to.
    OutsideDomains,
    /// Not sent: it was too late to be of use.
    TooLate,
    /// Not sent: its one-time link is of an earlier version.
    OutdatedLink,
    /// Not sent: the commendation was withdrawn before.
    Withdrawn,
    /// Not sent: the client's address is not kept any more, or there is nothing to tell the client.
    NotForClient,
    /// Not sent: a corrected copy took the place of the one it carries.
    Replaced,

    /// The relay answered to a step, and its reply is on record.
    Answered { phase: Phase, accepted: bool },
    /// Nobody took the connection.
    ConnectionRefused { phase: Phase },
    /// The connection ended.
    ConnectionLost { phase: Phase },
    /// A deadline passed.
    TimedOut { phase: Phase },
    /// The relay stopped reading the message.
    MessageNotTaken { phase: Phase },
    /// Another failure of the network.
    Unreachable { phase: Phase, said: String },
    /// The server at this address is no mail server.
    NotSmtp { phase: Phase },
    /// The relay sent a reply to nothing.
    Unasked { phase: Phase },
    /// The relay's reply is of another kind than the step expects.
    OutOfStep { phase: Phase, code: u16 },
    /// The relay replied to RSET as if to another command.
    ResetOutOfStep { phase: Phase },

    /// The TLS handshake failed, for example because of the certificate.
    TlsFailed { said: String },
    /// The relay does not offer the TLS that the configuration requires.
    NoStartTls,
    /// STARTTLS was called for over TLS.
    TlsTwice,
    /// The relay offers no way to sign in that is known here.
    NoSignIn,
    /// The relay carries no address with letters outside ASCII.
    NoInternationalAddresses,

    /// The mail is in the mail folder.
    WrittenToFolder,
    /// The mail folder could not be written.
    FolderFailed { said: String },
    /// The circulated copy could not be made.
    CopyNotMade,
    /// The recipient's address is no mail address.
    NotAnAddress { problem: AddressProblem },
    /// The library that makes mails refuses the address.
    AddressRefused,
    /// The mail could not be made.
    NotComposed { said: String },
    /// The worker ended before the relay's answer was on record.
    WorkerEnded,
    /// The row is of another release, and this part of it cannot be read.
    Unreadable { part: RowPart },

    /// A kind that this release does not know.
    #[serde(other)]
    Unknown,
}

vocabulary! {
    /// A part of a row that is stored as text or JSON.
    RowPart {
        Kind = "kind",
        Content = "content",
        Reasons = "reasons",
        Because = "because",
    }
}

impl Cause {
    /// The word of the kind, as stored.
    pub fn word(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value["kind"].as_str().unwrap_or_default().to_owned()
    }

    /// Reads a stored cause of any release.
    pub(super) fn read(stored: &str) -> Cause {
        serde_json::from_str(stored).unwrap_or(Cause::Unknown)
    }
}
