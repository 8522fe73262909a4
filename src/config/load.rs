//! From texts to a [`Config`]: pure, except for [`Sources::gather`], the one place that reads the environment.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use super::settings::Settings;
use super::{
    Bank, Config, ConfigProblem, DatabaseConfig, DeliveryConfig, DocumentStore, Limits, LogFormat, Mail, Passwords,
    Policy, Server, Times, Uploads, checks,
};
use crate::db::Location;
use crate::documents::letter::{Colour, Colours};
use crate::documents::logo::{LogoFile, MOST_BYTES};

/// The variables, the setting each stands for, and whether its value is a secret.
const VARIABLES: [(&str, &str, bool); 20] = [
    ("COMMEND_ENV", "environment", false),
    ("COMMEND_DATA_DIR", "data_dir", false),
    ("COMMEND_LISTEN", "server.listen", false),
    ("COMMEND_OPS_LISTEN", "server.ops_listen", false),
    ("COMMEND_TRUSTED_PROXIES", "server.trusted_proxies", false),
    ("COMMEND_PUBLIC_URL", "server.public_url", false),
    ("COMMEND_TIME_ZONE", "bank.time_zone", false),
    ("COMMEND_BANK_NAME", "bank.name", false),
    ("COMMEND_BANK_LOGO", "bank.logo", false),
    ("DATABASE_URL", "database.url", true),
    ("COMMEND_DOCUMENTS_URL", "documents.url", false),
    ("COMMEND_FONT_FOLDERS", "documents.font_folders", false),
    ("COMMEND_SMTP_URL", "mail.smtp_url", true),
    ("COMMEND_MAIL_FROM", "mail.from", false),
    ("COMMEND_MAIL_DOMAINS", "mail.domains", false),
    ("COMMEND_HR_MAIL", "mail.hr", false),
    ("COMMEND_SMTP_CA_FILE", "mail.ca_file", false),
    ("COMMEND_POLICY_LEVELS", "policy.levels", false),
    ("COMMEND_CLAMD", "uploads.clamd", false),
    ("COMMEND_LOG_FORMAT", "log.format", false),
];

/// What the configuration is read from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The environment.
    pub variables: BTreeMap<String, String>,
    /// The text of `commend.toml`, or of the file that stands in for it.
    pub file: Option<String>,
    /// What that file is called.
    pub file_name: Option<String>,
    /// The bytes of the file that `bank.logo` names.
    pub logo: Option<Vec<u8>>,
    /// What could not even be read.
    pub unreadable: Vec<ConfigProblem>,
}

impl Sources {
    /// Reads the environment, the file it names (`COMMEND_CONFIG`, else `./commend.toml` if there), the secrets that are kept in
    /// files (`DATABASE_URL_FILE`, `COMMEND_SMTP_URL_FILE`) and the logo.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn gather() -> Self {
        let mut sources = Self {
            variables: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .filter(|(name, _)| name.starts_with("COMMEND_") || name.starts_with("DATABASE_URL"))
                .collect(),
            ..Self::default()
        };
        for secret in ["DATABASE_URL", "COMMEND_SMTP_URL"] {
            let Some(path) = sources.variables.remove(&format!("{secret}_FILE")) else { continue };
            if let Some(text) = sources.file_at(&format!("{secret}_FILE"), &path) {
                sources.variables.insert(secret.to_owned(), text.trim().to_owned());
            }
        }
        let named = sources.variables.remove("COMMEND_CONFIG");
        let path = named.clone().unwrap_or_else(|| "commend.toml".to_owned());
        if named.is_some() || std::path::Path::new(&path).exists() {
            sources.file = sources.file_at("COMMEND_CONFIG", &path);
            sources.file_name = Some(path);
        }
        sources.read_logo();
        sources
    }

    /// Reads the logo, and of a file that is too large for one no more than shows that.
    fn read_logo(&mut self) {
        let Some((name, path)) = self.logo_path() else { return };
        let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read = match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() => Err("it is not a file".to_owned()),
            Ok(_) => std::fs::File::open(&path)
                .and_then(|file| file.take(most).read_to_end(&mut bytes))
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(_) => self.logo = Some(bytes),
            Err(why) => {
                let detail = format!(
                    "{path} cannot be read: {why}; name an SVG or PNG file, as seen from the folder that commend is started in"
                );
                self.unreadable.push(ConfigProblem { name, detail });
            }
        }
    }

    /// What `bank.logo` is called where it is set, and its value.
    fn logo_path(&self) -> Option<(String, String)> {
        let set = |path: &str| Some(path.trim().to_owned()).filter(|path| !path.is_empty());
        if let Some(path) = self.variables.get("COMMEND_BANK_LOGO") {
            return Some(("COMMEND_BANK_LOGO".to_owned(), set(path)?));
        }
        let table = self.file.as_deref()?.parse::<toml::Table>().ok()?;
        Some(("bank.logo".to_owned(), set(table.get("bank")?.get("logo")?.as_str()?)?))
    }

    fn file_at(&mut self, name: &str, path: &str) -> Option<String> {
        std::fs::read_to_string(path)
            .map_err(|error| {
                let detail = format!("{path} cannot be read: {error}");
                self.unreadable.push(ConfigProblem { name: name.to_owned(), detail });
            })
            .ok()
    }
}

