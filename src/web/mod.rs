//! The edge: problem+json, request bodies, paging, idempotency, the caller, what pages share.
//!
//! It knows HTTP and no noun. The middleware that finds out who calls is composed in `routes.rs`; what it found reaches the
//! handlers as a [`Caller`].

mod assets;
mod body;
mod body_timeout;
mod confirm;
mod cookies;
mod costly_requests;
pub mod csrf;
mod expired_form;
mod file_answer;
mod file_body;
mod filled;
mod flash;
mod follow;
mod form;
mod idempotency;
mod json;
mod memory_budget;
mod multipart;
mod negotiation;
mod page_words;
mod problem;
mod problem_page;
mod problems;
mod query;
mod request_counts;
mod request_id;
mod return_path;
mod shell;
mod site;
mod store;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

pub use crate::paging::{Cursor, Page, Paged};
pub use crate::permissions::Caller;
pub use assets::asset;
#[cfg(test)]
pub use assets::{address as file_address, asset_names};
pub(crate) use body::body;
pub use body::{FromJson, field, object as open_object};
pub use body_timeout::{arriving, incomplete};
pub use confirm::Question;
pub use cookies::{CookieKind, Cookies, SESSION};
pub use costly_requests::CostlyRequests;
pub use expired_form::expired_form;
pub use file_answer::FileAnswer;
pub use file_body::{FileBody, FileLimit};
pub use filled::{FieldError, Filled};
pub use flash::Flash;
pub use follow::follow;
pub use form::Form;
pub use idempotency::{IdempotencyKey, InFlight, Kept, Once, Slot, forget_old};
pub use json::{BodyLimit, JsonBody};
pub use memory_budget::MemoryBudget;
pub use multipart::{ReceivedForm, file_of};
pub use negotiation::{media_type, plain_body, prefers, varying, wants_json};
pub use page_words::{joined, link, local, moment};
pub use problem::{FieldProblem, Problem, ProblemDocument, whole_seconds};
pub use problem_page::{fault_page, problem_page, wants_page};
pub use problems::{Pointer, Problems};
pub use query::{KnownParameters, Query};
pub use request_counts::{Requests, method_label};
pub use request_id::{RequestId, current_request_id, with_request_id};
pub use return_path::{own_path, sign_in};
pub use shell::{HelpPath, LANGUAGE, NavigationLink, Shell, THEME, Viewer, asked_language, initials, see, see_with};
pub use site::Site;

impl FromRequest for Caller {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The middleware has turned away whoever may not call this route; a public route has no caller.
        std::future::ready(request.extensions().get::<Self>().copied().ok_or_else(Problem::unauthenticated))
    }
}

/// An id or a number in a path. A text that is none names nothing: 404.
///
/// # Errors
/// 404.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// Network address of the client, past the proxies that are trusted; put there by the middleware.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub Option<std::net::IpAddr>);

impl ClientAddress {
    /// The address of a request.
    pub fn of(request: &HttpRequest) -> Option<std::net::IpAddr> {
        request.extensions().get::<Self>().and_then(|address| address.0)
    }
}
