//! The steps of an SMTP dialogue, a reply, and the verdict on a try. [`crate::delivery::rules`] interprets replies.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The step at which a dialogue ended (RFC 5321, section 3), in order.
    Phase {
        /// The connection itself.
        Connect = "connect",
        /// Before our first command.
        Greeting = "greeting",
        /// The handshake.
        Tls = "tls",
        /// `EHLO`.
        Hello = "hello",
        /// `AUTH`.
        Auth = "auth",
        /// `MAIL FROM`.
        Sender = "sender",
        /// `RCPT TO`.
        Recipient = "recipient",
        /// `DATA`, before the first byte of the message.
        Data = "data",
        /// The message itself, the final dot and its answer.
        Content = "content",
    }
}

/// A reply of the relay: code (RFC 5321, section 4.2) and text, lines joined by a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub code: u16,
    pub text: String,
}

impl Reply {
    /// The enhanced status code (RFC 3463) such as `5.7.1`: the first word of the text or, as qmail and its relatives write it,
    /// a later word with a `#` before it.
    pub fn enhanced(&self) -> Option<(u8, u16, u16)> {
        let mut words = self.text.split_whitespace();
        let first = words.next()?;
        status(first)
            .or_else(|| words.filter_map(|word| word.trim_start_matches('(').strip_prefix('#')).find_map(status))
    }
}

fn status(word: &str) -> Option<(u8, u16, u16)> {
    let mut numbers = word.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
    let mut number = || numbers.next().filter(|text| text.len() <= 3)?.parse::<u16>().ok();
    let found = (number()?, number()?, number()?);
    let class = u8::try_from(found.0).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
    numbers.next().is_none().then_some((class, found.1, found.2))
}

vocabulary! {
    /// The verdict on a try.
    Verdict {
        /// The relay answered 250 after the final dot and is now responsible for the mail.
        Sent = "sent",
        /// The relay refused this mail for good.
        Refused = "refused",
        /// The relay refused this mail, and one mail alone does not show whether it refuses *us*.
        Suspect = "suspect",
        /// The message was not handed over; trying again is safe.
        Retry = "retry",
        /// The message may have been accepted: the connection was lost, timed out or got out of step after the final dot.
        Unknown = "unknown",
        /// The relay refuses *us*: sign-in, TLS or relaying. No mail is accepted until a person corrects the configuration.
        Misconfigured = "misconfigured",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_where_relays_write_it() {
        for (text, status) in [
            ("5.7.1 relay access denied", Some((5, 7, 1))),
            ("5.2.252 SendAsDenied; x", Some((5, 2, 252))),
            ("#5.1.0 Address rejected.", Some((5, 1, 0))),
            ("sorry, no mailbox here by that name. (#5.1.1 - chkusr)", Some((5, 1, 1))),
            ("5.1.1: unknown", Some((5, 1, 1))),
            ("192.0.2.1 is blocked", None),
            ("5.7 no", None),
            ("no such user 5.1.1", None),
            ("1.2.3 x", None),
            ("", None),
        ] {
            assert_eq!(Reply { code: 550, text: text.to_owned() }.enhanced(), status, "{text}");
        }
    }
}
