//! A stream of server-sent events that tells an open page that something it shows has changed.
//!
//! The page gets one word, which changes when what it shows does, and then fetches itself (`live.js`). A stream ends by itself, so that the
//! session and the right to read are checked again when the browser reconnects.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use actix_web::HttpResponse;
use bytes::Bytes;
use futures_util::stream::{self, Stream};

/// The time between two looks.
const EVERY: Duration = Duration::from_millis(500);
/// The looks of one stream: half a minute.
const LOOKS: u32 = 60;
/// The looks after which a stream that has nothing to tell sends an empty line, so that nobody on the way takes it for dead: 5 seconds.
const SILENT_LOOKS: u32 = 10;

/// The stream: the first word at once, and each other one that a look finds. A look that finds nothing ends it, because the reader may no
/// longer know.
pub fn follow<L, F>(first: String, look: L) -> HttpResponse
where
    L: Fn() -> F + 'static,
    F: Future<Output = Option<String>> + 'static,
{
    HttpResponse::Ok().content_type("text/event-stream").streaming(events(first, look, EVERY))
}

/// The lines of the stream (HTML Standard, section 9.2.6: a line that begins with a colon is a comment).
fn events<L, F>(first: String, look: L, every: Duration) -> impl Stream<Item = Result<Bytes, Infallible>>
where
    L: Fn() -> F,
    F: Future<Output = Option<String>>,
{
    let follower = Follower { word: first, looks: 0, is_begun: false, every };
    stream::unfold((look, follower), |(look, mut follower)| async move {
        let line = follower.next(&look).await?;
        Some((Ok(Bytes::from(line)), (look, follower)))
    })
}

/// The state of one stream: the word that it sent last, and its looks so far.
struct Follower {
    word: String,
    looks: u32,
    is_begun: bool,
    /// The time between two looks.
    every: Duration,
}

impl Follower {
    /// The next line: another word, or an empty comment after a silence; none when the stream ends.
    async fn next<L, F>(&mut self, look: &L) -> Option<String>
    where
        L: Fn() -> F,
        F: Future<Output = Option<String>>,
    {
        if !self.is_begun {
            self.is_begun = true;
            return Some(format!("data: {}\n\n", self.word));
        }
        while self.looks < LOOKS {
            self.looks += 1;
            tokio::time::sleep(self.every).await;
            let word = look().await?;
            if word != self.word {
                self.word = word;
                return Some(format!("data: {}\n\n", self.word));
            }
            if self.looks.is_multiple_of(SILENT_LOOKS) {
                return Some(":\n\n".to_owned());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn a_stream_tells_each_change_is_never_silent_for_long_and_ends() {
        let looks = Cell::new(0);
        let look = || {
            looks.set(looks.get() + 1);
            std::future::ready(Some(if looks.get() < 25 { "queued" } else { "sent" }.to_owned()))
        };
        let lines: Vec<_> = events("queued".to_owned(), look, Duration::ZERO).collect().await;
        let lines: Vec<String> =
            lines.iter().flatten().map(|line| String::from_utf8_lossy(line).trim_end().to_owned()).collect();
        // A comment after every tenth look that found nothing.
        assert_eq!(lines, ["data: queued", ":", ":", "data: sent", ":", ":", ":", ":"]);
        assert_eq!(looks.get(), LOOKS);
    }

    #[tokio::test]
    async fn a_reader_who_may_no_longer_know_gets_the_end() {
        let events = events("queued".to_owned(), || std::future::ready(None), Duration::ZERO);
        assert_eq!(events.count().await, 1);
    }
}
