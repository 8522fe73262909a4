//! The parts of the service, built once and shared: database, files, sign-in, commendations, the clock.

pub mod search_index;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use url::Url;

use crate::accounts::{self, Accounts};
use crate::assists::{self, Assist, Assists, UsedBy};
use crate::audit::{Actor, Trail};
use crate::clock::{Clock, Timestamp};
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::operations::Commendations;
use crate::commendations::{self, drafts};
use crate::config::{self, Config, Environment};
use crate::db::database_marks::{self, DatabaseMark};
use crate::db::migrations::{self, MigrationError};
use crate::db::{Connection, Database, DbError, Location};
use crate::delivery::Outbox;
use crate::delivery::liveness::Liveness;
use crate::directory::People;
use crate::directory::import::uploaded::Imports;
use crate::documents::{Folders, Renderer};
use crate::files::Files;
use crate::handoffs;
use crate::handoffs::operations::{HandoffSettings, Handoffs};
use crate::ids::PersonId;
use crate::letters::uploads::Uploads;
use crate::packets::Packets;
use crate::private_files;
use crate::secret::{self, SecretError, Secrets};
use crate::security_log;
use crate::verification::operations::Verification;
use crate::web::{CostlyRequests, InFlight, MemoryBudget, Requests, Site};
use crate::worklist::Worklist;

/// The parts of the running service, cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The configuration as it was read.
    pub config: Arc<Config>,
    /// The present moment.
    pub clock: Clock,
    /// The records.
    pub db: Database,
    /// Circulated copies.
    pub files: Files,
    /// Sign-in.
    pub accounts: Accounts,
    /// The installation as its pages know it.
    pub site: Site,
    /// Scans that were handed in.
    pub uploads: Uploads,
    /// Commendations.
    pub commendations: Commendations,
    /// Commendations that are not sent yet.
    pub drafts: Drafts,
    /// Ways for clients to write the letter of a draft.
    pub handoffs: Handoffs,
    /// Promotion packets.
    pub packets: Packets,
    /// Requests with an idempotency key that are being served.
    pub in_flight: InFlight,
    /// Memory budget for incoming files.
    pub room: MemoryBudget,
    /// Limits on how often each person may ask for costly work.
    pub paced: Arc<CostlyRequests>,
    /// The address in links.
    pub public_url: Url,
    /// The directory.
    pub people: People,
    /// Imports by upload.
    pub imports: Imports,
    /// Helper books.
    pub assists: Assists,
    /// Items for HR.
    pub worklist: Worklist,
    /// Verification of documents.
    pub verification: Verification,
    /// Limits of the security log.
    pub security: Arc<security_log::Watch>,
    /// Counts of requests.
    pub requests: Requests,
    /// State of this process's worker.
    pub worker: Liveness,
    /// Queues mails and wakes the worker.
    pub outbox: Outbox,
}

impl App {
    /// Opens all parts. The database must be up to date: see [`prepare_database`].
    ///
    /// # Errors
    /// When the database or the document store cannot be opened.
    pub fn new(config: Config, clock: Clock, listening: SocketAddr) -> anyhow::Result<Self> {
        let public_url = config.public_url(listening);
        let db = Database::open(config.database.location.clone(), config.database.connections)
            .context("the database cannot be opened; DATABASE_URL says where it is")?;
        let files = Files::open(&config.documents).context("the document store cannot be opened")?;
        let renderer = renderer(&config)?;
        let outbox = Outbox::default();
        let settings = accounts::Settings::of(&config);
        let secrets = secrets(&config)?;
        let uploads = Uploads::new(db.clone(), clock.clone(), files.clone(), config.uploads.clone());
        let commendations = Commendations {
            db: db.clone(),
            clock: clock.clone(),
            bank: Arc::new(config.bank.clone()),
            policy: Arc::new(config.policy.clone()),
            mail: Arc::new(config.mail.clone()),
            public_url: public_url.clone(),
            renderer,
            uploads: uploads.clone(),
            files: files.clone(),
            outbox: outbox.clone(),
            logo_kept: Default::default(),
            making: Default::default(),
            letters: config.limits.letters.clone(),
        };
        let drafts = Drafts::of(commendations.clone(), config.drafts.keep(), handoffs::operations::draft_ended);
        let handoffs = handoffs(&config, &db, &clock, &drafts, &secrets, &public_url);
        let packets = Packets::of(commendations.clone());
        let verification = verification(&config, &clock, (&commendations, &packets));
        let upload_limit = config.server.upload_limit;
        let paced = Arc::new(CostlyRequests::new(&config.limits, clock.clone()));
        Ok(Self {
            site: site(&config, &secrets, &clock),
            accounts: Accounts::new(db.clone(), clock.clone(), secrets, outbox.clone(), settings),
            in_flight: InFlight::new(db.clone()),
            people: people(&config, &db, &clock),
            imports: imports(&config, &db, &clock),
            config: Arc::new(config),
            verification,
            security: Arc::new(security_log::Watch::new(clock.clone())),
            assists: Assists { db: db.clone(), clock: clock.clone(), uses: Arc::new(uses) },
            worklist: Worklist { db: db.clone(), clock: clock.clone() },
            clock,
            db,
            files,
            uploads,
            commendations,
            drafts,
            handoffs,
            packets,
            requests: Requests::default(),
            worker: Liveness::default(),
            room: MemoryBudget::for_files_of(upload_limit),
            paced,
            public_url,
            outbox,
        })
    }
}

