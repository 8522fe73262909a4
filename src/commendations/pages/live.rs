//! Tells an open page that a mail of its commendation has another state, as server-sent events.
//!
//! The states are read from the database, because the worker may be another process. A stream ends by itself, so that the session and
//! the right to read are checked again when the browser reconnects.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use bytes::Bytes;
use futures_util::stream;

use super::id;
use crate::commendations::operations::Commendations;
use crate::delivery::{Delivery, State};
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::Problem;

/// The time between two looks.
const EVERY: Duration = Duration::from_millis(500);
/// The looks of one stream: half a minute.
const LOOKS: u32 = 60;

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
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let first = states(&service.deliveries(caller, id).await?);
    let follower = Follower { service, caller, id, told: String::new(), looks: 0 };
    let events = stream::unfold((follower, Some(first)), |(mut follower, first)| async move {
        let states = match first {
            Some(first) => first,
            None => follower.next().await?,
        };
        let event = Bytes::from(format!("data: {states}\n\n"));
        follower.told = states;
        Some((Ok::<_, std::convert::Infallible>(event), (follower, None)))
    });
    Ok(HttpResponse::Ok().content_type("text/event-stream").streaming(events))
}

/// The state of one stream: whom it serves and what it has sent.
struct Follower {
    service: web::Data<Commendations>,
    caller: Caller,
    id: CommendationId,
    /// The states that the browser knows.
    told: String,
    looks: u32,
}

impl Follower {
    /// Waits for other states; none when the stream ends, or the caller may no longer read them.
    async fn next(&mut self) -> Option<String> {
        while self.looks < LOOKS {
            self.looks += 1;
            tokio::time::sleep(EVERY).await;
            let states = states(&self.service.deliveries(self.caller, self.id).await.ok()?);
            if states != self.told {
                return Some(states);
            }
        }
        None
    }
}
