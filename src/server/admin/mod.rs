//! The pages of administrators: who may what and why, one person's roles and sign-in, the settings, the last import.
//!
//! They stand above the nouns because they show people, roles, sign-in and the configuration together. They decide nothing: `accounts` says
//! who may change which role, and its operations do it.

pub mod person;

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::config::ConfigProblem;
use crate::directory::import::uploaded::Imports;
use crate::directory::operations::Search;
use crate::directory::pages::import::counted;
use crate::directory::pages::person::label_of;
use crate::directory::{Held, People, Person, RoleGrant, RoleSource};
use crate::ids::PersonId;
use crate::permissions::{Caller, Role};
use crate::web::{Problem, Query, Shell, Site, joined, moment};

/// The most people whom a search shows.
const MOST_FOUND: usize = 12;
/// The most grants by hand that are read for the list of holders.
const MOST_GRANTS: i64 = 500;
/// The most ended grants on the page.
const MOST_ENDED: i64 = 20;

/// The roles in the order of the page.
const ORDER: [Role; 5] = [Role::Admin, Role::Hr, Role::Auditor, Role::Banker, Role::BackOffice];

#[derive(Template)]
#[template(path = "admin/admin.html")]
struct AdminPage<'a> {
    shell: &'a Shell,
    q: String,
    found: Vec<Found>,
    groups: Vec<Group>,
    ended: Vec<Ended>,
    last_import: Option<LastImportLine>,
    warnings: &'a [ConfigProblem],
    notes: &'a [String],
    settings: Vec<SettingGroup<'a>>,
}

/// A person found by the search.
struct Found {
    id: PersonId,
    name: String,
    place: String,
    email: String,
}

/// The holders of one role.
struct Group {
    role: String,
    holders: Vec<Holder>,
}

/// Somebody who holds a role.
struct Holder {
    id: PersonId,
    name: String,
    place: String,
    origins: Vec<Origin>,
}

/// The way in which somebody came to a role.
pub struct Origin {
    pub line: String,
    pub reason: String,
}

/// A grant that ended.
pub struct Ended {
    pub id: PersonId,
    pub name: String,
    pub role: String,
    pub granted: Origin,
    pub ended: Origin,
}

/// The last import of the directory.
struct LastImportLine {
    line: String,
    counts: String,
}

/// The settings of one part of the configuration.
struct SettingGroup<'a> {
    /// The first part of their names.
    part: &'a str,
    settings: Vec<(&'a str, &'a str)>,
}

/// The page.
pub async fn show(
    caller: Caller,
    (shell, site, query): (Shell, web::Data<Site>, Query),
    (people, imports): (web::Data<People>, web::Data<Imports>),
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let q = query.text("q").unwrap_or_default().trim().to_owned();
    let search = Search { q: q.clone(), limit: MOST_FOUND, ..Search::default() };
    let found = if q.is_empty() { Vec::new() } else { people.find(caller.person, search).await? };
    let held = people.holders().await?;
    let grants = people.grants(None, false, MOST_GRANTS).await?;
    let ended = people.grants(None, true, MOST_ENDED).await?;
    let last = imports.last().await?;
    let mut ids: Vec<PersonId> = held.iter().map(|held| held.person).collect();
    ids.extend(grants.iter().chain(&ended).flat_map(people_of));
    ids.extend(last.iter().filter_map(|last| last.by));
    let known = people.named(ids).await?;
    let names = Names { shell: &shell, site: &site, people: &known };
    let shown = &app.config.shown;
    let view = AdminPage {
        shell: &shell,
        q,
        found: found.into_iter().map(Found::from).collect(),
        groups: groups(&names, &held, &grants),
        ended: ended.iter().map(|grant| names.ended(grant)).collect(),
        last_import: last.map(|last| LastImportLine {
            line: names.by("admin-imported", "admin-imported-command", last.by, last.at),
            counts: serde_json::from_str(&last.counts).map(|counts| counted(&shell, counts)).unwrap_or_default(),
        }),
        warnings: &shown.warnings,
        notes: &shown.notes,
        settings: grouped(&shown.settings),
    };
    shell.page(StatusCode::OK, &view)
}

