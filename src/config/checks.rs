//! Parses and validates the value of each setting.
//!
//! Every error says what would be valid, and none repeats a value that may hold a password.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use ipnet::IpNet;
use url::Url;

use super::{Clamd, DocumentStore, Environment, LogFormat, SecurityLog};
use crate::db::Location;
use crate::db::postgres_url::{BUILD_HAS_TLS, PostgresUrl, Protection};
use crate::delivery::relay::Relay;
use crate::documents::circulated_copy::{Alignment, Paper};
use crate::language::Language;
use crate::mail_addresses::{MailAddress, MailDomain, NamedAddress};

pub(super) fn environment(text: &str) -> Result<Environment, String> {
    match text {
        "development" => Ok(Environment::Development),
        "production" => Ok(Environment::Production),
        _ => Err(format!("{text:?} is neither development nor production")),
    }
}

/// The most characters that fit below a page beside its number, in any script.
const LONGEST_FOOTER: usize = 160;

pub(super) fn footer(text: &str) -> Result<String, String> {
    match text.chars().count() {
        count if count > LONGEST_FOOTER => {
            Err(format!("it has {count} characters, and a footer may have {LONGEST_FOOTER}: shorten it"))
        }
        _ => Ok(text.to_owned()),
    }
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("{text:?} is no address and port: write 127.0.0.1:8080 or [::1]:8080"))
}

pub(super) fn client_language(text: &str) -> Result<Language, String> {
    let known = || Language::for_clients().map(Language::tag).collect::<Vec<_>>().join(", ");
    Language::named_for_clients(text)
        .ok_or_else(|| format!("{text:?} is no language of clients' pages: these are {}", known()))
}

pub(super) fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| format!("{text:?} is no address or network: write 10.0.0.7 or 10.0.0.0/24"))
}

pub(super) fn public_url(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text)
        .map_err(|error| format!("{text:?} is no URL ({error}): write https://commend.bank.example"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("{text:?} has to begin with https:// and name a host"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{text:?} must not hold ? or #"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

pub(super) fn location(text: &str) -> Result<Location, String> {
    location_for(text, BUILD_HAS_TLS)
}

/// The same for a build that speaks TLS to PostgreSQL or does not.
fn location_for(text: &str, has_tls: bool) -> Result<Location, String> {
    if let Some(path) = text.strip_prefix("sqlite://") {
        if path.is_empty() {
            return Err("name a file: sqlite://data/commend.db".into());
        }
        return Ok(Location::Sqlite(PathBuf::from(path)));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        let url = PostgresUrl::parse(text)?;
        if !has_tls && (!url.is_on_this_machine() || url.protection() > Protection::None) {
            return Err(
                "this build cannot speak TLS to PostgreSQL, and speaks without it only to a server on this machine: \
                 build with \"cargo build --profile dist --features postgres-tls\""
                    .into(),
            );
        }
        return Ok(Location::Postgres(text.to_owned()));
    }
    // The URL may contain a password, so the message does not repeat it.
    Err("a database URL begins with sqlite:// or postgres://".into())
}

pub(super) fn paper(text: &str) -> Result<Paper, String> {
    match text {
        "a4" => Ok(Paper::A4),
        "us_letter" => Ok(Paper::UsLetter),
        other => Err(format!("{other:?} is not a paper size: write a4 or us_letter")),
    }
}

pub(super) fn alignment(text: &str) -> Result<Alignment, String> {
    match text {
        "ragged" => Ok(Alignment::Ragged),
        "justified" => Ok(Alignment::Justified),
        other => Err(format!("{other:?} is not an alignment: write ragged or justified")),
    }
}

pub(super) fn documents(text: &str) -> Result<DocumentStore, String> {
    if let Some(path) = text.strip_prefix("file://") {
        return if path.is_empty() {
            Err("name a folder: file://data/documents".into())
        } else {
            Ok(DocumentStore::Folder(path.into()))
        };
    }
    let Some(rest) = text.strip_prefix("s3://") else {
        return Err(format!("{text:?} has to begin with file:// or s3://"));
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err("name a bucket: s3://bucket/prefix".into());
    }
    Ok(DocumentStore::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
}

pub(super) fn time_zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| format!("{text:?} is no time zone: write a name such as America/New_York"))
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    let known: Vec<&str> = Language::all().map(Language::tag).collect();
    Language::named(text)
        .ok_or_else(|| format!("{text:?} is no language of this service: write one of {}", known.join(", ")))
}

/// A mail address without a display name.
pub(super) fn mail_address(text: &str) -> Result<String, String> {
    match MailAddress::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(why) => Err(format!("{text:?} is no mail address: {why}; write for example hr@bank.example")),
    }
}

/// A mail address with an optional display name.
pub(super) fn mail_sender(text: &str) -> Result<String, String> {
    match NamedAddress::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(why) => Err(format!(
            "{text:?} is no mail address: {why}; write commend@bank.example or Commend <commend@bank.example>"
        )),
    }
}

