//! Metrics: a made-up request method does not become a label.

use super::{Raw, get};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn made_up_methods_paths_and_hosts_are_counted_as_one() {
    let app = TestApp::start().await;
    let mut raw = Raw::open(app.address()).await;
    for n in 0..50 {
        raw.send(&format!(
            "MADEUP{n} /made/up/{n} HTTP/1.1\r\nHost: made-up-{n}\r\nX-Forwarded-For: 10.9.8.{n}\r\n\r\n"
        ))
        .await;
        raw.answer().await;
    }
    raw.send(&format!("{}{}", get("/livez"), "PATCH /livez HTTP/1.1\r\nHost: x\r\n\r\n")).await;
    raw.answer().await;
    let metrics = String::from_utf8(app.anyone().get("/metrics").await.body.to_vec()).expect("UTF-8");
    let counts: Vec<&str> = metrics.lines().filter(|line| line.starts_with("commend_http_requests_total")).collect();
    let other = "commend_http_requests_total{method=\"other\",route=\"(none)\",status=\"404\"} 50";
    assert!(counts.contains(&other), "{counts:#?}");
    assert!(!metrics.to_lowercase().contains("made") && !metrics.contains("10.9.8"), "{metrics}");
}
