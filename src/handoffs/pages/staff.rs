//! The banker's page of a hand-off: link and code to show, the state as it changes, taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use url::Url;

use super::qr::{self, QrCode};
use super::tablet;
use crate::accounts::Accounts;
use crate::handoffs::codes::draft_code;
use crate::handoffs::operations::{Handoffs, Shown};
use crate::handoffs::{HandoffError, Place, State};
use crate::ids::DraftId;
use crate::language::Language;
use crate::permissions::Caller;
use crate::web::{Form, Problem, Question, Shell, Site, follow, id, moment, see, see_with};

#[derive(Template)]
#[template(path = "handoffs/handoff.html")]
struct HandoffPage<'a> {
    shell: &'a Shell,
    id: DraftId,
    draft_code: String,
    /// The state of the latest hand-off; none before the first.
    state: Option<State>,
    is_take_home: bool,
    /// The bank makes slips.
    offers_slips: bool,
    /// The way in, while nobody has used it.
    way: Option<WayIn>,
    /// The moment of the latest step, in words.
    since: String,
    /// The languages in which a sheet of paper can be printed.
    languages: &'a [Language],
}

/// A way in, as it is drawn.
struct WayIn {
    qr: QrCode,
    code: String,
    /// The address at which the code is typed, without its scheme.
    place: String,
    until: String,
}

/// The page.
pub async fn show(
    caller: Caller,
    shell: Shell,
    path: web::Path<String>,
    handoffs: web::Data<Handoffs>,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let shown = handoffs.of_draft(caller, id).await?;
    let way = shown.as_ref().map(|shown| way_in(&shell, &site, shown)).transpose()?.flatten();
    let since = shown.as_ref().map_or_else(String::new, |Shown { handoff, .. }| {
        let at = handoff.ended.map(|(at, _)| at).or(handoff.written_at).or(handoff.opened_at);
        moment(&shell, &site, at.unwrap_or(handoff.created_at))
    });
    let page = HandoffPage {
        shell: &shell,
        id,
        draft_code: draft_code(id),
        state: shown.as_ref().map(|shown| shown.state),
        offers_slips: handoffs.take_home.is_some(),
        is_take_home: shown.as_ref().is_some_and(|shown| shown.handoff.place == Place::TakeHome),
        way,
        since,
        languages: &handoffs.languages,
    };
    shell.page(StatusCode::OK, &page)
}

fn way_in(shell: &Shell, site: &Site, shown: &Shown) -> Result<Option<WayIn>, Problem> {
    let (Some(way), Some(url)) = (&shown.way, &shown.url) else { return Ok(None) };
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|url| {
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    Ok(Some(WayIn {
        qr: qr::of(url)?,
        code: way.code.clone(),
        place: format!("{}/c", host.unwrap_or_default()),
        until: moment(shell, site, shown.handoff.expires_at),
    }))
}

/// Makes a hand-off; an earlier one that is open ends.
pub async fn begin(
    caller: Caller,
    path: web::Path<String>,
    (handoffs, accounts, site): (web::Data<Handoffs>, web::Data<Accounts>, web::Data<Site>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    if form.value("place") == Place::Tablet.as_str() {
        return tablet::hand_over(caller, id, (&handoffs, &accounts, &site)).await;
    }
    let place = if form.value("place") == Place::TakeHome.as_str() { Place::TakeHome } else { Place::Phone };
    handoffs.begin(caller, id, place, |_, _, _| Ok(())).await?;
    Ok(see(&format!("/commendations/{id}/handoff")))
}

/// Takes back the open hand-off. It is asked about first: what the client has written is deleted.
pub async fn end(
    caller: Caller,
    path: web::Path<String>,
    handoffs: web::Data<Handoffs>,
    (shell, site): (Shell, web::Data<Site>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let shown = handoffs.of_draft(caller, id).await?;
    let is_open = shown.is_some_and(|shown| matches!(shown.state, State::Shown | State::Opened | State::Writing));
    if is_open && !form.is_confirmed() {
        let back = format!("/commendations/{id}/handoff");
        let (title, text) = ("handoff-revoke-ask", "handoff-revoke-consequence");
        return Question { title, text, go_ahead: "handoff-revoke", back: &back }.ask(&shell, &form);
    }
    handoffs.revoke(caller, id).await?;
    see_with(&site, caller, &format!("/commendations/{id}/handoff"), "flash-handoff-revoked")
}

/// The state as it changes, for an open page.
pub async fn live(
    caller: Caller,
    path: web::Path<String>,
    (handoffs, accounts): (web::Data<Handoffs>, web::Data<Accounts>),
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let first = word(&handoffs, caller, id).await?;
    Ok(follow(first, move || {
        let (handoffs, accounts) = (handoffs.clone(), accounts.clone());
        async move {
            if !accounts.is_open(caller.session).await {
                return None;
            }
            word(&handoffs, caller, id).await.ok()
        }
    }))
}

async fn word(handoffs: &Handoffs, caller: Caller, id: DraftId) -> Result<String, HandoffError> {
    let shown = handoffs.of_draft(caller, id).await?;
    Ok(shown.map_or_else(String::new, |shown| shown.state.as_str().to_owned()))
}
