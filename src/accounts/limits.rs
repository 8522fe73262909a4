//! Failures from one network address: thirty within a minute, then the rest of that minute is closed to it.
//!
//! Kept in memory, one count for each process: it slows down whoever tries many accounts once each. What guards one account
//! is counted in the database, for all processes together.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Timestamp;

const MOST: u32 = 30;
const WINDOW: Duration = Duration::from_secs(60);
/// Counts that are over are cleared away once so many have gathered.
const CROWD: usize = 4096;

/// The counts.
#[derive(Debug, Default)]
pub(super) struct AddressLimits {
    counts: Mutex<HashMap<IpAddr, (Timestamp, u32)>>,
}

impl AddressLimits {
    /// How long the address has to wait; none when it may try.
    pub fn wait_left(&self, address: Option<IpAddr>, now: Timestamp) -> Option<Duration> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = *counts.get(&network(address?))?;
        let ends = began.plus(WINDOW);
        (count >= MOST && ends > now).then(|| ends.since(now))
    }

    /// Counts a failure.
    pub fn failed(&self, address: Option<IpAddr>, now: Timestamp) {
        let Some(address) = address else { return };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= CROWD {
            counts.retain(|_, (began, _)| began.plus(WINDOW) > now);
        }
        let entry = counts.entry(network(address)).or_insert((now, 0));
        if entry.0.plus(WINDOW) <= now {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
    }
}

/// One household or office has a whole /64 of IPv6 addresses to itself, so they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_721_840_000_000);

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn thirty_failures_close_the_rest_of_the_minute_to_that_address_only() {
        let limits = AddressLimits::default();
        let (here, there) = (address("192.0.2.7"), address("192.0.2.8"));
        for _ in 0..29 {
            limits.failed(here, NOW);
        }
        assert_eq!(limits.wait_left(here, NOW), None);
        limits.failed(here, NOW.plus(Duration::from_secs(20)));
        assert_eq!(limits.wait_left(here, NOW.plus(Duration::from_secs(20))), Some(Duration::from_secs(40)));
        assert_eq!(limits.wait_left(there, NOW.plus(Duration::from_secs(20))), None);
        assert_eq!(limits.wait_left(here, NOW.plus(WINDOW)), None);
        limits.failed(here, NOW.plus(WINDOW));
        assert_eq!(limits.wait_left(here, NOW.plus(WINDOW)), None, "a new minute begins at nothing");
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let limits = AddressLimits::default();
        for host in 0..30 {
            limits.failed(address(&format!("2001:db8:1:2::{host:x}")), NOW);
        }
        assert!(limits.wait_left(address("2001:db8:1:2:ffff::1"), NOW).is_some());
        assert!(limits.wait_left(address("2001:db8:1:3::1"), NOW).is_none());
        for _ in 0..30 {
            limits.failed(address("::ffff:192.0.2.9"), NOW);
        }
        assert!(limits.wait_left(address("192.0.2.9"), NOW).is_some(), "an IPv4 address in IPv6 clothes");
    }

    #[test]
    fn what_is_over_is_cleared_away() {
        let limits = AddressLimits::default();
        for host in 0..u32::try_from(CROWD).expect("small") {
            limits.failed(Some(IpAddr::V4(host.into())), NOW);
        }
        limits.failed(address("192.0.2.7"), NOW.plus(WINDOW));
        assert_eq!(limits.counts.lock().expect("not poisoned").len(), 1);
    }
}
