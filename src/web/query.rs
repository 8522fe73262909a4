//! Query parameters, read so that every problem is found at once.
//!
//! If a route's parameters are known, as everywhere under `/api/v1`, the query is read as strictly as a body: a name that the route
//! does not have, a name sent twice and what is not percent-encoded UTF-8 are refused. Elsewhere such parts are taken as they come.

use std::collections::HashSet;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::language::{Explanation, phrase};

use super::body::day;
use super::{Problem, Problems};
use crate::paging::{Cursor, Page};

/// The query parameters of a route; put there by the middleware.
#[derive(Debug, Clone, Copy)]
pub struct KnownParameters(pub &'static [String]);

/// The parameters of a request and what is wrong with them so far.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    problems: Problems,
}

impl Query {
    /// Reads a query; strictly where the route's parameters are known.
    pub fn of(text: &str, known: Option<KnownParameters>) -> Self {
        let mut query = Self::default();
        let mut seen = HashSet::new();
        for (name, value) in
            text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        {
            let (name, value) = (Decoded::of(name), Decoded::of(value));
            if let Some(known) = known {
                let refused = if !known.0.contains(&name.text) {
                    Some(("unknown_parameter", unknown(known)))
                } else if !seen.insert(name.text.clone()) {
                    Some(("duplicate", "Send this parameter once.".to_owned()))
                } else {
                    value.problem.map(|(code, detail)| (code, detail.to_owned()))
                };
                if let Some((code, detail)) = refused {
                    query.reject(&name.text, code, detail);
                    if query.problems.is_full() {
                        query.problems.truncate();
                        break;
                    }
                    continue;
                }
            }
            // PostgreSQL has no NUL in a text; nothing that is looked for holds one.
            query.pairs.push((name.text, value.text.replace('\0', "")));
        }
        query
    }

    /// The value of a parameter, as it was sent.
    fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The text of a parameter; absent when it is not there or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).filter(|value| !value.is_empty())
    }

    /// Notes a problem with a parameter.
    pub fn reject(&mut self, name: &str, code: &'static str, detail: impl Into<Explanation>) {
        self.problems.with(name, code, detail);
    }

    /// Meaning of a parameter; a problem is noted when it means nothing.
    fn read<T>(
        &mut self,
        name: &str,
        code: &'static str,
        form: impl Into<Explanation>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let read = read(self.value(name)?);
        if read.is_none() {
            self.reject(name, code, form);
        }
        read
    }

    /// A parameter that parses; a problem is noted when it does not.
    pub fn parsed<T: FromStr>(&mut self, name: &str, form: &str) -> Option<T> {
        self.read(name, "invalid", form, |text| text.parse().ok())
    }

    /// A parameter that is one of some words.
    pub fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let form =
            format!("This has to be one of {}.", words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "));
        self.read(name, "invalid", form, |text| words.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant))
    }

    /// A day such as 2026-11-20.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        self.read(name, "invalid", phrase("field-date"), day)
    }

    /// A time (RFC 3339), or a day, which stands for its first moment in UTC.
    pub fn moment(&mut self, name: &str) -> Option<Timestamp> {
        let at = |time: chrono::DateTime<chrono::Utc>| Timestamp::from_micros(time.timestamp_micros());
        self.read(name, "bad_time", "This has to be a time such as 2026-11-20T09:30:00Z, or a day.", |text| {
            let time = chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| at(time.to_utc()));
            time.or_else(|| Some(at(day(text)?.and_hms_opt(0, 0, 0)?.and_utc())))
        })
    }

    /// `limit` (1–100, 20 when absent) and `cursor`.
    pub fn page(&mut self) -> Page {
        let form = "This has to be a number from 1 to 100.";
        let limit = self.parsed("limit", form).unwrap_or(20);
        if !(1..=100).contains(&limit) {
            self.reject("limit", "out_of_range", form);
        }
        let cursor =
            self.read("cursor", "invalid", "Send the next_cursor of the page before, unchanged.", Cursor::decode);
        Page { limit, cursor }
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
        let known = request.extensions().get::<KnownParameters>().copied();
        std::future::ready(Ok(Self::of(request.query_string(), known)))
    }
}

