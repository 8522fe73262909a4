//! Pages of assists: noting who helped, completing and removing a note. The helper book, which shows letters too, is a page of
//! `commendations`.
//!
//! They call the operations that the API calls and read the same input. A note that was just made can be undone on the next page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::api::{HelperHint, NoteAssist, WorkaroundNote, parse};
use super::operations::Entry;
use super::{Assist, Assists, Helper};
use crate::directory::operations::Search;
use crate::directory::{People, Person};
use crate::ids::{AssistId, PersonId};
use crate::permissions::Caller;
use crate::web::{CostlyRequests, Filled, Form, Problem, Query, Shell, Site, body, id, joined, local, see, see_with};

/// The fields of the form for a helper who is not known, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[
    ("helper_hint.name", "helpers-unsure-name"),
    ("helper_hint.department", "helpers-unsure-department"),
    ("helper_hint.extension", "helpers-unsure-extension"),
    ("summary", "helpers-summary"),
    ("problem", "helpers-problem"),
    ("workaround.process", "helpers-process"),
    ("workaround.detail", "helpers-detail"),
];

/// The most people in the list of a search.
const MOST_FOUND: usize = 8;

#[derive(Template)]
#[template(path = "assists/note.html")]
struct NotePage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: AssistId,
    /// The helper; none while only a name was heard.
    helper: Option<Person>,
    who: String,
    found: Vec<Person>,
}

#[derive(Template)]
#[template(path = "assists/unsure.html")]
struct UnsurePage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
}

/// A note as a page shows it.
pub struct Note {
    /// For the form that removes it.
    pub id: AssistId,
    /// The helper, or the name as it was heard.
    pub name: String,
    /// Team, place and extension.
    pub place: String,
    /// The moment of the help.
    pub at: String,
    /// The text of the note; may be empty.
    pub words: String,
    /// False where only a name was heard.
    pub is_known: bool,
    /// The page on which a letter is made of it.
    pub letter: Option<String>,
    /// The letter is begun already.
    pub is_begun: bool,
}

/// Department and extension of a person, as far as they are known.
pub fn department_and_extension(person: &Person) -> String {
    joined([&person.department, &person.extension])
}

/// A note in the words of a page.
pub fn shown(shell: &Shell, entry: Entry) -> Note {
    let assist = entry.assist;
    let (name, place, is_known) = match (entry.helper, &assist.hint) {
        (Some(person), _) => (person.name.clone(), department_and_extension(&person), true),
        (None, Some(hint)) => {
            let extension = hint.extension.as_deref().unwrap_or_default();
            (hint.name.clone(), joined([hint.department.as_str(), extension]), false)
        }
        (None, None) => (String::new(), String::new(), false),
    };
    let words = [assist.problem, assist.summary].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let letter = Some(format!("/commendations/new?assist={}", assist.id));
    let at = shell.language.moment(local(shell, assist.helped_at));
    Note { id: assist.id, name, place, at, words, is_known, letter, is_begun: false }
}

body! {
    /// A known helper, by one press.
    pub struct NoteHelper {
        /// The person who helped.
        helper_id: PersonId,
    }
}

/// Notes that a known person helped, now.
pub async fn note(
    assists: web::Data<Assists>,
    paced: web::Data<CostlyRequests>,
    caller: Caller,
    form: Form,
) -> Result<HttpResponse, Problem> {
    paced.assist(caller.person)?;
    let (body, problems) = form.read::<NoteHelper>()?;
    let form = NoteAssist { helper_id: body.helper_id.map(Some), ..nothing() };
    let new = parse(&assists, caller.person, form, problems).await?;
    let noted = assists.note(caller.person, new, |_, _, entry, _| Ok(entry.assist.id)).await?;
    Ok(see(&format!("/?noted={noted}")))
}

/// An empty note.
fn nothing() -> NoteAssist {
    NoteAssist {
        helper_id: Some(None),
        helper_hint: Some(None),
        helped_at: Some(None),
        summary: Some(None),
        problem: Some(None),
        workaround: Some(None),
    }
}

/// The form for a helper of whom only a first name was caught.
pub async fn unsure(_: Caller, shell: Shell) -> Result<HttpResponse, Problem> {
    shell.page(StatusCode::OK, &UnsurePage { shell: &shell, form: &Filled::default() })
}

/// Notes a helper who cannot be named.
pub async fn note_unsure(
    assists: web::Data<Assists>,
    paced: web::Data<CostlyRequests>,
    caller: Caller,
    shell: Shell,
    form: Form,
) -> Result<HttpResponse, Problem> {
    paced.assist(caller.person)?;
    let (body, problems) = form.read::<NoteAssist>()?;
    let new = match parse(&assists, caller.person, body, problems).await {
        Ok(new) if matches!(new.helper, Helper::Unsure(_)) => new,
        Ok(_) => return Err(Problem::not_found()),
        Err(problem) => {
            let form = form.rejected(&problem, shell.language, LABELS)?;
            return shell.page(problem.status(), &UnsurePage { shell: &shell, form: &form });
        }
    };
    let noted = assists.note(caller.person, new, |_, _, entry, _| Ok(entry.assist.id)).await?;
    Ok(see(&format!("/?noted={noted}")))
}

