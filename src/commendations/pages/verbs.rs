//! The forms on the page of a commendation: acknowledge, thank, object, have a mail tried again.
//!
//! Each ends on the page of the commendation with a message. A form that is sent twice does the same once: the verbs see to that.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;

use super::record;
use crate::commendations::CommendationError;
use crate::commendations::api::inputs;
use crate::commendations::operations::Commendations;
use crate::ids::{CommendationId, DeliveryId};
use crate::permissions::Caller;
use crate::web::{Form, FromJson, Problem, Problems, Shell, Site, id, see_with};

/// The fields of the page's forms, with the messages of their labels.
const LABELS: &[(&str, &str)] = &[("note", "record-note"), ("text", "record-thanks-text"), ("kind", "record-dispute")];

/// A form on the page of a commendation, as it was sent.
pub struct RecordForm {
    service: web::Data<Commendations>,
    site: web::Data<Site>,
    shell: Shell,
    caller: Caller,
    id: CommendationId,
    form: Form,
}

impl FromRequest for RecordForm {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        type Parts = (web::Data<Commendations>, web::Data<Site>, Shell, Caller, Form);
        let id = id(request.match_info().get("id").unwrap_or_default());
        let parts = Parts::from_request(request, payload);
        async move {
            let (service, site, shell, caller, form) = parts.await?;
            Ok(Self { service, site, shell, caller, id: id?, form })
        }
        .boxed_local()
    }
}

impl RecordForm {
    /// Reads the form and acts; then back to the page, with a message. A form with a problem is shown again.
    async fn serve<B: FromJson, T>(
        &self,
        message: &'static str,
        read: impl FnOnce(B, Problems) -> Result<T, Problem>,
        act: impl AsyncFnOnce(&Commendations, Caller, CommendationId, T) -> Result<(), CommendationError>,
    ) -> Result<HttpResponse, Problem> {
        let (body, problems) = self.form.read::<B>()?;
        match read(body, problems) {
            Ok(given) => act(&self.service, self.caller, self.id, given).await?,
            Err(problem) => {
                let filled = self.form.rejected(&problem, self.shell.language, LABELS)?;
                let at = (&self.shell, self.site.get_ref());
                return record::page(&self.service, self.caller, self.id, at, &filled, problem.status()).await;
            }
        }
        self.done(message)
    }

    fn done(&self, message: &'static str) -> Result<HttpResponse, Problem> {
        see_with(&self.site, self.caller, &format!("/commendations/{}", self.id), message)
    }
}

/// Puts on record that a supervisor has read it.
pub async fn acknowledge(form: RecordForm) -> Result<HttpResponse, Problem> {
    form.serve("flash-acknowledged", inputs::acknowledgement, async |service, caller, id, given| {
        service.acknowledge(caller, id, given, |_, _, _, _| Ok(())).await
    })
    .await
}

/// A helper thanks the banker.
pub async fn thank(form: RecordForm) -> Result<HttpResponse, Problem> {
    form.serve("flash-thanked", inputs::thanks, async |service, caller, id, reply| {
        service.thank(caller, id, reply, |_, _, _, _| Ok(())).await
    })
    .await
}

/// Says that it reached the wrong person; HR is told.
pub async fn dispute(form: RecordForm) -> Result<HttpResponse, Problem> {
    form.serve("flash-disputed", inputs::dispute, async |service, caller, id, objection| {
        service.dispute(caller, id, objection, |_, _, _| Ok(())).await
    })
    .await
}

/// Has a mail tried again.
pub async fn retry(form: RecordForm, path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let delivery: DeliveryId = id(&path.1)?;
    form.service.retry(form.caller, form.id, delivery).await?;
    form.done("flash-retried")
}
