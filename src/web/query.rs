//! Query parameters, read so that every problem is found at once. Names that a route does not know are ignored: caches and
//! links add their own.

use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;

use crate::clock::Timestamp;

use super::{Problem, Problems};
use crate::paging::{Cursor, Page};

/// The parameters of a request and what is wrong with them so far.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    problems: Problems,
}

impl Query {
    /// The text of a parameter; absent when it is not there or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Notes a problem with a parameter.
    pub fn reject(&mut self, name: &str, code: &'static str, detail: impl Into<String>) {
        self.problems.with(name, code, detail);
    }

    /// A parameter that parses; a problem is noted when it does not.
    pub fn parsed<T: FromStr>(&mut self, name: &str, form: &str) -> Option<T> {
        let parsed = self.text(name)?.parse().ok();
        if parsed.is_none() {
            self.reject(name, "invalid", form);
        }
        parsed
    }

    /// A day such as 2026-11-20.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        self.parsed(name, "This has to be a date such as 2026-11-20.")
    }

    /// A time (RFC 3339), or a day, which stands for its first moment in UTC.
    pub fn moment(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?.to_owned();
        let at = |time: chrono::DateTime<chrono::Utc>| Timestamp::from_micros(time.timestamp_micros());
        let time = chrono::DateTime::parse_from_rfc3339(&text).ok().map(|time| at(time.to_utc()));
        let day = || Some(at(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc()));
        let moment = time.or_else(day);
        if moment.is_none() {
            self.reject(name, "bad_time", "This has to be a time such as 2026-11-20T09:30:00Z, or a day.");
        }
        moment
    }

    /// `limit` (1–100, 20 when absent) and `cursor`.
    pub fn page(&mut self) -> Page {
        let limit = self.parsed("limit", "This has to be a number from 1 to 100.").unwrap_or(20);
        if !(1..=100).contains(&limit) {
            self.reject("limit", "out_of_range", "This has to be a number from 1 to 100.");
        }
        let cursor = self.text("cursor").map(Cursor::decode);
        if cursor == Some(None) {
            self.reject("cursor", "invalid", "Send the next_cursor of the page before, unchanged.");
        }
        Page { limit, cursor: cursor.flatten() }
    }

    /// Goes on when nothing is wrong.
    ///
    /// # Errors
    /// 422 with every problem.
    pub fn check(&mut self) -> Result<(), Problem> {
        std::mem::take(&mut self.problems).check()
    }
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = url::form_urlencoded::parse(request.query_string().as_bytes())
            // PostgreSQL has no NUL in a text; nothing that is looked for holds one.
            .map(|(name, value)| (name.into_owned(), value.replace('\0', "")))
            .collect();
        std::future::ready(Ok(Self { pairs, problems: Problems::default() }))
    }
}
