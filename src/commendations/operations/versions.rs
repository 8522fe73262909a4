//! Versions of the circulated copy, each with its own code: making the next one from the one before, issuing it, finding the
//! holders of earlier ones, and mailing it to everyone without one.

use super::Commendations;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::VerificationCode;
use crate::commendations::compose::{self, party};
use crate::commendations::rules::{Decision, Holder};
use crate::commendations::store::{self, CirculatedCopy, Record};
use crate::db::{Connection, DbError};
use crate::delivery::message::{Client as MailClient, LetterMail, Quote};
use crate::delivery::{self, Delivery, State as DeliveryState};
use crate::directory::{self, Person};
use crate::documents::letter::{Letter, Named};
use crate::ids::CommendationId;

fn unreadable(error: &serde_json::Error) -> DbError {
    DbError::Unexpected(format!("a stored letter: {error}"))
}

/// The content of the copy that stands.
pub(super) fn standing_letter(conn: &mut Connection, record: &Record) -> Result<Letter, CommendationError> {
    let copy = store::copy(conn, record.id, record.version)?.ok_or(CommendationError::NotFound)?;
    Ok(serde_json::from_str(&copy.content).map_err(|error| unreadable(&error))?)
}

/// Addresses a copy anew: to whom it goes now, and to those who were named before and keep it.
pub(super) fn readdress(letter: &mut Letter, decision: &Decision, keeps: impl Fn(&Named) -> bool) {
    let before: Vec<Named> = letter.to.drain(..).chain(letter.copies_to.drain(..)).collect();
    (letter.to, letter.copies_to) = compose::addressed(decision);
    for name in before.into_iter().filter(keeps) {
        if !letter.to.contains(&name) && !letter.copies_to.contains(&name) {
            letter.copies_to.push(name);
        }
    }
}

/// Everyone who has a copy, or may have. For each address, the first copy sent since the last `misdirected` notice.
pub(super) fn holders(conn: &mut Connection, id: CommendationId) -> Result<Vec<Delivery>, CommendationError> {
    let mut holders: Vec<Delivery> = Vec::new();
    for delivery in delivery::operations::of_commendation(conn, id)? {
        let went = matches!(delivery.state, DeliveryState::Sent | DeliveryState::Unknown | DeliveryState::Sending);
        let known =
            holders.iter().position(|known| holder(known).email.eq_ignore_ascii_case(&delivery.recipient_email));
        match (delivery.kind.as_str(), known) {
            ("letter" | "correction", None) if went => holders.push(delivery),
            ("misdirected", Some(index)) if delivery.state != DeliveryState::Suppressed => {
                holders.remove(index);
            }
            _ => {}
        }
    }
    Ok(holders)
}

/// A delivery's recipient as who has the letter.
pub(super) fn holder(delivery: &Delivery) -> Holder {
    Holder { person: delivery.recipient_id, email: delivery.recipient_email.clone() }
}

impl Commendations {
    /// Claims the next version (compare-and-swap). Call this first: it serialises corrections.
    pub(super) fn take_version(conn: &mut Connection, record: &Record) -> Result<i32, CommendationError> {
        if store::advance_version(conn, record.id, record.version)? {
            Ok(record.version + 1)
        } else {
            Err(CommendationError::Overtaken)
        }
    }

    /// Freezes a version.
    pub(super) fn issue(
        &self,
        conn: &mut Connection,
        (id, version): (CommendationId, i32),
        mut letter: Letter,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        letter.proof = Some(compose::proof(code, &self.public_url));
        let content = serde_json::to_string(&letter).map_err(|error| unreadable(&error))?;
        let copy =
            CirculatedCopy { version, verification_code: code.plain().to_owned(), content, sha256: None, pages: None };
        store::insert_copy(conn, id, &copy, now)?;
        Ok(())
    }

    /// The mail to those who have no copy yet, as at sending; not yet addressed.
    pub(super) fn base_mail(
        &self,
        conn: &mut Connection,
        record: &Record,
        helpers: &[Person],
        code: &VerificationCode,
    ) -> Result<LetterMail, CommendationError> {
        let letter = store::circulated_letter(conn, record.id)?;
        let banker = directory::operations::person(conn, record.banker_id)
            .map_err(|error| DbError::Unexpected(error.to_string()))?;
        let whole = |text: &str| Quote { text: text.to_owned(), cut: false };
        let day = |at: Timestamp| at.day_in(self.bank.time_zone);
        Ok(LetterMail {
            reference: record.reference.clone(),
            verification_code: code.to_string(),
            replaces: None,
            served_on: record.served_on,
            sent_on: day(record.sent_at),
            signed_on: letter.as_ref().map(|letter| day(letter.signed_at)),
            helpers: helpers.iter().map(party).collect(),
            hint: None,
            banker: party(&banker),
            praises_banker: record.include_banker,
            client: letter.is_some().then(|| MailClient { name: record.client_name_shown.clone(), since: None }),
            letter: letter.as_ref().filter(|letter| letter.is_in_words()).map(|letter| whole(&letter.text)),
            cover_note: record.cover_note.as_deref().map(whole),
            because: Vec::new(),
            readers: Vec::new(),
        })
    }
}
