//! HTTP handlers for assists: note one, complete or correct it, remove it, and read one's own helper book.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};

use super::operations::{Entry, Field, Filter, MaskedField, NewAssist};
use super::{Assist, AssistError, Assists, Helper, Hint, UsedBy, Workaround};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::directory::Person;
use crate::ids::{AssistId, PersonId};
use crate::invisible_characters::{directs, without};
use crate::language::{Explanation, phrase};
use crate::letters::rules::checked;
use crate::web::{Caller, CostlyRequests, Cursor, JsonBody, Once, Paged, Problem, Problems, Query, body, id};

/// The most characters of a summary or of a workaround's detail.
const LONG: usize = 4_000;
/// The most characters of a name or a department.
const NAME: usize = 200;
/// The most characters of a problem or a process.
const SHORT: usize = 100;
/// The most characters of a telephone extension.
const EXTENSION: usize = 40;

body! {
    /// A note of who helped, and with what. Only the helper is required: `helper_id`, or `helper_hint` when the banker is not
    /// sure who it was.
    pub struct NoteAssist {
        /// The person who helped.
        helper_id: Option<PersonId>,
        /// Everything known about a helper who cannot be named.
        helper_hint: Option<HelperHint>,
        /// The time of the help; now, when absent.
        helped_at: Option<Timestamp>,
        /// A description of the help; up to 4,000 characters.
        #[schema(max_length = 4_000)]
        summary: Option<String>,
        /// The kind of problem; up to 100 characters.
        #[schema(max_length = 100)]
        problem: Option<String>,
        /// The process that failed and how the helper went around it.
        workaround: Option<WorkaroundNote>,
    }
}

body! {
    /// A helper whom the banker cannot name.
    pub struct HelperHint {
        /// The name as heard on the line; a first name is enough.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
        /// The department that took the call.
        #[schema(min_length = 1, max_length = 200)]
        department: String,
        /// The telephone extension.
        #[schema(max_length = 40)]
        extension: Option<String>,
    }
}

body! {
    /// A workaround: the process that failed, so that a hero was needed.
    pub struct WorkaroundNote {
        /// The process that failed; up to 100 characters.
        #[schema(max_length = 100)]
        process: Option<String>,
        /// A description of the workaround; up to 4,000 characters.
        #[schema(max_length = 4_000)]
        detail: Option<String>,
    }
}

/// An entry of the helper book.
#[derive(Serialize, utoipa::ToSchema)]
pub struct AssistView {
    id: AssistId,
    /// Null while the helper is not known.
    helper: Option<Person>,
    /// The hint as noted; it stays when the helper is named later.
    helper_hint: Option<Hint>,
    helped_at: Timestamp,
    summary: Option<String>,
    problem: Option<String>,
    workaround: Option<Workaround>,
    created_at: Timestamp,
}

/// A noted assist, with the client data that was masked in it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NotedView {
    #[serde(flatten)]
    assist: AssistView,
    /// Client data found in the text; it was not stored.
    masked: Vec<MaskedView>,
}

/// One piece of client data.
#[derive(Serialize, utoipa::ToSchema)]
pub struct MaskedView {
    /// The place in the request, as a JSON pointer.
    pointer: &'static str,
    /// The kind of client data.
    kind: crate::letters::screening::Kind,
    /// The characters that stay visible.
    last4: Option<String>,
}

impl From<&Entry> for AssistView {
    fn from(Entry { assist, helper }: &Entry) -> Self {
        let assist = assist.clone();
        Self {
            id: assist.id,
            helper: helper.clone(),
            helper_hint: assist.hint,
            helped_at: assist.helped_at,
            summary: assist.summary,
            problem: assist.problem,
            workaround: assist.workaround,
            created_at: assist.created_at,
        }
    }
}

impl NotedView {
    fn of(entry: &Entry, masked: &[MaskedField]) -> Self {
        let masked = masked
            .iter()
            .map(|field| MaskedView {
                pointer: pointer(field.field),
                kind: field.span.kind,
                last4: field.span.last4.clone(),
            })
            .collect();
        Self { assist: entry.into(), masked }
    }
}

/// The place of a text in the request.
fn pointer(field: Field) -> &'static str {
    match field {
        Field::HintName => "/helper_hint/name",
        Field::HintDepartment => "/helper_hint/department",
        Field::Summary => "/summary",
        Field::Problem => "/problem",
        Field::WorkaroundProcess => "/workaround/process",
        Field::WorkaroundDetail => "/workaround/detail",
    }
}

