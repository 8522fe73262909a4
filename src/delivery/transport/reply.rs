//! What a relay's answer, or its silence, means. Pure decisions, no connection.
//!
//! Invariant: only a 5xx is certain to be a refusal, and only a 250 after the final dot is certain to be an
//! acceptance. What was cut off after the dot is unknown, never guessed.

/// How far a conversation had come when it ended (RFC 5321, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Connect,
    Tls,
    Hello,
    Auth,
    /// `MAIL FROM`
    Sender,
    /// `RCPT TO`
    Recipient,
    /// `DATA`, before the first byte of the message
    Data,
    /// The message itself, the final dot and its answer
    Content,
}

impl Phase {
    /// The step in a sentence: "the relay … at …".
    pub fn words(self) -> &'static str {
        match self {
            Phase::Connect => "the connection",
            Phase::Tls => "the TLS handshake",
            Phase::Hello => "the greeting",
            Phase::Auth => "the sign-in",
            Phase::Sender => "the sender's address",
            Phase::Recipient => "the recipient's address",
            Phase::Data => "the start of the message",
            Phase::Content => "the message",
        }
    }
}

/// A reply of the relay: code (RFC 5321, section 4.2) and text, lines joined by a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    pub text: String,
}

impl Reply {
    /// The enhanced status code (RFC 3463) at the start of the text, such as `5.7.1`.
    pub fn enhanced(&self) -> Option<(u8, u16, u16)> {
        let mut numbers = self.text.split_whitespace().next()?.split('.');
        let status = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        numbers.next().is_none().then_some(status)
    }
}

/// What a try came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The relay answered 250 after the final dot: the mail is its own now.
    Sent,
    /// The relay refused this mail for good.
    Refused,
    /// Nothing was handed over; trying again is safe.
    Retry,
    /// The message may have been accepted: the peer was lost, or too slow, after the final dot.
    Unknown,
    /// The relay refuses *us*: sign-in, TLS or relaying. No mail can go until a person mends the configuration.
    Misconfigured,
}

/// What a reply means at a phase.
///
/// A 5xx before `MAIL` is about the connection and not about one mail. From there on 530, 535 and their kin (RFC 4954,
/// section 6) and a policy refusal `x.7.x` (RFC 3463, section 3.8) with 550 or its kin at `MAIL` or `RCPT` speak of our
/// configuration; a policy refusal of the message itself speaks of that message.
pub fn verdict(phase: Phase, reply: &Reply) -> Verdict {
    match reply.code {
        200..=399 => Verdict::Sent,
        500..=599 if phase < Phase::Sender => Verdict::Misconfigured,
        530 | 534 | 535 | 538 => Verdict::Misconfigured,
        550 | 553 | 554 if phase <= Phase::Recipient && matches!(reply.enhanced(), Some((5, 7, _))) => {
            Verdict::Misconfigured
        }
        500..=599 => Verdict::Refused,
        _ => Verdict::Retry,
    }
}

/// What a silence means: the peer was lost or the deadline ran out. `handed_over` says whether the final dot had left.
pub fn verdict_of_silence(phase: Phase, handed_over: bool) -> Verdict {
    if phase == Phase::Content && handed_over { Verdict::Unknown } else { Verdict::Retry }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(phase: Phase, code: u16, text: &str) -> Verdict {
        verdict(phase, &Reply { code, text: text.to_owned() })
    }

    #[test]
    fn only_a_5xx_is_a_refusal() {
        assert_eq!(at(Phase::Recipient, 550, "5.1.1 no such user"), Verdict::Refused);
        assert_eq!(at(Phase::Recipient, 550, "no such user"), Verdict::Refused);
        assert_eq!(at(Phase::Recipient, 450, "4.2.0 greylisted"), Verdict::Retry);
        assert_eq!(at(Phase::Recipient, 421, "closing"), Verdict::Retry);
        assert_eq!(at(Phase::Content, 552, "5.3.4 too big"), Verdict::Refused);
        assert_eq!(at(Phase::Content, 451, "4.3.0 try later"), Verdict::Retry);
        assert_eq!(at(Phase::Content, 250, "2.0.0 queued"), Verdict::Sent);
    }

    #[test]
    fn what_speaks_of_our_configuration_is_told_apart() {
        assert_eq!(at(Phase::Auth, 535, "5.7.8 bad password"), Verdict::Misconfigured);
        assert_eq!(at(Phase::Sender, 530, "5.7.0 must issue STARTTLS"), Verdict::Misconfigured);
        assert_eq!(at(Phase::Recipient, 554, "5.7.1 relay access denied"), Verdict::Misconfigured);
        assert_eq!(at(Phase::Connect, 554, "no service"), Verdict::Misconfigured);
        assert_eq!(at(Phase::Content, 550, "5.7.1 looks like spam"), Verdict::Refused);
        assert_eq!(at(Phase::Sender, 552, "5.3.4 too big"), Verdict::Refused);
    }

    #[test]
    fn silence_is_unknown_only_after_the_dot() {
        assert_eq!(verdict_of_silence(Phase::Content, true), Verdict::Unknown);
        assert_eq!(verdict_of_silence(Phase::Content, false), Verdict::Retry);
        assert_eq!(verdict_of_silence(Phase::Data, true), Verdict::Retry);
    }
}
