//! The limits on connections, in all and per address, and the choice of the one to close for a new one.
//!
//! A new connection may replace one that keeps us waiting: the oldest of the same address when that address has reached its
//! limit, or the oldest of the address with the most when all places are taken. So a client that opens a thousand displaces
//! only its own. A connection whose request is being served is never closed; when there is no other, the new one is refused.
//!
//! Invariant: there are never more connections than places, so descriptors and memory are bounded.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use futures_util::task::AtomicWaker;
use ipnet::IpNet;
use tokio::sync::watch;

use crate::address_limits::network;
use crate::config::Times;

/// The time when the stop began, once it has.
pub type Stopping = watch::Receiver<Option<Instant>>;

/// The connections of one listener; cheap to clone.
#[derive(Debug, Clone)]
pub struct Connections(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    most: usize,
    most_per_address: usize,
    proxies: Vec<IpNet>,
    times: Times,
    held: Mutex<Held>,
    stopping: watch::Sender<Option<Instant>>,
}

#[derive(Debug, Default)]
struct Held {
    by_address: HashMap<IpAddr, Vec<Arc<Connection>>>,
    count: usize,
}

/// A connection, as seen by the socket, the middleware and those who wait for its place.
#[derive(Debug)]
pub struct Connection {
    address: IpAddr,
    from_proxy: bool,
    phase: Mutex<Phase>,
    given_up: AtomicBool,
    pub(super) waker: AtomicWaker,
}

/// The present phase of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phase {
    /// The number of requests that have begun on it.
    pub begun: u64,
    /// True while one of them is being served.
    pub serving: bool,
    /// True while that request waits for its body.
    awaits_body: bool,
    /// The time when the connection was opened, the request began, or the last one was served.
    since: Instant,
}

impl Connections {
    /// Places for `most` connections, and `most_per_address` from one address that is no trusted proxy.
    pub fn new(most: usize, most_per_address: usize, proxies: Vec<IpNet>, times: Times) -> Self {
        let (held, stopping) = (Mutex::default(), watch::Sender::new(None));
        Self(Arc::new(Shared { most, most_per_address, proxies, times, held, stopping }))
    }

    /// Time limits for clients.
    pub(super) fn times(&self) -> Times {
        self.0.times
    }

    /// Tells when the stop begins.
    pub(super) fn stopping(&self) -> Stopping {
        self.0.stopping.subscribe()
    }

