//! The drafts that are not sent yet, as the start page lists them.

use crate::commendations::LetterKind;
use crate::commendations::drafts::operations::{Drafts, Listed};
use crate::commendations::intake::{Input, note_text};
use crate::commendations::operations::Commendations;
use crate::ids::{AssistId, DraftId};
use crate::letters::rules::excerpt;
use crate::permissions::Caller;
use crate::web::{Page, Problem, Shell, Site, moment};

/// The most drafts on the start page.
const MOST: i64 = 5;

/// A draft in the list.
pub struct Unsent {
    pub id: DraftId,
    /// The note that it came of.
    pub assist: Option<AssistId>,
    /// The people whom it names; empty while it names nobody.
    pub people: String,
    /// False where only a name was heard, or none.
    pub is_known: bool,
    /// The beginning of the banker's words.
    pub words: String,
    /// The message of what is to be done next.
    pub next: &'static str,
    pub saved: String,
}

/// The caller's drafts, the latest change first.
pub async fn unsent(
    (shell, site): (&Shell, &Site),
    (drafts, service): (&Drafts, &Commendations),
    caller: Caller,
) -> Result<Vec<Unsent>, Problem> {
    let listed = drafts.list(caller, Page { limit: MOST, cursor: None }).await?;
    let mut all = Vec::with_capacity(listed.items.len());
    for Listed { draft, helpers, .. } in listed.items {
        let mut people = shell.language.list(helpers.iter().map(|helper| helper.name.as_str()));
        if helpers.is_empty() && draft.assist.is_some() {
            let hint = service.named(caller, &draft.input).await?.assist.and_then(|assist| assist.hint);
            people = hint.map(|hint| hint.name).unwrap_or_default();
        }
        all.push(Unsent {
            id: draft.id,
            assist: draft.assist,
            is_known: !helpers.is_empty(),
            words: excerpt(&note_text(&draft.input)),
            next: next(&draft.input, people.is_empty()),
            saved: moment(shell, site, draft.changed_at),
            people,
        });
    }
    Ok(all)
}

/// The first thing that a draft lacks, as far as the fields alone tell.
fn next(input: &Input, is_about_nobody: bool) -> &'static str {
    let letter = input.letter.as_ref().filter(|letter| !letter.is_left_out());
    let kind = letter.and_then(|letter| letter.kind.as_ref()?.parse().ok());
    match kind {
        _ if is_about_nobody => "write-problem-helper",
        Some(LetterKind::Typed) if letter.is_some_and(|letter| letter.text.is_absent()) => "write-problem-words",
        Some(LetterKind::Scan) if letter.is_some_and(|letter| letter.upload.is_absent()) => "write-problem-pages",
        None if note_text(input).trim().is_empty() => "write-problem-nothing",
        _ => "home-draft-ready",
    }
}
