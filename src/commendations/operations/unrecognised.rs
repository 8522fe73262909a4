//! The people of a team who have had no letter in a chosen time. It is read by their supervisor on a page, and never exported.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};

use super::Commendations;
use crate::clock::Timestamp;
use crate::commendations::rules::{Sight, Viewer, counted_from, has_none, sight};
use crate::commendations::{CommendationError, store};
use crate::db::{Connection, DbError};
use crate::directory::Person;
use crate::directory::operations::{Member, members_of_team};
use crate::ids::PersonId;
use crate::permissions::Caller;

/// The people without a letter, as a supervisor sees them.
#[derive(Debug, Clone)]
pub struct UnrecognisedPeople {
    /// The first day of the time.
    pub from: NaiveDate,
    /// The number of people in the caller's own team.
    pub team: usize,
    /// Those of them without a letter, by name.
    pub people: Vec<UnrecognisedPerson>,
    /// Teams of the caller's own people of which a number may be seen.
    pub below: Vec<TeamBelow>,
}

/// Somebody without a letter.
#[derive(Debug, Clone)]
pub struct UnrecognisedPerson {
    /// The person.
    pub person: Person,
    /// First day in the team, where it is known.
    pub since: Option<NaiveDate>,
    /// Letters to the whole team in the same time, as far as the person was in it.
    pub letters_to_team: usize,
}

/// A team below, in numbers.
#[derive(Debug, Clone)]
pub struct TeamBelow {
    /// The supervisor of the team.
    pub lead: Person,
    /// The number of its people.
    pub team: usize,
    /// The number of those without a letter.
    pub without: usize,
}

impl Commendations {
    /// The caller's own people who have had nothing in the last `months` months.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for a caller who supervises nobody.
    pub async fn unrecognised(&self, caller: Caller, months: u32) -> Result<UnrecognisedPeople, CommendationError> {
        let (today, zone) = (self.today(), self.bank.time_zone);
        let from = today.checked_sub_months(Months::new(months)).unwrap_or(today);
        let work = move |conn: &mut Connection| {
            let members = members_of_team(conn, caller.person, today)?;
            if members.is_empty() {
                return Err(CommendationError::NotFound);
            }
            let mut below = Vec::new();
            for member in &members {
                let team = members_of_team(conn, member.person.id, today)?;
                let without = without(conn, &team, (from, zone))?.len();
                if sight(Viewer::Above, team.len(), without) == Sight::Number {
                    below.push(TeamBelow { lead: member.person.clone(), team: team.len(), without });
                }
            }
            let mut found = without(conn, &members, (from, zone))?;
            if sight(Viewer::OwnSupervisor, members.len(), found.len()) != Sight::Names {
                found.clear();
            }
            let people = with_letters(conn, &members, found, (from, zone))?;
            Ok(UnrecognisedPeople { from, team: members.len(), people, below })
        };
        self.db.read(work).await
    }
}

/// Those without a letter, by name.
fn without(
    conn: &mut Connection,
    members: &[Member],
    (from, zone): (NaiveDate, chrono_tz::Tz),
) -> Result<Vec<(Person, Option<NaiveDate>)>, DbError> {
    let mut found = Vec::new();
    for Member { person, since } in members {
        let latest = store::last_received(conn, person.id)?;
        if has_none(latest.map(|at| at.day_in(zone)), from) {
            found.push((person.clone(), *since));
        }
    }
    Ok(found)
}

/// Adds the letters to the whole team. Most have been in the team for longer than the time, so that one count does for them.
fn with_letters(
    conn: &mut Connection,
    members: &[Member],
    without: Vec<(Person, Option<NaiveDate>)>,
    (from, zone): (NaiveDate, chrono_tz::Tz),
) -> Result<Vec<UnrecognisedPerson>, DbError> {
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let mut counts: HashMap<NaiveDate, usize> = HashMap::new();
    let mut shown = Vec::new();
    for (person, since) in without {
        let first = counted_from(since, from);
        let letters_to_team = match counts.get(&first) {
            Some(known) => *known,
            None => {
                let count = store::count_received(conn, &ids, Timestamp::first_of(first, zone))?;
                *counts.entry(first).or_insert(usize::try_from(count).unwrap_or(0))
            }
        };
        shown.push(UnrecognisedPerson { person, since, letters_to_team });
    }
    Ok(shown)
}
