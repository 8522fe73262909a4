//! Versions of the circulated copy, each with its own code: making the next one from the one before, issuing it, and finding the
//! holders of earlier ones.

use super::Commendations;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::VerificationCode;
use crate::commendations::compose;
use crate::commendations::rules::{Decision, Holder};
use crate::commendations::store::{self, CirculatedCopy, Record};
use crate::db::{Connection, DbError};
use crate::delivery::{self, Delivery, Kind, State as DeliveryState};
use crate::documents::circulated_copy::{Client, CopyContent, Named, Passage, Signature};
use crate::ids::CommendationId;

fn unreadable(error: &serde_json::Error) -> DbError {
    DbError::Unexpected(format!("a stored letter: {error}"))
}

/// The content of the copy that stands.
pub(super) fn standing_letter(conn: &mut Connection, record: &Record) -> Result<CopyContent, CommendationError> {
    let copy = store::copy(conn, record.id, record.version)?.ok_or(CommendationError::NotFound)?;
    letter_of(conn, record.id, &copy)
}

/// The content of a copy, as it was frozen.
pub(super) fn letter_of(
    conn: &mut Connection,
    id: CommendationId,
    copy: &CirculatedCopy,
) -> Result<CopyContent, CommendationError> {
    let mut letter: CopyContent = serde_json::from_str(&copy.content).map_err(|error| unreadable(&error))?;
    if let (Some(proof), Some(code)) = (&mut letter.proof, VerificationCode::parse(&copy.verification_code)) {
        *proof = compose::whole_proof(&code, &proof.url);
    }
    if let Some(client) = letter.client_letter.as_mut().filter(|client| client.text.is_empty()) {
        let words = store::circulated_letter(conn, id)?.filter(store::CirculatedLetter::is_in_words);
        client.text = words.map(|letter| letter.text.into()).unwrap_or_default();
    }
    if let Some(drawn) = drawn(&mut letter).filter(|drawn| drawn.strokes.is_empty()) {
        *drawn = stored_signature(conn, id)?.unwrap_or_default();
    }
    Ok(letter)
}

/// The drawn signature in the content of a copy.
fn drawn(letter: &mut CopyContent) -> Option<&mut Signature> {
    match &mut letter.client_letter.as_mut()?.client {
        Client::Named { signature, .. } => signature.as_mut(),
        Client::NotShared { .. } => None,
    }
}

/// The drawn signature that `letters` has.
fn stored_signature(conn: &mut Connection, id: CommendationId) -> Result<Option<Signature>, DbError> {
    let strokes = store::signature_strokes(conn, id)?;
    let strokes = strokes.map(|strokes| serde_json::from_str::<Vec<Vec<[f64; 2]>>>(&strokes)).transpose();
    Ok(strokes.map_err(|error| unreadable(&error))?.map(|strokes| compose::signature(&strokes)))
}

/// Freezes the content of a version. The client's drawn signature, and the words of which nothing is withheld, are left out: no
/// correction changes them, and `letters` has them.
pub(super) fn freeze(
    conn: &mut Connection,
    (id, version): (CommendationId, i32),
    mut letter: CopyContent,
    code: &VerificationCode,
    now: Timestamp,
) -> Result<(), CommendationError> {
    let words = store::circulated_letter(conn, id)?.map(|letter| letter.text);
    if let (Some(client), Some(words)) = (&mut letter.client_letter, words)
        && client.text == Passage::from(words)
    {
        client.text = Passage::default();
    }
    if let Some(drawn) = drawn(&mut letter)
        && stored_signature(conn, id)?.as_ref() == Some(drawn)
    {
        *drawn = Signature::default();
    }
    letter.proof = letter.proof.as_ref().map(|proof| compose::bare_proof(proof, code));
    let content = serde_json::to_string(&letter).map_err(|error| unreadable(&error))?;
    let copy =
        CirculatedCopy { version, verification_code: code.plain().to_owned(), content, sha256: None, pages: None };
    Ok(store::insert_copy(conn, id, &copy, now)?)
}

/// Addresses a copy anew: to whom it goes now, and to those who were named before and keep it.
pub(super) fn readdress(letter: &mut CopyContent, decision: &Decision, keeps: impl Fn(&Named) -> bool) {
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
    Ok(holders_by(delivery::operations::of_commendation(conn, id)?))
}

/// The same, computed from deliveries in the order in which they were queued.
pub(super) fn holders_by(deliveries: Vec<Delivery>) -> Vec<Delivery> {
    let mut holders: Vec<Delivery> = Vec::new();
    for delivery in deliveries {
        let went = matches!(delivery.state, DeliveryState::Sent | DeliveryState::Unknown | DeliveryState::Sending);
        let known =
            holders.iter().position(|known| holder(known).email.eq_ignore_ascii_case(&delivery.recipient_email));
        match (delivery.kind, known) {
            (Kind::Letter | Kind::Correction, None) if went => holders.push(delivery),
            (Kind::Misdirected, Some(index)) if delivery.state != DeliveryState::Suppressed => {
                holders.remove(index);
            }
            _ => {}
        }
    }
    holders
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
        mut letter: CopyContent,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        letter.proof = Some(compose::proof(code, &self.public_url));
        freeze(conn, (id, version), letter, code, now)
    }
}
