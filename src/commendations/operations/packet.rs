//! The promotion packet: the letters of a person's history in a period, as they were sent, in one file with a verification
//! code.
//!
//! The same letters always give the packet that was first made of them, whatever days were asked for. Its fingerprint covers
//! the requester and everything in the packet except its own reference, code and time. The row is stored first, with its audit
//! entry, then the file under its SHA-256. No connection is held while pages are put together; few packets are made at once,
//! and one per requester, because each holds all its letters in memory.

use std::hash::Hash;
use std::sync::Arc;

use bytes::Bytes;
use chrono::NaiveDate;
use tokio::sync::Mutex;

use super::Commendations;
use super::copy::Making;
use super::enclosed::{Gathered, gather};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::commendations::VerificationCode;
use crate::commendations::store::{self, Packet as Row};
use crate::commendations::{CommendationError, compose};
use crate::db::{Connection, DbError};
use crate::documents::letter::Letterhead;
use crate::documents::packet::{Enclosed, Issue, Packet, Step, digest_of};
use crate::fair::FairShares;
use crate::files;
use crate::ids::{PacketId, PersonId};
use crate::permissions::Caller;

/// More letters than this are asked for by year.
pub const MOST_LETTERS: usize = 500;
/// The most packets made at once in this process; others wait.
const AT_ONCE: usize = 2;

/// The person and the days asked for, both ends included; an absent end has no bound.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The person whose history it is.
    pub person: PersonId,
    /// The first day of service.
    pub from: Option<NaiveDate>,
    /// The last.
    pub to: Option<NaiveDate>,
}

/// The person or operator who asks for a packet.
#[derive(Debug, Clone, Copy)]
pub enum Maker {
    /// A signed-in person, who must be one of the history's readers.
    Caller(Caller),
    /// Somebody at the command line of the server.
    CommandLine,
}

impl Maker {
    fn person(self) -> Option<PersonId> {
        match self {
            Self::Caller(caller) => Some(caller.person),
            Self::CommandLine => None,
        }
    }

    fn actor(self) -> Actor {
        self.person().map_or(Actor::CommandLine, Actor::Person)
    }
}

/// The progress of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Letters fetched so far, and their total.
    Fetched(usize, usize),
    /// The letters are being put together.
    Together(Step),
}

/// Called with the progress.
pub type Told = Arc<dyn Fn(Progress) + Send + Sync>;

/// A packet as a file.
#[derive(Debug, Clone)]
pub struct PacketFile {
    /// For example `K-2026-000041`.
    pub reference: String,
    /// The digest of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The PDF.
    pub bytes: Bytes,
}

/// The packets being made at present.
#[derive(Clone)]
pub struct Packing {
    making: Making,
    /// None stands for the command line.
    room: FairShares<Option<PersonId>>,
}

impl Default for Packing {
    fn default() -> Self {
        Self { making: Making::default(), room: FairShares::new(AT_ONCE, 1) }
    }
}

impl Packing {
    fn one_at_a_time(&self, of: &impl Hash) -> &Mutex<()> {
        self.making.stripe(of)
    }
}

impl Commendations {
    /// The packet of what was asked, made now or at an earlier asking.
    ///
    /// # Errors
    /// [`CommendationError::NotFound`] for who may not read the history;
    /// [`CommendationError::NothingEnclosed`] and [`CommendationError::TooManyEnclosed`] for a period that gives no packet;
    /// [`CommendationError::Copy`] when a file cannot be had or put together.
    pub async fn packet(&self, maker: Maker, asked: Asked, told: Told) -> Result<PacketFile, CommendationError> {
        let days = (self.today(), self.bank.time_zone);
        let gathered = self.db.read(move |conn| gather(conn, maker, asked, days)).await?;
        // The requester's turn first, so that frequent requests delay nobody but their sender.
        let _turn = self.packing.room.take(maker.person(), 1).await;
        // One of the same at a time: the second finds what the first made.
        let _making = self.packing.one_at_a_time(&asked.person).lock().await;
        let gathered = self.fetch(gathered, &told).await?;
        let letterhead = compose::plain_letterhead(&self.bank);
        let fingerprint = fingerprint(maker, asked.person, &gathered, &letterhead)?;
        let row = self.packet_row(maker, asked.person, &gathered, fingerprint).await?;
        if let Some(sha256) = &row.sha256
            && let Some(bytes) = self.files.get(sha256).await.map_err(|error| failed(&error))?
        {
            return Ok(PacketFile { reference: row.reference, sha256: sha256.clone(), bytes });
        }
        self.put_together(row, gathered, told).await
    }

    /// Fetches the letters' files; who needs one first makes it.
    async fn fetch(&self, mut gathered: Gathered, told: &Told) -> Result<Gathered, CommendationError> {
        let count = gathered.letters.len();
        for (at, (id, version, enclosed)) in gathered.letters.iter_mut().enumerate() {
            enclosed.file = self.copy_file(*id, *version).await?.bytes;
            told(Progress::Fetched(at + 1, count));
        }
        Ok(gathered)
    }

