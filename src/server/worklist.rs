//! The work list of HR: every open item with what a person can do about it beside it, and the closed ones with who closed them and why.
//!
//! It stands above the nouns because an item leads to the directory, to commendations and to mails. It decides nothing: the nouns say
//! what may be done, and their operations do it.

mod looks;

use std::collections::HashMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::operations::{Commendations, StuckMail};
use crate::directory::api::{Address, checked_address};
use crate::directory::{People, Person};
use crate::ids::{CommendationId, DeliveryId, DraftId, PersonId, WorkItemId};
use crate::permissions::Caller;
use crate::web::{Cursor, Filled, Form, Paged, Problem, Query, Shell, Site, id, link, local, moment, see_with};
use crate::worklist::api::Resolution;
use crate::worklist::{Counts, Filter, Item, Kind, Matter, State, StoredMatter, Subject, Worklist, words};

use looks::{label_of, look_of};

/// The span of which the page counts what was closed.
const LATELY: Duration = Duration::from_secs(7 * 24 * 3600);

/// The fields of the forms, with the messages of their labels.
const LABELS: &[(&str, &str)] =
    &[("email", "worklist-new-address"), ("reason", "worklist-reason"), ("note", "worklist-note")];

#[derive(Template)]
#[template(path = "worklist/worklist.html")]
struct WorklistPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The item whose form was sent in vain.
    at: Option<WorkItemId>,
    total: i64,
    resolved: i64,
    tabs: Vec<Tab>,
    is_closed: bool,
    items: Vec<Shown>,
    next: Option<String>,
}

impl WorklistPage<'_> {
    /// True for the item whose form was sent in vain.
    fn is_at(&self, id: &WorkItemId) -> bool {
        self.at.as_ref() == Some(id)
    }
}

/// A filter with its count.
struct Tab {
    label: String,
    address: String,
    is_here: bool,
}

/// An item in words, with what can be done.
struct Shown {
    id: WorkItemId,
    sign: &'static str,
    tone: &'static str,
    title: String,
    since: String,
    advice: String,
    /// The person whose line leads nowhere.
    line_of: Option<PersonId>,
    /// The person whom it is about.
    person: Option<PersonId>,
    /// The commendation whose helper is not known.
    unsure: Option<CommendationId>,
    commendation: Option<CommendationId>,
    /// The draft that waits to be sent or closed.
    draft: Option<DraftId>,
    mail: Option<Mail>,
    /// Its mails wait, and can be tried now.
    may_send_now: bool,
    closed: Option<Closed>,
}

/// A mail that waits.
struct Mail {
    may_retry: bool,
    /// The address of the next try.
    address: String,
    /// True where the directory has another address by now.
    is_new: bool,
    recipient: Option<PersonId>,
}

/// The end of an item.
struct Closed {
    line: String,
    note: String,
}

/// The list.
pub async fn show(
    caller: Caller,
    (shell, site): (Shell, web::Data<Site>),
    mut query: Query,
    services: (web::Data<Worklist>, web::Data<Commendations>, web::Data<People>),
) -> Result<HttpResponse, Problem> {
    let state = query.parsed("state", "This has to be open or resolved.").unwrap_or(State::Open);
    let kind = query.parsed("kind", "This is no kind of work.");
    let page = query.page();
    query.check()?;
    let filter = Filter { state: Some(state), kind, oldest_first: state == State::Open };
    page_of(&services, caller, (&shell, &site), (filter, page), (&Filled::default(), None)).await
}

type Services = (web::Data<Worklist>, web::Data<Commendations>, web::Data<People>);

async fn page_of(
    (worklist, commendations, people): &Services,
    caller: Caller,
    (shell, site): (&Shell, &Site),
    (filter, page): (Filter, crate::web::Page),
    (form, at): (&Filled, Option<WorkItemId>),
) -> Result<HttpResponse, Problem> {
    let counts = worklist.counts(LATELY).await?;
    let limit = page.limit;
    let items = worklist.list(filter, page).await?;
    let key = |item: &Item| Cursor { at: item.opened_at.micros(), id: item.id.to_string() };
    let listed = Paged::of(items, limit, key);
    let mails = listed.items.iter().filter(|item| item.state == State::Open).filter_map(delivery_of).collect();
    let mails = commendations.stuck(caller, mails).await?;
    let closers = listed.items.iter().filter_map(|item| item.resolved_by).collect();
    let closers = people.named(closers).await?;
    let is_closed = filter.state == Some(State::Resolved);
    let next = listed.next_cursor.as_ref().map(|cursor| {
        let state = if is_closed { "resolved" } else { "" };
        link("/worklist", &[("state", state), ("kind", filter.kind.map_or("", Kind::as_str)), ("cursor", cursor)])
    });
    let shown = |item: Item| shown((shell, site), item, &mails, &closers);
    let view = WorklistPage {
        shell,
        form,
        at,
        total: counts.open.iter().map(|(_, count)| count).sum(),
        resolved: counts.resolved,
        tabs: tabs(shell, &counts, filter),
        is_closed,
        items: listed.items.into_iter().map(shown).collect(),
        next,
    };
    let status = if at.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shell.page(status, &view)
}

