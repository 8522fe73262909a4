//! What anyone can send without signing in, and what it must not cost.

mod bodies;
mod methods;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a condition is waited for. No test takes so long; a machine under load may.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection on which every byte is ours.
struct Raw(TcpStream);

impl Raw {
    async fn open(to: SocketAddr) -> Self {
        Self(TcpStream::connect(to).await.expect("a connection"))
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("the service reads");
    }

    /// One answer with a length.
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
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
}