/// Notes who helped the caller, and with what.
#[utoipa::path(post, operation_id = "note_assist", path = "/api/v1/assists", tag = "assists", request_body = NoteAssist,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = NotedView), (status = 429)))]
pub async fn note(
    caller: Caller,
    once: Once,
    body: JsonBody,
    assists: web::Data<Assists>,
    paced: web::Data<CostlyRequests>,
) -> Result<HttpResponse, Problem> {
    let (assists, body) = (assists.get_ref(), &body);
    once.serve("assist.note", &body.value, |slot| async move {
        paced.assist(caller.person)?;
        let (form, problems) = body.read::<NoteAssist>()?;
        let new = parse(assists, caller.person, form, problems).await?;
        let keep = move |conn: &mut Connection, now: Timestamp, entry: &Entry, masked: &[MaskedField]| {
            slot.keep(conn, now, StatusCode::CREATED, &NotedView::of(entry, masked), None)
        };
        Ok(assists.note(caller.person, new, keep).await?)
    })
    .await
}

/// Completes or corrects a note of the caller's own, until a commendation is made of it. What is absent stays; null takes a part out
/// (RFC 7396). Another helper takes the place of the one before.
#[utoipa::path(patch, operation_id = "change_assist", path = "/api/v1/assists/{id}", tag = "assists", request_body = NoteAssist,
    params(("id" = String, Path)),
    responses((status = 200, body = NotedView),
        (status = 409, description = "A commendation was made of it (`assist_used`), or it was changed at the same moment")))]
pub async fn change(
    caller: Caller,
    path: web::Path<String>,
    body: JsonBody,
    assists: web::Data<Assists>,
) -> Result<HttpResponse, Problem> {
    let before = assists.changeable(caller.person, id(&path)?).await?;
    let (form, problems) = body.onto(as_noted(&before, &body.value)).read::<NoteAssist>()?;
    let new = parse(&assists, caller.person, form, problems).await?;
    let (entry, masked) = assists.change(before, new).await?;
    Ok(HttpResponse::Ok().json(NotedView::of(&entry, &masked)))
}

/// The body that would note an assist as it is. Without its helper when `patch` names another one.
fn as_noted(assist: &Assist, patch: &Value) -> Value {
    let names = |member: &str| patch.get(member).is_some_and(|value| !value.is_null());
    let hint = if assist.helper_id.is_none() { assist.hint.as_ref() } else { None };
    json!({
        "helper_id": assist.helper_id.filter(|_| !names("helper_hint")),
        "helper_hint": hint.filter(|_| !names("helper_id")),
        "helped_at": assist.helped_at,
        "summary": assist.summary,
        "problem": assist.problem,
        "workaround": assist.workaround,
    })
}

/// Removes a note of the caller's own. A note that a commendation was made of stays.
#[utoipa::path(delete, operation_id = "remove_assist", path = "/api/v1/assists/{id}", tag = "assists", params(("id" = String, Path)),
    responses((status = 204, description = "It is gone"), (status = 409, description = "A commendation or a draft was made of it")))]
pub async fn remove(
    caller: Caller,
    path: web::Path<String>,
    assists: web::Data<Assists>,
) -> Result<HttpResponse, Problem> {
    assists.remove(caller.person, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<AssistError> for Problem {
    fn from(error: AssistError) -> Self {
        match error {
            AssistError::NotFound => Self::not_found(),
            AssistError::Used(UsedBy::Commendation) => {
                Self::conflict("assist_used", "A commendation was made of this note, so it stays.")
            }
            AssistError::Used(UsedBy::Draft) => {
                Self::conflict("assist_used", "A draft of yours uses this note. Delete the draft first.")
            }
            AssistError::Overtaken => {
                Self::conflict("changed_meanwhile", "It was changed at the same moment. Read it again, then decide.")
            }
            AssistError::Database(error) => error.into(),
        }
    }
}

/// The caller's own helper book, the latest occasion first.
#[utoipa::path(get, operation_id = "list_assists", path = "/api/v1/assists", tag = "assists",
    params(("helper_id" = Option<PersonId>, Query, description = "Only occasions when this person helped"),
        ("problem" = Option<String>, Query, description = "Beginnings of its words"),
        ("q" = Option<String>, Query, description = "Beginnings of words anywhere, the helper's name included"),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<AssistView>)))]
