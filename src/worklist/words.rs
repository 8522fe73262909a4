//! The sentences of work items for HR, each with the ids and words for programs.
//!
//! Every item is worded here, so that HR reads one style. Callers pass names and ids, never a client's name or words.

use serde_json::{Value, json};

use super::{Kind, NewItem};
use crate::ids::{CommendationId, DeliveryId, PersonId};

/// The most characters listed in a sentence; the detail lists all.
const NUMBERED: usize = 8;

/// A mail that an item is about.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    pub delivery: DeliveryId,
    pub commendation: Option<CommendationId>,
    /// As it was addressed.
    pub recipient: &'a str,
}

/// A commendation that an item is about.
#[derive(Debug, Clone, Copy)]
pub struct Commendation<'a> {
    pub id: CommendationId,
    pub reference: &'a str,
}

/// An employee whose reporting line an item is about.
#[derive(Debug, Clone, Copy)]
pub struct Employee<'a> {
    pub id: PersonId,
    pub name: &'a str,
    pub number: &'a str,
}

/// A broken reporting line that was found when a commendation was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenLine {
    /// No supervisor above; HR got the letter.
    NoSupervisor,
    /// The supervisor has left; the next one above got the letter.
    SupervisorLeft,
    /// The line leads back to its beginning.
    Cycle,
}

/// Praise between two people of whom one supervises the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The banker supervises the helper.
    BankerAbove,
    /// The helper supervises the banker.
    HelperAbove,
}

/// The subject of items about a mail.
pub fn of_delivery(id: DeliveryId) -> String {
    format!("delivery:{id}")
}

/// The subject of items about a commendation.
pub fn of_commendation(id: CommendationId) -> String {
    format!("commendation:{id}")
}

/// The subject of items about a person.
pub fn of_person(id: PersonId) -> String {
    format!("person:{id}")
}

/// The subject of the item about the relay.
pub const RELAY: &str = "relay";

impl Mail<'_> {
    fn item(&self, kind: Kind, summary: String, extra: &[(&str, Value)]) -> NewItem {
        let mut detail = json!({"delivery_id": self.delivery, "commendation_id": self.commendation});
        for (name, value) in extra {
            detail[*name] = value.clone();
        }
        NewItem::new(kind, of_delivery(self.delivery), summary, detail)
    }

    /// The mail was given up, or may have arrived; `why` says which and what to do.
    pub fn failed(&self, why: &str, reply_code: Option<u16>, may_have_arrived: bool) -> NewItem {
        let to = self.recipient;
        let summary = if may_have_arrived {
            format!("It is not known whether a mail to {to} arrived.")
        } else {
            format!("A mail to {to} did not arrive.")
        };
        self.item(Kind::FailedMail, summary, &[("why", json!(why)), ("reply_code", json!(reply_code))])
    }

    /// The mail was not sent, for this reason.
    pub fn not_sent(&self, why: &str) -> NewItem {
        let summary = format!("{} was not sent a mail.", self.recipient);
        self.item(Kind::FailedMail, summary, &[("why", json!(why))])
    }

    /// The recipient left before the mail could be sent. Others got it instead, by these deliveries.
    pub fn recipient_left(&self, kind: Kind, told_instead: &[String]) -> NewItem {
        let summary = format!("{} has left and was not sent a letter.", self.recipient);
        self.item(kind, summary, &[("told_instead", json!(told_instead))])
    }
}

impl Commendation<'_> {
    fn detail(&self, about: Value) -> Value {
        json!({"commendation_id": self.id, "reference": self.reference, "about": about})
    }

    /// The recipient had left when the delivery was to be queued.
    pub fn recipient_has_left(&self, delivery: DeliveryId, name: &str, why: &str) -> NewItem {
        self.not_mailed(delivery, format!("{name} has left and was not sent {}.", self.reference), why)
    }

    /// The delivery's address is outside the bank.
    pub fn recipient_is_outside(&self, delivery: DeliveryId, name: &str, why: &str) -> NewItem {
        let reference = self.reference;
        self.not_mailed(delivery, format!("{name} has an address outside the bank and was not sent {reference}."), why)
    }

    fn not_mailed(&self, delivery: DeliveryId, summary: String, why: &str) -> NewItem {
        let detail = json!({
            "commendation_id": self.id, "reference": self.reference, "delivery_id": delivery, "why": why,
        });
        NewItem::new(Kind::FailedMail, of_delivery(delivery), summary, detail)
    }

    /// No font here has these characters.
    pub fn lacks_glyphs(&self, characters: &[String]) -> NewItem {
        // HR's screen may lack them too, and the code points can be looked up.
        let numbers = characters.iter().take(NUMBERED).flat_map(|text| text.chars());
        let numbers: Vec<_> = numbers.map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let more = match characters.len().saturating_sub(NUMBERED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let summary =
            format!("{} holds characters that no font here has: {}{more}.", self.reference, numbers.join(", "));
        let detail = json!({"commendation_id": self.id, "reference": self.reference, "characters": characters});
        NewItem::new(Kind::MissingGlyph, of_commendation(self.id), summary, detail)
    }

    /// It is not known who helped.
    pub fn unsure_helper(&self) -> NewItem {
        let summary = format!("{}: say who helped, so that the letter can go to that person.", self.reference);
        NewItem::new(Kind::UnsureHelper, of_commendation(self.id), summary, self.detail(Value::Null))
    }

    /// One of helper and banker supervises the other.
    pub fn to_review(&self, helper: PersonId, standing: Standing) -> NewItem {
        let summary = match standing {
            Standing::BankerAbove => format!("{}: the banker supervises the helper.", self.reference),
            Standing::HelperAbove => format!("{}: the helper supervises the banker.", self.reference),
        };
        NewItem::new(Kind::Review, of_commendation(self.id), summary, self.detail(json!({"helper_id": helper})))
    }

    /// A reporting line that led nowhere when the letter was sent.
    pub fn broken_line(&self, line: BrokenLine, of: Employee<'_>) -> NewItem {
        let Employee { id, name, number } = of;
        let (kind, summary) = match line {
            BrokenLine::NoSupervisor => (
                Kind::NoSupervisor,
                format!("{name} ({number}) has no supervisor on record. HR received the letter instead."),
            ),
            BrokenLine::SupervisorLeft => (
                Kind::SupervisorLeft,
                format!(
                    "The supervisor of {name} ({number}) has left. The next one above received the letter instead."
                ),
            ),
            BrokenLine::Cycle => (
                Kind::Cycle,
                format!("The reporting line of {name} ({number}) leads back to where it began. Assign a supervisor."),
            ),
        };
        NewItem::new(kind, of_person(id), summary, self.detail(json!({"person_id": id})))
    }
}

/// The relay refuses every mail; `why` says what to change.
pub fn relay_refuses(why: &str) -> NewItem {
    NewItem::new(Kind::FailedMail, RELAY, "The relay refuses our mails; they wait.", json!({"why": why}))
}

/// An import found a reporting line that leads nowhere; `wrong` says in which way.
pub fn imported_line(kind: Kind, person: PersonId, wrong: &str) -> NewItem {
    NewItem::new(kind, of_person(person), wrong, json!({"person_id": person}))
}
