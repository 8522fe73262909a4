//! A worker over its own database, with a manual clock and stand-ins for the nouns that it calls.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use commend::{
    clock::Clock,
    db::{Connection, Database},
    delivery::{
        Cause, State,
        dispatch::{CallbackResult, Callbacks, Dependencies, Dispatcher, Pace, TryEnd},
        message::{MailSender, MailSenderSettings, Pdf},
        operations::{self, Leased, PausedBy, Ready, Unreadable},
        relay::Relay,
        transport::{Deadlines, Outcome, Smtp, SmtpSettings, Transport},
        words,
    },
    ids::{CommendationId, DeliveryId},
    language::Language,
};
use tokio::sync::{Notify, watch};

use super::{dawn, enqueue, find, thanks_to};
use crate::support::{TestDatabase, smtp::SmtpServer};

/// Stand-ins for the nouns, as far as these tests need them.
#[derive(Clone)]
pub(super) struct Rest {
    pub db: Database,
    pub clock: Clock,
    /// Messages to HR, in order.
    pub told: Arc<Mutex<Vec<String>>>,
}

impl Callbacks for Rest {
    async fn ready(&self, leased: Leased, owner: &str) -> CallbackResult<Option<Ready>> {
        if !leased.recipient_email.starts_with("left@") {
            let content = leased.stored_content.clone().expect("these tests send thanks").into();
            return Ok(Some(Ready { leased, content, language: Language::english() }));
        }
        let owner = owner.to_owned();
        self.db.write(move |conn| operations::suppress_leased(conn, &leased, &owner, &Cause::RecipientLeft)).await?;
        Ok(None)
    }

    async fn set_aside(&self, mails: Vec<Unreadable>, owner: &str) -> CallbackResult<()> {
        let owner = owner.to_owned();
        let set_aside = move |conn: &mut Connection| {
            mails.iter().try_for_each(|mail| operations::set_aside(conn, mail, &owner).map(|_| ()))
        };
        Ok(self.db.write(set_aside).await?)
    }

    async fn letter(&self, _: CommendationId, _: i32) -> CallbackResult<Pdf> {
        Err("these tests send no letters".into())
    }

    async fn settle(&self, leased: &Leased, end: TryEnd) -> CallbackResult<bool> {
        if end.needs_a_person {
            self.told.lock().unwrap().push(words::advice(&leased.recipient_name, &end.outcome));
        }
        let leased = leased.clone();
        Ok(self.db.write(move |conn| operations::complete(conn, &leased, &end.completion)).await?)
    }

    async fn relay_refuses(&self, outcome: &Outcome) -> CallbackResult<()> {
        let (outcome, now) = (outcome.clone(), self.clock.now());
        self.told.lock().unwrap().push(words::advice("", &outcome));
        self.db.write(move |conn| operations::pause(conn, PausedBy::Relay, Some(&outcome), now)).await?;
        Ok(())
    }

    async fn relay_is_silent(&self, outcome: &Outcome) -> CallbackResult<()> {
        let (outcome, now) = (outcome.clone(), self.clock.now());
        self.db.write(move |conn| operations::pause(conn, PausedBy::Silence, Some(&outcome), now)).await?;
        Ok(())
    }

    async fn relay_answers(&self, accepted: bool) -> CallbackResult<()> {
        self.db.write(|conn| operations::resume(conn, PausedBy::Silence)).await?;
        if accepted {
            self.db.write(|conn| operations::resume(conn, PausedBy::Relay)).await?;
        }
        Ok(())
    }
}

/// A database, a manual clock and a worker.
pub(super) struct Post {
    pub test: TestDatabase,
    pub clock: Clock,
    pub rest: Rest,
    pub worker: Arc<Dispatcher<Rest>>,
    pub stop: watch::Sender<bool>,
}

impl Post {
    pub fn to(server: &SmtpServer) -> Post {
        Post::new(TestDatabase::new(), smtp(server, "", Duration::from_secs(10)), pace())
    }

    pub fn new(test: TestDatabase, transport: Transport, pace: Pace) -> Post {
        let clock = Clock::manual(dawn());
        let rest = Rest { db: test.db.clone(), clock: clock.clone(), told: Arc::default() };
        let worker = Dispatcher::new(Dependencies {
            db: test.db.clone(),
            clock: clock.clone(),
            sender: sender(),
            transport,
            pace,
            wake: Arc::new(Notify::new()),
            callbacks: rest.clone(),
        });
        Post { test, clock, rest, worker, stop: watch::Sender::new(false) }
    }

    pub async fn queue(&self, recipient: &str) -> DeliveryId {
        enqueue(&self.test.db, thanks_to(recipient), self.clock.now()).await
    }

    pub async fn round(&self) {
        self.worker.round(&self.stop.subscribe()).await.unwrap();
    }

    pub fn transport(&self) -> &Transport {
        &self.worker.transport
    }

    pub async fn state(&self, id: DeliveryId) -> State {
        find(&self.test.db, id).await.state
    }

    pub fn told(&self) -> Vec<String> {
        self.rest.told.lock().unwrap().clone()
    }

    /// Moves the clock forward.
    pub fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }
}

pub(super) fn pace() -> Pace {
    Pace { poll: Duration::from_millis(20), ..Pace::default() }
}

pub(super) fn sender() -> MailSender {
    MailSender::new(MailSenderSettings {
        bank: "Meridian Community Bank".to_owned(),
        from: "commend@meridian.example".to_owned(),
        reply_to: None,
        public_url: "https://commend.meridian.example".parse().unwrap(),
        hr_contact: None,
        zone: chrono_tz::UTC,
        bounce_key: None,
    })
    .unwrap()
}

pub(super) fn smtp(server: &SmtpServer, login: &str, deadline: Duration) -> Transport {
    let settings = SmtpSettings {
        relay: Relay::parse(&server.url("smtp", login, "?tls=none")).unwrap(),
        hello_name: Some("commend.meridian.example".to_owned()),
        connections: 4,
        deadlines: Deadlines::all(deadline),
        ca_file: None,
        idle: Duration::from_secs(30),
    };
    Transport::Smtp(Box::new(Smtp::new(settings).unwrap()))
}
