//! A person's own settings: the password, language and time zone, the sessions; and the colours in this browser.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;

use super::device_name;
use super::time_zones::{Area, Zone, areas, other};
use super::{REJECTED, again, refused};
use crate::accounts::api::ChangePassword;
use crate::accounts::{Accounts, Preferences, SessionView};
use crate::ids::SessionId;
use crate::language::{Language, phrase};
use crate::permissions::Caller;
use crate::web::{
    CookieKind, Filled, Flash, Form, LANGUAGE, Page, Problem, Shell, Site, THEME, body, id, local, moment, see,
    see_with,
};

#[derive(Template)]
#[template(path = "accounts/settings.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    email: String,
    themes: [(&'static str, &'static str); 3],
    languages: Vec<Language>,
    /// None where the browser decides.
    chosen_language: Option<Language>,
    areas: &'static [Area],
    /// The name of the chosen time zone; empty where none was chosen.
    chosen_zone: &'static str,
    /// The chosen time zone where the areas do not have it.
    other_zone: Option<Zone>,
    bank_zone: &'static str,
    /// The present moment in the time zone of the page.
    now: String,
    sessions: Vec<OpenSession>,
}

/// One of the person's sessions.
struct OpenSession {
    id: SessionId,
    is_this: bool,
    /// The browser or program.
    device: String,
    began: String,
    used: String,
}

/// The most sessions on the page.
const MOST_SESSIONS: i64 = 50;

const THEMES: [(&str, &str); 3] =
    [("system", "accounts-colours-system"), ("light", "accounts-colours-light"), ("dark", "accounts-colours-dark")];

const LABELS: &[(&str, &str)] = &[
    ("current", "accounts-present-password"),
    ("new", "accounts-new-password"),
    ("language", "accounts-language"),
    ("time_zone", "accounts-time-zone"),
    ("theme", "accounts-colours-short"),
];

body! {
    /// A language.
    pub struct ChooseLanguage {
        /// Its tag, or `browser`.
        language: String,
    }
}

body! {
    /// A time zone.
    pub struct ChooseTimeZone {
        /// Its name, or `bank`.
        time_zone: String,
    }
}

body! {
    /// Light or dark.
    pub struct ChooseTheme {
        /// `system`, `light` or `dark`.
        theme: String,
    }
}

/// The settings.
pub async fn show(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
) -> Result<HttpResponse, Problem> {
    page(&accounts, caller, (&shell, &site), &Filled::default(), StatusCode::OK).await
}

/// Keeps light or dark for this browser.
pub async fn theme(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, mut problems) = form.read::<ChooseTheme>()?;
    let theme = body.theme.filter(|theme| THEMES.iter().any(|(known, _)| known == theme));
    if theme.is_none() {
        problems.at_path("/theme", "invalid", phrase("accounts-one-of-these"));
    }
    let (Some(theme), true) = (theme, problems.is_empty()) else {
        return page(
            &accounts,
            caller,
            (&shell, &site),
            &form.again(&problems.into_problem(), shell.language, LABELS),
            REJECTED,
        )
        .await;
    };
    keep(&site, caller, THEME, Some(theme).filter(|theme| theme != "system"), "flash-colours")
}

/// Keeps a language for the person, and for pages before sign-in in this browser.
pub async fn language(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, mut problems) = form.read::<ChooseLanguage>()?;
    let chosen = body.language.filter(|tag| tag == "browser" || Language::named(tag).is_some());
    if chosen.is_none() {
        problems.at_path("/language", "invalid", phrase("accounts-one-of-these"));
    }
    let (Some(chosen), true) = (chosen, problems.is_empty()) else {
        let form = form.again(&problems.into_problem(), shell.language, LABELS);
        return page(&accounts, caller, (&shell, &site), &form, REJECTED).await;
    };
    let chosen = Language::named(&chosen);
    let before = accounts.preferences(caller.person).await?;
    accounts.choose_preferences(caller.person, Preferences { language: chosen, ..before }).await?;
    keep(&site, caller, LANGUAGE, chosen.map(|language| language.tag().to_owned()), "flash-language")
}

