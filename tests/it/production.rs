//! Production mode, by the configuration alone: each setting that it refuses or warns of, one at a time in a valid configuration.

use std::collections::BTreeMap;

use commend::config::{ConfigProblem, Environment, Sources, Survey, survey};

const GOOD_FOR_A_BANK: &[(&str, &str)] = &[
    ("COMMEND_ENV", "production"),
    ("COMMEND_BANK_NAME", "Sample Bank"),
    ("COMMEND_SMTP_URL", "smtps://commend:secret@relay.bank.example"),
    ("COMMEND_MAIL_DOMAINS", "bank.example"),
    ("COMMEND_MAIL_FROM", "commend@bank.example"),
    ("COMMEND_PUBLIC_URL", "https://commend.bank.example"),
    ("COMMEND_CLIENT_URL", "https://thanks.bank.example"),
    ("COMMEND_SECRET_FILE", "/etc/commend/secret.key"),
    ("COMMEND_TRUSTED_PROXIES", "127.0.0.1"),
];

/// The valid configuration with some variables changed or removed.
fn production_but(changes: &[(&str, Option<&str>)]) -> Survey {
    with_libraries(changes, &[])
}

fn with_libraries(changes: &[(&str, Option<&str>)], of_libraries: &[(&str, &str)]) -> Survey {
    let mut variables: BTreeMap<&str, &str> = GOOD_FOR_A_BANK.iter().copied().collect();
    for (name, value) in changes {
        match value {
            Some(value) => variables.insert(name, value),
            None => variables.remove(name),
        };
    }
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    survey(Sources {
        variables: variables.into_iter().map(owned).collect(),
        of_libraries: of_libraries.iter().copied().map(owned).collect(),
        ..Sources::default()
    })
}

fn names(list: &[ConfigProblem]) -> Vec<&str> {
    list.iter().map(|found| found.name.as_str()).collect()
}

#[track_caller]
fn is_refused(name: &str, value: Option<&str>) -> String {
    let found = production_but(&[(name, value)]);
    assert_eq!((names(&found.problems), names(&found.warnings)), (vec![name], vec![]), "{value:?}");
    found.problems[0].detail.clone()
}

#[track_caller]
fn is_warned_of(name: &str, value: Option<&str>) -> String {
    let found = production_but(&[(name, value)]);
    assert_eq!((names(&found.problems), names(&found.warnings)), (vec![], vec![name]), "{value:?}");
    found.warnings[0].detail.clone()
}

#[track_caller]
fn is_fine(name: &str, value: &str) {
    let found = production_but(&[(name, Some(value))]);
    assert_eq!((names(&found.problems), names(&found.warnings)), (vec![], vec![]), "{name}={value}");
}

#[test]
fn what_is_good_for_a_bank_passes_without_a_word() {
    let good = production_but(&[]);
    assert_eq!((names(&good.problems), names(&good.warnings)), (vec![], vec![]));
    is_fine("COMMEND_LOG_FORMAT", "json");
    is_fine("COMMEND_SMTP_URL", "smtp://127.0.0.1:25?tls=none");
    // Behind a named proxy, in a container, listening on all interfaces is allowed.
    is_fine("COMMEND_LISTEN", "0.0.0.0:8080");
}

#[test]
fn what_is_only_good_for_trying_out_is_refused() {
    for (name, value) in [
        ("COMMEND_SMTP_URL", None),
        ("COMMEND_SMTP_URL", Some("smtp://relay.bank.example?tls=none")),
        ("COMMEND_MAIL_DOMAINS", None),
        ("COMMEND_MAIL_FROM", None),
        ("COMMEND_MAIL_FROM", Some("letters@localhost")),
        ("COMMEND_PUBLIC_URL", None),
        ("COMMEND_PUBLIC_URL", Some("http://commend.bank.example")),
        ("COMMEND_SECRET_FILE", None),
        ("COMMEND_BANK_NAME", None),
        ("COMMEND_BANK_NAME", Some("  ")),
        ("COMMEND_BANK_NAME", Some("Commend")),
    ] {
        is_refused(name, value);
    }
    let nothing = survey(Sources {
        variables: BTreeMap::from([("COMMEND_ENV".to_owned(), "production".to_owned())]),
        ..Sources::default()
    });
    assert_eq!(nothing.problems.len(), 6, "all of them at once: {:?}", nothing.problems);
    assert_eq!(names(&nothing.warnings), ["COMMEND_TRUSTED_PROXIES"], "and what is worth a second look beside them");
}

#[test]
fn clients_have_an_address_of_their_own() {
    assert!(is_warned_of("COMMEND_CLIENT_URL", None).contains("COMMEND_CLIENT_LISTEN"));
    is_warned_of("COMMEND_CLIENT_URL", Some("https://commend.bank.example/thanks"));
    is_refused("COMMEND_CLIENT_URL", Some("http://thanks.bank.example"));
    is_fine("COMMEND_CLIENT_LISTEN", "127.0.0.1:8081");
    is_refused("COMMEND_CLIENT_LISTEN", Some("127.0.0.1:8080"));
    is_refused("COMMEND_CLIENT_LISTEN", Some("127.0.0.1:9090"));
}

