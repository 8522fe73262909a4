//! The trail in a browser, for auditors: filters, verification, export.

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use chrono::{Days, NaiveDate, TimeZone as _};
use futures_util::stream;

use super::api::EntryView;
use super::{Broken, Entry, Filter, VerifyError, entries, verify};
use crate::clock::Timestamp;
use crate::db::Database;
use crate::permissions::Caller;
use crate::web::{Cursor, Form, Page, Paged, Problem, Query, Shell, link, local};

/// The longest verification on a page; a longer one belongs to the command line.
const LONGEST: Duration = Duration::from_secs(10);
/// The entries that an export reads at once.
const STEP: i64 = 500;

#[derive(Template)]
#[template(path = "audit/audit.html")]
struct AuditPage<'a> {
    shell: &'a Shell,
    asked: Asked,
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
    actor: String,
    action: String,
    object: String,
    detail: String,
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

/// The first moment of a day by the clock of the page.
fn begins(shell: &Shell, day: NaiveDate) -> Option<Timestamp> {
    let local = shell.zone.from_local_datetime(&day.and_hms_opt(0, 0, 0)?).earliest()?;
    Some(Timestamp::from_micros(local.timestamp_micros()))
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
        from: from.and_then(|day| begins(shell, day)),
        // The last day counts.
        to: to.and_then(|day| day.checked_add_days(Days::new(1))).and_then(|day| begins(shell, day)),
        before: page.cursor.as_ref().map(|cursor| cursor.at),
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok((Asked { object, actor, from: day(from), to: day(to) }, filter, page))
}

/// The trail.
pub async fn show(_: Caller, shell: Shell, mut query: Query, db: web::Data<Database>) -> Result<HttpResponse, Problem> {
    let (asked, filter, page) = asked(&shell, &mut query)?;
    listed(&shell, &db, (asked, filter, page.limit), None).await
}

async fn listed(
    shell: &Shell,
    db: &Database,
    (asked, filter, limit): (Asked, Filter, i64),
    verified: Option<Verified>,
) -> Result<HttpResponse, Problem> {
    let found = entries(db, filter, limit + 1).await?;
    let paged = Paged::of(found, limit, |entry| Cursor { at: entry.seq, id: String::new() });
    let next = paged.next_cursor.as_ref().map(|cursor| {
        let mut parameters = asked.parameters().to_vec();
        parameters.push(("cursor", cursor));
        link("/audit", &parameters)
    });
    let line = |entry: Entry| Line {
        seq: entry.seq,
        at: shell.language.moment(local(shell, entry.at)),
        actor: entry.actor,
        action: entry.action,
        object: entry.object,
        detail: if entry.detail == "{}" { String::new() } else { entry.detail },
    };
    let export = link("/audit/export", &asked.parameters());
    let items = paged.items.into_iter().map(line).collect();
    shell.page(StatusCode::OK, &AuditPage { shell, asked, items, next, export, verified })
}

/// Verifies the whole trail, within a limited time.
pub async fn verification(_: Caller, shell: Shell, db: web::Data<Database>, _: Form) -> Result<HttpResponse, Problem> {
    let verified = match tokio::time::timeout(LONGEST, verify(&db)).await {
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
    listed(&shell, &db, (Asked::default(), Filter::default(), 20), Some(verified)).await
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
