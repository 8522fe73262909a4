//! Makes a packet, or finds the one that was made of the same letters.
//!
//! A packet is found by its fingerprint, which covers the requester and everything in the packet except its own reference, code
//! and time. The row is stored first, with its audit entry, then the file under its SHA-256. No connection is held while pages
//! are put together; few packets are made at once, and one per requester, because each holds all its letters in memory.

use bytes::Bytes;

use super::contents::{PacketContents, gather};
use super::store::{self, Packet as Row};
use super::{OnProgress, PacketError, PacketFile, PacketRequest, Packets, Progress};
use crate::audit::{self, Actor, Event};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError, next_number};
use crate::documents::packet::{Enclosed, Issue, Packet, digest_of};
use crate::ids::PacketId;
use crate::verification::VerificationCode;

impl Packets {
    /// The packet of what was asked, made now or at an earlier request.
    ///
    /// # Errors
    /// [`PacketError::NotFound`] for somebody who may not read the history; [`PacketError::NothingEnclosed`] and
    /// [`PacketError::TooManyEnclosed`] for a period that gives no packet; [`PacketError::File`] when a file cannot be had or put
    /// together.
    pub async fn packet(&self, asked: PacketRequest, on_progress: OnProgress) -> Result<PacketFile, PacketError> {
        let days = (self.commendations.today(), self.commendations.bank.time_zone);
        let gathered = self.commendations.db.read(move |conn| gather(conn, asked, days)).await?;
        // The requester's turn first, so that frequent requests delay nobody but their sender.
        let _turn = self.room.take(asked.by.person(), 1).await;
        // One of the same at a time: the second finds what the first made.
        let _making = self.making.of(&asked.person).lock().await;
        let gathered = self.fetch(gathered, &on_progress).await?;
        let row = self.row(asked, &gathered).await?;
        if let Some(sha256) = &row.sha256
            && let Some(bytes) = self.stored(sha256).await?
        {
            return Ok(PacketFile { reference: row.reference, sha256: sha256.clone(), bytes });
        }
        self.put_together(row, gathered, on_progress).await
    }

    async fn stored(&self, sha256: &str) -> Result<Option<Bytes>, PacketError> {
        self.commendations.files.get(sha256).await.map_err(|error| failed(&error))
    }

    /// Fetches the letters' files; who needs one first makes it.
    async fn fetch(
        &self,
        mut gathered: PacketContents,
        on_progress: &OnProgress,
    ) -> Result<PacketContents, PacketError> {
        let count = gathered.letters.len();
        for (at, (id, version, enclosed)) in gathered.letters.iter_mut().enumerate() {
            enclosed.file = self.commendations.copy_file(*id, *version).await?.bytes;
            on_progress(Progress::Fetched(at + 1, count));
        }
        Ok(gathered)
    }

    /// The row of the packet with the fingerprint of these contents, made if there is none.
    async fn row(&self, asked: PacketRequest, gathered: &PacketContents) -> Result<Row, PacketError> {
        let fingerprint =
            gathered.fingerprint(asked, &self.commendations.letterhead()).map_err(|error| failed(&error))?;
        let (now, year) = (self.commendations.clock.now(), chrono::Datelike::year(&self.commendations.today()));
        let code = VerificationCode::random()?;
        let days = || gathered.letters().map(|enclosed| enclosed.day);
        let (first, last) = (days().min(), days().max());
        let held: Vec<_> = gathered.letters.iter().map(|(id, version, _)| (*id, *version)).collect();
        let digests: Vec<String> = gathered.letters().map(Enclosed::sha256).collect();
        let actor = asked.by.person().map_or(Actor::CommandLine, Actor::Person);
        audit::write(&self.commendations.db, now, move |conn, trail| {
            if let Some(row) = store::by_fingerprint(conn, &fingerprint)? {
                return Ok(row);
            }
            let number = next_number(conn, &format!("packets-{year}"))?;
            // Another process may have been first; it held the counter until it was done. The number is then left out.
            if let Some(row) = store::by_fingerprint(conn, &fingerprint)? {
                return Ok(row);
            }
            let row = Row {
                id: PacketId::new(),
                reference: format!("K-{year}-{number:06}"),
                verification_code: code.plain().to_owned(),
                fingerprint,
                person_id: asked.person,
                period_from: first,
                period_to: last,
                made_by: asked.by.person(),
                made_at: now,
                sha256: None,
                byte_length: None,
                pages: None,
            };
            store::insert(conn, &row, &held)?;
            let event = Event::new(actor, "packet.made", format!("packet:{}", row.id));
            let event = event.with("person", asked.person.to_string()).with("letters", held.len());
            trail.record(event.with("digest", digest_of(&digests)));
            Ok::<_, PacketError>(row)
        })
        .await
    }

