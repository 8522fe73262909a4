//! `commend demo`: what a newcomer gets from the binary alone.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use commend::db::Location;
use serde_json::{Value, json};
use url::Url;

use super::{Place, Running, url_in};
use crate::migrations::rules::claim_an_unknown_version;
use crate::support::{Client, until};

/// The sample letters that the banker of the cast has sent.
const OF_SAM: usize = 11;

/// A demo that has printed all its lines.
struct Demo {
    running: Running,
    printed: Vec<String>,
    base: Url,
}

impl Demo {
    async fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut running = place.start(&[&["demo", "--port", "0"], arguments].concat());
        let printed = running.until("Stop it with Ctrl-C").await;
        let address = printed.iter().find(|line| line.trim_start().starts_with("address")).expect("an address");
        let base = url_in(address);
        Self { running, printed, base }
    }

    /// The word after `word` at the beginning of a line.
    fn after(&self, word: &str) -> &str {
        let line = self.printed.iter().find_map(|line| line.trim_start().strip_prefix(word));
        line.and_then(|rest| rest.split_whitespace().next())
            .unwrap_or_else(|| panic!("no {word} in {:?}", self.printed))
    }

    /// Signs in with the printed account for this purpose.
    async fn sign_in(&self, comes_for: &str) -> Client {
        let anyone = Client::new(self.base.clone(), Arc::default());
        let line = self.printed.iter().find(|line| line.contains(comes_for)).expect("a sign-in");
        let email = line.split_whitespace().next().expect("an address");
        let offer = self.printed.iter().find(|line| line.contains("password \"")).expect("a password");
        let password = offer.split('"').nth(1).expect("in quotes");
        let tokens = anyone.post("/api/v1/tokens", &json!({"email": email, "password": password})).await;
        anyone.with_token(tokens.with_status(200)["access_token"].as_str().expect("a token"))
    }

    async fn letters(&self) -> Vec<Value> {
        let banker = self.sign_in("Banker: sends letters").await;
        let list = banker.get("/api/v1/commendations?role=sent&limit=100").await.with_status(200);
        list["items"].as_array().expect("a list").clone()
    }
}

/// Contents of the files below a folder whose names end in `end`.
fn files(folder: &Path, end: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path, end),
            false if path.to_string_lossy().ends_with(end) => vec![std::fs::read(path).expect("a file")],
            false => Vec::new(),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_everything_and_begins_again_where_it_was() {
    let mut place = Place::new();
    // The demo ignores settings of the shell; only the folder can be chosen.
    place.set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    let demo = Demo::start(&place, &[]).await;
    assert!(demo.base.port().is_some_and(|port| port != 0), "{}", demo.base);
    let anyone = Client::new(demo.base.clone(), Arc::default());
    let ready = anyone.get("/readyz").await.with_status(200);
    assert_eq!(ready["ready"], true, "{ready}");

    let banker = demo.sign_in("Banker: sends letters").await;
    let letters = demo.letters().await;
    assert_eq!(letters.len(), OF_SAM);
    let months: BTreeSet<&str> =
        letters.iter().map(|letter| &letter["sent_at"].as_str().expect("a time")[..7]).collect();
    assert!(months.len() > 5, "a year of letters: {months:?}");
    let auditor = demo.sign_in("Auditor: the trail").await;
    let all = auditor.get("/api/v1/commendations?role=all&limit=100").await.with_status(200);
    let all = all["items"].as_array().expect("a list").clone();
    let mut mails = 0;
    for letter in &all {
        let path = format!("/api/v1/commendations/{}/deliveries", letter["id"].as_str().expect("an id"));
        mails += auditor.get(&path).await.with_status(200)["items"].as_array().expect("a list").len();
    }
    let (mail_folder, documents) = (demo.after("mails").to_owned(), demo.after("PDFs").to_owned());
    until("every mail arrives in the folder", async || files(Path::new(&mail_folder), ".eml").len() >= mails).await;
    let copies = files(Path::new(&documents), "");
    let copies = copies.iter().filter(|copy| copy.starts_with(b"%PDF-")).count();
    assert_eq!(copies, all.len(), "one copy for each letter");
    demo.sign_in("HR: work list").await.get("/api/v1/work-items").await.with_status(200);
    auditor.get("/api/v1/audit").await.with_status(200);

    let helper = letters[0]["helpers"][0]["id"].clone();
    let one_more = json!({"helper_ids": [helper], "cover_note": "One more, to see whether it stays."});
    banker.post("/api/v1/commendations", &one_more).await.with_status(201);
    assert_eq!(demo.running.stop().await, Some(0));

    let again = Demo::start(&place, &[]).await;
    assert!(!again.running.said().contains("Making the sample bank"), "{}", again.running.said());
    assert_eq!(again.letters().await.len(), OF_SAM + 1, "what was there is there");
    assert_eq!(again.running.stop().await, Some(0));

    // A demo of another build is made anew by itself.
    claim_an_unknown_version(&Location::Sqlite(place.path().join("data").join("commend.db")));
    let anew = Demo::start(&place, &[]).await;
    assert!(anew.running.said().contains("was made by another build"), "{}", anew.running.said());
    assert_eq!(anew.letters().await.len(), OF_SAM);
    assert_eq!(anew.running.stop().await, Some(0));

    let renewed = Demo::start(&place, &["--reset"]).await;
    assert_eq!(renewed.letters().await.len(), OF_SAM);
    assert_eq!(renewed.running.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_leaves_a_folder_alone_that_is_not_its_own() {
    let place = Place::new();
    let data = place.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("thesis.txt"), "years of work").expect("a file");
    let output = place.run(&["demo", "--port", "0", "--reset"], "");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("COMMEND_DATA_DIR"), "{said}");
    assert_eq!(std::fs::read_to_string(data.join("thesis.txt")).expect("a file"), "years of work");
}
