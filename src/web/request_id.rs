//! The id of a request: in its log lines, in its answer and in its problem, so that a person can quote it.

use std::fmt;
use std::future::Future;

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: RequestId;
}

/// Ours, never the client's: an id from outside could be used to write into our log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl RequestId {
    /// A new id.
    #[allow(clippy::new_without_default, reason = "a default id would be a random one, which surprises")]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.simple(), f)
    }
}

/// The id of the request that this task serves; empty outside a request.
pub fn current_request_id() -> String {
    CURRENT.try_with(ToString::to_string).unwrap_or_default()
}

/// Runs a request under its id.
pub fn with_request_id<F: Future>(id: RequestId, work: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(id, work)
}
