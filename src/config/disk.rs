//! What other users of the machine can read of the data and the secrets that a configuration names.
//!
//! Production refuses it, for data and secrets alike, with the `chmod` to run: who reads the database reads every letter, who reads
//! the secret file signs as anybody. Development closes what is Commend's own and says what it could not close.

use std::path::{Path, PathBuf};

use super::{Config, ConfigProblem, DocumentStore, Environment, Survey};
use crate::db::Location;
use crate::private::{self, Exposed};
use crate::secret;

/// Something on disk by the setting that says where it is.
struct Kept {
    setting: &'static str,
    /// What the `chmod` is run on.
    root: PathBuf,
    /// What is looked at: the root, and what is known to be in it.
    files: Vec<PathBuf>,
}

/// Adds to what is wrong, or in development to the warnings, every file that others can read.
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
    let exposed = private::exposed_secret(path)?;
    let detail = format!("{}, and it holds a secret: run \"chmod go= {}\"", exposed.words(), quoted(path));
    Some(ConfigProblem { name: setting.clone(), detail })
}

fn data_problem(kept: &Kept) -> Option<ConfigProblem> {
    let exposed: Vec<Exposed> = kept.files.iter().filter_map(|path| private::exposed(path)).collect();
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
fn kept(config: &Config) -> Vec<Kept> {
    let data = &config.data_dir;
    let mut all = vec![Kept {
        setting: "COMMEND_DATA_DIR",
        root: data.clone(),
        files: vec![data.clone(), secret::default_path(data), config.mail_dir(), data.join("worker.lock")],
    }];
    if let DocumentStore::Folder(path) = &config.documents {
        add(&mut all, "COMMEND_DOCUMENTS_URL", vec![path.clone()]);
    }
    if let Location::Sqlite(path) = &config.database.location {
        let beside = |end: &str| PathBuf::from(format!("{}{end}", path.display()));
        add(&mut all, "DATABASE_URL", vec![path.clone(), beside("-wal"), beside("-shm")]);
    }
    all
}

/// Files with a place of their own, or those of the data folder when they are in it.
fn add(all: &mut Vec<Kept>, setting: &'static str, files: Vec<PathBuf>) {
    let root = files[0].clone();
    match all.first_mut().filter(|data| inside(&root, &data.root)) {
        Some(data) => data.files.extend(files),
        None => all.push(Kept { setting, root, files }),
    }
}

/// In development: takes every right of others from what is Commend's own, and returns what stayed open. A data folder with
/// anything else in it is left as it is: it may be shared on purpose.
pub fn close(config: &Config) -> Vec<Exposed> {
    let mut open = Vec::new();
    for kept in kept(config) {
        let ours = |path: &&PathBuf| **path != config.data_dir || holds_nothing_else(path, &kept.files);
        for path in &kept.files {
            if private::exposed(path).is_some() && ours(&path) {
                // What could not be closed is found open below; the database's own files come and go.
                let _ = private::close(path);
            }
            open.extend(private::exposed(path));
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

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
