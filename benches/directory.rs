//! Time to import a directory of 100,000 people, and latency of the type-ahead search at 50,000 and at 500,000: `cargo bench
//! --bench directory`.
//!
//! The files are generated and the same each time. The import is the real one, from the bytes of the file to the commit, on
//! SQLite with `synchronous=FULL`. Searches at both sizes alternate, so that other load on the machine slows both.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints what it measured and may stop"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use commend::audit::Actor;
use commend::clock::Clock;
use commend::db::{Database, Location, migrations};
use commend::directory::import::{self, Import, Verdict};
use commend::directory::operations::{self, Search};
use commend::directory::sample;

/// Partial input as people type it: one letter, a few, two words, a number, and a text without a match.
const QUERIES: [&str; 12] =
    ["a", "s", "pri", "mar", "ng", "sam le", "m o", "priya r", "44", "wire op", "card spec a", "zzz"];
const REPEATS: usize = 40;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (hundred, took) = imported(folder.path(), 100_000).await;
    println!("import of 100,000 people   {:.1} s", took.as_secs_f64());
    drop(hundred);
    let (small, _) = imported(folder.path(), 50_000).await;
    let (large, took) = imported(folder.path(), 500_000).await;
    println!("import of 500,000 people   {:.1} s", took.as_secs_f64());
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..REPEATS {
        for query in QUERIES {
            for (db, times) in [&small, &large].into_iter().zip(&mut times) {
                let took = search(db, query).await;
                if round > 0 {
                    times.push(took);
                }
            }
        }
    }
    println!("{:<26} {:>10} {:>10} {:>10}", "search", "p50 ms", "p99 ms", "max ms");
    let mut p99 = Vec::new();
    for (name, times) in ["50,000 people", "500,000 people"].into_iter().zip(&mut times) {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        println!("{name:<26} {:>10.2} {:>10.2} {:>10.2}", at(50), at(99), at(100));
        p99.push(at(99));
    }
    println!("p99 at 500,000 is {:.2} times that at 50,000", p99[1] / p99[0]);
}

async fn imported(folder: &Path, people: usize) -> (Database, Duration) {
    let location = Location::Sqlite(folder.join(format!("{people}.db")));
    migrations::run(&location).expect("a schema");
    let db = Database::open(location, 2).expect("a database");
    let file = sample::large(people);
    let now = Clock::System.now();
    let began = Instant::now();
    let import = Import::of("large.csv", file);
    let report = import::run(
        &db,
        now,
        now.day_in(chrono_tz::UTC),
        Actor::CommandLine,
        import,
        commend::accounts::operations::end_sign_in,
    )
    .await
    .expect("an import");
    assert_eq!(report.verdict, Verdict::Imported, "{}", report.problems());
    (db, began.elapsed())
}

async fn search(db: &Database, query: &str) -> Duration {
    let search = Search { q: query.to_owned(), limit: 20, ..Search::default() };
    let began = Instant::now();
    db.read(move |conn| operations::find(conn, &search)).await.expect("an answer");
    began.elapsed()
}
