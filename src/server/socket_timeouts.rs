//! A socket with limits on the time that its client may keep us waiting.
//!
//! Two waits are limited. Between two answers, the head of the next request and the rest of an unread body must arrive within
//! `headers`. An answer must be read within `answer`, plus a second for every `slowest` bytes of it that were sent. While a
//! request is served no limit applies here; the wait for its body belongs to `web::arriving`.
//!
//! Nothing is read from a client that does not read its answers, so that answers do not pile up. During a stop an idle socket
//! is closed at once, and a client that is still reading has a few seconds.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::connections::{ConnectionPlace, Connections, Stopping};
use crate::config::Times;

/// The time in which an answer may still be read after the stop has begun.
const LAST_READING: Duration = Duration::from_secs(5);

/// A socket with these limits.
pub struct TimedSocket<T> {
    io: T,
    place: ConnectionPlace,
    times: Times,
    stopping: Stopping,
    /// The wait for the head of the next request.
    head: Wait,
    /// The wait for an answer to be read.
    answer: Wait,
    /// True while the socket accepts no more of an answer.
    unread: bool,
    /// True when a read was requested meanwhile.
    withheld: bool,
    /// True when the end of reading was reported.
    ended: bool,
}

/// A wait for the client, by the number of the request that it is about.
#[derive(Default)]
struct Wait {
    request: u64,
    since: Option<Instant>,
    moved: u64,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Wait {
    fn start_anew(&mut self, request: u64) {
        (self.request, self.since, self.moved) = (request, None, 0);
    }

    /// Ready when the wait has exceeded its limit.
    fn poll(&mut self, context: &mut Context<'_>, span: Duration, at_last: Option<Instant>) -> Poll<()> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let ends = at_last.map_or(since + span, |last| last.min(since + span)).into();
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(ends)));
        if alarm.deadline() != ends {
            alarm.as_mut().reset(ends);
        }
        alarm.as_mut().poll(context)
    }
}

impl<T> TimedSocket<T> {
    pub(super) fn new(io: T, place: ConnectionPlace, connections: &Connections) -> Self {
        Self {
            io,
            place,
            times: connections.times(),
            stopping: connections.stopping(),
            head: Wait::default(),
            answer: Wait::default(),
            unread: false,
            withheld: false,
            ended: false,
        }
    }

    /// The connection, for the middleware.
    pub(super) fn connection(&self) -> &std::sync::Arc<super::connections::Connection> {
        &self.place.connection
    }

    /// Checks the limits; an error when the client has exceeded one.
    fn watch(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        self.place.connection.waker.register(context.waker());
        if self.place.connection.is_given_up() {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "its place was needed"));
        }
        let phase = self.place.connection.phase();
        let over = if self.unread {
            let last = self.stopping.borrow().map(|began| began + LAST_READING);
            self.answer.poll(context, self.times.for_an_answer(self.answer.moved), last)
        } else if phase.serving {
            Poll::Pending
        } else {
            if self.head.request != phase.begun {
                self.head.start_anew(phase.begun);
            }
            self.head.poll(context, self.times.headers, None)
        };
        match over {
            Poll::Ready(()) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client took too long")),
            Poll::Pending => Ok(()),
        }
    }

    /// True when nothing is under way for which a stop would wait.
    fn is_at_its_end(&self) -> bool {
        self.stopping.borrow().is_some() && !self.place.connection.phase().serving
    }

    /// Records that the socket accepted an answer, or a part of it.
    fn taken(&mut self, written: usize) {
        self.answer.moved += written as u64;
    }

    /// Records that the socket accepts no more for now.
    fn is_full(&mut self) {
        let begun = self.place.connection.phase().begun;
        // A client that sends another request before it has read gets no more time.
        if !self.unread && self.answer.request != begun {
            self.answer.start_anew(begun);
        }
        self.unread = true;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for TimedSocket<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.unread {
            this.withheld = true;
            return this.watch(context).map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending);
        }
        match Pin::new(&mut this.io).poll_read(context, into) {
            Poll::Ready(read) => Poll::Ready(read),
            Poll::Pending => {
                this.watch(context)?;
                if this.is_at_its_end() {
                    this.ended = true;
                    return Poll::Ready(Ok(()));
                }
                Poll::Pending
            }
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for TimedSocket<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.io).poll_write(context, bytes) {
            Poll::Ready(Ok(written)) => {
                this.taken(written);
                Poll::Ready(Ok(written))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                this.is_full();
                this.watch(context)?;
                Poll::Pending
            }
        }
    }

    /// Called when the socket has accepted everything.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.unread {
            this.unread = false;
            let begun = this.place.connection.phase().begun;
            this.head.start_anew(begun);
        }
        if std::mem::take(&mut this.withheld) || (this.is_at_its_end() && !this.ended) {
            context.waker().wake_by_ref();
        }
        this.watch(context)?;
        Pin::new(&mut this.io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }
}
