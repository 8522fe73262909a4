//! Writing a commendation: the form on one page, and beside it who will see it and how it will look.
//!
//! The first answer makes a draft, and every button of the form saves it first, so that nothing typed is lost. A script saves it while
//! somebody types (the field `auto`) and shows what stands beside the form anew from the page that comes back. Invariant: what is sent was
//! seen; when the recipients or the open questions are others than those on the page, the page is shown again instead.

pub(super) mod aside;
pub(super) mod fields;
mod file_problem;
mod gone;
mod page;
pub mod paper;
pub(super) mod problems;
pub mod scan;
pub mod settle;
mod sheet;
mod steps;
mod two;
pub mod unsent;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;

use crate::assists::Assists;
use crate::clock::Timestamp;
use crate::commendations::CommendationError;
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::drafts::rules::with_client_letter;
use crate::commendations::drafts::{Draft, DraftError, Expected, Refusal};
use crate::commendations::intake::{Input, LetterInput, Submitted, WorkaroundInput};
use crate::commendations::operations::Commendations;
use crate::directory::People;
use crate::ids::{AssistId, DraftId, PersonId};
use crate::permissions::Caller;
use crate::web::{CostlyRequests, FileAnswer, Form, Problem, Query, Shell, Site, id, see, see_with};

use gone::Gone;
pub(super) use page::{Card, MOST_PICKS};
use page::{Transient, page};

/// The services that a page of the form works with, for one caller.
pub struct Writing {
    drafts: web::Data<Drafts>,
    service: web::Data<Commendations>,
    people: web::Data<People>,
    assists: web::Data<Assists>,
    site: web::Data<Site>,
    shell: Shell,
    caller: Caller,
}

impl FromRequest for Writing {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Services = (web::Data<Drafts>, web::Data<Commendations>, web::Data<People>, web::Data<Assists>);
        let parts = <(Services, web::Data<Site>, Shell, Caller)>::from_request(request, payload);
        async move {
            let ((drafts, service, people, assists), site, shell, caller) = parts.await?;
            Ok(Self { drafts, service, people, assists, site, shell, caller })
        }
        .boxed_local()
    }
}

