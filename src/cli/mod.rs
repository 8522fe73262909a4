//! The subcommands: thin wrappers over the operations of the service.
//!
//! Exit codes: 0 done, 1 failed with the reason on stderr, 2 wrong usage. Results go to stdout, messages about the run to stderr;
//! `--json` prints one document.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command does")]

mod admin;
mod audit;
mod check;
mod demo;
pub mod import;
mod json_output;
mod log;
mod outbox;
mod packet;
mod secret;
mod serve;
mod verify;

use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::app;
use crate::clock::Clock;
use crate::config::{self, Config, ConfigProblem, Sources};
use crate::db::Database;
use crate::invisible_characters::shown_lines;
use crate::letters::scans::Limits;
use crate::letters::uploads::reader_process;
use crate::private_files;

/// Sends a client's thanks as a letter on the bank's letterhead, up both chains of management.
#[derive(Debug, Parser)]
#[command(
    version,
    arg_required_else_help = true,
    after_help = "\
Begin here:
  commend demo                              a sample bank with sample letters, in ./demo-data
  commend config check                      what is set, and what is wrong with it
  commend import people staff.csv           the directory, from your HR system
  commend admin create you@bank.example     the first administrator
  commend serve                             the service

Settings come from commend.toml and the environment; commend.example.toml explains each."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a sample bank with sample letters until you stop it
    Demo(demo::Args),
    /// Run the service: pages, API and worker
    Serve(serve::Args),
    /// Run a worker alone (mails and periodic work), for several machines on PostgreSQL
    Work,
    /// Bring the database up to date
    Migrate,
    /// Import the directory
    #[command(subcommand)]
    Import(import::Command),
    /// Manage administrators, passwords and roles
    #[command(subcommand)]
    Admin(admin::Command),
    /// Manage the secret that encrypts the signing keys
    #[command(subcommand)]
    Secret(secret::Command),
    /// List, retry, flush, hold and release mails
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Write a person's promotion packet to a file
    Packet(packet::Args),
    /// Verify that a PDF was issued by this service, is unchanged and still valid
    Verify(verify::Args),
    /// Verify the trail, or sign its head
    #[command(subcommand)]
    Audit(audit::Command),
    /// Check the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Read a scan from stdin (started by the service itself)
    #[command(hide = true, name = reader_process::SUBCOMMAND)]
    ReadScan { pixels: u64, pages: usize, seconds: u64 },
    /// Print completions for a shell
    #[command(after_help = "Example:\n  commend completions bash > /etc/bash_completion.d/commend")]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Report every problem at once, and the effective settings with secrets hidden
    Check {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command in the arguments.
pub fn main() -> ExitCode {
    private_files::keep_private();
    let cli = Cli::parse();
    if let Command::ReadScan { pixels, pages, seconds } = cli.command {
        let limits = Limits { pixels, pages, time: Duration::from_secs(seconds) };
        return if reader_process::answer(limits).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("commend: the runtime cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => {
            // The cause may contain text of others: of a relay, a database server or a file.
            eprintln!("commend: {}", shown_lines(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "commend", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(ConfigCommand::Check { json }) => Ok(check::run(json).await),
        Command::ReadScan { .. } => unreachable!("it needs no runtime and was answered above"),
        Command::Demo(args) => demo::run(&args).await,
        Command::Serve(args) => serve::run(configured_to_serve()?, &args).await,
        Command::Work => serve::work(configured_to_serve()?).await,
        Command::Migrate => migrate(&configured()?).await,
        Command::Import(import::Command::People(args)) => {
            let (config, db) = opened()?;
            import::people(&args, &db, &Clock::System, &config).await
        }
        Command::Admin(command) => {
            let (config, db) = opened()?;
            admin::run(command, db, Clock::System, &config).await
        }
        Command::Secret(secret::Command::New { file }) => secret::new(&file),
        Command::Secret(secret::Command::Rotate { new_keys, json }) => {
            let (config, db) = opened()?;
            secret::rotate(new_keys, json, db, Clock::System, &config).await
        }
        Command::Outbox(command) => {
            let (config, db) = opened()?;
            outbox::run(command, &db, &Clock::System, config.bank.time_zone).await
        }
        Command::Packet(args) => packet::run(configured()?, &args).await,
        Command::Verify(args) => verify::run(configured()?, &args).await,
        Command::Audit(command) => {
            let (config, db) = opened()?;
            audit::run(command, db, Clock::System, &config).await
        }
    }
}

/// The configuration and its warnings; all problems together are one error.
fn surveyed() -> anyhow::Result<(Config, Vec<ConfigProblem>)> {
    let mut survey = config::survey(Sources::gather());
    config::look(&mut survey);
    let read = survey.verdict().map_err(|problems| anyhow::anyhow!("{}", listed(&problems)))?;
    log::begin(&read.config);
    Ok((read.config, read.warnings))
}

/// The configuration for a service, which writes the warnings to its log.
fn configured_to_serve() -> anyhow::Result<Config> {
    let (config, warnings) = surveyed()?;
    warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    Ok(config)
}

/// The configuration for a one-off command, without the warnings.
fn configured() -> anyhow::Result<Config> {
    Ok(surveyed()?.0)
}

fn listed(problems: &[ConfigProblem]) -> String {
    let lines: String = problems.iter().map(|problem| format!("\n  {problem}")).collect();
    format!("the configuration has problems:{lines}")
}

/// The configuration and an up-to-date database: every command works before the first `serve`.
fn opened() -> anyhow::Result<(Config, Database)> {
    let config = configured()?;
    app::prepare_database(&config)?;
    let db = Database::open(config.database.location.clone(), 2)?;
    Ok((config, db))
}

async fn migrate(config: &Config) -> anyhow::Result<ExitCode> {
    if let crate::db::Location::Sqlite(path) = &config.database.location
        && let Some(folder) = path.parent()
    {
        private_files::make_folder(folder)?;
    }
    let applied = crate::db::migrations::run(&config.database.location)?;
    let db = Database::open(config.database.location.clone(), 1)?;
    if app::search_index::bring_up_to_date(&db).await? {
        println!("People, assists and letters are indexed again for the search.");
    }
    match applied.len() {
        0 => println!("The database is up to date."),
        n => println!("Migrations applied ({n}): {}. The database is up to date.", applied.join(", ")),
    }
    Ok(ExitCode::SUCCESS)
}
