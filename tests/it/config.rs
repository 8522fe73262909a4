//! Configuration: all problems are reported at once, unknown names are refused, production is strict, secrets are not shown.

use std::collections::BTreeSet;
use std::time::Duration;

use commend::config::{Clamd, ConfigProblem, DocumentStore, Environment, LogFormat, Sources, read};
use commend::db::Location;
use commend::delivery::relay::Security;
use commend::directory::import::Profile;

const EXAMPLE: &str = include_str!("../../commend.example.toml");

fn sources(variables: &[(&str, &str)], file: &str) -> Sources {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { variables, file: (!file.is_empty()).then(|| file.to_owned()), ..Sources::default() }
}

fn names(problems: &[ConfigProblem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.name.as_str()).collect()
}

fn problems(variables: &[(&str, &str)], file: &str) -> Vec<ConfigProblem> {
    read(sources(variables, file)).expect_err("this configuration has problems")
}

#[test]
fn nothing_at_all_is_a_working_configuration() {
    let config = read(Sources::default()).expect("defaults").config;
    assert_eq!(config.environment, Environment::Development);
    assert_eq!(config.database.location, Location::Sqlite("./data/commend.db".into()));
    assert_eq!(config.documents, DocumentStore::Folder("./data/documents".into()));
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.mail.relay, None);
    assert_eq!(config.mail_dir(), std::path::Path::new("./data/mail"));
    assert_eq!(config.public_url("127.0.0.1:4242".parse().expect("an address")).as_str(), "http://127.0.0.1:4242/");
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "[server]\nlisten = \"127.0.0.1:1\"\nbody_limit = 2048\n[mail]\nsmtp_url = \"smtp://old.example\"";
    let variables = [
        ("COMMEND_LISTEN", "127.0.0.1:2"),
        ("COMMEND_SMTP_URL", "smtp://127.0.0.1:2525?tls=none"),
        ("COMMEND_MAIL_DOMAINS", "Bank.Example, other.example"),
        ("DATABASE_URL", "postgres://commend:hidden@127.0.0.1/commend"),
        ("COMMEND_LOG_FORMAT", "json"),
        ("COMMEND_CLAMD", "unix:///run/clamav/clamd.ctl"),
    ];
    let config = read(sources(&variables, file)).expect("a configuration").config;
    assert_eq!(config.server.listen.port(), 2);
    assert_eq!(config.server.body_limit, 2048, "what the environment does not say, the file says");
    let relay = config.mail.relay.expect("a relay");
    assert_eq!((relay.host.as_str(), relay.port, relay.security), ("127.0.0.1", 2525, Security::Plain));
    assert_eq!(config.mail.domains.expect("domains"), ["bank.example", "other.example"]);
    assert_eq!(config.log, LogFormat::Json);
    assert_eq!(config.uploads.clamd, Some(Clamd::Unix("/run/clamav/clamd.ctl".into())));
    assert!(matches!(config.database.location, Location::Postgres(_)));
}

#[test]
fn every_problem_is_said_at_once() {
    let variables = [
        ("COMMEND_LISTEN", "everywhere"),
        ("COMMEND_TIME_ZONE", "Mars/Olympus"),
        ("COMMEND_HR_MAIL", "hr@bank.example,nobody"),
        ("COMMEND_SMTP_URL", "http://relay?x=1"),
        ("COMMEND_MAIL_DOMAINS", "@bank.example"),
        ("COMMEND_TRUSTED_PROXIES", "10.0.0.0/8,all,none"),
        ("DATABASE_URL", "mysql://root:secret@db/commend"),
        ("COMMEND_LISTNE", "127.0.0.1:1"),
        ("COMMEND_CLAMD", "127.0.0.1:3310"),
    ];
    let file = "databse = 1\n[delivery]\nfirst_retry = \"soon\"\n[policy]\nlevels = 9\n[server]\nbody_limit = []";
    let problems = problems(&variables, file);
    assert_eq!(
        names(&problems),
        [
            "COMMEND_CLAMD",
            "COMMEND_HR_MAIL",
            "COMMEND_LISTEN",
            "COMMEND_LISTNE",
            "COMMEND_MAIL_DOMAINS",
            "COMMEND_SMTP_URL",
            "COMMEND_TIME_ZONE",
            "COMMEND_TRUSTED_PROXIES",
            "COMMEND_TRUSTED_PROXIES",
            "DATABASE_URL",
            "databse",
            "delivery.first_retry",
            "policy.levels",
            "server.body_limit",
        ]
    );
    let told = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("secret"), "a problem must not repeat a password:\n{told}");
    assert!(told.contains("write 30s, 5m, 4h or 5d"), "a problem says what would be right:\n{told}");
}

#[test]
fn a_file_that_is_not_toml_is_one_problem_that_says_where() {
    let problems = problems(&[], "[server\nlisten = 1");
    assert_eq!(names(&problems), ["commend.toml"]);
    assert!(problems[0].detail.contains("line 1"), "{}", problems[0]);
}

#[test]
fn a_file_is_called_by_its_own_name() {
    let named = Sources { file_name: Some("/etc/bank.toml".into()), ..sources(&[], "not toml [") };
    assert_eq!(names(&read(named).expect_err("a problem")), ["/etc/bank.toml"]);
}

