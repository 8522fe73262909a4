//! Processor time of a request, as the service spends it: `cargo bench --bench requests`.
//!
//! The binary runs as a process of its own on a sample bank in SQLite with `synchronous=FULL`, its mails go to a closed port. 32
//! connections ask from this process, so only the service's own time counts: user and system time from `/proc`. Each figure is the
//! median of the rounds.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench prints what it measured and may stop; its counts are small"
)]

#[path = "support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use commend::app::{self, App};
use commend::clock::Clock;
use commend::directory::sample;
use reqwest::{Client, Method};
use serde_json::Value;
use support::Service;

const CONNECTIONS: usize = 32;
/// Requests of each connection in a round.
const EACH: usize = 100;
const ROUNDS: usize = 5;
/// Clock ticks in a second, in which Linux reports the time of a process.
const TICKS: f64 = 100.0;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    // One banker sends thousands of letters.
    std::fs::write(folder.path().join("commend.toml"), "[limits]\nletters = \"none\"\n").expect("a file");
    let cast = fill(folder.path()).await;
    let settings = folder.path().join("commend.toml");
    let variables =
        [("COMMEND_CONFIG", settings.to_str().expect("a path")), ("COMMEND_SMTP_URL", "smtp://127.0.0.1:1")];
    let service = Asked(Service::start(folder.path(), &variables));
    let token = support::sign_in(service.0.address, &cast.email).await;
    let helper = &cast.helper;
    let letter = support::letter(helper);
    println!("{:<28} {:>12} {:>16} {:>12}", "request", "per second", "CPU µs", "spread");
    service.row("send a commendation", &token, Method::POST, "/api/v1/commendations", Some(&letter)).await;
    let sent: Value = service.json(&token, "/api/v1/commendations?role=sent&limit=1").await;
    let one = format!("/api/v1/commendations/{}", sent["items"][0]["id"].as_str().expect("an id"));
    let history = format!("/api/v1/people/{helper}/recognition?limit=20");
    let helper_token = support::sign_in(service.0.address, &cast.helper_email).await;
    for (name, token, path) in [
        ("who am I", &token, "/api/v1/me"),
        ("history, 20 letters", &helper_token, history.as_str()),
        ("list of sent, 20 letters", &token, "/api/v1/commendations?role=sent&limit=20"),
        ("one commendation", &token, one.as_str()),
        ("type-ahead", &token, "/api/v1/people?q=an"),
    ] {
        service.row(name, token, Method::GET, path, None).await;
    }
}

/// The people who ask.
struct Cast {
    email: String,
    helper: String,
    helper_email: String,
}

/// Makes the sample bank, and passwords for a banker and a helper.
async fn fill(folder: &Path) -> Cast {
    let config = support::configuration(folder);
    app::prepare_database(&config).expect("a database");
    let app = App::new(config, Clock::System, SocketAddr::from(([127, 0, 0, 1], 80))).expect("an app");
    sample::load(&app.db, app.clock.now(), app.commendations.today()).await.expect("the sample bank");
    let (_, email) = support::with_password(&app, sample::cast::BANKER).await;
    let (helper, helper_email) = support::with_password(&app, sample::cast::HELPER).await;
    Cast { email, helper, helper_email }
}

/// The service that is asked.
struct Asked(Service);

impl Asked {
    async fn json(&self, token: &str, path: &str) -> Value {
        let asked = Client::new().get(format!("http://{}{path}", self.0.address)).bearer_auth(token);
        asked.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Measures a request in all rounds and prints a row of the table. The first round warms up and does not count.
    async fn row(&self, name: &str, token: &str, method: Method, path: &str, body: Option<&Value>) {
        let mut rates = Vec::new();
        let mut costs = Vec::new();
        for round in 0..=ROUNDS {
            let (before, began) = (self.processor_seconds(), Instant::now());
            self.ask(token, &method, path, body).await;
            let requests = (CONNECTIONS * EACH) as f64;
            if round > 0 {
                rates.push(requests / began.elapsed().as_secs_f64());
                costs.push((self.processor_seconds() - before) / requests * 1e6);
            }
        }
        rates.sort_by(f64::total_cmp);
        costs.sort_by(f64::total_cmp);
        let (rate, cost) = (rates[ROUNDS / 2], costs[ROUNDS / 2]);
        println!("{name:<28} {rate:>12.0} {cost:>16.0} {:>12}", format!("{:.0}–{:.0}", costs[0], costs[ROUNDS - 1]));
    }

    async fn ask(&self, token: &str, method: &Method, path: &str, body: Option<&Value>) {
        let url = format!("http://{}{path}", self.0.address);
        let body: Option<Arc<str>> = body.map(|body| body.to_string().into());
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (url, token, method, body) = (url.clone(), token.to_owned(), method.clone(), body.clone());
                tokio::spawn(async move {
                    let client = Client::new();
                    for _ in 0..EACH {
                        let mut request = client.request(method.clone(), &url).bearer_auth(&token);
                        if let Some(body) = &body {
                            request = request.header("Content-Type", "application/json").body(body.to_string());
                        }
                        let answer = request.send().await.expect("an answer");
                        assert!(answer.status().is_success(), "{}", answer.status());
                        answer.bytes().await.expect("a body");
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.expect("no panic");
        }
    }

    /// User and system time of the service until now (proc(5), fields 14 and 15 of `stat`).
    fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.process.id())).expect("a process");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks = |field: usize| fields[field - 3].parse::<f64>().expect("a number");
        (ticks(14) + ticks(15)) / TICKS
    }
}
