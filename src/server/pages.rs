//! The start page, and the static files of all pages.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::Timelike as _;

use crate::assists::Assists;
use crate::assists::operations::Filter;
use crate::assists::pages::{Note, place_of, shown};
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::operations::Commendations;
use crate::commendations::pages::writing::unsent::{Unsent, unsent};
use crate::directory::People;
use crate::directory::Person;
use crate::directory::operations::Search;
use crate::ids::{AssistId, PersonId};
use crate::web::{Caller, Page, Problem, Query, Shell, Site, asset, see};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: &'a Shell,
    /// The message of the greeting, by the bank's clock.
    greeting: &'static str,
    today: String,
    /// The search for who helped, as typed.
    who: String,
    found: Vec<Pick>,
    recent: Vec<Pick>,
    /// The note that was just made.
    noted: Option<Note>,
    notes: Vec<Note>,
    drafts: Vec<Unsent>,
}

/// A person who can be noted with one press.
struct Pick {
    id: PersonId,
    name: String,
    place: String,
}

impl From<Person> for Pick {
    fn from(person: Person) -> Self {
        Self { id: person.id, place: place_of(&person), name: person.name }
    }
}

/// The most people in the list of a search or of the latest helpers.
const MOST_PICKS: usize = 8;
/// The most notes on the page.
const MOST_NOTES: i64 = 5;

/// The start page: for strangers an introduction, in the demo the tour; for a signed-in person the question who helped, and the latest notes.
pub async fn start(
    (shell, site): (Shell, web::Data<Site>),
    caller: Option<Caller>,
    query: Query,
    (people, assists): (web::Data<People>, web::Data<Assists>),
    (drafts, service): (web::Data<Drafts>, web::Data<Commendations>),
) -> Result<HttpResponse, Problem> {
    if site.is_demo && caller.is_none() {
        return Ok(see("/demo"));
    }
    let now = site.clock.now().utc().with_timezone(&shell.zone);
    let greeting = match now.hour() {
        4..=11 => "home-morning",
        12..=17 => "home-afternoon",
        _ => "home-evening",
    };
    let mut page = HomePage {
        shell: &shell,
        greeting,
        today: shell.language.weekday(now.date_naive()),
        who: query.text("who").unwrap_or_default().trim().to_owned(),
        found: Vec::new(),
        recent: Vec::new(),
        noted: None,
        notes: Vec::new(),
        drafts: Vec::new(),
    };
    if let Some(caller) = caller {
        let noted: Option<AssistId> = query.text("noted").and_then(|id| id.parse().ok());
        let book = assists.book(caller.person, Filter::default(), Page { limit: MOST_NOTES, cursor: None }).await?;
        let notes = book.into_iter().take(usize::try_from(MOST_NOTES).unwrap_or(0));
        page.notes = notes.map(|entry| shown(&shell, entry)).collect();
        page.drafts = unsent((&shell, &site), (&drafts, &service), caller).await?;
        for note in &mut page.notes {
            let of_note = page.drafts.iter().find(|draft| draft.assist == Some(note.id));
            note.letter = of_note.map(|draft| format!("/commendations/{}/edit", draft.id)).or(note.letter.take());
        }
        page.noted = page.notes.iter().position(|note| Some(note.id) == noted).map(|at| page.notes.remove(at));
        if page.who.is_empty() {
            let latest = assists.latest_helpers(caller.person, MOST_PICKS).await?;
            page.recent = latest.into_iter().map(Pick::from).collect();
        } else {
            page.found = found(&people, caller, &page.who).await?;
        }
    }
    shell.page(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "directory/options.html")]
struct Options<'a> {
    shell: &'a Shell,
    found: Vec<Pick>,
}

/// People for the list below a field, as somebody types: a part of a page, without its frame.
pub async fn options(
    shell: Shell,
    caller: Caller,
    query: Query,
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let found = found(&people, caller, query.text("q").unwrap_or_default()).await?;
    shell.page(StatusCode::OK, &Options { shell: &shell, found })
}

/// The first people that a search finds, without the caller: nobody praises oneself.
async fn found(people: &People, caller: Caller, q: &str) -> Result<Vec<Pick>, Problem> {
    let search = Search { q: q.trim().to_owned(), limit: MOST_PICKS + 1, ..Search::default() };
    let found = people.find(caller.person, search).await?;
    Ok(found.into_iter().filter(|one| one.id != caller.person).take(MOST_PICKS).map(Pick::from).collect())
}

/// A file that pages need; its name holds its digest, so that it may be kept for ever.
#[utoipa::path(get, operation_id = "get_asset", path = "/assets/{name}", tag = "pages", params(("name" = String, Path, description = "As it stands in a page")),
    responses((status = 200, content((String = "text/css"), (String = "image/svg+xml"))), (status = 404)))]
pub async fn file(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    asset(&request, &name)
}
