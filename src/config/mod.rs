//! Configuration: one struct for each concern, built by a pure function that reports every problem at once.
//!
//! Three layers, of which the later one wins: working defaults, `commend.toml`, the environment. An unknown name is a problem,
//! because otherwise a misspelt setting would silently keep its default. Production refuses values that are only good for a
//! trial. There is no global: `app.rs` receives a [`Config`] and passes on its parts.

mod checks;
mod disk;
mod gather;
mod load;
mod production;
mod settings;
mod times;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use ipnet::IpNet;
use url::Url;

use crate::db::Location;
use crate::delivery::relay::Relay;
use crate::delivery::transport::Deadlines;
use crate::documents::circulated_copy::{Alignment, Colours, Paper};
use crate::documents::logo::LogoFile;
use crate::language::Language;
use crate::person_limits::PersonLimits;

pub use disk::{close, look};
pub use gather::Sources;
pub use load::{Read, Survey, read, survey};
pub use settings::{ConfigProblem, ShownSettings};
pub use times::Times;

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// The purpose of this installation.
    pub environment: Environment,
    /// True for `commend demo` alone: no setting sets it.
    pub is_demo: bool,
    /// The folder of database, documents and mails, unless set otherwise.
    pub data_dir: PathBuf,
    /// The file of the installation's secret; none for one in the data folder, which is created when missing.
    pub secret_file: Option<PathBuf>,
    /// Listeners, proxies and limits of the server.
    pub server: Server,
    /// The database of all records.
    pub database: DatabaseConfig,
    /// The store of circulated copies and scans.
    pub documents: DocumentStore,
    /// Folders to search for fonts, in addition to the system's own.
    pub font_folders: Vec<PathBuf>,
    /// The bank and its letterhead.
    pub bank: Bank,
    /// Outgoing mail.
    pub mail: Mail,
    /// The retry schedule of mail.
    pub delivery: DeliveryConfig,
    /// The bank's policy on commendations.
    pub policy: Policy,
    /// Commendations that are not sent yet.
    pub drafts: Drafts,
    /// Letters that clients write themselves.
    pub handoffs: Handoffs,
    /// Limits for uploaded files.
    pub uploads: Uploads,
    /// Limits on how often one person may send, preview, upload and make packets.
    pub limits: Limits,
    /// The rules for passwords.
    pub passwords: Passwords,
    /// The idle and absolute limits of a session.
    pub sessions: Sessions,
    /// The format of the log.
    pub log: LogFormat,
    /// The destination of the security log.
    pub security_log: SecurityLog,
    /// The settings as `config check` shows them.
    pub shown: ShownSettings,
    /// Column names of other systems' directory files, by profile.
    pub import_profiles: BTreeMap<String, toml::Table>,
}

/// The purpose of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// Trial and development: everything works without a relay.
    #[default]
    Development,
    /// A bank relies on this installation.
    Production,
}

/// Listeners, proxies and limits of the server.
#[derive(Debug, Clone)]
pub struct Server {
    /// The address to listen on; port 0 takes a free port.
    pub listen: SocketAddr,
    /// The address for metrics and details of readiness; when absent, the main listener. In production it is always set.
    pub ops_listen: Option<SocketAddr>,
    /// The address of a listener for clients alone; without it, they use the main one.
    pub client_listen: Option<SocketAddr>,
    /// The base URL of clients' links; the public URL when absent.
    pub client_url: Option<Url>,
    /// Networks whose `X-Forwarded-For` and `-Proto` are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The base URL of links and QR codes; derived from the listener when absent.
    pub public_url: Option<Url>,
    /// The most bytes of a JSON body.
    pub body_limit: usize,
    /// The most bytes of an uploaded file.
    pub upload_limit: usize,
    /// The time that a stop waits for requests under way.
    pub stop_within: Duration,
    /// Time limits for clients.
    pub times: Times,
    /// The most connections at once.
    pub connections: usize,
    /// The most connections from one address that is no trusted proxy.
    pub connections_per_address: usize,
}

/// The database of all records.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// The kind and place of the database.
    pub location: Location,
    /// The most pooled connections.
    pub connections: u32,
}

/// The store of documents, under their SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentStore {
    /// A folder.
    Folder(PathBuf),
    /// An S3-compatible store; credentials come from the usual `AWS_*` variables.
    S3 {
        /// The bucket.
        bucket: String,
        /// The key prefix, without slashes at its ends.
        prefix: String,
    },
}

/// The bank and its letterhead.
#[derive(Debug, Clone)]
pub struct Bank {
    /// The bank's name.
    pub name: String,
    /// The bank's own logo, read and checked; without it letters have Commend's mark.
    pub logo: Option<LogoFile>,
    /// The streets of branches, by the branch's name in the directory.
    pub streets: BTreeMap<String, String>,
    /// The line below the name when the branch has no street: the head office.
    pub address: Option<String>,
    /// The paper size of letters.
    pub paper: Paper,
    /// The alignment of running text.
    pub alignment: Alignment,
    /// The text at the left of every footer.
    pub footer: Option<String>,
    /// The bank's two colours.
    pub colours: Colours,
    /// The time zone that decides what day it is.
    pub time_zone: Tz,
    /// The language for a person who chose none, where no browser asks for one.
    pub language: Language,
}

