//! The search for people, also for those who have left.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::whole_place;
use crate::directory::People;
use crate::directory::operations::Search;
use crate::ids::PersonId;
use crate::permissions::Caller;
use crate::web::{Problem, Query, Shell, see};

/// The most people in the list.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "directory/people.html")]
struct PeoplePage<'a> {
    shell: &'a Shell,
    q: String,
    with_left: bool,
    found: Vec<Found>,
    /// True when more people fit than the list has.
    is_cut: bool,
}

/// Somebody who fits.
struct Found {
    id: PersonId,
    name: String,
    place: String,
    email: String,
    is_active: bool,
}

/// The search.
pub async fn search(
    caller: Caller,
    shell: Shell,
    mut query: Query,
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let q = query.text("q").unwrap_or_default().trim().to_owned();
    let with_left = query.text("left").is_some();
    // A suggestion that was chosen leads to its page.
    let chosen = query.text("person").and_then(|id| id.parse::<PersonId>().ok());
    query.check()?;
    if let Some(person) = chosen {
        return Ok(see(&format!("/people/{person}")));
    }
    let search = Search { q: q.clone(), include_inactive: with_left, limit: MOST + 1, ..Search::default() };
    let mut found = if q.is_empty() { Vec::new() } else { people.find(caller.person, search).await? };
    let is_cut = found.len() > MOST;
    found.truncate(MOST);
    let line = |person: crate::directory::Person| Found {
        id: person.id,
        place: whole_place(&person),
        is_active: person.active,
        name: person.name,
        email: person.email,
    };
    let found = found.into_iter().map(line).collect();
    shell.page(StatusCode::OK, &PeoplePage { shell: &shell, q, with_left, found, is_cut })
}
