//! The trail in a browser, for auditors: filters, verification, export.
//!
//! It stands above the nouns because it shows people by name and commendations by reference; the trail itself holds ids alone, which stand
//! below each name. An export is as the trail is.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use futures_util::stream;

use serde_json::Value;

use crate::audit::api::EntryView;
use crate::audit::{Broken, Entry, Filter, VerifyError, entries, verify};
use crate::clock::Timestamp;
use crate::commendations::operations::Commendations;
use crate::db::Database;
use crate::directory::operations::Search;
use crate::directory::{People, Person};
use crate::ids::{CommendationId, PersonId};
use crate::permissions::Caller;
use crate::web::{Cursor, Form, Page, Paged, Problem, Query, Shell, link, local};

/// The longest verification on a page; a longer one belongs to the command line.
const LONGEST: Duration = Duration::from_secs(10);
/// The entries that an export reads at once.
const STEP: i64 = 500;
/// The most people to choose from when an actor is named in words.
const MOST_FOUND: usize = 12;

#[derive(Template)]
#[template(path = "audit/audit.html")]
struct AuditPage<'a> {
    shell: &'a Shell,
    asked: Asked,
    /// People whom the words of the actor may mean, each with the address of that person's entries.
    found: Vec<(String, String)>,
    items: Vec<Line>,
    next: Option<String>,
    export: String,
    verified: Option<Verified>,
}

/// The filter as it was typed.
#[derive(Default)]
struct Asked {
    object: String,
    actor: String,
    from: String,
    to: String,
}

/// An entry as a page shows it.
struct Line {
    seq: i64,
    at: String,
    actor: Named,
    action: String,
    object: Named,
    /// The page of the object; empty where there is none.
    page: String,
    detail: Vec<(String, String)>,
}

/// An actor or an object: the text of the trail, and a name where there is one.
struct Named {
    id: String,
    name: String,
}

/// The names behind ids.
#[derive(Default)]
struct Names {
    people: HashMap<PersonId, Person>,
    references: HashMap<CommendationId, String>,
}

impl Names {
    /// The name of the person, or the reference of the commendation, with an id.
    fn of(&self, id: &str) -> Option<&str> {
        let bare = id.split_once(':').map_or(id, |(_, bare)| bare);
        let person = bare.parse().ok().and_then(|id| self.people.get(&id)).map(|person| person.name.as_str());
        person.or_else(|| bare.parse().ok().and_then(|id| self.references.get(&id)).map(String::as_str))
    }

    fn named(&self, id: String) -> Named {
        Named { name: self.of(&id).unwrap_or_default().to_owned(), id }
    }

    /// A value of a detail, with names in the place of ids.
    fn words(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.of(text).unwrap_or(text).to_owned(),
            Value::Array(all) => all.iter().map(|one| self.words(one)).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        }
    }
}

/// Every id in the entries.
fn ids<T: std::str::FromStr>(entries: &[Entry]) -> Vec<T> {
    let mut texts: Vec<&str> = Vec::new();
    for entry in entries {
        texts.extend([entry.actor.as_str(), entry.object.as_str()]);
        // A detail is a flat object of texts, numbers and lists: an id is a text between quotation marks.
        texts.extend(entry.detail.split('"'));
    }
    texts.into_iter().filter_map(|text| text.split_once(':').map_or(text, |(_, bare)| bare).parse().ok()).collect()
}

/// The outcome of a verification.
struct Verified {
    is_whole: bool,
    words: String,
}

