//! One person as HR sees them: details, chain, the history of lines and addresses, and the forms that correct both.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::whole_place;
use crate::directory::api::{Address, ReportingLine, checked, checked_address};
use crate::directory::operations::Search;
use crate::directory::{ChainReason, Details, LineKind, LineRecord, LineSource, People, Person, RecordedAddress};
use crate::ids::PersonId;
use crate::permissions::{Caller, Role};
use crate::web::{Filled, Form, Problem, Query, Shell, Site, id, moment, see_with};

/// The most people to choose a supervisor from.
const MOST_FOUND: usize = 12;

/// The fields of the form of a line, with the messages of their labels.
const LINE_LABELS: &[(&str, &str)] = &[
    ("supervisor_id", "person-supervisor"),
    ("kind", "person-kind"),
    ("from", "person-from"),
    ("until", "person-until"),
    ("reason", "person-reason"),
];
/// The fields of the form of an address, with the messages of their labels.
const ADDRESS_LABELS: &[(&str, &str)] =
    &[("email", "person-right-address"), ("until", "person-until"), ("reason", "person-reason")];
/// The end of the ids of the fields of an address, which the form of a line has too.
const OF_ADDRESS: &str = "address";

/// The kinds of lines, with the messages of their labels.
const KINDS: [(LineKind, &str); 3] = [
    (LineKind::Primary, "person-kind-primary"),
    (LineKind::Acting, "person-kind-acting"),
    (LineKind::Dotted, "person-kind-dotted"),
];

#[derive(Template)]
#[template(path = "directory/person.html")]
struct PersonPage<'a> {
    shell: &'a Shell,
    /// The form that was sent in vain, for the list of problems.
    form: &'a Filled,
    line: &'a Filled,
    address: &'a Filled,
    id: PersonId,
    name: String,
    place: String,
    is_active: bool,
    /// The reader may open the person's page for administrators.
    is_admin: bool,
    facts: Vec<(String, String)>,
    chain: Vec<Above>,
    lines: Vec<Line>,
    addresses: Vec<AddressLine>,
    email: String,
    /// The search for a supervisor, as typed.
    q: String,
    found: Vec<Pick>,
    kinds: [(LineKind, &'static str); 3],
}

/// A supervisor of today.
struct Above {
    id: PersonId,
    name: String,
    how: String,
}

/// A line of the history.
struct Line {
    kind: String,
    supervisor: PersonId,
    name: String,
    from: String,
    until: String,
    source: String,
    reason: String,
}

/// A corrected address of the history.
struct AddressLine {
    email: String,
    source_says: String,
    by: String,
    until: String,
    reason: String,
    is_open: bool,
}

/// Somebody who may be the supervisor.
struct Pick {
    id: PersonId,
    name: String,
    place: String,
    is_chosen: bool,
}

/// A form that was sent in vain.
enum Refused {
    Nothing,
    Line(Filled),
    Address(Filled),
}

/// The person.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, query): (Shell, web::Data<Site>, Query),
    people: web::Data<People>,
) -> Result<HttpResponse, Problem> {
    let q = query.text("supervisor").unwrap_or_default().trim().to_owned();
    page(&people, (caller, id(&path)?), (&shell, &site), q, Refused::Nothing).await
}

async fn page(
    people: &People,
    (caller, id): (Caller, PersonId),
    (shell, site): (&Shell, &Site),
    q: String,
    refused: Refused,
) -> Result<HttpResponse, Problem> {
    let details = people.details(id).await?;
    let today = people.today().to_string();
    let (empty, begun) = (Filled::default(), Filled::with(&[("from", &today), ("kind", "primary")]));
    let (form, line, address, status) = match &refused {
        Refused::Nothing => (&empty, &begun, &empty, StatusCode::OK),
        Refused::Line(form) => (form, form, &empty, StatusCode::UNPROCESSABLE_ENTITY),
        Refused::Address(form) => (form, &begun, form, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let chosen = line.value("supervisor_id").to_owned();
    let found = found(people, (caller, id), &q, &chosen).await?;
    let view = PersonPage {
        shell,
        form,
        line,
        address,
        id,
        place: whole_place(&details.person),
        is_active: details.person.active,
        is_admin: caller.is(Role::Admin),
        facts: facts(shell, &details),
        chain: chain(shell, &details),
        lines: details.lines.iter().map(|line| line_in_words((shell, site), &details, line)).collect(),
        addresses: details.addresses.iter().map(|address| address_in_words((shell, site), &details, address)).collect(),
        email: details.person.email.clone(),
        name: details.person.name,
        q: if q.parse::<PersonId>().is_ok() { String::new() } else { q },
        found,
        kinds: KINDS,
    };
    shell.page(status, &view)
}

/// The people who fit the search, or the one who was chosen before.
async fn found(people: &People, (caller, id): (Caller, PersonId), q: &str, chosen: &str) -> Result<Vec<Pick>, Problem> {
    // A suggestion that was chosen comes as an id.
    let chosen = chosen.parse::<PersonId>().or_else(|_| q.parse());
    let mut found: Vec<Person> = match chosen {
        Ok(chosen) => people.named(vec![chosen]).await?.into_values().collect(),
        Err(_) if q.is_empty() => Vec::new(),
        Err(_) => {
            let search = Search { q: q.to_owned(), limit: MOST_FOUND + 1, ..Search::default() };
            people.find(caller.person, search).await?
        }
    };
    found.retain(|person| person.id != id);
    found.truncate(MOST_FOUND);
    let is_only = found.len() == 1;
    let pick =
        |person: Person| Pick { id: person.id, place: whole_place(&person), name: person.name, is_chosen: is_only };
    Ok(found.into_iter().map(pick).collect())
}

fn facts(shell: &Shell, details: &Details) -> Vec<(String, String)> {
    let person = &details.person;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| shell.language.day(day)).unwrap_or_default();
    let roles: Vec<String> = details.roles.iter().map(|role| shell.say(label_of(role)).to_string()).collect();
    let all = [
        ("person-fact-number", person.employee_number.clone()),
        ("person-fact-address", person.email.clone()),
        ("person-fact-title", person.title.clone()),
        ("person-fact-department", person.department.clone()),
        ("person-fact-branch", person.branch.clone()),
        ("person-fact-extension", person.extension.clone()),
        ("person-fact-began", day(person.starts_on)),
        ("person-fact-ended", day(person.ends_on)),
        ("person-fact-roles", shell.language.list(roles.iter().map(String::as_str))),
    ];
    let known = all.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(label, value)| (shell.say(label).to_string(), value)).collect()
}

