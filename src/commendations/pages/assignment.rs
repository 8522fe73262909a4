//! The page on which a department's head or HR names the helper whom nobody knew at sending.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::CommendationError;
use crate::commendations::api::bodies::AssignmentBody;
use crate::commendations::operations::{Assignable, Commendations};
use crate::commendations::rules::Refusal;
use crate::directory::operations::Search;
use crate::directory::{People, Person};
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::web::{Filled, Form, Problem, Query, Shell, Site, id, joined, see, see_with};

/// The most people to choose from.
const MOST_PEOPLE: usize = 12;

/// The fields of the form, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("helper_id", "assignment-who")];

#[derive(Template)]
#[template(path = "commendations/assignment.html")]
struct AssignmentPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: CommendationId,
    letter: Assignable,
    day: String,
    /// The name as it was heard, with the extension; empty where the banker noted none.
    heard: String,
    /// The search as typed.
    who: String,
    people: Vec<Candidate>,
}

/// Somebody who may be the helper.
struct Candidate {
    id: PersonId,
    name: String,
    about: String,
    is_chosen: bool,
}

/// The form, with the people of the department, or those found.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    (shell, query): (Shell, Query),
    (service, people): (web::Data<Commendations>, web::Data<People>),
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let who = query.text("who").unwrap_or_default().trim().to_owned();
    match page((&service, &people), (caller, id), (&shell, who), &Filled::default(), StatusCode::OK).await {
        // Somebody named the helper meanwhile, or it was withdrawn: its page says so.
        Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(see(&format!("/commendations/{id}"))),
        answer => answer,
    }
}

async fn page(
    (service, people): (&Commendations, &People),
    (caller, id): (Caller, CommendationId),
    (shell, who): (&Shell, String),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let letter = match service.assignable(caller, id).await {
        // It is somebody else's to name: the page is not for this reader.
        Err(CommendationError::Refused(Refusal::NotAllowed(_))) => return Err(Problem::not_found()),
        letter => letter?,
    };
    // A suggestion that was chosen comes as an id.
    let picked = who.parse::<PersonId>().ok();
    let found: Vec<Person> = match picked {
        Some(id) => people.named(vec![id]).await?.into_values().collect(),
        None => {
            let department = Some(letter.department.clone()).filter(|_| who.is_empty());
            let search = Search { q: who.clone(), department, limit: MOST_PEOPLE + 1, ..Search::default() };
            people.find(caller.person, search).await?
        }
    };
    let who = match (picked, found.first()) {
        (Some(_), Some(person)) => person.name.clone(),
        _ => who,
    };
    let found = found.into_iter().filter(|person| person.id != letter.banker.id).take(MOST_PEOPLE);
    let picked = picked.map(|id| id.to_string());
    let chosen = picked.as_deref().unwrap_or_else(|| form.value("helper_id"));
    let hint = letter.hint.as_ref();
    let heard = [hint.map(|hint| hint.name.clone()), hint.and_then(|hint| hint.extension.clone())];
    let page = AssignmentPage {
        form,
        id,
        day: shell.language.day(letter.served_on),
        heard: joined(heard.into_iter().flatten()),
        who,
        people: found.map(|person| candidate(person, chosen)).collect(),
        letter,
        shell,
    };
    shell.page(status, &page)
}

fn candidate(person: Person, chosen: &str) -> Candidate {
    let about = joined([&person.title, &person.department, &person.extension]);
    Candidate { id: person.id, about, is_chosen: person.id.to_string() == chosen, name: person.name }
}

/// Names the helper; that person's chain is told.
pub async fn assign(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    (service, people): (web::Data<Commendations>, web::Data<People>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let (body, problems) = form.read::<AssignmentBody>()?;
    let assigned = match (body.helper_id, problems.is_empty()) {
        (Some(helper), true) => service.assign(caller, id, helper, |_, _, _| Ok(())).await.map_err(Problem::from),
        _ => Err(problems.into_problem()),
    };
    match assigned {
        Ok(()) => see_with(&site, caller, &format!("/commendations/{id}"), "flash-assigned"),
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, LABELS)?;
            let parts = (service.get_ref(), people.get_ref());
            page(parts, (caller, id), (&shell, String::new()), &filled, problem.status()).await
        }
    }
}
