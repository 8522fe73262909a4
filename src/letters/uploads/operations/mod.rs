//! The operations on uploads: store a file, show its pages to its uploader, cover regions of them, delete unused uploads.
//!
//! Invariants: nothing of a refused file is kept; a covered page is never stored over the original one.

mod sheets;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::clamd::{self, Verdict};
use super::reader_process;
use super::{KEPT, PageRegion, REMOVED, Upload, UploadError, UploadPage, store};
use crate::audit::{self, Actor, Event};
use crate::clock::{Clock, Timestamp};
use crate::config;
use crate::db::{Connection, Database, DbError};
use crate::fair_shares::{FairShares, Share};
use crate::files::{Files, digest};
use crate::ids::{CommendationId, PersonId, UploadId};
use crate::letters::scans::{self, Kind, Limits, PageCoding, PageImage, Region};

pub use sheets::Sheet;

/// The most files read at once, one for each person: each may take a few hundred megabytes for a moment.
const AT_ONCE: usize = 2;
/// The time that a file waits for its turn, beyond the time limit of one file.
const GRACE: Duration = Duration::from_secs(5);
/// Rows deleted in one transaction.
const AT_A_TIME: i64 = 100;

/// The dependencies of the operations; built once, cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    db: Database,
    clock: Clock,
    files: Files,
    settings: Arc<config::Uploads>,
    turns: FairShares<PersonId>,
}

/// A page as it circulates, with regions covered where requested.
#[derive(Debug, Clone)]
pub struct CirculatedPage {
    pub sha256: String,
    pub coding: PageCoding,
    pub width: u32,
    pub height: u32,
    pub bytes: Bytes,
}

impl Uploads {
    pub fn new(db: Database, clock: Clock, files: Files, settings: config::Uploads) -> Self {
        Self { db, clock, files, settings: Arc::new(settings), turns: FairShares::new(AT_ONCE, 1) }
    }

