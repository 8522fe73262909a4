//! The script of the tests' SMTP server: the step at which a fault happens, the fault, and the protection of connections.

use tokio_rustls::TlsAcceptor;

/// Step of the dialogue at which a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before the first word of the server.
    Greeting,
    /// `EHLO`; the keywords that it offers are then those of the script.
    Hello,
    /// `AUTH`
    Auth,
    /// `MAIL`; the recipient is not known yet, so script it for any recipient.
    Mail,
    Rcpt,
    /// The answer to `DATA`.
    Data,
    /// In the middle of the message.
    Body,
    /// After the final dot.
    Dot,
}

/// A fault of the server.
#[derive(Debug, Clone)]
pub enum Fault {
    /// This reply instead of the usual one: a refusal.
    Reply(String),
    /// These bytes instead of the usual reply; the server treats the step as refused.
    Refuse(Vec<u8>),
    /// These bytes instead of the usual reply; the server treats the step as done and keeps the message.
    Accept(Vec<u8>),
    /// The connection ends without a reply. After the final dot, the message has been kept.
    Drop,
    /// No reply, and the connection stays open. After the final dot, the message has been kept.
    Stall,
    /// The usual reply, but not before the faults are forgiven.
    Late,
}

/// A refusal such as `550 5.1.1 no such user`.
pub fn reply(text: &str) -> Fault {
    Fault::Reply(text.to_owned())
}

/// An acceptance in these bytes, line ends included.
pub fn accept(bytes: impl AsRef<[u8]>) -> Fault {
    Fault::Accept(bytes.as_ref().to_vec())
}

/// A refusal in these bytes, line ends included.
pub fn refuse(bytes: impl AsRef<[u8]>) -> Fault {
    Fault::Refuse(bytes.as_ref().to_vec())
}

/// Protection of the server's connections.
pub enum Protection {
    None,
    /// STARTTLS with this certificate is required.
    StartTls(TlsAcceptor),
    /// STARTTLS is offered, and plain text meant for the encrypted part follows the go-ahead.
    InjectedStartTls(TlsAcceptor),
    Implicit(TlsAcceptor),
}

/// A message as received, with its dots unstuffed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub sender: String,
    pub recipient: String,
    pub bytes: Vec<u8>,
}
