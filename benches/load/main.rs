//! Makes a database of many commendations: `cargo bench --bench load -- --folder FOLDER --letters 100000`.
//!
//! It serves the other measurements, and is no part of the product. `loader` writes, `plan` says what. Before it begins it says which
//! disk and time it needs, and it does not begin without the room.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a bench talks to the person who started it")]
#![allow(clippy::cast_precision_loss, reason = "figures of a bench are far below 2^52")]

mod loader;
mod plan;

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser as _;
use commend::app::{self, App};
use commend::audit::{self, Actor};
use commend::clock::Clock;
use commend::config::{self, Sources};
use commend::db::database_marks::{self, DatabaseMark};
use commend::demo::{PASSWORD, PEOPLE, person};
use commend::directory::operations as directory;
use commend::directory::sample::{self, cast};
use commend::permissions::Role;

/// Bytes of a letter with all that follows it, besides its words, and of one of its words; measured at 100,000 letters.
const BYTES: (u64, u64) = (11_000, 45);
/// Letters per second on two cores of a virtual machine.
const RATE: (f64, f64) = (350.0, 60.0);

/// Seconds.
const DAY: u64 = 24 * 3_600;

/// Loads the sample bank and commendations, as the API would write them, into an empty database.
#[derive(Debug, clap::Parser)]
struct Args {
    /// The folder of the data; without it nothing is done
    #[arg(long)]
    folder: Option<PathBuf>,
    /// A PostgreSQL database in place of SQLite in the folder; it must be empty. PGOPTIONS='-c synchronous_commit=off' makes it faster
    #[arg(long)]
    database: Option<String>,
    #[arg(long, default_value_t = 100_000)]
    letters: u64,
    /// Words of a letter, on the average
    #[arg(long, default_value_t = 60)]
    words: usize,
    /// Days over which the letters are spread
    #[arg(long, default_value_t = 730)]
    days: u64,
    /// Leave every mail in the queue
    #[arg(long)]
    mails_wait: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Cargo says it to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let Some(folder) = &args.folder else {
        println!("Say where the data is to be: --folder FOLDER; --help has the other options.");
        return Ok(());
    };
    std::fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    say_needs(&args, &folder)?;
    let mut variables = vec![("COMMEND_DATA_DIR", folder.display().to_string())];
    variables.extend(args.database.clone().map(|url| ("DATABASE_URL", url)));
    let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let config = config::read(Sources { variables, ..Sources::default() });
    let config = config.map_err(|problems| anyhow::anyhow!("{problems:?}"))?.config;
    app::prepare_database(&config)?;
    database_marks::set(&config.database.location, DatabaseMark::SampleBank)?;
    let clock = Clock::manual(Clock::System.now().minus(Duration::from_secs(args.days * DAY)));
    let app = App::new(config, clock, SocketAddr::from(([127, 0, 0, 1], 8080)))?;
    app.accounts.prepare_keys().await?;
    let plan = plan::Plan {
        letters: args.letters,
        words: args.words,
        days: args.days,
        mails_wait: args.mails_wait,
        seed: args.seed,
    };
    let cast = sample_bank(&app, args.days).await.context("the sample bank could not be loaded")?;
    let loader = loader::Loader::new(app.clone(), plan, cast).await?;
    for (number, _) in PEOPLE {
        app.accounts.set_password(&person(&app, number).await?.email, PASSWORD, Actor::CommandLine).await?;
    }
    app.accounts.grant(&person(&app, cast::ADMIN).await?.email, Role::Admin, None).await?;
    let began = Instant::now();
    let mut shown = Instant::now();
    loader
        .run(|letters| {
            if shown.elapsed() >= Duration::from_secs(if std::io::stderr().is_terminal() { 1 } else { 30 }) {
                shown = Instant::now();
                let rate = letters as f64 / began.elapsed().as_secs_f64();
                let left = (args.letters - letters) as f64 / rate / 60.0;
                eprintln!("{letters} of {} letters, {rate:.0} per second, {left:.0} minutes left", args.letters);
            }
        })
        .await?;
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    let trail = audit::verify(&app.db).await?;
    println!("{} letters in {minutes:.1} minutes; the trail has {} entries and is intact", args.letters, trail.entries);
    if args.database.is_none() {
        let size = std::fs::metadata(folder.join("commend.db"))?.len();
        println!("{:.2} GB, {} bytes a letter", size as f64 / 1e9, size / args.letters.max(1));
    }
    println!("COMMEND_DATA_DIR={} commend serve; everyone's password is {PASSWORD:?}", folder.display());
    Ok(())
}

/// Puts the sample bank into an empty database, and says who of it writes and receives letters: everyone who is there on all days.
async fn sample_bank(app: &App, days: u64) -> anyhow::Result<plan::Cast> {
    let (from, zone) = (app.clock.now(), app.config.bank.time_zone);
    anyhow::ensure!(sample::by_number(&app.db, cast::BANKER).await.is_err(), "the database has people already");
    let last_day = from.plus(Duration::from_secs(days * DAY)).day_in(zone);
    sample::load(&app.db, from, last_day).await?;
    let with_role = |role| app.db.read(move |conn| directory::active_with_role(conn, role));
    let mut bankers = with_role(Role::Banker).await?;
    let mut helpers = with_role(Role::BackOffice).await?;
    for people in [&mut bankers, &mut helpers] {
        let first_day = from.day_in(zone);
        people.retain(|person| person.starts_on.is_none_or(|day| day <= first_day) && person.ends_on.is_none());
        people.sort_by(|one, other| one.employee_number.cmp(&other.employee_number));
    }
    let busy = (sample::by_number(&app.db, cast::BANKER).await?, sample::by_number(&app.db, cast::HELPER).await?);
    Ok(plan::Cast { bankers, helpers, busy, hr: sample::by_number(&app.db, cast::HR).await? })
}

/// Says what disk and time the load needs.
fn say_needs(args: &Args, folder: &Path) -> anyhow::Result<()> {
    let need = args.letters * (BYTES.0 + BYTES.1 * args.words as u64);
    let minutes = args.letters as f64 / if args.database.is_none() { RATE.0 } else { RATE.1 } / 60.0;
    println!("{} letters need about {:.1} GB and {minutes:.0} minutes.", args.letters, need as f64 / 1e9);
    if args.database.is_none() {
        let disk = rustix::fs::statvfs(folder)?;
        let free = disk.f_bavail * disk.f_frsize;
        let room = "the disk has less room than the load needs: choose another folder, fewer letters or fewer words";
        anyhow::ensure!(free > need + need / 4, "{room} ({:.1} GB are free)", free as f64 / 1e9);
    }
    Ok(())
}