impl From<Person> for Found {
    fn from(person: Person) -> Self {
        Self { id: person.id, place: title_and_place(&person), name: person.name, email: person.email }
    }
}

/// Title, and branch or department, as far as they are known.
fn title_and_place(person: &Person) -> String {
    joined([person.title.as_str(), person.place()])
}

/// Everybody whom a grant names.
fn people_of(grant: &RoleGrant) -> impl Iterator<Item = PersonId> + use<> {
    [Some(grant.person), grant.granted_by, grant.ended_by].into_iter().flatten()
}

/// The people of a page, and how it writes moments.
struct Names<'a> {
    shell: &'a Shell,
    site: &'a Site,
    people: &'a HashMap<PersonId, Person>,
}

impl Names<'_> {
    fn name(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |person| person.name.as_str())
    }

    /// Something that a person did, or that was done at the command line.
    fn by(&self, by_person: &str, by_command: &str, who: Option<PersonId>, at: crate::clock::Timestamp) -> String {
        let at = moment(self.shell, self.site, at);
        match who {
            Some(id) => self.shell.say(by_person).with("name", self.name(id)).with("at", at).to_string(),
            None => self.shell.say(by_command).with("at", at).to_string(),
        }
    }

    fn granted(&self, grant: &RoleGrant) -> Origin {
        Origin {
            line: self.by("admin-granted", "admin-granted-command", grant.granted_by, grant.granted_at),
            reason: grant.reason.clone().unwrap_or_default(),
        }
    }

    fn ended(&self, grant: &RoleGrant) -> Ended {
        let at = grant.ended_at.unwrap_or(grant.granted_at);
        Ended {
            id: grant.person,
            name: self.name(grant.person).to_owned(),
            role: self.shell.say(label_of(grant.role)).to_string(),
            granted: self.granted(grant),
            ended: Origin {
                line: self.by("admin-revoked", "admin-ended", grant.ended_by, at),
                reason: grant.end_reason.clone().unwrap_or_default(),
            },
        }
    }

    /// The source of a person's role.
    fn origin(&self, held: &Held, grants: &[RoleGrant]) -> Origin {
        let is_this = |grant: &&RoleGrant| grant.person == held.person && grant.role == held.role;
        match (held.source, grants.iter().find(is_this)) {
            (RoleSource::Grant, Some(grant)) => self.granted(grant),
            (RoleSource::Grant, None) => Origin { line: String::new(), reason: String::new() },
            _ => Origin { line: self.shell.say("admin-from-file").to_string(), reason: String::new() },
        }
    }
}

/// The holders of each role, each person once.
fn groups(names: &Names<'_>, held: &[Held], grants: &[RoleGrant]) -> Vec<Group> {
    let group = |role: Role| {
        let mut holders: Vec<Holder> = Vec::new();
        for one in held.iter().filter(|held| held.role == role) {
            let origin = names.origin(one, grants);
            match holders.last_mut().filter(|holder| holder.id == one.person) {
                Some(holder) => holder.origins.push(origin),
                None => holders.push(Holder {
                    id: one.person,
                    name: names.name(one.person).to_owned(),
                    place: names.people.get(&one.person).map(title_and_place).unwrap_or_default(),
                    origins: vec![origin],
                }),
            }
        }
        Group { role: names.shell.say(label_of(role)).to_string(), holders }
    };
    ORDER.into_iter().map(group).filter(|group| !group.holders.is_empty()).collect()
}

/// The settings by the part of the configuration that they belong to.
fn grouped(settings: &BTreeMap<String, String>) -> Vec<SettingGroup<'_>> {
    let mut groups: Vec<SettingGroup<'_>> = Vec::new();
    for (name, value) in settings {
        let part = name.split_once('.').map_or("", |(part, _)| part);
        let setting = (name.as_str(), value.as_str());
        match groups.iter_mut().find(|group| group.part == part) {
            Some(group) => group.settings.push(setting),
            None => groups.push(SettingGroup { part, settings: vec![setting] }),
        }
    }
    groups
}
