//! `kill -9` under load: answered requests are kept, queued mails arrive, and the audit trail is unbroken.
//!
//! A relay in this process takes the mails, people of the cast post commendations over HTTP, and the service is killed again and
//! again while both are in progress. Interrupted requests are repeated with their `Idempotency-Key`, as a client would.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use commend::db::Location;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use mail_parser::MessageParser;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Place, Running};
use crate::support::people::{self, PASSWORD, address};
use crate::support::smtp::{Fault, SmtpServer, Step};
use crate::support::{Client, until};

/// People who post; none of them is a helper.
const SENDERS: [&str; 3] = ["sam", "mia", "tom"];

/// Most commendations of one sender in one round; mails that remain at the end make the test long.
const MOST: usize = 6;

/// Requests and the answers that arrived, both by `Idempotency-Key`.
#[derive(Default)]
struct Ledger {
    asked: BTreeMap<String, (usize, Value)>,
    answered: BTreeMap<String, Value>,
}

type Shared = Arc<Mutex<Ledger>>;

/// The service in one run of the process.
struct Service {
    running: Running,
    senders: Vec<Client>,
}

async fn serve(place: &Place, tokens: &mut Vec<String>) -> Service {
    let mut running = place.start(&["serve"]);
    let line = running.until("listening on").await.pop().expect("a line");
    let listening = line.split("listening on ").nth(1).and_then(|rest| rest.split(')').next()).expect("an address");
    let anyone = Client::new(format!("http://{listening}/").parse().expect("a URL"), Arc::default());
    if tokens.is_empty() {
        for who in SENDERS {
            let body = json!({"email": address(who), "password": PASSWORD});
            let answer = anyone.post("/api/v1/tokens", &body).await.with_status(200);
            tokens.push(answer["access_token"].as_str().expect("a token").to_owned());
        }
    }
    // Sessions from before the kill remain valid after it.
    let senders = tokens.iter().map(|token| anyone.with_token(token)).collect();
    Service { running, senders }
}

/// Imports the directory and sets the passwords from the command line, before the first `serve`.
fn furnish(place: &Place) {
    std::fs::write(place.path().join("people.csv"), people::FILE).expect("a file");
    place.succeed(&["import", "people", "people.csv"], "");
    for who in SENDERS {
        place.succeed(&["admin", "set-password", &address(who), "--password-stdin"], &format!("{PASSWORD}\n"));
    }
}

/// Posts commendations one after the other until the service is gone.
async fn post(client: Client, ledger: Shared, sender: usize, round: usize, helper: String) {
    for number in 0..MOST {
        let key = format!("mark{round}x{sender}x{number}");
        let body = json!({"helper_ids": [helper], "cover_note": format!("Thank you, says {key}.")});
        ledger.lock().expect("a ledger").asked.insert(key.clone(), (sender, body.clone()));
        let request = client.request(Method::POST, "/api/v1/commendations").header("Idempotency-Key", &key).json(&body);
        // Only a complete answer counts.
        let Ok(answer) = request.send().await else { return };
        let status = answer.status().as_u16();
        let Ok(body) = answer.bytes().await else { return };
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
        let sent = serde_json::from_slice(&body).expect("JSON");
        ledger.lock().expect("a ledger").answered.insert(key, sent);
    }
}

async fn id_of(client: &Client, who: &str) -> String {
    let found = client.get(&format!("/api/v1/people?q={who}")).await.with_status(200);
    found["items"][0]["id"].as_str().expect("an id").to_owned()
}

/// One run of the process, ended by SIGKILL while requests and mails are in progress.
async fn live_and_die(place: &Place, relay: &SmtpServer, ledger: &Shared, tokens: &mut Vec<String>, round: usize) {
    let service = serve(place, tokens).await;
    let helpers = [id_of(&service.senders[0], "priya").await, id_of(&service.senders[0], "omar").await];
    let (answers, mails) = (ledger.lock().expect("a ledger").answered.len(), relay.received().len());
    // In every second run the relay takes a mail and never answers, so that this mail is certainly in progress at the kill.
    let stalls = round % 2 == 1;
    if stalls {
        relay.once(None, Step::Dot, Fault::Stall);
    }
    let tasks: Vec<_> = (service.senders.iter().cloned().enumerate())
        .map(|(sender, client)| {
            let helper = helpers[(sender + round) % 2].clone();
            tokio::spawn(post(client, Arc::clone(ledger), sender, round, helper))
        })
        .collect();
    let (more_answers, more_mails) = (fastrand::usize(1..=10), fastrand::usize(1..=8));
    until("answers and mails", async || {
        ledger.lock().expect("a ledger").answered.len() >= answers + more_answers
            && relay.received().len() >= mails + more_mails
    })
    .await;
    service.running.kill();
    for task in tasks {
        task.await.expect("no answer but 201");
    }
    relay.forgive();
    if let Location::Postgres(url) = &place.location {
        // With several workers, a dead one is recognised by its expired leases; this lets their minute pass.
        let mut conn = PgConnection::establish(url).expect("a connection");
        conn.batch_execute("UPDATE deliveries SET lease_until = 1 WHERE lease_until IS NOT NULL").expect("a minute");
    }
}

/// Repeats every request: an answered one gets the same answer, an interrupted one is done now unless it had been done.
async fn repeat(service: &Service, ledger: &Shared) {
    let asked = ledger.lock().expect("a ledger").asked.clone();
    for (key, (sender, body)) in asked {
        let answer = service.senders[sender].post_once("/api/v1/commendations", &key, &body).await;
        let sent = answer.with_status(201);
        let before = ledger.lock().expect("a ledger").answered.insert(key.clone(), sent.clone());
        if let Some(before) = before {
            assert_eq!(answer.header("idempotency-replayed"), "true", "{key}");
            assert_eq!(before, sent, "{key}");
        }
    }
}

