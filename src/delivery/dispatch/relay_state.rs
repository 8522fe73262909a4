//! The relay as one run of a worker knows it: whether mails may go to it now, and what an outcome says of it.
//!
//! Invariants: the state that people read of is in the database, and every look at the gate reads it; this run only adds the breaker and
//! its suspicions. Spans are measured by the steady clock.

use std::sync::{MutexGuard, PoisonError, atomic::Ordering};

use super::{
    super::{
        DeliveryError,
        operations::{self, Leased, PausedBy},
        rules::{Breaker, Gate},
        transport::{Outcome, Verdict},
    },
    CallbackResult, Callbacks, Dispatcher,
};
use crate::db::Connection;

impl<S: Callbacks> Dispatcher<S> {
    /// Decides whether mails may be sent now, by the pause by hand, the pause by the relay, and the circuit breaker.
    pub(super) async fn gate(&self) -> CallbackResult<Gate> {
        let look =
            |conn: &mut Connection| Ok::<_, DeliveryError>((operations::pauses(conn)?, operations::flushes(conn)?));
        let (pauses, flushes) = self.db.read(look).await?;
        let known = self.flushes.swap(flushes, Ordering::Relaxed);
        if known >= 0 && known != flushes {
            self.breaker().hasten();
        }
        let paused = |by| pauses.iter().any(|pause| pause.by == by);
        if paused(PausedBy::Hand) {
            return Ok(Gate::Closed);
        }
        let gate = self.breaker().gate(self.clock.steady());
        // A pause from before this process started: the relay, or the configuration, may be right by now, so one mail is tried.
        let (refused, silent) = (paused(PausedBy::Relay), paused(PausedBy::Silence));
        self.refused.store(refused, Ordering::Relaxed);
        self.silent.store(silent, Ordering::Relaxed);
        Ok(if (refused || silent) && gate == Gate::Open { Gate::Probe } else { gate })
    }

    pub(super) fn may_start(&self) -> bool {
        self.breaker().gate(self.clock.steady()) != Gate::Closed
    }

    /// The verdict on an outcome in the light of other mails.
    pub(super) fn weigh(&self, outcome: &Outcome, leased: &Leased) -> Verdict {
        let mut suspicions = self.suspicions.lock().unwrap_or_else(PoisonError::into_inner);
        suspicions.weigh(outcome, &leased.id.to_string(), &leased.recipient_email)
    }

    /// Informs the circuit breaker, and a person when the relay refuses us or does not answer.
    pub(super) async fn take_note(&self, outcome: &Outcome) {
        let is_open = {
            let mut breaker = self.breaker();
            breaker.record(outcome, self.clock.steady());
            breaker.is_open()
        };
        let told = match outcome.verdict {
            Verdict::Misconfigured => {
                self.refused.store(true, Ordering::Relaxed);
                self.silent.store(false, Ordering::Relaxed);
                self.callbacks.relay_refuses(outcome).await
            }
            Verdict::Suspect => Ok(()),
            _ if outcome.speaks_of_the_mail() => {
                let accepted = outcome.verdict == Verdict::Sent;
                let was_refused = accepted && self.refused.swap(false, Ordering::Relaxed);
                match self.silent.swap(false, Ordering::Relaxed) || was_refused {
                    true => self.callbacks.relay_answers(accepted).await,
                    false => Ok(()),
                }
            }
            _ if is_open => {
                self.silent.store(true, Ordering::Relaxed);
                self.callbacks.relay_is_silent(outcome).await
            }
            _ => Ok(()),
        };
        if let Err(error) = told {
            tracing::error!(%error, "the relay's state could not be stored");
        }
    }

    pub(super) fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
