//! A person's own settings: the password, and light or dark in this browser.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{REJECTED, again, refused};
use crate::accounts::Accounts;
use crate::accounts::api::ChangePassword;
use crate::permissions::Caller;
use crate::web::{Filled, Flash, Form, Problem, Shell, Site, THEME, body, see};

#[derive(Template)]
#[template(path = "accounts/settings.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    email: String,
    themes: [(&'static str, &'static str); 3],
}

const THEMES: [(&str, &str); 3] =
    [("system", "As this device is set"), ("light", "Always light"), ("dark", "Always dark")];

const LABELS: &[(&str, &str)] = &[("current", "Present password"), ("new", "New password"), ("theme", "Colours")];

body! {
    /// Light or dark.
    pub struct ChooseTheme {
        /// `system`, `light` or `dark`.
        theme: String,
    }
}

/// The settings.
pub async fn show(accounts: web::Data<Accounts>, caller: Caller, shell: Shell) -> Result<HttpResponse, Problem> {
    page(&accounts, caller, &shell, &Filled::default(), StatusCode::OK).await
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
        problems.at_path("/theme", "invalid", "Choose one of the three.");
    }
    let (Some(theme), true) = (theme, problems.is_empty()) else {
        return page(&accounts, caller, &shell, &form.again(&problems.into_problem(), LABELS), REJECTED).await;
    };
    let mut answer = see("/settings");
    match theme.as_str() {
        "system" => site.cookies().remove(&mut answer, THEME)?,
        _ => site.cookies().set(&mut answer, THEME, theme)?,
    }
    Flash::new("The colours are set for this browser.").send(&mut answer, &site, Some(caller.session))?;
    Ok(answer)
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
        return page(&accounts, caller, &shell, &form.again(&problems.into_problem(), LABELS), REJECTED).await;
    };
    if let Err(error) = accounts.change_own_password(caller, &current, &new).await {
        let (problem, form) = again(error, Filled::default())?;
        return Ok(refused(&problem, page(&accounts, caller, &shell, &form, REJECTED).await?));
    }
    let mut answer = see("/settings");
    Flash::new("Your password is changed, and you are signed out everywhere else.").send(
        &mut answer,
        &site,
        Some(caller.session),
    )?;
    Ok(answer)
}

async fn page(
    accounts: &Accounts,
    caller: Caller,
    shell: &Shell,
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let email = accounts.person(caller.person).await?.email;
    shell.page(status, &SettingsPage { shell, form, email, themes: THEMES })
}
