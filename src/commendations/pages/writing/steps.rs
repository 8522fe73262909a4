//! The effects of the form's buttons on its fields, before or after they are saved.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::fields::LABELS;
use super::page::{Transient, page};
use super::{Writing, path_of};
use crate::assists::api::{NoteAssist, parse};
use crate::commendations::drafts::{Draft, Expected};
use crate::commendations::intake::{Input, Submitted};
use crate::web::{Filled, Form, Problem, see};

/// The sentences that a paragraph may begin with.
const STARTERS: [(&str, &str); 3] =
    [("1", "write-start-otherwise"), ("2", "write-start-client"), ("3", "write-start-learned")];

/// The fields with what a button adds or takes away.
pub fn taken(writing: &Writing, form: &Form, mut input: Input) -> Input {
    if let Submitted::Value(helpers) = &mut input.helpers {
        let removed = form.value("remove");
        helpers.retain(|helper| helper.as_ref().is_none_or(|id| id.to_string() != removed));
        if let Ok(added) = form.value("add").parse() {
            let added = Submitted::Value(added);
            if !helpers.contains(&added) {
                helpers.push(added);
            }
        }
    }
    if !form.value("forget").is_empty() {
        input.assist = Submitted::Absent;
    }
    let start = STARTERS.iter().find(|(value, _)| *value == form.value("start"));
    if let Some((_, message)) = start {
        let begun = match &input.cover_note {
            Submitted::Value(text) | Submitted::Unread(text) if !text.trim().is_empty() => {
                format!("{}\n\n", text.trim_end())
            }
            _ => String::new(),
        };
        input.cover_note = Submitted::Value(format!("{begun}{} ", writing.shell.say(message)));
    }
    input
}

/// Notes a helper of whom only a first name was caught, for a draft that was just saved.
pub async fn unsure(writing: &Writing, draft: Draft, form: &Form) -> Result<HttpResponse, Problem> {
    let hint = form.within("helper_hint");
    if hint.kept().iter().all(|(_, text)| text.trim().is_empty()) {
        let label = writing.shell.say("helpers-unsure-name").to_string();
        let part = Filled::default().wrong_at(
            "helper_hint.name",
            &label,
            &writing.shell.say("write-problem-helper").to_string(),
        );
        let transient = Transient { part: Some(part), ..Transient::default() };
        return page(writing, Some(&draft), &draft.input, transient, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (note, problems) = hint.read::<NoteAssist>()?;
    let new = match parse(&writing.assists, writing.caller.person, note, problems).await {
        Ok(new) => new,
        Err(problem) => {
            let part = Some(hint.rejected(&problem, writing.shell.language, LABELS)?);
            let transient = Transient { part, ..Transient::default() };
            return page(writing, Some(&draft), &draft.input, transient, problem.status()).await;
        }
    };
    let assist = writing.assists.note(writing.caller.person, new, |_, _, entry, _| Ok(entry.assist.id)).await?;
    let input = Input { assist: Submitted::Value(assist), ..draft.input };
    writing.drafts.save(writing.caller, draft.id, Expected::OneOf(vec![draft.revision]), input).await?;
    Ok(see(&format!("{}#helpers", path_of(draft.id))))
}
