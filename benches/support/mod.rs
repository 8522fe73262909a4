//! The sample bank that benches measure on: its database, a service on it as a process of its own, people who sign in, and the letter that
//! they send.

#![allow(dead_code, reason = "each bench uses a part")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use commend::app::App;
use commend::audit::Actor;
use commend::config::{self, Config, Sources};
use commend::directory::{operations, sample};
use commend::person_limits::PersonLimits;
use serde_json::{Value, json};

/// Everyone's password.
const PASSWORD: &str = "a bench has no secrets";

/// The configuration for a database in a folder. One banker may send any number of letters.
pub fn configuration(folder: &Path) -> Config {
    let variables = [("COMMEND_DATA_DIR", folder.to_str().expect("a path")), ("COMMEND_LISTEN", "127.0.0.1:0")];
    let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut config = config::read(Sources { variables, ..Sources::default() }).expect("a configuration").config;
    config.limits.letters = PersonLimits::default();
    config
}

/// Somebody of the bank who can sign in: the id, and the address.
pub async fn with_password(app: &App, employee_number: &str) -> (String, String) {
    let person = sample::by_number(&app.db, employee_number).await.expect("one of the sample");
    let found = app.db.read(move |conn| operations::person(conn, person)).await.expect("a person");
    app.accounts.set_password(&found.email, PASSWORD, Actor::CommandLine).await.expect("a password");
    (person.to_string(), found.email.clone())
}

/// Signs in, and gives the access token.
pub async fn sign_in(address: SocketAddr, email: &str) -> String {
    let asked = reqwest::Client::new()
        .post(format!("http://{address}/api/v1/tokens"))
        .json(&json!({"email": email, "password": PASSWORD}));
    let tokens: Value = asked.send().await.expect("an answer").json().await.expect("tokens");
    tokens["access_token"].as_str().expect("a token").to_owned()
}

/// A letter of 120 words that praises one helper.
pub fn letter(helper: &str) -> Value {
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
pub struct Service {
    pub process: Child,
    pub address: SocketAddr,
    /// The time from its start to its first answer.
    pub took: Duration,
}

impl Service {
    /// Starts it on the database of a folder and waits until `/readyz` answers.
    pub fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let began = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_commend"))
            .arg("serve")
            .env_clear()
            .env("COMMEND_DATA_DIR", folder)
            .env("COMMEND_LISTEN", address.to_string())
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary");
        while !is_ready(address) {
            std::thread::yield_now();
        }
        Self { process, address, took: began.elapsed() }
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
