//! Sentences about deliveries for people: why a mail was not sent, how a try ended, what to do about a failure, why nothing is sent.
//! Each is made when it is read, of a kind with arguments, from the messages of `delivery.ftl`. The API and the command line ask for
//! English.
//!
//! Invariant: a mailbox is called unknown only when the reply is about the mailbox, and advice on a refusal that is about us
//! names the setting. `rules` decides both; here are only the words.

use super::{
    Cause, Delivery,
    pause::{Pause, PausedBy},
    rules::{Refusal, Setting, refusal, setting},
    transport::{Outcome, Phase, Verdict},
};
use crate::language::Language;

/// The cause of an omission, or of the end of a try, in English.
pub fn cause(cause: &Cause) -> String {
    cause_in(Language::english(), cause)
}

/// The cause of an omission, or of the end of a try.
pub fn cause_in(language: Language, cause: &Cause) -> String {
    let at = |id, phase: &Phase| language.say(id).with("phase", self::phase(language, *phase));
    let said = |id, said: &String| language.say(id).with("said", said);
    let sentence = match cause {
        Cause::RecipientLeft => language.say("delivery-cause-recipient-left"),
        Cause::OutsideDomains => language.say("delivery-cause-outside-domains"),
        Cause::TooLate => language.say("delivery-cause-too-late"),
        Cause::OutdatedLink => language.say("delivery-cause-outdated-link"),
        Cause::NotForClient => language.say("delivery-cause-not-for-client"),
        Cause::Withdrawn => language.say("delivery-cause-withdrawn"),
        Cause::Replaced => language.say("delivery-cause-replaced"),
        Cause::Answered { phase, accepted: true } => at("delivery-cause-accepted", phase),
        Cause::Answered { phase, accepted: false } => at("delivery-cause-refused", phase),
        Cause::ConnectionRefused { phase } => at("delivery-cause-connection-refused", phase),
        Cause::ConnectionLost { phase } => at("delivery-cause-connection-lost", phase),
        Cause::TimedOut { phase } => at("delivery-cause-timed-out", phase),
        Cause::MessageNotTaken { phase } => at("delivery-cause-message-not-taken", phase),
        Cause::Unreachable { phase, said } => at("delivery-cause-unreachable", phase).with("said", said),
        Cause::NotSmtp { phase } => at("delivery-cause-not-smtp", phase),
        Cause::Unasked { phase } => at("delivery-cause-unasked", phase),
        Cause::OutOfStep { phase, code } => at("delivery-cause-out-of-step", phase).with("code", code.to_string()),
        Cause::ResetOutOfStep { phase } => at("delivery-cause-reset-out-of-step", phase),
        Cause::TlsFailed { said: words } => said("delivery-cause-tls-failed", words),
        Cause::NoStartTls => language.say("delivery-cause-no-start-tls"),
        Cause::TlsTwice => language.say("delivery-cause-tls-twice"),
        Cause::NoSignIn => language.say("delivery-cause-no-sign-in"),
        Cause::NoInternationalAddresses => language.say("delivery-cause-no-international-addresses"),
        Cause::WrittenToFolder => language.say("delivery-cause-written-to-folder"),
        Cause::FolderFailed { said: words } => said("delivery-cause-folder-failed", words),
        Cause::CopyNotMade => language.say("delivery-cause-copy-not-made"),
        Cause::NotAnAddress { problem } => {
            language.say("delivery-cause-not-an-address").with("problem", problem.in_words(language))
        }
        Cause::AddressRefused => language.say("delivery-cause-address-refused"),
        Cause::NotComposed { said: words } => said("delivery-cause-not-composed", words),
        Cause::WorkerEnded => language.say("delivery-cause-worker-ended"),
        Cause::Unreadable { part } => language.say("delivery-cause-unreadable").with("part", part.as_str()),
        Cause::Unknown => language.say("delivery-cause-unknown"),
    };
    sentence.to_string()
}

