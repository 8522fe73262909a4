//! Time limits for slow clients: for the head, for a body of any kind, and for taking the answer. A client with many connections
//! can crowd out only its own.

use std::time::{Duration, Instant};

use commend::config::Config;
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::{PATIENCE, Raw, get, post};
use crate::support::TestApp;

const SHORT: Duration = Duration::from_millis(300);

/// All time limits are long; each test shortens the one it is about.
fn patient(config: &mut Config) {
    let times = &mut config.server.times;
    (times.headers, times.body, times.answer) = (PATIENCE, PATIENCE, PATIENCE);
}

async fn with(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::with(|config| {
        patient(config);
        change(config);
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_is_not_waited_for_the_first_time_and_later() {
    // The limit of the first head is checked every half second.
    let app = with(|config| config.server.times.headers = 5 * SHORT).await;
    let first = Raw::sent(app.address(), "GET /livez HTTP/1.1\r\nX-Slow:").await;
    assert!(first.trickle().await.starts_with("HTTP/1.1 408"));
    assert_eq!(Raw::open(app.address()).await.rest().await.lines().next(), Some("HTTP/1.1 408 Request Timeout"));

    let second = format!("{}GET /livez HTTP/1.1\r\nX-Slow:", get("/livez"));
    let said = Raw::sent(app.address(), &second).await.trickle().await;
    assert!(
        said.starts_with("HTTP/1.1 200") && said.ends_with("alive\n"),
        "one answer, and the connection ends: {said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_not_waited_for_whatever_it_is() {
    let app = with(|config| config.server.times.body = SHORT).await;
    let sam = app.sign_in("sam").await;
    let token = format!("Authorization: Bearer {}\r\n", sam.token());
    let part = "--seam\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nsome";
    let json = "Accept: application/json\r\n";
    let cases = [
        (post("/api/v1/tokens", "application/json", 1000, ""), "{"),
        (post("/api/v1/commendations", "application/json", 1000, &token), "{"),
        (
            post("/activate/x", "application/x-www-form-urlencoded", 1000, "Sec-Fetch-Site: same-origin\r\n"),
            "password=",
        ),
        (post("/verify", "application/pdf", 1000, json), "%PDF"),
        (post("/verify", "multipart/form-data; boundary=seam", 1000, json), part),
        (post("/api/v1/uploads", "multipart/form-data; boundary=seam", 1000, &token), part),
    ];
    let address = app.address();
    // All at the same time: each of them waits.
    join_all(cases.map(async |(head, beginning)| {
        let said = Raw::sent(address, &format!("{head}{beginning}")).await.trickle().await;
        assert!(said.starts_with("HTTP/1.1 408") && said.contains("slow_body"), "{head}: {said}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_fast_enough_is_waited_for_longer() {
    // Every byte extends the limit by a second.
    let app = with(|config| (config.server.times.body, config.server.times.slowest) = (SHORT, 1)).await;
    let body = format!("{{\"email\":\"{}\",\"password\":\"x\"}}", "x".repeat(2000));
    let head = post("/api/v1/tokens", "application/json", body.len(), "");
    let (first, rest) = body.split_at(1000);
    let mut raw = Raw::sent(app.address(), &format!("{head}{}", &first[..500])).await;
    let began = Instant::now();
    let mut drips = first[500..].chars();
    while began.elapsed() < 3 * SHORT {
        raw.send(&drips.next().map(String::from).unwrap_or_default()).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    raw.send(&format!("{}{rest}", drips.as_str())).await;
    assert!(raw.answer().await.starts_with("HTTP/1.1 401"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_nobody_reads_does_not_hold_a_connection() {
    let app = with(|config| config.server.times.headers = SHORT).await;
    let chunked = "POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n";
    assert!(Raw::sent(app.address(), chunked).await.trickle().await.starts_with("HTTP/1.1 404"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_taken_ends_the_connection_and_no_more_is_asked_meanwhile() {
    let app = with(|config| config.server.times.answer = SHORT).await;
    let mut raw = Raw::open(app.address()).await;
    // Fills all buffers between the two; from then on the service does not read either.
    let asking = async { while raw.0.write_all(get("/api/openapi.json").as_bytes()).await.is_ok() {} };
    timeout(PATIENCE, asking).await.expect("the service ends it");
    app.anyone().get("/livez").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_with_many_connections_crowds_out_its_own_oldest() {
    let app = with(|config| config.server.connections_per_address = 4).await;
    let slow = format!("{}{{", post("/api/v1/tokens", "application/json", 1000, ""));
    let mut held = FuturesUnordered::new();
    for _ in 0..8 {
        let mut one = Raw::sent(app.address(), &slow).await;
        held.push(async move { one.rest().await });
    }
    for _ in 0..4 {
        assert_eq!(held.next().await.as_deref(), Some(""));
    }
    let mut new = Raw::sent(app.address(), &get("/livez")).await;
    assert!(new.answer().await.starts_with("HTTP/1.1 200"), "whoever is new gets in");
    assert_eq!(held.len(), 4);
}
