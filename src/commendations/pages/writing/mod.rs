//! Writing a commendation: the form on one page, and beside it who will see it and how it will look.
//!
//! The first answer makes a draft, and every button of the form saves it first, so that nothing typed is lost. A script saves it while
//! somebody types (the field `auto`) and shows what stands beside the form anew from the page that comes back. Invariant: what is sent was
//! seen; when the recipients or the open questions are others than those on the page, the page is shown again instead.

pub(super) mod aside;
pub(super) mod fields;
mod gone;
mod page;
pub(super) mod problems;
pub mod scan;
mod sheet;
mod steps;
mod two;
pub mod unsent;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::id;
use crate::assists::Assists;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::drafts::rules::with_client_letter;
use crate::commendations::drafts::{Draft, DraftError, Expected, Refusal};
use crate::commendations::intake::{Given, Input, LetterInput, WorkaroundInput};
use crate::commendations::operations::Commendations;
use crate::directory::People;
use crate::ids::{AssistId, DraftId, PersonId};
use crate::permissions::Caller;
use crate::web::{CostlyRequests, FileAnswer, Flash, Form, Problem, Query, Shell, Site, see};

pub(super) use page::{Card, MOST_PICKS};
use page::{Transient, page};

/// Everything that a handler of the form needs.
#[derive(Clone, Copy)]
struct Desk<'a> {
    drafts: &'a Drafts,
    service: &'a Commendations,
    people: &'a People,
    assists: &'a Assists,
    site: &'a Site,
    shell: &'a Shell,
    caller: Caller,
}

type Services = (web::Data<Drafts>, web::Data<Commendations>, web::Data<People>, web::Data<Assists>, web::Data<Site>);

impl<'a> Desk<'a> {
    fn of(services: &'a Services, shell: &'a Shell, caller: Caller) -> Self {
        let (drafts, service, people, assists, site) = services;
        Self { drafts, service, people, assists, site, shell, caller }
    }

    /// The caller's own draft: whoever else may read it does so elsewhere.
    async fn own(self, id: DraftId) -> Result<Draft, DraftError> {
        let draft = self.drafts.read(self.caller, id).await?;
        if draft.owner == self.caller.person { Ok(draft) } else { Err(DraftError::NotFound) }
    }

    /// To a page of the draft, or of what became of it.
    fn flashed(self, to: &str, message: &'static str) -> Result<HttpResponse, Problem> {
        let mut answer = see(to);
        Flash::new(message).send(&mut answer, self.site, Some(self.caller.session))?;
        Ok(answer)
    }
}

/// The path of a draft's form.
fn path_of(id: DraftId) -> String {
    format!("/commendations/{id}/edit")
}

/// The empty form, or one that begins with a note or a person.
pub async fn new(caller: Caller, shell: Shell, services: Services, query: Query) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let mut input = Input::default();
    if let Some(assist) = query.text("assist") {
        let assist: AssistId = id(assist)?;
        input = begun(desk, assist).await?;
    }
    if let Some(helper) = query.text("helper") {
        let helper: PersonId = id(helper)?;
        input.helpers = Given::Value(vec![Given::Value(helper)]);
    }
    page(desk, None, &input, Transient::default(), StatusCode::OK).await
}

/// A form that begins with what was noted.
async fn begun(desk: Desk<'_>, assist: AssistId) -> Result<Input, Problem> {
    let asked = Input { assist: Given::Value(assist), ..Input::default() };
    let assist = desk.service.named(desk.caller, &asked).await?.assist.ok_or_else(Problem::not_found)?;
    let given = |text: Option<String>| text.map_or(Given::Absent, Given::Value);
    let workaround = assist
        .workaround
        .map(|workaround| WorkaroundInput { process: given(workaround.process), detail: given(workaround.detail) });
    Ok(Input {
        helpers: Given::Value(assist.helper_id.into_iter().map(Given::Value).collect()),
        served_on: Given::Value(assist.helped_at.day_in(desk.site.zone)),
        did: given(assist.summary),
        workaround: workaround.map_or(Given::Absent, Given::Value),
        letter: Given::Value(LetterInput::default().left_out()),
        ..asked
    })
}

