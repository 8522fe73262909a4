//! Pages of the demo: the tour, signing in with one press, the mailbox.
//!
//! They exist only in `routes::DEMO`. A mail is shown as it was sent, in a frame of its own that runs no script and loads nothing; the
//! only addition makes its links open in the whole window.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::DateTime;

use super::mailbox::{Listed, Mail, Mailbox};
use super::{PASSWORD, PEOPLE, person};
use crate::accounts::Accounts;
use crate::accounts::pages::sign_in::enter;
use crate::app::App;
use crate::directory::sample::cast;
use crate::ids::DeliveryId;
use crate::server::route_table::Table;
use crate::web::{FileAnswer, Flash, Form, Problem, Query, Shell, Site, Viewer, body, own_path, see};

/// The most mails in the list; a search finds older ones.
const MOST_MAILS: usize = 50;
/// The mails on the first page.
const LATEST: usize = 4;

/// A person to sign in as.
struct Role {
    number: &'static str,
    name: String,
    initials: String,
    /// The message that says what the person comes for.
    comes_for: &'static str,
}

/// A step of the tour.
struct Step {
    /// The message of its heading, and the one of its text.
    title: &'static str,
    text: &'static str,
    /// The path that it opens.
    path: &'static str,
    /// The person who opens it; none for a page of the demo.
    number: Option<&'static str>,
    /// The first name of that person.
    name: String,
}

/// The steps: heading, text, path, and who opens it.
const TOUR: [(&str, &str, &str, Option<&str>); 7] = [
    ("demo-note", "demo-note-text", "/", Some(cast::BANKER)),
    ("demo-write", "demo-write-text", "/commendations/new", Some(cast::BANKER)),
    ("demo-told", "demo-told-text", "/demo/mailbox", None),
    ("demo-acknowledge", "demo-acknowledge-text", "/team", Some(cast::HELPER_SUPERVISOR)),
    ("demo-read", "demo-read-text", "/me/recognition", Some(cast::HELPER)),
    ("demo-settle", "demo-settle-text", "/worklist", Some(cast::HR)),
    ("demo-prove", "demo-prove-text", "/audit", Some(cast::AUDITOR)),
];

#[derive(Template)]
#[template(path = "demo/tour.html")]
struct TourPage<'a> {
    shell: &'a Shell,
    people: Vec<Role>,
    steps: Vec<Step>,
    mails: Vec<Listed>,
    count: usize,
    mail_folder: String,
    /// The command that begins anew.
    reset: &'static str,
}

/// The first page: what this is, the tour, and who one can be.
pub async fn tour(app: web::Data<App>, table: web::Data<Table>, shell: Shell) -> Result<HttpResponse, Problem> {
    let mut people = Vec::new();
    for (number, comes_for) in PEOPLE {
        let name = person(&app, number).await.map_err(|error| Problem::unexpected(&error))?.name;
        people.push(Role { number, initials: viewer(&name).initials(), comes_for, name });
    }
    let named = |number: Option<&str>| {
        let role = people.iter().find(|role| Some(role.number) == number);
        role.map_or_else(String::new, |role| viewer(&role.name).first_name().to_owned())
    };
    let step = |(title, text, path, number)| Step { title, text, path, number, name: named(number) };
    let exists = |path: &str| table.find(&Method::GET, path).is_some();
    let steps = TOUR.into_iter().filter(|(_, _, path, _)| exists(path)).map(step).collect();
    let (mails, count) = newest(&app, String::new(), LATEST).await?;
    let mail_folder = app.config.mail_dir().display().to_string();
    let reset = "commend demo --reset";
    shell.page(StatusCode::OK, &TourPage { shell: &shell, people, steps, mails, count, mail_folder, reset })
}

/// The name as the frame of a page shortens it.
fn viewer(name: &str) -> Viewer {
    Viewer { name: name.to_owned(), place: String::new(), navigation: Vec::new(), language: None, time_zone: None }
}

body! {
    /// A person to be, and the page to open.
    pub struct BeSomebody {
        /// The employee number.
        number: String,
        /// The path.
        next: String,
    }
}

/// Signs in as one of the seven people, with the password that the demo prints.
pub async fn sign_in(
    (app, site, accounts): (web::Data<App>, web::Data<Site>, web::Data<Accounts>),
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, _) = form.read::<BeSomebody>()?;
    let chosen = PEOPLE.into_iter().find(|(number, _)| body.number.as_deref() == Some(number));
    let (number, _) = chosen.ok_or_else(Problem::not_found)?;
    let next = body.next.as_deref().and_then(own_path).unwrap_or_else(|| "/".to_owned());
    let person = person(&app, number).await.map_err(|error| Problem::unexpected(&error))?;
    if let Ok(answer) = enter(&accounts, &site, &request, (&person.email, PASSWORD), &next).await? {
        return Ok(answer);
    }
    // Somebody tried the page on which people choose a password.
    let mut answer = see("/demo");
    Flash::new("demo-other-password").send(&mut answer, &site, None)?;
    Ok(answer)
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct MailboxPage<'a> {
    shell: &'a Shell,
    q: String,
    mails: Vec<Row>,
    mail: Option<Shown>,
    is_text: bool,
}

