//! One round of a worker: it leases a mail whenever a connection is free, and ends when nothing is due and nothing is under way.
//!
//! Invariant: a mail that a silent relay holds up keeps neither the round from leasing others nor the leases of others from ending.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    task::{Id, JoinError, JoinSet},
};

use super::{
    super::{
        operations::{self, Leased, Takeover},
        rules::Gate,
        transport::Activity,
    },
    CallbackResult, Callbacks, Dispatcher,
    flights::Flights,
};
use crate::stop::stopped;

/// The interval between two looks at silent mails.
const LOOK: Duration = Duration::from_millis(100);

/// The mails of a round.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    flights: Flights,
    /// Leased, and not begun.
    waiting: VecDeque<Leased>,
    /// The last look that found nothing else due.
    nothing_since: Option<Instant>,
}

impl<S: Callbacks> Dispatcher<S> {
    /// Takes over mails whose leases have expired and sends everything that is due. Returns when nothing is due, or nothing may be sent,
    /// and every try has ended.
    ///
    /// # Errors
    /// The database could not be read; tries that had begun were finished.
    pub async fn round(self: &Arc<Self>, stop: &watch::Receiver<bool>) -> CallbackResult<()> {
        self.take_over(Takeover::Expired).await?;
        let mut under_way = UnderWay::default();
        let mut renewal = tokio::time::interval(self.pace.lease / 3);
        renewal.tick().await;
        let (mut stopping, mut stop_at, mut failure) = (stop.clone(), None, None);
        loop {
            if failure.is_none() && !*stop.borrow() {
                failure = self.fill(&mut under_way).await.err();
            }
            if under_way.tasks.is_empty() {
                break;
            }
            tokio::select! {
                done = under_way.tasks.join_next_with_id() => under_way.ended(done),
                _ = renewal.tick() => self.carry_on().await,
                () = self.wake.notified() => under_way.nothing_since = None,
                () = tokio::time::sleep(LOOK) => {}
                () = stopped(&mut stopping), if stop_at.is_none() => {
                    stop_at = Some(tokio::time::Instant::now() + self.pace.stop_within);
                }
                () = at(stop_at) => {
                    tracing::warn!(mails = under_way.tasks.len(), "stopped before the relay had answered");
                    break;
                }
            }
        }
        let owner = self.owner.clone();
        self.db.write(move |conn| operations::give_back(conn, &owner)).await?;
        failure.map_or(Ok(()), Err)
    }

    /// Keeps what this run holds while mails are under way: a relay may take ten minutes to answer, and the worker is healthy meanwhile.
    async fn carry_on(&self) {
        self.callbacks.came_round();
        // Without the renewal this run would take over its own mails.
        if !self.renew().await {
            return;
        }
        if let Err(error) = self.take_over(Takeover::Expired).await {
            tracing::warn!(%error, "mails of other workers could not be taken over");
        }
    }

    /// Starts as many mails as may go now, and leases them.
    async fn fill(self: &Arc<Self>, under_way: &mut UnderWay) -> CallbackResult<()> {
        loop {
            self.start(under_way, false);
            if !under_way.tasks.is_empty() && (!self.may_start() || !under_way.flights.have_room_for_another_domain()) {
                return Ok(());
            }
            if under_way.nothing_since.is_some_and(|since| since.elapsed() < self.pace.poll)
                && !under_way.tasks.is_empty()
            {
                self.start(under_way, true);
                return Ok(());
            }
            let (width, probing) = match self.gate().await? {
                Gate::Closed => return Ok(()),
                Gate::Probe => (1, true),
                Gate::Open => (self.transport.width(), false),
            };
            (under_way.flights.width, under_way.flights.probing) = (width, probing);
            if !under_way.flights.have_room_for_another_domain() {
                return Ok(());
            }
            // A few for each connection, so that the next mail is ready when one is done.
            let limit = if width == 1 { 1 } else { width * 8 };
            let leased = self.lease(limit, &under_way.to_avoid(true)).await?;
            if leased.is_empty() {
                under_way.nothing_since = Some(Instant::now());
                // Nothing else is due, so that slow domains may go on.
                let slow = self.lease(limit, &under_way.to_avoid(false)).await?;
                under_way.waiting.extend(slow);
                self.start(under_way, true);
                return Ok(());
            }
            under_way.waiting.extend(leased);
            if self.start(under_way, false) == 0 {
                return Ok(());
            }
        }
    }

    /// Starts the waiting mails that may go now, those to slow domains only when nothing else is due. Returns their number.
    fn start(self: &Arc<Self>, under_way: &mut UnderWay, slow_too: bool) -> usize {
        let mut started = 0;
        while self.may_start() {
            let flights = &under_way.flights;
            let may_go = |leased: &Leased| {
                let domain = domain_of(leased);
                flights.have_room_for(domain) && (slow_too || !flights.is_slow(domain))
            };
            let Some(next) = under_way.waiting.iter().position(may_go) else { break };
            let Some(leased) = under_way.waiting.remove(next) else { break };
            let (this, domain) = (Arc::clone(self), domain_of(&leased).to_owned());
            let activity = Arc::new(Activity::default());
            let moving = Arc::clone(&activity);
            let task = under_way.tasks.spawn(async move { moving.of(this.handle(leased)).await });
            under_way.flights.start(task.id(), domain, activity);
            started += 1;
        }
        started
    }
}

impl UnderWay {
    /// The domains of which no mail is leased now: those that wait already, those without room and, if asked for, slow ones.
    fn to_avoid(&self, slow: bool) -> Vec<String> {
        let (flights, waiting) = (&self.flights, self.waiting.iter().map(|leased| domain_of(leased).to_owned()));
        let busy =
            flights.domains().filter(|domain| !flights.have_room_for(domain) || (slow && flights.is_slow(domain)));
        let mut domains: Vec<String> = busy.cloned().chain(waiting).collect();
        domains.sort_unstable();
        domains.dedup();
        domains
    }

    fn ended(&mut self, done: Option<Result<(Id, ()), JoinError>>) {
        match done {
            Some(Ok((id, ()))) => self.flights.end(id),
            Some(Err(lost)) => {
                tracing::error!(error = %lost, "a mail's task ended; it is taken over later");
                self.flights.end(lost.id());
            }
            None => {}
        }
    }
}

/// The domain of the recipient, as the row has it.
fn domain_of(leased: &Leased) -> &str {
    leased.recipient_email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Completes at that instant; never when there is none.
async fn at(instant: Option<tokio::time::Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
