//! Loads many commendations through the verbs of the service: a letter is prepared and sent as a request does it, mails are leased, begun
//! and settled as the worker does it, and replies are given by their verbs. There is no SQL here, so that a loaded row cannot
//! differ from a row of the service. Only three things are left out: HTTP, the relay, and the PDF of each letter, which the service makes at
//! its first use.
//!
//! Writes are submitted in the order of the plan, hundreds at a time, so that SQLite's writer commits them in groups. The clock is a
//! manual one that moves from the first day to the last. Ids and codes are random, as those of the service are; everything else
//! follows from the plan. On PostgreSQL, whose connections write at the same time, letters of the same moment may change their references.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use commend::app::App;
use commend::assists::Assists;
use commend::clock::{Clock, Timestamp};
use commend::commendations::operations::{AcknowledgementInput, Commendations, ThanksInput};
use commend::db::Connection;
use commend::delivery::dispatch::{Callbacks as _, TryEnd};
use commend::delivery::operations::{self as outbox, BegunTry, Completion, Lease, Leased};
use commend::delivery::rules::Settlement;
use commend::delivery::transport::{Outcome, Phase, Reply as RelayReply, Verdict};
use commend::delivery::{Cause, DeliveryError};
use commend::directory::operations as directory;
use commend::ids::{CommendationId, PersonId, SessionId};
use commend::permissions::{Caller, Roles};
use commend::person_limits::PersonLimits;
use commend::worker;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::plan::{Cast, Letter, Lot, Plan, Reply, made_from};

/// The most letters between two looks at mails and replies, and the looks in a day: a banker may withdraw within a day.
const ROUND: u64 = 512;
const ROUNDS_A_DAY: u64 = 4;
/// Reads and writes under way at a time.
const READS: usize = 8;
const WRITES: usize = 256;
const MINUTE: Duration = Duration::from_secs(60);
/// One mail in this many is refused by its relay, so that HR has something to do.
const REFUSED: u64 = 5_000;

/// A load under way.
pub struct Loader {
    app: App,
    plan: Plan,
    lot: Lot,
    /// The roles of HR.
    hr: Roles,
    from: Timestamp,
    mails: u64,
    due: BTreeMap<(Timestamp, u64, usize), Pending>,
}

struct Pending {
    id: CommendationId,
    banker: PersonId,
    helper: PersonId,
    reply: Reply,
}

impl Loader {
    /// Begins a load for people who are in the directory. The app's clock is a manual one that shows the first day of the plan.
    ///
    /// # Errors
    /// When the database fails, or the plan is empty.
    pub async fn new(app: App, plan: Plan, cast: Cast) -> anyhow::Result<Self> {
        anyhow::ensure!(plan.letters > 0 && plan.days > 0, "there is nothing to load");
        let (from, hr) = (app.clock.now(), cast.hr);
        let lot = Lot::new(plan, cast);
        let hr = app.db.read(move |conn| directory::roles_of(conn, hr)).await?;
        Ok(Self { app, plan, lot, hr, from, mails: 0, due: BTreeMap::new() })
    }

    /// Loads everything, and calls `progress` with the number of letters so far. The clock stands at the last day afterwards.
    ///
    /// # Errors
    /// When the database fails, or a letter is refused: then the plan is wrong.
    pub async fn run(mut self, mut progress: impl FnMut(u64)) -> anyhow::Result<()> {
        let round = (self.plan.letters / self.plan.days.max(1) / ROUNDS_A_DAY).clamp(1, ROUND);
        let mut first = 0;
        while first < self.plan.letters {
            let after = (first + round).min(self.plan.letters);
            self.send(first..after).await?;
            let now = self.at(after);
            self.app.clock.advance(now.since(self.app.clock.now()));
            self.settle_mails().await?;
            self.reply(now).await?;
            first = after;
            progress(after);
        }
        // The last replies queued mails of their own.
        self.app.clock.advance(MINUTE);
        self.settle_mails().await
    }

