//! Decides what production refuses and what it warns of, from the configuration alone.
//!
//! It refuses settings that harm people or cannot be undone: sign-ins or letters sent unencrypted, mail that reaches nobody,
//! clients that choose their own address, a letterhead without a bank. It warns of settings that may be right in a network that
//! Commend cannot see. Every refusal and every warning says what to set.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::settings::Settings;
use super::{Clamd, Config, DocumentStore, Environment, Server};
use crate::db::Location;
use crate::db::postgres_url::{PostgresUrl, Protection};
use crate::delivery::relay::Security;
use crate::mail_addresses::NamedAddress;

/// The name on the letterhead when none is set.
pub(super) const NOBODYS_NAME: &str = "Commend";
/// The `From` address when none is set.
pub(super) const NOBODYS_ADDRESS: &str = "commend@localhost";
/// The address for metrics in production when none is set: only the operators may read them.
pub(super) const OPS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// Networks that the internet does not route (RFC 1918, RFC 4193): a bank may own a whole one.
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
const THIS_MACHINE: [&str; 2] = ["127.0.0.0/8", "::1/128"];

/// Judges a configuration. `library` has the variables that libraries read by themselves.
pub(super) fn judge(config: &Config, library: &BTreeMap<String, String>, settings: &mut Settings) {
    if config.environment != Environment::Production {
        development(config, settings);
        return;
    }
    if config.secret_file.is_none() {
        settings.reject(
            "COMMEND_SECRET_FILE",
            "production needs a secret that is kept apart from the data: make the file with \"commend secret new FILE\"",
        );
    }
    bank(config, settings);
    mail(config, settings);
    reached(config, settings);
    proxies(config, settings);
    stores(config, library, settings);
}

/// Warns of a public https URL in development: such a service is probably no trial.
fn development(config: &Config, settings: &mut Settings) {
    if config.server.public_url.as_ref().is_some_and(|url| url.scheme() == "https") {
        settings.warn(
            "COMMEND_ENV",
            "this is development, which refuses nothing: set production for a service that people rely on",
        );
    }
}

/// The bank's name must be set: a letter and its letterhead cannot be changed once sent.
fn bank(config: &Config, settings: &mut Settings) {
    if config.bank.name == NOBODYS_NAME {
        settings.reject("COMMEND_BANK_NAME", "production needs the bank's name: it stands on every letter");
    }
}

fn mail(config: &Config, settings: &mut Settings) {
    match &config.mail.relay {
        None => settings.reject("COMMEND_SMTP_URL", "production needs a relay: mails in a folder reach nobody"),
        Some(relay) if relay.security == Security::Plain && !relay.is_local() => {
            settings.reject("COMMEND_SMTP_URL", "production speaks to another host with TLS only: leave out tls=none");
        }
        Some(_) => {}
    }
    if config.mail.domains.is_none() {
        settings.reject("COMMEND_MAIL_DOMAINS", "production must name the domains that staff mail may go to");
    }
    // The default, also with a display name.
    if NamedAddress::parse(&config.mail.from).is_ok_and(|from| from.address.domain() == "localhost") {
        settings.reject("COMMEND_MAIL_FROM", "production needs an address of the bank's own");
    }
}

fn reached(config: &Config, settings: &mut Settings) {
    match &config.server.public_url {
        None => settings.reject("COMMEND_PUBLIC_URL", "production needs the address that people reach it at"),
        Some(url) if url.scheme() != "https" => {
            settings.reject("COMMEND_PUBLIC_URL", "production must be reached by https://: sign-in travels over it");
        }
        Some(url) if url.host_str().is_some_and(is_this_machine) => settings.warn(
            "COMMEND_PUBLIC_URL",
            "links in mails and codes on letters lead to this machine only: set the address that people reach it at",
        ),
        Some(_) => {}
    }
    let server = &config.server;
    if server.ops_listen.is_some_and(|ops| ops.ip().is_unspecified()) {
        settings.warn(
            "COMMEND_OPS_LISTEN",
            "metrics and the details of readiness are open to whoever reaches this machine: listen on 127.0.0.1, or on an address that \
             only the monitoring reaches",
        );
    }
    clients(server, settings);
    if server.ops_listen.is_some_and(|ops| ops == server.listen && ops.port() != 0) {
        settings.reject("COMMEND_OPS_LISTEN", "this is COMMEND_LISTEN already: metrics need a port of their own");
    }
}

