//! Builds a [`Config`] from the texts that [`Sources`] collected. Pure: it touches neither disk nor database.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::gather::Sources;
use super::settings::Settings;
use super::{
    Bank, Config, ConfigProblem, DatabaseConfig, DeliveryConfig, DocumentStore, Drafts, Environment, Limits, LogFormat,
    Mail, Passwords, Policy, Server, Sessions, ShownSettings, Times, Uploads, checks, production,
};
use crate::db::Location;
use crate::delivery::transport::Deadlines;
use crate::documents::circulated_copy::{Colour, Colours};
use crate::documents::logo::LogoFile;
use crate::language::Language;
use crate::secret;

/// The environment variables, each with its setting and a flag that is true for secrets.
const VARIABLES: &[(&str, &str, bool)] = &[
    ("COMMEND_ENV", "environment", false),
    ("COMMEND_DATA_DIR", "data_dir", false),
    ("COMMEND_SECRET_FILE", "secret_file", false),
    ("COMMEND_LISTEN", "server.listen", false),
    ("COMMEND_OPS_LISTEN", "server.ops_listen", false),
    ("COMMEND_CLIENT_LISTEN", "server.client_listen", false),
    ("COMMEND_CLIENT_URL", "server.client_url", false),
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
    ("COMMEND_SECURITY_LOG", "log.security", false),
];

/// The result of reading a configuration, valid or not.
#[derive(Debug)]
pub struct Survey {
    /// The configuration, with defaults in place of invalid values.
    pub config: Config,
    /// Every setting that was given, secrets hidden.
    pub effective: BTreeMap<String, String>,
    /// Remarks that need no action.
    pub notes: Vec<String>,
    /// Values that may be right but should be checked.
    pub warnings: Vec<ConfigProblem>,
    /// Invalid settings, sorted by name; with any of them the configuration is refused.
    pub problems: Vec<ConfigProblem>,
    /// Files with a password or a secret in them, with the setting that names each.
    pub secret_files: Vec<(String, PathBuf)>,
}

/// A valid configuration with its remarks, for `commend config check`.
#[derive(Debug)]
pub struct Read {
    /// The configuration.
    pub config: Config,
    /// Every setting that was given, secrets hidden.
    pub effective: BTreeMap<String, String>,
    /// Remarks that need no action.
    pub notes: Vec<String>,
    /// Values that may be right but should be checked.
    pub warnings: Vec<ConfigProblem>,
}

/// Reads a configuration.
///
/// # Errors
/// Every problem, in the order of the names.
pub fn read(sources: Sources) -> Result<Read, Vec<ConfigProblem>> {
    survey(sources).verdict()
}

impl Survey {
    /// The configuration, if it has no problems.
    ///
    /// # Errors
    /// Every problem.
    pub fn verdict(self) -> Result<Read, Vec<ConfigProblem>> {
        if self.problems.is_empty() {
            let Self { mut config, effective, notes, warnings, .. } = self;
            config.shown =
                ShownSettings { settings: effective.clone(), notes: notes.clone(), warnings: warnings.clone() };
            return Ok(Read { config, effective, notes, warnings });
        }
        Err(self.problems)
    }
}

/// Reads a configuration as far as possible and collects everything to report about it. It touches neither disk nor database.
pub fn survey(sources: Sources) -> Survey {
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
    let mut config = config(&mut settings, sources.logo.as_deref());
    config.secret_file = secret_file(&mut settings, sources.secret.as_deref());
    settings.finish();
    if config.environment == Environment::Production {
        config.server.ops_listen.get_or_insert(production::OPS_LISTEN);
    }
    production::judge(&config, &sources.of_libraries, &mut settings);
    let Settings { mut problems, mut warnings, effective, .. } = settings;
    problems.sort_by(|a, b| a.name.cmp(&b.name));
    warnings.sort_by(|a, b| a.name.cmp(&b.name));
    let notes = config.bank.logo.iter().map(logo_note).collect();
    Survey { config, effective, notes, warnings, problems, secret_files: sources.secret_files }
}

/// The size of the logo, which is part of every letter and so of every mail.
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
        is_demo: false,
        environment: settings.parsed("environment", checks::environment).unwrap_or_default(),
        secret_file: None,
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
            unreachable_after: settings
                .parsed("delivery.unreachable_after", checks::span)
                .unwrap_or(Duration::from_secs(600)),
            resend_unknown: settings.parsed("delivery.unknown", checks::unknown_policy).unwrap_or(true),
        },
        policy: Policy {
            levels: settings.parsed("policy.levels", |text| checks::number(text, 1, 5)).unwrap_or(1),
            copy_dotted_lines: settings.parsed("policy.copy_dotted_lines", checks::flag).unwrap_or(false),
            only_bankers_commend: settings.parsed("policy.only_bankers_commend", checks::flag).unwrap_or(false),
        },
        drafts: Drafts {
            keep_days: settings.parsed("drafts.keep_days", |text| checks::number(text, 1, 3650)).unwrap_or(30),
        },
        handoffs: super::Handoffs {
            take_home_days: settings.parsed("handoffs.take_home_days", |text| checks::number(text, 0, 30)).unwrap_or(7),
            languages: settings
                .all("handoffs.languages", checks::client_language)
                .unwrap_or_else(|| Language::for_clients().collect()),
        },
        uploads: uploads(settings),
        limits: limits(settings),
        passwords: Passwords { words: settings.list("passwords.words").unwrap_or_default() },
        sessions: sessions(settings),
        log: settings.parsed("log.format", checks::log_format).unwrap_or(LogFormat::Human),
        security_log: settings.parsed("log.security", checks::security_log).unwrap_or_default(),
        shown: ShownSettings::default(),
        import_profiles: profiles(settings),
        data_dir,
    }
}

