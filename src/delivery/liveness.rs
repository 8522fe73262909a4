//! Liveness of this process's worker: the time of its last round, and the number of mails it has handed over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A worker whose last round is longer ago is unhealthy.
const OVERDUE: Duration = Duration::from_secs(60);

/// The liveness data, cheap to clone. A process without a worker is healthy.
#[derive(Debug, Clone, Default)]
pub struct Liveness {
    came_round: Arc<Mutex<Option<Instant>>>,
    sent: Arc<AtomicU64>,
}

impl Liveness {
    /// Mails handed over by this process. A total over all time would need a scan of the whole table.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Counts a mail that was handed over.
    pub fn count_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Records a round of the worker.
    pub fn beat(&self) {
        *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Checks that the worker is running.
    ///
    /// # Errors
    /// The time since its last round.
    pub fn check(&self) -> Result<(), String> {
        match *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(last) if last.elapsed() > OVERDUE => {
                Err(format!("it has not come round for {} s", last.elapsed().as_secs()))
            }
            _ => Ok(()),
        }
    }
}
