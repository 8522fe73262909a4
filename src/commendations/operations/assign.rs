//! Naming the helper whom nobody knew at sending.
//!
//! The banker's chain was told at once; now the helper and the helper's chain are, with a second version of the circulated copy
//! that carries the name. The first version stays what it was.

use super::read::whole;
use super::send::{links_of, new_delivery};
use super::{Commendations, Whole, items};
use crate::assists;
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::code::VerificationCode;
use crate::commendations::compose::{self, party};
use crate::commendations::rules::{self, Blocked, Circle, Decision, Standing};
use crate::commendations::store::{self, Copy};
use crate::commendations::{CommendationError, List};
use crate::db::{Connection, DbError};
use crate::delivery::message::{Client as MailClient, LetterMail, Quote};
use crate::delivery::{Content, Reason};
use crate::directory::{self, Person};
use crate::documents::letter::{Letter, Praised};
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;

impl Commendations {
    /// Names the helper and tells the helper's chain. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::NotAllowed`] for a reader who neither heads the department nor is HR; [`CommendationError::Assigned`]
    /// when the helper is known; [`CommendationError::BadHelper`] when the person cannot be it.
    pub async fn assign<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        helper: PersonId,
        beside: impl FnOnce(&mut Connection, Timestamp, &Whole) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let code = VerificationCode::random().map_err(|_| DbError::Unexpected("no randomness to be had".into()))?;
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            super::afterwards::standing_record(&record)?;
            may_assign(standing)?;
            if record.unknown_helper_department.is_none() || !store::helpers_of(conn, &[id])?.is_empty() {
                return Err(CommendationError::Assigned);
            }
            let helper = directory::operations::people_by_ids(conn, &[helper])?.remove(&helper);
            let helper = helper.ok_or(CommendationError::BadHelper("Nobody has this id."))?;
            can_be_helper(&helper, &record)?;
            service.assign_in(conn, &record, &helper, &code, caller.person, now)?;
            let event = Event::new(Actor::Person(caller.person), "commendation.assigned", format!("commendation:{id}"));
            trail.record(event.with("helper", helper.id.to_string()));
            let whole = whole(conn, &caller, id, today)?;
            Ok::<_, CommendationError>(beside(conn, now, &whole)?)
        })
        .await?;
        self.wake.notify_one();
        Ok(kept)
    }

    fn assign_in(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        helper: &Person,
        code: &VerificationCode,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let levels = usize::from(self.policy.levels);
        let chain = directory::operations::chain(conn, helper.id, record.served_on, levels)?;
        let mut circle = Circle { helpers: vec![chain], ..Circle::default() };
        if self.policy.copy_dotted_lines {
            circle.dotted.push(directory::operations::dotted_supervisors(conn, helper.id, record.served_on)?);
        }
        if circle.helpers[0].supervisors.is_empty() {
            circle.hr = self.hr(conn)?;
        }
        let decision = rules::decide_assigned(helper, &circle, &|email| self.allows(email));
        store::add_helper(conn, record.id, helper, 0, by, now)?;
        store::add_listing(conn, helper.id, List::Received, record.sent_at, record.id)?;
        store::insert_chain(conn, record.id, &links_of(helper.id, &circle.helpers[0]))?;
        if let Some(assist) = record.assist_id {
            assists::operations::name_helper(conn, assist, helper.id)?;
        }
        self.issue_named_copy(conn, record, helper, &decision, code, now)?;
        items::close_unsure(conn, record.id, now)?;
        self.tell_assigned(conn, record, helper, &decision, code, now)
    }

    /// Freezes version 2, which carries the helper's name.
    fn issue_named_copy(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        helper: &Person,
        decision: &Decision,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let first = store::copy(conn, record.id, record.version)?.ok_or(CommendationError::NotFound)?;
        let unreadable = |error: serde_json::Error| DbError::Unexpected(format!("a stored letter: {error}"));
        let mut letter: Letter = serde_json::from_str(&first.content).map_err(unreadable)?;
        letter.praised = Praised::Helpers(vec![compose::helper(helper)]);
        let told = || decision.recipients.iter().filter(|recipient| recipient.blocked.is_none());
        let supervises = |r: &&rules::Recipient| r.has(Reason::HelperSupervisor) || r.has(Reason::Hr);
        let (to, copies): (Vec<_>, Vec<_>) = told().partition(supervises);
        let before: Vec<_> = letter.to.drain(..).chain(letter.copies_to.drain(..)).collect();
        letter.to = to.into_iter().map(compose::named).collect();
        letter.copies_to = copies.into_iter().map(compose::named).collect();
        for name in before {
            if !letter.to.contains(&name) && !letter.copies_to.contains(&name) {
                letter.copies_to.push(name);
            }
        }
        letter.proof = Some(compose::proof(code, &self.public_url));
        let content = serde_json::to_string(&letter).map_err(unreadable)?;
        let version = record.version + 1;
        let copy = Copy { version, verification_code: code.plain().to_owned(), content, sha256: None, pages: None };
        store::insert_copy(conn, record.id, &copy, now)?;
        store::set_version(conn, record.id, version)?;
        Ok(())
    }

    fn tell_assigned(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        helper: &Person,
        decision: &Decision,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let letter = store::letter(conn, record.id)?;
        let banker = directory::operations::person(conn, record.banker_id)
            .map_err(|error| DbError::Unexpected(error.to_string()))?;
        let whole = |text: &str| Quote { text: text.to_owned(), cut: false };
        let day = |at: Timestamp| at.day_in(self.bank.time_zone);
        let base = LetterMail {
            reference: record.reference.clone(),
            verification_code: code.to_string(),
            replaces: None,
            served_on: record.served_on,
            sent_on: day(record.sent_at),
            signed_on: letter.as_ref().map(|letter| day(letter.signed_at)),
            helpers: vec![party(helper)],
            hint: None,
            banker: party(&banker),
            praises_banker: record.include_banker,
            client: letter.is_some().then(|| MailClient { name: record.client_name_shown.clone(), since: None }),
            letter: letter.as_ref().map(|letter| whole(&letter.text_circulated)),
            cover_note: record.cover_note.as_deref().map(whole),
            because: Vec::new(),
            readers: Vec::new(),
        };
        for recipient in &decision.recipients {
            let mail = compose::mail_to(&base, decision, recipient);
            let new = new_delivery(record.id, record.version + 1, recipient, Content::Letter(Box::new(mail)));
            self.enqueue(conn, &new, recipient.blocked.map(Blocked::words), now)?;
        }
        Ok(())
    }
}

fn may_assign(standing: Standing) -> Result<(), CommendationError> {
    if standing.head || standing.hr {
        return Ok(());
    }
    Err(CommendationError::NotAllowed("Only the head of the department and HR can say who helped."))
}

fn can_be_helper(helper: &Person, record: &store::Record) -> Result<(), CommendationError> {
    if helper.id == record.banker_id {
        return Err(CommendationError::BadHelper("Nobody commends themselves: this is the banker who sent it."));
    }
    if !helper.employed_on(record.served_on) {
        return Err(CommendationError::BadHelper("This person did not work here on the day of service."));
    }
    Ok(())
}
