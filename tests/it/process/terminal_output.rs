//! Output of commands: text from outside never controls the terminal.

use commend::db::Location;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};

use super::Place;

fn execute(place: &Place, statement: &str) {
    match &place.location {
        Location::Sqlite(path) => {
            SqliteConnection::establish(path.to_str().expect("UTF-8")).expect("a connection").batch_execute(statement)
        }
        Location::Postgres(url) => PgConnection::establish(url).expect("a connection").batch_execute(statement),
    }
    .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

#[track_caller]
fn is_harmless(printed: &[u8], holds: &str) {
    let text = String::from_utf8(printed.to_vec()).expect("UTF-8");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(text.contains(holds), "{holds}: {text}");
}

#[test]
fn a_relays_reply_in_the_outbox_is_shown_escaped() {
    let place = Place::new();
    place.succeed(&["migrate"], "");
    let reply = "550 no\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m such user\n250 fine";
    let refused = serde_json::json!({
        "verdict": "misconfigured", "phase": "auth", "reply": {"code": 535, "text": reply},
        "cause": {"kind": "answered", "phase": "auth", "accepted": false},
    });
    execute(
        &place,
        &format!(
            "INSERT INTO deliveries (id, kind, recipient_name, recipient_email, reasons, content, state, attempt, tries, queued_at, \
             due_at, reply_code, reply_text, created_at) VALUES ('0193e0a4-0000-7000-8000-000000000000', 'activation', 'Sam', \
             'sam@bank.example', '[]', '{{}}', 'failed', 1, 1, 1, 1, 550, '{reply}', 1); \
             INSERT INTO outbox_pauses (name, outcome, paused_at) VALUES ('relay', '{refused}', 1)"
        ),
    );
    let output = place.run(&["outbox", "list"], "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    is_harmless(&output.stdout, "550 no\\u{1b}[2J\\u{1b}]0;title\\u{7}\\u{9b}31m such user\\u{a}250 fine");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        2,
        "a line feed of the relay's is no line of ours"
    );
}

#[test]
fn an_import_report_shows_a_files_words_escaped() {
    let place = Place::new();
    let header =
        "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n";
    let file = format!(
        "{header}1,A\u{1b}[31mda,ada@bank.example,x,x,,1,,ro\u{7}le,2020\u{9b}-01,\n2,Bo,bo\u{1b}@bank.example,x,x,,1,\u{8}9,,,\n"
    );
    let output = place.run(&["import", "people", "-"], &file);
    assert_eq!(output.status.code(), Some(1));
    is_harmless(&output.stderr, "standard input:2: ");
    is_harmless(&output.stdout, "");
    let output = place.run(&["import", "people", "no\u{1b}[2Jfile.csv"], "");
    assert_eq!(output.status.code(), Some(1));
    is_harmless(&output.stderr, "no\\u{1b}[2Jfile.csv cannot be read");
}
