//! The watch over the outbox: no mail waits, and none has ended badly, without somebody who knows of it.
//!
//! The end of a try opens its item in its own transaction (`mails`). The watch looks at the outbox as a whole, at the start of a worker and
//! every minute: a mail server that is not reached, mails that wait for long, mails that ended badly and have no item.
//!
//! Invariants: what has one cause is one item with a count; an item closes when its cause is gone; a matter that a person put away stays
//! away for a day. Every step is a transaction of its own that may run twice.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::app::App;
use crate::audit::{self, Actor, Event, Trail, Unrecorded};
use crate::clock::Timestamp;
use crate::db::Connection;
use crate::delivery::operations::{self as outbox, PausedBy};
use crate::delivery::transport::{Outcome, Phase, Reply, Verdict};
use crate::delivery::{Cause, Delivery, DeliveryError, State, WaitingDelivery};
use crate::ids::DeliveryId;
use crate::worklist::matter::{Mail, shared_cause, status_of};
use crate::worklist::{self, Kind, Matter, Subject};

/// A mail that has waited longer is told of.
const LONG: Duration = Duration::from_secs(3_600);
/// The time for which a matter that a person put away is not opened again.
const PUT_AWAY: Duration = Duration::from_secs(24 * 3_600);
/// The most waiting mails that one look reads, and the most ended ones of one step.
const MOST: i64 = 10_000;
const STEP: i64 = 500;

/// Looks at the whole outbox once.
///
/// # Errors
/// When the database fails; the next look makes up for it.
pub async fn look(app: &App) -> Result<(), DeliveryError> {
    let (now, after) = (app.clock.now(), app.config.delivery.unreachable_after);
    audit::write(&app.db, now, move |conn, trail| tell_of_silence(conn, trail, after, now)).await?;
    audit::write(&app.db, now, move |conn, trail| tell_of_waiting(conn, trail, now)).await?;
    audit::write(&app.db, now, move |conn, trail| tell_of_unreadable(conn, trail, now)).await?;
    let mut last = None;
    loop {
        let step = move |conn: &mut Connection, trail: &mut Trail| tell_of_ended(conn, trail, last, now);
        match audit::write(&app.db, now, step).await? {
            None => return Ok(()),
            next => last = next,
        }
    }
}

/// One item while the mail server is not reached, and has not been for so long; it closes when the server answers.
pub(super) fn tell_of_silence(
    conn: &mut Connection,
    trail: &mut Trail,
    after: Duration,
    now: Timestamp,
) -> Result<(), DeliveryError> {
    let silence = outbox::pauses(conn)?.into_iter().find(|pause| pause.by == PausedBy::Silence);
    let Some(pause) = silence.filter(|pause| now.since(pause.since) >= after) else {
        close(conn, trail, (Kind::RelayUnreachable, Subject::Relay), now)?;
        return Ok(());
    };
    let waiting = outbox::count_waiting(conn)?;
    keep(conn, trail, &Matter::RelayUnreachable { since: pause.since, waiting, outcome: pause.outcome }, now)
}

/// Ends what was known of a mail server that is not reached. False when nothing was.
pub(super) fn relay_answered(conn: &mut Connection, now: Timestamp) -> Result<bool, DeliveryError> {
    let was_silent = outbox::resume(conn, PausedBy::Silence)?;
    Ok(worklist::close(conn, Kind::RelayUnreachable, Subject::Relay, now)? || was_silent)
}

/// One item for all mails that cannot be read, with their number.
pub(super) fn tell_of_unreadable(
    conn: &mut Connection,
    trail: &mut Trail,
    now: Timestamp,
) -> Result<(), DeliveryError> {
    let (count, recipients) = outbox::set_aside_so_far(conn)?;
    let matter = Matter::MailsUnreadable { count, recipients };
    match count {
        0 => close(conn, trail, (matter.kind(), matter.subject()), now),
        _ => keep(conn, trail, &matter, now),
    }
}

/// One item for all one-time links that could not be sent in time, with their number.
pub(super) fn tell_of_late_link(conn: &mut Connection, now: Timestamp) -> Result<(), DeliveryError> {
    let before = match worklist::open_matter(conn, Kind::FailedMail, Subject::LateLinks)? {
        Some(Matter::LinksTooLate { count }) => count,
        _ => 0,
    };
    worklist::state(conn, &Matter::LinksTooLate { count: before + 1 }, now)?;
    Ok(())
}

