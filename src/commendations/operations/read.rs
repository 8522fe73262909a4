//! Reading: how the caller stands to a commendation, one commendation whole, lists.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Commendations;
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::rules::Standing;
use crate::commendations::store::{self, ListFilter};
use crate::commendations::{CommendationError, List, State};
use crate::db::Connection;
use crate::delivery::{self, Delivery};
use crate::directory::{self, Person, words};
use crate::ids::{CommendationId, PersonId};
use crate::letters::uploads::{self, PageRegion, Upload};
use crate::paging::{Cursor, Page, Paged};
use crate::permissions::Caller;
use crate::permissions::Role;

/// One commendation with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct Whole {
    pub record: store::Record,
    pub standing: Standing,
    pub helpers: Vec<store::HelperShare>,
    pub letter: Option<store::Letter>,
    pub copies: Vec<store::Copy>,
    pub chain: Vec<store::ChainLink>,
    pub acknowledgements: Vec<store::Acknowledgement>,
    pub thanks: Vec<store::Thanks>,
    pub withdrawal: Option<store::Withdrawal>,
    /// Everyone who is named in it.
    pub people: HashMap<PersonId, Person>,
}

/// The words and the pages as they were written.
#[derive(Debug, Clone)]
pub struct AsWritten {
    pub record: store::Record,
    pub original: store::Original,
    pub letter: Option<store::Letter>,
    /// The file of a scanned letter, and what was covered on its pages.
    pub scan: Option<(Upload, Vec<PageRegion>)>,
}

/// One commendation in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub record: store::Record,
    pub helpers: Vec<store::HelperShare>,
    /// Whether the caller may read it; of a withdrawn one most may know only that it was.
    pub readable: bool,
}

/// Which list a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mine {
    /// What I sent.
    Sent,
    /// What was said about me.
    Received,
    /// What was said about the people who report to me now.
    Team,
    /// Every one there is; for HR and auditor.
    All,
    /// Both of mine; for HR and auditor every one there is.
    Any,
}

/// How the caller stands to a commendation.
pub(super) fn standing(
    conn: &mut Connection,
    caller: &Caller,
    record: &store::Record,
    today: NaiveDate,
) -> Result<Standing, CommendationError> {
    let helpers = store::helpers_of(conn, &[record.id])?;
    let me = caller.person;
    let mut standing = Standing {
        banker: record.banker_id == me,
        helper: helpers.iter().any(|helper| helper.person_id == me),
        recipient: delivery::operations::was_addressed(conn, record.id, me)?,
        hr: caller.is(Role::Hr),
        auditor: caller.is(Role::Auditor),
        ..Standing::default()
    };
    let chain = store::chain(conn, record.id)?;
    for helper in &helpers {
        let then = |link: &store::ChainLink| link.subject == helper.person_id && link.supervisor == me;
        standing.supervisor_then |= chain.iter().any(then);
        if !standing.supervisor_now {
            standing.supervisor_now = directory::operations::is_supervisor_of(conn, me, helper.person_id, today)?;
        }
    }
    if let Some(department) = &record.unknown_helper_department {
        let head = directory::operations::head_of_department(conn, department, today)?;
        standing.head = head.is_some_and(|head| head.id == me);
    }
    Ok(standing)
}

impl Commendations {
    /// Today in the bank's time zone.
    pub fn today(&self) -> NaiveDate {
        self.clock.now().day_in(self.bank.time_zone)
    }

    /// A commendation that the caller may know of, and how the caller stands to it.
    pub(super) fn known(
        conn: &mut Connection,
        caller: &Caller,
        id: CommendationId,
        today: NaiveDate,
    ) -> Result<(store::Record, Standing), CommendationError> {
        let record = store::find(conn, id)?.ok_or(CommendationError::NotFound)?;
        let standing = standing(conn, caller, &record, today)?;
        if standing.may_know() { Ok((record, standing)) } else { Err(CommendationError::NotFound) }
    }

