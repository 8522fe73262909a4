//! The HTTP edge under attack: requests that anyone can send without signing in, and the cost to which they are limited.

mod bodies;
mod methods;
mod process;
mod slow_clients;
mod stop;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest wait for a condition; far more than a test needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A raw connection, on which the test chooses every byte.
struct Raw(TcpStream);

impl Raw {
    async fn open(to: SocketAddr) -> Self {
        Self(TcpStream::connect(to).await.expect("a connection"))
    }

    async fn sent(to: SocketAddr, text: &str) -> Self {
        let mut raw = Self::open(to).await;
        raw.send(text).await;
        raw
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("the service reads");
    }

    /// Everything that arrives until the connection ends or breaks.
    async fn rest(&mut self) -> String {
        let mut all = Vec::new();
        let end = timeout(PATIENCE, self.0.read_to_end(&mut all)).await;
        assert!(end.is_ok(), "the service never ended it, but said {:?}", String::from_utf8_lossy(&all));
        String::from_utf8_lossy(&all).into_owned()
    }

    /// One answer with a `Content-Length`.
    async fn answer(&mut self) -> String {
        let mut all = Vec::new();
        let read = async {
            loop {
                let text = String::from_utf8_lossy(&all).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                    if body.len() >= length.map_or(0, |length| length.parse().expect("a length")) {
                        return text;
                    }
                }
                let read = self.0.read_buf(&mut all).await.unwrap_or_default();
                assert!(read > 0, "the connection ended in the middle of an answer: {text:?}");
            }
        };
        timeout(PATIENCE, read).await.expect("an answer")
    }

    /// Sends a byte now and then until the service closes, and returns what it answered.
    async fn trickle(self) -> String {
        let (mut reading, mut writing) = self.0.into_split();
        let drips = tokio::spawn(async move {
            let mut every = tokio::time::interval(Duration::from_millis(20));
            loop {
                every.tick().await;
                if writing.write_all(b" ").await.is_err() {
                    break;
                }
            }
        });
        let mut all = Vec::new();
        let end = timeout(PATIENCE, reading.read_to_end(&mut all)).await;
        drips.abort();
        assert!(end.is_ok(), "the service never ended it, but said {:?}", String::from_utf8_lossy(&all));
        String::from_utf8_lossy(&all).into_owned()
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
}

fn post(path: &str, kind: &str, length: usize, more: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}\r\n")
}
