//! Letters on paper as they come: a file is brought to a draft, or to none, and each printed sheet in it goes to its own draft.
//!
//! A sheet is found by its code among the caller's own drafts; where none is found, or the draft has a letter already, the page asks. Pages
//! that wait for the answer are an upload of the caller's, kept for a day.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::file_problem::refused;
use super::scan;
use super::{Early, Writing};
use crate::commendations::drafts::operations::{Listed, PagesPlace};
use crate::commendations::drafts::rules::{Action, draft_code};
use crate::ids::{DraftId, UploadId};
use crate::web::{CostlyRequests, FileAnswer, FileBody, Filled, Form, Problem, Query, Shell, id, moment, see};

#[derive(Template)]
#[template(path = "commendations/paper.html")]
struct PaperPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
}

#[derive(Template)]
#[template(path = "commendations/paper_ask.html")]
struct AskPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    upload: UploadId,
    /// The numbers of the pages.
    pages: Vec<usize>,
    choices: Vec<Choice>,
    /// The uploads about which is asked afterwards, separated by commas.
    then: String,
}

/// A draft that can take the pages.
struct Choice {
    id: DraftId,
    code: String,
    /// The people whom it names; may be empty.
    people: String,
    saved: String,
}

/// The page on which a file is brought that is not known to belong to a draft.
pub async fn show(writing: Writing) -> Result<HttpResponse, Early> {
    let page = PaperPage { shell: &writing.shell, form: &Filled::default() };
    Ok(writing.shell.page(StatusCode::OK, &page)?)
}

/// Takes a file that may hold the sheets of several drafts.
pub async fn bring(
    writing: Writing,
    paced: web::Data<CostlyRequests>,
    file: Result<FileBody, Problem>,
) -> Result<HttpResponse, Early> {
    match taken(&writing, &paced, file, None).await {
        Ok(places) => Ok(led(&writing, &places, None)?),
        Err(Early::Problem(problem)) if is_of_file(&problem) => {
            let form = refused(&writing.shell, &problem);
            Ok(writing.shell.page(problem.status(), &PaperPage { shell: &writing.shell, form: &form })?)
        }
        Err(other) => Err(other),
    }
}

/// Takes a file on the page of a draft.
pub async fn bring_to(
    writing: Writing,
    paced: web::Data<CostlyRequests>,
    path: web::Path<String>,
    file: Result<FileBody, Problem>,
) -> Result<HttpResponse, Early> {
    let draft = writing.open(&path).await?;
    writing.drafts.may(writing.caller, draft.id, Action::Save).await?;
    match taken(&writing, &paced, file, Some(draft.id)).await {
        Ok(places) => Ok(led(&writing, &places, Some(draft.id))?),
        Err(Early::Problem(problem)) if is_of_file(&problem) => Ok(scan::refused(&writing, &draft, &problem).await?),
        Err(other) => Err(other),
    }
}

async fn taken(
    writing: &Writing,
    paced: &CostlyRequests,
    file: Result<FileBody, Problem>,
    here: Option<DraftId>,
) -> Result<Vec<PagesPlace>, Early> {
    let FileBody(bytes) = file?;
    if bytes.is_empty() {
        return Err(Problem::unprocessable("empty_file", String::new()).into());
    }
    paced.upload(writing.caller.person)?;
    let sheets = writing.service.uploads.take_sheets(writing.caller.person, bytes).await?;
    Ok(writing.drafts.place_sheets(writing.caller, sheets, here).await?)
}

/// True for a fault of the file, which the page of the file says.
fn is_of_file(problem: &Problem) -> bool {
    problem.status().is_client_error() && problem.status() != StatusCode::TOO_MANY_REQUESTS
}

/// The way on: the first question, else the one draft, else the start page with all of them.
fn led(writing: &Writing, places: &[PagesPlace], here: Option<DraftId>) -> Result<HttpResponse, Problem> {
    let asked = places.iter().filter_map(|place| match place {
        PagesPlace::Asked(upload) => Some(*upload),
        PagesPlace::Draft(_) => None,
    });
    let asked: Vec<UploadId> = asked.collect();
    if !asked.is_empty() {
        return Ok(see(&question(&asked)));
    }
    match places {
        [PagesPlace::Draft(only)] if here.is_none_or(|here| here == *only) => {
            Ok(see(&format!("/commendations/{only}/scan")))
        }
        [PagesPlace::Draft(only)] => writing.see(&format!("/commendations/{only}/scan"), "flash-pages-elsewhere"),
        _ => writing.see("/", "flash-pages-placed"),
    }
}

/// The path of the question about the first of some uploads, which leads on to the others.
fn question(asked: &[UploadId]) -> String {
    let Some((first, rest)) = asked.split_first() else { return "/".to_owned() };
    let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
    if rest.is_empty() { format!("/scans/{first}") } else { format!("/scans/{first}?then={}", rest.join(",")) }
}

/// Asks to which letter pages belong.
pub async fn ask(writing: Writing, path: web::Path<String>, query: Query) -> Result<HttpResponse, Early> {
    let upload: UploadId = id(&path)?;
    let then = query.text("then").unwrap_or_default();
    Ok(ask_page(&writing, upload, then, &Filled::default(), StatusCode::OK).await?)
}

async fn ask_page(
    writing: &Writing,
    upload: UploadId,
    then: &str,
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let pages = writing.service.uploads.waiting(writing.caller.person, upload).await?.pages.len();
    let drafts = writing.drafts.that_take_pages(writing.caller).await?;
    let shell = &writing.shell;
    let choice = |listed: Listed| Choice {
        id: listed.draft.id,
        code: draft_code(listed.draft.id),
        people: shell.language.list(listed.helpers.iter().map(|helper| helper.name.as_str())),
        saved: moment(shell, &writing.site, listed.draft.changed_at),
    };
    let page = AskPage {
        shell,
        form,
        upload,
        pages: (1..=pages).collect(),
        choices: drafts.into_iter().map(choice).collect(),
        then: uploads(then).iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    shell.page(status, &page)
}

fn uploads(then: &str) -> Vec<UploadId> {
    then.split(',').filter_map(|id| id.parse().ok()).collect()
}

/// Puts pages into the draft that was chosen, or into a new one.
pub async fn answer(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let upload: UploadId = id(&path)?;
    writing.service.uploads.waiting(writing.caller.person, upload).await?;
    let chosen = match form.value("draft") {
        "new" => None,
        chosen => match chosen.parse::<DraftId>() {
            Ok(id) => Some(id),
            Err(_) => {
                let label = writing.shell.say("paper-which").to_string();
                let words = writing.shell.say("paper-which-none").to_string();
                let filled = form.unread().wrong_at("draft", &label, &words);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(ask_page(&writing, upload, form.value("then"), &filled, status).await?);
            }
        },
    };
    let draft = writing.drafts.put_pages(writing.caller, upload, chosen).await?;
    let then = uploads(form.value("then"));
    if then.is_empty() { Ok(see(&format!("/commendations/{draft}/scan"))) } else { Ok(see(&question(&then))) }
}

/// A picture of a page that waits for its draft.
pub async fn picture(
    writing: Writing,
    path: web::Path<(String, usize)>,
    http: HttpRequest,
) -> Result<HttpResponse, Early> {
    let (upload, number) = path.into_inner();
    let upload = writing.service.uploads.waiting(writing.caller.person, id(&upload)?).await?;
    let (coding, bytes) = writing.service.uploads.page_of(&upload, number).await?;
    Ok(FileAnswer::of(coding.media_type(), bytes).answer(&http))
}
