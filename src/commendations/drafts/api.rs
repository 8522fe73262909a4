//! Drafts over HTTP. The tag of a draft is its revision.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, EntityTag, Header as _, IF_MATCH, IfMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::operations::{DraftList, Drafts, Listed};
use super::rules::{Action, Age, Facts, For, actions, as_overseen};
use super::{Closing, Draft, DraftError, Expected, Refusal};
use crate::clock::Timestamp;
use crate::commendations::api::bodies::SendBody;
use crate::commendations::api::views::SentView;
use crate::commendations::api::{inputs, unread, written};
use crate::commendations::intake::{Input, closing};
use crate::commendations::operations::Sent;
use crate::commendations::{CommendationError, LetterKind};
use crate::db::Connection;
use crate::directory::Person;
use crate::ids::{DraftId, PersonId};
use crate::language::Explanation;
use crate::web::{Caller, JsonBody, Once, Paged, Problem, Query, body, id};

/// Problems of a body that no draft keeps: it is not what a form could hold.
const NOT_KEPT: [&str; 3] = ["wrong_type", "unknown_field", "too_many"];

/// The fields of POST /api/v1/commendations, as far as they are filled in, with whatever was filled in. Other names are refused.
#[derive(ToSchema)]
#[schema(as = DraftFields)]
#[allow(dead_code, reason = "only its description is used")]
pub struct FieldsForm {
    #[schema(required = false)]
    helper_ids: Value,
    #[schema(required = false)]
    served_on: Value,
    #[schema(required = false)]
    include_banker: Value,
    #[schema(required = false)]
    client: Value,
    #[schema(required = false)]
    letter: Value,
    #[schema(required = false)]
    what_they_did: Value,
    #[schema(required = false)]
    cover_note: Value,
    #[schema(required = false)]
    cover_note_withheld: Value,
    #[schema(required = false)]
    assist_id: Value,
    #[schema(required = false)]
    workaround: Value,
    #[schema(required = false)]
    strengths: Value,
}

/// A draft.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Draft)]
pub struct DraftView {
    #[serde(flatten)]
    head: HeadView,
    /// The fields as they were filled in, also values that cannot be sent so.
    #[schema(value_type = FieldsForm)]
    fields: Value,
    /// The person who began it.
    owner_id: PersonId,
    /// The actions that the caller may do now.
    actions: Vec<Action>,
}

/// A draft in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedDraft)]
pub struct ListedDraftView {
    #[serde(flatten)]
    head: HeadView,
    /// The person who began it.
    owner: Person,
    /// The helpers named so far.
    helpers: Vec<Person>,
}

/// The facts of a draft beside its fields.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DraftHead)]
pub struct HeadView {
    /// Also the id of the commendation that it becomes.
    id: DraftId,
    /// The number of its ETag.
    revision: i64,
    /// The client's letter, once it is signed or scanned.
    letter: Option<LetterKind>,
    created_at: Timestamp,
    changed_at: Timestamp,
    /// The time at which it is deleted; null while it holds a signed letter or a scan.
    kept_until: Option<Timestamp>,
    /// The time from which HR and the owner's supervisor have to send or close it.
    waiting_since: Option<Timestamp>,
    /// The end of a draft that is not sent.
    closed: Option<ClosingView>,
}

/// The end of a draft that is not sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DraftClosing)]
pub struct ClosingView {
    at: Timestamp,
    by: PersonId,
    reason: String,
}

impl HeadView {
    fn of(draft: &Draft, drafts: &Drafts) -> Self {
        Self {
            id: draft.id,
            revision: draft.revision,
            letter: draft.letter.map(|letter| letter.kind),
            created_at: draft.created_at,
            changed_at: draft.changed_at,
            kept_until: Age::from(draft).kept_until(drafts.keep),
            waiting_since: draft.waiting_since,
            closed: draft.closed.clone().map(|Closing { at, by, reason }| ClosingView { at, by, reason }),
        }
    }
}

