//! The people of a team who have had no letter in a chosen time. It is read by their supervisor on a page, and never exported.

use chrono::{Months, NaiveDate};

use super::Commendations;
use crate::clock::Timestamp;
use crate::commendations::rules::{Sight, Viewer, sight, unrecognised};
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
            let mut people = without(conn, &members, (from, zone))?;
            if sight(Viewer::OwnSupervisor, members.len(), people.len()) != Sight::Names {
                people.clear();
            }
            Ok(UnrecognisedPeople { from, team: members.len(), people, below })
        };
        self.db.read(work).await
    }
}

fn without(
    conn: &mut Connection,
    members: &[Member],
    (from, zone): (NaiveDate, chrono_tz::Tz),
) -> Result<Vec<UnrecognisedPerson>, DbError> {
    let ids: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    // The bank's day begins up to a day before or after the day in UTC; the rule looks at the bank's day.
    let first = from.pred_opt().unwrap_or(from).and_hms_opt(0, 0, 0).map(|time| time.and_utc().timestamp_micros());
    let listings = store::listings_of(conn, &ids, first.map(Timestamp::from_micros), None)?;
    let received: Vec<_> = listings.iter().map(|one| (one.person, one.id, one.sent_at.day_in(zone))).collect();
    let since: Vec<_> = members.iter().map(|member| (member.person.id, member.since)).collect();
    let found = unrecognised(&since, &received, from);
    let member = |id| members.iter().find(|member| member.person.id == id);
    let shown = found.into_iter().filter_map(|one| {
        let Member { person, since } = member(one.person)?.clone();
        Some(UnrecognisedPerson { person, since, letters_to_team: one.letters_to_team })
    });
    Ok(shown.collect())
}
