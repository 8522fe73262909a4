//! Verbs on a commendation that was sent, over HTTP: acknowledge, thank, name the helper, correct, withdraw.
//!
//! Each may be sent again with its `Idempotency-Key`. A replay repeats what was answered only to who may still read it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::bodies::{AcknowledgementBody, AssignmentBody, CorrectionBody, ThanksBody, WithdrawalBody};
use super::views::{AcknowledgementView, CorrectedView, ThanksView, WholeView};
use super::{id, request, short_text};
use crate::clock::Timestamp;
use crate::commendations::operations::{Acknowledging, Commendations, First};
use crate::db::Connection;
use crate::ids::CommendationId;
use crate::web::{Attempt, Caller, IdempotencyKey, InFlight, JsonBody, Problem};

/// Puts on record that a supervisor of a helper has read it.
#[utoipa::path(post, operation_id = "acknowledge_commendation", path = "/api/v1/commendations/{id}/acknowledgements", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = AcknowledgementBody,
    responses((status = 201, body = AcknowledgementView), (status = 200, body = AcknowledgementView),
        (status = 403)))]
pub async fn acknowledge(
    caller: Caller,
    path: web::Path<String>,
    key: IdempotencyKey,
    body: JsonBody,
    service: web::Data<Commendations>,
    in_flight: web::Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let slot = match attempt(&service, &in_flight, ("acknowledge", caller, id), key, &body).await? {
        Attempt::Replay(response) => return Ok(response),
        Attempt::First(slot) => slot,
    };
    let (request, mut problems) = body.read::<AcknowledgementBody>()?;
    let note = short_text(&mut problems, "/note", request.note.flatten(), 4_000);
    problems.check()?;
    let given = Acknowledging {
        note,
        told_employee: request.told_employee.flatten().unwrap_or(false),
        filed: request.filed.flatten().unwrap_or(false),
    };
    let keep = move |conn: &mut Connection, now: Timestamp, first: First, given| {
        slot.keep(conn, now, created_or_ok(first), &AcknowledgementView::from(given), None)
    };
    Ok(service.acknowledge(caller, id, given, keep).await?.answer())
}

/// A helper thanks; the banker is told.
#[utoipa::path(post, operation_id = "thank_for_commendation", path = "/api/v1/commendations/{id}/thanks", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ThanksBody,
    responses((status = 201, body = ThanksView), (status = 200, body = ThanksView), (status = 403)))]
pub async fn thank(
    caller: Caller,
    path: web::Path<String>,
    key: IdempotencyKey,
    body: JsonBody,
    service: web::Data<Commendations>,
    in_flight: web::Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let slot = match attempt(&service, &in_flight, ("thank", caller, id), key, &body).await? {
        Attempt::Replay(response) => return Ok(response),
        Attempt::First(slot) => slot,
    };
    let (request, mut problems) = body.read::<ThanksBody>()?;
    let text = short_text(&mut problems, "/text", request.text.flatten(), 4_000);
    problems.check()?;
    let keep = move |conn: &mut Connection, now: Timestamp, first: First, given| {
        slot.keep(conn, now, created_or_ok(first), &ThanksView::from(given), None)
    };
    Ok(service.thank(caller, id, text, keep).await?.answer())
}

/// Names the helper whom nobody knew at sending; the helper's chain is then told.
#[utoipa::path(post, operation_id = "assign_helper", path = "/api/v1/commendations/{id}/assignment", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = AssignmentBody,
    responses((status = 201, body = WholeView), (status = 403)))]
pub async fn assign(
    caller: Caller,
    path: web::Path<String>,
    key: IdempotencyKey,
    body: JsonBody,
    service: web::Data<Commendations>,
    in_flight: web::Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let slot = match attempt(&service, &in_flight, ("assign", caller, id), key, &body).await? {
        Attempt::Replay(response) => return Ok(response),
        Attempt::First(slot) => slot,
    };
    let (request, problems) = body.read::<AssignmentBody>()?;
    let (Some(helper), true) = (request.helper_id, problems.is_empty()) else { return Err(problems.into_problem()) };
    let keep = move |conn: &mut Connection, now: Timestamp, shown| {
        slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
    };
    Ok(service.assign(caller, id, helper, keep).await?.answer())
}

/// Corrects it: a new version with a code of its own; everyone who has the one before is sent it. The client's letter stays.
#[utoipa::path(post, operation_id = "correct_commendation", path = "/api/v1/commendations/{id}/corrections", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = CorrectionBody,
    responses((status = 201, body = CorrectedView), (status = 403)))]
pub async fn correct(
    caller: Caller,
    path: web::Path<String>,
    key: IdempotencyKey,
    body: JsonBody,
    service: web::Data<Commendations>,
    in_flight: web::Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let slot = match attempt(&service, &in_flight, ("correct", caller, id), key, &body).await? {
        Attempt::Replay(response) => return Ok(response),
        Attempt::First(slot) => slot,
    };
    let (request, problems) = body.read::<CorrectionBody>()?;
    let correction = request::correction(&service, &caller, id, request, problems).await?;
    let keep = move |conn: &mut Connection, now: Timestamp, corrected| {
        slot.keep(conn, now, StatusCode::CREATED, &CorrectedView::from(corrected), None)
    };
    Ok(service.correct(caller, id, correction, keep).await?.answer())
}

/// Takes it back; everyone who got it is told.
#[utoipa::path(post, operation_id = "withdraw_commendation", path = "/api/v1/commendations/{id}/withdrawal", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = WithdrawalBody,
    responses((status = 201, body = WholeView), (status = 403)))]
pub async fn withdraw(
    caller: Caller,
    path: web::Path<String>,
    key: IdempotencyKey,
    body: JsonBody,
    service: web::Data<Commendations>,
    in_flight: web::Data<InFlight>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let slot = match attempt(&service, &in_flight, ("withdraw", caller, id), key, &body).await? {
        Attempt::Replay(response) => return Ok(response),
        Attempt::First(slot) => slot,
    };
    let (request, mut problems) = body.read::<WithdrawalBody>()?;
    let reason = short_text(&mut problems, "/reason", request.reason, 1_000);
    if reason.is_none() {
        problems.at_path("/reason", "required", "Say why, in words that everyone who got it may read.");
    }
    let (Some(reason), true) = (reason, problems.is_empty()) else { return Err(problems.into_problem()) };
    let keep = move |conn: &mut Connection, now: Timestamp, shown| {
        slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
    };
    Ok(service.withdraw(caller, id, reason, keep).await?.answer())
}

/// Whether it is the first request with its key. The commendation stands in the path, and the same body about another one is
/// another request. Who may no longer read the commendation is told what a new request would be told.
async fn attempt(
    service: &Commendations,
    in_flight: &InFlight,
    (verb, caller, id): (&'static str, Caller, CommendationId),
    key: IdempotencyKey,
    body: &JsonBody,
) -> Result<Attempt, Problem> {
    let attempt = in_flight.attempt(&service.db, caller.person, verb, key, &json!([id, body.value])).await?;
    if matches!(attempt, Attempt::Replay(_)) {
        service.may_hear_again(caller, id).await?;
    }
    Ok(attempt)
}

fn created_or_ok(first: First) -> StatusCode {
    match first {
        First::Yes => StatusCode::CREATED,
        First::No => StatusCode::OK,
    }
}