impl DraftView {
    fn of(draft: &Draft, drafts: &Drafts, caller: Caller) -> Self {
        Self {
            head: HeadView::of(draft, drafts),
            fields: written(&draft.input),
            owner_id: draft.owner,
            actions: actions(draft.is_of(caller.person), Facts::from(draft)),
        }
    }
}

fn tag(revision: i64) -> String {
    EntityTag::new_strong(revision.to_string()).to_string()
}

fn answer(draft: &Draft, drafts: &Drafts, caller: Caller) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, tag(draft.revision))).json(DraftView::of(draft, drafts, caller))
}

/// The revisions that `If-Match` names; none when it was not sent. A weak tag names none (RFC 9110, section 13.1.1).
fn expected(http: &HttpRequest) -> Option<Expected> {
    http.headers().contains_key(IF_MATCH).then(|| match IfMatch::parse(http) {
        Ok(IfMatch::Any) => Expected::Any,
        Ok(IfMatch::Items(tags)) => {
            let strong = tags.iter().filter(|tag| !tag.weak);
            Expected::OneOf(strong.filter_map(|tag| tag.tag().parse().ok()).collect())
        }
        Err(_) => Expected::OneOf(Vec::new()),
    })
}

/// The fields of a body that a draft keeps.
fn fields(body: &JsonBody) -> Result<Input, Problem> {
    let (body, problems) = body.read::<SendBody>()?;
    problems.only(&NOT_KEPT).check()?;
    Ok(body.into())
}

/// Begins a draft: a commendation that is not complete yet. It has the fields of POST /api/v1/commendations, and keeps also those that
/// could not be sent, such as a date that is none.
#[utoipa::path(post, operation_id = "create_draft", path = "/api/v1/drafts", tag = "drafts", request_body = FieldsForm,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = DraftView, headers(("Location" = String, description = "Where the draft is"),
            ("ETag" = String, description = "Its revision"))),
        (status = 403, description = "In this bank only bankers send commendations"),
        (status = 409, description = "A person has 200 drafts at most")))]
pub async fn create(
    caller: Caller,
    once: Once,
    body: JsonBody,
    drafts: web::Data<Drafts>,
) -> Result<HttpResponse, Problem> {
    let (drafts, body) = (drafts.get_ref(), &body);
    let mut answer = once
        .serve("draft.create", &body.value, |slot| async move {
            let input = fields(body)?;
            let viewed = drafts.clone();
            let keep = move |conn: &mut Connection, now: Timestamp, draft: &Draft| {
                let place = format!("/api/v1/drafts/{}", draft.id);
                slot.keep(conn, now, StatusCode::CREATED, &DraftView::of(draft, &viewed, caller), Some(place))
            };
            Ok(drafts.create(caller, input, keep).await?)
        })
        .await?;
    answer.headers_mut().insert(ETAG, actix_web::http::header::HeaderValue::from_static("\"1\""));
    Ok(answer)
}

/// The lists of drafts that one may ask for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its description is used")]
#[schema(rename_all = "snake_case")]
enum DraftRole {
    Own,
    Team,
    All,
}

/// The caller's own drafts that are not sent yet, the latest change first; or those of others that the caller has to settle, those that wait
/// the longest first.
#[utoipa::path(get, operation_id = "list_drafts", path = "/api/v1/drafts", tag = "drafts",
    params(("role" = inline(Option<DraftRole>), Query,
            description = "own, when absent; team and all are those that wait to be sent or closed: of people whom the caller supervises, or of everyone, for HR"),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<ListedDraftView>), (status = 403, description = "Only HR reads all")))]
