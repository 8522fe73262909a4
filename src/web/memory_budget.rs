//! The memory budget for uploaded files. Memory is taken before the first byte of a body is read and given back when the bytes are
//! dropped, so that a flood of uploads waits in its sockets and not in our memory. It is shared fairly: a person who sends many files
//! at once, or never completes one, leaves room for others.
//!
//! A request must not take memory twice: two requests that each hold a part and want more would wait for each other.

use std::time::Duration;

use bytes::Bytes;

use super::Problem;
use super::body_timeout::slow_body;
use crate::fair_shares::{FairShares, Share};
use crate::ids::PersonId;
use crate::language::phrase;

/// The number of files of the largest size that fit at once. One person may take a quarter of the room.
const FILES: usize = 8;
const FILES_EACH: usize = 2;
/// The longest wait for room: about as long as a person waits for a form that shows nothing.
const PATIENCE: Duration = Duration::from_secs(20);
/// The time for a file to arrive: 25 MB over 1 Mbit/s. Without a limit a client that sends a byte a minute would occupy the room.
const ARRIVAL: Duration = Duration::from_secs(240);
/// Size of a unit, in bytes.
const UNIT: usize = 1024;

/// Room for files; cheap to clone, set as app data.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    units: FairShares<PersonId>,
    patience: Duration,
    arrival: Duration,
}

impl MemoryBudget {
    /// Room for eight files of `largest` bytes.
    pub fn for_files_of(largest: usize) -> Self {
        Self::with([FILES * largest, FILES_EACH * largest], PATIENCE, ARRIVAL)
    }

    /// Room for `all` bytes, of which one person may take `each`.
    pub(super) fn with([all, each]: [usize; 2], patience: Duration, arrival: Duration) -> Self {
        Self { units: FairShares::new(all.div_ceil(UNIT).max(1), each.div_ceil(UNIT)), patience, arrival }
    }

    /// Bytes that are free, in whole kilobytes.
    pub fn free(&self) -> usize {
        self.units.free() * UNIT
    }

    /// Takes room for a person's bytes. A request for more than one person may take gets that much.
    ///
    /// # Errors
    /// 503 when there was no room within the longest wait.
    pub(super) async fn take(&self, who: PersonId, bytes: usize) -> Result<Share<PersonId>, Problem> {
        let taken = tokio::time::timeout(self.patience, self.units.take(who, bytes.div_ceil(UNIT))).await;
        taken.map_err(|_| {
            tracing::warn!("there was no room in memory for a file, and it was refused");
            Problem::unavailable_because(phrase("refused-files-coming"))
        })
    }

    /// Runs the reading of a body under the time limit for files.
    ///
    /// # Errors
    /// 408 after the limit, and the errors of the reading.
    pub(super) async fn arrival<T>(&self, reading: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        let slow = slow_body(
            "The file took too long to arrive. Send it again over a faster connection, or scan it at 300 dpi as JPEG.",
        );
        tokio::time::timeout(self.arrival, reading).await.unwrap_or(Err(slow))
    }
}

/// Bytes and the room that they take, given back together.
pub(super) fn holding(bytes: Bytes, room: Share<PersonId>) -> Bytes {
    struct Held(Bytes, #[allow(dead_code, reason = "it is held and not looked at")] Share<PersonId>);
    impl AsRef<[u8]> for Held {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    Bytes::from_owner(Held(bytes, room))
}
