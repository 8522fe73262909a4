//! The edge of the built binary: its limit of connections and its log.

use super::{Raw, get};
use crate::process::{Place, url_in};

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_all_the_open_files_it_may_have() {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    place.succeed(&["migrate"], "");
    let mut serving = place.start_with("ulimit -S -n 128", &["serve"]);
    serving.until("listening on").await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serving.id())).expect("the limits of a process");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("the limit of open files");
    let figures: Vec<&str> = line.split_whitespace().skip(3).take(2).collect();
    assert_eq!(figures[0], figures[1], "{line}");
    assert_eq!(serving.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_clients_send_is_no_error_of_ours_and_does_not_fill_the_log() {
    for before in ["true", "export RUST_LOG=info"] {
        nothing_of_it_is_told(before).await;
    }
}

async fn nothing_of_it_is_told(before: &str) {
    let mut place = Place::new();
    place.set("COMMEND_LISTEN", "127.0.0.1:0");
    let mut serving = place.start_with(before, &["serve"]);
    let line = serving.until("listening on").await.pop().expect("a line");
    let address = *url_in(&line).socket_addrs(|| None).expect("an address").first().expect("one");
    for noise in ["\0\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /livez HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
    {
        Raw::sent(address, noise).await.rest().await;
    }
    let long = format!("M{} /livez HTTP/1.1\r\nHost: x\r\n\r\n", "X".repeat(60_000));
    Raw::sent(address, &long).await.answer().await;
    // Half of a request, then the client disconnects.
    drop(Raw::sent(address, "POST /api/v1/tokens HTTP/1.1\r\nContent-Length: 10\r\n\r\n{").await);
    Raw::sent(address, &get("/livez")).await.answer().await;
    let log = serving.log();
    assert_eq!(serving.stop().await, Some(0));
    let said = std::fs::read_to_string(log).expect("a log");
    assert!(said.contains("method=\"other\""), "{said}");
    assert!(!said.contains("ERROR") && !said.contains("XXXX"), "{said}");
}
