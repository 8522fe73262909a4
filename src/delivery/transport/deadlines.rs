//! The time that the relay has for each step of a dialogue.

use std::time::Duration;

/// Deadlines of the steps; the defaults follow RFC 5321, section 4.5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Name look-up and TCP connect, and separately the TLS handshake.
    pub connect: Duration,
    /// The relay's greeting.
    pub greeting: Duration,
    /// Each of `EHLO`, `AUTH`, `MAIL` and `RCPT`.
    pub command: Duration,
    /// `DATA`, before the first byte of the message.
    pub data: Duration,
    /// Each block of the message while it is written.
    pub block: Duration,
    /// The reply to the final dot.
    pub dot: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let minute = Duration::from_secs(60);
        Deadlines {
            connect: minute,
            greeting: 5 * minute,
            command: 5 * minute,
            data: 2 * minute,
            block: 3 * minute,
            dot: 10 * minute,
        }
    }
}

impl Deadlines {
    /// The same deadline for every step.
    pub fn all(each: Duration) -> Deadlines {
        Deadlines { connect: each, greeting: each, command: each, data: each, block: each, dot: each }
    }
}
