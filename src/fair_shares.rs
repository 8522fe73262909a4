//! Fair shares of a scarce resource between people: processes that read files, the making of packets, memory.
//!
//! Invariants: nobody holds more than their share, even when more is free, so that the next person finds something; people who
//! wait are served in turn, one request of each at a time and the requests of one person in their order; small requests do not
//! overtake a large one for ever; a cancelled wait and a dropped share give back their units.
//!
//! Take all the units for a piece of work at once: somebody who holds some and waits for more may wait for themselves.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Units that people share; nobody holds more than `each`. Cheap to clone.
pub struct FairShares<K: Key> {
    state: Arc<Mutex<State<K>>>,
    each: usize,
}

/// Key that tells people apart.
pub trait Key: Clone + Eq + Hash + Send + 'static {}
impl<K: Clone + Eq + Hash + Send + 'static> Key for K {}

struct State<K: Key> {
    free: usize,
    /// Units held by each person; a person who holds none is not listed.
    held: HashMap<K, usize>,
    /// Order in which people are served; each is listed once.
    turns: VecDeque<K>,
    waiting: HashMap<K, VecDeque<Waiting<K>>>,
}

struct Waiting<K: Key> {
    units: usize,
    tell: oneshot::Sender<Share<K>>,
}

/// Units that a person holds; dropping it gives them back.
#[must_use = "dropped, it is given back"]
pub struct Share<K: Key> {
    of: FairShares<K>,
    who: K,
    units: usize,
}

impl<K: Key> FairShares<K> {
    /// Shares `all` units, of which one person may hold `each`.
    pub fn new(all: usize, each: usize) -> Self {
        let state = State { free: all, held: HashMap::new(), turns: VecDeque::new(), waiting: HashMap::new() };
        Self { state: Arc::new(Mutex::new(state)), each: each.clamp(1, all.max(1)) }
    }

    /// Waits for the turn of `who` and takes the units, at most as many as one person may hold. Dropping the future leaves the
    /// queue.
    pub async fn take(&self, who: K, units: usize) -> Share<K> {
        let units = units.clamp(1, self.each);
        let (tell, told) = oneshot::channel();
        {
            let mut state = self.state();
            let own = state.waiting.entry(who.clone()).or_default();
            own.push_back(Waiting { units, tell });
            if own.len() == 1 {
                state.turns.push_back(who.clone());
            }
        }
        // Runs also when this future is dropped, so that the requests behind it are served.
        let _moves_on = MovesOn(self);
        self.hand_out();
        match told.await {
            Ok(share) => share,
            // Unreachable: the sender stays in the queue until it is used. An empty share would do no harm.
            Err(_) => Share { of: self.clone(), who, units: 0 },
        }
    }

    /// Number of units that nobody holds.
    pub fn free(&self) -> usize {
        self.state().free
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves the requests whose turn it is. The lock is released before a share is sent: if nobody receives the share it is
    /// dropped here, and its drop takes the lock.
    fn hand_out(&self) {
        loop {
            let next = self.state().next(self.each);
            let Some((who, Waiting { units, tell })) = next else { return };
            let share = Share { of: self.clone(), who, units };
            drop(tell.send(share));
        }
    }
}

impl<K: Key> State<K> {
    /// Removes the next request from the queue, if there is room for it, and counts its units as held.
    fn next(&mut self, each: usize) -> Option<(K, Waiting<K>)> {
        self.turns.retain(|who| {
            let Some(own) = self.waiting.get_mut(who) else { return false };
            own.retain(|waiting| !waiting.tell.is_closed());
            if own.is_empty() {
                self.waiting.remove(who);
                return false;
            }
            true
        });
        // A person who holds their whole share is passed over. The first of the others is waited for until there is room.
        let may = |who: &&K| {
            let held = self.held.get(*who).copied().unwrap_or(0);
            self.waiting.get(*who).and_then(VecDeque::front).is_some_and(|next| held + next.units <= each)
        };
        let who = self.turns.iter().find(may)?.clone();
        let own = self.waiting.get_mut(&who)?;
        if own.front()?.units > self.free {
            return None;
        }
        let request = own.pop_front()?;
        self.turns.retain(|waiting| *waiting != who);
        if own.is_empty() {
            self.waiting.remove(&who);
        } else {
            self.turns.push_back(who.clone());
        }
        self.free -= request.units;
        *self.held.entry(who.clone()).or_default() += request.units;
        Some((who, request))
    }
}

impl<K: Key> Drop for Share<K> {
    fn drop(&mut self) {
        {
            let mut state = self.of.state();
            state.free += self.units;
            if let Some(held) = state.held.get_mut(&self.who) {
                *held = held.saturating_sub(self.units);
                if *held == 0 {
                    state.held.remove(&self.who);
                }
            }
        }
        self.of.hand_out();
    }
}

struct MovesOn<'a, K: Key>(&'a FairShares<K>);

impl<K: Key> Drop for MovesOn<'_, K> {
    fn drop(&mut self) {
        self.0.hand_out();
    }
}

impl<K: Key> Clone for FairShares<K> {
    fn clone(&self) -> Self {
        Self { state: Arc::clone(&self.state), each: self.each }
    }
}

impl<K: Key> fmt::Debug for FairShares<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FairShares({} free, {} each)", self.free(), self.each)
    }
}

