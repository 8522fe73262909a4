//! The promotion packet: its readers, its contents, and that the same request gives the same file.

use std::process::Command;
use std::time::Duration;

use commend::db::Location;
use serde_json::{Value, json};

use crate::commendations::{letter, letter_about, note, path_of, withdraw};
use crate::documents::extracted_text::assert_says;
use crate::support::{Answer, Client, TestApp, pdf_text, tool};

async fn packet_path(app: &TestApp, query: &str) -> String {
    format!("/api/v1/people/{}/packet.pdf{query}", app.id("priya").await)
}

#[track_caller]
fn whole(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/pdf");
    let sha256 = commend::files::digest(&answer.body);
    assert_eq!(answer.header("etag"), format!("\"{sha256}\""));
    answer.body.to_vec()
}

fn text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("packet.pdf");
    std::fs::write(&path, pdf).expect("a file");
    let check = tool(Command::new("qpdf").arg("--check").arg(&path));
    assert!(check.contains("No syntax or stream encoding errors found"), "{check}");
    pdf_text(pdf)
}

async fn served(app: &TestApp, by: &Client, on: &str) -> Value {
    let mut body = letter(app).await;
    body["served_on"] = json!(on);
    app.commend(by, &body).await
}

/// The code that stands on a packet, from its metadata.
fn code_of(pdf: &[u8]) -> String {
    let mark = b"/verify/";
    let at = pdf.windows(mark.len()).position(|window| window == mark).expect("a code in the metadata") + mark.len();
    String::from_utf8(pdf[at..at + 16].to_vec()).expect("a code")
}

async fn verified(app: &TestApp, pdf: &[u8]) -> Value {
    let client = app.anyone();
    let request = client.request(reqwest::Method::POST, "/verify").header("Accept", "application/json");
    client.send(request.header("Content-Type", "application/pdf").body(pdf.to_vec())).await.with_status(200)
}

#[tokio::test]
async fn it_is_for_the_readers_of_the_history_and_nobody_else_knows_of_it() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = packet_path(&app, "").await;
    for who in ["priya", "ruth", "hugo", "noor"] {
        whole(&app.sign_in(who).await.get(&path).await);
    }
    for who in ["sam", "tom", "omar", "hana", "lena"] {
        app.sign_in(who).await.get(&path).await.problem(404, "not_found");
    }
    app.anyone().get(&path).await.problem(401, "unauthenticated");
    let nobody = "/api/v1/people/0193e0a4-0000-7000-8000-000000000000/packet.pdf";
    app.sign_in("hugo").await.get(nobody).await.problem(404, "not_found");
}

#[tokio::test]
async fn every_letter_of_the_period_is_in_it_counted_and_named_with_its_digest() {
    let app = TestApp::start().await;
    let (sam, ruth, priya) = (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await);
    let first = app.commend(&sam, &letter(&app).await).await;
    let mut hebrew = letter(&app).await;
    hebrew["letter"]["text"] = json!("שלום רב,\n\nתודה ל-Priya על הסבלנות.");
    hebrew["letter"]["language"] = json!("he");
    hebrew["client"]["consent_to_share_name"] = json!(false);
    let hebrew = app.commend(&sam, &hebrew).await;
    let mut long = letter(&app).await;
    long["letter"]["text"] =
        json!("She called back at ten, and again at four, to say how far it had come. ".repeat(120));
    let long = app.commend(&sam, &long).await;
    let note = app.commend(&sam, &note(&app, "priya").await).await;
    let gone = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    withdraw(&sam, &gone).await;
    let correction = json!({"cover_note": "She found the night desk and stayed.", "reason": "A word was missing."});
    sam.post(&format!("{}/corrections", path_of(&first)), &correction).await.with_status(201);
    let given = json!({"told_employee": true, "filed": true});
    ruth.post(&format!("{}/acknowledgements", path_of(&long)), &given).await.with_status(201);
    app.drain().await;

    let pdf = whole(&priya.get(&packet_path(&app, "?from=2026-11-01&to=2026-12-31").await).await);
    let said = text(&pdf);
    let mut digests = String::new();
    for sent in [&note, &long, &hebrew, &first] {
        let copy = ruth.get(&format!("{}/letter.pdf", path_of(sent))).await;
        let sha256 = copy.header("etag").trim_matches('"').to_owned();
        digests.push_str(&sha256);
        let grouped: Vec<&str> = (0..4).map(|group| &sha256[group * 16..][..16]).collect();
        assert_says(&said, &grouped.join(" "));
        assert_says(&said, &format!("{}, page 1 of", sent["reference"].as_str().expect("a reference")));
    }
    assert_says(&said.replace(' ', ""), &commend::files::digest(digests.as_bytes()));
    assert!(!said.contains(&format!("{}, page 1 of", gone["reference"].as_str().expect("a reference"))));
    for words in [
        "Letters in praise of Priya Raman",
        "With the bank since 2019",
        "4 commendations",
        "3 signed by clients",
        "1 branch helped",
        "1 acknowledged",
        "Calm under pressure 3",
        "all letters",
        "This packet holds all letters that Priya Raman received: 4 commendations from 20 November 2026 to \
         21 November 2026. One was corrected, its newest version is here. One more was withdrawn and is not here.",
        "A client, name not shared, with Sam Lee at Oak Street",
        "Ruth Adler Read, told in person, filed 21 November 2026",
        "She found the night desk and stayed.",
        "K-2026-000001, page 1 of",
    ] {
        assert_says(&said, words);
    }
}