pub async fn list(caller: Caller, mut query: Query, drafts: web::Data<Drafts>) -> Result<HttpResponse, Problem> {
    let roles = [("own", DraftList::Own), ("team", DraftList::Team), ("all", DraftList::All)];
    let list = query.word("role", &roles).unwrap_or(DraftList::Own);
    let page = query.page();
    query.check()?;
    let listed = match list {
        DraftList::Own => drafts.list(caller, page).await?,
        DraftList::Team | DraftList::All => drafts.waiting(caller, list, page).await?,
    };
    let view = |listed: Listed| ListedDraftView {
        head: HeadView::of(&listed.draft, &drafts),
        owner: listed.owner,
        helpers: listed.helpers,
    };
    Ok(HttpResponse::Ok().json(listed.map(view)))
}

/// A draft of the caller's own. HR and the owner's supervisor read one that waits to be sent or closed, with client data masked.
#[utoipa::path(get, operation_id = "get_draft", path = "/api/v1/drafts/{id}", tag = "drafts", params(("id" = String, Path)),
    responses((status = 200, body = DraftView, headers(("ETag" = String, description = "Its revision")))))]
pub async fn one(caller: Caller, path: web::Path<String>, drafts: web::Data<Drafts>) -> Result<HttpResponse, Problem> {
    let draft = drafts.read(caller, id(&path)?).await?;
    Ok(answer(&draft, &drafts, caller))
}

/// Saves all fields of a draft. The change is made only on the revision that `If-Match` names, so that nobody's change is lost unseen.
#[utoipa::path(put, operation_id = "save_draft", path = "/api/v1/drafts/{id}", tag = "drafts", request_body = FieldsForm,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag of the revision that is changed; * for any")),
    responses((status = 200, body = DraftView, headers(("ETag" = String, description = "The new revision"))),
        (status = 403, description = "HR and the owner's supervisor change nothing in it"),
        (status = 409, description = "It was sent (`draft_sent`, Location says as what) or closed"),
        (status = 412, description = "It has another revision (`draft_changed`); ETag is the present one",
            headers(("ETag" = String, description = "The present revision"))),
        (status = 428, description = "If-Match is missing")))]
pub async fn save(
    caller: Caller,
    path: web::Path<String>,
    http: HttpRequest,
    body: JsonBody,
    drafts: web::Data<Drafts>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    // A caller who may not know of the draft gets 404 and nothing else.
    drafts.may(caller, id, Action::Save).await?;
    let expected = expected(&http).ok_or_else(Problem::precondition_required)?;
    let draft = drafts.save(caller, id, expected, fields(&body)?).await?;
    Ok(answer(&draft, &drafts, caller))
}

/// Deletes a draft of the caller's own.
#[utoipa::path(delete, operation_id = "delete_draft", path = "/api/v1/drafts/{id}", tag = "drafts",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the revision that is deleted; any when absent")),
    responses((status = 204, description = "It is gone"),
        (status = 403, description = "HR and the owner's supervisor close it and do not delete it"),
        (status = 409, description = "It was sent or closed, or it waits for HR or the owner's supervisor"),
        (status = 412, description = "It has another revision (`draft_changed`); ETag is the present one",
            headers(("ETag" = String, description = "The present revision")))))]
pub async fn delete(
    caller: Caller,
    path: web::Path<String>,
    http: HttpRequest,
    drafts: web::Data<Drafts>,
) -> Result<HttpResponse, Problem> {
    drafts.delete(caller, id(&path)?, expected(&http).unwrap_or(Expected::Any)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends a draft as POST /api/v1/commendations would, with all problems at once. The draft is gone when the commendation is there; when
/// it cannot be sent, nothing of it is lost.
#[utoipa::path(post, operation_id = "send_draft", path = "/api/v1/drafts/{id}/send", tag = "drafts",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header),
        ("If-Match" = Option<String>, Header, description = "The ETag of the revision that is sent; any when absent")),
    responses((status = 201, body = SentView, headers(("Location" = String, description = "Where the commendation is"))),
        (status = 403, description = "In this bank only bankers send commendations"),
        (status = 409, description = "It was sent before (`draft_sent`, Location says as what) or closed"),
        (status = 412, description = "It has another revision (`draft_changed`); ETag is the present one",
            headers(("ETag" = String, description = "The present revision"))),
        (status = 429)))]
