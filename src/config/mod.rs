//! Configuration: one struct per concern, read by a pure function that reports every problem at once.
//!
//! Three layers, the later wins: working defaults, `commend.toml`, the environment. A name that nobody knows is a problem,
//! because a misspelt setting is otherwise a silent default. Production refuses what is only good for trying out.
//! No global: `app.rs` is handed a [`Config`] and hands on the parts.

mod checks;
mod disk;
mod gather;
mod load;
mod production;
mod settings;

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
use crate::documents::letter::{Alignment, Colours, Paper};
use crate::documents::logo::LogoFile;
use crate::rates::Rates;

pub use disk::{close, look};
pub use gather::Sources;
pub use load::{Read, Survey, read, survey};
pub use settings::ConfigProblem;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the service is for.
    pub environment: Environment,
    /// Where database, documents and mail folder are unless said otherwise.
    pub data_dir: PathBuf,
    /// The installation's secret; none takes one in the data folder, which is made when it is not there.
    pub secret_file: Option<PathBuf>,
    /// How it is reached.
    pub server: Server,
    /// Where records are.
    pub database: DatabaseConfig,
    /// Where circulated copies are.
    pub documents: DocumentStore,
    /// Where fonts are looked for besides the system's own folders.
    pub font_folders: Vec<PathBuf>,
    /// Whose letterhead it is.
    pub bank: Bank,
    /// How mail leaves.
    pub mail: Mail,
    /// When mail is tried again.
    pub delivery: DeliveryConfig,
    /// What the bank wants done.
    pub policy: Policy,
    /// Which files are taken.
    pub uploads: Uploads,
    /// Limits on how often one person may send, preview, upload and make packets.
    pub limits: Limits,
    /// What a password may be.
    pub passwords: Passwords,
    /// The idle and absolute limits of a session.
    pub sessions: Sessions,
    /// How the log is written.
    pub log: LogFormat,
    /// The destination of the security log.
    pub security_log: SecurityLog,
    /// Column names of other systems' directory files, by profile.
    pub import_profiles: BTreeMap<String, toml::Table>,
}

/// What the service is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    /// Trying out and developing: everything works without a relay.
    #[default]
    Development,
    /// A bank relies on it.
    Production,
}

/// How the service is reached.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where metrics and details of readiness are served; the same listener when absent, which it never is in production.
    pub ops_listen: Option<SocketAddr>,
    /// Whose `X-Forwarded-For` and `-Proto` count.
    pub trusted_proxies: Vec<IpNet>,
    /// The address in links and QR codes; from the listener when absent.
    pub public_url: Option<Url>,
    /// How many bytes a JSON body may have.
    pub body_limit: usize,
    /// How many bytes a file that is handed in may have.
    pub upload_limit: usize,
    /// How long a stop waits for what has begun.
    pub stop_within: Duration,
    /// Time limits for clients.
    pub times: Times,
    /// The most connections at once.
    pub connections: usize,
    /// The most connections from one address that is no trusted proxy.
    pub connections_per_address: usize,
}

/// Time limits for clients that keep the service waiting.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// For the head of a request.
    pub headers: Duration,
    /// For the body of a request, and a second more for every `slowest` bytes of it.
    pub body: Duration,
    /// For taking an answer, and a second more for every `slowest` bytes of it.
    pub answer: Duration,
    /// Bytes a second.
    pub slowest: u64,
}

impl Default for Times {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { headers: seconds(20), body: seconds(30), answer: seconds(30), slowest: 32 << 10 }
    }
}

impl Times {
    /// How long a body may be waited for of which so many bytes came.
    pub fn for_a_body(&self, came: u64) -> Duration {
        self.body + self.earned(came)
    }

    /// How long an answer may wait to be taken of which so many bytes went.
    pub fn for_an_answer(&self, went: u64) -> Duration {
        self.answer + self.earned(went)
    }

    fn earned(&self, bytes: u64) -> Duration {
        Duration::from_millis(bytes.saturating_mul(1000) / self.slowest.max(1))
    }
}

/// Where records are.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Which database.
    pub location: Location,
    /// At most so many pooled connections.
    pub connections: u32,
}

/// Where circulated copies are kept, under their SHA-256.
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

