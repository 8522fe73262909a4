//! The import of a directory file in a browser: upload, what the check finds, import, and an administrator's confirmation.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::directory::People;
use crate::directory::import::uploaded::{ImportError, Imports, Waiting};
use crate::directory::import::{Change, Counts, Problem as FileProblem, Report, Verdict};
use crate::ids::UploadedImportId;
use crate::language::{Phrase, phrase};
use crate::permissions::{Caller, Role};
use crate::web::{FileBody, Filled, Form, Problem, Query, Shell, Site, body, id, moment, see, see_with};

/// The most differences and warnings on the page.
const MOST_SHOWN: usize = 40;
/// The seconds after which a page that follows a run is loaded again.
const FOLLOW: &str = "2";

#[derive(Template)]
#[template(path = "directory/import.html")]
struct ImportPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    is_hr: bool,
    profiles: Vec<String>,
    waiting: Option<Found>,
    is_running: bool,
    last: String,
}

/// A file that waits, in words.
struct Found {
    id: UploadedImportId,
    about: String,
    counts: String,
    errors: Vec<Fault>,
    more_errors: usize,
    warnings: Vec<Fault>,
    more_warnings: usize,
    brake: Vec<String>,
    kept: Vec<String>,
    notes: Vec<String>,
    changes: Vec<String>,
    more_changes: usize,
    is_refused: bool,
    is_unchanged: bool,
    is_guarded: bool,
    is_asked: bool,
    may_confirm: bool,
}

/// A problem of the file, in words.
struct Fault {
    line: u64,
    column: Option<String>,
    message: String,
}

/// The page.
pub async fn show(
    caller: Caller,
    (shell, site): (Shell, web::Data<Site>),
    (imports, people): (web::Data<Imports>, web::Data<People>),
) -> Result<HttpResponse, Problem> {
    page((&imports, &people), caller, (&shell, &site), &Filled::default(), StatusCode::OK).await
}

async fn page(
    (imports, people): (&Imports, &People),
    caller: Caller,
    (shell, site): (&Shell, &Site),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let waiting = imports.waiting().await?;
    let last = imports.last().await?;
    let last = last.map(|last| {
        let counts = serde_json::from_str(&last.counts).map(|counts| counted(shell, counts)).unwrap_or_default();
        let at = moment(shell, site, last.at);
        shell.say("import-last").with("at", at).with("counts", counts).to_string()
    });
    let is_running = waiting.as_ref().is_some_and(|waiting| waiting.report.is_none());
    let mut found = None;
    if let Some(waiting) = &waiting {
        let by = people.named(vec![waiting.file.uploaded_by]).await?.into_values().next();
        let name = by.map(|person| person.name).unwrap_or_default();
        let at = moment(shell, site, waiting.file.uploaded_at);
        let message = if waiting.file.partial { "import-about-part" } else { "import-about" };
        let about = shell.say(message).with("name", name).with("at", at).to_string();
        found = waiting.report.as_ref().map(|report| found_in(shell, caller, (waiting, report), about));
    }
    let view = ImportPage {
        shell,
        form,
        is_hr: caller.is(Role::Hr),
        profiles: imports.profiles.keys().cloned().collect(),
        waiting: found,
        is_running,
        last: last.unwrap_or_default(),
    };
    let mut answer = shell.page(status, &view)?;
    if is_running {
        // The page follows the run without a script.
        answer.headers_mut().insert(header::REFRESH, header::HeaderValue::from_static(FOLLOW));
    }
    Ok(answer)
}

fn found_in(shell: &Shell, caller: Caller, (waiting, report): (&Waiting, &Report), about: String) -> Found {
    let kept_lines = report.standing.items.iter().map(|kept| {
        let says = kept.file_says.as_deref().unwrap_or("–");
        let sentence = shell.say("import-kept-line").with("line", kept.line).with("number", &kept.employee_number);
        sentence.with("corrected", &kept.corrected_to).with("says", says).to_string()
    });
    let kept_addresses = report.standing_addresses.items.iter().map(|kept| {
        let sentence = shell.say("import-kept-address").with("line", kept.line).with("number", &kept.employee_number);
        sentence.with("corrected", &kept.corrected_to).with("says", &kept.file_says).to_string()
    });
    let changes = &report.changes.items;
    let words = |phrase: &Phrase| phrase.within(shell.language);
    let fault = |problem: &FileProblem| Fault {
        line: problem.line,
        column: problem.column.clone(),
        message: words(&problem.message),
    };
    Found {
        id: waiting.file.id,
        about,
        counts: counted(shell, report.counts),
        errors: report.errors.items.iter().map(fault).collect(),
        more_errors: report.more_errors,
        warnings: report.warnings.items.iter().take(MOST_SHOWN).map(fault).collect(),
        more_warnings: report.warnings.items.len().saturating_sub(MOST_SHOWN),
        brake: report.brake.items.iter().map(words).collect(),
        kept: kept_lines.chain(kept_addresses).take(MOST_SHOWN).collect(),
        notes: report.notes.items.iter().map(words).collect(),
        changes: changes.iter().take(MOST_SHOWN).map(|change| changed(shell, change)).collect(),
        more_changes: changes.len().saturating_sub(MOST_SHOWN),
        is_refused: report.verdict == Verdict::Refused,
        is_unchanged: changes.is_empty(),
        is_guarded: waiting.is_guarded(),
        is_asked: waiting.file.asked_at.is_some(),
        may_confirm: caller.is(Role::Admin) && waiting.may_be_confirmed_by(caller.person),
    }
}