#[tokio::test]
async fn the_same_request_over_unchanged_letters_is_the_same_file() {
    let app = TestApp::start().await;
    let (sam, ruth, priya) = (app.sign_in("sam").await, app.sign_in("ruth").await, app.sign_in("priya").await);
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let path = packet_path(&app, "").await;
    let at_once = futures_util::future::join_all((0..4).map(|_| priya.get(&path))).await;
    let first = whole(&at_once[0]);
    for answer in &at_once {
        assert_eq!(whole(answer), first);
    }
    app.advance(Duration::from_secs(26 * 3600));
    let priya = app.sign_in("priya").await;
    let again = priya.get(&path).await;
    assert_eq!(whole(&again), first, "a day later, too");
    let known = priya.request(reqwest::Method::GET, &path).header("If-None-Match", again.header("etag"));
    assert_eq!(priya.send(known).await.status, 304);
    let made: Vec<_> = app.trail(50).await.into_iter().filter(|entry| entry.action == "packet.made").collect();
    assert_eq!(made.len(), 1);
    assert!(!made[0].detail.contains("Priya") && made[0].object.starts_with("packet:"), "{made:?}");

    // Another asker has a packet of their own, and so has whoever asks when something has changed.
    let ruth_s = whole(&app.sign_in("ruth").await.get(&path).await);
    assert_ne!(ruth_s, first);
    let acknowledging = format!("{}/acknowledgements", path_of(&sent));
    app.sign_in("ruth").await.post(&acknowledging, &json!({"filed": true})).await.with_status(201);
    drop(ruth);
    let third = priya.get(&path).await;
    assert!(third.header("content-disposition").contains("K-2026-000003.pdf"), "{third:?}");
    assert_says(&text(&whole(&third)), "Ruth Adler Read, filed 22 November 2026");
}

#[tokio::test]
async fn the_same_letters_are_the_same_packet_whatever_days_were_named() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    for day in ["2026-10-01", "2026-10-15", "2026-10-31"] {
        served(&app, &sam, day).await;
    }
    let gone = served(&app, &sam, "2026-10-20").await;
    app.drain().await;
    withdraw(&sam, &gone).await;
    app.drain().await;
    let all = whole(&priya.get(&packet_path(&app, "").await).await);
    assert_says(
        &text(&all),
        "3 commendations from 1 October 2026 to 31 October 2026. One more was withdrawn and is not here.",
    );
    for query in ["?from=2026-10-01", "?from=2026-09-30", "?from=2019-01-01&to=2026-10-31", "?to=2031-01-01"] {
        assert_eq!(whole(&priya.get(&packet_path(&app, query).await).await), all, "{query}");
    }
    let part = whole(&priya.get(&packet_path(&app, "?to=2026-10-15").await).await);
    let said = text(&part);
    assert_says(
        &said,
        "a part of the letters that Priya Raman received: 2 commendations from 1 October 2026 to 15 October 2026.",
    );
    assert_says(&said, "None was withdrawn. The part was chosen by Priya Raman.");
    for query in ["?from=2026-10-01&to=2026-10-16", "?to=2026-10-20", "?to=2026-10-30"] {
        assert_eq!(whole(&priya.get(&packet_path(&app, query).await).await), part, "{query}");
    }
    let made: Vec<_> = app.trail(50).await.into_iter().filter(|entry| entry.action == "packet.made").collect();
    assert_eq!(made.len(), 2);
}

#[tokio::test]
async fn anyone_can_have_it_verified_as_long_as_its_letters_stand() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    let sent = app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let pdf = whole(&priya.get(&packet_path(&app, "").await).await);
    let said = verified(&app, &pdf).await;
    assert_eq!((&said["result"], &said["reference"]), (&json!("genuine"), &json!("K-2026-000001")));
    assert_eq!(said["sha256"], commend::files::digest(&pdf));
    let code = code_of(&pdf);
    let client = app.anyone();
    let by_code = client.request(reqwest::Method::GET, &format!("/verify/{code}")).header("Accept", "application/json");
    let by_code = client.send(by_code).await.with_status(200);
    assert_eq!((&by_code["result"], &by_code["sha256"]), (&said["result"], &said["sha256"]));
    let mut changed = pdf.clone();
    let last = changed.len() - 40;
    changed[last] ^= 1;
    assert_eq!(verified(&app, &changed).await["result"], "altered");
    withdraw(&sam, &sent).await;
    app.drain().await;
    assert_eq!(verified(&app, &pdf).await["result"], "withdrawn", "a letter in it was taken back");
}

