//! Sentences for HR about a failed delivery or a stopped queue: what happened, then what to do. Pure.
//!
//! Invariant: a mailbox is called unknown only when the reply is about the mailbox, and advice on a refusal that is about us
//! names the setting.

use super::replies::{About, about};
use crate::delivery::transport::{Outcome, Phase, Verdict};

/// The advice for a person about an outcome.
pub fn advice(recipient: &str, outcome: &Outcome) -> String {
    let said =
        outcome.reply.as_ref().map(|reply| format!(" It said: “{}”.", format!("{} {}", reply.code, reply.text).trim()));
    let said = said.unwrap_or_default();
    match outcome.verdict {
        Verdict::Refused | Verdict::Suspect => {
            let (what, then) = refusal(outcome);
            format!("The mail to {recipient} was not accepted: {what}.{said} {then}")
        }
        Verdict::Misconfigured => format!(
            "No mail can leave: {}.{said} Mails wait and none is lost. Ask the administrator to {}; sending goes on by \
             itself within five minutes after that.",
            outcome.detail,
            setting(outcome)
        ),
        Verdict::Unknown => format!(
            "It is not known whether the mail to {recipient} arrived: {}.{said} Ask {recipient}; retry the delivery if \
             it is not there.",
            outcome.detail
        ),
        Verdict::Retry => format!(
            "The mail to {recipient} could not be delivered for too long: {}.{said} Check with the administrator that \
             the mail server works, then retry the delivery.",
            outcome.detail
        ),
        Verdict::Sent => format!("The mail to {recipient} was accepted by the mail server."),
    }
}

/// Tells whether two pieces of advice ask for the same action. The quoted replies are ignored: they hold names and numbers of
/// one mail.
pub fn asks_the_same(one: &str, other: &str) -> bool {
    fn ours(text: &str) -> (&str, &str) {
        let before = text.split_once('“').map_or(text, |(before, _)| before);
        (before, text.rsplit_once('”').map_or("", |(_, after)| after))
    }
    ours(one) == ours(other)
}

/// The setting that a refusal of us is about, in words that complete "ask the administrator to".
fn setting(outcome: &Outcome) -> &'static str {
    let reply = outcome.reply.as_ref();
    let text = reply.map(|reply| reply.text.to_ascii_lowercase()).unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let status = reply.and_then(|reply| reply.enhanced());
    let quota = matches!(status, Some((5, 4, 5) | (5, 1, 90) | (5, 7, 705))) || says(&["quota", "sending limit"]);
    let name =
        "correct mail.hello_name, the name that Commend greets the mail server with: the full name of its machine";
    let sender =
        "correct COMMEND_MAIL_FROM, or to have the mail server allow that sender for the account in COMMEND_SMTP_URL";
    match (outcome.phase, reply.map(|reply| reply.code)) {
        _ if quota => "have the sending limit of the account in COMMEND_SMTP_URL raised, or wait until it is over",
        (Phase::Hello, _) | (_, Some(504)) if outcome.phase != Phase::Auth => name,
        (_, Some(530..=533 | 536 | 537)) | (_, Some(503)) => {
            "correct COMMEND_SMTP_URL: whether it has user and password, smtp:// or smtps://, and the port"
        }
        _ if says(&["helo ", "ehlo "]) && outcome.phase >= Phase::Sender => name,
        (Phase::Auth, _) | (_, Some(534 | 535 | 538)) => "correct user and password in COMMEND_SMTP_URL",
        (Phase::Tls, _) => "correct COMMEND_SMTP_URL, or COMMEND_SMTP_CA_FILE for a private certificate authority",
        (Phase::Sender | Phase::Content, _) => sender,
        (Phase::Recipient, _) if matches!(status, Some((5, 1, _))) || says(&["sender"]) => sender,
        _ => {
            "have the mail server take mail from this machine or account: its list of allowed hosts, or user and password in \
             COMMEND_SMTP_URL"
        }
    }
}

/// The kind of refusal and the action to take, by the subject of the enhanced status code (RFC 3463, section 3) or, without
/// one, by the reply code.
fn refusal(outcome: &Outcome) -> (&str, &'static str) {
    let in_directory = "Correct the address in the directory, then retry the delivery.";
    let Some(reply) = &outcome.reply else { return (&outcome.detail, in_directory) };
    let about = about(outcome.phase, reply);
    match (reply.enhanced(), reply.code) {
        (Some((5, 2, 2)), _) => ("the mailbox is full", "Ask for room to be made in it, then retry the delivery."),
        (Some((5, 3, 4) | (5, 2, 3)), _) | (_, 552) => {
            ("the mail is too large for it", "Hand the letter over as a download, and tell the administrator.")
        }
        (Some((5, 6, 7)), _) => (
            "the mail server carries no address with letters outside ASCII",
            "Give an address in ASCII in the directory, then retry the delivery.",
        ),
        _ if outcome.phase == Phase::Sender => (
            "the mail server does not take our sender's address",
            "Show this to the administrator, who sets it as COMMEND_MAIL_FROM; then retry the delivery.",
        ),
        (Some((5, 7, _)), _) => (
            "a rule of the mail server forbids it",
            "Ask the mail administrator to allow mail from Commend to this address, then retry the delivery.",
        ),
        (Some((5, 2, 0 | 1)), _) => ("the mailbox is closed", in_directory),
        (Some((5, 1, 1 | 2 | 3 | 6 | 10)), _) if about == About::Recipient => {
            ("the mail server knows no such mailbox", in_directory)
        }
        (None | Some((5, 1, _)), 550 | 551 | 553) if about == About::Recipient => {
            ("the mail server does not take mail for this address", in_directory)
        }
        _ => ("the mail server refused it", "Show this to the mail administrator, then retry the delivery."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{rules::verdict, transport::Reply};

    fn told(phase: Phase, code: u16, text: &str) -> String {
        let reply = Reply { code, text: text.to_owned() };
        let verdict = verdict(phase, &reply);
        advice("Tom Okafor", &Outcome { verdict, phase, detail: "the relay refused it".to_owned(), reply: Some(reply) })
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
    fn advice_is_the_same_whatever_the_relay_calls_the_mail() {
        let (one, other) = (told(Phase::Auth, 535, "5.7.8 no (id 1)"), told(Phase::Auth, 535, "5.7.8 no (id 2)"));
        assert!(one != other && asks_the_same(&one, &other));
        assert!(!asks_the_same(&one, &told(Phase::Content, 550, "5.2.252 SendAsDenied")));
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