fn verification(config: &Config, clock: &Clock, (commendations, packets): (&Commendations, &Packets)) -> Verification {
    Verification::new(
        clock.clone(),
        // The issuers of documents with a code, in the order in which they are asked.
        vec![Arc::new(commendations.clone()), Arc::new(packets.clone())],
        config.server.upload_limit,
    )
}

fn people(config: &Config, db: &Database, clock: &Clock) -> People {
    People {
        db: db.clone(),
        clock: clock.clone(),
        zone: config.bank.time_zone,
        levels: usize::from(config.policy.levels),
        helpers: Arc::new(assists::operations::helpers_of),
    }
}

fn handoffs(
    config: &Config,
    db: &Database,
    clock: &Clock,
    drafts: &Drafts,
    secrets: &Secrets,
    public_url: &Url,
) -> Handoffs {
    let settings = HandoffSettings {
        client_url: config.server.client_url.clone().unwrap_or_else(|| public_url.clone()),
        take_home: config.handoffs.take_home(),
        languages: config.handoffs.languages.clone(),
    };
    Handoffs::new(db.clone(), clock.clone(), drafts.clone(), secrets.clone(), settings)
}

fn imports(config: &Config, db: &Database, clock: &Clock) -> Imports {
    Imports {
        db: db.clone(),
        clock: clock.clone(),
        zone: config.bank.time_zone,
        end_sign_in: end_employment,
        profiles: Arc::new(config.import_profiles.clone()),
    }
}

/// The draft or commendation that was made from an assist.
fn uses(conn: &mut Connection, assist: &Assist) -> Result<Option<UsedBy>, DbError> {
    if commendations::operations::has_assist(conn, assist.id)? {
        return Ok(Some(UsedBy::Commendation));
    }
    let drafted = drafts::operations::uses_assist(conn, assist.banker_id, assist.id)?;
    Ok(drafted.then_some(UsedBy::Draft))
}

/// Ends whatever depends on people's employment, in the transaction in which the directory records the leaving or the return: their
/// sign-in; and the drafts of those who have left are for others to send or close.
///
/// # Errors
/// When the database cannot be written.
pub fn end_employment(
    conn: &mut Connection,
    trail: &mut Trail,
    by: Actor,
    people: &[PersonId],
    now: Timestamp,
) -> Result<(), DbError> {
    accounts::operations::end_sign_in(conn, trail, by, people, now)?;
    drafts::operations::owners_left(conn, trail, people, now)
}

/// Sign-in as a command uses it, beside a running service or without one.
pub fn accounts(config: &Config, db: Database, clock: Clock, secrets: Secrets) -> Accounts {
    let outbox = Outbox::default();
    Accounts::new(db, clock, secrets, outbox, accounts::Settings::of(config))
}

fn renderer(config: &Config) -> anyhow::Result<Renderer> {
    for folder in &config.font_folders {
        anyhow::ensure!(folder.is_dir(), "documents.font_folders: {} is not a folder", folder.display());
    }
    Renderer::new(Folders::system_and(config.font_folders.clone())).context("the built-in fonts cannot be read")
}

fn site(config: &Config, secrets: &Secrets, clock: &Clock) -> Site {
    Site {
        bank: config.bank.name.clone(),
        is_demo: config.is_demo,
        zone: config.bank.time_zone,
        language: config.bank.language,
        public_url: config.server.public_url.clone(),
        secrets: secrets.clone(),
        clock: clock.clone(),
    }
}

/// The installation's secret: the configured file, or else one in the data folder, which is created. Production requires a
/// configured file.
///
/// # Errors
/// When the file cannot be read or created, or holds no secret.
pub fn secrets(config: &Config) -> Result<Secrets, SecretError> {
    match &config.secret_file {
        Some(path) => Secrets::read(path),
        None => Secrets::read_or_make(&secret::default_path(&config.data_dir)),
    }
}

/// The error in production for a database that `commend demo` made.
pub const SAMPLE_BANK: &str = "this database was made by \"commend demo\": the passwords of seven people in it, an administrator and HR among them, are \
     published. Name another COMMEND_DATA_DIR or DATABASE_URL; production begins with an empty one";

/// Creates the folder of an embedded database and migrates the schema. In production an outdated database with data is refused:
/// an operator must run `commend migrate`.
///
/// # Errors
/// When the folder or the database cannot be created; in production, when migrations are due or the database was made by the
/// demo.
pub fn prepare_database(config: &Config) -> anyhow::Result<Vec<String>> {
    let location = &config.database.location;
    let mut new = false;
    if let Location::Sqlite(path) = location {
        new = !path.exists();
        if let Some(folder) = path.parent() {
            private_files::make_folder(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
    }
    if config.environment == Environment::Development {
        for open in config::close(config) {
            tracing::warn!("{}: production would refuse it", open.words());
        }
    }
    if config.environment == Environment::Production && !new {
        let due = migrations::pending(location).map_err(|error| match error {
            MigrationError::Database(error) => {
                anyhow::Error::from(error).context("the database cannot be opened; DATABASE_URL says where it is")
            }
            other => other.into(),
        })?;
        if !due.is_empty() {
            anyhow::bail!(
                "the database is not up to date ({} steps are due): run \"commend migrate\" first",
                due.len()
            );
        }
        if database_marks::is_set(location, DatabaseMark::SampleBank)? {
            anyhow::bail!(SAMPLE_BANK);
        }
        return Ok(Vec::new());
    }
    migrations::run(location).context("the database could not be brought up to date")
}