#[test]
fn a_street_that_is_no_text_and_a_foot_without_end_are_refused() {
    let long = "x".repeat(161);
    let file = format!("[bank]\nfooter = \"{long}\"\n[bank.streets]\n\"Oak Street\" = 3\nHill = \"1 Hill\"");
    let found = problems(&[], &file);
    assert_eq!(names(&found), ["bank.footer", "bank.streets.\"Oak Street\""]);
    assert!(found[0].detail.contains("161 characters") && found[0].detail.contains("160"), "{}", found[0]);
}

#[test]
fn what_could_not_be_read_is_among_the_problems() {
    let unreadable = vec![ConfigProblem { name: "COMMEND_CONFIG".into(), detail: "x.toml cannot be read".into() }];
    let found = read(Sources { unreadable, ..sources(&[("COMMEND_ENV", "test")], "") }).expect_err("two problems");
    assert_eq!(names(&found), ["COMMEND_CONFIG", "COMMEND_ENV"]);
}

#[test]
fn a_logo_is_read_and_what_it_costs_is_said() {
    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0H9V9Z'/></svg>";
    let file = "[bank]\nlogo = \"logo.svg\"\nlogo_has_name = true";
    let with = |logo: &[u8]| Sources { logo: Some(logo.to_vec()), ..sources(&[], file) };
    let found = read(with(SVG.as_bytes())).expect("a configuration");
    let logo = found.config.bank.logo.expect("a logo");
    assert!(logo.logo.has_name);
    assert_eq!(found.notes, [format!("bank.logo adds {} bytes to every letter.", logo.adds())]);
    for (bytes, expected) in [
        (SVG.replace("<path", "<text>Bank</text><path").into_bytes(), "convert text to outlines"),
        (b"\xff\xd8\xff\xe0 a photo".to_vec(), "neither SVG nor PNG"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "export it again"),
        (vec![b' '; 2 << 20], "more than 1 MB"),
    ] {
        let problems = read(with(&bytes)).expect_err("no logo");
        assert_eq!(names(&problems), ["bank.logo"]);
        let detail = &problems[0].detail;
        assert!(detail.starts_with("logo.svg: ") && detail.contains(expected), "{detail}");
    }
}

#[test]
fn a_secret_that_can_be_guessed_is_refused_without_being_repeated() {
    let with = |text: &str| Sources {
        secret: Some(text.to_owned()),
        ..sources(&[("COMMEND_SECRET_FILE", "/etc/commend/secret.key")], "")
    };
    let good = "XqI6kq0bQ1l0d3B2a5x7f9ZsT8mKcJvYwRhUeNoPgLi";
    let config = read(with(good)).expect("a secret").config;
    assert_eq!(config.secret_file.expect("a path"), std::path::Path::new("/etc/commend/secret.key"));
    for (text, expected) in [("", "holds no secret"), ("letmein-2026", "has in line 1 what is too short")] {
        let found = read(with(text)).expect_err("no secret");
        assert_eq!(names(&found), ["COMMEND_SECRET_FILE"]);
        let said = found[0].to_string();
        assert!(said.contains(expected) && said.contains("commend secret new FILE"), "{said}");
        assert!(text.is_empty() || !said.contains(text), "{said}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let variables = [
        ("DATABASE_URL", "postgres://commend:hidden-one@127.0.0.1/commend"),
        ("COMMEND_SMTP_URL", "smtp://commend:hidden-two@relay.bank.example"),
        ("COMMEND_BANK_NAME", "Sample Bank"),
    ];
    for sources in [
        sources(&variables, ""),
        sources(
            &[],
            "[database]\nurl = \"postgres://c:hidden-one@127.0.0.1/c\"\n[mail]\nsmtp_url = \"smtp://c:hidden-two@relay\"\n\
             [bank]\nname = \"Sample Bank\"",
        ),
    ] {
        let read = read(sources).expect("a configuration");
        let shown = format!("{:?}", read.effective);
        assert!(!shown.contains("hidden"), "{shown}");
        assert!(shown.contains("Sample Bank"), "{shown}");
        assert!(!format!("{:?}", read.config.mail).contains("hidden"), "nor by a log that prints the configuration");
    }
}

/// The example file with every setting uncommented.
fn uncommented() -> String {
    EXAMPLE
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line))
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn the_example_is_the_default_as_it_stands_and_works_when_all_of_it_is_taken() {
    read(sources(&[], EXAMPLE)).expect("only comments");
    let config = read(sources(&[], &uncommented())).expect("every line of the example").config;
    assert_eq!(config.delivery.give_up_after, Duration::from_secs(5 * 86400));
    let profile = config.import_profiles.get("hr_system").expect("the profile").clone();
    Profile::from_toml(profile).expect("a profile that the import takes");
}

#[test]
fn the_example_has_every_setting() {
    let read = read(sources(&[], &uncommented())).expect("every line of the example");
    let given: BTreeSet<String> = read.effective.into_keys().collect();
    let source = include_str!("../../src/config/load.rs");
    let known: BTreeSet<String> = ["text(\"", "parsed(\"", "list(\"", "all(\"", "table(\""]
        .iter()
        .flat_map(|call| source.split(call).skip(1))
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect();
    assert!(known.len() > 25, "only {} settings were found in the source", known.len());
    assert_eq!(given, known);
}
