//! Sentences about deliveries for people: why a mail was not sent, how a try ended, what to do about a failure, why nothing is sent.
//! Each is made when it is read, of a kind with arguments.
//!
//! Invariant: a mailbox is called unknown only when the reply is about the mailbox, and advice on a refusal that is about us
//! names the setting. `rules` decides both; here are only the words.

use super::{
    Cause, Delivery,
    pause::{Pause, PausedBy},
    rules::{Refusal, Setting, refusal, setting},
    transport::{Outcome, Phase, Verdict},
};

/// The cause of an omission, or of the end of a try.
pub fn cause(cause: &Cause) -> String {
    let relay = |did: &str, phase: &Phase| format!("the relay {did}, at {}", self::phase(*phase));
    match cause {
        Cause::RecipientLeft => "not mailed: this person no longer works here".to_owned(),
        Cause::OutsideDomains => "not mailed: the address is outside the domains that staff mail may go to".to_owned(),
        Cause::TooLate => "it was too late to be of use".to_owned(),
        Cause::OutdatedLink => "its link is of an earlier version: whoever waits for it asks again".to_owned(),
        Cause::Withdrawn => "withdrawn before it was sent".to_owned(),
        Cause::Replaced => "a corrected copy took its place".to_owned(),
        Cause::Answered { phase, accepted: true } => format!("the relay accepted {}", self::phase(*phase)),
        Cause::Answered { phase, accepted: false } => format!("the relay refused {}", self::phase(*phase)),
        Cause::ConnectionRefused { phase } => relay("refused the connection", phase),
        Cause::ConnectionLost { phase } => relay("broke off the connection", phase),
        Cause::TimedOut { phase } => relay("did not answer in time", phase),
        Cause::MessageNotTaken { phase } => relay("did not take the message in time", phase),
        Cause::Unreachable { phase, said } => relay(&format!("could not be reached ({said})"), phase),
        Cause::NotSmtp { phase } => relay("does not speak SMTP", phase),
        Cause::Unasked { phase } => relay("said something that nobody had asked for", phase),
        Cause::OutOfStep { phase, code } => {
            relay(&format!("answered with {code}, which is no answer to what was asked"), phase)
        }
        Cause::ResetOutOfStep { phase } => relay("answered RSET with the answer to another question", phase),
        Cause::TlsFailed { said } => format!("the TLS handshake with the relay failed: {said}"),
        Cause::NoStartTls => {
            "the relay offers no STARTTLS, which is required; write smtps:// or, for a relay on this machine, tls=none"
                .to_owned()
        }
        Cause::TlsTwice => "TLS was already there".to_owned(),
        Cause::NoSignIn => {
            "the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a password is configured".to_owned()
        }
        Cause::NoInternationalAddresses => {
            "the mail server carries no address with letters outside ASCII before the @ (SMTPUTF8, RFC 6531)".to_owned()
        }
        Cause::WrittenToFolder => "written to the mail folder".to_owned(),
        Cause::FolderFailed { said } => format!("the mail folder could not be written: {said}"),
        Cause::CopyNotMade => "the circulated copy could not be made".to_owned(),
        Cause::NotAnAddress { problem } => format!("the recipient's address is not a mail address: {problem}"),
        Cause::AddressRefused => "a mail address that was checked is refused where the message is built".to_owned(),
        Cause::NotComposed { said } => format!("the mail could not be made: {said}"),
        Cause::WorkerEnded => "the worker ended before the relay's answer was on record".to_owned(),
        Cause::Unknown => "for a reason that only another version of Commend can name".to_owned(),
    }
}

/// The step in a sentence: "the relay … at …".
fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "the connection",
        Phase::Tls => "the TLS handshake",
        Phase::Greeting => "the greeting",
        Phase::Hello => "our name (EHLO)",
        Phase::Auth => "the sign-in",
        Phase::Sender => "the sender's address",
        Phase::Recipient => "the recipient's address",
        Phase::Data => "the start of the message",
        Phase::Content => "the message",
    }
}