    /// One commendation, whole. Of a withdrawn one those who do not oversee it get the bare record: the view shows only that.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may not know of it.
    pub async fn whole(&self, caller: Caller, id: CommendationId) -> Result<Whole, CommendationError> {
        let today = self.today();
        self.db.read(move |conn| whole(conn, &caller, id, today)).await
    }

    /// The reference of a commendation whose circulated copy the caller may read, and its current version.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone who may not read it.
    pub async fn current_version(
        &self,
        caller: Caller,
        id: CommendationId,
    ) -> Result<(String, i32), CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            let withdrawn = record.state == State::Withdrawn;
            if standing.may_read(withdrawn) {
                Ok((record.reference, record.version))
            } else {
                Err(CommendationError::NotFound)
            }
        };
        self.db.read(work).await
    }

    /// Whether the caller may be told again what was answered before about a commendation.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for who may no longer know of it; [`CommendationError::Withdrawn`] for who may know no more
    /// of it than that.
    pub async fn may_hear_again(&self, caller: Caller, id: CommendationId) -> Result<(), CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            let withdrawn = record.state == State::Withdrawn;
            if standing.may_read(withdrawn) { Ok(()) } else { Err(CommendationError::Withdrawn) }
        };
        self.db.read(work).await
    }

    /// The words as the client and the banker wrote them. Each reading stands in the trail.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker who took it, HR and auditor.
    pub async fn original(&self, caller: Caller, id: CommendationId) -> Result<AsWritten, CommendationError> {
        let (now, today) = (self.clock.now(), self.today());
        audit::write(&self.db, now, move |conn, trail| {
            let (record, standing) = Self::known(conn, &caller, id, today)?;
            if !standing.may_oversee() {
                return Err(CommendationError::NotFound);
            }
            let original = store::originals(conn, id)?.ok_or(CommendationError::NotFound)?;
            let letter = store::letter(conn, id)?;
            trail.record(Event::new(
                Actor::Person(caller.person),
                "commendation.original_read",
                format!("commendation:{id}"),
            ));
            let scan = uploads::operations::of_commendation(conn, id)?;
            Ok(AsWritten { record, original, letter, scan })
        })
        .await
    }

    /// Every delivery of a commendation, oldest first.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone but the banker, HR and auditor.
    pub async fn deliveries(&self, caller: Caller, id: CommendationId) -> Result<Vec<Delivery>, CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let (_, standing) = Self::known(conn, &caller, id, today)?;
            if !standing.may_oversee() {
                return Err(CommendationError::NotFound);
            }
            Ok(delivery::operations::of_commendation(conn, id)?)
        };
        self.db.read(work).await
    }

    /// A list of the caller's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(
        &self,
        caller: Caller,
        mine: Mine,
        filter: ListFilter,
        page: Page,
    ) -> Result<(Paged<Listed>, HashMap<PersonId, Person>), CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let of = match mine {
                Mine::Sent => Some(vec![(caller.person, Some(List::Sent))]),
                Mine::Received => Some(vec![(caller.person, Some(List::Received))]),
                Mine::Team => {
                    let team = directory::operations::reports_of(conn, caller.person, today)?;
                    Some(team.into_iter().map(|person| (person, Some(List::Received))).collect())
                }
                Mine::All | Mine::Any if caller.is(Role::Hr) || caller.is(Role::Auditor) => None,
                Mine::All | Mine::Any => Some(vec![(caller.person, None)]),
            };
            listed(conn, &caller, ListFilter { of, ..filter }, &page)
        };
        self.db.read(work).await
    }

    /// A person's recognition history: for that person, that person's supervisors now, HR and auditor.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else, and for nobody's id.
    pub async fn history(
        &self,
        caller: Caller,
        person: PersonId,
        filter: ListFilter,
        page: Page,
    ) -> Result<(Paged<Listed>, HashMap<PersonId, Person>), CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            reads_history_of(conn, &caller, person, today)?;
            let of = Some(vec![(person, Some(List::Received))]);
            listed(conn, &caller, ListFilter { of, ..filter }, &page)
        };
        self.db.read(work).await
    }
}

