//! `commend serve` and `commend work`: start the service or a worker, print the address, and on a signal stop and finish the work
//! under way.

use std::process::ExitCode;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::{self, App, search_index};
use crate::clock::Clock;
use crate::config::Config;
use crate::routes;
use crate::server::{self, Running};
use crate::worker::Worker;

/// The options of `serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Serve requests only; mails and periodic work wait for a "commend work" elsewhere
    #[arg(long)]
    pub no_worker: bool,
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When it cannot start.
pub async fn run(config: Config, args: &Args) -> anyhow::Result<ExitCode> {
    super::log::prepare(&config.security_log)?;
    let mut stop = Stop::listen();
    for step in app::prepare_database(&config)? {
        tracing::info!(step, "the database was brought up to date");
    }
    server::raise_open_files();
    let listener = server::listen(config.server.listen)?;
    let address = listener.local_addr().context("the listener has no address")?;
    let ops = config.server.ops_listen.map(server::listen).transpose()?;
    let clients = config.server.client_listen.map(server::listen).transpose()?;
    let app = App::new(config, Clock::System, address)?;
    app.accounts.prepare_keys().await?;
    search_index::bring_up_to_date(&app.db).await?;
    let worker = if args.no_worker { None } else { Some(Worker::start(&app)?) };
    let ops = ops.map(|listener| server::run_ops(app.clone(), listener)).transpose()?;
    let clients = clients.map(|listener| server::run(app.clone(), routes::CLIENTS, listener)).transpose()?;
    let running = server::run(app.clone(), routes::TABLE, listener)?;
    println!("Commend serves {} (listening on {address}). Stop it with Ctrl-C.", app.public_url);
    until_told(&running, &mut stop).await;
    tracing::info!("stopping: finishing what has begun");
    running.stop().await;
    if let Some(clients) = clients {
        clients.stop().await;
    }
    if let Some(ops) = ops {
        ops.handle.stop(false).await;
    }
    app.accounts.finish().await;
    if let Some(worker) = worker {
        worker.stop().await;
    }
    Ok(ExitCode::SUCCESS)
}

/// Works until SIGINT or SIGTERM, without serving requests.
///
/// # Errors
/// When it cannot start.
pub async fn work(config: Config) -> anyhow::Result<ExitCode> {
    let mut stop = Stop::listen();
    server::raise_open_files();
    app::prepare_database(&config)?;
    let listening = config.server.listen;
    let app = App::new(config, Clock::System, listening)?;
    app.accounts.prepare_keys().await?;
    search_index::bring_up_to_date(&app.db).await?;
    let worker = Worker::start(&app)?;
    println!("Commend works: mails that are due go out, and periodic work is done. Stop it with Ctrl-C.");
    stop.told().await;
    tracing::info!("stopping: finishing what has begun");
    worker.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for a signal to stop. Only we stop the server, so a listener that ends by itself is a fault, which ends the wait too.
pub(super) async fn until_told(running: &Running, stop: &mut Stop) {
    tokio::select! {
        () = stop.told() => {}
        () = running.ended() => tracing::error!("the listener ended by itself"),
    }
}

/// The signals that stop a service. They are handled before the service announces itself: an earlier signal would kill the
/// process instead of stopping it.
pub(super) struct Stop {
    signals: [Option<Signal>; 2],
}

impl Stop {
    /// Handles the signals from now on. If one of the two cannot be handled, the other is enough.
    pub fn listen() -> Self {
        Self { signals: [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()) }
    }

    /// Waits for either signal.
    async fn told(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            () = received(interrupt) => {}
            () = received(terminate) => {}
        }
    }
}

async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}
