//! A supervisor's team: its letters, those that wait for an acknowledgement, its people, and helpers that have to be named.
//!
//! Invariant: everything here is about people whom the caller supervises today, or about a department that the caller heads.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Commendations;
use super::lists::summaries;
use crate::clock::Timestamp;
use crate::commendations::rules::awaits_acknowledgement;
use crate::commendations::shown::{Listed, Summary};
use crate::commendations::store::{self, Listing};
use crate::commendations::{CommendationError, Strength};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;

/// The most waiting letters on the page; the others follow when these are acknowledged.
const MOST_WAITING: usize = 30;
/// The most waiting letters that are counted: beyond, the number changes nothing for anybody, and each costs a look.
const MOST_COUNTED: usize = 200;
/// The most letters to be assigned on the page.
const MOST_UNNAMED: usize = 30;

/// The letters of each person that are looked at for what the person is thanked for: the newest.
const NEWEST: i64 = 30;
/// Letters that are looked at together.
const CHUNK: i64 = 200;

/// A team as its supervisor sees it.
#[derive(Debug, Clone, Default)]
pub struct Team {
    /// By name.
    pub members: Vec<TeamMember>,
    /// Letters that wait for the caller's acknowledgement, newest first, as many as fit on a page.
    pub waiting: Vec<Summary>,
    /// The number of all that wait, as far as they are counted.
    pub counted: usize,
    /// More wait than are counted.
    pub more_wait: bool,
    /// Letters to a department that the caller heads, whose helper has to be named; oldest first.
    pub unnamed: Vec<Summary>,
}

/// Somebody in a team.
#[derive(Debug, Clone)]
pub struct TeamMember {
    /// The person.
    pub person: Person,
    /// First day of the line to the caller, where it is known.
    pub since: Option<NaiveDate>,
    /// The newest letter.
    pub latest: Option<Latest>,
    /// The strengths that the newest letters name most often, at most two.
    pub strengths: Vec<Strength>,
}

/// The newest letter of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latest {
    /// The moment of sending.
    pub sent_at: Timestamp,
    /// A client wrote.
    pub has_letter: bool,
    /// The branch that it came from; may be empty.
    pub branch: String,
}

/// A team in one glance, for the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// Letters that wait for the caller's acknowledgement, as many as were asked for.
    pub waiting: usize,
    /// Letters whose helper the caller has to name.
    pub unnamed: usize,
}

impl Commendations {
    /// The caller's team with its letters.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for a caller who supervises nobody and has no helper to name.
    pub async fn team(&self, caller: Caller) -> Result<Team, CommendationError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let members = directory::operations::members_of_team(conn, caller.person, today)?;
            let person = directory::operations::recorded(conn, caller.person)?;
            let unnamed = unnamed(conn, &person, today)?;
            if members.is_empty() && unnamed.is_empty() {
                return Err(CommendationError::NotFound);
            }
            let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
            let waiting = waiting(conn, caller.person, &ids, MOST_COUNTED + 1)?;
            let members = members.into_iter().map(|member| {
                let newest = store::newest_listings(conn, member.person.id, NEWEST)?;
                Ok::<_, DbError>(shown(member, &newest))
            });
            Ok(Team {
                members: members.collect::<Result<_, _>>()?,
                waiting: full(summaries(conn, &caller, &waiting[..waiting.len().min(MOST_WAITING)])?),
                counted: waiting.len().min(MOST_COUNTED),
                more_wait: waiting.len() > MOST_COUNTED,
                unnamed: full(summaries(conn, &caller, &unnamed[..unnamed.len().min(MOST_UNNAMED)])?),
            })
        };
        self.db.read(work).await
    }

    /// True for a person who supervises somebody now, or has a helper to name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_team(&self, caller: PersonId) -> Result<bool, DbError> {
        let today = self.today();
        let work = move |conn: &mut Connection| {
            let person = directory::operations::recorded(conn, caller)?;
            Ok(glance_at_team(conn, &person, today, 1)?.is_some())
        };
        self.db.read(work).await
    }
}

/// A person's team for the menu, with at most `most` waiting letters; none for somebody who supervises nobody and has no helper to name.
///
/// # Errors
/// When the database cannot be read.
pub fn glance_at_team(
    conn: &mut Connection,
    person: &Person,
    today: NaiveDate,
    most: usize,
) -> Result<Option<Glance>, DbError> {
    let team = directory::operations::team_of(conn, person.id, today)?;
    let unnamed = unnamed(conn, person, today)?.len();
    if team.is_empty() && unnamed == 0 {
        return Ok(None);
    }
    Ok(Some(Glance { waiting: waiting(conn, person.id, &team, most)?.len(), unnamed }))
}

