//! The verbs of the outbox. Each runs inside a write transaction of the caller, so that a mail is queued together with
//! what it tells of, and a lease or a completion stands alone.
//!
//! Invariants: what was leased is sent by its owner only; the intent is committed before the first byte leaves
//! ([`begin`]); a completion counts only for the owner and the attempt that began it ([`complete`]); an expired or
//! abandoned try is recorded as `unknown` before anyone tries again ([`abandoned`]).

use super::{Content, Delivery, DeliveryError, NewDelivery, Queued, State, rules, store};
use crate::{
    clock::Timestamp,
    db::Connection,
    ids::{CommendationId, DeliveryId, PersonId},
};

pub use super::leases::{Completion, Lease, Leased};

/// Queues a mail. `message_domain` is the host of the public URL and completes the Message-ID, which never changes.
///
/// # Errors
/// Only what the database answers.
pub fn enqueue(
    conn: &mut Connection,
    new: &NewDelivery,
    now: Timestamp,
    message_domain: &str,
) -> Result<Queued, DeliveryError> {
    let id = DeliveryId::new();
    store::insert(conn, id, new, format!("<{id}@{message_domain}>"), now)?;
    Ok(Queued { id, state: State::Queued })
}

/// Takes at most `limit` due deliveries. Two workers never get the same one.
pub fn lease(conn: &mut Connection, lease: &Lease, limit: i64) -> Result<Vec<Leased>, DeliveryError> {
    let ids = store::due(conn, lease.now, limit)?;
    store::take(conn, &ids, lease)
}

/// A try on record, before its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// The fence of the completion.
    pub attempt: i32,
    /// Tries since the mail was queued or retried by hand, this one included.
    pub tries: i32,
}

/// Marks a leased delivery as being sent and opens its attempt. None when somebody else has it by now.
pub fn begin(conn: &mut Connection, id: DeliveryId, lease: &Lease) -> Result<Option<Begun>, DeliveryError> {
    Ok(store::begin(conn, id, lease)?.map(|(attempt, tries)| Begun { attempt, tries }))
}

/// Ends a try. False when it was no longer ours: the lease had run out and somebody else has decided.
pub fn complete(
    conn: &mut Connection,
    id: DeliveryId,
    content: &Content,
    done: &Completion,
) -> Result<bool, DeliveryError> {
    let ours = store::complete(conn, id, done)?;
    if ours && done.state == State::Sent {
        let bare = content.clone().without_secrets();
        if bare != *content {
            store::replace_content(conn, id, &bare)?;
        }
    }
    Ok(ours)
}

/// Ends a leased delivery without sending it, because it must not go. False when it was no longer ours.
pub fn suppress_leased(conn: &mut Connection, leased: &Leased, owner: &str, why: &str) -> Result<bool, DeliveryError> {
    let done = !store::suppress(conn, &[leased.id], Some(owner), why)?.is_empty();
    if done {
        store::replace_content(conn, leased.id, &leased.content.clone().without_secrets())?;
    }
    Ok(done)
}

/// Ends what a commendation still has waiting, for example because it was withdrawn. What is being sent right now is not
/// called back; whoever got it is told.
pub fn suppress_waiting(
    conn: &mut Connection,
    commendation: CommendationId,
    why: &str,
) -> Result<Vec<DeliveryId>, DeliveryError> {
    let deliveries = store::of_commendation(conn, commendation)?;
    let waiting: Vec<DeliveryId> =
        deliveries.iter().filter(|delivery| delivery.state == State::Queued).map(|delivery| delivery.id).collect();
    store::suppress(conn, &waiting, None, why)
}

/// Ends what a commendation still has waiting of its copy, because a later version took its place: also what failed, so that
/// nobody has it sent after all. Gives the mails that somebody may have been asked to see to.
pub fn supersede_waiting(
    conn: &mut Connection,
    commendation: CommendationId,
    why: &str,
) -> Result<Vec<DeliveryId>, DeliveryError> {
    let deliveries = store::of_commendation(conn, commendation)?;
    let copies = deliveries.iter().filter(|delivery| matches!(delivery.kind.as_str(), "letter" | "correction"));
    let (waiting, given_up): (Vec<_>, Vec<_>) = copies
        .filter(|delivery| matches!(delivery.state, State::Queued | State::Failed | State::Bounced))
        .partition(|delivery| delivery.state == State::Queued);
    let ids = |deliveries: &[&Delivery]| deliveries.iter().map(|delivery| delivery.id).collect::<Vec<_>>();
    store::suppress(conn, &ids(&waiting), None, why)?;
    Ok(ids(&given_up))
}

/// Prolongs everything an owner holds. Returns how many.
pub fn renew(conn: &mut Connection, lease: &Lease) -> Result<usize, DeliveryError> {
    store::renew(conn, lease)
}

/// Gives back what was leased and not begun, at a graceful stop.
pub fn give_back(conn: &mut Connection, owner: &str) -> Result<usize, DeliveryError> {
    store::give_back(conn, owner)
}

/// The leases that [`abandoned`] takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those that have run out.
    Expired,
    /// Everyone's: only for who knows that no other worker lives, such as the holder of the data folder's lock.
    Everyone,
}

/// Frees what a dead worker had leased and not begun, and gives what it was sending: each with the end of its try, which
/// nobody knows, to be settled as any other. An expired lease of what had not begun needs no freeing.
pub fn abandoned(conn: &mut Connection, whose: Whose, now: Timestamp) -> Result<Vec<Leased>, DeliveryError> {
    if whose == Whose::Everyone {
        store::free_all(conn)?;
    }
    store::orphans(conn, (whose == Whose::Expired).then_some(now))
}

