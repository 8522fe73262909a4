//! The effects of the form's buttons on its fields, before or after they are saved.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::fields::LABELS;
use super::page::{Transient, page};
use super::{Desk, path_of};
use crate::assists::api::{NoteAssist, parse};
use crate::commendations::drafts::{Draft, Expected};
use crate::commendations::intake::{Given, Input};
use crate::web::{Filled, Form, Problem, see};

/// The sentences that a paragraph may begin with.
const STARTERS: [(&str, &str); 3] =
    [("1", "write-start-otherwise"), ("2", "write-start-client"), ("3", "write-start-learned")];

/// The fields with what a button adds or takes away.
pub fn taken(desk: Desk<'_>, form: &Form, mut input: Input) -> Input {
    if let Given::Value(helpers) = &mut input.helpers {
        let removed = form.value("remove");
        helpers.retain(|helper| helper.as_ref().is_none_or(|id| id.to_string() != removed));
        if let Ok(added) = form.value("add").parse() {
            let added = Given::Value(added);
            if !helpers.contains(&added) {
                helpers.push(added);
            }
        }
    }
    if !form.value("forget").is_empty() {
        input.assist = Given::Absent;
    }
    let start = STARTERS.iter().find(|(value, _)| *value == form.value("start"));
    if let Some((_, message)) = start {
        let begun = match &input.cover_note {
            Given::Value(text) | Given::Unread(text) if !text.trim().is_empty() => format!("{}\n\n", text.trim_end()),
            _ => String::new(),
        };
        input.cover_note = Given::Value(format!("{begun}{} ", desk.shell.say(message)));
    }
    input
}

/// Notes a helper of whom only a first name was caught, for a draft that was just saved.
pub async fn unsure(desk: Desk<'_>, draft: Draft, form: &Form) -> Result<HttpResponse, Problem> {
    let hint = form.within("helper_hint");
    if hint.kept().iter().all(|(_, text)| text.trim().is_empty()) {
        let label = desk.shell.say("helpers-unsure-name").to_string();
        let part =
            Filled::default().wrong_at("helper_hint.name", &label, &desk.shell.say("write-problem-helper").to_string());
        let transient = Transient { part: Some(part), ..Transient::default() };
        return page(desk, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (note, problems) = hint.read::<NoteAssist>()?;
    let new = match parse(desk.assists, desk.caller.person, note, problems).await {
        Ok(new) => new,
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let part = Some(hint.again(&problem, desk.shell.language, LABELS));
            let transient = Transient { part, ..Transient::default() };
            return page(desk, Some(&draft), &draft.input, transient, problem.status()).await;
        }
        Err(problem) => return Err(problem),
    };
    let assist = desk.assists.note(desk.caller.person, new, |_, _, entry, _| Ok(entry.assist.id)).await?;
    let input = Input { assist: Given::Value(assist), ..draft.input };
    desk.drafts.save(desk.caller, draft.id, Expected::OneOf(vec![draft.revision]), input).await?;
    Ok(see(&format!("{}#helpers", path_of(draft.id))))
}
