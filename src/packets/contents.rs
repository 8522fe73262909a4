//! The contents of a packet: the person, the valid letters of the period, and their acknowledgements, as the history's reader may
//! read them.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::rules::{Choice, choose};
use super::{PacketError, PacketRequest};
use crate::commendations::State;
use crate::commendations::operations::{History, HistoryReader};
use crate::commendations::shown::Received;
use crate::db::Connection;
use crate::directory::operations as directory;
use crate::documents::circulated_copy::Letterhead;
use crate::documents::packet::{Acknowledged, Enclosed, LetterAuthor, Subject};
use crate::files;
use crate::ids::CommendationId;

/// The contents of a packet, before the files of the letters are fetched.
pub(super) struct PacketContents {
    pub subject: Subject,
    /// The name of the person who asked for it.
    pub by: Option<String>,
    /// The newest day of service first, each in its current version.
    pub letters: Vec<(CommendationId, i32, Enclosed)>,
    pub choice: Choice,
}

impl PacketContents {
    pub fn letters(&self) -> impl Iterator<Item = &Enclosed> {
        self.letters.iter().map(|(.., enclosed)| enclosed)
    }

    /// The digest of the person, of who asked, and of everything the packet will say but its own reference, code and moment.
    pub fn fingerprint(&self, asked: PacketRequest, letterhead: &Letterhead) -> Result<String, serde_json::Error> {
        let letters: Vec<_> = self.letters().map(|enclosed| (enclosed, enclosed.sha256())).collect();
        let said = (letterhead, &self.subject, &self.by, self.choice.withdrawn, self.choice.all);
        Ok(files::digest(&serde_json::to_vec(&(asked.person, asked.by.person(), said, letters))?))
    }
}

pub(super) fn gather(
    conn: &mut Connection,
    asked: PacketRequest,
    (today, zone): (NaiveDate, Tz),
) -> Result<PacketContents, PacketError> {
    let history = History::open(conn, asked.by, asked.person, today)?;
    let choice = choose(&history.days(conn)?, asked.period)?;
    let mut received = history.valid(conn, asked.period.ends())?;
    received.sort_by_key(|one| std::cmp::Reverse((one.header.served_on, one.header.sent_at, one.header.id)));
    let person = directory::recorded(conn, asked.person)?;
    let subject = Subject {
        place: Some(person.place().to_owned()).filter(|place| !place.is_empty()),
        name: person.name,
        title: Some(person.title).filter(|title| !title.is_empty()),
        since: person.starts_on.map(|day| chrono::Datelike::year(&day)),
    };
    let by = match asked.by {
        HistoryReader::Caller(caller) => Some(directory::recorded(conn, caller.person)?.name),
        HistoryReader::CommandLine => None,
    };
    let letters = received.into_iter().map(|one| (one.header.id, one.version, enclosed(one, zone))).collect();
    Ok(PacketContents { subject, by, letters, choice })
}

/// A letter without its file.
fn enclosed(received: Received, zone: Tz) -> Enclosed {
    let (banker, branch) = (received.banker.name, received.branch);
    let who = if received.has_letter {
        LetterAuthor::Client { name: received.client_name, banker, branch: branch.clone() }
    } else {
        LetterAuthor::Colleague { name: banker, place: branch.clone() }
    };
    let acknowledged = received.acknowledgements.into_iter().map(|given| Acknowledged {
        by: given.person.name,
        on: given.created_at.day_in(zone),
        told: given.told_employee,
        filed: given.filed,
    });
    Enclosed {
        reference: received.header.reference,
        day: received.header.served_on,
        who,
        first_words: Some(received.excerpt).filter(|words| !words.is_empty()),
        language: received.language,
        branch,
        signed: received.has_letter,
        corrected: received.header.state == State::Corrected,
        strengths: received.strengths.iter().map(|strength| strength.label().to_owned()).collect(),
        acknowledgements: acknowledged.collect(),
        file: bytes::Bytes::new(),
    }
}
