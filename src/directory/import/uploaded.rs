//! Directory files that HR uploads in a browser: checked, then imported, with an administrator's word where the roles `hr` or
//! `auditor` change.
//!
//! Invariants: there is one such file at a time, and it is gone once it was imported; nobody decides about an import of their own that
//! changes guarded roles, nor about their own roles; what the check found is computed anew each time, because the directory changes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;

use super::{Guarded, Import, Mode, Profile, Report, Verdict, run};
use crate::audit::{self, Actor, Event};
use crate::clock::{Clock, Timestamp};
use crate::db::{Connection, Database, DbError};
use crate::directory::{DirectoryError, EndSignIn, LastImport, UploadedImport, store};
use crate::ids::{PersonId, UploadedImportId};

/// A run that takes longer was ended with its process.
const LONGEST_RUN: Duration = Duration::from_secs(600);
/// The wait for a run that is soon over.
const SOON: Duration = Duration::from_secs(2);
/// The time after which a forgotten file is removed.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// Imports by upload.
#[derive(Clone)]
pub struct Imports {
    pub db: Database,
    pub clock: Clock,
    /// The bank's day.
    pub zone: Tz,
    /// Ends the sign-ins of people who leave.
    pub end_sign_in: EndSignIn,
    /// The names of columns of other systems, from the configuration.
    pub profiles: Arc<BTreeMap<String, toml::Table>>,
}

/// The reason why an uploaded file is not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It was imported or removed meanwhile.
    #[error("there is no such file")]
    NotFound,
    /// It is being imported.
    #[error("the import is running")]
    Running,
    /// It has errors, or the brake holds it.
    #[error("the file cannot be imported as it is")]
    Held,
    /// It changes guarded roles, and somebody else has to confirm it.
    #[error("somebody else has to confirm it")]
    NotYours,
    /// The configuration has no such profile.
    #[error("there is no such profile")]
    UnknownProfile,
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

impl From<DbError> for ImportError {
    fn from(error: DbError) -> Self {
        Self::Directory(error.into())
    }
}

/// A file that waits, with what the check finds now.
#[derive(Debug)]
pub struct Waiting {
    pub file: UploadedImport,
    /// None while it is being imported.
    pub report: Option<Report>,
}

impl Waiting {
    /// True when an administrator has to confirm it.
    pub fn is_guarded(&self) -> bool {
        self.report.as_ref().is_some_and(|report| !report.guarded.is_empty())
    }

    /// True when this person may confirm it as an administrator.
    pub fn may_be_confirmed_by(&self, person: PersonId) -> bool {
        let own = self.report.as_ref().is_none_or(|report| report.guarded.contains(&Some(person)));
        self.file.asked_at.is_some() && self.file.uploaded_by != person && !own
    }
}

impl Imports {
    /// Keeps a file in the place of the one before.
    ///
    /// # Errors
    /// [`ImportError::Running`] while the one before is being imported.
    pub async fn upload(
        &self,
        by: PersonId,
        content: Vec<u8>,
        profile: Option<String>,
        partial: bool,
    ) -> Result<(), ImportError> {
        self.profile(profile.as_deref())?;
        let now = self.clock.now();
        let busy = now.minus(LONGEST_RUN);
        audit::write(&self.db, now, move |conn, trail| {
            if store::uploaded_import(conn)?.is_some_and(|file| file.is_running(busy)) {
                return Err(ImportError::Running);
            }
            store::remove_uploaded_imports(conn)?;
            let file = UploadedImport {
                id: UploadedImportId::new(),
                content,
                profile,
                partial,
                uploaded_by: by,
                uploaded_at: now,
                asked_at: None,
                running_since: None,
            };
            store::insert_uploaded_import(conn, &file)?;
            trail.record(Event::new(Actor::Person(by), "import.uploaded", format!("uploaded_import:{}", file.id)));
            Ok(())
        })
        .await
    }

