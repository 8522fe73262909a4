//! Time: the only place that reads the machine's clock, so that tests can move it.
//!
//! A [`Timestamp`] holds microseconds, the finest unit that both databases keep: SQLite would keep nanoseconds, and a value read
//! back from PostgreSQL would differ from the one that was written.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// `21 November 2026`, in English and with no-break spaces, as letters and mails write a day.
pub fn long_date(day: NaiveDate) -> String {
    day.format("%-d\u{a0}%B\u{a0}%Y").to_string()
}

/// A moment in UTC, in microseconds since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Makes a timestamp from microseconds since 1970-01-01 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This moment plus a time span; it saturates instead of wrapping.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This moment minus a time span; it saturates instead of wrapping.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Time since `earlier`; zero when `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Calendar day of this moment in a time zone.
    pub fn day_in(self, zone: Tz) -> NaiveDate {
        self.utc().with_timezone(&zone).date_naive()
    }

    /// First moment of a day in a time zone. Clocks that are put forward at midnight skip it, so it is looked for from there on.
    pub fn first_of(day: NaiveDate, zone: Tz) -> Self {
        let midnight = day.and_time(NaiveTime::MIN);
        let first = (0..2 * 24 * 4).find_map(|quarters| {
            let local = midnight.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
            local.and_local_timezone(zone).earliest()
        });
        Self(first.map_or_else(|| midnight.and_utc().timestamp_micros(), |first| first.timestamp_micros()))
    }

    /// Converts to chrono's type. A value outside chrono's range (year 262,000) becomes the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with microseconds, for example `2026-11-21T10:44:00.000000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)?;
        Ok(Self(time.timestamp_micros()))
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl utoipa::ToSchema for Timestamp {}

/// Source of the present time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until a test moves it.
    Manual(ManualClock),
}

/// The time of a test, and how far one clock is from it.
#[derive(Debug, Clone)]
pub struct ManualClock {
    truth: Arc<AtomicI64>,
    wrong_by: Arc<AtomicI64>,
}

impl Clock {
    /// Makes a manual clock that shows `now` until it is moved.
    pub fn manual(now: Timestamp) -> Self {
        Self::Manual(ManualClock { truth: Arc::new(AtomicI64::new(now.micros())), wrong_by: Arc::default() })
    }

    /// The present moment, truncated to microseconds.
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp(Utc::now().timestamp_micros()),
            Self::Manual(clock) => {
                Timestamp(clock.truth.load(Ordering::SeqCst).saturating_add(clock.wrong_by.load(Ordering::SeqCst)))
            }
        }
    }

    /// The time since some moment in the past, which no correction of the machine's clock changes: for spans within one process.
    pub fn steady(&self) -> Duration {
        static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
        match self {
            Self::System => BEGAN.elapsed(),
            Self::Manual(clock) => {
                Duration::from_micros(u64::try_from(clock.truth.load(Ordering::SeqCst)).unwrap_or(0))
            }
        }
    }

    /// Moves a manual clock forward; the machine's clock is not affected.
    pub fn advance(&self, span: Duration) {
        if let Self::Manual(clock) = self {
            clock.truth.fetch_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }

    /// Sets a manual clock wrong by so many seconds, while time itself goes on.
    pub fn set_wrong_by(&self, seconds: i64) {
        if let Self::Manual(clock) = self {
            clock.wrong_by.store(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
        }
    }

    /// Another machine's clock in the same test, right at first.
    #[must_use]
    pub fn of_another_machine(&self) -> Self {
        match self {
            Self::System => Self::System,
            Self::Manual(clock) => {
                Self::Manual(ManualClock { truth: Arc::clone(&clock.truth), wrong_by: Arc::default() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::TZ_VARIANTS;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_day_begins_at_its_first_moment(days in 0..20_000_i64, zone in proptest::sample::select(&TZ_VARIANTS[..])) {
            let day = NaiveDate::from_ymd_opt(1985, 1, 1).expect("a day") + TimeDelta::days(days);
            let first = Timestamp::first_of(day, zone);
            // A zone that crossed the date line had no such day, and the next one begins there.
            prop_assert!(first.day_in(zone) >= day);
            prop_assert!(Timestamp(first.0 - 1).day_in(zone) < day);
        }
    }
}
