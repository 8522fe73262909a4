//! The letter that a client signs by a hand-off, put into its draft. It runs in the caller's transaction.

use crate::clock::Timestamp;
use crate::commendations::LetterKind;
use crate::commendations::drafts::rules::{ClientLetter, Refusal, signed, without_letter};
use crate::commendations::drafts::{Draft, DraftError, SignedLetter, held, store};
use crate::db::{Connection, DbError};
use crate::ids::DraftId;

/// An open draft that can take a client's letter.
///
/// # Errors
/// [`DraftError::NotFound`] when it was sent or deleted; [`Refusal::Closed`], [`Refusal::Signed`], [`Refusal::HasLetter`].
pub fn takes_letter(conn: &mut Connection, id: DraftId) -> Result<Draft, DraftError> {
    let draft = store::find(conn, id)?.ok_or(DraftError::NotFound)?;
    if draft.closed.is_some() {
        return Err(Refusal::Closed.into());
    }
    if draft.letter.is_some_and(|letter| letter.by_client) {
        return Err(Refusal::Signed.into());
    }
    if !without_letter(&draft.input) {
        return Err(Refusal::HasLetter.into());
    }
    Ok(draft)
}

/// Puts a signed letter into its draft; the caller records it. Words that somebody typed there meanwhile give way to the client's own.
///
/// # Errors
/// As [`takes_letter`], except that a letter typed meanwhile does not stop it; [`DraftError::Changed`] when somebody else changed the draft
/// in this moment: then try again.
pub fn place_letter(
    conn: &mut Connection,
    id: DraftId,
    letter: ClientLetter,
    now: Timestamp,
) -> Result<(), DraftError> {
    let before = match takes_letter(conn, id) {
        Err(DraftError::Refused(Refusal::HasLetter)) => store::find(conn, id)?.ok_or(DraftError::NotFound)?,
        other => other?,
    };
    if !store::claim(conn, id, before.revision)? {
        return Err(DraftError::Changed(Box::new(before)));
    }
    let letter_of = SignedLetter { kind: LetterKind::Typed, since: now, reminders: 0, by_client: true };
    let draft = Draft {
        revision: before.revision + 1,
        changed_at: now,
        input: signed(before.input.clone(), letter),
        upload: None,
        letter: Some(letter_of),
        ..before.clone()
    };
    store::change(conn, &draft)?;
    store::set_letter(conn, id, draft.letter)?;
    if let Some(upload) = before.upload {
        held::release(conn, draft.owner, upload, now)?;
    }
    Ok(())
}

/// The people whom a draft names as its helpers, and its owner, for the client's page. Not there when the draft is gone or closed.
///
/// # Errors
/// When the database cannot be read.
pub fn open_draft(conn: &mut Connection, id: DraftId) -> Result<Option<Draft>, DbError> {
    Ok(store::find(conn, id)?.filter(|draft| draft.closed.is_none()))
}
