//! What somebody in HR must look at because of a commendation: opened when it is sent, closed when the cause is gone.

use serde_json::json;

use super::send::{Prepared, Sent};
use crate::clock::Timestamp;
use crate::commendations::rules::{Blocked, Note, Recipient};
use crate::db::{Connection, DbError};
use crate::ids::{CommendationId, DeliveryId, PersonId};
use crate::worklist::{self, Kind, NewItem};

fn of_commendation(id: CommendationId) -> String {
    format!("commendation:{id}")
}

fn of_person(id: PersonId) -> String {
    format!("person:{id}")
}

/// Opens what sending found: broken lines, an unknown helper, praise that a reviewer should look at, characters without a font,
/// people who could not be mailed.
pub(super) fn open_for_sent(
    conn: &mut Connection,
    sent: &Sent,
    prepared: &Prepared,
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let about = (sent.id, sent.reference.as_str());
    open_found(conn, about, &prepared.decision.notes, missing, now)?;
    for (recipient, queued) in prepared.decision.recipients.iter().zip(&sent.deliveries) {
        if let Some(id) = queued.id {
            open_blocked(conn, about, recipient, id, now)?;
        }
    }
    Ok(())
}

/// The most characters named in a summary; the detail names all.
const NUMBERED: usize = 8;

/// Opens what was found about a commendation: broken lines, praise to look at, characters without a font.
pub(super) fn open_found(
    conn: &mut Connection,
    about: (CommendationId, &str),
    notes: &[Note],
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let (id, reference) = about;
    for note in notes {
        if let Some(item) = item_for(note, about) {
            worklist::open(conn, &item, now)?;
        }
    }
    if !missing.is_empty() {
        // HR's screen may lack them, too: by their numbers they can be looked up.
        let numbers = missing.iter().take(NUMBERED).flat_map(|text| text.chars());
        let numbers: Vec<_> = numbers.map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let more =
            if missing.len() > NUMBERED { format!(" and {} more", missing.len() - NUMBERED) } else { String::new() };
        let summary = format!("{reference} holds characters that no font here has: {}{more}", numbers.join(", "));
        let detail = json!({"commendation_id": id, "reference": reference, "characters": missing});
        worklist::open(conn, &NewItem::new(Kind::MissingGlyph, of_commendation(id), summary, detail), now)?;
    }
    Ok(())
}

/// Opens the item of a recipient who could not be mailed, if that is so.
pub(super) fn open_blocked(
    conn: &mut Connection,
    (commendation, reference): (CommendationId, &str),
    recipient: &Recipient,
    id: DeliveryId,
    now: Timestamp,
) -> Result<(), DbError> {
    let Some(blocked) = recipient.blocked else { return Ok(()) };
    let name = &recipient.mailbox.name;
    let summary = match blocked {
        Blocked::Left => format!("{name} has left and was not sent {reference}"),
        Blocked::Domain => format!("{name} has an address outside the bank and was not sent {reference}"),
    };
    let detail =
        json!({"commendation_id": commendation, "reference": reference, "delivery_id": id, "why": blocked.words()});
    worklist::open(conn, &NewItem::new(Kind::FailedMail, format!("delivery:{id}"), summary, detail), now)
}

fn item_for(note: &Note, (commendation, reference): (CommendationId, &str)) -> Option<NewItem> {
    let with =
        |extra: serde_json::Value| json!({"commendation_id": commendation, "reference": reference, "about": extra});
    let line = |kind, person: &PersonId, summary: &str| {
        NewItem::new(kind, of_person(*person), summary.to_owned(), with(json!({"person_id": person})))
    };
    let review = |helper: &PersonId, summary: &str| {
        let detail = with(json!({"helper_id": helper}));
        NewItem::new(Kind::Review, of_commendation(commendation), format!("{reference}: {summary}"), detail)
    };
    match note {
        Note::NoSupervisor(person) => {
            Some(line(Kind::NoSupervisor, person, "Nobody supervises this person; HR was told instead"))
        }
        Note::SupervisorLeft(person) => {
            Some(line(Kind::SupervisorLeft, person, "The supervisor has left; the next one above was told"))
        }
        Note::Cycle(person) => Some(line(Kind::Cycle, person, "The reporting line leads back to where it began")),
        // The top of the tree is as it should be, and HR has the mail.
        Note::Top(_) => None,
        Note::BankerSupervisesHelper(helper) => Some(review(helper, "the banker supervises the helper")),
        Note::HelperSupervisesBanker(helper) => Some(review(helper, "the helper supervises the banker")),
        Note::HelperUnknown => {
            let summary = format!("{reference}: somebody has to say who helped");
            Some(NewItem::new(Kind::UnsureHelper, of_commendation(commendation), summary, with(json!(null))))
        }
    }
}

/// Closes what waits about a mail that is no longer to go.
pub(super) fn close_delivery(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::FailedMail, &format!("delivery:{id}"), now)
}

/// Closes what waits for the helper's name.
pub(super) fn close_unsure(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::UnsureHelper, &of_commendation(id), now)
}

/// Closes everything that waits about a commendation which no longer stands.
pub(super) fn close_all(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DbError> {
    for kind in [Kind::UnsureHelper, Kind::Review, Kind::MissingGlyph] {
        worklist::close(conn, kind, &of_commendation(id), now)?;
    }
    Ok(())
}
