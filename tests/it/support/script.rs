//! What can be asked of the tests' mail server: where a fault strikes, what it is, and how connections are protected.

use tokio_rustls::TlsAcceptor;

/// Where in the conversation a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before the first word of the server.
    Greeting,
    /// `EHLO`; what it offers is then in the script.
    Hello,
    /// `AUTH`
    Auth,
    /// `MAIL`; the recipient is not known yet, so script it for any.
    Mail,
    Rcpt,
    /// The answer to `DATA`.
    Data,
    /// In the middle of the message.
    Body,
    /// After the final dot.
    Dot,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// This answer instead of the usual one: a refusal.
    Reply(String),
    /// These bytes instead of the usual answer, which mean no: they are a refusal, or nothing at all.
    Refuse(Vec<u8>),
    /// These bytes instead of the usual answer, which mean yes: the step is done and a message kept.
    Accept(Vec<u8>),
    /// The connection ends without an answer. After the dot, the message has been kept.
    Drop,
    /// Nothing more is said, and the connection stays open. After the dot, the message has been kept.
    Stall,
}

/// An answer such as `550 5.1.1 no such user`.
pub fn reply(text: &str) -> Fault {
    Fault::Reply(text.to_owned())
}

/// A yes in other bytes than usual, line ends and all.
pub fn accept(bytes: impl AsRef<[u8]>) -> Fault {
    Fault::Accept(bytes.as_ref().to_vec())
}

/// A no in other bytes than usual, line ends and all.
pub fn refuse(bytes: impl AsRef<[u8]>) -> Fault {
    Fault::Refuse(bytes.as_ref().to_vec())
}

/// How the server protects its connections.
pub enum Protection {
    None,
    /// STARTTLS with this certificate, and nothing before it.
    StartTls(TlsAcceptor),
    /// STARTTLS is offered, and words for the encrypted part are already sent in the clear behind the go-ahead.
    InjectedStartTls(TlsAcceptor),
    Implicit(TlsAcceptor),
}

/// A message as it was received, dots unstuffed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub sender: String,
    pub recipient: String,
    pub bytes: Vec<u8>,
}