/// The relay's own words about a delivery or a try, or the reason why there are none.
pub fn reply(reply_text: Option<&String>, cause: Option<&Cause>) -> Option<String> {
    reply_text.cloned().or_else(|| cause.map(self::cause))
}

/// The relay's last words about a delivery, or the reason why there are none.
pub fn last_reply(delivery: &Delivery) -> Option<String> {
    reply(delivery.reply_text.as_ref(), delivery.cause.as_ref())
}

/// The reason for a pause.
pub fn pause(pause: &Pause) -> String {
    match (&pause.outcome, pause.by) {
        // The advice on a refusal of us names no recipient.
        (Some(outcome), _) => advice("", outcome),
        (None, PausedBy::Hand) => "held at the command line".to_owned(),
        (None, PausedBy::Relay) => "the relay refuses our mails".to_owned(),
    }
}

/// The advice for a person about an outcome: what happened, then what to do.
pub fn advice(recipient: &str, outcome: &Outcome) -> String {
    let said =
        outcome.reply.as_ref().map(|reply| format!(" It said: “{}”.", format!("{} {}", reply.code, reply.text).trim()));
    let said = said.unwrap_or_default();
    let detail = cause(&outcome.cause);
    match outcome.verdict {
        Verdict::Refused | Verdict::Suspect => {
            let (what, then) = refused(refusal(outcome), &outcome.cause);
            format!("The mail to {recipient} was not accepted: {what}.{said} {then}")
        }
        Verdict::Misconfigured => format!(
            "No mail can leave: {detail}.{said} Mails wait and none is lost. Ask the administrator to {}; sending goes on by \
             itself within five minutes after that.",
            to_correct(setting(outcome))
        ),
        Verdict::Unknown => format!(
            "It is not known whether the mail to {recipient} arrived: {detail}.{said} Ask {recipient}; retry the delivery if \
             it is not there."
        ),
        Verdict::Retry => format!(
            "The mail to {recipient} could not be delivered for too long: {detail}.{said} Check with the administrator that \
             the mail server works, then retry the delivery."
        ),
        Verdict::Sent => format!("The mail to {recipient} was accepted by the mail server."),
    }
}

/// A setting, in words that complete "ask the administrator to".
fn to_correct(setting: Setting) -> &'static str {
    match setting {
        Setting::SendingLimit => {
            "have the sending limit of the account in COMMEND_SMTP_URL raised, or wait until it is over"
        }
        Setting::HelloName => {
            "correct mail.hello_name, the name that Commend greets the mail server with: the full name of its machine"
        }
        Setting::RelayUrl => {
            "correct COMMEND_SMTP_URL: whether it has user and password, smtp:// or smtps://, and the port"
        }
        Setting::Credentials => "correct user and password in COMMEND_SMTP_URL",
        Setting::Tls => "correct COMMEND_SMTP_URL, or COMMEND_SMTP_CA_FILE for a private certificate authority",
        Setting::Sender => {
            "correct COMMEND_MAIL_FROM, or to have the mail server allow that sender for the account in COMMEND_SMTP_URL"
        }
        Setting::AllowedHosts => {
            "have the mail server take mail from this machine or account: its list of allowed hosts, or user and password in \
             COMMEND_SMTP_URL"
        }
    }
}

