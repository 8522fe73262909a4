//! `commend packet`: writes a person's promotion packet to a file, and shows the progress on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::NaiveDate;

use crate::app::{self, App};
use crate::clock::Clock;
use crate::commendations::operations::HistoryReader;
use crate::config::Config;
use crate::db::Connection;
use crate::directory::{Person, operations as directory};
use crate::documents::packet::Step;
use crate::packets::{OnProgress, PacketRequest, Period, Progress};
use crate::private_files;

/// The person, the period, and the file to write.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The packet is kept under its reference and can be verified; asked again over unchanged letters, it is the same file.

Examples:
  commend packet priya@bank.example --out packet.pdf
  commend packet 4417 --from 2025-12-01 --to 2026-11-30 --out packet.pdf
  COMMEND_DATA_DIR=./demo-data commend packet priya@bank.example --out packet.pdf --json")]
pub struct Args {
    /// Address or employee number
    #[arg(value_name = "EMAIL|EMPLOYEE_NUMBER")]
    pub person: String,
    /// The file to write the PDF to; an existing file is replaced
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// First day of service, such as 2025-12-01; by default the first there is
    #[arg(long, value_name = "DAY")]
    pub from: Option<NaiveDate>,
    /// Last day of service; by default the last there is
    #[arg(long, value_name = "DAY")]
    pub to: Option<NaiveDate>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Makes the packet, or finds the stored one, and writes it to the file.
///
/// # Errors
/// When the person is unknown, there is no letter in the period, or a file cannot be read or written.
pub async fn run(config: Config, args: &Args) -> anyhow::Result<ExitCode> {
    let period = Period::new(args.from, args.to).context("--to is a day before --from")?;
    app::prepare_database(&config)?;
    let listening = config.server.listen;
    let app = App::new(config, Clock::System, listening)?;
    let named = args.person.clone();
    let person = app.db.read(move |conn| find(conn, &named)).await?;
    let person = person.with_context(|| {
        format!(
            "nobody in the directory is {}: give the address of somebody who works here, or an employee number",
            args.person
        )
    })?;
    let asked = PacketRequest { by: HistoryReader::CommandLine, person: person.id, period };
    let made = app.packets.packet(asked, show()).await;
    if std::io::stderr().is_terminal() {
        // The result or the error starts on an empty line.
        eprint!("{CLEARED}");
    }
    let file = made?;
    private_files::write(&args.out, &file.bytes)
        .with_context(|| format!("{} cannot be written", args.out.display()))?;
    if args.json {
        let out = args.out.display().to_string();
        let said = serde_json::json!({"reference": file.reference, "sha256": file.sha256, "file": out});
        println!("{said}");
    } else {
        println!("{} is in {}, SHA-256 {}.", file.reference, args.out.display(), file.sha256);
    }
    Ok(ExitCode::SUCCESS)
}

fn find(conn: &mut Connection, named: &str) -> Result<Option<Person>, crate::db::DbError> {
    if named.contains('@') {
        return directory::active_by_email(conn, named);
    }
    directory::by_employee_number(conn, named)
}

/// Returns to the start of the terminal's line and clears it.
const CLEARED: &str = "\r\x1b[K";

/// Shows the progress on one line of a terminal, which is overwritten; without a terminal shows nothing.
fn show() -> OnProgress {
    if !std::io::stderr().is_terminal() {
        return Arc::new(|_| {});
    }
    Arc::new(|progress| {
        let says = match progress {
            Progress::Fetched(at, of) => format!("fetching letter {at} of {of}"),
            Progress::Together(Step::Read(at, of)) => format!("reading letter {at} of {of}"),
            Progress::Together(Step::Merging) => "putting the pages together".to_owned(),
            Progress::Together(Step::Writing) => "writing the file".to_owned(),
        };
        // Progress that cannot be shown is no reason to stop.
        let _ = write!(std::io::stderr(), "{CLEARED}{says}");
    })
}
