//! One person as an administrator sees them: the roles with their reasons, the sign-in, and the forms that change both.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Ended, Names, Origin, people_of, title_and_place};
use crate::accounts::pages::device_name;
use crate::accounts::{Accounts, SessionView};
use crate::directory::pages::person::label_of;
use crate::directory::role_grants::RoleChange;
use crate::directory::{Held, People, RoleSource};
use crate::ids::PersonId;
use crate::language::phrase;
use crate::permissions::{Caller, Role};
use crate::web::{Filled, Flash, Form, Problem, Question, Shell, Site, body, id, moment, see};

/// The most grants of a person on the page.
const MOST_GRANTS: i64 = 100;
/// The most characters of a reason.
const LONGEST_REASON: usize = 500;

const LABELS: &[(&str, &str)] = &[("role", "admin-role"), ("reason", "person-reason")];

#[derive(Template)]
#[template(path = "admin/person.html")]
struct PersonPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    /// The form that was sent in vain: `grant`, or the role that was to be revoked.
    at: &'a str,
    id: PersonId,
    name: String,
    place: String,
    email: String,
    is_active: bool,
    /// True for the administrator's own page, where nothing of the roles can be changed.
    is_own: bool,
    roles: Vec<HeldRole>,
    /// The roles that can be granted, with their labels.
    open: Vec<OpenRole>,
    ended: Vec<Ended>,
    has_password: bool,
    sessions: Vec<OpenSession>,
}

/// A role that can be granted.
struct OpenRole {
    role: Role,
    /// The message of its name, and the one that says what it opens.
    label: &'static str,
    opens: &'static str,
}

impl OpenRole {
    fn of(role: Role) -> Self {
        let opens = match role {
            Role::Banker => "admin-may-banker",
            Role::BackOffice => "admin-may-back-office",
            Role::Hr => "admin-may-hr",
            Role::Auditor => "admin-may-auditor",
            Role::Admin => "admin-may-admin",
        };
        Self { role, label: label_of(role), opens }
    }
}

/// A role that the person holds.
struct HeldRole {
    role: Role,
    label: String,
    origin: Origin,
    /// True for a grant by hand, which can be revoked.
    is_granted: bool,
}

struct OpenSession {
    device: String,
    times: String,
}

body! {
    /// A role to grant, or to revoke.
    pub struct ChangeRole {
        /// The role.
        role: String,
        /// The reason, in up to 500 characters.
        #[schema(min_length = 1, max_length = 500)]
        reason: String,
    }
}

type Services = (web::Data<Accounts>, web::Data<People>, web::Data<Site>);

/// The person.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    services: Services,
) -> Result<HttpResponse, Problem> {
    page(&services, (caller, id(&path)?), &shell, (&Filled::default(), "")).await
}

async fn page(
    (accounts, people, site): &Services,
    (caller, id): (Caller, PersonId),
    shell: &Shell,
    (form, at): (&Filled, &str),
) -> Result<HttpResponse, Problem> {
    let details = people.details(id).await?;
    let grants = people.grants(Some(id), false, MOST_GRANTS).await?;
    let ended = people.grants(Some(id), true, MOST_GRANTS).await?;
    let known = people.named(grants.iter().chain(&ended).flat_map(people_of).collect()).await?;
    let sign_in = accounts.sign_in_of(id).await?;
    let names = Names { shell, site, people: &known };
    let is_granted = |role: Role| grants.iter().any(|grant| grant.role == role);
    let held = |role: Role| {
        let source = if is_granted(role) { RoleSource::Grant } else { RoleSource::Import };
        HeldRole {
            role,
            label: shell.say(label_of(role)).to_string(),
            origin: names.origin(&Held { person: id, role, source }, &grants),
            is_granted: is_granted(role),
        }
    };
    let session = |session: SessionView| OpenSession {
        times: shell
            .say("accounts-session-times")
            .with("began", moment(shell, site, session.created_at))
            .with("used", moment(shell, site, session.last_used_at))
            .to_string(),
        device: device_name(&session.user_agent),
    };
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PersonPage {
        shell,
        form,
        at,
        id,
        place: title_and_place(&details.person),
        email: details.person.email.clone(),
        is_active: details.person.active,
        is_own: id == caller.person,
        roles: details.roles.iter().map(held).collect(),
        open: Role::ALL.iter().filter(|role| !is_granted(**role)).map(|role| OpenRole::of(*role)).collect(),
        ended: ended.iter().map(|grant| names.ended(grant)).collect(),
        has_password: sign_in.has_password,
        sessions: sign_in.sessions.into_iter().map(session).collect(),
        name: details.person.name,
    };
    shell.page(status, &view)
}

