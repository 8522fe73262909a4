//! The worker of a process: what delivery's dispatcher asks of the other nouns, and its start and stop.
//!
//! It composes: is the recipient still right (directory, commendations) → the bytes of the letter (commendations, documents) →
//! what came of it, with the work item of a mail that failed for good and the entry in the trail. The loop itself, the leases and
//! the relay are `delivery::dispatch`'s.
//!
//! Invariant: a process may be killed at any moment. What it held is taken over: at once where the lock of the data folder
//! shows that nobody else is alive on it, else when the lease ends.

use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::accounts::AccountsError;
use crate::app::App;
use crate::audit::{self, Actor, Event};
use crate::commendations::Blocked;
use crate::db::Location;
use crate::delivery::dispatch::{Attempted, Dispatcher, Ending, Pace, Parts, Surroundings};
use crate::delivery::message::{ActivationMail, House, HouseSettings, Pdf};
use crate::delivery::operations::{self as outbox, Leased, PausedBy, Whose};
use crate::delivery::rules::{Schedule, UnknownPolicy};
use crate::delivery::transport::{Folder, Smtp, SmtpSettings, Transport};
use crate::delivery::{AttemptOutcome, Content, DeliveryError, State};
use crate::directory;
use crate::ids::CommendationId;
use crate::private;
use crate::worklist::{self, Kind, NewItem};

/// A worker that has not come round for so long is not well.
const OVERDUE: Duration = Duration::from_secs(60);
/// A connection to the relay unused for longer is dialled afresh.
const IDLE: Duration = Duration::from_secs(30);

/// Whether the worker of this process comes round, and what it has done; a process without one has nothing to say.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    came_round: Arc<Mutex<Option<Instant>>>,
    sent: Arc<AtomicU64>,
}

impl Pulse {
    /// Mails that this process has handed over. What there ever was is not counted: that would be a look at every row.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn beat(&self) {
        *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether it is well.
    ///
    /// # Errors
    /// Since when it has not come round.
    pub fn check(&self) -> Result<(), String> {
        match *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(last) if last.elapsed() > OVERDUE => {
                Err(format!("it has not come round for {} s", last.elapsed().as_secs()))
            }
            _ => Ok(()),
        }
    }
}

/// A running worker.
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Held while the process lives, so that the next knows whether anyone does. None on PostgreSQL and for a second worker.
    _alone: Option<File>,
}

impl Worker {
    /// Starts the worker of this process.
    ///
    /// # Errors
    /// When the mail settings cannot be taken.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let alone = alone(app)?;
        let dispatcher = dispatcher(app)?;
        let whose = if alone.is_some() { Whose::Everyone } else { Whose::Expired };
        let (stop, stopped) = watch::channel(false);
        app.worker.beat();
        Ok(Self { stop, task: tokio::spawn(dispatcher.run(whose, stopped)), _alone: alone })
    }

    /// Takes nothing new, finishes what has begun and gives back the rest.
    pub async fn stop(self) {
        // The receiver lives as long as the task; without it there is nothing to stop.
        let _ = self.stop.send(true);
        if self.task.await.is_err() {
            tracing::error!("the worker ended in a panic; what it held is taken over by the next");
        }
    }
}

/// The dispatcher of an app, not yet running; tests drive it round by round.
///
/// # Errors
/// When the mail settings cannot be taken.
pub fn dispatcher(app: &App) -> anyhow::Result<Arc<Dispatcher<Nouns>>> {
    let config = &app.config;
    let house = House::new(HouseSettings {
        bank: config.bank.name.clone(),
        from: config.mail.from.clone(),
        reply_to: None,
        public_url: app.public_url.clone(),
        hr_contact: config.mail.hr.first().cloned(),
        zone: config.bank.time_zone,
        bounce_key: None,
    })
    .map_err(|problems| anyhow::anyhow!(problems.iter().map(|p| format!("{p}. ")).collect::<String>()))?;
    let pace = Pace {
        schedule: Schedule {
            first: config.delivery.first_retry,
            longest: config.delivery.longest_retry,
            give_up_after: config.delivery.give_up_after,
        },
        unknown: if config.delivery.resend_unknown { UnknownPolicy::Retry } else { UnknownPolicy::Hold },
        stop_within: config.server.stop_within,
        ..Pace::default()
    };
    Ok(Dispatcher::new(Parts {
        db: app.db.clone(),
        clock: app.clock.clone(),
        house,
        transport: transport(app)?,
        pace,
        wake: Arc::clone(&app.wake),
        surroundings: Nouns(app.clone()),
    }))
}

