//! The reader process of uploads: it returns the same result as reading in this process, and every failure of it is an answer in
//! words, never a 500.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use commend::letters::scans::{Kind, Limits, Refused, read};
use commend::letters::uploads::reader_process;
use tempfile::TempDir;

use super::scans::{LIMITS, fixture};
use super::uploads::{files, upload};
use crate::support::TestApp;

fn binary() -> PathBuf {
    env!("CARGO_BIN_EXE_commend").into()
}

/// A shell script in place of the reader program.
fn program(words: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("reader");
    std::fs::write(&path, format!("#!/bin/sh\n{words}\n")).expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a program");
    (folder, path)
}

#[tokio::test]
async fn a_file_is_read_apart_as_it_is_here() {
    for bytes in [fixture!("colour.jpg"), fixture!("three-pages-g4.tif"), fixture!("photo.pdf"), b"hello", b""] {
        let apart = reader_process::read(&binary(), bytes, LIMITS).await.expect("a process");
        assert_eq!(apart, read(bytes, LIMITS));
    }
    let few = Limits { pages: 2, ..LIMITS };
    let apart = reader_process::read(&binary(), fixture!("three-pages-g4.tif"), few).await.expect("a process");
    assert_eq!(apart, Err(Refused::TooManyPages { most: 2 }), "the limits go with the file");
}

#[tokio::test]
async fn a_reader_that_dies_lies_or_never_ends_is_a_refusal() {
    let hour = Limits { time: Duration::from_secs(3600), ..LIMITS };
    let moment = Limits { time: Duration::from_millis(300), ..LIMITS };
    for (words, limits, expected) in [
        ("kill -SEGV $$", hour, Refused::Unusual(Kind::Jpeg)),
        ("cat > /dev/null; kill -KILL $$", hour, Refused::Unusual(Kind::Jpeg)),
        ("cat > /dev/null; exit 1", hour, Refused::Unusual(Kind::Jpeg)),
        ("cat > /dev/null; echo all is well", hour, Refused::Unusual(Kind::Jpeg)),
        // A result without a page.
        (r#"printf '\000\000\000\024{"Read":["Jpeg",[]]}'"#, hour, Refused::Unusual(Kind::Jpeg)),
        ("exec sleep 3600", moment, Refused::TooSlow),
    ] {
        let (_folder, program) = program(words);
        let outcome = reader_process::read(&program, fixture!("colour.jpg"), limits).await.expect("a process");
        assert_eq!(outcome, Err(expected), "{words}");
    }
    let nowhere = PathBuf::from("/nowhere/commend");
    assert!(reader_process::read(&nowhere, fixture!("colour.jpg"), LIMITS).await.is_err());
}

#[tokio::test]
async fn the_reader_gets_nothing_of_the_environment() {
    let (folder, program) = program("env > \"$(dirname \"$0\")/seen\"");
    reader_process::read(&program, fixture!("colour.jpg"), LIMITS).await.expect("a process").expect_err("no answer");
    let seen = std::fs::read_to_string(folder.path().join("seen")).expect("what it saw");
    // The shell sets these variables itself.
    let others: Vec<&str> =
        seen.lines().filter(|line| !["PWD", "_", "SHLVL"].contains(&line.split('=').next().unwrap_or(""))).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test]
async fn an_upload_whose_reader_dies_is_refused_with_a_sentence_and_not_kept() {
    let (_folder, program) = program("kill -ABRT $$");
    let app = TestApp::with(|config| config.uploads.reader = program).await;
    let sam = app.sign_in("sam").await;
    let problem = upload(&sam, "a.jpg", fixture!("colour.jpg")).await.problem(422, "unusual_file");
    assert!(problem["detail"].as_str().expect("words").contains("scan the page again"), "{problem}");
    assert_eq!(files(&app), 0);
    let app = TestApp::with(|config| config.uploads.reader = "/nowhere/commend".into()).await;
    let sam = app.sign_in("sam").await;
    upload(&sam, "a.jpg", fixture!("colour.jpg")).await.problem(503, "unavailable");
}
