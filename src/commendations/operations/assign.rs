//! Naming the helper who was unknown at sending.
//!
//! The banker's chain was informed at sending; now the helper and the helper's chain are, with a second version of the
//! circulated copy that carries the name. The first version does not change.

use chrono::NaiveDate;

use super::read::shown;
use super::send::{links_of, new_delivery};
use super::{Commendations, copy_versions, work_items};
use crate::assists::{self, Hint};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::VerificationCode;
use crate::commendations::compose;
use crate::commendations::rules::{self, Action, Involved};
use crate::commendations::store;
use crate::commendations::{BadHelper, CommendationError, Shown};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::documents::circulated_copy::Praised;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;

/// A commendation whose helper has to be named, for the person who names.
#[derive(Debug, Clone)]
pub struct Assignable {
    /// For example `C-2026-000123`.
    pub reference: String,
    /// The day of service.
    pub served_on: NaiveDate,
    /// The sender.
    pub banker: Person,
    /// The department that took the call, as the directory writes it or the banker did.
    pub department: String,
    /// Everything that the banker knows of the helper.
    pub hint: Option<Hint>,
    /// The beginning of the letter, or of the cover note where there is no letter.
    pub excerpt: String,
}

impl Commendations {
    /// A commendation that the caller may assign.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] or [`CommendationError::Refused`].
    pub async fn assignable(&self, caller: Caller, id: CommendationId) -> Result<Assignable, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let work = move |conn: &mut Connection| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Assign, now)?;
            let record = known.record;
            let typed = record.unknown_helper_department.unwrap_or_default();
            let assist = record.assist_id.map(|assist| assists::operations::of_banker(conn, assist, record.banker_id));
            let letters = store::letter_texts(conn, &[id])?;
            Ok(Assignable {
                reference: record.reference,
                served_on: record.served_on,
                banker: directory::operations::recorded(conn, record.banker_id)?,
                department: directory::operations::department_name(conn, (record.unknown_helper_department_id, typed))?,
                hint: assist.transpose()?.flatten().and_then(|assist| assist.hint),
                excerpt: compose::excerpt_of(letters.get(&id).map(String::as_str), record.cover_note.as_deref()),
            })
        };
        self.db.read(work).await
    }

    /// Names the helper and tells the helper's chain. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`CommendationError::Refused`] for a reader who neither heads the department nor is HR, and when the helper is known;
    /// [`CommendationError::BadHelper`] when the person cannot be it.
    pub async fn assign<T: Send + 'static>(
        &self,
        caller: Caller,
        id: CommendationId,
        helper: PersonId,
        beside: impl FnOnce(&mut Connection, Timestamp, Shown) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        let code = VerificationCode::random()?;
        let service = self.clone();
        let kept = audit::write(&self.db, now, move |conn, trail| {
            let known = Self::known(conn, &caller, id, today)?;
            known.check(Action::Assign, now)?;
            let record = known.record;
            let helper = directory::operations::people_by_ids(conn, &[helper])?.remove(&helper);
            let helper = helper.ok_or(CommendationError::BadHelper(BadHelper::Unknown))?;
            can_be_helper(conn, &helper, &record)?;
            service.assign_in(conn, &record, &helper, &code, now)?;
            let event = Event::new(Actor::Person(caller.person), "commendation.assigned", format!("commendation:{id}"));
            trail.record(event.with("helper", helper.id.to_string()));
            let shown = shown(conn, &caller, id, (now, today))?;
            Ok::<_, CommendationError>(beside(conn, now, shown)?)
        })
        .await?;
        self.outbox.wake();
        Ok(kept)
    }

    fn assign_in(
        &self,
        conn: &mut Connection,
        record: &store::Record,
        helper: &Person,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(), CommendationError> {
        let levels = usize::from(self.policy.levels);
        let chain = directory::operations::chain(conn, helper.id, record.served_on, levels)?;
        let mut circle = Involved { helpers: vec![chain], ..Involved::default() };
        if self.policy.copy_dotted_lines {
            circle.dotted.push(directory::operations::dotted_supervisors(conn, helper.id, record.served_on)?);
        }
        if circle.helpers[0].supervisors.is_empty() {
            circle.hr = self.hr(conn)?;
        }
        let decision = rules::decide_assigned(helper, &circle, &|email| self.allows(email));
        let version = Self::take_version(conn, record)?;
        store::add_helper(conn, record.id, helper, 0)?;
        store::add_listing(conn, (helper.id, true), &record.listable())?;
        store::insert_chain(conn, record.id, &links_of(helper.id, &circle.helpers[0]))?;
        if let Some(assist) = record.assist_id {
            assists::operations::name_helper(conn, assist, helper.id)?;
        }
        let mut letter = copy_versions::standing_letter(conn, record)?;
        letter.praised = Praised::Helpers(vec![compose::helper(helper)]);
        copy_versions::readdress(&mut letter, &decision, |_| true);
        self.issue(conn, (record.id, version), letter, code, now)?;
        work_items::close_unsure(conn, record.id, now)?;
        for recipient in &decision.recipients {
            let new = new_delivery(record.id, version, recipient);
            self.enqueue(conn, &new, recipient.blocked, now)?;
        }
        Ok(())
    }
}

fn can_be_helper(conn: &mut Connection, helper: &Person, record: &store::Record) -> Result<(), CommendationError> {
    if helper.id == record.banker_id {
        return Err(CommendationError::BadHelper(BadHelper::SentIt));
    }
    if directory::operations::absent_on(conn, [helper], record.served_on)?.contains(&helper.id) {
        return Err(CommendationError::BadHelper(BadHelper::NotEmployed));
    }
    Ok(())
}
