//! `commend admin`: creates the first administrator, sets passwords, grants roles; for operators on the server.
//!
//! A password is read from standard input, never from an argument, which other users of the machine could see. A one-time code
//! goes to standard output and nowhere else.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use serde_json::json;

use super::json_output;

use crate::accounts::AccountsError;
use crate::accounts::operations::{Granted, NewAdmin, Revoked};
use crate::app;
use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::permissions::{Role, Roles};

/// The operations of `commend admin`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a person an administrator, and print a one-time code to choose a password with
    #[command(after_help = "Example:\n  commend admin create ines.okafor@bank.example\n\n\
        The code is good for 30 minutes and once. Open this page with it to choose the password:\n  \
        http://127.0.0.1:8080/activate/CODE\n\n\
        Whoever is not in the directory yet is added, and becomes one with the row of the same address when a directory file \
        brings it.")]
    Create {
        /// The address
        email: String,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Set a person's password, and end all of that person's sessions
    #[command(
        after_help = "Example:\n  commend admin set-password sam.lee@bank.example --password-stdin < password.txt"
    )]
    SetPassword {
        /// The address
        email: String,
        /// Read the password from standard input (the only way to give it)
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Grant a role by hand
    #[command(after_help = "Example:\n  commend admin grant ines.okafor@bank.example auditor")]
    Grant(RoleArgs),
    /// Revoke a role that was granted by hand
    #[command(after_help = "Example:\n  commend admin revoke ines.okafor@bank.example auditor\n\n\
        A role from the directory file stays: change the file.")]
    Revoke(RoleArgs),
}

/// The person and the role.
#[derive(Debug, clap::Args)]
pub struct RoleArgs {
    /// The address
    pub email: String,
    /// banker, back_office, hr, auditor or admin
    pub role: Role,
    /// The reason, shown on the page of administrators
    #[arg(long)]
    pub reason: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Runs the operation and prints its result.
///
/// # Errors
/// When nobody has the address, the password breaks a rule, or the database fails.
pub async fn run(command: Command, db: Database, clock: Clock, config: &Config) -> anyhow::Result<ExitCode> {
    let url = config.public_url(config.server.listen);
    let accounts = app::accounts(config, db, clock, app::secrets(config)?);
    let by = Actor::CommandLine;
    match &command {
        Command::Create { email, json } => {
            let admin = accounts.create_admin(email, by).await.map_err(|error| explain(error, email))?;
            print_admin(email, &admin, &url, *json)?;
        }
        Command::SetPassword { email, password_stdin: _ } => {
            let password = read_password()?;
            accounts.set_password(email, &password, by).await.map_err(|error| explain(error, email))?;
            eprintln!("The password of {email} is set, and all sessions have ended.");
        }
        Command::Grant(args) => {
            let granted = accounts
                .grant(&args.email, args.role, args.reason.clone())
                .await
                .map_err(|e| explain(e, &args.email))?;
            print_granted(args, granted)?;
        }
        Command::Revoke(args) => {
            let revoked = accounts
                .revoke(&args.email, args.role, args.reason.clone())
                .await
                .map_err(|e| explain(e, &args.email))?;
            print_revoked(args, revoked)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The password from standard input, without one line end: a pipe from `echo` adds one.
fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("standard input cannot be read as UTF-8")?;
    let password = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if password.is_empty() {
        bail!(
            "standard input holds no password; for example: commend admin set-password EMAIL --password-stdin < FILE"
        );
    }
    Ok(password.to_owned())
}

/// An error in words for an operator, who may know who is in the directory.
fn explain(error: AccountsError, email: &str) -> anyhow::Error {
    match error {
        AccountsError::UnknownPerson => anyhow::anyhow!(
            "nobody active in the directory has the address {email}; import the directory first, or make the first \
             administrator with: commend admin create {email}"
        ),
        other => anyhow::Error::from(other).context(email.to_owned()),
    }
}

fn print_admin(email: &str, admin: &NewAdmin, url: &url::Url, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return json_output::print(&json!({
            "person_id": admin.person,
            "email": email,
            "activation_code": admin.code,
            "expires_at": admin.expires_at,
        }));
    }
    println!("{}", admin.code);
    eprintln!(
        "{email} is an administrator. Until {} the code above is good, once, to choose a password at:\n  \
         {url}activate/CODE",
        admin.expires_at,
    );
    Ok(())
}

fn print_granted(args: &RoleArgs, granted: Granted) -> anyhow::Result<()> {
    print_roles(args, granted.roles, "granted", granted.new)?;
    if !args.json {
        let (email, role) = (&args.email, args.role);
        if granted.new {
            eprintln!("{email} has the role {role}.");
        } else {
            eprintln!("{email} had the role {role} by hand already; nothing was changed.");
        }
    }
    Ok(())
}

fn print_revoked(args: &RoleArgs, revoked: Revoked) -> anyhow::Result<()> {
    print_roles(args, revoked.roles, "revoked", revoked.was_granted)?;
    if !args.json {
        let (email, role) = (&args.email, args.role);
        match (revoked.was_granted, revoked.roles.has(role)) {
            (true, false) => eprintln!("{email} no longer has the role {role}."),
            (true, true) => eprintln!("The grant is gone; {email} still has the role {role} from the directory file."),
            (false, true) => eprintln!("{email} has the role {role} from the directory file; change it there."),
            (false, false) => eprintln!("{email} does not have the role {role}; nothing was changed."),
        }
    }
    Ok(())
}

fn print_roles(args: &RoleArgs, roles: Roles, verb: &str, changed: bool) -> anyhow::Result<()> {
    let names: Vec<&str> = roles.iter().map(Role::as_str).collect();
    if args.json {
        json_output::print(&json!({ "email": args.email, "role": args.role, verb: changed, "roles": names }))?;
    } else {
        println!("{}", names.join(" "));
    }
    Ok(())
}