fn secret_file(settings: &mut Settings, text: Option<&str>) -> Option<PathBuf> {
    settings.parsed("secret_file", |path| match text.map(secret::check) {
        Some(Err(problem)) => Err(format!("{path} {problem}")),
        // A file that could not be read was reported before.
        Some(Ok(())) | None => Ok(PathBuf::from(path)),
    })
}

fn server(settings: &mut Settings) -> Server {
    Server {
        listen: settings.parsed("server.listen", checks::listen).unwrap_or_else(|| ([127, 0, 0, 1], 8080).into()),
        ops_listen: settings.parsed("server.ops_listen", checks::listen),
        client_listen: settings.parsed("server.client_listen", checks::listen),
        client_url: settings.parsed("server.client_url", checks::public_url),
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
    // A file that could not be read was reported before.
    let read = |path: &str| match logo.map(|file| LogoFile::read(file, has_name)).transpose() {
        Ok(logo) => Ok(logo),
        Err(refused) => Err(format!("{path}: {refused}")),
    };
    Bank {
        name: settings.text("bank.name").unwrap_or_else(|| production::NOBODYS_NAME.into()),
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
        language: settings.parsed("bank.language", checks::language).unwrap_or(Language::english()),
    }
}

fn mail(settings: &mut Settings) -> Mail {
    let domains = settings.all("mail.domains", checks::mail_domain);
    Mail {
        // A bank that limits its mail to its own domains says so where clients are an exception.
        to_clients: settings.parsed("mail.to_clients", checks::flag).unwrap_or(domains.is_none()),
        client_address_days: settings
            .parsed("mail.client_address_days", |text| checks::number(text, 1, 3_650))
            .unwrap_or(90),
        domains,
        relay: settings.parsed("mail.smtp_url", checks::relay),
        from: settings.parsed("mail.from", checks::mail_sender).unwrap_or_else(|| production::NOBODYS_ADDRESS.into()),
        hr: settings.all("mail.hr", checks::mail_address).unwrap_or_default(),
        ca_file: settings.text("mail.ca_file").map(PathBuf::from),
        hello_name: settings.parsed("mail.hello_name", checks::hello_name),
        deadlines: deadlines(settings),
        connections: settings.parsed("mail.connections", |text| checks::number(text, 1, 64)).unwrap_or(4),
    }
}

fn deadlines(settings: &mut Settings) -> Deadlines {
    let defaults = Deadlines::default();
    Deadlines {
        connect: settings.parsed("mail.connect_within", checks::span).unwrap_or(defaults.connect),
        greeting: settings.parsed("mail.greeting_within", checks::span).unwrap_or(defaults.greeting),
        command: settings.parsed("mail.command_within", checks::span).unwrap_or(defaults.command),
        data: settings.parsed("mail.data_within", checks::span).unwrap_or(defaults.data),
        block: settings.parsed("mail.block_within", checks::span).unwrap_or(defaults.block),
        dot: settings.parsed("mail.answer_within", checks::span).unwrap_or(defaults.dot),
    }
}

/// The path of this binary. `/proc/self/exe` names the running one even after a newer one has replaced it.
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
    Limits {
        letters: settings.parsed("limits.letters", str::parse).unwrap_or(defaults.letters),
        previews: settings.parsed("limits.previews", str::parse).unwrap_or(defaults.previews),
        uploads: settings.parsed("limits.uploads", str::parse).unwrap_or(defaults.uploads),
        packets: settings.parsed("limits.packets", str::parse).unwrap_or(defaults.packets),
        assists: settings.parsed("limits.assists", str::parse).unwrap_or(defaults.assists),
    }
}

fn sessions(settings: &mut Settings) -> Sessions {
    let idle = settings.parsed("sessions.idle", checks::session_idle).unwrap_or(Duration::from_secs(3600));
    let longest = settings.parsed("sessions.longest", checks::span).unwrap_or(Duration::from_secs(24 * 3600));
    if longest < idle {
        settings
            .reject("sessions.longest", "this is shorter than sessions.idle (1h when it is not set): make it longer");
    }
    Sessions { idle, longest }
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