/// Makes a draft of the form.
pub async fn create(caller: Caller, shell: Shell, services: Services, form: Form) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let empty = Input::default();
    let input = steps::taken(desk, &form, fields::input(&form, &empty));
    let id = form.value("draft").parse().unwrap_or_else(|_| DraftId::new());
    match desk.drafts.begin(caller, id, input.clone()).await {
        // It was not seen yet, so it is not sent.
        Ok(draft) => done(desk, draft, &form, false).await,
        Err(DraftError::Changed(other)) => two::page(desk, &form, &input, &other).await,
        Err(error) => lost(desk, id, error, &form).await,
    }
}

/// The form of a draft.
pub async fn edit(
    caller: Caller,
    shell: Shell,
    services: Services,
    path: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let id: DraftId = id(&path)?;
    let draft = match desk.own(id).await {
        Ok(draft) => draft,
        Err(error) => return became(desk, id, error).await,
    };
    let transient = Transient { who: query.text("who").unwrap_or_default().trim().to_owned(), ..Transient::default() };
    page(desk, Some(&draft), &draft.input, transient, StatusCode::OK).await
}

/// A draft that is not there any more may have become a commendation.
async fn became(desk: Desk<'_>, id: DraftId, error: DraftError) -> Result<HttpResponse, Problem> {
    match error {
        DraftError::NotFound => {
            let sent = desk.service.show(desk.caller, id.into()).await;
            sent.map(|_| see(&format!("/commendations/{id}"))).map_err(|_| Problem::not_found())
        }
        DraftError::Sent { id, .. } => desk.flashed(&format!("/commendations/{id}"), "flash-sent-before"),
        other => Err(other.into()),
    }
}

/// The answer to a form that cannot be saved any more: what was typed stays on the page. A second press of "Send" finds the commendation.
async fn lost(desk: Desk<'_>, id: DraftId, error: DraftError, form: &Form) -> Result<HttpResponse, Problem> {
    match error {
        DraftError::Sent { .. } if !form.value("send").is_empty() => became(desk, id, error).await,
        DraftError::Sent { id: sent, .. } => gone::page(desk, form, gone::Gone::Sent(sent)),
        DraftError::NotFound => gone::page(desk, form, gone::Gone::Deleted),
        DraftError::Refused(Refusal::Closed) => gone::page(desk, form, gone::Gone::Closed),
        other => Err(other.into()),
    }
}

/// Saves the form, and does what its button says.
pub async fn save(
    caller: Caller,
    shell: Shell,
    services: Services,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let id: DraftId = id(&path)?;
    let before = match desk.drafts.to_save(caller, id).await {
        Ok(draft) => draft,
        Err(error) => return lost(desk, id, error, &form).await,
    };
    let input = steps::taken(desk, &form, fields::input(&form, &before.input));
    let is_by_client = before.letter.is_some_and(|letter| letter.by_client);
    let input = if is_by_client { with_client_letter(input, &before.input) } else { input };
    let known = form.value("revision").parse().unwrap_or(0);
    match desk.drafts.save(caller, id, Expected::OneOf(vec![known]), input.clone()).await {
        Ok(draft) => done(desk, draft, &form, true).await,
        Err(DraftError::Changed(other)) => two::page(desk, &form, &input, &other).await,
        Err(error) => lost(desk, id, error, &form).await,
    }
}

