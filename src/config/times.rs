//! Time limits for clients that keep the service waiting; a slow but steady transfer earns more time.

use std::time::Duration;

/// Time limits for clients that keep the service waiting.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The limit for the head of a request.
    pub headers: Duration,
    /// The limit for the body of a request, plus a second for every `slowest` bytes received.
    pub body: Duration,
    /// The limit for reading an answer, plus a second for every `slowest` bytes sent.
    pub answer: Duration,
    /// The slowest accepted rate, in bytes a second.
    pub slowest: u64,
}

impl Default for Times {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { headers: seconds(20), body: seconds(30), answer: seconds(30), slowest: 32 << 10 }
    }
}

impl Times {
    /// The time limit for a body of which `came` bytes have arrived.
    pub fn for_a_body(&self, came: u64) -> Duration {
        self.body + self.earned(came)
    }

    /// The time limit for an answer of which `went` bytes have been sent.
    pub fn for_an_answer(&self, went: u64) -> Duration {
        self.answer + self.earned(went)
    }

    fn earned(&self, bytes: u64) -> Duration {
        Duration::from_millis(bytes.saturating_mul(1000) / self.slowest.max(1))
    }
}