/// Clients reach their pages from anywhere. An address that serves them alone keeps sign-in and the API inside the bank.
fn clients(server: &Server, settings: &mut Settings) {
    let at = |url: &Option<Url>| url.as_ref().map(|url| url.origin());
    if server.client_url.as_ref().is_some_and(|url| url.scheme() != "https") {
        settings
            .reject("COMMEND_CLIENT_URL", "production must be reached by https://: clients' letters travel over it");
    }
    if server.public_url.is_some() && (server.client_url.is_none() || at(&server.client_url) == at(&server.public_url))
    {
        settings.warn(
            "COMMEND_CLIENT_URL",
            "clients write their letters at the address of the staff's pages. If that address is open to the internet, set \
             COMMEND_CLIENT_LISTEN and COMMEND_CLIENT_URL and open only that one; if it is not, clients' own phones cannot reach it",
        );
    }
    let taken = |other: SocketAddr| server.client_listen.is_some_and(|own| own == other && own.port() != 0);
    if taken(server.listen) || server.ops_listen.is_some_and(taken) {
        settings.reject(
            "COMMEND_CLIENT_LISTEN",
            "this is the address of another listener already: clients need a port of their own",
        );
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// Commend has no TLS of its own, so a proxy is in front of it. The proxy's statements about clients must be trusted, and nobody
/// else's.
fn proxies(config: &Config, settings: &mut Settings) {
    let server = &config.server;
    if server.trusted_proxies.is_empty() {
        let all_alike = "every client has the proxy's address, so that one who fails to sign in locks out all";
        if server.listen.ip().is_loopback() {
            let detail = format!("no TLS proxy is named: {all_alike}. Name it: 127.0.0.1 when it runs on this machine");
            settings.warn("COMMEND_TRUSTED_PROXIES", detail);
        } else {
            let detail = format!(
                "no TLS proxy is named, and {} can be reached by others without TLS: passwords would travel in the clear. Put a TLS \
                 proxy before it and name its address; until it is named, {all_alike}",
                server.listen
            );
            settings.reject("COMMEND_TRUSTED_PROXIES", detail);
        }
    }
    // Two networks of half the address space are all of it.
    for network in IpNet::aggregate(&server.trusted_proxies) {
        let (wide, everything) = match network {
            // The widest networks of large proxy providers are a /13 and a /29.
            IpNet::V4(_) => (16, 12),
            IpNet::V6(_) => (64, 29),
        };
        let is_within = |known: &[&str]| {
            known.iter().filter_map(|known| known.parse::<IpNet>().ok()).any(|known| known.contains(&network))
        };
        if is_within(&THIS_MACHINE) {
            continue;
        }
        if network.prefix_len() < everything && !is_within(&PRIVATE) {
            let detail = format!(
                "{network} is far wider than a network of proxies: every client in it could choose the address that limits and \
                 logs see. Name the proxies' own addresses"
            );
            settings.reject("COMMEND_TRUSTED_PROXIES", detail);
        } else if network.prefix_len() < wide {
            let detail = format!(
                "{network} is wide: every machine in it can set a client's address. Name the proxies' own addresses, or their \
                 subnet"
            );
            settings.warn("COMMEND_TRUSTED_PROXIES", detail);
        }
    }
}

/// Checks the connections that leave this machine: to the database, the document store and the virus scanner.
fn stores(config: &Config, library: &BTreeMap<String, String>, settings: &mut Settings) {
    if let Location::Postgres(url) = &config.database.location {
        postgres(url, library, settings);
    }
    if matches!(config.documents, DocumentStore::S3 { .. }) {
        for (name, url) in library.iter().filter(|(name, _)| name.starts_with("AWS_ENDPOINT")) {
            let host = url::Url::parse(url).ok().filter(|url| url.scheme() == "http");
            let host = host.and_then(|url| url.host_str().map(str::to_owned));
            if host.is_some_and(|host| !is_this_machine(&host)) {
                settings
                    .reject(name, "letters would travel to the document store in the clear: begin it with https://");
            }
        }
    }
    if let Some(Clamd::Tcp(place)) = &config.uploads.clamd
        && !place.rsplit_once(':').is_some_and(|(host, _)| is_this_machine(host))
    {
        settings.warn(
            "COMMEND_CLAMD",
            "clamd has no TLS, and scans of letters travel to it: use one on this machine, or a network that is the bank's alone",
        );
    }
}

fn postgres(url: &str, library: &BTreeMap<String, String>, settings: &mut Settings) {
    let url = match PostgresUrl::parse_beside(url, library) {
        Ok(url) => url,
        Err(detail) => return settings.reject("DATABASE_URL", detail),
    };
    match (url.far_host(), url.protection()) {
        (None, _) | (_, Protection::Verified) => {}
        (Some(_), Protection::Encrypted) => settings.warn(
            "DATABASE_URL",
            "sslmode=require encrypts for whoever answers: sslmode=verify-full with sslrootcert=FILE also checks the server",
        ),
        (Some(host), Protection::None) => {
            let detail = format!(
                "records and passwords would travel to {host} in the clear, or as the server likes it: add sslmode=verify-full and \
                 sslrootcert=FILE, or at least sslmode=require"
            );
            settings.reject("DATABASE_URL", detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The problems and warnings for a URL, independent of the build's support for TLS.
    fn said_of(url: &str) -> (Vec<String>, Vec<String>) {
        let mut settings = Settings::default();
        postgres(url, &BTreeMap::new(), &mut settings);
        let details = |list: Vec<super::super::ConfigProblem>| list.into_iter().map(|found| found.detail).collect();
        (details(settings.problems), details(settings.warnings))
    }

    #[test]
    fn records_travel_to_another_machine_encrypted_or_not_at_all() {
        for plain in ["", "?sslmode=prefer", "?sslmode=disable", "?sslmode=allow"] {
            let (problems, _) = said_of(&format!("postgres://commend:hidden@db.bank.example/commend{plain}"));
            let said = problems.concat();
            assert!(said.contains("db.bank.example") && said.contains("sslmode=verify-full"), "{said}");
            assert!(!said.contains("hidden"), "{said}");
        }
        let (problems, warnings) = said_of("postgres://commend@db.bank.example/commend?sslmode=require");
        assert!(problems.is_empty() && warnings.concat().contains("verify-full"), "{problems:?} {warnings:?}");
        for fine in ["db.bank.example/c?sslmode=verify-full&sslrootcert=/etc/ca.pem", "127.0.0.1:5433/c"] {
            assert_eq!(said_of(&format!("postgres://commend@{fine}")), (vec![], vec![]));
        }
    }
}
