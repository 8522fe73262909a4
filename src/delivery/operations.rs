//! The operations of the outbox. Each runs inside a write transaction of the caller: a mail is queued in the transaction of the
//! change that it reports, while a lease or a completion has a transaction of its own.
//!
//! Invariants: only the owner of the lease sends a mail; the intent to send is committed before the first byte leaves
//! ([`begin`]); a completion counts only for the owner and the attempt that began it ([`complete`]); an expired or abandoned
//! try is recorded as `unknown` before the mail is tried again ([`abandoned`]).

use super::{
    Cause, Delivery, DeliveryError, NewDelivery, Queued, State, StoredContent, StuckDelivery, WaitingDelivery, rules,
    store, transport::Outcome, words,
};
use crate::{
    clock::Timestamp,
    db::{Connection, counter, next_number},
    ids::{CommendationId, DeliveryId, PersonId},
};

pub use super::pause::{Pause, PausedBy};

pub use super::leases::{Completion, Lease, Leased, Ready, Taken, Unreadable};

/// Queues a mail.
///
/// # Errors
/// A failure of the database.
pub fn enqueue(conn: &mut Connection, new: &NewDelivery, now: Timestamp) -> Result<Queued, DeliveryError> {
    let id = DeliveryId::new();
    store::insert(conn, id, new, now)?;
    Ok(Queued { id, state: State::Queued })
}

/// Leases at most `limit` due deliveries. Two workers never get the same one.
pub fn lease(conn: &mut Connection, lease: &Lease, limit: i64) -> Result<Taken, DeliveryError> {
    lease_except(conn, lease, limit, &[])
}

/// The same, without mails to some domains, which wait for a free connection.
pub fn lease_except(
    conn: &mut Connection,
    lease: &Lease,
    limit: i64,
    except: &[String],
) -> Result<Taken, DeliveryError> {
    let ids = store::due(conn, lease, limit, except)?;
    store::take(conn, &ids, lease)
}

/// A try that is on record, before its first byte is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunTry {
    /// The attempt's number, which fences the completion.
    pub attempt: i32,
    /// Tries since the mail was queued or retried by hand, this one included.
    pub tries: i32,
}

/// Marks a leased delivery as being sent and opens its attempt. None when another worker holds it by now.
pub fn begin(conn: &mut Connection, id: DeliveryId, lease: &Lease) -> Result<Option<BegunTry>, DeliveryError> {
    Ok(store::begin(conn, id, lease)?.map(|(attempt, tries)| BegunTry { attempt, tries }))
}

/// Ends a try. False when the lease was lost: it had expired, and another worker has settled the delivery.
pub fn complete(conn: &mut Connection, leased: &Leased, done: &Completion) -> Result<bool, DeliveryError> {
    let ours = store::complete(conn, leased.id, done)?;
    if ours && done.state == State::Sent {
        drop_secrets(conn, leased)?;
    }
    Ok(ours)
}

/// Takes the secrets out of a stored content.
fn drop_secrets(conn: &mut Connection, leased: &Leased) -> Result<(), DeliveryError> {
    match &leased.stored_content {
        Some(stored_content @ StoredContent::Activation(_)) => {
            store::replace_content(conn, leased.id, &stored_content.clone().without_secrets())
        }
        _ => Ok(()),
    }
}

/// Ends a leased delivery without sending it, because it must not be sent. False when the lease was lost.
pub fn suppress_leased(
    conn: &mut Connection,
    leased: &Leased,
    owner: &str,
    why: &Cause,
) -> Result<bool, DeliveryError> {
    let done = !store::suppress(conn, &[leased.id], Some(owner), why)?.is_empty();
    if done {
        drop_secrets(conn, leased)?;
    }
    Ok(done)
}

