//! The contents of a packet: the person, the valid letters of the period, and their acknowledgements.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::lists::reads_history_of;
use super::packet::{Asked, MOST_LETTERS, Maker};
use crate::commendations::compose::place;
use crate::commendations::rules::acknowledged_for;
use crate::commendations::store::{self, ListFilter, Record};
use crate::commendations::{CommendationError, List, State};
use crate::db::{Connection, DbError};
use crate::directory::{self, Person};
use crate::documents::packet::{Acknowledged, Enclosed, Subject, Who};
use crate::ids::{CommendationId, PersonId};

/// The contents of a packet, before the files of the letters are fetched.
pub(super) struct Gathered {
    pub subject: Subject,
    /// The name of the person who asked for it.
    pub by: Option<String>,
    /// The newest day of service first, each in its current version.
    pub letters: Vec<(CommendationId, i32, Enclosed)>,
    /// The number of withdrawn letters between the first and the last day of service here, or of all when all valid letters are
    /// here.
    pub withdrawn: usize,
    /// True when these are all valid letters.
    pub all: bool,
}

pub(super) fn gather(
    conn: &mut Connection,
    maker: Maker,
    asked: Asked,
    (today, zone): (NaiveDate, Tz),
) -> Result<Gathered, CommendationError> {
    if let Maker::Caller(caller) = maker {
        reads_history_of(conn, &caller, asked.person, today)?;
    }
    let of = Some(vec![(asked.person, Some(List::Received))]);
    let filter = ListFilter { of, from: asked.from, to: asked.to, ..ListFilter::default() };
    let most = i64::try_from(MOST_LETTERS).unwrap_or(i64::MAX);
    let listed: Vec<CommendationId> = store::list(conn, &filter, most + 1)?.into_iter().map(|(id, _)| id).collect();
    if listed.len() > MOST_LETTERS {
        return Err(CommendationError::TooManyEnclosed);
    }
    let mut records: Vec<Record> = store::find_many(conn, &listed)?.into_values().collect();
    let found = records.len();
    records.retain(|record| record.state != State::Withdrawn);
    if records.is_empty() {
        return Err(CommendationError::NothingEnclosed { withdrawn: found });
    }
    records.sort_by_key(|record| std::cmp::Reverse((record.served_on, record.sent_at, record.id)));
    let (all, withdrawn) = beside(conn, asked.person, &records)?;
    let around = Around::of(conn, maker, (asked.person, zone), &records)?;
    let person = around.person(asked.person)?;
    let subject = Subject {
        name: person.name.clone(),
        title: Some(person.title.clone()).filter(|title| !title.is_empty()),
        place: Some(place(person).to_owned()).filter(|place| !place.is_empty()),
        since: person.starts_on.map(|day| chrono::Datelike::year(&day)),
    };
    let by = match maker {
        Maker::Caller(caller) => Some(around.person(caller.person)?.name.clone()),
        Maker::CommandLine => None,
    };
    let letters = records.iter().map(|record| Ok((record.id, record.version, around.enclosed(record)?)));
    Ok(Gathered { subject, by, letters: letters.collect::<Result<_, DbError>>()?, withdrawn, all })
}

/// Tells whether these are all valid letters, and counts the withdrawn ones beside them. The result depends on the letters
/// alone and not on the days asked for, so that the same letters give the same packet.
fn beside(conn: &mut Connection, person: PersonId, records: &[Record]) -> Result<(bool, usize), DbError> {
    let received = store::received_days(conn, person)?;
    let standing = received.iter().filter(|(_, state)| *state != State::Withdrawn).count();
    let all = standing == records.len();
    let days = || records.iter().map(|record| record.served_on);
    let within = |day: &NaiveDate| {
        days().min().is_some_and(|first| first <= *day) && days().max().is_some_and(|last| *day <= last)
    };
    let withdrawn = received.iter().filter(|(day, state)| *state == State::Withdrawn && (all || within(day))).count();
    Ok((all, withdrawn))
}

/// The data about the letters, read for all of them at once.
struct Around {
    zone: Tz,
    subject: PersonId,
    people: HashMap<PersonId, Person>,
    acknowledgements: HashMap<CommendationId, Vec<store::Acknowledgement>>,
    chains: HashMap<CommendationId, Vec<(PersonId, PersonId)>>,
    languages: HashMap<CommendationId, Option<String>>,
}

impl Around {
    fn of(
        conn: &mut Connection,
        maker: Maker,
        (subject, zone): (PersonId, Tz),
        records: &[Record],
    ) -> Result<Self, DbError> {
        let ids: Vec<CommendationId> = records.iter().map(|record| record.id).collect();
        let mut acknowledgements: HashMap<_, Vec<_>> = HashMap::new();
        for (id, given) in store::acknowledgements_of(conn, &ids)? {
            acknowledgements.entry(id).or_default().push(given);
        }
        let mut chains: HashMap<_, Vec<_>> = HashMap::new();
        for (id, of, above) in store::chains_of(conn, &ids)? {
            chains.entry(id).or_default().push((of, above));
        }
        let mut named: Vec<PersonId> = records.iter().map(|record| record.banker_id).collect();
        named.push(subject);
        named.extend(acknowledgements.values().flatten().map(|given: &store::Acknowledgement| given.person_id));
        if let Maker::Caller(caller) = maker {
            named.push(caller.person);
        }
        named.sort_unstable();
        named.dedup();
        let people = directory::operations::people_by_ids(conn, &named)?;
        let languages = store::languages_of(conn, &ids)?.into_iter().collect();
        Ok(Self { zone, subject, people, acknowledgements, chains, languages })
    }

    fn person(&self, id: PersonId) -> Result<&Person, DbError> {
        self.people
            .get(&id)
            .ok_or_else(|| DbError::Unexpected("a person of a commendation is not in the directory".into()))
    }

    fn enclosed(&self, record: &Record) -> Result<Enclosed, DbError> {
        let banker = self.person(record.banker_id)?;
        let branch = record.branch.clone();
        let who = if record.has_letter {
            Who::Client { name: record.client_name_shown.clone(), banker: banker.name.clone(), branch: branch.clone() }
        } else {
            Who::Colleague { name: banker.name.clone(), place: branch.clone() }
        };
        let chain = self.chains.get(&record.id).map_or(&[][..], Vec::as_slice);
        let mut acknowledgements = Vec::new();
        for given in self.acknowledgements.get(&record.id).into_iter().flatten() {
            if acknowledged_for(self.subject, given.person_id, chain) {
                acknowledgements.push(Acknowledged {
                    by: self.person(given.person_id)?.name.clone(),
                    on: given.created_at.day_in(self.zone),
                    told: given.told_employee,
                    filed: given.filed,
                });
            }
        }
        Ok(Enclosed {
            reference: record.reference.clone(),
            day: record.served_on,
            who,
            first_words: Some(record.excerpt.clone()).filter(|words| !words.is_empty()),
            language: self.languages.get(&record.id).cloned().flatten(),
            branch,
            signed: record.has_letter,
            corrected: record.state == State::Corrected,
            strengths: record.strengths.0.iter().map(|strength| strength.label().to_owned()).collect(),
            acknowledgements,
            file: bytes::Bytes::new(),
        })
    }
}