pub async fn send(
    caller: Caller,
    path: web::Path<String>,
    http: HttpRequest,
    once: Once,
    drafts: web::Data<Drafts>,
) -> Result<HttpResponse, Problem> {
    let (id, expected) = (id(&path)?, expected(&http).unwrap_or(Expected::Any));
    let drafts = drafts.get_ref();
    once.serve("draft.send", &json!([id]), |slot| async move {
        let draft = drafts.to_send(caller, id, expected).await?;
        let prepared = match drafts.prepare(caller, &draft).await {
            Ok(prepared) => Ok(prepared),
            Err(DraftError::Commendation(error)) => Err(error),
            Err(other) => return Err(other.into()),
        };
        let prepared = inputs::together(unread(&draft.input), prepared)?;
        let keep = move |conn: &mut Connection, now: Timestamp, sent: &Sent| {
            let place = format!("/api/v1/commendations/{}", sent.id);
            slot.keep(conn, now, StatusCode::CREATED, &SentView::from(sent), Some(place))
        };
        let (_, kept) = drafts.send(caller, prepared, keep).await?;
        Ok(kept)
    })
    .await
}

body! {
    /// The reason for which a draft is not sent.
    pub struct DraftClosingBody {
        /// The person who began it reads it; up to 1,000 characters.
        #[schema(min_length = 1, max_length = 1_000)]
        reason: String,
    }
}

/// Closes a draft that waits to be sent or closed: it is not sent, and the person who began it is told why. For HR and that person's
/// supervisor.
#[utoipa::path(post, operation_id = "close_draft", path = "/api/v1/drafts/{id}/closing", tag = "drafts", request_body = DraftClosingBody,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = DraftView),
        (status = 403, description = "Nobody closes a draft of one's own"),
        (status = 409, description = "It was sent or closed"), (status = 412, description = "It was changed at the same moment")))]
pub async fn close(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    drafts: web::Data<Drafts>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let (drafts, body) = (drafts.get_ref(), &body);
    once.serve("draft.close", &json!([id, body.value]), |slot| async move {
        drafts.may(caller, id, Action::Close).await?;
        let (body, problems) = body.read::<DraftClosingBody>()?;
        let reason = closing(inputs::required(body.reason)).map_err(CommendationError::Rejected);
        let reason = inputs::together(problems, reason)?;
        let viewed = drafts.clone();
        let keep = move |conn: &mut Connection, now: Timestamp, draft: &Draft| {
            let seen = Draft { input: as_overseen(draft.input.clone()), ..draft.clone() };
            slot.keep(conn, now, StatusCode::CREATED, &DraftView::of(&seen, &viewed, caller), None)
        };
        Ok(drafts.close(caller, id, reason, keep).await?)
    })
    .await
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        let words = error.phrase().map_or_else(|| String::new().into(), Explanation::from);
        match error {
            DraftError::NotFound | DraftError::Refused(Refusal::NotFound) => Self::not_found(),
            DraftError::Refused(Refusal::NotAllowed(For::Owner | For::Overseers)) => Self::forbidden(words),
            DraftError::Refused(Refusal::Closed) => Self::conflict("draft_closed", words),
            DraftError::Refused(Refusal::Signed) => Self::conflict("letter_signed", words),
            DraftError::Refused(Refusal::HasLetter) => Self::conflict("has_letter", words),
            DraftError::Refused(Refusal::Waits) => Self::conflict("draft_waits", words),
            DraftError::Changed(draft) => Self::precondition_failed("draft_changed", words, tag(draft.revision)),
            DraftError::Sent { id, .. } => {
                Self::conflict("draft_sent", words).found_at(format!("/api/v1/commendations/{id}"))
            }
            DraftError::TooMany => Self::conflict("too_many_drafts", words),
            DraftError::Commendation(error) => error.into(),
            DraftError::Database(error) => error.into(),
        }
    }
}