/// Ends a leased delivery that cannot be read: it has failed until another release, or a person, has it tried again. False when the
/// lease was lost.
pub fn set_aside(conn: &mut Connection, unreadable: &Unreadable, owner: &str) -> Result<bool, DeliveryError> {
    store::set_aside(conn, unreadable.id, owner, unreadable.part)
}

/// The number of deliveries that are set aside at present, and the recipients of a few.
pub fn set_aside_so_far(conn: &mut Connection) -> Result<(i64, Vec<String>), DeliveryError> {
    store::taken_aside(conn, 3)
}

/// Suppresses the queued deliveries of a commendation, for example because it was withdrawn. A mail that is being sent at this
/// moment is not stopped; its recipient gets the notice instead.
pub fn suppress_waiting(
    conn: &mut Connection,
    commendation: CommendationId,
    why: &Cause,
) -> Result<Vec<DeliveryId>, DeliveryError> {
    let deliveries = store::of_commendation(conn, commendation)?;
    let waiting: Vec<DeliveryId> =
        deliveries.iter().filter(|delivery| delivery.state == State::Queued).map(|delivery| delivery.id).collect();
    store::suppress(conn, &waiting, None, why)
}

/// Suppresses the queued copies of a commendation, because a later version replaced them. Returns the failed and bounced
/// copies, for which a work item may be open.
pub fn supersede_waiting(
    conn: &mut Connection,
    commendation: CommendationId,
    why: &Cause,
) -> Result<Vec<DeliveryId>, DeliveryError> {
    let deliveries = store::of_commendation(conn, commendation)?;
    let copies = deliveries.iter().filter(|delivery| delivery.kind.carries_letter());
    let (waiting, given_up): (Vec<_>, Vec<_>) = copies
        .filter(|delivery| matches!(delivery.state, State::Queued | State::Failed | State::Bounced))
        .partition(|delivery| delivery.state == State::Queued);
    let ids = |deliveries: &[&Delivery]| deliveries.iter().map(|delivery| delivery.id).collect::<Vec<_>>();
    store::suppress(conn, &ids(&waiting), None, why)?;
    Ok(ids(&given_up))
}

/// Renews the lease of everything an owner holds. Returns the number of deliveries.
pub fn renew(conn: &mut Connection, lease: &Lease) -> Result<usize, DeliveryError> {
    store::renew(conn, lease)
}

/// Gives back the deliveries that were leased and not begun, at a graceful stop.
pub fn give_back(conn: &mut Connection, owner: &str) -> Result<usize, DeliveryError> {
    store::give_back(conn, owner)
}

/// Selects the leases that [`abandoned`] takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takeover {
    /// Leases that have expired.
    Expired,
    /// All leases. The caller must know that no other worker runs, because it holds the lock of the workers exclusively.
    Everyone,
}

/// Frees the deliveries that a dead worker had leased and not begun, and returns those that it was sending. The outcome of
/// their tries is unknown, and the caller settles them. A delivery that was not begun and whose lease has expired is due anyway
/// and needs no freeing.
pub fn abandoned(conn: &mut Connection, whose: Takeover, at: &Lease) -> Result<Vec<Leased>, DeliveryError> {
    if whose == Takeover::Everyone {
        store::free_all(conn)?;
    }
    store::orphans(conn, (whose == Takeover::Expired).then_some(at))
}

/// Makes waiting deliveries due now, on a person's request: one, or all. Workers try the relay at once, even if it did not answer
/// before. Returns the number of deliveries.
pub fn flush(conn: &mut Connection, only: Option<DeliveryId>, now: Timestamp) -> Result<usize, DeliveryError> {
    let hastened = store::hasten(conn, only, now)?;
    next_number(conn, FLUSHES)?;
    Ok(hastened)
}

/// The number of flushes so far. A worker that finds it changed does not wait any longer.
pub fn flushes(conn: &mut Connection) -> Result<i64, DeliveryError> {
    Ok(counter(conn, FLUSHES)?.unwrap_or_default())
}

/// The counter of flushes.
const FLUSHES: &str = "outbox_flushes";

