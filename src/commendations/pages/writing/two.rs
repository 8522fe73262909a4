//! The page for a form that was sent on a revision that is no longer the present one: both versions, of which the person keeps one.
//!
//! Invariant: nothing typed is lost. The page holds all fields of the form, and nothing is overwritten before the person has chosen.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::Writing;
use super::fields::{LABELS, filled};
use crate::commendations::Strength;
use crate::commendations::drafts::Draft;
use crate::commendations::intake::Input;
use crate::ids::DraftId;
use crate::web::{Filled, Form, Problem, Shell, moment};

/// Fields that belong to one press of a button or one look at the page.
const NOT_KEPT: [&str; 14] = [
    "revision", "seen", "draft", "auto", "find", "add", "remove", "forget", "look", "send", "pages", "later", "start",
    "unsure",
];

/// The fields of a form that stay when it is sent again from another page.
pub fn kept(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.retain(|(name, _)| !NOT_KEPT.contains(&name.as_str()));
    fields
}

#[derive(Template)]
#[template(path = "commendations/two.html")]
struct TwoPage<'a> {
    shell: &'a Shell,
    id: DraftId,
    /// The present revision.
    revision: i64,
    at: String,
    /// Label, the value in the form, the value in the present draft.
    rows: Vec<(&'static str, String, String)>,
    fields: Vec<(String, String)>,
}

/// The page.
pub async fn page(writing: &Writing, form: &Form, mine: &Input, other: &Draft) -> Result<HttpResponse, Problem> {
    let (mine_form, other_form) = (filled(mine), filled(&other.input));
    let names = |input: Input| async move {
        let named = writing.service.named(writing.caller, &input).await?;
        let hint = named.assist.filter(|assist| assist.helper_id.is_none()).and_then(|assist| assist.hint);
        let all: Vec<String> =
            named.helpers.into_iter().map(|one| one.name).chain(hint.map(|hint| hint.name)).collect();
        Ok::<_, Problem>(writing.shell.language.list(all.iter().map(String::as_str)))
    };
    let (mine_names, other_names) = (names(mine.clone()).await?, names(other.input.clone()).await?);
    let mut rows = Vec::new();
    for (field, label) in LABELS {
        let (first, second) = match *field {
            "who" => (mine_names.clone(), other_names.clone()),
            "strengths" => (strengths(&writing.shell, &mine_form), strengths(&writing.shell, &other_form)),
            field => (value(&writing.shell, &mine_form, field), value(&writing.shell, &other_form, field)),
        };
        if first != second {
            rows.push((*label, first, second));
        }
    }
    // The fields as the buttons have left them, then what the draft does not hold.
    let mut fields = mine_form.into_pairs();
    let beside = |(name, _): &(String, String)| {
        ["withhold", "asked", "withhold_more", "region", "drawn"].contains(&name.as_str())
    };
    fields.extend(form.kept().into_iter().filter(beside));
    let page = TwoPage {
        shell: &writing.shell,
        id: other.id,
        revision: other.revision,
        at: moment(&writing.shell, &writing.site, other.changed_at),
        rows,
        fields: kept(fields),
    };
    writing.shell.page(StatusCode::CONFLICT, &page)
}

/// A value as a person reads it.
fn value(shell: &Shell, form: &Filled, field: &str) -> String {
    let message = match (field, form.value(field)) {
        (_, "") => return String::new(),
        ("kind", "typed") => "write-kind-typed",
        ("kind", "scan") => "write-kind-scan",
        ("kind", "none") => "write-kind-none",
        ("client.invited", "yes") => "write-invited-yes",
        ("client.invited", "no") => "write-invited-no",
        ("client.share_name" | "include_banker", _) => "write-yes",
        (_, typed) => return typed.to_owned(),
    };
    shell.say(message).to_string()
}

fn strengths(shell: &Shell, form: &Filled) -> String {
    let named = Strength::ALL.iter().filter(|strength| form.has("strengths", strength.as_str()));
    let labels: Vec<String> = named.map(|strength| shell.say(strength.message()).to_string()).collect();
    shell.language.list(labels.iter().map(String::as_str))
}
