//! The page for a form whose draft is not there any more: sent, deleted or closed in another window. It keeps what was typed, which becomes
//! a new draft with one press.
//!
//! Invariant: it tells nobody more than the page of an unknown draft does, and it stores nothing by itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::Writing;
use super::two::kept;
use crate::ids::{CommendationId, DraftId};
use crate::web::{Form, Problem, Shell};

/// The end of the draft.
pub enum Gone {
    /// It became this commendation.
    Sent(CommendationId),
    /// Its owner deleted it, or it never was.
    Deleted,
    /// HR or the owner's supervisor closed it.
    Closed,
}

#[derive(Template)]
#[template(path = "commendations/gone.html")]
struct GonePage<'a> {
    shell: &'a Shell,
    /// The message about what became of it.
    became: &'static str,
    sent: Option<CommendationId>,
    /// The id of the new draft.
    draft: DraftId,
    fields: Vec<(String, String)>,
}

/// The page.
pub fn page(writing: &Writing, form: &Form, gone: Gone) -> Result<HttpResponse, Problem> {
    let (status, became, sent) = match gone {
        Gone::Sent(id) => (StatusCode::CONFLICT, "gone-sent", Some(id)),
        Gone::Deleted => (StatusCode::NOT_FOUND, "gone-deleted", None),
        Gone::Closed => (StatusCode::CONFLICT, "gone-closed", None),
    };
    let page = GonePage { shell: &writing.shell, became, sent, draft: DraftId::new(), fields: kept(form.kept()) };
    writing.shell.page(status, &page)
}