struct Row {
    mail: Listed,
    at: String,
    address: String,
    is_here: bool,
}

struct Shown {
    mail: Mail,
    at: String,
    /// The employee number of the recipient, if one can be that person.
    number: Option<&'static str>,
    size_of_attachments: Vec<String>,
    /// The address of this mail on the page, without its view.
    address: String,
}

/// The mails, newest first, with one of them opened.
pub async fn mailbox(app: web::Data<App>, shell: Shell, query: Query) -> Result<HttpResponse, Problem> {
    let q = query.text("q").unwrap_or_default().trim().to_owned();
    let (listed, _) = newest(&app, q.clone(), MOST_MAILS).await?;
    let chosen = query.text("mail").and_then(|id| id.parse().ok()).or(listed.first().map(|mail| mail.id));
    let time = |at| {
        let utc = DateTime::from_timestamp(at, 0).unwrap_or_default();
        shell.language.moment(utc.with_timezone(&shell.zone).naive_local())
    };
    let address = |id: DeliveryId| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !q.is_empty() {
            query.append_pair("q", &q);
        }
        format!("/demo/mailbox?{}", query.append_pair("mail", &id.to_string()).finish())
    };
    let row =
        |mail: Listed| Row { at: time(mail.at), address: address(mail.id), is_here: Some(mail.id) == chosen, mail };
    let mail = match chosen {
        Some(id) => {
            let mail = opened(&app, id).await?;
            let size_of_attachments = mail.attachments.iter().map(|file| size(file.bytes.len())).collect();
            let number = recipient(&app, &mail.listed.address).await?;
            Some(Shown { at: time(mail.listed.at), address: address(id), number, size_of_attachments, mail })
        }
        None => None,
    };
    let is_text = query.text("view") == Some("text");
    let mails = listed.into_iter().map(row).collect();
    let mut answer = shell.page(StatusCode::OK, &MailboxPage { shell: &shell, q, mails, mail, is_text })?;
    allow_frame(
        &mut answer,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    );
    Ok(answer)
}

/// The employee number of the recipient, for one of the people one can be.
async fn recipient(app: &App, address: &str) -> Result<Option<&'static str>, Problem> {
    for (number, _) in PEOPLE {
        if person(app, number).await.map_err(|error| Problem::unexpected(&error))?.email == address {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn size(bytes: usize) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

/// The HTML of a mail, for the frame on the mailbox's page.
pub async fn page_of_mail(app: web::Data<App>, id: web::Path<DeliveryId>) -> Result<HttpResponse, Problem> {
    let mail = opened(&app, *id).await?;
    let html = mail.html.replacen("<head>", "<head><base target=\"_top\">", 1);
    let mut answer = HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html);
    allow_frame(
        &mut answer,
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
         sandbox allow-top-navigation-by-user-activation allow-popups",
    );
    answer.headers_mut().insert(header::X_FRAME_OPTIONS, header::HeaderValue::from_static("SAMEORIGIN"));
    Ok(answer)
}

/// The mail as the file that a mail server would have received.
pub async fn source(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<DeliveryId>,
) -> Result<HttpResponse, Problem> {
    let mail = opened(&app, *id).await?;
    Ok(FileAnswer::of("message/rfc822", mail.source).saved_as(format!("{id}.eml")).answer(&request))
}

/// A file that came with a mail.
pub async fn attachment(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(DeliveryId, usize)>,
) -> Result<HttpResponse, Problem> {
    let (id, number) = *path;
    let mut mail = opened(&app, id).await?;
    if number >= mail.attachments.len() {
        return Err(Problem::not_found());
    }
    let file = mail.attachments.swap_remove(number);
    Ok(FileAnswer::of(file.media_type, file.bytes).shown_as(file.name).answer(&request))
}

fn allow_frame(answer: &mut HttpResponse, policy: &'static str) {
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(policy));
}

async fn newest(app: &App, q: String, limit: usize) -> Result<(Vec<Listed>, usize), Problem> {
    let mailbox = Mailbox(app.config.mail_dir());
    reading(move || mailbox.newest(&q, limit)).await?.map_err(|error| Problem::unexpected(&error))
}

async fn opened(app: &App, id: DeliveryId) -> Result<Mail, Problem> {
    let mailbox = Mailbox(app.config.mail_dir());
    reading(move || mailbox.open(id)).await?.ok_or_else(Problem::not_found)
}

/// Files are read away from the threads that answer requests.
async fn reading<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(read).await.map_err(|error| Problem::unexpected(&error))
}