/// Queues a delivery again at a person's wish: from `failed`, `bounced` or `unknown`, due at once, its patience begun anew.
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

/// Which failed deliveries are meant; all of them unless something is said.
#[derive(Debug, Clone, Default)]
pub struct FailedBy {
    /// Those that failed then or later.
    pub since: Option<Timestamp>,
    /// Those whose last reply, code and text, has this in it, in any case.
    pub reply: Option<String>,
}

impl FailedBy {
    fn names(&self, delivery: &Delivery) -> bool {
        let failed_at = delivery.attempts.last().and_then(|attempt| attempt.finished_at).unwrap_or(delivery.created_at);
        let code = delivery.reply_code.map(|code| format!("{code} ")).unwrap_or_default();
        let said = format!("{code}{}", delivery.reply_text.as_deref().unwrap_or_default()).to_lowercase();
        self.since.is_none_or(|since| failed_at >= since)
            && self.reply.as_ref().is_none_or(|reply| said.contains(&reply.trim().to_lowercase()))
    }
}

/// Queues the failed deliveries that `which` names again, as [`retry`] does, and gives their ids. What may have arrived or was
/// returned is for a person to decide, one by one.
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

/// What a delivery says, as it stands in its row.
///
/// # Errors
/// [`DeliveryError::NotFound`].
pub fn content(conn: &mut Connection, id: DeliveryId) -> Result<Content, DeliveryError> {
    store::content(conn, id)?.ok_or(DeliveryError::NotFound)
}

/// A commendation's deliveries, all versions and notices, in the order they were queued.
pub fn of_commendation(conn: &mut Connection, id: CommendationId) -> Result<Vec<Delivery>, DeliveryError> {
    store::of_commendation(conn, id)
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

/// How many deliveries are not finished, by state. It reads nothing of those that are, so that it may be asked at any time.
pub fn unfinished(conn: &mut Connection) -> Result<Vec<(State, i64)>, DeliveryError> {
    State::UNFINISHED.into_iter().map(|state| Ok((state, store::count(conn, state)?))).collect()
}

/// Whether [`lease`] would find nothing: a look that an idle worker can afford.
pub fn nothing_due(conn: &mut Connection, now: Timestamp) -> Result<bool, DeliveryError> {
    Ok(store::due(conn, now, 1)?.is_empty())
}

/// Whether [`abandoned`] would find nothing.
pub fn nothing_abandoned(conn: &mut Connection, whose: Whose, now: Timestamp) -> Result<bool, DeliveryError> {
    Ok(whose == Whose::Expired && store::orphans(conn, Some(now))?.is_empty())
}

/// A reason why nothing is sent at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub by: PausedBy,
    pub reason: String,
    pub since: Timestamp,
}

/// Who stopped the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PausedBy {
    /// `commend outbox hold`: nothing goes until `release`.
    Hand,
    /// The relay refuses us; one mail is tried now and then, and the first success ends the pause.
    Relay,
}

impl PausedBy {
    fn name(self) -> &'static str {
        match self {
            PausedBy::Hand => "hand",
            PausedBy::Relay => "relay",
        }
    }
}

/// Stops the queue. False when it was already stopped for this cause; when the relay has come to ask for something else,
/// that is the reason from now on.
pub fn pause(conn: &mut Connection, by: PausedBy, reason: &str, now: Timestamp) -> Result<bool, DeliveryError> {
    let known = pauses(conn)?.into_iter().find(|pause| pause.by == by);
    match known {
        None => store::pause(conn, by.name(), reason, now),
        Some(known) if by == PausedBy::Relay && !rules::asks_the_same(&known.reason, reason) => {
            store::unpause(conn, by.name())?;
            store::pause(conn, by.name(), reason, now)
        }
        Some(_) => Ok(false),
    }
}

/// Lets the queue go on. False when it was not stopped for this cause.
pub fn resume(conn: &mut Connection, by: PausedBy) -> Result<bool, DeliveryError> {
    store::unpause(conn, by.name())
}

/// Why nothing is sent at the moment; empty when all is well.
pub fn pauses(conn: &mut Connection) -> Result<Vec<Pause>, DeliveryError> {
    let known = |name: &str| [PausedBy::Hand, PausedBy::Relay].into_iter().find(|by| by.name() == name);
    let rows = store::pauses(conn)?;
    Ok(rows.into_iter().filter_map(|(name, reason, since)| Some(Pause { by: known(&name)?, reason, since })).collect())
}

/// Records a mail that must not be sent, so that the list of deliveries says who was left out and why.
///
/// # Errors
/// Only what the database answers.
pub fn enqueue_suppressed(
    conn: &mut Connection,
    new: &NewDelivery,
    why: &str,
    now: Timestamp,
    message_domain: &str,
) -> Result<Queued, DeliveryError> {
    let queued = enqueue(conn, new, now, message_domain)?;
    store::suppress(conn, &[queued.id], None, why)?;
    Ok(Queued { state: State::Suppressed, ..queued })
}

/// Whether a person was sent a commendation, or is to be. What was never to be sent does not count, and who was told that it was
/// meant for a colleague was not sent it.
///
/// # Errors
/// Only what the database answers.
pub fn was_addressed(
    conn: &mut Connection,
    commendation: CommendationId,
    person: PersonId,
) -> Result<bool, DeliveryError> {
    store::was_addressed(conn, commendation, person)
}