async fn deliveries(client: &Client, sent: &Value) -> Vec<Value> {
    let path = format!("/api/v1/commendations/{}/deliveries?limit=100", sent["id"].as_str().expect("an id"));
    client.get(&path).await.with_status(200)["items"].as_array().expect("a list").clone()
}

/// Checks that every answered commendation exists, no other does, and each of its mails arrives.
async fn look(service: &Service, ledger: &Ledger) -> Vec<Value> {
    let mut all = Vec::new();
    for (sender, client) in service.senders.iter().enumerate() {
        let mine: Vec<_> = ledger.asked.iter().filter(|(_, (by, _))| *by == sender).map(|(key, _)| key).collect();
        let expected: BTreeSet<_> =
            mine.iter().map(|key| ledger.answered[*key]["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(expected.len(), mine.len(), "one commendation for each key");
        assert_eq!(sent_by(client).await, expected, "{}", SENDERS[sender]);
        for key in mine {
            let sent = &ledger.answered[key];
            until(key, async || deliveries(client, sent).await.iter().all(|delivery| delivery["state"] == "sent"))
                .await;
            let found = deliveries(client, sent).await;
            let ids = |list: &[Value]| list.iter().map(|one| one["id"].to_string()).collect::<BTreeSet<_>>();
            assert_eq!(ids(&found), ids(sent["deliveries"].as_array().expect("a list")), "{key}");
            all.extend(found);
        }
    }
    all
}

/// Ids of all commendations that a person sent, over all pages.
async fn sent_by(client: &Client) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut path = "/api/v1/commendations?role=sent&limit=100".to_owned();
    loop {
        let page = client.get(&path).await.with_status(200);
        ids.extend(
            page["items"].as_array().expect("a list").iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { return ids };
        path = format!("/api/v1/commendations?role=sent&limit=100&cursor={cursor}");
    }
}

/// Mails that the relay took, by Message-ID: how often, to whom and about which commendation.
fn taken(relay: &SmtpServer) -> HashMap<String, (usize, BTreeSet<(String, String)>)> {
    let mut taken: HashMap<String, (usize, BTreeSet<_>)> = HashMap::new();
    for mail in relay.received() {
        let parsed = MessageParser::default().parse(&mail.bytes).expect("a mail");
        let text = parsed.body_text(0).expect("a text");
        let mark = text.split(|c: char| !c.is_alphanumeric()).find(|word| word.starts_with("mark"));
        let mark = mark.unwrap_or_else(|| panic!("no mark in {text}")).to_owned();
        let entry = taken.entry(parsed.message_id().expect("a Message-ID").to_owned()).or_default();
        entry.0 += 1;
        entry.1.insert((mail.recipient, mark));
    }
    taken
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_service_that_is_killed_loses_nothing_and_doubts_aloud() {
    let relay = SmtpServer::start().await;
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.set("COMMEND_PUBLIC_URL", "http://commend.bank.example");
    place.set("COMMEND_MAIL_FROM", "commend@bank.example");
    place.set("COMMEND_SMTP_URL", relay.url("smtp", "", "?tls=none"));
    // Each sender posts up to 24 letters, and on a fast machine all within the minute in which 20 are allowed.
    std::fs::write(place.path().join("commend.toml"), "[limits]\nletters = \"none\"\n").expect("a file");
    furnish(&place);
    let (ledger, mut tokens) = (Shared::default(), Vec::new());
    for round in 0..4 {
        live_and_die(&place, &relay, &ledger, &mut tokens, round).await;
    }
    let service = serve(&place, &mut tokens).await;
    // The first pass completes interrupted requests; the second shows that their answers are replayed too.
    for _ in 0..2 {
        repeat(&service, &ledger).await;
    }
    let ledger = std::mem::take(&mut *ledger.lock().expect("a ledger"));
    let deliveries = look(&service, &ledger).await;

    let taken = taken(&relay);
    let mut seen = BTreeSet::new();
    for (message_id, (_, about)) in &taken {
        assert_eq!(about.len(), 1, "{message_id} went to one person about one commendation: {about:?}");
        assert!(seen.insert(about.clone()), "{about:?} came under two Message-IDs");
    }
    let mut doubtful = 0;
    for delivery in &deliveries {
        let id = delivery["id"].as_str().expect("an id");
        let (copies, _) = taken.get(&format!("{id}@commend.bank.example")).unwrap_or_else(|| panic!("{delivery}"));
        let outcomes: Vec<_> =
            delivery["attempts"].as_array().expect("a list").iter().map(|one| &one["outcome"]).collect();
        let unknown = outcomes.iter().filter(|outcome| **outcome == "unknown").count();
        assert_eq!(outcomes.last().copied(), Some(&json!("sent")), "{delivery}");
        assert!(*copies <= 1 + unknown, "{copies} copies, and {delivery}");
        doubtful += unknown;
    }
    assert_eq!(taken.len(), deliveries.len(), "nothing else was mailed");
    assert!(doubtful >= 2, "each mail that the relay kept silent about is on record as unknown");

    let verified: Value = serde_json::from_str(&place.succeed(&["audit", "verify", "--json"], "")).expect("JSON");
    assert_eq!(verified["intact"], true, "{verified}");
    assert_eq!(service.running.stop().await, Some(0));
}
