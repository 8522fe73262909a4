//! Counts of requests for the metrics.
//!
//! Invariant: labels come from fixed lists, so that a client cannot make the counts grow.

use std::time::Duration;

use actix_web::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The labels of a request's count: the method by [`method_label`], the pattern of the route, and the status. A path would be kept for
/// ever, and clients can invent any number of paths.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// The label of a method in counts and logs: one of RFC 9110 (section 9) or RFC 5789, or `other`.
pub fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}

/// Counts of requests, since the start.
#[derive(Debug, Clone)]
pub struct Requests {
    served: Family<Labels, Counter>,
    seconds: Histogram,
}

impl Default for Requests {
    fn default() -> Self {
        // 1 ms to about 8 s.
        Self { served: Family::default(), seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)) }
    }
}

impl Requests {
    /// Shows the counts in the metrics.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests served", self.served.clone());
        registry.register("http_request_seconds", "How long requests took", self.seconds.clone());
    }

    /// Counts one.
    pub fn count(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let labels = Labels { method, route: route.to_owned(), status };
        self.served.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }
}
