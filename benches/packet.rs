//! Time and memory to make a promotion packet of a hundred letters: `cargo bench --bench packet`.
//!
//! The letters' files exist already, as in service: reading, merging and writing are measured. CPU time of this thread is printed
//! beside elapsed time, because other load on the machine changes only the latter.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints what it measured and may stop where it stands"
)]

#[path = "../tests/it/documents/sample.rs"]
#[allow(dead_code, reason = "the tests use more of it than the bench")]
mod sample;

use std::time::{Duration, Instant};

const LETTERS: usize = 100;
const ROUNDS: usize = 5;

fn main() {
    // Every fifth letter has three pages, and all differ, as they do in a bank.
    let enclosed = (0..LETTERS).map(|at| {
        let mut letter = sample::letter();
        if at % 5 == 0 {
            letter = sample::saying(&sample::long_text(7_000), "en");
        }
        letter.reference = format!("C-2026-{at:06}");
        let file = sample::renderer().letter(&letter).expect("a letter").bytes;
        sample::enclosed(at, &letter, file)
    });
    let mut packet = sample::packet_of(enclosed.collect());
    packet.letters[LETTERS - 1].day = sample::day(2024, 1, 1);
    let held: usize = packet.letters.iter().map(|letter| letter.file.len()).sum();
    println!("{LETTERS} letters, {:.1} MB; memory before: {} MB", held as f64 / 1e6, memory("VmHWM:"));
    println!("{:>8} {:>10} {:>10} {:>8}", "wall ms", "CPU ms", "KB", "pages");
    for _ in 0..ROUNDS {
        let (wall, cpu) = (Instant::now(), cpu_time());
        let rendered = sample::renderer().packet(&packet, &|_| {}).expect("a packet");
        let (wall, cpu) = (wall.elapsed(), cpu_time() - cpu);
        let milliseconds = |span: Duration| span.as_secs_f64() * 1e3;
        let kilobytes = rendered.bytes.len() as f64 / 1e3;
        println!("{:>8.0} {:>10.0} {kilobytes:>10.0} {:>8}", milliseconds(wall), milliseconds(cpu), rendered.pages);
    }
    println!("peak memory of this process: {} MB", memory("VmHWM:"));
}

/// CPU time of this thread on Linux, elapsed time elsewhere.
fn cpu_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    static STARTED: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    nanoseconds.map_or_else(|| STARTED.elapsed(), Duration::from_nanos)
}

/// A memory figure of Linux, in megabytes.
fn memory(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.map_or_else(|| "unknown".into(), |kilobytes| (kilobytes / 1024).to_string())
}
