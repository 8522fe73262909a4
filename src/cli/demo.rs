//! `commend demo`: the service with a sample bank, sample letters sent through the real operations, and mails and PDFs on disk.
//!
//! Everything is as in production, except that the relay is a folder and the passwords are printed. The data stays in its folder;
//! `--reset` starts anew. It refuses to touch a folder that is not a demo's.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::DateTime;

use super::serve::{Stop, until_told};
use crate::app::{self, App};
use crate::clock::{Clock, Timestamp};
use crate::config::{self, Config, DocumentStore, Sources};
use crate::db::database_marks::{self, DatabaseMark};
use crate::db::migrations::MigrationError;
use crate::delivery::State;
use crate::demo::{PASSWORD, PEOPLE, letters, person};
use crate::directory::sample::{self, cast};
use crate::language::Language;
use crate::private_files;
use crate::routes;
use crate::server;
use crate::worker::Worker;

/// Marks a folder as a demo's, which may be removed.
const MARK: &str = ".commend-demo";

/// The options of the demo.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  commend demo\n  commend demo --port 9000 --reset\n\nThe data is in ./demo-data, or where COMMEND_DATA_DIR says."
)]
pub struct Args {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Remove the data of an earlier demo first
    #[arg(long)]
    pub reset: bool,
    /// Stand still at this moment (RFC 3339), so that pictures of the pages can be repeated
    #[arg(long, hide = true, value_name = "MOMENT", value_parser = moment)]
    pub at: Option<Timestamp>,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    let moment = DateTime::parse_from_rfc3339(text).map_err(|error| error.to_string())?;
    Ok(Timestamp::from_micros(moment.timestamp_micros()))
}

/// Runs the demo until SIGINT or SIGTERM.
///
/// # Errors
/// When it cannot start, or the folder has other content.
pub async fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let config = demo_config(args.port)?;
    let mut stop = Stop::listen();
    super::log::begin(&config);
    super::log::prepare(&config.security_log)?;
    let data = config.data_dir.clone();
    prepare_folder(&data, args.reset)?;
    prepare_database(&config)?;
    database_marks::set(&config.database.location, DatabaseMark::SampleBank)?;
    server::raise_open_files();
    let listener = server::listen(config.server.listen)?;
    let address = listener.local_addr().context("the listener has no address")?;
    let app = App::new(config, args.at.map_or(Clock::System, Clock::manual), address)?;
    if is_new(&app).await? {
        eprintln!("Making the sample bank …");
        fill(&app.config, address, app.clock.now()).await?;
    }
    app.accounts.prepare_keys().await?;
    let worker = Worker::start(&app)?;
    let running = server::run(app.clone(), routes::DEMO, listener)?;
    tell(&app, &data).await?;
    until_told(&running, &mut stop).await;
    running.stop().await;
    worker.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn demo_config(port: u16) -> anyhow::Result<Config> {
    let mut sources = Sources::gather();
    // The demo ignores all other configuration in this shell; only the folder can be chosen.
    sources.variables.retain(|name, _| name == "COMMEND_DATA_DIR");
    sources.file = None;
    sources.unreadable.clear();
    sources.variables.entry("COMMEND_DATA_DIR".into()).or_insert_with(|| "./demo-data".into());
    let mut config = config::read(sources).map_err(|problems| anyhow::anyhow!(super::listed(&problems)))?.config;
    config.is_demo = true;
    config.server.listen = SocketAddr::from(([127, 0, 0, 1], port));
    config.bank.name = "Meridian Community Bank".into();
    config.bank.streets.insert("Oak Street".into(), "118 Oak Street, Asheville".into());
    config.mail.from = format!("commend@{}", sample::DOMAIN);
    Ok(config)
}

/// Brings the demo's database up to date. One that another build made is made anew: all that is in it is invented.
fn prepare_database(config: &Config) -> anyhow::Result<()> {
    match app::prepare_database(config) {
        Err(error) if matches!(error.downcast_ref(), Some(MigrationError::AnotherBuild(_))) => {
            eprintln!("The sample bank in {} was made by another build; it is made anew.", config.data_dir.display());
            prepare_folder(&config.data_dir, true)?;
            app::prepare_database(config)?;
        }
        prepared => _ = prepared?,
    }
    Ok(())
}

fn prepare_folder(data: &Path, reset: bool) -> anyhow::Result<()> {
    let mark = data.join(MARK);
    if data.exists() && !mark.exists() && std::fs::read_dir(data)?.next().is_some() {
        anyhow::bail!(
            "{} holds something that is not a demo's; name another folder with COMMEND_DATA_DIR",
            data.display()
        );
    }
    if reset && data.exists() {
        std::fs::remove_dir_all(data).with_context(|| format!("{} cannot be removed", data.display()))?;
    }
    private_files::make_folder(data).with_context(|| format!("{} cannot be made", data.display()))?;
    private_files::write(&mark, b"This folder was made by \"commend demo\" and may be removed.\n")?;
    Ok(())
}

async fn is_new(app: &App) -> anyhow::Result<bool> {
    Ok(sample::by_number(&app.db, cast::BANKER).await.is_err())
}

/// Fills the sample bank, with a service of its own whose clock begins a year ago.
async fn fill(config: &Config, address: SocketAddr, now: Timestamp) -> anyhow::Result<()> {
    let clock = Clock::manual(now.minus(letters::SPAN));
    let past = App::new(config.clone(), clock, address)?;
    past.accounts.prepare_keys().await?;
    letters::fill(&past, now.day_in(config.bank.time_zone)).await
}

/// Prints the addresses, folders and sign-ins of the demo.
async fn tell(app: &App, data: &Path) -> anyhow::Result<()> {
    let documents: PathBuf = match &app.config.documents {
        DocumentStore::Folder(path) => path.clone(),
        DocumentStore::S3 { .. } => data.to_owned(),
    };
    let counts = app.db.read(crate::delivery::operations::unfinished).await?;
    let under_way = |state: &State| matches!(state, State::Queued | State::Sending);
    let total: i64 = counts.iter().filter(|(state, _)| under_way(state)).map(|(_, count)| count).sum();
    println!("\nCommend demo: a sample bank, nobody in it is real\n");
    println!("  Begin here: {}demo\n", app.public_url);
    println!("  address     {}", app.public_url);
    println!("  API         {}api   (description: {}api/openapi.json)", app.public_url, app.public_url);
    println!("  mails       {}   ({total} on their way, as .eml)", app.config.mail_dir().display());
    println!("  PDFs        {}   (under their SHA-256)", documents.display());
    println!("\n  Sign in at {}sign-in, password \"{PASSWORD}\":", app.public_url);
    for (number, comes_for) in PEOPLE {
        println!("    {:<38} {}", person(app, number).await?.email, Language::english().say(comes_for));
    }
    println!("\n  Try it:\n    curl -s {}api/v1/tokens -H 'Content-Type: application/json' \\", app.public_url);
    let banker = person(app, cast::BANKER).await?.email;
    println!("      -d '{{\"email\":\"{banker}\",\"password\":\"{PASSWORD}\"}}'");
    if counts.iter().any(|(state, count)| *state == State::Failed && *count > 0) {
        println!("\n  Some mails could not be delivered; \"commend outbox list\" says why.");
    }
    println!("\n  Stop it with Ctrl-C; \"commend demo --reset\" begins anew.\n");
    Ok(())
}
