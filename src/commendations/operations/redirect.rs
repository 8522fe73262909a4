//! A recipient who left between sending and delivery: the person in that position now gets the letter instead, and both facts
//! are recorded.

use super::Commendations;
use super::send::new_delivery;
use crate::audit::{self, Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::rules::{Blocked, Mailbox, Recipient};
use crate::commendations::store;
use crate::db::Connection;
use crate::delivery::message::{FoundAs, RecipientReason};
use crate::delivery::operations::{self as outbox, Leased};
use crate::delivery::{Kind as MailKind, Reason};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::worklist::matter::Mail;
use crate::worklist::{self, Matter};

impl Commendations {
    /// Ends a leased delivery to somebody who has left. A supervisor's mail goes to the next active one above, or to HR; a helper's
    /// goes nowhere. False when the lease was lost.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn redirect(&self, leased: &Leased, owner: &str) -> Result<bool, CommendationError> {
        let (leased, owner, now) = (leased.clone(), owner.to_owned(), self.clock.now());
        let service = self.clone();
        let done = audit::write(&self.db, now, move |conn, trail| {
            if !outbox::suppress_leased(conn, &leased, &owner, &Blocked::Left.cause())? {
                return Ok::<_, CommendationError>(false);
            }
            service.tell_successors(conn, &leased, now, trail)?;
            Ok(true)
        })
        .await?;
        self.outbox.wake();
        Ok(done)
    }

    fn tell_successors(
        &self,
        conn: &mut Connection,
        leased: &Leased,
        now: Timestamp,
        trail: &mut Trail,
    ) -> Result<(), CommendationError> {
        let mut told = Vec::new();
        if let (MailKind::Letter, Some(commendation), Some(left)) =
            (leased.kind, leased.commendation_id, leased.recipient_id)
        {
            for recipient in self.successors(conn, commendation, left, &leased.because)? {
                let new = new_delivery(commendation, leased.version.unwrap_or(1), &recipient);
                told.push(self.enqueue(conn, &new, recipient.blocked, now)?.id);
            }
        }
        let recipient = leased.recipient_name.clone();
        let mail = Mail { delivery: leased.id, commendation: leased.commendation_id, recipient };
        if leased.commendation_id.is_none() {
            let cause = Blocked::Left.cause();
            worklist::open(conn, &Matter::MailNotSent { mail, cause }, now)?;
        } else {
            let supervisor = !leased.reasons.contains(&Reason::Helper);
            let matter = Matter::RecipientLeft { mail, supervisor, told_instead: told.clone() };
            worklist::open(conn, &matter, now)?;
        }
        let event = Event::new(Actor::System, "delivery.redirected", format!("delivery:{}", leased.id));
        trail.record(event.with("told_instead", told.iter().map(ToString::to_string).collect::<Vec<_>>()));
        Ok(())
    }

    /// The recipients in place of somebody who has left, for each reason that went to that person.
    fn successors(
        &self,
        conn: &mut Connection,
        commendation: CommendationId,
        left: PersonId,
        because: &[RecipientReason],
    ) -> Result<Vec<Recipient>, CommendationError> {
        let Some(record) = store::find(conn, commendation)? else { return Ok(Vec::new()) };
        let mut subjects: Vec<(PersonId, Reason)> = store::helpers_of(conn, &[commendation])?
            .iter()
            .map(|helper| (helper.person_id, Reason::HelperSupervisor))
            .collect();
        subjects.push((record.banker_id, Reason::BankerSupervisor));
        let chain = store::chain(conn, commendation)?;
        let mut recipients = Vec::new();
        for (subject, reason) in subjects {
            let stood_here = chain.iter().any(|link| link.subject == subject && link.supervisor == left);
            if !stood_here || !because.iter().any(|because| because.reason == reason) {
                continue;
            }
            let name =
                directory::operations::people_by_ids(conn, &[subject])?.remove(&subject).map(|person| person.name);
            let now_above = directory::operations::chain(conn, subject, record.served_on, 1)?;
            let (reason, mailboxes): (Reason, Vec<Mailbox>) = match now_above.supervisors.first() {
                Some(supervisor) => (reason, vec![Mailbox::from(&supervisor.person)]),
                None => (Reason::Hr, self.hr(conn)?),
            };
            recipients.extend(mailboxes.into_iter().map(|mailbox| Recipient {
                blocked: if self.allows(&mailbox.email) { None } else { Some(Blocked::Domain) },
                mailbox,
                because: vec![RecipientReason { reason, of: name.clone(), found_as: FoundAs::NextActiveAbove }],
            }));
        }
        Ok(recipients)
    }
}
