//! The socket below an SMTP conversation: TCP without Nagle's delay, and TLS.
//!
//! Why a socket of our own: lettre's never sets `TCP_NODELAY`, and its body and final dot are two writes, so that each
//! mail waits for a delayed acknowledgement (about 44 ms). Why STARTTLS is done here, before lettre sees the stream:
//! lettre keeps what a peer sent behind the plain "220 go ahead" and would read it as if it had come over TLS. Here
//! nothing is read past that line, so injected text breaks the handshake instead of the conversation.
//!
//! Invariant: [`Wire::settled`] is true only while everything written has been handed to the kernel.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

use super::reply::Reply;

/// Longest reply line we read (RFC 5321, section 4.5.3.1.5, says 512; some relays say more) and most lines of one.
const MAX_LINE: usize = 2_048;
const MAX_LINES: usize = 64;

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection to the relay, as lettre's conversation wants it.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Stream,
    /// Read before the stream itself: after STARTTLS there is no greeting, and the conversation begins with one.
    pending: &'static [u8],
    settled: Arc<AtomicBool>,
}

impl Wire {
    pub(super) fn plain(tcp: TcpStream) -> Wire {
        Wire { stream: Stream::Plain(tcp), pending: b"", settled: Arc::default() }
    }

    /// TLS from the first byte; the relay greets inside it.
    pub(super) async fn implicit_tls(
        tcp: TcpStream,
        tls: &TlsConnector,
        name: ServerName<'static>,
    ) -> io::Result<Wire> {
        let stream = Stream::Tls(Box::new(tls.connect(name, tcp).await?));
        Ok(Wire { stream, pending: b"", settled: Arc::default() })
    }

    /// TLS after STARTTLS was agreed on in the clear.
    pub(super) async fn after_starttls(
        tcp: TcpStream,
        tls: &TlsConnector,
        name: ServerName<'static>,
    ) -> io::Result<Wire> {
        let mut wire = Wire::implicit_tls(tcp, tls, name).await?;
        wire.pending = b"220 secured\r\n";
        Ok(wire)
    }

    /// Shared with the conversation: whether all that was written has left.
    pub(super) fn settled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.settled)
    }
}

/// How the exchange before TLS ended, where it did not end in "go ahead".
#[derive(Debug)]
pub(super) enum StartTlsError {
    Io(io::Error),
    /// The relay does not offer STARTTLS, or took the offer back.
    NotOffered,
    Refused(Reply),
}

impl From<io::Error> for StartTlsError {
    fn from(error: io::Error) -> Self {
        StartTlsError::Io(error)
    }
}

/// Greeting, EHLO and STARTTLS in the clear, one byte at a time so that nothing behind the last line is taken.
pub(super) async fn ask_for_tls(tcp: &mut TcpStream, hello_name: &str) -> Result<(), StartTlsError> {
    let greeting = read_reply(tcp).await?;
    if greeting.code != 220 {
        return Err(StartTlsError::Refused(greeting));
    }
    tcp.write_all(format!("EHLO {hello_name}\r\n").as_bytes()).await?;
    let hello = read_reply(tcp).await?;
    if hello.code != 250 {
        return Err(StartTlsError::Refused(hello));
    }
    if !hello.text.split(' ').any(|word| word.eq_ignore_ascii_case("STARTTLS")) {
        return Err(StartTlsError::NotOffered);
    }
    tcp.write_all(b"STARTTLS\r\n").await?;
    let answer = read_reply(tcp).await?;
    match answer.code {
        220 => Ok(()),
        400..=499 => Err(StartTlsError::Refused(answer)),
        _ => Err(StartTlsError::NotOffered),
    }
}

async fn read_reply(tcp: &mut TcpStream) -> io::Result<Reply> {
    let mut text = Vec::new();
    for _ in 0..MAX_LINES {
        let line = read_line(tcp).await?;
        let code = line.get(..3).and_then(|code| code.parse().ok()).ok_or_else(not_smtp)?;
        text.push(line.get(4..).unwrap_or_default().to_owned());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(Reply { code, text: text.join(" ") });
        }
    }
    Err(not_smtp())
}

async fn read_line(tcp: &mut TcpStream) -> io::Result<String> {
    let mut line = Vec::new();
    while line.len() < MAX_LINE {
        match tcp.read_u8().await? {
            b'\n' => return Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
            byte => line.push(byte),
        }
    }
    Err(not_smtp())
}

fn not_smtp() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what answers there does not speak SMTP")
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.pending.is_empty() {
            let (now, later) = self.pending.split_at(self.pending.len().min(buf.remaining()));
            buf.put_slice(now);
            self.pending = later;
            return Poll::Ready(Ok(()));
        }
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.settled.store(false, Ordering::Relaxed);
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        };
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.settled.store(true, Ordering::Relaxed);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(stream) => stream.peer_addr(),
            Stream::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}
