//! Work items for HR about a commendation: opened when it is sent, closed when the cause is gone.

use super::prepared::{Prepared, Sent};
use crate::clock::Timestamp;
use crate::commendations::rules::{Note, Recipient};
use crate::db::{Connection, DbError};
use crate::delivery::{self, DeliveryError};
use crate::directory;
use crate::ids::{CommendationId, DeliveryId, PersonId};
use crate::worklist::matter::{Commendation, Employee, LineBreak};
use crate::worklist::{self, Kind, Matter, Subject};

/// Opens what sending found: broken lines, an unknown helper, praise that a reviewer should look at, characters without a font,
/// people who could not be mailed.
pub(super) fn open_for_sent(
    conn: &mut Connection,
    sent: &Sent,
    prepared: &Prepared,
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let about = Commendation { id: sent.id, reference: sent.reference.clone() };
    open_found(conn, &about, &prepared.decision.notes, missing, now)?;
    for (recipient, queued) in prepared.decision.recipients.iter().zip(&sent.deliveries) {
        if let Some(id) = queued.id {
            open_blocked(conn, &about, recipient, id, now)?;
        }
    }
    Ok(())
}

/// Opens what was found about a commendation: broken lines, praise to look at, characters without a font.
pub(super) fn open_found(
    conn: &mut Connection,
    about: &Commendation,
    notes: &[Note],
    missing: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let commendation = || about.clone();
    for note in notes {
        let matter = match note {
            Note::NoSupervisor(person) => broken(conn, about, LineBreak::NoSupervisor, *person)?,
            Note::SupervisorLeft(person) => broken(conn, about, LineBreak::SupervisorLeft, *person)?,
            Note::Cycle(person) => broken(conn, about, LineBreak::Cycle, *person)?,
            // The top of the tree is as it should be, and HR has the mail.
            Note::Top(_) => continue,
            Note::BankerSupervisesHelper(helper) => {
                Matter::SupervisorPraised { commendation: commendation(), helper: *helper, banker_is_above: true }
            }
            Note::HelperSupervisesBanker(helper) => {
                Matter::SupervisorPraised { commendation: commendation(), helper: *helper, banker_is_above: false }
            }
            Note::HelperUnknown => Matter::UnsureHelper { commendation: commendation() },
        };
        worklist::open(conn, &matter, now)?;
    }
    if !missing.is_empty() {
        let matter = Matter::MissingGlyphs { commendation: commendation(), characters: missing.to_vec() };
        worklist::open(conn, &matter, now)?;
    }
    Ok(())
}

fn broken(
    conn: &mut Connection,
    about: &Commendation,
    break_of_line: LineBreak,
    id: PersonId,
) -> Result<Matter, DbError> {
    let person = directory::operations::people_by_ids(conn, &[id])?.remove(&id);
    let (name, number) =
        person.map_or(("?".to_owned(), "?".to_owned()), |person| (person.name, person.employee_number));
    Ok(Matter::BrokenLine { commendation: about.clone(), person: Employee { id, name, number }, break_of_line })
}

/// Opens the item of a recipient who could not be mailed, if that is so.
pub(super) fn open_blocked(
    conn: &mut Connection,
    about: &Commendation,
    recipient: &Recipient,
    id: DeliveryId,
    now: Timestamp,
) -> Result<(), DbError> {
    let Some(blocked) = recipient.blocked else { return Ok(()) };
    let matter = Matter::RecipientNotMailed {
        commendation: about.clone(),
        delivery: id,
        recipient: recipient.mailbox.name.clone(),
        cause: blocked.cause(),
    };
    worklist::open(conn, &matter, now)?;
    Ok(())
}

/// Closes the item about a mail that will not be sent any more.
pub(super) fn close_delivery(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::FailedMail, Subject::Delivery(id), now)?;
    Ok(())
}

/// Closes the item that asks for the helper's name.
pub(super) fn close_unsure(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DbError> {
    worklist::close(conn, Kind::UnsureHelper, Subject::Commendation(id), now)?;
    Ok(())
}

/// Closes everything that waits about a commendation which no longer stands, also about mails with its copy: nobody may send them again.
pub(super) fn close_all(conn: &mut Connection, id: CommendationId, now: Timestamp) -> Result<(), DeliveryError> {
    for mail in delivery::operations::of_commendation(conn, id)?.iter().filter(|mail| mail.version.is_some()) {
        close_delivery(conn, mail.id, now)?;
    }
    for kind in [Kind::UnsureHelper, Kind::Review, Kind::MissingGlyph] {
        worklist::close(conn, kind, Subject::Commendation(id), now)?;
    }
    Ok(())
}
