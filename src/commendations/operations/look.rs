//! The preview of what somebody is still filling in: what is wrong with it, and what sending the rest of it would do.

use super::{Commendations, Prepared};
use crate::assists::{self, Assist};
use crate::commendations::CommendationError;
use crate::commendations::compose;
use crate::commendations::intake::{FieldFault, Input, mended};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::documents::circulated_copy::CopyContent;
use crate::ids::PersonId;
use crate::letters::uploads::{self, Upload};
use crate::permissions::Caller;

/// The people, the assist and the upload that an input names, where they exist.
#[derive(Debug, Default)]
pub struct Named {
    /// The helpers, in the order of the input.
    pub helpers: Vec<Person>,
    /// The caller's own assist.
    pub assist: Option<Assist>,
    /// The caller's own upload.
    pub upload: Option<Upload>,
}

/// A look at an input that may be incomplete.
pub struct Look {
    /// Everything that keeps it from being sent.
    pub wrong: Vec<FieldFault>,
    /// The effect of sending it without the fields that cannot be taken; nothing while nobody is named.
    pub prepared: Option<Prepared>,
}

impl Commendations {
    /// Looks up everything that an input names. Nothing is stored.
    ///
    /// # Errors
    /// [`CommendationError::OnlyBankers`]; when the database cannot be read.
    pub async fn look(&self, caller: Caller, input: Input) -> Result<Look, CommendationError> {
        let wrong = match self.prepare(caller, input.clone()).await {
            Ok(prepared) => return Ok(Look { wrong: Vec::new(), prepared: Some(prepared) }),
            Err(CommendationError::Rejected(wrong)) => wrong,
            Err(other) => return Err(other),
        };
        let prepared = match self.prepare(caller, mended(input, &wrong)).await {
            Ok(prepared) => Some(prepared),
            Err(CommendationError::Rejected(_)) => None,
            Err(other) => return Err(other),
        };
        Ok(Look { wrong, prepared })
    }

    /// Looks up what an input names; what is not there is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn named(&self, caller: Caller, input: &Input) -> Result<Named, DbError> {
        let helpers = input.helpers.as_ref().into_iter().flatten();
        let ids: Vec<PersonId> = helpers.filter_map(|id| id.as_ref().copied()).collect();
        let assist = input.assist.as_ref().copied();
        let upload = input.letter.as_ref().and_then(|letter| letter.upload.as_ref());
        let upload = upload.and_then(|id| id.parse().ok());
        let work = move |conn: &mut Connection| {
            let people = directory::operations::people_by_ids(conn, &ids)?;
            let mut named =
                Named { helpers: ids.iter().filter_map(|id| people.get(id).cloned()).collect(), ..Named::default() };
            if let Some(id) = assist {
                named.assist = assists::operations::of_banker(conn, id, caller.person)?;
            }
            if let Some(id) = upload {
                named.upload = uploads::operations::of_uploader(conn, id, caller.person)?;
            }
            Ok(named)
        };
        self.db.read(work).await
    }

    /// The letter as it would be sent, without the pages of a scan.
    pub fn draft_letter(&self, prepared: &Prepared) -> CopyContent {
        let Prepared { order, circulated, decision, .. } = prepared;
        compose::letter(order, circulated, decision, self.setting(self.clock.now()), "Draft", None)
    }
}
