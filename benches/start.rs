//! Time from the start of the service to its first answer on an existing database, its memory when idle, and the size of the
//! binary: `cargo bench --bench start`.
//!
//! It runs the release binary as a separate process on a sample bank, and measures from `exec` to the first answer of `/readyz`.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints what it measured and may stop"
)]

#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::time::Duration;

use commend::clock::Clock;
use commend::db::{Database, Location, migrations};
use commend::directory::sample;
use support::Service;

const ROUNDS: usize = 9;
/// Wait before memory is read: the buffers of password hashing are freed after a minute without sign-ins.
const IDLE: Duration = Duration::from_secs(60);

fn main() {
    let binary = Path::new(env!("CARGO_BIN_EXE_commend"));
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path());
    let mut times: Vec<f64> =
        (0..ROUNDS).map(|_| Service::start(folder.path(), &[]).took.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "start to first answer      {:.0} ms (median of {ROUNDS}, {:.0}–{:.0})",
        times[ROUNDS / 2],
        times[0],
        times[ROUNDS - 1]
    );
    let service = Service::start(folder.path(), &[]);
    #[allow(clippy::disallowed_methods, reason = "the bench waits for a minute because a minute is what is measured")]
    std::thread::sleep(IDLE);
    println!("memory after a minute      {} MB resident", resident_mb(service.process.id()));
    drop(service);
    println!("stripped binary            {:.1} MB", std::fs::metadata(binary).expect("a binary").len() as f64 / 1e6);
}

fn fill(folder: &Path) {
    let location = Location::Sqlite(folder.join("commend.db"));
    migrations::run(&location).expect("a schema");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let db = Database::open(location, 2).expect("a database");
        let now = Clock::System.now();
        sample::load(&db, now, now.day_in(chrono_tz::UTC)).await.expect("the sample bank");
    });
}

/// Resident memory as Linux reports it.
fn resident_mb(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb: Option<u64> = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    kb.map_or_else(|| "unknown".to_owned(), |kb| (kb / 1024).to_string())
}
