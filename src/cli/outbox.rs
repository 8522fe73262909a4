//! `commend outbox`: lists unfinished mails with their reasons, retries them, and holds or releases all sending.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use clap::Subcommand;
use serde_json::json;

use super::json_output;

use crate::audit::{self, Actor, Event};
use crate::clock::{Clock, Timestamp};
use crate::db::Database;
use crate::delivery::operations::{self as outbox, FailedBy, PausedBy};
use crate::delivery::{Delivery, DeliveryError, State, words};
use crate::ids::DeliveryId;
use crate::invisible_characters::shown;

/// The operations of `commend outbox`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the mails that are not finished, and why
    #[command(after_help = "Examples:\n  commend outbox list\n  commend outbox list --state failed --json")]
    List {
        /// Only mails in this state: queued, sending, unknown, failed or bounced
        #[arg(long)]
        state: Option<String>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Put a failed, bounced or unknown mail back into the queue, or every failed one with --all
    #[command(
        after_help = "Examples:\n  commend outbox retry 0193e0a4-0000-7000-8000-000000000001\n  commend outbox retry --all\n  \
                            commend outbox retry --all --since 2026-11-20 --reply 5.1.8"
    )]
    Retry {
        /// The delivery's id, as "commend outbox list" shows it
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<DeliveryId>,
        /// Retry every failed mail, or those that --since and --reply select; never bounced mails or those that may have arrived
        #[arg(long)]
        all: bool,
        /// Only mails that failed since then: a day at the bank, 2026-11-20, or a moment, 2026-11-20T14:00:00Z
        #[arg(long, requires = "all")]
        since: Option<String>,
        /// Only mails whose last reply from the relay contains this: a code such as 553, a status such as 5.1.8, or words
        #[arg(long, requires = "all")]
        reply: Option<String>,
    },
    /// Try waiting mails now, whatever the time of their next try: all, or one
    #[command(
        after_help = "Examples:\n  commend outbox flush\n  commend outbox flush 0193e0a4-0000-7000-8000-000000000001"
    )]
    Flush {
        /// Only this delivery, as "commend outbox list" shows it
        id: Option<DeliveryId>,
    },
    /// Send nothing until "commend outbox release"
    Hold,
    /// Send mails again
    Release,
}

