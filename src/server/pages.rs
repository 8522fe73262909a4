//! The start page, and the static files of all pages.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::Timelike as _;

use crate::assists::Assists;
use crate::assists::operations::Filter;
use crate::assists::pages::{Note, department_and_extension, shown};
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::operations::{Commendations, StuckAtHome, ThanksForYou};
use crate::commendations::pages::writing::unsent::{Unsent, unsent};
use crate::commendations::shown::Summary;
use crate::directory::People;
use crate::directory::Person;
use crate::directory::operations::Search;
use crate::ids::{AssistId, CommendationId, DeliveryId, PersonId};
use crate::letters::rules::excerpt;
use crate::permissions::Role;
use crate::web::{Caller, Page, Problem, Query, Shell, Site, asset, local, moment, see};
use crate::worklist::Worklist;

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
    /// Matters that wait for the person, each with the page where it is done.
    waits: Vec<Wait>,
    thanks: Vec<Thanks>,
    latest: Option<Latest>,
    stuck: Option<Stuck>,
}

/// A kind of matter that waits for the person.
struct Wait {
    words: String,
    path: &'static str,
}

/// Thanks for something that the person sent.
struct Thanks {
    id: CommendationId,
    name: String,
    /// May be empty.
    words: String,
    at: String,
}

/// The latest letter about the person, or by the person.
struct Latest {
    id: CommendationId,
    reference: String,
    is_about_me: bool,
    place: String,
    day: String,
    about: String,
    words: String,
    by: String,
}

/// Mails that did not arrive.
struct Stuck {
    count: usize,
    people: String,
    first: CommendationId,
    /// The mail, where there is one alone.
    only: Option<DeliveryId>,
}

/// A person who can be noted with one press.
struct Pick {
    id: PersonId,
    name: String,
    place: String,
}

impl From<Person> for Pick {
    fn from(person: Person) -> Self {
        Self { id: person.id, place: department_and_extension(&person), name: person.name }
    }
}

/// The most people in the list of a search or of the latest helpers.
const MOST_PICKS: usize = 8;
/// The most names in the line about mails that did not arrive.
const MOST_NAMES: usize = 5;
/// The most notes on the page.
const MOST_NOTES: i64 = 5;

/// The start page: for strangers an introduction, in the demo the tour; for a signed-in person the question who helped, and the latest notes.
pub async fn start(
    (shell, site): (Shell, web::Data<Site>),
    caller: Option<Caller>,
    query: Query,
    (people, assists): (web::Data<People>, web::Data<Assists>),
    (drafts, service, worklist): (web::Data<Drafts>, web::Data<Commendations>, web::Data<Worklist>),
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
        waits: Vec::new(),
        thanks: Vec::new(),
        latest: None,
        stuck: None,
    };
    if let Some(caller) = caller {
        let noted: Option<AssistId> = query.text("noted").and_then(|id| id.parse().ok());
        let book = assists.book(caller.person, Filter::default(), Page { limit: MOST_NOTES, cursor: None }).await?;
        let notes = book.into_iter().take(usize::try_from(MOST_NOTES).unwrap_or(0));
        page.notes = notes.map(|entry| shown(&shell, entry)).collect();
        page.drafts = unsent((&shell, &site), (&drafts, &service), caller).await?;
        for note in &mut page.notes {
            let of_note = page.drafts.iter().find(|draft| draft.assist == Some(note.id));
            note.is_begun = of_note.is_some();
            note.letter = of_note.map(|draft| format!("/commendations/{}/edit", draft.id)).or(note.letter.take());
        }
        page.noted = page.notes.iter().position(|note| Some(note.id) == noted).map(|at| page.notes.remove(at));
        let home = service.at_home(caller).await?;
        page.waits = waits(&shell, caller, (home.unthanked, &worklist)).await?;
        page.stuck = stuck(&shell, &home.stuck);
        page.latest = home.latest.map(|summary| latest(&shell, caller, summary));
        page.thanks = home.thanks.into_iter().map(|given| thanks((&shell, &site), given)).collect();
        if page.who.is_empty() {
            let latest = assists.latest_helpers(caller.person, MOST_PICKS).await?;
            page.recent = latest.into_iter().map(Pick::from).collect();
        } else {
            page.found = found(&people, caller, &page.who).await?;
        }
    }
    shell.page(StatusCode::OK, &page)
}

/// Everything that waits for the person: the team's letters, the person's own letters without thanks, HR's work list.
async fn waits(shell: &Shell, caller: Caller, (unthanked, worklist): (usize, &Worklist)) -> Result<Vec<Wait>, Problem> {
    let navigation = shell.viewer.iter().flat_map(|viewer| &viewer.navigation);
    let team = navigation.filter(|link| link.path == "/team").map(|link| link.count).sum();
    let work = if caller.is(Role::Hr) {
        let open = worklist.counts(Duration::ZERO).await?.open;
        usize::try_from(open.iter().map(|(_, count)| count).sum::<i64>()).unwrap_or(0)
    } else {
        0
    };
    let all = [
        ("home-waits-team", team, "/team"),
        ("home-waits-thanks", unthanked, "/me/recognition"),
        ("home-waits-work", work, "/worklist"),
    ];
    let wait = |(message, count, path): (&'static str, usize, &'static str)| Wait {
        words: shell.say(message).with("count", count).to_string(),
        path,
    };
    Ok(all.into_iter().filter(|(_, count, _)| *count > 0).map(wait).collect())
}

fn thanks((shell, site): (&Shell, &Site), given: ThanksForYou) -> Thanks {
    Thanks {
        id: given.id,
        name: given.person.name,
        words: given.text.as_deref().map(excerpt).unwrap_or_default(),
        at: moment(shell, site, given.at),
    }
}

fn latest(shell: &Shell, caller: Caller, summary: Summary) -> Latest {
    let names = shell.language.list(summary.helpers.iter().map(|helper| helper.name.as_str()));
    let about = if names.is_empty() {
        shell.say("letters-unknown").to_string()
    } else {
        shell.say("record-letter-about").with("people", names).to_string()
    };
    let client = summary.client_name.unwrap_or_else(|| shell.say("record-letter-client").to_string());
    Latest {
        id: summary.header.id,
        reference: summary.header.reference,
        is_about_me: summary.banker.id != caller.person,
        place: summary.banker.place().to_owned(),
        day: shell.language.day(local(shell, summary.header.sent_at).date()),
        about,
        words: summary.excerpt,
        by: if summary.has_letter { client } else { summary.banker.name },
    }
}

fn stuck(shell: &Shell, mails: &[StuckAtHome]) -> Option<Stuck> {
    let mut people: Vec<&str> = mails.iter().map(|mail| mail.name.as_str()).collect();
    people.dedup();
    Some(Stuck {
        count: mails.len(),
        people: shell.language.list(people.into_iter().take(MOST_NAMES)),
        first: mails.first()?.commendation,
        only: mails.first().filter(|_| mails.len() == 1).map(|mail| mail.delivery),
    })
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
    responses((status = 200, content((String = "text/css"), (String = "text/javascript"), (String = "image/svg+xml"), (String = "image/webp"))), (status = 404)))]
pub async fn file(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    asset(&request, &name)
}