    /// The row of the packet with this fingerprint, made if there is none.
    async fn packet_row(
        &self,
        maker: Maker,
        person: PersonId,
        gathered: &Gathered,
        fingerprint: String,
    ) -> Result<Row, CommendationError> {
        let (now, year) = (self.clock.now(), chrono::Datelike::year(&self.today()));
        let code = VerificationCode::random()
            .map_err(|_| DbError::Unexpected("the system has no randomness to give".into()))?;
        let days = || gathered.letters.iter().map(|(.., enclosed)| enclosed.day);
        let (first, last) = (days().min(), days().max());
        let held: Vec<_> = gathered.letters.iter().map(|(id, version, _)| (*id, *version)).collect();
        let digests: Vec<String> = gathered.letters.iter().map(|(.., enclosed)| enclosed.sha256()).collect();
        audit::write(&self.db, now, move |conn, trail| {
            if let Some(row) = store::packet_by_fingerprint(conn, &fingerprint)? {
                return Ok(row);
            }
            let number = store::next_number(conn, &format!("packets-{year}"))?;
            // Another process may have been first; it held the counter until it was done. The number is then left out.
            if let Some(row) = store::packet_by_fingerprint(conn, &fingerprint)? {
                return Ok(row);
            }
            let row = Row {
                id: PacketId::new(),
                reference: format!("K-{year}-{number:06}"),
                verification_code: code.plain().to_owned(),
                fingerprint,
                person_id: person,
                period_from: first,
                period_to: last,
                made_by: maker.person(),
                made_at: now,
                sha256: None,
                byte_length: None,
                pages: None,
            };
            store::insert_packet(conn, &row, &held)?;
            let event = Event::new(maker.actor(), "packet.made", format!("packet:{}", row.id));
            let event = event.with("person", person.to_string()).with("letters", held.len());
            trail.record(event.with("digest", digest_of(&digests)));
            Ok::<_, CommendationError>(row)
        })
        .await
    }

    /// Puts the file together off the async threads, stores it and names it in the row.
    async fn put_together(&self, row: Row, gathered: Gathered, told: Told) -> Result<PacketFile, CommendationError> {
        let packet = self.composed(&row, gathered)?;
        let renderer = self.renderer.clone();
        let task =
            tokio::task::spawn_blocking(move || renderer.packet(&packet, &|step| told(Progress::Together(step))));
        let rendered = match task.await {
            Ok(rendered) => rendered.map_err(|error| failed(&error))?,
            Err(lost) => return Err(CommendationError::Database(DbError::Unexpected(lost.to_string()))),
        };
        let bytes = Bytes::from(rendered.bytes);
        let sha256 = self.files.put(bytes.to_vec()).await.map_err(|error| failed(&error))?;
        let (name, fingerprint, pages) = (sha256.clone(), row.fingerprint.clone(), rendered.pages);
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let pages = i32::try_from(pages).unwrap_or(i32::MAX);
        let decided = self.db.write(move |conn: &mut Connection| {
            store::record_packet(conn, row.id, (&name, size, pages))?;
            store::packet_by_fingerprint(conn, &fingerprint)
        });
        // Another process may have been first, or the stored file was lost: the digest in the row is the packet's.
        let decided = decided.await?.and_then(|row| row.sha256);
        match decided {
            Some(decided) if decided == sha256 => Ok(PacketFile { reference: row.reference, sha256, bytes }),
            Some(decided) => {
                let bytes = self.files.get(&decided).await.map_err(|error| failed(&error))?;
                let lost = || CommendationError::Copy("the stored packet is lost; restore it from a backup".into());
                Ok(PacketFile { reference: row.reference, sha256: decided, bytes: bytes.ok_or_else(lost)? })
            }
            None => Err(CommendationError::Database(DbError::Unexpected("a packet's row is gone".into()))),
        }
    }

    /// The packet's content. Its time comes from the row, even when it is put together again later.
    fn composed(&self, row: &Row, gathered: Gathered) -> Result<Packet, CommendationError> {
        let code = VerificationCode::parse(&row.verification_code)
            .ok_or_else(|| DbError::Unexpected("a stored verification code is none".into()))?;
        let moment = |at: Timestamp| at.utc().with_timezone(&self.bank.time_zone);
        let on = row.made_at.day_in(self.bank.time_zone);
        let letters: Vec<Enclosed> = gathered.letters.into_iter().map(|(.., enclosed)| enclosed).collect();
        Ok(Packet {
            letterhead: compose::plain_letterhead(&self.bank),
            images: self.own_pictures(),
            subject: gathered.subject,
            letters,
            withdrawn: gathered.withdrawn,
            issue: Issue {
                reference: row.reference.clone(),
                proof: compose::proof(&code, &self.public_url),
                on,
                at: moment(row.made_at).time(),
                by: gathered.by,
                all: gathered.all,
            },
        })
    }
}

/// The digest of whose letters they are, who asked, and of everything the packet will say but its own reference, code and moment.
fn fingerprint(
    maker: Maker,
    person: PersonId,
    gathered: &Gathered,
    letterhead: &Letterhead,
) -> Result<String, CommendationError> {
    let letters: Vec<_> = gathered.letters.iter().map(|(.., enclosed)| (enclosed, enclosed.sha256())).collect();
    let said = (letterhead, &gathered.subject, &gathered.by, gathered.withdrawn, gathered.all);
    let whole = serde_json::to_vec(&(person, maker.person(), said, letters));
    Ok(files::digest(&whole.map_err(|error| DbError::Unexpected(error.to_string()))?))
}

fn failed(error: &dyn std::fmt::Display) -> CommendationError {
    CommendationError::Copy(error.to_string())
}
