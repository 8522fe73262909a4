//! Days and times in the words of a language, by the CLDR data of ICU.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use icu_calendar::Gregorian;
use icu_datetime::fieldsets::{M, MD, MDE, T, YM, YMD};
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};

use super::Language;

fn date(day: NaiveDate) -> Option<Date<Gregorian>> {
    Date::try_new_gregorian(day.year(), u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn time(of: NaiveDateTime) -> Option<Time> {
    let part = |number: u32| u8::try_from(number).ok();
    Time::try_new(part(of.hour())?, part(of.minute())?, part(of.second())?, 0).ok()
}

impl Language {
    /// `20 November 2026`, in the words and the order of the language.
    pub fn day(self, day: NaiveDate) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0.locale).into(), YMD::long());
        match (made, date(day)) {
            (Ok(format), Some(day)) => format.format(&day).to_string(),
            _ => day.to_string(),
        }
    }

    /// `20 November`, for a day of this year.
    pub fn day_of_year(self, day: NaiveDate) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0.locale).into(), MD::long());
        match (made, date(day)) {
            (Ok(format), Some(day)) => format.format(&day).to_string(),
            _ => day.to_string(),
        }
    }

    /// `Saturday 20 November`, for a day of this year.
    pub fn weekday(self, day: NaiveDate) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0.locale).into(), MDE::long());
        match (made, date(day)) {
            (Ok(format), Some(day)) => format.format(&day).to_string(),
            _ => day.to_string(),
        }
    }

    /// `November 2026`, the month of a day.
    pub fn month(self, day: NaiveDate) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0.locale).into(), YM::long());
        match (made, date(day)) {
            (Ok(format), Some(day)) => format.format(&day).to_string(),
            _ => day.format("%Y-%m").to_string(),
        }
    }

    /// `Nov`, the month of a day as a short label.
    pub fn short_month(self, day: NaiveDate) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&self.0.locale).into(), M::medium());
        match (made, date(day)) {
            (Ok(format), Some(day)) => format.format(&day).to_string(),
            _ => day.format("%m").to_string(),
        }
    }

    /// `20 Nov 2026, 10:52`.
    pub fn moment(self, local: NaiveDateTime) -> String {
        let made = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(
            (&self.0.locale).into(),
            YMD::medium().with_time_hm(),
        );
        match (made, date(local.date()), time(local)) {
            (Ok(format), Some(date), Some(time)) => format.format(&DateTime { date, time }).to_string(),
            _ => local.format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// `10:52`.
    pub fn time_of_day(self, local: NaiveDateTime) -> String {
        let made = NoCalendarFormatter::try_new((&self.0.locale).into(), T::hm());
        match (made, time(local)) {
            (Ok(format), Some(time)) => format.format(&time).to_string(),
            _ => local.format("%H:%M").to_string(),
        }
    }
}