pub async fn book(caller: Caller, assists: web::Data<Assists>, mut query: Query) -> Result<HttpResponse, Problem> {
    let filter = Filter {
        helper: query.parsed("helper_id", "This has to be the id of a person."),
        problem: query.text("problem").map(str::to_owned),
        q: query.text("q").map(str::to_owned),
    };
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let entries = assists.book(caller.person, filter, page).await?;
    let key = |entry: &Entry| Cursor { at: entry.assist.helped_at.micros(), id: entry.assist.id.to_string() };
    Ok(HttpResponse::Ok().json(Paged::of(entries, limit, key).map(|entry| AssistView::from(&entry))))
}

/// Parses the body into an assist, or reports all of its problems at once.
pub async fn parse(
    assists: &Assists,
    caller: PersonId,
    form: NoteAssist,
    mut problems: Problems,
) -> Result<NewAssist, Problem> {
    let helped_at = form.helped_at.flatten();
    if helped_at.is_some_and(|at| at > assists.clock.now()) {
        problems.at_path("/helped_at", "in_the_future", phrase("field-in-the-future"));
    }
    let summary = text(&mut problems, "/summary", form.summary.flatten(), LONG);
    let problem = text(&mut problems, "/problem", form.problem.flatten(), SHORT);
    let workaround = form.workaround.flatten().and_then(|form| {
        let process = text(&mut problems, "/workaround/process", form.process.flatten(), SHORT);
        let detail = text(&mut problems, "/workaround/detail", form.detail.flatten(), LONG);
        (process.is_some() || detail.is_some()).then_some(Workaround { process, detail })
    });
    let helper = match (form.helper_id, form.helper_hint) {
        (Some(Some(_)), Some(Some(_))) => {
            problems.at_path("/helper_hint", "not_both", "Send helper_id or helper_hint, not both.");
            None
        }
        (Some(Some(id)), _) => known(assists, caller, id, &mut problems).await?.then_some(Helper::Known(id)),
        (_, Some(Some(form))) => hint(&mut problems, form).map(Helper::Unsure),
        (Some(None), Some(None)) => {
            let hint = "Say who helped: helper_id, or helper_hint with name and department when you are not sure.";
            problems.at_path(
                "/helper_id",
                "required",
                Explanation::from(phrase("write-problem-helper")).for_programs(hint),
            );
            None
        }
        // A value was present but unreadable; its problem is already noted.
        _ => None,
    };
    match helper {
        Some(helper) if problems.is_empty() => Ok(NewAssist { helper, helped_at, summary, problem, workaround }),
        _ => Err(problems.into_problem()),
    }
}

async fn known(assists: &Assists, caller: PersonId, id: PersonId, problems: &mut Problems) -> Result<bool, Problem> {
    if id == caller {
        problems.at_path("/helper_id", "oneself", phrase("field-oneself"));
        return Ok(false);
    }
    let found = assists.is_person(id).await?;
    if !found {
        let hint = "Nobody has this id. Look the person up with GET /api/v1/people?q=….";
        let detail = Explanation::from(phrase("field-unknown-choice")).for_programs(hint);
        problems.at_path("/helper_id", "unknown_person", detail);
    }
    Ok(found)
}

fn hint(problems: &mut Problems, form: HelperHint) -> Option<Hint> {
    let name = form.name.and_then(|name| required(problems, "/helper_hint/name", &name));
    let department = form.department.and_then(|text| required(problems, "/helper_hint/department", &text));
    let extension = text(problems, "/helper_hint/extension", form.extension.flatten(), EXTENSION);
    Some(Hint { name: name?, department: department?, extension })
}

/// A required name, on one line and without bidirectional controls.
fn required(problems: &mut Problems, pointer: &str, text: &str) -> Option<String> {
    let line = without(text, directs).split_whitespace().collect::<Vec<_>>().join(" ");
    checked(&line, NAME).inspect_err(|problem| problems.at_path(pointer, problem.code(), problem.phrase())).ok()
}

/// An optional text; white space alone counts as absent.
fn text(problems: &mut Problems, pointer: &str, text: Option<String>, most: usize) -> Option<String> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    checked(&text, most).inspect_err(|problem| problems.at_path(pointer, problem.code(), problem.phrase())).ok()
}