body! {
    /// A note as its page shows it. Another helper is chosen by a button.
    pub struct ChangeNote {
        /// The person whose button was pressed.
        helper_id: Option<PersonId>,
        /// Everything known about a helper who cannot be named.
        helper_hint: Option<HelperHint>,
        /// A description of the help.
        summary: Option<String>,
        /// The kind of problem.
        problem: Option<String>,
        /// The process that failed and how the helper went around it.
        workaround: Option<WorkaroundNote>,
        /// The search for another helper.
        who: Option<String>,
        /// The button of the search.
        find: Option<String>,
    }
}

/// A note of one's own, to be completed or corrected.
pub async fn note_form(
    (assists, people): (web::Data<Assists>, web::Data<People>),
    caller: Caller,
    shell: Shell,
    path: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, Problem> {
    let before = assists.changeable(caller.person, id(&path)?).await?;
    let hint = before.hint.clone().filter(|_| before.helper_id.is_none());
    let workaround = before.workaround.clone();
    let text = |text: Option<String>| text.unwrap_or_default();
    let values = [
        ("helper_hint.name", hint.as_ref().map(|hint| hint.name.clone())),
        ("helper_hint.department", hint.as_ref().map(|hint| hint.department.clone())),
        ("helper_hint.extension", hint.and_then(|hint| hint.extension)),
        ("summary", before.summary.clone()),
        ("problem", before.problem.clone()),
        ("workaround.process", workaround.as_ref().and_then(|given| given.process.clone())),
        ("workaround.detail", workaround.and_then(|given| given.detail)),
    ];
    let form = Filled::of(values.into_iter().map(|(name, value)| (name.to_owned(), text(value))).collect());
    let who = query.text("who").unwrap_or_default().trim().to_owned();
    note_page((&assists, &people), (caller, &shell), &before, (&form, who), StatusCode::OK).await
}

async fn note_page(
    (assists, people): (&Assists, &People),
    (caller, shell): (Caller, &Shell),
    assist: &Assist,
    (form, who): (&Filled, String),
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let helper = match assist.helper_id {
        Some(id) => Some(people.person(id).await?),
        None => None,
    };
    let mut found = Vec::new();
    if !who.is_empty() {
        let search = Search { q: who.clone(), limit: MOST_FOUND + 2, ..Search::default() };
        found = people.find(caller.person, search).await?;
    } else if helper.is_none() {
        found = assists.latest_helpers(caller.person, MOST_FOUND).await?;
    }
    let present = assist.helper_id;
    found.retain(|person| person.id != caller.person && Some(person.id) != present);
    found.truncate(MOST_FOUND);
    shell.page(status, &NotePage { shell, form, id: assist.id, helper, who, found })
}

/// Completes or corrects a note, and then searches for another helper where that was asked.
pub async fn change_note(
    (assists, people, site): (web::Data<Assists>, web::Data<People>, web::Data<Site>),
    caller: Caller,
    shell: Shell,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let before = assists.changeable(caller.person, id(&path)?).await?;
    let (body, problems) = form.read::<ChangeNote>()?;
    let chosen = body.helper_id.map(|id| id.or(before.helper_id));
    let helper_hint = if matches!(chosen, Some(Some(_))) { Some(None) } else { body.helper_hint };
    let (summary, problem, workaround) = (body.summary, body.problem, body.workaround);
    let helped_at = Some(Some(before.helped_at));
    let note = NoteAssist { helper_id: chosen, helper_hint, helped_at, summary, problem, workaround };
    let new = match parse(&assists, caller.person, note, problems).await {
        Ok(new) => new,
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, LABELS)?;
            let who = (&filled, String::new());
            return note_page((&assists, &people), (caller, &shell), &before, who, problem.status()).await;
        }
    };
    let id = before.id;
    assists.change(before, new).await?;
    if let (Some(Some(_)), Some(Some(who))) = (body.find, body.who) {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        return Ok(see(&format!("/helpers/{id}/edit?{}#who", query.append_pair("who", &who).finish())));
    }
    see_with(&site, caller, "/helpers", "flash-note-changed")
}

/// Removes a note of one's own.
pub async fn remove(
    assists: web::Data<Assists>,
    site: web::Data<Site>,
    caller: Caller,
    path: web::Path<String>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    assists.remove(caller.person, id(&path)?).await?;
    see_with(&site, caller, "/helpers", "flash-note-removed")
}
