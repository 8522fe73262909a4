//! This tablet: the banker's own browser is handed to the client, and taken back.
//!
//! Invariants: the banker's session is locked in the transaction that makes the hand-off, before the client can do anything; whoever
//! takes the browser back has given the password again, and what was not signed by then is deleted.

use super::{Handoffs, end};
use crate::accounts::Locked;
use crate::accounts::operations::lock_session;
use crate::audit::{self, Actor};
use crate::handoffs::{End, HandoffError, Place, store};
use crate::ids::DraftId;
use crate::permissions::Caller;

impl Handoffs {
    /// Hands the caller's browser to the client: its session is locked, and the value of the client's cookie is returned.
    ///
    /// # Errors
    /// As [`Self::begin`]; [`HandoffError::NotFound`] when the caller is a program, which has no browser.
    pub async fn hand_over(&self, caller: Caller, draft: DraftId) -> Result<String, HandoffError> {
        let shown = self
            .begin(caller, draft, Place::Tablet, move |conn, _, shown| {
                Ok(lock_session(conn, caller.session, shown.handoff.id)?.then(|| shown.clone()))
            })
            .await?;
        let way = shown.and_then(|shown| shown.way).ok_or(HandoffError::NotFound)?;
        self.open(&way.token, None).await
    }

    /// The draft of the hand-off for which a browser is locked, and whether the client has not signed yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn on_tablet(&self, locked: Locked) -> Result<(Option<DraftId>, bool), HandoffError> {
        let found = self.db.read(move |conn| store::find(conn, locked.handoff)).await?;
        Ok((found.as_ref().map(|handoff| handoff.draft), found.is_some_and(|handoff| handoff.ended.is_none())))
    }

    /// Takes the browser back, after its person has signed in again: what the client has not signed is deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back(&self, locked: Locked) -> Result<(), HandoffError> {
        let now = self.clock.now();
        audit::write(&self.db, now, move |conn, trail| {
            if let Some(handoff) = store::find(conn, locked.handoff)?.filter(|handoff| handoff.ended.is_none()) {
                end(conn, trail, &handoff, End::Revoked, Actor::Person(locked.person), now)?;
            }
            Ok(())
        })
        .await
    }
}