fn transport(app: &App) -> anyhow::Result<Transport> {
    let mail = &app.config.mail;
    let Some(relay) = &mail.relay else { return Ok(Transport::Folder(Folder::new(app.config.mail_dir()))) };
    let settings = SmtpSettings {
        relay: relay.clone(),
        hello_name: mail.hello_name.clone(),
        connections: mail.connections,
        deadlines: mail.deadlines,
        ca_file: mail.ca_file.clone(),
        idle: IDLE,
    };
    Ok(Transport::Smtp(Box::new(Smtp::new(settings).context("the connection to the relay cannot be set up")?)))
}

/// Takes the lock of the data folder, so that what a killed process held on SQLite is due again at once.
fn alone(app: &App) -> anyhow::Result<Option<File>> {
    if matches!(app.db.location(), Location::Postgres(_)) {
        return Ok(None);
    }
    let path = app.config.data_dir.join("worker.lock");
    private::make_folder(&app.config.data_dir)?;
    let file = private::open(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(file.try_lock().is_ok().then_some(file))
}

/// What stands around the outbox in this app.
#[derive(Clone)]
pub struct Nouns(App);

impl Surroundings for Nouns {
    async fn ready(&self, leased: Leased, owner: &str) -> Attempted<Option<Leased>> {
        let app = &self.0;
        app.worker.beat();
        let mut leased = leased;
        if leased.content.expires_at().is_some_and(|end| end <= app.clock.now()) {
            self.suppress(leased, owner, "it was too late to be of use").await?;
            return Ok(None);
        }
        if let (true, Some(id), Some(version)) =
            (leased.content.carries_letter(), leased.commendation_id, leased.version)
            && let Some(why) = app.commendations.no_longer_sent(id, version).await?
        {
            self.drop_quietly(leased, owner, why).await?;
            return Ok(None);
        }
        if let Some(id) = leased.recipient_id {
            let found = app.db.read(move |conn| directory::operations::people_by_ids(conn, &[id])).await?;
            match found.get(&id) {
                // The address a person has now is the one that counts.
                Some(person) if person.active => {
                    leased.recipient_email.clone_from(&person.email);
                    leased.recipient_name.clone_from(&person.name);
                }
                _ => {
                    app.commendations.redirect(&leased, owner).await?;
                    return Ok(None);
                }
            }
        }
        if !app.commendations.allows(&leased.recipient_email) {
            self.suppress(leased, owner, Blocked::Domain.words()).await?;
            return Ok(None);
        }
        if let Content::Activation(mail) = &leased.content {
            // The row holds a seed; the link is made of it here and is nowhere else.
            let token = match app.accounts.link_token(&mail.link) {
                Err(AccountsError::BadLink) => {
                    self.suppress(leased, owner, "its link is of an earlier version: whoever waits for it asks again")
                        .await?;
                    return Ok(None);
                }
                token => token?,
            };
            let link = format!("{}activate/{token}", app.public_url);
            leased.content = Content::Activation(ActivationMail { link, ..mail.clone() });
        }
        Ok(Some(leased))
    }

    async fn letter(&self, id: CommendationId, version: i32) -> Attempted<Pdf> {
        let file = self.0.commendations.copy_file(id, version).await?;
        Ok(Pdf { pages: file.pages, bytes: file.bytes.to_vec() })
    }

    async fn settle(&self, leased: &Leased, end: Ending) -> Attempted<bool> {
        let sent = end.completion.state == State::Sent;
        let leased = leased.clone();
        let now = self.0.clock.now();
        let done = audit::write(&self.0.db, now, move |conn, trail| {
            if !outbox::complete(conn, leased.id, &leased.content, &end.completion)? {
                return Ok::<_, DeliveryError>(false);
            }
            let object = format!("delivery:{}", leased.id);
            let code = end.completion.reply.as_ref().map(|reply| reply.code);
            let action = match end.completion.state {
                State::Sent => "delivery.sent",
                State::Failed => "delivery.failed",
                State::Unknown => "delivery.held",
                // It may have gone twice, which somebody may ask about later.
                State::Queued if end.completion.outcome == AttemptOutcome::Unknown => "delivery.unknown",
                // A try that did not get through stands in the attempts; the trail has what was decided.
                _ => return Ok(true),
            };
            match &end.advice {
                Some(advice) => {
                    let summary = format!("A mail to {} did not arrive", leased.recipient_name);
                    let detail = json!({
                        "delivery_id": leased.id, "commendation_id": leased.commendation_id, "why": advice, "reply_code": code,
                    });
                    worklist::open(conn, &NewItem::new(Kind::FailedMail, object.as_str(), summary, detail), now)?;
                }
                None => worklist::close(conn, Kind::FailedMail, &object, now)?,
            }
            let event = Event::new(Actor::System, action, object);
            trail.record(event.with("attempt", end.completion.attempt).with("reply_code", code));
            Ok(true)
        })
        .await?;
        self.0.worker.sent.fetch_add(u64::from(done && sent), Ordering::Relaxed);
        Ok(done)
    }

    async fn relay_refuses(&self, advice: &str) -> Attempted<()> {
        let (advice, now) = (advice.to_owned(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::pause(conn, PausedBy::Relay, &advice, now)? {
                // An item for another cause would send people the wrong way.
                worklist::close(conn, Kind::FailedMail, "relay", now)?;
                trail.record(Event::new(Actor::System, "outbox.paused", "outbox"));
            }
            let detail = json!({"why": advice});
            let item = NewItem::new(Kind::FailedMail, "relay", "The relay refuses our mails; they wait", detail);
            worklist::open(conn, &item, now)?;
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }

    async fn relay_recovered(&self) -> Attempted<()> {
        let now = self.0.clock.now();
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::resume(conn, PausedBy::Relay)? {
                trail.record(Event::new(Actor::System, "outbox.resumed", "outbox"));
            }
            worklist::close(conn, Kind::FailedMail, "relay", now)?;
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }

    fn came_round(&self) {
        self.0.worker.beat();
    }
}

impl Nouns {
    /// Ends a delivery whose reader is told otherwise; nobody has to do anything about it.
    async fn drop_quietly(&self, leased: Leased, owner: &str, why: &'static str) -> Attempted<()> {
        let (owner, now) = (owner.to_owned(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::suppress_leased(conn, &leased, &owner, why)? {
                let object = format!("delivery:{}", leased.id);
                worklist::close(conn, Kind::FailedMail, &object, now)?;
                trail.record(Event::new(Actor::System, "delivery.suppressed", object).with("why", why));
            }
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }

    /// Ends a delivery that must not go, and tells HR where a commendation is concerned.
    async fn suppress(&self, leased: Leased, owner: &str, why: &'static str) -> Attempted<()> {
        let (owner, now) = (owner.to_owned(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::suppress_leased(conn, &leased, &owner, why)? {
                let object = format!("delivery:{}", leased.id);
                if leased.commendation_id.is_some() {
                    let summary = format!("{} was not sent a mail", leased.recipient_name);
                    let detail =
                        json!({"delivery_id": leased.id, "commendation_id": leased.commendation_id, "why": why});
                    worklist::open(conn, &NewItem::new(Kind::FailedMail, object.as_str(), summary, detail), now)?;
                }
                trail.record(Event::new(Actor::System, "delivery.suppressed", object).with("why", why));
            }
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }
}
