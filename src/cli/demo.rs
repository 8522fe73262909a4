//! `commend demo`: the service with a sample bank, sample letters sent through the real operations, and mails and PDFs on disk.
//!
//! Everything is as in production, except that the relay is a folder and the passwords are printed. The data stays in its folder;
//! `--reset` starts anew. It refuses to touch a folder that is not a demo's.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::serve::{Stop, until_told};
use crate::accounts::operations::Origin;
use crate::app::{self, App};
use crate::audit::Actor;
use crate::clock::Clock;
use crate::commendations::intake::{ClientInput, Given, Input, LetterInput, SignatureInput};
use crate::commendations::{LetterKind, Strength};
use crate::config::{self, Config, DocumentStore, Sources};
use crate::db::database_marks::{self, Mark};
use crate::db::migrations::MigrationError;
use crate::delivery::State;
use crate::directory::operations;
use crate::directory::sample::{self, cast};
use crate::ids::PersonId;
use crate::permissions::{Caller, Role};
use crate::private_files;
use crate::routes;
use crate::server;
use crate::worker::Worker;

/// Everyone's password in the demo. It is printed, and protects nothing real.
const PASSWORD: &str = "tall heron on a quiet ladder";
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
}

/// The people who can sign in, with the purpose of each.
const PEOPLE: [(&str, &str); 7] = [
    (cast::BANKER, "banker: sends letters, keeps the helper book"),
    (cast::HELPER, "helper: reads what was said, thanks back"),
    (cast::HELPER_SUPERVISOR, "helper's supervisor: acknowledges"),
    (cast::BANKER_SUPERVISOR, "banker's supervisor: reads"),
    (cast::HR, "HR: work items, corrections"),
    (cast::AUDITOR, "auditor: the trail"),
    (cast::ADMIN, "administrator: roles"),
];

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
    database_marks::set(&config.database.location, Mark::SampleBank)?;
    server::raise_open_files();
    let listener = server::listen(config.server.listen)?;
    let app = App::new(config, Clock::System, listener.local_addr().context("the listener has no address")?)?;
    app.accounts.prepare_keys().await?;
    let worker = Worker::start(&app)?;
    let running = server::run(app.clone(), routes::TABLE, listener)?;
    if is_new(&app).await? {
        eprintln!("Making the sample bank …");
        fill(&app).await?;
    }
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

/// Fills the sample bank: people, passwords, and letters sent through the operations that a request uses.
async fn fill(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    sample::load(&app.db, now, app.commendations.today()).await?;
    for (number, _) in PEOPLE {
        app.accounts.set_password(&email_of(app, number).await?, PASSWORD, Actor::CommandLine).await?;
    }
    app.accounts.grant(&email_of(app, cast::ADMIN).await?, Role::Admin, Actor::CommandLine).await?;
    let sender = Sender::sign_in(app).await?;
    for letter in letters(app).await? {
        sender.send(app, letter).await?;
    }
    Ok(())
}

/// Sample letters, as the banker would fill them in.
async fn letters(app: &App) -> anyhow::Result<Vec<Input>> {
    let helper = sample::by_number(&app.db, cast::HELPER).await?;
    let lead = sample::by_number(&app.db, cast::HELPER_SUPERVISOR).await?;
    let under_acting = sample::by_number(&app.db, cast::UNDER_ACTING).await?;
    let left = sample::by_number(&app.db, cast::SUPERVISOR_LEFT).await?;
    Ok(vec![
        Input {
            helpers: praised(&[helper]),
            client: client("Maria Delgado", true, Some(true)),
            letter: typed("en", include_str!("demo/closing.txt"), "Maria Delgado", Given::Value(signature())),
            cover_note: text(include_str!("demo/closing-note.txt")),
            strengths: strengths(&[Strength::CalmUnderPressure, Strength::ExplainedClearly]),
            ..Input::default()
        },
        Input {
            helpers: praised(&[helper, lead]),
            client: client("Nguyễn Thị Ánh Tuyết", false, None),
            letter: typed("en", include_str!("demo/card.txt"), "Nguyễn Thị Ánh Tuyết", Given::Absent),
            strengths: strengths(&[Strength::StayedUntilSolved]),
            ..Input::default()
        },
        Input {
            helpers: praised(&[under_acting]),
            cover_note: text(include_str!("demo/colleague.txt")),
            strengths: strengths(&[Strength::BeyondOwnDesk, Strength::CalledBack]),
            ..Input::default()
        },
        Input {
            helpers: praised(&[left]),
            include_banker: Given::Value(true),
            client: client("Γιώργος Παπαδόπουλος", true, None),
            letter: typed("el", include_str!("demo/greek.txt"), "Γιώργος Παπαδόπουλος", Given::Absent),
            cover_note: text("He asked me to pass this on as he wrote it."),
            ..Input::default()
        },
    ])
}