fn tabs(shell: &Shell, counts: &Counts, filter: Filter) -> Vec<Tab> {
    let is_open = filter.state != Some(State::Resolved);
    let total: i64 = counts.open.iter().map(|(_, count)| count).sum();
    let mut tabs = vec![Tab {
        label: shell.say("worklist-all").with("count", total).to_string(),
        address: "/worklist".to_owned(),
        is_here: is_open && filter.kind.is_none(),
    }];
    let chosen = filter.kind.filter(|kind| counts.open.iter().all(|(open, _)| open != kind));
    let kinds = counts.open.iter().copied().chain(chosen.map(|kind| (kind, 0)));
    tabs.extend(kinds.map(|(kind, count)| Tab {
        label: format!("{} {count}", shell.say(label_of(kind))),
        address: link("/worklist", &[("kind", kind.as_str())]),
        is_here: is_open && filter.kind == Some(kind),
    }));
    tabs.push(Tab {
        label: shell.say("worklist-closed").to_string(),
        address: "/worklist?state=resolved".to_owned(),
        is_here: !is_open,
    });
    tabs
}

/// The mail that an item is about.
fn delivery_of(item: &Item) -> Option<DeliveryId> {
    match item.subject.parse() {
        Ok(Subject::Delivery(id)) => Some(id),
        _ => None,
    }
}

/// The commendation that an item is about, as its matter says.
fn commendation_of(matter: &Matter) -> Option<CommendationId> {
    match matter {
        Matter::MailFailed { mail, .. } | Matter::MailNotSent { mail, .. } | Matter::RecipientLeft { mail, .. } => {
            mail.commendation
        }
        Matter::MailsWaiting { count: 1, oldest, .. } => oldest.commendation,
        Matter::RecipientNotMailed { commendation, .. }
        | Matter::MissingGlyphs { commendation, .. }
        | Matter::UnsureHelper { commendation }
        | Matter::SupervisorPraised { commendation, .. }
        | Matter::Disputed { commendation, .. }
        | Matter::BrokenLine { commendation, .. } => Some(commendation.id),
        Matter::RelayRefuses { .. }
        | Matter::RelayUnreachable { .. }
        | Matter::MailsWaiting { .. }
        | Matter::OutboxHeld { .. }
        | Matter::LinksTooLate { .. }
        | Matter::MailsUnreadable { .. }
        | Matter::ImportedLine { .. }
        | Matter::UnsentLetter { .. } => None,
    }
}

fn shown(
    (shell, site): (&Shell, &Site),
    item: Item,
    mails: &HashMap<DeliveryId, StuckMail>,
    closers: &HashMap<PersonId, Person>,
) -> Shown {
    let title = words::summary(shell.language, &item);
    let matter = match &item.told {
        StoredMatter::Matter(matter) => Some(matter.as_ref()),
        StoredMatter::Unknown(_) => None,
    };
    let (sign, tone) = look_of(matter);
    let is_open = item.state == State::Open;
    let mail = delivery_of(&item).and_then(|id| mails.get(&id)).map(mail_of);
    let line_of = match matter {
        Some(Matter::BrokenLine { person, .. } | Matter::ImportedLine { person, .. }) => Some(person.id),
        _ => None,
    };
    let person = match matter {
        Some(Matter::UnsentLetter { banker, .. }) => Some(banker.id),
        _ => line_of,
    };
    let draft = match matter {
        Some(Matter::UnsentLetter { draft, .. }) => Some(*draft),
        _ => None,
    };
    let unsure = match matter {
        Some(Matter::UnsureHelper { commendation }) => Some(commendation.id),
        _ => None,
    };
    Shown {
        id: item.id,
        sign,
        tone,
        title,
        since: since((shell, site), &item),
        advice: matter.and_then(|matter| words::advice(shell.language, matter)).unwrap_or_default(),
        line_of: line_of.filter(|_| is_open),
        person,
        unsure: unsure.filter(|_| is_open),
        commendation: matter.and_then(commendation_of),
        draft: draft.filter(|_| is_open),
        mail,
        may_send_now: is_open && matter.is_some_and(is_about_waiting),
        closed: (!is_open).then(|| closed((shell, site), &item, closers)),
    }
}

/// Tells whether its mails wait for another try.
fn is_about_waiting(matter: &Matter) -> bool {
    matches!(matter, Matter::RelayUnreachable { .. } | Matter::RelayRefuses { .. } | Matter::MailsWaiting { .. })
}

