//! Actions on a commendation that was sent, over HTTP: acknowledge, thank, name the helper, correct, withdraw.
//!
//! Each may be repeated with its `Idempotency-Key`. A replay repeats the first answer only for a caller who may still read it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::bodies::{AcknowledgementBody, AssignmentBody, CorrectionBody, DisputeBody, ThanksBody, WithdrawalBody};
use super::views::{AcknowledgementView, CorrectedView, DisputeView, ThanksView, WholeView};
use super::{id, inputs};
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::intake::{self, Field};
use crate::commendations::operations::{AcknowledgementInput, Commendations, ReplyChange};
use crate::db::Connection;
use crate::ids::CommendationId;
use crate::web::{Caller, JsonBody, Kept, Once, Problem, Problems, Slot};

/// Puts on record that a supervisor of a helper has read it.
#[utoipa::path(post, operation_id = "acknowledge_commendation", path = "/api/v1/commendations/{id}/acknowledgements", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = AcknowledgementBody,
    responses((status = 201, body = AcknowledgementView), (status = 200, body = AcknowledgementView),
        (status = 403)))]
pub async fn acknowledge(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("acknowledge", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<AcknowledgementBody>()?;
        let given = AcknowledgementInput {
            note: text(problems, Field::Note, request.note)?,
            told_employee: request.told_employee.flatten().unwrap_or(false),
            filed: request.filed.flatten().unwrap_or(false),
        };
        let keep = move |conn: &mut Connection, now: Timestamp, first: ReplyChange, given| {
            slot.keep(conn, now, created_or_ok(first), &AcknowledgementView::from(given), None)
        };
        Ok(service.acknowledge(caller, id, given, keep).await?)
    })
    .await
}

/// A helper thanks; the banker is told.
#[utoipa::path(post, operation_id = "thank_for_commendation", path = "/api/v1/commendations/{id}/thanks", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ThanksBody,
    responses((status = 201, body = ThanksView), (status = 200, body = ThanksView), (status = 403)))]
pub async fn thank(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("thank", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<ThanksBody>()?;
        let text = text(problems, Field::Thanks, request.text)?;
        let keep = move |conn: &mut Connection, now: Timestamp, first: ReplyChange, given| {
            slot.keep(conn, now, created_or_ok(first), &ThanksView::from(given), None)
        };
        Ok(service.thank(caller, id, text, keep).await?)
    })
    .await
}

/// A recipient says that it is not about that person, or about somebody whom that person does not supervise; HR is told.
#[utoipa::path(post, operation_id = "dispute_commendation", path = "/api/v1/commendations/{id}/disputes", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = DisputeBody,
    responses((status = 201, body = DisputeView), (status = 200, body = DisputeView), (status = 403)))]
pub async fn dispute(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("dispute", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<DisputeBody>()?;
        let kind = request.kind;
        let note = text(problems, Field::Note, request.note)?;
        let Some(kind) = kind else { return Err(Problem::not_found()) };
        let keep = move |conn: &mut Connection, now: Timestamp, first: bool| {
            let view = DisputeView { commendation_id: id, kind };
            slot.keep(conn, now, created_or_ok(ReplyChange::from(first)), &view, None)
        };
        Ok(service.dispute(caller, id, (kind, note), keep).await?)
    })
    .await
}

/// Names the helper whom nobody knew at sending; the helper's chain is then told.
#[utoipa::path(post, operation_id = "assign_helper", path = "/api/v1/commendations/{id}/assignment", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = AssignmentBody,
    responses((status = 201, body = WholeView), (status = 403)))]
pub async fn assign(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("assign", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<AssignmentBody>()?;
        let (Some(helper), true) = (request.helper_id, problems.is_empty()) else {
            return Err(problems.into_problem());
        };
        let keep = move |conn: &mut Connection, now: Timestamp, shown| {
            slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
        };
        Ok(service.assign(caller, id, helper, keep).await?)
    })
    .await
}

/// Corrects it: a new version with a code of its own; everyone who has the one before is sent it. The client's letter stays.
#[utoipa::path(post, operation_id = "correct_commendation", path = "/api/v1/commendations/{id}/corrections", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = CorrectionBody,
    responses((status = 201, body = CorrectedView), (status = 403)))]
pub async fn correct(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("correct", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<CorrectionBody>()?;
        let correction = inputs::together(problems, service.prepare_correction(caller, id, request.into()).await)?;
        let keep = move |conn: &mut Connection, now: Timestamp, corrected| {
            slot.keep(conn, now, StatusCode::CREATED, &CorrectedView::from(corrected), None)
        };
        Ok(service.correct(caller, id, correction, keep).await?)
    })
    .await
}

/// Takes it back; everyone who got it is told.
#[utoipa::path(post, operation_id = "withdraw_commendation", path = "/api/v1/commendations/{id}/withdrawal", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = WithdrawalBody,
    responses((status = 201, body = WholeView), (status = 403)))]
pub async fn withdraw(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (id, service, body) = (id(&path)?, service.get_ref(), &body);
    about(service, once, ("withdraw", caller, id), body, |slot| async move {
        let (request, problems) = body.read::<WithdrawalBody>()?;
        let reason = intake::withdrawal(inputs::required(request.reason)).map_err(CommendationError::Rejected);
        let reason = inputs::together(problems, reason)?;
        let keep = move |conn: &mut Connection, now: Timestamp, shown| {
            slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
        };
        Ok(service.withdraw(caller, id, reason, keep).await?)
    })
    .await
}

/// Serves an action once for its key. The path names the commendation, so the same body about another one is another request. A
/// caller who may no longer read the commendation gets the answer of a new request.
async fn about<F>(
    service: &Commendations,
    once: Once,
    (verb, caller, id): (&'static str, Caller, CommendationId),
    body: &JsonBody,
    serve: impl FnOnce(Slot) -> F,
) -> Result<HttpResponse, Problem>
where
    F: Future<Output = Result<Kept, Problem>>,
{
    let may_hear = async { Ok(service.may_hear_again(caller, id).await?) };
    once.serve_if(verb, &json!([id, body.value]), may_hear, serve).await
}

/// The text of a reply.
pub(in crate::commendations) fn text(
    problems: Problems,
    field: Field,
    text: Option<Option<String>>,
) -> Result<Option<String>, Problem> {
    let text = intake::reply(field, inputs::optional(text)).map_err(CommendationError::Rejected);
    inputs::together(problems, text)
}

fn created_or_ok(first: ReplyChange) -> StatusCode {
    match first {
        ReplyChange::Yes => StatusCode::CREATED,
        ReplyChange::No => StatusCode::OK,
    }
}