/// A configuration and what it was made of, for `commend config check`.
#[derive(Debug)]
pub struct Read {
    /// The configuration.
    pub config: Config,
    /// Every setting that was given, secrets hidden.
    pub effective: BTreeMap<String, String>,
    /// What is not wrong and worth knowing.
    pub notes: Vec<String>,
}

/// Reads a configuration.
///
/// # Errors
/// Every problem, in the order of the names.
pub fn read(sources: Sources) -> Result<Read, Vec<ConfigProblem>> {
    let mut settings = Settings::default();
    settings.problems = sources.unreadable;
    match sources.file.as_deref().map(str::parse::<toml::Table>) {
        Some(Ok(table)) => settings.add_file(table, &["import.profiles", "bank.streets"]),
        Some(Err(error)) => settings.reject(sources.file_name.as_deref().unwrap_or("commend.toml"), error.to_string()),
        None => {}
    }
    for (name, value) in sources.variables {
        match VARIABLES.iter().find(|(variable, ..)| *variable == name) {
            Some((_, key, secret)) => settings.add_variable(key, &name, value, *secret),
            None => settings.reject(&name, "there is no such variable; README.md lists them all"),
        }
    }
    let config = config(&mut settings, sources.logo.as_deref());
    settings.finish();
    checks::production(&config, &mut settings);
    if settings.problems.is_empty() {
        let notes = config.bank.logo.iter().map(logo_note).collect();
        return Ok(Read { config, effective: settings.effective, notes });
    }
    settings.problems.sort_by(|a, b| a.name.cmp(&b.name));
    Err(settings.problems)
}

/// What the logo costs: it is in every letter, and so in every mail.
fn logo_note(file: &LogoFile) -> String {
    const MUCH: usize = 5_000;
    let adds = file.adds();
    let advice = if adds > MUCH { "; a letter has about 20,000: simplify the logo" } else { "" };
    format!("bank.logo adds {adds} bytes to every letter{advice}.")
}

fn config(settings: &mut Settings, logo: Option<&[u8]>) -> Config {
    let data_dir = PathBuf::from(settings.text("data_dir").unwrap_or_else(|| "./data".into()));
    let default_location = Location::Sqlite(data_dir.join("commend.db"));
    let default_documents = DocumentStore::Folder(data_dir.join("documents"));
    Config {
        environment: settings.parsed("environment", checks::environment).unwrap_or_default(),
        server: server(settings),
        database: DatabaseConfig {
            location: settings.parsed("database.url", checks::location).unwrap_or(default_location),
            connections: settings.parsed("database.connections", |t| checks::number(t, 1, 200)).unwrap_or(8),
        },
        documents: settings.parsed("documents.url", checks::documents).unwrap_or(default_documents),
        font_folders: settings
            .list("documents.font_folders")
            .unwrap_or_default()
            .into_iter()
            .map(PathBuf::from)
            .collect(),
        bank: bank(settings, logo),
        mail: mail(settings),
        delivery: DeliveryConfig {
            first_retry: settings.parsed("delivery.first_retry", checks::span).unwrap_or(Duration::from_secs(30)),
            longest_retry: settings
                .parsed("delivery.longest_retry", checks::span)
                .unwrap_or(Duration::from_secs(4 * 3600)),
            give_up_after: settings
                .parsed("delivery.give_up_after", checks::span)
                .unwrap_or(Duration::from_secs(5 * 86400)),
            resend_unknown: settings.parsed("delivery.unknown", checks::unknown_policy).unwrap_or(true),
        },
        policy: Policy {
            levels: settings.parsed("policy.levels", |text| checks::number(text, 1, 5)).unwrap_or(1),
            copy_dotted_lines: settings.parsed("policy.copy_dotted_lines", checks::flag).unwrap_or(false),
            only_bankers_commend: settings.parsed("policy.only_bankers_commend", checks::flag).unwrap_or(false),
        },
        uploads: uploads(settings),
        limits: limits(settings),
        passwords: Passwords { words: settings.list("passwords.words").unwrap_or_default() },
        log: settings.parsed("log.format", checks::log_format).unwrap_or(LogFormat::Human),
        import_profiles: profiles(settings),
        data_dir,
    }
}

fn server(settings: &mut Settings) -> Server {
    Server {
        listen: settings.parsed("server.listen", checks::listen).unwrap_or_else(|| ([127, 0, 0, 1], 8080).into()),
        ops_listen: settings.parsed("server.ops_listen", checks::listen),
        trusted_proxies: settings.all("server.trusted_proxies", checks::network).unwrap_or_default(),
        public_url: settings.parsed("server.public_url", checks::public_url),
        body_limit: settings
            .parsed("server.body_limit", |text| checks::number(text, 1024, 64 << 20))
            .unwrap_or(1 << 20),
        upload_limit: settings
            .parsed("server.upload_limit", |text| checks::number(text, 1024, 256 << 20))
            .unwrap_or(25_000_000),
        stop_within: settings.parsed("server.stop_within", checks::span).unwrap_or(Duration::from_secs(30)),
        times: times(settings),
        connections: settings.parsed("server.connections", |text| checks::number(text, 16, 100_000)).unwrap_or(2048),
        connections_per_address: settings
            .parsed("server.connections_per_address", |text| checks::number(text, 4, 100_000))
            .unwrap_or(256),
    }
}