/// Keeps a time zone for the person.
pub async fn time_zone(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, mut problems) = form.read::<ChooseTimeZone>()?;
    let time_zone: Option<Tz> = body.time_zone.as_ref().and_then(|name| name.parse().ok());
    if time_zone.is_none() && body.time_zone.is_some_and(|name| name != "bank") {
        problems.at_path("/time_zone", "invalid", phrase("accounts-one-of-these"));
    }
    if !problems.is_empty() {
        let form = form.again(&problems.into_problem(), shell.language, LABELS);
        return page(&accounts, caller, (&shell, &site), &form, REJECTED).await;
    }
    let before = accounts.preferences(caller.person).await?;
    accounts.choose_preferences(caller.person, Preferences { time_zone, ..before }).await?;
    let mut answer = see("/settings");
    Flash::new("flash-time-zone").send(&mut answer, &site, Some(caller.session))?;
    Ok(answer)
}

/// Keeps a choice in this browser, or forgets it where the system or the browser decides, and leads back to the settings.
fn keep(
    site: &Site,
    caller: Caller,
    cookie: CookieKind,
    chosen: Option<String>,
    message: &'static str,
) -> Result<HttpResponse, Problem> {
    let mut answer = see("/settings");
    match chosen {
        None => site.cookies().remove(&mut answer, cookie)?,
        Some(chosen) => site.cookies().set(&mut answer, cookie, chosen)?,
    }
    Flash::new(message).send(&mut answer, site, Some(caller.session))?;
    Ok(answer)
}

/// Ends one of the person's own sessions; the end of this one leads to sign-in.
pub async fn end_session(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    path: web::Path<String>,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let session: SessionId = id(&path)?;
    accounts.end_session(caller.person, session).await?;
    if session == caller.session {
        return Ok(see("/sign-in"));
    }
    see_with(&site, caller, "/settings", "flash-session-ended")
}

/// Changes the password, and ends the person's other sessions.
pub async fn password(
    accounts: web::Data<Accounts>,
    site: web::Data<Site>,
    caller: Caller,
    shell: Shell,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (body, problems) = form.read::<ChangePassword>()?;
    let (Some(current), Some(new), true) = (body.current, body.new, problems.is_empty()) else {
        return page(
            &accounts,
            caller,
            (&shell, &site),
            &form.again(&problems.into_problem(), shell.language, LABELS),
            REJECTED,
        )
        .await;
    };
    if let Err(error) = accounts.change_own_password(caller, &current, &new).await {
        let (problem, form) = again(error, Filled::default(), &shell)?;
        return Ok(refused(&problem, page(&accounts, caller, (&shell, &site), &form, REJECTED).await?));
    }
    see_with(&site, caller, "/settings", "flash-password-changed")
}

async fn page(
    accounts: &Accounts,
    caller: Caller,
    (shell, site): (&Shell, &Site),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let (person, preferences) = accounts.person_and_preferences(caller.person).await?;
    let email = person.email;
    let languages = Language::all().collect();
    let chosen_language = preferences.language;
    let open = accounts.sessions(caller.person, Page { limit: MOST_SESSIONS, cursor: None }).await?;
    let session = |view: SessionView| OpenSession {
        id: view.id,
        is_this: view.id == caller.session,
        device: device_name(&view.user_agent),
        began: moment(shell, site, view.created_at),
        used: moment(shell, site, view.last_used_at),
    };
    let sessions = open.items.into_iter().map(session).collect();
    let themes = THEMES;
    shell.page(
        status,
        &SettingsPage {
            shell,
            form,
            email,
            themes,
            languages,
            chosen_language,
            areas: areas(),
            chosen_zone: preferences.time_zone.map_or("", |zone| zone.name()),
            other_zone: other(preferences.time_zone),
            bank_zone: site.zone.name(),
            now: shell.language.moment(local(shell, site.clock.now())),
            sessions,
        },
    )
}
