//! The process in production mode: faults with which it does not start, all of which `config check` reports beforehand.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use commend::db::Location;
use serde_json::Value;

use super::Place;

const SECRET: &str = "secret.key";

impl Place {
    /// Set up like a bank's installation, with an up-to-date database and the secret beside the data folder.
    fn in_production() -> Self {
        let mut place = Self::new();
        place.succeed(&["secret", "new", SECRET], "");
        for (name, value) in [
            ("COMMEND_ENV", "production"),
            ("COMMEND_BANK_NAME", "Sample Bank"),
            ("COMMEND_SMTP_URL", "smtp://127.0.0.1:9?tls=none"),
            ("COMMEND_MAIL_DOMAINS", "bank.example"),
            ("COMMEND_MAIL_FROM", "commend@bank.example"),
            ("COMMEND_PUBLIC_URL", "https://commend.bank.example"),
            ("COMMEND_CLIENT_URL", "https://thanks.bank.example"),
            ("COMMEND_TRUSTED_PROXIES", "127.0.0.1"),
            ("COMMEND_LISTEN", "127.0.0.1:0"),
            ("COMMEND_OPS_LISTEN", "127.0.0.1:0"),
        ] {
            place.set(name, value);
        }
        place.set("COMMEND_SECRET_FILE", place.path().join(SECRET).display().to_string());
        place
    }

    /// Runs `config check --json`; returns its document and stderr.
    fn check(&self) -> (Value, String) {
        let output = self.run(&["config", "check", "--json"], "");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no document: {said}"));
        assert_eq!(document["ok"], output.status.success(), "{document}");
        (document, said)
    }

    /// Runs the command that a problem gives in quotation marks.
    fn obey(&self, said: &str) {
        let told = said.split('"').find(|part| part.starts_with("chmod "));
        let told = told.unwrap_or_else(|| panic!("no chmod in {said}"));
        let mut shell = std::process::Command::new("sh");
        assert!(shell.args(["-c", told]).current_dir(self.path()).status().expect("a shell").success(), "{told}");
    }

    /// Runs a command that must be refused, and returns stderr.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments, "");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        said
    }
}

fn problems(document: &Value) -> Vec<(String, String)> {
    let text = |problem: &Value, name: &str| problem[name].as_str().expect("text").to_owned();
    let list = document["problems"].as_array().expect("a list").iter();
    list.map(|problem| (text(problem, "name"), text(problem, "detail"))).collect()
}

fn names(document: &Value) -> Vec<String> {
    problems(document).into_iter().map(|(name, _)| name).collect()
}

