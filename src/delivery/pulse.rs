//! Signs of life of this process's worker: when it last came round, and how many mails it handed over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A worker that has not come round for so long is not well.
const OVERDUE: Duration = Duration::from_secs(60);

/// The signs, cheap to clone. A process without a worker is well.
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

    /// Counts a mail that was handed over.
    pub fn count_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// The worker has come round.
    pub fn beat(&self) {
        *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Checks that the worker comes round.
    ///
    /// # Errors
    /// Since when it has not.
    pub fn check(&self) -> Result<(), String> {
        match *self.came_round.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(last) if last.elapsed() > OVERDUE => {
                Err(format!("it has not come round for {} s", last.elapsed().as_secs()))
            }
            _ => Ok(()),
        }
    }
}
