//! Actions on a commendation that was sent, over HTTP: acknowledge, thank, name the helper, correct, withdraw.
//!
//! Each may be repeated with its `Idempotency-Key`. A replay repeats the first answer only for a caller who may still read it.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::json;

use super::bodies::{
    AcknowledgementBody, AssignmentBody, ConsentWithdrawalBody, CorrectionBody, DisputeBody, ThanksBody, WithdrawalBody,
};
use super::inputs;
use super::views::{AcknowledgementView, CorrectedView, DisputeView, ThanksView, WholeView};
use crate::clock::Timestamp;
use crate::commendations::operations::{Commendations, ReplyChange};
use crate::db::Connection;
use crate::ids::CommendationId;
use crate::web::{Caller, FromJson, JsonBody, Kept, Once, Problem, Problems, Slot, id};

/// A request for an action on one commendation.
pub struct VerbRequest {
    caller: Caller,
    id: CommendationId,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
}

impl FromRequest for VerbRequest {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Parts = (Caller, web::Path<String>, Once, JsonBody, web::Data<Commendations>);
        let parts = Parts::from_request(request, payload);
        async move {
            let (caller, path, once, body, service) = parts.await?;
            Ok(Self { caller, id: id(&path)?, once, body, service })
        }
        .boxed_local()
    }
}

impl VerbRequest {
    /// Reads the body and serves the action once for its key. The path names the commendation, so the same body about another one is
    /// another request. A caller who may no longer read the commendation gets the answer of a new request.
    async fn serve<B: FromJson>(
        self,
        verb: &'static str,
        serve: impl AsyncFnOnce(&Commendations, B, Problems, Slot) -> Result<Kept, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let Self { caller, id, once, body, service } = self;
        let (service, body) = (service.get_ref(), &body);
        let may_hear = async { Ok(service.may_hear_again(caller, id).await?) };
        let serve = |slot| async move {
            let (body, problems) = body.read::<B>()?;
            serve(service, body, problems, slot).await
        };
        once.serve_if(verb, &json!([id, body.value]), may_hear, serve).await
    }
}

/// Puts on record that a supervisor of a helper has read it.
#[utoipa::path(post, operation_id = "acknowledge_commendation", path = "/api/v1/commendations/{id}/acknowledgements", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = AcknowledgementBody,
    responses((status = 201, body = AcknowledgementView), (status = 200, body = AcknowledgementView),
        (status = 403)))]
pub async fn acknowledge(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("acknowledge", async |service: &Commendations, body: AcknowledgementBody, problems, slot: Slot| {
            let given = inputs::acknowledgement(body, problems)?;
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
pub async fn thank(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("thank", async |service: &Commendations, body: ThanksBody, problems, slot: Slot| {
            let reply = inputs::thanks(body, problems)?;
            let keep = move |conn: &mut Connection, now: Timestamp, first: ReplyChange, given| {
                slot.keep(conn, now, created_or_ok(first), &ThanksView::from(given), None)
            };
            Ok(service.thank(caller, id, reply, keep).await?)
        })
        .await
}

/// A recipient says that it is not about that person, or about somebody whom that person does not supervise; HR is told.
#[utoipa::path(post, operation_id = "dispute_commendation", path = "/api/v1/commendations/{id}/disputes", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = DisputeBody,
    responses((status = 201, body = DisputeView), (status = 200, body = DisputeView), (status = 403)))]
pub async fn dispute(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("dispute", async |service: &Commendations, body: DisputeBody, problems, slot: Slot| {
            let (kind, note) = inputs::dispute(body, problems)?;
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
pub async fn assign(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("assign", async |service: &Commendations, body: AssignmentBody, problems, slot: Slot| {
            let (Some(helper), true) = (body.helper_id, problems.is_empty()) else {
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
pub async fn correct(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("correct", async |service: &Commendations, body: CorrectionBody, problems, slot: Slot| {
            let correction = inputs::together(problems, service.prepare_correction(caller, id, body.into()).await)?;
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
pub async fn withdraw(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve("withdraw", async |service: &Commendations, body: WithdrawalBody, problems, slot: Slot| {
            let reason = inputs::withdrawal(body, problems)?;
            let keep = move |conn: &mut Connection, now: Timestamp, shown| {
                slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
            };
            Ok(service.withdraw(caller, id, reason, keep).await?)
        })
        .await
}

/// Makes a version without the client's name, signature and scanned pages, because the client took the permission back; everyone who has the
/// one before is sent it.
#[utoipa::path(post, operation_id = "withdraw_consent", path = "/api/v1/commendations/{id}/consent-withdrawal", tag = "commendations",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ConsentWithdrawalBody,
    responses((status = 201, body = WholeView), (status = 403),
        (status = 409, description = "The client's name is not shared (`not_shared`), it was withdrawn, or changed at the same moment")))]
pub async fn withdraw_consent(request: VerbRequest) -> Result<HttpResponse, Problem> {
    let (caller, id) = (request.caller, request.id);
    request
        .serve(
            "withdraw_consent",
            async |service: &Commendations, body: ConsentWithdrawalBody, problems, slot: Slot| {
                let reason = inputs::consent_withdrawal(body, problems)?;
                let keep = move |conn: &mut Connection, now: Timestamp, shown| {
                    slot.keep(conn, now, StatusCode::CREATED, &WholeView::from(shown), None)
                };
                Ok(service.withdraw_consent(caller, id, reason, keep).await?)
            },
        )
        .await
}

fn created_or_ok(first: ReplyChange) -> StatusCode {
    match first {
        ReplyChange::Yes => StatusCode::CREATED,
        ReplyChange::No => StatusCode::OK,
    }
}