#[test]
fn links_to_this_machine_are_warned_of() {
    for url in ["https://localhost:8443", "https://127.0.0.1", "https://[::1]/commend"] {
        is_warned_of("COMMEND_PUBLIC_URL", Some(url));
    }
}

#[test]
fn metrics_are_nobodys_but_the_operators() {
    let ops = |changes: &[_]| production_but(changes).config.server.ops_listen.map(|address| address.to_string());
    assert_eq!(ops(&[]).as_deref(), Some("127.0.0.1:9090"), "a listener of their own without being asked for");
    assert_eq!(ops(&[("COMMEND_OPS_LISTEN", Some("10.0.0.5:9100"))]).as_deref(), Some("10.0.0.5:9100"));
    assert_eq!(survey(Sources::default()).config.server.ops_listen, None, "development has one listener");
    for everywhere in ["0.0.0.0:9090", "[::]:9090"] {
        assert!(is_warned_of("COMMEND_OPS_LISTEN", Some(everywhere)).contains("127.0.0.1"));
    }
    is_refused("COMMEND_OPS_LISTEN", Some("127.0.0.1:8080"));
}

#[test]
fn a_client_must_not_choose_its_own_address() {
    for everyone in [
        "0.0.0.0/0",
        "::/0",
        "10.0.0.7,0.0.0.0/0",
        "0.0.0.0/1,128.0.0.0/1",
        "11.0.0.0/8",
        "8.0.0.0/6",
        "2000::/3",
        "2001::/16",
        "10.0.0.0/7",
    ] {
        let said = is_refused("COMMEND_TRUSTED_PROXIES", Some(everyone));
        assert!(said.contains("Name the proxies' own addresses"), "{said}");
    }
    let quarters = "0.0.0.0/2,64.0.0.0/2,128.0.0.0/2,192.0.0.0/2";
    assert!(is_refused("COMMEND_TRUSTED_PROXIES", Some(quarters)).contains("0.0.0.0/0"), "in parts it is as wide");
    for wide in ["10.0.0.0/8", "172.16.0.0/12", "fd00::/8", "104.16.0.0/13", "2001:db8::/32"] {
        is_warned_of("COMMEND_TRUSTED_PROXIES", Some(wide));
    }
    for narrow in
        ["127.0.0.0/8", "10.0.0.7,10.1.0.0/16", "192.168.0.0/16", "::1", "2001:db8:1:2::/64", "fd12:3456:789a:1::/64"]
    {
        is_fine("COMMEND_TRUSTED_PROXIES", narrow);
    }
}

#[test]
fn without_a_proxy_there_is_no_tls() {
    assert!(is_warned_of("COMMEND_TRUSTED_PROXIES", None).contains("locks out all"));
    for listen in ["0.0.0.0:8080", "[::]:8080", "10.0.0.5:8080"] {
        let found = production_but(&[("COMMEND_TRUSTED_PROXIES", None), ("COMMEND_LISTEN", Some(listen))]);
        assert_eq!(names(&found.problems), ["COMMEND_TRUSTED_PROXIES"], "{listen}");
        assert!(found.problems[0].detail.contains("passwords would travel in the clear"), "{}", found.problems[0]);
    }
}

#[test]
fn records_and_letters_leave_the_machine_encrypted_or_not_at_all() {
    // A build with TLS refuses this URL because it does not ask for TLS; a build without TLS refuses every remote host.
    let far = production_but(&[("DATABASE_URL", Some("postgres://commend@db.bank.example/commend"))]);
    assert_eq!(names(&far.problems), ["DATABASE_URL"]);
    is_fine("DATABASE_URL", "postgres://commend@127.0.0.1:5433/commend");
    let by_library = |pairs| with_libraries(&[("DATABASE_URL", Some("postgres:///commend"))], pairs);
    assert_eq!(names(&by_library(&[("PGHOST", "db.bank.example")]).problems), ["DATABASE_URL"]);
    let safe = by_library(&[("PGHOST", "db.bank.example"), ("PGSSLMODE", "verify-full")]);
    assert_eq!(names(&safe.problems), Vec::<&str>::new());

    let s3 = ("COMMEND_DOCUMENTS_URL", Some("s3://letters/commend"));
    let endpoint = |url| names_of(&with_libraries(&[s3], &[("AWS_ENDPOINT_URL", url)]));
    assert_eq!(endpoint("http://store.bank.example:9000"), ["AWS_ENDPOINT_URL"]);
    assert!(endpoint("https://store.bank.example").is_empty() && endpoint("http://127.0.0.1:9000").is_empty());

    is_warned_of("COMMEND_CLAMD", Some("tcp://scanner.bank.example:3310"));
    is_fine("COMMEND_CLAMD", "tcp://127.0.0.1:3310");
    is_fine("COMMEND_CLAMD", "tcp://[::1]:3310");
    is_fine("COMMEND_CLAMD", "unix:///run/clamav/clamd.ctl");
}

fn names_of(found: &Survey) -> Vec<String> {
    found.problems.iter().map(|problem| problem.name.clone()).collect()
}

#[test]
fn a_service_that_people_reach_is_not_called_development_in_silence() {
    let found = production_but(&[("COMMEND_ENV", None)]);
    assert_eq!(found.config.environment, Environment::Development);
    assert_eq!((names(&found.problems), names(&found.warnings)), (vec![], vec!["COMMEND_ENV"]));
}