    /// Resolves when the stop begins.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + use<> {
        let mut stopping = self.stopping();
        async move {
            // When the sender is dropped, no stop can begin.
            if stopping.wait_for(Option::is_some).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Begins the stop: clients that have sent no request, or only a part of one, are disconnected.
    pub fn stop(&self) {
        self.0.stopping.send_if_modified(|began| {
            let first = began.is_none();
            began.get_or_insert_with(Instant::now);
            first
        });
        for connection in self.0.held().by_address.values().flatten() {
            connection.waker.wake();
        }
    }

    /// Takes a place for a connection; none when all connections are busy.
    pub fn enter(&self, peer: IpAddr) -> Option<ConnectionPlace> {
        let address = network(peer);
        let from_proxy = self.0.proxies.iter().any(|network| network.contains(&peer.to_canonical()));
        let mut held = self.0.held();
        let from_here = held.by_address.get(&address).map_or(0, Vec::len);
        if from_here >= self.0.most_per_address && !from_proxy {
            held.give_up_one(address)?;
        }
        if held.count >= self.0.most {
            let has_most = held.has_most()?;
            held.give_up_one(has_most)?;
        }
        let phase = Phase { begun: 0, serving: false, awaits_body: false, since: Instant::now() };
        let connection = Arc::new(Connection {
            address,
            from_proxy,
            phase: Mutex::new(phase),
            given_up: AtomicBool::new(false),
            waker: AtomicWaker::new(),
        });
        held.by_address.entry(address).or_default().push(Arc::clone(&connection));
        held.count += 1;
        Some(ConnectionPlace { connection, shared: Arc::clone(&self.0) })
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// The address with the most connections that is no proxy: a proxy stands for many clients.
    fn has_most(&self) -> Option<IpAddr> {
        let weight = |those: &[Arc<Connection>]| (!those.iter().any(|one| one.from_proxy), those.len());
        self.by_address.iter().max_by_key(|(_, those)| weight(those)).map(|(address, _)| *address)
    }

    /// Closes the connection of an address that has kept us waiting longest.
    fn give_up_one(&mut self, address: IpAddr) -> Option<()> {
        let those = self.by_address.get(&address)?.iter();
        let waits = |connection: &&Arc<Connection>| connection.phase().keeps_us_waiting();
        let longest = those.filter(waits).min_by_key(|connection| connection.phase().since).cloned()?;
        longest.given_up.store(true, Ordering::Release);
        longest.waker.wake();
        self.remove(&longest);
        Some(())
    }

    fn remove(&mut self, connection: &Arc<Connection>) {
        let Some(those) = self.by_address.get_mut(&connection.address) else { return };
        let Some(place) = those.iter().position(|other| Arc::ptr_eq(other, connection)) else { return };
        those.swap_remove(place);
        self.count -= 1;
        if those.is_empty() {
            self.by_address.remove(&connection.address);
        }
    }
}

impl Phase {
    fn keeps_us_waiting(&self) -> bool {
        !self.serving || self.awaits_body
    }
}

impl Connection {
    pub(super) fn phase(&self) -> Phase {
        *self.lock()
    }

    /// True when its place was needed for another connection.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Acquire)
    }

    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks the begin of a request; it ends when the returned value is dropped.
    pub(super) fn serve(self: &Arc<Self>) -> Serving {
        let mut phase = self.lock();
        *phase = Phase { begun: phase.begun + 1, serving: true, awaits_body: false, since: Instant::now() };
        drop(phase);
        Serving(Arc::clone(self))
    }

    /// Marks that the served request begins or stops waiting for its body.
    pub(super) fn awaits_body(&self, does: bool) {
        self.lock().awaits_body = does;
    }
}

/// A request under way.
pub(super) struct Serving(Arc<Connection>);

impl Drop for Serving {
    fn drop(&mut self) {
        let mut phase = self.0.lock();
        *phase = Phase { serving: false, awaits_body: false, since: Instant::now(), ..*phase };
    }
}

/// A connection's place, given back when it ends.
#[derive(Debug)]
pub struct ConnectionPlace {
    pub(super) connection: Arc<Connection>,
    shared: Arc<Shared>,
}

impl Drop for ConnectionPlace {
    fn drop(&mut self) {
        self.shared.held().remove(&self.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize, most_per_address: usize) -> Connections {
        Connections::new(most, most_per_address, vec!["192.0.2.99/32".parse().expect("a network")], Times::default())
    }

    fn enter(connections: &Connections, address: &str) -> Option<ConnectionPlace> {
        connections.enter(address.parse().expect("an address"))
    }

    fn given_up(places: &[ConnectionPlace]) -> Vec<bool> {
        places.iter().map(|place| place.connection.is_given_up()).collect()
    }

    #[test]
    fn an_address_with_its_fill_crowds_out_its_own_oldest() {
        let connections = connections(100, 2);
        let other = enter(&connections, "192.0.2.8").expect("a place");
        let places: Vec<ConnectionPlace> = (0..4).map(|_| enter(&connections, "192.0.2.7").expect("a place")).collect();
        assert_eq!(given_up(&places), [true, true, false, false]);
        assert!(!other.connection.is_given_up());
        assert_eq!(connections.0.held().count, 3);
        drop((places, other));
        assert_eq!(connections.0.held().count, 0);
        assert!(connections.0.held().by_address.is_empty(), "no address is remembered");
    }

    #[test]
    fn whom_we_work_for_stays_and_who_waits_for_a_body_goes() {
        let connections = connections(100, 2);
        let places: Vec<ConnectionPlace> = (0..2).map(|_| enter(&connections, "192.0.2.7").expect("a place")).collect();
        let _first = places[0].connection.serve();
        let second = places[1].connection.serve();
        assert!(enter(&connections, "192.0.2.7").is_none(), "both are worked for");
        places[1].connection.awaits_body(true);
        let third = enter(&connections, "192.0.2.7").expect("a place");
        assert_eq!(given_up(&places), [false, true]);
        drop(second);
        drop(third);
    }

    #[test]
    fn in_a_full_house_the_address_with_most_makes_room() {
        let connections = connections(4, 4);
        let many: Vec<ConnectionPlace> = (0..3).map(|_| enter(&connections, "192.0.2.7").expect("a place")).collect();
        let others: Vec<ConnectionPlace> =
            ["192.0.2.8", "192.0.2.9"].iter().map(|address| enter(&connections, address).expect("a place")).collect();
        assert_eq!(given_up(&many), [true, false, false]);
        assert_eq!(given_up(&others), [false, false]);
    }

    #[test]
    fn a_trusted_proxy_may_have_more_and_goes_last() {
        let connections = connections(5, 2);
        let proxy: Vec<ConnectionPlace> = (0..4).map(|_| enter(&connections, "192.0.2.99").expect("a place")).collect();
        let here = [enter(&connections, "192.0.2.7").expect("a place")];
        let _there = enter(&connections, "192.0.2.8").expect("a place");
        assert_eq!((given_up(&here), given_up(&proxy)), (vec![true], vec![false; 4]));
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let connections = connections(100, 1);
        let first = [enter(&connections, "2001:db8:1:2::1").expect("a place")];
        let _second = enter(&connections, "2001:db8:1:2::2").expect("a place");
        assert_eq!(given_up(&first), [true]);
    }
}
