//! The worker's loop: it leases due mails, checks that each may still be sent, sends it outside any transaction, and records
//! the outcome.
//!
//! A signal and a timer wake the loop; it trusts only the table. It reaches other nouns only through [`Callbacks`], so that
//! this file depends on none of them.
//!
//! Invariants: no connection and no transaction is held while a PDF is made or a mail is sent; the intent to send is committed
//! before the first byte; while a relay does not answer or refuses us it gets no mails, and they wait.

mod callbacks;
mod flights;
mod relay_state;
mod rounds;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, watch};

use super::{
    Cause,
    message::{ComposeError, Heading, MailSender},
    operations::{self, BegunTry, Completion, Lease, Leased, Ready, Taken, Takeover},
    rules::{self, Breaker, Patience, Schedule, Suspicions, UnknownPolicy},
    transport::{Outcome, Outgoing, Phase, Transport, Verdict},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Database},
};

use crate::stop::stopped;

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
    /// True when this run knows that the relay does not answer.
    silent: AtomicBool,
    /// The flushes that this run knows of; negative before its first look.
    flushes: AtomicI64,
    /// The database's time when the steady clock began, in microseconds.
    epoch: AtomicI64,
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
        Arc::new(Dispatcher {
            owner,
            db,
            clock,
            sender,
            transport,
            pace,
            wake,
            callbacks,
            breaker: Mutex::default(),
            suspicions: Mutex::default(),
            refused: AtomicBool::new(false),
            silent: AtomicBool::new(false),
            flushes: AtomicI64::new(-1),
            epoch: AtomicI64::new(0),
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

    /// Settles the mails that a killed worker was sending, and frees those that it had leased and not begun.
    ///
    /// # Errors
    /// The database could not be read or written; the mails that were not settled keep their leases.
    pub async fn take_over(&self, whose: Takeover) -> CallbackResult<()> {
        self.ask_the_time().await?;
        let (at, now) = (self.lease_now(), self.now());
        let then = at.clone();
        if self.db.read(move |conn| operations::nothing_abandoned(conn, whose, &then)).await? {
            return Ok(());
        }
        let abandoned = self.db.write(move |conn| operations::abandoned(conn, whose, &at)).await?;
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

    /// The time that all workers share: a wrong clock of one machine neither keeps mails back nor sends one twice.
    fn now(&self) -> Timestamp {
        let steady = i64::try_from(self.clock.steady().as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(self.epoch.load(Ordering::Relaxed).saturating_add(steady))
    }

    /// Asks the database for its time, from which [`Dispatcher::now`] counts on.
    async fn ask_the_time(&self) -> CallbackResult<()> {
        let clock = self.clock.clone();
        let shared = self.db.read(move |conn| db::shared_now(conn, &clock)).await?;
        let steady = i64::try_from(self.clock.steady().as_micros()).unwrap_or(i64::MAX);
        self.epoch.store(shared.micros().saturating_sub(steady), Ordering::Relaxed);
        Ok(())
    }

    /// Leases mails, but none to some domains, and sets aside those that cannot be read. Empty only when nothing else is due.
    async fn lease(&self, limit: usize, except: &[String]) -> CallbackResult<Vec<Leased>> {
        loop {
            let taken = self.take(limit, except.to_vec()).await?;
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

    async fn take(&self, limit: usize, except: Vec<String>) -> CallbackResult<Taken> {
        let (lease, limit) = (self.lease_now(), i64::try_from(limit).unwrap_or(i64::MAX));
        let (then, others) = (lease.clone(), except.clone());
        // Reading first keeps an idle worker from writing every second.
        if self.db.read(move |conn| operations::nothing_due(conn, &then, &others)).await? {
            return Ok(Taken::default());
        }
        Ok(self.db.write(move |conn| operations::lease_except(conn, &lease, limit, &except)).await?)
    }

    fn lease_now(&self) -> Lease {
        let longest = self.pace.schedule.longest;
        Lease { owner: self.owner.clone(), now: self.now(), lasts: self.pace.lease, longest }
    }

    /// Renews the leases of this run. False when that failed.
    async fn renew(&self) -> bool {
        if let Err(error) = self.ask_the_time().await {
            tracing::warn!(%error, "the database's time could not be read");
            return false;
        }
        let lease = self.lease_now();
        let renewed = self.db.write(move |conn| operations::renew(conn, &lease)).await;
        if let Err(error) = &renewed {
            tracing::warn!(%error, "leases could not be renewed");
        }
        renewed.is_ok()
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
        let now = self.now();
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
}