/// Whether the caller reads a person's history: that person, that person's supervisors now, HR and auditor.
pub(super) fn reads_history_of(
    conn: &mut Connection,
    caller: &Caller,
    person: PersonId,
    today: NaiveDate,
) -> Result<(), CommendationError> {
    let overseer = caller.is(Role::Hr) || caller.is(Role::Auditor) || caller.person == person;
    if !overseer && !directory::operations::is_supervisor_of(conn, caller.person, person, today)? {
        return Err(CommendationError::NotFound);
    }
    if directory::operations::people_by_ids(conn, &[person])?.is_empty() {
        return Err(CommendationError::NotFound);
    }
    Ok(())
}

pub(super) fn whole(
    conn: &mut Connection,
    caller: &Caller,
    id: CommendationId,
    today: NaiveDate,
) -> Result<Whole, CommendationError> {
    let (record, standing) = Commendations::known(conn, caller, id, today)?;
    let helpers = store::helpers_of(conn, &[id])?;
    let chain = store::chain(conn, id)?;
    let acknowledgements = store::acknowledgements(conn, id)?;
    let thanks = store::thanks(conn, id)?;
    let withdrawal = store::withdrawal(conn, id)?;
    let mut named: Vec<PersonId> = vec![record.banker_id];
    named.extend(helpers.iter().map(|helper| helper.person_id));
    named.extend(chain.iter().map(|link| link.supervisor));
    named.extend(acknowledgements.iter().map(|given| given.person_id));
    named.extend(thanks.iter().map(|given| given.person_id));
    named.extend(withdrawal.iter().map(|withdrawal| withdrawal.withdrawn_by));
    named.sort_unstable();
    named.dedup();
    Ok(Whole {
        letter: store::letter(conn, id)?,
        copies: store::copies(conn, id)?,
        people: directory::operations::people_by_ids(conn, &named)?,
        record,
        standing,
        helpers,
        chain,
        acknowledgements,
        thanks,
        withdrawal,
    })
}

fn listed(
    conn: &mut Connection,
    caller: &Caller,
    mut filter: ListFilter,
    page: &Page,
) -> Result<(Paged<Listed>, HashMap<PersonId, Person>), CommendationError> {
    let oversees = caller.is(Role::Hr) || caller.is(Role::Auditor);
    filter.reader = Some(caller.person).filter(|_| !oversees);
    filter.after =
        page.cursor.as_ref().and_then(|cursor| Some((Timestamp::from_micros(cursor.at), cursor.id.parse().ok()?)));
    let keys = Paged::of(store::list(conn, &filter, page.limit + 1)?, page.limit, |(id, at)| Cursor {
        at: at.micros(),
        id: id.to_string(),
    });
    let ids: Vec<CommendationId> = keys.items.iter().map(|(id, _)| *id).collect();
    let mut records = store::find_many(conn, &ids)?;
    let mut shares: HashMap<CommendationId, Vec<store::HelperShare>> = HashMap::new();
    for share in store::helpers_of(conn, &ids)? {
        shares.entry(share.commendation_id).or_default().push(share);
    }
    let mut named: Vec<PersonId> = records.values().map(|record| record.banker_id).collect();
    named.extend(shares.values().flatten().map(|share| share.person_id));
    named.sort_unstable();
    named.dedup();
    let people = directory::operations::people_by_ids(conn, &named)?;
    let items = keys.items.iter().filter_map(|(id, _)| {
        let record = records.remove(id)?;
        let readable = record.state != State::Withdrawn || oversees || record.banker_id == caller.person;
        Some(Listed { helpers: shares.remove(id).unwrap_or_default(), record, readable })
    });
    Ok((Paged { items: items.collect(), next_cursor: keys.next_cursor }, people))
}

/// The words of a search as the lists compare them.
pub fn search_words(text: &str) -> Vec<words::Asked> {
    words::query(text)
}
