//! Work items for HR about a commendation: opened when it is sent, closed when the cause is gone.

use super::prepared::{Prepared, Sent};
use crate::clock::Timestamp;
use crate::commendations::rules::{Blocked, Note, Recipient};
use crate::db::{Connection, DbError};
use crate::delivery::{self, DeliveryError};
use crate::directory;
use crate::ids::{CommendationId, DeliveryId, PersonId};
use crate::worklist::words::{self, BrokenLine, Commendation, Employee, Standing};
use crate::worklist::{self, Kind};

/// Opens what sending found: broken lines, an unknown helper, praise that a reviewer should look at, characters without a font,
/// people who could not be mailed.
pub(super) fn open_for_sent(
    conn: &mut Connection,
    sent: &Sent,
    prepared: &Prepared,
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let about = Commendation { id: sent.id, reference: &sent.reference };
    open_found(conn, about, &prepared.decision.notes, missing, now)?;
    for (recipient, queued) in prepared.decision.recipients.iter().zip(&sent.deliveries) {
        if let Some(id) = queued.id {
            open_blocked(conn, about, recipient, id, now)?;
        }
    }
    Ok(())
}

/// Opens what was found about a commendation: broken lines, praise to look at, characters without a font.
pub(super) fn open_found(
    conn: &mut Connection,
    about: Commendation<'_>,
    notes: &[Note],
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    for note in notes {
        let item = match note {
            Note::NoSupervisor(person) => broken(conn, about, BrokenLine::NoSupervisor, *person)?,
            Note::SupervisorLeft(person) => broken(conn, about, BrokenLine::SupervisorLeft, *person)?,
            Note::Cycle(person) => broken(conn, about, BrokenLine::Cycle, *person)?,
            // The top of the tree is as it should be, and HR has the mail.
            Note::Top(_) => continue,
            Note::BankerSupervisesHelper(helper) => about.to_review(*helper, Standing::BankerAbove),
            Note::HelperSupervisesBanker(helper) => about.to_review(*helper, Standing::HelperAbove),
            Note::HelperUnknown => about.unsure_helper(),
        };
        worklist::open(conn, &item, now)?;
    }
    if !missing.is_empty() {
        worklist::open(conn, &about.lacks_glyphs(missing), now)?;
    }
    Ok(())
}

fn broken(
    conn: &mut Connection,
    about: Commendation<'_>,
    line: BrokenLine,
    id: PersonId,
) -> Result<worklist::NewItem, DbError> {
    let person = directory::operations::people_by_ids(conn, &[id])?.remove(&id);
    let (name, number) =
        person.as_ref().map_or(("?", "?"), |person| (person.name.as_str(), person.employee_number.as_str()));
    Ok(about.broken_line(line, Employee { id, name, number }))
}

/// Opens the item of a recipient who could not be mailed, if that is so.
pub(super) fn open_blocked(
    conn: &mut Connection,
    about: Commendation<'_>,
    recipient: &Recipient,
    id: DeliveryId,
    now: Timestamp,
) -> Result<(), DbError> {
    let Some(blocked) = recipient.blocked else { return Ok(()) };
    let name = &recipient.mailbox.name;
    let item = match blocked {
        Blocked::Left => about.recipient_has_left(id, name, blocked.words()),
        Blocked::Domain => about.recipient_is_outside(id, name, blocked.words()),
    };
    worklist::open(conn, &item, now)?;
    Ok(())
}

/// Closes the item about a mail that will not be sent any more.
pub(super) fn close_delivery(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::FailedMail, &words::of_delivery(id), now)?;
    Ok(())
}

/// Closes the item that asks for the helper's name.
pub(super) fn close_unsure(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::UnsureHelper, &words::of_commendation(id), now)?;
    Ok(())
}

/// Closes everything that waits about a commendation which no longer stands, also about mails with its copy: nobody may send them again.
pub(super) fn close_all(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DeliveryError> {
    for mail in delivery::operations::of_commendation(conn, id)?.iter().filter(|mail| mail.version.is_some()) {
        close_delivery(conn, mail.id, now)?;
    }
    for kind in [Kind::UnsureHelper, Kind::Review, Kind::MissingGlyph] {
        worklist::close(conn, kind, &words::of_commendation(id), now)?;
    }
    Ok(())
}
