//! The dispatcher's access to other nouns: it checks the recipient, fetches the bytes of the letter, and stores the outcome.
//!
//! Invariants: the outcome of a try is stored in one transaction with its work item and its audit entry; no connection is held
//! while a letter is made.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::accounts::AccountsError;
use crate::app::App;
use crate::audit::{self, Actor, Event, Unrecorded};
use crate::commendations::operations::ClientMailing;
use crate::commendations::{Blocked, CommendationError};
use crate::delivery::dispatch::{CallbackResult, Callbacks, Dependencies, Dispatcher, Pace, TryEnd};
use crate::delivery::message::{ActivationMail, MailSender, MailSenderSettings, Pdf};
use crate::delivery::operations::{self as outbox, Leased, PausedBy, Ready, Unreadable};
use crate::delivery::rules::{Schedule, UnknownPolicy};
use crate::delivery::transport::{Folder, Outcome, Smtp, SmtpSettings, Transport};
use crate::delivery::{AttemptOutcome, Cause, Content, DeliveryError, State, StoredContent};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::language::Language;
use crate::worker::outbox_watch as watch;
use crate::worklist::matter::Mail;
use crate::worklist::{self, Kind, Matter, Subject};

/// A connection to the relay that was idle for longer is not reused.
const IDLE: Duration = Duration::from_secs(30);

/// The dispatcher of an app, not yet running; tests run it round by round.
///
/// # Errors
/// When the mail settings are invalid.
pub fn dispatcher(app: &App) -> anyhow::Result<Arc<Dispatcher<NounCallbacks>>> {
    let config = &app.config;
    let sender = MailSender::new(MailSenderSettings {
        bank: config.bank.name.clone(),
        from: config.mail.from.clone(),
        reply_to: None,
        public_url: app.public_url.clone(),
        hr_contact: config.mail.hr.first().cloned(),
        zone: config.bank.time_zone,
        bounce_key: None,
    })
    .map_err(|problems| anyhow::anyhow!(problems.iter().map(|p| format!("{p}. ")).collect::<String>()))?;
    let pace = Pace {
        schedule: Schedule {
            first: config.delivery.first_retry,
            longest: config.delivery.longest_retry,
            give_up_after: config.delivery.give_up_after,
        },
        unknown: if config.delivery.resend_unknown { UnknownPolicy::Retry } else { UnknownPolicy::Hold },
        stop_within: config.server.stop_within,
        ..Pace::default()
    };
    Ok(Dispatcher::new(Dependencies {
        db: app.db.clone(),
        clock: app.clock.clone(),
        sender,
        transport: transport(app)?,
        pace,
        wake: Arc::clone(&app.outbox.queued),
        callbacks: NounCallbacks(app.clone()),
    }))
}

fn transport(app: &App) -> anyhow::Result<Transport> {
    let mail = &app.config.mail;
    let Some(relay) = &mail.relay else { return Ok(Transport::Folder(Folder::new(app.config.mail_dir()))) };
    let settings = SmtpSettings {
        relay: relay.clone(),
        hello_name: mail.hello_name.clone(),
        connections: mail.connections,
        deadlines: mail.deadlines,
        ca_file: mail.ca_file.clone(),
        idle: IDLE,
    };
    Ok(Transport::Smtp(Box::new(Smtp::new(settings).context("the connection to the relay cannot be set up")?)))
}

/// The other nouns, as the dispatcher reaches them.
#[derive(Clone)]
pub struct NounCallbacks(App);

