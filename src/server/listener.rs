//! A listener: from an accepted socket to HTTP, with the limits of [`Connections`] between. It also sets the limit of open
//! files.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Request, Response};
use actix_server::Server;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use anyhow::Context as _;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;

use super::connections::Connections;
use super::socket_timeouts::TimedSocket;
use crate::config::Server as Settings;

/// The answer to a client without a place, because all connections are busy. RFC 9110, section 15.6.4.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// The time in which a client must close a connection after it was told that it ends.
const LEAVE_TAKING: Duration = Duration::from_secs(2);
/// The number of open files kept for other uses: databases, documents, mails, fonts.
const OTHER_FILES: u64 = 256;

/// Settings of a listener.
pub(super) struct ListenerSettings {
    pub connections: Connections,
    pub workers: usize,
    /// Threads for work that blocks, for each worker.
    pub blocking_threads: usize,
    pub stop_within: Duration,
}

/// The number of connections that the settings and the system allow.
pub(super) fn places(settings: &Settings) -> Connections {
    let open_files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    // When few files are allowed, half of them are for connections.
    let for_connections = open_files.saturating_sub(OTHER_FILES).max(open_files / 2);
    let most = settings.connections.min(usize::try_from(for_connections).unwrap_or(usize::MAX));
    Connections::new(most, settings.connections_per_address, settings.trusted_proxies.clone(), settings.times)
}

/// Raises the limit of open files to the system's maximum: each connection is one, and the usual limit of 1,024 is too low.
pub fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, now = ?limit.current, "the number of open files could not be raised");
    }
}

/// Serves what `factory` makes on a listener.
pub(super) fn serve<F, I, S, B>(listener: TcpListener, how: ListenerSettings, factory: F) -> anyhow::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let ListenerSettings { connections, workers, blocking_threads, stop_within } = how;
    let builder = Server::build()
        .workers(workers)
        .worker_max_blocking_threads(blocking_threads)
        .shutdown_timeout(stop_within.as_secs())
        .disable_signals();
    let builder = builder.listen("commend", listener, move || {
        let app = factory().into_factory().map_err(|error| error.into().error_response());
        let http = HttpService::build()
            .client_request_timeout(connections.times().headers)
            .client_disconnect_timeout(LEAVE_TAKING)
            .on_connect_ext(|io: &TimedSocket<TcpStream>, data| {
                data.insert(std::sync::Arc::clone(io.connection()));
            })
            .h1(map_config(app, |_| AppConfig::default()));
        let connections = connections.clone();
        fn_service(move |io: TcpStream| std::future::ready(enter(io, &connections))).and_then(http)
    });
    Ok(builder.context("the listener cannot be used")?.run())
}

fn enter(
    io: TcpStream,
    connections: &Connections,
) -> Result<(TimedSocket<TcpStream>, Option<SocketAddr>), DispatchError> {
    let peer = io.peer_addr().map_err(DispatchError::Io)?;
    // Without it the last packet of an answer can wait 40 ms for an acknowledgement.
    io.set_nodelay(true).map_err(DispatchError::Io)?;
    let Some(place) = connections.enter(peer.ip()) else {
        // It fits into the socket's buffer, or the client is gone.
        let _ = io.try_write(NO_PLACE);
        return Err(DispatchError::DisconnectTimeout);
    };
    Ok((TimedSocket::new(io, place, connections), Some(peer)))
}
