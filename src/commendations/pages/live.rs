//! Tells an open page that a mail of its commendation has another state, as server-sent events.
//!
//! The states are read from the database, because the worker may be another process.

use actix_web::{HttpResponse, web};

use crate::accounts::Accounts;
use crate::commendations::operations::Commendations;
use crate::delivery::{Delivery, State};
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{Problem, follow, id};

/// The states of the mails as one word, which changes when one of them does.
pub(super) fn states(deliveries: &[Delivery]) -> String {
    deliveries.iter().map(|delivery| delivery.state.as_str()).collect::<Vec<_>>().join("-")
}

/// True while a mail is on its way: the page of its commendation follows it.
pub(super) fn is_moving(deliveries: &[Delivery]) -> bool {
    deliveries.iter().any(|delivery| matches!(delivery.state, State::Queued | State::Sending))
}

/// The stream: the states at once, and again whenever they change.
pub async fn live(
    caller: Caller,
    path: web::Path<String>,
    (service, accounts): (web::Data<Commendations>, web::Data<Accounts>),
) -> Result<HttpResponse, Problem> {
    let id: CommendationId = id(&path)?;
    let first = states(&service.deliveries(caller, id).await?);
    Ok(follow(first, move || {
        let (service, accounts) = (service.clone(), accounts.clone());
        async move {
            if !accounts.is_open(caller.session).await {
                return None;
            }
            Some(states(&service.deliveries(caller, id).await.ok()?))
        }
    }))
}
