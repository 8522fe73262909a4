//! SMTP to the bank's relay: a few connections that are kept and reused, one transaction per mail.
//!
//! Invariants: a mail whose fate is in doubt is never sent again from here; the connection on which anything but a
//! clean answer was seen is dropped; every step ends within a deadline of our own, because lettre's own timeout ends
//! with the connect. At most one mail per connection is in doubt at any moment.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Rcpt, Rset},
    extension::{ClientId, Extension, MailParameter},
    response::Response,
};
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use super::{
    Outcome, Outgoing,
    reply::{Phase, Reply, Verdict, verdict, verdict_of_silence},
    tls,
    wire::{self, StartTlsError, Wire},
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

struct Connection {
    inner: AsyncSmtpConnection,
    /// See [`Wire::settled`].
    settled: Arc<AtomicBool>,
    last_used: Instant,
    reused: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("reused", &self.reused).finish_non_exhaustive()
    }
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

    /// One SMTP transaction: MAIL, RCPT, DATA, message. The connection goes back to the pool if it may be used again.
    async fn transact(&self, mut connection: Connection, mail: &Outgoing) -> Tried {
        let reused = connection.reused;
        let Deadlines { command, content, .. } = self.settings.deadlines;
        let end = async {
            let parameters = match self.parameters(&connection, mail) {
                Ok(parameters) => parameters,
                Err(outcome) => return Err(outcome),
            };
            let sender = Mail::new(Some(mail.sender.clone()), parameters);
            step(Phase::Sender, command, connection.inner.command(sender)).await?;
            let recipient = Rcpt::new(mail.recipient.clone(), vec![]);
            step(Phase::Recipient, command, connection.inner.command(recipient)).await?;
            step(Phase::Data, command, connection.inner.command(Data)).await?;
            let sent = timeout(content, connection.inner.message(&mail.bytes)).await;
            match sent {
                Ok(Ok(response)) => Ok(outcome_of(Phase::Content, reply_of(&response))),
                Ok(Err(error)) => Err(outcome_of_error(Phase::Content, connection.handed_over(), &error)),
                Err(_) => Err(silence(Phase::Content, connection.handed_over(), "did not answer in time")),
            }
        }
        .await;
        let outcome = end.unwrap_or_else(|outcome| outcome);
        // A kept connection that the relay has closed meanwhile says so at the first command: nothing was handed over.
        let lost = outcome.reply.as_ref().is_none_or(|reply| reply.code == 421);
        let stale = reused && outcome.phase == Phase::Sender && outcome.verdict == Verdict::Retry && lost;
        if !lost {
            self.keep(connection, outcome.verdict).await;
        }
        Tried { outcome, stale }
    }

    fn parameters(&self, connection: &Connection, mail: &Outgoing) -> Result<Vec<MailParameter>, Outcome> {
        let ascii = AsRef::<str>::as_ref(&mail.recipient).is_ascii() && AsRef::<str>::as_ref(&mail.sender).is_ascii();
        if ascii {
            return Ok(vec![]);
        }
        if connection.inner.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        Err(Outcome {
            verdict: Verdict::Refused,
            phase: Phase::Recipient,
            reply: Some(Reply { code: 553, text: "5.6.7 the relay takes no address outside ASCII".to_owned() }),
            detail: "the relay cannot carry an address outside ASCII (SMTPUTF8, RFC 6531)".to_owned(),
        })
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

    async fn keep(&self, mut connection: Connection, verdict: Verdict) {
        if verdict != Verdict::Sent {
            // A refused transaction is put back to the start, so that the next mail does not inherit its sender.
            let reset = timeout(self.settings.deadlines.command, connection.inner.command(Rset)).await;
            if !matches!(reset, Ok(Ok(_))) {
                return;
            }
        }
        connection.last_used = Instant::now();
        self.idle().push(connection);
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
        Ok(Connection { inner, settled, last_used: Instant::now(), reused: false })
    }
}

impl Connection {
    fn handed_over(&self) -> bool {
        self.settled.load(Ordering::Relaxed)
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

type Answer = Result<Response, lettre::transport::smtp::Error>;

async fn step(phase: Phase, deadline: Duration, command: impl Future<Output = Answer>) -> Result<(), Outcome> {
    match timeout(deadline, command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(outcome_of_error(phase, false, &error)),
        Err(_) => Err(silence(phase, false, "did not answer in time")),
    }
}

fn reply_of(response: &Response) -> Reply {
    Reply { code: response.code().into(), text: response.message().collect::<Vec<_>>().join(" ") }
}

fn outcome_of(phase: Phase, reply: Reply) -> Outcome {
    let verdict = verdict(phase, &reply);
    let word = if verdict == Verdict::Sent { "accepted" } else { "refused" };
    Outcome { verdict, phase, detail: format!("the relay {word} {}", phase.words()), reply: Some(reply) }
}

fn outcome_of_error(phase: Phase, handed_over: bool, error: &lettre::transport::smtp::Error) -> Outcome {
    use std::error::Error as _;
    match error.status() {
        Some(code) => {
            let text = error.source().map(ToString::to_string).unwrap_or_default();
            outcome_of(phase, Reply { code: code.into(), text })
        }
        None => {
            let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
            let words = io.map_or_else(|| "broke off, or did not speak SMTP".to_owned(), kind_words);
            silence(phase, handed_over, &words)
        }
    }
}

/// A relay that offers no mechanism of ours reports neither 4xx nor 5xx, and waiting does not mend it.
fn outcome_of_auth_error(error: &lettre::transport::smtp::Error) -> Outcome {
    let mut outcome = outcome_of_error(Phase::Auth, false, error);
    if error.is_client() {
        outcome.verdict = Verdict::Misconfigured;
        outcome.detail = "the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a password is configured".to_owned();
    }
    outcome
}

fn silence(phase: Phase, handed_over: bool, what: &str) -> Outcome {
    let verdict = verdict_of_silence(phase, handed_over);
    Outcome { verdict, phase, reply: None, detail: format!("the relay {what}, at {}", phase.words()) }
}

fn no_starttls(error: StartTlsError) -> Box<Outcome> {
    Box::new(match error {
        StartTlsError::Io(error) => silence(Phase::Hello, false, &kind_words(&error)),
        StartTlsError::Refused(reply) => outcome_of(Phase::Hello, reply),
        StartTlsError::NotOffered => Outcome {
            verdict: Verdict::Misconfigured,
            phase: Phase::Tls,
            reply: None,
            detail: "the relay offers no STARTTLS, which is required; write smtps:// or, for a relay on this \
                     machine, tls=none"
                .to_owned(),
        },
    })
}

/// A certificate that does not hold is a matter for a person; a handshake that broke off is tried again.
fn no_tls(error: &std::io::Error) -> Outcome {
    let certificate = error.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    match certificate {
        Some(problem) => Outcome {
            verdict: Verdict::Misconfigured,
            phase: Phase::Tls,
            reply: None,
            detail: format!("the TLS handshake with the relay failed: {problem}"),
        },
        None => silence(Phase::Tls, false, &kind_words(error)),
    }
}

fn kind_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "refused the connection".to_owned(),
        std::io::ErrorKind::UnexpectedEof
        | std::io::ErrorKind::ConnectionReset
        | std::io::ErrorKind::ConnectionAborted
        | std::io::ErrorKind::BrokenPipe => "broke off the connection".to_owned(),
        std::io::ErrorKind::TimedOut => "did not answer in time".to_owned(),
        kind => format!("could not be reached ({kind})"),
    }
}
