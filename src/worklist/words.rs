//! The sentences of work items for HR, made when an item is read. Every item is worded here, so that HR reads one style.

use super::matter::{Employee, LineBreak, LineFault, Matter};
use super::{Item, Told};
use crate::delivery::{Cause, words};

/// The most characters listed in a sentence; the detail lists all.
const NUMBERED: usize = 8;

/// One sentence about an item.
pub fn summary(item: &Item) -> String {
    match &item.told {
        Told::Matter(matter) => matter_in_words(matter),
        Told::Unknown(_) => format!(
            "This release of Commend cannot describe this item. It is of the kind “{}”, about {}.",
            item.kind, item.subject
        ),
    }
}

/// The event and the advice in one text; none for items whose summary says everything.
pub fn advice(matter: &Matter) -> Option<String> {
    Some(match matter {
        Matter::MailFailed { mail, outcome, .. } => words::advice(&mail.recipient, outcome),
        Matter::MailNotSent { cause, .. } | Matter::RecipientNotMailed { cause, .. } => words::cause(cause),
        Matter::RelayRefuses { outcome } => words::advice("", outcome),
        Matter::RecipientLeft { .. }
        | Matter::MissingGlyphs { .. }
        | Matter::UnsureHelper { .. }
        | Matter::SupervisorPraised { .. }
        | Matter::BrokenLine { .. }
        | Matter::ImportedLine { .. } => return None,
    })
}

fn matter_in_words(matter: &Matter) -> String {
    match matter {
        Matter::MailFailed { mail, may_have_arrived: true, .. } => {
            format!("It is not known whether a mail to {} arrived.", mail.recipient)
        }
        Matter::MailFailed { mail, .. } => format!("A mail to {} did not arrive.", mail.recipient),
        Matter::MailNotSent { mail, .. } => format!("{} was not sent a mail.", mail.recipient),
        Matter::RecipientLeft { mail, .. } => format!("{} has left and was not sent a letter.", mail.recipient),
        Matter::RecipientNotMailed { commendation, recipient, cause, .. } => {
            let reference = &commendation.reference;
            match cause {
                Cause::RecipientLeft => format!("{recipient} has left and was not sent {reference}."),
                Cause::OutsideDomains => {
                    format!("{recipient} has an address outside the bank and was not sent {reference}.")
                }
                _ => format!("{recipient} was not sent {reference}."),
            }
        }
        Matter::RelayRefuses { .. } => "The relay refuses our mails; they wait.".to_owned(),
        Matter::MissingGlyphs { commendation, characters } => {
            format!("{} holds characters that no font here has: {}.", commendation.reference, code_points(characters))
        }
        Matter::UnsureHelper { commendation } => {
            format!("{}: say who helped, so that the letter can go to that person.", commendation.reference)
        }
        Matter::SupervisorPraised { commendation, banker_is_above: true, .. } => {
            format!("{}: the banker supervises the helper.", commendation.reference)
        }
        Matter::SupervisorPraised { commendation, .. } => {
            format!("{}: the helper supervises the banker.", commendation.reference)
        }
        Matter::BrokenLine { person, break_of_line, .. } => broken_line(person, *break_of_line),
        Matter::ImportedLine { person: Employee { name, number, .. }, fault } => {
            format!("{name} ({number}), manager: {}", line_fault(fault))
        }
    }
}

/// HR's screen may lack the characters too, and code points can be looked up.
fn code_points(characters: &[String]) -> String {
    let numbers = characters.iter().take(NUMBERED).flat_map(|text| text.chars());
    let numbers: Vec<_> = numbers.map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let more = match characters.len().saturating_sub(NUMBERED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", numbers.join(", "))
}

fn broken_line(person: &Employee, line: LineBreak) -> String {
    let Employee { name, number, .. } = person;
    match line {
        LineBreak::NoSupervisor => {
            format!("{name} ({number}) has no supervisor on record. HR received the letter instead.")
        }
        LineBreak::SupervisorLeft => {
            format!("The supervisor of {name} ({number}) has left. The next one above received the letter instead.")
        }
        LineBreak::Cycle => {
            format!("The reporting line of {name} ({number}) leads back to where it began. Assign a supervisor.")
        }
    }
}

/// A fault of a reporting line in a file, with its remedy.
pub fn line_fault(fault: &LineFault) -> String {
    match fault {
        LineFault::OwnNumber => {
            "names the person's own number; name the supervisor, or leave it empty at the top".to_owned()
        }
        LineFault::Circle { members } => {
            format!("closes a circle of {}; decide who is at the top of it", members.join(" → "))
        }
        LineFault::NotStarted { manager } => format!("{manager} has not started yet; name the successor"),
        LineFault::Left { manager } => format!("{manager} has left; name the successor"),
        LineFault::LeftAndMissing { manager } => {
            format!("{manager} is not in the file and has left; name the successor")
        }
        LineFault::NotInFile { manager } => {
            format!("{manager} is not in the file; correct the number or add that person's row")
        }
        LineFault::NotInDirectory { manager } => {
            format!("{manager} is not in the directory; correct the number or add that person's row")
        }
    }
}