/// An answer other than the one that was asked for, which ends a handler with `?`.
pub enum Early {
    /// A page in its place.
    Answer(HttpResponse),
    /// A problem.
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for Early {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Early> for actix_web::Error {
    fn from(early: Early) -> Self {
        match early {
            Early::Answer(answer) => InternalError::from_response("another page", answer).into(),
            Early::Problem(problem) => problem.into(),
        }
    }
}

impl Writing {
    /// The caller's own draft. Others read it elsewhere.
    async fn own(&self, id: DraftId) -> Result<Draft, DraftError> {
        let draft = self.drafts.read(self.caller, id).await?;
        if draft.is_of(self.caller.person) { Ok(draft) } else { Err(DraftError::NotFound) }
    }

    /// The caller's own draft of a path. One that was sent leads to its commendation.
    async fn open(&self, path: &str) -> Result<Draft, Early> {
        let id = id(path)?;
        match self.own(id).await {
            Ok(draft) => Ok(draft),
            Err(error) => Err(self.refused(id, error).await),
        }
    }

    /// The caller's own draft that a form is about.
    async fn open_form(&self, path: &str, form: &Form) -> Result<Draft, Early> {
        let id = id(path)?;
        match self.drafts.to_save(self.caller, id).await {
            Ok(draft) => Ok(draft),
            Err(error) => Err(self.lost(id, error, form).await),
        }
    }

    /// Saves what was typed in a form.
    async fn save(&self, id: DraftId, form: &Form, input: Input) -> Result<Draft, Early> {
        let saved = self.drafts.save(self.caller, id, revision(form), input.clone()).await;
        self.stored(saved, id, form, &input).await
    }

    /// The draft that a form was stored in. When the draft has changed since, the answer is the page that shows both versions.
    async fn stored(
        &self,
        stored: Result<Draft, DraftError>,
        id: DraftId,
        form: &Form,
        input: &Input,
    ) -> Result<Draft, Early> {
        match stored {
            Ok(draft) => Ok(draft),
            Err(DraftError::Changed(other)) => Err(Early::Answer(two::page(self, form, input, &other).await?)),
            Err(error) => Err(self.lost(id, error, form).await),
        }
    }

    /// The answer to a form that cannot be saved any more: what was typed stays on the page. A second press of "Send" finds the
    /// commendation.
    async fn lost(&self, id: DraftId, error: DraftError, form: &Form) -> Early {
        let gone = match error {
            DraftError::Sent { .. } if !form.value("send").is_empty() => return self.refused(id, error).await,
            DraftError::Sent { id: sent, .. } => Gone::Sent(sent),
            DraftError::NotFound => Gone::Deleted,
            DraftError::Refused(Refusal::Closed) => Gone::Closed,
            other => return other.into(),
        };
        gone::page(self, form, gone).map_or_else(Early::Problem, Early::Answer)
    }

    /// The answer when an operation refused. A draft that is not there any more may have become a commendation.
    async fn refused(&self, id: DraftId, error: DraftError) -> Early {
        let answer = match error {
            DraftError::NotFound => match self.service.show(self.caller, id.into()).await {
                Ok(_) => Ok(see(&format!("/commendations/{id}"))),
                Err(_) => Err(Problem::not_found()),
            },
            DraftError::Sent { id, .. } => self.see(&format!("/commendations/{id}"), "flash-sent-before"),
            other => Err(other.into()),
        };
        answer.map_or_else(Early::Problem, Early::Answer)
    }

    /// Sends the browser to a page that shows a message.
    fn see(&self, path: &str, message: &'static str) -> Result<HttpResponse, Problem> {
        see_with(&self.site, self.caller, path, message)
    }
}

/// The revision that was on the page of a form.
fn revision(form: &Form) -> Expected {
    Expected::OneOf(vec![form.value("revision").parse().unwrap_or(0)])
}

/// The path of a draft's form.
fn path_of(id: DraftId) -> String {
    format!("/commendations/{id}/edit")
}

/// The empty form, or one that begins with a note or a person.
pub async fn new(writing: Writing, query: Query) -> Result<HttpResponse, Early> {
    let mut input = Input::default();
    if let Some(assist) = query.text("assist") {
        let assist: AssistId = id(assist)?;
        input = begun(&writing, assist).await?;
    }
    if let Some(helper) = query.text("helper") {
        let helper: PersonId = id(helper)?;
        input.helpers = Submitted::Value(vec![Submitted::Value(helper)]);
    }
    Ok(page(&writing, None, &input, Transient::default(), StatusCode::OK).await?)
}

/// A form that begins with what was noted.
async fn begun(writing: &Writing, assist: AssistId) -> Result<Input, Problem> {
    let asked = Input { assist: Submitted::Value(assist), ..Input::default() };
    let assist = writing.service.named(writing.caller, &asked).await?.assist.ok_or_else(Problem::not_found)?;
    let given = |text: Option<String>| text.map_or(Submitted::Absent, Submitted::Value);
    let workaround = assist
        .workaround
        .map(|workaround| WorkaroundInput { process: given(workaround.process), detail: given(workaround.detail) });
    Ok(Input {
        helpers: Submitted::Value(assist.helper_id.into_iter().map(Submitted::Value).collect()),
        served_on: Submitted::Value(assist.helped_at.day_in(writing.site.zone)),
        did: given(assist.summary),
        workaround: workaround.map_or(Submitted::Absent, Submitted::Value),
        letter: Submitted::Value(LetterInput::default().left_out()),
        ..asked
    })
}

/// Makes a draft of the form.
pub async fn create(writing: Writing, form: Form) -> Result<HttpResponse, Early> {
    let empty = Input::default();
    let input = steps::taken(&writing, &form, fields::input(&form, &empty));
    let id = form.value("draft").parse().unwrap_or_else(|_| DraftId::new());
    let begun = writing.drafts.begin(writing.caller, id, input.clone()).await;
    let draft = writing.stored(begun, id, &form, &input).await?;
    // It was not seen yet, so it is not sent.
    done(&writing, draft, &form, false).await
}

/// The form of a draft.
pub async fn edit(writing: Writing, path: web::Path<String>, query: Query) -> Result<HttpResponse, Early> {
    let draft = writing.open(&path).await?;
    let transient = Transient { who: query.text("who").unwrap_or_default().trim().to_owned(), ..Transient::default() };
    Ok(page(&writing, Some(&draft), &draft.input, transient, StatusCode::OK).await?)
}

/// Saves the form, and does what its button says.
pub async fn save(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let before = writing.open_form(&path, &form).await?;
    let input = steps::taken(&writing, &form, fields::input(&form, &before.input));
    let is_by_client = before.letter.is_some_and(|letter| letter.by_client);
    let input = if is_by_client { with_client_letter(input, &before.input) } else { input };
    let draft = writing.save(before.id, &form, input).await?;
    done(&writing, draft, &form, true).await
}

/// The end of a form that was saved.
async fn done(writing: &Writing, draft: Draft, form: &Form, was_seen: bool) -> Result<HttpResponse, Early> {
    let path = path_of(draft.id);
    let pressed = |name| !form.value(name).is_empty();
    let who = form.value("who").trim();
    if pressed("auto") {
        return Ok(page(writing, Some(&draft), &draft.input, Transient::default(), StatusCode::OK).await?);
    }
    if pressed("unsure") {
        return Ok(steps::unsure(writing, draft, form).await?);
    }
    if pressed("send") && was_seen {
        return send(writing, draft, form).await;
    }
    if pressed("pages") {
        return Ok(see(&format!("/commendations/{}/scan", draft.id)));
    }
    if pressed("handoff") {
        return Ok(see(&format!("/commendations/{}/handoff", draft.id)));
    }
    if pressed("later") {
        return Ok(writing.see("/", "flash-draft-kept")?);
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
    let look = writing.service.look(writing.caller, draft.input.clone()).await?;
    let open = problems::problems(&writing.shell, &look.wrong, &draft.input);
    if open.iter().any(|problem| !problem.is_missing) {
        let transient = Transient { is_checked: true, ..Transient::default() };
        return Ok(page(writing, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await?);
    }
    Ok(see(&path))
}

/// Sends a draft that was just saved, if it is what was on the page.
async fn send(writing: &Writing, draft: Draft, form: &Form) -> Result<HttpResponse, Early> {
    let again = |transient| async {
        Ok(page(writing, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await?)
    };
    let prepared = match writing.drafts.prepare(writing.caller, &draft).await {
        Ok(prepared) => prepared,
        Err(DraftError::Commendation(CommendationError::Rejected(_))) => {
            return again(Transient { is_checked: true, is_sent: true, ..Transient::default() }).await;
        }
        Err(error) => return Err(writing.refused(draft.id, error).await),
    };
    let beside = aside::aside(&writing.shell, &writing.service, &draft.input, Vec::new(), Some(&prepared));
    if beside.seen != form.value("seen") {
        return again(Transient { is_changed: true, ..Transient::default() }).await;
    }
    match writing.drafts.send(writing.caller, prepared, |_, _: Timestamp, _| Ok(())).await {
        Ok((sent, ())) => Ok(writing.see(&format!("/commendations/{}", sent.id), "flash-sent")?),
        Err(error) => Err(writing.refused(draft.id, error).await),
    }
}

/// The letter of a draft as a PDF that says it is one.
pub async fn draft_pdf(
    writing: Writing,
    paced: web::Data<CostlyRequests>,
    path: web::Path<String>,
    http: HttpRequest,
) -> Result<HttpResponse, Early> {
    let draft = writing.own(id(&path)?).await?;
    paced.preview(writing.caller.person)?;
    let look = writing.service.look(writing.caller, draft.input).await?;
    let prepared = look.prepared.ok_or_else(Problem::not_found)?;
    let drawn = writing.service.preview_letter(&prepared).await?;
    Ok(FileAnswer::of("application/pdf", drawn.bytes).shown_as("draft.pdf".to_owned()).answer(&http))
}

/// Asks whether a draft is to be deleted.
pub async fn ask_to_discard(writing: Writing, path: web::Path<String>) -> Result<HttpResponse, Early> {
    let draft = writing.own(id(&path)?).await?;
    Ok(page::discard(&writing, &draft).await?)
}

/// Deletes a draft, as it was when that was asked.
pub async fn discard(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let id: DraftId = id(&path)?;
    writing.own(id).await?;
    match writing.drafts.delete(writing.caller, id, revision(&form)).await {
        Ok(()) => Ok(writing.see("/", "flash-draft-deleted")?),
        Err(DraftError::Changed(other)) => Ok(page::discard(&writing, &other).await?),
        Err(error) => Err(writing.refused(id, error).await),
    }
}