/// The change of one person in one line.
fn changed(shell: &Shell, change: &Change) -> String {
    let message = match change.change {
        "added" => "import-change-added",
        "returned" => "import-change-returned",
        "deactivated" => "import-change-deactivated",
        _ => "import-change-changed",
    };
    let mut line = shell.say(message).with("number", &change.employee_number).with("name", &change.name).to_string();
    for (column, [before, after]) in &change.columns {
        let or_nothing = |value: &str| match value {
            "" => shell.say("import-change-nothing").to_string(),
            value => value.to_owned(),
        };
        let part = match *column {
            "correction" => shell.say("import-change-settled").to_string(),
            column => {
                let part = shell.say("import-change-column").with("column", column);
                part.with("before", or_nothing(before)).with("after", or_nothing(after)).to_string()
            }
        };
        line = format!("{line}; {part}");
    }
    line
}

/// The size of a difference in one sentence.
pub fn counted(shell: &Shell, counts: Counts) -> String {
    let sentence = shell.say("import-counts").with("rows", counts.rows).with("added", counts.added);
    let sentence = sentence.with("changed", counts.changed).with("returned", counts.returned);
    let sentence = sentence.with("deactivated", counts.deactivated).with("managers", counts.managers_changed);
    sentence.with("roles", counts.roles_changed).to_string()
}

/// Takes a file.
pub async fn upload(
    caller: Caller,
    mut query: Query,
    file: FileBody,
    imports: web::Data<Imports>,
) -> Result<HttpResponse, Problem> {
    let profile = query.text("profile").map(str::to_owned);
    let partial = query.text("partial").is_some();
    query.check()?;
    imports.upload(caller.person, file.0.to_vec(), profile, partial).await?;
    Ok(see("/import"))
}

body! {
    /// The decision to import.
    pub struct Import {
        /// Ticked where the brake asks for it.
        confirm: bool,
    }
}

fn done(site: &Site, caller: Caller, message: &'static str) -> Result<HttpResponse, Problem> {
    see_with(site, caller, "/import", message)
}

/// Imports the file, or asks an administrator.
pub async fn import(
    caller: Caller,
    path: web::Path<String>,
    (shell, site): (Shell, web::Data<Site>),
    (imports, people): (web::Data<Imports>, web::Data<People>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (choice, _) = form.read::<Import>()?;
    match imports.import(caller.person, id(&path)?, choice.confirm.unwrap_or(false)).await {
        Ok(true) => Ok(see("/import")),
        Ok(false) => done(&site, caller, "flash-import-asked"),
        Err(ImportError::Held) => {
            let filled = Filled::default().wrong("confirm", &shell.say("import-tick").to_string());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page((&imports, &people), caller, (&shell, &site), &filled, status).await
        }
        Err(error) => Err(error.into()),
    }
}

/// An administrator confirms an import that changes guarded roles.
pub async fn confirm(
    caller: Caller,
    path: web::Path<String>,
    imports: web::Data<Imports>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    imports.confirm(caller.person, id(&path)?).await?;
    Ok(see("/import"))
}

/// Removes the file.
pub async fn remove(
    caller: Caller,
    path: web::Path<String>,
    site: web::Data<Site>,
    imports: web::Data<Imports>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    imports.remove(caller.person, id(&path)?).await?;
    done(&site, caller, "flash-import-removed")
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::NotFound | ImportError::UnknownProfile => Self::not_found(),
            ImportError::Running => Self::conflict("in_progress", phrase("refused-import-running")),
            ImportError::Held => Self::conflict("held", phrase("refused-import-held")),
            ImportError::NotYours => Self::forbidden(phrase("refused-import-not-yours")),
            ImportError::Directory(error) => error.into(),
        }
    }
}
