//! Reads the environment and the files that it names. It is the only place that does; `load` decides
//! if the values are valid.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use super::ConfigProblem;
use crate::documents::logo::MOST_BYTES;
use crate::secret::SecretProblem;

/// Variables of libraries that also decide where data is sent.
const OF_LIBRARIES: &[&str] =
    &["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE", "AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"];

/// The inputs of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Our variables of the environment.
    pub variables: BTreeMap<String, String>,
    /// The text of `commend.toml`, or of the file used instead.
    pub file: Option<String>,
    /// The name of that file.
    pub file_name: Option<String>,
    /// The content of the file that `bank.logo` names, cut above the largest size.
    pub logo: Option<Vec<u8>>,
    /// The text of the file that `secret_file` names.
    pub secret: Option<String>,
    /// Files with a password or a secret in them, with the setting that names each.
    pub secret_files: Vec<(String, PathBuf)>,
    /// Variables that libraries read by themselves: how PostgreSQL is reached, and where an S3 store is.
    pub of_libraries: BTreeMap<String, String>,
    /// Files that could not be read.
    pub unreadable: Vec<ConfigProblem>,
}

impl Sources {
    /// Reads the environment, the file it names (`COMMEND_CONFIG`, else `./commend.toml` if it exists), secrets kept in files
    /// (`DATABASE_URL_FILE`, `COMMEND_SMTP_URL_FILE`), the logo and the installation's secret.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn gather() -> Self {
        let environment = || {
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        };
        let is_ours = |name: &str| name.starts_with("COMMEND_") || name.starts_with("DATABASE_URL");
        let mut sources = Self {
            variables: environment().filter(|(name, _)| is_ours(name)).collect(),
            of_libraries: environment().filter(|(name, _)| OF_LIBRARIES.contains(&name.as_str())).collect(),
            ..Self::default()
        };
        for secret in ["DATABASE_URL", "COMMEND_SMTP_URL"] {
            let Some(path) = sources.variables.remove(&format!("{secret}_FILE")) else { continue };
            if let Some(text) = sources.file_at(&format!("{secret}_FILE"), &path) {
                sources.variables.insert(secret.to_owned(), text.trim().to_owned());
                sources.secret_files.push((format!("{secret}_FILE"), path.into()));
            }
        }
        let named = sources.variables.remove("COMMEND_CONFIG");
        let path = named.clone().unwrap_or_else(|| "commend.toml".to_owned());
        if named.is_some() || std::path::Path::new(&path).exists() {
            sources.file = sources.file_at("COMMEND_CONFIG", &path);
            if sources.file.as_deref().is_some_and(holds_password) {
                sources.secret_files.push(("COMMEND_CONFIG".to_owned(), PathBuf::from(&path)));
            }
            sources.file_name = Some(path);
        }
        sources.read_logo();
        if let Some((name, path)) = sources.path_in("COMMEND_SECRET_FILE", None, "secret_file") {
            match std::fs::read_to_string(&path) {
                Ok(text) => sources.secret = Some(text),
                Err(error) => {
                    let detail = format!("{path} {}", SecretProblem::Unreadable(error));
                    sources.unreadable.push(ConfigProblem { name: name.clone(), detail });
                }
            }
            sources.secret_files.push((name, path.into()));
        }
        sources
    }

    /// Reads the logo; of a file that is too large, only enough to show that it is.
    fn read_logo(&mut self) {
        let Some((name, path)) = self.path_in("COMMEND_BANK_LOGO", Some("bank"), "logo") else { return };
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

    /// The name under which a file setting was set, and its path. `table` is its table in `commend.toml`.
    fn path_in(&self, variable: &str, table: Option<&str>, key: &str) -> Option<(String, String)> {
        let set = |path: &str| Some(path.trim().to_owned()).filter(|path| !path.is_empty());
        if let Some(path) = self.variables.get(variable) {
            return Some((variable.to_owned(), set(path)?));
        }
        let file = self.file.as_deref()?.parse::<toml::Table>().ok()?;
        let (name, value) = match table {
            Some(table) => (format!("{table}.{key}"), file.get(table)?.get(key)?),
            None => (key.to_owned(), file.get(key)?),
        };
        Some((name, set(value.as_str()?)?))
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

/// True when the file contains a database or relay URL with a password.
fn holds_password(file: &str) -> bool {
    let Ok(table) = file.parse::<toml::Table>() else { return false };
    let text = |table_name: &str, key: &str| table.get(table_name)?.get(key)?.as_str().map(str::to_owned);
    let with_password = |url: String| {
        let user = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
        user.is_some_and(|(user, _)| user.contains(':')) || url.contains("password=")
    };
    [text("database", "url"), text("mail", "smtp_url")].into_iter().flatten().any(with_password)
}
