//! Letters on paper: the draft that takes the pages of a file, found by the marks of its sheets.

use super::{Drafts, filled, inserted, record_change};
use crate::audit::{self, Trail};
use crate::clock::Timestamp;
use crate::commendations::drafts::rules::{self, Action, MOST, of_mark, takes_pages, with_pages};
use crate::commendations::drafts::{Draft, DraftError, held, store};
use crate::commendations::intake::Input;
use crate::db::{Connection, DbError};
use crate::ids::{DraftId, PersonId, UploadId};
use crate::letters::uploads::Sheet;
use crate::paging::Page;
use crate::permissions::Caller;

/// The place of the pages of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagesPlace {
    /// In this draft.
    Draft(DraftId),
    /// Nowhere yet: the person who brought them says where they belong.
    Asked(UploadId),
}

impl Drafts {
    /// Puts the pages of a file into the drafts to which their sheets belong. Pages without a mark go into the draft `here`, where there is
    /// one. It asks about pages of which no draft of the caller's is found, and where the draft has a letter already.
    ///
    /// # Errors
    /// When the database fails; then no draft is changed.
    pub async fn place_sheets(
        &self,
        caller: Caller,
        sheets: Vec<Sheet>,
        here: Option<DraftId>,
    ) -> Result<Vec<PagesPlace>, DraftError> {
        let (service, now) = (self.clone(), self.commendations.clock.now());
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let own = own(conn, caller.person)?;
            let mut places = Vec::with_capacity(sheets.len());
            for Sheet { mark, upload } in sheets {
                let id = match &mark {
                    Some(mark) => of_mark(&own, mark).map(|draft| draft.id),
                    None => here,
                };
                // Each is read again: an earlier sheet may have filled it.
                let draft = id.map(|id| service.known(conn, &caller, id, Action::Save)).transpose().unwrap_or_default();
                places.push(match draft.filter(takes_pages) {
                    Some(draft) => PagesPlace::Draft(take_pages(conn, trail, (&caller, draft), upload, now)?),
                    None => PagesPlace::Asked(upload),
                });
            }
            Ok(places)
        })
        .await
    }

    /// Puts pages into a draft of the caller's own that its owner names, or into a new one.
    ///
    /// # Errors
    /// [`rules::Refusal::HasLetter`] when the draft has pages or a signed letter.
    pub async fn put_pages(
        &self,
        caller: Caller,
        upload: UploadId,
        draft: Option<DraftId>,
    ) -> Result<DraftId, DraftError> {
        self.commendations.may_send(&caller)?;
        let (service, now) = (self.clone(), self.commendations.clock.now());
        audit::write(&self.commendations.db, now, move |conn, trail| {
            let Some(id) = draft else {
                let input = with_pages(Input::default(), upload);
                return Ok(inserted(conn, trail, (&caller, DraftId::new()), input, now)?.id);
            };
            let draft = service.known(conn, &caller, id, Action::Save)?;
            if draft.owner != caller.person {
                return Err(DraftError::NotFound);
            }
            if !takes_pages(&draft) {
                return Err(rules::Refusal::HasLetter.into());
            }
            take_pages(conn, trail, (&caller, draft), upload, now)
        })
        .await
    }

    /// The caller's own drafts that can take pages, the latest change first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn that_take_pages(&self, caller: Caller) -> Result<Vec<super::Listed>, DbError> {
        let work = move |conn: &mut Connection| {
            let drafts = own(conn, caller.person)?.into_iter().filter(takes_pages).collect();
            super::listed(conn, drafts)
        };
        self.commendations.db.read(work).await
    }
}

fn own(conn: &mut Connection, owner: PersonId) -> Result<Vec<Draft>, DbError> {
    store::list_of(conn, owner, &Page { limit: MOST, cursor: None })
}

fn take_pages(
    conn: &mut Connection,
    trail: &mut Trail,
    (caller, before): (&Caller, Draft),
    upload: UploadId,
    now: Timestamp,
) -> Result<DraftId, DraftError> {
    if !store::claim(conn, before.id, before.revision)? {
        return Err(DraftError::Changed(Box::new(before)));
    }
    let input = with_pages(before.input.clone(), upload);
    let draft = filled(conn, Draft { revision: before.revision + 1, changed_at: now, ..before.clone() }, input, now)?;
    store::change(conn, &draft)?;
    if before.letter != draft.letter {
        store::set_letter(conn, draft.id, draft.letter)?;
    }
    if let Some(upload) = before.upload.filter(|upload| draft.upload != Some(*upload)) {
        held::release(conn, draft.owner, upload, now)?;
    }
    record_change(trail, caller, &before, &draft);
    Ok(draft.id)
}
