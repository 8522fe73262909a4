//! The connection URL of PostgreSQL, as far as Commend has to know it: which hosts it names and how the connection is protected.
//!
//! libpq reads the URL itself and has the last word. This module only answers questions that decide whether such a URL may be
//! used; it never opens a connection and never repeats the URL, which may hold a password.
//!
//! Source: PostgreSQL documentation, "Connection URIs" and "SSL Mode Descriptions".

use percent_encoding::percent_decode_str;

/// Says whether this build can speak TLS to PostgreSQL.
///
/// libpq does so through OpenSSL, which takes longer to build than any other part; the feature `postgres-tls` brings it in.
pub const BUILD_HAS_TLS: bool = cfg!(feature = "postgres-tls");

/// How `sslmode` protects a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// `disable`, `allow` or `prefer`: the connection may be in the clear.
    None,
    /// `require`: encrypted, but any server may answer.
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
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"))
            .ok_or("a URL of PostgreSQL begins with postgres://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = rest.split('/').next().unwrap_or("");
        let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
        let parameter = |wanted: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let last = pairs.filter(|(name, _)| *name == wanted).last()?;
            Some(percent_decode_str(last.1).decode_utf8_lossy().into_owned())
        };
        // `hostaddr` says where to connect, also when `host` names the server for its certificate.
        let hosts = match parameter("hostaddr").or_else(|| parameter("host")) {
            Some(list) => list.split(',').map(str::to_owned).collect(),
            None => hosts.split(',').map(host).collect(),
        };
        let protection = parameter("sslmode").map_or(Ok(Protection::None), |mode| protection(&mode))?;
        Ok(Self { hosts, protection })
    }

    /// Whether every host is this machine: a Unix socket, `localhost`, or a loopback address.
    pub fn is_on_this_machine(&self) -> bool {
        self.hosts.iter().all(|host| {
            host.is_empty()
                || host.starts_with(['/', '@'])
                || host.eq_ignore_ascii_case("localhost")
                || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
        })
    }

    /// How the connection is protected.
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
            // One host of several is enough to leave this machine.
            ("postgres://localhost,10.0.0.7/c", false, Protection::None),
            ("postgres://localhost/c?host=10.0.0.7", false, Protection::None),
            ("postgres://localhost/c?hostaddr=10.0.0.7", false, Protection::None),
            ("postgres:///c?hostaddr=10.0.0.7&host=localhost", false, Protection::None),
        ] {
            let url = PostgresUrl::parse(text).unwrap();
            assert_eq!((url.is_on_this_machine(), url.protection()), (local, protected), "{text}");
        }
        let refused = PostgresUrl::parse("postgres://c:secret@db/c?sslmode=sometimes").unwrap_err();
        assert!(refused.contains("verify-full") && !refused.contains("secret"), "{refused}");
        assert!(PostgresUrl::parse("mysql://db").is_err());
    }
}
