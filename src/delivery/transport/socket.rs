//! The socket below an SMTP conversation: TCP without Nagle's delay, which would make each mail wait for a delayed
//! acknowledgement (about 44 ms), or TLS over it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use super::activity::moved;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

/// A connection to the relay.
#[derive(Debug)]
pub(super) enum RelaySocket {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl RelaySocket {
    /// An unencrypted connection.
    pub async fn dial(host: &str, port: u16) -> io::Result<TcpStream> {
        let tcp = TcpStream::connect((host, port)).await?;
        tcp.set_nodelay(true)?;
        Ok(tcp)
    }

    /// Starts TLS on a connection.
    pub async fn secured(tcp: TcpStream, tls: &TlsConnector, name: ServerName<'static>) -> io::Result<RelaySocket> {
        Ok(RelaySocket::Tls(Box::new(tls.connect(name, tcp).await?)))
    }
}

impl AsyncRead for RelaySocket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = match self.get_mut() {
            RelaySocket::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            RelaySocket::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        };
        if read.is_ready() {
            moved();
        }
        read
    }
}

impl AsyncWrite for RelaySocket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = match self.get_mut() {
            RelaySocket::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            RelaySocket::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        };
        if written.is_ready() {
            moved();
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            RelaySocket::Plain(stream) => Pin::new(stream).poll_flush(cx),
            RelaySocket::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            RelaySocket::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            RelaySocket::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