/// Outgoing mail.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The relay; without one, mails are written to the mail folder.
    pub relay: Option<Relay>,
    /// The `From` address of every mail.
    pub from: String,
    /// The only domains that staff mail may go to, in lower case; none allows those in the directory.
    pub domains: Option<Vec<String>>,
    /// Clients who left an address are written to.
    pub to_clients: bool,
    /// The days for which a client's address is kept, unless nothing is to be written to it sooner.
    pub client_address_days: u32,
    /// The addresses for mail without a supervisor; empty for every active person with the role `hr`.
    pub hr: Vec<String>,
    /// The file of a private certificate authority for the relay.
    pub ca_file: Option<PathBuf>,
    /// The name in EHLO; none for this machine's full name.
    pub hello_name: Option<String>,
    /// Time limits for each step with the relay.
    pub deadlines: Deadlines,
    /// The most connections to the relay.
    pub connections: usize,
}

impl Mail {
    /// The time for which a client's address is kept.
    pub fn keep_client_addresses(&self) -> Duration {
        Duration::from_secs(u64::from(self.client_address_days) * 86_400)
    }
}

/// The retry schedule of mail.
#[derive(Debug, Clone)]
pub struct DeliveryConfig {
    /// The wait after the first failure; it doubles with each further one.
    pub first_retry: Duration,
    /// The longest wait.
    pub longest_retry: Duration,
    /// The time after which a mail has failed.
    pub give_up_after: Duration,
    /// The time without an answer of the mail server after which people are told.
    pub unreachable_after: Duration,
    /// True to resend a mail whose outcome is unknown, false to hold it for a person.
    pub resend_unknown: bool,
}

/// The bank's policy on commendations.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The number of levels of supervisors that are told, 1 to 5.
    pub levels: u8,
    /// True if dotted-line supervisors of a helper get a copy.
    pub copy_dotted_lines: bool,
    /// True if only bankers may commend.
    pub only_bankers_commend: bool,
}

/// Rules for commendations that are not sent yet.
#[derive(Debug, Clone, Copy)]
pub struct Drafts {
    /// The days after its last change for which a draft without a signed letter or a scan is kept.
    pub keep_days: u32,
}

impl Drafts {
    /// The time for which a draft is kept.
    pub fn keep(self) -> Duration {
        Duration::from_secs(u64::from(self.keep_days) * 86_400)
    }
}

/// Rules for letters that clients write themselves.
#[derive(Debug, Clone)]
pub struct Handoffs {
    /// The days for which a slip to take home is good; 0 where the bank makes none.
    pub take_home_days: u32,
    /// The languages of clients' pages, in the order in which they are offered.
    pub languages: Vec<Language>,
}

impl Handoffs {
    /// The time for which a slip to take home is good; none where the bank makes none.
    pub fn take_home(&self) -> Option<Duration> {
        (self.take_home_days > 0).then(|| Duration::from_secs(u64::from(self.take_home_days) * 86_400))
    }
}

/// Limits on how often one person may do something that costs others mail or the machine's time.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Letters sent.
    pub letters: PersonLimits,
    /// Previews of what sending would do.
    pub previews: PersonLimits,
    /// Scans and photos uploaded.
    pub uploads: PersonLimits,
    /// Promotion packets requested.
    pub packets: PersonLimits,
    /// Assists noted.
    pub assists: PersonLimits,
}

impl Default for Limits {
    /// More than a banker needs who thanks for a whole branch's year in one afternoon.
    fn default() -> Self {
        let [minute, hour, day] = [60, 3600, 86400].map(Duration::from_secs);
        Self {
            letters: PersonLimits::new(&[(20, minute), (150, hour), (400, day)]),
            previews: PersonLimits::new(&[(120, minute), (2000, hour)]),
            uploads: PersonLimits::new(&[(30, minute), (200, hour), (600, day)]),
            packets: PersonLimits::new(&[(10, minute), (60, hour), (200, day)]),
            assists: PersonLimits::new(&[(60, minute), (600, hour), (2000, day)]),
        }
    }
}

/// Limits for uploaded files.
#[derive(Debug, Clone)]
pub struct Uploads {
    /// The most pages of a file.
    pub pages: usize,
    /// The most million pixels of a page.
    pub megapixels: u64,
    /// The most time to read a file.
    pub time: Duration,
    /// The binary that reads files in a process of its own: this one.
    pub reader: PathBuf,
    /// The virus scanner that checks every file, if any.
    pub clamd: Option<Clamd>,
    /// The most time for the scanner.
    pub clamd_timeout: Duration,
}

/// The address of a clamd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// Host and port.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// The rules for passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    /// Words of this bank that must not make up a password.
    pub words: Vec<String>,
}

/// The idle and absolute limits of a session.
#[derive(Debug, Clone, Copy)]
pub struct Sessions {
    /// The session ends after this time without a renewal.
    pub idle: Duration,
    /// The session ends at this age, even when in use.
    pub longest: Duration,
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// The destination of the security log, which has one JSON object a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SecurityLog {
    /// Standard error, beside the log.
    #[default]
    Stderr,
    /// Standard output.
    Stdout,
    /// A file readable only by its owner.
    File(PathBuf),
}

impl Config {
    /// The file of the installation's secret.
    pub fn secret_path(&self) -> PathBuf {
        self.secret_file.clone().unwrap_or_else(|| crate::secret::default_path(&self.data_dir))
    }

    /// The folder for mails when there is no relay.
    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// The base URL of links. `listening` is the address that the server actually listens on.
    pub fn public_url(&self, listening: SocketAddr) -> Url {
        self.server.public_url.clone().unwrap_or_else(|| {
            let host = if listening.ip().is_unspecified() { "localhost".to_owned() } else { host(listening) };
            Url::parse(&format!("http://{host}:{}/", listening.port()))
                .unwrap_or_else(|_| unreachable!("an address and a port make a URL"))
        })
    }
}

fn host(listening: SocketAddr) -> String {
    match listening {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    }
}
