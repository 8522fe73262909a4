//! The page on which HR takes a client's name out of a commendation, because the client took the permission back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::CommendationError;
use crate::commendations::api::bodies::ConsentWithdrawalBody;
use crate::commendations::api::inputs;
use crate::commendations::operations::Commendations;
use crate::commendations::rules::Refusal;
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{Filled, Form, Problem, Shell, Site, id, see, see_with};

/// The fields of the form, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("reason", "consent-reason")];

#[derive(Template)]
#[template(path = "commendations/consent.html")]
struct ConsentPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: CommendationId,
    reference: String,
    /// Everyone who is told; empty where nobody has a copy.
    told: Vec<String>,
}

/// Asks.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    (shell, service): (Shell, web::Data<Commendations>),
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    match page(&service, (caller, id), &shell, &Filled::default(), StatusCode::OK).await {
        // The name is not shared, or somebody was faster: its page says so.
        Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(see(&format!("/commendations/{id}"))),
        answer => answer,
    }
}

async fn page(
    service: &Commendations,
    (caller, id): (Caller, CommendationId),
    shell: &Shell,
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let open = match service.consent_held(caller, id).await {
        // Only HR does that: the page is not for this reader.
        Err(CommendationError::Refused(Refusal::NotAllowed(_))) => return Err(Problem::not_found()),
        open => open?,
    };
    shell.page(status, &ConsentPage { shell, form, id, reference: open.reference, told: open.told })
}

/// Takes the name out.
pub async fn withdraw(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let (body, problems) = form.read::<ConsentWithdrawalBody>()?;
    let reason = match inputs::consent_withdrawal(body, problems) {
        Ok(reason) => reason,
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, LABELS)?;
            return page(&service, (caller, id), &shell, &filled, problem.status()).await;
        }
    };
    service.withdraw_consent(caller, id, reason, |_, _, _| Ok(())).await?;
    see_with(&site, caller, &format!("/commendations/{id}"), "flash-name-taken-back")
}
