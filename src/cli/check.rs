//! `commend config check`: reports everything that would prevent a start, all at once: settings, files that others can read, and
//! the state of the database. It changes nothing.

use std::process::ExitCode;

use serde_json::json;

use super::listed;
use crate::app;
use crate::clock::Clock;
use crate::config::{self, Config, ConfigProblem, Environment, Sources, Survey};
use crate::db::database_marks::{self, DatabaseMark};
use crate::db::{Database, Location, migrations};
use crate::invisible_characters::shown_json;

/// Prints the settings, problems and warnings; changes nothing.
pub async fn run(as_json: bool) -> ExitCode {
    let mut survey = config::survey(Sources::gather());
    config::look(&mut survey);
    database(&mut survey).await;
    if as_json {
        print!("{}", shown_json(&format!("{}\n", document(&survey))));
    }
    if survey.problems.is_empty() {
        if !as_json {
            survey.effective.iter().for_each(|(name, value)| println!("{name} = {value}"));
            survey.notes.iter().for_each(|note| println!("{note}"));
            survey.warnings.iter().for_each(|warning| println!("Warning: {warning}"));
            println!("There are no problems. Settings that are not listed have their defaults.");
        }
        return ExitCode::SUCCESS;
    }
    eprintln!("commend: {}", listed(&survey.problems));
    for warning in &survey.warnings {
        eprintln!("  warning: {warning}");
    }
    ExitCode::FAILURE
}

fn document(survey: &Survey) -> serde_json::Value {
    let list = |found: &[ConfigProblem]| -> Vec<_> {
        found.iter().map(|p| json!({"name": p.name, "detail": p.detail})).collect()
    };
    let (problems, warnings) = (list(&survey.problems), list(&survey.warnings));
    if !problems.is_empty() {
        return json!({"ok": false, "problems": problems, "warnings": warnings});
    }
    json!({"ok": true, "settings": survey.effective, "notes": survey.notes, "problems": [], "warnings": warnings})
}

/// Checks the configured database, if it exists. A database with a problem is not opened: SQLite creates its side files with the
/// database's mode, and those would stay open to others after the advice was followed.
async fn database(survey: &mut Survey) {
    let location = &survey.config.database.location;
    let has_problem = survey.problems.iter().any(|problem| problem.name == "DATABASE_URL");
    if has_problem || matches!(location, Location::Sqlite(path) if !path.exists()) {
        return;
    }
    let (list, detail) = match contents(&survey.config).await {
        Ok(None) => return,
        Ok(Some(detail)) => (&mut survey.problems, detail),
        Err(error) => (&mut survey.warnings, format!("the database could not be examined: {error:#}")),
    };
    list.push(ConfigProblem { name: "DATABASE_URL".to_owned(), detail });
    list.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The reason why the service would not start on this database, if there is one.
async fn contents(config: &Config) -> anyhow::Result<Option<String>> {
    let location = &config.database.location;
    let due = migrations::pending(location)?.len();
    if due > 0 {
        let production = config.environment == Environment::Production;
        return Ok(
            production.then(|| format!("{due} steps are due before this version serves: run \"commend migrate\""))
        );
    }
    if config.environment == Environment::Production && database_marks::is_set(location, DatabaseMark::SampleBank)? {
        return Ok(Some(app::SAMPLE_BANK.to_owned()));
    }
    let secret = config.secret_path();
    if !secret.exists() {
        return Ok(None);
    }
    let Ok(secrets) = app::secrets(config) else { return Ok(None) };
    let accounts = app::accounts(config, Database::open(location.clone(), 1)?, Clock::System, secrets);
    Ok(accounts.check_secret().await.err().map(|error| error.to_string()))
}