/// The step in a sentence: "the relay … at …".
fn phase(language: Language, phase: Phase) -> String {
    let id = match phase {
        Phase::Connect => "delivery-phase-connect",
        Phase::Tls => "delivery-phase-tls",
        Phase::Greeting => "delivery-phase-greeting",
        Phase::Hello => "delivery-phase-hello",
        Phase::Auth => "delivery-phase-auth",
        Phase::Sender => "delivery-phase-sender",
        Phase::Recipient => "delivery-phase-recipient",
        Phase::Data => "delivery-phase-data",
        Phase::Content => "delivery-phase-content",
    };
    language.say(id).to_string()
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
        (Some(outcome), PausedBy::Silence) => format!("the mail server is not reached: {}", cause(&outcome.cause)),
        (None, PausedBy::Silence) => "the mail server is not reached".to_owned(),
        // The advice on a refusal of us names no recipient.
        (Some(outcome), _) => advice("", outcome),
        (None, PausedBy::Hand) => "held at the command line".to_owned(),
        (None, PausedBy::Relay) => "the relay refuses our mails".to_owned(),
    }
}

/// The advice for a person about an outcome, in English: what happened, then what to do.
pub fn advice(recipient: &str, outcome: &Outcome) -> String {
    advice_in(Language::english(), recipient, outcome)
}

/// The advice for a person about an outcome: what happened, then what to do.
pub fn advice_in(language: Language, recipient: &str, outcome: &Outcome) -> String {
    let said = outcome.reply.as_ref().map(|reply| {
        let reply = format!("{} {}", reply.code, reply.text);
        language.say("delivery-said").with("reply", reply.trim()).to_string()
    });
    let detail = cause_in(language, &outcome.cause);
    let (happened, then) = match outcome.verdict {
        Verdict::Refused | Verdict::Suspect => {
            let refusal = refusal(outcome);
            let why = match refusal {
                Refusal::NotHandedOver => detail,
                refusal => language.say(why_refused(refusal)).to_string(),
            };
            let happened = language.say("delivery-not-accepted").with("name", recipient).with("why", why).to_string();
            (happened, language.say(after_refusal(refusal)).to_string())
        }
        Verdict::Misconfigured => {
            let task = language.say(to_correct(setting(outcome)));
            let then = language.say("delivery-stopped-then").with("task", task).to_string();
            (language.say("delivery-stopped").with("cause", detail).to_string(), then)
        }
        Verdict::Unknown => (
            language.say("delivery-unknown").with("name", recipient).with("cause", detail).to_string(),
            language.say("delivery-unknown-then").with("name", recipient).to_string(),
        ),
        Verdict::Retry => (
            language.say("delivery-too-long").with("name", recipient).with("cause", detail).to_string(),
            language.say("delivery-too-long-then").to_string(),
        ),
        Verdict::Sent => return language.say("delivery-accepted").with("name", recipient).to_string(),
    };
    [Some(happened), said, Some(then)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The message of a setting, in words that complete "ask the administrator to".
fn to_correct(setting: Setting) -> &'static str {
    match setting {
        Setting::SendingLimit => "delivery-correct-sending-limit",
        Setting::HelloName => "delivery-correct-hello-name",
        Setting::RelayUrl => "delivery-correct-relay-url",
        Setting::Credentials => "delivery-correct-credentials",
        Setting::Tls => "delivery-correct-tls",
        Setting::Sender => "delivery-correct-sender",
        Setting::AllowedHosts => "delivery-correct-allowed-hosts",
    }
}

/// The message of a refusal.
fn why_refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::MailboxFull => "delivery-refused-full",
        Refusal::TooLarge => "delivery-refused-too-large",
        Refusal::OnlyAscii => "delivery-refused-only-ascii",
        Refusal::Sender => "delivery-refused-sender",
        Refusal::Forbidden => "delivery-refused-forbidden",
        Refusal::MailboxClosed => "delivery-refused-closed",
        Refusal::NoSuchMailbox => "delivery-refused-no-mailbox",
        Refusal::AddressNotTaken => "delivery-refused-address",
        Refusal::NotHandedOver | Refusal::Other => "delivery-refused-other",
    }
}

/// The message of the action to take after a refusal.
fn after_refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::MailboxFull => "delivery-then-room",
        Refusal::TooLarge => "delivery-then-hand-over",
        Refusal::OnlyAscii => "delivery-then-ascii",
        Refusal::Sender => "delivery-then-sender",
        Refusal::Forbidden => "delivery-then-allow",
        Refusal::Other => "delivery-then-administrator",
        Refusal::NotHandedOver | Refusal::MailboxClosed | Refusal::NoSuchMailbox | Refusal::AddressNotTaken => {
            "delivery-then-address"
        }
    }
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
