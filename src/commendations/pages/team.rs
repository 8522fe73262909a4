//! A supervisor's team: letters to acknowledge, one or several at once, helpers to be named, and the way to each person's history.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::letters::{Item, item};
use super::strength_name;
use super::writing::settle::{Waiting, waiting_of_team};
use crate::commendations::api::bodies::AcknowledgementBody;
use crate::commendations::api::inputs;
use crate::commendations::drafts::operations::Drafts;
use crate::commendations::operations::{CallersList, Commendations, Latest, TeamMember};
use crate::commendations::shown::{Listed, Summary};
use crate::commendations::store::ListFilter;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::web::{Filled, Form, Page, Problem, Shell, Site, body, initials, moment, see_with};

/// The latest letters on the page; the list of letters has all.
const LATEST: i64 = 5;

/// The fields of the form, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("commendation_ids", "team-to-acknowledge"), ("note", "record-note")];

#[derive(Template)]
#[template(path = "commendations/team.html")]
struct TeamPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// Drafts of the team that wait to be sent or closed.
    drafts: Vec<Waiting>,
    waiting: Vec<Item>,
    /// The number of letters that wait, as far as they are counted.
    counted: usize,
    more_wait: bool,
    unnamed: Vec<Item>,
    members: Vec<Member>,
    latest: Vec<Item>,
}

/// Somebody in the team.
struct Member {
    id: PersonId,
    name: String,
    initials: String,
    title: String,
    strengths: Vec<String>,
    /// `Latest: 4 Nov 2026, 10:20, from Durham`
    line: String,
}

/// The page.
pub async fn team(
    caller: Caller,
    shell: Shell,
    site: web::Data<Site>,
    (service, drafts): (web::Data<Commendations>, web::Data<Drafts>),
) -> Result<HttpResponse, Problem> {
    page((&service, &drafts), caller, (&shell, &site), &Filled::default(), StatusCode::OK).await
}

async fn page(
    (service, drafts): (&Commendations, &Drafts),
    caller: Caller,
    (shell, site): (&Shell, &Site),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let team = service.team(caller).await?;
    let first = Page { limit: LATEST, cursor: None };
    let latest = service.list(caller, CallersList::Team, ListFilter::default(), first).await?;
    let full = |summary: Summary| item((shell, site), CallersList::Team, Listed::Full(Box::new(summary)));
    let page = TeamPage {
        form,
        drafts: waiting_of_team((shell, site), drafts, caller).await?,
        counted: team.counted,
        more_wait: team.more_wait,
        waiting: team.waiting.into_iter().map(full).collect(),
        unnamed: team.unnamed.into_iter().map(full).collect(),
        members: team.members.into_iter().map(|one| member((shell, site), one)).collect(),
        latest: latest.items.into_iter().map(|listed| item((shell, site), CallersList::Team, listed)).collect(),
        shell,
    };
    shell.page(status, &page)
}

fn member((shell, site): (&Shell, &Site), member: TeamMember) -> Member {
    let line = match member.latest {
        None => shell.say("team-no-letter").to_string(),
        Some(Latest { sent_at, has_letter, branch }) => {
            let at = moment(shell, site, sent_at);
            let message = match (has_letter, branch.is_empty()) {
                (true, _) => "team-latest-client",
                (false, false) => "team-latest-branch",
                (false, true) => "team-latest",
            };
            shell.say(message).with("at", at).with("place", branch).to_string()
        }
    };
    Member {
        id: member.person.id,
        initials: initials(&member.person.name),
        name: member.person.name,
        title: member.person.title,
        strengths: member.strengths.into_iter().map(|one| strength_name(shell, one)).collect(),
        line,
    }
}

body! {
    /// An acknowledgement of several letters.
    pub struct AcknowledgeLetters {
        /// The letters that are ticked.
        commendation_ids: Option<Vec<CommendationId>>,
        /// The one letter whose own button was pressed; the ticks do not count then.
        only: Option<CommendationId>,
        /// In the supervisor's own words, up to 4,000 characters.
        note: Option<String>,
        /// The employees were told in person.
        told_employee: Option<bool>,
        /// It was put into the personal files.
        filed: Option<bool>,
    }
}

/// Puts on record that the supervisor has read one letter or several.
pub async fn acknowledge(
    caller: Caller,
    (shell, site): (Shell, web::Data<Site>),
    (service, drafts): (web::Data<Commendations>, web::Data<Drafts>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = form.read::<AcknowledgeLetters>()?;
    let ticked = body.commendation_ids.flatten().unwrap_or_default();
    let mut ids = body.only.flatten().map_or(ticked, |only| vec![only]);
    ids.sort_unstable();
    ids.dedup();
    let at = (&shell, site.get_ref());
    let body = AcknowledgementBody { note: body.note, told_employee: body.told_employee, filed: body.filed };
    let given = match inputs::acknowledgement(body, problems) {
        Ok(given) => given,
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, LABELS)?;
            return page((&service, &drafts), caller, at, &filled, problem.status()).await;
        }
    };
    if ids.is_empty() {
        let filled = form.unread().wrong("commendation_ids", &shell.say("team-tick-one").to_string());
        return page((&service, &drafts), caller, at, &filled, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let several = ids.len() > 1;
    let withdrawn = service.acknowledge_all(caller, ids, given).await?;
    let message = match (withdrawn, several) {
        (0, false) => "flash-acknowledged",
        (0, true) => "flash-acknowledged-several",
        _ => "flash-acknowledged-but-withdrawn",
    };
    // The page is not there for a supervisor of the day of service whose team has gone.
    let next = if service.has_team(caller.person).await? { "/team" } else { "/letters" };
    see_with(&site, caller, next, message)
}
