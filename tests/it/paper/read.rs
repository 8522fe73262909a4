//! The code of a sheet is read however the sheet was damaged.

use std::time::{Duration, Instant};

use commend::letters::scans::{self, Limits};

use super::damage::Damage;
use super::places::sheet_of;
use super::{SHEET, in_one_file, printed};
use crate::support::{Browser, TestApp};

const LIMITS: Limits = Limits { pixels: 64_000_000, pages: 20, time: Duration::from_secs(60) };
/// Damages of which the worst are tried.
const ALL: u64 = 240;
/// The worst ones of them that are tried.
const WORST: usize = 30;

/// Seeds, the worst damage first.
fn by_severity() -> Vec<u64> {
    let mut seeds: Vec<u64> = (0..ALL).collect();
    seeds.sort_by(|a, b| Damage::of(*b).severity().total_cmp(&Damage::of(*a).severity()));
    seeds
}

/// The marks on the pages of a file.
fn marks(file: &[u8]) -> Vec<Vec<String>> {
    match scans::read(file, LIMITS) {
        Ok((_, pages)) => pages.into_iter().map(|page| page.marks).collect(),
        Err(refused) => panic!("{refused}"),
    }
}

/// Two sheets as they are printed, with their marks.
async fn sheets() -> Vec<(image::GrayImage, String)> {
    let app = TestApp::start().await;
    let sam = Browser::signed_in(&app, "sam").await;
    let mut sheets = Vec::new();
    for language in ["en", "ar"] {
        let (_, mark, pdf) = sheet_of(&app, &sam, language).await;
        sheets.push((printed(&pdf, 300.0), mark));
    }
    sheets
}

/// Reads a sheet that was damaged by a seed; every third one comes in one file with another sheet.
fn is_found(sheets: &[(image::GrayImage, String)], seed: u64) -> bool {
    let (own, other) = if seed.is_multiple_of(2) { (&sheets[0], &sheets[1]) } else { (&sheets[1], &sheets[0]) };
    let photo = Damage::of(seed).jpeg(&own.0, SHEET);
    if seed.is_multiple_of(3) {
        let second = Damage::of(seed + ALL).jpeg(&other.0, SHEET);
        return marks(&in_one_file(&[photo, second])) == [[own.1.clone()], [other.1.clone()]];
    }
    marks(&photo) == [[own.1.clone()]]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_found_on_the_worst_sheets() {
    let sheets = sheets().await;
    let worst = &by_severity()[..WORST];
    let lost = std::thread::scope(|scope| {
        let halves = worst.chunks(WORST / 2).map(|seeds| {
            let sheets = &sheets;
            scope.spawn(move || seeds.iter().filter(|seed| !is_found(sheets, **seed)).count())
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().map(|half| half.join().expect("no panic")).sum::<usize>()
    });
    assert_eq!(lost, 0, "of {WORST} sheets");
}

/// The long form: `./check --sheets`. It prints the table of `docs/paper.md`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes minutes; the worst of these are tried above"]
#[allow(clippy::print_stdout, reason = "the table is its result")]
async fn the_code_is_found_on_all_sheets() {
    let sheets = sheets().await;
    println!("| severity | sheets | found | seconds for a file |");
    println!("|---|---:|---:|---:|");
    let mut lost = Vec::new();
    for seeds in by_severity().chunks(ALL as usize / 8) {
        let began = Instant::now();
        let missed: Vec<u64> = seeds.iter().copied().filter(|seed| !is_found(&sheets, *seed)).collect();
        let took = began.elapsed().as_secs_f64() / seeds.len() as f64;
        let range = |seed: &u64| Damage::of(*seed).severity();
        let (most, least) = (seeds.first().map_or(0.0, range), seeds.last().map_or(0.0, range));
        println!("| {most:.2} to {least:.2} | {} | {} | {took:.1} |", seeds.len(), seeds.len() - missed.len());
        lost.extend(missed);
    }
    assert!(lost.is_empty(), "not found: {lost:?}");
}
