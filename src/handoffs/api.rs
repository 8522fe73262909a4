//! Hand-offs over HTTP, for the banker whose draft it is. The client has pages and no API.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::operations::{Handoffs, Shown};
use super::{HandoffError, Place, State};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::language::phrase;
use crate::web::{Caller, JsonBody, Once, Problem, body, id};

body! {
    /// The place where the client will write.
    pub struct HandoffBody {
        /// True for a slip that the client takes home.
        take_home: Option<bool>,
    }
}

/// A hand-off of a draft.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Handoff)]
pub struct HandoffView {
    /// The client's own link; null once a browser has used it, or it has ended.
    url: Option<String>,
    /// The code to type at `/c`; null as the link is.
    code: Option<String>,
    state: State,
    place: Place,
    created_at: Timestamp,
    opened_at: Option<Timestamp>,
    expires_at: Timestamp,
}

impl HandoffView {
    fn of(shown: &Shown) -> Self {
        let Shown { handoff, state, way, url } = shown;
        Self {
            url: url.clone(),
            code: way.as_ref().map(|way| way.code.clone()),
            state: *state,
            place: handoff.place,
            created_at: handoff.created_at,
            opened_at: handoff.opened_at,
            expires_at: handoff.expires_at,
        }
    }
}

/// Makes a way for the client to write and sign the letter of a draft. Signing never sends. An earlier one that is open ends.
#[utoipa::path(post, operation_id = "hand_off", path = "/api/v1/drafts/{id}/handoff", tag = "drafts", request_body = HandoffBody,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = HandoffView),
        (status = 403, description = "Only the person who began the draft"),
        (status = 409, description = "It was sent or closed, or there is a letter in it (`has_letter`, `letter_signed`)")))]
pub async fn begin(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    handoffs: web::Data<Handoffs>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let (handoffs, body) = (handoffs.get_ref(), &body);
    once.serve("draft.handoff", &json!([id, body.value]), |slot| async move {
        let (read, problems) = body.read::<HandoffBody>()?;
        problems.check()?;
        let place = if read.take_home.flatten() == Some(true) { Place::TakeHome } else { Place::Phone };
        let keep = move |conn: &mut Connection, now: Timestamp, shown: &Shown| {
            slot.keep(conn, now, StatusCode::CREATED, &HandoffView::of(shown), None)
        };
        Ok(handoffs.begin(caller, id, place, keep).await?)
    })
    .await
}

/// The latest hand-off of a draft of the caller's own. It never has what the client writes: once it is signed, the draft has it.
#[utoipa::path(get, operation_id = "get_handoff", path = "/api/v1/drafts/{id}/handoff", tag = "drafts", params(("id" = String, Path)),
    responses((status = 200, body = HandoffView),
        (status = 403, description = "Only the person who began the draft"),
        (status = 409, description = "It was sent or closed")))]
pub async fn one(
    caller: Caller,
    path: web::Path<String>,
    handoffs: web::Data<Handoffs>,
) -> Result<HttpResponse, Problem> {
    let shown = handoffs.of_draft(caller, id(&path)?).await?.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().json(HandoffView::of(&shown)))
}

/// Takes back the open hand-off of a draft of the caller's own. What the client has written so far is deleted.
#[utoipa::path(delete, operation_id = "revoke_handoff", path = "/api/v1/drafts/{id}/handoff", tag = "drafts", params(("id" = String, Path)),
    responses((status = 204, description = "No hand-off of it is open"),
        (status = 403, description = "Only the person who began the draft"),
        (status = 409, description = "It was sent or closed")))]
pub async fn revoke(
    caller: Caller,
    path: web::Path<String>,
    handoffs: web::Data<Handoffs>,
) -> Result<HttpResponse, Problem> {
    handoffs.revoke(caller, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<HandoffError> for Problem {
    fn from(error: HandoffError) -> Self {
        match error {
            HandoffError::Draft(error) => error.into(),
            HandoffError::Database(error) => error.into(),
            HandoffError::Secret(error) => Self::unexpected(&error),
            HandoffError::NoTakeHome => Self::conflict("no_take_home", phrase("refused-no-take-home")),
            // The client's pages answer these themselves.
            HandoffError::NotFound
            | HandoffError::Ended(_)
            | HandoffError::Taken
            | HandoffError::WrongCode
            | HandoffError::TooMany(_)
            | HandoffError::NotSignable(_) => Self::not_found(),
        }
    }
}