#[tokio::test]
async fn both_ends_of_the_period_are_in_it_and_an_empty_one_is_refused_with_what_to_do() {
    let app = TestApp::start().await;
    let (sam, priya) = (app.sign_in("sam").await, app.sign_in("priya").await);
    for day in ["2026-10-01", "2026-10-15", "2026-10-31"] {
        served(&app, &sam, day).await;
    }
    app.drain().await;
    for (query, count) in [
        ("", 3),
        ("?from=2026-10-01&to=2026-10-31", 3),
        ("?from=2026-10-02&to=2026-10-31", 2),
        ("?from=2026-10-01&to=2026-10-30", 2),
        ("?from=2026-10-15&to=2026-10-15", 1),
        ("?to=2026-10-14", 1),
    ] {
        let said = text(&whole(&priya.get(&packet_path(&app, query).await).await));
        assert_says(&said, &format!(": {count} commendation"));
        let (which, chosen) =
            if count == 3 { ("all letters", "31 October 2026") } else { ("a part of", "chosen by Priya Raman.") };
        assert_says(&said, which);
        assert_says(&said, chosen);
    }
    let before = app.trail_length().await;
    let empty = packet_path(&app, "?from=2026-10-02&to=2026-10-14").await;
    priya.get(&empty).await.problem(422, "nothing_enclosed");
    let backwards = packet_path(&app, "?from=2026-10-14&to=2026-10-02").await;
    assert_eq!(priya.get(&backwards).await.problem(422, "invalid_request")["errors"][0]["parameter"], "to");
    let nonsense = packet_path(&app, "?from=soon&to=later").await;
    let problem = priya.get(&nonsense).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"].as_array().expect("errors").len(), 2);
    assert_eq!(app.trail_length().await, before, "nothing was made");
}

#[tokio::test]
async fn an_acknowledgement_for_another_helper_is_not_this_one_s() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    let sent = app.commend(&sam, &letter_about(&app, &["priya", "omar"]).await).await;
    app.drain().await;
    let to = format!("{}/acknowledgements", path_of(&sent));
    app.sign_in("greta").await.post(&to, &json!({"filed": true})).await.with_status(201);
    let path = packet_path(&app, "").await;
    let said = text(&whole(&app.sign_in("priya").await.get(&path).await));
    assert_says(&said, "0 acknowledged");
    assert!(!said.contains("Greta Olsen Read"), "{said}");
    let omar = format!("/api/v1/people/{}/packet.pdf", app.id("omar").await);
    let said = text(&whole(&app.sign_in("omar").await.get(&omar).await));
    assert_says(&said, "Greta Olsen Read, filed 21 November 2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_writes_it_down() {
    let app = TestApp::start().await;
    let sam = app.sign_in("sam").await;
    app.commend(&sam, &letter(&app).await).await;
    app.drain().await;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("packet.pdf");
    let url = match &app.app.config.database.location {
        Location::Sqlite(path) => format!("sqlite://{}", path.display()),
        Location::Postgres(url) => url.clone(),
    };
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commend"));
        command.env_clear().env("DATABASE_URL", &url).env("COMMEND_DATA_DIR", &app.app.config.data_dir);
        command.current_dir(folder.path()).arg("packet").args(arguments).arg("--out").arg(&out);
        command.output().expect("the binary starts")
    };
    let made = run(&["4", "--json"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let said: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    let pdf = std::fs::read(&out).expect("the packet");
    assert_eq!((&said["reference"], &said["sha256"]), (&json!("K-2026-000001"), &json!(commend::files::digest(&pdf))));
    let again = run(&["priya@bank.example", "--json"]);
    assert_eq!(serde_json::from_slice::<Value>(&again.stdout).expect("JSON")["sha256"], said["sha256"]);
    // On a terminal the answer begins a line of its own, also where nothing was left to do after the letters were fetched.
    let asked = format!("{} packet 4 --out {}", env!("CARGO_BIN_EXE_commend"), out.display());
    let mut terminal = Command::new("script");
    terminal.env_clear().env("PATH", "/usr/bin:/bin").env("DATABASE_URL", &url);
    terminal.env("COMMEND_DATA_DIR", &app.app.config.data_dir).current_dir(folder.path());
    assert_says(&tool(terminal.args(["-qec", &asked, "/dev/null"])), "\r\u{1b}[KK-2026-000001 is in");
    for (arguments, why) in [
        (&["nobody@bank.example"][..], "nobody in the directory"),
        (&["4", "--from", "2020-01-01", "--to", "2020-12-31"], "choose another period"),
        (&["4", "--from", "2020-01-02", "--to", "2020-01-01"], "before --from"),
    ] {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(why), "{refused:?}");
    }
}
