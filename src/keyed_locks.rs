//! Locks on things that must not be made twice at the same time, such as a file that several requests need in the same moment.
//!
//! Invariant: the same key always has the same lock. Two keys may share one; they then wait for each other and nothing else
//! happens. The locks hold within this process only: rows decide between processes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tokio::sync::Mutex;

/// The number of locks.
const STRIPES: usize = 16;

/// A fixed number of locks, shared by all keys.
#[derive(Clone, Default)]
pub struct KeyedLocks(Arc<[Mutex<()>; STRIPES]>);

impl KeyedLocks {
    /// The lock of a key.
    pub fn of(&self, key: &impl Hash) -> &Mutex<()> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        // The remainder is below the number of stripes.
        &self.0[usize::try_from(hasher.finish() % STRIPES as u64).unwrap_or(0)]
    }
}