/// Back to the person, with a message.
fn done(site: &Site, (caller, id): (Caller, PersonId), message: &'static str) -> Result<HttpResponse, Problem> {
    let mut answer = see(&format!("/admin/people/{id}"));
    Flash::new(message).send(&mut answer, site, Some(caller.session))?;
    Ok(answer)
}

/// The change that a form asks for; else the form with what is wrong, and the part of the page that it stands in.
fn read(
    shell: &Shell,
    id: PersonId,
    form: &Form,
    is_grant: bool,
) -> Result<Result<RoleChange, (Filled, String)>, Problem> {
    let (body, mut problems) = form.read::<ChangeRole>()?;
    let role: Option<Role> = body.role.as_ref().and_then(|role| role.parse().ok());
    if role.is_none() && body.role.is_some() {
        problems.at_path("/role", "invalid", phrase("accounts-one-of-these"));
    }
    let reason = body.reason.map(|reason| reason.trim().to_owned()).unwrap_or_default();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        problems.at_path("/reason", "invalid", phrase("correction-reason"));
    }
    if let (Some(role), true) = (role, problems.is_empty()) {
        return Ok(Ok(RoleChange { person: id, role, reason: Some(reason) }));
    }
    let at = if is_grant { "grant".to_owned() } else { role.map(|role| role.to_string()).unwrap_or_default() };
    let filled = form.again(&problems.into_problem(), shell.language, LABELS).marked(&at);
    Ok(Err((filled, at)))
}

/// Grants a role.
pub async fn grant(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    services: Services,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let change = match read(&shell, id, &form, true)? {
        Ok(change) => change,
        Err((form, at)) => return page(&services, (caller, id), &shell, (&form, &at)).await,
    };
    let granted = services.0.grant_to(caller, change).await?;
    done(&services.2, (caller, id), if granted.new { "flash-role-granted" } else { "flash-role-held" })
}

/// Revokes a role that was granted by hand.
pub async fn revoke(
    caller: Caller,
    path: web::Path<String>,
    shell: Shell,
    services: Services,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let change = match read(&shell, id, &form, false)? {
        Ok(change) => change,
        Err((form, at)) => return page(&services, (caller, id), &shell, (&form, &at)).await,
    };
    let role = change.role;
    let revoked = services.0.revoke_from(caller, change).await?;
    let message = match (revoked.was_granted, revoked.roles.has(role)) {
        (true, false) => "flash-role-revoked",
        (true, true) => "flash-role-revoked-file",
        (false, _) => "flash-role-not-granted",
    };
    done(&services.2, (caller, id), message)
}

/// Sends the person a link to choose a password.
pub async fn link(
    caller: Caller,
    path: web::Path<String>,
    services: Services,
    _: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let is_sent = services.0.send_link_to(caller, id).await?;
    done(&services.2, (caller, id), if is_sent { "flash-link-sent" } else { "flash-links-enough" })
}

/// Ends all sessions of the person, after a question.
pub async fn sessions(
    caller: Caller,
    path: web::Path<String>,
    services: Services,
    (shell, form): (Shell, Form),
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    if !form.is_confirmed() {
        services.1.details(id).await?;
        let (title, text) = ("admin-sessions-ask", "admin-sessions-text");
        let back = format!("/admin/people/{id}");
        return Question { title, text, go_ahead: "admin-sessions-end", back: &back }.ask(&shell, &form);
    }
    services.0.end_sessions_of(id, caller).await?;
    if id == caller.person {
        return Ok(see("/sign-in"));
    }
    done(&services.2, (caller, id), "flash-sessions-ended")
}