    /// The file that waits, checked anew.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn waiting(&self) -> Result<Option<Waiting>, ImportError> {
        let Some(file) = self.db.read(store::uploaded_import).await? else { return Ok(None) };
        if file.is_running(self.clock.now().minus(LONGEST_RUN)) {
            return Ok(Some(Waiting { file, report: None }));
        }
        let import = Import { dry_run: true, ..self.import_of(&file, false, Guarded::ByNobody)? };
        let report = self.run(file.uploaded_by, import).await?;
        Ok(Some(Waiting { file, report: Some(report) }))
    }

    /// The last import that was made, in a browser or at the command line.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn last(&self) -> Result<Option<LastImport>, DbError> {
        self.db.read(store::last_import).await
    }

    /// Removes the file.
    ///
    /// # Errors
    /// [`ImportError::NotFound`]; [`ImportError::Running`].
    pub async fn remove(&self, by: PersonId, id: UploadedImportId) -> Result<(), ImportError> {
        let now = self.clock.now();
        let busy = now.minus(LONGEST_RUN);
        audit::write(&self.db, now, move |conn, trail| {
            if one(conn, id)?.is_running(busy) {
                return Err(ImportError::Running);
            }
            store::remove_uploaded_imports(conn)?;
            trail.record(Event::new(Actor::Person(by), "import.removed", format!("uploaded_import:{id}")));
            Ok(())
        })
        .await
    }

    /// Imports the file for the person who asks, or leaves it to an administrator when guarded roles change: then the answer is false.
    ///
    /// # Errors
    /// [`ImportError::Held`] when it has errors or the brake holds it and it was not `confirmed`.
    pub async fn import(&self, by: PersonId, id: UploadedImportId, confirmed: bool) -> Result<bool, ImportError> {
        let waiting = self.waiting().await?.filter(|waiting| waiting.file.id == id).ok_or(ImportError::NotFound)?;
        let report = waiting.report.as_ref().ok_or(ImportError::Running)?;
        if report.verdict == Verdict::Refused || !(report.brake.items.is_empty() || confirmed) {
            return Err(ImportError::Held);
        }
        if waiting.is_guarded() {
            let now = self.clock.now();
            audit::write(&self.db, now, move |conn, trail| {
                one(conn, id)?;
                store::note_asked(conn, id, by, now)?;
                trail.record(Event::new(Actor::Person(by), "import.asked", format!("uploaded_import:{id}")));
                Ok::<_, ImportError>(())
            })
            .await?;
            return Ok(false);
        }
        self.start(by, waiting.file, Guarded::ByNobody).await?;
        Ok(true)
    }

    /// An administrator confirms an import that changes guarded roles, and it begins.
    ///
    /// # Errors
    /// [`ImportError::NotYours`] for the person who uploaded it and for those whose roles it changes.
    pub async fn confirm(&self, by: PersonId, id: UploadedImportId) -> Result<(), ImportError> {
        let waiting = self.waiting().await?.filter(|waiting| waiting.file.id == id).ok_or(ImportError::NotFound)?;
        let report = waiting.report.as_ref().ok_or(ImportError::Running)?;
        if report.verdict == Verdict::Refused {
            return Err(ImportError::Held);
        }
        if !waiting.may_be_confirmed_by(by) {
            return Err(ImportError::NotYours);
        }
        self.start(waiting.file.uploaded_by, waiting.file, Guarded::ByAdmin(by)).await
    }

    /// Begins the run, and waits a moment for its end: a small file is imported at once.
    async fn start(&self, by: PersonId, file: UploadedImport, guarded: Guarded) -> Result<(), ImportError> {
        let (now, id) = (self.clock.now(), file.id);
        let busy = now.minus(LONGEST_RUN);
        // No entry in the trail: it is a lease, and the import has its own.
        let begun = self.db.write(move |conn| store::begin_import(conn, id, now, busy)).await?;
        if !begun {
            return Err(ImportError::Running);
        }
        let import = self.import_of(&file, true, guarded)?;
        let imports = self.clone();
        let running = tokio::spawn(async move {
            let done = imports.run(by, import).await;
            let is_done = matches!(
                &done,
                Ok(report) if matches!(report.verdict, Verdict::Imported | Verdict::Unchanged)
            );
            if let Err(error) = &done {
                tracing::error!(%error, "an uploaded directory file could not be imported");
            }
            let ended = imports.db.write(move |conn| match is_done {
                true => store::remove_uploaded_imports(conn),
                false => store::give_up_import(conn, id),
            });
            if let Err(error) = ended.await {
                tracing::error!(%error, "the end of an import could not be recorded");
            }
        });
        // A longer run goes on, and the page follows it.
        let _ = tokio::time::timeout(SOON, running).await;
        Ok(())
    }

    async fn run(&self, by: PersonId, import: Import) -> Result<Report, ImportError> {
        let now = self.clock.now();
        let today = now.day_in(self.zone);
        Ok(run(&self.db, now, today, Actor::Person(by), import, self.end_sign_in).await?)
    }

    fn import_of(&self, file: &UploadedImport, confirmed: bool, guarded: Guarded) -> Result<Import, ImportError> {
        Ok(Import {
            profile_name: file.profile.clone(),
            profile: self.profile(file.profile.as_deref())?,
            mode: if file.partial { Mode::Partial } else { Mode::Whole },
            confirmed,
            guarded,
            ..Import::of("file", file.content.clone())
        })
    }

    fn profile(&self, name: Option<&str>) -> Result<Profile, ImportError> {
        let Some(name) = name else { return Ok(Profile::default()) };
        let table = self.profiles.get(name).ok_or(ImportError::UnknownProfile)?;
        Profile::from_toml(table.clone()).map_err(|_| ImportError::UnknownProfile)
    }

    /// Removes a file that everybody forgot. It runs every hour.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn clear_away(&self) -> Result<(), DbError> {
        let before = self.clock.now().minus(KEPT);
        self.db.write(move |conn| store::remove_uploaded_before(conn, before)).await
    }
}

fn one(conn: &mut Connection, id: UploadedImportId) -> Result<UploadedImport, ImportError> {
    store::uploaded_import(conn)?.filter(|file| file.id == id).ok_or(ImportError::NotFound)
}

impl UploadedImport {
    /// True while it is being imported. A run that began before `since` was ended with its process.
    fn is_running(&self, since: Timestamp) -> bool {
        self.running_since.is_some_and(|begun| begun > since)
    }
}
