//! Decides what a failed delivery or a stopped queue asks of people: the kind of refusal, and the setting to correct. Pure.
//!
//! Invariant: a mailbox is called unknown only when the reply is about the mailbox.

use super::replies::{About, about};
use crate::delivery::transport::{Outcome, Phase};

/// Tells whether two outcomes ask for the same action. The relay's replies are ignored: they hold names and numbers of one mail.
pub fn asks_the_same(one: &Outcome, other: &Outcome) -> bool {
    one.verdict == other.verdict && one.cause == other.cause && setting(one) == setting(other)
}

/// The setting that a refusal of us is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The sending limit of our account.
    SendingLimit,
    /// The name that we greet the relay with.
    HelloName,
    /// The relay's URL: credentials, scheme, port.
    RelayUrl,
    /// User and password.
    Credentials,
    /// The URL's scheme, or the private certificate authority.
    Tls,
    /// The sender's address.
    Sender,
    /// The relay's list of allowed hosts.
    AllowedHosts,
}

/// Decides which setting a refusal of us is about.
pub fn setting(outcome: &Outcome) -> Setting {
    let reply = outcome.reply.as_ref();
    let text = reply.map(|reply| reply.text.to_ascii_lowercase()).unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let status = reply.and_then(|reply| reply.enhanced());
    let quota = matches!(status, Some((5, 4, 5) | (5, 1, 90) | (5, 7, 705))) || says(&["quota", "sending limit"]);
    match (outcome.phase, reply.map(|reply| reply.code)) {
        _ if quota => Setting::SendingLimit,
        (Phase::Hello, _) | (_, Some(504)) if outcome.phase != Phase::Auth => Setting::HelloName,
        (_, Some(530..=533 | 536 | 537)) | (_, Some(503)) => Setting::RelayUrl,
        _ if says(&["helo ", "ehlo "]) && outcome.phase >= Phase::Sender => Setting::HelloName,
        (Phase::Auth, _) | (_, Some(534 | 535 | 538)) => Setting::Credentials,
        (Phase::Tls, _) => Setting::Tls,
        (Phase::Sender | Phase::Content, _) => Setting::Sender,
        (Phase::Recipient, _) if matches!(status, Some((5, 1, _))) || says(&["sender"]) => Setting::Sender,
        _ => Setting::AllowedHosts,
    }
}

/// The kind of a refusal of one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The relay was not asked: the cause says why.
    NotHandedOver,
    MailboxFull,
    TooLarge,
    OnlyAscii,
    Sender,
    Forbidden,
    MailboxClosed,
    NoSuchMailbox,
    AddressNotTaken,
    Other,
}

/// Decides the kind of a refusal, by the subject of the enhanced status code (RFC 3463, section 3) or, without one, by the reply
/// code.
pub fn refusal(outcome: &Outcome) -> Refusal {
    let Some(reply) = &outcome.reply else { return Refusal::NotHandedOver };
    let about = about(outcome.phase, reply);
    match (reply.enhanced(), reply.code) {
        (Some((5, 2, 2)), _) => Refusal::MailboxFull,
        (Some((5, 3, 4) | (5, 2, 3)), _) | (_, 552) => Refusal::TooLarge,
        (Some((5, 6, 7)), _) => Refusal::OnlyAscii,
        _ if outcome.phase == Phase::Sender => Refusal::Sender,
        (Some((5, 7, _)), _) => Refusal::Forbidden,
        (Some((5, 2, 0 | 1)), _) => Refusal::MailboxClosed,
        (Some((5, 1, 1 | 2 | 3 | 6 | 10)), _) if about == About::Recipient => Refusal::NoSuchMailbox,
        (None | Some((5, 1, _)), 550 | 551 | 553) if about == About::Recipient => Refusal::AddressNotTaken,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{
        Cause,
        rules::verdict,
        transport::{Outcome, Reply},
    };

    fn outcome(phase: Phase, code: u16, text: &str) -> Outcome {
        let reply = Reply { code, text: text.to_owned() };
        let verdict = verdict(phase, &reply);
        Outcome { verdict, phase, cause: Cause::Answered { phase, accepted: false }, reply: Some(reply) }
    }

    #[test]
    fn the_action_is_the_same_whatever_the_relay_calls_the_mail() {
        let (one, other) = (outcome(Phase::Auth, 535, "5.7.8 no (id 1)"), outcome(Phase::Auth, 535, "5.7.8 no (id 2)"));
        assert!(one != other && asks_the_same(&one, &other));
        assert!(!asks_the_same(&one, &outcome(Phase::Content, 550, "5.2.252 SendAsDenied")));
    }
}
