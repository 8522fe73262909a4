//! Sets up the logs: the log goes to stderr, the security log where the configuration says.
//!
//! The security log is not for `RUST_LOG` to silence, and its lines stand in no other log. Invariant: nothing that a client wrote gets
//! raw onto a terminal; the formatters of both logs escape control characters.

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
use crate::private;
use crate::security;
use crate::server;

/// Begins to log; `RUST_LOG` chooses what of the log.
pub(super) fn begin(config: &Config) {
    let is_security = |metadata: &Metadata<'_>| metadata.target() == security::TARGET;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("info,{}", server::NO_NOISE)));
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
    // A second call is a test's or the demo's, and the first one stands.
    let _ = tracing_subscriber::registry().with(log).with(security).try_init();
}

/// Makes the file of the security log, for its owner only, so that a place that cannot be written is known at the start.
///
/// # Errors
/// When it cannot be written.
pub(super) fn prepare(log: &SecurityLog) -> anyhow::Result<()> {
    let SecurityLog::File(path) = log else { return Ok(()) };
    // A file from before may be open to more.
    let opened = private::append(path).and_then(|file| private::close_to_others(&file));
    opened.with_context(|| {
        format!("the security log {} cannot be written; COMMEND_SECURITY_LOG says where it is", path.display())
    })
}

/// Where the lines of the security log are written.
struct Place(SecurityLog);

impl<'a> MakeWriter<'a> for Place {
    type Writer = Box<dyn Write>;

    /// A file is opened for every line: it may be moved away at any time, and the next line is in a new one.
    fn make_writer(&'a self) -> Box<dyn Write> {
        match &self.0 {
            SecurityLog::Stderr => Box::new(io::stderr()),
            SecurityLog::Stdout => Box::new(io::stdout()),
            SecurityLog::File(path) => {
                private::append(path).map_or_else(|error| lost(path, &error), |file| Box::new(file) as Box<dyn Write>)
            }
        }
    }
}

/// A line that cannot be written where it belongs goes to stderr rather than nowhere.
fn lost(path: &Path, error: &io::Error) -> Box<dyn Write> {
    let _ = writeln!(io::stderr(), "commend: the security log {} cannot be written: {error}", path.display());
    Box::new(io::stderr())
}
