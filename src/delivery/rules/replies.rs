//! The meaning of an SMTP reply and the party it is about, by step, reply code, enhanced status code and text. Pure.
//!
//! The step decides the party. A refusal before MAIL is about us; at MAIL it is most likely about us, because every mail has
//! the same sender; at RCPT a policy (5.7.x) may be about us or about one mailbox; after the final dot it is about the mail,
//! unless it says explicitly that we may not send.
//!
//! Invariants: only a 5xx is a refusal; a step succeeds only with a code of its own kind (2xx, and 354 for DATA). Any other
//! code is an answer out of step; after the final dot it leaves unknown whether the mail was accepted.

use crate::delivery::transport::{Phase, Reply, Verdict};

/// The party that a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Us: no mail is accepted until a person has changed a setting, here or at the relay.
    Us,
    /// Us, or this one mail or recipient: a second, different mail decides.
    PerhapsUs,
    Mail,
    Recipient,
}

/// The meaning of a reply at a step.
pub fn verdict(phase: Phase, reply: &Reply) -> Verdict {
    match reply.code {
        354 if phase == Phase::Data => Verdict::Sent,
        200..=299 if phase != Phase::Data => Verdict::Sent,
        400..=499 => Verdict::Retry,
        500..=599 => match about(phase, reply) {
            About::Us => Verdict::Misconfigured,
            About::PerhapsUs => Verdict::Suspect,
            About::Mail | About::Recipient => Verdict::Refused,
        },
        _ => verdict_of_silence(phase, phase == Phase::Content),
    }
}

/// The meaning of a missing reply: the connection was lost or out of step, or a deadline expired. `handed_over` is true when
/// the final dot may have been sent.
pub fn verdict_of_silence(phase: Phase, handed_over: bool) -> Verdict {
    if phase == Phase::Content && handed_over { Verdict::Unknown } else { Verdict::Retry }
}

/// The party that a 5xx is about.
pub fn about(phase: Phase, reply: &Reply) -> About {
    let status = reply.enhanced();
    if phase < Phase::Sender || is_about_us(reply, status) {
        return About::Us;
    }
    // Too large (RFC 3463: 5.3.4, 5.2.3), an address outside ASCII (RFC 6531: 5.6.7), a parameter of MAIL or RCPT (RFC 5321:
    // 555): the next mail may be accepted.
    let of_one_mail = matches!(reply.code, 552 | 555) || matches!(status, Some((5, 3, 4) | (5, 2, 3) | (5, 6, 7)));
    match phase {
        Phase::Sender if of_one_mail => About::Mail,
        Phase::Sender => About::PerhapsUs,
        Phase::Recipient => match status {
            Some((5, 2, 2)) => About::Recipient,
            _ if of_one_mail => About::Mail,
            // 5.1.7 and 5.1.8 are about the sender (RFC 3463, section 3.2); many relays check it only at this step.
            Some((5, 7, _) | (5, 1, 7 | 8)) => About::PerhapsUs,
            None | Some((5, 0 | 5, _) | (5, 1, 0)) if speaks_of_us(&reply.text) => About::PerhapsUs,
            // The command itself is refused, for any recipient.
            _ if matches!(reply.code, 500 | 502) => About::PerhapsUs,
            _ => About::Recipient,
        },
        // 5.1.7 and 5.1.8 are about the sender at every step.
        Phase::Data | Phase::Content if matches!(status, Some((5, 1, 7 | 8))) => About::PerhapsUs,
        Phase::Data if matches!(status, Some((5, 7, _))) => About::PerhapsUs,
        Phase::Content => match status {
            Some((5, 1, _) | (5, 2, 0..=2)) => About::Recipient,
            _ => About::Mail,
        },
        _ => About::Mail,
    }
}

/// Refusals that are about us at every step: sequence, sign-in and TLS (RFC 5321: 503, 504; RFC 4954: 530 to 538), the
/// right to send as our sender, and the account's quota.
fn is_about_us(reply: &Reply, status: Option<(u8, u16, u16)>) -> bool {
    let by_status = matches!(
        status,
        // Gmail: the sending limit of the account.
        Some(
            (5, 4, 5)
        // Exchange: not allowed to send as this sender.
        | (5, 2, 252) | (5, 7, 60)
        // Exchange: bad outbound sender, limits of account and tenant, a domain that is not registered.
        | (5, 1, 90) | (5, 7, 705 | 708 | 750)
        )
    );
    let text = reply.text.to_ascii_lowercase();
    matches!(reply.code, 503 | 504 | 530..=538)
        || by_status
        || ["sendasdenied", "send as this sender", "submissionquotaexceeded", "bad outbound sender"]
            .iter()
            .any(|word| text.contains(word))
}