/// A host name, or an address in brackets (RFC 5321, section 4.1.3).
pub(super) fn hello_name(text: &str) -> Result<String, String> {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let literal = inside.map(|inside| inside.strip_prefix("IPv6:").unwrap_or(inside));
    if literal.is_some_and(|literal| literal.parse::<std::net::IpAddr>().is_ok()) {
        return Ok(text.to_owned());
    }
    match MailDomain::parse(text) {
        Ok(name) => Ok(name.as_str().to_owned()),
        Err(_) => Err(format!("{text:?} is no host name: write commend.bank.example, the full name of this machine")),
    }
}

/// A domain, converted to A-labels.
pub(super) fn mail_domain(text: &str) -> Result<String, String> {
    match MailDomain::parse(text) {
        Ok(domain) => Ok(domain.as_str().to_owned()),
        Err(_) => Err(format!("{text:?} is no domain: write bank.example")),
    }
}

/// The relay's URL; the error has one sentence for each problem, and no password.
pub(super) fn relay(text: &str) -> Result<Relay, String> {
    Relay::parse(text).map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

pub(super) fn clamd(text: &str) -> Result<Clamd, String> {
    let form = || format!("{text:?} is no clamd: write tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl");
    if let Some(path) = text.strip_prefix("unix://") {
        return if path.starts_with('/') { Ok(Clamd::Unix(path.into())) } else { Err(form()) };
    }
    let url = Url::parse(text).map_err(|_| form())?;
    match (url.scheme(), url.host_str(), url.path()) {
        ("tcp", Some(host), "" | "/") => Ok(Clamd::Tcp(format!("{host}:{}", url.port().unwrap_or(3310)))),
        _ => Err(form()),
    }
}

pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("{text:?} is neither true nor false"))
}

pub(super) fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
    text: &str,
    least: T,
    most: T,
) -> Result<T, String> {
    text.parse()
        .ok()
        .filter(|n| (&least..=&most).contains(&n))
        .ok_or_else(|| format!("{text:?} is no number from {least} to {most}"))
}

/// A number and a unit: `30s`, `5m`, `4h`, `5d`.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let form = || format!("{text:?} is no span of time: write 30s, 5m, 4h or 5d");
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 86400,
        _ => return Err(form()),
    };
    let count: u64 = text[..text.len() - 1].trim().parse().map_err(|_| form())?;
    count
        .checked_mul(unit)
        .filter(|seconds| (1..=366 * 86400).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(form)
}

/// The idle limit of a session. A client in use renews its session only when its access token ends, every ten minutes.
pub(super) fn session_idle(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(15 * 60);
    span(text).and_then(|span| {
        if span < LEAST {
            Err("a session in use is renewed every ten minutes: write 15m or more".to_owned())
        } else {
            Ok(span)
        }
    })
}

pub(super) fn unknown_policy(text: &str) -> Result<bool, String> {
    match text {
        "retry" => Ok(true),
        "hold" => Ok(false),
        _ => Err(format!("{text:?} is neither retry nor hold")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("{text:?} is neither human nor json")),
    }
}

pub(super) fn security_log(text: &str) -> Result<SecurityLog, String> {
    let file = PathBuf::from(text);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    match text {
        "stderr" => Ok(SecurityLog::Stderr),
        "stdout" => Ok(SecurityLog::Stdout),
        _ if file.is_dir() => Err(format!("{text} is a folder: name a file in it, stderr or stdout")),
        _ if folder.is_some_and(|folder| !folder.is_dir()) => {
            Err(format!("{text} lies in a folder that is not there: make the folder, or write stderr or stdout"))
        }
        _ => Ok(SecurityLog::File(file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_refused_by_a_build_without_tls() {
        for url in ["postgres://c@db.bank.example/c", "postgres://c@127.0.0.1/c?sslmode=verify-full"] {
            let problem = location_for(url, false).expect_err("it cannot be protected");
            assert!(problem.contains("--features postgres-tls"), "{problem}");
            assert_eq!(location_for(url, true), Ok(Location::Postgres(url.to_owned())));
        }
        let near = "postgres://c@127.0.0.1/c";
        assert_eq!(location_for(near, false), Ok(Location::Postgres(near.to_owned())));
    }
}
