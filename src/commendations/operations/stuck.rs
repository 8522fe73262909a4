//! Mails that wait for a person, as the work list shows them: may they be tried again, and to which address.

use std::collections::HashMap;

use super::Commendations;
use crate::commendations::CommendationError;
use crate::db::Connection;
use crate::delivery::{self, DeliveryError};
use crate::directory::{self, Person};
use crate::ids::{CommendationId, DeliveryId};
use crate::permissions::Caller;

/// A mail that a work item is about.
#[derive(Debug, Clone)]
pub struct StuckMail {
    pub commendation: Option<CommendationId>,
    /// False where the caller may not have it tried again, or nothing is left to try.
    pub may_retry: bool,
    /// The address that it was made for.
    pub address: String,
    /// The recipient as the directory has the person now; the next try goes to that address.
    pub recipient: Option<Person>,
}

impl Commendations {
    /// The known facts about some mails; mails that do not exist are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn stuck(
        &self,
        caller: Caller,
        mails: Vec<DeliveryId>,
    ) -> Result<HashMap<DeliveryId, StuckMail>, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let work = move |conn: &mut Connection| {
            let mut found = HashMap::new();
            for id in mails {
                let mail = match delivery::operations::find(conn, id) {
                    Err(DeliveryError::NotFound) => continue,
                    mail => mail?,
                };
                let may_retry = match mail.commendation_id {
                    None => false,
                    Some(commendation) => match Self::known(conn, &caller, commendation, today) {
                        Ok(known) => known.check_retry(&mail, now).is_ok(),
                        Err(CommendationError::NotFound | CommendationError::Refused(_)) => false,
                        Err(error) => return Err(error),
                    },
                };
                let people: Vec<_> = mail.recipient_id.into_iter().collect();
                let recipient = directory::operations::people_by_ids(conn, &people)?.into_values().next();
                let (commendation, address) = (mail.commendation_id, mail.recipient_email);
                found.insert(id, StuckMail { commendation, may_retry, address, recipient });
            }
            Ok(found)
        };
        self.db.read(work).await
    }
}
