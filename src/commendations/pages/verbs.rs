//! The forms on the page of a commendation: acknowledge, thank, object, have a mail tried again.
//!
//! Each ends on the page of the commendation with a message. A form that is sent twice does the same once: the verbs see to that.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{id, record};
use crate::commendations::api::bodies::{AcknowledgementBody, DisputeBody, ThanksBody};
use crate::commendations::api::reply_text;
use crate::commendations::intake::Field;
use crate::commendations::operations::{AcknowledgementInput, Commendations};
use crate::ids::{CommendationId, DeliveryId};
use crate::permissions::Caller;
use crate::web::{Flash, Form, Problem, Shell, Site, see};

/// The fields of the page's forms, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("note", "record-note"), ("text", "record-thanks-text"), ("kind", "record-dispute")];

/// Everything that a form's handler needs.
#[derive(Clone, Copy)]
struct Desk<'a> {
    service: &'a Commendations,
    site: &'a Site,
    shell: &'a Shell,
    caller: Caller,
    id: CommendationId,
}

impl Desk<'_> {
    /// The page again, with what is wrong with the form; other problems as they are.
    async fn again(self, form: &Form, problem: Problem) -> Result<HttpResponse, Problem> {
        if problem.status() != StatusCode::UNPROCESSABLE_ENTITY {
            return Err(problem);
        }
        let filled = form.again(&problem, self.shell.language, LABELS);
        let at = (self.shell, self.site);
        record::page(self.service, self.caller, self.id, at, &filled, problem.status()).await
    }

    /// Back to the page, with a message.
    fn done(self, message: &'static str) -> Result<HttpResponse, Problem> {
        let mut answer = see(&format!("/commendations/{}", self.id));
        Flash::new(message).send(&mut answer, self.site, Some(self.caller.session))?;
        Ok(answer)
    }
}

/// Puts on record that a supervisor has read it.
pub async fn acknowledge(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk { service: &service, site: &site, shell: &shell, caller, id: id(&path)? };
    let (body, problems) = form.read::<AcknowledgementBody>()?;
    let given = match reply_text(problems, Field::Note, body.note) {
        Ok(note) => AcknowledgementInput {
            note,
            told_employee: body.told_employee.flatten().unwrap_or(false),
            filed: body.filed.flatten().unwrap_or(false),
        },
        Err(problem) => return desk.again(&form, problem).await,
    };
    service.acknowledge(caller, desk.id, given, |_, _, _, _| Ok(())).await?;
    desk.done("flash-acknowledged")
}

/// A helper thanks the banker.
pub async fn thank(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk { service: &service, site: &site, shell: &shell, caller, id: id(&path)? };
    let (body, problems) = form.read::<ThanksBody>()?;
    let text = match reply_text(problems, Field::Thanks, body.text) {
        Ok(text) => text,
        Err(problem) => return desk.again(&form, problem).await,
    };
    service.thank(caller, desk.id, text, |_, _, _, _| Ok(())).await?;
    desk.done("flash-thanked")
}

/// Says that it reached the wrong person; HR is told.
pub async fn dispute(
    caller: Caller,
    path: web::Path<String>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk { service: &service, site: &site, shell: &shell, caller, id: id(&path)? };
    let (body, problems) = form.read::<DisputeBody>()?;
    let kind = body.kind;
    let note = match reply_text(problems, Field::Note, body.note) {
        Ok(note) => note,
        Err(problem) => return desk.again(&form, problem).await,
    };
    let Some(kind) = kind else { return Err(Problem::not_found()) };
    service.dispute(caller, desk.id, (kind, note), |_, _, _| Ok(())).await?;
    desk.done("flash-disputed")
}

/// Has a mail tried again.
pub async fn retry(
    caller: Caller,
    path: web::Path<(String, String)>,
    (shell, site, service): (Shell, web::Data<Site>, web::Data<Commendations>),
    _: Form,
) -> Result<HttpResponse, Problem> {
    let (commendation, delivery) = path.into_inner();
    let desk = Desk { service: &service, site: &site, shell: &shell, caller, id: id(&commendation)? };
    let delivery: DeliveryId = id(&delivery)?;
    service.retry(caller, desk.id, delivery).await?;
    desk.done("flash-retried")
}