/// Letters about some of the supervisor's people that wait for the supervisor, newest first, at most `most`.
fn waiting(
    conn: &mut Connection,
    supervisor: PersonId,
    team: &[PersonId],
    most: usize,
) -> Result<Vec<CommendationId>, DbError> {
    let (mut found, mut seen, mut from) = (Vec::new(), HashSet::new(), None);
    loop {
        let candidates = store::waiting(conn, team, from, CHUNK)?;
        let Some((id, _, at)) = candidates.last() else { return Ok(found) };
        from = Some((*at, *id));
        let waits = those_that_wait(conn, supervisor, &candidates)?;
        found.extend(waits.into_iter().filter(|id| seen.insert(*id)));
        if found.len() >= most || candidates.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX) {
            found.truncate(most);
            return Ok(found);
        }
    }
}

fn those_that_wait(
    conn: &mut Connection,
    supervisor: PersonId,
    candidates: &[(CommendationId, PersonId, Timestamp)],
) -> Result<Vec<CommendationId>, DbError> {
    let ids: Vec<CommendationId> = candidates.iter().map(|(id, ..)| *id).collect();
    let mut chains: HashMap<CommendationId, Vec<(PersonId, PersonId)>> = HashMap::new();
    for (id, subject, above) in store::chains_of(conn, &ids)? {
        chains.entry(id).or_default().push((subject, above));
    }
    let mut given: HashMap<CommendationId, Vec<PersonId>> = HashMap::new();
    for (id, one) in store::acknowledgements_of(conn, &ids)? {
        given.entry(id).or_default().push(one.person_id);
    }
    let waits = |id: &CommendationId, subject: PersonId| {
        let (chain, given) = (chains.get(id), given.get(id));
        let (chain, given) = (chain.map_or(&[][..], Vec::as_slice), given.map_or(&[][..], Vec::as_slice));
        awaits_acknowledgement(supervisor, subject, chain, given)
    };
    let waiting = candidates.iter().filter(|(id, subject, _)| waits(id, *subject));
    Ok(waiting.map(|(id, ..)| *id).collect())
}

/// Letters to the department that somebody heads, whose helper nobody has named, oldest first. A head works in the department.
fn unnamed(conn: &mut Connection, head: &Person, today: NaiveDate) -> Result<Vec<CommendationId>, DbError> {
    let Some(own) = head.department_id else { return Ok(Vec::new()) };
    let mut typed: HashMap<String, bool> = HashMap::new();
    let mut found = Vec::new();
    for (id, name) in store::without_helper(conn, own)? {
        let is_own = match name {
            None => true,
            Some(name) => match typed.get(&name) {
                Some(known) => *known,
                None => {
                    let is_own = directory::operations::department_named(conn, &name)? == Some(own);
                    typed.insert(name, is_own);
                    is_own
                }
            },
        };
        if is_own {
            found.push(id);
        }
    }
    if found.is_empty() {
        return Ok(found);
    }
    let heads = directory::operations::head_of_department(conn, (Some(own), ""), today)?;
    Ok(if heads.is_some_and(|person| person.id == head.id) { found } else { Vec::new() })
}

/// Those of a list that may be read.
fn full(listed: Vec<Listed>) -> Vec<Summary> {
    let full = |listed| match listed {
        Listed::Full(summary) => Some(*summary),
        Listed::Bare(_) => None,
    };
    listed.into_iter().filter_map(full).collect()
}

/// A member with the newest letters, newest first.
fn shown(member: directory::operations::Member, newest: &[Listing]) -> TeamMember {
    let latest = newest.first();
    let latest =
        latest.map(|one| Latest { sent_at: one.sent_at, has_letter: one.has_letter, branch: one.branch.clone() });
    let mut counts: Vec<(Strength, usize)> = Vec::new();
    for strength in newest.iter().flat_map(|one| &one.strengths) {
        match counts.iter_mut().find(|(known, _)| known == strength) {
            Some((_, count)) => *count += 1,
            None => counts.push((*strength, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let strengths = counts.into_iter().take(2).map(|(strength, _)| strength).collect();
    TeamMember { person: member.person, since: member.since, latest, strengths }
}