/// Queues a delivery again on a person's request: from `failed`, `bounced` or `unknown`, due at once, with the time until it is
/// given up begun anew.
///
/// # Errors
/// [`DeliveryError::NotFound`], or [`DeliveryError::NotRetryable`] with the state it is in.
pub fn retry(conn: &mut Connection, id: DeliveryId, now: Timestamp) -> Result<(), DeliveryError> {
    if store::requeue(conn, id, now)? {
        return Ok(());
    }
    match store::state_of(conn, id)? {
        Some(state) => Err(DeliveryError::NotRetryable(state)),
        None => Err(DeliveryError::NotFound),
    }
}

/// A filter of failed deliveries; empty, it selects all.
#[derive(Debug, Clone, Default)]
pub struct FailedBy {
    /// Only deliveries that failed at this time or later.
    pub since: Option<Timestamp>,
    /// Only deliveries whose last reply, code and text, contains this, in any case.
    pub reply: Option<String>,
}

impl FailedBy {
    fn names(&self, delivery: &Delivery) -> bool {
        let failed_at = delivery.attempts.last().and_then(|attempt| attempt.finished_at).unwrap_or(delivery.created_at);
        let code = delivery.reply_code.map(|code| format!("{code} ")).unwrap_or_default();
        let said = format!("{code}{}", words::last_reply(delivery).unwrap_or_default()).to_lowercase();
        self.since.is_none_or(|since| failed_at >= since)
            && self.reply.as_ref().is_none_or(|reply| said.contains(&reply.trim().to_lowercase()))
    }
}

/// Queues the selected failed deliveries again, as [`retry`] does, and returns their ids. Unknown and bounced deliveries are
/// not included: a person decides about each.
pub fn retry_all(conn: &mut Connection, which: &FailedBy, now: Timestamp) -> Result<Vec<DeliveryId>, DeliveryError> {
    let (mut retried, mut after) = (Vec::new(), None);
    loop {
        let page = store::in_states(conn, &[State::Failed], after, 500)?;
        let Some(last) = page.last() else { return Ok(retried) };
        after = Some(last.id);
        for delivery in page.iter().filter(|delivery| which.names(delivery)) {
            if store::requeue(conn, delivery.id, now)? {
                retried.push(delivery.id);
            }
        }
    }
}

/// One delivery with its attempts.
///
/// # Errors
/// [`DeliveryError::NotFound`].
pub fn find(conn: &mut Connection, id: DeliveryId) -> Result<Delivery, DeliveryError> {
    store::find(conn, id)?.ok_or(DeliveryError::NotFound)
}

/// A commendation's deliveries, all versions and notices, in the order they were queued.
pub fn of_commendation(conn: &mut Connection, id: CommendationId) -> Result<Vec<Delivery>, DeliveryError> {
    store::of_commendation(conn, id)
}

/// Mails about some commendations that ended badly, oldest first.
pub fn stuck_among(conn: &mut Connection, ids: &[CommendationId]) -> Result<Vec<StuckDelivery>, DeliveryError> {
    store::stuck_among(conn, ids)
}