fn mail_of(mail: &StuckMail) -> Mail {
    let address = mail.recipient.as_ref().map_or(&mail.address, |person| &person.email);
    Mail {
        may_retry: mail.may_retry,
        is_new: !address.eq_ignore_ascii_case(&mail.address),
        address: address.clone(),
        recipient: mail.recipient.as_ref().map(|person| person.id),
    }
}

fn since((shell, site): (&Shell, &Site), item: &Item) -> String {
    let (then, now) = (local(shell, item.opened_at), local(shell, site.clock.now()));
    match (now.date() - then.date()).num_days() {
        0 => shell.say("worklist-since-today").with("time", shell.language.time_of_day(then)).to_string(),
        days => {
            let day = shell.language.day(then.date());
            shell.say("worklist-since").with("day", day).with("days", days).to_string()
        }
    }
}

fn closed((shell, site): (&Shell, &Site), item: &Item, closers: &HashMap<PersonId, Person>) -> Closed {
    let at = item.resolved_at.map(|at| moment(shell, site, at)).unwrap_or_default();
    let line = match item.resolved_by.map(|id| closers.get(&id)) {
        None => shell.say("worklist-closed-itself").with("at", at),
        Some(person) => {
            let name = person.map_or("", |person| person.name.as_str());
            shell.say("worklist-closed-by").with("name", name).with("at", at)
        }
    };
    Closed { line: line.to_string(), note: item.note.clone().unwrap_or_default() }
}

/// Back to the list, with a message.
fn done(site: &Site, caller: Caller, message: &'static str) -> Result<HttpResponse, Problem> {
    see_with(site, caller, "/worklist", message)
}

/// The list again, with what is wrong with an item's form.
async fn again(
    services: &Services,
    caller: Caller,
    about: (&Shell, &Site),
    form: &Form,
    (problem, item): (Problem, WorkItemId),
) -> Result<HttpResponse, Problem> {
    let filled = form.rejected(&problem, about.0.language, LABELS)?.marked(&item.to_string());
    let filter = Filter { state: Some(State::Open), kind: None, oldest_first: true };
    page_of(services, caller, about, (filter, crate::web::Page { limit: 100, cursor: None }), (&filled, Some(item)))
        .await
}

/// Takes an item off the list, with the reason why it is settled.
pub async fn resolve(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    services: Services,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id: WorkItemId = id(&path)?;
    let (body, mut problems) = form.read::<Resolution>()?;
    let note = body.note(&mut problems);
    if !problems.is_empty() {
        return again(&services, caller, (&shell, &site), &form, (problems.into_problem(), id)).await;
    }
    services.0.resolve(id, caller.person, note, |_, _, _| Ok(())).await?;
    done(&site, caller, "flash-item-closed")
}

/// The mail of an item with the commendation that it is about.
async fn mail_at(
    services: &Services,
    caller: Caller,
    path: &str,
) -> Result<(WorkItemId, DeliveryId, StuckMail), Problem> {
    let id: WorkItemId = id(path)?;
    let item = services.0.item(id).await?;
    let delivery = delivery_of(&item).ok_or_else(Problem::not_found)?;
    let mail = services.1.stuck(caller, vec![delivery]).await?.remove(&delivery).ok_or_else(Problem::not_found)?;
    Ok((id, delivery, mail))
}

/// Has the mail of an item tried again.
pub async fn retry(
    caller: Caller,
    path: web::Path<String>,
    site: web::Data<Site>,
    services: Services,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let (_, delivery, mail) = mail_at(&services, caller, &path).await?;
    let commendation = mail.commendation.ok_or_else(Problem::not_found)?;
    services.1.retry(caller, commendation, delivery).await?;
    done(&site, caller, "flash-retried")
}

/// Has the mails of an item tried now: that of the item, or all.
pub async fn send_now(
    caller: Caller,
    path: web::Path<String>,
    site: web::Data<Site>,
    services: Services,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let item = services.0.item(id(&path)?).await?;
    services.1.send_now(caller, delivery_of(&item)).await?;
    done(&site, caller, "flash-flushed")
}

/// Corrects the recipient's address, and has the mail tried again.
pub async fn readdress(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    services: Services,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (item, delivery, mail) = mail_at(&services, caller, &path).await?;
    let recipient = mail.recipient.as_ref().ok_or_else(Problem::not_found)?.id;
    let (body, problems) = form.read::<Address>()?;
    let correction = match checked_address(&services.2, recipient, body, problems).await {
        Ok(correction) => correction,
        Err(problem) => return again(&services, caller, (&shell, &site), &form, (problem, item)).await,
    };
    services.2.correct_address(caller.person, correction, |_, _, _| Ok(())).await?;
    let Some(commendation) = mail.commendation.filter(|_| mail.may_retry) else {
        return done(&site, caller, "flash-address-corrected");
    };
    services.1.retry(caller, commendation, delivery).await?;
    done(&site, caller, "flash-readdressed")
}
