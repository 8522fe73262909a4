//! One mail, from the lease to the record of what became of it.

use std::sync::{Arc, PoisonError};

use serde_json::json;

use super::Parts;
use crate::audit::{self, Actor, Event};
use crate::delivery::message::{ActivationMail, Heading, Pdf};
use crate::delivery::operations::{self as outbox, Begun, Completion, Leased, PausedBy};
use crate::delivery::rules::{Patience, Settlement, advice, settle};
use crate::delivery::transport::{Outcome, Outgoing, Phase, Verdict};
use crate::delivery::{Content, DeliveryError};
use crate::directory;
use crate::worklist::{self, Kind, NewItem};

/// Why a mail is not made now.
enum Stop {
    /// It must not go at all; it has been recorded.
    Ended,
    /// Something of ours does not work; the mail waits.
    NotNow(String),
}

impl<E: std::error::Error> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::NotNow(error.to_string())
    }
}

/// Carries out one delivery. Whatever happens is on record afterwards, or the lease ends and somebody else takes over.
pub(super) async fn run(parts: Arc<Parts>, mut leased: Leased) {
    let id = leased.id;
    let made = match make(&parts, &mut leased).await {
        Ok(mail) => Ok(mail),
        Err(Stop::Ended) => return,
        Err(Stop::NotNow(why)) => Err(why),
    };
    let lease = parts.lease();
    let begun = match parts.app.db.write(move |conn| outbox::begin(conn, id, &lease)).await {
        Ok(Some(begun)) => begun,
        // Somebody else has it by now.
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(delivery = %id, %error, "the intent to send could not be recorded; nothing was sent");
            return;
        }
    };
    let outcome = match made {
        Ok(mail) => {
            let outcome = parts.transport.send(&mail).await;
            parts.breaker.lock().unwrap_or_else(PoisonError::into_inner).record(&outcome, parts.app.clock.now());
            outcome
        }
        Err(why) => {
            tracing::warn!(delivery = %id, %why, "a mail could not be made; it waits");
            Outcome { verdict: Verdict::Retry, phase: Phase::Connect, reply: None, detail: why }
        }
    };
    tracing::info!(delivery = %id, attempt = begun.attempt, verdict = ?outcome.verdict, "mail");
    if let Err(error) = record(&parts, leased, begun, outcome).await {
        tracing::warn!(delivery = %id, %error, "what became of a mail could not be recorded; its lease will end");
    }
}

/// The mail as it goes: to whoever should get it now, with the letter's bytes.
async fn make(parts: &Parts, leased: &mut Leased) -> Result<Outgoing, Stop> {
    if leased.content.expires_at().is_some_and(|end| end <= parts.app.clock.now()) {
        return suppress(parts, leased, "it was too late to be of use").await;
    }
    recheck(parts, leased).await?;
    let pdf = match (leased.content.carries_letter(), leased.commendation_id, leased.version) {
        (true, Some(commendation), Some(version)) => {
            let file = parts.app.commendations.copy_file(commendation, version).await?;
            Some(Pdf { pages: file.pages, bytes: file.bytes.to_vec() })
        }
        _ => None,
    };
    let mut content = leased.content.clone();
    if let Content::Activation(mail) = &content {
        // The row holds a seed; the link is made of it here and is nowhere else.
        let token = parts.app.accounts.link_token(&mail.link).await?;
        let link = format!("{}activate/{token}", parts.app.public_url);
        content = Content::Activation(ActivationMail { link, ..mail.clone() });
    }
    let heading = Heading {
        id: leased.id,
        commendation_id: leased.commendation_id,
        message_id: &leased.message_id,
        recipient_name: &leased.recipient_name,
        recipient_email: &leased.recipient_email,
        created_at: leased.created_at,
    };
    Ok(parts.house.compose(&heading, &content, pdf)?)
}

