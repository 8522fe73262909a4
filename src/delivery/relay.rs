//! The bank's mail relay as configured: one URL, parsed once, with all its problems reported together.
//!
//! Invariants: the connection uses TLS unless the URL says `tls=none`, and a password never appears in `Debug` or `Display`.
//! Nothing here opens a connection.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::Url;

/// The protection of the connection to the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain greeting, then STARTTLS (RFC 3207), **required**: a relay that does not offer it gets no mail.
    StartTls,
    /// TLS from the first byte (RFC 8314, `smtps://`).
    Implicit,
    /// No TLS; only for a relay on the same machine or on a trusted network.
    Plain,
}

/// User and password for `AUTH PLAIN` or `AUTH LOGIN` (RFC 4954).
#[derive(Clone, PartialEq, Eq)]
pub struct RelayCredentials {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for RelayCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayCredentials").field("user", &self.user).field("password", &"…").finish()
    }
}

/// The relay to which mail is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Host name or address, without brackets round an IPv6 address.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub credentials: Option<RelayCredentials>,
}

/// A problem with the relay's URL, worded for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayProblem {
    #[error("`{0}` is not a URL; write smtp://user:password@host:587 or smtps://user:password@host:465")]
    NotAUrl(String),
    #[error("the scheme `{0}` is not a way to send mail; use smtp:// or smtps://")]
    Scheme(String),
    #[error("the host is missing; write it after the scheme, as in smtp://mail.bank.example:587")]
    NoHost,
    #[error("`tls={0}` is not known; use tls=required (the default of smtp://) or tls=none")]
    Tls(String),
    #[error("smtps:// speaks TLS from the first byte, so tls=none contradicts it; drop one of the two")]
    Contradiction,
    #[error("the option `{0}` is not known; the only one is tls=required or tls=none")]
    UnknownOption(String),
    #[error("a path (`{0}`) means nothing for a mail relay; remove it")]
    Path(String),
    #[error("user and password come together; one of them is missing")]
    HalfCredentials,
    #[error("user or password is not UTF-8 once its percent signs are decoded")]
    CredentialsNotText,
}

impl Relay {
    /// Reads `smtp://user:pass@host:587?tls=required`, `smtps://…` or `smtp://127.0.0.1:2525?tls=none`.
    ///
    /// Default ports: 587 for STARTTLS (RFC 6409), 465 for `smtps` (RFC 8314), 25 with `tls=none`. User and password
    /// are percent-encoded.
    ///
    /// # Errors
    /// Every problem of the URL, not only the first.
    pub fn parse(text: &str) -> Result<Relay, Vec<RelayProblem>> {
        // The text may hold a password, so the error repeats it without the part before the `@`.
        let url = Url::parse(text).map_err(|_| vec![RelayProblem::NotAUrl(without_credentials(text))])?;
        let mut problems = Vec::new();
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => {
                problems.push(RelayProblem::Scheme(other.to_owned()));
                false
            }
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            problems.push(RelayProblem::NoHost);
        }
        if !matches!(url.path(), "" | "/") {
            problems.push(RelayProblem::Path(url.path().to_owned()));
        }
        let security = security(&url, implicit, &mut problems);
        let credentials = credentials(&url, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let default_port = match security {
            Security::StartTls => 587,
            Security::Implicit => 465,
            Security::Plain => 25,
        };
        Ok(Relay { host, port: url.port().unwrap_or(default_port), security, credentials })
    }

    /// Tells whether the relay runs on this machine. Production allows `tls=none` only then.
    pub fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// The relay without its secret, for logs and `config check`.
impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.security {
            Security::StartTls => ("smtp", "?tls=required"),
            Security::Implicit => ("smtps", ""),
            Security::Plain => ("smtp", "?tls=none"),
        };
        let user = self.credentials.as_ref().map(|_| "…@").unwrap_or_default();
        if self.host.contains(':') {
            write!(f, "{scheme}://{user}[{}]:{}{tls}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{user}{}:{}{tls}", self.host, self.port)
        }
    }
}

fn security(url: &Url, implicit: bool, problems: &mut Vec<RelayProblem>) -> Security {
    let mut security = if implicit { Security::Implicit } else { Security::StartTls };
    for (name, value) in url.query_pairs() {
        match (&*name, &*value) {
            ("tls", "required") => {}
            ("tls", "none") if implicit => problems.push(RelayProblem::Contradiction),
            ("tls", "none") => security = Security::Plain,
            ("tls", other) => problems.push(RelayProblem::Tls(other.to_owned())),
            (other, _) => problems.push(RelayProblem::UnknownOption(other.to_owned())),
        }
    }
    security
}

fn credentials(url: &Url, problems: &mut Vec<RelayProblem>) -> Option<RelayCredentials> {
    let (user, password) = (url.username(), url.password().unwrap_or_default());
    match (user.is_empty(), password.is_empty()) {
        (true, true) => return None,
        (false, false) => {}
        _ => {
            problems.push(RelayProblem::HalfCredentials);
            return None;
        }
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(|text| text.into_owned());
    match (decode(user), decode(password)) {
        (Ok(user), Ok(password)) => Some(RelayCredentials { user, password }),
        _ => {
            problems.push(RelayProblem::CredentialsNotText);
            None
        }
    }
}

fn without_credentials(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, after)) => format!("…@{after}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starttls_is_required_unless_plain_is_asked_for() {
        let relay = Relay::parse("smtp://mail.bank.example").unwrap();
        assert_eq!((relay.security, relay.port), (Security::StartTls, 587));
        let relay = Relay::parse("smtps://mail.bank.example").unwrap();
        assert_eq!((relay.security, relay.port), (Security::Implicit, 465));
        let relay = Relay::parse("smtp://127.0.0.1:2525?tls=none").unwrap();
        assert_eq!((relay.security, relay.port, relay.is_local()), (Security::Plain, 2525, true));
        let relay = Relay::parse("smtp://[::1]:2525?tls=none").unwrap();
        assert_eq!((relay.host.as_str(), relay.is_local()), ("::1", true));
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        let relay = Relay::parse("smtp://com%40mend:s%2Fec%3Aret@relay.bank.example:2587?tls=required").unwrap();
        let credentials = relay.credentials.clone().unwrap();
        assert_eq!((credentials.user.as_str(), credentials.password.as_str()), ("com@mend", "s/ec:ret"));
        assert!(!format!("{relay:?} {relay}").contains("s/ec:ret"));
        assert_eq!(relay.to_string(), "smtp://…@relay.bank.example:2587?tls=required");
    }

    #[test]
    fn every_problem_is_said_at_once() {
        let problems = Relay::parse("http://user@host/inbox?tls=maybe&pool=4").unwrap_err();
        assert_eq!(
            problems,
            [
                RelayProblem::Scheme("http".to_owned()),
                RelayProblem::Path("/inbox".to_owned()),
                RelayProblem::Tls("maybe".to_owned()),
                RelayProblem::UnknownOption("pool".to_owned()),
                RelayProblem::HalfCredentials,
            ]
        );
        assert_eq!(Relay::parse("smtps://host?tls=none").unwrap_err(), [RelayProblem::Contradiction]);
        assert_eq!(Relay::parse("smtp:").unwrap_err(), [RelayProblem::NoHost]);
    }

    #[test]
    fn a_text_that_is_no_url_does_not_leak_its_password() {
        let problem = format!("{:?}", Relay::parse("//user:hunter2@host").unwrap_err());
        assert!(!problem.contains("hunter2"), "{problem}");
    }
}