/// The message of a role.
pub fn label_of(role: Role) -> &'static str {
    match role {
        Role::Banker => "role-banker",
        Role::BackOffice => "role-back-office",
        Role::Hr => "role-hr",
        Role::Auditor => "role-auditor",
        Role::Admin => "role-admin",
    }
}

fn chain(shell: &Shell, details: &Details) -> Vec<Above> {
    let above = details.chain.supervisors.iter().map(|above| {
        let how = match above.reason {
            ChainReason::Primary => "person-chain-primary",
            ChainReason::Acting => "person-chain-acting",
            ChainReason::NextActiveAbove => "person-chain-next",
        };
        Above { id: above.person.id, name: above.person.name.clone(), how: shell.say(how).to_string() }
    });
    above.collect()
}

fn line_in_words((shell, site): (&Shell, &Site), details: &Details, line: &LineRecord) -> Line {
    let kind = KINDS.iter().find(|(kind, _)| *kind == line.kind).map_or("", |(_, label)| label);
    let name = |id: PersonId| details.people.get(&id).map(|person| person.name.clone()).unwrap_or_default();
    let source = match (line.source, line.created_by) {
        (LineSource::Correction, Some(by)) => {
            let at = moment(shell, site, line.created_at);
            shell.say("person-line-corrected").with("name", name(by)).with("at", at).to_string()
        }
        _ => shell.say("person-line-imported").to_string(),
    };
    let until = match line.until {
        Some(last) if last < line.from => shell.say("person-line-never").to_string(),
        Some(last) => shell.language.day(last),
        None => shell.say("person-line-open").to_string(),
    };
    Line {
        kind: shell.say(kind).to_string(),
        supervisor: line.supervisor,
        name: name(line.supervisor),
        from: shell.language.day(line.from),
        until,
        source,
        reason: line.reason.clone().unwrap_or_default(),
    }
}

fn address_in_words((shell, site): (&Shell, &Site), details: &Details, address: &RecordedAddress) -> AddressLine {
    let name = details.people.get(&address.created_by).map_or("", |person| person.name.as_str());
    let at = moment(shell, site, address.created_at);
    let last = address.correction.until.map(|day| shell.language.day(day));
    AddressLine {
        email: address.correction.email.clone(),
        source_says: address.source_says.clone(),
        by: shell.say("person-line-corrected").with("name", name).with("at", at).to_string(),
        until: last.unwrap_or_else(|| shell.say("person-address-until-source").to_string()),
        reason: address.correction.reason.clone(),
        is_open: address.ended_at.is_none(),
    }
}

/// Back to the person, with a message.
fn done(site: &Site, (caller, id): (Caller, PersonId), message: &'static str) -> Result<HttpResponse, Problem> {
    see_with(site, caller, &format!("/people/{id}"), message)
}

/// Records a reporting line against the source.
pub async fn correct_line(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    people: web::Data<People>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let (line, problems) = form.read::<ReportingLine>()?;
    match checked(&people, id, line, problems).await {
        Ok(correction) => people.correct(caller.person, correction, |_, _, _| Ok(())).await?,
        Err(problem) => {
            let refused = Refused::Line(form.rejected(&problem, shell.language, LINE_LABELS)?);
            return page(&people, (caller, id), (&shell, &site), String::new(), refused).await;
        }
    }
    done(&site, (caller, id), "flash-line-corrected")
}

/// Records a mail address against the source.
pub async fn correct_address(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    people: web::Data<People>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let (address, problems) = form.read::<Address>()?;
    match checked_address(&people, id, address, problems).await {
        Ok(correction) => people.correct_address(caller.person, correction, |_, _, _| Ok(())).await?,
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, ADDRESS_LABELS)?.marked(OF_ADDRESS);
            return page(&people, (caller, id), (&shell, &site), String::new(), Refused::Address(filled)).await;
        }
    }
    done(&site, (caller, id), "flash-address-corrected")
}
