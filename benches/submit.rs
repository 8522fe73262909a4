//! Commendations per second that are sent durably over HTTP, and the number that share a commit: `cargo bench --bench submit`.
//!
//! The whole service runs in this process on SQLite with `synchronous=FULL`: it checks the sign-in, decides and stores the whole
//! commendation, and answers after the commit. 32 connections send one letter after the other from the same machine, so clients
//! and service share its processors. Fsyncs are the commits that the single writer counts.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints what it measured and may stop"
)]

#[path = "support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use commend::app::{self, App};
use commend::clock::Clock;
use commend::directory::sample;
use commend::server;
use serde_json::Value;

const CONNECTIONS: usize = 32;
const LETTERS_EACH: usize = 60;
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = support::configuration(folder.path());
    app::prepare_database(&config).expect("a database");
    let listener = server::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let app = App::new(config, Clock::System, address).expect("an app");
    sample::load(&app.db, app.clock.now(), app.commendations.today()).await.expect("the sample bank");
    let running = server::run(app.clone(), commend::routes::TABLE, listener).expect("a service");
    let (token, letter) = sender(&app, address).await;
    println!("{:<7} {:>10} {:>10} {:>10} {:>18}", "round", "letters/s", "p50 ms", "p99 ms", "letters per fsync");
    let mut rates = Vec::new();
    for round in 0..=ROUNDS {
        let figures = measure(&app, address, &token, &letter).await;
        // The first round warms up connections and caches and does not count.
        if round > 0 {
            println!("{round:<7} {:>10.0} {:>10.1} {:>10.1} {:>18.1}", figures[0], figures[1], figures[2], figures[3]);
            rates.push(figures);
        }
    }
    let median = |column: usize| {
        let mut values: Vec<f64> = rates.iter().map(|row| row[column]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("{:<7} {:>10.0} {:>10.1} {:>10.1} {:>18.1}", "median", median(0), median(1), median(2), median(3));
    running.handle.stop(false).await;
}

/// A banker's token, and the letter.
async fn sender(app: &App, address: SocketAddr) -> (String, Value) {
    let (_, email) = support::with_password(app, sample::cast::BANKER).await;
    let helper = sample::by_number(&app.db, sample::cast::HELPER).await.expect("a helper");
    (support::sign_in(address, &email).await, support::letter(&helper.to_string()))
}

/// Letters per second, median and 99th percentile in milliseconds, letters per commit.
async fn measure(app: &App, address: SocketAddr, token: &str, letter: &Value) -> [f64; 4] {
    let (jobs, commits) = app.db.write_stats();
    let (token, letter): (Arc<str>, Arc<Value>) = (token.into(), Arc::new(letter.clone()));
    let began = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (token, letter) = (Arc::clone(&token), Arc::clone(&letter));
            tokio::spawn(async move {
                let client = reqwest::Client::new();
                let mut took = Vec::with_capacity(LETTERS_EACH);
                for _ in 0..LETTERS_EACH {
                    let began = Instant::now();
                    let request = client.post(format!("http://{address}/api/v1/commendations")).bearer_auth(&token);
                    let answer = request.json(&*letter).send().await.expect("an answer");
                    assert_eq!(answer.status(), 201);
                    answer.bytes().await.expect("a body");
                    took.push(began.elapsed());
                }
                took
            })
        })
        .collect();
    let mut took: Vec<Duration> = Vec::new();
    for client in clients {
        took.extend(client.await.expect("no panic"));
    }
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    let (jobs_now, commits_now) = app.db.write_stats();
    #[allow(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
    let per_commit = (jobs_now - jobs) as f64 / (commits_now - commits) as f64;
    #[allow(clippy::cast_precision_loss, reason = "counts of a bench are far below 2^52")]
    let rate = took.len() as f64 / seconds;
    [rate, at(50), at(99), per_commit]
}
