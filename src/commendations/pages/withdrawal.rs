//! The page that asks whether a commendation is to be withdrawn, for what reason, and says who is told.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::commendations::CommendationError;
use crate::commendations::api::bodies::WithdrawalBody;
use crate::commendations::api::inputs;
use crate::commendations::operations::Commendations;
use crate::commendations::rules::Refusal;
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{Filled, Form, Problem, Shell, Site, id, moment, see, see_with};

/// The fields of the form, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("reason", "record-withdraw-reason")];

#[derive(Template)]
#[template(path = "commendations/withdrawal.html")]
struct WithdrawalPage<'a> {
    shell: &'a Shell,
    form: &'a Filled,
    id: CommendationId,
    reference: String,
    /// Everyone who is told; empty where nobody has a copy.
    told: Vec<String>,
    /// The last moment at which the banker may; empty where it does not end.
    until: String,
}

/// Asks.
pub async fn show(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    match page(&service, (caller, id), (&shell, &site), &Filled::default(), StatusCode::OK).await {
        // The day is over, or somebody withdrew it meanwhile: its page says so.
        Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(see(&format!("/commendations/{id}"))),
        answer => answer,
    }
}

async fn page(
    service: &Commendations,
    (caller, id): (Caller, CommendationId),
    (shell, site): (&Shell, &Site),
    form: &Filled,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let open = match service.withdrawable(caller, id).await {
        // It is somebody else's to withdraw: the page is not for this reader.
        Err(CommendationError::Refused(Refusal::NotAllowed(_))) => return Err(Problem::not_found()),
        open => open?,
    };
    let until = open.until.map(|until| moment(shell, site, until)).unwrap_or_default();
    shell.page(status, &WithdrawalPage { shell, form, id, reference: open.reference, told: open.told, until })
}

/// Takes it back.
pub async fn withdraw(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let (body, problems) = form.read::<WithdrawalBody>()?;
    let reason = match inputs::withdrawal(body, problems) {
        Ok(reason) => reason,
        Err(problem) => {
            let filled = form.rejected(&problem, shell.language, LABELS)?;
            return page(&service, (caller, id), (&shell, &site), &filled, problem.status()).await;
        }
    };
    service.withdraw(caller, id, reason, |_, _, _| Ok(())).await?;
    see_with(&site, caller, &format!("/commendations/{id}"), "flash-withdrawn")
}
