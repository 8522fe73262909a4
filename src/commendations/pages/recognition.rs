//! A person's recognition history: letters by month, what people thank for, who has acknowledged each, and the form of the packet.
//!
//! The page of one's own history and that of a team member are the same; only the person says thanks from it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Datelike as _;
use url::form_urlencoded::Serializer;

use super::history::acknowledged;
use super::strength_name;
use crate::commendations::operations::{Commendations, InHistory, Recognition, Thanking, ThanksInput};
use crate::commendations::rules::Figures;
use crate::commendations::shown::{Header, Received};
use crate::directory::Person;
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::web::{Filled, Form, Page, Problem, Query, Shell, Site, id, initials, joined, see_with};

/// The most rows of a list of frequencies.
const MOST_ROWS: usize = 6;

#[derive(Template)]
#[template(path = "commendations/recognition.html")]
struct RecognitionPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The address of the packet.
    packet: String,
    is_own: bool,
    name: String,
    initials: String,
    about: String,
    letters: usize,
    from_clients: usize,
    branches_helped: usize,
    unthanked: usize,
    months: Vec<Bar>,
    in_months: usize,
    strengths: Vec<Bar>,
    branches: Vec<Bar>,
    groups: Vec<Group>,
    next: Option<String>,
}

/// A row or column of a list of frequencies.
struct Bar {
    label: String,
    /// The label in full, for a screen reader.
    in_full: String,
    count: usize,
    /// The length of the bar in percent.
    size: usize,
    /// The rest to 100.
    rest: usize,
}

/// The letters of a month.
struct Group {
    month: String,
    letters: Vec<Letter>,
}

/// A letter in the history.
struct Letter {
    id: CommendationId,
    reference: String,
    day: String,
    place: String,
    /// The writer: the client, or the banker where no client wrote.
    from: String,
    /// The banker who passed a client's letter on; empty otherwise.
    with: String,
    words: String,
    language: Option<String>,
    is_withdrawn: bool,
    strengths: Vec<String>,
    /// Each with the name and the line about what was done.
    acknowledgements: Vec<(String, String)>,
    may_thank: bool,
    has_thanked: bool,
}

/// One's own history.
pub async fn mine(
    caller: Caller,
    shell: Shell,
    site: web::Data<Site>,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let of = query.page();
    query.check()?;
    page(&service, (caller, caller.person), (&shell, &site), of, &Filled::default(), StatusCode::OK).await
}

/// Another person's history.
pub async fn of_person(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let of = query.page();
    query.check()?;
    page(&service, (caller, id(&path)?), (&shell, &site), of, &Filled::default(), StatusCode::OK).await
}

/// Thanks for a letter in one's own history, without words.
pub async fn thank(
    caller: Caller,
    path: web::Path<String>,
    site: web::Data<Site>,
    service: web::Data<Commendations>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    service.thank(caller, id, ThanksInput::default(), |_, _, _, _| Ok(())).await?;
    see_with(&site, caller, &format!("/me/recognition#l-{id}"), "flash-thanked")
}

/// The page, with the form of the packet as it was sent.
///
/// # Errors
/// 404 for a reader who may not read the history.
pub async fn page(
    service: &Commendations,
    (caller, person): (Caller, PersonId),
    (shell, site): (&Shell, &Site),
    of: Page,
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let recognition = service.recognition(caller, person, of).await?;
    let Recognition { subject, is_own, figures, unthanked, letters } = recognition;
    let base = if is_own { "/me".to_owned() } else { format!("/people/{person}") };
    let next = letters.next_cursor.as_ref().map(|cursor| {
        let mut query = Serializer::new(String::new());
        format!("{base}/recognition?{}", query.append_pair("cursor", cursor).finish())
    });
    let page = RecognitionPage {
        form,
        packet: format!("{base}/packet.pdf"),
        initials: initials(&subject.name),
        about: about(shell, &subject),
        name: subject.name,
        is_own,
        letters: figures.letters,
        from_clients: figures.from_clients,
        branches_helped: figures.branches.len(),
        unthanked,
        in_months: figures.months.iter().map(|(_, count)| count).sum(),
        months: months(shell, &figures),
        strengths: bars(figures.strengths.iter().map(|(one, count)| (strength_name(shell, *one), *count))),
        branches: bars(figures.branches.iter().map(|(branch, count)| (branch.clone(), *count))),
        groups: groups((shell, site), letters.items),
        next,
        shell,
    };
    shell.page(status, &page)
}

