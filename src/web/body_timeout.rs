//! The time limit for the arrival of a body, and the answer to one that does not arrive completely. Every body passes through here.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};

use super::Problem;
use crate::config::Times;
use crate::language::phrase;

/// A body under way.
struct TimedBody<W, S> {
    payload: Payload,
    times: Times,
    /// Notified when a handler begins and ceases to wait for the client.
    on_wait: W,
    /// Completes when the server stops and no longer waits for clients.
    stop: Pin<Box<S>>,
    came: u64,
    waited: Duration,
    failed: bool,
}

/// The same body under a time limit. Only the time in which a handler waits for the client counts; `times` has the limit for the bytes
/// that have arrived. `stop` ends the wait at once.
pub fn arriving(
    payload: Payload,
    times: Times,
    on_wait: impl Fn(bool) + 'static,
    stop: impl Future<Output = ()> + 'static,
) -> Payload {
    let (stop, came, waited) = (Box::pin(stop), 0, Duration::ZERO);
    let arrival = TimedBody { payload, times, on_wait, stop, came, waited, failed: false };
    let chunks = stream::unfold(arrival, |mut arrival| async move { Some((arrival.next().await?, arrival)) }).fuse();
    Payload::from(Box::pin(chunks) as Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>)
}

impl<W: Fn(bool), S: Future<Output = ()>> TimedBody<W, S> {
    async fn next(&mut self) -> Option<Result<Bytes, PayloadError>> {
        if self.failed {
            return None;
        }
        let began = Instant::now();
        let left = self.times.for_a_body(self.came).saturating_sub(self.waited);
        (self.on_wait)(true);
        let chunk = tokio::select! {
            biased;
            chunk = self.payload.next() => chunk,
            () = &mut self.stop => Some(Err(PayloadError::Io(Error::from(ErrorKind::Interrupted)))),
            () = tokio::time::sleep(left) => Some(Err(PayloadError::Io(Error::from(ErrorKind::TimedOut)))),
        };
        (self.on_wait)(false);
        self.waited += began.elapsed();
        match &chunk {
            Some(Ok(bytes)) => self.came += bytes.len() as u64,
            Some(Err(_)) => self.failed = true,
            None => {}
        }
        chunk
    }
}

/// The refusal of a body that did not arrive completely.
pub fn incomplete(error: &PayloadError) -> Problem {
    let kind = if let PayloadError::Io(error) = error { Some(error.kind()) } else { None };
    match kind {
        Some(ErrorKind::TimedOut) => {
            slow_body("The body took too long to arrive. Send it again over a faster connection.")
        }
        Some(ErrorKind::Interrupted) => Problem::unavailable_because(phrase("refused-stopping")),
        _ => Problem::bad_request("incomplete_body", format!("The body did not arrive whole: {error}. Send it again.")),
    }
}

/// 408: the body took too long.
pub(super) fn slow_body(detail: &str) -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "slow_body", detail)
}
