//! Commend's side of `benches/peers/run`: sets the given number of letters and prints their cost as JSON.
//!
//! Fonts are parsed before the measurement, as in a running service; CPU time is that of the process.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints what it measured and may stop where it stands"
)]

#[path = "../../tests/it/documents/sample.rs"]
#[allow(dead_code, reason = "the tests use more of it than the bench")]
mod sample;

use std::time::Duration;

use commend::documents::{Folders, Renderer};

fn main() {
    // `cargo bench` adds an argument of its own.
    let letters = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(200);
    let renderer = Renderer::new(Folders::none()).expect("the built-in fonts parse");
    let mut letter = sample::letter();
    let (mut bytes, mut pages) = (0, 0);
    let before = cpu_time();
    for number in 0..letters {
        letter.reference = format!("C-2026-{number:06}");
        let rendered = renderer.letter(&letter).expect("a letter");
        (bytes, pages) = (rendered.bytes.len(), rendered.pages);
    }
    let cpu = (cpu_time() - before).as_secs_f64();
    println!(
        "{{\"letters\": {letters}, \"cpu\": {cpu}, \"bytes\": {bytes}, \"pages\": {pages}, \"memory\": {}}}",
        peak()
    );
}

/// CPU time of this thread, which does all the work.
fn cpu_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells it");
    let nanoseconds = told.split_whitespace().next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("a number"))
}

/// Peak memory of the process, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("it is told");
    line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).expect("a number") * 1024
}
