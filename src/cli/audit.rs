//! `commend audit`: is the trail whole, and where does it end.

use std::process::ExitCode;

use clap::Subcommand;

use crate::audit::{self, VerifyError};
use crate::db::Database;

/// What to do with the trail.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads the whole trail; names the first entry that does not follow, with exit code 1
    Verify {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Checks the trail.
///
/// # Errors
/// When it cannot be read.
pub async fn run(command: &Command, db: &Database) -> anyhow::Result<ExitCode> {
    let Command::Verify { json } = command;
    match audit::verify(db).await {
        Ok(intact) => {
            if *json {
                println!("{}", serde_json::json!({"intact": true, "entries": intact.entries, "head": intact.head}));
            } else {
                println!("The trail is whole: {} entries, the last with hash {}.", intact.entries, intact.head);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(VerifyError::Broken(broken)) => {
            if *json {
                println!(
                    "{}",
                    serde_json::json!({"intact": false, "first_bad_entry": broken.entry(), "why": broken.to_string()})
                );
            }
            eprintln!("commend: the trail does not hold: {broken}");
            Ok(ExitCode::FAILURE)
        }
        Err(VerifyError::Database(error)) => Err(error.into()),
    }
}
