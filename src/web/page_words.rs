//! Moments, lines of parts, and addresses as pages write them.

use chrono::NaiveDateTime;
use url::form_urlencoded::Serializer;

use super::{Shell, Site};
use crate::clock::Timestamp;

/// A moment by the clock of the person who looks at the page, else by the bank's.
pub fn local(shell: &Shell, at: Timestamp) -> NaiveDateTime {
    at.utc().with_timezone(&shell.zone).naive_local()
}

/// A moment in the words of the page: `today, 10:52` or `20 Nov 2026, 10:52`.
pub fn moment(shell: &Shell, site: &Site, at: Timestamp) -> String {
    let (then, now) = (local(shell, at), local(shell, site.clock.now()));
    if then.date() == now.date() {
        shell.say("today-at").with("time", shell.language.time_of_day(then)).to_string()
    } else {
        shell.language.moment(then)
    }
}

/// The parts of a line that are not empty, with commas between them.
pub fn joined<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut line = String::new();
    for part in parts {
        let (part, comma) = (part.as_ref(), if line.is_empty() { "" } else { ", " });
        if !part.is_empty() {
            line.push_str(comma);
            line.push_str(part);
        }
    }
    line
}

/// A path with the parameters that are not empty.
pub fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
