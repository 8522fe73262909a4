//! `commend audit`: verifies the trail, and signs checkpoints of its head.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use serde_json::json;

use super::json_output;

use crate::app;
use crate::audit::{self, Checkpoint, Head, Intact, VerifyError};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;

/// The operations of `commend audit`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Verify the whole trail; exit code 1, with the first entry that breaks it, when it was changed
    #[command(
        after_help = "Examples:\n  commend audit verify\n  commend audit verify --checkpoint 2026-11.json --json"
    )]
    Verify {
        /// A file made earlier by "commend audit checkpoint": the trail must still contain its head, so that a truncated end is
        /// detected
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Print the head of the trail, signed; keep it where nobody who can write to the database can reach it
    #[command(after_help = "Example:\n  commend audit checkpoint > /mnt/archive/2026-11.json\n\n\
        The signature is Ed25519, base64url, by the key of that name in /.well-known/jwks.json, which rotates: keep that file \
        beside it. It is over five lines, each ended by a line feed: commend-trail-checkpoint-1, entry, hash, time, kid.")]
    Checkpoint {
        /// Print the checkpoint on one line
        #[arg(long)]
        json: bool,
    },
}

/// Verifies the trail, or prints a checkpoint.
///
/// # Errors
/// When the trail cannot be read, or the checkpoint was not signed by this service.
pub async fn run(command: Command, db: Database, clock: Clock, config: &Config) -> anyhow::Result<ExitCode> {
    let accounts = app::accounts(config, db.clone(), clock, app::secrets(config)?);
    match command {
        Command::Checkpoint { json } => {
            let (entry, hash) = db.read(audit::head).await?;
            let head = |time| Head { entry, hash: hash.clone(), time };
            let signed = accounts.sign_statement(|kid, time| head(time).statement(kid)).await?;
            let checkpoint = Checkpoint { head: head(signed.at), kid: signed.kid, signature: signed.signature };
            if json {
                json_output::print(&checkpoint)?
            } else {
                json_output::print_pretty(&checkpoint)?
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { checkpoint: None, json } => report(audit::verify(&db).await, None, json),
        Command::Verify { checkpoint: Some(file), json } => {
            let known = read(&file)?;
            let Checkpoint { head, kid, signature } = &known;
            if !accounts.signed(kid, &head.statement(kid), signature, head.time).await? {
                bail!(
                    "{} is not a checkpoint that this service signed, or it was changed; was it made with another database?",
                    file.display()
                );
            }
            report(audit::verify_against(&db, head).await, Some(head), json)
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Checkpoint> {
    let text = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} holds no checkpoint", file.display()))
}

fn report(verified: Result<Intact, VerifyError>, known: Option<&Head>, as_json: bool) -> anyhow::Result<ExitCode> {
    match verified {
        Ok(intact) => {
            if as_json {
                let checkpoint = known.map(|head| head.entry);
                json_output::print(
                    &json!({"intact": true, "entries": intact.entries, "head": intact.head, "checkpoint": checkpoint}),
                )?;
                return Ok(ExitCode::SUCCESS);
            }
            println!("The trail is whole: {} entries, the last with hash {}.", intact.entries, intact.head);
            if let Some(head) = known {
                println!("It holds the checkpoint of {}: entry {} is the one that was signed.", head.time, head.entry);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(VerifyError::Broken(broken)) => {
            if as_json {
                json_output::print(
                    &json!({"intact": false, "first_bad_entry": broken.entry(), "why": broken.to_string()}),
                )?;
            }
            eprintln!("commend: the trail does not hold: {broken}");
            Ok(ExitCode::FAILURE)
        }
        Err(VerifyError::Database(error)) => Err(error.into()),
    }
}
