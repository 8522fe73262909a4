//! Lifetimes, and the waits of an account: pure decisions, every figure of sign-in in one place.
//!
//! Failures count towards limits and nothing else does. A wait grows to fifteen minutes and always ends. A device that the account
//! is known to use has a count of its own, so that nobody is locked out by somebody else's guesses.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::directory::search_tokens;
use crate::ids::PersonId;

/// Lifetime of an access token.
pub const ACCESS_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The rows of an ended session are kept for this time: a refresh token of it still says which account a device is known for.
pub const ENDED_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Lifetime of a one-time link to choose a password.
pub const LINK_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// The most links sent to one person within [`LINKS_COUNTED`]; see [`may_send_link`]. Further requests get the same answer, and
/// nothing is sent.
pub const MOST_LINKS: i64 = 3;
/// The span in which links are counted.
pub const LINKS_COUNTED: Duration = Duration::from_secs(3600);
/// True when one more link may be sent to a person. `recent` were sent within [`LINKS_COUNTED`], `fresh` within [`LINK_LIFETIME`].
///
/// Beyond the limit a link is sent all the same when every earlier one has expired. Otherwise anybody who asks three times in a row
/// would keep the person out for the second half of the hour.
pub fn may_send_link(recent: i64, fresh: i64) -> bool {
    recent < MOST_LINKS || fresh == 0
}

/// The most links of one person that are valid at once. A further one ends the oldest.
pub const MOST_GOOD_LINKS: i64 = 3;
/// Greatest age of a remembered valid session.
pub const VALIDITY_LIFETIME: Duration = Duration::from_secs(1);

/// Time for which a key signs before the next one does.
pub const KEY_PERIOD: Duration = Duration::from_secs(30 * 24 * 3600);
/// Time for which a key that no longer signs stays published: the life of its last token, and ample time for clocks that differ.
pub const KEY_OVERLAP: Duration = Duration::from_secs(3600);
/// Greatest difference between the clocks of two machines for a token that is just made.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(30);

/// From this failure in a row on, an account has to wait.
const FIRST_WAIT_AT: i64 = 5;
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// An account's failures are forgotten after this time without a failure.
pub const FAILURES_FORGOTTEN: Duration = Duration::from_secs(24 * 3600);

/// Failures of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// In a row.
    pub count: i64,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Failures {
    /// Wait of an account after this many failures in a row: nothing for four, then 1 s, 2 s, 4 s … 15 min.
    pub fn wait(count: i64) -> Duration {
        if count < FIRST_WAIT_AT {
            return Duration::ZERO;
        }
        // 2^10 s is past the longest wait already, and a greater shift would overflow.
        Duration::from_secs(1 << (count - FIRST_WAIT_AT).min(10)).min(LONGEST_WAIT)
    }

    /// Rest of the wait; none when the account may be tried.
    pub fn wait_left(self, now: Timestamp) -> Option<Duration> {
        let ends = self.last_at.plus(Self::wait(self.count));
        (ends > now).then(|| ends.since(now))
    }

    /// These and one more.
    #[must_use]
    pub fn and_one(before: Option<Self>, now: Timestamp) -> Self {
        let count = match before {
            Some(failures) if now.since(failures.last_at) < FAILURES_FORGOTTEN => failures.count.saturating_add(1),
            _ => 1,
        };
        Self { count, last_at: now }
    }
}

/// The wait before an attempt's password is checked, if any. It follows from the failures counted for the account or device and, for a
/// device that the account is not known to use, from those of the network address. A known device has a count of its own.
pub fn held_up(
    known_device: bool,
    counted: Option<Failures>,
    address: Option<Duration>,
    now: Timestamp,
) -> Option<Duration> {
    let own = counted.and_then(|failures| failures.wait_left(now));
    if known_device { own } else { own.max(address) }
}

/// True when a person may grant and revoke another person's roles. Nobody changes one's own, so that every grant has two people.
pub fn may_change_roles(by: PersonId, of: PersonId) -> bool {
    by != of
}

/// When a session ends if nothing more happens: after being left alone for `idle`, and however busy it is when it is `longest` old.
pub fn session_ends(began: Timestamp, last_used: Timestamp, idle: Duration, longest: Duration) -> Timestamp {
    last_used.plus(idle).min(began.plus(longest))
}

/// True when the use of a browser's session should be recorded: opening a page is a use, but not each one is worth a write. The
/// session may so end this much too early, never too late.
pub fn use_is_due(last_used: Timestamp, now: Timestamp, idle: Duration) -> bool {
    now.since(last_used) >= (idle / 10).min(Duration::from_secs(60))
}

/// The data of a signing key that its rotation depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTimes {
    /// Counts from 1.
    pub number: i64,
    /// When it begins to sign.
    pub signs_from: Timestamp,
    /// When it is no longer published, once that is known.
    pub retired_at: Option<Timestamp>,
    /// State of its private half.
    pub private: Private,
}

/// State of the private half of a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// Encrypted: only who has the installation's secret can sign with it.
    Encrypted,
    /// In the clear, from a version without a secret: anyone with a copy of the database could sign with it.
    Exposed,
    /// Nothing: the key signs no more.
    Erased,
}

