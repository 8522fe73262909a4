//! The edge: problem+json, request bodies, paging, idempotency, the caller.
//!
//! It knows HTTP and no noun. The middleware that finds out who calls is composed in `routes.rs`; what it found reaches the
//! handlers as a [`Caller`].

mod body;
mod idempotency;
mod paging;
mod problem;
mod query;
mod request_id;
mod store;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::ids::{PersonId, SessionId};
use crate::permissions::{Role, Roles};

pub(crate) use body::body;
pub use body::{BodyLimit, Elements, FromJson, JsonBody, Pointer, Problems, field, object as open_object};
pub use idempotency::{Attempt, IdempotencyKey, InFlight, Slot, forget_old};
pub use paging::{Cursor, Page, Paged};
pub use problem::{FieldProblem, Problem, ProblemDocument};
pub use query::Query;
pub use request_id::{RequestId, current_request_id, with_request_id};

/// Who calls: a person whose sign-in was good a second ago at most.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// The sign-in that the token or cookie belongs to.
    pub session: SessionId,
    /// The person's roles.
    pub roles: Roles,
}

impl Caller {
    /// Whether the person holds the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The middleware has turned away whoever may not call this route; a public route has no caller.
        std::future::ready(request.extensions().get::<Self>().copied().ok_or_else(Problem::unauthenticated))
    }
}

/// Where a request came from, past the proxies that are trusted; put there by the middleware.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub Option<std::net::IpAddr>);

impl ClientAddress {
    /// The address of a request.
    pub fn of(request: &HttpRequest) -> Option<std::net::IpAddr> {
        request.extensions().get::<Self>().and_then(|address| address.0)
    }
}