/// The end of a form that was saved.
async fn done(desk: Desk<'_>, draft: Draft, form: &Form, was_seen: bool) -> Result<HttpResponse, Problem> {
    let path = path_of(draft.id);
    let pressed = |name| !form.value(name).is_empty();
    let who = form.value("who").trim();
    if pressed("auto") {
        return page(desk, Some(&draft), &draft.input, Transient::default(), StatusCode::OK).await;
    }
    if pressed("unsure") {
        return steps::unsure(desk, draft, form).await;
    }
    if pressed("send") && was_seen {
        return send(desk, draft, form).await;
    }
    if pressed("pages") {
        return Ok(see(&format!("/commendations/{}/scan", draft.id)));
    }
    if pressed("handoff") {
        return Ok(see(&format!("/commendations/{}/handoff", draft.id)));
    }
    if pressed("later") {
        return desk.flashed("/", "flash-draft-kept");
    }
    if pressed("find") && !who.is_empty() {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        return Ok(see(&format!("{path}?{}#who", query.append_pair("who", who).finish())));
    }
    if pressed("add") || pressed("remove") || pressed("forget") {
        return Ok(see(&format!("{path}#helpers")));
    }
    if pressed("start") {
        return Ok(see(&format!("{path}#cover_note")));
    }
    let look = desk.service.look(desk.caller, draft.input.clone()).await?;
    let open = problems::problems(desk.shell, &look.wrong, &draft.input);
    if open.iter().any(|problem| !problem.is_missing) {
        let transient = Transient { is_checked: true, ..Transient::default() };
        return page(desk, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    Ok(see(&path))
}

/// Sends a draft that was just saved, if it is what was on the page.
async fn send(desk: Desk<'_>, draft: Draft, form: &Form) -> Result<HttpResponse, Problem> {
    let again =
        |transient| async { page(desk, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await };
    let prepared = match desk.drafts.prepare(desk.caller, &draft).await {
        Ok(prepared) => prepared,
        Err(DraftError::Commendation(CommendationError::Rejected(_))) => {
            return again(Transient { is_checked: true, is_sent: true, ..Transient::default() }).await;
        }
        Err(error) => return became(desk, draft.id, error).await,
    };
    let beside = aside::aside(desk.shell, desk.service, &draft.input, Vec::new(), Some(&prepared));
    if beside.seen != form.value("seen") {
        return again(Transient { is_changed: true, ..Transient::default() }).await;
    }
    match desk.drafts.send(desk.caller, prepared, |_, _: Timestamp, _| Ok(())).await {
        Ok((sent, ())) => desk.flashed(&format!("/commendations/{}", sent.id), "flash-sent"),
        Err(error) => became(desk, draft.id, error).await,
    }
}

/// The letter of a draft as a PDF that says it is one.
pub async fn draft_pdf(
    caller: Caller,
    shell: Shell,
    services: Services,
    paced: web::Data<CostlyRequests>,
    path: web::Path<String>,
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let draft = desk.own(id(&path)?).await?;
    paced.preview(caller.person)?;
    let look = desk.service.look(caller, draft.input).await?;
    let prepared = look.prepared.ok_or_else(Problem::not_found)?;
    let drawn = desk.service.preview_letter(&prepared).await?;
    Ok(FileAnswer::of("application/pdf", drawn.bytes).shown_as("draft.pdf".to_owned()).answer(&http))
}

/// Asks whether a draft is to be deleted.
pub async fn ask_to_discard(
    caller: Caller,
    shell: Shell,
    services: Services,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let draft = desk.own(id(&path)?).await?;
    page::discard(desk, &draft).await
}

/// Deletes a draft, as it was when that was asked.
pub async fn discard(
    caller: Caller,
    shell: Shell,
    services: Services,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&services, &shell, caller);
    let id: DraftId = id(&path)?;
    desk.own(id).await?;
    let known = form.value("revision").parse().unwrap_or(0);
    match desk.drafts.delete(caller, id, Expected::OneOf(vec![known])).await {
        Ok(()) => desk.flashed("/", "flash-draft-deleted"),
        Err(DraftError::Changed(other)) => page::discard(desk, &other).await,
        Err(error) => became(desk, id, error).await,
    }
}