impl<K: Key> fmt::Debug for Share<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({})", self.units)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use proptest::prelude::*;

    use super::*;

    type Taking<'a> = Pin<Box<dyn Future<Output = Share<u8>> + 'a>>;

    fn poll(taking: &mut Taking<'_>) -> Option<Share<u8>> {
        match taking.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(share) => Some(share),
            Poll::Pending => None,
        }
    }

    fn taking(shares: &FairShares<u8>, who: u8, units: usize) -> Taking<'_> {
        let mut taking: Taking<'_> = Box::pin(shares.take(who, units));
        // The request is in the queue from its first poll on.
        match poll(&mut taking) {
            Some(share) => Box::pin(std::future::ready(share)),
            None => taking,
        }
    }

    #[test]
    fn one_who_asks_for_everything_leaves_something_for_the_next() {
        let shares = FairShares::new(2, 1);
        let mut greedy: Vec<Taking<'_>> = (0..20).map(|_| taking(&shares, 1, 1)).collect();
        let first = poll(&mut greedy[0]).expect("free");
        assert!(poll(&mut greedy[1]).is_none(), "one at a time");
        let other = poll(&mut taking(&shares, 2, 1)).expect("what the greedy one may not have");
        drop(other);
        assert!(poll(&mut greedy[1]).is_none());
        drop(first);
        assert!(poll(&mut greedy[1]).is_some());
    }

    #[test]
    fn they_are_served_in_turns_and_nobody_is_passed_for_ever() {
        let shares = FairShares::new(1, 1);
        let held = poll(&mut taking(&shares, 0, 1)).expect("free");
        let mut many: Vec<Taking<'_>> = (0..3).map(|_| taking(&shares, 1, 1)).collect();
        let mut late = taking(&shares, 2, 1);
        drop(held);
        let first = poll(&mut many[0]).expect("the first who waited");
        drop(first);
        assert!(poll(&mut many[1]).is_none(), "another person's turn");
        drop(poll(&mut late).expect("its turn"));
        drop(poll(&mut many[1]).expect("its turn"));
        drop(poll(&mut many[2]).expect("its turn"));
        // A large request is not overtaken.
        let shares = FairShares::new(4, 4);
        let one = poll(&mut taking(&shares, 0, 1)).expect("free");
        let mut large = taking(&shares, 1, 4);
        let mut small = taking(&shares, 2, 1);
        assert!(poll(&mut large).is_none() && poll(&mut small).is_none());
        drop(one);
        drop(poll(&mut large).expect("all of it"));
        assert!(poll(&mut small).is_some());
    }

    #[derive(Debug, Clone)]
    enum Act {
        Ask(u8, usize),
        /// Cancels the request at this place, or gives its share back.
        Leave(prop::sample::Index),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => (0_u8..4, 1_usize..6).prop_map(|(who, units)| Act::Ask(who, units)),
            2 => any::<prop::sample::Index>().prop_map(Act::Leave),
        ]
    }

    proptest! {
        #[test]
        fn nobody_holds_more_than_a_share_and_nothing_is_lost(
            all in 1_usize..10,
            each in 1_usize..10,
            acts in prop::collection::vec(act(), 1..80),
        ) {
            let shares = FairShares::new(all, each);
            let each = each.min(all);
            // Requests that wait, in the order in which they were made, and shares that are held.
            let mut waiting: Vec<(u8, usize, Taking<'_>)> = Vec::new();
            let mut holding: Vec<(u8, Share<u8>)> = Vec::new();
            for act in acts {
                match act {
                    Act::Ask(who, units) => waiting.push((who, units.min(each), taking(&shares, who, units))),
                    Act::Leave(at) if waiting.len() + holding.len() > 0 => {
                        let at = at.index(waiting.len() + holding.len());
                        if at < waiting.len() { drop(waiting.remove(at)) } else { drop(holding.remove(at - waiting.len())) }
                    }
                    Act::Leave(_) => {}
                }
                let mut still = Vec::new();
                for (who, units, mut taking) in waiting {
                    match poll(&mut taking) {
                        Some(share) => {
                            prop_assert!(!still.iter().any(|(other, ..): &(u8, usize, Taking<'_>)| *other == who), "in their own order");
                            prop_assert_eq!(share.units, units);
                            holding.push((who, share));
                        }
                        None => still.push((who, units, taking)),
                    }
                }
                waiting = still;
                let held = |who: u8| holding.iter().filter(|(other, _)| *other == who).map(|(_, share)| share.units).sum::<usize>();
                let in_all: usize = (0..4).map(held).sum();
                prop_assert_eq!(shares.free(), all - in_all);
                for who in 0..4 {
                    prop_assert!(held(who) <= each);
                }
                // Either nobody who may hold more is waiting, or the next request of somebody does not fit.
                let next = |who: u8| waiting.iter().find(|(other, ..)| *other == who).map(|(_, units, _)| *units);
                let may: Vec<usize> = (0..4).filter_map(|who| next(who).filter(|units| held(who) + units <= each)).collect();
                prop_assert!(may.is_empty() || may.iter().any(|units| *units > shares.free()));
            }
            drop(waiting);
            drop(holding);
            prop_assert_eq!(shares.free(), all);
            prop_assert!(shares.state().held.is_empty() && shares.state().turns.is_empty());
        }
    }
}
