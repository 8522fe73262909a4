//! The sheet on which a client writes by hand, in the client's language: a way in that needs no phone.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::words::{People, readers};
use crate::commendations::drafts::rules::{draft_code, sheet_mark};
use crate::commendations::operations::Commendations;
use crate::documents::circulated_copy::Letterhead;
use crate::documents::client_sheet::ClientSheet;
use crate::handoffs::operations::Handoffs;
use crate::language::phrase;
use crate::web::{Caller, CostlyRequests, FileAnswer, Problem, Query, Shell, Site, id};

/// The sheet of a draft of the caller's own.
pub async fn print(
    (caller, mut shell): (Caller, Shell),
    (path, query): (web::Path<String>, Query),
    (handoffs, service): (web::Data<Handoffs>, web::Data<Commendations>),
    (site, paced): (web::Data<Site>, web::Data<CostlyRequests>),
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let asked = query.text("language").unwrap_or_default();
    let offered = || handoffs.languages.iter().copied();
    let language = offered().find(|offered| offered.tag() == asked).or_else(|| offered().next());
    shell.language = language.unwrap_or(shell.language);
    let welcome = handoffs.for_paper(caller, id).await?;
    paced.preview(caller.person)?;
    let people = People::of(&shell, &welcome);
    let say = |message| shell.say(message).to_string();
    let about = if people.helpers.is_empty() {
        say("client-about-nobody")
    } else {
        shell.say("client-about").with("people", &people.helpers).to_string()
    };
    let by = if people.branch.is_empty() {
        shell.say("client-asked").with("banker", &people.banker)
    } else {
        shell.say("client-asked-at").with("banker", &people.banker).with("branch", &people.branch)
    };
    let code = draft_code(id);
    let sheet = ClientSheet {
        letterhead: Letterhead {
            branch_line: (!people.branch.is_empty()).then(|| people.branch.clone()),
            language: shell.language.tag().to_owned(),
            ..service.letterhead()
        },
        rtl: shell.language.direction() == "rtl",
        title: say("client-title"),
        asked: vec![about, format!("{by} {}", say("client-need-not"))],
        hint: say("client-letter-hint"),
        consent: [say("client-share"), say("client-share-hint")],
        readers: readers(&shell, &people),
        labels: [say("client-name"), say("client-email"), say("client-sheet-signature")],
        back: say("client-sheet-back"),
        alt: shell.say("client-sheet-code").with("code", &code).to_string(),
        mark: sheet_mark(id),
        foot: code.clone(),
        code,
        date: site.clock.now().day_in(site.zone),
    };
    let drawn = service.client_sheet(sheet).await?;
    if !drawn.without_font.is_empty() {
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_font", phrase("paper-no-font")));
    }
    Ok(FileAnswer::of("application/pdf", drawn.bytes).shown_as("sheet.pdf".to_owned()).answer(&http))
}