/// Deliveries in any of `states`, oldest first, after `after`.
pub fn list(
    conn: &mut Connection,
    states: &[State],
    after: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>, DeliveryError> {
    store::in_states(conn, states, after, limit)
}

/// Counts the unfinished deliveries by state. It reads no finished ones, so it is cheap at any time.
pub fn unfinished(conn: &mut Connection) -> Result<Vec<(State, i64)>, DeliveryError> {
    State::UNFINISHED.into_iter().map(|state| Ok((state, store::count(conn, state)?))).collect()
}

/// Tells whether [`lease_except`] would find nothing. It only reads, which an idle worker can afford.
pub fn nothing_due(conn: &mut Connection, lease: &Lease, except: &[String]) -> Result<bool, DeliveryError> {
    Ok(store::due(conn, lease, 1, except)?.is_empty())
}

/// Tells whether [`abandoned`] would find nothing.
pub fn nothing_abandoned(conn: &mut Connection, whose: Takeover, at: &Lease) -> Result<bool, DeliveryError> {
    Ok(whose == Takeover::Expired && store::orphans(conn, Some(at))?.is_empty())
}

/// Unsent deliveries that were queued before a moment, the longest wait first.
pub fn waiting(conn: &mut Connection, before: Timestamp, limit: i64) -> Result<Vec<WaitingDelivery>, DeliveryError> {
    store::waiting(conn, before, limit)
}

/// The time since when the longest waiting delivery is queued; none when nothing waits.
pub fn longest_wait(conn: &mut Connection) -> Result<Option<Timestamp>, DeliveryError> {
    store::longest_wait(conn)
}

/// The number of deliveries that wait for their next try.
pub fn count_waiting(conn: &mut Connection) -> Result<i64, DeliveryError> {
    store::count(conn, State::Queued)
}

/// Deliveries that ended badly, with the time when each was queued last, in the order of their ids.
pub fn ended_badly(
    conn: &mut Connection,
    after: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<(DeliveryId, Timestamp)>, DeliveryError> {
    store::ended_badly(conn, after, limit)
}

/// Tells whether a delivery may have arrived by more than one of its tries.
pub fn is_in_doubt_again(conn: &mut Connection, id: DeliveryId) -> Result<bool, DeliveryError> {
    Ok(store::unknown_tries(conn, id)? > 1)
}

/// Stops the queue. False when it was already stopped for this cause. When the relay now asks for something else, the new
/// refusal replaces the old one.
pub fn pause(
    conn: &mut Connection,
    by: PausedBy,
    outcome: Option<&Outcome>,
    now: Timestamp,
) -> Result<bool, DeliveryError> {
    let same = |known: Option<&Outcome>, now: Option<&Outcome>| match (known, now) {
        (Some(known), Some(now)) => rules::asks_the_same(known, now),
        (known, now) => known == now,
    };
    let known = pauses(conn)?.into_iter().find(|pause| pause.by == by);
    match known {
        None => store::pause(conn, by.as_str(), outcome, now),
        Some(known) if by == PausedBy::Relay && !same(known.outcome.as_ref(), outcome) => {
            store::unpause(conn, by.as_str())?;
            store::pause(conn, by.as_str(), outcome, now)
        }
        Some(_) => Ok(false),
    }
}

/// Ends a pause. False when the queue was not stopped for this cause.
pub fn resume(conn: &mut Connection, by: PausedBy) -> Result<bool, DeliveryError> {
    store::unpause(conn, by.as_str())
}

/// The present pauses; empty when mails are sent.
pub fn pauses(conn: &mut Connection) -> Result<Vec<Pause>, DeliveryError> {
    let rows = store::pauses(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(name, outcome, since)| Some(Pause { by: name.parse().ok()?, outcome, since }))
        .collect())
}

/// Records a mail that must not be sent, so that the list of deliveries shows who was left out and for which reason.
///
/// # Errors
/// A failure of the database.
pub fn enqueue_suppressed(
    conn: &mut Connection,
    new: &NewDelivery,
    why: &Cause,
    now: Timestamp,
) -> Result<Queued, DeliveryError> {
    let queued = enqueue(conn, new, now)?;
    store::suppress(conn, &[queued.id], None, why)?;
    Ok(Queued { state: State::Suppressed, ..queued })
}

/// Tells whether a person was sent a commendation, or will be. Suppressed mails do not count, and neither does a copy that was
/// followed by a notice that it was meant for a colleague.
///
/// # Errors
/// A failure of the database.
pub fn was_addressed(
    conn: &mut Connection,
    commendation: CommendationId,
    person: PersonId,
) -> Result<bool, DeliveryError> {
    store::was_addressed(conn, commendation, person)
}
