//! The worker's loop: it leases due mails, checks that each may still be sent, sends it outside any transaction, and records
//! the outcome.
//!
//! A signal and a timer wake the loop; it trusts only the table. It reaches other nouns only through [`Callbacks`], so that
//! this file depends on none of them.
//!
//! Invariants: no connection and no transaction is held while a PDF is made or a mail is sent; the intent to send is committed
//! before the first byte; while a relay does not answer or refuses us it gets no mails, and they wait.

mod callbacks;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

use super::{
    Cause,
    message::{ComposeError, Heading, MailSender},
    operations::{self, BegunTry, Completion, Lease, Leased, PausedBy, Ready, Taken, Takeover},
    rules::{self, Breaker, Gate, Patience, Schedule, Suspicions, UnknownPolicy},
    transport::{Outcome, Outgoing, Phase, Transport, Verdict},
};
use crate::stop::stopped;
use crate::{clock::Clock, db::Database};

pub use callbacks::{BoxError, CallbackResult, Callbacks, TryEnd};

/// The timing of the worker.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub schedule: Schedule,
    pub unknown: UnknownPolicy,
    /// The interval between two looks at the table without a signal.
    pub poll: Duration,
    pub lease: Duration,
    /// The longest time that a stop waits for mails that are being sent.
    pub stop_within: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            schedule: Schedule::default(),
            unknown: UnknownPolicy::default(),
            poll: Duration::from_secs(1),
            lease: Lease::LASTS,
            stop_within: Duration::from_secs(30),
        }
    }
}

/// One run of one worker.
pub struct Dispatcher<S> {
    /// Unique for this run: a restarted process is another owner.
    pub owner: String,
    pub db: Database,
    pub clock: Clock,
    pub sender: MailSender,
    pub transport: Transport,
    pub pace: Pace,
    pub wake: Arc<Notify>,
    pub callbacks: S,
    breaker: Mutex<Breaker>,
    suspicions: Mutex<Suspicions>,
    /// True when this run knows that the queue is paused because the relay refused us.
    refused: AtomicBool,
}

/// The parts of a [`Dispatcher`].
pub struct Dependencies<S> {
    pub db: Database,
    pub clock: Clock,
    pub sender: MailSender,
    pub transport: Transport,
    pub pace: Pace,
    pub wake: Arc<Notify>,
    pub callbacks: S,
}

