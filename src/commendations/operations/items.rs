//! What somebody in HR must look at because of a commendation: opened when it is sent, closed when the cause is gone.

use serde_json::json;

use super::send::{Prepared, Sent};
use crate::clock::Timestamp;
use crate::commendations::rules::{Blocked, Note};
use crate::db::{Connection, DbError};
use crate::ids::{CommendationId, PersonId};
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
    for note in &prepared.decision.notes {
        if let Some(item) = item_for(note, sent) {
            worklist::open(conn, &item, now)?;
        }
    }
    if !missing.is_empty() {
        let summary = format!("{} holds characters that no font here has", sent.reference);
        let detail = json!({"commendation_id": sent.id, "reference": sent.reference, "characters": missing});
        worklist::open(conn, &NewItem::new(Kind::MissingGlyph, of_commendation(sent.id), summary, detail), now)?;
    }
    for (recipient, queued) in prepared.decision.recipients.iter().zip(&sent.deliveries) {
        let (Some(blocked), Some(id)) = (recipient.blocked, queued.id) else { continue };
        let summary = match blocked {
            Blocked::Left => format!("{} has left and was not sent {}", recipient.mailbox.name, sent.reference),
            Blocked::Domain => format!(
                "{} has an address outside the bank and was not sent {}",
                recipient.mailbox.name, sent.reference
            ),
        };
        let detail =
            json!({"commendation_id": sent.id, "reference": sent.reference, "delivery_id": id, "why": blocked.words()});
        worklist::open(conn, &NewItem::new(Kind::FailedMail, format!("delivery:{id}"), summary, detail), now)?;
    }
    Ok(())
}

fn item_for(note: &Note, sent: &Sent) -> Option<NewItem> {
    let with =
        |extra: serde_json::Value| json!({"commendation_id": sent.id, "reference": sent.reference, "about": extra});
    let line = |kind, person: &PersonId, summary: &str| {
        NewItem::new(kind, of_person(*person), summary.to_owned(), with(json!({"person_id": person})))
    };
    let review = |helper: &PersonId, summary: &str| {
        let detail = with(json!({"helper_id": helper}));
        NewItem::new(Kind::Review, of_commendation(sent.id), format!("{}: {summary}", sent.reference), detail)
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
            let summary = format!("{}: somebody has to say who helped", sent.reference);
            Some(NewItem::new(Kind::UnsureHelper, of_commendation(sent.id), summary, with(json!(null))))
        }
    }
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
