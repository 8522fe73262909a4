//! The table of routes as the server is given it: the routes, their handlers and the API's description. `crate::routes` writes
//! it, because it names handlers of every noun; the server looks routes up and knows no noun.

use std::sync::LazyLock;

use actix_web::http::Method;
use actix_web::web;

use super::openapi::ApiDocument;
use super::route::{Route, listed};

/// The people for whom a listener serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everyone: the staff, programs and clients.
    Everyone,
    /// Clients alone: every other path is not there.
    Clients,
}

/// The table of routes.
#[derive(Clone, Copy)]
pub struct Table {
    /// Every route, in one or more lists.
    pub routes: &'static [&'static [Route]],
    /// Registers every route with its handler.
    pub configure: fn(&mut web::ServiceConfig),
    /// The API's description.
    pub description: &'static LazyLock<ApiDocument>,
    /// The people for whom the listener serves.
    pub audience: Audience,
}

impl Table {
    fn all(&self) -> impl Iterator<Item = &'static Route> {
        self.routes.iter().copied().flatten()
    }

    /// The route that a method and a pattern name.
    pub fn find(&self, method: &Method, pattern: &str) -> Option<&'static Route> {
        self.all().find(|route| route.path == pattern && route.method == listed(method))
    }

    /// True when the listener serves a route, or a path that is none.
    pub fn serves(&self, route: Option<&Route>) -> bool {
        self.audience == Audience::Everyone || route.is_some_and(Route::is_for_clients)
    }

    /// The methods of a path that is in the table, separated by commas; none for any other path.
    pub fn methods_of(&self, pattern: &str) -> Option<String> {
        let mut methods: Vec<&str> = Vec::new();
        for route in self.all().filter(|route| route.path == pattern) {
            methods.push(route.method);
            if route.method == "GET" {
                methods.push("HEAD");
            }
        }
        if methods.is_empty() {
            return None;
        }
        methods.push("OPTIONS");
        Some(methods.join(", "))
    }
}