/// Texts with which relays refuse the sender at RCPT, without an enhanced status code that says so.
fn speaks_of_us(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let words = [
        "relay",
        "sender address rejected",
        "sender verify",
        "sender rejected",
        "helo",
        "ehlo",
        "client host",
        "authentic",
        "not authori",
        "unauthori",
        "administrative prohibition",
        "blacklist",
        "blocklist",
        "block list",
        "banned",
    ];
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use About::{Mail, PerhapsUs, Recipient, Us};
    use Phase::{Auth, Content, Data, Greeting, Hello, Sender};
    use proptest::prelude::*;

    use super::*;

    fn reply(code: u16, text: &str) -> Reply {
        Reply { code, text: text.to_owned() }
    }

    /// Replies copied from real relays.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn the_step_decides_whom_a_refusal_is_about() {
        let rcpt = Phase::Recipient;
        for (phase, code, text, expected) in [
            // Postfix
            (Greeting, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", Us),
            (Hello, 501, "Syntax: EHLO hostname", Us),
            (Sender, 501, "5.1.7 Bad sender address syntax", PerhapsUs),
            (Sender, 530, "5.7.0 Must issue a STARTTLS command first", Us),
            (Sender, 552, "5.3.4 Message size exceeds fixed limit", Mail),
            (Sender, 553, "5.1.8 <c@bank.example>: Sender address rejected: Domain not found", PerhapsUs),
            (Sender, 550, "5.1.0 <c@bank.example>: Sender address rejected: User unknown in local table", PerhapsUs),
            (rcpt, 504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", Us),
            (rcpt, 550, "5.1.1 <a@bank.example>: Recipient address rejected: User unknown in local table", Recipient),
            (rcpt, 550, "5.1.8 <c@bank.example>: Sender address rejected: Domain not found", PerhapsUs),
            (rcpt, 553, "5.7.1 <c@bank.example>: Sender address rejected: not owned by user commend", PerhapsUs),
            (rcpt, 554, "5.7.1 <a@bank.example>: Relay access denied", PerhapsUs),
            (rcpt, 552, "5.2.2 The email account that you tried to reach is over quota", Recipient),
            (Data, 503, "5.5.1 Error: need RCPT command", Us),
            (Data, 554, "5.7.1 <DATA>: Data command rejected: Access denied", PerhapsUs),
            (Content, 554, "5.6.0 Message header size limit exceeded", Mail),
            (Content, 550, "5.7.1 Message content rejected", Mail),
            // Exchange and Office 365
            (Hello, 501, "5.5.4 Invalid domain name", Us),
            (Auth, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", Us),
            (Sender, 530, "5.7.57 Client not authenticated to send mail", Us),
            (Sender, 501, "5.5.4 Invalid arguments", PerhapsUs),
            (rcpt, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; not found", Recipient),
            (rcpt, 550, "5.4.1 Recipient address rejected: Access denied", Recipient),
            (rcpt, 550, "5.7.64 TenantAttribution; Relay Access Denied", PerhapsUs),
            (rcpt, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", PerhapsUs),
            (rcpt, 550, "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", PerhapsUs),
            (Content, 550, "5.2.252 SendAsDenied; c@bank.example not allowed to send as b@bank.example", Us),
            (Content, 554, "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", Us),
            (Content, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", Us),
            (Content, 550, "5.1.8 Access denied, bad outbound sender", Us),
            (Content, 550, "5.7.1 Client does not have permission to send as this sender", Us),
            (Content, 553, "5.1.8 Sender address rejected: Domain not found", PerhapsUs),
            (Data, 553, "5.1.7 Sender address rejected: bad syntax", PerhapsUs),
            (Content, 550, "5.1.90 Your message can't be sent because you've reached your daily limit", Us),
            (Content, 552, "5.3.4 Message size exceeds fixed maximum message size", Mail),
            // Exim
            (Sender, 550, "Verification failed for <c@bank.example>", PerhapsUs),
            (rcpt, 550, "relay not permitted", PerhapsUs),
            (rcpt, 550, "Administrative prohibition", PerhapsUs),
            (rcpt, 550, "Sender verify failed", PerhapsUs),
            (rcpt, 550, "Unrouteable address", Recipient),
            (Content, 550, "This message scored 9.1 spam points", Mail),
            // Gmail and Google's relay
            (Sender, 550, "5.7.0 Mail relay denied [192.0.2.1]", PerhapsUs),
            (rcpt, 550, "5.1.1 The email account that you tried to reach does not exist", Recipient),
            (rcpt, 550, "5.4.5 Daily SMTP relay sending limit exceeded for user", Us),
            (Content, 550, "5.4.5 Daily user sending limit exceeded", Us),
            (Content, 552, "5.7.0 This message was blocked because its content presents a security issue", Mail),
            // Sendmail and qmail
            (Sender, 553, "5.1.8 c@bank.example... Domain of sender address does not exist", PerhapsUs),
            (Sender, 503, "5.0.0 Polite people say HELO first", Us),
            (Sender, 550, "", PerhapsUs),
            (Sender, 555, "5.5.4 SMTPUTF8 parameter unrecognized", Mail),
            (Sender, 553, "5.6.7 Internationalized address not supported", Mail),
            (rcpt, 550, "5.7.1 a@bank.example... Relaying denied", PerhapsUs),
            (rcpt, 550, "5.1.1 a@bank.example... User unknown", Recipient),
            (rcpt, 550, "sorry, no mailbox here by that name. (#5.1.1 - chkusr)", Recipient),
            (rcpt, 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", PerhapsUs),
            (rcpt, 500, "5.3.0 Error: command failed", PerhapsUs),
            (rcpt, 502, "5.5.1 Command not implemented", PerhapsUs),
            (rcpt, 501, "5.1.3 Bad recipient address syntax", Recipient),
            (rcpt, 550, "No such user here", Recipient),
            (rcpt, 550, "", Recipient),
            (Content, 554, "", Mail),
        ] {
            assert_eq!(about(phase, &reply(code, text)), expected, "{phase:?} {code} {text}");
        }
    }

    #[test]
    fn a_step_is_done_by_a_code_of_its_own_kind_only() {
        for (phase, code, expected) in [
            (Greeting, 220, Verdict::Sent),
            (Sender, 250, Verdict::Sent),
            (Phase::Recipient, 251, Verdict::Sent),
            (Data, 354, Verdict::Sent),
            (Content, 250, Verdict::Sent),
            (Sender, 354, Verdict::Retry),
            (Phase::Recipient, 354, Verdict::Retry),
            (Data, 250, Verdict::Retry),
            (Data, 220, Verdict::Retry),
            (Data, 334, Verdict::Retry),
            (Content, 354, Verdict::Unknown),
            (Content, 150, Verdict::Unknown),
            (Content, 600, Verdict::Unknown),
            (Content, 451, Verdict::Retry),
            (Sender, 421, Verdict::Retry),
        ] {
            assert_eq!(verdict(phase, &reply(code, "x")), expected, "{phase:?} {code}");
        }
    }

    #[test]
    fn silence_is_unknown_only_after_the_dot() {
        assert_eq!(verdict_of_silence(Content, true), Verdict::Unknown);
        assert_eq!(verdict_of_silence(Content, false), Verdict::Retry);
        assert_eq!(verdict_of_silence(Data, true), Verdict::Retry);
    }

    fn phases() -> impl Strategy<Value = Phase> {
        proptest::sample::select(Phase::ALL)
    }

    proptest! {
        /// For any text: only a 2xx after the final dot is an acceptance, and only a 5xx is a refusal.
        #[test]
        fn only_codes_decide_whether_a_mail_was_taken(phase in phases(), code in 0u16..1000, text in "\\PC{0,60}") {
            let found = verdict(phase, &reply(code, &text));
            let done = if phase == Data { code == 354 } else { (200..300).contains(&code) };
            prop_assert_eq!(found == Verdict::Sent, done);
            let refused = matches!(found, Verdict::Refused | Verdict::Suspect | Verdict::Misconfigured);
            prop_assert_eq!(refused, (500..600).contains(&code));
            prop_assert_eq!(found == Verdict::Unknown, phase == Content && !done && !(400..600).contains(&code));
        }

        /// A refusal before MAIL never fails a mail, and one at MAIL without a status never does so alone.
        #[test]
        fn what_is_about_us_fails_no_mail(code in 500u16..600, text in "[a-z ]{0,40}") {
            for phase in Phase::ALL.iter().filter(|phase| **phase < Sender) {
                prop_assert_eq!(verdict(*phase, &reply(code, &text)), Verdict::Misconfigured);
            }
            if !matches!(code, 552 | 555) {
                prop_assert_ne!(verdict(Sender, &reply(code, &text)), Verdict::Refused);
            }
        }
    }
}