impl Callbacks for NounCallbacks {
    async fn ready(&self, leased: Leased, owner: &str) -> CallbackResult<Option<Ready>> {
        let app = &self.0;
        app.worker.beat();
        let mut leased = leased;
        if leased.stored_content.as_ref().and_then(StoredContent::expires_at).is_some_and(|end| end <= app.clock.now())
        {
            self.suppress(leased, owner, Cause::TooLate, true).await?;
            return Ok(None);
        }
        if let (true, Some(id), Some(version)) = (leased.kind.carries_letter(), leased.commendation_id, leased.version)
            && let Some(cause) = app.commendations.no_longer_sent(id, version).await?
        {
            self.suppress(leased, owner, cause, false).await?;
            return Ok(None);
        }
        if leased.kind.is_to_client() {
            return self.ready_for_client(leased, owner).await;
        }
        if let Some(id) = leased.recipient_id {
            let found = app.db.read(move |conn| directory::operations::people_by_ids(conn, &[id])).await?;
            match found.get(&id) {
                // The mail goes to the person's present address.
                Some(person) if person.active => {
                    leased.recipient_email.clone_from(&person.email);
                    leased.recipient_name.clone_from(&person.name);
                }
                _ => {
                    app.commendations.redirect(&leased, owner).await?;
                    return Ok(None);
                }
            }
        }
        if !app.commendations.allows(&leased.recipient_email) {
            self.suppress(leased, owner, Blocked::Domain.cause(), true).await?;
            return Ok(None);
        }
        let content = match leased.stored_content.clone() {
            None => app.commendations.mail(&leased).await?,
            Some(StoredContent::Activation(mail)) => {
                // The row holds a seed; the link is derived from it here and exists nowhere else.
                let token = match app.accounts.link_token(&mail.link) {
                    Err(AccountsError::BadLink) => {
                        self.suppress(leased, owner, Cause::OutdatedLink, true).await?;
                        return Ok(None);
                    }
                    token => token?,
                };
                let link = format!("{}activate/{token}", app.public_url);
                Content::Stored(StoredContent::Activation(ActivationMail { link, ..mail }))
            }
            Some(stored_content) => stored_content.into(),
        };
        let language = self.language_of(leased.recipient_id).await?;
        Ok(Some(Ready { leased, content, language }))
    }

    async fn set_aside(&self, mails: Vec<Unreadable>, owner: &str) -> CallbackResult<()> {
        let (owner, now) = (owner.to_owned(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            for mail in &mails {
                if outbox::set_aside(conn, mail, &owner)? {
                    let event = Event::new(Actor::System, "delivery.failed", Subject::Delivery(mail.id).to_string());
                    trail.record(event.with("why", Cause::Unreadable { part: mail.part }.word()));
                }
            }
            watch::tell_of_unreadable(conn, trail, now)
        })
        .await?;
        Ok(())
    }

    async fn letter(&self, id: CommendationId, version: i32) -> CallbackResult<Pdf> {
        let file = self.0.commendations.copy_file(id, version).await?;
        Ok(Pdf { pages: file.pages, bytes: file.bytes.to_vec() })
    }

    async fn settle(&self, leased: &Leased, mut end: TryEnd) -> CallbackResult<bool> {
        Self::without_address(leased, &mut end);
        let commendations = self.0.commendations.clone();
        let sent = end.completion.state == State::Sent;
        let leased = leased.clone();
        let now = self.0.clock.now();
        let done = audit::write(&self.0.db, now, move |conn, trail| {
            if !outbox::complete(conn, &leased, &end.completion)? {
                return Ok::<_, CommendationError>(false);
            }
            let subject = Subject::Delivery(leased.id);
            let code = end.completion.reply.as_ref().map(|reply| reply.code);
            let action = match end.completion.state {
                State::Sent => "delivery.sent",
                State::Failed => "delivery.failed",
                State::Unknown => "delivery.held",
                // The mail may arrive twice, so the trail records it.
                State::Queued if end.completion.outcome == AttemptOutcome::Unknown => "delivery.unknown",
                // A failed try is recorded among the attempts; the trail records decisions only.
                _ => {
                    trail.needs_none(Unrecorded::Try);
                    return Ok(true);
                }
            };
            let state = end.completion.state;
            let in_doubt_again = state == State::Queued && outbox::is_in_doubt_again(conn, leased.id)?;
            if state != State::Queued {
                worklist::close(conn, Kind::WaitingMail, subject, now)?;
            }
            if end.needs_a_person || in_doubt_again {
                let may_have_arrived = state == State::Unknown || in_doubt_again;
                let matter = Matter::MailFailed { mail: mail(&leased), outcome: end.outcome, may_have_arrived };
                worklist::open(conn, &matter, now)?;
            } else if state == State::Sent {
                worklist::close(conn, Kind::FailedMail, subject, now)?;
            }
            if let Some(id) = leased.commendation_id {
                commendations.mail_ended((conn, trail), id, (leased.kind, state), now)?;
            }
            let event = Event::new(Actor::System, action, subject.to_string());
            trail.record(event.with("attempt", end.completion.attempt).with("reply_code", code));
            Ok(true)
        })
        .await?;
        if done && sent {
            self.0.worker.count_sent();
            // With a helper's mail the client's may be due.
            self.0.outbox.wake();
        }
        Ok(done)
    }

