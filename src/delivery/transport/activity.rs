//! The time since something last moved between us and the relay, for one mail under way.
//!
//! The socket notes every byte for the task that sends the mail; the dispatcher reads how long the task has been silent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

tokio::task_local! {
    static OF_THIS_TASK: Arc<Activity>;
}

/// The last movement of one mail.
#[derive(Debug)]
pub struct Activity {
    began: Instant,
    /// Milliseconds from the beginning to the last movement.
    moved: AtomicU64,
}

impl Default for Activity {
    fn default() -> Self {
        Activity { began: Instant::now(), moved: AtomicU64::new(0) }
    }
}

impl Activity {
    /// The time since the last movement, or since the beginning.
    pub fn silent_for(&self) -> Duration {
        self.began.elapsed().saturating_sub(Duration::from_millis(self.moved.load(Ordering::Relaxed)))
    }

    /// Runs the work of a mail; movements in it are its own.
    pub async fn of<F: Future>(self: Arc<Self>, work: F) -> F::Output {
        OF_THIS_TASK.scope(self, work).await
    }
}

/// Notes a movement of the mail that this task sends, if it sends one.
pub(super) fn moved() {
    // Outside a task of the dispatcher nobody asks.
    let _ = OF_THIS_TASK.try_with(|activity| {
        let millis = u64::try_from(activity.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        activity.moved.store(millis, Ordering::Relaxed);
    });
}
