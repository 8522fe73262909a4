//! The caller: who it is, and the caller's own choices.

use actix_web::{HttpResponse, web};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::private;
use crate::accounts::{Accounts, Preferences};
use crate::directory::Person;
use crate::language::Language;
use crate::permissions::Role;
use crate::web::{Caller, JsonBody, Problem, Problems, body};

body! {
    /// The caller's own choices. Null leaves the choice to the browser and the bank.
    pub struct ChoosePreferences {
        /// The language of pages and mails, as a tag: `en`, `es`, `ar`.
        language: Option<String>,
        /// The time zone of moments on pages, by its IANA name.
        time_zone: Option<String>,
    }
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub struct Me {
    person: Person,
    roles: Vec<Role>,
    /// The supervisor who is informed of the caller's letters today; null at the top of the tree.
    supervisor: Option<Person>,
    /// The language of pages and mails that the caller chose, as a tag such as `es`; null where the browser or the bank decides.
    language: Option<&'static str>,
    /// The time zone that the caller chose for pages, such as `Europe/Madrid`; null where the bank decides.
    time_zone: Option<&'static str>,
}

/// The caller, with roles and today's supervisor.
#[utoipa::path(get, operation_id = "get_me", path = "/api/v1/me", tag = "Sign-in", responses(
    (status = 200, description = "The caller", body = Me)))]
pub async fn me(accounts: web::Data<Accounts>, caller: Caller) -> Result<HttpResponse, Problem> {
    shown_me(&accounts, caller).await
}

/// Changes the caller's own language and time zone. A field that is not there stays as it is, null leaves the choice to browser and bank.
#[utoipa::path(patch, operation_id = "change_me", path = "/api/v1/me", tag = "Sign-in", request_body = ChoosePreferences, responses(
    (status = 200, description = "The caller with the new choices", body = Me),
    (status = 422, description = "No language of this service, or no time zone")))]
pub async fn change_me(accounts: web::Data<Accounts>, caller: Caller, body: JsonBody) -> Result<HttpResponse, Problem> {
    let before = accounts.preferences(caller.person).await?;
    let before = json!({"language": before.language.map(Language::tag), "time_zone": before.time_zone.map(Tz::name)});
    let (body, mut problems) = body.onto(before).read::<ChoosePreferences>()?;
    let chosen = preferences(&body, &mut problems);
    problems.check()?;
    accounts.choose_preferences(caller.person, chosen).await?;
    shown_me(&accounts, caller).await
}

/// The choices that a body names, with a problem for each that nobody can have.
fn preferences(body: &ChoosePreferences, problems: &mut Problems) -> Preferences {
    let (language, time_zone) =
        (body.language.as_ref().and_then(Option::as_ref), body.time_zone.as_ref().and_then(Option::as_ref));
    let chosen = Preferences {
        language: language.and_then(|tag| Language::named(tag)),
        time_zone: time_zone.and_then(|name| name.parse().ok()),
    };
    if language.is_some() && chosen.language.is_none() {
        let tags: Vec<_> = Language::all().map(Language::tag).collect();
        problems.at_path("/language", "unknown", format!("Write one of {}, or null.", tags.join(", ")));
    }
    if time_zone.is_some() && chosen.time_zone.is_none() {
        problems.at_path("/time_zone", "unknown", "Write the name of a time zone, such as Europe/Madrid, or null.");
    }
    chosen
}

async fn shown_me(accounts: &Accounts, caller: Caller) -> Result<HttpResponse, Problem> {
    let (person, supervisor) = accounts.person_and_supervisor(caller.person).await?;
    let Preferences { language, time_zone } = accounts.preferences(caller.person).await?;
    Ok(private(&Me {
        person,
        roles: caller.roles.iter().collect(),
        supervisor,
        language: language.map(Language::tag),
        time_zone: time_zone.map(Tz::name),
    }))
}