    /// Puts the file together off the async threads, stores it and names it in the row.
    async fn put_together(
        &self,
        row: Row,
        gathered: PacketContents,
        on_progress: OnProgress,
    ) -> Result<PacketFile, PacketError> {
        let packet = self.composed(&row, gathered)?;
        let renderer = self.commendations.renderer.clone();
        let task = tokio::task::spawn_blocking(move || {
            renderer.packet(&packet, &|step| on_progress(Progress::Together(step)))
        });
        let rendered = match task.await {
            Ok(rendered) => rendered.map_err(|error| failed(&error))?,
            Err(lost) => return Err(PacketError::Database(DbError::Unexpected(lost.to_string()))),
        };
        let bytes = Bytes::from(rendered.bytes);
        let sha256 = self.commendations.files.put(bytes.to_vec()).await.map_err(|error| failed(&error))?;
        let (name, fingerprint, pages) = (sha256.clone(), row.fingerprint.clone(), rendered.pages);
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let pages = i32::try_from(pages).unwrap_or(i32::MAX);
        let decided = self.commendations.db.write(move |conn: &mut Connection| {
            store::record_file(conn, row.id, (&name, size, pages))?;
            store::by_fingerprint(conn, &fingerprint)
        });
        // Another process may have been first, or the stored file was lost: the digest in the row is the packet's.
        let decided = decided.await?.and_then(|row| row.sha256);
        match decided {
            Some(decided) if decided == sha256 => Ok(PacketFile { reference: row.reference, sha256, bytes }),
            Some(decided) => {
                let bytes = self.stored(&decided).await?;
                let lost = || PacketError::File("the stored packet is lost; restore it from a backup".into());
                Ok(PacketFile { reference: row.reference, sha256: decided, bytes: bytes.ok_or_else(lost)? })
            }
            None => Err(PacketError::Database(DbError::Unexpected("a packet's row is gone".into()))),
        }
    }

    /// The packet's content. Its time comes from the row, even when it is put together again later.
    fn composed(&self, row: &Row, gathered: PacketContents) -> Result<Packet, PacketError> {
        let code = VerificationCode::stored(&row.verification_code)?;
        let zone = self.commendations.bank.time_zone;
        let moment = |at: Timestamp| at.utc().with_timezone(&zone);
        let on = row.made_at.day_in(zone);
        let letters: Vec<Enclosed> = gathered.letters.into_iter().map(|(.., enclosed)| enclosed).collect();
        Ok(Packet {
            letterhead: self.commendations.letterhead(),
            images: self.commendations.own_pictures(),
            subject: gathered.subject,
            letters,
            withdrawn: gathered.choice.withdrawn,
            issue: Issue {
                reference: row.reference.clone(),
                proof: self.commendations.proof(&code),
                on,
                at: moment(row.made_at).time(),
                by: gathered.by,
                all: gathered.choice.all,
            },
        })
    }
}

fn failed(error: &dyn std::fmt::Display) -> PacketError {
    PacketError::File(error.to_string())
}