impl KeyTimes {
    /// The key's name in a token's header, and in the database.
    pub fn name(&self) -> String {
        key_name(self.number)
    }

    /// True while its signature counts.
    pub fn published(&self, now: Timestamp) -> bool {
        self.retired_at.is_none_or(|end| now < end)
    }
}

/// Changes that a rotation makes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Keys to make: number, and when each begins to sign.
    pub make: Vec<(i64, Timestamp)>,
    /// Keys that no longer sign, and when each is withdrawn.
    pub retire: Vec<(i64, Timestamp)>,
    /// Keys whose private half is of no more use but to a thief.
    pub erase: Vec<i64>,
}

/// The name of a signing key.
pub fn key_name(number: i64) -> String {
    format!("key-{number}")
}

/// The number in a signing key's name.
pub fn key_number(name: &str) -> Option<i64> {
    name.strip_prefix("key-")?.parse().ok()
}

/// The key that signs at this moment: the one that began last.
pub fn signing_key(keys: &[KeyTimes], now: Timestamp) -> Option<&KeyTimes> {
    let signs = |key: &&KeyTimes| key.published(now) && key.signs_from <= now && key.private == Private::Encrypted;
    keys.iter().filter(signs).max_by_key(|key| (key.signs_from, key.number))
}

/// Keeps two keys published: the one that signs, and the next one long before it does, so that whoever caches our keys
/// knows it in time. After a change the old one stays published for [`KEY_OVERLAP`], and then its private half is erased, which
/// nobody but a thief could use any more. A private half that was exposed is erased at once.
pub fn rotation(keys: &[KeyTimes], now: Timestamp) -> Rotation {
    let last = keys.iter().map(|key| key.number).max().unwrap_or(0);
    let exposed = |key: &KeyTimes| key.private == Private::Exposed;
    let is_next = |key: &KeyTimes| key.published(now) && key.signs_from > now && key.private == Private::Encrypted;
    let current = signing_key(keys, now).map(|key| key.number);
    let make = match current {
        None => vec![(last + 1, now), (last + 2, now.plus(KEY_PERIOD))],
        Some(_) if keys.iter().any(is_next) => Vec::new(),
        Some(_) => vec![(last + 1, now.plus(KEY_PERIOD))],
    };
    let outdated = |key: &KeyTimes| key.signs_from <= now && current.is_some_and(|current| current != key.number);
    let retire = |key: &&KeyTimes| key.retired_at.is_none() && (outdated(key) || exposed(key));
    let erase = |key: &&KeyTimes| key.private != Private::Erased && (exposed(key) || !key.published(now));
    Rotation {
        make,
        retire: keys.iter().filter(retire).map(|key| (key.number, now.plus(KEY_OVERLAP))).collect(),
        erase: keys.iter().filter(erase).map(|key| key.number).collect(),
    }
}

