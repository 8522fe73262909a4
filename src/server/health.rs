//! Health for machines: liveness, readiness, metrics.

use std::sync::atomic::AtomicU64;

use actix_web::{HttpResponse, web};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::delivery::operations::{self as outbox, Pause, PausedBy};
use crate::jobs;
use crate::web::Problem;

/// Readiness of the service, check by check.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    ready: bool,
    checks: Vec<Check>,
    /// Parts without which the service still works, such as `relay`; absent when all is well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    degraded: Vec<&'static str>,
}

/// One thing that the service needs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Check {
    name: &'static str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Check {
    fn of(name: &'static str, result: Result<(), String>) -> Self {
        Self { name, ok: result.is_ok(), detail: result.err() }
    }
}

/// The process runs.
#[utoipa::path(get, operation_id = "get_liveness", path = "/livez", tag = "machines", responses((status = 200, body = String)))]
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// Database, document store and worker answer. A backlog alone is not unready.
#[utoipa::path(get, operation_id = "get_readiness", path = "/readyz", tag = "machines", responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
pub async fn readyz(app: web::Data<App>) -> HttpResponse {
    // An error may name hosts and paths: its details are shown on the operators' listener only.
    readiness(&app, app.config.server.ops_listen.is_none()).await
}

/// The same with every detail, for operators.
pub async fn readyz_in_full(app: web::Data<App>) -> HttpResponse {
    readiness(&app, true).await
}

async fn readiness(app: &App, in_full: bool) -> HttpResponse {
    let pauses = app.db.read(outbox::pauses).await;
    let (now, after) = (app.clock.now(), app.config.delivery.unreachable_after);
    let is_unreached = |pause: &Pause| match pause.by {
        PausedBy::Hand => false,
        PausedBy::Relay => true,
        PausedBy::Silence => now.since(pause.since) >= after,
    };
    let degraded = pauses.as_ref().is_ok_and(|pauses| pauses.iter().any(is_unreached));
    let degraded = if degraded { vec!["relay"] } else { Vec::new() };
    let database = pauses.map(|_| ());
    let files = app.files.probe().await;
    let checks = vec![
        Check::of("database", database.map_err(|error| error.to_string())),
        Check::of("documents", files.map_err(|error| error.to_string())),
        Check::of("worker", app.worker.check()),
    ];
    let ready = checks.iter().all(|check| check.ok);
    let checks = checks.into_iter().map(|check| Check { detail: check.detail.filter(|_| in_full), ..check }).collect();
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(Readiness { ready, checks, degraded })
}

/// Counts for Prometheus; on the operators' listener where there is one.
#[utoipa::path(get, operation_id = "get_metrics", path = "/metrics", tag = "machines", responses(
    (status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text"),
    (status = 404, description = "There is a listener for operators: ask there")))]
pub async fn metrics(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    if app.config.server.ops_listen.is_some() {
        return Err(Problem::not_found());
    }
    render(&app).await
}

/// The same, for operators.
pub async fn metrics_here(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    render(&app).await
}

async fn render(app: &App) -> Result<HttpResponse, Problem> {
    let counts = app.db.read(outbox::unfinished).await.map_err(|error| Problem::unexpected(&error))?;
    let mut registry = Registry::with_prefix("commend");
    app.requests.register(&mut registry);
    let deliveries = Family::<Vec<(String, String)>, Gauge>::default();
    for (state, count) in counts {
        deliveries.get_or_create(&vec![("state".to_owned(), state.to_string())]).set(count);
    }
    registry.register("deliveries", "Deliveries that are not finished, by state", deliveries);
    let unfinished = Family::<Vec<(String, String)>, Gauge>::default();
    for job in app.db.read(jobs::states).await.map_err(|error| Problem::unexpected(&error))? {
        unfinished.get_or_create(&vec![("job".to_owned(), job.name)]).set(i64::from(job.unfinished));
    }
    registry.register(
        "job_unfinished_runs",
        "Runs in a row that did not end well, by job of periodic work",
        unfinished,
    );
    let (writes, commits) = app.db.write_stats();
    for (name, help, value) in [
        ("mails_sent", "Mails that this process has handed over", app.worker.sent()),
        ("writes", "Write transactions asked for", writes),
        ("write_commits", "Commits that held them", commits),
    ] {
        let counter: Counter = Counter::default();
        counter.inc_by(value);
        registry.register(name, help, counter);
    }
    let (reads, took) = app.db.read_stats();
    let (count, seconds) = (Counter::<u64>::default(), Counter::<f64, AtomicU64>::default());
    count.inc_by(reads);
    seconds.inc_by(took.as_secs_f64());
    registry.register("database_reads", "Reads of the database; on PostgreSQL writes are among them", count);
    registry.register("database_read_seconds", "Time that they had a connection", seconds);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|error| Problem::unexpected(&error))?;
    Ok(HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text))
}
