//! The sentences of work items for HR, made when an item is read, from the messages of `matters.ftl`. Every item is worded here, so that
//! HR reads one style. The API asks for English.

use super::matter::{Employee, LineBreak, LineFault, Matter, Objection};
use super::{Item, StoredMatter};
use crate::delivery::{Cause, words};
use crate::language::{Language, Phrase, phrase};

/// The most characters listed in a sentence; the detail lists all.
const NUMBERED: usize = 8;

/// One sentence about an item.
pub fn summary(language: Language, item: &Item) -> String {
    match &item.told {
        StoredMatter::Matter(matter) => matter_in_words(language, matter),
        StoredMatter::Unknown(_) => {
            let sentence = language.say("matter-unknown").with("kind", &item.kind);
            sentence.with("subject", &item.subject).to_string()
        }
    }
}

/// The event and the advice in one text; none for items whose summary says everything.
pub fn advice(language: Language, matter: &Matter) -> Option<String> {
    Some(match matter {
        Matter::MailFailed { mail, outcome, .. } => words::advice_in(language, &mail.recipient, outcome),
        Matter::MailNotSent { cause, .. } | Matter::RecipientNotMailed { cause, .. } => {
            words::cause_in(language, cause)
        }
        Matter::RelayRefuses { outcome } => words::advice_in(language, "", outcome),
        Matter::RelayUnreachable { outcome, .. } => {
            let cause = outcome.as_ref().map(|outcome| words::cause_in(language, &outcome.cause)).unwrap_or_default();
            language.say("matter-relay-unreachable-then").with("cause", cause).to_string()
        }
        Matter::MailsWaiting { reply, cause, .. } => {
            let said = reply.clone().or_else(|| cause.as_ref().map(|cause| words::cause_in(language, cause)));
            match said {
                Some(said) => language.say("matter-mails-waiting-then").with("said", said).to_string(),
                None => language.say("matter-mails-waiting-untried").to_string(),
            }
        }
        Matter::OutboxHeld { .. } => language.say("matter-outbox-held-then").to_string(),
        Matter::LinksTooLate { .. } => language.say("matter-links-too-late-then").to_string(),
        Matter::MailsUnreadable { recipients, .. } => language
            .say("matter-mails-unreadable-then")
            .with("names", language.list(recipients.iter().map(String::as_str)))
            .to_string(),
        Matter::Disputed { note, .. } => return note.clone(),
        Matter::RecipientLeft { .. }
        | Matter::MissingGlyphs { .. }
        | Matter::UnsureHelper { .. }
        | Matter::SupervisorPraised { .. }
        | Matter::BrokenLine { .. }
        | Matter::ImportedLine { .. }
        | Matter::UnsentLetter { .. } => return None,
    })
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of matter")]
fn matter_in_words(language: Language, matter: &Matter) -> String {
    let about_mail = |id, recipient: &String| language.say(id).with("name", recipient).to_string();
    let about_letter = |id, reference: &String| language.say(id).with("reference", reference);
    match matter {
        Matter::MailFailed { mail, may_have_arrived: true, .. } => about_mail("matter-mail-unknown", &mail.recipient),
        Matter::MailFailed { mail, .. } => about_mail("matter-mail-failed", &mail.recipient),
        Matter::MailNotSent { mail, .. } => about_mail("matter-mail-not-sent", &mail.recipient),
        Matter::RecipientLeft { mail, .. } => about_mail("matter-recipient-left", &mail.recipient),
        Matter::RecipientNotMailed { commendation, recipient, cause, .. } => {
            let id = match cause {
                Cause::RecipientLeft => "matter-not-mailed-left",
                Cause::OutsideDomains => "matter-not-mailed-outside",
                _ => "matter-not-mailed",
            };
            about_letter(id, &commendation.reference).with("name", recipient).to_string()
        }
        Matter::RelayRefuses { .. } => language.say("matter-relay-refuses").to_string(),
        Matter::RelayUnreachable { waiting, .. } => {
            language.say("matter-relay-unreachable").with("count", *waiting).to_string()
        }
        Matter::MailsWaiting { count: 1, oldest, .. } => about_mail("matter-mail-waiting", &oldest.recipient),
        Matter::MailsWaiting { count, domain, .. } => {
            language.say("matter-mails-waiting").with("count", *count).with("domain", domain).to_string()
        }
        Matter::LinksTooLate { count } => language.say("matter-links-too-late").with("count", *count).to_string(),
        Matter::OutboxHeld { waiting, .. } => language.say("matter-outbox-held").with("count", *waiting).to_string(),
        Matter::MailsUnreadable { count, .. } => {
            language.say("matter-mails-unreadable").with("count", *count).to_string()
        }
        Matter::MissingGlyphs { commendation, characters } => {
            let sentence = about_letter("matter-missing-glyphs", &commendation.reference);
            sentence.with("characters", code_points(language, characters)).to_string()
        }
        Matter::UnsureHelper { commendation } => {
            about_letter("matter-unsure-helper", &commendation.reference).to_string()
        }
        Matter::SupervisorPraised { commendation, banker_is_above, .. } => {
            let id = if *banker_is_above { "matter-banker-supervises" } else { "matter-helper-supervises" };
            about_letter(id, &commendation.reference).to_string()
        }
        Matter::Disputed { commendation, person: Employee { name, number, .. }, objection, .. } => {
            let id = match objection {
                Objection::NotAboutMe => "matter-not-about-me",
                Objection::NotMyReport => "matter-not-my-report",
            };
            about_letter(id, &commendation.reference).with("name", name).with("number", number).to_string()
        }
        Matter::BrokenLine { person: Employee { name, number, .. }, break_of_line, .. } => {
            let id = match break_of_line {
                LineBreak::NoSupervisor => "matter-no-supervisor",
                LineBreak::SupervisorLeft => "matter-supervisor-left",
                LineBreak::Cycle => "matter-cycle",
            };
            language.say(id).with("name", name).with("number", number).to_string()
        }
        Matter::UnsentLetter { banker: Employee { name, number, .. }, signed_at, left, .. } => {
            let id = match (left, signed_at) {
                (true, Some(_)) => "matter-unsent-letter-left",
                (true, None) => "matter-draft-left",
                (false, _) => "matter-unsent-letter",
            };
            let sentence = language.say(id).with("name", name).with("number", number);
            let day = signed_at.map(|at| language.day(at.utc().date_naive())).unwrap_or_default();
            sentence.with("day", day).to_string()
        }
        Matter::ImportedLine { person: Employee { name, number, .. }, fault } => {
            let (_, message, about) = messages(fault);
            let sentence = language.say(message).with("name", name).with("number", number);
            sentence.with("manager", &about).with("members", &about).to_string()
        }
    }
}

/// HR's screen may lack the characters too, and code points can be looked up.
fn code_points(language: Language, characters: &[String]) -> String {
    let numbers = characters.iter().take(NUMBERED).flat_map(|text| text.chars());
    let numbers: Vec<_> = numbers.map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let numbers = numbers.join(", ");
    match characters.len().saturating_sub(NUMBERED) {
        0 => numbers,
        more => language.say("matter-more-characters").with("characters", numbers).with("more", more).to_string(),
    }
}

/// A fault of a reporting line in a file, with its remedy, as the import reports it behind the column's name.
pub fn line_fault(fault: &LineFault) -> Phrase {
    let (message, _, about) = messages(fault);
    phrase(message).with("manager", about.as_str()).with("members", about.as_str())
}

/// The messages of a fault, in an import's report and as a matter, and the employee numbers that it is about.
fn messages(fault: &LineFault) -> (&'static str, &'static str, String) {
    let (report, matter, manager) = match fault {
        LineFault::OwnNumber => return ("matter-fault-own-number", "matter-line-own-number", String::new()),
        LineFault::Circle { members } => {
            return ("matter-fault-circle", "matter-line-circle", members.join(" → "));
        }
        LineFault::NotStarted { manager } => ("matter-fault-not-started", "matter-line-not-started", manager),
        LineFault::Left { manager } => ("matter-fault-left", "matter-line-left", manager),
        LineFault::LeftAndMissing { manager } => {
            ("matter-fault-left-and-missing", "matter-line-left-and-missing", manager)
        }
        LineFault::NotInFile { manager } => ("matter-fault-not-in-file", "matter-line-not-in-file", manager),
        LineFault::NotInDirectory { manager } => {
            ("matter-fault-not-in-directory", "matter-line-not-in-directory", manager)
        }
    };
    (report, matter, manager.clone())
}