/// The text by which an account is counted, before it is hashed: the address as typed, folded and of bounded length, whether or not anyone has
/// it.
pub fn account_key(email: &str) -> String {
    // RFC 5321 ends at 254 octets; what is longer is nobody's, and need not be kept whole to be counted.
    search_tokens::email_key(email).chars().take(254).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_721_840_000_000);

    #[test]
    fn waits_grow_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = (1..=17).map(|count| Failures::wait(count).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert_eq!(Failures::wait(i64::MAX).as_secs(), 900);
    }

    #[test]
    fn a_wait_ends() {
        let failures = Failures { count: 5, last_at: NOW };
        assert_eq!(failures.wait_left(NOW), Some(Duration::from_secs(1)));
        assert_eq!(failures.wait_left(NOW.plus(Duration::from_secs(1))), None);
    }

    #[test]
    fn a_known_device_is_held_up_by_its_own_failures_only() {
        let (own, minute) = (Some(Failures { count: 6, last_at: NOW }), Some(Duration::from_secs(60)));
        assert_eq!(held_up(true, None, minute, NOW), None);
        assert_eq!(held_up(true, own, minute, NOW), Some(Duration::from_secs(2)));
        assert_eq!(held_up(false, None, minute, NOW), minute);
        assert_eq!(held_up(false, own, minute, NOW), minute, "the longer of the two");
        assert_eq!(held_up(false, own, None, NOW), Some(Duration::from_secs(2)));
        assert_eq!(held_up(false, None, None, NOW), None);
    }

    #[test]
    fn failures_are_forgotten_after_a_day_of_quiet() {
        let before = Failures { count: 40, last_at: NOW };
        assert_eq!(Failures::and_one(Some(before), NOW.plus(FAILURES_FORGOTTEN)).count, 1);
        let just_before = NOW.plus(FAILURES_FORGOTTEN).minus(Duration::from_secs(1));
        assert_eq!(Failures::and_one(Some(before), just_before).count, 41);
    }

    fn apply(keys: &mut Vec<KeyTimes>, now: Timestamp) {
        let plan = rotation(keys, now);
        for (number, at) in plan.retire {
            keys.iter_mut().filter(|key| key.number == number).for_each(|key| key.retired_at = Some(at));
        }
        keys.iter_mut().filter(|key| plan.erase.contains(&key.number)).for_each(|key| key.private = Private::Erased);
        keys.extend(plan.make.into_iter().map(|(number, signs_from)| KeyTimes {
            number,
            signs_from,
            retired_at: None,
            private: Private::Encrypted,
        }));
    }

    proptest! {
        /// Whenever somebody asks, the person has a valid link afterwards, however often others have asked before.
        #[test]
        fn whoever_asks_has_a_valid_link(pauses in proptest::collection::vec(0..2_400_u64, 1..60)) {
            let (mut now, mut sent) = (NOW, Vec::<Timestamp>::new());
            for pause in pauses {
                now = now.plus(Duration::from_secs(pause));
                let within = |sent: &[Timestamp], span| {
                    i64::try_from(sent.iter().filter(|at| **at > now.minus(span)).count()).unwrap()
                };
                if may_send_link(within(&sent, LINKS_COUNTED), within(&sent, LINK_LIFETIME)) {
                    sent.push(now);
                }
                prop_assert!(within(&sent, LINK_LIFETIME) > 0);
                prop_assert!(within(&sent, LINKS_COUNTED) <= MOST_LINKS + 1);
            }
        }

        /// Looked at whenever it may be, there is one key that signs, a next one, and every token that is still good was
        /// signed by a key that is still published.
        #[test]
        fn rotation_never_strands_a_token(steps in prop::collection::vec(1_u64..4_000_000, 1..60)) {
            let (mut keys, mut now, mut signed) = (Vec::new(), NOW, Vec::<(i64, Timestamp)>::new());
            for step in steps {
                now = now.plus(Duration::from_secs(step));
                // A process that does not look at the table still signs by what it knows.
                if let Some(key) = signing_key(&keys, now) {
                    signed.push((key.number, now));
                }
                apply(&mut keys, now);
                prop_assert_eq!(rotation(&keys, now), Rotation::default(), "nothing is left to do");
                let current = signing_key(&keys, now).map(|key| key.number);
                prop_assert!(current.is_some());
                signed.extend(current.map(|number| (number, now)));
                let published: Vec<i64> = keys.iter().filter(|key| key.published(now)).map(|key| key.number).collect();
                prop_assert!((2..=3).contains(&published.len()), "{:?}", published);
                for (number, at) in &signed {
                    prop_assert!(now.since(*at) >= ACCESS_LIFETIME || published.contains(number));
                }
                let kept = |key: &&KeyTimes| key.private != Private::Erased;
                prop_assert!(keys.iter().filter(kept).all(|key| key.published(now)), "{:?}", keys);
            }
        }

        /// A key that was stored unencrypted signs nothing after the first check, and is published until its last token has expired.
        #[test]
        fn what_was_exposed_is_replaced_at_once(ages in prop::collection::vec(-40_i64..40, 1..5), retired in any::<bool>()) {
            let day = |days: i64| Timestamp::from_micros(NOW.micros() + days * 86_400_000_000);
            let mut keys: Vec<KeyTimes> = ages.iter().zip(1..).map(|(days, number)| KeyTimes {
                number,
                signs_from: day(*days),
                retired_at: (retired && number == 1).then(|| NOW.minus(Duration::from_secs(1))),
                private: Private::Exposed,
            }).collect();
            let before = keys.len();
            apply(&mut keys, NOW);
            prop_assert_eq!(rotation(&keys, NOW), Rotation::default(), "nothing is left to do");
            prop_assert!(keys[..before].iter().all(|key| key.private == Private::Erased && key.retired_at.is_some()));
            prop_assert!(signing_key(&keys, NOW).is_some_and(|key| key.signs_from == NOW));
            prop_assert!(keys[..before].iter().all(|key| key.published(NOW) || (retired && key.number == 1)));
            prop_assert!(!keys[..before].iter().any(|key| key.published(NOW.plus(KEY_OVERLAP))));
        }

        #[test]
        fn a_session_never_outlives_either_limit(used in 0_u64..200_000, idle in 1_u64..100_000, longest in 1_u64..100_000) {
            let (idle, longest) = (Duration::from_secs(idle), Duration::from_secs(longest));
            let last_used = NOW.plus(Duration::from_secs(used));
            let ends = session_ends(NOW, last_used, idle, longest);
            prop_assert!(ends <= NOW.plus(longest) && ends <= last_used.plus(idle));
        }

        #[test]
        fn a_wait_never_shrinks_and_never_passes_its_bound(count in 0_i64..200) {
            prop_assert!(Failures::wait(count) <= Failures::wait(count + 1));
            prop_assert!(Failures::wait(count) <= LONGEST_WAIT);
        }

        #[test]
        fn keys_of_accounts_do_not_depend_on_case_or_blanks(email in "[ -~]{0,300}") {
            prop_assert_eq!(account_key(&email), account_key(&format!(" {} ", email.to_uppercase())));
        }
    }
}
