//! The HTTP service: the order of the middleware, the listeners, the graceful stop.
//!
//! From the outside in: a connection has a place and time limits (`connections`, `socket_timeouts`); a request gets its id, its log
//! line and headers; a problem becomes a page for a client that asked for one; the caller is identified; the route's access and
//! the origin of a form are checked; the handler runs. A panic in a handler is an opaque 500 and the service goes on.

pub mod admin;
mod connections;
pub mod health;
pub mod help;
mod listener;
mod middleware;
mod navigation;
pub mod openapi;
pub mod pages;
pub mod route;
pub mod route_table;
mod sliced_body;
mod socket_timeouts;
pub mod trail;
pub mod worklist;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpRequest, HttpResponse, web};
use anyhow::Context as _;

use self::connections::Connections;
pub use self::listener::raise_open_files;
use self::listener::{ListenerSettings, places, serve};
use self::route_table::Table;

use crate::app::App;
use crate::web::{BodyLimit, FileLimit, Problem};

/// A directive for the log's filter: the library that parses HTTP logs malformed requests and broken connections as errors,
/// which are not ours.
pub const NO_NOISE: &str = "actix_http::h1=off";

/// A running service.
pub struct Running {
    /// Ends it without waiting.
    pub handle: ServerHandle,
    connections: Connections,
    /// Closed when it has stopped.
    stopped: tokio::sync::watch::Receiver<()>,
}

impl Running {
    fn start(server: Server, connections: Connections) -> Self {
        let (running, stopped) = tokio::sync::watch::channel(());
        let handle = server.handle();
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the listener failed");
            }
            drop(running);
        });
        Self { handle, connections, stopped }
    }

    /// Stops it: requests under way are finished and answered, and no other client is waited for.
    pub async fn stop(&self) {
        let stop = self.handle.stop(true);
        self.connections.stop();
        stop.await;
    }

    /// Waits until it has stopped, for any reason.
    pub async fn ended(&self) {
        let mut stopped = self.stopped.clone();
        while stopped.changed().await.is_ok() {}
    }
}

/// Binds an address; port 0 binds a free port.
///
/// # Errors
/// When the address cannot be bound.
pub fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: is another program there? COMMEND_LISTEN and COMMEND_OPS_LISTEN choose another address")
    })?;
    listener.set_nonblocking(true).context("the listener cannot be set up")?;
    Ok(listener)
}

/// Serves the routes of a table on a listener until stopped.
///
/// # Errors
/// When the threads cannot be started.
pub fn run(app: App, table: Table, listener: TcpListener) -> anyhow::Result<Running> {
    let connections = places(&app.config.server);
    let how = ListenerSettings {
        connections: connections.clone(),
        workers: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        // Near the number of cores: more blocking threads would only compete.
        blocking_threads: 8,
        stop_within: app.config.server.stop_within,
    };
    let attended = connections.clone();
    let server = serve(listener, how, move || {
        let app = app.clone();
        Actix::new()
            .app_data(BodyLimit(app.config.server.body_limit))
            .app_data(FileLimit(app.config.server.upload_limit))
            .app_data(app.room.clone())
            .app_data(attended.clone())
            .app_data(web::Data::from(Arc::clone(&app.paced)))
            .app_data(web::PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .app_data(web::Data::new(app.db.clone()))
            .app_data(web::Data::new(app.clock.clone()))
            .app_data(web::Data::new(app.accounts.clone()))
            .app_data(web::Data::new(app.commendations.clone()))
            .app_data(web::Data::new(app.drafts.clone()))
            .app_data(web::Data::new(app.handoffs.clone()))
            .app_data(web::Data::new(app.packets.clone()))
            .app_data(web::Data::new(app.uploads.clone()))
            .app_data(web::Data::new(app.people.clone()))
            .app_data(web::Data::new(app.imports.clone()))
            .app_data(web::Data::new(app.assists.clone()))
            .app_data(web::Data::new(app.worklist.clone()))
            .app_data(web::Data::new(app.verification.clone()))
            .app_data(web::Data::new(app.site.clone()))
            .app_data(web::Data::new(app.in_flight.clone()))
            .app_data(web::Data::new(table))
            .app_data(web::Data::new(app))
            .wrap(from_fn(middleware::guard))
            .wrap(from_fn(middleware::present))
            .wrap(from_fn(middleware::observe))
            .wrap(from_fn(middleware::attend))
            .configure(table.configure)
            .default_service(web::to(elsewhere))
    })?;
    Ok(Running::start(server, connections))
}

/// Serves the operators' endpoints, on a listener of its own.
///
/// # Errors
/// When the thread cannot be started.
pub fn run_ops(app: App, listener: TcpListener) -> anyhow::Result<Running> {
    let connections = places(&app.config.server);
    let stop_within = app.config.server.stop_within;
    let how = ListenerSettings { connections: connections.clone(), workers: 1, blocking_threads: 2, stop_within };
    let attended = connections.clone();
    let server = serve(listener, how, move || {
        Actix::new()
            .app_data(attended.clone())
            .app_data(web::Data::new(app.clone()))
            .wrap(from_fn(middleware::attend))
            .route("/livez", route::answering("GET").to(health::livez))
            .route("/readyz", route::answering("GET").to(health::readyz_in_full))
            .route("/metrics", route::answering("GET").to(health::metrics_here))
    })?;
    Ok(Running::start(server, connections))
}

/// Answers an unknown path, or a method that the path does not have.
async fn elsewhere(table: web::Data<Table>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    match request.match_pattern().as_deref().and_then(|pattern| table.methods_of(pattern)) {
        Some(methods) if request.method() == Method::OPTIONS => {
            Ok(HttpResponse::NoContent().insert_header((header::ALLOW, methods)).finish())
        }
        Some(methods) => Err(Problem::method_not_allowed(methods)),
        None => Err(nowhere(&request)),
    }
}

/// 404 for an unknown path. It names the correct path when only the spelling differs.
fn nowhere(request: &HttpRequest) -> Problem {
    let parts = request.path().split('/').filter(|part| !part.is_empty());
    let exact = parts.fold(String::new(), |path, part| path + "/" + part);
    let meant = [exact.to_lowercase(), exact].into_iter().find_map(|path| request.resource_map().match_pattern(&path));
    match meant.filter(|pattern| pattern != "/") {
        Some(pattern) => Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!(
                "Paths are written in small letters, with single slashes and none at the end. Did you mean {pattern}?"
            ),
        ),
        None => Problem::not_found(),
    }
}
