//! SMTP to the bank's relay: a few connections that are kept and reused, one transaction per mail.
//!
//! Invariants: a mail whose fate is in doubt is never sent again from here; the connection on which anything but a
//! clean answer was seen is dropped; every step ends within a deadline of our own, because lettre's own timeout ends
//! with the connect. At most one mail per connection is in doubt at any moment.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::AsyncSmtpConnection,
    extension::ClientId,
};
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::{
    Outcome, Outgoing,
    connection::Connection,
    outcome::{kind_words, no_starttls, no_tls, outcome_of_auth_error, outcome_of_error, silence},
    reply::{Phase, Verdict},
    tls,
    wire::{self, Wire},
};
use crate::delivery::relay::{Relay, Security};

pub use super::tls::TlsProblem;

/// The longest a step may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// Name look-up, TCP, TLS, greeting and sign-in together.
    pub connect: Duration,
    /// Each of `MAIL`, `RCPT`, `DATA`.
    pub command: Duration,
    /// The message and the answer to its final dot.
    pub content: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Deadlines {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(60),
            content: Duration::from_secs(180),
        }
    }
}

/// What a pool of connections needs to know.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub relay: Relay,
    /// What we call ourselves in EHLO: a host name (RFC 5321, section 4.1.1.1).
    pub hello_name: String,
    /// How many connections at most, and so how many mails under way at once.
    pub connections: usize,
    pub deadlines: Deadlines,
    /// A PEM file with the bank's own certificate authority, trusted besides those of the system.
    pub ca_file: Option<std::path::PathBuf>,
    /// A connection unused for longer is dialled afresh.
    pub idle: Duration,
}

/// The connections to one relay.
pub struct Smtp {
    settings: SmtpSettings,
    hello: ClientId,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
    /// The relay has taken a mail from us: a later `5.7.x` at `RCPT` speaks of that recipient, not of our rights.
    proven: AtomicBool,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("relay", &self.settings.relay).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Prepares the pool and reads the certificate authorities; no connection is made yet.
    ///
    /// # Errors
    /// The private CA's file cannot be read, or the relay's name cannot stand in a certificate.
    pub fn new(settings: SmtpSettings) -> Result<Smtp, TlsProblem> {
        let tls = match settings.relay.security {
            Security::Plain => None,
            _ => Some(tls::connector(&settings.relay.host, settings.ca_file.as_deref())?),
        };
        Ok(Smtp {
            hello: ClientId::Domain(settings.hello_name.clone()),
            tls,
            permits: Semaphore::new(settings.connections.max(1)),
            idle: Mutex::default(),
            proven: AtomicBool::new(false),
            settings,
        })
    }

    pub(super) fn width(&self) -> usize {
        self.settings.connections.max(1)
    }

    pub(super) async fn rest(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for mut connection in idle {
            // A relay that does not answer the goodbye is not waited for.
            let _ = timeout(Duration::from_secs(1), connection.inner.quit()).await;
        }
    }

    pub(super) async fn send(&self, mail: &Outgoing) -> Outcome {
        // The semaphore is never closed; were it, sending without a permit would only cost a connection more.
        let _permit = self.permits.acquire().await;
        let kept = self.keep_alive();
        let mut outcome = match kept {
            Some(connection) => self.transact(connection, mail).await,
            None => self.dial_and_transact(mail).await,
        };
        if outcome.stale {
            outcome = self.dial_and_transact(mail).await;
        }
        let mut outcome = outcome.outcome;
        match outcome.verdict {
            Verdict::Sent => self.proven.store(true, Ordering::Relaxed),
            Verdict::Misconfigured if outcome.phase == Phase::Recipient && self.proven.load(Ordering::Relaxed) => {
                outcome.verdict = Verdict::Refused;
            }
            _ => {}
        }
        outcome
    }

    async fn dial_and_transact(&self, mail: &Outgoing) -> Tried {
        match timeout(self.settings.deadlines.connect, self.dial()).await {
            Ok(Ok(connection)) => self.transact(connection, mail).await,
            Ok(Err(outcome)) => Tried::done(*outcome),
            Err(_) => Tried::done(silence(Phase::Connect, false, "did not answer in time")),
        }
    }

    async fn transact(&self, mut connection: Connection, mail: &Outgoing) -> Tried {
        let outcome = connection.transact(mail, &self.settings.deadlines).await;
        // A kept connection that the relay has closed meanwhile says so at the first command: nothing was handed over.
        let lost = outcome.reply.as_ref().is_none_or(|reply| reply.code == 421);
        let stale = connection.reused && outcome.phase == Phase::Sender && outcome.verdict == Verdict::Retry && lost;
        if !lost && connection.reset(outcome.verdict, self.settings.deadlines.command).await {
            self.idle().push(connection);
        }
        Tried { outcome, stale }
    }

    fn keep_alive(&self) -> Option<Connection> {
        let mut idle = self.idle();
        while let Some(mut connection) = idle.pop() {
            if connection.last_used.elapsed() < self.settings.idle {
                connection.reused = true;
                return Some(connection);
            }
        }
        None
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn dial(&self) -> Result<Connection, Box<Outcome>> {
        let relay = &self.settings.relay;
        let connect = |error: std::io::Error| Box::new(silence(Phase::Connect, false, &kind_words(&error)));
        let mut tcp = TcpStream::connect((relay.host.as_str(), relay.port)).await.map_err(connect)?;
        tcp.set_nodelay(true).map_err(connect)?;
        let wire = match (&self.tls, relay.security) {
            (Some((tls, name)), Security::StartTls) => {
                wire::ask_for_tls(&mut tcp, &self.settings.hello_name).await.map_err(no_starttls)?;
                Wire::after_starttls(tcp, tls, name.clone()).await.map_err(|error| Box::new(no_tls(&error)))?
            }
            (Some((tls, name)), _) => {
                Wire::implicit_tls(tcp, tls, name.clone()).await.map_err(|error| Box::new(no_tls(&error)))?
            }
            (None, _) => Wire::plain(tcp),
        };
        let settled = wire.settled();
        let mut inner = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &self.hello)
            .await
            .map_err(|error| Box::new(outcome_of_error(Phase::Hello, false, &error)))?;
        if let Some(credentials) = &relay.credentials {
            let credentials = Credentials::new(credentials.user.clone(), credentials.password.clone());
            let auth = inner.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
            auth.map_err(|error| Box::new(outcome_of_auth_error(&error)))?;
        }
        Ok(Connection::new(inner, settled, &self.hello).await)
    }
}

/// An outcome, and whether it only says that a kept connection had grown old.
struct Tried {
    outcome: Outcome,
    stale: bool,
}

impl Tried {
    fn done(outcome: Outcome) -> Tried {
        Tried { outcome, stale: false }
    }
}