fn with_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_set_up_well_starts_without_a_word() {
    let place = Place::in_production();
    place.succeed(&["migrate"], "");
    let (document, said) = place.check();
    assert_eq!((document["ok"].as_bool(), &document["warnings"]), (Some(true), &Value::Array(vec![])), "{said}");
    let mut service = place.start(&["serve"]);
    service.until("listening on").await;
    assert!(!service.said().contains("WARN"), "{}", service.said());
    assert_eq!(service.stop().await, Some(0));
    assert_eq!(place.check().0["ok"], true, "nor of what it has made itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_others_can_read_are_refused_with_the_way_out() {
    let place = Place::in_production();
    place.succeed(&["migrate"], "");
    let data = place.path().join("data");
    let mut service = place.start(&["serve"]);
    service.until("listening on").await;
    assert_eq!(service.stop().await, Some(0));
    with_mode(&data, 0o755);
    with_mode(&data.join("documents"), 0o750);
    if let Location::Sqlite(path) = &place.location {
        with_mode(path, 0o644);
    }
    let (document, said) = place.check();
    let found = problems(&document);
    let expected: &[&str] = match place.location {
        Location::Sqlite(_) => &["COMMEND_DATA_DIR", "DATABASE_URL"],
        Location::Postgres(_) => &["COMMEND_DATA_DIR"],
    };
    assert_eq!(names(&document), expected, "{said}");
    assert!(found[0].1.contains("0755") && found[0].1.contains("and 1 more"), "{}", found[0].1);
    assert!(place.refused(&["serve"]).contains("COMMEND_DATA_DIR"));
    found.iter().for_each(|(_, detail)| place.obey(detail));
    let (document, said) = place.check();
    assert_eq!(document["ok"], true, "{said} {document}");

    with_mode(&place.path().join(SECRET), 0o644);
    let (document, _) = place.check();
    assert_eq!(names(&document), ["COMMEND_SECRET_FILE"]);
    place.refused(&["serve"]);
    place.obey(&problems(&document)[0].1);
    assert_eq!(place.check().0["ok"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_in_files_that_others_can_read_are_refused() {
    let mut place = Place::in_production();
    place.succeed(&["migrate"], "");
    let (toml, url) = (place.path().join("commend.toml"), place.path().join("smtp-url"));
    std::fs::write(&toml, "[database]\nconnections = 2\n").expect("a file");
    with_mode(&toml, 0o644);
    assert_eq!(place.check().0["problems"], Value::Array(vec![]), "a file without a password is nobody's secret");
    std::fs::write(&toml, "[mail]\nsmtp_url = \"smtp://commend:hidden@127.0.0.1:9?tls=none\"\n").expect("a file");
    std::fs::write(&url, "smtp://commend:hidden@127.0.0.1:9?tls=none\n").expect("a file");
    with_mode(&url, 0o644);
    place.variables.retain(|(name, _)| *name != "COMMEND_SMTP_URL");
    place.set("COMMEND_SMTP_URL_FILE", url.display().to_string());
    let (document, said) = place.check();
    assert_eq!(names(&document), ["COMMEND_CONFIG", "COMMEND_SMTP_URL_FILE"]);
    assert!(!said.contains("hidden"), "{said}");
    problems(&document).iter().for_each(|(_, detail)| place.obey(detail));
    assert_eq!(place.check().0["ok"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_folder_is_refused_under_any_name() {
    let place = Place::new();
    let mut demo = place.start(&["demo", "--port", "0"]);
    demo.until("Stop it with Ctrl-C").await;
    assert_eq!(demo.stop().await, Some(0));
    let mut bank = Place::in_production();
    let moved = bank.path().join("data");
    std::fs::rename(place.path().join("data"), &moved).expect("the same file system");
    std::fs::remove_file(moved.join(".commend-demo")).expect("the demo's mark on the folder");
    bank.set("DATABASE_URL", format!("sqlite://{}", moved.join("commend.db").display()));
    let (document, _) = bank.check();
    let found = problems(&document);
    assert_eq!(names(&document), ["DATABASE_URL"], "{found:?}");
    assert!(found[0].1.contains("commend demo") && found[0].1.contains("published"), "{}", found[0].1);
    for command in [&["serve"][..], &["work"], &["outbox", "list"], &["admin", "create", "me@bank.example"]] {
        assert!(bank.refused(command).contains("commend demo"), "{command:?}");
    }
    // The database's problem is reported beside the others.
    bank.set("COMMEND_PUBLIC_URL", "http://commend.bank.example");
    assert_eq!(names(&bank.check().0), ["COMMEND_PUBLIC_URL", "DATABASE_URL"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_secret_is_refused_and_the_way_out_works() {
    let mut place = Place::in_production();
    place.succeed(&["migrate"], "");
    let mut service = place.start(&["serve"]);
    service.until("listening on").await;
    assert_eq!(service.stop().await, Some(0));
    place.set("COMMEND_SECRET_FILE", "other.key");
    let said = place.refused(&["serve"]);
    assert!(
        said.contains("COMMEND_SECRET_FILE: other.key cannot be read") && said.contains("commend secret new"),
        "{said}"
    );
    place.succeed(&["secret", "new", "other.key"], "");
    let (document, _) = place.check();
    assert_eq!(names(&document), ["DATABASE_URL"], "{document}");
    for said in [problems(&document)[0].1.clone(), place.refused(&["serve"]), place.refused(&["work"])] {
        assert!(said.contains("other.key does not hold the secret"), "{said}");
        assert!(said.contains("commend secret rotate --help"), "{said}");
    }
    assert!(place.refused(&["secret", "rotate"]).contains("other.key"));

    // One file with both secrets: from the rotation on the first is current, and then it is enough.
    let text = |name: &str| std::fs::read_to_string(place.path().join(name)).expect("a secret");
    let (old, new) = (text(SECRET), text("other.key"));
    std::fs::write(place.path().join("other.key"), format!("{new}{old}")).expect("both");
    let said: Value = serde_json::from_str(&place.succeed(&["secret", "rotate", "--json"], "")).expect("JSON");
    assert_eq!(said["keys"], 2, "{said}");
    std::fs::write(place.path().join("other.key"), new).expect("the new one alone");
    assert_eq!(place.check().0["ok"], true);

    // The case in which all secrets are lost.
    place.succeed(&["secret", "new", "third.key"], "");
    place.set("COMMEND_SECRET_FILE", "third.key");
    assert!(place.succeed(&["secret", "rotate", "--new-keys"], "").contains("2 signing keys were withdrawn"));
    let mut service = place.start(&["serve"]);
    service.until("listening on").await;
    assert_eq!(service.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn development_closes_what_is_its_own_and_leaves_a_shared_folder() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.succeed(&["migrate"], "");
    let data = place.path().join("data");
    std::fs::create_dir_all(data.join("documents")).expect("as an earlier version made it");
    for path in [&data, &data.join("documents")] {
        with_mode(path, 0o755);
    }
    let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    place.succeed(&["outbox", "list"], "");
    assert_eq!((mode(&data), mode(&data.join("documents"))), (0o700, 0o700));
    if let Location::Sqlite(path) = &place.location {
        assert_eq!(mode(path), 0o600);
    }
    std::fs::write(data.join("people.csv"), "somebody else's").expect("a file");
    with_mode(&data, 0o755);
    let mut service = place.start(&["serve"]);
    service.until("listening on").await;
    assert!(service.said().contains("production would refuse it"), "{}", service.said());
    assert_eq!((mode(&data), mode(&data.join("documents"))), (0o755, 0o700));
    assert_eq!(service.stop().await, Some(0));
}