/// Is the recipient still there, and may that address be mailed? A person's present address is the one that counts.
async fn recheck(parts: &Parts, leased: &mut Leased) -> Result<(), Stop> {
    let commendations = &parts.app.commendations;
    if let Some(person) = leased.recipient_id {
        let found = parts.app.db.read(move |conn| directory::operations::people_by_ids(conn, &[person])).await?;
        match found.get(&person) {
            Some(person) if person.active => {
                leased.recipient_email.clone_from(&person.email);
                leased.recipient_name.clone_from(&person.name);
            }
            _ => {
                let told = commendations.redirect(leased, &parts.owner).await?;
                if !told {
                    tracing::info!(delivery = %leased.id, "the lease was lost before a mail could be redirected");
                }
                return Err(Stop::Ended);
            }
        }
    }
    if commendations.allows(&leased.recipient_email) {
        return Ok(());
    }
    suppress(parts, leased, crate::commendations::Blocked::Domain.words()).await.map(|_: Outgoing| ())
}

/// Ends a delivery that must not go, and tells HR where a person is concerned.
async fn suppress<T>(parts: &Parts, leased: &Leased, why: &'static str) -> Result<T, Stop> {
    let (leased, owner, now) = (leased.clone(), parts.owner.clone(), parts.app.clock.now());
    audit::write(&parts.app.db, now, move |conn, trail| {
        if outbox::suppress_leased(conn, &leased, &owner, why)? {
            if leased.commendation_id.is_some() {
                let summary = format!("{} was not sent a mail", leased.recipient_name);
                let detail = json!({"delivery_id": leased.id, "commendation_id": leased.commendation_id, "why": why});
                let item = NewItem::new(Kind::FailedMail, format!("delivery:{}", leased.id), summary, detail);
                worklist::open(conn, &item, now)?;
            }
            trail.record(Event::new(Actor::System, "delivery.suppressed", format!("delivery:{}", leased.id)).with("why", why));
        }
        Ok::<_, DeliveryError>(())
    })
    .await?;
    Err(Stop::Ended)
}

/// Records how the try ended, with what follows from it.
async fn record(parts: &Parts, leased: Leased, begun: Begun, outcome: Outcome) -> Result<(), DeliveryError> {
    let now = parts.app.clock.now();
    let settlement = settle(
        &outcome,
        &Patience {
            schedule: parts.schedule,
            unknown: parts.unknown,
            tries: u32::try_from(begun.tries).unwrap_or(u32::MAX),
            queued_at: leased.queued_at,
            now,
            fraction: fastrand::f64(),
        },
    );
    let done = Completion::new(parts.owner.clone(), begun.attempt, &outcome, settlement, now);
    audit::write(&parts.app.db, now, move |conn, trail| {
        if !outbox::complete(conn, leased.id, &leased.content, &done)? {
            tracing::warn!(delivery = %leased.id, "the lease had run out; somebody else decides about this mail");
            return Ok(());
        }
        let object = format!("delivery:{}", leased.id);
        match settlement {
            Settlement::Sent => {
                worklist::close(conn, Kind::FailedMail, &object, now)?;
                outbox::resume(conn, PausedBy::Relay)?;
                trail.record(Event::new(Actor::System, "delivery.sent", object).with("attempt", begun.attempt));
            }
            Settlement::Failed | Settlement::Hold => {
                let words = advice(&leased.recipient_name, &outcome);
                let detail = json!({
                    "delivery_id": leased.id, "commendation_id": leased.commendation_id, "why": words,
                    "reply_code": outcome.reply.as_ref().map(|reply| reply.code),
                });
                let summary = format!("A mail to {} did not arrive", leased.recipient_name);
                worklist::open(conn, &NewItem::new(Kind::FailedMail, object.clone(), summary, detail), now)?;
                let event = Event::new(Actor::System, "delivery.failed", object).with("attempt", begun.attempt);
                trail.record(event.with("reply_code", outcome.reply.as_ref().map(|reply| reply.code)));
            }
            Settlement::Again { .. } if outcome.verdict == Verdict::Misconfigured => {
                outbox::pause(conn, PausedBy::Relay, &advice(&leased.recipient_name, &outcome), now)?;
            }
            Settlement::Again { .. } => {}
        }
        Ok(())
    })
    .await
}