fn unknown(known: KnownParameters) -> String {
    match known.0 {
        [] => "There is no such parameter; this call has none.".to_owned(),
        known => format!("There is no such parameter; known are {}.", known.join(", ")),
    }
}

/// A name or a value of `application/x-www-form-urlencoded`, and what is wrong with it.
struct Decoded {
    text: String,
    problem: Option<(&'static str, &'static str)>,
}

impl Decoded {
    fn of(encoded: &str) -> Self {
        let spaced = encoded.replace('+', " ");
        let bytes: Vec<u8> = percent_encoding::percent_decode_str(&spaced).collect();
        let complete =
            spaced.split('%').skip(1).all(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2);
        let problem = if !complete || std::str::from_utf8(&bytes).is_err() {
            Some(("bad_encoding", "This has to be UTF-8, percent-encoded: % and two hexadecimal digits for each byte."))
        } else if bytes.contains(&0) {
            Some(("control_character", "This holds a NUL character, which no text here has; remove it."))
        } else {
            None
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(bad) => String::from_utf8_lossy(bad.as_bytes()).into_owned(),
        };
        Self { text, problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Problems of a query of a route that has `limit` and `q`, as parameter and code.
    fn wrong(text: &str) -> Vec<(String, &'static str)> {
        let known: &'static [String] = Box::leak(Box::new(["limit".to_owned(), "q".to_owned()]));
        let mut query = Query::of(text, Some(KnownParameters(known)));
        query.page();
        query.problems.parameters()
    }

    #[test]
    fn a_query_is_read_as_strictly_as_a_body() {
        for good in ["", "&", "limit=5", "q=", "q", "q=a+b%20c&limit=100", "%71=x", "q=%C3%BC", "q=%25", "q=a=b"] {
            assert_eq!(wrong(good), [], "{good}");
        }
        for (bad, name, code) in [
            ("x=1", "x", "unknown_parameter"),
            ("Q=1", "Q", "unknown_parameter"),
            ("=1", "", "unknown_parameter"),
            ("q%5B%5D=1", "q[]", "unknown_parameter"),
            ("q=1&q=1", "q", "duplicate"),
            ("q=1&%71=2", "q", "duplicate"),
            ("q=%", "q", "bad_encoding"),
            ("q=%4", "q", "bad_encoding"),
            ("q=%zz", "q", "bad_encoding"),
            ("q=100%&limit=5", "q", "bad_encoding"),
            ("q=%FF", "q", "bad_encoding"),
            ("q=%C3", "q", "bad_encoding"),
            ("q=%ED%A0%80", "q", "bad_encoding"),
            ("q=a%00b", "q", "control_character"),
            ("limit=", "limit", "invalid"),
            ("limit=ten", "limit", "invalid"),
            ("limit=1.0", "limit", "invalid"),
            ("limit=0", "limit", "out_of_range"),
            ("limit=101", "limit", "out_of_range"),
            ("limit=99999999999999999999", "limit", "invalid"),
        ] {
            assert_eq!(wrong(bad), [(name.to_owned(), code)], "{bad}");
        }
        assert_eq!(wrong("limit=0&x=1&q=%&q=2").len(), 3, "all at once");
    }

    #[test]
    fn what_is_wrong_is_told_in_an_answer_of_bounded_size() {
        let many: Vec<String> = (0..20_000).map(|n| format!("{n}{}=", "x".repeat(300))).collect();
        let told = wrong(&many.join("&"));
        assert_eq!(told.len(), 100);
        assert!(told.iter().all(|(name, _)| name.chars().count() <= 101));
    }

    #[test]
    fn where_parameters_are_not_known_everything_is_taken_as_it_comes() {
        let mut query = Query::of("utm_source=x&q=%FF%zz&q=2&day=2026-1-2", None);
        assert_eq!(query.text("q"), Some("\u{fffd}%zz"));
        assert!(query.check().is_ok());
        assert_eq!(query.day("day"), None, "a date has one form");
        assert!(query.check().is_err());
    }
}