impl Asked {
    fn parameters(&self) -> [(&'static str, &str); 4] {
        [("object", &self.object), ("actor", &self.actor), ("from", &self.from), ("to", &self.to)]
    }
}

fn asked(shell: &Shell, query: &mut Query) -> Result<(Asked, Filter, Page), Problem> {
    let text = |name: &str| query.text(name).unwrap_or_default().trim().to_owned();
    let (object, actor) = (text("object"), text("actor"));
    // A field that was left empty is no problem.
    let mut day_of = |name| if query.text(name).is_some() { query.day(name) } else { None };
    let (from, to) = (day_of("from"), day_of("to"));
    let page = query.page();
    query.check()?;
    let known = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let filter = Filter {
        object: known(&object),
        actor: known(&actor),
        from: from.map(|day| Timestamp::first_of(day, shell.zone)),
        // The last day counts.
        to: to.and_then(|day| day.checked_add_days(Days::new(1))).map(|day| Timestamp::first_of(day, shell.zone)),
        before: page.cursor.as_ref().map(|cursor| cursor.at),
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok((Asked { object, actor, from: day(from), to: day(to) }, filter, page))
}

/// The trail.
pub async fn show(caller: Caller, shell: Shell, mut query: Query, services: Services) -> Result<HttpResponse, Problem> {
    let (asked, filter, page) = asked(&shell, &mut query)?;
    let (filter, found) = meant(caller, &services, filter).await?;
    listed(&shell, (caller, &services), (asked, filter, page.limit), (found, None)).await
}

type Services = (web::Data<Database>, web::Data<People>, web::Data<Commendations>);

/// The filter with ids in the place of a person's name and of a reference, and the people from whom one has to be chosen.
async fn meant(
    caller: Caller,
    (_, people, commendations): &Services,
    mut filter: Filter,
) -> Result<(Filter, Vec<Person>), Problem> {
    if let Some(object) = &filter.object {
        if let Ok(person) = object.parse::<PersonId>() {
            filter.object = Some(format!("person:{person}"));
        } else if let Some(id) = commendations.by_reference(caller, object.clone()).await? {
            filter.object = Some(format!("commendation:{id}"));
        }
    }
    let Some(actor) = filter.actor.clone() else { return Ok((filter, Vec::new())) };
    if let Ok(person) = actor.parse::<PersonId>() {
        filter.actor = Some(format!("person:{person}"));
    }
    if actor.contains([':', '_']) || actor == "system" || filter.actor.as_ref() != Some(&actor) {
        return Ok((filter, Vec::new()));
    }
    let search = Search { q: actor, limit: MOST_FOUND, include_inactive: true, ..Search::default() };
    let found = people.find(caller.person, search).await?;
    match found.as_slice() {
        [only] => {
            filter.actor = Some(format!("person:{}", only.id));
            Ok((filter, Vec::new()))
        }
        _ => Ok((filter, found)),
    }
}

async fn listed(
    shell: &Shell,
    (caller, (db, people, commendations)): (Caller, &Services),
    (asked, filter, limit): (Asked, Filter, i64),
    (found, verified): (Vec<Person>, Option<Verified>),
) -> Result<HttpResponse, Problem> {
    let entries = entries(db, filter, limit + 1).await?;
    let names = Names {
        people: people.named(ids(&entries)).await?,
        references: commendations.references(caller, ids(&entries)).await?,
    };
    let found = found.into_iter().map(|person| {
        let actor = format!("person:{}", person.id);
        let mut parameters = asked.parameters().to_vec();
        parameters.retain(|(name, _)| *name != "actor");
        parameters.push(("actor", &actor));
        (link("/audit", &parameters), person.name)
    });
    let found = found.collect();
    let paged = Paged::of(entries, limit, |entry| Cursor { at: entry.seq, id: String::new() });
    let next = paged.next_cursor.as_ref().map(|cursor| {
        let mut parameters = asked.parameters().to_vec();
        parameters.push(("cursor", cursor));
        link("/audit", &parameters)
    });
    let line = |entry: Entry| Line {
        seq: entry.seq,
        at: shell.language.moment(local(shell, entry.at)),
        actor: names.named(entry.actor),
        action: entry.action,
        page: page_of(&entry.object),
        object: names.named(entry.object),
        detail: match serde_json::from_str(&entry.detail) {
            Ok(Value::Object(detail)) => {
                detail.iter().map(|(name, value)| (name.clone(), names.words(value))).collect()
            }
            _ => Vec::new(),
        },
    };
    let export = link("/audit/export", &asked.parameters());
    let items = paged.items.into_iter().map(line).collect();
    shell.page(StatusCode::OK, &AuditPage { shell, asked, found, items, next, export, verified })
}

/// The page of an object that has one for auditors.
fn page_of(object: &str) -> String {
    match object.split_once(':') {
        Some(("commendation", id)) => format!("/commendations/{id}"),
        _ => String::new(),
    }
}

/// Verifies the whole trail, within a limited time.
pub async fn verification(caller: Caller, shell: Shell, services: Services, _: Form) -> Result<HttpResponse, Problem> {
    let verified = match tokio::time::timeout(LONGEST, verify(&services.0)).await {
        Err(_) => Verified { is_whole: false, words: shell.say("audit-too-long").to_string() },
        Ok(Ok(intact)) => {
            let words = shell.say("audit-whole").with("entries", intact.entries).with("head", intact.head);
            Verified { is_whole: true, words: words.to_string() }
        }
        Ok(Err(VerifyError::Broken(broken))) => {
            let id = match broken {
                Broken::Changed(_) => "audit-broken-changed",
                Broken::OutOfPlace(_) | Broken::CutOff { .. } | Broken::Replaced(_) => "audit-broken-place",
            };
            let words = shell.say(id).with("entry", broken.entry().to_string()).to_string();
            Verified { is_whole: false, words }
        }
        Ok(Err(VerifyError::Database(error))) => return Err(error.into()),
    };
    let all = (Asked::default(), Filter::default(), 20);
    listed(&shell, (caller, &services), all, (Vec::new(), Some(verified))).await
}

/// The entries that match, newest first, as one JSON document a line. They are read while they are sent.
pub async fn export(
    _: Caller,
    shell: Shell,
    mut query: Query,
    db: web::Data<Database>,
) -> Result<HttpResponse, Problem> {
    let (_, filter, _) = asked(&shell, &mut query)?;
    let steps = stream::try_unfold((db, Some(filter)), |(db, filter)| async move {
        let Some(filter) = filter else { return Ok::<_, Problem>(None) };
        let found = entries(&db, filter.clone(), STEP).await?;
        let Some(last) = found.last().map(|entry| entry.seq) else { return Ok(None) };
        let mut lines = Vec::new();
        for entry in found {
            let view = EntryView::try_from(entry).map_err(|error| Problem::unexpected(&error))?;
            serde_json::to_writer(&mut lines, &view).map_err(|error| Problem::unexpected(&error))?;
            lines.push(b'\n');
        }
        Ok(Some((Bytes::from(lines), (db, Some(Filter { before: Some(last), ..filter })))))
    });
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"trail.jsonl\""))
        .streaming(Box::pin(steps)))
}