fn text(text: &str) -> Given<String> {
    Given::Value(text.to_owned())
}

fn praised(helpers: &[PersonId]) -> Given<Vec<Given<PersonId>>> {
    Given::Value(helpers.iter().map(|helper| Given::Value(*helper)).collect())
}

fn strengths(strengths: &[Strength]) -> Given<Vec<Given<String>>> {
    Given::Value(strengths.iter().map(|strength| text(strength.as_str())).collect())
}

fn client(name: &str, share_name: bool, invited: Option<bool>) -> Given<ClientInput> {
    Given::Value(ClientInput {
        name: text(name),
        share_name: Given::Value(share_name),
        invited: invited.map_or(Given::Absent, Given::Value),
        ..ClientInput::default()
    })
}

fn typed(language: &str, words: &str, name: &str, strokes: Given<Vec<Vec<Vec<f64>>>>) -> Given<LetterInput> {
    Given::Value(LetterInput {
        kind: text(LetterKind::Typed.as_str()),
        text: text(words),
        language: text(language),
        signature: Given::Value(SignatureInput { name: text(name), strokes }),
        ..LetterInput::default()
    })
}

/// A few strokes of a pen.
fn signature() -> Vec<Vec<Vec<f64>>> {
    let wave = |from: f64, to: f64, height: f64, turns: f64| -> Vec<Vec<f64>> {
        (0..=40)
            .map(|step| {
                let part = f64::from(step) / 40.0;
                let y = 60.0 - height * (part * turns * std::f64::consts::TAU).sin() - part * 6.0;
                vec![from + (to - from) * part, y]
            })
            .collect()
    };
    let line = [[30.0, 84.0], [100.0, 78.0], [190.0, 80.0]].map(Vec::from);
    vec![wave(10.0, 70.0, 28.0, 2.0), wave(74.0, 150.0, 10.0, 3.5), line.into()]
}

/// The banker of the cast, signed in as anyone would be.
struct Sender(Caller);

impl Sender {
    async fn sign_in(app: &App) -> anyhow::Result<Self> {
        let email = email_of(app, cast::BANKER).await?;
        let tokens = app.accounts.sign_in(&email, PASSWORD, &Origin::default()).await?.tokens;
        Ok(Self(app.accounts.authenticate(&tokens.access_token).await?))
    }

    async fn send(&self, app: &App, letter: Input) -> anyhow::Result<()> {
        let prepared = app.commendations.prepare(self.0, letter).await.context("a sample letter was not taken")?;
        app.commendations.send(prepared, |_, _, _| Ok(())).await.context("a sample letter was not sent")?;
        Ok(())
    }
}

async fn email_of(app: &App, number: &'static str) -> anyhow::Result<String> {
    let person = app.db.read(move |conn| operations::by_employee_number(conn, number)).await?;
    Ok(person.context("the sample bank has lost somebody; begin anew with --reset")?.email)
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
    println!("  address     {}", app.public_url);
    println!("  API         {}api   (description: {}api/openapi.json)", app.public_url, app.public_url);
    println!("  mails       {}   ({total} on their way, as .eml)", app.config.mail_dir().display());
    println!("  PDFs        {}   (under their SHA-256)", documents.display());
    println!("\n  Sign in at {}sign-in, password \"{PASSWORD}\":", app.public_url);
    for (number, comes_for) in PEOPLE {
        println!("    {:<38} {comes_for}", email_of(app, number).await?);
    }
    println!("\n  Try it:\n    curl -s {}api/v1/tokens -H 'Content-Type: application/json' \\", app.public_url);
    let banker = email_of(app, cast::BANKER).await?;
    println!("      -d '{{\"email\":\"{banker}\",\"password\":\"{PASSWORD}\"}}'");
    if counts.iter().any(|(state, count)| *state == State::Failed && *count > 0) {
        println!("\n  Some mails could not be delivered; \"commend outbox list\" says why.");
    }
    println!("\n  Stop it with Ctrl-C; \"commend demo --reset\" begins anew.\n");
    Ok(())
}
