//! Those of a supervisor's own people who have had no letter in a chosen time. It is no ranking, and it is not printed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::operations::{Commendations, UnrecognisedPerson};
use crate::ids::PersonId;
use crate::permissions::Caller;
use crate::web::{Problem, Query, Shell, initials};

#[derive(Template)]
#[template(path = "commendations/unrecognised.html")]
struct UnrecognisedPage<'a> {
    shell: &'a Shell,
    months: u32,
    choices: [u32; 4],
    from: String,
    team: usize,
    people: Vec<Row>,
    below: Vec<(String, usize, usize)>,
}

/// Somebody without a letter.
struct Row {
    id: PersonId,
    name: String,
    initials: String,
    title: String,
    /// `In your team since 2 November 2026`; empty where it is not known.
    since: String,
    letters_to_team: usize,
}

/// The times to choose from, in months.
const CHOICES: [u32; 4] = [3, 6, 12, 24];

/// The page.
pub async fn show(
    caller: Caller,
    shell: Shell,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let months = query.word("months", &[("3", 3), ("6", 6), ("12", 12), ("24", 24)]).unwrap_or(12);
    query.check()?;
    let found = service.unrecognised(caller, months).await?;
    let page = UnrecognisedPage {
        months,
        choices: CHOICES,
        from: shell.language.day(found.from),
        team: found.team,
        people: found.people.into_iter().map(|one| row(&shell, one)).collect(),
        below: found.below.into_iter().map(|team| (team.lead.name, team.without, team.team)).collect(),
        shell: &shell,
    };
    shell.page(StatusCode::OK, &page)
}

fn row(shell: &Shell, one: UnrecognisedPerson) -> Row {
    let since = one.since.map(|day| shell.say("unrecognised-since").with("day", shell.language.day(day)).to_string());
    Row {
        id: one.person.id,
        initials: initials(&one.person.name),
        name: one.person.name,
        title: one.person.title,
        since: since.unwrap_or_default(),
        letters_to_team: one.letters_to_team,
    }
}
