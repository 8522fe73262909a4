//! A draft that waits, as HR and the supervisor of its banker settle it: the letter as it would go, who would see it, "Send it", and
//! "Close it" with a reason.
//!
//! Invariants: they read what would circulate, in which client data is masked, and never the fields as they were filled in; what is sent
//! was seen.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::aside::{Aside, seen_by_others};
use super::problems::problems;
use super::{Early, Writing};
use crate::clock::Timestamp;
use crate::commendations::drafts::operations::{DraftList, Drafts, Listed};
use crate::commendations::drafts::{Draft, DraftError, Expected};
use crate::commendations::intake::{Submitted, closing};
use crate::commendations::{CommendationError, LetterKind};
use crate::ids::DraftId;
use crate::permissions::{Caller, Role};
use crate::web::{CostlyRequests, FileAnswer, Filled, Form, Page, Problem, Shell, Site, id, moment, see};

/// The most drafts in a list of those that wait.
const MOST_WAITING: i64 = 50;

#[derive(Template)]
#[template(path = "commendations/settle.html")]
struct SettlePage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: DraftId,
    revision: i64,
    banker: String,
    /// Since when it waits, and why.
    about: String,
    is_changed: bool,
    side: Aside,
}

/// A draft in the list of those that wait.
pub struct Waiting {
    pub id: DraftId,
    pub banker: String,
    pub about: String,
}

/// The drafts of the caller's team that wait, those that wait the longest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting_of_team(
    (shell, site): (&Shell, &Site),
    drafts: &Drafts,
    caller: Caller,
) -> Result<Vec<Waiting>, Problem> {
    let listed = drafts.waiting(caller, DraftList::Team, Page { limit: MOST_WAITING, cursor: None }).await?;
    let one = |Listed { draft, owner, .. }: Listed| Waiting {
        id: draft.id,
        about: about((shell, site), &draft, owner.active),
        banker: owner.name,
    };
    Ok(listed.items.into_iter().map(one).collect())
}

/// The reason why it waits, and the moment from which it does.
fn about((shell, site): (&Shell, &Site), draft: &Draft, is_active: bool) -> String {
    let message = match (draft.letter.map(|letter| letter.kind), is_active) {
        (Some(LetterKind::Scan), true) => "settle-scan",
        (Some(_), true) => "settle-signed",
        (Some(_), false) => "settle-letter-left",
        (None, _) => "settle-left",
    };
    let since = draft.letter.map(|letter| letter.since).or(draft.waiting_since).unwrap_or(draft.changed_at);
    shell.say(message).with("at", moment(shell, site, since)).to_string()
}

/// The page.
pub async fn show(writing: Writing, path: web::Path<String>) -> Result<HttpResponse, Early> {
    let draft = writing.to_settle(&path).await?;
    if draft.is_of(writing.caller.person) {
        return Ok(see(&super::path_of(draft.id)));
    }
    Ok(page(&writing, &draft, &Filled::default(), false).await?)
}

impl Writing {
    /// The draft of a path, which the caller may send. One that was sent leads to its commendation.
    async fn to_settle(&self, path: &str) -> Result<Draft, Early> {
        let id = id(path)?;
        match self.drafts.to_send(self.caller, id, Expected::Any).await {
            Ok(draft) => Ok(draft),
            Err(error) => Err(self.refused(id, error).await),
        }
    }
}

async fn page(writing: &Writing, draft: &Draft, form: &Filled, is_changed: bool) -> Result<HttpResponse, Problem> {
    let (shell, site) = (&writing.shell, writing.site.get_ref());
    let owner = writing.people.named(vec![draft.owner]).await?.remove(&draft.owner).ok_or_else(Problem::not_found)?;
    let look = writing.drafts.look(writing.caller, draft).await?;
    let open = problems(shell, &look.wrong, &draft.input);
    let at = (shell, writing.service.get_ref());
    let side = seen_by_others(at, &draft.input, open, look.prepared.as_ref(), &owner.name);
    let status = match form.errors.is_empty() && !is_changed {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = SettlePage {
        shell,
        form,
        id: draft.id,
        revision: draft.revision,
        about: about((shell, site), draft, owner.active),
        banker: owner.name,
        is_changed,
        side,
    };
    shell.page(status, &page)
}

/// The letter as a PDF that says it is a draft.
pub async fn letter_pdf(
    writing: Writing,
    paced: web::Data<CostlyRequests>,
    path: web::Path<String>,
    http: HttpRequest,
) -> Result<HttpResponse, Early> {
    let draft = writing.to_settle(&path).await?;
    paced.preview(writing.caller.person)?;
    let prepared = writing.drafts.look(writing.caller, &draft).await?.prepared.ok_or_else(Problem::not_found)?;
    let drawn = writing.service.preview_letter(&prepared).await?;
    Ok(FileAnswer::of("application/pdf", drawn.bytes).shown_as("draft.pdf".to_owned()).answer(&http))
}

/// Sends it in the name of its banker, if it is what was on the page.
pub async fn send(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let draft = writing.to_settle(&path).await?;
    let nothing = Filled::default();
    let prepared = match writing.drafts.prepare(writing.caller, &draft).await {
        Ok(prepared) => prepared,
        Err(DraftError::Commendation(CommendationError::Rejected(_))) => {
            return Ok(page(&writing, &draft, &nothing, true).await?);
        }
        Err(error) => return Err(writing.refused(draft.id, error).await),
    };
    let at = (&writing.shell, writing.service.get_ref());
    let side = seen_by_others(at, &draft.input, Vec::new(), Some(&prepared), "");
    let is_known = form.value("revision").parse() == Ok(draft.revision) && form.value("seen") == side.seen;
    if !is_known {
        return Ok(page(&writing, &draft, &nothing, true).await?);
    }
    match writing.drafts.send(writing.caller, prepared, |_, _: Timestamp, _| Ok(())).await {
        Ok((sent, ())) => Ok(writing.see(&format!("/commendations/{}", sent.id), "flash-sent")?),
        Err(error) => Err(writing.refused(draft.id, error).await),
    }
}

/// Closes it with a reason; its banker is told.
pub async fn close(writing: Writing, path: web::Path<String>, form: Form) -> Result<HttpResponse, Early> {
    let draft = writing.to_settle(&path).await?;
    let Ok(reason) = closing(Submitted::Value(form.value("reason").to_owned())) else {
        let words = writing.shell.say("settle-reason-problem").to_string();
        let label = writing.shell.say("settle-reason").to_string();
        let filled = form.unread().wrong_at("reason", &label, &words);
        return Ok(page(&writing, &draft, &filled, false).await?);
    };
    match writing.drafts.close(writing.caller, draft.id, reason, |_, _, _| Ok(())).await {
        Ok(()) => {
            let next = if writing.caller.is(Role::Hr) { "/worklist" } else { "/team" };
            Ok(writing.see(next, "flash-draft-closed")?)
        }
        Err(error) => Err(writing.refused(draft.id, error).await),
    }
}
