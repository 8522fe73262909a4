//! The security log: one line for each event that a bank's security operations monitor, with the tracing target `security`.
//!
//! A line has the time, the outcome, the account (a person's id or, for an unknown person, a keyed hash of the address that was
//! typed), the network address, the route and the request's id. Invariants: a line holds no mail address, no password, no token
//! and no other text that a client chose, so that nobody can forge a line; and nobody can make the log grow without bound: past
//! `MOST_OF_ADDRESS` lines a minute from one network address, or `MOST` in all, lines are only counted, and the next line is
//! preceded by their number.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::address_limits::AddressLimits;
use crate::clock::{Clock, Timestamp};
use crate::ids::PersonId;
use crate::vocabulary::vocabulary;

/// Tracing target of every event.
pub const TARGET: &str = "security";
/// Most lines per minute from one network address.
const MOST_OF_ADDRESS: u32 = 120;
/// Most lines per minute in all.
const MOST: u32 = 6_000;
const MINUTE: Duration = Duration::from_secs(60);

vocabulary! {
    /// Outcome of a security event.
    Outcome {
        /// Sign-in with an unknown account or a wrong password.
        SignInFailed = "sign_in_failed",
        /// Sign-in refused without a look at the password, because too many had failed.
        SignInRefused = "sign_in_refused",
        /// Change of password with a wrong current password.
        PasswordFailed = "password_failed",
        /// Change of password refused, because too many had failed.
        PasswordRefused = "password_refused",
        /// A one-time link that is not valid.
        LinkFailed = "link_failed",
        /// A refresh token that is not valid.
        RefreshFailed = "refresh_failed",
        /// A refresh token was used a second time: somebody has a copy.
        RefreshTokenReused = "refresh_token_reused",
        /// A letter as written or the audit trail was requested by a person who may not read it.
        ReadingRefused = "reading_refused",
        /// A route that the caller's roles do not allow.
        RouteRefused = "route_refused",
        /// A form of a signed-in person that did not come from one of our pages, or came without that session's token.
        FormRefused = "form_refused",
    }
}

/// Account of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account<'a> {
    /// A person in the directory.
    Person(PersonId),
    /// An address that is not in the directory, as a keyed hash: the same text gives the same hash.
    Unknown(&'a str),
    /// The request named no account.
    Unnamed,
}

/// The request in which events happen.
#[derive(Clone)]
pub struct RequestContext {
    /// Id of the request.
    pub request_id: String,
    /// Pattern of the route, never the path itself.
    pub route: String,
    /// Network address of the client.
    pub address: Option<IpAddr>,
    /// Limits that keep the log bounded.
    pub watch: Arc<Watch>,
}

tokio::task_local! {
    static SCENE: RequestContext;
}

/// Runs a request with its scene, which `record` reads.
pub fn within<F: Future>(scene: RequestContext, request: F) -> impl Future<Output = F::Output> {
    SCENE.scope(scene, request)
}

/// Records an event of the current request. `object` is the id of the record concerned, if any.
pub fn record(outcome: Outcome, account: Account<'_>, object: Option<&str>) {
    let scene = SCENE.try_with(Clone::clone).ok();
    if let Some(scene) = &scene {
        match scene.watch.admit(scene.address) {
            None => return,
            Some(0) => {}
            Some(left_out) => tracing::warn!(target: TARGET, outcome = "lines_left_out", count = left_out),
        }
    }
    let (person, account_hash) = match account {
        Account::Person(person) => (Some(person.to_string()), None),
        Account::Unknown(hash) => (None, Some(hash)),
        Account::Unnamed => (None, None),
    };
    let address = scene.as_ref().and_then(|scene| scene.address).map(|address| address.to_string());
    tracing::warn!(
        target: TARGET,
        outcome = outcome.as_str(),
        account = person,
        account_hash,
        address,
        route = scene.as_ref().map(|scene| scene.route.as_str()),
        object,
        request_id = scene.as_ref().map(|scene| scene.request_id.as_str()),
    );
}

/// Limits the lines of the log, so that a flood of requests does not become a flood of lines.
#[derive(Debug)]
pub struct Watch {
    clock: Clock,
    addresses: AddressLimits,
    all: Mutex<All>,
}

#[derive(Debug)]
struct All {
    began: Timestamp,
    lines: u32,
    left_out: u64,
}

impl Watch {
    /// Limits by this clock.
    pub fn new(clock: Clock) -> Self {
        let all = Mutex::new(All { began: clock.now(), lines: 0, left_out: 0 });
        Self { clock, addresses: AddressLimits::new(MOST_OF_ADDRESS, MINUTE), all }
    }

    /// Number of lines left out since the last one that was written; `None` when this line must be left out as well.
    fn admit(&self, address: Option<IpAddr>) -> Option<u64> {
        let now = self.clock.now();
        let closed = self.addresses.wait_left(address, now).is_some();
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.began.plus(MINUTE) <= now {
            (all.began, all.lines) = (now, 0);
        }
        if closed || all.lines >= MOST {
            all.left_out = all.left_out.saturating_add(1);
            return None;
        }
        self.addresses.count(address, now);
        all.lines += 1;
        Some(std::mem::take(&mut all.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch() -> Watch {
        Watch::new(Clock::manual(Timestamp::from_micros(1_763_721_840_000_000)))
    }

    fn address(n: u32) -> Option<IpAddr> {
        Some(IpAddr::V4((0x0a00_0000 + n).into()))
    }

    #[test]
    fn an_address_has_its_lines_and_then_a_count() {
        let watch = watch();
        let written = (0..500).filter(|_| watch.admit(address(1)).is_some()).count();
        assert_eq!(written, MOST_OF_ADDRESS as usize);
        assert_eq!(watch.admit(address(2)), Some(380), "the next line of anyone tells how many are missing");
        assert_eq!(watch.admit(address(2)), Some(0));
        watch.clock.advance(MINUTE);
        assert_eq!(watch.admit(address(1)), Some(0));
    }

    #[test]
    fn all_together_have_their_lines_too() {
        let watch = watch();
        let written = (0..2 * MOST).filter(|n| watch.admit(address(*n)).is_some()).count();
        assert_eq!(written, MOST as usize);
        watch.clock.advance(MINUTE);
        assert_eq!(watch.admit(address(1)), Some(u64::from(MOST)));
    }
}