    /// Stores a file: scanned for viruses if configured, read into pages, stored with them. `beside` stores the caller's own rows
    /// in the same transaction; it receives the numbers of the blank pages, from 1. A blank page among others is kept, because no
    /// part of a client's letter is left out, and page numbers must match the paper.
    ///
    /// # Errors
    /// [`UploadError::Refused`] with the fault of the file; nothing of it is kept then.
    pub async fn take<T: Send + 'static>(
        &self,
        uploader: PersonId,
        file: Bytes,
        beside: impl FnOnce(&mut Connection, Timestamp, &Upload, &[usize]) -> Result<T, DbError> + Send + 'static,
    ) -> Result<(Upload, T), UploadError> {
        let (kind, images) = self.read(uploader, &file).await?;
        // On a task of its own: a client that disconnects in the middle leaves no file without a row.
        let service = self.clone();
        let media_type = kind.media_type();
        let kept =
            tokio::spawn(async move { service.keep_new(uploader, media_type, file, images, beside).await }).await;
        kept.unwrap_or_else(|error| Err(UploadError::NotRead(std::io::Error::other(error))))
    }

    /// Scans a file for viruses if configured, and reads it into pages.
    async fn read(&self, uploader: PersonId, file: &Bytes) -> Result<(Kind, Vec<PageImage>), UploadError> {
        Kind::of(file)?;
        if let Some(clamd) = &self.settings.clamd {
            match clamd::ask(clamd, self.settings.clamd_timeout, file).await {
                Ok(Verdict::Clean) => {}
                Ok(Verdict::Infected) => return Err(UploadError::Infected),
                Err(why) => return Err(UploadError::NotScanned(why)),
            }
        }
        let _turn = self.turn(uploader).await?;
        let read = reader_process::read(&self.settings.reader, file, self.limits()).await;
        Ok(read.map_err(UploadError::NotRead)??)
    }

    /// Stores a file with its pages; if that fails, all of them are removed.
    async fn keep_new<T: Send + 'static>(
        &self,
        uploader: PersonId,
        media_type: &'static str,
        file: Bytes,
        images: Vec<PageImage>,
        beside: impl FnOnce(&mut Connection, Timestamp, &Upload, &[usize]) -> Result<T, DbError> + Send + 'static,
    ) -> Result<(Upload, T), UploadError> {
        let id = UploadId::new();
        let own = self.files.of(id);
        let side = |side| i32::try_from(side).unwrap_or(i32::MAX);
        let page = |image: &PageImage| UploadPage {
            sha256: digest(&image.bytes),
            coding: image.coding,
            width: side(image.width),
            height: side(image.height),
        };
        let numbered = images.iter().zip(1..);
        let blank: Vec<usize> = numbered.filter_map(|(image, number)| image.blank.then_some(number)).collect();
        let now = self.clock.now();
        let byte_length = i64::try_from(file.len()).unwrap_or(i64::MAX);
        let upload = Upload {
            id,
            uploader,
            media_type: media_type.to_owned(),
            sha256: digest(&file),
            created_at: now,
            commendation: None,
            unused_since: now,
            held: false,
            pages: images.iter().map(page).collect(),
        };
        let mut names: Vec<String> = upload.pages.iter().map(|page| page.sha256.clone()).collect();
        names.push(upload.sha256.clone());
        let kept = async {
            own.put(file).await?;
            for image in images {
                own.put(image.bytes).await?;
            }
            let write = move |conn: &mut Connection, trail: &mut audit::Trail| {
                store::insert(conn, &upload, byte_length)?;
                let kept = beside(conn, now, &upload, &blank)?;
                let event = Event::new(Actor::Person(uploader), "upload.stored", format!("upload:{}", upload.id));
                trail.record(event.with("sha256", upload.sha256.clone()).with("pages", upload.pages.len()));
                Ok::<_, DbError>((upload, kept))
            };
            Ok(audit::write(&self.db, now, write).await?)
        };
        let kept: Result<_, UploadError> = kept.await;
        if kept.is_err() {
            for name in &names {
                // The first failure is reported. A file that cannot be removed now stays without a row.
                let _ = own.remove(name).await;
            }
        }
        kept
    }

    fn limits(&self) -> Limits {
        let settings = &self.settings;
        Limits { pixels: settings.megapixels * 1_000_000, pages: settings.pages, time: settings.time }
    }

    /// Waits for the person's turn to use much memory.
    async fn turn(&self, who: PersonId) -> Result<Share<PersonId>, UploadError> {
        let turn = tokio::time::timeout(self.settings.time + GRACE, self.turns.take(who, 1)).await;
        turn.map_err(|_| UploadError::Busy)
    }

    /// A page of an upload, numbered from 1, as its uploader sees it: straightened, nothing covered.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] for anyone else.
    pub async fn page(
        &self,
        caller: PersonId,
        id: UploadId,
        number: usize,
    ) -> Result<(PageCoding, Bytes), UploadError> {
        let upload = self.db.read(move |conn| store::find(conn, id, caller)).await?.ok_or(UploadError::NotFound)?;
        self.page_of(&upload, number).await
    }

    /// Turns a page of an unused upload by a quarter, clockwise. A page that was turned meanwhile stays as it is then.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] for anyone else's upload, and where there is no such page.
    pub async fn turn_page(&self, caller: PersonId, id: UploadId, number: usize) -> Result<(), UploadError> {
        let upload = self.db.read(move |conn| store::find(conn, id, caller)).await?.ok_or(UploadError::NotFound)?;
        let before = number.checked_sub(1).and_then(|index| upload.pages.get(index)).cloned();
        let before = before.filter(|_| upload.commendation.is_none()).ok_or(UploadError::NotFound)?;
        let bytes = self.stored(&upload, &before.sha256).await?;
        let side = |side: i32| u32::try_from(side).unwrap_or(0);
        let (width, height) = (side(before.width), side(before.height));
        let image =
            PageImage { coding: before.coding, width, height, blank: false, marks: Vec::new(), bytes: bytes.into() };
        let turn = self.turn(caller).await?;
        let work = move || (scans::turned(&image), turn).0;
        let image = tokio::task::spawn_blocking(work).await.ok().flatten().ok_or(UploadError::NotFound)?;
        let own = self.files.of(id);
        let after = UploadPage {
            sha256: digest(&image.bytes),
            coding: image.coding,
            width: before.height,
            height: before.width,
        };
        own.put(image.bytes).await?;
        let row = (id, i32::try_from(number).unwrap_or(i32::MAX));
        let (old, new) = (before.sha256.clone(), after.sha256.clone());
        let is_replaced = audit::write(&self.db, self.clock.now(), move |conn, trail| {
            let is_replaced = store::replace_page(conn, row, &before, &after)?;
            if is_replaced {
                let event = Event::new(Actor::Person(caller), "upload.page_turned", format!("upload:{id}"));
                trail.record(event.with("page", row.1));
            }
            Ok::<_, DbError>(is_replaced)
        })
        .await?;
        // Another page may be the same picture. A file that cannot be removed now stays without a row.
        let needless = if is_replaced { old } else { new };
        let present = self.db.read(move |conn| store::find(conn, id, caller)).await?;
        let is_needed = present.is_some_and(|upload| upload.pages.iter().any(|page| page.sha256 == needless));
        if !is_needed {
            let _ = own.remove(&needless).await;
        }
        Ok(())
    }

    /// A page of an upload. The caller has checked that the reader may see it.
    ///
    /// # Errors
    /// [`UploadError::NotFound`] when it has no such page.
    pub async fn page_of(&self, upload: &Upload, number: usize) -> Result<(PageCoding, Bytes), UploadError> {
        let page = number.checked_sub(1).and_then(|index| upload.pages.get(index)).ok_or(UploadError::NotFound)?;
        Ok((page.coding, self.stored(upload, &page.sha256).await?))
    }

    /// The file as uploaded.
    ///
    /// # Errors
    /// When it cannot be read back whole.
    pub async fn file_of(&self, upload: &Upload) -> Result<Bytes, UploadError> {
        self.stored(upload, &upload.sha256).await
    }

    async fn stored(&self, upload: &Upload, sha256: &str) -> Result<Bytes, UploadError> {
        self.files.of(upload.id).get(sha256).await?.ok_or(UploadError::NotFound)
    }

    /// The pages of an upload as they circulate, with `regions` covered. Nothing is stored.
    ///
    /// # Errors
    /// When a page cannot be read back.
    pub async fn circulated(
        &self,
        upload: &Upload,
        regions: &[PageRegion],
    ) -> Result<Vec<CirculatedPage>, UploadError> {
        let mut pages = Vec::with_capacity(upload.pages.len());
        for (index, page) in upload.pages.iter().enumerate() {
            let side = |side: i32| u32::try_from(side).unwrap_or(0);
            let bytes = self.stored(upload, &page.sha256).await?;
            let (coding, width, height) = (page.coding, side(page.width), side(page.height));
            let on_page = |region: &&PageRegion| region.page == index + 1;
            let covered: Vec<Region> = regions.iter().filter(on_page).map(|region| region.region).collect();
            let (sha256, bytes) = if covered.is_empty() {
                (page.sha256.clone(), bytes)
            } else {
                let image = PageImage { coding, width, height, blank: false, marks: Vec::new(), bytes: bytes.into() };
                let turn = self.turn(upload.uploader).await?;
                let cover = move || (scans::cover(&image, &covered), turn).0;
                // A stored page can always be covered; if not, it must not circulate.
                let image = tokio::task::spawn_blocking(cover).await.ok().flatten().ok_or(UploadError::NotFound)?;
                (digest(&image.bytes), image.bytes.into())
            };
            pages.push(CirculatedPage { sha256, coding, width, height, bytes });
        }
        Ok(pages)
    }

    /// Stores pages that are about to circulate.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep(&self, pages: &[CirculatedPage]) -> Result<(), UploadError> {
        for page in pages {
            self.files.put(page.bytes.clone()).await?;
        }
        Ok(())
    }

    /// Removes uploads that expired: first their files, which belong to no other upload, then their rows. A run that is stopped in
    /// between leaves the rows, and the next run begins with them.
    ///
    /// # Errors
    /// When the database or the store fails.
    pub async fn clear_away(&self) -> Result<usize, UploadError> {
        let now = self.clock.now();
        let then = now.minus(REMOVED);
        let mut cleared = 0;
        loop {
            let files = self.db.read(move |conn| store::files_of_unused(conn, then, AT_A_TIME)).await?;
            if files.is_empty() {
                return Ok(cleared);
            }
            for (upload, file) in &files {
                self.files.of(upload).remove(file).await?;
            }
            let uploads: BTreeSet<UploadId> = files.into_iter().map(|(upload, _)| upload).collect();
            cleared += audit::write(&self.db, now, move |conn, trail| {
                let removed = store::remove_unused(conn, &uploads)?;
                for upload in &removed {
                    trail.record(Event::new(Actor::System, "upload.cleared_away", format!("upload:{upload}")));
                }
                Ok::<_, DbError>(removed.len())
            })
            .await?;
        }
    }
}