    /// The moment of a letter: they come at the same pace, all through.
    fn at(&self, number: u64) -> Timestamp {
        let span = u128::from(self.plan.days) * 24 * 3_600_000_000 * u128::from(number) / u128::from(self.plan.letters);
        self.from.plus(Duration::from_micros(u64::try_from(span).unwrap_or(u64::MAX)))
    }

    /// The verbs at another moment than the app's, without a limit of letters per person.
    fn verbs(&self, at: Timestamp) -> Commendations {
        Commendations { clock: Clock::manual(at), letters: PersonLimits::default(), ..self.app.commendations.clone() }
    }

    async fn send(&mut self, numbers: std::ops::Range<u64>) -> anyhow::Result<()> {
        let this = &*self;
        let sent: Vec<(u64, Letter, CommendationId)> = stream::iter(numbers)
            .map(|number| this.noted(number, this.lot.letter(number)))
            .buffered(WRITES)
            .map_ok(|(number, mut letter)| async move {
                let input = std::mem::take(&mut letter.input);
                let prepared = this.verbs(this.at(number)).prepare(caller(letter.banker), input).await;
                Ok((number, letter, prepared.with_context(|| format!("letter {number} of the plan is refused"))?))
            })
            .try_buffered(READS)
            .map_ok(|(number, letter, prepared)| async move {
                let (sent, ()) = this.verbs(this.at(number)).send(prepared, |_, _, _| Ok(())).await?;
                Ok::<_, anyhow::Error>((number, letter, sent.id))
            })
            .try_buffered(WRITES)
            .try_collect()
            .await?;
        for (number, letter, id) in sent {
            let (banker, helper) = (letter.banker, letter.helpers[0]);
            for (nth, (minutes, reply)) in letter.replies.into_iter().enumerate() {
                let due = self.at(number).plus(MINUTE * u32::try_from(minutes).unwrap_or(u32::MAX));
                self.due.insert((due, number, nth), Pending { id, banker, helper, reply });
            }
        }
        Ok(())
    }

    /// Notes the occasion first, where the letter is made from a note.
    async fn noted(&self, number: u64, mut letter: Letter) -> anyhow::Result<(u64, Letter)> {
        if let Some(note) = letter.note.take() {
            let assists = Assists { clock: Clock::manual(self.at(number)), ..self.app.assists.clone() };
            let id = assists.note(letter.banker, note, |_, _, entry, _| Ok(entry.assist.id)).await?;
            letter.input = made_from(std::mem::take(&mut letter.input), id);
        }
        Ok((number, letter))
    }

    /// Takes the mails that are due and settles them, as the worker does with a relay that accepts nearly all of them.
    async fn settle_mails(&mut self) -> anyhow::Result<()> {
        if self.plan.mails_wait {
            return Ok(());
        }
        let worker = worker::dispatcher(&self.app)?;
        loop {
            let lease = Lease::new(&worker.owner, self.app.clock.now());
            let begin = move |conn: &mut Connection| {
                let leased = outbox::lease(conn, &lease, 1_000)?;
                let begun = leased
                    .mails
                    .into_iter()
                    .map(|leased| Ok(outbox::begin(conn, leased.id, &lease)?.map(|begun| (leased, begun))));
                begun.collect::<Result<Vec<Option<(Leased, BegunTry)>>, DeliveryError>>()
            };
            let begun: Vec<_> = self.app.db.write(begin).await?.into_iter().flatten().collect();
            if begun.is_empty() {
                return Ok(());
            }
            let (first, count) = (self.mails, begun.len() as u64);
            let settled = stream::iter((first..).zip(&begun)).map(|(nth, (leased, begun))| {
                let outcome = answered(nth);
                let refused = outcome.verdict == Verdict::Refused;
                let settlement = if refused { Settlement::Failed } else { Settlement::Sent };
                let now = self.app.clock.now();
                let completion = Completion::new(worker.owner.clone(), begun.attempt, &outcome, settlement, now);
                worker.callbacks.settle(leased, TryEnd { completion, outcome, needs_a_person: refused })
            });
            settled.buffered(WRITES).try_collect::<Vec<bool>>().await.map_err(|error| anyhow::anyhow!(error))?;
            self.mails += count;
        }
    }