impl<S: Callbacks> Dispatcher<S> {
    /// A worker that has not started.
    pub fn new(parts: Dependencies<S>) -> Arc<Dispatcher<S>> {
        let Dependencies { db, clock, sender, transport, pace, wake, callbacks } = parts;
        let owner = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple());
        let (breaker, suspicions, refused) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        Arc::new(Dispatcher {
            owner,
            db,
            clock,
            sender,
            transport,
            pace,
            wake,
            callbacks,
            breaker,
            suspicions,
            refused,
        })
    }

    /// Works until `stop` is true, then finishes the tries it has begun and gives back the other leases.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            self.callbacks.came_round();
            if let Err(error) = self.round(&stop).await {
                tracing::error!(%error, "the outbox could not be worked on; trying again");
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(self.pace.poll) => {}
                () = stopped(&mut stop) => {}
            }
        }
        self.transport.rest().await;
    }

    /// Takes over mails whose leases have expired and sends everything that is due. Returns when nothing is due, or nothing may be sent.
    ///
    /// # Errors
    /// The database could not be read; tries that had begun were finished.
    pub async fn round(self: &Arc<Self>, stop: &watch::Receiver<bool>) -> CallbackResult<()> {
        self.take_over(Takeover::Expired).await?;
        while !*stop.borrow() {
            let width = match self.gate().await? {
                Gate::Closed { .. } => return Ok(()),
                Gate::Probe => 1,
                Gate::Open => self.transport.width(),
            };
            // A few for each connection, so that the next mail is ready when one is done.
            let leased = self.lease(if width == 1 { 1 } else { width * 8 }).await?;
            if leased.is_empty() {
                return Ok(());
            }
            self.send_all(leased, width, stop).await;
            let owner = self.owner.clone();
            self.db.write(move |conn| operations::give_back(conn, &owner)).await?;
        }
        Ok(())
    }

    /// Settles the mails that a killed worker was sending, and frees those that it had leased and not begun.
    ///
    /// # Errors
    /// The database could not be read or written; the mails that were not settled keep their leases.
    pub async fn take_over(&self, whose: Takeover) -> CallbackResult<()> {
        let now = self.clock.now();
        if self.db.read(move |conn| operations::nothing_abandoned(conn, whose, now)).await? {
            return Ok(());
        }
        let abandoned = self.db.write(move |conn| operations::abandoned(conn, whose, now)).await?;
        if !abandoned.is_empty() {
            tracing::warn!(mails = abandoned.len(), "took over mails of a worker that ended without finishing them");
        }
        let cause = Cause::WorkerEnded;
        let outcome = Outcome { verdict: Verdict::Unknown, phase: Phase::Content, reply: None, cause };
        let settlement = rules::settle_abandoned(self.pace.unknown, now);
        for orphan in abandoned {
            let begun_by = orphan.owner.clone().unwrap_or_default();
            let completion = Completion::new(begun_by, orphan.attempt, &outcome, settlement, now);
            let ending = TryEnd::new(completion, settlement, &outcome);
            self.callbacks.settle(&orphan, ending).await?;
        }
        Ok(())
    }

    /// Decides whether mails may be sent now, by the pause by hand, the pause by the relay, and the circuit breaker.
    async fn gate(&self) -> CallbackResult<Gate> {
        let now = self.clock.now();
        let pauses = self.db.read(operations::pauses).await?;
        if pauses.iter().any(|pause| pause.by == PausedBy::Hand) {
            return Ok(Gate::Closed { until: now });
        }
        let gate = self.breaker().gate(now);
        // A pause from before this process started: the configuration may be corrected by now, so one mail is tried.
        let paused = pauses.iter().any(|pause| pause.by == PausedBy::Relay);
        self.refused.store(paused, Ordering::Relaxed);
        Ok(if paused && gate == Gate::Open { Gate::Probe } else { gate })
    }

    /// Leases mails and sets aside those that cannot be read. Empty only when nothing is due.
    async fn lease(&self, limit: usize) -> CallbackResult<Vec<Leased>> {
        loop {
            let taken = self.take(limit).await?;
            let nothing_else = taken.unreadable.is_empty();
            if !nothing_else {
                tracing::error!(
                    mails = taken.unreadable.len(),
                    "mails of another release cannot be read; they are set aside"
                );
                self.callbacks.set_aside(taken.unreadable, &self.owner).await?;
            }
            if nothing_else || !taken.mails.is_empty() {
                return Ok(taken.mails);
            }
        }
    }

    async fn take(&self, limit: usize) -> CallbackResult<Taken> {
        let (lease, limit) = (self.lease_now(), i64::try_from(limit).unwrap_or(i64::MAX));
        let now = lease.now;
        // Reading first keeps an idle worker from writing every second.
        if self.db.read(move |conn| operations::nothing_due(conn, now)).await? {
            return Ok(Taken::default());
        }
        Ok(self.db.write(move |conn| operations::lease(conn, &lease, limit)).await?)
    }

    fn lease_now(&self) -> Lease {
        Lease { owner: self.owner.clone(), now: self.clock.now(), lasts: self.pace.lease }
    }

    /// Sends the leased mails, `width` at a time, and stops early when the relay must not be used.
    async fn send_all(self: &Arc<Self>, leased: Vec<Leased>, width: usize, stop: &watch::Receiver<bool>) {
        let mut waiting = leased.into_iter();
        let mut under_way = JoinSet::new();
        let mut renewal = tokio::time::interval(self.pace.lease / 3);
        renewal.tick().await;
        let mut stopping = stop.clone();
        let mut stop_at = None;
        loop {
            while under_way.len() < width && stop_at.is_none() && self.may_start() {
                let Some(next) = waiting.next() else { break };
                let this = Arc::clone(self);
                under_way.spawn(async move { this.handle(next).await });
            }
            tokio::select! {
                done = under_way.join_next() => match done {
                    None => return,
                    Some(Err(lost)) => tracing::error!(error = %lost, "a mail's task ended; it is taken over later"),
                    Some(Ok(())) => {}
                },
                _ = renewal.tick() => {
                    // A relay may take ten minutes to answer, and the worker is healthy meanwhile.
                    self.callbacks.came_round();
                    self.renew().await;
                }
                () = stopped(&mut stopping), if stop_at.is_none() => {
                    stop_at = Some(tokio::time::Instant::now() + self.pace.stop_within);
                }
                () = at(stop_at) => {
                    tracing::warn!(mails = under_way.len(), "stopped before the relay had answered");
                    return;
                }
            }
        }
    }

    fn may_start(&self) -> bool {
        !matches!(self.breaker().gate(self.clock.now()), Gate::Closed { .. })
    }

    async fn renew(&self) {
        let lease = self.lease_now();
        if let Err(error) = self.db.write(move |conn| operations::renew(conn, &lease)).await {
            tracing::warn!(%error, "leases could not be renewed");
        }
    }

    /// Handles one mail, from the lease to the recorded outcome.
    async fn handle(&self, leased: Leased) {
        match self.try_one(&leased).await {
            Ok(()) => {}
            Err(error) => {
                tracing::error!(delivery = %leased.id, %error, "a mail could not be worked on");
            }
        }
    }

    async fn try_one(&self, leased: &Leased) -> CallbackResult<()> {
        let Some(ready) = &self.callbacks.ready(leased.clone(), &self.owner).await? else { return Ok(()) };
        let (leased, mail) = (&ready.leased, self.prepare(ready).await);
        let (id, lease) = (leased.id, self.lease_now());
        let Some(begun) = self.db.write(move |conn| operations::begin(conn, id, &lease)).await? else {
            tracing::warn!(delivery = %leased.id, "the lease ran out before the mail could go");
            return Ok(());
        };
        let outcome = match mail {
            Ok(mail) => {
                let mut outcome = self.transport.send(&mail).await;
                outcome.verdict = self.weigh(&outcome, leased);
                self.take_note(&outcome).await;
                outcome
            }
            Err(outcome) => outcome,
        };
        self.record(leased, begun, &outcome).await
    }

    /// The finished mail, or the outcome of the failure to make it, which is handled as any other.
    async fn prepare(&self, ready: &Ready) -> Result<Outgoing, Outcome> {
        let leased = &ready.leased;
        let not_made = |verdict, cause| Outcome { verdict, phase: Phase::Connect, reply: None, cause };
        let pdf = match (leased.kind.carries_letter(), leased.commendation_id, leased.version) {
            (true, Some(id), Some(version)) => Some(self.callbacks.letter(id, version).await.map_err(|error| {
                tracing::error!(delivery = %leased.id, %error, "a letter could not be made");
                not_made(Verdict::Retry, Cause::CopyNotMade)
            })?),
            _ => None,
        };
        let heading = Heading {
            id: leased.id,
            commendation_id: leased.commendation_id,
            recipient_name: &leased.recipient_name,
            recipient_email: &leased.recipient_email,
            language: ready.language,
            created_at: leased.created_at,
        };
        self.sender.compose(&heading, &ready.content, pdf).map_err(|error| match error {
            ComposeError::Address(_, problem) => not_made(Verdict::Refused, Cause::NotAnAddress { problem }),
            ComposeError::NotBuilt => not_made(Verdict::Refused, Cause::AddressRefused),
            other => not_made(Verdict::Retry, Cause::NotComposed { said: other.to_string() }),
        })
    }

    async fn record(&self, leased: &Leased, begun: BegunTry, outcome: &Outcome) -> CallbackResult<()> {
        let now = self.clock.now();
        let patience = Patience {
            schedule: self.pace.schedule,
            unknown: self.pace.unknown,
            tries: u32::try_from(begun.tries).unwrap_or(1),
            queued_at: leased.queued_at,
            now,
            fraction: fastrand::f64(),
        };
        let settlement = rules::settle(outcome, &patience);
        let completion = Completion::new(self.owner.clone(), begun.attempt, outcome, settlement, now);
        let ending = TryEnd::new(completion, settlement, outcome);
        tracing::info!(
            delivery = %leased.id,
            attempt = begun.attempt,
            outcome = %ending.completion.outcome,
            state = %ending.completion.state,
            code = outcome.reply.as_ref().map(|reply| reply.code),
            "a mail was tried"
        );
        // The outcome is known and must not be lost because the database is busy for a moment: it is stored again within the
        // lease.
        for pause in [50, 200, 1_000, 5_000] {
            match self.callbacks.settle(leased, ending.clone()).await {
                Ok(true) => return Ok(()),
                Ok(false) => {
                    tracing::warn!(delivery = %leased.id, "somebody else had taken the mail over; nothing is recorded");
                    return Ok(());
                }
                Err(error) => {
                    tracing::warn!(delivery = %leased.id, %error, "an outcome could not be stored");
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
            }
        }
        self.callbacks.settle(leased, ending).await.map(|_| ())
    }

    /// The verdict on an outcome in the light of other mails.
    fn weigh(&self, outcome: &Outcome, leased: &Leased) -> Verdict {
        let mut suspicions = self.suspicions.lock().unwrap_or_else(PoisonError::into_inner);
        suspicions.weigh(outcome, &leased.id.to_string(), &leased.recipient_email)
    }

    /// Informs the circuit breaker, and a person when the relay refuses us.
    async fn take_note(&self, outcome: &Outcome) {
        self.breaker().record(outcome, self.clock.now());
        let told = match outcome.verdict {
            Verdict::Misconfigured => {
                self.refused.store(true, Ordering::Relaxed);
                self.callbacks.relay_refuses(outcome).await
            }
            Verdict::Sent if self.refused.swap(false, Ordering::Relaxed) => self.callbacks.relay_recovered().await,
            _ => Ok(()),
        };
        if let Err(error) = told {
            tracing::error!(%error, "the relay's state could not be stored");
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Completes at that instant; never when there is none.
async fn at(instant: Option<tokio::time::Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
