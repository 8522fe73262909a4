//! The work list over JSON, for HR.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Filter, Item, Kind, Matter, State, StoredMatter, Worklist, WorklistError, words};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::ids::{PersonId, WorkItemId};
use crate::language::Language;
use crate::language::phrase;
use crate::web::{Caller, Cursor, JsonBody, Once, Paged, Problem, Problems, Query, body, id};

/// The most characters of a note to a resolution.
const LONGEST_NOTE: usize = 2_000;

body! {
    /// The resolution of a work item.
    pub struct Resolution {
        /// A note for later readers; up to 2,000 characters.
        #[schema(max_length = 2_000)]
        note: Option<String>,
    }
}

impl Resolution {
    /// The note, if there is one; a problem is noted when it is too long.
    pub fn note(self, problems: &mut Problems) -> Option<String> {
        let note = self.note.flatten().map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            problems.at_path("/note", "too_long", phrase("worklist-note-too-long").with("most", LONGEST_NOTE));
        }
        note
    }
}

/// A work item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkItem)]
pub struct ItemView {
    pub id: WorkItemId,
    /// A word such as `failed_mail`: one of those that the list can be filtered by, or one of another release.
    pub kind: String,
    pub state: State,
    /// The subject, as `noun:id`.
    pub subject: String,
    /// One sentence.
    pub summary: String,
    /// Ids and words that belong to it; depends on the kind.
    pub detail: Value,
    pub opened_at: Timestamp,
    /// The time when it was resolved, or its cause was gone.
    pub resolved_at: Option<Timestamp>,
    /// Null when nobody had to: the cause was gone.
    pub resolved_by: Option<PersonId>,
    /// The note of the person who resolved it.
    pub note: Option<String>,
}

impl From<Item> for ItemView {
    fn from(item: Item) -> Self {
        let summary = words::summary(Language::english(), &item);
        let detail = match item.told {
            StoredMatter::Matter(matter) => detail(&matter),
            StoredMatter::Unknown(arguments) => arguments,
        };
        Self {
            id: item.id,
            kind: item.kind,
            state: item.state,
            subject: item.subject,
            summary,
            detail,
            opened_at: item.opened_at,
            resolved_at: item.resolved_at,
            resolved_by: item.resolved_by,
            note: item.note,
        }
    }
}

/// The ids and words of a matter.
fn detail(matter: &Matter) -> Value {
    let why = words::advice(Language::english(), matter);
    match matter {
        Matter::MailFailed { mail, outcome, .. } => json!({
            "delivery_id": mail.delivery, "commendation_id": mail.commendation, "why": why,
            "reply_code": outcome.reply.as_ref().map(|reply| reply.code),
        }),
        Matter::MailNotSent { mail, .. } => {
            json!({"delivery_id": mail.delivery, "commendation_id": mail.commendation, "why": why})
        }
        Matter::RecipientLeft { mail, told_instead, .. } => {
            json!({"delivery_id": mail.delivery, "commendation_id": mail.commendation, "told_instead": told_instead})
        }
        Matter::RecipientNotMailed { commendation, delivery, .. } => json!({
            "commendation_id": commendation.id, "reference": commendation.reference, "delivery_id": delivery, "why": why,
        }),
        Matter::RelayRefuses { .. } => json!({"why": why}),
        Matter::RelayUnreachable { since, waiting, .. } | Matter::OutboxHeld { since, waiting } => {
            json!({"since": since, "waiting": waiting, "why": why})
        }
        Matter::MailsWaiting { count, oldest, since, domain, .. } => json!({
            "count": count, "since": since, "domain": domain, "delivery_id": oldest.delivery,
            "commendation_id": oldest.commendation, "why": why,
        }),
        Matter::LinksTooLate { count } | Matter::MailsUnreadable { count, .. } => json!({"count": count, "why": why}),
        Matter::MissingGlyphs { commendation, characters } => json!({
            "commendation_id": commendation.id, "reference": commendation.reference, "characters": characters,
        }),
        Matter::UnsureHelper { commendation } => {
            json!({"commendation_id": commendation.id, "reference": commendation.reference, "about": null})
        }
        Matter::SupervisorPraised { commendation, helper, .. } => json!({
            "commendation_id": commendation.id, "reference": commendation.reference, "about": {"helper_id": helper},
        }),
        Matter::Disputed { commendation, person, objection, note } => json!({
            "commendation_id": commendation.id, "reference": commendation.reference, "person_id": person.id,
            "kind": objection, "note": note, "why": why,
        }),
        Matter::BrokenLine { commendation, person, .. } => json!({
            "commendation_id": commendation.id, "reference": commendation.reference, "about": {"person_id": person.id},
        }),
        Matter::ImportedLine { person, .. } => json!({"person_id": person.id}),
        Matter::UnsentLetter { draft, banker, signed_at, left } => {
            json!({"draft_id": draft, "person_id": banker.id, "signed_at": signed_at, "left": left})
        }
    }
}

/// Matters that need a person's attention, newest first.
#[utoipa::path(get, operation_id = "list_work_items", path = "/api/v1/work-items", tag = "work items",
    params(("state" = Option<State>, Query, description = "Only these"), ("kind" = Option<Kind>, Query, description = "Only these"),
        ("limit" = Option<i64>, Query),
        ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<ItemView>), (status = 403)))]
pub async fn list(worklist: web::Data<Worklist>, mut query: Query) -> Result<HttpResponse, Problem> {
    let filter = Filter {
        state: query.parsed("state", "This has to be open or resolved."),
        kind: query.parsed("kind", &format!("This has to be one of {}.", Kind::WORDS.join(", "))),
        oldest_first: false,
    };
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let items = worklist.list(filter, page).await?;
    let key = |item: &Item| Cursor { at: item.opened_at.micros(), id: item.id.to_string() };
    Ok(HttpResponse::Ok().json(Paged::of(items, limit, key).map(ItemView::from)))
}

/// Takes an item off the list, in the caller's name.
#[utoipa::path(post, operation_id = "resolve_work_item", path = "/api/v1/work-items/{id}/resolution", tag = "work items", request_body = Resolution,
    params(("id" = String, Path),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = ItemView), (status = 403)))]
pub async fn resolve(
    caller: Caller,
    path: web::Path<String>,
    once: Once,
    body: JsonBody,
    worklist: web::Data<Worklist>,
) -> Result<HttpResponse, Problem> {
    let id: WorkItemId = id(&path)?;
    // One key resolves one item, so the item is part of what is compared.
    let compared = serde_json::json!([id, body.value]);
    let (worklist, body) = (worklist.get_ref(), &body);
    once.serve("work_item.resolve", &compared, |slot| async move {
        let (form, mut problems) = body.read::<Resolution>()?;
        let note = form.note(&mut problems);
        problems.check()?;
        let keep = move |conn: &mut Connection, now, item: &Item| {
            slot.keep(conn, now, StatusCode::CREATED, &ItemView::from(item.clone()), None)
        };
        Ok(worklist.resolve(id, caller.person, note, keep).await?)
    })
    .await
}

impl From<WorklistError> for Problem {
    fn from(error: WorklistError) -> Self {
        match error {
            WorklistError::NotFound => Self::not_found(),
            WorklistError::AlreadyResolved => Self::conflict("already_resolved", phrase("refused-already-resolved")),
            WorklistError::Database(error) => error.into(),
        }
    }
}