/// An upload of this uploader, used or not.
///
/// # Errors
/// When the database cannot be read.
pub fn of_uploader(conn: &mut Connection, id: UploadId, uploader: PersonId) -> Result<Option<Upload>, DbError> {
    store::find(conn, id, uploader)
}

/// The upload that a commendation's letter was scanned from, and the regions covered on its pages.
///
/// # Errors
/// When the database cannot be read.
pub fn of_commendation(
    conn: &mut Connection,
    id: CommendationId,
) -> Result<Option<(Upload, Vec<PageRegion>)>, DbError> {
    let Some(upload) = store::of_commendation(conn, id)? else { return Ok(None) };
    let regions = store::redactions(conn, id)?.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text));
    Ok(Some((upload, regions.map_err(|error| DbError::Unexpected(error.to_string()))?)))
}

/// Keeps an upload from being removed by its age, in the caller's transaction; false when it is not the uploader's, is used or has
/// expired.
///
/// # Errors
/// When the database cannot be written.
pub fn hold(conn: &mut Connection, id: UploadId, uploader: PersonId, now: Timestamp) -> Result<bool, DbError> {
    store::hold(conn, id, uploader, now.minus(KEPT))
}

/// Ends the effect of [`hold`]: the time that an unused upload is kept begins anew.
///
/// # Errors
/// When the database cannot be written.
pub fn release(conn: &mut Connection, id: UploadId, uploader: PersonId, now: Timestamp) -> Result<(), DbError> {
    store::release(conn, id, uploader, now)
}

/// Assigns an upload to the commendation that uses it; false when another one has it already, or it has expired.
///
/// # Errors
/// When the database cannot be written.
pub fn give(
    conn: &mut Connection,
    id: UploadId,
    commendation: CommendationId,
    regions: &[PageRegion],
    now: Timestamp,
) -> Result<bool, DbError> {
    let regions = serde_json::to_string(regions).map_err(|error| DbError::Unexpected(error.to_string()))?;
    store::give(conn, id, (commendation, &regions), now.minus(KEPT))
}
