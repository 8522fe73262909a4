//! The worker: takes what is due out of the outbox and hands it to the relay.
//!
//! It composes what the nouns do: lease (delivery) → is the recipient still right (directory, commendations) → the bytes of the
//! letter (commendations, documents) → the mail (delivery) → send → record, with the work item of a mail that failed for good.
//! It is woken by a signal and by a timer and trusts only the table.
//!
//! Invariants: no connection and no transaction is held while a page is drawn or a relay is spoken to; the intent to send is
//! committed before the first byte leaves; a completion counts only for who still holds the lease. A process may be killed at
//! any moment: what it held is taken over, at once when nobody else can be alive on this data folder, else when the lease ends.

mod errand;

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::Location;
use crate::delivery::DeliveryError;
use crate::delivery::message::{House, HouseSettings};
use crate::delivery::operations::{self as outbox, Lease, PausedBy, Whose};
use crate::delivery::relay::Relay;
use crate::delivery::rules::{Breaker, Gate, Schedule, UnknownPolicy};
use crate::delivery::transport::{Deadlines, Folder, Smtp, SmtpSettings, Transport};

/// How long it sleeps at most: another process may have queued something, and its signal does not reach here.
const NAP: Duration = Duration::from_secs(1);
/// Leases are renewed three times within their life.
const RENEW: Duration = Duration::from_secs(20);
/// A worker that has not come round for so long is not well.
const OVERDUE: Duration = Duration::from_secs(60);

/// Whether the worker of this process comes round; a process without one has nothing to say.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<Mutex<Option<Instant>>>);

impl Pulse {
    fn beat(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether it is well.
    ///
    /// # Errors
    /// Since when it has not come round.
    pub fn check(&self) -> Result<(), String> {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(last) if last.elapsed() > OVERDUE => Err(format!("it has not come round for {} s", last.elapsed().as_secs())),
            _ => Ok(()),
        }
    }
}

/// A running worker.
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What every errand needs.
struct Parts {
    app: App,
    house: House,
    transport: Transport,
    owner: String,
    schedule: Schedule,
    unknown: UnknownPolicy,
    breaker: Mutex<Breaker>,
    /// Held while the process lives, so that the next knows whether anyone does. None on PostgreSQL and for a second worker.
    alone: Option<File>,
}

impl Worker {
    /// Starts the worker of this process.
    ///
    /// # Errors
    /// When the mail settings cannot be taken.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let parts = Arc::new(Parts::new(app)?);
        let (stop, stopped) = watch::channel(false);
        app.worker.beat();
        let task = tokio::spawn(run(parts, stopped));
        Ok(Self { stop, task })
    }

    /// Takes nothing new, finishes what has begun and gives back the rest.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if self.task.await.is_err() {
            tracing::error!("the worker ended in a panic; what it held is taken over when its lease ends");
        }
    }
}

impl Parts {
    fn new(app: &App) -> anyhow::Result<Self> {
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
        Ok(Self {
            house,
            transport: transport(app)?,
            owner: format!("{}-{}", std::process::id(), crate::ids::DeliveryId::new()),
            schedule: Schedule {
                first: config.delivery.first_retry,
                longest: config.delivery.longest_retry,
                give_up_after: config.delivery.give_up_after,
            },
            unknown: if config.delivery.resend_unknown { UnknownPolicy::Retry } else { UnknownPolicy::Hold },
            breaker: Mutex::default(),
            alone: alone(app)?,
            app: app.clone(),
        })
    }

    fn lease(&self) -> Lease {
        Lease { owner: self.owner.clone(), now: self.app.clock.now(), lasts: Lease::LASTS }
    }

    fn gate(&self) -> Gate {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner).gate(self.app.clock.now())
    }
}

fn transport(app: &App) -> anyhow::Result<Transport> {
    let mail = &app.config.mail;
    let Some(url) = &mail.smtp_url else { return Ok(Transport::Folder(Folder::new(app.config.mail_dir()))) };
    let relay = Relay::parse(url)
        .map_err(|problems| anyhow::anyhow!("COMMEND_SMTP_URL: {}", problems.iter().map(|p| format!("{p}. ")).collect::<String>()))?;
    let settings = SmtpSettings {
        relay,
        hello_name: mail.hello_name.clone().unwrap_or_else(|| app.public_url.host_str().unwrap_or("localhost").to_owned()),
        connections: mail.connections,
        deadlines: Deadlines::default(),
        ca_file: mail.ca_file.clone(),
        idle: Duration::from_secs(30),
    };
    Ok(Transport::Smtp(Box::new(Smtp::new(settings).context("the connection to the relay cannot be set up")?)))
}