    async fn relay_refuses(&self, outcome: &Outcome) -> CallbackResult<()> {
        let (outcome, now) = (outcome.clone(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            let paused = outbox::pause(conn, PausedBy::Relay, Some(&outcome), now)?;
            if paused {
                // An open item for another cause would misdirect people.
                worklist::close(conn, Kind::FailedMail, Subject::Relay, now)?;
            }
            // A person may have resolved the item while the relay still refuses us.
            let opened = worklist::open(conn, &Matter::RelayRefuses { outcome }, now)?;
            // A refusal is an answer.
            let answered = watch::relay_answered(conn, now)?;
            if paused || opened || answered {
                trail.record(Event::new(Actor::System, "outbox.paused", "outbox"));
            }
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }

    async fn relay_is_silent(&self, outcome: &Outcome) -> CallbackResult<()> {
        let (outcome, now) = (outcome.clone(), self.0.clock.now());
        let after = self.0.config.delivery.unreachable_after;
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::pause(conn, PausedBy::Silence, Some(&outcome), now)? {
                trail.record(Event::new(Actor::System, "outbox.relay_silent", "outbox"));
            }
            watch::tell_of_silence(conn, trail, after, now)
        })
        .await?;
        Ok(())
    }

    async fn relay_answers(&self, accepted: bool) -> CallbackResult<()> {
        let now = self.0.clock.now();
        audit::write(&self.0.db, now, move |conn, trail| {
            let refused = accepted && outbox::resume(conn, PausedBy::Relay)?;
            let told = accepted && worklist::close(conn, Kind::FailedMail, Subject::Relay, now)?;
            if watch::relay_answered(conn, now)? || refused || told {
                trail.record(Event::new(Actor::System, "outbox.resumed", "outbox"));
            }
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }

    fn came_round(&self) {
        self.0.worker.beat();
    }
}

fn mail(leased: &Leased) -> Mail {
    Mail { delivery: leased.id, commendation: leased.commendation_id, recipient: leased.recipient_name.clone() }
}

impl NounCallbacks {
    /// A mail to a client. The row has no address: the commendation has it, while there is something to tell.
    async fn ready_for_client(&self, mut leased: Leased, owner: &str) -> CallbackResult<Option<Ready>> {
        let mailing = match leased.commendation_id {
            Some(id) => self.0.commendations.client_mailing(id, leased.kind).await?,
            None => None,
        };
        let Some(ClientMailing { email, language, mail }) = mailing else {
            self.suppress(leased, owner, Cause::NotForClient, false).await?;
            return Ok(None);
        };
        leased.recipient_email = email;
        leased.recipient_name.clear();
        Ok(Some(Ready { leased, content: Content::Client(Box::new(mail)), language }))
    }

    /// The reply of a relay without the client's address, which no row of the outbox holds.
    fn without_address(leased: &Leased, end: &mut TryEnd) {
        if leased.kind.is_to_client() {
            let replies = [end.completion.reply.as_mut(), end.outcome.reply.as_mut()];
            for reply in replies.into_iter().flatten() {
                reply.text = reply.text.replace(&leased.recipient_email, "(address)");
            }
        }
    }

    /// The language of a mail to this person; a shared mailbox reads the bank's.
    async fn language_of(&self, person: Option<PersonId>) -> CallbackResult<Language> {
        match person {
            Some(person) => Ok(self.0.accounts.language_of(person).await?),
            None => Ok(self.0.config.bank.language),
        }
    }

    /// Ends a delivery that must not be sent. With `hr_acts`, HR gets a work item; otherwise an open
    /// item about this mail is closed, because its recipient is informed in another way.
    async fn suppress(&self, leased: Leased, owner: &str, cause: Cause, hr_acts: bool) -> CallbackResult<()> {
        let (owner, now) = (owner.to_owned(), self.0.clock.now());
        audit::write(&self.0.db, now, move |conn, trail| {
            if outbox::suppress_leased(conn, &leased, &owner, &cause)? {
                let subject = Subject::Delivery(leased.id);
                let event = Event::new(Actor::System, "delivery.suppressed", subject.to_string());
                trail.record(event.with("why", cause.word()));
                worklist::close(conn, Kind::WaitingMail, subject, now)?;
                match cause {
                    _ if !hr_acts => _ = worklist::close(conn, Kind::FailedMail, subject, now)?,
                    // Whoever waits for a link asks again; many come late for one cause, such as a mail server that is not reached.
                    Cause::TooLate | Cause::OutdatedLink => watch::tell_of_late_link(conn, now)?,
                    cause => _ = worklist::open(conn, &Matter::MailNotSent { mail: mail(&leased), cause }, now)?,
                }
            }
            Ok::<_, DeliveryError>(())
        })
        .await?;
        Ok(())
    }
}
