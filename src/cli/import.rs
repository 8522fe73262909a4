//! `commend import people`: imports a directory file from the command line, and prints the report.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command answers on its terminal")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::json_output;
use crate::app::end_employment;
use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::directory::import::{self, Import, Mode, Profile, Report, Verdict};
use crate::invisible_characters::shown_lines;

/// The operations of `commend import`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Import people and reporting lines from a directory file
    #[command(after_help = "Examples:\n  \
        commend import people staff.csv --dry-run     look at the difference first\n  \
        commend import people staff.csv               make the directory what the file says\n  \
        commend import people joiners.csv --partial   add and change, deactivate nobody\n  \
        hr-export | commend import people - --profile workday\n\n\
        The header names the columns, in any order: employee_number, name, email, title, department, branch, extension, \
        manager_number, roles, start_date, end_date and, if known, manager_since.")]
    People(PeopleArgs),
}

/// The options of the import.
#[derive(Debug, clap::Args)]
pub struct PeopleArgs {
    /// The file, as CSV; - reads standard input
    pub file: PathBuf,
    /// Column names of another system, from [import.profiles.NAME] in the configuration
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Show the difference and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Go ahead although many people or the roles hr and auditor change
    #[arg(long)]
    pub confirm: bool,
    /// The file is a part of the directory: nobody missing from it is deactivated
    #[arg(long)]
    pub partial: bool,
    /// Refuse the file for warnings too
    #[arg(long)]
    pub strict: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// The exit code for wrong usage, as in clap.
const USAGE: u8 = 2;

/// Runs the import and prints its report. Exit codes: 0 imported or nothing to do, 1 not imported, 2 wrong usage.
///
/// # Errors
/// When the file cannot be read or the database fails.
pub async fn people(args: &PeopleArgs, db: &Database, clock: &Clock, config: &Config) -> anyhow::Result<ExitCode> {
    let profile = match profile(args.profile.as_deref(), config) {
        Ok(profile) => profile,
        Err(problem) => {
            eprintln!("{problem}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let import = Import {
        profile_name: args.profile.clone(),
        profile,
        mode: if args.partial { Mode::Partial } else { Mode::Whole },
        dry_run: args.dry_run,
        confirmed: args.confirm,
        strict: args.strict,
        ..Import::of(name(&args.file), read(&args.file)?)
    };
    let now = clock.now();
    let report =
        import::run(db, now, now.day_in(config.bank.time_zone), Actor::CommandLine, import, end_employment).await?;
    print(&report, args.json)?;
    Ok(match report.verdict {
        Verdict::Imported | Verdict::Unchanged | Verdict::DryRun => ExitCode::SUCCESS,
        Verdict::Refused | Verdict::NeedsConfirmation => ExitCode::FAILURE,
    })
}

fn profile(name: Option<&str>, config: &Config) -> Result<Profile, String> {
    let Some(name) = name else { return Ok(Profile::default()) };
    let Some(table) = config.import_profiles.get(name) else {
        let known: Vec<&str> = config.import_profiles.keys().map(String::as_str).collect();
        return Err(format!(
            "There is no profile {name:?}; add [import.profiles.{name}] to the configuration{}",
            if known.is_empty() { ".".to_owned() } else { format!(", or use one of {}.", known.join(", ")) },
        ));
    };
    Profile::from_toml(table.clone())
        .map_err(|problems| problems.iter().map(|problem| format!("import.profiles.{name}: {problem}\n")).collect())
}

fn name(file: &Path) -> String {
    if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn print(report: &Report, json: bool) -> anyhow::Result<()> {
    if json {
        json_output::print_pretty(report)?;
    } else {
        // The fields come from another system's file and may contain anything.
        eprint!("{}", shown_lines(&report.problems()));
        print!("{}", shown_lines(&report.to_string()));
    }
    Ok(())
}