/// Items about mails that wait for long: one for each cause. While one cause holds all mails, its own item says so.
fn tell_of_waiting(conn: &mut Connection, trail: &mut Trail, now: Timestamp) -> Result<(), DeliveryError> {
    let pauses = outbox::pauses(conn)?;
    let long_ago = now.minus(LONG);
    let held = pauses.iter().find(|pause| pause.by == PausedBy::Hand);
    let matters = match held {
        Some(pause) => {
            let waits = outbox::longest_wait(conn)?.is_some_and(|since| since.max(pause.since) < long_ago);
            let waiting = outbox::count_waiting(conn)?;
            if waits { vec![Matter::OutboxHeld { since: pause.since, waiting }] } else { Vec::new() }
        }
        None if !pauses.is_empty() => Vec::new(),
        None => by_cause(outbox::waiting(conn, long_ago, MOST)?),
    };
    for subject in worklist::open_subjects(conn, Kind::WaitingMail)? {
        if matters.iter().all(|matter| matter.subject() != subject) {
            close(conn, trail, (Kind::WaitingMail, subject), now)?;
        }
    }
    matters.iter().try_for_each(|matter| keep(conn, trail, matter, now))
}

/// A matter for each cause for which mails wait: the same domain and the same answer.
fn by_cause(waiting: Vec<WaitingDelivery>) -> Vec<Matter> {
    let mut matters: BTreeMap<u64, Matter> = BTreeMap::new();
    for one in waiting {
        let reply = one.reply.map(|(code, text)| format!("{code} {text}"));
        let group = shared_cause(&one.domain, reply.as_deref(), one.cause.as_ref());
        if let Some(Matter::MailsWaiting { count, reply, .. }) = matters.get_mut(&group) {
            *count += 1;
            // Of several replies only what they share is said.
            *reply = reply.as_deref().map(status_of);
            continue;
        }
        let oldest = Mail { delivery: one.id, commendation: one.commendation, recipient: one.recipient };
        let (since, domain, cause) = (one.since, one.domain, one.cause);
        matters.insert(group, Matter::MailsWaiting { count: 1, oldest, since, domain, reply, cause });
    }
    matters.into_values().collect()
}

/// Opens the items that are missing about mails that ended badly. Gives the last one of the step, none at the end.
fn tell_of_ended(
    conn: &mut Connection,
    trail: &mut Trail,
    after: Option<DeliveryId>,
    now: Timestamp,
) -> Result<Option<DeliveryId>, DeliveryError> {
    let ended = outbox::ended_badly(conn, after, STEP)?;
    let subjects: Vec<Subject> = ended.iter().map(|(id, _)| Subject::Delivery(*id)).collect();
    let kinds = [Kind::FailedMail, Kind::BouncedMail, Kind::SupervisorLeft];
    let told: HashMap<Subject, Timestamp> = worklist::told_of(conn, &kinds, &subjects)?.into_iter().collect();
    for (id, queued_at) in &ended {
        if told.get(&Subject::Delivery(*id)).is_some_and(|told_at| told_at >= queued_at) {
            continue;
        }
        let delivery = outbox::find(conn, *id)?;
        // One item counts all of these.
        if !matches!(delivery.cause, Some(Cause::Unreadable { .. })) {
            keep(conn, trail, &matter_of(delivery), now)?;
        }
    }
    Ok(ended.last().map(|(id, _)| *id))
}

/// The matter of a mail that ended badly, from what its row says.
fn matter_of(delivery: Delivery) -> Matter {
    let may_have_arrived = delivery.state == State::Unknown;
    let verdict = if may_have_arrived { Verdict::Unknown } else { Verdict::Refused };
    let reply = delivery.reply_code.zip(delivery.reply_text);
    let reply = reply.map(|(code, text)| Reply { code: u16::try_from(code).unwrap_or_default(), text });
    let cause = delivery.cause.unwrap_or(Cause::Answered { phase: Phase::Content, accepted: false });
    let outcome = Outcome { verdict, phase: Phase::Content, reply, cause };
    let mail =
        Mail { delivery: delivery.id, commendation: delivery.commendation_id, recipient: delivery.recipient_name };
    Matter::MailFailed { mail, outcome, may_have_arrived }
}

/// Opens an item or brings its facts up to date, unless a person put it away lately.
fn keep(conn: &mut Connection, trail: &mut Trail, matter: &Matter, now: Timestamp) -> Result<(), DeliveryError> {
    let (kind, subject) = (matter.kind(), matter.subject());
    if worklist::was_put_away(conn, (kind, subject), now.minus(PUT_AWAY))? {
        return Ok(());
    }
    let was_open = worklist::open_matter(conn, kind, subject)?.is_some();
    if worklist::state(conn, matter, now)? {
        if was_open {
            trail.needs_none(Unrecorded::ItemCount);
        } else {
            trail
                .record(Event::new(Actor::System, "work_item.opened", subject.to_string()).with("kind", kind.as_str()));
        }
    }
    Ok(())
}

/// Closes an item because its cause is gone.
fn close(
    conn: &mut Connection,
    trail: &mut Trail,
    (kind, subject): (Kind, Subject),
    now: Timestamp,
) -> Result<(), DeliveryError> {
    if worklist::close(conn, kind, subject, now)? {
        trail.record(Event::new(Actor::System, "work_item.closed", subject.to_string()).with("kind", kind.as_str()));
    }
    Ok(())
}