fn times(settings: &mut Settings) -> Times {
    let usual = Times::default();
    Times {
        headers: settings.parsed("server.headers_within", checks::span).unwrap_or(usual.headers),
        body: settings.parsed("server.body_within", checks::span).unwrap_or(usual.body),
        answer: settings.parsed("server.answer_within", checks::span).unwrap_or(usual.answer),
        slowest: settings
            .parsed("server.slowest", |text| checks::number(text, 256, 100 << 20))
            .unwrap_or(usual.slowest),
    }
}

fn bank(settings: &mut Settings, logo: Option<&[u8]>) -> Bank {
    let colour = |text: &str| Colour::try_from(text.to_owned());
    let defaults = Colours::default();
    let streets = settings.table("bank.streets").unwrap_or_default();
    for (branch, _) in streets.iter().filter(|(_, street)| !street.is_str()) {
        settings.reject(&format!("bank.streets.{branch:?}"), "this has to be a text");
    }
    let has_name = settings.parsed("bank.logo_has_name", checks::flag).unwrap_or(false);
    // Of a file that could not be read it was said already.
    let read = |path: &str| match logo.map(|file| LogoFile::read(file, has_name)).transpose() {
        Ok(logo) => Ok(logo),
        Err(refused) => Err(format!("{path}: {refused}")),
    };
    Bank {
        name: settings.text("bank.name").unwrap_or_else(|| "Commend".into()),
        logo: settings.parsed("bank.logo", read).flatten(),
        streets: streets
            .into_iter()
            .filter_map(|(branch, street)| Some((branch, street.as_str()?.to_owned())))
            .collect(),
        address: settings.text("bank.address"),
        paper: settings.parsed("bank.paper", checks::paper).unwrap_or_default(),
        alignment: settings.parsed("bank.alignment", checks::alignment).unwrap_or_default(),
        footer: settings.parsed("bank.footer", checks::footer),
        colours: Colours {
            brand: settings.parsed("bank.brand_colour", colour).unwrap_or(defaults.brand),
            accent: settings.parsed("bank.accent_colour", colour).unwrap_or(defaults.accent),
        },
        time_zone: settings.parsed("bank.time_zone", checks::time_zone).unwrap_or(chrono_tz::UTC),
    }
}

fn mail(settings: &mut Settings) -> Mail {
    Mail {
        relay: settings.parsed("mail.smtp_url", checks::relay),
        from: settings.parsed("mail.from", checks::mail_sender).unwrap_or_else(|| "commend@localhost".into()),
        domains: settings.all("mail.domains", checks::mail_domain),
        hr: settings.all("mail.hr", checks::mail_address).unwrap_or_default(),
        ca_file: settings.text("mail.ca_file").map(PathBuf::from),
        hello_name: settings.text("mail.hello_name"),
        connections: settings.parsed("mail.connections", |text| checks::number(text, 1, 64)).unwrap_or(4),
    }
}

/// This binary. Where the system names the running one, that is it even after a newer one was put in its place.
fn this_binary() -> PathBuf {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { running } else { std::env::current_exe().unwrap_or_else(|_| "commend".into()) }
}

fn uploads(settings: &mut Settings) -> Uploads {
    Uploads {
        reader: this_binary(),
        pages: settings.parsed("uploads.pages", |text| checks::number(text, 1, 200)).unwrap_or(20),
        megapixels: settings.parsed("uploads.megapixels", |text| checks::number(text, 1, 130)).unwrap_or(64),
        time: settings.parsed("uploads.time", checks::span).unwrap_or(Duration::from_secs(30)),
        clamd: settings.parsed("uploads.clamd", checks::clamd),
        clamd_timeout: settings.parsed("uploads.clamd_timeout", checks::span).unwrap_or(Duration::from_secs(30)),
    }
}

fn limits(settings: &mut Settings) -> Limits {
    let defaults = Limits::default();
    let mut rates = |name, otherwise| settings.parsed(name, str::parse).unwrap_or(otherwise);
    Limits {
        letters: rates("limits.letters", defaults.letters),
        previews: rates("limits.previews", defaults.previews),
        uploads: rates("limits.uploads", defaults.uploads),
        packets: rates("limits.packets", defaults.packets),
    }
}

fn profiles(settings: &mut Settings) -> BTreeMap<String, toml::Table> {
    let mut profiles = BTreeMap::new();
    for (name, value) in settings.table("import.profiles").unwrap_or_default() {
        match value {
            toml::Value::Table(table) => {
                profiles.insert(name, table);
            }
            _ => settings.reject(&format!("import.profiles.{name}"), "this has to be a table of column names"),
        }
    }
    profiles
}
