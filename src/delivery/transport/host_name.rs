//! The full name of this machine, for EHLO (RFC 5321, section 4.1.1.1).

use dns_lookup::{AddrInfoHints, get_hostname, getaddrinfo};

/// Asks for the canonical name; the same on Linux and macOS.
const AI_CANONNAME: i32 = 2;

/// This machine's name with its domain, as `hostname -f` prints it. None when it has only a short name, which relays refuse. It
/// may query a name server and so may take seconds.
pub fn full_name() -> Option<String> {
    let short = get_hostname().ok()?;
    let canonical = || {
        let hints = AddrInfoHints { flags: AI_CANONNAME, ..AddrInfoHints::default() };
        let found = getaddrinfo(Some(&short), None, Some(hints)).ok()?;
        found.filter_map(Result::ok).find_map(|info| info.canonname)
    };
    full(&short).or_else(|| full(&canonical()?))
}

/// A fully qualified name.
fn full(name: &str) -> Option<String> {
    let name = crate::mail_addresses::MailDomain::parse(name.trim_end_matches('.')).ok()?;
    let name = name.as_str();
    let local = name == "localhost" || name.starts_with("localhost.") || name.ends_with(".localdomain");
    (name.contains('.') && !local).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_only_with_its_domain() {
        assert_eq!(full("App1.Bank.Example").as_deref(), Some("app1.bank.example"));
        assert_eq!(full("app1.bank.example.").as_deref(), Some("app1.bank.example"));
        for short in ["app1", "localhost", "localhost.localdomain", "app1.localdomain", "", "under_score.bank.example"]
        {
            assert_eq!(full(short), None, "{short}");
        }
        assert!(full_name().is_none_or(|name| name.contains('.')));
    }
}