/// `Wire Specialist, Head Office. Since 2019.`
fn about(shell: &Shell, person: &Person) -> String {
    let place = joined([person.title.as_str(), person.place()]);
    match person.starts_on {
        Some(day) => {
            shell.say("recognition-since").with("place", place).with("year", day.year().to_string()).to_string()
        }
        None => place,
    }
}

fn months(shell: &Shell, figures: &Figures) -> Vec<Bar> {
    let most = figures.months.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bar = |(day, count): &(chrono::NaiveDate, usize)| {
        let size = count * 100 / most;
        let (label, in_full) = (shell.language.short_month(*day), shell.language.month(*day));
        Bar { label, in_full, count: *count, size, rest: 100 - size }
    };
    figures.months.iter().map(bar).collect()
}

/// The most frequent of a list, each in proportion to the first.
fn bars(counts: impl Iterator<Item = (String, usize)>) -> Vec<Bar> {
    let counts: Vec<(String, usize)> = counts.take(MOST_ROWS).collect();
    let most = counts.first().map_or(1, |(_, count)| (*count).max(1));
    let bar = |(label, count): (String, usize)| {
        let size = count * 100 / most;
        Bar { in_full: label.clone(), label, count, size, rest: 100 - size }
    };
    counts.into_iter().map(bar).collect()
}

/// The letters under the months in which they were sent.
fn groups((shell, site): (&Shell, &Site), entries: Vec<InHistory>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for entry in entries {
        let header = match &entry {
            InHistory::Bare(header) => header,
            InHistory::Full(received, _) => &received.header,
        };
        let month = shell.language.month(header.sent_at.day_in(site.zone));
        let letter = letter((shell, site), entry);
        match groups.last_mut().filter(|group| group.month == month) {
            Some(group) => group.letters.push(letter),
            None => groups.push(Group { month, letters: vec![letter] }),
        }
    }
    groups
}

fn letter((shell, site): (&Shell, &Site), entry: InHistory) -> Letter {
    let (received, thanking) = match entry {
        InHistory::Bare(header) => return bare((shell, site), header),
        InHistory::Full(received, thanking) => (*received, thanking),
    };
    let Received {
        header,
        banker,
        client_name,
        branch,
        has_letter,
        excerpt,
        language,
        strengths,
        acknowledgements,
        ..
    } = received;
    let with = shell.say("letters-with").with("name", &banker.name).with("place", banker.place()).to_string();
    let (from, with) = if has_letter {
        (client_name.unwrap_or_else(|| shell.say("record-letter-client").to_string()), with)
    } else {
        (joined([banker.name.as_str(), banker.place()]), String::new())
    };
    let acknowledgements = acknowledgements.iter();
    Letter {
        place: branch,
        from,
        with,
        words: excerpt,
        language,
        is_withdrawn: false,
        strengths: strengths.into_iter().map(|strength| strength_name(shell, strength)).collect(),
        acknowledgements: acknowledgements
            .map(|given| (given.person.name.clone(), acknowledged((shell, site), given)))
            .collect(),
        may_thank: thanking == Thanking::Open,
        has_thanked: thanking == Thanking::Given,
        ..bare((shell, site), header)
    }
}

fn bare((shell, site): (&Shell, &Site), header: Header) -> Letter {
    Letter {
        id: header.id,
        reference: header.reference,
        day: shell.language.day(header.sent_at.day_in(site.zone)),
        place: String::new(),
        from: String::new(),
        with: String::new(),
        words: String::new(),
        language: None,
        is_withdrawn: true,
        strengths: Vec::new(),
        acknowledgements: Vec::new(),
        may_thank: false,
        has_thanked: false,
    }
}
