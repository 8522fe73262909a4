//! A person's recognition history for nouns that are made of it, such as packets.
//!
//! Invariant: a [`History`] exists only for a reader who may read it, and shows what the lists show that reader.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::read::{People, header};
use crate::clock::Timestamp;
use crate::commendations::compose::excerpt_of;
use crate::commendations::rules::{acknowledged_for, oversees_all};
use crate::commendations::shown::Received;
use crate::commendations::store::{self, List, ListFilter, Record};
use crate::commendations::{CommendationError, State, Strength};
use crate::db::{Connection, DbError};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;

/// The person who reads a history.
#[derive(Debug, Clone, Copy)]
pub enum HistoryReader {
    /// A signed-in person.
    Caller(Caller),
    /// Somebody at the command line of the server, who can read the database itself.
    CommandLine,
}

impl HistoryReader {
    /// The signed-in person.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Caller(caller) => Some(caller.person),
            Self::CommandLine => None,
        }
    }
}

/// A person's history, opened for a reader who may read it.
#[derive(Debug, Clone, Copy)]
pub struct History {
    person: PersonId,
}

impl History {
    /// Opens the history of a person for that person, that person's supervisors now, HR and auditor.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for anyone else, and for nobody's id.
    pub fn open(
        conn: &mut Connection,
        reader: HistoryReader,
        person: PersonId,
        today: NaiveDate,
    ) -> Result<Self, CommendationError> {
        if let HistoryReader::Caller(caller) = reader {
            let reads = oversees_all(&caller) || caller.person == person;
            if !reads && !directory::operations::is_supervisor_of(conn, caller.person, person, today)? {
                return Err(CommendationError::NotFound);
            }
        }
        if directory::operations::people_by_ids(conn, &[person])?.is_empty() {
            return Err(CommendationError::NotFound);
        }
        Ok(Self { person })
    }

    /// The filter of the lists for it.
    pub(super) fn of(self) -> List {
        List::Received(vec![self.person])
    }

    /// The day of service and the state of every commendation in it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn days(self, conn: &mut Connection) -> Result<Vec<(NaiveDate, State)>, CommendationError> {
        Ok(store::received_days(conn, self.person)?)
    }

    /// Some commendations in it, by their ids. Of a withdrawn one the caller shows its header alone.
    pub(super) fn entries(
        self,
        conn: &mut Connection,
        ids: &[CommendationId],
    ) -> Result<HashMap<CommendationId, Received>, DbError> {
        let records: Vec<Record> = store::find_many(conn, ids)?.into_values().collect();
        let mut facts = Facts::of(conn, self.person, &records)?;
        records.into_iter().map(|record| Ok((record.id, facts.received(record)?))).collect()
    }

    /// Every commendation in it that is not withdrawn and whose day of service lies between two days, both included.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn valid(
        self,
        conn: &mut Connection,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Result<Vec<Received>, CommendationError> {
        let filter = ListFilter { of: self.of(), from, to, ..ListFilter::default() };
        let listed: Vec<CommendationId> = store::list(conn, &filter, i64::MAX)?.into_iter().map(|(id, _)| id).collect();
        let entries = self.entries(conn, &listed)?.into_values();
        Ok(entries.filter(|one| one.header.state.stands()).collect())
    }
}

/// When the first of these commendations was withdrawn, if any was.
///
/// # Errors
/// When the database cannot be read.
pub fn first_withdrawn_at(conn: &mut Connection, ids: &[CommendationId]) -> Result<Option<Timestamp>, DbError> {
    store::first_withdrawn_at(conn, ids)
}

/// The data about several commendations, read for all of them at once.
struct Facts {
    subject: PersonId,
    people: People,
    acknowledgements: HashMap<CommendationId, Vec<store::Acknowledgement>>,
    chains: HashMap<CommendationId, Vec<(PersonId, PersonId)>>,
    languages: HashMap<CommendationId, Option<String>>,
    letters: HashMap<CommendationId, String>,
    strengths: HashMap<CommendationId, Vec<Strength>>,
}

impl Facts {
    fn of(conn: &mut Connection, subject: PersonId, records: &[Record]) -> Result<Self, DbError> {
        let ids: Vec<CommendationId> = records.iter().map(|record| record.id).collect();
        let mut acknowledgements: HashMap<_, Vec<store::Acknowledgement>> = HashMap::new();
        for (id, given) in store::acknowledgements_of(conn, &ids)? {
            acknowledgements.entry(id).or_default().push(given);
        }
        let mut chains: HashMap<_, Vec<_>> = HashMap::new();
        for (id, of, above) in store::chains_of(conn, &ids)? {
            chains.entry(id).or_default().push((of, above));
        }
        let bankers = records.iter().map(|record| record.banker_id);
        let people = People::of(conn, bankers.chain(acknowledgements.values().flatten().map(|one| one.person_id)))?;
        let languages = store::languages_of(conn, &ids)?.into_iter().collect();
        let (letters, strengths) = (store::letter_texts(conn, &ids)?, store::strengths_of(conn, &ids)?);
        Ok(Self { subject, people, acknowledgements, chains, languages, letters, strengths })
    }

    fn received(&mut self, record: Record) -> Result<Received, DbError> {
        let chain = self.chains.remove(&record.id).unwrap_or_default();
        let given = self.acknowledgements.remove(&record.id).unwrap_or_default().into_iter();
        let given = given.filter(|given| acknowledged_for(self.subject, given.person_id, &chain));
        Ok(Received {
            acknowledgements: given.map(|given| self.people.acknowledgement(given)).collect::<Result<_, _>>()?,
            header: header(&record),
            version: record.version,
            banker: self.people.one(record.banker_id)?,
            client_name: record.client_name_shown,
            branch: record.branch,
            has_letter: record.has_letter,
            excerpt: excerpt_of(self.letters.get(&record.id).map(String::as_str), record.cover_note.as_deref()),
            language: self.languages.remove(&record.id).flatten(),
            strengths: self.strengths.remove(&record.id).unwrap_or_default(),
        })
    }
}
