//! Pages of assists: noting who helped, and the banker's helper book.
//!
//! They call the operations that the API calls and read the same input. A note that was just made can be undone on the next page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::api::{NoteAssist, parse};
use super::operations::{Entry, Filter};
use super::{Assists, Helper};
use crate::directory::Person;
use crate::ids::{AssistId, PersonId};
use crate::permissions::Caller;
use crate::web::{CostlyRequests, Cursor, Filled, Flash, Form, Paged, Problem, Query, Shell, Site, body, see};

/// The fields of the form for a helper who is not known, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[
    ("helper_hint.name", "helpers-unsure-name"),
    ("helper_hint.department", "helpers-unsure-department"),
    ("helper_hint.extension", "helpers-unsure-extension"),
    ("summary", "helpers-summary"),
];

#[derive(Template)]
#[template(path = "assists/helpers.html")]
struct HelpersPage<'a> {
    shell: &'a Shell,
    q: String,
    items: Vec<Note>,
    /// The address of the next page.
    next: Option<String>,
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
}

/// Team, place and extension of a person, as far as they are known.
pub fn place_of(person: &Person) -> String {
    let parts = [person.department.as_str(), person.extension.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A note in the words of a page.
pub fn shown(shell: &Shell, site: &Site, entry: Entry) -> Note {
    let assist = entry.assist;
    let (name, place, is_known) = match (entry.helper, &assist.hint) {
        (Some(person), _) => (person.name.clone(), place_of(&person), true),
        (None, Some(hint)) => {
            let extension = hint.extension.as_deref().unwrap_or_default();
            let parts = [hint.department.as_str(), extension];
            let place = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            (hint.name.clone(), place, false)
        }
        (None, None) => (String::new(), String::new(), false),
    };
    let local = assist.helped_at.utc().with_timezone(&site.zone).naive_local();
    let words = [assist.problem, assist.summary].into_iter().flatten().collect::<Vec<_>>().join(": ");
    Note { id: assist.id, name, place, at: shell.language.moment(local), words, is_known }
}

/// The helper book.
pub async fn book(
    assists: web::Data<Assists>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
    mut query: Query,
) -> Result<HttpResponse, Problem> {
    let (page, q) = (query.page(), query.text("q").unwrap_or_default().to_owned());
    query.check()?;
    let limit = page.limit;
    let filter = Filter { q: Some(q.clone()).filter(|q| !q.is_empty()), ..Filter::default() };
    let entries = assists.book(caller.person, filter, page).await?;
    let key = |entry: &Entry| Cursor { at: entry.assist.helped_at.micros(), id: entry.assist.id.to_string() };
    let listed = Paged::of(entries, limit, key);
    let next = listed.next_cursor.as_ref().map(|cursor| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!("/helpers?{}", query.append_pair("q", &q).append_pair("cursor", cursor).finish())
    });
    let items = listed.items.into_iter().map(|entry| shown(&shell, &site, entry)).collect();
    shell.page(StatusCode::OK, &HelpersPage { shell: &shell, q, items, next })
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
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let form = form.again(&problem, shell.language, LABELS);
            return shell.page(problem.status(), &UnsurePage { shell: &shell, form: &form });
        }
        Err(problem) => return Err(problem),
    };
    let noted = assists.note(caller.person, new, |_, _, entry, _| Ok(entry.assist.id)).await?;
    Ok(see(&format!("/?noted={noted}")))
}

/// Removes a note of one's own.
pub async fn remove(
    assists: web::Data<Assists>,
    site: web::Data<Site>,
    caller: Caller,
    id: web::Path<String>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    assists.remove(caller.person, id.parse().map_err(|_| Problem::not_found())?).await?;
    let mut answer = see("/helpers");
    Flash::new("flash-note-removed").send(&mut answer, &site, Some(caller.session))?;
    Ok(answer)
}
