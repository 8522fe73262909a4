//! Rate limits per network address: once an address reaches its limit, it has to wait for the rest of the time span.
//!
//! Counts are kept in memory, per process, and slow down somebody who tries a lot from one place. A limit that has to hold for
//! all processes together is counted in the database instead. Invariant: at most `CROWD` counts are kept.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Timestamp;

/// Most addresses that are told apart. Beyond it, the half with the lower counts is forgotten: memory stays bounded, and an
/// attacker cannot bring a crowd of addresses in order to clear the count of one that has used up its tries.
const CROWD: usize = 4096;

/// Counts of one kind of act, by network address.
#[derive(Debug)]
pub struct AddressLimits {
    most: u32,
    span: Duration,
    counts: Mutex<HashMap<IpAddr, (Timestamp, u32)>>,
}

impl AddressLimits {
    /// Allows `most` acts within `span`.
    pub fn new(most: u32, span: Duration) -> Self {
        Self { most, span, counts: Mutex::default() }
    }

    /// Time that the address has to wait; `None` when it may go on.
    pub fn wait_left(&self, address: Option<IpAddr>, now: Timestamp) -> Option<Duration> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, count) = *counts.get(&network(address?))?;
        let ends = began.plus(self.span);
        (count >= self.most && ends > now).then(|| ends.since(now))
    }

    /// Counts one act of the address.
    pub fn count(&self, address: Option<IpAddr>, now: Timestamp) {
        let Some(address) = address.map(network) else { return };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= CROWD && !counts.contains_key(&address) {
            counts.retain(|_, (began, _)| began.plus(self.span) > now);
            if counts.len() >= CROWD {
                let mut all: Vec<u32> = counts.values().map(|(_, count)| *count).collect();
                let (_, middle, _) = all.select_nth_unstable(CROWD / 2);
                let middle = *middle;
                counts.retain(|_, (_, count)| *count > middle);
            }
        }
        let entry = counts.entry(address).or_insert((now, 0));
        if entry.0.plus(self.span) <= now {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
    }
}

/// The network that is counted: the /64 of an IPv6 address, because one household or office has all of it; an IPv4 address
/// itself.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_721_840_000_000);

    const MINUTE: Duration = Duration::from_secs(60);

    fn limits() -> AddressLimits {
        AddressLimits::new(30, MINUTE)
    }

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn thirty_close_the_rest_of_the_minute_to_that_address_only() {
        let limits = limits();
        let (here, there) = (address("192.0.2.7"), address("192.0.2.8"));
        for _ in 0..29 {
            limits.count(here, NOW);
        }
        assert_eq!(limits.wait_left(here, NOW), None);
        limits.count(here, NOW.plus(Duration::from_secs(20)));
        assert_eq!(limits.wait_left(here, NOW.plus(Duration::from_secs(20))), Some(Duration::from_secs(40)));
        assert_eq!(limits.wait_left(there, NOW.plus(Duration::from_secs(20))), None);
        assert_eq!(limits.wait_left(here, NOW.plus(MINUTE)), None);
        limits.count(here, NOW.plus(MINUTE));
        assert_eq!(limits.wait_left(here, NOW.plus(MINUTE)), None, "a new minute begins at nothing");
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let limits = limits();
        for host in 0..30 {
            limits.count(address(&format!("2001:db8:1:2::{host:x}")), NOW);
        }
        assert!(limits.wait_left(address("2001:db8:1:2:ffff::1"), NOW).is_some());
        assert!(limits.wait_left(address("2001:db8:1:3::1"), NOW).is_none());
        for _ in 0..30 {
            limits.count(address("::ffff:192.0.2.9"), NOW);
        }
        assert!(limits.wait_left(address("192.0.2.9"), NOW).is_some(), "an IPv4 address in IPv6 clothes");
    }

    #[test]
    fn what_is_over_is_cleared_away() {
        let limits = limits();
        for host in 0..u32::try_from(CROWD).expect("small") {
            limits.count(Some(IpAddr::V4(host.into())), NOW);
        }
        limits.count(address("192.0.2.7"), NOW.plus(MINUTE));
        assert_eq!(limits.counts.lock().expect("not poisoned").len(), 1);
    }

    #[test]
    fn a_crowd_does_not_wash_away_the_count_of_one_address() {
        let limits = limits();
        for _ in 0..30 {
            limits.count(address("192.0.2.7"), NOW);
        }
        for host in 0..u32::try_from(3 * CROWD).expect("small") {
            limits.count(Some(IpAddr::V4(host.into())), NOW);
        }
        assert!(limits.wait_left(address("192.0.2.7"), NOW).is_some());
    }

    #[test]
    fn a_crowd_within_one_minute_does_not_grow_for_ever() {
        let limits = limits();
        for host in 0..u32::try_from(3 * CROWD).expect("small") {
            limits.count(Some(IpAddr::V4(host.into())), NOW);
            assert!(limits.counts.lock().expect("not poisoned").len() <= CROWD);
        }
    }
}
