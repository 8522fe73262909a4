//! `commend secret`: creates and rotates the installation's secret, without which a copy of the database is useless.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use serde_json::json;

use super::json_output;

use crate::app;
use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::secret;

/// The operations of `commend secret`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a file with a new secret that only you can read
    #[command(after_help = "Example:\n  commend secret new /etc/commend/secret.key\n\n\
        Name it in COMMEND_SECRET_FILE, give the same file to every process, and keep a copy of it where no backup of the database \
        lies: whoever has both can sign as anybody.")]
    New {
        /// The file to create; an existing file is left unchanged
        file: PathBuf,
    },
    /// Encrypt the signing keys with the first secret of the file
    #[command(after_help = "\
To replace the secret, with any number of processes running:
  1. commend secret new next.key
  2. On every machine, put the line of next.key above the old one in COMMEND_SECRET_FILE.
  3. commend secret rotate        once, anywhere; running processes read the file again by themselves
  4. An hour later, take the old line out on every machine. Links that were mailed before have run out by then.

When the secret is lost, or somebody else may have it together with a copy of the database:
  1. Put a new secret alone into COMMEND_SECRET_FILE, on every machine.
  2. commend secret rotate --new-keys
  3. Restart the processes.

--new-keys makes every access token void, within a minute everywhere; clients get new ones by their refresh tokens. One-time links \
that are not mailed yet have to be asked for again.")]
    Rotate {
        /// Withdraw every signing key at once and make new ones
        #[arg(long)]
        new_keys: bool,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Makes a secret file.
///
/// # Errors
/// When the file exists already or cannot be created.
pub fn new(file: &std::path::Path) -> anyhow::Result<ExitCode> {
    if !secret::make(file)? {
        bail!("{} exists already and was not changed", file.display());
    }
    println!("{} holds a new secret; COMMEND_SECRET_FILE names it.", file.display());
    Ok(ExitCode::SUCCESS)
}

/// Encrypts the signing keys with the first secret of the file.
///
/// # Errors
/// When the file lacks the secret of a key, or the database cannot be written.
pub async fn rotate(
    new_keys: bool,
    as_json: bool,
    db: Database,
    clock: Clock,
    config: &Config,
) -> anyhow::Result<ExitCode> {
    let secrets = app::secrets(config)?;
    let accounts = app::accounts(config, db, clock, secrets.clone());
    let changed = if new_keys {
        accounts.replace_keys(Actor::CommandLine).await?
    } else {
        accounts.reseal(Actor::CommandLine).await?
    };
    let current = secrets.current();
    match (as_json, new_keys) {
        (true, _) => json_output::print(&json!({"secret": current, "keys": changed, "new_keys": new_keys}))?,
        (false, true) => {
            println!("{changed} signing keys were withdrawn; new ones are encrypted with the secret {current}.")
        }
        (false, false) if changed == 0 => println!("Every signing key is encrypted with the secret {current} already."),
        (false, false) => println!(
            "{changed} signing keys are encrypted with the secret {current} now. Take the old one out of the file in an hour."
        ),
    }
    Ok(ExitCode::SUCCESS)
}