/// Whose letterhead it is.
#[derive(Debug, Clone)]
pub struct Bank {
    /// The bank's name.
    pub name: String,
    /// Its own logo, read and checked; without it, letters have a mark of ours.
    pub logo: Option<LogoFile>,
    /// The streets of branches, by branch as the directory names them.
    pub streets: BTreeMap<String, String>,
    /// The line below the name where the branch has no street: the head office.
    pub address: Option<String>,
    /// What it prints on.
    pub paper: Paper,
    /// How running text fills its column.
    pub alignment: Alignment,
    /// What stands at the left of every foot.
    pub footer: Option<String>,
    /// The bank's two colours.
    pub colours: Colours,
    /// The bank's day.
    pub time_zone: Tz,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The relay; none writes mails into the mail folder.
    pub relay: Option<Relay>,
    /// From of every mail.
    pub from: String,
    /// The only domains staff mail goes to, lower case; none takes those in the directory.
    pub domains: Option<Vec<String>>,
    /// Where mail goes that has no supervisor; none takes every active person with the role `hr`.
    pub hr: Vec<String>,
    /// A private certificate authority of the relay.
    pub ca_file: Option<PathBuf>,
    /// The name in EHLO; none takes this machine's full name.
    pub hello_name: Option<String>,
    /// Time limits for each step of the relay.
    pub deadlines: Deadlines,
    /// Connections to the relay at once.
    pub connections: usize,
}

/// When mail is tried again.
#[derive(Debug, Clone)]
pub struct DeliveryConfig {
    /// The wait after the first failure; it doubles with each.
    pub first_retry: Duration,
    /// The longest wait.
    pub longest_retry: Duration,
    /// After so long a mail has failed.
    pub give_up_after: Duration,
    /// Whether a mail whose fate is unknown is sent again or held for a person.
    pub resend_unknown: bool,
}

/// What the bank wants done.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How many levels of supervisors are told, 1–5.
    pub levels: u8,
    /// Whether dotted-line supervisors of a helper get a copy.
    pub copy_dotted_lines: bool,
    /// Whether only bankers may commend.
    pub only_bankers_commend: bool,
}

/// Limits on how often one person may do something that costs others mail or the machine's time.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Letters sent.
    pub letters: Rates,
    /// Looks at what sending would do.
    pub previews: Rates,
    /// Scans and photos handed in.
    pub uploads: Rates,
    /// Promotion packets asked for.
    pub packets: Rates,
}

impl Default for Limits {
    /// More than a banker does who thanks for a whole branch's year in one afternoon.
    fn default() -> Self {
        let [minute, hour, day] = [60, 3600, 86400].map(Duration::from_secs);
        Self {
            letters: Rates::new(&[(20, minute), (150, hour), (400, day)]),
            previews: Rates::new(&[(120, minute), (2000, hour)]),
            uploads: Rates::new(&[(30, minute), (200, hour), (600, day)]),
            packets: Rates::new(&[(10, minute), (60, hour), (200, day)]),
        }
    }
}

/// Which files are taken.
#[derive(Debug, Clone)]
pub struct Uploads {
    /// How many pages.
    pub pages: usize,
    /// How many million pixels a page.
    pub megapixels: u64,
    /// How long one may take to be read.
    pub time: Duration,
    /// The binary that is started again to read a file: this one.
    pub reader: PathBuf,
    /// A virus scanner that every file is shown to.
    pub clamd: Option<Clamd>,
    /// How long the scanner may take.
    pub clamd_timeout: Duration,
}

/// Where a clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// Host and port.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// What a password may be.
#[derive(Debug, Clone)]
pub struct Passwords {
    /// Words that a password of this bank must not be made of.
    pub words: Vec<String>,
}

/// The idle and absolute limits of a session.
#[derive(Debug, Clone, Copy)]
pub struct Sessions {
    /// After so long without a renewal it ends.
    pub idle: Duration,
    /// When it is so old it ends, however busy.
    pub longest: Duration,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
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
    /// A file of its own, for its owner only.
    File(PathBuf),
}

impl Config {
    /// The file of the installation's secret.
    pub fn secret_path(&self) -> PathBuf {
        self.secret_file.clone().unwrap_or_else(|| crate::secret::default_path(&self.data_dir))
    }

    /// The folder that mails are left in when there is no relay.
    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// The address in links, given where the listener really is.
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
