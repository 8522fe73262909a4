//! Copies that people hold, and the mails of a correction: the new copy, the letter to everyone without one, the notice that a copy
//! was meant for a colleague.

use super::copy_versions::holder;
use super::send::new_delivery;
use super::withdraw::again;
use super::{Commendations, work_items};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::rules::{Decision, Holder, Mailing, Recipient};
use crate::commendations::store::Record;
use crate::db::Connection;
use crate::delivery::{self, Delivery, Kind, Reason, Source};
use crate::directory::Person;
use crate::worklist::matter::Commendation;

/// True when every reason of a copy is somebody who is no longer praised.
pub(super) fn only_about(held: &Delivery, removed: &[Person]) -> bool {
    !removed.is_empty()
        && held.because.iter().all(|because| match because.reason {
            Reason::Helper => removed.iter().any(|one| Some(one.id) == held.recipient_id),
            Reason::HelperSupervisor | Reason::DottedLine | Reason::Hr => {
                removed.iter().any(|one| Some(one.name.as_str()) == because.of.as_deref())
            }
            Reason::DepartmentHead | Reason::BankerSupervisor | Reason::Banker => false,
        })
}

/// Tells everyone of a correction.
pub(super) struct Mailer<'a> {
    pub service: &'a Commendations,
    pub record: &'a Record,
    pub version: i32,
    pub decision: &'a Decision,
}

impl Mailer<'_> {
    /// Queues a mail for each; gives how many.
    pub fn queue_all(
        &self,
        conn: &mut Connection,
        mailings: &[Mailing],
        held: &[Delivery],
        now: Timestamp,
    ) -> Result<usize, CommendationError> {
        for mailing in mailings {
            match *mailing {
                Mailing::Letter(index) => self.letter(conn, &self.decision.recipients[index], now)?,
                Mailing::Correction(index) => {
                    let held = &held[index];
                    let meant = self.meant(&holder(held));
                    let because = meant.map_or(&held.because, |recipient| &recipient.because).clone();
                    let blocked = meant.and_then(|recipient| recipient.blocked);
                    let content = Source::Commendation(Kind::Correction);
                    let new = again(self.record.id, held, because, Some(self.version), content);
                    self.service.enqueue(conn, &new, blocked, now)?;
                }
                Mailing::Misdirected(index) => {
                    let (held, content) = (&held[index], Source::Commendation(Kind::Misdirected));
                    let new = again(self.record.id, held, held.because.clone(), None, content);
                    self.service.enqueue(conn, &new, None, now)?;
                }
            }
        }
        Ok(mailings.len())
    }

    fn meant(&self, holder: &Holder) -> Option<&Recipient> {
        self.decision.recipients.iter().find(|recipient| holder.is(&recipient.mailbox))
    }

    /// The letter as at sending, for a recipient without a copy. A recipient who could not be mailed before is listed already.
    fn letter(&self, conn: &mut Connection, recipient: &Recipient, now: Timestamp) -> Result<(), CommendationError> {
        let record = self.record;
        let listed = delivery::operations::of_commendation(conn, record.id)?;
        if recipient.blocked.is_some() && listed.iter().any(|one| holder(one).is(&recipient.mailbox)) {
            return Ok(());
        }
        let new = new_delivery(record.id, self.version, recipient);
        let queued = self.service.enqueue(conn, &new, recipient.blocked, now)?;
        let about = Commendation { id: record.id, reference: record.reference.clone() };
        work_items::open_blocked(conn, &about, recipient, queued.id, now)?;
        Ok(())
    }
}
