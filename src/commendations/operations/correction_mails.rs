//! Copies that people hold, and the mails of a correction: the new copy, the letter to everyone without one, the notice that a copy
//! was meant for a colleague.

use std::collections::HashMap;

use super::send::new_delivery;
use super::versions::holder;
use super::{Commendations, work_items};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::VerificationCode;
use crate::commendations::compose::{self, party};
use crate::commendations::rules::{Blocked, Decision, Holder, Mailing, Recipient};
use crate::commendations::store::{self, Record};
use crate::db::Connection;
use crate::delivery::message::{Because, CorrectionMail, LetterMail, Reader};
use crate::delivery::{self, Content, Delivery, NewDelivery, Reason};
use crate::directory::Person;
use crate::ids::PersonId;
use crate::worklist::words::Commendation;

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
    pub helpers: &'a [Person],
    pub removed: &'a [Person],
    pub banker: &'a Person,
    pub decision: &'a Decision,
}

impl Mailer<'_> {
    /// Queues a mail for each; gives how many.
    pub fn queue_all(
        &self,
        conn: &mut Connection,
        mailings: &[Mailing],
        held: &[Delivery],
        (reason, by, code): (&str, &Person, &VerificationCode),
        now: Timestamp,
    ) -> Result<usize, CommendationError> {
        let Self { service, record, decision, .. } = *self;
        let base = service.base_mail(conn, record, self.helpers, code)?;
        let zone = service.bank.time_zone;
        let acknowledged: HashMap<PersonId, Timestamp> = store::acknowledgements(conn, record.id)?
            .into_iter()
            .map(|given| (given.person_id, given.created_at))
            .collect();
        let notice = |held: &Delivery, because: Vec<Because>, helpers: &[Person], code: Option<&VerificationCode>| {
            let delivery = held;
            CorrectionMail {
                reference: record.reference.clone(),
                verification_code: code.map(ToString::to_string),
                helpers: helpers.iter().map(party).collect(),
                banker: party(self.banker),
                got_on: delivery.sent_at.unwrap_or(delivery.created_at).day_in(zone),
                sent_at: record.sent_at,
                corrected_at: now,
                corrected_by: by.name.clone(),
                reason: reason.to_owned(),
                by_client: record.has_letter,
                acknowledged_on: delivery.recipient_id.and_then(|id| acknowledged.get(&id)).map(|at| at.day_in(zone)),
                because,
                readers: Vec::new(),
            }
        };
        for mailing in mailings {
            match *mailing {
                Mailing::Letter(index) => self.letter(conn, &decision.recipients[index], &base, now)?,
                Mailing::Correction(index) => {
                    let held = &held[index];
                    let meant = self.meant(&holder(held));
                    let because = meant.map_or(&held.because, |recipient| &recipient.because).clone();
                    let readers = self.readers(held);
                    let mail = notice(held, because.clone(), self.helpers, Some(code));
                    let content = Content::Correction(Box::new(CorrectionMail { readers, ..mail }));
                    let blocked = meant.and_then(|recipient| recipient.blocked).map(Blocked::words);
                    service.enqueue(conn, &self.to(held, Some(self.version), because, content), blocked, now)?;
                }
                Mailing::Misdirected(index) => {
                    let held = &held[index];
                    let mail = notice(held, held.because.clone(), self.removed, None);
                    let content = Content::Misdirected(Box::new(mail));
                    service.enqueue(conn, &self.to(held, None, held.because.clone(), content), None, now)?;
                }
            }
        }
        Ok(mailings.len())
    }

    fn meant(&self, holder: &Holder) -> Option<&Recipient> {
        self.decision.recipients.iter().find(|recipient| holder.is(&recipient.mailbox))
    }

    /// The other readers of the new copy.
    fn readers(&self, to: &Delivery) -> Vec<Reader> {
        let to = holder(to);
        compose::readers(self.decision, |mailbox| !to.is(mailbox))
    }

    fn to(&self, held: &Delivery, version: Option<i32>, because: Vec<Because>, content: Content) -> NewDelivery {
        NewDelivery {
            commendation_id: Some(self.record.id),
            version,
            recipient_id: held.recipient_id,
            recipient_name: held.recipient_name.clone(),
            recipient_email: held.recipient_email.clone(),
            reasons: because.iter().map(|because| because.reason).collect(),
            because,
            content,
        }
    }

    /// The letter as at sending, for a recipient without a copy. A recipient who could not be mailed before is listed already.
    fn letter(
        &self,
        conn: &mut Connection,
        recipient: &Recipient,
        base: &LetterMail,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let Self { service, record, decision, .. } = *self;
        let listed = delivery::operations::of_commendation(conn, record.id)?;
        if recipient.blocked.is_some() && listed.iter().any(|one| holder(one).is(&recipient.mailbox)) {
            return Ok(());
        }
        let mail = compose::mail_to_all(base.clone(), decision);
        let new = new_delivery(record.id, self.version, recipient, Content::Letter(Box::new(mail)));
        let queued = service.enqueue(conn, &new, recipient.blocked.map(Blocked::words), now)?;
        let about = Commendation { id: record.id, reference: &record.reference };
        work_items::open_blocked(conn, about, recipient, queued.id, now)?;
        Ok(())
    }
}
