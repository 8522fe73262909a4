//! A route: its method, its path, its access rule and its audience.

use actix_web::guard::fn_guard;
use actix_web::http::Method;
use actix_web::web;

use crate::permissions::Access;

/// A route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// In capitals.
    pub method: &'static str,
    /// With parameters in braces.
    pub path: &'static str,
    /// Access rule.
    pub access: Access,
    /// Audience.
    pub kind: Kind,
}

/// Audience of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Programs; described in `/api/openapi.json`.
    Api,
    /// People at a browser.
    Page,
}

impl Route {
    /// True for a page.
    pub fn is_page(&self) -> bool {
        self.kind == Kind::Page
    }

    /// True for a route that reads an original or the trail, which only a few people may. A refusal concerns the bank's security
    /// operations.
    pub fn is_restricted_reading(&self) -> bool {
        self.method == "GET" && (self.path.contains("/original") || self.path == "/api/v1/audit")
    }

    /// True for what a client needs, who has no account: writing a letter, checking one, and the files of these pages.
    pub fn is_for_clients(&self) -> bool {
        ["/c", "/verify", "/assets"].iter().any(|root| {
            let below = self.path.strip_prefix(root);
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    }

    /// True for the pages of a browser that was handed to a client: the client's, and the one that unlocks it.
    pub fn is_open_while_locked(&self) -> bool {
        ["/c", "/c/{token}", "/assets/{name}", "/unlock"].contains(&self.path)
    }

    /// True where unknown query parameters are refused, as unknown fields of a body are: under `/api/v1`. Pages and the calls of machines
    /// ignore them, because caches and links add their own.
    pub fn is_strict(&self) -> bool {
        self.path.starts_with("/api/v1/")
    }
}

/// A route for a method of the table. What answers GET answers HEAD: the same, without the body, which the HTTP layer leaves out.
pub fn answering(method: &'static str) -> actix_web::Route {
    web::route().guard(fn_guard(move |context| listed(&context.head().method) == method))
}

/// The method of the table that answers a method.
pub(super) fn listed(method: &Method) -> &str {
    if *method == Method::HEAD { "GET" } else { method.as_str() }
}
