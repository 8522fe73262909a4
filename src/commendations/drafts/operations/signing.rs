//! The letter that a client signs by a hand-off, put into its draft. It runs in the caller's transaction.

use super::Drafts;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::LetterKind;
use crate::commendations::drafts::rules::{ClientLetter, Refusal, signed, without_letter};
use crate::commendations::drafts::{Draft, DraftError, SignedLetter, Signing, store};
use crate::commendations::operations::SignedByClient;
use crate::db::{Connection, DbError};
use crate::documents::Rendered;
use crate::ids::DraftId;

/// An open draft that can take a client's letter.
///
/// # Errors
/// [`DraftError::NotFound`] when it was sent, deleted or closed; [`Refusal::Signed`], [`Refusal::HasLetter`].
pub fn takes_letter(conn: &mut Connection, id: DraftId) -> Result<Draft, DraftError> {
    let draft = unsigned(conn, id)?;
    if without_letter(&draft.input) { Ok(draft) } else { Err(Refusal::HasLetter.into()) }
}

/// An open draft whose letter no client has signed.
fn unsigned(conn: &mut Connection, id: DraftId) -> Result<Draft, DraftError> {
    let draft = open_draft(conn, id)?.ok_or(DraftError::NotFound)?;
    let is_signed = draft.letter.is_some_and(|letter| letter.by_client);
    if is_signed { Err(Refusal::Signed.into()) } else { Ok(draft) }
}

/// Puts a signed letter into its draft; the caller records it. Another letter that came into the draft meanwhile, typed or on paper, moves
/// to a new draft of the same owner, so that neither is lost; its id is returned.
///
/// # Errors
/// As [`takes_letter`], without [`Refusal::HasLetter`]; [`DraftError::Changed`] when somebody else changed the draft in this moment: then
/// try again.
pub fn place_letter(
    conn: &mut Connection,
    id: DraftId,
    (letter, signing): (ClientLetter, Signing),
    now: Timestamp,
) -> Result<Option<DraftId>, DraftError> {
    let before = unsigned(conn, id)?;
    if !store::claim(conn, id, before.revision)? {
        return Err(DraftError::Changed(Box::new(before)));
    }
    let signed_letter =
        SignedLetter { kind: LetterKind::Typed, since: now, reminders: 0, by_client: true, signing: Some(signing) };
    let draft = Draft {
        revision: before.revision + 1,
        changed_at: now,
        input: signed(before.input.clone(), letter),
        upload: None,
        letter: Some(signed_letter),
        ..before.clone()
    };
    store::change(conn, &draft)?;
    store::set_letter(conn, id, draft.letter)?;
    if without_letter(&before.input) {
        return Ok(None);
    }
    // The new draft holds the pages of a scan from here on.
    let aside =
        Draft { id: DraftId::new(), revision: 1, created_at: now, changed_at: now, waiting_since: None, ..before };
    store::insert(conn, &aside)?;
    Ok(Some(aside.id))
}

/// A draft that is not closed; none when it is gone.
///
/// # Errors
/// When the database cannot be read.
pub fn open_draft(conn: &mut Connection, id: DraftId) -> Result<Option<Draft>, DbError> {
    Ok(store::find(conn, id)?.filter(|draft| draft.closed.is_none()))
}

impl Drafts {
    /// The client's own copy of a letter that the client signed, as a PDF; also after it was sent.
    ///
    /// # Errors
    /// As [`crate::commendations::operations::Commendations::own_copy`].
    pub async fn own_copy(&self, signed: SignedByClient) -> Result<Rendered, CommendationError> {
        self.commendations.own_copy(signed).await
    }

    /// A day in the bank's time zone.
    pub fn day(&self, at: Timestamp) -> chrono::NaiveDate {
        at.day_in(self.commendations.bank.time_zone)
    }
}
