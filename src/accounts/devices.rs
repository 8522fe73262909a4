//! Devices that a person has signed in from, for which failures are counted separately.
//!
//! A cookie set at a successful sign-in identifies a device. It holds a mark for each of the last few people who signed in
//! there (colleagues share a counter's machine). Each mark is sealed under the installation's secret (HMAC-SHA-256), so that
//! nobody can forge one. A mark gives no access: the password is still required, and the mark counts for one account only.
//!
//! The same key hashes account addresses wherever they are kept or logged for counting, because people type passwords into the
//! wrong field.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

use crate::clock::Timestamp;
use crate::ids::{DeviceId, PersonId};
use crate::secret::{Purpose, SecretError, Secrets};

/// A device stays known for this time without a sign-in.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(180 * 24 * 3600);
/// The most people that one device is known for; the one whose last sign-in is oldest is forgotten first.
const MOST_PEOPLE: usize = 5;
/// Stands between the marks in a cookie.
const BETWEEN: char = '~';

/// Seals device marks and hashes addresses.
pub(super) struct Seal<'a>(pub &'a Secrets);

impl Seal<'_> {
    /// The keyed hash of an account's address, folded: 32 hexadecimal digits.
    pub fn account(&self, account_key: &str) -> Result<String, SecretError> {
        let hash = self.0.tag(Purpose::Devices, &self.0.current(), &format!("account\n{account_key}"))?;
        Ok(HEXLOWER.encode(&hash.as_ref()[..16]))
    }

    /// The device of this person that a cookie's value names, if it was marked here and not too long ago.
    pub fn device_of(&self, cookie: &str, person: PersonId, now: Timestamp) -> Option<DeviceId> {
        self.good_marks(cookie, now).find(|mark| mark.person == person).map(|mark| mark.device)
    }

    /// The cookie's value after a person has signed in with the device, the marks of others kept.
    pub fn mark(
        &self,
        cookie: &str,
        person: PersonId,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<String, SecretError> {
        let newest = DeviceMark { person, device, seconds: now.micros() / 1_000_000 };
        let others = self.good_marks(cookie, now).filter(|mark| mark.person != person);
        let marks = std::iter::once(newest).chain(others).take(MOST_PEOPLE);
        let marks: Vec<String> = marks.map(|mark| self.sealed(&mark)).collect::<Result<_, _>>()?;
        Ok(marks.join(&BETWEEN.to_string()))
    }

    fn sealed(&self, mark: &DeviceMark) -> Result<String, SecretError> {
        let text = format!("{}.{}.{}.{}", self.0.current(), mark.person, mark.device, mark.seconds);
        let seal = self.0.tag(Purpose::Devices, &self.0.current(), &format!("device\n{text}"))?;
        Ok(format!("{text}.{}", BASE64URL_NOPAD.encode(seal.as_ref())))
    }

    /// The marks of a cookie that are ours and not too old, newest first. The rest of a longer value is ignored.
    fn good_marks<'a>(&'a self, cookie: &'a str, now: Timestamp) -> impl Iterator<Item = DeviceMark> + 'a {
        cookie.split(BETWEEN).take(MOST_PEOPLE).filter_map(move |text| {
            let (text, seal) = text.rsplit_once('.')?;
            let seal = BASE64URL_NOPAD.decode(seal.as_bytes()).ok()?;
            let mut parts = text.split('.');
            let secret = parts.next()?;
            let mark = DeviceMark {
                person: parts.next()?.parse().ok()?,
                device: parts.next()?.parse().ok()?,
                seconds: parts.next()?.parse().ok()?,
            };
            let good = self.0.tag(Purpose::Devices, secret, &format!("device\n{text}")).ok()?;
            verify_slices_are_equal(good.as_ref(), &seal).ok()?;
            let made = Timestamp::from_micros(mark.seconds.saturating_mul(1_000_000));
            (now.since(made) < KNOWN_FOR).then_some(mark)
        })
    }
}

/// One person on one device.
struct DeviceMark {
    person: PersonId,
    device: DeviceId,
    /// When it was made, since 1970.
    seconds: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_721_840_000_000);

    fn secrets() -> (Secrets, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        (Secrets::read_or_make(&folder.path().join("secret")).expect("a secret"), folder)
    }

    #[test]
    fn a_mark_is_good_for_its_person_here_and_for_half_a_year() {
        let (secrets, _folder) = secrets();
        let seal = Seal(&secrets);
        let (sam, mia, device) = (PersonId::new(), PersonId::new(), DeviceId::new());
        let cookie = seal.mark("", sam, device, NOW).expect("a mark");
        assert_eq!(seal.device_of(&cookie, sam, NOW), Some(device));
        assert_eq!(seal.device_of(&cookie, mia, NOW), None);
        let (others, _folder) = self::secrets();
        assert_eq!(Seal(&others).device_of(&cookie, sam, NOW), None);
        assert_eq!(seal.device_of(&cookie, sam, NOW.plus(KNOWN_FOR)), None);
        let later = seal.mark(&cookie, sam, device, NOW.plus(Duration::from_secs(3600))).expect("a mark");
        assert_eq!(seal.device_of(&later, sam, NOW.plus(KNOWN_FOR)), Some(device), "each sign-in begins anew");
    }

    #[test]
    fn five_people_share_a_device() {
        let (secrets, _folder) = secrets();
        let seal = Seal(&secrets);
        let people: Vec<PersonId> = (0..6).map(|_| PersonId::new()).collect();
        let cookie = people
            .iter()
            .fold(String::new(), |cookie, person| seal.mark(&cookie, *person, DeviceId::new(), NOW).expect("a mark"));
        let known = |person: &&PersonId| seal.device_of(&cookie, **person, NOW).is_some();
        assert_eq!(people.iter().filter(known).count(), 5);
        assert!(seal.device_of(&cookie, people[0], NOW).is_none(), "the first is the one that is forgotten");
        assert!(cookie.len() < 1024, "{} octets", cookie.len());
    }

    #[test]
    fn hashes_tell_accounts_apart_and_say_nothing_else() {
        let (secrets, _folder) = secrets();
        let seal = Seal(&secrets);
        let hash = seal.account("sam@bank.example").expect("a hash");
        assert_eq!(hash.len(), 32);
        assert_ne!(hash, seal.account("mia@bank.example").expect("a hash"));
        let (others, _folder) = self::secrets();
        assert_ne!(hash, Seal(&others).account("sam@bank.example").expect("a hash"));
    }

    proptest! {
        #[test]
        fn nobody_makes_a_mark(at in 0_usize..200, c in any::<char>(), noise in "\\PC{0,300}") {
            let (secrets, _folder) = secrets();
        let seal = Seal(&secrets);
            let person = PersonId::new();
            prop_assert_eq!(seal.device_of(&noise, person, NOW), None);
            let good = seal.mark("", person, DeviceId::new(), NOW).expect("a mark");
            let mut changed: Vec<char> = good.chars().collect();
            let at = at % changed.len();
            prop_assume!(changed[at] != c);
            changed[at] = c;
            prop_assert_eq!(seal.device_of(&changed.into_iter().collect::<String>(), person, NOW), None);
        }
    }
}