/// Runs a command on the outbox.
///
/// # Errors
/// When the database fails, or no mail has the id.
pub async fn run(command: Command, db: &Database, clock: &Clock, zone: Tz) -> anyhow::Result<ExitCode> {
    let now = clock.now();
    match command {
        Command::List { state, json } => return list(state.as_deref(), json, db).await,
        Command::Retry { id: None, since, reply, .. } => {
            let since = since.map(|text| moment(&text, zone)).transpose()?;
            return retry_all(FailedBy { since, reply }, db, now).await;
        }
        Command::Retry { id: Some(id), .. } => {
            audit::write(db, now, move |conn, trail| {
                outbox::retry(conn, id, now)?;
                trail.record(Event::new(Actor::CommandLine, "delivery.retried", format!("delivery:{id}")));
                Ok::<_, DeliveryError>(())
            })
            .await?;
            println!("The mail is in the queue again; a running worker sends it within a second.");
        }
        Command::Flush { id } => {
            let count = audit::write(db, now, move |conn, trail| {
                let count = outbox::flush(conn, id, now)?;
                let object = id.map_or_else(|| "outbox".to_owned(), |id| format!("delivery:{id}"));
                trail.record(Event::new(Actor::CommandLine, "outbox.flushed", object).with("mails", count));
                Ok::<_, DeliveryError>(count)
            })
            .await?;
            println!(
                "{}",
                match count {
                    0 => "No mail waits for a later try; those that are due are tried now.".to_owned(),
                    1 => "1 mail is tried now.".to_owned(),
                    many => format!("{many} mails are tried now."),
                }
            );
        }
        Command::Hold => {
            let held = audit::write(db, now, move |conn, trail| {
                trail.record(Event::new(Actor::CommandLine, "outbox.held", "outbox"));
                outbox::pause(conn, PausedBy::Hand, None, now)
            })
            .await?;
            println!(
                "{}",
                if held { "Mails wait until \"commend outbox release\"." } else { "The outbox was held already." }
            );
        }
        Command::Release => {
            let released = audit::write(db, now, move |conn, trail| {
                trail.record(Event::new(Actor::CommandLine, "outbox.released", "outbox"));
                outbox::resume(conn, PausedBy::Hand)
            })
            .await?;
            println!("{}", if released { "Mails go again." } else { "The outbox was not held." });
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn retry_all(which: FailedBy, db: &Database, now: Timestamp) -> anyhow::Result<ExitCode> {
    let retried = audit::write(db, now, move |conn, trail| {
        let retried = outbox::retry_all(conn, &which, now)?;
        for id in &retried {
            trail.record(Event::new(Actor::CommandLine, "delivery.retried", format!("delivery:{id}")));
        }
        Ok::<_, DeliveryError>(retried.len())
    })
    .await?;
    println!(
        "{}",
        match retried {
            0 => "No failed mail is meant; \"commend outbox list --state failed\" shows them.".to_owned(),
            1 => "1 mail is in the queue again; a running worker sends it within a second.".to_owned(),
            many => format!("{many} mails are in the queue again; a running worker begins within a second."),
        }
    );
    Ok(ExitCode::SUCCESS)
}

/// Parses a moment, or a day as its first moment at the bank.
fn moment(text: &str, zone: Tz) -> anyhow::Result<Timestamp> {
    let moment = match text.parse::<NaiveDate>() {
        Ok(day) => Some(Timestamp::first_of(day, zone)),
        Err(_) => {
            let moment = DateTime::parse_from_rfc3339(text).ok();
            moment.map(|moment| Timestamp::from_micros(moment.timestamp_micros()))
        }
    };
    moment.with_context(|| format!("{text:?} is neither a day nor a moment: write 2026-11-20 or 2026-11-20T14:00:00Z"))
}

async fn list(state: Option<&str>, as_json: bool, db: &Database) -> anyhow::Result<ExitCode> {
    let states = match state {
        None => State::UNFINISHED.to_vec(),
        Some(word) => match word.parse::<State>() {
            Ok(state) => vec![state],
            Err(_) => {
                eprintln!(
                    "commend: {word:?} is no state; use queued, sending, sent, unknown, failed, bounced or suppressed"
                );
                return Ok(ExitCode::from(2));
            }
        },
    };
    let (deliveries, pauses) = db
        .read(move |conn| Ok::<_, DeliveryError>((outbox::list(conn, &states, None, 1000)?, outbox::pauses(conn)?)))
        .await?;
    if as_json {
        let items: Vec<_> = deliveries.iter().map(as_value).collect();
        let pauses: Vec<_> =
            pauses.iter().map(|pause| json!({"reason": words::pause(pause), "since": pause.since})).collect();
        json_output::print(&json!({"items": items, "pauses": pauses}))?;
        return Ok(ExitCode::SUCCESS);
    }
    for pause in pauses {
        println!("Nothing is sent since {}: {}", pause.since, shown(&words::pause(&pause)));
    }
    if deliveries.is_empty() {
        println!("Nothing is unfinished.");
    }
    for delivery in deliveries {
        let why = words::last_reply(&delivery).unwrap_or_default();
        let why = shown(&why);
        let code = delivery.reply_code.map(|code| format!("{code} ")).unwrap_or_default();
        println!(
            "{}  {:<8} {:<10} {} tries  {code}{why}",
            delivery.id,
            delivery.state,
            delivery.kind,
            delivery.attempts.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn as_value(delivery: &Delivery) -> serde_json::Value {
    json!({
        "id": delivery.id, "kind": delivery.kind, "state": delivery.state, "commendation_id": delivery.commendation_id,
        "recipient": {"id": delivery.recipient_id, "name": delivery.recipient_name, "email": delivery.recipient_email},
        "reasons": delivery.reasons, "created_at": delivery.created_at, "due_at": delivery.due_at,
        "attempts": delivery.attempts.len(), "reply": {"code": delivery.reply_code, "text": words::last_reply(delivery)},
    })
}
