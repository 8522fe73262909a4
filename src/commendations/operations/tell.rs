//! Who has a copy and why, and the mails of a correction: the new copy, the letter to who has none, the word that it was meant for
//! a colleague.

use std::collections::HashMap;

use super::edition::{because, holder, holders};
use super::send::new_delivery;
use super::{Commendations, items};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::code::VerificationCode;
use crate::commendations::compose::{self, party};
use crate::commendations::rules::{Blocked, Decision, Holder, Recipient, Telling};
use crate::commendations::store::{self, Record};
use crate::db::Connection;
use crate::delivery::message::{Because, CorrectionMail, LetterMail, Reader};
use crate::delivery::{self, Content, Delivery, NewDelivery, Reason};
use crate::directory::Person;
use crate::ids::PersonId;
use crate::worklist::words::Commendation;

/// Who has a copy, and why it went there.
pub(super) struct Having {
    pub delivery: Delivery,
    pub because: Vec<Because>,
}

/// Everyone who has a copy, with the reasons as the mail gave them.
pub(super) fn having(
    conn: &mut Connection,
    record: &Record,
    helpers: &[Person],
    banker: &Person,
) -> Result<Vec<Having>, CommendationError> {
    let helpers: Vec<&Person> = helpers.iter().collect();
    let mut having = Vec::new();
    for delivery in holders(conn, record.id)? {
        let because =
            if delivery.because.is_empty() { because(&delivery, &helpers, banker) } else { delivery.because.clone() };
        having.push(Having { delivery, because });
    }
    Ok(having)
}

/// Whether every reason of a copy is somebody who is no longer praised.
pub(super) fn only_about(having: &Having, removed: &[Person]) -> bool {
    !removed.is_empty()
        && having.because.iter().all(|because| match because.reason {
            Reason::Helper => removed.iter().any(|one| Some(one.id) == having.delivery.recipient_id),
            Reason::HelperSupervisor | Reason::DottedLine | Reason::Hr => {
                removed.iter().any(|one| Some(one.name.as_str()) == because.of.as_deref())
            }
            Reason::DepartmentHead | Reason::BankerSupervisor | Reason::Banker => false,
        })
}

/// Tells everyone of a correction.
pub(super) struct Tell<'a> {
    pub service: &'a Commendations,
    pub record: &'a Record,
    pub version: i32,
    pub helpers: &'a [Person],
    pub removed: &'a [Person],
    pub banker: &'a Person,
    pub decision: &'a Decision,
}

impl Tell<'_> {
    /// Queues a mail for each; gives how many.
    pub fn everyone(
        &self,
        conn: &mut Connection,
        tellings: &[Telling],
        having: &[Having],
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
        let notice = |having: &Having, because: Vec<Because>, helpers: &[Person], code: Option<&VerificationCode>| {
            let Having { delivery, .. } = having;
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
        for telling in tellings {
            match *telling {
                Telling::Letter(index) => self.letter(conn, &decision.recipients[index], &base, now)?,
                Telling::Correction(index) => {
                    let having = &having[index];
                    let meant = self.meant(&holder(&having.delivery));
                    let because = meant.map_or(&having.because, |recipient| &recipient.because).clone();
                    let readers = self.readers(&having.delivery);
                    let mail = notice(having, because.clone(), self.helpers, Some(code));
                    let content = Content::Correction(Box::new(CorrectionMail { readers, ..mail }));
                    let blocked = meant.and_then(|recipient| recipient.blocked).map(Blocked::words);
                    service.enqueue(conn, &self.to(having, Some(self.version), because, content), blocked, now)?;
                }
                Telling::Misdirected(index) => {
                    let having = &having[index];
                    let mail = notice(having, having.because.clone(), self.removed, None);
                    let content = Content::Misdirected(Box::new(mail));
                    service.enqueue(conn, &self.to(having, None, having.because.clone(), content), None, now)?;
                }
            }
        }
        Ok(tellings.len())
    }

    fn meant(&self, holder: &Holder) -> Option<&Recipient> {
        self.decision.recipients.iter().find(|recipient| holder.is(&recipient.mailbox))
    }

    /// Who else is to have the new copy.
    fn readers(&self, to: &Delivery) -> Vec<Reader> {
        let to = holder(to);
        compose::readers(self.decision, |mailbox| !to.is(mailbox))
    }

    fn to(&self, having: &Having, version: Option<i32>, because: Vec<Because>, content: Content) -> NewDelivery {
        NewDelivery {
            commendation_id: Some(self.record.id),
            version,
            recipient_id: having.delivery.recipient_id,
            recipient_name: having.delivery.recipient_name.clone(),
            recipient_email: having.delivery.recipient_email.clone(),
            reasons: having.delivery.reasons.clone(),
            because,
            content,
        }
    }

    /// The letter as at sending, to who has none. Whoever could not be mailed before stands in the list already.
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
        items::open_blocked(conn, about, recipient, queued.id, now)?;
        Ok(())
    }
}