    /// Gives the replies that are due, in their order.
    async fn reply(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let later = self.due.split_off(&(now, 0, 0));
        let due = std::mem::replace(&mut self.due, later);
        let this = &*self;
        let replies: Vec<_> = stream::iter((1..).zip(due))
            .map(|(nth, ((_, number, _), pending))| async move {
                let at = now.plus(Duration::from_micros(nth));
                Ok::<_, anyhow::Error>((number, at, this.actor(at, &pending).await?, pending))
            })
            .buffered(READS)
            .try_collect()
            .await?;
        // The replies to one letter follow one another, because one may depend on the one before.
        let mut letters: Vec<(u64, Vec<_>)> = Vec::new();
        for (number, at, by, pending) in replies {
            match letters.iter_mut().find(|(known, _)| *known == number) {
                Some((_, replies)) => replies.push((at, by, pending)),
                None => letters.push((number, vec![(at, by, pending)])),
            }
        }
        stream::iter(letters)
            .map(|(_, replies)| async move {
                for (at, by, pending) in replies {
                    this.give(at, by, pending).await?;
                }
                Ok::<_, anyhow::Error>(())
            })
            .buffered(WRITES)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(())
    }

    /// Finds the person who gives a reply; none where a helper has no supervisor.
    async fn actor(&self, at: Timestamp, pending: &Pending) -> anyhow::Result<Option<PersonId>> {
        let (helper, today) = (pending.helper, at.day_in(self.app.config.bank.time_zone));
        Ok(match pending.reply {
            Reply::Acknowledge(_) => {
                let chain = self.app.db.read(move |conn| directory::chain(conn, helper, today, 1)).await?;
                chain.supervisors.first().map(|above| above.person.id)
            }
            Reply::Thank(helper, _) => Some(helper),
            Reply::Assign(_) => Some(self.lot.hr()),
            Reply::Withdraw => Some(pending.banker),
        })
    }

    async fn give(&self, at: Timestamp, by: Option<PersonId>, pending: Pending) -> anyhow::Result<()> {
        let (verbs, id) = (self.verbs(at), pending.id);
        let Some(by) = by.map(caller) else { return Ok(()) };
        match pending.reply {
            Reply::Acknowledge(note) => {
                let given = AcknowledgementInput { note, told_employee: true, filed: true };
                verbs.acknowledge(by, id, given, |_, _, _, _| Ok(())).await?;
            }
            Reply::Thank(_, text) => {
                let thanks = ThanksInput { text, share_with_client: false };
                verbs.thank(by, id, thanks, |_, _, _, _| Ok(())).await?;
            }
            Reply::Assign(helper) => {
                let hr = Caller { roles: self.hr, ..by };
                verbs.assign(hr, id, helper, |_, _, _| Ok(())).await?;
            }
            Reply::Withdraw => {
                let reason = "It was meant for another letter.".to_owned();
                verbs.withdraw(by, id, reason, |_, _, _| Ok(())).await?;
            }
        }
        Ok(())
    }
}

/// A person who acts; the verbs ask nobody for a session.
fn caller(person: PersonId) -> Caller {
    Caller { person, session: SessionId::new(), roles: Roles::default() }
}

/// The relay's answer to a mail.
fn answered(nth: u64) -> Outcome {
    let accepted = nth % REFUSED != REFUSED - 1;
    let (verdict, phase, code, text) = match accepted {
        true => (Verdict::Sent, Phase::Content, 250, format!("2.0.0 Ok: queued as {nth:010X}")),
        false => (Verdict::Refused, Phase::Recipient, 550, "5.1.1 User unknown in local recipient table".to_owned()),
    };
    Outcome { verdict, phase, reply: Some(RelayReply { code, text }), cause: Cause::Answered { phase, accepted } }
}
