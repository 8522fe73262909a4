//! Valid sessions: one keyed read of a session and its person, remembered for at most a second.
//!
//! A change by this process takes effect at once; a change by another process is seen within that second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::rules::VALIDITY_LIFETIME;
use crate::clock::Timestamp;
use crate::ids::{HandoffId, PersonId, SessionId};
use crate::permissions::Roles;

/// The person and the limits of a valid session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ValidSession {
    pub person: PersonId,
    pub roles: Roles,
    pub began: Timestamp,
    pub last_used: Timestamp,
    pub expires_at: Timestamp,
    /// The hash of the cookie's secret, for the session of a browser.
    pub secret_hash: Option<String>,
    /// The hand-off for which it is locked.
    pub locked_for: Option<HandoffId>,
}

/// The number of entries from which expired ones are removed.
const CROWD: usize = 4096;

/// Sessions read within the last second.
#[derive(Default)]
pub(super) struct ValidSessions(Mutex<HashMap<SessionId, (Timestamp, ValidSession)>>);

impl ValidSessions {
    pub fn get(&self, session: SessionId, now: Timestamp) -> Option<ValidSession> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&session).filter(|(read_at, _)| is_fresh(*read_at, now)).map(|(_, valid)| valid.clone())
    }

    pub fn keep(&self, session: SessionId, valid: ValidSession, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CROWD {
            known.retain(|_, (read_at, _)| is_fresh(*read_at, now));
        }
        known.insert(session, (now, valid));
    }

    pub fn forget(&self, person: PersonId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (_, valid)| valid.person != person);
    }
}

/// When the clock is set back, an answer counts as old, not as fresh forever.
fn is_fresh(read_at: Timestamp, now: Timestamp) -> bool {
    read_at <= now && now.since(read_at) < VALIDITY_LIFETIME
}
