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

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use commend::app::{self, App};
use commend::audit::Actor;
use commend::clock::Clock;
use commend::config::{self, Sources};
use commend::directory::{operations, sample};
use reqwest::{Client, Method};
use serde_json::{Value, json};

const CONNECTIONS: usize = 32;
/// Requests of each connection in a round.
const EACH: usize = 100;
const ROUNDS: usize = 5;
const PASSWORD: &str = "a bench has no secrets";
/// Clock ticks in a second, in which Linux reports the time of a process.
const TICKS: f64 = 100.0;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    // One banker sends thousands of letters.
    std::fs::write(folder.path().join("commend.toml"), "[limits]\nletters = \"none\"\n").expect("a file");
    let cast = fill(folder.path()).await;
    let service = Service::start(folder.path());
    let token = service.sign_in(&cast.email).await;
    let helper = &cast.helper;
    let letter = letter(helper);
    println!("{:<28} {:>12} {:>16} {:>12}", "request", "per second", "CPU µs", "spread");
    service.row("send a commendation", &token, Method::POST, "/api/v1/commendations", Some(&letter)).await;
    let sent: Value = service.json(&token, "/api/v1/commendations?role=sent&limit=1").await;
    let one = format!("/api/v1/commendations/{}", sent["items"][0]["id"].as_str().expect("an id"));
    let history = format!("/api/v1/people/{helper}/recognition?limit=20");
    let helper_token = service.sign_in(&cast.helper_email).await;
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
    let variables = [("COMMEND_DATA_DIR", folder.to_str().unwrap()), ("COMMEND_LISTEN", "127.0.0.1:0")];
    let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let config = config::read(Sources { variables, ..Sources::default() }).expect("a configuration").config;
    app::prepare_database(&config).expect("a database");
    let app = App::new(config, Clock::System, SocketAddr::from(([127, 0, 0, 1], 80))).expect("an app");
    sample::load(&app.db, app.clock.now(), app.commendations.today()).await.expect("the sample bank");
    let mut emails = Vec::new();
    let helper = sample::by_number(&app.db, sample::cast::HELPER).await.expect("a helper");
    let banker = sample::by_number(&app.db, sample::cast::BANKER).await.expect("a banker");
    for person in [banker, helper] {
        let person = app.db.read(move |conn| operations::person(conn, person)).await.expect("a person");
        app.accounts.set_password(&person.email, PASSWORD, Actor::CommandLine).await.expect("a password");
        emails.push(person.email.clone());
    }
    let helper_email = emails.pop().expect("an address");
    Cast { email: emails.pop().expect("an address"), helper: helper.to_string(), helper_email }
}

fn letter(helper: &str) -> Value {
    json!({
        "helper_ids": [helper],
        "client": {"name": "Maria Delgado", "consent_to_share_name": true},
        "letter": {"kind": "typed", "text": "She stayed on the telephone until the money had arrived. ".repeat(12),
            "signature": {"name": "Maria Delgado", "strokes": [[[1, 2], [3, 4], [5, 6]]]}},
        "cover_note": "She found the night desk of the other bank and kept the family calm.",
        "strengths": ["calm_under_pressure"],
    })
}

/// The service as a process of its own; it ends with this value.
struct Service {
    process: Child,
    address: SocketAddr,
}

impl Service {
    fn start(folder: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let process = Command::new(env!("CARGO_BIN_EXE_commend"))
            .arg("serve")
            .env_clear()
            .env("COMMEND_CONFIG", folder.join("commend.toml"))
            .env("COMMEND_SMTP_URL", "smtp://127.0.0.1:1")
            .env("COMMEND_DATA_DIR", folder)
            .env("COMMEND_LISTEN", address.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary");
        while !is_ready(address) {
            std::thread::yield_now();
        }
        Self { process, address }
    }

    async fn sign_in(&self, email: &str) -> String {
        let asked = Client::new()
            .post(format!("http://{}/api/v1/tokens", self.address))
            .json(&json!({"email": email, "password": PASSWORD}));
        let tokens: Value = asked.send().await.expect("an answer").json().await.expect("tokens");
        tokens["access_token"].as_str().expect("a token").to_owned()
    }

    async fn json(&self, token: &str, path: &str) -> Value {
        let asked = Client::new().get(format!("http://{}{path}", self.address)).bearer_auth(token);
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
        let url = format!("http://{}{path}", self.address);
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
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("a process");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks = |field: usize| fields[field - 3].parse::<f64>().expect("a number");
        (ticks(14) + ticks(15)) / TICKS
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}
