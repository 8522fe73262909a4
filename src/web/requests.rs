//! Counts of requests for the metrics, beside the edge that counts and the service that holds them.
//!
//! Invariant: a label is one of a few that we know, so that the counts stay small.

use std::time::Duration;

use actix_web::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The labels of a request's count. Each is one of a few that we know: the method of [`method_label`], the route's pattern and never
/// a path. What a client makes up would be kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// A method as it is counted and logged: one of RFC 9110 (section 9) or RFC 5789, or `other`.
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
