//! Finds data and secrets of the configuration that other users of the machine can read.
//!
//! In production each such file is a problem, with the `chmod` to run: access to the database is access to every letter, and
//! access to the secret file allows forged signatures. In development Commend's own files are closed, and the rest is reported.

use std::path::{Path, PathBuf};

use super::{Config, ConfigProblem, DocumentStore, Environment, Survey};
use crate::db::Location;
use crate::delivery::worker_lock;
use crate::private_files::{self, Exposed};
use crate::secret;

/// Files on disk, with the setting that names them.
struct NamedFiles {
    setting: &'static str,
    /// The argument of `chmod`.
    root: PathBuf,
    /// The paths to check: the root, and the known files in it.
    files: Vec<PathBuf>,
}

/// Reports every file that others can read, as a problem in production and as a warning in development.
pub fn look(survey: &mut Survey) {
    let production = survey.config.environment == Environment::Production;
    let mut found: Vec<ConfigProblem> = survey.secret_files.iter().filter_map(secret_problem).collect();
    if production {
        found.extend(kept(&survey.config).iter().filter_map(data_problem));
    }
    let list = if production { &mut survey.problems } else { &mut survey.warnings };
    list.append(&mut found);
    list.sort_by(|a, b| a.name.cmp(&b.name));
    if let (true, Some(path)) = (production, &survey.config.secret_file)
        && inside(path, &survey.config.data_dir)
    {
        let detail = "the file lies in the data folder: a copy of the folder has the data and what they are encrypted with. Keep it elsewhere";
        survey.warnings.push(ConfigProblem { name: "COMMEND_SECRET_FILE".into(), detail: detail.into() });
    }
}

fn secret_problem((setting, path): &(String, PathBuf)) -> Option<ConfigProblem> {
    let exposed = private_files::exposed_secret(path)?;
    let detail = format!("{}, and it holds a secret: run \"chmod go= {}\"", exposed.words(), quoted(path));
    Some(ConfigProblem { name: setting.clone(), detail })
}

fn data_problem(kept: &NamedFiles) -> Option<ConfigProblem> {
    let exposed: Vec<Exposed> = kept.files.iter().filter_map(|path| private_files::exposed(path)).collect();
    let first = exposed.first()?;
    let more = match exposed.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let all = if kept.root.is_dir() { "-R " } else { "" };
    let beside = exposed.iter().filter(|exposed| !inside(&exposed.path, &kept.root));
    let also: String = beside.map(|exposed| format!(" {}", quoted(&exposed.path))).collect();
    let detail = format!("{}{more}: run \"chmod {all}go= {}{also}\"", first.words(), quoted(&kept.root));
    Some(ConfigProblem { name: kept.setting.to_owned(), detail })
}

/// Everything that Commend keeps on disk under a configuration.
fn kept(config: &Config) -> Vec<NamedFiles> {
    let data = &config.data_dir;
    let mut all = vec![NamedFiles {
        setting: "COMMEND_DATA_DIR",
        root: data.clone(),
        files: vec![data.clone(), secret::default_path(data), config.mail_dir()],
    }];
    if let DocumentStore::Folder(path) = &config.documents {
        add(&mut all, "COMMEND_DOCUMENTS_URL", vec![path.clone()]);
    }
    if let Location::Sqlite(path) = &config.database.location {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", path.display()));
        add(&mut all, "DATABASE_URL", vec![path.clone(), beside("-wal"), beside("-shm"), worker_lock::lock_of(path)]);
    }
    all
}

/// Adds files as an entry of their own, or to the data folder's entry if they are in it.
fn add(all: &mut Vec<NamedFiles>, setting: &'static str, files: Vec<PathBuf>) {
    let root = files[0].clone();
    match all.first_mut().filter(|data| inside(&root, &data.root)) {
        Some(data) => data.files.extend(files),
        None => all.push(NamedFiles { setting, root, files }),
    }
}

/// For development: removes all rights of others from Commend's own files, and returns those that stayed open. A data folder with
/// other files in it is left as it is, because it may be shared on purpose.
pub fn close(config: &Config) -> Vec<Exposed> {
    let mut open = Vec::new();
    for kept in kept(config) {
        let ours = |path: &&PathBuf| **path != config.data_dir || holds_nothing_else(path, &kept.files);
        for path in &kept.files {
            if private_files::exposed(path).is_some() && ours(&path) {
                // A file that could not be closed is reported below; the database's own files come and go.
                let _ = private_files::close(path);
            }
            open.extend(private_files::exposed(path));
        }
    }
    open
}

fn holds_nothing_else(folder: &Path, known: &[PathBuf]) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| known.contains(&entry.path()) || entry.file_name().to_string_lossy().starts_with('.'))
}

fn inside(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    real(path).starts_with(real(folder))
}

/// A path, quoted for a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
