//! Commendations over HTTP.

pub(super) mod bodies;
mod hints;
pub(super) mod inputs;
pub mod originals;
mod verbs;
pub(super) mod views;
mod written;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::notices::notices;
use super::operations::{CallersList, Commendations, Sent, search_words};
use super::store::ListFilter;
use super::{CommendationError, Refusal};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::ids::{CommendationId, DeliveryId};
use crate::language::phrase;
use crate::web::{
    Caller, CostlyRequests, FileAnswer, JsonBody, Kept, Once, Paged, Problem, Problems, Query, Slot, id, prefers,
    varying,
};

use bodies::SendBody;
use views::{DeliveryView, ListedView, OriginalView, PreviewView, RetriedView, SentView, WholeView};

pub use verbs::*;
pub use views::{AcknowledgementView, PersonView, ThanksView, VocabularyView};
pub(super) use written::{unread, written};

/// The lists that a caller may request.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "only its description is used")]
#[schema(rename_all = "snake_case")]
enum ListRole {
    Sent,
    Received,
    Team,
    All,
}

/// Shows the effect of sending: recipients with reasons, masked data, characters without a font. Nothing is stored. With
/// `Accept: application/pdf` the letter itself, marked as a draft.
#[utoipa::path(post, operation_id = "preview_commendation", path = "/api/v1/preview", tag = "commendations", request_body = SendBody,
    responses((status = 200, content((PreviewView = "application/json"), (Vec<u8> = "application/pdf"))), (status = 403), (status = 429)))]
pub async fn preview(
    caller: Caller,
    body: JsonBody,
    http: HttpRequest,
    service: web::Data<Commendations>,
    paced: web::Data<CostlyRequests>,
) -> Result<HttpResponse, Problem> {
    paced.preview(caller.person)?;
    let (body, problems) = body.read::<SendBody>()?;
    let prepared = inputs::together(problems, service.prepare(caller, body.into()).await)?;
    if prefers(&http, &[mime::APPLICATION_PDF], &[mime::APPLICATION_JSON]) {
        let draft = service.preview_letter(&prepared).await?;
        return Ok(varying(pdf(draft.bytes).shown_as("draft.pdf".to_owned()).answer(&http)));
    }
    Ok(varying(HttpResponse::Ok().json(PreviewView {
        deliveries: prepared.deliveries().iter().map(Into::into).collect(),
        masked: prepared.masked().iter().map(Into::into).collect(),
        without_font: service.without_font(&prepared),
        maybe_names: prepared.circulated.maybe_names.iter().map(Into::into).collect(),
        notes: notices(&prepared).iter().map(Into::into).collect(),
    })))
}

/// Sends a commendation up both chains. The answer comes when everything is on disk; the mails follow.
#[utoipa::path(post, operation_id = "send_commendation", path = "/api/v1/commendations", tag = "commendations", request_body = SendBody,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SentView, headers(("Location" = String, description = "Where the commendation is"))),
        (status = 403, description = "In this bank only bankers send commendations"), (status = 429)))]
pub async fn send(
    caller: Caller,
    once: Once,
    body: JsonBody,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    once.serve("send", &body.value, |slot| send_first(caller, &body, &service, slot)).await
}

async fn send_first(caller: Caller, body: &JsonBody, service: &Commendations, slot: Slot) -> Result<Kept, Problem> {
    let (body, problems) = body.read::<SendBody>()?;
    let prepared = inputs::together(problems, service.prepare(caller, body.into()).await)?;
    let keep = move |conn: &mut Connection, now: Timestamp, sent: &Sent| {
        let location = format!("/api/v1/commendations/{}", sent.id);
        slot.keep(conn, now, StatusCode::CREATED, &SentView::from(sent), Some(location))
    };
    let (_, kept) = service.send(prepared, keep).await?;
    Ok(kept)
}

/// A list: what the caller sent, received, or what the caller's team received; newest first. HR and auditors read all there is.
#[utoipa::path(get, operation_id = "list_commendations", path = "/api/v1/commendations", tag = "commendations",
    params(("role" = inline(Option<ListRole>), Query, description = "Only what one sent, received, or one's team received; all is for HR and auditors"),
        ("q" = Option<String>, Query, description = "Beginnings of words"),
        ("from" = Option<chrono::NaiveDate>, Query, description = "First day of service"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "Last day of service"),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<ListedView>), (status = 403, description = "Only HR and auditors read all")))]
pub async fn list(
    caller: Caller,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let roles = [
        ("sent", CallersList::Sent),
        ("received", CallersList::Received),
        ("team", CallersList::Team),
        ("all", CallersList::All),
    ];
    let mine = query.word("role", &roles).unwrap_or(CallersList::Any);
    let (page, filter) = (query.page(), filter(&mut query));
    query.check()?;
    let listed = service.list(caller, mine, filter, page).await?;
    Ok(HttpResponse::Ok().json(listed.map(ListedView::from)))
}

fn filter(query: &mut Query) -> ListFilter {
    let words = query.text("q").map(search_words).unwrap_or_default();
    ListFilter { from: query.day("from"), to: query.day("to"), words, ..ListFilter::default() }
}

/// A person's recognition history: for that person, that person's supervisors now, HR and auditor.
#[utoipa::path(get, operation_id = "list_recognition", path = "/api/v1/people/{id}/recognition", tag = "commendations",
    params(("id" = String, Path), ("q" = Option<String>, Query, description = "Beginnings of words"),
        ("from" = Option<chrono::NaiveDate>, Query, description = "First day of service"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "Last day of service"), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<ListedView>)))]
