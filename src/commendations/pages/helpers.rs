//! The helper book in a browser: by person with the letters beside each, by kind of problem, and the people not thanked yet.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::drafts::operations::Drafts;
use crate::commendations::operations::{BookFilter, Commendations, Helped, Occasion};
use crate::ids::{AssistId, CommendationId, DraftId, PersonId};
use crate::permissions::Caller;
use crate::web::{Page, Problem, Query, Shell, initials, joined, link, local};

/// The most kinds of problems beside the people.
const MOST_PROBLEMS: usize = 8;
/// The occasions that a person's entry shows.
const MOST_OCCASIONS: usize = 10;
/// The drafts in which notes are looked for.
const MOST_DRAFTS: i64 = 100;

#[derive(Template)]
#[template(path = "commendations/helpers.html")]
struct HelpersPage<'a> {
    shell: &'a Shell,
    q: String,
    problem: String,
    is_unthanked: bool,
    is_search: bool,
    all: usize,
    unthanked: usize,
    /// The addresses of the two selections.
    tabs: [String; 2],
    people: Vec<Line>,
    next: Option<String>,
    problems: Vec<Kind>,
    unknown: Vec<Heard>,
}

/// Somebody who helped.
struct Line {
    id: PersonId,
    name: String,
    initials: String,
    place: String,
    extension: String,
    letters: usize,
    latest_letter: Option<CommendationId>,
    draft: Option<DraftId>,
    /// `3 times, last on 20 November 2026`
    times: String,
    occasions: Vec<Note>,
    more: usize,
}

/// An occasion.
struct Note {
    id: AssistId,
    day: String,
    words: String,
    is_used: bool,
    draft: Option<DraftId>,
}

/// A kind of problem.
struct Kind {
    problem: String,
    address: String,
    /// `Priya Raman, 3 times`
    who: String,
    extension: String,
}

/// A helper of whom only a name was heard.
struct Heard {
    note: Note,
    name: String,
    place: String,
}

/// The helper book.
pub async fn book(
    caller: Caller,
    shell: Shell,
    mut query: Query,
    (service, drafts): (web::Data<Commendations>, web::Data<Drafts>),
) -> Result<HttpResponse, Problem> {
    let text = |name: &str| query.text(name).unwrap_or_default().trim().to_owned();
    let (q, problem, is_unthanked) = (text("q"), text("problem"), text("show") == "unthanked");
    let page = query.page();
    query.check()?;
    let asked = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let filter = BookFilter { q: asked(&q), problem: asked(&problem), unthanked: is_unthanked };
    let book = service.helper_book(caller, filter, page).await?;
    let begun = begun(&drafts, caller).await?;
    let of_filter = |show: &str, cursor: &str| {
        link("/helpers", &[("q", &q), ("problem", &problem), ("show", show), ("cursor", cursor)])
    };
    let note = |occasion: Occasion| note(&shell, &begun.0, occasion);
    let line = |helped: Helped| line(&shell, &begun, helped);
    let next = book.people.next_cursor.as_ref();
    let page = HelpersPage {
        shell: &shell,
        is_search: !q.is_empty() || !problem.is_empty(),
        is_unthanked,
        all: book.all,
        unthanked: book.unthanked,
        tabs: [of_filter("", ""), of_filter("unthanked", "")],
        next: next.map(|cursor| of_filter(if is_unthanked { "unthanked" } else { "" }, cursor)),
        people: book.people.items.into_iter().map(line).collect(),
        problems: book
            .problems
            .into_iter()
            .take(MOST_PROBLEMS)
            .map(|solved| Kind {
                address: link("/helpers", &[("problem", &solved.problem)]),
                problem: solved.problem,
                who: shell
                    .say("helpers-who-times")
                    .with("name", &solved.person.name)
                    .with("count", solved.times)
                    .to_string(),
                extension: solved.person.extension,
            })
            .collect(),
        unknown: book
            .unknown
            .into_iter()
            .filter(|_| !is_unthanked)
            .map(|(occasion, hint)| {
                let place = joined([hint.department, hint.extension.unwrap_or_default()]);
                Heard { note: note(occasion), name: hint.name, place }
            })
            .collect(),
        q,
        problem,
    };
    shell.page(StatusCode::OK, &page)
}

/// The caller's drafts by note and by person.
type Begun = (HashMap<AssistId, DraftId>, HashMap<PersonId, DraftId>);

async fn begun(drafts: &Drafts, caller: Caller) -> Result<Begun, Problem> {
    let mut begun = Begun::default();
    for listed in drafts.list(caller, Page { limit: MOST_DRAFTS, cursor: None }).await?.items {
        if let Some(assist) = listed.draft.assist {
            begun.0.insert(assist, listed.draft.id);
        }
        for helper in listed.helpers {
            begun.1.entry(helper.id).or_insert(listed.draft.id);
        }
    }
    Ok(begun)
}

fn note(shell: &Shell, drafts: &HashMap<AssistId, DraftId>, occasion: Occasion) -> Note {
    let Occasion { id, at, problem, summary, is_used } = occasion;
    let words = [problem, summary].into_iter().flatten().collect::<Vec<_>>().join(": ");
    Note { id, day: shell.language.moment(local(shell, at)), words, is_used, draft: drafts.get(&id).copied() }
}

fn line(shell: &Shell, (by_note, by_person): &Begun, helped: Helped) -> Line {
    let Helped { person, occasions, letters, latest_letter } = helped;
    let count = occasions.len();
    let last = occasions.first().map(|occasion| shell.language.day(local(shell, occasion.at).date()));
    let times = shell.say("helpers-times").with("count", count).with("day", last.unwrap_or_default()).to_string();
    let draft = occasions.iter().find_map(|occasion| by_note.get(&occasion.id)).or_else(|| by_person.get(&person.id));
    Line {
        id: person.id,
        initials: initials(&person.name),
        place: person.department,
        extension: person.extension,
        name: person.name,
        letters,
        latest_letter,
        draft: draft.copied(),
        times,
        more: count.saturating_sub(MOST_OCCASIONS),
        occasions: occasions.into_iter().take(MOST_OCCASIONS).map(|occasion| note(shell, by_note, occasion)).collect(),
    }
}
