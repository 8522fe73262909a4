//! The parts of a PostgreSQL connection URL that Commend must know: its hosts and the protection of the connection.
//!
//! libpq parses the URL itself and decides. This module only answers whether such a URL may be used; it never opens a
//! connection and never repeats the URL, which may hold a password.
//!
//! Source: PostgreSQL documentation, "Connection URIs" and "SSL Mode Descriptions".

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// Tells whether this build can use TLS to PostgreSQL.
///
/// libpq needs OpenSSL for it, which takes longer to build than any other part; the feature `postgres-tls` adds it.
pub const BUILD_HAS_TLS: bool = cfg!(feature = "postgres-tls");

/// The protection that `sslmode` gives a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// `disable`, `allow` or `prefer`: the connection may be unencrypted.
    None,
    /// `require`: encrypted, but the server's identity is not checked.
    Encrypted,
    /// `verify-ca` or `verify-full`: encrypted, and the server's certificate is checked.
    Verified,
}

/// The parts of a `postgres://` URL that decide whether it may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    hosts: Vec<String>,
    protection: Protection,
}

impl PostgresUrl {
    /// Reads a URL. A URL without a host means the Unix socket of this machine, and one without `sslmode` means `prefer`.
    ///
    /// # Errors
    /// A sentence without the URL, when the scheme or `sslmode` is unknown.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parse_beside(text, &BTreeMap::new())
    }

    /// Reads a URL together with libpq's variables (`PGHOST`, `PGHOSTADDR`, `PGSERVICE`, `PGSSLMODE`), which supply what the
    /// URL omits.
    ///
    /// # Errors
    /// As [`PostgresUrl::parse`].
    pub fn parse_beside(text: &str, library: &BTreeMap<String, String>) -> Result<Self, String> {
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"))
            .ok_or("a URL of PostgreSQL begins with postgres://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = rest.split('/').next().unwrap_or("");
        let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
        let parameter = |wanted: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let last = pairs.rfind(|(name, _)| *name == wanted)?;
            Some(percent_decode_str(last.1).decode_utf8_lossy().into_owned())
        };
        let variable = |name: &str| library.get(name).filter(|value| !value.is_empty()).cloned();
        let named = Some(hosts).filter(|hosts| !hosts.is_empty());
        let named = named.map(|hosts| hosts.split(',').map(host).collect::<Vec<_>>().join(","));
        // `hostaddr` is the address to connect to, even when `host` names the server for its certificate.
        let hosts = parameter("hostaddr").or_else(|| variable("PGHOSTADDR")).or_else(|| parameter("host")).or(named);
        // A service file may name any host.
        let service = || parameter("service").or_else(|| variable("PGSERVICE")).map(|name| format!("service {name}"));
        let hosts = hosts.or_else(|| variable("PGHOST")).or_else(service).unwrap_or_default();
        let hosts = hosts.split(',').map(str::to_owned).collect();
        let mode = parameter("sslmode").or_else(|| variable("PGSSLMODE"));
        let protection = mode.map_or(Ok(Protection::None), |mode| protection(&mode))?;
        Ok(Self { hosts, protection })
    }

    /// Tells whether every host is this machine: a Unix socket, `localhost`, or a loopback address.
    pub fn is_on_this_machine(&self) -> bool {
        self.far_host().is_none()
    }

    /// The first host that is not this machine.
    pub fn far_host(&self) -> Option<&str> {
        let is_here = |host: &&String| {
            host.is_empty()
                || host.starts_with(['/', '@'])
                || host.eq_ignore_ascii_case("localhost")
                || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
        };
        self.hosts.iter().find(|host| !is_here(host)).map(String::as_str)
    }

    /// The protection of the connection.
    pub fn protection(&self) -> Protection {
        self.protection
    }
}

/// A host of the authority: without its port, without the brackets of an IPv6 address, percent-decoded.
fn host(text: &str) -> String {
    let host = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => text.split(':').next().unwrap_or(""),
    };
    percent_decode_str(host).decode_utf8_lossy().into_owned()
}

fn protection(sslmode: &str) -> Result<Protection, String> {
    match sslmode {
        "disable" | "allow" | "prefer" => Ok(Protection::None),
        "require" => Ok(Protection::Encrypted),
        "verify-ca" | "verify-full" => Ok(Protection::Verified),
        other => Err(format!(
            "sslmode={other} is unknown: write sslmode=verify-full and name the authority's certificate with sslrootcert=FILE"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_protection_are_read_as_libpq_reads_them() {
        for (text, local, protected) in [
            ("postgres://commend@127.0.0.1:5432/commend", true, Protection::None),
            ("postgresql:///commend", true, Protection::None),
            ("postgres://c:p%40ss@LOCALHOST/c?sslmode=verify-full", true, Protection::Verified),
            ("postgres://[::1]:5432/c", true, Protection::None),
            ("postgres://[::ffff:127.0.0.2]/c", true, Protection::None),
            ("postgres://%2Frun%2Fpostgresql/c", true, Protection::None),
            ("postgres:///c?host=/run/postgresql", true, Protection::None),
            ("postgres://c@db.bank.example/c", false, Protection::None),
            ("postgres://c@db.bank.example/c?sslmode=prefer", false, Protection::None),
            ("postgres://c@db.bank.example/c?connect_timeout=5&sslmode=require", false, Protection::Encrypted),
            ("postgres://c:a@b@db/c?sslmode=verify-ca", false, Protection::Verified),
            // One remote host among several is enough.
            ("postgres://localhost,10.0.0.7/c", false, Protection::None),
            ("postgres://localhost/c?host=10.0.0.7", false, Protection::None),
            ("postgres://localhost/c?hostaddr=10.0.0.7", false, Protection::None),
            ("postgres:///c?hostaddr=10.0.0.7&host=localhost", false, Protection::None),
        ] {
            let url = PostgresUrl::parse(text).unwrap();
            assert_eq!((url.is_on_this_machine(), url.protection()), (local, protected), "{text}");
        }
        let beside = |text, variables: &[(&str, &str)]| {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let url = PostgresUrl::parse_beside(text, &variables.iter().map(owned).collect()).unwrap();
            (url.far_host().map(str::to_owned), url.protection())
        };
        let far = Some("db.example".to_owned());
        assert_eq!(beside("postgres:///c", &[("PGHOST", "db.example")]), (far.clone(), Protection::None));
        assert_eq!(beside("postgres://localhost/c", &[("PGHOST", "db.example")]).0, None);
        assert_eq!(beside("postgres://localhost/c", &[("PGHOSTADDR", "10.0.0.9")]).0.as_deref(), Some("10.0.0.9"));
        assert_eq!(beside("postgres:///c?service=bank", &[]).0.as_deref(), Some("service bank"));
        let safe = [("PGHOST", "db.example"), ("PGSSLMODE", "verify-full")];
        assert_eq!(beside("postgres:///c", &safe), (far, Protection::Verified));
        assert_eq!(beside("postgres:///c?sslmode=disable", &safe).1, Protection::None);
        let refused = PostgresUrl::parse("postgres://c:secret@db/c?sslmode=sometimes").unwrap_err();
        assert!(refused.contains("verify-full") && !refused.contains("secret"), "{refused}");
        assert!(PostgresUrl::parse("mysql://db").is_err());
    }
}