pub async fn recognition(
    caller: Caller,
    person: web::Path<String>,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (page, filter) = (query.page(), filter(&mut query));
    query.check()?;
    let listed = service.history(caller, id(&person)?, filter, page).await?;
    Ok(HttpResponse::Ok().json(listed.map(ListedView::from)))
}

/// One commendation, whole.
#[utoipa::path(get, operation_id = "get_commendation", path = "/api/v1/commendations/{id}", tag = "commendations", params(("id" = String, Path)),
    responses((status = 200, body = WholeView)))]
pub async fn one(
    caller: Caller,
    path: web::Path<String>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let shown = service.show(caller, id(&path)?).await?;
    Ok(HttpResponse::Ok().json(WholeView::from(shown)))
}

/// The circulated copy: the bytes that were mailed.
#[utoipa::path(get, operation_id = "get_letter", path = "/api/v1/commendations/{id}/letter.pdf", tag = "commendations",
    params(("id" = String, Path), ("version" = Option<i32>, Query, description = "From 1; the current one when absent", minimum = 1)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 304)))]
pub async fn letter_pdf(
    caller: Caller,
    path: web::Path<String>,
    mut query: Query,
    http: HttpRequest,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let asked: Option<i32> = query.parsed("version", "This has to be the number of a version, from 1.");
    query.check()?;
    let (reference, file) = service.copy_for(caller, id, asked).await?;
    Ok(pdf(file.bytes).under_digest(&file.sha256).shown_as(format!("{reference}.pdf")).answer(&http))
}

fn pdf(bytes: impl Into<bytes::Bytes>) -> FileAnswer {
    FileAnswer::of("application/pdf", bytes)
}

/// The words as they were written, unmasked. Each reading stands in the trail.
#[utoipa::path(get, operation_id = "get_original", path = "/api/v1/commendations/{id}/original", tag = "commendations", params(("id" = String, Path)),
    responses((status = 200, body = OriginalView)))]
pub async fn original(
    caller: Caller,
    path: web::Path<String>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let written = service.original(caller, id(&path)?).await?;
    Ok(HttpResponse::Ok().json(OriginalView::from(written)))
}

/// Each mail about it, with every try.
#[utoipa::path(get, operation_id = "list_deliveries", path = "/api/v1/commendations/{id}/deliveries", tag = "commendations",
    params(("id" = String, Path), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<DeliveryView>)))]
pub async fn deliveries(
    caller: Caller,
    path: web::Path<String>,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let all = service.deliveries(caller, id(&path)?).await?;
    Ok(HttpResponse::Ok().json(views::page_of_deliveries(all, &page)))
}

/// Puts a delivery that failed, bounced or may not have arrived back into the queue.
#[utoipa::path(post, operation_id = "retry_delivery", path = "/api/v1/commendations/{id}/deliveries/{delivery_id}/retry", tag = "commendations",
    params(("id" = String, Path), ("delivery_id" = String, Path)),
    responses((status = 202, description = "Queued", body = RetriedView),
        (status = 403, description = "Only the banker and HR send again"), (status = 409)))]
pub async fn retry(
    caller: Caller,
    path: web::Path<(String, String)>,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let (commendation, delivery): (CommendationId, DeliveryId) = (id(&path.0)?, id(&path.1)?);
    service.retry(caller, commendation, delivery).await?;
    Ok(HttpResponse::Accepted().json(RetriedView { id: delivery, state: "queued" }))
}

/// The strengths that a helper can be praised for.
#[utoipa::path(get, operation_id = "get_vocabulary", path = "/api/v1/vocabulary", tag = "commendations", responses((status = 200, body = VocabularyView)))]
pub async fn vocabulary(_: Caller) -> HttpResponse {
    HttpResponse::Ok().json(VocabularyView::whole())
}

impl From<CommendationError> for Problem {
    fn from(error: CommendationError) -> Self {
        let words = hints::refusal(&error).unwrap_or_else(|| String::new().into());
        match error {
            CommendationError::NotFound => Self::not_found(),
            CommendationError::Rejected(wrong) => {
                let mut problems = Problems::default();
                inputs::note(&mut problems, &wrong);
                problems.into_problem()
            }
            CommendationError::OnlyBankers | CommendationError::AllForOverseers => Self::forbidden(words),
            CommendationError::Refused(refusal) => match refusal {
                Refusal::NotFound => Self::not_found(),
                Refusal::NotAllowed(_) => Self::forbidden(words),
                Refusal::Withdrawn
                | Refusal::Assigned
                | Refusal::TooLate
                | Refusal::NotShared
                | Refusal::Replaced
                | Refusal::NotRetryable => Self::conflict(refusal.code(), words),
            },
            CommendationError::Unchanged => Self::unprocessable("nothing_changed", words),
            CommendationError::Overtaken => Self::conflict("changed_meanwhile", words),
            CommendationError::BadHelper(_) => {
                let mut problems = Problems::default();
                problems.at_path("/helper_id", "not_a_helper", words);
                problems.into_problem()
            }
            CommendationError::UploadUsed => {
                let mut problems = Problems::default();
                problems.at_path("/letter/upload_id", "upload_used", words);
                problems.into_problem()
            }
            CommendationError::DraftOvertaken => Self::conflict("changed_meanwhile", words),
            CommendationError::Scan(error) => error.into(),
            CommendationError::TooMany(wait) => Self::too_many_for(wait, phrase("refused-many-letters")),
            CommendationError::Copy(cause) => Self::unexpected(&cause),
            CommendationError::Database(error) => error.into(),
        }
    }
}
