//! Letters that one CPU sets in a second, and the size of their PDFs: `cargo bench --bench letter_pdf`.
//!
//! It measures the CPU time of this thread instead of elapsed time, so that other load on the machine does not change the figure.
//! Letters differ from one another, as they do in a bank.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints what it measured and may stop where it stands"
)]

#[path = "../tests/it/documents/sample.rs"]
#[allow(dead_code, reason = "the tests use more of it than the bench")]
mod sample;

use std::time::{Duration, Instant};

use commend::documents::circulated_copy::CopyContent;
use commend::documents::images::Images;
use commend::documents::logo::LogoFile;
use commend::documents::{Folders, Renderer};

const ROUNDS: usize = 7;
const LETTERS: usize = 200;

fn main() {
    let started = Instant::now();
    let renderer = Renderer::new(Folders::none()).expect("the built-in fonts parse");
    println!("fonts parsed in {:.1} ms, once per process", started.elapsed().as_secs_f64() * 1e3);
    println!("{:<30} {:>8} {:>16} {:>8}", "letter", "pages", "letters/CPU-s", "KB");
    let long = |characters: usize| sample::saying(&sample::long_text(characters), "en");
    let mut note_only = sample::letter();
    note_only.client_letter = None;
    let logo = LogoFile::read(include_bytes!("../tests/it/documents/logos/wide.svg"), true).expect("a logo");
    let mut images = Images::default();
    images.insert(logo.logo.picture.sha256.clone(), &logo.bytes);
    let mut with_logo = sample::letter();
    with_logo.letterhead.logo = Some(logo.logo);
    for (name, letter) in [
        ("one page, signed", sample::letter()),
        ("one page, the bank's own logo", with_logo),
        ("one page, Vietnamese", sample::saying(sample::VIETNAMESE, "vi")),
        ("cover note only", note_only),
        ("three pages", long(5_000)),
        ("20,000 characters", long(20_000)),
    ] {
        measure(&renderer, name, (&letter, &images));
    }
    memory(&renderer, &sample::letter());
}

/// Prints the memory of the process after a thousand letters and after ten thousand. Both are alike if no memory is leaked.
fn memory(renderer: &Renderer, letter: &CopyContent) {
    for number in 0..=10_000 {
        if number == 1_000 || number == 10_000 {
            let held = held_mb().map_or("unknown".into(), |mb| format!("{mb:.1} MB"));
            println!("memory held after {number} letters more: {held}");
        }
        renderer.letter(&varied(letter, number)).expect("a letter");
    }
}

fn measure(renderer: &Renderer, name: &str, (letter, images): (&CopyContent, &Images)) {
    let mut rates = Vec::new();
    let (mut pages, mut bytes) = (0, 0);
    for round in 0..ROUNDS {
        let letters: Vec<CopyContent> = (0..LETTERS).map(|number| varied(letter, round * LETTERS + number)).collect();
        let before = cpu_time();
        for letter in &letters {
            let rendered = renderer.letter_with(letter, images).expect("a letter");
            (pages, bytes) = (rendered.pages, rendered.bytes.len());
        }
        rates.push(LETTERS as f64 / (cpu_time() - before).as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    println!("{name:<30} {pages:>8} {:>16.0} {:>8.1}", rates[ROUNDS / 2], bytes as f64 / 1e3);
}

/// The letter to another person: other names, another reference and code, other digits in the text.
fn varied(letter: &CopyContent, number: usize) -> CopyContent {
    let mut letter = letter.clone();
    letter.reference = format!("C-2026-{number:06}");
    letter.to[0].name = format!("Tom Okafor {}", number % 97);
    if let Some(proof) = &mut letter.proof {
        proof.code = format!("7KQ4-M2XD-9VTN-{:04}", number % 10_000);
        proof.url = format!("https://commend.meridian.example/verify/{}", proof.code);
    }
    letter
}

/// CPU time of this thread on Linux, elapsed time elsewhere.
fn cpu_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    static STARTED: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    nanoseconds.map_or_else(|| STARTED.elapsed(), Duration::from_nanos)
}

fn held_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