/// Takes the lock of the data folder, so that what a killed process held on SQLite is due again at once.
fn alone(app: &App) -> anyhow::Result<Option<File>> {
    if matches!(app.db.location(), Location::Postgres(_)) {
        return Ok(None);
    }
    let path = app.config.data_dir.join("worker.lock");
    std::fs::create_dir_all(&app.config.data_dir)?;
    let file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(file.try_lock().is_ok().then_some(file))
}

async fn run(parts: Arc<Parts>, mut stopped: watch::Receiver<bool>) {
    let wake: Arc<Notify> = Arc::clone(&parts.app.wake);
    let mut under_way = JoinSet::new();
    let renewing = tokio::spawn(renew(Arc::clone(&parts)));
    let whose = if parts.alone.is_some() { Whose::Everyone } else { Whose::Expired };
    reclaim(&parts, whose).await;
    let mut looked_for_orphans = parts.app.clock.now();
    while !*stopped.borrow() {
        parts.app.worker.beat();
        let now = parts.app.clock.now();
        if now.since(looked_for_orphans) >= Lease::LASTS {
            reclaim(&parts, Whose::Expired).await;
            looked_for_orphans = now;
        }
        let taken = take(&parts, under_way.len()).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the outbox cannot be read; trying again in a moment");
            Vec::new()
        });
        let found = !taken.is_empty();
        for leased in taken {
            under_way.spawn(errand::run(Arc::clone(&parts), leased));
        }
        if found && under_way.len() < parts.transport.width() {
            continue;
        }
        tokio::select! {
            ended = under_way.join_next(), if !under_way.is_empty() => {
                if let Some(Err(lost)) = ended {
                    tracing::error!(%lost, "an errand panicked; its mail is tried again when the lease ends");
                }
            }
            () = wake.notified() => {}
            () = tokio::time::sleep(NAP) => {}
            _ = stopped.changed() => {}
        }
    }
    while under_way.join_next().await.is_some() {}
    let owner = parts.owner.clone();
    if let Err(error) = parts.app.db.write(move |conn| outbox::give_back(conn, &owner)).await {
        tracing::warn!(%error, "leases could not be given back; they end by themselves");
    }
    renewing.abort();
    parts.transport.rest().await;
}

/// Leases as much as there is room for, and as the relay and HR let go.
async fn take(parts: &Parts, under_way: usize) -> Result<Vec<outbox::Leased>, DeliveryError> {
    let room = parts.transport.width().saturating_sub(under_way);
    let room = match parts.gate() {
        Gate::Open => room,
        Gate::Probe if under_way == 0 => 1,
        Gate::Probe | Gate::Closed { .. } => 0,
    };
    if room == 0 {
        return Ok(Vec::new());
    }
    let now: Timestamp = parts.app.clock.now();
    let due = parts
        .app
        .db
        .read(move |conn| {
            let held = outbox::pauses(conn)?.iter().any(|pause| pause.by == PausedBy::Hand);
            Ok::<_, DeliveryError>(!held && outbox::next_due(conn)?.is_some_and(|due| due <= now))
        })
        .await?;
    if !due {
        return Ok(Vec::new());
    }
    let lease = parts.lease();
    let room = i64::try_from(room).unwrap_or(1);
    parts.app.db.write(move |conn| outbox::lease(conn, &lease, room)).await
}

async fn reclaim(parts: &Parts, whose: Whose) {
    let (policy, now) = (parts.unknown, parts.app.clock.now());
    match parts.app.db.write(move |conn| outbox::reclaim(conn, whose, policy, now)).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "took over mails that a stopped worker held"),
        Err(error) => tracing::warn!(%error, "could not look for mails that a stopped worker held"),
    }
}

async fn renew(parts: Arc<Parts>) {
    let mut often = tokio::time::interval(RENEW);
    loop {
        often.tick().await;
        let lease = parts.lease();
        if let Err(error) = parts.app.db.write(move |conn| outbox::renew(conn, &lease)).await {
            tracing::warn!(%error, "leases could not be renewed");
        }
    }
}