/// A refusal, and the action to take.
fn refused(refusal: Refusal, cause: &Cause) -> (String, &'static str) {
    let in_directory = "Correct the address in the directory, then retry the delivery.";
    let (what, then) = match refusal {
        Refusal::NotHandedOver => return (self::cause(cause), in_directory),
        Refusal::MailboxFull => ("the mailbox is full", "Ask for room to be made in it, then retry the delivery."),
        Refusal::TooLarge => {
            ("the mail is too large for it", "Hand the letter over as a download, and tell the administrator.")
        }
        Refusal::OnlyAscii => (
            "the mail server carries no address with letters outside ASCII",
            "Give an address in ASCII in the directory, then retry the delivery.",
        ),
        Refusal::Sender => (
            "the mail server does not take our sender's address",
            "Show this to the administrator, who sets it as COMMEND_MAIL_FROM; then retry the delivery.",
        ),
        Refusal::Forbidden => (
            "a rule of the mail server forbids it",
            "Ask the mail administrator to allow mail from Commend to this address, then retry the delivery.",
        ),
        Refusal::MailboxClosed => ("the mailbox is closed", in_directory),
        Refusal::NoSuchMailbox => ("the mail server knows no such mailbox", in_directory),
        Refusal::AddressNotTaken => ("the mail server does not take mail for this address", in_directory),
        Refusal::Other => {
            ("the mail server refused it", "Show this to the mail administrator, then retry the delivery.")
        }
    };
    (what.to_owned(), then)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{rules::verdict, transport::Reply};

    fn told(phase: Phase, code: u16, text: &str) -> String {
        let reply = Reply { code, text: text.to_owned() };
        let verdict = verdict(phase, &reply);
        let cause = Cause::Answered { phase, accepted: false };
        advice("Tom Okafor", &Outcome { verdict, phase, cause, reply: Some(reply) })
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        assert_eq!(
            told(Phase::Recipient, 550, "5.1.1 no such user"),
            "The mail to Tom Okafor was not accepted: the mail server knows no such mailbox. It said: “550 5.1.1 no such \
             user”. Correct the address in the directory, then retry the delivery."
        );
        assert!(told(Phase::Recipient, 552, "5.2.2 full").contains("the mailbox is full"));
        assert!(told(Phase::Recipient, 550, "").contains("It said: “550”."));
    }

    #[test]
    fn a_mailbox_is_called_unknown_only_where_the_reply_is_about_it() {
        for (phase, code, text) in [
            (Phase::Sender, 553, "5.1.8 Domain not found"),
            (Phase::Sender, 550, "5.1.0 sender rejected"),
            (Phase::Sender, 550, "5.1.1 who are you"),
            (Phase::Sender, 550, ""),
            (Phase::Recipient, 550, "5.7.1 members only"),
            (Phase::Recipient, 550, "5.1.8 bad sender"),
            (Phase::Recipient, 503, "5.1.1 RCPT first"),
            (Phase::Data, 554, "5.1.1 no"),
            (Phase::Content, 550, "5.2.252 SendAsDenied"),
            (Phase::Content, 550, "5.7.1 spam"),
            (Phase::Content, 554, ""),
        ] {
            assert!(!told(phase, code, text).contains("no such mailbox"), "{}", told(phase, code, text));
        }
    }

    #[test]
    fn a_refusal_of_us_names_the_setting() {
        for (phase, code, text, setting) in [
            (Phase::Hello, 501, "5.5.4 Invalid domain name", "mail.hello_name"),
            (
                Phase::Recipient,
                504,
                "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
                "mail.hello_name",
            ),
            (Phase::Auth, 535, "5.7.8 bad password", "user and password in COMMEND_SMTP_URL"),
            (Phase::Auth, 504, "5.7.4 Unrecognized authentication type", "user and password in COMMEND_SMTP_URL"),
            (Phase::Sender, 530, "5.7.0 Must issue a STARTTLS command first", "smtp:// or smtps://"),
            (Phase::Sender, 503, "5.5.1 authenticate first", "COMMEND_SMTP_URL"),
            (Phase::Content, 550, "5.2.252 SendAsDenied", "COMMEND_MAIL_FROM"),
            (Phase::Content, 550, "5.4.5 Daily user sending limit exceeded", "sending limit"),
            (Phase::Greeting, 554, "5.7.1 go away", "allowed hosts"),
        ] {
            let told = told(phase, code, text);
            assert!(told.starts_with("No mail can leave") && told.contains(setting), "{told}");
        }
    }
}
