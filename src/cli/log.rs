//! Sets up the logs: the log goes to stderr, the security log where the configuration says.
//!
//! `RUST_LOG` cannot silence the security log, and its lines are in no other log. Invariant: text from clients never reaches a
//! terminal unescaped; the formatters of both logs escape control characters.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use anyhow::Context as _;
use tracing::Metadata;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::config::{Config, LogFormat, SecurityLog};
use crate::private_files;
use crate::security_log;
use crate::server;

/// Starts logging; `RUST_LOG` filters the log, but not the security log.
pub(super) fn begin(config: &Config) {
    let is_security = |metadata: &Metadata<'_>| metadata.target() == security_log::TARGET;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A filter that names the HTTP library asks for its messages.
    let quiet = server::NO_NOISE.parse().ok().filter(|_| !filter.to_string().contains("actix_http"));
    let filter = match quiet {
        Some(directive) => filter.add_directive(directive),
        None => filter,
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        // Colours are for a terminal; in a file they are noise.
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    let log = match config.log {
        LogFormat::Human => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let log = log.with_filter(filter).with_filter(filter_fn(move |metadata| !is_security(metadata)));
    let security = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(Place(config.security_log.clone()))
        .with_filter(filter_fn(is_security));
    // Only tests and the demo call this twice; the first call counts.
    let _ = tracing_subscriber::registry().with(log).with(security).try_init();
}

/// Creates the file of the security log, readable only by its owner, so that an unwritable path is reported at the start.
///
/// # Errors
/// When it cannot be written.
pub(super) fn prepare(log: &SecurityLog) -> anyhow::Result<()> {
    let SecurityLog::File(path) = log else { return Ok(()) };
    // An existing file may be open to others.
    let opened = private_files::append(path).and_then(|file| private_files::close_to_others(&file));
    opened.with_context(|| {
        format!("the security log {} cannot be written; COMMEND_SECURITY_LOG says where it is", path.display())
    })
}

/// The destination of the security log's lines.
struct Place(SecurityLog);

impl<'a> MakeWriter<'a> for Place {
    type Writer = Box<dyn Write>;

    /// Opens a file for every line: it may be moved away at any time, and the next line then starts a new one.
    fn make_writer(&'a self) -> Box<dyn Write> {
        match &self.0 {
            SecurityLog::Stderr => Box::new(io::stderr()),
            SecurityLog::Stdout => Box::new(io::stdout()),
            SecurityLog::File(path) => private_files::append(path)
                .map_or_else(|error| lost(path, &error), |file| Box::new(file) as Box<dyn Write>),
        }
    }
}

/// Falls back to stderr, so that a line that cannot be written to its file is not lost.
fn lost(path: &Path, error: &io::Error) -> Box<dyn Write> {
    let _ = writeln!(io::stderr(), "commend: the security log {} cannot be written: {error}", path.display());
    Box::new(io::stderr())
}
