//! `commend verify`: checks a file as the verification page does, at the command line.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::json_output;
use crate::app::{self, App};
use crate::clock::Clock;
use crate::config::Config;
use crate::verification::api::CheckView;
use crate::verification::rules::{Inspected, Inspection};
use crate::verification::{Finding, Issued, Validity};

/// The file and the output form.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit code 0 when it is genuine, 1 otherwise with the reason on stderr.

Examples:
  commend verify letter.pdf
  commend verify --json letter.pdf
  COMMEND_DATA_DIR=./demo-data commend verify letter.pdf")]
pub struct Args {
    /// The PDF
    pub file: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Checks a file.
///
/// # Errors
/// When the file or the records cannot be read.
pub async fn run(config: Config, args: &Args) -> anyhow::Result<ExitCode> {
    let path = args.file.display();
    let file = inspect(&args.file).with_context(|| format!("{path} cannot be read"))?;
    app::prepare_database(&config)?;
    let listening = config.server.listen;
    let app = App::new(config, Clock::System, listening)?;
    let finding = app.verification.file(&file).await?;
    if args.json {
        json_output::print(&CheckView::of(&finding, Some(&file)))?;
    }
    Ok(match verdict(&finding) {
        Ok(words) => {
            if !args.json {
                println!("{words}");
            }
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("commend: {path}: {reason}");
            ExitCode::FAILURE
        }
    })
}

fn inspect(path: &std::path::Path) -> std::io::Result<Inspected> {
    let mut file = std::fs::File::open(path)?;
    let mut inspection = Inspection::default();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(inspection.finish()),
            length => inspection.feed(&chunk[..length]),
        }
    }
}

fn verdict(finding: &Finding) -> Result<String, String> {
    match finding {
        Finding::NotKnown => Err("not ours: it is no letter or packet in this database (see COMMEND_DATA_DIR and DATABASE_URL) and carries no code of one".to_owned()),
        Finding::Altered(Issued { reference, version, .. }) => Err(format!(
            "altered: it carries the code of {reference}, version {version}, and is not the file that was issued"
        )),
        Finding::Known(Issued { reference, version, issued_on, validity, .. }) => match validity {
            Validity::Genuine => Ok(format!("Genuine: {reference}, version {version}, issued on {issued_on}.")),
            Validity::Superseded { version: newest, issued_on: since } => {
                Err(format!("superseded: {reference}, version {version}; version {newest}, issued on {since}, replaced it"))
            }
            Validity::Withdrawn { on } => Err(format!("withdrawn: {reference}, on {on}")),
        },
    }
}
